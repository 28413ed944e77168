/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes rules in the small text language. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-text.h"

#include "engine/segment/esp-rule-lexer.h"

/* A group is written on one line up to this many characters. */
#define LINE_LENGTH 80

static const char *const op_words[ESP_N_OPS] = {
  [ESP_OP_IS] = "=",
  [ESP_OP_IS_NOT] = "!=",
  [ESP_OP_ONE_OF] = "in",
  [ESP_OP_NONE_OF] = "not in",
  [ESP_OP_CONTAINS] = "contains",
  [ESP_OP_NOT_CONTAINS] = "not contains",
  [ESP_OP_STARTS] = "starts",
  [ESP_OP_ENDS] = "ends",
  [ESP_OP_LESS] = "<",
  [ESP_OP_AT_MOST] = "<=",
  [ESP_OP_MORE] = ">",
  [ESP_OP_AT_LEAST] = ">=",
  [ESP_OP_BETWEEN] = "between",
  [ESP_OP_WITHIN] = "",
  [ESP_OP_NOT_WITHIN] = "not",
  [ESP_OP_HAS_ANY] = "has any",
  [ESP_OP_HAS_ALL] = "has all",
  [ESP_OP_HAS_NONE] = "has none",
  [ESP_OP_KNOWN] = "is known",
  [ESP_OP_UNKNOWN] = "is unknown",
};

static void
print_quoted (GString *out, char quote, const char *text)
{
  g_string_append_c (out, quote);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == quote || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, quote);
}

static void
print_name (GString *out, const char *name)
{
  if (esp_rule_word_is_plain (name))
    g_string_append (out, name);
  else
    print_quoted (out, '`', name);
}

static void
print_value (GString *out, const EspOperand *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (value->type == ESP_OPERAND_TEXT)
    print_quoted (out, '"', value->text);
  else if (value->type == ESP_OPERAND_BOOLEAN)
    g_string_append (out, value->number != 0 ? "true" : "false");
  else
    {
      esp_operand_print_number (value->number, buffer, sizeof buffer);
      g_string_append (out, buffer);
    }
}

static void
print_operator (GString *out, EspConditionOp op, const GArray *values)
{
  gboolean is_list = op == ESP_OP_ONE_OF || op == ESP_OP_NONE_OF || op == ESP_OP_HAS_ANY ||
                     op == ESP_OP_HAS_ALL || op == ESP_OP_HAS_NONE;

  if (*op_words[op] != '\0')
    g_string_append_printf (out, " %s", op_words[op]);
  if (values->len == 0)
    return;
  g_string_append (out, is_list ? " [" : " ");
  for (guint i = 0; i < values->len; i++)
    {
      if (i > 0)
        g_string_append (out, is_list ? ", " : " and ");
      print_value (out, esp_operands_peek (values, i));
    }
  if (is_list)
    g_string_append_c (out, ']');
}

static void
print_window (GString *out, const EspTimeWindow *window)
{
  const char *unit = esp_time_window_unit_name (window->unit);

  switch (window->kind)
    {
    case ESP_WINDOW_EVER:
      break;
    case ESP_WINDOW_LAST:
    case ESP_WINDOW_NEXT:
      g_string_append_printf (out, " in %s %u %s%s", esp_time_window_kind_name (window->kind),
                              window->n, unit, window->n == 1 ? "" : "s");
      break;
    case ESP_WINDOW_SINCE:
    case ESP_WINDOW_AFTER:
    case ESP_WINDOW_BEFORE:
    case ESP_WINDOW_ON:
      g_string_append_printf (out, " %s %s", esp_time_window_kind_name (window->kind),
                              window->from);
      break;
    case ESP_WINDOW_BETWEEN:
      g_string_append_printf (out, " between %s and %s", window->from, window->until);
      break;
    case ESP_WINDOW_TODAY:
      g_string_append (out, " today");
      break;
    case ESP_WINDOW_THIS_WEEK:
      g_string_append (out, " this week");
      break;
    case ESP_WINDOW_THIS_MONTH:
      g_string_append (out, " this month");
      break;
    case ESP_WINDOW_THIS_YEAR:
      g_string_append (out, " this year");
      break;
    case ESP_N_WINDOWS:
    default:
      g_assert_not_reached ();
    }
}

static void
print_call (GString *out, const char *word, const char *first, const char *second)
{
  g_string_append_printf (out, "%s(", word);
  print_quoted (out, '"', first);
  if (second != NULL)
    {
      g_string_append (out, ", ");
      print_quoted (out, '"', second);
    }
  g_string_append_c (out, ')');
}

static void
print_where (GString *out, const GPtrArray *where)
{
  if (where->len == 0)
    return;
  g_string_append (out, " where (");
  for (guint i = 0; i < where->len; i++)
    {
      const EspWhere *clause = g_ptr_array_index (where, i);

      if (i > 0)
        g_string_append (out, ", ");
      print_name (out, clause->property);
      print_operator (out, clause->op, clause->values);
    }
  g_string_append_c (out, ')');
}

static char *
readable (const EspRuleNames *names, EspConditionKind kind, const char *id)
{
  char *name = names != NULL && names->name_of != NULL && id != NULL
                 ? names->name_of (kind, id, names->data)
                 : NULL;

  return name != NULL ? name : g_strdup (id);
}

/* event("order") where (…), message("opened", "Spring") */
static void
print_happening (GString *out, const EspCondition *condition, const EspRuleNames *names)
{
  g_autofree char *campaign = readable (names, ESP_CONDITION_MESSAGE, condition->detail);

  print_call (out, esp_condition_kind_name (condition->kind), condition->subject, campaign);
  print_where (out, condition->where);
}

