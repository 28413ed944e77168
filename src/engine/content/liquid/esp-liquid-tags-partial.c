/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags that bring in other templates: render, include, and snippet, which makes one on the spot. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-loop.h"
#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-template.h"

typedef struct
{
  EspLiquidNode node;
  const EspLiquidExpression *name;
  const EspLiquidExpression *value; /* (nullable): with or for */
  gboolean is_for;
  EspLiquidSpan alias; /* as */
  const EspLiquidKeyword *keywords;
  guint n_keywords;
} PartialNode;

typedef struct
{
  EspLiquidNode node;
  EspLiquidSpan name;
  EspLiquidBody body;
} SnippetNode;

/* What is rendered: a template, or the inside of a snippet tag of one. */
typedef struct
{
  EspLiquidObject object;
  const EspLiquidTemplate *template;
  const EspLiquidBody *body;
  const char *partial; /* (nullable): its name */
  EspLiquidSpan name;  /* what the value given by with or for is called */
} Source;

static gboolean
look_up_nothing (const EspLiquidObject *object,
                 const char *key,
                 gsize key_len,
                 EspLiquidArena *arena,
                 EspLiquidValue *out_value)
{
  return FALSE;
}

static const EspLiquidObjectClass snippet_object_class = { "Liquid::SnippetDrop", look_up_nothing };

static gboolean
fail_syntax (EspLiquidRender *render, const char *name, const GError *error)
{
  guint line;

  if (!g_error_matches (error, ESP_LIQUID_ERROR, ESP_LIQUID_ERROR_SYNTAX))
    return esp_liquid_fail (render, "%s", error->message);
  esp_liquid_error_get_position (error, &line, NULL, NULL);
  return esp_liquid_fail (render, "Liquid syntax error (%s line %u): %s", name, line,
                          error->message);
}

static gboolean
load_partial (EspLiquidRender *render, const EspLiquidValue *name, Source *out_source)
{
  g_autoptr (GError) error = NULL;
  const char *text = esp_liquid_arena_dup (render->arena, name->u.string.data, name->u.string.len);
  const EspLiquidTemplate *template = esp_liquid_env_get_partial (render->env, text, &error);
  const char *slash = strrchr (text, '/');

  if (template == NULL)
    return fail_syntax (render, text, error);
  out_source->template = template;
  out_source->body = &template->body;
  out_source->partial = text;
  out_source->name.data = slash == NULL ? text : slash + 1;
  out_source->name.len = strlen (out_source->name.data);
  return TRUE;
}

static gboolean
run_source (EspLiquidRender *render, const Source *source)
{
  const EspLiquidTemplate *template = render->template;
  const char *partial = render->partial;
  gboolean done;

  if (render->depth >= render->limits.max_depth)
    return esp_liquid_fail (render, "Nesting too deep");
  render->depth++;
  render->template = source->template;
  render->partial = source->partial;
  done = esp_liquid_render_body (render, source->body);
  render->template = template;
  render->partial = partial;
  render->depth--;
  return done;
}

static gboolean
include_each (EspLiquidRender *render,
              const Source *source,
              EspLiquidSpan name,
              const EspLiquidValue *value)
{
  guint at = esp_liquid_bindings_push (&render->scope->inner, name, value);
  gint64 n = value->type == ESP_LIQUID_ARRAY ? value->u.array->n_items : 1;

  for (gint64 i = 0; i < n; i++)
    {
      if (value->type == ESP_LIQUID_ARRAY)
        g_array_index (render->scope->inner, EspLiquidBinding, at).value = value->u.array->items[i];
      if (!esp_liquid_step (render, 1) || !run_source (render, source))
        return FALSE;
    }
  return TRUE;
}

