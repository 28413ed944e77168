/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads expressions, filter chains and conditions into their trees. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-number.h"
#include "engine/content/liquid/esp-liquid-parser.h"

/* Brackets within brackets. */
#define MAX_EXPRESSION_DEPTH 50

static const EspLiquidExpression *
parse_at (EspLiquidParser *self, EspLiquidCursor *cursor, guint depth);

static EspLiquidExpression *
new_expression (EspLiquidParser *self, EspLiquidExpressionKind kind, const char *at)
{
  EspLiquidExpression *expression = esp_liquid_arena_new0 (self->arena, EspLiquidExpression);

  expression->kind = kind;
  expression->offset = esp_liquid_parser_offset (self, at);
  return expression;
}

static const EspLiquidExpression *
new_literal (EspLiquidParser *self, const char *at, EspLiquidValue value)
{
  EspLiquidExpression *expression = new_expression (self, ESP_LIQUID_LITERAL, at);

  expression->literal = value;
  return expression;
}

static gpointer
fail_at_token (EspLiquidParser *self, const EspLiquidCursor *cursor, const char *wanted)
{
  const EspLiquidToken *token = &cursor->token;

  if (token->kind == ESP_LIQUID_TOKEN_END)
    esp_liquid_parser_fail (self, token->span.data, "expected %s but the markup ends here", wanted);
  else if (token->kind == ESP_LIQUID_TOKEN_BAD &&
           (token->span.data[0] == '"' || token->span.data[0] == '\''))
    esp_liquid_parser_fail (self, token->span.data, "this quotation mark is never closed");
  else
    esp_liquid_parser_fail (self, token->span.data, "expected %s but found “%.*s”", wanted,
                            (int) MIN (token->span.len, 40), token->span.data);
  return NULL;
}

static const EspLiquidExpression *
parse_number (EspLiquidParser *self, EspLiquidToken token)
{
  EspLiquidSpan text = token.span;

  if (memchr (text.data, '.', text.len) != NULL)
    return new_literal (self, text.data,
                        esp_liquid_float (
                          g_ascii_strtod (esp_liquid_arena_dup (self->arena, text.data, text.len),
                                          NULL)));
  return new_literal (self, text.data,
                      esp_liquid_leading_integer (self->arena, text.data, text.len));
}

static gboolean
word_literal (EspLiquidSpan word, EspLiquidValue *out_value)
{
  if (esp_liquid_span_is (word, "nil") || esp_liquid_span_is (word, "null"))
    *out_value = esp_liquid_nil ();
  else if (esp_liquid_span_is (word, "true"))
    *out_value = esp_liquid_boolean (TRUE);
  else if (esp_liquid_span_is (word, "false"))
    *out_value = esp_liquid_boolean (FALSE);
  else if (esp_liquid_span_is (word, "empty"))
    *out_value = (EspLiquidValue){ .type = ESP_LIQUID_EMPTY };
  else if (esp_liquid_span_is (word, "blank"))
    *out_value = (EspLiquidValue){ .type = ESP_LIQUID_BLANK };
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_index (EspLiquidParser *self, EspLiquidCursor *cursor, EspLiquidSegment *segment, guint depth)
{
  esp_liquid_cursor_advance (cursor); /* [ */
  segment->index = parse_at (self, cursor, depth + 1);
  if (segment->index == NULL)
    return FALSE;
  if (!esp_liquid_cursor_take_sign (cursor, ']'))
    return fail_at_token (self, cursor, "“]”") != NULL;
  return TRUE;
}

static gboolean
parse_segments (EspLiquidParser *self,
                EspLiquidCursor *cursor,
                EspLiquidExpression *path,
                guint depth)
{
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (EspLiquidSegment));
  EspLiquidSegment *copy;

  for (;;)
    {
      EspLiquidSegment segment = { 0 };

      if (esp_liquid_cursor_is_sign (cursor, '['))
        {
          if (!parse_index (self, cursor, &segment, depth))
            return FALSE;
        }
      else if (esp_liquid_cursor_take_sign (cursor, '.'))
        {
          if (cursor->token.kind != ESP_LIQUID_TOKEN_WORD &&
              !(cursor->token.kind == ESP_LIQUID_TOKEN_COMPARISON &&
                g_ascii_isalpha (cursor->token.span.data[0])))
            return fail_at_token (self, cursor, "a name after the dot") != NULL;
          segment.name = cursor->token.span;
          esp_liquid_cursor_advance (cursor);
        }
      else
        break;
      g_array_append_val (segments, segment);
    }
  path->n_segments = segments->len;
  copy = esp_liquid_arena_new_array (self->arena, EspLiquidSegment, segments->len);
  if (segments->len > 0)
    memcpy (copy, segments->data, segments->len * sizeof *copy);
  path->segments = copy;
  return TRUE;
}

