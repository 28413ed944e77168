/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the tree of a template: text, variables, tags and the blocks they enclose. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-parser.h"

#include "engine/content/liquid/esp-liquid-template.h"

static const EspLiquidTag *const all_tags[] = {
  esp_liquid_control_tags, esp_liquid_iteration_tags, esp_liquid_variable_tags,
  esp_liquid_text_tags,    esp_liquid_partial_tags,
};

/**
 * esp_liquid_parser_offset:
 *
 * Returns: the distance in bytes of @at from the beginning of the template, for messages
 */
guint32
esp_liquid_parser_offset (EspLiquidParser *self, const char *at)
{
  return (guint32) (at - self->source);
}

/**
 * esp_liquid_parser_fail:
 * @at: (nullable): where in the source; %NULL: where the parser is
 *
 * Notes what is wrong, unless something was wrong before.
 *
 * Returns: %FALSE
 */
gboolean
esp_liquid_parser_fail (EspLiquidParser *self, const char *at, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  if (self->error != NULL)
    return FALSE;
  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  self->error = esp_liquid_error_new_at (ESP_LIQUID_ERROR_SYNTAX, self->source,
                                         at != NULL ? at : self->lexer.at, sentence);
  return FALSE;
}

/** esp_liquid_parser_new_node: Returns: (transfer none): a zeroed node of @size bytes for the tag at @at. */
gpointer
esp_liquid_parser_new_node (EspLiquidParser *self,
                            const EspLiquidNodeClass *klass,
                            gsize size,
                            const char *at)
{
  EspLiquidNode *node = esp_liquid_arena_alloc_n (self->arena, 1, size);

  node->klass = klass;
  node->offset = esp_liquid_parser_offset (self, at);
  return node;
}

static void
body_add (EspLiquidBody *body, EspLiquidNode *node)
{
  if (body->last == NULL)
    body->first = node;
  else
    body->last->next = node;
  body->last = node;
  body->n_nodes++;
  body->is_blank = body->is_blank && node->is_blank;
}

/** esp_liquid_body_remove_text: drops the white space of a block that prints nothing else. */
void
esp_liquid_body_remove_text (EspLiquidBody *body)
{
  EspLiquidNode **link = &body->first;

  body->last = NULL;
  body->n_nodes = 0;
  while (*link != NULL)
    {
      if ((*link)->klass == &esp_liquid_text_class)
        {
          *link = (*link)->next;
          continue;
        }
      body->last = *link;
      body->n_nodes++;
      link = &(*link)->next;
    }
}

static gboolean
is_strippable (char c)
{
  return esp_liquid_is_space (c) || c == '\0';
}

static void
trim_last_text (EspLiquidBody *body)
{
  EspLiquidTextNode *last = (EspLiquidTextNode *) body->last;

  if (last == NULL || last->node.klass != &esp_liquid_text_class)
    return;
  while (last->text.len > 0 && is_strippable (last->text.data[last->text.len - 1]))
    last->text.len--;
}

static void
add_text (EspLiquidParser *self, EspLiquidBody *body, EspLiquidSpan text)
{
  EspLiquidTextNode *node;

  if (self->trims_next)
    while (text.len > 0 && is_strippable (text.data[0]))
      text.data++, text.len--;
  self->trims_next = FALSE;
  node = esp_liquid_parser_new_node (self, &esp_liquid_text_class, sizeof *node, text.data);
  node->text = text;
  node->node.is_blank = esp_liquid_span_strip (text).len == 0;
  body_add (body, &node->node);
}

static const EspLiquidTag *
find_tag (EspLiquidSpan name)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_tags); i++)
    for (const EspLiquidTag *tag = all_tags[i]; tag->name != NULL; tag++)
      if (esp_liquid_span_is (name, tag->name))
        return tag;
  return NULL;
}

static gboolean
fail_unknown_tag (EspLiquidParser *self, const EspLiquidPiece *piece, const char *block_name)
{
  EspLiquidSpan name = piece->name;
  const char *at = piece->whole.data;

  if (name.len == 0)
    return esp_liquid_parser_fail (self, at, "a tag needs a name");
  if (block_name != NULL &&
      (esp_liquid_span_is (name, "else") || esp_liquid_span_is (name, "elsif") ||
       esp_liquid_span_is (name, "when")))
    return esp_liquid_parser_fail (self, at, "“%s” does not take a tag “%.*s”", block_name,
                                   (int) name.len, name.data);
  if (name.len > 3 && memcmp (name.data, "end", 3) == 0 && block_name != NULL)
    return esp_liquid_parser_fail (self, at, "“%.*s” does not close “%s”; use “end%s”",
                                   (int) MIN (name.len, 60), name.data, block_name, block_name);
  if (esp_liquid_span_is (name, "else") || (name.len >= 3 && memcmp (name.data, "end", 3) == 0))
    return esp_liquid_parser_fail (self, at, "there is no open block for “%.*s”",
                                   (int) MIN (name.len, 60), name.data);
  return esp_liquid_parser_fail (self, at, "unknown tag “%.*s”", (int) MIN (name.len, 60),
                                 name.data);
}