static gboolean
render_include (EspLiquidRender *render, const EspLiquidNode *node)
{
  const PartialNode *self = (const PartialNode *) node;
  guint base = render->scope->inner == NULL ? 0 : render->scope->inner->len;
  Source source = { 0 };
  EspLiquidValue name;
  EspLiquidValue value;
  gboolean done = TRUE;

  if (render->scope->is_isolated)
    return esp_liquid_fail (render, "include usage is not allowed in this context");
  if (!esp_liquid_evaluate (render, self->name, &name))
    return FALSE;
  if (name.type != ESP_LIQUID_STRING)
    return esp_liquid_fail (render, "Argument error in tag 'include' - Illegal template name");
  if (!load_partial (render, &name, &source))
    return FALSE;
  if (self->value != NULL)
    done = esp_liquid_evaluate (render, self->value, &value);
  else
    (void) esp_liquid_find_variable (render,
                                     (EspLiquidSpan){ name.u.string.data, name.u.string.len },
                                     &value);
  for (guint i = 0; done && i < self->n_keywords; i++)
    {
      EspLiquidValue keyword;

      done = esp_liquid_evaluate (render, self->keywords[i].value, &keyword);
      (void) esp_liquid_bindings_push (&render->scope->inner, self->keywords[i].name, &keyword);
    }
  done =
    done && include_each (render, &source, self->alias.len > 0 ? self->alias : source.name, &value);
  if (render->scope->inner != NULL)
    g_array_set_size (render->scope->inner, base);
  return done;
}

static gboolean
render_isolated (EspLiquidRender *render,
                 const PartialNode *self,
                 const Source *source,
                 const EspLiquidValue *value,
                 EspLiquidLoop *loop)
{
  EspLiquidScope *outer = render->scope;
  EspLiquidScope scope;
  gboolean done = TRUE;

  esp_liquid_scope_init (&scope, outer, TRUE);
  if (loop != NULL)
    {
      EspLiquidValue forloop = esp_liquid_object (&loop->object);

      esp_liquid_bindings_set (&scope.locals, (EspLiquidSpan){ "forloop", 7 }, &forloop);
    }
  for (guint i = 0; done && i < self->n_keywords; i++)
    {
      EspLiquidValue keyword;

      done = esp_liquid_evaluate (render, self->keywords[i].value, &keyword);
      if (done)
        esp_liquid_bindings_set (&scope.locals, self->keywords[i].name, &keyword);
    }
  if (value->type != ESP_LIQUID_NIL)
    esp_liquid_bindings_set (&scope.locals, self->alias.len > 0 ? self->alias : source->name,
                             value);
  render->scope = &scope;
  done = done && run_source (render, source);
  render->scope = outer;
  esp_liquid_scope_clear (&scope);
  if (loop != NULL)
    esp_liquid_loop_advance (loop);
  return done;
}

static gboolean
find_source (EspLiquidRender *render, const PartialNode *self, Source *out_source)
{
  EspLiquidValue name;

  if (!esp_liquid_evaluate (render, self->name, &name))
    return FALSE;
  if (self->name->kind == ESP_LIQUID_LITERAL && name.type == ESP_LIQUID_STRING)
    return load_partial (render, &name, out_source);
  if (name.type != ESP_LIQUID_OBJECT || name.u.object->klass != &snippet_object_class)
    return esp_liquid_fail (render, "Argument error in tag 'render' - Illegal template name");
  *out_source = *(const Source *) name.u.object->instance;
  return TRUE;
}

static gboolean
render_render (EspLiquidRender *render, const EspLiquidNode *node)
{
  const PartialNode *self = (const PartialNode *) node;
  Source source = { 0 };
  EspLiquidValue value;
  EspLiquidSegmentView view;
  EspLiquidLoop *loop;

  if (!find_source (render, self, &source) || !esp_liquid_evaluate (render, self->value, &value))
    return FALSE;
  if (!self->is_for || (value.type != ESP_LIQUID_ARRAY && value.type != ESP_LIQUID_HASH &&
                        value.type != ESP_LIQUID_RANGE))
    return render_isolated (render, self, &source, &value, NULL);
  view = esp_liquid_segment_view (&value, 0, G_MAXINT64);
  loop = esp_liquid_loop_new (render->arena, source.name, view.length);
  for (gint64 i = 0; i < view.length; i++)
    {
      EspLiquidValue element = esp_liquid_segment_view_get (render->arena, &view, i);

      if (!esp_liquid_step (render, 1) || !render_isolated (render, self, &source, &element, loop))
        return FALSE;
    }
  return TRUE;
}

static void
visit_partial (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const PartialNode *self = (const PartialNode *) node;

  esp_liquid_visit_expression (visitor, self->name, TRUE);
  esp_liquid_visit_expression (visitor, self->value, FALSE);
  for (guint i = 0; i < self->n_keywords; i++)
    esp_liquid_visit_expression (visitor, self->keywords[i].value, FALSE);
}

