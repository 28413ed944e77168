/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a line with personalisation as people read it: names of fields instead of code. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-readable.h"

#include <string.h>

#define LEAD_PREFIX "lead."

static gboolean
is_key_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.';
}

/* The path at the beginning of the expression between @begin and @end. */
static char *
dup_key (const char *begin, const char *end)
{
  const char *stop;

  while (begin < end && (*begin == '-' || g_ascii_isspace (*begin)))
    begin++;
  if ((gsize) (end - begin) > strlen (LEAD_PREFIX) && g_str_has_prefix (begin, LEAD_PREFIX))
    begin += strlen (LEAD_PREFIX);
  for (stop = begin; stop < end && is_key_char (*stop);)
    stop++;
  while (stop > begin && stop[-1] == '-') /* of "-}}" */
    stop--;
  return g_strndup (begin, stop - begin);
}

static void
append_field (GString *out,
              const char *begin,
              const char *end,
              EspReadableFunc name,
              gpointer user_data)
{
  g_autofree char *key = dup_key (begin, end);
  const char *label = *key != '\0' ? name (key, user_data) : NULL;

  if (label == NULL && *key == '\0')
    label = "…";
  g_string_append_printf (out, "[%s]", label != NULL ? label : key);
}

/* Code leaves gaps: what was parted by it is parted by one space. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (out, *p);
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  return g_strchomp (g_string_free (out, FALSE));
}

/**
 * esp_readable_dup:
 * @text: one line with or without Liquid, right or wrong
 * @name: (scope call): the names of fields
 *
 * Puts "[Name]" where a value will be printed and leaves tags out, for lists and headings: "Hello
 * {{ name | default: 'you' }}" is "Hello [Name]". Code that does not end is shown as it is.
 *
 * Returns: (transfer full): the line
 */
char *
esp_readable_dup (const char *text, EspReadableFunc name, gpointer user_data)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (text != NULL && name != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  while (*text != '\0')
    {
      gboolean is_output = g_str_has_prefix (text, "{{");
      gboolean is_tag = g_str_has_prefix (text, "{%");
      const char *end = is_output || is_tag ? strstr (text + 2, is_output ? "}}" : "%}") : NULL;

      if (end == NULL)
        {
          g_string_append_c (out, *text++);
          continue;
        }
      if (is_output)
        append_field (out, text + 2, end, name, user_data);
      text = end + 2;
    }
  return squeeze (out->str);
}
