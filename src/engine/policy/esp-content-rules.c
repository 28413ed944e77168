/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rules for the content of messages from data, where they are dated and can be replaced. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/policy/esp-content-rules.h"

#include "base/esp-json-walk.h"

#include "data/esp-core-resources.h"

#include <string.h>

#define DEFAULT_PACK "/io/github/espalier/core/rules/content.json"
#define MAX_TEXT_BYTES 4000
#define MAX_DEPTH 16

struct _EspContentRules
{
  JsonParser *parser; /* keeps params alive */
  char *date;
  GPtrArray *rules;   /* (element-type EspContentRule) */
  GPtrArray *strings; /* what the rules point to */
};

static const char *const severity_names[] = { "fine", "warn", "approve", "block", NULL };

G_DEFINE_QUARK (esp - content - rules - error - quark, esp_content_rules_error)

static void
rule_free (gpointer data)
{
  EspContentRule *rule = data;

  g_hash_table_unref (rule->words);
  g_free (rule);
}

/* Reads a text that lives as long as the pack. */
static const char *
read_text (EspContentRules *self, EspJsonWalk *walk, JsonObject *object, const char *member)
{
  char *text = esp_json_walk_string (walk, object, member, MAX_TEXT_BYTES);

  if (text != NULL)
    g_ptr_array_add (self->strings, text);
  return text;
}

static char **
read_strings (EspJsonWalk *walk, JsonArray *array, const char *member)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  char **strings;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
      else
        esp_json_walk_fail (walk, member, "a list of texts is expected");
    }
  strings = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return strings;
}

static void
read_params (EspJsonWalk *walk, JsonObject *object, EspContentRule *rule)
{
  JsonNode *node = json_object_get_member (object, "params");
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (walk, "params", "an object in braces is expected");
      return;
    }
  rule->params = json_node_get_object (node);
  json_object_iter_init (&iter, rule->params);
  while (json_object_iter_next (&iter, &member, &value))
    if (JSON_NODE_HOLDS_ARRAY (value))
      g_hash_table_insert (rule->words, (gpointer) member,
                           read_strings (walk, json_node_get_array (value), member));
}

static void
read_rule (EspContentRules *self, EspJsonWalk *walk, JsonObject *object)
{
  static const char *const known[] = { "id",   "severity", "class",  "countries", "sentence",
                                       "fine", "source",   "params", NULL };
  EspContentRule *rule = g_new0 (EspContentRule, 1);
  JsonArray *countries;

  rule->words = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
  g_ptr_array_add (self->rules, rule);
  esp_json_walk_check_members (walk, object, known);
  rule->id = read_text (self, walk, object, "id");
  rule->severity = esp_json_walk_word (walk, object, "severity", severity_names);
  rule->message_class = read_text (self, walk, object, "class");
  rule->sentence = read_text (self, walk, object, "sentence");
  rule->fine = read_text (self, walk, object, "fine");
  rule->source = read_text (self, walk, object, "source");
  if (rule->id == NULL || rule->sentence == NULL || rule->fine == NULL || rule->source == NULL)
    esp_json_walk_fail (walk, NULL, "a rule needs id, sentence, fine and source");
  countries = esp_json_walk_array (walk, object, "countries");
  if (countries != NULL)
    {
      char **codes = read_strings (walk, countries, "countries");

      g_hash_table_insert (rule->words, (gpointer) "", codes); /* no param is called "" */
      rule->countries = (const char *const *) codes;
    }
  read_params (walk, object, rule);
}

static void
read_pack (EspContentRules *self, EspJsonWalk *walk, JsonObject *root)
{
  static const char *const known[] = { "format", "pack", "date", "about", "rules", NULL };
  JsonArray *rules;

  esp_json_walk_check_members (walk, root, known);
  if (esp_json_walk_int (walk, root, "format", G_MAXINT, 0) != 1)
    esp_json_walk_fail (walk, "format", "this program reads format 1");
  self->date = esp_json_walk_line (walk, root, "date", MAX_TEXT_BYTES);
  rules = esp_json_walk_array (walk, root, "rules");
  if (rules == NULL || self->date == NULL)
    esp_json_walk_fail (walk, NULL, "a pack needs its date and its rules");
  for (guint i = 0; rules != NULL && i < json_array_get_length (rules); i++)
    {
      gsize before = esp_json_walk_push (walk, "rules");
      JsonObject *object;

      (void) esp_json_walk_push_index (walk, i); /* popped with its list */
      object = esp_json_walk_element (walk, rules, i);
      if (object != NULL)
        read_rule (self, walk, object);
      esp_json_walk_pop (walk, before);
    }
}