static gboolean
render_snippet (EspLiquidRender *render, const EspLiquidNode *node)
{
  const SnippetNode *self = (const SnippetNode *) node;
  Source *source = esp_liquid_arena_new0 (render->arena, Source);
  EspLiquidValue value;

  source->object.klass = &snippet_object_class;
  source->object.instance = source;
  source->template = render->template;
  source->body = &self->body;
  source->partial = render->partial;
  source->name = self->name;
  value = esp_liquid_object (&source->object);
  esp_liquid_bindings_set (&render->scope->locals, self->name, &value);
  return TRUE;
}

static void
visit_snippet (EspLiquidVisitor *visitor, const EspLiquidNode *node)
{
  const SnippetNode *self = (const SnippetNode *) node;

  visitor->bind (visitor, self->name);
  esp_liquid_visit_body (visitor, &self->body);
}

static const EspLiquidNodeClass include_class = { "include", render_include, visit_partial };
static const EspLiquidNodeClass render_class = { "render", render_render, visit_partial };
static const EspLiquidNodeClass snippet_class = { "snippet", render_snippet, visit_snippet };

static gboolean
parse_partial_rest (EspLiquidParser *parser, PartialNode *self, EspLiquidCursor *cursor)
{
  self->is_for = esp_liquid_cursor_take_word (cursor, "for");
  if (self->is_for || esp_liquid_cursor_take_word (cursor, "with"))
    {
      self->value = esp_liquid_parse_expression (parser, cursor);
      if (self->value == NULL)
        return FALSE;
    }
  if (esp_liquid_cursor_take_word (cursor, "as"))
    {
      if (cursor->token.kind != ESP_LIQUID_TOKEN_WORD)
        return esp_liquid_parser_fail (parser, cursor->token.span.data, "“as” needs a name");
      self->alias = cursor->token.span;
      esp_liquid_cursor_advance (cursor);
    }
  return esp_liquid_parse_keywords (parser, cursor, &self->keywords, &self->n_keywords);
}

static EspLiquidNode *
parse_include (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  PartialNode *self =
    esp_liquid_parser_new_node (parser, &include_class, sizeof (PartialNode), piece->whole.data);
  EspLiquidCursor cursor;

  esp_liquid_cursor_init (&cursor, piece->markup);
  self->name = esp_liquid_parse_expression (parser, &cursor);
  if (self->name == NULL || !parse_partial_rest (parser, self, &cursor))
    return NULL;
  return &self->node;
}

static EspLiquidNode *
parse_render (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  PartialNode *self =
    esp_liquid_parser_new_node (parser, &render_class, sizeof (PartialNode), piece->whole.data);
  EspLiquidCursor cursor;

  esp_liquid_cursor_init (&cursor, piece->markup);
  if (cursor.token.kind != ESP_LIQUID_TOKEN_STRING && cursor.token.kind != ESP_LIQUID_TOKEN_WORD)
    {
      esp_liquid_parser_fail (parser, piece->whole.data,
                              "“render” needs the name of a partial in quotation marks, or of a "
                              "snippet");
      return NULL;
    }
  self->name = esp_liquid_parse_expression (parser, &cursor);
  if (self->name == NULL || !parse_partial_rest (parser, self, &cursor))
    return NULL;
  return &self->node;
}

static EspLiquidNode *
parse_snippet (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  static const char *const stops[] = { "endsnippet", NULL };
  SnippetNode *self =
    esp_liquid_parser_new_node (parser, &snippet_class, sizeof (SnippetNode), piece->whole.data);
  EspLiquidCursor cursor;
  EspLiquidPiece stop;

  self->node.is_blank = TRUE;
  esp_liquid_cursor_init (&cursor, piece->markup);
  self->name = cursor.token.span;
  if (cursor.token.kind == ESP_LIQUID_TOKEN_WORD)
    esp_liquid_cursor_advance (&cursor);
  else
    self->name.len = 0;
  if (self->name.len == 0 || !esp_liquid_cursor_is_at_end (&cursor))
    {
      esp_liquid_parser_fail (parser, piece->whole.data, "“snippet” needs one plain name");
      return NULL;
    }
  if (!esp_liquid_parser_body (parser, &self->body, "snippet", stops, &stop))
    return NULL;
  return &self->node;
}

const EspLiquidTag esp_liquid_partial_tags[] = {
  { "render", parse_render },
  { "include", parse_include },
  { "snippet", parse_snippet },
  { NULL, NULL },
};
