/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of options: read from text and JSON, held to what the option allows, written. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-question-values.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT 200
#define MAX_LIST 20

/**
 * esp_option_is_list:
 *
 * Returns: whether its value is a list, kept as one text with %ESP_OPTION_LIST_BREAK between its items
 */
gboolean
esp_option_is_list (const EspQuestionOption *option)
{
  return option->type == ESP_OPTION_WORDS || option->type == ESP_OPTION_STEPS ||
         option->type == ESP_OPTION_KINDS || option->type == ESP_OPTION_SEGMENTS;
}

/**
 * esp_option_make_fallback:
 *
 * Returns: (transfer full): what the option is when nothing is said
 */
char *
esp_option_make_fallback (const EspQuestionOption *option)
{
  return esp_option_is_list (option)
           ? g_strdelimit (g_strdup (option->fallback), ",", *ESP_OPTION_LIST_BREAK)
           : g_strdup (option->fallback);
}

/**
 * esp_option_has_word:
 * @choices: (nullable)
 *
 * Returns: whether @word is one of them
 */
gboolean
esp_option_has_word (const char *const *choices, const char *word)
{
  return choices != NULL && g_strv_contains (choices, word);
}

/**
 * esp_option_fail_choice:
 *
 * Makes the walk fail with what could have been chosen.
 */
void
esp_option_fail_choice (EspJsonWalk *walk,
                        const char *member,
                        const char *value,
                        const char *const *choices)
{
  g_autofree char *list = g_strjoinv (", ", (GStrv) choices);

  esp_json_walk_fail (walk, member, "“%.60s” is none of %s", value, list);
}

static gboolean
is_step (const char *text)
{
  return (g_str_has_prefix (text, "event:") || g_str_has_prefix (text, "stage:")) &&
         text[strlen ("event:")] != '\0';
}

/**
 * esp_option_is_uuid:
 *
 * Returns: whether it is written as segments are: 32 digits
 */
gboolean
esp_option_is_uuid (const char *text)
{
  return strlen (text) == 32 && strspn (text, "0123456789abcdefABCDEF") == 32;
}

/* Whether one text, or one item of a list, fits the option; otherwise the walk has the fault. */
static gboolean
check_text (EspJsonWalk *walk, const EspQuestionOption *option, const char *text)
{
  if (strlen (text) > MAX_TEXT || !g_utf8_validate (text, -1, NULL) ||
      strpbrk (text, ESP_OPTION_LIST_BREAK) != NULL)
    esp_json_walk_fail (walk, option->name, "is one line of at most %d bytes", MAX_TEXT);
  else if ((option->type == ESP_OPTION_WORD || option->type == ESP_OPTION_WORDS) &&
           !esp_option_has_word (option->choices, text))
    esp_option_fail_choice (walk, option->name, text, option->choices);
  else if (option->type == ESP_OPTION_STEPS && !is_step (text))
    esp_json_walk_fail (walk, option->name, "“%.60s” is no step; write event:KIND or stage:KEY",
                        text);
  else if (option->type == ESP_OPTION_SEGMENTS && !esp_option_is_uuid (text))
    esp_json_walk_fail (walk, option->name, "“%.60s” is no segment; write its 32 digits", text);
  return walk->error == NULL;
}

static void
set_number (EspJsonWalk *walk, const EspQuestionOption *option, double number, char **value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_whole = option->type == ESP_OPTION_CAMPAIGN || option->type == ESP_OPTION_JOURNEY;

  if (!isfinite (number) || number < option->min || number > option->max ||
      (is_whole && floor (number) != number))
    {
      esp_json_walk_fail (walk, option->name, "is a number from %g to %g", option->min,
                          option->max);
      return;
    }
  g_free (*value);
  *value = g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", number));
}

static void
set_list (EspJsonWalk *walk,
          const EspQuestionOption *option,
          const char *const *items,
          char **value)
{
  if (g_strv_length ((GStrv) items) > MAX_LIST)
    esp_json_walk_fail (walk, option->name, "has at most %d items", MAX_LIST);
  for (guint i = 0; items[i] != NULL && walk->error == NULL; i++)
    (void) check_text (walk, option, items[i]);
  if (walk->error != NULL)
    return;
  g_free (*value);
  *value = g_strjoinv (ESP_OPTION_LIST_BREAK, (GStrv) items);
}

