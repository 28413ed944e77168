/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-ast.h"
#include "engine/content/liquid/esp-liquid-lexer.h"

G_BEGIN_DECLS

typedef struct _EspLiquidParser EspLiquidParser;
typedef struct _EspLiquidTag EspLiquidTag;

struct _EspLiquidTag
{
  const char *name;
  /* Returns: (nullable): the node of the tag; %NULL when the parser failed. */
  EspLiquidNode *(*parse) (EspLiquidParser *parser, const EspLiquidPiece *piece);
};

struct _EspLiquidParser
{
  EspLiquidEnv *env;
  EspLiquidArena *arena; /* of the template */
  const char *source;
  EspLiquidLexer lexer;
  gboolean trims_next; /* the last tag or variable ended in a dash */
  const char *opening; /* the tag that is being parsed */
  guint depth;
  guint max_depth;
  GError *error; /* (nullable): the first thing wrong */
};

gboolean esp_liquid_parser_fail (EspLiquidParser *self, const char *at, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
gboolean esp_liquid_parser_body (EspLiquidParser *self,
                                 EspLiquidBody *body,
                                 const char *block_name,
                                 const char *const *stops,
                                 EspLiquidPiece *out_stop);
gpointer esp_liquid_parser_new_node (EspLiquidParser *self,
                                     const EspLiquidNodeClass *klass,
                                     gsize size,
                                     const char *at);
guint32 esp_liquid_parser_offset (EspLiquidParser *self, const char *at);
void esp_liquid_body_remove_text (EspLiquidBody *body);

const EspLiquidExpression *esp_liquid_parse_expression (EspLiquidParser *self,
                                                        EspLiquidCursor *cursor);
gboolean
esp_liquid_parse_pipe (EspLiquidParser *self, EspLiquidSpan markup, EspLiquidPipe *out_pipe);
gboolean esp_liquid_parse_condition (EspLiquidParser *self,
                                     EspLiquidSpan markup,
                                     EspLiquidCondition *out_condition);
gboolean esp_liquid_parse_keyword (EspLiquidParser *self,
                                   EspLiquidCursor *cursor,
                                   EspLiquidKeyword *out_keyword);
gboolean esp_liquid_parse_keywords (EspLiquidParser *self,
                                    EspLiquidCursor *cursor,
                                    const EspLiquidKeyword **out_keywords,
                                    guint *out_n);

extern const EspLiquidTag esp_liquid_control_tags[];
extern const EspLiquidTag esp_liquid_iteration_tags[];
extern const EspLiquidTag esp_liquid_variable_tags[];
extern const EspLiquidTag esp_liquid_text_tags[];
extern const EspLiquidTag esp_liquid_partial_tags[];

const EspLiquidFilterSpec *esp_liquid_env_find_filter (EspLiquidEnv *self, EspLiquidSpan name);
EspLiquidNode *esp_liquid_parse_variable (EspLiquidParser *self, const EspLiquidPiece *piece);

G_END_DECLS
