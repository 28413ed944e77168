/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the pieces that conditions in text are made of: values, windows, comparisons. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-parser.h"

#include "engine/segment/esp-rule-limits.h"

/**
 * esp_rule_parser_get_place:
 *
 * Finds line and column, both from 1, of the byte at @offset.
 */
void
esp_rule_parser_get_place (const EspRuleParser *self,
                           gsize offset,
                           guint *out_line,
                           guint *out_column)
{
  const char *line_start = self->lexer.start;

  *out_line = 1;
  for (const char *p = self->lexer.start; p < self->lexer.start + offset; p++)
    if (*p == '\n')
      {
        (*out_line)++;
        line_start = p + 1;
      }
  *out_column = (guint) g_utf8_pointer_to_offset (line_start, self->lexer.start + offset) + 1;
}

/**
 * esp_rule_parser_fail_with:
 * @fault: (transfer full)
 *
 * Remembers what is wrong at @offset; always FALSE.
 */
gboolean
esp_rule_parser_fail_with (EspRuleParser *self, gsize offset, EspRuleFault *fault)
{
  esp_rule_fault_free (self->fault);
  self->fault = fault;
  fault->offset = offset;
  esp_rule_parser_get_place (self, offset, &fault->line, &fault->column);
  return FALSE;
}

/**
 * esp_rule_parser_fail_at:
 * @limit: what the fault counts, if it counts something
 *
 * Remembers what is wrong at @offset; always FALSE.
 */
gboolean
esp_rule_parser_fail_at (EspRuleParser *self, gsize offset, EspRuleFaultCode code, guint limit)
{
  return esp_rule_parser_fail_with (self, offset,
                                    esp_rule_fault_new_with (code, NULL, NULL, limit));
}

/**
 * esp_rule_parser_expected:
 * @what: one of esp_rule_fault_list_phrases(), or a sign in quotation marks; static
 *
 * Remembers that @what is expected, and what stands there instead; always FALSE.
 */
gboolean
esp_rule_parser_expected (EspRuleParser *self, const char *what)
{
  EspRuleFaultCode code = self->lexer.kind == ESP_TOKEN_BAD   ? self->lexer.fault
                          : self->lexer.kind == ESP_TOKEN_END ? ESP_RULE_FAULT_EXPECTED_AT_END
                          : self->lexer.kind == ESP_TOKEN_NUMBER
                            ? ESP_RULE_FAULT_EXPECTED_NOT_NUMBER
                            : ESP_RULE_FAULT_EXPECTED;

  return esp_rule_parser_fail_with (self, self->lexer.offset,
                                    esp_rule_fault_new_with (code, what, self->lexer.text, 0));
}

/**
 * esp_rule_parser_at_sign:
 *
 * Returns: whether the sign comes next
 */
gboolean
esp_rule_parser_at_sign (EspRuleParser *self, const char *sign)
{
  return esp_rule_lexer_is (&self->lexer, ESP_TOKEN_SIGN, sign);
}

/**
 * esp_rule_parser_at_word:
 *
 * Returns: whether the word comes next
 */
gboolean
esp_rule_parser_at_word (EspRuleParser *self, const char *word)
{
  return esp_rule_lexer_is (&self->lexer, ESP_TOKEN_WORD, word);
}

/**
 * esp_rule_parser_skip_sign:
 *
 * Returns: whether the sign came next; it is taken in
 */