static const EspLiquidExpression *
parse_path (EspLiquidParser *self, EspLiquidCursor *cursor, guint depth)
{
  EspLiquidExpression *path = new_expression (self, ESP_LIQUID_PATH, cursor->token.span.data);
  EspLiquidValue literal;

  if (cursor->token.kind == ESP_LIQUID_TOKEN_WORD)
    {
      path->root.name = cursor->token.span;
      esp_liquid_cursor_advance (cursor);
    }
  else if (!parse_index (self, cursor, &path->root, depth))
    return NULL;
  if (!parse_segments (self, cursor, path, depth))
    return NULL;
  if (path->n_segments == 0 && path->root.index == NULL && word_literal (path->root.name, &literal))
    {
      path->kind = ESP_LIQUID_LITERAL;
      path->literal = literal;
    }
  return path;
}

static const EspLiquidExpression *
parse_range (EspLiquidParser *self, EspLiquidCursor *cursor, guint depth)
{
  EspLiquidExpression *range = new_expression (self, ESP_LIQUID_SPAN, cursor->token.span.data);

  esp_liquid_cursor_advance (cursor); /* ( */
  range->first = parse_at (self, cursor, depth + 1);
  if (range->first == NULL)
    return NULL;
  if (cursor->token.kind != ESP_LIQUID_TOKEN_RANGE)
    return fail_at_token (self, cursor, "“..”");
  esp_liquid_cursor_advance (cursor);
  range->last = parse_at (self, cursor, depth + 1);
  if (range->last == NULL)
    return NULL;
  if (!esp_liquid_cursor_take_sign (cursor, ')'))
    return fail_at_token (self, cursor, "“)”");
  return range;
}

static const EspLiquidExpression *
parse_at (EspLiquidParser *self, EspLiquidCursor *cursor, guint depth)
{
  EspLiquidToken token = cursor->token;

  if (depth > MAX_EXPRESSION_DEPTH)
    {
      esp_liquid_parser_fail (self, token.span.data, "the brackets are nested too deep");
      return NULL;
    }
  if (token.kind == ESP_LIQUID_TOKEN_STRING)
    {
      esp_liquid_cursor_advance (cursor);
      return new_literal (self, token.span.data,
                          esp_liquid_string_len (token.span.data + 1, token.span.len - 2));
    }
  if (token.kind == ESP_LIQUID_TOKEN_NUMBER)
    {
      esp_liquid_cursor_advance (cursor);
      return parse_number (self, token);
    }
  if (token.kind == ESP_LIQUID_TOKEN_WORD || esp_liquid_cursor_is_sign (cursor, '['))
    return parse_path (self, cursor, depth);
  if (esp_liquid_cursor_is_sign (cursor, '('))
    return parse_range (self, cursor, depth);
  return fail_at_token (self, cursor, "a value");
}

/**
 * esp_liquid_parse_expression: reads one value, path or range at @cursor.
 *
 * Returns: (nullable): %NULL when the parser failed.
 */
const EspLiquidExpression *
esp_liquid_parse_expression (EspLiquidParser *self, EspLiquidCursor *cursor)
{
  return parse_at (self, cursor, 0);
}

/** esp_liquid_parse_keyword: reads "name: value", which esp_liquid_cursor_is_keyword() has seen. */
gboolean
esp_liquid_parse_keyword (EspLiquidParser *self,
                          EspLiquidCursor *cursor,
                          EspLiquidKeyword *out_keyword)
{
  out_keyword->name = cursor->token.span;
  esp_liquid_cursor_advance (cursor);
  esp_liquid_cursor_advance (cursor);
  out_keyword->value = esp_liquid_parse_expression (self, cursor);
  return out_keyword->value != NULL;
}

static gconstpointer
copy_array (EspLiquidParser *self, GArray *array)
{
  gsize bytes = array->len * g_array_get_element_size (array);
  gpointer copy = esp_liquid_arena_alloc (self->arena, bytes);

  if (bytes > 0)
    memcpy (copy, array->data, bytes);
  return copy;
}

