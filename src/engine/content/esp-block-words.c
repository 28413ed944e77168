/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader reads in a block itself. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/content/esp-block-words.h"

static void
append (GString *text, const char *word)
{
  if (word == NULL || *word == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

/**
 * esp_block_dup_words:
 *
 * Returns: (transfer full): what a reader reads in the block itself, on one line
 */
char *
esp_block_dup_words (const EspBlock *block)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      if (text->len > 0)
        g_string_append_c (text, ' ');
      for (guint k = 0; k < paragraph->runs->len; k++)
        g_string_append (text, ((const EspRun *) paragraph->runs->pdata[k])->text);
    }
  append (text, block->label);
  append (text, block->alt);
  g_strdelimit (text->str, "\n\t", ' ');
  return g_string_free (text, FALSE);
}
