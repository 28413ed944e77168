/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the XML of a workbook's parts as it is unpacked, without ever holding a part as a whole. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-xlsx.h"

#include <string.h>

typedef struct
{
  GMarkupParseContext *context; /* (owned) */
  gboolean is_begun;
} Feed;

static gboolean
feed_cb (gpointer user_data, const guint8 *data, gsize length, GError **error)
{
  Feed *feed = user_data;
  g_autoptr (GError) local = NULL;

  if (!feed->is_begun && length >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    {
      data += 3;
      length -= 3;
    }
  feed->is_begun = feed->is_begun || length > 0;
  if (g_markup_parse_context_parse (feed->context, (const char *) data, (gssize) length, &local))
    return TRUE;
  if (local->domain != G_MARKUP_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The workbook is damaged: %s",
                 local->message);
  return FALSE;
}

/**
 * esp_xlsx_parse_part:
 * @part: name of the member
 * @max_bytes: unpacked
 *
 * Parses a part; errors of @parser's functions come through.
 */
gboolean
esp_xlsx_parse_part (EspZip *zip,
                     const char *part,
                     guint64 max_bytes,
                     const GMarkupParser *parser,
                     gpointer user_data,
                     GError **error)
{
  Feed feed = { 0 };
  gboolean is_ok;

  feed.context = g_markup_parse_context_new (parser, G_MARKUP_TREAT_CDATA_AS_TEXT, user_data, NULL);
  is_ok = esp_zip_read (zip, part, max_bytes, feed_cb, &feed, error);
  if (is_ok && !g_markup_parse_context_end_parse (feed.context, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "The workbook is damaged: one of its parts ends too early");
      is_ok = FALSE;
    }
  g_markup_parse_context_free (feed.context);
  return is_ok;
}

/**
 * esp_xlsx_local_name:
 *
 * Returns: (transfer none): the name behind its prefix: "row" of "x:row"
 */
const char *
esp_xlsx_local_name (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

/**
 * esp_xlsx_get_attribute:
 *
 * Returns: (transfer none) (nullable): the value of the attribute of that name, whatever its prefix
 */
const char *
esp_xlsx_get_attribute (const char *const *names, const char *const *values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (esp_xlsx_local_name (names[i]), name) == 0)
      return values[i];
  return NULL;
}

/* _x000D_ is how a character that XML cannot hold is written (ECMA-376 part 1, 22.9.2.19). */
static gboolean
read_escape (const char *p, const char *end, gunichar *out_char)
{
  gunichar c = 0;

  if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
    return FALSE;
  for (guint i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      c = c * 16 + (guint) digit;
    }
  *out_char = c;
  return TRUE;
}

/**
 * esp_xlsx_append_text:
 *
 * Appends text of a cell, its escapes read; characters that no text holds are left out.
 */
void
esp_xlsx_append_text (GString *out, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *escape = memchr (text, '_', (gsize) (end - text));
      gunichar c;

      if (escape == NULL)
        escape = end;
      g_string_append_len (out, text, escape - text);
      text = escape;
      if (text == end)
        return;
      if (!read_escape (text, end, &c))
        {
          g_string_append_c (out, *text++);
          continue;
        }
      if (c == '\r' || c == '\n' || c == '\t' || (c >= 0x20 && g_unichar_validate (c)))
        g_string_append_unichar (out, c);
      text += 7;
    }
}