/**
 * esp_content_rules_parse:
 * @json: a pack; data/rules/content.json says what its members mean
 * @length: its bytes, -1 when it ends in NUL
 *
 * Returns: (transfer full) (nullable): the rules, or NULL with %ESP_CONTENT_RULES_ERROR, which names
 * the place.
 */
EspContentRules *
esp_content_rules_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (EspContentRules) self = g_new0 (EspContentRules, 1);
  g_autoptr (GError) parse_error = NULL;
  gsize n = length < 0 ? strlen (json) : (gsize) length;
  EspJsonWalk walk;
  JsonNode *root;

  self->parser = json_parser_new_immutable ();
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  self->strings = g_ptr_array_new_with_free_func (g_free);
  if (esp_json_is_too_deep (json, n, MAX_DEPTH) ||
      !json_parser_load_from_data (self->parser, json, (gssize) n, &parse_error) ||
      (root = json_parser_get_root (self->parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID,
                   "The rule pack is not a JSON object: %s",
                   parse_error != NULL ? parse_error->message : "it is empty or too deep");
      return NULL;
    }
  esp_json_walk_init (&walk, "The rule pack", ESP_CONTENT_RULES_ERROR,
                      ESP_CONTENT_RULES_ERROR_INVALID);
  read_pack (self, &walk, json_node_get_object (root));
  if (!esp_json_walk_finish (&walk, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_content_rules_free:
 * @self: (nullable): a pack
 */
void
esp_content_rules_free (EspContentRules *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->parser);
  g_free (self->date);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->strings);
  g_free (self);
}

/**
 * esp_content_rules_get_default:
 *
 * Returns: (transfer none): the pack that the program carries.
 */
const EspContentRules *
esp_content_rules_get_default (void)
{
  static EspContentRules *rules;

  if (g_once_init_enter (&rules))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_resource_lookup_data (esp_core_get_resource (), DEFAULT_PACK,
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      EspContentRules *loaded = NULL;

      if (bytes != NULL)
        loaded = esp_content_rules_parse (g_bytes_get_data (bytes, NULL),
                                          (gssize) g_bytes_get_size (bytes), &error);
      if (loaded == NULL)
        g_error ("The rule pack of the program is broken: %s", error->message);
      g_once_init_leave (&rules, loaded);
    }
  return rules;
}

/**
 * esp_content_rules_get_date:
 *
 * Returns: the day of the pack, "2026-11-01"; kept with every decision.
 */
const char *
esp_content_rules_get_date (const EspContentRules *self)
{
  return self->date;
}

/**
 * esp_content_rules_find:
 *
 * Returns: (nullable): the rule of that id; a pack may lack it, then it is not checked.
 */
const EspContentRule *
esp_content_rules_find (const EspContentRules *self, const char *id)
{
  for (guint i = 0; i < self->rules->len; i++)
    {
      const EspContentRule *rule = self->rules->pdata[i];

      if (g_str_equal (rule->id, id))
        return rule;
    }
  return NULL;
}

/**
 * esp_content_rules_get:
 */
const EspContentRule *
esp_content_rules_get (const EspContentRules *self, guint i)
{
  g_return_val_if_fail (i < self->rules->len, NULL);
  return self->rules->pdata[i];
}

/**
 * esp_content_rules_get_n:
 */
guint
esp_content_rules_get_n (const EspContentRules *self)
{
  return self->rules->len;
}

/**
 * esp_content_rule_words:
 *
 * Returns: (array zero-terminated=1): the texts of a parameter; empty when the pack has none.
 */
const char *const *
esp_content_rule_words (const EspContentRule *rule, const char *param)
{
  static const char *const none[] = { NULL };
  char **words = g_hash_table_lookup (rule->words, param);

  return words != NULL ? (const char *const *) words : none;
}

/**
 * esp_content_rule_number:
 *
 * Returns: the number of a parameter, or @fallback when the pack has none.
 */
double
esp_content_rule_number (const EspContentRule *rule, const char *param, double fallback)
{
  JsonNode *node = rule->params != NULL ? json_object_get_member (rule->params, param) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  return json_node_get_double (node);
}

/**
 * esp_severity_to_string:
 */
const char *
esp_severity_to_string (EspSeverity severity)
{
  g_return_val_if_fail (severity <= ESP_SEVERITY_BLOCK, NULL);
  return severity_names[severity];
}
