/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers as whom messages are looked at. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-preview-people.h"

#include "store/esp-meta.h"

#include <string.h>

static const char pinned_key[] = "preview.pinned";
static const char recent_key[] = "preview.recent";

/* Returns: (transfer full) (nullable): the ids of a text such as "12 7" */
static GArray *
load_ids (EspTx *tx, const char *key, GError **error)
{
  g_autofree char *text = esp_meta_get_text (tx, key, "", error);
  g_auto (GStrv) words = NULL;
  GArray *ids;

  if (text == NULL)
    return NULL;
  ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  words = g_strsplit (text, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 number;
      guint32 id;

      if (!g_ascii_string_to_unsigned (words[i], 10, 1, G_MAXUINT32, &number, NULL))
        continue;
      id = (guint32) number;
      g_array_append_val (ids, id);
    }
  return ids;
}

static gboolean
save_ids (EspTx *tx, const char *key, const GArray *ids, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", g_array_index (ids, guint32, i));
  return esp_meta_set_text (tx, key, text->str, error);
}

static void
forget (GArray *ids, guint32 id)
{
  for (guint i = ids->len; i > 0; i--)
    if (g_array_index (ids, guint32, i - 1) == id)
      g_array_remove_index (ids, i - 1);
}

/**
 * esp_preview_people_load:
 *
 * Returns: (transfer full) (nullable): who is remembered; %NULL with @error set
 */
EspPreviewPeople *
esp_preview_people_load (EspTx *tx, GError **error)
{
  g_autoptr (EspPreviewPeople) self = g_new0 (EspPreviewPeople, 1);

  self->pinned = load_ids (tx, pinned_key, error);
  if (self->pinned == NULL)
    return NULL;
  self->recent = load_ids (tx, recent_key, error);
  return self->recent != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_preview_people_free:
 * @self: (nullable): what was remembered
 */
void
esp_preview_people_free (EspPreviewPeople *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pinned, g_array_unref);
  g_clear_pointer (&self->recent, g_array_unref);
  g_free (self);
}

/**
 * esp_preview_people_is_pinned:
 */
gboolean
esp_preview_people_is_pinned (const EspPreviewPeople *self, gint64 lead_id)
{
  for (guint i = 0; i < self->pinned->len; i++)
    if (g_array_index (self->pinned, guint32, i) == lead_id)
      return TRUE;
  return FALSE;
}

/**
 * esp_preview_people_pin:
 * @is_pinned: FALSE takes the pin away
 *
 * The oldest pin goes when there are too many.
 */
gboolean
esp_preview_people_pin (EspTx *tx, gint64 lead_id, gboolean is_pinned, GError **error)
{
  g_autoptr (GArray) ids = load_ids (tx, pinned_key, error);
  guint32 id = (guint32) lead_id;

  if (ids == NULL)
    return FALSE;
  forget (ids, id);
  if (is_pinned)
    g_array_append_val (ids, id);
  if (ids->len > ESP_MAX_PINNED_PEOPLE)
    g_array_remove_range (ids, 0, ids->len - ESP_MAX_PINNED_PEOPLE);
  return save_ids (tx, pinned_key, ids, error);
}

/**
 * esp_preview_people_use:
 *
 * Puts a lead first among those that were looked at last.
 */
gboolean
esp_preview_people_use (EspTx *tx, gint64 lead_id, GError **error)
{
  g_autoptr (GArray) ids = load_ids (tx, recent_key, error);
  guint32 id = (guint32) lead_id;

  if (ids == NULL)
    return FALSE;
  forget (ids, id);
  g_array_prepend_val (ids, id);
  if (ids->len > ESP_MAX_RECENT_PEOPLE)
    g_array_set_size (ids, ESP_MAX_RECENT_PEOPLE);
  return save_ids (tx, recent_key, ids, error);
}
