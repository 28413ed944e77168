/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads rules from JSON that anybody may have written, and says exactly where it is wrong. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-json.h"

#include "base/esp-json-walk.h"
#include "engine/segment/esp-rule-json-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Deeper than any rule needs; the library reads recursively, so this is checked before. */
#define MAX_BRACKETS 40

static gboolean
read_clause (EspRuleReader *self, JsonNode *node, GPtrArray *where, GError **error)
{
  static const char *const known[] = { "property", "op", "values", NULL };
  EspWhere *clause = esp_where_new (NULL, ESP_OP_IS);
  EspRuleFault *problem;
  JsonObject *object;

  g_ptr_array_add (where, clause);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
  object = json_node_get_object (node);
  if (!esp_rule_reader_check_members (self, object, known, error) ||
      !esp_rule_reader_read_text (self, object, "property", TRUE, &clause->property, error) ||
      !READ_WORD (self, object, "op", TRUE, esp_condition_op_parse, &clause->op, error) ||
      !esp_rule_reader_read_values (self, object, clause->values, error))
    return FALSE;
  problem = esp_rule_where_problem (clause);
  return problem == NULL || esp_rule_reader_fail_with (self, problem, error);
}

static gboolean
read_where (EspRuleReader *self, JsonObject *object, GPtrArray *where, GError **error)
{
  JsonNode *node = json_object_get_member (object, "where");
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“where” must be a list");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > ESP_RULE_MAX_WHERE)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT,
                                 "“where” holds more than %d demands", ESP_RULE_MAX_WHERE);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *member = g_strdup_printf ("where[%u]", i);
      gsize mark = esp_rule_reader_enter (self, member);

      if (!read_clause (self, json_array_get_element (array, i), where, error))
        return FALSE;
      esp_rule_reader_leave (self, mark);
    }
  return TRUE;
}

static gboolean
read_within (EspRuleReader *self, JsonObject *object, EspTimeWindow *window, GError **error)
{
  static const char *const known[] = { "n", "unit", NULL };
  JsonNode *node = json_object_get_member (object, "within");
  gsize mark = esp_rule_reader_enter (self, "within");
  JsonObject *inner;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
  inner = json_node_get_object (node);
  window->kind = ESP_WINDOW_LAST;
  if (!esp_rule_reader_check_members (self, inner, known, error) ||
      !READ_WORD (self, inner, "unit", FALSE, esp_time_window_unit_parse, &window->unit, error) ||
      !esp_rule_reader_read_count (self, inner, ESP_RULE_MAX_UNITS, &window->n, error))
    return FALSE;
  esp_rule_reader_leave (self, mark);
  return TRUE;
}

/* What must have come before: an event or a message with its own demands, and within what time. */
static gboolean
read_after (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known_event[] = { "kind", "event", "where", "within", NULL };
  static const char *const known_message[] = { "kind",  "message", "campaign",
                                               "where", "within",  NULL };
  JsonNode *node = json_object_get_member (object, "after");
  EspConditionKind kind = ESP_CONDITION_EVENT;
  EspCondition *after;
  JsonObject *inner;
  gsize mark;

  if (node == NULL)
    return TRUE;
  mark = esp_rule_reader_enter (self, "after");
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
  inner = json_node_get_object (node);
  if (!READ_WORD (self, inner, "kind", TRUE, esp_condition_kind_parse, &kind, error))
    return FALSE;
  after = condition->after = esp_condition_new (kind, NULL);
  if (!esp_condition_is_events (after))
    return esp_rule_reader_fail_with (self, esp_rule_fault_new (ESP_RULE_FAULT_AFTER_KIND), error);
  if (!esp_rule_reader_check_members (self, inner,
                                      kind == ESP_CONDITION_MESSAGE ? known_message : known_event,
                                      error) ||
      !esp_rule_reader_read_text (self, inner, esp_condition_kind_name (kind), TRUE,
                                  &after->subject, error) ||
      !esp_rule_reader_read_text (self, inner, "campaign", FALSE, &after->detail, error) ||
      !read_where (self, inner, after->where, error) ||
      !read_within (self, inner, &after->window, error))
    return FALSE;
  esp_rule_reader_leave (self, mark);
  return TRUE;
}

static gboolean
read_events (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "op", "n", NULL };
  JsonNode *node = json_object_get_member (object, "count");

  if (node != NULL)
    {
      gsize mark = esp_rule_reader_enter (self, "count");
      JsonObject *inner;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
      inner = json_node_get_object (node);
      if (!esp_rule_reader_check_members (self, inner, known, error) ||
          !READ_WORD (self, inner, "op", TRUE, esp_count_op_parse, &condition->count_op, error) ||
          !esp_rule_reader_read_count (self, inner, ESP_RULE_MAX_COUNT, &condition->count, error))
        return FALSE;
      esp_rule_reader_leave (self, mark);
    }
  return READ_WORD (self, object, "occurrence", FALSE, esp_occurrence_parse, &condition->occurrence,
                    error) &&
         esp_rule_reader_read_window (self, object, &condition->window, error) &&
         read_where (self, object, condition->where, error) &&
         read_after (self, object, condition, error) &&
         esp_rule_reader_read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_attribute (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",   "field",      "op",       "values",
                                       "window", "or_unknown", "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "field", TRUE, &condition->subject, error) &&
         READ_WORD (self, object, "op", TRUE, esp_condition_op_parse, &condition->op, error) &&
         esp_rule_reader_read_values (self, object, condition->values, error) &&
         esp_rule_reader_read_window (self, object, &condition->window, error) &&
         esp_rule_reader_read_boolean (self, object, "or_unknown", &condition->or_unknown, error);
}

