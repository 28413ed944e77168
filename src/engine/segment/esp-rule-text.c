/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the small text language of rules; every error names its line and column.
 *
 *   all(city in ["서울", "경기"], event("open") count>=2 in last 30 days,
 *       any(ltv >= 300000, tag = "VIP"), none(event("order") in last 7 days))
 */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-text.h"

#include "engine/segment/esp-rule-lexer.h"
#include "engine/segment/esp-rule-limits.h"

#include <string.h>

typedef struct
{
  EspRuleLexer lexer;
  const EspRuleNames *names; /* (nullable) */
  guint n_nodes;
  gsize bad_offset;
  GError **error;
} Parser;

static gboolean fail_at (Parser *self, gsize offset, EspRuleError code, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static gboolean
fail_at (Parser *self, gsize offset, EspRuleError code, const char *format, ...)
{
  g_autofree char *message = NULL;
  const char *line_start = self->lexer.start;
  guint line = 1;
  va_list args;

  for (const char *p = self->lexer.start; p < self->lexer.start + offset; p++)
    if (*p == '\n')
      {
        line++;
        line_start = p + 1;
      }
  va_start (args, format);
  message = esp_rule_shorten (g_strdup_vprintf (format, args));
  va_end (args);
  self->bad_offset = offset;
  g_set_error (self->error, ESP_RULE_ERROR, (int) code, "Line %u, column %ld: %s.", line,
               g_utf8_pointer_to_offset (line_start, self->lexer.start + offset) + 1, message);
  return FALSE;
}

/* "expected X" at the token that stands there instead. */
static gboolean
expected (Parser *self, const char *what)
{
  if (self->lexer.kind == ESP_TOKEN_BAD)
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_SYNTAX, "%s", self->lexer.text);
  if (self->lexer.kind == ESP_TOKEN_END)
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_SYNTAX,
                    "%s is expected, but the rule ends", what);
  if (self->lexer.kind == ESP_TOKEN_NUMBER)
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_SYNTAX, "%s is expected, not a number",
                    what);
  return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_SYNTAX, "%s is expected, not “%s”", what,
                  self->lexer.text);
}

static gboolean
at_sign (Parser *self, const char *sign)
{
  return esp_rule_lexer_is (&self->lexer, ESP_TOKEN_SIGN, sign);
}

static gboolean
at_word (Parser *self, const char *word)
{
  return esp_rule_lexer_is (&self->lexer, ESP_TOKEN_WORD, word);
}

