/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breaks plain text into lines that fit a mail window, whatever script it is in. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-html-text.h"

#include <string.h>

typedef struct
{
  GString *out;
  guint n_columns;
  guint column; /* where the next character stands */
  guint indent; /* of continued lines: behind the mark of a list item */
} Wrap;

static guint
width_of (gunichar c)
{
  if (c < 0x300)
    return 1;
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

static guint
word_width (const char *word, const char *end)
{
  guint width = 0;

  for (const char *c = word; c < end; c = g_utf8_next_char (c))
    width += width_of (g_utf8_get_char (c));
  return width;
}

static void
break_line (Wrap *wrap)
{
  g_string_append_c (wrap->out, '\n');
  for (guint i = 0; i < wrap->indent; i++)
    g_string_append_c (wrap->out, ' ');
  wrap->column = wrap->indent;
}

/* A word longer than a line: addresses stay whole, East Asian text may break between characters. */
static void
append_long_word (Wrap *wrap, const char *word, const char *end)
{
  for (const char *c = word; c < end; c = g_utf8_next_char (c))
    {
      gunichar unichar = g_utf8_get_char (c);
      guint width = width_of (unichar);

      if (width == 2 && wrap->column + width > wrap->n_columns)
        break_line (wrap);
      g_string_append_unichar (wrap->out, unichar);
      wrap->column += width;
    }
}

static void
append_word (Wrap *wrap, const char *word, const char *end, gboolean is_first)
{
  guint width = word_width (word, end);

  if (!is_first && wrap->column + 1 + width > wrap->n_columns &&
      (width <= wrap->n_columns - wrap->indent || wrap->column > wrap->n_columns / 2))
    break_line (wrap);
  else if (!is_first)
    {
      g_string_append_c (wrap->out, ' ');
      wrap->column++;
    }
  if (width > wrap->n_columns)
    {
      append_long_word (wrap, word, end);
      return;
    }
  g_string_append_len (wrap->out, word, end - word);
  wrap->column += width;
}

static guint
mark_width (const char *line, const char *end)
{
  const char *c = line;

  if (end - line > 2 && line[0] == '-' && line[1] == ' ')
    return 2;
  while (c < end && g_ascii_isdigit (*c))
    c++;
  return c > line && c - line < 4 && end - c > 2 && c[0] == '.' && c[1] == ' '
           ? (guint) (c - line) + 2
           : 0;
}

static void
append_line (Wrap *wrap, const char *line, const char *end)
{
  gboolean is_first = TRUE;

  wrap->column = 0;
  wrap->indent = mark_width (line, end);
  for (const char *word = line; word < end;)
    {
      const char *stop = memchr (word, ' ', (gsize) (end - word));

      if (stop == NULL)
        stop = end;
      if (stop > word)
        {
          append_word (wrap, word, stop, is_first);
          is_first = FALSE;
        }
      word = stop + 1;
    }
}

/**
 * esp_text_wrap:
 * @text: valid UTF-8
 * @n_columns: how wide a line may be; wide characters count two
 *
 * Breaks at spaces, never inside an address; continued lines of a list item are indented. More than one
 * empty line becomes one; blanks at the end of a line vanish.
 *
 * Returns: (transfer full): the text, with "\n" at the end.
 */
char *
esp_text_wrap (const char *text, guint n_columns)
{
  Wrap wrap = { g_string_sized_new (strlen (text) + 64), n_columns, 0, 0 };
  guint n_empty = 0;
  gboolean has_text = FALSE;

  for (const char *line = text; *line != '\0';)
    {
      const char *end = line + strcspn (line, "\n");
      const char *trimmed = end;

      while (trimmed > line && (trimmed[-1] == ' ' || trimmed[-1] == '\r' || trimmed[-1] == '\t'))
        trimmed--;
      n_empty = trimmed == line ? n_empty + 1 : 0;
      if (trimmed > line)
        {
          append_line (&wrap, line, trimmed);
          g_string_append_c (wrap.out, '\n');
          has_text = TRUE;
        }
      else if (n_empty == 1 && has_text)
        g_string_append_c (wrap.out, '\n');
      line = *end == '\n' ? end + 1 : end;
    }
  if (!has_text)
    g_string_assign (wrap.out, "\n");
  return g_string_free (wrap.out, FALSE);
}
