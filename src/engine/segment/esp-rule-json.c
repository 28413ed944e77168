/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads rules from JSON that anybody may have written, and says exactly where it is wrong. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-json.h"

#include "engine/segment/esp-rule-limits.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Deeper than any rule needs; the library reads recursively, so this is checked before. */
#define MAX_BRACKETS 40

typedef struct
{
  GString *place; /* "rule.items[2].window" */
  guint n_nodes;
} Reader;

/* Steps into a part while it is read, so that an error names its place. */
static gsize
enter (Reader *self, const char *member)
{
  gsize mark = self->place->len;

  g_string_append_printf (self->place, ".%s", member);
  return mark;
}

static void
leave (Reader *self, gsize mark)
{
  g_string_truncate (self->place, mark);
}

static gboolean fail (Reader *self, GError **error, EspRuleError code, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static gboolean
fail (Reader *self, GError **error, EspRuleError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = esp_rule_shorten (g_strdup_vprintf (format, args));
  va_end (args);
  g_set_error (error, ESP_RULE_ERROR, (int) code, "%s: %s", self->place->str, message);
  return FALSE;
}

static gboolean
check_members (Reader *self, JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      return fail (self, error, ESP_RULE_ERROR_UNKNOWN, "there is no member “%s” here",
                   (const char *) l->data);
  return TRUE;
}

/* Reads a text; FALSE with an error when it is no text, or missing although @required. */
static gboolean
read_text (Reader *self,
           JsonObject *object,
           const char *member,
           gboolean required,
           char **out,
           GError **error)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *text;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    {
      if (required)
        return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” is missing", member);
      return TRUE;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” must be a text", member);
  text = json_node_get_string (node);
  if (*text == '\0')
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” is empty", member);
  if (!esp_rule_text_is_fine (text))
    return fail (self, error, ESP_RULE_ERROR_LIMIT,
                 "“%s” is longer than %d bytes or not plain text", member, ESP_RULE_MAX_TEXT);
  g_free (*out);
  *out = g_strdup (text);
  return TRUE;
}

static gboolean
read_boolean (Reader *self, JsonObject *object, const char *member, gboolean *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” must be true or false", member);
  *out = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_count (Reader *self, JsonObject *object, guint maximum, guint *out, GError **error)
{
  JsonNode *node = json_object_get_member (object, "n");
  gint64 n;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“n” must be a whole number");
  n = json_node_get_int (node);
  if (n < 0 || n > maximum)
    return fail (self, error, ESP_RULE_ERROR_LIMIT, "“n” must be from 0 to %u", maximum);
  *out = (guint) n;
  return TRUE;
}

/* Reads a word of a closed set through its parse function. */
#define READ_WORD(self, object, member, required, parse, out, error)                               \
  (read_word (self, object, member, required, (gboolean (*) (const char *, guint *)) (parse),      \
              (guint *) (out), error))

/* All that a parse function understands, to help whoever wrote something else. */
static char *
list_words (gboolean (*parse) (const char *, guint *))
{
  static const struct
  {
    gpointer parse;
    gpointer name;
    guint n;
  } sets[] = {
    { esp_condition_kind_parse, esp_condition_kind_name, ESP_N_CONDITION_KINDS },
    { esp_condition_op_parse, esp_condition_op_name, ESP_N_OPS },
    { esp_count_op_parse, esp_count_op_name, ESP_N_COUNTS },
    { esp_occurrence_parse, esp_occurrence_name, ESP_N_OCCURRENCES },
    { esp_time_window_kind_parse, esp_time_window_kind_name, ESP_N_WINDOWS },
    { esp_time_window_unit_parse, esp_time_window_unit_name, ESP_N_UNITS },
    { esp_group_mode_parse, esp_group_mode_name, ESP_N_GROUP_MODES },
  };
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    for (guint word = 0; sets[i].parse == (gpointer) parse && word < sets[i].n; word++)
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "",
                              ((const char *(*) (guint)) sets[i].name) (word));
  return g_string_free (words, FALSE);
}

static gboolean
read_word (Reader *self,
           JsonObject *object,
           const char *member,
           gboolean required,
           gboolean (*parse) (const char *, guint *),
           guint *out,
           GError **error)
{
  g_autofree char *word = NULL;
  g_autofree char *known = NULL;

  if (!read_text (self, object, member, required, &word, error))
    return FALSE;
  if (word == NULL || parse (word, out))
    return TRUE;
  known = list_words (parse);
  return fail (self, error, ESP_RULE_ERROR_UNKNOWN, "“%s” does not know “%s”; it is one of %s",
               member, word, known);
}

static gboolean
read_value (Reader *self, JsonNode *node, GArray *values, GError **error)
{
  GType type = json_node_get_value_type (node);
  EspOperand value;

  if (type == G_TYPE_STRING && esp_rule_text_is_fine (json_node_get_string (node)))
    esp_operand_init_text (&value, json_node_get_string (node));
  else if (type == G_TYPE_STRING)
    return fail (self, error, ESP_RULE_ERROR_LIMIT, "a value is longer than %d bytes",
                 ESP_RULE_MAX_TEXT);
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    esp_operand_init_number (&value, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    esp_operand_init_boolean (&value, json_node_get_boolean (node));
  else
    return fail (self, error, ESP_RULE_ERROR_SYNTAX,
                 "a value must be a text, a number, or true/false");
  if (!esp_rule_number_is_fine (value.number))
    return fail (self, error, ESP_RULE_ERROR_LIMIT, "a number is too large");
  g_array_append_val (values, value);
  return TRUE;
}

static gboolean
read_values (Reader *self, JsonObject *object, GArray *values, GError **error)
{
  JsonNode *node = json_object_get_member (object, "values");
  gsize mark;
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  mark = enter (self, "values");
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be a list");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > ESP_RULE_MAX_VALUES)
    return fail (self, error, ESP_RULE_ERROR_LIMIT, "holds more than %d values",
                 ESP_RULE_MAX_VALUES);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_value (self, json_array_get_element (array, i), values, error))
      return FALSE;
  leave (self, mark);
  return TRUE;
}

static gboolean
read_window (Reader *self, JsonObject *object, EspTimeWindow *window, GError **error)
{
  static const char *const known[] = { "kind", "n", "unit", "from", "until", NULL };
  JsonNode *node = json_object_get_member (object, "window");
  g_autofree char *problem = NULL;
  JsonObject *inner;
  gsize mark;

  if (node == NULL)
    return TRUE;
  mark = enter (self, "window");
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
  inner = json_node_get_object (node);
  if (!check_members (self, inner, known, error) ||
      !READ_WORD (self, inner, "kind", TRUE, esp_time_window_kind_parse, &window->kind, error) ||
      !READ_WORD (self, inner, "unit", FALSE, esp_time_window_unit_parse, &window->unit, error) ||
      !read_text (self, inner, "from", FALSE, &window->from, error) ||
      !read_text (self, inner, "until", FALSE, &window->until, error))
    return FALSE;
  if (json_object_has_member (inner, "n") &&
      !read_count (self, inner, ESP_RULE_MAX_UNITS, &window->n, error))
    return FALSE;
  problem = esp_rule_window_problem (window);
  if (problem != NULL)
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "%s", problem);
  leave (self, mark);
  return TRUE;
}

