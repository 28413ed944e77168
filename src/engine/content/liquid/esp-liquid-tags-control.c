/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags that choose: if, unless, case and ifchanged. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-render.h"

typedef struct _Branch Branch;

struct _Branch
{
  Branch *next;
  gboolean is_else;
  EspLiquidCondition condition;     /* if, unless, elsif */
  const EspLiquidExpression *value; /* when */
  EspLiquidBody *body;
};

typedef struct
{
  EspLiquidNode node;
  gboolean is_unless;
  const EspLiquidExpression *subject; /* case */
  Branch *branches;
} ChoiceNode;

typedef struct
{
  EspLiquidNode node;
  EspLiquidBody body;
} IfchangedNode;

static Branch *
add_branch (EspLiquidParser *parser, ChoiceNode *choice, EspLiquidBody *body)
{
  Branch *branch = esp_liquid_arena_new0 (parser->arena, Branch);
  Branch **link = &choice->branches;

  while (*link != NULL)
    link = &(*link)->next;
  *link = branch;
  branch->body = body;
  return branch;
}

static void
finish_choice (ChoiceNode *choice)
{
  choice->node.is_blank = TRUE;
  for (Branch *branch = choice->branches; branch != NULL; branch = branch->next)
    choice->node.is_blank = choice->node.is_blank && branch->body->is_blank;
  if (!choice->node.is_blank)
    return;
  for (Branch *branch = choice->branches; branch != NULL; branch = branch->next)
    esp_liquid_body_remove_text (branch->body);
}

static gboolean
render_if (EspLiquidRender *render, const EspLiquidNode *node)
{
  const ChoiceNode *self = (const ChoiceNode *) node;

  for (const Branch *branch = self->branches; branch != NULL; branch = branch->next)
    {
      gboolean holds = TRUE;

      if (!branch->is_else && !esp_liquid_evaluate_condition (render, &branch->condition, &holds))
        return FALSE;
      if (self->is_unless && branch == self->branches)
        holds = !holds;
      if (holds)
        return esp_liquid_render_body (render, branch->body);
    }
  return TRUE;
}

static gboolean
render_case (EspLiquidRender *render, const EspLiquidNode *node)
{
  const ChoiceNode *self = (const ChoiceNode *) node;
  gboolean matched = FALSE;

  for (const Branch *branch = self->branches; branch != NULL; branch = branch->next)
    {
      gboolean holds = branch->is_else && !matched;

      if (!branch->is_else)
        {
          EspLiquidValue subject;
          EspLiquidValue value;

          if (!esp_liquid_evaluate (render, self->subject, &subject) ||
              !esp_liquid_evaluate (render, branch->value, &value) ||
              !esp_liquid_test_values (render, ESP_LIQUID_EQUALS, &subject, &value, &holds))
            return FALSE;
          matched = matched || holds;
        }
      if (holds && !esp_liquid_render_body (render, branch->body))
        return FALSE;
    }
  return TRUE;
}

static void
visit_choice (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const ChoiceNode *self = (const ChoiceNode *) node;
  const EspLiquidBody *last = NULL;

  esp_liquid_visit_expression (visitor, self->subject, TRUE);
  for (const Branch *branch = self->branches; branch != NULL; branch = branch->next)
    {
      if (branch->condition.tests != NULL)
        esp_liquid_visit_condition (visitor, &branch->condition);
      esp_liquid_visit_expression (visitor, branch->value, TRUE);
      if (branch->body != last)
        esp_liquid_visit_body (visitor, branch->body);
      last = branch->body;
    }
}

static gboolean
render_ifchanged (EspLiquidRender *render, const EspLiquidNode *node)
{
  const IfchangedNode *self = (const IfchangedNode *) node;
  GString *outer = render->out;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean done;

  render->out = text;
  done = esp_liquid_render_body (render, &self->body);
  render->out = outer;
  if (!done)
    return FALSE;
  if (text->len == render->scope->changed.len &&
      memcmp (text->str, render->scope->changed.data != NULL ? render->scope->changed.data : "",
              text->len) == 0 &&
      (text->len > 0 || render->scope->changed.data != NULL))
    return TRUE;
  render->scope->changed.data = esp_liquid_arena_dup (render->arena, text->str, text->len);
  render->scope->changed.len = text->len;
  g_string_append_len (outer, text->str, (gssize) text->len);
  return TRUE;
}

static void
visit_ifchanged (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  esp_liquid_visit_body (visitor, &((const IfchangedNode *) node)->body);
}

static const EspLiquidNodeClass if_class = { "if", render_if, visit_choice };
static const EspLiquidNodeClass case_class = { "case", render_case, visit_choice };
static const EspLiquidNodeClass ifchanged_class = { "ifchanged", render_ifchanged,
                                                    visit_ifchanged };

