/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shape that every part of a rule must have, whichever way it was written. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-limits.h"

#include "engine/segment/esp-rule-time.h"

#include <math.h>
#include <string.h>

/* Numbers beyond this are no amounts, and integers stay exact below it. */
#define MAX_NUMBER 9e15
#define MAX_ANNIVERSARY_DAYS 366
#define MAX_MESSAGE 200 /* characters */

/**
 * esp_rule_text_is_fine:
 *
 * Returns: whether the text is UTF-8, short enough, and free of control characters
 */
gboolean
esp_rule_text_is_fine (const char *text)
{
  if (strlen (text) > ESP_RULE_MAX_TEXT || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 0x7f)
      return FALSE;
  return TRUE;
}

/**
 * esp_rule_number_is_fine:
 */
gboolean
esp_rule_number_is_fine (double number)
{
  return isfinite (number) && fabs (number) <= MAX_NUMBER;
}

/**
 * esp_rule_shorten:
 * @message: (transfer full)
 *
 * Returns: (transfer full): the message, cut when what it quotes is too long to be read
 */
char *
esp_rule_shorten (char *message)
{
  g_autofree char *start = NULL;
  g_autofree char *whole = message;

  if (g_utf8_strlen (message, -1) <= MAX_MESSAGE)
    return g_steal_pointer (&whole);
  start = g_utf8_substring (message, 0, MAX_MESSAGE);
  return g_strconcat (start, "…", NULL);
}

static EspRuleFault *
date_problem (const char *text)
{
  if (text == NULL)
    return esp_rule_fault_new (ESP_RULE_FAULT_DATE_MISSING);
  if (!esp_rule_date_is_valid (text))
    return esp_rule_fault_new_with (ESP_RULE_FAULT_BAD_DATE, NULL, text, 0);
  return NULL;
}

/**
 * esp_rule_window_problem:
 *
 * Returns: (transfer full) (nullable): what is wrong with the window
 */
EspRuleFault *
esp_rule_window_problem (const EspTimeWindow *window)
{
  gboolean rolls = esp_time_window_is_rolling (window);
  gboolean dated = window->kind >= ESP_WINDOW_SINCE && window->kind <= ESP_WINDOW_BETWEEN;
  EspRuleFault *problem = NULL;

  if (rolls && (window->n == 0 || window->n > ESP_RULE_MAX_UNITS))
    return esp_rule_fault_new_with (ESP_RULE_FAULT_WINDOW_NEEDS_NUMBER, NULL,
                                    esp_time_window_kind_name (window->kind), ESP_RULE_MAX_UNITS);
  if (!rolls && window->n != 0)
    return esp_rule_fault_new_with (ESP_RULE_FAULT_WINDOW_TAKES_NO_NUMBER, NULL,
                                    esp_time_window_kind_name (window->kind), 0);
  if (!dated && (window->from != NULL || window->until != NULL))
    return esp_rule_fault_new_with (ESP_RULE_FAULT_WINDOW_TAKES_NO_DATE, NULL,
                                    esp_time_window_kind_name (window->kind), 0);
  if (!dated)
    return NULL;
  problem = date_problem (window->from);
  if (problem == NULL && window->kind == ESP_WINDOW_BETWEEN)
    problem = date_problem (window->until);
  else if (problem == NULL && window->until != NULL)
    problem = esp_rule_fault_new (ESP_RULE_FAULT_TWO_DATES);
  if (problem == NULL && window->kind == ESP_WINDOW_BETWEEN &&
      strncmp (window->from, window->until, MIN (strlen (window->from), strlen (window->until))) >
        0)
    problem = esp_rule_fault_new (ESP_RULE_FAULT_WINDOW_REVERSED);
  return problem;
}

static gboolean
all_of_type (const GArray *values, EspOperandType type)
{
  for (guint i = 0; i < values->len; i++)
    if (esp_operands_peek (values, i)->type != type)
      return FALSE;
  return TRUE;
}

static EspRuleFault *
needs (EspConditionOp op, const char *what)
{
  return esp_rule_fault_new_with (ESP_RULE_FAULT_NEEDS, what, esp_condition_op_name (op), 0);
}

/* How many values of which type an operator takes; windows are looked at elsewhere. */
static EspRuleFault *
values_problem (EspConditionOp op, const GArray *values)
{
  switch (op)
    {
    case ESP_OP_KNOWN:
    case ESP_OP_UNKNOWN:
    case ESP_OP_WITHIN:
    case ESP_OP_NOT_WITHIN:
      return values->len == 0 ? NULL : needs (op, "no value");
    case ESP_OP_IS:
    case ESP_OP_IS_NOT:
      return values->len == 1 ? NULL : needs (op, "one value");
    case ESP_OP_CONTAINS:
    case ESP_OP_NOT_CONTAINS:
    case ESP_OP_STARTS:
    case ESP_OP_ENDS:
      return values->len == 1 && all_of_type (values, ESP_OPERAND_TEXT) ? NULL
                                                                        : needs (op, "a text");
    case ESP_OP_LESS:
    case ESP_OP_AT_MOST:
    case ESP_OP_MORE:
    case ESP_OP_AT_LEAST:
      return values->len == 1 && all_of_type (values, ESP_OPERAND_NUMBER) ? NULL
                                                                          : needs (op, "a number");
    case ESP_OP_BETWEEN:
      return values->len == 2 && all_of_type (values, ESP_OPERAND_NUMBER)
               ? NULL
               : needs (op, "two numbers");
    case ESP_OP_ONE_OF:
    case ESP_OP_NONE_OF:
      if (values->len == 0 || !all_of_type (values, esp_operands_peek (values, 0)->type))
        return needs (op, "a list of values of one type");
      return NULL;
    case ESP_OP_HAS_ANY:
    case ESP_OP_HAS_ALL:
    case ESP_OP_HAS_NONE:
      return values->len > 0 && all_of_type (values, ESP_OPERAND_TEXT)
               ? NULL
               : needs (op, "a list of texts");
    case ESP_N_OPS:
    default:
      g_assert_not_reached ();
    }
}

