/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-ast.h"

G_BEGIN_DECLS

/* The pieces of a template. */
typedef enum
{
  ESP_LIQUID_PIECE_END,
  ESP_LIQUID_PIECE_TEXT,
  ESP_LIQUID_PIECE_TAG,        /* {% … %}, or one line of a liquid tag */
  ESP_LIQUID_PIECE_VARIABLE,   /* {{ … }} */
  ESP_LIQUID_PIECE_UNFINISHED, /* opened and never closed as it must be */
} EspLiquidPieceKind;

typedef struct
{
  EspLiquidPieceKind kind;
  EspLiquidSpan whole;
  EspLiquidSpan name; /* of a tag; empty when there is none */
  EspLiquidSpan markup;
  gboolean trims_before;
  gboolean trims_after;
} EspLiquidPiece;

typedef struct
{
  const char *at;
  const char *end;
  gboolean by_lines; /* inside a liquid tag: each line is a tag */
} EspLiquidLexer;

void esp_liquid_lexer_next (EspLiquidLexer *self, EspLiquidPiece *out_piece);
const char *
esp_liquid_lexer_find_end_tag (EspLiquidLexer *self, const char *end_name, EspLiquidPiece *out_end);

/* The tokens of an expression. */
typedef enum
{
  ESP_LIQUID_TOKEN_END,
  ESP_LIQUID_TOKEN_WORD,
  ESP_LIQUID_TOKEN_STRING,
  ESP_LIQUID_TOKEN_NUMBER,
  ESP_LIQUID_TOKEN_COMPARISON,
  ESP_LIQUID_TOKEN_RANGE,
  ESP_LIQUID_TOKEN_SIGN, /* one character of |.:,[]()?- */
  ESP_LIQUID_TOKEN_BAD,
} EspLiquidTokenKind;

typedef struct
{
  EspLiquidTokenKind kind;
  EspLiquidSpan span;
} EspLiquidToken;

typedef struct
{
  const char *at;
  const char *end;
  EspLiquidToken token; /* the one to be read next */
} EspLiquidCursor;

void esp_liquid_cursor_init (EspLiquidCursor *self, EspLiquidSpan markup);
void esp_liquid_cursor_advance (EspLiquidCursor *self);
EspLiquidToken esp_liquid_cursor_peek (const EspLiquidCursor *self);
gboolean esp_liquid_cursor_is_sign (const EspLiquidCursor *self, char sign);
gboolean esp_liquid_cursor_take_sign (EspLiquidCursor *self, char sign);
gboolean esp_liquid_cursor_take_word (EspLiquidCursor *self, const char *word);
gboolean esp_liquid_cursor_is_keyword (const EspLiquidCursor *self);
gboolean esp_liquid_cursor_is_at_end (const EspLiquidCursor *self);

gboolean esp_liquid_is_space (char c);
gboolean esp_liquid_is_word (char c);
EspLiquidSpan esp_liquid_span_strip (EspLiquidSpan span);

G_END_DECLS
