/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a template into text, tags and variables, and the inside of those into tokens. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-lexer.h"

/** esp_liquid_is_space: blank, tab, newline, vertical tab, form feed or carriage return. */
gboolean
esp_liquid_is_space (char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/** esp_liquid_is_word: a letter of A to Z in either case, a digit or an underscore. */
gboolean
esp_liquid_is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/** esp_liquid_span_strip: Returns: the span without white space at its ends. */
EspLiquidSpan
esp_liquid_span_strip (EspLiquidSpan span)
{
  while (span.len > 0 && esp_liquid_is_space (span.data[0]))
    span.data++, span.len--;
  while (span.len > 0 && esp_liquid_is_space (span.data[span.len - 1]))
    span.len--;
  return span;
}

static EspLiquidSpan
span_between (const char *from, const char *to)
{
  return (EspLiquidSpan){ .data = from, .len = to > from ? (gsize) (to - from) : 0 };
}

/* Splits "name markup" and leaves the name empty when there is none. */
static void
split_tag (const char *at, const char *end, EspLiquidPiece *piece)
{
  const char *name;

  while (at < end && esp_liquid_is_space (*at))
    at++;
  name = at;
  if (at < end && *at == '#')
    at++;
  else
    while (at < end && esp_liquid_is_word (*at))
      at++;
  piece->name = span_between (name, at);
  while (at < end && esp_liquid_is_space (*at))
    at++;
  piece->markup = span_between (at, end);
}

static void
finish_tag (const char *start, const char *close, EspLiquidPiece *piece)
{
  const char *from = start + 2;
  const char *to = close;

  piece->kind = ESP_LIQUID_PIECE_TAG;
  piece->whole = span_between (start, close + 2);
  piece->trims_before = from < to && *from == '-';
  if (piece->trims_before)
    from++;
  piece->trims_after = to > from && to[-1] == '-';
  if (to == start + 3 && piece->trims_before) /* {%-%}: one dash does both */
    piece->trims_after = TRUE;
  if (piece->trims_after && to > from)
    to--;
  split_tag (from, to, piece);
}

/* Looks for the end of {{ … }}: "}}" ends it, a lone "}" breaks it, "{%" turns it into a broken tag. */
static void
scan_variable (const char *start, const char *end, EspLiquidPiece *piece)
{
  const char *at = start + 2;

  piece->kind = ESP_LIQUID_PIECE_UNFINISHED;
  piece->whole = span_between (start, start + 2);
  for (; at < end; at++)
    {
      if (*at == '}' && at + 1 < end && at[1] == '}')
        break;
      if (*at == '}' || (*at == '{' && at + 1 < end && at[1] == '%'))
        {
          const char *close = *at == '}' ? at + 1 : memmem (at, (gsize) (end - at), "%}", 2);

          if (close != NULL)
            piece->whole = span_between (start, *at == '}' ? close : close + 2);
          return;
        }
    }
  if (at >= end)
    return;
  piece->kind = ESP_LIQUID_PIECE_VARIABLE;
  piece->whole = span_between (start, at + 2);
  piece->trims_before = start[2] == '-';
  piece->trims_after = at - start >= 3 && at[-1] == '-';
  piece->markup =
    span_between (start + 2 + (piece->trims_before ? 1 : 0), at - (piece->trims_after ? 1 : 0));
}

static void
next_line (EspLiquidLexer *self, EspLiquidPiece *piece)
{
  const char *newline = memchr (self->at, '\n', (gsize) (self->end - self->at));
  const char *end = newline == NULL ? self->end : newline;

  piece->kind = ESP_LIQUID_PIECE_TAG;
  piece->whole = span_between (self->at, end);
  split_tag (self->at, end, piece);
  piece->markup = esp_liquid_span_strip (piece->markup);
  self->at = newline == NULL ? self->end : newline + 1;
}

/** esp_liquid_lexer_next: reads the next piece of the template. */
void
esp_liquid_lexer_next (EspLiquidLexer *self, EspLiquidPiece *out_piece)
{
  const char *at = self->at;

  *out_piece = (EspLiquidPiece){ .kind = ESP_LIQUID_PIECE_END };
  if (at >= self->end)
    return;
  if (self->by_lines)
    {
      next_line (self, out_piece);
      return;
    }
  for (; at + 1 < self->end; at++)
    if (at[0] == '{' && (at[1] == '%' || at[1] == '{'))
      break;
  if (at + 1 >= self->end)
    at = self->end;
  if (at > self->at)
    {
      out_piece->kind = ESP_LIQUID_PIECE_TEXT;
      out_piece->whole = span_between (self->at, at);
    }
  else if (at[1] == '{')
    scan_variable (at, self->end, out_piece);
  else
    {
      const char *close = memmem (at + 2, (gsize) (self->end - at - 2), "%}", 2);

      out_piece->kind = ESP_LIQUID_PIECE_UNFINISHED;
      out_piece->whole = span_between (at, at + 2);
      if (close != NULL)
        finish_tag (at, close, out_piece);
    }
  self->at = out_piece->whole.data + out_piece->whole.len;
}

/**
 * esp_liquid_lexer_find_end_tag:
 *
 * Looks for {% @end_name %} in raw text, whatever else is there, and moves behind it.
 *
 * Returns: (nullable): where the text before the tag ends; %NULL when the tag is missing.
 */
const char *
esp_liquid_lexer_find_end_tag (EspLiquidLexer *self, const char *end_name, EspLiquidPiece *out_end)
{
  const char *at = self->at;

  while ((at = memmem (at, (gsize) (self->end - at), "{%", 2)) != NULL)
    {
      const char *close = memmem (at + 2, (gsize) (self->end - at - 2), "%}", 2);

      if (close == NULL)
        return NULL;
      *out_end = (EspLiquidPiece){ .kind = ESP_LIQUID_PIECE_TAG };
      finish_tag (at, close, out_end);
      if (esp_liquid_span_is (out_end->name, end_name))
        {
          self->at = close + 2;
          return at;
        }
      at += 2;
    }
  return NULL;
}

static const char *
skip_number (const char *at, const char *end)
{
  const char *start = at;

  if (at < end && *at == '-')
    at++;
  if (at >= end || !g_ascii_isdigit (*at))
    return start;
  while (at < end && g_ascii_isdigit (*at))
    at++;
  if (at + 1 < end && *at == '.' && g_ascii_isdigit (at[1]))
    for (at++; at < end && g_ascii_isdigit (*at);)
      at++;
  return at;
}

/* Letters of every script may stand in a name, as they do in the names of fields. */
static gsize
letter_length (const char *at)
{
  gunichar c;

  if ((guchar) *at < 0x80)
    return esp_liquid_is_word (*at) ? 1 : 0;
  c = g_utf8_get_char (at); /* sources are checked to be UTF-8 */
  return g_unichar_isalnum (c) || g_unichar_ismark (c) ? (gsize) g_unichar_to_utf8 (c, NULL) : 0;
}

static const char *
skip_word (const char *at, const char *end)
{
  while (at < end && (letter_length (at) > 0 || *at == '-'))
    at += *at == '-' ? 1 : letter_length (at);
  if (at < end && *at == '?')
    at++;
  return at;
}

static gsize
comparison_length (const char *at, const char *end)
{
  static const char *const signs[] = { "==", "!=", "<>", "<=", ">=", "<", ">" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      gsize len = strlen (signs[i]);

      if ((gsize) (end - at) >= len && memcmp (at, signs[i], len) == 0)
        return len;
    }
  if (end - at > 8 && memcmp (at, "contains", 8) == 0 && esp_liquid_is_space (at[8]))
    return 8;
  return 0;
}

static void
read_token (const char **inout_at, const char *end, EspLiquidToken *out)
{
  const char *at = *inout_at;
  const char *start;
  gsize n;

  while (at < end && esp_liquid_is_space (*at))
    at++;
  start = at;
  out->kind = ESP_LIQUID_TOKEN_END;
  if (at >= end)
    out->kind = ESP_LIQUID_TOKEN_END;
  else if ((n = comparison_length (at, end)) > 0)
    {
      out->kind = ESP_LIQUID_TOKEN_COMPARISON;
      at += n;
    }
  else if (*at == '\'' || *at == '"')
    {
      const char *close = memchr (at + 1, *at, (gsize) (end - at - 1));

      out->kind = close == NULL ? ESP_LIQUID_TOKEN_BAD : ESP_LIQUID_TOKEN_STRING;
      at = close == NULL ? at + 1 : close + 1;
    }
  else if (skip_number (at, end) > at)
    {
      out->kind = ESP_LIQUID_TOKEN_NUMBER;
      at = skip_number (at, end);
    }
  else if (!g_ascii_isdigit (*at) && letter_length (at) > 0)
    {
      out->kind = ESP_LIQUID_TOKEN_WORD;
      at = skip_word (at, end);
    }
  else if (at + 1 < end && at[0] == '.' && at[1] == '.')
    {
      out->kind = ESP_LIQUID_TOKEN_RANGE;
      at += 2;
    }
  else
    {
      out->kind = strchr ("|.:,[]()?-", *at) != NULL && *at != '\0' ? ESP_LIQUID_TOKEN_SIGN
                                                                    : ESP_LIQUID_TOKEN_BAD;
      at = g_utf8_next_char (at);
    }
  out->span = span_between (start, at);
  *inout_at = at;
}

/** esp_liquid_cursor_init: sets the cursor before the first token of @markup. */
void
esp_liquid_cursor_init (EspLiquidCursor *self, EspLiquidSpan markup)
{
  self->at = markup.data;
  self->end = markup.data + markup.len;
  read_token (&self->at, self->end, &self->token);
}

/**
 * esp_liquid_cursor_advance:
 *
 * Goes to the next token; at the end it stays there.
 */
void
esp_liquid_cursor_advance (EspLiquidCursor *self)
{
  read_token (&self->at, self->end, &self->token);
}

/** esp_liquid_cursor_peek: Returns: the token after the next one. */
EspLiquidToken
esp_liquid_cursor_peek (const EspLiquidCursor *self)
{
  const char *at = self->at;
  EspLiquidToken token;

  read_token (&at, self->end, &token);
  return token;
}

/**
 * esp_liquid_cursor_is_sign:
 *
 * Returns: whether the token is the punctuation that begins with @sign
 */
gboolean
esp_liquid_cursor_is_sign (const EspLiquidCursor *self, char sign)
{
  return self->token.kind == ESP_LIQUID_TOKEN_SIGN && self->token.span.data[0] == sign;
}

/**
 * esp_liquid_cursor_take_sign:
 *
 * Goes on if the token is @sign.
 *
 * Returns: whether it was
 */
gboolean
esp_liquid_cursor_take_sign (EspLiquidCursor *self, char sign)
{
  if (!esp_liquid_cursor_is_sign (self, sign))
    return FALSE;
  esp_liquid_cursor_advance (self);
  return TRUE;
}

/**
 * esp_liquid_cursor_take_word:
 *
 * Goes on if the token is the word @word.
 *
 * Returns: whether it was
 */
gboolean
esp_liquid_cursor_take_word (EspLiquidCursor *self, const char *word)
{
  if (self->token.kind != ESP_LIQUID_TOKEN_WORD || !esp_liquid_span_is (self->token.span, word))
    return FALSE;
  esp_liquid_cursor_advance (self);
  return TRUE;
}

/** esp_liquid_cursor_is_keyword: whether "name:" comes next. */
gboolean
esp_liquid_cursor_is_keyword (const EspLiquidCursor *self)
{
  EspLiquidToken next;

  if (self->token.kind != ESP_LIQUID_TOKEN_WORD)
    return FALSE;
  next = esp_liquid_cursor_peek (self);
  return next.kind == ESP_LIQUID_TOKEN_SIGN && next.span.data[0] == ':';
}

/**
 * esp_liquid_cursor_is_at_end:
 *
 * Returns: whether no token is left
 */
gboolean
esp_liquid_cursor_is_at_end (const EspLiquidCursor *self)
{
  return self->token.kind == ESP_LIQUID_TOKEN_END;
}