/** esp_liquid_parse_keywords: reads "a: 1, b: 2" to the end; commas may be missing or doubled. */
gboolean
esp_liquid_parse_keywords (EspLiquidParser *self,
                           EspLiquidCursor *cursor,
                           const EspLiquidKeyword **out_keywords,
                           guint *out_n)
{
  g_autoptr (GArray) keywords = g_array_new (FALSE, FALSE, sizeof (EspLiquidKeyword));

  while (!esp_liquid_cursor_is_at_end (cursor))
    {
      EspLiquidKeyword keyword;

      if (esp_liquid_cursor_take_sign (cursor, ','))
        continue;
      if (!esp_liquid_cursor_is_keyword (cursor))
        return fail_at_token (self, cursor, "“name: value”") != NULL;
      if (!esp_liquid_parse_keyword (self, cursor, &keyword))
        return FALSE;
      g_array_append_val (keywords, keyword);
    }
  *out_n = keywords->len;
  *out_keywords = copy_array (self, keywords);
  return TRUE;
}

static gboolean
parse_filter_args (EspLiquidParser *self, EspLiquidCursor *cursor, EspLiquidFilterUse *use)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GArray) keywords = g_array_new (FALSE, FALSE, sizeof (EspLiquidKeyword));
  const EspLiquidExpression **copy;

  do
    {
      if (esp_liquid_cursor_is_keyword (cursor))
        {
          EspLiquidKeyword keyword;

          if (!esp_liquid_parse_keyword (self, cursor, &keyword))
            return FALSE;
          g_array_append_val (keywords, keyword);
        }
      else
        {
          const EspLiquidExpression *arg = esp_liquid_parse_expression (self, cursor);

          if (arg == NULL)
            return FALSE;
          g_ptr_array_add (args, (gpointer) arg);
        }
    }
  while (esp_liquid_cursor_take_sign (cursor, ','));
  copy = esp_liquid_arena_new_array (self->arena, const EspLiquidExpression *, args->len);
  for (guint i = 0; i < args->len; i++)
    copy[i] = g_ptr_array_index (args, i);
  use->args = copy;
  use->n_args = args->len;
  use->keywords = copy_array (self, keywords);
  use->n_keywords = keywords->len;
  return TRUE;
}

static gboolean
parse_filters (EspLiquidParser *self, EspLiquidCursor *cursor, EspLiquidPipe *pipe)
{
  g_autoptr (GArray) filters = g_array_new (FALSE, FALSE, sizeof (EspLiquidFilterUse));

  while (esp_liquid_cursor_take_sign (cursor, '|'))
    {
      EspLiquidFilterUse use = { 0 };

      if (cursor->token.kind != ESP_LIQUID_TOKEN_WORD)
        return fail_at_token (self, cursor, "the name of a filter") != NULL;
      use.name = cursor->token.span;
      use.offset = esp_liquid_parser_offset (self, use.name.data);
      use.spec = esp_liquid_env_find_filter (self->env, use.name);
      esp_liquid_cursor_advance (cursor);
      if (esp_liquid_cursor_take_sign (cursor, ':') && !parse_filter_args (self, cursor, &use))
        return FALSE;
      g_array_append_val (filters, use);
    }
  pipe->filters = copy_array (self, filters);
  pipe->n_filters = filters->len;
  return TRUE;
}

/** esp_liquid_parse_pipe: reads a value and its filters; nothing at all is a value that prints nothing. */
gboolean
esp_liquid_parse_pipe (EspLiquidParser *self, EspLiquidSpan markup, EspLiquidPipe *out_pipe)
{
  EspLiquidCursor cursor;

  *out_pipe = (EspLiquidPipe){ 0 };
  esp_liquid_cursor_init (&cursor, markup);
  if (esp_liquid_cursor_is_at_end (&cursor))
    return TRUE;
  out_pipe->base = esp_liquid_parse_expression (self, &cursor);
  if (out_pipe->base == NULL || !parse_filters (self, &cursor, out_pipe))
    return FALSE;
  if (!esp_liquid_cursor_is_at_end (&cursor))
    return fail_at_token (self, &cursor, "a filter or the end") != NULL;
  return TRUE;
}

