/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds, before a send, who lacks the fields that its message prints. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-content.h"

#include "store/esp-audience.h"

static void
gap_free (gpointer data)
{
  EspFieldGap *gap = data;

  g_free (gap->field);
  g_free (gap->label);
  esp_bitmap_free (gap->leads);
  g_free (gap);
}

/* A condition that asks for a field takes care of those who lack it. */
static gboolean
may_fail (const EspMessageField *field)
{
  return field->is_printed && !field->is_guarded;
}

/**
 * esp_send_content_gaps:
 * @lead_id: of this lead alone; 0 is everyone
 *
 * Returns: (transfer full) (element-type EspFieldGap): the printed fields that some people lack, in the
 *   order of the message; fields that do not exist are not in it; %NULL with @error set
 */
GPtrArray *
esp_send_content_gaps (EspTx *tx, EspMailComposer *composer, gint64 lead_id, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func (gap_free);
  gboolean skips = esp_mail_composer_get_doc (composer)->missing == ESP_MISSING_SKIP;
  const EspMessageField *printed;
  guint n;

  if (fields == NULL)
    return NULL;
  printed = esp_message_template_get_fields (esp_mail_composer_get_template (composer), &n);
  for (guint i = 0; i < n; i++)
    {
      int index = may_fail (&printed[i]) ? esp_fields_find (fields, printed[i].name) : -1;
      EspFieldGap *gap;

      if (index < 0)
        continue;
      gap = g_new0 (EspFieldGap, 1);
      g_ptr_array_add (gaps, gap);
      gap->field = g_strdup (printed[i].name);
      gap->label = g_strdup (esp_fields_get (fields, (guint) index)->label);
      gap->is_custom = esp_fields_get (fields, (guint) index)->is_custom;
      gap->has_fallback = printed[i].has_fallback;
      gap->is_left_out = skips && !printed[i].has_fallback;
      gap->leads = esp_audience_lacking (tx, gap->field, lead_id, error);
      if (gap->leads == NULL)
        return NULL;
    }
  return g_steal_pointer (&gaps);
}

/**
 * esp_send_content_failing:
 * @lead_id: of this lead alone; 0 is everyone
 *
 * Returns: (transfer full): for whom the message cannot be made; nobody when it cannot be opened, which
 *   the checks tell; %NULL with @error set
 */
EspBitmap *
esp_send_content_failing (EspTx *tx, const EspSend *send, gint64 lead_id, GError **error)
{
  const EspMailSource source = { .message_id = send->message_id,
                                 .version = (int) send->message_version };
  g_autoptr (EspBitmap) failing = esp_bitmap_new ();
  g_autoptr (EspMailComposer) composer =
    send->message_id != 0 ? esp_mail_composer_load (tx, &source, NULL) : NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  if (composer == NULL || esp_mail_composer_get_doc (composer)->missing != ESP_MISSING_SKIP)
    return g_steal_pointer (&failing);
  gaps = esp_send_content_gaps (tx, composer, lead_id, error);
  if (gaps == NULL)
    return NULL;
  for (guint i = 0; i < gaps->len; i++)
    {
      const EspFieldGap *gap = gaps->pdata[i];

      if (gap->is_left_out)
        esp_bitmap_or (failing, gap->leads);
    }
  return g_steal_pointer (&failing);
}
