/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what other programs put into the clipboard: its structure is kept, its looks are left behind. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-exchange.h"

#include <string.h>

/* What word processors write in place of list items. */
static const char *const list_signs[] = { "·", "•", "▪", "§", "●", "○", "–" };

/* Word makes lists of paragraphs that begin with a sign and hard spaces. */
static void
read_list_sign (EspParagraph *paragraph)
{
  static const char hard_space[] = "\xc2\xa0";
  EspRun *run = paragraph->runs->len > 0 ? paragraph->runs->pdata[0] : NULL;

  for (guint i = 0; run != NULL && i < G_N_ELEMENTS (list_signs); i++)
    {
      const char *at = run->text;
      g_autofree char *rest = NULL;

      if (!g_str_has_prefix (at, list_signs[i]))
        continue;
      at += strlen (list_signs[i]);
      if (*at != ' ' && *at != '\t' && !g_str_has_prefix (at, hard_space))
        continue;
      while (*at == ' ' || *at == '\t' || g_str_has_prefix (at, hard_space))
        at += *at == ' ' || *at == '\t' ? 1 : strlen (hard_space);
      rest = g_strdup (at);
      g_free (run->text);
      run->text = g_steal_pointer (&rest);
      paragraph->kind = ESP_PARAGRAPH_BULLET;
      return;
    }
}

static void
clean_words (EspBlock *block)
{
  block->font_size = 0;
  block->align = ESP_ALIGN_START;
  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      EspParagraph *paragraph = block->paragraphs->pdata[i];

      paragraph->align = ESP_ALIGN_START;
      for (guint k = 0; k < paragraph->runs->len; k++)
        g_clear_pointer (&((EspRun *) paragraph->runs->pdata[k])->color, g_free);
      if (block->kind == ESP_BLOCK_TEXT && paragraph->kind == ESP_PARAGRAPH_PLAIN)
        read_list_sign (paragraph);
    }
}

/* Pictures of the other program's own folder cannot be read here. */
static gboolean
is_of_use (const EspBlock *block)
{
  if (block->kind == ESP_BLOCK_IMAGE)
    return block->src != NULL && g_str_has_prefix (block->src, "https://");
  return block->kind != ESP_BLOCK_COLUMNS;
}

static void
take_block (GPtrArray *out, EspBlock *block)
{
  EspBlock *last = out->len > 0 ? out->pdata[out->len - 1] : NULL;

  if (esp_block_has_paragraphs (block))
    clean_words (block);
  g_clear_pointer (&block->color, g_free);
  g_clear_pointer (&block->text_color, g_free);
  esp_padding_reset (&block->padding);
  if (last != NULL && last->kind == ESP_BLOCK_TEXT && block->kind == ESP_BLOCK_TEXT)
    {
      g_ptr_array_extend_and_steal (last->paragraphs, g_steal_pointer (&block->paragraphs));
      esp_block_free (block);
      return;
    }
  g_ptr_array_add (out, block);
}

static void
take_columns (GPtrArray *out, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GPtrArray *blocks = ((EspColumn *) columns->pdata[i])->blocks;

      while (blocks->len > 0)
        {
          EspBlock *block = g_ptr_array_steal_index (blocks, 0);

          if (block->columns != NULL)
            take_columns (out, block->columns);
          if (is_of_use (block))
            take_block (out, block);
          else
            esp_block_free (block);
        }
    }
}

/**
 * esp_message_from_clipboard:
 * @html: as another program copied it
 *
 * Headings, paragraphs, lists, links, bold, italic and the like are kept; colours, sizes and fonts are not.
 *
 * Returns: (transfer full) (nullable): a message of one section with one column; %NULL when there is nothing of use
 */
EspMessageDoc *
esp_message_from_clipboard (const char *html)
{
  g_autoptr (EspMessageDoc) from = esp_message_from_html (html, -1, NULL, NULL);
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  g_autoptr (EspSection) section = esp_section_new ("s1");
  EspColumn *column = esp_column_new ();

  g_ptr_array_add (section->columns, column);
  for (guint i = 0; from != NULL && i < from->sections->len; i++)
    take_columns (column->blocks, ((EspSection *) from->sections->pdata[i])->columns);
  if (column->blocks->len == 0)
    return NULL;
  g_ptr_array_set_size (doc->sections, 0);
  g_ptr_array_add (doc->sections, g_steal_pointer (&section));
  return g_steal_pointer (&doc);
}