static gboolean
read_clause (Reader *self, JsonNode *node, GPtrArray *where, GError **error)
{
  static const char *const known[] = { "property", "op", "values", NULL };
  EspWhere *clause = esp_where_new (NULL, ESP_OP_IS);
  g_autofree char *problem = NULL;
  JsonObject *object;

  g_ptr_array_add (where, clause);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
  object = json_node_get_object (node);
  if (!check_members (self, object, known, error) ||
      !read_text (self, object, "property", TRUE, &clause->property, error) ||
      !READ_WORD (self, object, "op", TRUE, esp_condition_op_parse, &clause->op, error) ||
      !read_values (self, object, clause->values, error))
    return FALSE;
  problem = esp_rule_where_problem (clause);
  return problem == NULL || fail (self, error, ESP_RULE_ERROR_SYNTAX, "%s", problem);
}

static gboolean
read_where (Reader *self, JsonObject *object, GPtrArray *where, GError **error)
{
  JsonNode *node = json_object_get_member (object, "where");
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“where” must be a list");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > ESP_RULE_MAX_WHERE)
    return fail (self, error, ESP_RULE_ERROR_LIMIT, "“where” holds more than %d demands",
                 ESP_RULE_MAX_WHERE);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *member = g_strdup_printf ("where[%u]", i);
      gsize mark = enter (self, member);

      if (!read_clause (self, json_array_get_element (array, i), where, error))
        return FALSE;
      leave (self, mark);
    }
  return TRUE;
}

