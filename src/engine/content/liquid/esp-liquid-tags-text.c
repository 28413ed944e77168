/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags whose inside is not a template: comment, #, doc and raw. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-parser.h"
#include "engine/content/liquid/esp-liquid-render.h"

static gboolean
render_nothing (EspLiquidRender *render, const EspLiquidNode *node)
{
  return TRUE;
}

static gboolean
render_raw (EspLiquidRender *render, const EspLiquidNode *node)
{
  const EspLiquidTextNode *self = (const EspLiquidTextNode *) node;

  g_string_append_len (render->out, self->text.data, (gssize) self->text.len);
  return TRUE;
}

static const EspLiquidNodeClass comment_class = { "comment", render_nothing, NULL };
static const EspLiquidNodeClass raw_class = { "raw", render_raw, NULL };

static EspLiquidNode *
new_comment (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  EspLiquidNode *node =
    esp_liquid_parser_new_node (parser, &comment_class, sizeof *node, piece->whole.data);

  node->is_blank = TRUE;
  return node;
}

static gboolean
skip_raw (EspLiquidParser *parser)
{
  EspLiquidPiece end;

  if (!parser->lexer.by_lines)
    return esp_liquid_lexer_find_end_tag (&parser->lexer, "endraw", &end) != NULL;
  do
    {
      esp_liquid_lexer_next (&parser->lexer, &end);
      if (end.kind == ESP_LIQUID_PIECE_TAG && esp_liquid_span_is (end.name, "endraw"))
        return TRUE;
    }
  while (end.kind != ESP_LIQUID_PIECE_END);
  return FALSE;
}

/* Comments nest, and a raw block inside hides its "endcomment"; nothing else inside is looked at. */
static EspLiquidNode *
parse_comment (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  guint depth = 1;
  EspLiquidPiece inside;

  while (depth > 0)
    {
      esp_liquid_lexer_next (&parser->lexer, &inside);
      if (inside.kind == ESP_LIQUID_PIECE_END ||
          (esp_liquid_span_is (inside.name, "raw") && !skip_raw (parser)))
        {
          esp_liquid_parser_fail (parser, piece->whole.data,
                                  "“comment” is never closed; it needs “endcomment”");
          return NULL;
        }
      if (inside.kind != ESP_LIQUID_PIECE_TAG)
        continue;
      if (esp_liquid_span_is (inside.name, "comment"))
        depth++;
      else if (esp_liquid_span_is (inside.name, "endcomment"))
        depth--;
    }
  if (!parser->lexer.by_lines)
    parser->trims_next = inside.trims_after;
  return new_comment (parser, piece);
}

static EspLiquidNode *
parse_inline_comment (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  const char *end = piece->markup.data + piece->markup.len;

  for (const char *at = piece->markup.data; at < end; at++)
    {
      const char *word = at + 1;

      if (*at != '\n')
        continue;
      while (word < end && esp_liquid_is_space (*word))
        word++;
      if (word < end && *word != '#')
        {
          esp_liquid_parser_fail (parser, word, "each line of an inline comment begins with “#”");
          return NULL;
        }
    }
  return new_comment (parser, piece);
}

static EspLiquidNode *
parse_verbatim (EspLiquidParser *parser, const EspLiquidPiece *piece, const char *name)
{
  g_autofree char *end_name = g_strconcat ("end", name, NULL);
  EspLiquidTextNode *self;
  EspLiquidPiece end;
  const char *from = parser->lexer.at;
  const char *to;

  if (esp_liquid_span_strip (piece->markup).len > 0)
    {
      esp_liquid_parser_fail (parser, piece->markup.data, "“%s” takes nothing beside its name",
                              name);
      return NULL;
    }
  to = esp_liquid_lexer_find_end_tag (&parser->lexer, end_name, &end);
  if (to == NULL)
    {
      esp_liquid_parser_fail (parser, piece->whole.data, "“%s” is never closed; it needs “%s”",
                              name, end_name);
      return NULL;
    }
  self = esp_liquid_parser_new_node (parser, &raw_class, sizeof *self, piece->whole.data);
  self->text = (EspLiquidSpan){ .data = from, .len = (gsize) (to - from) };
  self->node.is_blank = self->text.len == 0;
  parser->trims_next = end.trims_after;
  return &self->node;
}

static EspLiquidNode *
parse_raw (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  return parse_verbatim (parser, piece, "raw");
}

static EspLiquidNode *
parse_doc (EspLiquidParser *parser, const EspLiquidPiece *piece)
{
  EspLiquidTextNode *text = (EspLiquidTextNode *) parse_verbatim (parser, piece, "doc");

  if (text == NULL)
    return NULL;
  if (memmem (text->text.data, text->text.len, "{%", 2) != NULL)
    {
      EspLiquidLexer lexer = { .at = text->text.data, .end = text->text.data + text->text.len };
      EspLiquidPiece nested;

      if (esp_liquid_lexer_find_end_tag (&lexer, "doc", &nested) != NULL)
        {
          esp_liquid_parser_fail (parser, nested.whole.data, "“doc” inside “doc” is not allowed");
          return NULL;
        }
    }
  return new_comment (parser, piece);
}

const EspLiquidTag esp_liquid_text_tags[] = {
  { "comment", parse_comment },
  { "#", parse_inline_comment },
  { "raw", parse_raw },
  { "doc", parse_doc },
  { NULL, NULL },
};
