/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags that repeat: for, tablerow, cycle, break and continue. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-loop.h"
#include "engine/content/liquid/esp-liquid-number.h"
#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-print.h"

typedef struct
{
  EspLiquidNode node;
  EspLiquidSpan variable;
  EspLiquidSpan name; /* "variable-collection", the group of "offset: continue" */
  const EspLiquidExpression *collection;
  const EspLiquidExpression *limit;
  const EspLiquidExpression *offset;
  const EspLiquidExpression *columns; /* tablerow */
  gboolean continues;
  gboolean is_reversed;
  EspLiquidBody body;
  EspLiquidBody *otherwise; /* (nullable) */
} LoopNode;

typedef struct
{
  EspLiquidNode node;
  const EspLiquidExpression *group; /* (nullable) */
  EspLiquidSpan literal_group;
  const EspLiquidExpression **items;
  guint n_items;
} CycleNode;

typedef struct
{
  EspLiquidNode node;
  EspLiquidInterrupt interrupt;
} InterruptNode;

static gboolean
optional_index (EspLiquidRender *render,
                const EspLiquidExpression *expression,
                gint64 otherwise,
                gint64 *out_integer)
{
  EspLiquidValue value;

  if (!esp_liquid_evaluate (render, expression, &value))
    return FALSE;
  *out_integer = otherwise;
  return value.type == ESP_LIQUID_NIL || esp_liquid_to_index (render, &value, out_integer);
}

static gboolean
find_segment (EspLiquidRender *render, const LoopNode *self, EspLiquidSegmentView *out_view)
{
  EspLiquidValue *done = esp_liquid_bindings_find (render->scope->offsets, self->name);
  EspLiquidValue collection;
  EspLiquidValue next;
  gint64 from = 0;
  gint64 limit;

  if (self->continues)
    from = done == NULL ? 0 : done->u.integer;
  else if (!optional_index (render, self->offset, 0, &from))
    return FALSE;
  if (!esp_liquid_evaluate (render, self->collection, &collection) ||
      !optional_index (render, self->limit, G_MAXINT64, &limit))
    return FALSE;
  *out_view = esp_liquid_segment_view (&collection, from, limit);
  out_view->is_reversed = self->is_reversed;
  next = esp_liquid_integer (from + out_view->length);
  esp_liquid_bindings_set (&render->scope->offsets, self->name, &next);
  return TRUE;
}

/* Returns whether the loop goes on after an interrupt, and forgets the interrupt. */
static gboolean
goes_on (EspLiquidRender *render)
{
  EspLiquidInterrupt interrupt = render->scope->interrupt;

  render->scope->interrupt = ESP_LIQUID_NO_INTERRUPT;
  return interrupt != ESP_LIQUID_BREAK;
}

static gboolean
run_for (EspLiquidRender *render, const LoopNode *self, const EspLiquidSegmentView *view)
{
  EspLiquidLoop *loop = esp_liquid_loop_new (render->arena, self->name, view->length);
  guint base;
  EspLiquidValue value = esp_liquid_object (&loop->object);
  gboolean done = TRUE;

  loop->parent = render->scope->loop;
  render->scope->loop = loop;
  base = esp_liquid_bindings_push (&render->scope->inner, (EspLiquidSpan){ "forloop", 7 }, &value);
  (void) esp_liquid_bindings_push (&render->scope->inner, self->variable, &value);
  for (gint64 i = 0; done && i < view->length; i++)
    {
      value = esp_liquid_segment_view_get (render->arena, view, i);
      g_array_index (render->scope->inner, EspLiquidBinding, base + 1).value = value;
      done = esp_liquid_step (render, 1) && esp_liquid_render_body (render, &self->body);
      esp_liquid_loop_advance (loop);
      if (!goes_on (render))
        break;
    }
  render->scope->loop = loop->parent;
  g_array_set_size (render->scope->inner, base);
  return done;
}

