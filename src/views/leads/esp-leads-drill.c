/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers the last numbers that were opened, by a token that fits into an address. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-leads-drill.h"

/* Back goes that far. */
#define MAX_KEPT 24
#define DATA_KEY "esp-leads-drills"

/**
 * esp_leads_drill_free:
 */
void
esp_leads_drill_free (EspLeadsDrill *drill)
{
  if (drill == NULL)
    return;
  g_free (drill->token);
  g_free (drill->sentence);
  esp_bitmap_free (drill->leads);
  g_free (drill);
}

static GPtrArray *
get_kept (EspSession *session)
{
  GPtrArray *kept = g_object_get_data (G_OBJECT (session), DATA_KEY);

  if (kept == NULL)
    {
      kept = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_leads_drill_free);
      g_object_set_data_full (G_OBJECT (session), DATA_KEY, kept,
                              (GDestroyNotify) g_ptr_array_unref);
    }
  return kept;
}

static EspLeadsDrill *
drill_new (const char *token, const char *sentence, const EspBitmap *leads)
{
  EspLeadsDrill *drill = g_new0 (EspLeadsDrill, 1);

  drill->token = g_strdup (token);
  drill->sentence = g_strdup (sentence);
  drill->leads = esp_bitmap_copy (leads);
  return drill;
}

/**
 * esp_leads_drill_keep:
 *
 * Returns: (transfer full): the token under which the leads are kept
 */
char *
esp_leads_drill_keep (EspSession *session, const char *sentence, const EspBitmap *leads)
{
  static guint last;
  GPtrArray *kept = get_kept (session);
  g_autofree char *token = g_strdup_printf ("%u", ++last);

  if (kept->len == MAX_KEPT)
    g_ptr_array_remove_index (kept, 0);
  g_ptr_array_add (kept, drill_new (token, sentence, leads));
  return g_steal_pointer (&token);
}

/**
 * esp_leads_drill_dup:
 *
 * Returns: (transfer full) (nullable): what is kept under @token; %NULL when it is no longer
 */
EspLeadsDrill *
esp_leads_drill_dup (EspSession *session, const char *token)
{
  GPtrArray *kept = get_kept (session);

  for (guint i = 0; i < kept->len; i++)
    {
      const EspLeadsDrill *drill = kept->pdata[i];

      if (g_str_equal (drill->token, token))
        return drill_new (drill->token, drill->sentence, drill->leads);
    }
  return NULL;
}
