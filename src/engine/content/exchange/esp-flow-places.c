/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the places of other programs, such as *|FNAME|*: nothing fills them here, so that everybody would read them. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

/* Mailchimp; Stibee; Cafe24, TasOn; Salesforce. Braces are Liquid, and the checks know those fields. */
static const char pattern[] = "\\*\\|[A-Z][A-Z0-9_:]{0,40}\\|\\*|\\$%[\\w.]{1,40}%\\$|"
                              "\\[\\[[\\w. ]{1,40}\\]\\]|%%[\\w.]{1,40}%%";
static const guint max_places = 5;

typedef struct
{
  EspFlow *flow;
  GRegex *regex;
  GHashTable *seen; /* (element-type utf8): a set */
} Search;

static void
find_in (Search *self, const char *text)
{
  g_autoptr (GMatchInfo) match = NULL;

  if (text == NULL || !g_regex_match (self->regex, text, 0, &match))
    return;
  for (; g_match_info_matches (match) && g_hash_table_size (self->seen) < max_places;
       g_match_info_next (match, NULL))
    {
      g_autofree char *place = g_match_info_fetch (match, 0);

      if (!g_hash_table_add (self->seen, g_strdup (place)))
        continue;
      esp_flow_note (self->flow, "text",
                     "“%s” is a place of another program that nothing fills here: put a field in "
                     "its stead.",
                     place);
    }
}

static gboolean
block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  Search *self = data;
  g_autofree char *text = esp_block_dup_plain_text (block);

  find_in (self, text);
  find_in (self, block->label);
  find_in (self, block->href);
  find_in (self, block->html);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        find_in (self, ((const EspRun *) paragraph->runs->pdata[j])->href);
    }
  return TRUE;
}

/**
 * esp_flow_note_places:
 *
 * Notes the first places of other programs in what was read.
 */
void
esp_flow_note_places (EspFlow *self)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search search = { self, regex, seen };

  find_in (&search, self->doc->subject);
  (void) esp_message_doc_foreach_any_block (self->doc, block_cb, &search);
}
