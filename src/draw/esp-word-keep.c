/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps Korean words whole: by itself Pango breaks a line after any syllable. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-word-keep.h"

#define HANGUL_FIRST 0xAC00
#define HANGUL_LAST 0xD7A3

static gboolean
is_hangul (gunichar c)
{
  return c >= HANGUL_FIRST && c <= HANGUL_LAST;
}

static void
keep_word (PangoAttrList *list, guint begin, guint end)
{
  PangoAttribute *attribute = pango_attr_allow_breaks_new (FALSE);

  attribute->start_index = begin;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

/**
 * esp_word_keep_attributes:
 * @max_word: of characters, beyond which a word is better broken
 *
 * What keeps Pango from breaking a line inside a Korean word. It ends the program where it may neither break a
 * kept word nor leave it too wide, so a layout that takes these wraps with %PANGO_WRAP_WORD.
 *
 * Returns: (transfer full) (nullable): %NULL when a word is too long to be kept
 */
PangoAttrList *
esp_word_keep_attributes (const char *text, guint max_word)
{
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  const char *word = text;
  const char *p = text;
  gboolean has_hangul = FALSE;
  guint n = 0;

  for (;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && !g_unichar_isspace (c))
        {
          has_hangul = has_hangul || is_hangul (c);
          if (++n > max_word)
            return NULL;
          continue;
        }
      if (has_hangul)
        keep_word (list, (guint) (word - text), (guint) (p - text));
      if (c == 0)
        return g_steal_pointer (&list);
      word = g_utf8_next_char (p);
      has_hangul = FALSE;
      n = 0;
    }
}
