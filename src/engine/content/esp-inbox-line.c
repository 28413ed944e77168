/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a line as the list of a mail program does: so many columns, Hangul and other wide letters two each. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-inbox-line.h"

#define JOINER 0x200d

static gboolean
joins_before (gunichar c)
{
  return c == JOINER || g_unichar_iszerowidth (c) || (c >= 0xfe00 && c <= 0xfe0f) ||
         (c >= 0x1f3fb && c <= 0x1f3ff);
}

static guint
columns_of (gunichar c, gunichar before)
{
  if (joins_before (c) || before == JOINER)
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/**
 * esp_inbox_line_measure:
 *
 * Returns: how many columns @text takes.
 */
guint
esp_inbox_line_measure (const char *text)
{
  gunichar before = 0;
  guint n = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      n += columns_of (letter, before);
      before = letter;
    }
  return n;
}

/**
 * esp_inbox_line_cut:
 * @max_columns: of the result, the mark that something is left out included
 *
 * Returns: (transfer full): @text, or its beginning and “…”; joined signs such as emoji are not torn
 */
char *
esp_inbox_line_cut (const char *text, guint max_columns)
{
  const char *end = text;
  gunichar before = 0;
  guint n = 0;

  if (esp_inbox_line_measure (text) <= max_columns)
    return g_strdup (text);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar letter = g_utf8_get_char (c);

      n += columns_of (letter, before);
      if (n + 1 > max_columns)
        break;
      end = g_utf8_next_char (c);
      before = letter;
    }
  while (end > text && g_ascii_isspace (end[-1]))
    end--;
  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}
