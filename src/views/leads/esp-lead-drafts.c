/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed on a lead's page and could not be saved yet: it waits there when one comes back. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-drafts.h"

#define DRAFTS_KEY "esp-lead-drafts"

static GHashTable *
drafts_of (EspSession *session)
{
  GHashTable *drafts = g_object_get_data (G_OBJECT (session), DRAFTS_KEY);

  if (drafts == NULL)
    {
      drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (session), DRAFTS_KEY, drafts,
                              (GDestroyNotify) g_hash_table_unref);
    }
  return drafts;
}

static char *
key_of (gint64 lead_id, const char *what)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT "/%s", lead_id, what);
}

/**
 * esp_lead_drafts_keep:
 * @what: the column of a field, or another place for text on the page
 */
void
esp_lead_drafts_keep (EspSession *session, gint64 lead_id, const char *what, const char *text)
{
  g_hash_table_replace (drafts_of (session), key_of (lead_id, what), g_strdup (text));
}

/**
 * esp_lead_drafts_get:
 *
 * Returns: (nullable): what was typed and is not saved
 */
const char *
esp_lead_drafts_get (EspSession *session, gint64 lead_id, const char *what)
{
  g_autofree char *key = key_of (lead_id, what);

  return g_hash_table_lookup (drafts_of (session), key);
}

/**
 * esp_lead_drafts_drop:
 *
 * Forgets it: it was saved, or given up.
 */
void
esp_lead_drafts_drop (EspSession *session, gint64 lead_id, const char *what)
{
  g_autofree char *key = key_of (lead_id, what);

  (void) g_hash_table_remove (drafts_of (session), key); /* often there is none */
}
