/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints JSON for people and programs with numbers as short as they can be: 0.4, not 0.40000000000000002. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-json-print.h"

#include <string.h>

#define FEWEST_DIGITS 15
#define MOST_DIGITS 17

/* The fewest digits that read back as the same number. */
static void
append_number (GString *out, const char *text, gsize n)
{
  g_autofree char *whole = g_strndup (text, n);
  double value = g_ascii_strtod (whole, NULL);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (strpbrk (whole, ".eE") == NULL)
    {
      g_string_append (out, whole);
      return;
    }
  for (int digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  g_string_append (out, buffer);
  /* It stays what it was: a number with a point. */
  if (strpbrk (buffer, ".e") == NULL)
    g_string_append (out, ".0");
}

static gsize
measure_string (const char *text)
{
  gsize n = 1;

  while (text[n] != '\0' && text[n] != '"')
    n += text[n] == '\\' && text[n + 1] != '\0' ? 2 : 1;
  return text[n] == '"' ? n + 1 : n;
}

/**
 * esp_json_print:
 * @node: a whole document
 *
 * Returns: (transfer full): the document, without an end of line
 */
char *
esp_json_print (JsonNode *node, gboolean is_pretty)
{
  g_autofree char *text = json_to_string (node, is_pretty);
  GString *out = g_string_sized_new (strlen (text));

  for (const char *at = text; *at != '\0';)
    {
      gsize n = 1;

      if (*at == '"')
        n = measure_string (at);
      else if (g_ascii_isdigit (*at) || *at == '-')
        {
          n = strspn (at, "0123456789+-.eE");
          append_number (out, at, n);
          at += n;
          continue;
        }
      g_string_append_len (out, at, (gssize) n);
      at += n;
    }
  return g_string_free (out, FALSE);
}