/**
 * esp_option_set_text:
 * @value: (inout): as it is kept
 *
 * Sets an option from text, as a command or a form has it.
 */
void
esp_option_set_text (EspJsonWalk *walk,
                     const EspQuestionOption *option,
                     const char *text,
                     char **value)
{
  char *end = NULL;
  double number;

  if (esp_option_is_list (option))
    {
      g_auto (GStrv) items = g_strsplit (text, ",", -1);

      for (guint i = 0; items[i] != NULL; i++)
        g_strstrip (items[i]);
      if (text[0] == '\0')
        g_clear_pointer (&items[0], g_free);
      set_list (walk, option, (const char *const *) items, value);
    }
  else if (option->type == ESP_OPTION_NUMBER || option->type == ESP_OPTION_CAMPAIGN ||
           option->type == ESP_OPTION_JOURNEY)
    {
      number = g_ascii_strtod (text, &end);
      set_number (walk, option, end == text || *end != '\0' ? NAN : number, value);
    }
  else if (option->type == ESP_OPTION_FLAG && !g_str_equal (text, "true") &&
           !g_str_equal (text, "false"))
    esp_json_walk_fail (walk, option->name, "is true or false");
  else if (check_text (walk, option, text))
    {
      g_free (*value);
      *value = g_strdup (text);
    }
}

static void
read_list (EspJsonWalk *walk, const EspQuestionOption *option, JsonArray *array, char **value)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (array) && i <= MAX_LIST; i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (item) || json_node_get_value_type (item) != G_TYPE_STRING)
        {
          esp_json_walk_fail (walk, option->name, "is a list of texts");
          return;
        }
      g_ptr_array_add (items, (gpointer) json_node_get_string (item));
    }
  g_ptr_array_add (items, NULL);
  set_list (walk, option, (const char *const *) items->pdata, value);
}

/**
 * esp_option_read:
 * @value: (inout): as it is kept
 *
 * Sets an option from JSON.
 */
void
esp_option_read (EspJsonWalk *walk, const EspQuestionOption *option, JsonNode *node, char **value)
{
  GType type;

  if (JSON_NODE_HOLDS_ARRAY (node) && esp_option_is_list (option))
    {
      read_list (walk, option, json_node_get_array (node), value);
      return;
    }
  if (!JSON_NODE_HOLDS_VALUE (node))
    {
      esp_json_walk_fail (walk, option->name,
                          esp_option_is_list (option) ? "is a list of texts" : "is one value");
      return;
    }
  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    esp_option_set_text (walk, option, json_node_get_string (node), value);
  else if (type == G_TYPE_BOOLEAN && option->type == ESP_OPTION_FLAG)
    esp_option_set_text (walk, option, json_node_get_boolean (node) ? "true" : "false", value);
  else if ((type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) &&
           (option->type == ESP_OPTION_NUMBER || option->type == ESP_OPTION_CAMPAIGN ||
            option->type == ESP_OPTION_JOURNEY))
    set_number (walk, option, json_node_get_double (node), value);
  else
    esp_json_walk_fail (walk, option->name, "has a value of the wrong type");
}

/**
 * esp_option_write:
 * @value: as it is kept
 *
 * Writes an option as a member of an object.
 */
void
esp_option_write (JsonBuilder *builder, const EspQuestionOption *option, const char *value)
{
  g_autofree char *fallback = esp_option_make_fallback (option);

  if (g_str_equal (fallback, value))
    return;
  json_builder_set_member_name (builder, option->name);
  if (esp_option_is_list (option))
    {
      g_auto (GStrv) items = g_strsplit (value, ESP_OPTION_LIST_BREAK, -1);

      json_builder_begin_array (builder);
      for (guint i = 0; items[i] != NULL; i++)
        json_builder_add_string_value (builder, items[i]);
      json_builder_end_array (builder);
    }
  else if (option->type == ESP_OPTION_FLAG)
    json_builder_add_boolean_value (builder, g_str_equal (value, "true"));
  else if (option->type == ESP_OPTION_NUMBER || option->type == ESP_OPTION_CAMPAIGN ||
           option->type == ESP_OPTION_JOURNEY)
    {
      double number = g_ascii_strtod (value, NULL);

      if (floor (number) == number && fabs (number) < 1e15)
        json_builder_add_int_value (builder, (gint64) number);
      else
        json_builder_add_double_value (builder, number);
    }
  else
    json_builder_add_string_value (builder, value);
}