static gboolean
render_for (EspLiquidRender *render, const EspLiquidNode *node)
{
  const LoopNode *self = (const LoopNode *) node;
  EspLiquidSegmentView view;

  if (!find_segment (render, self, &view))
    return FALSE;
  if (view.length > 0)
    return run_for (render, self, &view);
  return self->otherwise == NULL || esp_liquid_render_body (render, self->otherwise);
}

/* What a value counts as where any number will do: nil is 0, text its leading digits. */
static gboolean
loose_integer (EspLiquidRender *render,
               const EspLiquidExpression *expression,
               gint64 otherwise,
               gint64 *out_integer)
{
  EspLiquidValue value;

  *out_integer = otherwise;
  if (expression == NULL)
    return TRUE;
  if (!esp_liquid_evaluate (render, expression, &value))
    return FALSE;
  if (value.type == ESP_LIQUID_STRING)
    value = esp_liquid_leading_integer (render->arena, value.u.string.data, value.u.string.len);
  if (value.type == ESP_LIQUID_FLOAT)
    *out_integer = (gint64) CLAMP (value.u.real, -9.2e18, 9.2e18);
  else if (value.type == ESP_LIQUID_NIL || value.type == ESP_LIQUID_INTEGER ||
           value.type == ESP_LIQUID_BIGINT || value.type == ESP_LIQUID_EMPTY ||
           value.type == ESP_LIQUID_BLANK)
    *out_integer = esp_liquid_clamped_integer (&value);
  else
    return esp_liquid_fail (render, "invalid integer");
  return TRUE;
}

static gboolean
run_table (EspLiquidRender *render,
           const LoopNode *self,
           const EspLiquidSegmentView *view,
           EspLiquidLoop *loop)
{
  guint base;
  EspLiquidValue value = esp_liquid_object (&loop->object);
  gboolean done = TRUE;

  base =
    esp_liquid_bindings_push (&render->scope->inner, (EspLiquidSpan){ "tablerowloop", 12 }, &value);
  (void) esp_liquid_bindings_push (&render->scope->inner, self->variable, &value);
  g_string_append (render->out, "<tr class=\"row1\">\n");
  for (gint64 i = 0; done && i < view->length; i++)
    {
      g_array_index (render->scope->inner, EspLiquidBinding, base + 1).value =
        esp_liquid_segment_view_get (render->arena, view, i);
      g_string_append_printf (render->out, "<td class=\"col%" G_GINT64_FORMAT "\">", loop->column);
      done = esp_liquid_step (render, 1) && esp_liquid_render_body (render, &self->body);
      g_string_append (render->out, "</td>");
      if (!goes_on (render))
        break;
      if (loop->column == loop->n_columns && i < view->length - 1)
        g_string_append_printf (render->out, "</tr>\n<tr class=\"row%" G_GINT64_FORMAT "\">",
                                loop->row + 1);
      esp_liquid_loop_advance (loop);
    }
  g_string_append (render->out, "</tr>\n");
  g_array_set_size (render->scope->inner, base);
  return done;
}

static gboolean
render_table (EspLiquidRender *render, const EspLiquidNode *node)
{
  const LoopNode *self = (const LoopNode *) node;
  EspLiquidValue collection;
  EspLiquidSegmentView view;
  gint64 from;
  gint64 limit;
  gint64 n_columns;

  if (!esp_liquid_evaluate (render, self->collection, &collection))
    return FALSE;
  if (!esp_liquid_is_true (&collection))
    return TRUE;
  if (!loose_integer (render, self->offset, 0, &from) ||
      !loose_integer (render, self->limit, G_MAXINT64, &limit))
    return FALSE;
  view = esp_liquid_segment_view (&collection, from, limit);
  if (!loose_integer (render, self->columns, view.length, &n_columns))
    return FALSE;
  return run_table (render, self, &view,
                    esp_liquid_loop_new_table (render->arena, view.length, n_columns));
}