gboolean
esp_rule_parser_skip_sign (EspRuleParser *self, const char *sign)
{
  if (!esp_rule_parser_at_sign (self, sign))
    return FALSE;
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

/**
 * esp_rule_parser_skip_word:
 *
 * Returns: whether the word came next; it is taken in
 */
gboolean
esp_rule_parser_skip_word (EspRuleParser *self, const char *word)
{
  if (!esp_rule_parser_at_word (self, word))
    return FALSE;
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

/**
 * esp_rule_parser_need_sign:
 *
 * Takes the sign in, or fails.
 */
gboolean
esp_rule_parser_need_sign (EspRuleParser *self, const char *sign)
{
  static const struct
  {
    const char *sign;
    const char *phrase;
  } phrases[] = { { "(", "“(”" }, { ")", "“)”" }, { "[", "“[”" },
                  { "]", "“]”" }, { ",", "“,”" }, { "%", "“%”" } };
  const char *phrase = "";

  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (g_str_equal (phrases[i].sign, sign))
      phrase = phrases[i].phrase;
  return esp_rule_parser_skip_sign (self, sign) || esp_rule_parser_expected (self, phrase);
}

/**
 * esp_rule_parser_need_text:
 *
 * Takes a text in quotes in, or fails.
 */
gboolean
esp_rule_parser_need_text (EspRuleParser *self, const char *what, char **out)
{
  if (self->lexer.kind != ESP_TOKEN_TEXT)
    return esp_rule_parser_expected (self, what);
  if (*self->lexer.text == '\0' || !esp_rule_text_is_fine (self->lexer.text))
    return esp_rule_parser_fail_at (self, self->lexer.offset, ESP_RULE_FAULT_BAD_TEXT,
                                    ESP_RULE_MAX_TEXT);
  *out = g_strdup (self->lexer.text);
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

/**
 * esp_rule_parser_need_name:
 *
 * Takes the name of a field or a property in, or fails.
 */
gboolean
esp_rule_parser_need_name (EspRuleParser *self, const char *what, char **out)
{
  if (self->lexer.kind != ESP_TOKEN_NAME && self->lexer.kind != ESP_TOKEN_WORD)
    return esp_rule_parser_expected (self, what);
  if (*self->lexer.text == '\0' || !esp_rule_text_is_fine (self->lexer.text))
    return esp_rule_parser_fail_at (self, self->lexer.offset, ESP_RULE_FAULT_BAD_NAME, 0);
  *out = g_strdup (self->lexer.text);
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

/**
 * esp_rule_parser_need_integer:
 *
 * Takes a whole number up to @maximum in, or fails.
 */
gboolean
esp_rule_parser_need_integer (EspRuleParser *self, const char *what, guint maximum, guint *out)
{
  if (self->lexer.kind != ESP_TOKEN_NUMBER)
    return esp_rule_parser_expected (self, what);
  if (self->lexer.number < 0 || self->lexer.number > maximum ||
      self->lexer.number != (double) (guint) self->lexer.number)
    return esp_rule_parser_fail_with (self, self->lexer.offset,
                                      esp_rule_fault_new_with (ESP_RULE_FAULT_NO_INTEGER, what,
                                                               NULL, maximum));
  *out = (guint) self->lexer.number;
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

/**
 * esp_rule_parser_read_value:
 *
 * Adds one value to @values.
 */
gboolean
esp_rule_parser_read_value (EspRuleParser *self, GArray *values)
{
  EspRuleLexer *lexer = &self->lexer;
  EspOperand value;

  if (lexer->kind == ESP_TOKEN_WORD && !esp_rule_parser_at_word (self, "true") &&
      !esp_rule_parser_at_word (self, "false"))
    return esp_rule_parser_fail_with (self, lexer->offset,
                                      esp_rule_fault_new_with (ESP_RULE_FAULT_UNQUOTED, NULL,
                                                               lexer->text, 0));
  if (lexer->kind == ESP_TOKEN_DATE)
    return esp_rule_parser_fail_at (self, lexer->offset, ESP_RULE_FAULT_DATE_AS_VALUE, 0);
  if (lexer->kind != ESP_TOKEN_TEXT && lexer->kind != ESP_TOKEN_NUMBER &&
      lexer->kind != ESP_TOKEN_WORD)
    return esp_rule_parser_expected (self, "a value");
  if (lexer->kind == ESP_TOKEN_TEXT && !esp_rule_text_is_fine (lexer->text))
    return esp_rule_parser_fail_at (self, lexer->offset, ESP_RULE_FAULT_LONG_TEXT,
                                    ESP_RULE_MAX_TEXT);
  if (!esp_rule_number_is_fine (lexer->number))
    return esp_rule_parser_fail_at (self, lexer->offset, ESP_RULE_FAULT_LARGE_NUMBER, 0);
  if (lexer->kind == ESP_TOKEN_TEXT)
    esp_operand_init_text (&value, lexer->text);
  else if (lexer->kind == ESP_TOKEN_NUMBER)
    esp_operand_init_number (&value, lexer->number);
  else
    esp_operand_init_boolean (&value, esp_rule_parser_at_word (self, "true"));
  g_array_append_val (values, value);
  esp_rule_lexer_advance (lexer);
  return TRUE;
}

static gboolean
read_list (EspRuleParser *self, GArray *values)
{
  gsize start = self->lexer.offset;

  if (!esp_rule_parser_need_sign (self, "["))
    return FALSE;
  do
    {
      if (values->len >= ESP_RULE_MAX_VALUES)
        return esp_rule_parser_fail_at (self, start, ESP_RULE_FAULT_LONG_LIST, ESP_RULE_MAX_VALUES);
      if (!esp_rule_parser_read_value (self, values))
        return FALSE;
    }
  while (esp_rule_parser_skip_sign (self, ","));
  return esp_rule_parser_need_sign (self, "]");
}

static gboolean
need_date (EspRuleParser *self, char **out)
{
  if (self->lexer.kind != ESP_TOKEN_DATE)
    return esp_rule_parser_expected (self, "a date such as 2026-01-31");
  *out = g_strdup (self->lexer.text);
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
read_rolling (EspRuleParser *self, EspTimeWindow *window)
{
  if (esp_rule_parser_at_word (self, "last"))
    window->kind = ESP_WINDOW_LAST;
  else if (esp_rule_parser_at_word (self, "next"))
    window->kind = ESP_WINDOW_NEXT;
  else
    return esp_rule_parser_expected (self, "“last” or “next”");
  esp_rule_lexer_advance (&self->lexer);
  return esp_rule_parser_read_length (self, window);
}

/**
 * esp_rule_parser_read_length:
 *
 * Reads how long a time is: “30 days”.
 */
gboolean
esp_rule_parser_read_length (EspRuleParser *self, EspTimeWindow *window)
{
  if (!esp_rule_parser_need_integer (self, "a number", ESP_RULE_MAX_UNITS, &window->n))
    return FALSE;
  for (guint i = 0; i < ESP_N_UNITS; i++)
    {
      const char *unit = esp_time_window_unit_name ((EspWindowUnit) i);
      g_autofree char *plural = g_strconcat (unit, "s", NULL);

      if (esp_rule_parser_skip_word (self, unit) || esp_rule_parser_skip_word (self, plural))
        {
          window->unit = (EspWindowUnit) i;
          return TRUE;
        }
    }
  return esp_rule_parser_expected (self, "“hours”, “days” or “weeks”");
}

static gboolean
read_calendar (EspRuleParser *self, EspTimeWindow *window)
{
  static const struct
  {
    const char *word;
    EspWindowKind kind;
  } periods[] = { { "week", ESP_WINDOW_THIS_WEEK },
                  { "month", ESP_WINDOW_THIS_MONTH },
                  { "year", ESP_WINDOW_THIS_YEAR } };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (esp_rule_parser_skip_word (self, periods[i].word))
      {
        window->kind = periods[i].kind;
        return TRUE;
      }
  return esp_rule_parser_expected (self, "“week”, “month” or “year”");
}

/**
 * esp_rule_parser_at_window:
 *
 * Returns: whether a time window comes next
 */
gboolean
esp_rule_parser_at_window (EspRuleParser *self)
{
  static const char *const words[] = { "in",      "since", "after", "before", "on",
                                       "between", "today", "this",  NULL };

  return self->lexer.kind == ESP_TOKEN_WORD && g_strv_contains (words, self->lexer.text);
}

/**
 * esp_rule_parser_read_window:
 *
 * Reads a time window such as “in last 30 days”.
 */
gboolean
esp_rule_parser_read_window (EspRuleParser *self, EspTimeWindow *window)
{
  static const EspWindowKind dated[] = { ESP_WINDOW_SINCE, ESP_WINDOW_AFTER, ESP_WINDOW_BEFORE,
                                         ESP_WINDOW_ON };
  gsize start = self->lexer.offset;
  EspRuleFault *problem = NULL;
  gboolean fine = FALSE;

  if (esp_rule_parser_skip_word (self, "in"))
    fine = read_rolling (self, window);
  else if (esp_rule_parser_skip_word (self, "this"))
    fine = read_calendar (self, window);
  else if (esp_rule_parser_skip_word (self, "today"))
    {
      window->kind = ESP_WINDOW_TODAY;
      fine = TRUE;
    }
  else if (esp_rule_parser_skip_word (self, "between"))
    {
      window->kind = ESP_WINDOW_BETWEEN;
      fine =
        need_date (self, &window->from) &&
        (esp_rule_parser_skip_word (self, "and") || esp_rule_parser_expected (self, "“and”")) &&
        need_date (self, &window->until);
    }
  else
    for (guint i = 0; i < G_N_ELEMENTS (dated) && window->kind == ESP_WINDOW_EVER; i++)
      if (esp_rule_parser_skip_word (self, esp_time_window_kind_name (dated[i])))
        {
          window->kind = dated[i];
          fine = need_date (self, &window->from);
        }
  if (!fine)
    return FALSE;
  problem = esp_rule_window_problem (window);
  return problem == NULL || esp_rule_parser_fail_with (self, start, problem);
}

/* A comparison with a date is a window: a day that is named counts to its end. */
static gboolean
read_dated (EspRuleParser *self, EspConditionOp compared, EspConditionOp *op, EspTimeWindow *window)
{
  switch ((guint) compared)
    {
    case ESP_OP_AT_LEAST:
      window->kind = ESP_WINDOW_SINCE;
      break;
    case ESP_OP_MORE:
    case ESP_OP_AT_MOST:
      window->kind = ESP_WINDOW_AFTER;
      break;
    case ESP_OP_LESS:
      window->kind = ESP_WINDOW_BEFORE;
      break;
    default:
      window->kind = ESP_WINDOW_ON;
      break;
    }
  *op = compared == ESP_OP_AT_MOST || compared == ESP_OP_IS_NOT ? ESP_OP_NOT_WITHIN : ESP_OP_WITHIN;
  return need_date (self, &window->from);
}

static gboolean
read_comparison (EspRuleParser *self, EspConditionOp *op, GArray *values, EspTimeWindow *window)
{
  static const struct
  {
    const char *sign;
    EspConditionOp op;
  } signs[] = { { "=", ESP_OP_IS },       { "!=", ESP_OP_IS_NOT }, { "<", ESP_OP_LESS },
                { "<=", ESP_OP_AT_MOST }, { ">", ESP_OP_MORE },    { ">=", ESP_OP_AT_LEAST } };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (esp_rule_parser_skip_sign (self, signs[i].sign))
      {
        if (window != NULL && self->lexer.kind == ESP_TOKEN_DATE)
          return read_dated (self, signs[i].op, op, window);
        *op = signs[i].op;
        return esp_rule_parser_read_value (self, values);
      }
  return esp_rule_parser_expected (self, "a comparison");
}

static gboolean
at_list (EspRuleParser *self)
{
  EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
  gboolean is_list;

  esp_rule_lexer_advance (&ahead);
  is_list = esp_rule_lexer_is (&ahead, ESP_TOKEN_SIGN, "[");
  esp_rule_lexer_clear (&ahead);
  return is_list;
}

/* "is known", "is not known", "is empty" … */
static gboolean
read_is (EspRuleParser *self, EspConditionOp *op)
{
  gboolean negated = esp_rule_parser_skip_word (self, "not");
  gboolean known = esp_rule_parser_at_word (self, "known");

  if (!esp_rule_parser_skip_word (self, "known") && !esp_rule_parser_skip_word (self, "unknown") &&
      !esp_rule_parser_skip_word (self, "empty"))
    return esp_rule_parser_expected (self, "“known”, “unknown” or “empty”");
  *op = known != negated ? ESP_OP_KNOWN : ESP_OP_UNKNOWN;
  return TRUE;
}

static gboolean
read_has (EspRuleParser *self, EspConditionOp *op, GArray *values)
{
  *op = esp_rule_parser_at_word (self, "all")    ? ESP_OP_HAS_ALL
        : esp_rule_parser_at_word (self, "none") ? ESP_OP_HAS_NONE
                                                 : ESP_OP_HAS_ANY;
  if (self->lexer.kind == ESP_TOKEN_TEXT)
    return esp_rule_parser_read_value (self, values);
  if (!esp_rule_parser_skip_word (self, "any") && !esp_rule_parser_skip_word (self, "all") &&
      !esp_rule_parser_skip_word (self, "none") && !esp_rule_parser_at_sign (self, "["))
    return esp_rule_parser_expected (self, "“any”, “all” or “none”");
  return read_list (self, values);
}

/**
 * esp_rule_parser_read_operator:
 * @window: (nullable): %NULL where windows make no sense
 *
 * Reads how something compares, and with what.
 */
gboolean
esp_rule_parser_read_operator (EspRuleParser *self,
                               EspConditionOp *op,
                               GArray *values,
                               EspTimeWindow *window)
{
  gboolean negated = esp_rule_parser_skip_word (self, "not");

  if (!negated && self->lexer.kind == ESP_TOKEN_SIGN)
    return read_comparison (self, op, values, window);
  if (esp_rule_parser_skip_word (self, "contains"))
    {
      *op = negated ? ESP_OP_NOT_CONTAINS : ESP_OP_CONTAINS;
      return esp_rule_parser_read_value (self, values);
    }
  if (!negated &&
      (esp_rule_parser_at_word (self, "starts") || esp_rule_parser_at_word (self, "ends")))
    {
      *op = esp_rule_parser_at_word (self, "starts") ? ESP_OP_STARTS : ESP_OP_ENDS;
      esp_rule_lexer_advance (&self->lexer);
      (void) esp_rule_parser_skip_word (self, "with"); /* reads better, means nothing */
      return esp_rule_parser_read_value (self, values);
    }
  if (esp_rule_parser_at_word (self, "in") && at_list (self))
    {
      *op = negated ? ESP_OP_NONE_OF : ESP_OP_ONE_OF;
      esp_rule_lexer_advance (&self->lexer);
      return read_list (self, values);
    }
  if (!negated && esp_rule_parser_skip_word (self, "is"))
    return read_is (self, op);
  if (!negated && esp_rule_parser_skip_word (self, "has"))
    return read_has (self, op, values);
  if (window == NULL || !esp_rule_parser_at_window (self))
    return esp_rule_parser_expected (self, "a comparison");
  *op = negated ? ESP_OP_NOT_WITHIN : ESP_OP_WITHIN;
  return esp_rule_parser_read_window (self, window);
}

/**
 * esp_rule_parser_read_between:
 * @out_done: whether “between” and two numbers were there; it goes with two dates too
 */
gboolean
esp_rule_parser_read_between (EspRuleParser *self,
                              EspConditionOp *op,
                              GArray *values,
                              gboolean *out_done)
{
  EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
  gboolean is_number;

  *out_done = FALSE;
  if (!esp_rule_parser_at_word (self, "between"))
    return TRUE;
  esp_rule_lexer_advance (&ahead);
  is_number = ahead.kind == ESP_TOKEN_NUMBER;
  esp_rule_lexer_clear (&ahead);
  if (!is_number)
    return TRUE;
  *op = ESP_OP_BETWEEN;
  *out_done = TRUE;
  esp_rule_lexer_advance (&self->lexer);
  return esp_rule_parser_read_value (self, values) &&
         (esp_rule_parser_skip_word (self, "and") || esp_rule_parser_expected (self, "“and”")) &&
         esp_rule_parser_read_value (self, values);
}