static gboolean
read_tag (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "op", "values", "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         READ_WORD (self, object, "op", TRUE, esp_condition_op_parse, &condition->op, error) &&
         esp_rule_reader_read_values (self, object, condition->values, error);
}

static gboolean
read_consent (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",   "channel",  "purpose", "state",
                                       "negate", "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "channel", TRUE, &condition->subject, error) &&
         esp_rule_reader_read_text (self, object, "purpose", TRUE, &condition->detail, error) &&
         esp_rule_reader_read_text (self, object, "state", TRUE, &condition->state, error) &&
         esp_rule_reader_read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_suppression (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "channel", "negate", "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "channel", FALSE, &condition->subject, error) &&
         esp_rule_reader_read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_event (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",  "event", "count",  "occurrence", "window",
                                       "where", "after", "negate", "disabled",   NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "event", TRUE, &condition->subject, error) &&
         read_events (self, object, condition, error);
}

static gboolean
read_message (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",       "message",  "campaign", "count",
                                       "occurrence", "window",   "where",    "after",
                                       "negate",     "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "message", TRUE, &condition->subject, error) &&
         esp_rule_reader_read_text (self, object, "campaign", FALSE, &condition->detail, error) &&
         read_events (self, object, condition, error);
}

static gboolean
read_segment (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "segment", "negate", "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "segment", TRUE, &condition->subject, error) &&
         esp_rule_reader_read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_anniversary (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "field", "window", "disabled", NULL };

  return esp_rule_reader_check_members (self, object, known, error) &&
         esp_rule_reader_read_text (self, object, "field", TRUE, &condition->subject, error) &&
         esp_rule_reader_read_window (self, object, &condition->window, error);
}

static gboolean
read_random (EspRuleReader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "percent", "seed", "disabled", NULL };
  JsonNode *node = json_object_get_member (object, "percent");

  if (!esp_rule_reader_check_members (self, object, known, error) ||
      !esp_rule_reader_read_text (self, object, "seed", FALSE, &condition->detail, error))
    return FALSE;
  if (node == NULL || (json_node_get_value_type (node) != G_TYPE_INT64 &&
                       json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“percent” must be a number");
  return esp_rule_reader_read_value (self, node, condition->values, error);
}

typedef gboolean (*ReadKind) (EspRuleReader *, JsonObject *, EspCondition *, GError **);

static const ReadKind read_kind[ESP_N_CONDITION_KINDS] = {
  [ESP_CONDITION_ATTRIBUTE] = read_attribute, [ESP_CONDITION_TAG] = read_tag,
  [ESP_CONDITION_CONSENT] = read_consent,     [ESP_CONDITION_SUPPRESSION] = read_suppression,
  [ESP_CONDITION_EVENT] = read_event,         [ESP_CONDITION_MESSAGE] = read_message,
  [ESP_CONDITION_SEGMENT] = read_segment,     [ESP_CONDITION_ANNIVERSARY] = read_anniversary,
  [ESP_CONDITION_RANDOM] = read_random,
};

static EspRuleNode *
read_leaf (EspRuleReader *self, JsonObject *object, GError **error)
{
  g_autoptr (EspCondition) condition = NULL;
  EspRuleFault *problem;
  EspConditionKind kind = ESP_CONDITION_ATTRIBUTE;

  if (!READ_WORD (self, object, "kind", TRUE, esp_condition_kind_parse, &kind, error))
    return NULL;
  condition = esp_condition_new (kind, NULL);
  if (!read_kind[kind](self, object, condition, error))
    return NULL;
  problem = esp_rule_condition_problem (condition);
  if (problem != NULL)
    {
      esp_rule_reader_fail_with (self, problem, error);
      return NULL;
    }
  return esp_rule_node_new_leaf (g_steal_pointer (&condition));
}

static EspRuleNode *read_node (EspRuleReader *self, JsonNode *json, guint depth, GError **error);

static EspRuleNode *
read_group (EspRuleReader *self, JsonObject *object, guint depth, GError **error)
{
  static const char *const known[] = { "group", "items", "disabled", NULL };
  JsonNode *items = json_object_get_member (object, "items");
  g_autoptr (EspRuleNode) group = esp_rule_node_new_group (ESP_GROUP_ALL);

  if (!esp_rule_reader_check_members (self, object, known, error) ||
      !READ_WORD (self, object, "group", TRUE, esp_group_mode_parse, &group->mode, error))
    return NULL;
  if (depth > ESP_RULE_MAX_DEPTH)
    {
      esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT, "groups nest deeper than %d",
                            ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  if (items == NULL || !JSON_NODE_HOLDS_ARRAY (items))
    {
      esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“items” must be a list");
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (items)); i++)
    {
      g_autofree char *member = g_strdup_printf ("items[%u]", i);
      gsize mark = esp_rule_reader_enter (self, member);
      EspRuleNode *child =
        read_node (self, json_array_get_element (json_node_get_array (items), i), depth + 1, error);

      if (child == NULL)
        return NULL;
      esp_rule_reader_leave (self, mark);
      esp_rule_node_insert (group, i, child);
    }
  return g_steal_pointer (&group);
}

static EspRuleNode *
read_node (EspRuleReader *self, JsonNode *json, guint depth, GError **error)
{
  g_autoptr (EspRuleNode) node = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (json))
    {
      esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
      return NULL;
    }
  if (++self->n_nodes > ESP_RULE_MAX_NODES)
    {
      esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT, "the rule has more than %d parts",
                            ESP_RULE_MAX_NODES);
      return NULL;
    }
  object = json_node_get_object (json);
  node = json_object_has_member (object, "group") ? read_group (self, object, depth, error)
                                                  : read_leaf (self, object, error);
  if (node == NULL ||
      !esp_rule_reader_read_boolean (self, object, "disabled", &node->disabled, error))
    return NULL;
  return g_steal_pointer (&node);
}