static void
visit_loop (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const LoopNode *self = (const LoopNode *) node;

  esp_liquid_visit_expression (visitor, self->collection, TRUE);
  esp_liquid_visit_expression (visitor, self->limit, TRUE);
  esp_liquid_visit_expression (visitor, self->offset, TRUE);
  esp_liquid_visit_expression (visitor, self->columns, TRUE);
  visitor->bind (visitor, self->variable);
  esp_liquid_visit_body (visitor, &self->body);
  if (self->otherwise != NULL)
    esp_liquid_visit_body (visitor, self->otherwise);
}

static gboolean
render_interrupt (EspLiquidRender *render, const EspLiquidNode *node)
{
  render->scope->interrupt = ((const InterruptNode *) node)->interrupt;
  return TRUE;
}

static gboolean
cycle_key (EspLiquidRender *render, const CycleNode *self, EspLiquidSpan *out_key)
{
  g_autoptr (GString) text = NULL;
  EspLiquidValue value;

  *out_key = self->literal_group;
  if (self->group == NULL)
    return TRUE;
  if (!esp_liquid_evaluate (render, self->group, &value))
    return FALSE;
  text = g_string_new (value.type == ESP_LIQUID_STRING ? "s" : "v");
  if (value.type == ESP_LIQUID_STRING)
    esp_liquid_append_text (text, &value);
  else
    esp_liquid_append_inspect (text, &value);
  out_key->data = esp_liquid_arena_dup (render->arena, text->str, text->len);
  out_key->len = text->len;
  return TRUE;
}

static gboolean
render_cycle (EspLiquidRender *render, const EspLiquidNode *node)
{
  const CycleNode *self = (const CycleNode *) node;
  EspLiquidValue *at;
  EspLiquidValue next;
  EspLiquidValue value;
  EspLiquidSpan key;
  gint64 turn;

  if (!cycle_key (render, self, &key))
    return FALSE;
  at = esp_liquid_bindings_find (render->scope->cycles, key);
  turn = at == NULL ? 0 : at->u.integer;
  if (!esp_liquid_evaluate (render, turn < self->n_items ? self->items[turn] : NULL, &value))
    return FALSE;
  esp_liquid_append_output (render->out, &value);
  next = esp_liquid_integer (turn + 1 >= self->n_items ? 0 : turn + 1);
  esp_liquid_bindings_set (&render->scope->cycles, key, &next);
  return TRUE;
}

static void
visit_cycle (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const CycleNode *self = (const CycleNode *) node;

  esp_liquid_visit_expression (visitor, self->group, TRUE);
  for (guint i = 0; i < self->n_items; i++)
    esp_liquid_visit_expression (visitor, self->items[i], FALSE);
}

static const EspLiquidNodeClass for_node_class = { "for", render_for, visit_loop };
static const EspLiquidNodeClass table_node_class = { "tablerow", render_table, visit_loop };
static const EspLiquidNodeClass interrupt_class = { "break", render_interrupt, NULL };
static const EspLiquidNodeClass cycle_class = { "cycle", render_cycle, visit_cycle };

/* The expression's text without the white space between its tokens. */
static void
append_tokens (GString *text, EspLiquidSpan markup)
{
  EspLiquidCursor cursor;

  for (esp_liquid_cursor_init (&cursor, markup); !esp_liquid_cursor_is_at_end (&cursor);
       esp_liquid_cursor_advance (&cursor))
    g_string_append_len (text, cursor.token.span.data, (gssize) cursor.token.span.len);
}

static gboolean
parse_loop_head (EspLiquidParser *parser, LoopNode *self, EspLiquidCursor *cursor)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *from;

  if (cursor->token.kind != ESP_LIQUID_TOKEN_WORD)
    return esp_liquid_parser_fail (parser, cursor->token.span.data,
                                   "a loop needs “name in collection”");
  self->variable = cursor->token.span;
  esp_liquid_cursor_advance (cursor);
  if (!esp_liquid_cursor_take_word (cursor, "in"))
    return esp_liquid_parser_fail (parser, cursor->token.span.data,
                                   "a loop needs “in” after the name of its variable");
  from = cursor->token.span.data;
  self->collection = esp_liquid_parse_expression (parser, cursor);
  if (self->collection == NULL)
    return FALSE;
  g_string_append_len (name, self->variable.data, (gssize) self->variable.len);
  g_string_append_c (name, '-');
  append_tokens (name, (EspLiquidSpan){ from, (gsize) (cursor->token.span.data - from) });
  self->name.data = esp_liquid_arena_dup (parser->arena, name->str, name->len);
  self->name.len = name->len;
  return TRUE;
}