/**
 * esp_rule_where_problem:
 *
 * Returns: (transfer full) (nullable): what is wrong with a demand on an event's property
 */
EspRuleFault *
esp_rule_where_problem (const EspWhere *clause)
{
  if (strpbrk (clause->property, "\"\\") != NULL)
    return esp_rule_fault_new (ESP_RULE_FAULT_PROPERTY_QUOTES);
  switch ((guint) clause->op)
    {
    case ESP_OP_WITHIN:
    case ESP_OP_NOT_WITHIN:
    case ESP_OP_HAS_ANY:
    case ESP_OP_HAS_ALL:
    case ESP_OP_HAS_NONE:
      return esp_rule_fault_new_with (ESP_RULE_FAULT_PROPERTY_OPERATOR, NULL,
                                      esp_condition_op_name (clause->op), 0);
    default:
      return values_problem (clause->op, clause->values);
    }
}

static EspRuleFault *
attribute_problem (const EspCondition *condition)
{
  gboolean windowed = condition->op == ESP_OP_WITHIN || condition->op == ESP_OP_NOT_WITHIN;

  if (windowed != (condition->window.kind != ESP_WINDOW_EVER))
    return windowed ? needs (condition->op, "a window") : needs (condition->op, "no window");
  if (condition->or_unknown && (condition->op == ESP_OP_KNOWN || condition->op == ESP_OP_UNKNOWN))
    return esp_rule_fault_new (ESP_RULE_FAULT_UNKNOWN_TWICE);
  return values_problem (condition->op, condition->values);
}

static EspRuleFault *
tag_problem (const EspCondition *condition)
{
  if (condition->op != ESP_OP_HAS_ANY && condition->op != ESP_OP_HAS_ALL &&
      condition->op != ESP_OP_HAS_NONE)
    return esp_rule_fault_new_with (ESP_RULE_FAULT_TAG_OPERATOR, NULL,
                                    esp_condition_op_name (condition->op), 0);
  return values_problem (condition->op, condition->values);
}

/* Of what must come before only its demands and the time count. */
static EspRuleFault *
after_problem (const EspCondition *after)
{
  if (!esp_condition_is_events (after))
    return esp_rule_fault_new (ESP_RULE_FAULT_AFTER_KIND);
  if (after->window.kind != ESP_WINDOW_LAST || after->window.n == 0 ||
      after->window.n > ESP_RULE_MAX_UNITS)
    return esp_rule_fault_new_with (ESP_RULE_FAULT_AFTER_TIME, NULL, NULL, ESP_RULE_MAX_UNITS);
  if (after->negate || after->after != NULL || after->occurrence != ESP_OCCURRENCE_ANY ||
      after->count_op != ESP_COUNT_AT_LEAST || after->count != 1)
    return esp_rule_fault_new (ESP_RULE_FAULT_AFTER_MORE);
  return NULL;
}

static EspRuleFault *
events_problem (const EspCondition *condition)
{
  if (condition->window.kind == ESP_WINDOW_NEXT)
    return esp_rule_fault_new (ESP_RULE_FAULT_FUTURE);
  if (condition->count > ESP_RULE_MAX_COUNT)
    return esp_rule_fault_new_with (ESP_RULE_FAULT_COUNT, NULL, NULL, ESP_RULE_MAX_COUNT);
  if (condition->occurrence != ESP_OCCURRENCE_ANY &&
      (condition->count_op != ESP_COUNT_AT_LEAST || condition->count != 1))
    return esp_rule_fault_new (ESP_RULE_FAULT_EDGE_COUNT);
  return condition->after != NULL ? after_problem (condition->after) : NULL;
}

static EspRuleFault *
anniversary_problem (const EspCondition *condition)
{
  const EspTimeWindow *window = &condition->window;
  guint days = window->n * (window->unit == ESP_UNIT_WEEK ? 7 : 1);

  if (esp_time_window_is_rolling (window))
    return window->unit != ESP_UNIT_HOUR && days <= MAX_ANNIVERSARY_DAYS
             ? NULL
             : esp_rule_fault_new (ESP_RULE_FAULT_ANNIVERSARY_FAR);
  if (window->kind < ESP_WINDOW_TODAY)
    return esp_rule_fault_new (ESP_RULE_FAULT_ANNIVERSARY_WINDOW);
  return NULL;
}

static EspRuleFault *
random_problem (const EspCondition *condition)
{
  double percent =
    condition->values->len == 1 ? esp_operands_peek (condition->values, 0)->number : -1;

  if (percent < 0 || percent > 100 || !all_of_type (condition->values, ESP_OPERAND_NUMBER))
    return esp_rule_fault_new (ESP_RULE_FAULT_SHARE);
  return NULL;
}

/**
 * esp_rule_condition_problem:
 *
 * Returns: (transfer full) (nullable): what is wrong with the shape of a condition, the fields it
 *   names aside
 */
EspRuleFault *
esp_rule_condition_problem (const EspCondition *condition)
{
  EspRuleFault *problem = esp_rule_window_problem (&condition->window);

  if (problem != NULL)
    return problem;
  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_ATTRIBUTE:
      return attribute_problem (condition);
    case ESP_CONDITION_TAG:
      return tag_problem (condition);
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return events_problem (condition);
    case ESP_CONDITION_ANNIVERSARY:
      return anniversary_problem (condition);
    case ESP_CONDITION_RANDOM:
      return random_problem (condition);
    default:
      return NULL;
    }
}
