/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the pieces that conditions in JSON are made of: words, values, windows; names what is wrong. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-json-private.h"
#include "engine/segment/esp-rule-names.h"

/**
 * esp_rule_reader_enter:
 *
 * Steps into a part while it is read, so that an error names its place.
 *
 * Returns: what esp_rule_reader_leave() needs
 */
gsize
esp_rule_reader_enter (EspRuleReader *self, const char *member)
{
  gsize mark = self->place->len;

  g_string_append_printf (self->place, ".%s", member);
  return mark;
}

/**
 * esp_rule_reader_leave:
 */
void
esp_rule_reader_leave (EspRuleReader *self, gsize mark)
{
  g_string_truncate (self->place, mark);
}

/**
 * esp_rule_reader_fail:
 */
gboolean
esp_rule_reader_fail (EspRuleReader *self,
                      GError **error,
                      EspRuleError code,
                      const char *format,
                      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = esp_rule_shorten (g_strdup_vprintf (format, args));
  va_end (args);
  g_set_error (error, ESP_RULE_ERROR, (int) code, "%s: %s", self->place->str, message);
  return FALSE;
}

/**
 * esp_rule_reader_fail_with:
 * @fault: (transfer full)
 *
 * Says what is wrong with the shape of the part that is being read; always FALSE.
 */
gboolean
esp_rule_reader_fail_with (EspRuleReader *self, EspRuleFault *fault, GError **error)
{
  g_autoptr (EspRuleFault) mine = fault;
  g_autofree char *message = esp_rule_fault_dup_message (mine);

  return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "%s", message);
}

/**
 * esp_rule_reader_check_members:
 */
gboolean
esp_rule_reader_check_members (EspRuleReader *self,
                               JsonObject *object,
                               const char *const *known,
                               GError **error)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *near;

      if (g_strv_contains (known, l->data))
        continue;
      near = esp_rule_names_nearest (known, l->data);
      if (near == NULL)
        return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_UNKNOWN,
                                     "there is no member “%s” here", (const char *) l->data);
      return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_UNKNOWN,
                                   "there is no member “%s” here; is “%s” meant?",
                                   (const char *) l->data, near);
    }
  return TRUE;
}

/**
 * esp_rule_reader_read_text:
 *
 * Reads a text; FALSE with an error when it is no text, or missing although @required.
 */
gboolean
esp_rule_reader_read_text (EspRuleReader *self,
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
        return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” is missing", member);
      return TRUE;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” must be a text", member);
  text = json_node_get_string (node);
  if (*text == '\0')
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” is empty", member);
  if (!esp_rule_text_is_fine (text))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT,
                                 "“%s” is longer than %d bytes or not plain text", member,
                                 ESP_RULE_MAX_TEXT);
  g_free (*out);
  *out = g_strdup (text);
  return TRUE;
}

/**
 * esp_rule_reader_read_boolean:
 */
gboolean
esp_rule_reader_read_boolean (EspRuleReader *self,
                              JsonObject *object,
                              const char *member,
                              gboolean *out,
                              GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“%s” must be true or false",
                                 member);
  *out = json_node_get_boolean (node);
  return TRUE;
}

/**
 * esp_rule_reader_read_count:
 */
gboolean
esp_rule_reader_read_count (EspRuleReader *self,
                            JsonObject *object,
                            guint maximum,
                            guint *out,
                            GError **error)
{
  JsonNode *node = json_object_get_member (object, "n");
  gint64 n;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_INT64)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "“n” must be a whole number");
  n = json_node_get_int (node);
  if (n < 0 || n > maximum)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT, "“n” must be from 0 to %u",
                                 maximum);
  *out = (guint) n;
  return TRUE;
}

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

/**
 * esp_rule_reader_read_word:
 */
gboolean
esp_rule_reader_read_word (EspRuleReader *self,
                           JsonObject *object,
                           const char *member,
                           gboolean required,
                           gboolean (*parse) (const char *, guint *),
                           guint *out,
                           GError **error)
{
  g_autofree char *word = NULL;
  g_autofree char *known = NULL;

  if (!esp_rule_reader_read_text (self, object, member, required, &word, error))
    return FALSE;
  if (word == NULL || parse (word, out))
    return TRUE;
  known = list_words (parse);
  return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_UNKNOWN,
                               "“%s” does not know “%s”; it is one of %s", member, word, known);
}

/**
 * esp_rule_reader_read_value:
 */
gboolean
esp_rule_reader_read_value (EspRuleReader *self, JsonNode *node, GArray *values, GError **error)
{
  GType type = json_node_get_value_type (node);
  EspOperand value;

  if (type == G_TYPE_STRING && esp_rule_text_is_fine (json_node_get_string (node)))
    esp_operand_init_text (&value, json_node_get_string (node));
  else if (type == G_TYPE_STRING)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT,
                                 "a value is longer than %d bytes", ESP_RULE_MAX_TEXT);
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    esp_operand_init_number (&value, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    esp_operand_init_boolean (&value, json_node_get_boolean (node));
  else
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX,
                                 "a value must be a text, a number, or true/false");
  if (!esp_rule_number_is_fine (value.number))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT, "a number is too large");
  g_array_append_val (values, value);
  return TRUE;
}

/**
 * esp_rule_reader_read_values:
 */
gboolean
esp_rule_reader_read_values (EspRuleReader *self,
                             JsonObject *object,
                             GArray *values,
                             GError **error)
{
  JsonNode *node = json_object_get_member (object, "values");
  gsize mark;
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  mark = esp_rule_reader_enter (self, "values");
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be a list");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > ESP_RULE_MAX_VALUES)
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_LIMIT, "holds more than %d values",
                                 ESP_RULE_MAX_VALUES);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!esp_rule_reader_read_value (self, json_array_get_element (array, i), values, error))
      return FALSE;
  esp_rule_reader_leave (self, mark);
  return TRUE;
}

/**
 * esp_rule_reader_read_window:
 */
gboolean
esp_rule_reader_read_window (EspRuleReader *self,
                             JsonObject *object,
                             EspTimeWindow *window,
                             GError **error)
{
  static const char *const known[] = { "kind", "n", "unit", "from", "until", NULL };
  JsonNode *node = json_object_get_member (object, "window");
  EspRuleFault *problem;
  JsonObject *inner;
  gsize mark;

  if (node == NULL)
    return TRUE;
  mark = esp_rule_reader_enter (self, "window");
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return esp_rule_reader_fail (self, error, ESP_RULE_ERROR_SYNTAX, "must be an object");
  inner = json_node_get_object (node);
  if (!esp_rule_reader_check_members (self, inner, known, error) ||
      !READ_WORD (self, inner, "kind", TRUE, esp_time_window_kind_parse, &window->kind, error) ||
      !READ_WORD (self, inner, "unit", FALSE, esp_time_window_unit_parse, &window->unit, error) ||
      !esp_rule_reader_read_text (self, inner, "from", FALSE, &window->from, error) ||
      !esp_rule_reader_read_text (self, inner, "until", FALSE, &window->until, error))
    return FALSE;
  if (json_object_has_member (inner, "n") &&
      !esp_rule_reader_read_count (self, inner, ESP_RULE_MAX_UNITS, &window->n, error))
    return FALSE;
  problem = esp_rule_window_problem (window);
  if (problem != NULL)
    return esp_rule_reader_fail_with (self, problem, error);
  esp_rule_reader_leave (self, mark);
  return TRUE;
}