static gboolean
set_attribute (EspLiquidParser *parser, LoopNode *self, EspLiquidCursor *cursor, gboolean is_table)
{
  EspLiquidKeyword keyword;
  EspLiquidSpan name = cursor->token.span;
  EspLiquidCursor ahead = *cursor;

  esp_liquid_cursor_advance (&ahead);
  esp_liquid_cursor_advance (&ahead);
  self->continues = self->continues || (!is_table && esp_liquid_span_is (name, "offset") &&
                                        ahead.token.kind == ESP_LIQUID_TOKEN_WORD &&
                                        esp_liquid_span_is (ahead.token.span, "continue"));
  if (!esp_liquid_parse_keyword (parser, cursor, &keyword))
    return FALSE;
  if (esp_liquid_span_is (name, "limit"))
    self->limit = keyword.value;
  else if (esp_liquid_span_is (name, "offset"))
    self->offset = keyword.value;
  else if (is_table && esp_liquid_span_is (name, "cols"))
    self->columns = keyword.value;
  else if (!is_table)
    return esp_liquid_parser_fail (parser, name.data,
                                   "a for loop knows “limit” and “offset”, not “%.*s”",
                                   (int) MIN (name.len, 40), name.data);
  return TRUE;
}

static gboolean
parse_attributes (EspLiquidParser *parser,
                  LoopNode *self,
                  EspLiquidCursor *cursor,
                  gboolean is_table)
{
  self->is_reversed = !is_table && esp_liquid_cursor_take_word (cursor, "reversed");
  while (!esp_liquid_cursor_is_at_end (cursor))
    {
      if (esp_liquid_cursor_take_sign (cursor, ','))
        continue;
      if (esp_liquid_cursor_is_keyword (cursor))
        {
          if (!set_attribute (parser, self, cursor, is_table))
            return FALSE;
        }
      else if (is_table || !esp_liquid_cursor_take_word (cursor, "reversed"))
        return esp_liquid_parser_fail (parser, cursor->token.span.data,
                                       "expected “limit:”, “offset:” or the end but found “%.*s”",
                                       (int) MIN (cursor->token.span.len, 40),
                                       cursor->token.span.data);
    }
  return TRUE;
}

static EspLiquidNode *
parse_for (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  static const char *const stops[] = { "else", "endfor", NULL };
  LoopNode *self =
    esp_liquid_parser_new_node (parser, &for_node_class, sizeof (LoopNode), piece->whole.data);
  EspLiquidCursor cursor;
  EspLiquidPiece stop;

  esp_liquid_cursor_init (&cursor, piece->markup);
  if (!parse_loop_head (parser, self, &cursor) ||
      !parse_attributes (parser, self, &cursor, FALSE) ||
      !esp_liquid_parser_body (parser, &self->body, "for", stops, &stop))
    return NULL;
  self->node.is_blank = self->body.is_blank;
  while (esp_liquid_span_is (stop.name, "else"))
    {
      self->otherwise = esp_liquid_arena_new0 (parser->arena, EspLiquidBody);
      parser->opening = piece->whole.data;
      if (!esp_liquid_parser_body (parser, self->otherwise, "for", stops, &stop))
        return NULL;
      self->node.is_blank = self->node.is_blank && self->otherwise->is_blank;
    }
  if (self->node.is_blank)
    {
      esp_liquid_body_remove_text (&self->body);
      if (self->otherwise != NULL)
        esp_liquid_body_remove_text (self->otherwise);
    }
  return &self->node;
}

