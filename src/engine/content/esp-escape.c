/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns text that people wrote into HTML and keeps the Liquid tags in it working. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-escape.h"

#include <string.h>

/**
 * esp_template_tag_length:
 * @text: somewhere in a template
 * @scan: (inout): what earlier calls for the same template found out
 *
 * Returns: the bytes of the Liquid tag or output that begins at @text, 0 when none does or it has no
 * end.
 */
gsize
esp_template_tag_length (const char *text, EspTagScan *scan)
{
  gboolean is_output = text[0] == '{' && text[1] == '{';
  gboolean *no_end = is_output ? &scan->no_output_end : &scan->no_tag_end;
  const char *end;

  if (text[0] != '{' || (text[1] != '{' && text[1] != '%') || *no_end)
    return 0;
  end = strstr (text + 2, is_output ? "}}" : "%}");
  *no_end = end == NULL;
  return end != NULL ? (gsize) (end + 2 - text) : 0;
}

static const char *
entity_of (char c)
{
  switch (c)
    {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return NULL;
    }
}

static void
escape (GString *out, const char *text, const char *line_break)
{
  EspTagScan scan = { 0 };

  for (const char *c = text; *c != '\0';)
    {
      gsize plain = strcspn (c, "&<>\"'{\n");
      gsize tag;
      const char *entity;

      g_string_append_len (out, c, (gssize) plain);
      c += plain;
      if (*c == '\0')
        break;
      tag = esp_template_tag_length (c, &scan);
      entity = entity_of (*c);
      if (tag > 0)
        g_string_append_len (out, c, (gssize) tag);
      else if (*c == '\n')
        g_string_append (out, line_break);
      else if (entity != NULL)
        g_string_append (out, entity);
      else
        g_string_append_c (out, *c);
      c += MAX (tag, 1);
    }
}

/**
 * esp_escape_html:
 * @out: appended to
 * @text: text or the value of an attribute, with Liquid tags
 *
 * Escapes all but the tags, which stay byte for byte.
 */
void
esp_escape_html (GString *out, const char *text)
{
  escape (out, text, "\n");
}

/**
 * esp_escape_html_lines:
 * @out: appended to
 * @text: text with Liquid tags
 *
 * Like esp_escape_html(), and a line feed becomes a line break.
 */
void
esp_escape_html_lines (GString *out, const char *text)
{
  escape (out, text, "<br>\n");
}

/**
 * esp_escape_html_literal:
 * @out: appended to
 * @text: text in which nothing is a Liquid tag, such as an address from the settings
 */
void
esp_escape_html_literal (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      const char *entity = entity_of (*c);

      if (*c == '{')
        g_string_append (out, "&#123;");
      else if (entity != NULL)
        g_string_append (out, entity);
      else
        g_string_append_c (out, *c);
    }
}

/**
 * esp_append_text_literal:
 * @out: appended to
 * @text: text in which nothing is a Liquid tag
 *
 * For plain text, which has no entities: what would begin a tag is pulled apart by a space.
 */
void
esp_append_text_literal (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      g_string_append_c (out, *c);
      if (*c == '{' && (c[1] == '{' || c[1] == '%'))
        g_string_append_c (out, ' ');
    }
}
