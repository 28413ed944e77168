/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the message's table of fallbacks into its templates, where a field is printed without its own. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-fallback.h"

#include "engine/content/esp-escape.h"

#include <string.h>

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

/**
 * esp_field_name_of_path:
 * @path: what a template reads, such as "lead.company"
 *
 * Returns: the name without "lead."; @path itself when it has no such start.
 */
const char *
esp_field_name_of_path (const char *path)
{
  return g_str_has_prefix (path, "lead.") ? path + strlen ("lead.") : path;
}

/* Liquid strings know no escapes: the quote that the text lacks frames it, and a text with both loses
 * the straight double ones. */
static void
append_string (GString *out, const char *text)
{
  if (strchr (text, '\'') == NULL)
    g_string_append_printf (out, "'%s'", text);
  else if (strchr (text, '"') == NULL)
    g_string_append_printf (out, "\"%s\"", text);
  else
    {
      g_auto (GStrv) pieces = g_strsplit (text, "\"", -1);
      g_autofree char *joined = g_strjoinv ("”", pieces);

      g_string_append_printf (out, "\"%s\"", joined);
    }
}

/* Appends the output tag of @length bytes, with a fallback behind its field if the table has one. */
static void
append_output (GString *out, const char *tag, gsize length, GHashTable *fallbacks)
{
  const char *path = tag + 2;
  g_autofree char *name = NULL;
  const char *fallback;
  gsize n;

  path += *path == '-';
  path += strspn (path, " \t\n");
  n = strspn (path, NAME_CHARS);
  name = g_strndup (path, n);
  fallback = g_hash_table_lookup (fallbacks, esp_field_name_of_path (name));
  if (n == 0 || fallback == NULL || g_strstr_len (tag, (gssize) length, "default") != NULL)
    {
      g_string_append_len (out, tag, (gssize) length);
      return;
    }
  g_string_append_len (out, tag, path + n - tag);
  g_string_append (out, " | default: ");
  append_string (out, fallback);
  g_string_append_len (out, path + n, tag + length - (path + n));
}

/**
 * esp_fallback_apply:
 * @source: a Liquid template
 * @fallbacks: (element-type utf8 utf8): field name without "lead." → text
 *
 * Only where a field is printed; conditions still see that it is empty. A fallback in the tag itself
 * wins.
 *
 * Returns: (transfer full): the template with the fallbacks in it.
 */
char *
esp_fallback_apply (const char *source, GHashTable *fallbacks)
{
  EspTagScan scan = { 0 };
  GString *out;

  if (g_hash_table_size (fallbacks) == 0)
    return g_strdup (source);
  out = g_string_sized_new (strlen (source) + 64);
  for (const char *c = source; *c != '\0';)
    {
      gsize plain = strcspn (c, "{");
      gsize length;

      g_string_append_len (out, c, (gssize) plain);
      c += plain;
      length = esp_template_tag_length (c, &scan);
      if (length > 0 && c[1] == '{')
        append_output (out, c, length, fallbacks);
      else if (*c != '\0')
        g_string_append_len (out, c, (gssize) MAX (length, 1));
      c += *c != '\0' ? MAX (length, 1) : 0;
    }
  return g_string_free (out, FALSE);
}