static gboolean
parse_lines (EspLiquidParser *self, EspLiquidBody *body, EspLiquidSpan markup)
{
  EspLiquidLexer outer = self->lexer;
  gboolean trims_next = self->trims_next;
  gboolean done;

  if (++self->depth > self->max_depth)
    return esp_liquid_parser_fail (self, markup.data, "the blocks are nested too deep");
  self->lexer =
    (EspLiquidLexer){ .at = markup.data, .end = markup.data + markup.len, .by_lines = TRUE };
  done = esp_liquid_parser_body (self, body, NULL, NULL, NULL);
  self->lexer = outer;
  self->trims_next = trims_next;
  self->depth--;
  return done;
}

static gboolean
is_stop (EspLiquidSpan name, const char *const *stops)
{
  for (; stops != NULL && *stops != NULL; stops++)
    if (esp_liquid_span_is (name, *stops))
      return TRUE;
  return FALSE;
}

/* Adds the tag to @body; sets @out_is_stop when the tag ends the block instead. */
static gboolean
add_tag (EspLiquidParser *self,
         EspLiquidBody *body,
         const EspLiquidPiece *piece,
         const char *block_name,
         const char *const *stops,
         gboolean *out_is_stop)
{
  const EspLiquidTag *tag;
  EspLiquidNode *node;

  *out_is_stop = FALSE;
  if (self->lexer.by_lines && piece->name.len == 0)
    return piece->markup.len == 0 || fail_unknown_tag (self, piece, block_name);
  if (esp_liquid_span_is (piece->name, "liquid"))
    return parse_lines (self, body, piece->markup);
  if (is_stop (piece->name, stops))
    {
      *out_is_stop = TRUE;
      return TRUE;
    }
  tag = find_tag (piece->name);
  if (tag == NULL)
    return fail_unknown_tag (self, piece, block_name);
  if (++self->depth > self->max_depth)
    return esp_liquid_parser_fail (self, piece->whole.data, "the blocks are nested too deep");
  self->opening = piece->whole.data;
  node = tag->parse (self, piece);
  self->depth--;
  if (node == NULL)
    return FALSE;
  body_add (body, node);
  return TRUE;
}

static gboolean
fail_unfinished (EspLiquidParser *self, const EspLiquidPiece *piece)
{
  gboolean is_tag = piece->whole.len >= 2 && piece->whole.data[1] == '%';

  return esp_liquid_parser_fail (self, piece->whole.data, "this “%s” is never closed by “%s”",
                                 is_tag ? "{%" : "{{", is_tag ? "%}" : "}}");
}

static gboolean
add_variable (EspLiquidParser *self, EspLiquidBody *body, const EspLiquidPiece *piece)
{
  EspLiquidNode *node = esp_liquid_parse_variable (self, piece);

  if (node == NULL)
    return FALSE;
  body_add (body, node);
  return TRUE;
}

/**
 * esp_liquid_parser_body:
 * @block_name: (nullable): the tag whose inside this is; %NULL for a whole template
 * @stops: (nullable): names of the tags that end the body
 * @out_stop: (nullable): the tag that ended it
 *
 * Reads nodes into @body, which is fresh or goes on after the lines of a liquid tag.
 */
gboolean
esp_liquid_parser_body (EspLiquidParser *self,
                        EspLiquidBody *body,
                        const char *block_name,
                        const char *const *stops,
                        EspLiquidPiece *out_stop)
{
  const char *start = self->opening;

  if (body->first == NULL)
    body->is_blank = TRUE;
  for (;;)
    {
      EspLiquidPiece piece;
      gboolean is_stop_tag = FALSE;
      gboolean done = TRUE;

      esp_liquid_lexer_next (&self->lexer, &piece);
      if (piece.kind == ESP_LIQUID_PIECE_END)
        break;
      if (piece.kind == ESP_LIQUID_PIECE_UNFINISHED)
        return fail_unfinished (self, &piece);
      if (piece.kind == ESP_LIQUID_PIECE_TEXT)
        {
          add_text (self, body, piece.whole);
          continue;
        }
      if (piece.trims_before)
        trim_last_text (body);
      if (!self->lexer.by_lines)
        self->trims_next = piece.trims_after;
      if (piece.kind == ESP_LIQUID_PIECE_VARIABLE)
        done = add_variable (self, body, &piece);
      else
        done = add_tag (self, body, &piece, block_name, stops, &is_stop_tag);
      if (!done)
        return FALSE;
      if (is_stop_tag)
        {
          *out_stop = piece;
          return TRUE;
        }
    }
  if (stops != NULL)
    return esp_liquid_parser_fail (self, start, "“%s” is never closed; it needs “end%s”",
                                   block_name, block_name);
  return TRUE;
}

/**
 * esp_liquid_visit_body:
 *
 * Shows @visitor every node of @body, each of which shows what it holds.
 */
void
esp_liquid_visit_body (EspLiquidVisitor *visitor, const EspLiquidBody *body)
{
  for (const EspLiquidNode *node = body->first; node != NULL; node = node->next)
    if (node->klass->visit != NULL)
      node->klass->visit (visitor, node);
}
