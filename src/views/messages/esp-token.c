/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the tags that print fields, and names them as people see them: {Name|customer}. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-token.h"

#include "views/leads/esp-lead-format.h"

#include <string.h>

/**
 * esp_token_free:
 */
void
esp_token_free (EspToken *self)
{
  if (self == NULL)
    return;
  g_free (self->field);
  g_free (self->fallback);
  g_free (self->form);
  g_free (self);
}

/* The end of a filter: a bar outside of quotes, or the end of the text. */
static const char *
find_bar (const char *at)
{
  char quote = '\0';

  for (; *at != '\0'; at++)
    {
      if (quote != '\0')
        quote = *at == quote ? '\0' : quote;
      else if (*at == '\'' || *at == '"')
        quote = *at;
      else if (*at == '|')
        break;
    }
  return at;
}

static char *
dup_part (const char *start, const char *end)
{
  return g_strstrip (g_strndup (start, (gsize) (end - start)));
}

/* Returns: (transfer full) (nullable): the words of “default: 'words'” */
static char *
read_default (const char *filter)
{
  const char *at = filter + strlen ("default:");
  gsize n;

  if (!g_str_has_prefix (filter, "default:"))
    return NULL;
  while (*at == ' ')
    at++;
  n = strlen (at);
  if (n < 2 || (*at != '\'' && *at != '"') || at[n - 1] != *at)
    return NULL;
  return g_strndup (at + 1, n - 2);
}

static gboolean
is_path (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '_' && *at != '.' && (guchar) *at < 0x80)
      return FALSE;
  return TRUE;
}

/**
 * esp_token_parse:
 * @liquid: with its braces
 *
 * Returns: (transfer full) (nullable): what it prints; %NULL when it is more than a field with filters
 */
EspToken *
esp_token_parse (const char *liquid)
{
  g_autoptr (EspToken) self = g_new0 (EspToken, 1);
  g_autoptr (GString) form = g_string_new (NULL);
  g_autofree char *inner = NULL;
  gsize n = strlen (liquid);
  const char *at;
  const char *end;
  g_autofree char *path = NULL;

  if (n < 4 || !g_str_has_prefix (liquid, "{{") || !g_str_has_suffix (liquid, "}}"))
    return NULL;
  inner = dup_part (liquid + 2, liquid + n - 2);
  end = find_bar (inner);
  path = dup_part (inner, end);
  if (!is_path (path))
    return NULL;
  self->field = g_strdup (g_str_has_prefix (path, "lead.") ? path + strlen ("lead.") : path);
  for (at = end; *at == '|'; at = end)
    {
      g_autofree char *filter = NULL;
      char *fallback;

      end = find_bar (at + 1);
      filter = dup_part (at + 1, end);
      fallback = self->fallback == NULL ? read_default (filter) : NULL;
      if (fallback != NULL)
        self->fallback = fallback;
      else
        g_string_append_printf (form, " | %s", filter);
    }
  self->form = g_string_free (g_steal_pointer (&form), FALSE);
  return g_steal_pointer (&self);
}

/**
 * esp_token_dup_label:
 * @fields: (nullable): of the workspace, for their names
 *
 * Returns: (transfer full): "{Name|customer}"; the tag itself when it is not a field
 */
char *
esp_token_dup_label (const char *liquid, const EspFields *fields)
{
  static const struct
  {
    const char *form;
    const char *sign;
  } signs[] = { { "honorific", "님" }, { "은/는", "은/는" }, { "이/가", "이/가" },
                { "을/를", "을/를" },  { "과/와", "과/와" }, { "으로/로", "으로/로" } };
  g_autoptr (EspToken) token = esp_token_parse (liquid);
  g_autoptr (GString) label = g_string_new ("{");
  int i;

  if (token == NULL)
    return g_strdup (liquid);
  i = fields != NULL ? esp_fields_find_name (fields, token->field) : -1;
  g_string_append (label, i >= 0 ? esp_lead_field_label (esp_fields_get (fields, (guint) i))
                                 : token->field);
  if (token->fallback != NULL && *token->fallback != '\0')
    g_string_append_printf (label, "|%s", token->fallback);
  g_string_append_c (label, '}');
  for (guint j = 0; j < G_N_ELEMENTS (signs); j++)
    if (strstr (token->form, signs[j].form) != NULL)
      g_string_append (label, signs[j].sign);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

/**
 * esp_token_dup_text:
 * @fields: (nullable): of the workspace, for their names
 *
 * Returns: (transfer full): @text with the names of fields in place of their tags
 */
char *
esp_token_dup_text (const char *text, const EspFields *fields)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (*text != '\0')
    {
      const char *start = strstr (text, "{{");
      const char *end = start != NULL ? strstr (start, "}}") : NULL;
      g_autofree char *tag = NULL;
      g_autofree char *label = NULL;

      if (end == NULL)
        break;
      tag = g_strndup (start, (gsize) (end + 2 - start));
      label = esp_token_dup_label (tag, fields);
      g_string_append_len (out, text, start - text);
      g_string_append (out, label);
      text = end + 2;
    }
  g_string_append (out, text);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
