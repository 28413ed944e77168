/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what is hard to see in a message as a mail program colours it. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-note.h"

#include "engine/content/esp-inbox-line.h"

#include <glib/gi18n.h>

/* Words of the block, or what stands in their place. */
static char *
name_block (const EspMessageDoc *doc, const char *id)
{
  const int n_letters = 24;
  const EspBlock *block = id != NULL ? esp_message_doc_find_block (doc, id) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  if (block == NULL)
    return g_strdup ("");
  if (block->kind == ESP_BLOCK_BUTTON && block->label != NULL)
    g_string_append (words, block->label);
  if (block->kind == ESP_BLOCK_IMAGE && block->alt != NULL)
    g_string_append (words, block->alt);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint k = 0; k < paragraph->runs->len; k++)
        g_string_append (words, ((const EspRun *) paragraph->runs->pdata[k])->text);
    }
  g_strdelimit (words->str, "\n", ' ');
  return esp_inbox_line_cut (g_strstrip (words->str), n_letters);
}

/**
 * esp_preview_note_dup:
 * @out_is_weak: (out): whether something can hardly be read
 *
 * Returns: (transfer full): sentences; "" where all is well
 */
char *
esp_preview_note_dup (const EspDarkSheet *sheet, EspDarkLook look, gboolean *out_is_weak)
{
  GString *text = g_string_new (NULL);

  *out_is_weak = sheet->contrast < ESP_CONTRAST_LARGE;
  if (look == ESP_DARK_LOOK_PARTIAL || look == ESP_DARK_LOOK_FULL)
    g_string_append (text, _ ("An approximation: each mail program decides by itself."));
  if (*out_is_weak)
    {
      g_autofree char *where = name_block (sheet->doc, sheet->contrast_block);

      g_string_append_printf (text, "%s", text->len > 0 ? " " : "");
      g_string_append_printf (text,
                              _ (
                                "Hard to read: “%s”, contrast %.1f to 1 (3 at least, better 4.5)."),
                              where, sheet->contrast);
    }
  if (sheet->n_transparent > 0 && look != ESP_DARK_LOOK_LIGHT)
    {
      g_autofree char *where = name_block (sheet->doc, sheet->transparent_block);

      g_string_append_printf (text, "%s", text->len > 0 ? " " : "");
      g_string_append_printf (text,
                              _ ("The picture “%s” is see-through: dark lettering in it vanishes."),
                              where);
    }
  return g_string_free (text, FALSE);
}
