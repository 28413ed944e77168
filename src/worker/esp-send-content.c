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
 * esp_send_content_fields:
 *
 * Returns: (transfer full) (element-type EspFieldGap): the fields that some people may lack, in the order
 *   of the message and without the people; fields that do not exist are not in it; %NULL with @error set
 */
GPtrArray *
esp_send_content_fields (EspTx *tx, const EspSendMessage *message, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) gaps = g_ptr_array_new_with_free_func (gap_free);
  gboolean skips = esp_send_message_skips (message);
  const EspMessageField *printed;
  guint n;

  if (fields == NULL)
    return NULL;
  printed = esp_send_message_get_fields (message, &n);
  for (guint i = 0; i < n; i++)
    {
      int index = may_fail (&printed[i]) ? esp_fields_find_name (fields, printed[i].name) : -1;
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
    }
  return g_steal_pointer (&gaps);
}

/**
 * esp_send_content_fails:
 * @out_fails: whether the message cannot be made for the lead, as esp_send_tally_new() finds of everyone;
 *   not when it cannot be opened at all, which the checks tell
 */
gboolean
esp_send_content_fails (EspTx *tx,
                        const EspSend *send,
                        gint64 lead_id,
                        gboolean *out_fails,
                        GError **error)
{
  const EspMailSource source = { .message_id = send->message_id,
                                 .version = (int) send->message_version };
  g_autoptr (EspSendMessage) message =
    send->message_id != 0 ? esp_send_message_load (tx, &source, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) gaps = NULL;

  *out_fails = FALSE;
  if (message == NULL)
    return TRUE;
  gaps = esp_send_content_fields (tx, message, error);
  if (gaps == NULL)
    return FALSE;
  for (guint i = 0; i < gaps->len && !*out_fails; i++)
    {
      const EspFieldGap *gap = gaps->pdata[i];

      if (gap->is_left_out && !esp_audience_lacks (tx, gap->field, lead_id, out_fails, error))
        return FALSE;
    }
  return TRUE;
}