static void
print_after (GString *out, const EspCondition *after, const EspRuleNames *names)
{
  if (after == NULL)
    return;
  g_string_append_printf (out, " within %u %s%s after ", after->window.n,
                          esp_time_window_unit_name (after->window.unit),
                          after->window.n == 1 ? "" : "s");
  print_happening (out, after, names);
}

static void
print_events (GString *out, const EspCondition *condition, const EspRuleNames *names)
{
  static const char *const counts[ESP_N_COUNTS] = { ">=", "<=", "=" };

  if (condition->occurrence != ESP_OCCURRENCE_ANY)
    g_string_append_printf (out, "%s ", esp_occurrence_name (condition->occurrence));
  print_happening (out, condition, names);
  print_after (out, condition->after, names);
  if (condition->occurrence == ESP_OCCURRENCE_ANY &&
      (condition->count_op != ESP_COUNT_AT_LEAST || condition->count != 1))
    g_string_append_printf (out, " count%s%u", counts[condition->count_op], condition->count);
  print_window (out, &condition->window);
}

static void
print_tag (GString *out, const EspCondition *condition)
{
  gboolean single = condition->values->len == 1;
  EspConditionOp op = condition->op;

  g_string_append (out, "tag");
  if (op == ESP_OP_HAS_ANY)
    op = single ? ESP_OP_IS : ESP_OP_ONE_OF;
  else if (op == ESP_OP_HAS_NONE)
    op = single ? ESP_OP_IS_NOT : ESP_OP_NONE_OF;
  print_operator (out, op, condition->values);
}

static void
print_random (GString *out, const EspCondition *condition)
{
  g_string_append (out, "random(");
  print_value (out, esp_operands_peek (condition->values, 0));
  g_string_append_c (out, '%');
  if (condition->detail != NULL)
    {
      g_string_append (out, ", ");
      print_quoted (out, '"', condition->detail);
    }
  g_string_append_c (out, ')');
}

static void
print_condition (GString *out, const EspCondition *condition, const EspRuleNames *names)
{
  g_autofree char *segment = NULL;

  if (condition->negate && condition->kind != ESP_CONDITION_CONSENT)
    g_string_append (out, "not ");
  switch (condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      print_name (out, condition->subject);
      print_operator (out, condition->op, condition->values);
      print_window (out, &condition->window);
      if (condition->or_unknown)
        g_string_append (out, " or unknown");
      break;
    case ESP_CONDITION_TAG:
      print_tag (out, condition);
      break;
    case ESP_CONDITION_CONSENT:
      print_call (out, "consent", condition->subject, condition->detail);
      g_string_append (out, condition->negate ? " != " : " = ");
      print_quoted (out, '"', condition->state);
      break;
    case ESP_CONDITION_SUPPRESSION:
      if (condition->subject != NULL)
        print_call (out, "suppressed", condition->subject, NULL);
      else
        g_string_append (out, "suppressed");
      break;
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      print_events (out, condition, names);
      break;
    case ESP_CONDITION_SEGMENT:
      segment = readable (names, ESP_CONDITION_SEGMENT, condition->subject);
      print_call (out, "segment", segment, NULL);
      break;
    case ESP_CONDITION_ANNIVERSARY:
      g_string_append (out, "anniversary(");
      print_name (out, condition->subject);
      g_string_append_c (out, ')');
      print_window (out, &condition->window);
      break;
    case ESP_CONDITION_RANDOM:
      print_random (out, condition);
      break;
    case ESP_N_CONDITION_KINDS:
    default:
      g_assert_not_reached ();
    }
}

static void
print_flat (GString *out, const EspRuleNode *node, const EspRuleNames *names)
{
  if (node->disabled)
    g_string_append (out, "off ");
  if (node->condition != NULL)
    {
      print_condition (out, node->condition, names);
      return;
    }
  g_string_append_printf (out, "%s(", esp_group_mode_name (node->mode));
  for (guint i = 0; i < node->children->len; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      print_flat (out, esp_rule_node_child (node, i), names);
    }
  g_string_append_c (out, ')');
}

/* Long groups get a line per item, indented by their level. */
static void
print_node (GString *out, const EspRuleNode *node, const EspRuleNames *names, int indent)
{
  g_autoptr (GString) flat = g_string_new (NULL);

  print_flat (flat, node, names);
  if (node->condition != NULL || indent + g_utf8_strlen (flat->str, -1) <= LINE_LENGTH)
    {
      g_string_append (out, flat->str);
      return;
    }
  g_string_append_printf (out, "%s%s(\n", node->disabled ? "off " : "",
                          esp_group_mode_name (node->mode));
  for (guint i = 0; i < node->children->len; i++)
    {
      g_string_append_printf (out, "%*s", indent + 2, "");
      print_node (out, esp_rule_node_child (node, i), names, indent + 2);
      g_string_append (out, i + 1 < node->children->len ? ",\n" : "\n");
    }
  g_string_append_printf (out, "%*s)", indent, "");
}

/**
 * esp_rule_to_text:
 * @names: (nullable)
 *
 * Returns: (transfer full): the rule in the small language; reading it again gives the same rule
 */
char *
esp_rule_to_text (const EspRule *self, const EspRuleNames *names)
{
  return esp_rule_node_to_text (self->root, names);
}

/**
 * esp_rule_node_to_text:
 * @names: (nullable)
 *
 * Returns: (transfer full)
 */
char *
esp_rule_node_to_text (const EspRuleNode *node, const EspRuleNames *names)
{
  GString *out = g_string_new (NULL);

  print_node (out, node, names, 0);
  return g_string_free (out, FALSE);
}