static gboolean
read_events (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "op", "n", NULL };
  JsonNode *node = json_object_get_member (object, "count");

  if (node != NULL)
    {
      gsize mark = enter (self, "count");
      JsonObject *inner;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
      inner = json_node_get_object (node);
      if (!check_members (self, inner, known, error) ||
          !READ_WORD (self, inner, "op", TRUE, esp_count_op_parse, &condition->count_op, error) ||
          !read_count (self, inner, ESP_RULE_MAX_COUNT, &condition->count, error))
        return FALSE;
      leave (self, mark);
    }
  return READ_WORD (self, object, "occurrence", FALSE, esp_occurrence_parse, &condition->occurrence,
                    error) &&
         read_window (self, object, &condition->window, error) &&
         read_where (self, object, condition->where, error) &&
         read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_attribute (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",   "field",      "op",       "values",
                                       "window", "or_unknown", "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "field", TRUE, &condition->subject, error) &&
         READ_WORD (self, object, "op", TRUE, esp_condition_op_parse, &condition->op, error) &&
         read_values (self, object, condition->values, error) &&
         read_window (self, object, &condition->window, error) &&
         read_boolean (self, object, "or_unknown", &condition->or_unknown, error);
}

static gboolean
read_tag (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "op", "values", "disabled", NULL };

  return check_members (self, object, known, error) &&
         READ_WORD (self, object, "op", TRUE, esp_condition_op_parse, &condition->op, error) &&
         read_values (self, object, condition->values, error);
}

