/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conditions of blocks: the simple ones that are put together from a field and a value, and whether one can be
 * read at all. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-condition.h"

#include "engine/content/esp-brand.h"
#include "engine/content/esp-message-doc.h"
#include "engine/content/liquid/esp-liquid.h"

#include <string.h>

static const char *const operators[ESP_N_CONDITIONS] = {
  [ESP_CONDITION_HAS] = "",      [ESP_CONDITION_LACKS] = " == nil",     [ESP_CONDITION_IS] = "==",
  [ESP_CONDITION_IS_NOT] = "!=", [ESP_CONDITION_CONTAINS] = "contains", [ESP_CONDITION_MORE] = ">",
  [ESP_CONDITION_LESS] = "<",
};

static gboolean
is_number (const char *text)
{
  char *end;

  (void) g_ascii_strtod (text, &end); /* whether it is one is all that is asked */
  return *text != '\0' && *end == '\0' && strspn (text, "+-.0123456789") == strlen (text);
}

/* Liquid knows no escapes: a text with one kind of quotes stands in the other. */
static char *
quote (const char *value)
{
  g_autoptr (GString) curled = NULL;

  if (strchr (value, '\'') == NULL)
    return g_strdup_printf ("'%s'", value);
  if (strchr (value, '"') == NULL)
    return g_strdup_printf ("\"%s\"", value);
  curled = g_string_new (value);
  g_string_replace (curled, "'", "’", 0);
  return g_strdup_printf ("'%s'", curled->str);
}

/**
 * esp_condition_write:
 * @column: of the field
 * @value: (nullable): what it is compared with; of a day "2026-03-01"
 * @type: of the field: numbers are compared as such
 *
 * Returns: (transfer full): the condition in Liquid, without the tag around it: "lead.city == '서울'"
 */
char *
esp_condition_write (const char *column,
                     EspConditionTest test,
                     const char *value,
                     EspFieldType type)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (value != NULL ? value : ""));
  gboolean as_is =
    (type == ESP_FIELD_BOOLEAN &&
     (g_str_equal (trimmed, "true") || g_str_equal (trimmed, "false"))) ||
    ((type == ESP_FIELD_INTEGER || type == ESP_FIELD_DECIMAL) && is_number (trimmed));
  g_autofree char *literal = as_is ? g_strdup (trimmed) : quote (trimmed);

  if (test == ESP_CONDITION_HAS || test == ESP_CONDITION_LACKS)
    return g_strdup_printf ("lead.%s%s", column, operators[test]);
  return g_strdup_printf ("lead.%s %s %s", column, operators[MIN (test, ESP_N_CONDITIONS - 1)],
                          literal);
}

static char *
unquote (const char *literal)
{
  gsize length = strlen (literal);

  if (length >= 2 && (*literal == '\'' || *literal == '"') && literal[length - 1] == *literal)
    return g_strndup (literal + 1, length - 2);
  return g_strdup (literal);
}

/**
 * esp_condition_read:
 * @out_value: (out) (transfer full): "" when there is nothing to compare with
 *
 * Returns: whether @liquid is one of the conditions that esp_condition_write() makes
 */
gboolean
esp_condition_read (const char *liquid,
                    char **out_column,
                    EspConditionTest *out_test,
                    char **out_value)
{
  /* A field; nothing, “== nil”, or an operator and one literal without its quote inside. */
  static const char pattern[] = "^\\s*lead\\.(\\w+)(?:\\s*(==|!=|contains|>|<)\\s*"
                                "('[^']*'|\"[^\"]*\"|[-+.\\d]+|true|false|nil))?\\s*$";
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *sign = NULL;
  g_autofree char *literal = NULL;

  if (!g_regex_match (regex, liquid, 0, &match))
    return FALSE;
  sign = g_match_info_fetch (match, 2);
  literal = g_match_info_fetch (match, 3);
  *out_test = ESP_CONDITION_HAS;
  for (guint i = ESP_CONDITION_IS; sign != NULL && i < ESP_N_CONDITIONS; i++)
    if (g_str_equal (sign, operators[i]))
      *out_test = (EspConditionTest) i;
  if (g_strcmp0 (literal, "nil") == 0)
    {
      if (*out_test != ESP_CONDITION_IS)
        return FALSE;
      *out_test = ESP_CONDITION_LACKS;
    }
  *out_column = g_match_info_fetch (match, 1);
  *out_value =
    literal == NULL || *out_test == ESP_CONDITION_LACKS ? g_strdup ("") : unquote (literal);
  return TRUE;
}

/**
 * esp_condition_check:
 * @liquid: a condition without the tag around it; a blank one is none
 *
 * Returns: whether it can be read; %FALSE with @error set
 */
gboolean
esp_condition_check (const char *liquid, GError **error)
{
  g_autoptr (EspLiquidEnv) env = NULL;
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autofree char *source = NULL;

  if (esp_text_is_blank (liquid))
    return TRUE;
  if (strstr (liquid, "%}") != NULL || strstr (liquid, "{%") != NULL)
    {
      g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID,
                   "A condition stands without the tag around it: “%s”", liquid);
      return FALSE;
    }
  env = esp_liquid_env_new ();
  source = g_strdup_printf ("{%% if %s %%}{%% endif %%}", liquid);
  template = esp_liquid_template_parse (env, source, -1, error);
  return template != NULL;
}

/**
 * esp_condition_find_stranger:
 *
 * Returns: (transfer full) (nullable): a field that the condition asks for and leads do not have
 */
char *
esp_condition_find_stranger (const char *liquid, const EspFields *fields)
{
  g_autoptr (GRegex) texts = g_regex_new ("'[^']*'|\"[^\"]*\"", 0, 0, NULL);
  g_autoptr (GRegex) names = g_regex_new ("\\blead\\.(\\w+)", 0, 0, NULL);
  g_autofree char *bare = g_regex_replace_literal (texts, liquid, -1, 0, "''", 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (names, bare != NULL ? bare : "", 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      g_autofree char *name = g_match_info_fetch (match, 1);

      if (esp_fields_find (fields, name) < 0 && esp_fields_find_name (fields, name) < 0)
        return g_steal_pointer (&name);
    }
  return NULL;
}