static EspLiquidNode *
parse_if_until (EspLiquidParser *parser, const EspLiquidPiece *piece, const char *block_name)
{
  const char *const if_stops[] = { "elsif", "else", "endif", NULL };
  const char *const unless_stops[] = { "elsif", "else", "endunless", NULL };
  gboolean is_unless = g_str_equal (block_name, "unless");
  ChoiceNode *self =
    esp_liquid_parser_new_node (parser, &if_class, sizeof (ChoiceNode), piece->whole.data);
  EspLiquidPiece stop = *piece;

  self->is_unless = is_unless;
  for (;;)
    {
      EspLiquidBody *body = esp_liquid_arena_new0 (parser->arena, EspLiquidBody);
      Branch *branch = add_branch (parser, self, body);

      branch->is_else = esp_liquid_span_is (stop.name, "else");
      if (!branch->is_else && stop.markup.len == 0)
        {
          esp_liquid_parser_fail (parser, stop.whole.data, "“%.*s” needs a condition",
                                  (int) stop.name.len, stop.name.data);
          return NULL;
        }
      if (!branch->is_else && !esp_liquid_parse_condition (parser, stop.markup, &branch->condition))
        return NULL;
      parser->opening = piece->whole.data;
      if (!esp_liquid_parser_body (parser, body, block_name, is_unless ? unless_stops : if_stops,
                                   &stop))
        return NULL;
      if (stop.name.len > 4 && memcmp (stop.name.data, "end", 3) == 0)
        break;
    }
  finish_choice (self);
  return &self->node;
}

static EspLiquidNode *
parse_if (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  return parse_if_until (parser, piece, "if");
}

static EspLiquidNode *
parse_unless (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  return parse_if_until (parser, piece, "unless");
}

/* "a, b or c": whatever follows a value without a comma or "or" is passed over, as the language does. */
static gboolean
parse_when (EspLiquidParser *parser,
            ChoiceNode *choice,
            const EspLiquidPiece *piece,
            EspLiquidBody *body)
{
  EspLiquidCursor cursor;

  esp_liquid_cursor_init (&cursor, piece->markup);
  if (esp_liquid_cursor_is_at_end (&cursor))
    return esp_liquid_parser_fail (parser, piece->whole.data, "“when” needs a value");
  do
    {
      Branch *branch;

      if (esp_liquid_cursor_is_at_end (&cursor))
        break;
      branch = add_branch (parser, choice, body);
      branch->value = esp_liquid_parse_expression (parser, &cursor);
      if (branch->value == NULL)
        return FALSE;
    }
  while (esp_liquid_cursor_take_sign (&cursor, ',') || esp_liquid_cursor_take_word (&cursor, "or"));
  return TRUE;
}

static gboolean
parse_case_branch (EspLiquidParser *parser,
                   ChoiceNode *choice,
                   const EspLiquidPiece *piece,
                   EspLiquidBody *body)
{
  if (esp_liquid_span_is (piece->name, "when"))
    return parse_when (parser, choice, piece, body);
  if (piece->markup.len > 0)
    return esp_liquid_parser_fail (parser, piece->whole.data, "“else” takes no condition");
  add_branch (parser, choice, body)->is_else = TRUE;
  return TRUE;
}

static EspLiquidNode *
parse_case (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  static const char *const stops[] = { "when", "else", "endcase", NULL };
  ChoiceNode *self =
    esp_liquid_parser_new_node (parser, &case_class, sizeof (ChoiceNode), piece->whole.data);
  EspLiquidBody *body = esp_liquid_arena_new0 (parser->arena, EspLiquidBody);
  EspLiquidPiece stop;
  EspLiquidCursor cursor;

  esp_liquid_cursor_init (&cursor, piece->markup);
  self->subject = esp_liquid_parse_expression (parser, &cursor);
  if (self->subject == NULL)
    return NULL;
  for (;;)
    {
      parser->opening = piece->whole.data;
      if (!esp_liquid_parser_body (parser, body, "case", stops, &stop))
        return NULL;
      if (esp_liquid_span_is (stop.name, "endcase"))
        break;
      body = esp_liquid_arena_new0 (parser->arena, EspLiquidBody);
      if (!parse_case_branch (parser, self, &stop, body))
        return NULL;
    }
  finish_choice (self);
  return &self->node;
}

static EspLiquidNode *
parse_ifchanged (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  static const char *const stops[] = { "endifchanged", NULL };
  IfchangedNode *self = esp_liquid_parser_new_node (parser, &ifchanged_class,
                                                    sizeof (IfchangedNode), piece->whole.data);
  EspLiquidPiece stop;

  if (!esp_liquid_parser_body (parser, &self->body, "ifchanged", stops, &stop))
    return NULL;
  self->node.is_blank = self->body.is_blank;
  return &self->node;
}

const EspLiquidTag esp_liquid_control_tags[] = {
  { "if", parse_if },     { "unless", parse_unless },
  { "case", parse_case }, { "ifchanged", parse_ifchanged },
  { NULL, NULL },
};
