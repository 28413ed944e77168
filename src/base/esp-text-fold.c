/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings texts into the form in which they are compared: whoever wrote MÜNCHEN meant München. */
#define G_LOG_DOMAIN "espalier-base"

#include "config.h"

#include "base/esp-text-fold.h"

#include <string.h>

#define COMBINING_DOT "\xcc\x87" /* U+0307: what is left of a folded İ */
#define DOTLESS_I "\xc4\xb1"     /* U+0131 */

/* Letters that have no case and no second spelling, by the lead byte of their UTF-8: Hangul syllables
 * (U+AC00 to U+D7A3) and Han (U+4E00 to U+9FFF) lie between these, and so do a few others, which
 * are asked about one by one. */
static gboolean
is_plain_wide (gunichar c)
{
  return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x4e00 && c <= 0x9fff);
}

/**
 * esp_text_is_foldless:
 * @length: bytes
 *
 * Returns: whether nothing but the case of ASCII letters can make two spellings of @text: the quick way
 *   for most of what is compared
 */
gboolean
esp_text_is_foldless (const char *text, gsize length)
{
  const char *end = text + length;
  const char *p = text;

  while (p < end)
    {
      if ((guchar) *p < 0x80)
        p++;
      else if ((guchar) *p < 0xe4 || (guchar) *p > 0xed || end - p < 3 ||
               !is_plain_wide (g_utf8_get_char (p)))
        return FALSE;
      else
        p += 3;
    }
  return TRUE;
}

/* Whether a language writes it with a dot or without, i is one letter here: İSTANBUL, Istanbul and
 * ıstanbul are the same town. */
static char *
level_dots (const char *folded)
{
  GString *out = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p++)
    {
      if (g_str_has_prefix (p, DOTLESS_I))
        {
          g_string_append_c (out, 'i');
          p++;
        }
      else if (*p == 'i' && g_str_has_prefix (p + 1, COMBINING_DOT))
        {
          g_string_append_c (out, 'i');
          p += strlen (COMBINING_DOT);
        }
      else
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_text_fold:
 * @text: UTF-8
 * @length: bytes
 *
 * Removes what does not count when texts are compared: the case of letters in any script (ß is ss), the
 * dots of the Turkish i, and whether a letter is written as one sign or as several. What is no UTF-8
 * loses the case of its ASCII letters alone.
 *
 * Returns: (transfer full)
 */
char *
esp_text_fold (const char *text, gsize length)
{
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *again = NULL;

  if (esp_text_is_foldless (text, length) || !g_utf8_validate (text, (gssize) length, NULL))
    return g_ascii_strdown (text, (gssize) length);
  composed = g_utf8_normalize (text, (gssize) length, G_NORMALIZE_NFC);
  folded =
    g_utf8_casefold (composed != NULL ? composed : text, composed != NULL ? -1 : (gssize) length);
  again = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
  return level_dots (again != NULL ? again : folded);
}

/**
 * esp_text_fold_string:
 *
 * Returns: (transfer full): esp_text_fold() of the whole text
 */
char *
esp_text_fold_string (const char *text)
{
  return esp_text_fold (text, strlen (text));
}
