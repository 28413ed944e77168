/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes rules as JSON: always the same bytes for the same rule, what is usual left out. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-json.h"

static void
write_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      guchar c = (guchar) *p;

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c < ' ' || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, (char) c);
    }
  g_string_append_c (out, '"');
}

static void
write_member (GString *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, ",\"%s\":", name);
  write_text (out, text);
}

static void
write_number (GString *out, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  esp_operand_print_number (number, buffer, sizeof buffer);
  g_string_append (out, buffer);
}

static void
write_values (GString *out, const GArray *values)
{
  if (values->len == 0)
    return;
  g_string_append (out, ",\"values\":[");
  for (guint i = 0; i < values->len; i++)
    {
      const EspOperand *value = esp_operands_peek (values, i);

      if (i > 0)
        g_string_append_c (out, ',');
      if (value->type == ESP_OPERAND_TEXT)
        write_text (out, value->text);
      else if (value->type == ESP_OPERAND_NUMBER)
        write_number (out, value->number);
      else
        g_string_append (out, value->number != 0 ? "true" : "false");
    }
  g_string_append_c (out, ']');
}

static void
write_window (GString *out, const EspTimeWindow *window)
{
  if (window->kind == ESP_WINDOW_EVER)
    return;
  g_string_append_printf (out, ",\"window\":{\"kind\":\"%s\"",
                          esp_time_window_kind_name (window->kind));
  if (window->kind == ESP_WINDOW_LAST || window->kind == ESP_WINDOW_NEXT)
    g_string_append_printf (out, ",\"n\":%u,\"unit\":\"%s\"", window->n,
                            esp_time_window_unit_name (window->unit));
  write_member (out, "from", window->from);
  write_member (out, "until", window->until);
  g_string_append_c (out, '}');
}

static void
write_where (GString *out, const GPtrArray *where)
{
  if (where->len == 0)
    return;
  g_string_append (out, ",\"where\":[");
  for (guint i = 0; i < where->len; i++)
    {
      const EspWhere *clause = g_ptr_array_index (where, i);

      g_string_append (out, i > 0 ? ",{\"property\":" : "{\"property\":");
      write_text (out, clause->property);
      write_member (out, "op", esp_condition_op_name (clause->op));
      write_values (out, clause->values);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
write_after (GString *out, const EspCondition *after)
{
  if (after == NULL)
    return;
  g_string_append_printf (out, ",\"after\":{\"kind\":\"%s\"",
                          esp_condition_kind_name (after->kind));
  write_member (out, esp_condition_kind_name (after->kind), after->subject);
  write_member (out, "campaign", after->detail);
  write_where (out, after->where);
  g_string_append_printf (out, ",\"within\":{\"n\":%u,\"unit\":\"%s\"}}", after->window.n,
                          esp_time_window_unit_name (after->window.unit));
}

static void
write_events (GString *out, const EspCondition *condition)
{
  if (condition->occurrence != ESP_OCCURRENCE_ANY)
    write_member (out, "occurrence", esp_occurrence_name (condition->occurrence));
  else if (condition->count_op != ESP_COUNT_AT_LEAST || condition->count != 1)
    g_string_append_printf (out, ",\"count\":{\"op\":\"%s\",\"n\":%u}",
                            esp_count_op_name (condition->count_op), condition->count);
  write_window (out, &condition->window);
  write_where (out, condition->where);
  write_after (out, condition->after);
}

static void
write_members (GString *out, const EspCondition *condition)
{
  switch (condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      write_member (out, "field", condition->subject);
      write_member (out, "op", esp_condition_op_name (condition->op));
      write_values (out, condition->values);
      write_window (out, &condition->window);
      break;
    case ESP_CONDITION_TAG:
      write_member (out, "op", esp_condition_op_name (condition->op));
      write_values (out, condition->values);
      break;
    case ESP_CONDITION_CONSENT:
      write_member (out, "channel", condition->subject);
      write_member (out, "purpose", condition->detail);
      write_member (out, "state", condition->state);
      break;
    case ESP_CONDITION_SUPPRESSION:
      write_member (out, "channel", condition->subject);
      break;
    case ESP_CONDITION_EVENT:
      write_member (out, "event", condition->subject);
      write_events (out, condition);
      break;
    case ESP_CONDITION_MESSAGE:
      write_member (out, "message", condition->subject);
      write_member (out, "campaign", condition->detail);
      write_events (out, condition);
      break;
    case ESP_CONDITION_SEGMENT:
      write_member (out, "segment", condition->subject);
      break;
    case ESP_CONDITION_ANNIVERSARY:
      write_member (out, "field", condition->subject);
      write_window (out, &condition->window);
      break;
    case ESP_CONDITION_RANDOM:
      g_string_append (out, ",\"percent\":");
      write_number (out, condition->values->len > 0
                           ? esp_operands_peek (condition->values, 0)->number
                           : 0);
      write_member (out, "seed", condition->detail);
      break;
    case ESP_N_CONDITION_KINDS:
    default:
      g_assert_not_reached ();
    }
}

static void
write_condition (GString *out, const EspCondition *condition)
{
  g_string_append_printf (out, "\"kind\":\"%s\"", esp_condition_kind_name (condition->kind));
  write_members (out, condition);
  if (condition->negate)
    g_string_append (out, ",\"negate\":true");
  if (condition->or_unknown)
    g_string_append (out, ",\"or_unknown\":true");
}

static void
write_node (GString *out, const EspRuleNode *node)
{
  g_string_append_c (out, '{');
  if (node->condition != NULL)
    write_condition (out, node->condition);
  else
    {
      g_string_append_printf (out, "\"group\":\"%s\",\"items\":[",
                              esp_group_mode_name (node->mode));
      for (guint i = 0; i < node->children->len; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          write_node (out, esp_rule_node_child (node, i));
        }
      g_string_append_c (out, ']');
    }
  if (node->disabled)
    g_string_append (out, ",\"disabled\":true");
  g_string_append_c (out, '}');
}

/**
 * esp_rule_to_json:
 *
 * Returns: (transfer full): the rule as data/schema/segment.schema.json describes it
 */
char *
esp_rule_to_json (const EspRule *self)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"version\":%d,\"rule\":", ESP_RULE_VERSION);
  write_node (out, self->root);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/**
 * esp_rule_node_to_json:
 *
 * Returns: (transfer full): one node of a rule without the version around it
 */
char *
esp_rule_node_to_json (const EspRuleNode *node)
{
  GString *out = g_string_new (NULL);

  write_node (out, node);
  return g_string_free (out, FALSE);
}

/**
 * esp_condition_to_json:
 *
 * Returns: (transfer full)
 */
char *
esp_condition_to_json (const EspCondition *self)
{
  GString *out = g_string_new ("{");

  write_condition (out, self);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}