static gboolean
skip_sign (Parser *self, const char *sign)
{
  if (!at_sign (self, sign))
    return FALSE;
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
skip_word (Parser *self, const char *word)
{
  if (!at_word (self, word))
    return FALSE;
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
need_sign (Parser *self, const char *sign)
{
  g_autofree char *what = g_strdup_printf ("“%s”", sign);

  return skip_sign (self, sign) || expected (self, what);
}

static gboolean
need_text (Parser *self, const char *what, char **out)
{
  if (self->lexer.kind != ESP_TOKEN_TEXT)
    return expected (self, what);
  if (*self->lexer.text == '\0' || !esp_rule_text_is_fine (self->lexer.text))
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_LIMIT,
                    "the text is empty, longer than %d bytes, or holds control characters",
                    ESP_RULE_MAX_TEXT);
  *out = g_strdup (self->lexer.text);
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
need_name (Parser *self, const char *what, char **out)
{
  if (self->lexer.kind != ESP_TOKEN_NAME && self->lexer.kind != ESP_TOKEN_WORD)
    return expected (self, what);
  if (*self->lexer.text == '\0' || !esp_rule_text_is_fine (self->lexer.text))
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_LIMIT,
                    "the name is empty or too long");
  *out = g_strdup (self->lexer.text);
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
need_integer (Parser *self, const char *what, guint maximum, guint *out)
{
  if (self->lexer.kind != ESP_TOKEN_NUMBER)
    return expected (self, what);
  if (self->lexer.number < 0 || self->lexer.number > maximum ||
      self->lexer.number != (double) (guint) self->lexer.number)
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_LIMIT,
                    "%s must be a whole number from 0 to %u", what, maximum);
  *out = (guint) self->lexer.number;
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
read_value (Parser *self, GArray *values)
{
  EspRuleLexer *lexer = &self->lexer;
  EspOperand value;

  if (lexer->kind == ESP_TOKEN_WORD && !at_word (self, "true") && !at_word (self, "false"))
    return fail_at (self, lexer->offset, ESP_RULE_ERROR_SYNTAX,
                    "a value is expected; put texts in quotation marks: \"%s\"", lexer->text);
  if (lexer->kind == ESP_TOKEN_DATE)
    return fail_at (self, lexer->offset, ESP_RULE_ERROR_SYNTAX,
                    "compare dates with since, after, before, on or between");
  if (lexer->kind != ESP_TOKEN_TEXT && lexer->kind != ESP_TOKEN_NUMBER &&
      lexer->kind != ESP_TOKEN_WORD)
    return expected (self, "a value");
  if (lexer->kind == ESP_TOKEN_TEXT && !esp_rule_text_is_fine (lexer->text))
    return fail_at (self, lexer->offset, ESP_RULE_ERROR_LIMIT, "the text is longer than %d bytes",
                    ESP_RULE_MAX_TEXT);
  if (!esp_rule_number_is_fine (lexer->number))
    return fail_at (self, lexer->offset, ESP_RULE_ERROR_LIMIT, "the number is too large");
  if (lexer->kind == ESP_TOKEN_TEXT)
    esp_operand_init_text (&value, lexer->text);
  else if (lexer->kind == ESP_TOKEN_NUMBER)
    esp_operand_init_number (&value, lexer->number);
  else
    esp_operand_init_boolean (&value, at_word (self, "true"));
  g_array_append_val (values, value);
  esp_rule_lexer_advance (lexer);
  return TRUE;
}

static gboolean
read_list (Parser *self, GArray *values)
{
  gsize start = self->lexer.offset;

  if (!need_sign (self, "["))
    return FALSE;
  do
    {
      if (values->len >= ESP_RULE_MAX_VALUES)
        return fail_at (self, start, ESP_RULE_ERROR_LIMIT, "the list holds more than %d values",
                        ESP_RULE_MAX_VALUES);
      if (!read_value (self, values))
        return FALSE;
    }
  while (skip_sign (self, ","));
  return need_sign (self, "]");
}

static gboolean
need_date (Parser *self, char **out)
{
  if (self->lexer.kind != ESP_TOKEN_DATE)
    return expected (self, "a date such as 2026-01-31");
  *out = g_strdup (self->lexer.text);
  esp_rule_lexer_advance (&self->lexer);
  return TRUE;
}

static gboolean
read_rolling (Parser *self, EspTimeWindow *window)
{
  if (at_word (self, "last"))
    window->kind = ESP_WINDOW_LAST;
  else if (at_word (self, "next"))
    window->kind = ESP_WINDOW_NEXT;
  else
    return expected (self, "“last” or “next”");
  esp_rule_lexer_advance (&self->lexer);
  if (!need_integer (self, "a number", ESP_RULE_MAX_UNITS, &window->n))
    return FALSE;
  for (guint i = 0; i < ESP_N_UNITS; i++)
    {
      const char *unit = esp_time_window_unit_name ((EspWindowUnit) i);
      g_autofree char *plural = g_strconcat (unit, "s", NULL);

      if (skip_word (self, unit) || skip_word (self, plural))
        {
          window->unit = (EspWindowUnit) i;
          return TRUE;
        }
    }
  return expected (self, "“hours”, “days” or “weeks”");
}

static gboolean
read_calendar (Parser *self, EspTimeWindow *window)
{
  static const struct
  {
    const char *word;
    EspWindowKind kind;
  } periods[] = { { "week", ESP_WINDOW_THIS_WEEK },
                  { "month", ESP_WINDOW_THIS_MONTH },
                  { "year", ESP_WINDOW_THIS_YEAR } };

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (skip_word (self, periods[i].word))
      {
        window->kind = periods[i].kind;
        return TRUE;
      }
  return expected (self, "“week”, “month” or “year”");
}

static gboolean
at_window (Parser *self)
{
  static const char *const words[] = { "in",      "since", "after", "before", "on",
                                       "between", "today", "this",  NULL };

  return self->lexer.kind == ESP_TOKEN_WORD && g_strv_contains (words, self->lexer.text);
}

static gboolean
read_window (Parser *self, EspTimeWindow *window)
{
  static const EspWindowKind dated[] = { ESP_WINDOW_SINCE, ESP_WINDOW_AFTER, ESP_WINDOW_BEFORE,
                                         ESP_WINDOW_ON };
  gsize start = self->lexer.offset;
  g_autofree char *problem = NULL;
  gboolean fine = FALSE;

  if (skip_word (self, "in"))
    fine = read_rolling (self, window);
  else if (skip_word (self, "this"))
    fine = read_calendar (self, window);
  else if (skip_word (self, "today"))
    {
      window->kind = ESP_WINDOW_TODAY;
      fine = TRUE;
    }
  else if (skip_word (self, "between"))
    {
      window->kind = ESP_WINDOW_BETWEEN;
      fine = need_date (self, &window->from) &&
             (skip_word (self, "and") || expected (self, "“and”")) &&
             need_date (self, &window->until);
    }
  else
    for (guint i = 0; i < G_N_ELEMENTS (dated) && window->kind == ESP_WINDOW_EVER; i++)
      if (skip_word (self, esp_time_window_kind_name (dated[i])))
        {
          window->kind = dated[i];
          fine = need_date (self, &window->from);
        }
  if (!fine)
    return FALSE;
  problem = esp_rule_window_problem (window);
  return problem == NULL || fail_at (self, start, ESP_RULE_ERROR_SYNTAX, "%s", problem);
}

static gboolean
read_comparison (Parser *self, EspConditionOp *op, GArray *values)
{
  static const struct
  {
    const char *sign;
    EspConditionOp op;
  } signs[] = { { "=", ESP_OP_IS },       { "!=", ESP_OP_IS_NOT }, { "<", ESP_OP_LESS },
                { "<=", ESP_OP_AT_MOST }, { ">", ESP_OP_MORE },    { ">=", ESP_OP_AT_LEAST } };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (skip_sign (self, signs[i].sign))
      {
        *op = signs[i].op;
        return read_value (self, values);
      }
  return expected (self, "a comparison");
}

/* The operators that need no window; @window is NULL where windows make no sense. */
static gboolean
read_operator (Parser *self, EspConditionOp *op, GArray *values, EspTimeWindow *window)
{
  gboolean negated = skip_word (self, "not");

  if (!negated && self->lexer.kind == ESP_TOKEN_SIGN)
    return read_comparison (self, op, values);
  if (skip_word (self, "contains"))
    {
      *op = negated ? ESP_OP_NOT_CONTAINS : ESP_OP_CONTAINS;
      return read_value (self, values);
    }
  if (!negated && (at_word (self, "starts") || at_word (self, "ends")))
    {
      *op = at_word (self, "starts") ? ESP_OP_STARTS : ESP_OP_ENDS;
      esp_rule_lexer_advance (&self->lexer);
      (void) skip_word (self, "with"); /* reads better, means nothing */
      return read_value (self, values);
    }
  if (at_word (self, "in"))
    {
      EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
      gboolean is_list;

      esp_rule_lexer_advance (&ahead);
      is_list = esp_rule_lexer_is (&ahead, ESP_TOKEN_SIGN, "[");
      esp_rule_lexer_clear (&ahead);
      if (is_list)
        {
          *op = negated ? ESP_OP_NONE_OF : ESP_OP_ONE_OF;
          esp_rule_lexer_advance (&self->lexer);
          return read_list (self, values);
        }
    }
  if (!negated && skip_word (self, "is"))
    {
      *op = at_word (self, "known") ? ESP_OP_KNOWN : ESP_OP_UNKNOWN;
      return skip_word (self, "known") || skip_word (self, "unknown") ||
             expected (self, "“known” or “unknown”");
    }
  if (!negated && skip_word (self, "has"))
    {
      *op = at_word (self, "all")    ? ESP_OP_HAS_ALL
            : at_word (self, "none") ? ESP_OP_HAS_NONE
                                     : ESP_OP_HAS_ANY;
      if (!skip_word (self, "any") && !skip_word (self, "all") && !skip_word (self, "none"))
        return expected (self, "“any”, “all” or “none”");
      return read_list (self, values);
    }
  if (window == NULL || !at_window (self))
    return expected (self, "a comparison");
  *op = negated ? ESP_OP_NOT_WITHIN : ESP_OP_WITHIN;
  return read_window (self, window);
}

/* "between" is followed by two numbers or by two dates. */
static gboolean
read_between (Parser *self, EspConditionOp *op, GArray *values, gboolean *out_done)
{
  EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
  gboolean is_number;

  *out_done = FALSE;
  if (!at_word (self, "between"))
    return TRUE;
  esp_rule_lexer_advance (&ahead);
  is_number = ahead.kind == ESP_TOKEN_NUMBER;
  esp_rule_lexer_clear (&ahead);
  if (!is_number)
    return TRUE;
  *op = ESP_OP_BETWEEN;
  *out_done = TRUE;
  esp_rule_lexer_advance (&self->lexer);
  return read_value (self, values) && (skip_word (self, "and") || expected (self, "“and”")) &&
         read_value (self, values);
}

static gboolean
read_attribute (Parser *self, EspCondition *condition)
{
  gboolean done = FALSE;

  if (!need_name (self, "a field", &condition->subject) ||
      !read_between (self, &condition->op, condition->values, &done))
    return FALSE;
  if (!done && !read_operator (self, &condition->op, condition->values, &condition->window))
    return FALSE;
  if (!skip_word (self, "or"))
    return TRUE;
  condition->or_unknown = TRUE;
  return skip_word (self, "unknown") || expected (self, "“unknown”");
}

static gboolean
read_tag (Parser *self, EspCondition *condition)
{
  gsize start = self->lexer.offset;

  if (!read_operator (self, &condition->op, condition->values, NULL))
    return FALSE;
  if (condition->op == ESP_OP_IS || condition->op == ESP_OP_ONE_OF)
    condition->op = ESP_OP_HAS_ANY;
  else if (condition->op == ESP_OP_IS_NOT || condition->op == ESP_OP_NONE_OF)
    condition->op = ESP_OP_HAS_NONE;
  if (condition->op != ESP_OP_HAS_ANY && condition->op != ESP_OP_HAS_ALL &&
      condition->op != ESP_OP_HAS_NONE)
    return fail_at (self, start, ESP_RULE_ERROR_SYNTAX,
                    "tags are compared with =, !=, in, not in or has all");
  return TRUE;
}

static gboolean
read_consent (Parser *self, EspCondition *condition)
{
  if (!need_sign (self, "(") || !need_text (self, "a channel in quotes", &condition->subject) ||
      !need_sign (self, ",") || !need_text (self, "a purpose in quotes", &condition->detail) ||
      !need_sign (self, ")"))
    return FALSE;
  condition->negate = at_sign (self, "!=");
  if (!skip_sign (self, "=") && !skip_sign (self, "!="))
    return expected (self, "“=” or “!=”");
  return need_text (self, "a state in quotes, such as \"granted\"", &condition->state);
}

static gboolean
read_where (Parser *self, EspCondition *condition)
{
  if (!skip_word (self, "where"))
    return TRUE;
  if (!need_sign (self, "("))
    return FALSE;
  do
    {
      EspWhere *clause = esp_where_new (NULL, ESP_OP_IS);
      gsize start = self->lexer.offset;
      g_autofree char *problem = NULL;
      gboolean done = FALSE;

      g_ptr_array_add (condition->where, clause);
      if (condition->where->len > ESP_RULE_MAX_WHERE)
        return fail_at (self, start, ESP_RULE_ERROR_LIMIT, "“where” holds more than %d demands",
                        ESP_RULE_MAX_WHERE);
      if (!need_name (self, "a property", &clause->property) ||
          !read_between (self, &clause->op, clause->values, &done))
        return FALSE;
      if (!done && !read_operator (self, &clause->op, clause->values, NULL))
        return FALSE;
      problem = esp_rule_where_problem (clause);
      if (problem != NULL)
        return fail_at (self, start, ESP_RULE_ERROR_SYNTAX, "%s", problem);
    }
  while (skip_sign (self, ","));
  return need_sign (self, ")");
}

static char *
as_id (Parser *self, EspConditionKind kind, char *name)
{
  char *id = self->names != NULL && self->names->id_of != NULL && name != NULL
               ? self->names->id_of (kind, name, self->names->data)
               : NULL;

  if (id == NULL)
    return name;
  g_free (name);
  return id;
}

static gboolean
read_events (Parser *self, EspCondition *condition)
{
  if (!need_sign (self, "(") || !need_text (self, "a name in quotes", &condition->subject))
    return FALSE;
  if (condition->kind == ESP_CONDITION_MESSAGE && skip_sign (self, ","))
    {
      if (!need_text (self, "a campaign in quotes", &condition->detail))
        return FALSE;
      condition->detail = as_id (self, ESP_CONDITION_MESSAGE, condition->detail);
    }
  if (!need_sign (self, ")") || !read_where (self, condition))
    return FALSE;
  if (skip_word (self, "count"))
    {
      if (at_sign (self, ">="))
        condition->count_op = ESP_COUNT_AT_LEAST;
      else if (at_sign (self, "<="))
        condition->count_op = ESP_COUNT_AT_MOST;
      else if (at_sign (self, "="))
        condition->count_op = ESP_COUNT_EXACTLY;
      else
        return expected (self, "“>=”, “<=” or “=”");
      esp_rule_lexer_advance (&self->lexer);
      if (!need_integer (self, "a count", ESP_RULE_MAX_COUNT, &condition->count))
        return FALSE;
    }
  return !at_window (self) || read_window (self, &condition->window);
}

static gboolean
read_random (Parser *self, EspCondition *condition)
{
  if (!need_sign (self, "("))
    return FALSE;
  if (self->lexer.kind != ESP_TOKEN_NUMBER)
    return expected (self, "a share such as 10%");
  if (!read_value (self, condition->values) || !need_sign (self, "%"))
    return FALSE;
  if (skip_sign (self, ",") && !need_text (self, "a seed in quotes", &condition->detail))
    return FALSE;
  return need_sign (self, ")");
}

static gboolean
read_body (Parser *self, EspCondition *condition)
{
  switch ((guint) condition->kind)
    {
    case ESP_CONDITION_TAG:
      return read_tag (self, condition);
    case ESP_CONDITION_CONSENT:
      return read_consent (self, condition);
    case ESP_CONDITION_SUPPRESSION:
      if (!skip_sign (self, "("))
        return TRUE;
      return need_text (self, "a channel in quotes", &condition->subject) && need_sign (self, ")");
    case ESP_CONDITION_EVENT:
    case ESP_CONDITION_MESSAGE:
      return read_events (self, condition);
    case ESP_CONDITION_SEGMENT:
      if (!need_sign (self, "(") || !need_text (self, "a segment in quotes", &condition->subject))
        return FALSE;
      condition->subject = as_id (self, ESP_CONDITION_SEGMENT, condition->subject);
      return need_sign (self, ")");
    case ESP_CONDITION_ANNIVERSARY:
      return need_sign (self, "(") && need_name (self, "a field", &condition->subject) &&
             need_sign (self, ")") &&
             (at_window (self) || expected (self, "a window such as “in next 7 days”")) &&
             read_window (self, &condition->window);
    case ESP_CONDITION_RANDOM:
      return read_random (self, condition);
    default:
      return read_attribute (self, condition);
    }
}

/* Which condition begins here; the words before it are taken in. */
static gboolean
read_head (Parser *self, EspCondition *condition)
{
  static const struct
  {
    const char *word;
    EspConditionKind kind;
  } heads[] = { { "tag", ESP_CONDITION_TAG },         { "consent", ESP_CONDITION_CONSENT },
                { "event", ESP_CONDITION_EVENT },     { "suppressed", ESP_CONDITION_SUPPRESSION },
                { "message", ESP_CONDITION_MESSAGE }, { "anniversary", ESP_CONDITION_ANNIVERSARY },
                { "segment", ESP_CONDITION_SEGMENT }, { "random", ESP_CONDITION_RANDOM } };
  gboolean negated = skip_word (self, "not");

  if (at_word (self, "first") || at_word (self, "last"))
    {
      (void) esp_occurrence_parse (self->lexer.text, &condition->occurrence); /* one of the two */
      esp_rule_lexer_advance (&self->lexer);
    }
  condition->kind = ESP_CONDITION_ATTRIBUTE;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (skip_word (self, heads[i].word))
      {
        condition->kind = heads[i].kind;
        break;
      }
  condition->negate = negated;
  if (condition->occurrence != ESP_OCCURRENCE_ANY && !esp_condition_is_events (condition))
    return expected (self, "“event” or “message” after “first” or “last”");
  if (negated &&
      (condition->kind == ESP_CONDITION_ATTRIBUTE || condition->kind == ESP_CONDITION_TAG ||
       condition->kind == ESP_CONDITION_CONSENT || condition->kind == ESP_CONDITION_RANDOM ||
       condition->kind == ESP_CONDITION_ANNIVERSARY))
    return fail_at (self, self->lexer.offset, ESP_RULE_ERROR_SYNTAX,
                    "“not” goes before event, message, suppressed and segment; "
                    "elsewhere use “!=”, “not in” or none( … )");
  return TRUE;
}

static EspRuleNode *
read_leaf (Parser *self)
{
  g_autoptr (EspCondition) condition = esp_condition_new (ESP_CONDITION_ATTRIBUTE, NULL);
  gsize start = self->lexer.offset;
  g_autofree char *problem = NULL;

  if (self->lexer.kind != ESP_TOKEN_WORD && self->lexer.kind != ESP_TOKEN_NAME)
    {
      expected (self, "a condition");
      return NULL;
    }
  if (!read_head (self, condition) || !read_body (self, condition))
    return NULL;
  problem = esp_rule_condition_problem (condition);
  if (problem != NULL)
    {
      fail_at (self, start, ESP_RULE_ERROR_SYNTAX, "%s", problem);
      return NULL;
    }
  return esp_rule_node_new_leaf (g_steal_pointer (&condition));
}

static EspRuleNode *read_node (Parser *self, guint depth);

static gboolean
at_group (Parser *self, EspGroupMode *out_mode)
{
  EspRuleLexer ahead = { .start = self->lexer.start, .next = self->lexer.next };
  gboolean is_group;

  if (self->lexer.kind != ESP_TOKEN_WORD || !esp_group_mode_parse (self->lexer.text, out_mode))
    return FALSE;
  esp_rule_lexer_advance (&ahead);
  is_group = esp_rule_lexer_is (&ahead, ESP_TOKEN_SIGN, "(");
  esp_rule_lexer_clear (&ahead);
  return is_group;
}

static EspRuleNode *
read_group (Parser *self, EspGroupMode mode, guint depth)
{
  g_autoptr (EspRuleNode) group = esp_rule_node_new_group (mode);

  if (depth > ESP_RULE_MAX_DEPTH)
    {
      fail_at (self, self->lexer.offset, ESP_RULE_ERROR_LIMIT, "groups nest deeper than %d",
               ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  esp_rule_lexer_advance (&self->lexer); /* the word */
  esp_rule_lexer_advance (&self->lexer); /* the bracket */
  if (skip_sign (self, ")"))
    return g_steal_pointer (&group);
  do
    {
      EspRuleNode *child = read_node (self, depth + 1);

      if (child == NULL)
        return NULL;
      esp_rule_node_insert (group, G_MAXUINT, child);
    }
  while (skip_sign (self, ","));
  return need_sign (self, ")") ? g_steal_pointer (&group) : NULL;
}

static EspRuleNode *
read_node (Parser *self, guint depth)
{
  gboolean disabled = skip_word (self, "off");
  EspGroupMode mode = ESP_GROUP_ALL;
  EspRuleNode *node;

  if (++self->n_nodes > ESP_RULE_MAX_NODES)
    {
      fail_at (self, self->lexer.offset, ESP_RULE_ERROR_LIMIT, "the rule has more than %d parts",
               ESP_RULE_MAX_NODES);
      return NULL;
    }
  node = at_group (self, &mode) ? read_group (self, mode, depth) : read_leaf (self);
  if (node != NULL)
    node->disabled = disabled;
  return node;
}

static EspRule *
read_rule (Parser *self)
{
  g_autoptr (EspRuleNode) node = NULL;
  EspRuleNode *root;

  if (self->lexer.kind == ESP_TOKEN_END)
    return esp_rule_new_everyone ();
  node = read_node (self, 1);
  if (node == NULL)
    return NULL;
  if (self->lexer.kind != ESP_TOKEN_END)
    {
      expected (self, "the end of the rule");
      return NULL;
    }
  if (esp_rule_node_is_group (node) && !node->disabled)
    return esp_rule_new (g_steal_pointer (&node));
  if (esp_rule_node_height (node) >= ESP_RULE_MAX_DEPTH)
    {
      fail_at (self, 0, ESP_RULE_ERROR_LIMIT, "groups nest deeper than %d", ESP_RULE_MAX_DEPTH);
      return NULL;
    }
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0, g_steal_pointer (&node));
  return esp_rule_new (root);
}

/**
 * esp_rule_parse_text:
 * @names: (nullable): turns names of segments and campaigns into ids
 * @out_offset: (out) (optional): on error, where in @text it is, in bytes
 *
 * Reads a rule in the small text language. A condition without a group around it stands for a group
 * "all" of that condition, an empty text for everyone.
 *
 * Returns: (transfer full): the rule, or %NULL with an #EspRuleError that names line and column
 */
EspRule *
esp_rule_parse_text (const char *text, const EspRuleNames *names, gsize *out_offset, GError **error)
{
  Parser parser = { .names = names, .error = error };
  EspRule *rule;

  if (strlen (text) > ESP_RULE_MAX_BYTES || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT,
                   "The rule is longer than %d bytes or not UTF-8 text.", ESP_RULE_MAX_BYTES);
      if (out_offset != NULL)
        *out_offset = 0;
      return NULL;
    }
  esp_rule_lexer_init (&parser.lexer, text);
  rule = read_rule (&parser);
  esp_rule_lexer_clear (&parser.lexer);
  if (rule == NULL && out_offset != NULL)
    *out_offset = parser.bad_offset;
  return rule;
}