static EspLiquidComparison
comparison_of (EspLiquidSpan sign)
{
  if (esp_liquid_span_is (sign, "=="))
    return ESP_LIQUID_EQUALS;
  if (esp_liquid_span_is (sign, "!=") || esp_liquid_span_is (sign, "<>"))
    return ESP_LIQUID_DIFFERS;
  if (esp_liquid_span_is (sign, "<="))
    return ESP_LIQUID_AT_MOST;
  if (esp_liquid_span_is (sign, ">="))
    return ESP_LIQUID_AT_LEAST;
  if (esp_liquid_span_is (sign, "<"))
    return ESP_LIQUID_LESS;
  if (esp_liquid_span_is (sign, ">"))
    return ESP_LIQUID_MORE;
  return ESP_LIQUID_CONTAINS;
}

static gboolean
parse_test (EspLiquidParser *self, EspLiquidCursor *cursor, EspLiquidTest *test)
{
  test->left = esp_liquid_parse_expression (self, cursor);
  if (test->left == NULL)
    return FALSE;
  if (cursor->token.kind != ESP_LIQUID_TOKEN_COMPARISON)
    return TRUE;
  test->comparison = comparison_of (cursor->token.span);
  esp_liquid_cursor_advance (cursor);
  test->right = esp_liquid_parse_expression (self, cursor);
  return test->right != NULL;
}

/** esp_liquid_parse_condition: reads comparisons joined by "and" and "or". */
gboolean
esp_liquid_parse_condition (EspLiquidParser *self,
                            EspLiquidSpan markup,
                            EspLiquidCondition *out_condition)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, FALSE, sizeof (EspLiquidTest));
  EspLiquidCursor cursor;

  esp_liquid_cursor_init (&cursor, markup);
  for (;;)
    {
      EspLiquidTest test = { 0 };

      if (!parse_test (self, &cursor, &test))
        return FALSE;
      if (esp_liquid_cursor_take_word (&cursor, "and"))
        test.relation = ESP_LIQUID_AND;
      else if (esp_liquid_cursor_take_word (&cursor, "or"))
        test.relation = ESP_LIQUID_OR;
      g_array_append_val (tests, test);
      if (test.relation == ESP_LIQUID_LAST)
        break;
    }
  if (!esp_liquid_cursor_is_at_end (&cursor))
    return fail_at_token (self, &cursor, "a comparison, “and” or “or”") != NULL;
  out_condition->tests = copy_array (self, tests);
  return TRUE;
}

/** esp_liquid_visit_expression: tells @visitor about every path in @expression. */
void
esp_liquid_visit_expression (EspLiquidVisitor *visitor,
                             const EspLiquidExpression *expression,
                             gboolean in_condition)
{
  if (expression == NULL || expression->kind == ESP_LIQUID_LITERAL)
    return;
  if (expression->kind == ESP_LIQUID_PATH)
    {
      visitor->read (visitor, expression, FALSE, in_condition);
      esp_liquid_visit_expression (visitor, expression->root.index, in_condition);
      for (guint i = 0; i < expression->n_segments; i++)
        esp_liquid_visit_expression (visitor, expression->segments[i].index, in_condition);
    }
  esp_liquid_visit_expression (visitor, expression->first, in_condition);
  esp_liquid_visit_expression (visitor, expression->last, in_condition);
}

/** esp_liquid_visit_pipe: as esp_liquid_visit_expression(), knowing about the filter "default". */
void
esp_liquid_visit_pipe (EspLiquidVisitor *visitor, const EspLiquidPipe *pipe)
{
  gboolean has_default = FALSE;

  for (guint i = 0; i < pipe->n_filters; i++)
    {
      const EspLiquidFilterUse *use = &pipe->filters[i];

      has_default = has_default || esp_liquid_span_is (use->name, "default");
      for (guint k = 0; k < use->n_args; k++)
        esp_liquid_visit_expression (visitor, use->args[k], FALSE);
      for (guint k = 0; k < use->n_keywords; k++)
        esp_liquid_visit_expression (visitor, use->keywords[k].value, FALSE);
    }
  if (pipe->base != NULL && pipe->base->kind == ESP_LIQUID_PATH && has_default)
    visitor->read (visitor, pipe->base, TRUE, FALSE);
  else
    esp_liquid_visit_expression (visitor, pipe->base, FALSE);
}

/** esp_liquid_visit_condition: as esp_liquid_visit_expression(), for both sides of every comparison. */
void
esp_liquid_visit_condition (EspLiquidVisitor *visitor, const EspLiquidCondition *condition)
{
  const EspLiquidTest *test = condition->tests;

  for (;; test++)
    {
      esp_liquid_visit_expression (visitor, test->left, TRUE);
      esp_liquid_visit_expression (visitor, test->right, TRUE);
      if (test->relation == ESP_LIQUID_LAST)
        break;
    }
}