/* The JSON library descends recursively; a text of a million brackets must not reach it. */
static gboolean
is_shallow (const char *json, gsize length)
{
  guint depth = 0;
  gboolean in_text = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_text && json[i] == '\\')
        i++;
      else if (json[i] == '"')
        in_text = !in_text;
      else if (!in_text && (json[i] == '[' || json[i] == '{') && ++depth > MAX_BRACKETS)
        return FALSE;
      else if (!in_text && (json[i] == ']' || json[i] == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

static JsonParser *
load (const char *json, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;

  if (length > ESP_RULE_MAX_BYTES || !is_shallow (json, length))
    g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT,
                 "The rule is longer than %d bytes or nests too deeply.", ESP_RULE_MAX_BYTES);
  else if (memchr (json, '\0', length) != NULL || !g_utf8_validate (json, (gssize) length, NULL))
    g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX, "The rule is not UTF-8 text.");
  else if (!json_parser_load_from_data (parser, json, (gssize) length, &local))
    {
      g_autofree char *why = esp_json_dup_problem (local);

      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX, "The rule is not JSON: %s", why);
    }
  else
    return g_steal_pointer (&parser);
  return NULL;
}

static gboolean
check_version (EspRuleReader *self, JsonObject *object, GError **error)
{
  static const char *const known[] = { "version", "rule", NULL };
  JsonNode *version = json_object_get_member (object, "version");

  if (version == NULL || json_node_get_value_type (version) != G_TYPE_INT64)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX,
                                 "“version” must be a whole number");
  if (json_node_get_int (version) != ESP_RULE_VERSION)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_VERSION,
                                 "version %" G_GINT64_FORMAT
                                 " is not known here; this program reads version %d",
                                 json_node_get_int (version), ESP_RULE_VERSION);
  if (!esp_rule_reader_check_members (self, object, known, error))
    return FALSE;
  if (!json_object_has_member (object, "rule"))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“rule” is missing");
  return TRUE;
}

/**
 * esp_rule_parse_json:
 * @length: bytes of @json, or -1 when it ends with a zero
 *
 * Reads a rule as data/schema/segment.schema.json describes it. Nothing is guessed or dropped: a
 * member, kind or word that is not known is an error that names it and its place.
 *
 * Returns: (transfer full): the rule, or %NULL with an #EspRuleError
 */
EspRule *
esp_rule_parse_json (const char *json, gssize length, GError **error)
{
  g_autoptr (GString) place = g_string_new ("rule");
  g_autoptr (JsonParser) parser = load (json, length < 0 ? strlen (json) : (gsize) length, error);
  EspRuleReader reader = { place, 0 };
  EspRuleNode *root;
  JsonNode *node;

  if (parser == NULL)
    return NULL;
  node = json_parser_get_root (parser);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_rule_reader_fail (&reader, error, ESP_RULE_ERROR_SYNTAX,
                            "must be an object with “version” and “rule”");
      return NULL;
    }
  if (!check_version (&reader, json_node_get_object (node), error))
    return NULL;
  root =
    read_node (&reader, json_object_get_member (json_node_get_object (node), "rule"), 1, error);
  if (root == NULL)
    return NULL;
  if (!esp_rule_node_is_group (root) || root->disabled)
    {
      esp_rule_node_free (root);
      esp_rule_reader_fail (&reader, error, ESP_RULE_ERROR_SYNTAX,
                            "must be a group that is not disabled");
      return NULL;
    }
  return esp_rule_new (root);
}