static gboolean
read_consent (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",   "channel",  "purpose", "state",
                                       "negate", "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "channel", TRUE, &condition->subject, error) &&
         read_text (self, object, "purpose", TRUE, &condition->detail, error) &&
         read_text (self, object, "state", TRUE, &condition->state, error) &&
         read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_suppression (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "channel", "negate", "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "channel", FALSE, &condition->subject, error) &&
         read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_event (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",  "event",  "count",    "occurrence", "window",
                                       "where", "negate", "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "event", TRUE, &condition->subject, error) &&
         read_events (self, object, condition, error);
}

static gboolean
read_message (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind",   "message", "campaign", "count",    "occurrence",
                                       "window", "where",   "negate",   "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "message", TRUE, &condition->subject, error) &&
         read_text (self, object, "campaign", FALSE, &condition->detail, error) &&
         read_events (self, object, condition, error);
}

static gboolean
read_segment (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "segment", "negate", "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "segment", TRUE, &condition->subject, error) &&
         read_boolean (self, object, "negate", &condition->negate, error);
}

static gboolean
read_anniversary (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "field", "window", "disabled", NULL };

  return check_members (self, object, known, error) &&
         read_text (self, object, "field", TRUE, &condition->subject, error) &&
         read_window (self, object, &condition->window, error);
}

static gboolean
read_random (Reader *self, JsonObject *object, EspCondition *condition, GError **error)
{
  static const char *const known[] = { "kind", "percent", "seed", "disabled", NULL };
  JsonNode *node = json_object_get_member (object, "percent");

  if (!check_members (self, object, known, error) ||
      !read_text (self, object, "seed", FALSE, &condition->detail, error))
    return FALSE;
  if (node == NULL || (json_node_get_value_type (node) != G_TYPE_INT64 &&
                       json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“percent” must be a number");
  return read_value (self, node, condition->values, error);
}

typedef gboolean (*ReadKind) (Reader *, JsonObject *, EspCondition *, GError **);

static const ReadKind read_kind[ESP_N_CONDITION_KINDS] = {
  [ESP_CONDITION_ATTRIBUTE] = read_attribute, [ESP_CONDITION_TAG] = read_tag,
  [ESP_CONDITION_CONSENT] = read_consent,     [ESP_CONDITION_SUPPRESSION] = read_suppression,
  [ESP_CONDITION_EVENT] = read_event,         [ESP_CONDITION_MESSAGE] = read_message,
  [ESP_CONDITION_SEGMENT] = read_segment,     [ESP_CONDITION_ANNIVERSARY] = read_anniversary,
  [ESP_CONDITION_RANDOM] = read_random,
};

static EspRuleNode *
read_leaf (Reader *self, JsonObject *object, GError **error)
{
  g_autoptr (EspCondition) condition = NULL;
  g_autofree char *problem = NULL;
  EspConditionKind kind = ESP_CONDITION_ATTRIBUTE;

  if (!READ_WORD (self, object, "kind", TRUE, esp_condition_kind_parse, &kind, error))
    return NULL;
  condition = esp_condition_new (kind, NULL);
  if (!read_kind[kind](self, object, condition, error))
    return NULL;
  problem = esp_rule_condition_problem (condition);
  if (problem != NULL)
    {
      fail (self, error, ESP_RULE_ERROR_SYNTAX, "%s", problem);
      return NULL;
    }
  return esp_rule_node_new_leaf (g_steal_pointer (&condition));
}

static EspRuleNode *read_node (Reader *self, JsonNode *json, guint depth, GError **error);

static EspRuleNode *
read_group (Reader *self, JsonObject *object, guint depth, GError **error)
{
  static const char *const known[] = { "group", "items", "disabled", NULL };
  JsonNode *items = json_object_get_member (object, "items");
  g_autoptr (EspRuleNode) group = esp_rule_node_new_group (ESP_GROUP_ALL);

  if (!check_members (self, object, known, error) ||
      !READ_WORD (self, object, "group", TRUE, esp_group_mode_parse, &group->mode, error))
    return NULL;
  if (depth > ESP_RULE_MAX_DEPTH)
    {
      fail (self, error, ESP_RULE_ERROR_LIMIT, "groups nest deeper than %d", ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  if (items == NULL || !JSON_NODE_HOLDS_ARRAY (items))
    {
      fail (self, error, ESP_RULE_ERROR_SYNTAX, "“items” must be a list");
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (items)); i++)
    {
      g_autofree char *member = g_strdup_printf ("items[%u]", i);
      gsize mark = enter (self, member);
      EspRuleNode *child =
        read_node (self, json_array_get_element (json_node_get_array (items), i), depth + 1, error);

      if (child == NULL)
        return NULL;
      leave (self, mark);
      esp_rule_node_insert (group, i, child);
    }
  return g_steal_pointer (&group);
}

static EspRuleNode *
read_node (Reader *self, JsonNode *json, guint depth, GError **error)
{
  g_autoptr (EspRuleNode) node = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (json))
    {
      fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
      return NULL;
    }
  if (++self->n_nodes > ESP_RULE_MAX_NODES)
    {
      fail (self, error, ESP_RULE_ERROR_LIMIT, "the rule has more than %d parts",
            ESP_RULE_MAX_NODES);
      return NULL;
    }
  object = json_node_get_object (json);
  node = json_object_has_member (object, "group") ? read_group (self, object, depth, error)
                                                  : read_leaf (self, object, error);
  if (node == NULL || !read_boolean (self, object, "disabled", &node->disabled, error))
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
    g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX, "The rule is not JSON: line %u: %s",
                 json_parser_get_current_line (parser), local->message);
  else
    return g_steal_pointer (&parser);
  return NULL;
}

static gboolean
check_version (Reader *self, JsonObject *object, GError **error)
{
  static const char *const known[] = { "version", "rule", NULL };
  JsonNode *version = json_object_get_member (object, "version");

  if (version == NULL || json_node_get_value_type (version) != G_TYPE_INT64)
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“version” must be a whole number");
  if (json_node_get_int (version) != ESP_RULE_VERSION)
    return fail (self, error, ESP_RULE_ERROR_VERSION,
                 "version %" G_GINT64_FORMAT " is not known here; this program reads version %d",
                 json_node_get_int (version), ESP_RULE_VERSION);
  if (!check_members (self, object, known, error))
    return FALSE;
  if (!json_object_has_member (object, "rule"))
    return fail (self, error, ESP_RULE_ERROR_SYNTAX, "“rule” is missing");
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
  Reader reader = { place, 0 };
  EspRuleNode *root;
  JsonNode *node;

  if (parser == NULL)
    return NULL;
  node = json_parser_get_root (parser);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (&reader, error, ESP_RULE_ERROR_SYNTAX, "must be an object with “version” and “rule”");
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
      fail (&reader, error, ESP_RULE_ERROR_SYNTAX, "must be a group that is not disabled");
      return NULL;
    }
  return esp_rule_new (root);
}