static EspLiquidNode *
parse_table (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  static const char *const stops[] = { "endtablerow", NULL };
  LoopNode *self =
    esp_liquid_parser_new_node (parser, &table_node_class, sizeof (LoopNode), piece->whole.data);
  EspLiquidCursor cursor;
  EspLiquidPiece stop;

  esp_liquid_cursor_init (&cursor, piece->markup);
  if (!parse_loop_head (parser, self, &cursor) || !parse_attributes (parser, self, &cursor, TRUE) ||
      !esp_liquid_parser_body (parser, &self->body, "tablerow", stops, &stop))
    return NULL;
  self->node.is_blank = self->body.is_blank;
  return &self->node;
}

static EspLiquidNode *
parse_interrupt (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  InterruptNode *self = esp_liquid_parser_new_node (parser, &interrupt_class,
                                                    sizeof (InterruptNode), piece->whole.data);

  self->interrupt =
    esp_liquid_span_is (piece->name, "break") ? ESP_LIQUID_BREAK : ESP_LIQUID_CONTINUE;
  return &self->node;
}

/* A cycle without a name goes by what it lists; one that lists variables is a group of its own. */
static void
name_cycle (EspLiquidParser *parser, CycleNode *self)
{
  g_autoptr (GString) text = g_string_new ("s[");

  for (guint i = 0; i < self->n_items; i++)
    {
      if (self->items[i]->kind == ESP_LIQUID_PATH)
        {
          g_string_printf (text, "n%u", self->node.offset);
          break;
        }
      if (i > 0)
        g_string_append (text, ", ");
      esp_liquid_append_inspect (text, &self->items[i]->literal);
    }
  if (text->str[0] == 's')
    g_string_append_c (text, ']');
  self->literal_group.data = esp_liquid_arena_dup (parser->arena, text->str, text->len);
  self->literal_group.len = text->len;
}

static gboolean
parse_cycle_items (EspLiquidParser *parser, CycleNode *self, EspLiquidCursor *cursor)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  while (!esp_liquid_cursor_is_at_end (cursor))
    {
      const EspLiquidExpression *item;

      if (esp_liquid_cursor_take_sign (cursor, ','))
        continue;
      item = esp_liquid_parse_expression (parser, cursor);
      if (item == NULL)
        return FALSE;
      if (items->len == 0 && self->group == NULL && esp_liquid_cursor_take_sign (cursor, ':'))
        self->group = item;
      else if (item->kind != ESP_LIQUID_LITERAL || item->literal.type != ESP_LIQUID_NIL)
        g_ptr_array_add (items, (gpointer) item);
      while (self->group != item && !esp_liquid_cursor_is_at_end (cursor) &&
             !esp_liquid_cursor_is_sign (cursor, ','))
        esp_liquid_cursor_advance (cursor);
    }
  if (items->len == 0)
    return FALSE;
  self->n_items = items->len;
  self->items = esp_liquid_arena_new_array (parser->arena, const EspLiquidExpression *, items->len);
  for (guint i = 0; i < items->len; i++)
    self->items[i] = g_ptr_array_index (items, i);
  return TRUE;
}

static EspLiquidNode *
parse_cycle (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  CycleNode *self =
    esp_liquid_parser_new_node (parser, &cycle_class, sizeof (CycleNode), piece->whole.data);
  EspLiquidCursor cursor;

  esp_liquid_cursor_init (&cursor, piece->markup);
  if (!parse_cycle_items (parser, self, &cursor))
    {
      esp_liquid_parser_fail (parser, piece->whole.data, "“cycle” needs values to go through");
      return NULL;
    }
  name_cycle (parser, self);
  return &self->node;
}

const EspLiquidTag esp_liquid_iteration_tags[] = {
  { "for", parse_for },         { "tablerow", parse_table },     { "cycle", parse_cycle },
  { "break", parse_interrupt }, { "continue", parse_interrupt }, { NULL, NULL },
};
