/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what was edited of a score and not applied, so that leaving the page loses nothing. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-draft.h"

#include "store/esp-meta.h"

typedef struct
{
  gint64 id;
  char *json; /* (owned) */
} Draft;

static void
draft_free (gpointer data)
{
  g_free (((Draft *) data)->json);
  g_free (data);
}

static char *
dup_key (gint64 id)
{
  return g_strdup_printf ("score-draft-%" G_GINT64_FORMAT, id);
}

/**
 * esp_score_draft_read:
 *
 * Returns: (transfer full) (nullable): the definition; "" when there is none; %NULL with @error set
 */
char *
esp_score_draft_read (EspTx *tx, gint64 id, GError **error)
{
  g_autofree char *key = dup_key (id);

  return esp_meta_get_text (tx, key, "", error);
}

static gboolean
write_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Draft *draft = data;
  g_autofree char *key = dup_key (draft->id);

  return esp_meta_set_text (tx, key, draft->json, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_warning ("The draft of a score could not be kept: %s", error->message);
}

/**
 * esp_score_draft_write:
 * @json: ""; there is none any more
 *
 * Keeps it, whoever is there when that is done.
 */
void
esp_score_draft_write (EspStore *store, gint64 id, const char *json)
{
  Draft *draft;

  if (esp_store_is_read_only (store))
    return;
  draft = g_new0 (Draft, 1);
  draft->id = id;
  draft->json = g_strdup (json);
  esp_store_write_async (store, NULL, write_in_tx, draft, draft_free, written_cb, NULL);
}
