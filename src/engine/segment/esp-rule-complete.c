/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what can come next while a rule is written as text. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-complete.h"

#include "engine/segment/esp-rule-lexer.h"
#include "engine/segment/esp-rule.h"

#include <string.h>

typedef struct
{
  EspTokenKind kind;
  char *text; /* (owned) (nullable) */
} Token;

/* The tokens before the place, and which bracket is open there. */
typedef struct
{
  GArray *tokens; /* (owned) (element-type Token) */
  int open;       /* index of the innermost open bracket, -1 is none */
  guint n_commas; /* behind it */
} Place;

static void
clear_token (gpointer data)
{
  g_free (((Token *) data)->text);
}

static const char *
text_at (const Place *place, int index)
{
  return index >= 0 && index < (int) place->tokens->len
           ? g_array_index (place->tokens, Token, index).text
           : NULL;
}

static gboolean
is_sign (const Place *place, int index, const char *sign)
{
  return index >= 0 && index < (int) place->tokens->len &&
         g_array_index (place->tokens, Token, index).kind == ESP_TOKEN_SIGN &&
         g_strcmp0 (text_at (place, index), sign) == 0;
}

static gboolean
is_word (const Place *place, int index, const char *word)
{
  return index >= 0 && index < (int) place->tokens->len &&
         g_array_index (place->tokens, Token, index).kind == ESP_TOKEN_WORD &&
         g_strcmp0 (text_at (place, index), word) == 0;
}

static gboolean
is_group_bracket (const Place *place, int index)
{
  EspGroupMode mode;

  return index < 0 || (is_sign (place, index, "(") && text_at (place, index - 1) != NULL &&
                       esp_group_mode_parse (text_at (place, index - 1), &mode));
}

static void
find_open (Place *place)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));

  for (int i = 0; i < (int) place->tokens->len; i++)
    if (is_sign (place, i, "(") || is_sign (place, i, "["))
      g_array_append_val (stack, i);
    else if ((is_sign (place, i, ")") || is_sign (place, i, "]")) && stack->len > 0)
      g_array_set_size (stack, stack->len - 1);
  place->open = stack->len > 0 ? g_array_index (stack, int, stack->len - 1) : -1;
  for (int i = place->open + 1; i < (int) place->tokens->len; i++)
    if (is_sign (place, i, ","))
      place->n_commas++;
}

/* Brackets around parts: of groups and of where( … ). Others hold a list or what an event is called. */
static gboolean
holds_parts (const Place *place, int index)
{
  return is_sign (place, index, "(") &&
         (is_group_bracket (place, index) || is_word (place, index - 1, "where"));
}

/* Where the condition or demand around the place begins: behind the bracket or comma before it. */
static int
find_begin (const Place *place)
{
  gboolean in_list = place->open >= 0 && !holds_parts (place, place->open);
  int depth = 0;

  for (int i = (int) place->tokens->len - 1; i >= 0; i--)
    {
      if (is_sign (place, i, ")") || is_sign (place, i, "]"))
        depth++;
      else if (depth > 0 && (is_sign (place, i, "(") || is_sign (place, i, "[")))
        depth--;
      else if (depth == 0 && holds_parts (place, i))
        return i + 1;
      else if (i == place->open)
        in_list = FALSE;
      else if (depth == 0 && !in_list && is_sign (place, i, ","))
        return i + 1;
    }
  return 0;
}

static void
add_words (EspRuleNext *self, const char *const *words)
{
  for (; *words != NULL; words++)
    g_ptr_array_add (self->words, (gpointer) *words);
}

#define ADD_WORDS(self, ...) add_words (self, (const char *const[]){ __VA_ARGS__, NULL })

static void
expect_window (EspRuleNext *self)
{
  ADD_WORDS (self, "in last", "in next", "since", "after", "before", "on", "between", "today",
             "this week", "this month", "this year");
}

static void
expect_condition (EspRuleNext *self)
{
  self->kind = ESP_RULE_NEXT_CONDITION;
  ADD_WORDS (self, "all(", "any(", "none(", "tag", "event(\"", "not event(\"", "message(\"",
             "consent(\"", "suppressed", "segment(\"", "anniversary(", "random(", "off");
}

static void
expect_comparison (EspRuleNext *self, const EspRuleCatalog *catalog, const char *key)
{
  /* A number has no text and is no field. */
  const EspRuleField *field = key != NULL ? esp_rule_catalog_find_field (catalog, key) : NULL;

  if (field == NULL || field->type == ESP_RULE_TYPE_TEXT)
    ADD_WORDS (self, "= \"", "!= \"", "in [\"", "not in [\"", "contains \"", "not contains \"",
               "starts \"", "ends \"");
  if (field == NULL || field->type == ESP_RULE_TYPE_NUMBER)
    ADD_WORDS (self, "=", "!=", ">=", ">", "<=", "<", "between");
  if (field != NULL && field->type == ESP_RULE_TYPE_BOOLEAN)
    ADD_WORDS (self, "= true", "= false");
  if (field != NULL && (field->type == ESP_RULE_TYPE_DATE || field->type == ESP_RULE_TYPE_MOMENT))
    expect_window (self);
  ADD_WORDS (self, "is known", "is unknown");
}

/* Inside the brackets of event( … ), message( … ) and so on. */
static gboolean
expect_argument (EspRuleNext *self, const Place *place)
{
  const char *owner = is_sign (place, place->open, "(") ? text_at (place, place->open - 1) : NULL;

  if (g_strcmp0 (owner, "event") == 0)
    self->kind = ESP_RULE_NEXT_EVENTS;
  else if (g_strcmp0 (owner, "segment") == 0)
    self->kind = ESP_RULE_NEXT_SEGMENTS;
  else if (g_strcmp0 (owner, "message") == 0 && place->n_commas > 0)
    self->kind = ESP_RULE_NEXT_CAMPAIGNS;
  else if (g_strcmp0 (owner, "message") == 0)
    ADD_WORDS (self, "sent", "delivered", "opened", "clicked", "bounced", "unsubscribed");
  else if (g_strcmp0 (owner, "consent") == 0 && place->n_commas > 0)
    ADD_WORDS (self, "marketing", "night", "transactional", "profiling");
  else if (g_strcmp0 (owner, "consent") == 0 || g_strcmp0 (owner, "suppressed") == 0)
    ADD_WORDS (self, "email", "sms", "kakao", "push", "phone", "post", "ads");
  else if (g_strcmp0 (owner, "anniversary") == 0)
    self->kind = ESP_RULE_NEXT_CONDITION;
  else
    return FALSE;
  return TRUE;
}

/* The kind of event whose where( … ) is open. */
static char *
find_event (const Place *place)
{
  for (int i = place->open; i > 0; i--)
    if (is_sign (place, i, "(") && is_word (place, i - 1, "event"))
      return g_strdup (text_at (place, i + 1));
  return NULL;
}

static gboolean
is_where (const Place *place, int begin)
{
  return is_sign (place, begin - 1, "(") ? is_word (place, begin - 2, "where")
                                         : is_word (place, place->open - 1, "where");
}

static void
expect_value (EspRuleNext *self, const Place *place, int begin)
{
  if (is_where (place, begin))
    {
      self->kind = ESP_RULE_NEXT_PROPERTY;
      self->subject = find_event (place);
      self->detail = g_strdup (text_at (place, begin));
    }
  else if (is_word (place, begin, "tag"))
    self->kind = ESP_RULE_NEXT_TAGS;
  else if (is_word (place, begin, "consent"))
    ADD_WORDS (self, "granted", "denied", "withdrawn", "pending", "unknown");
  else
    {
      self->kind = ESP_RULE_NEXT_VALUES;
      self->subject = g_strdup (text_at (place, begin));
    }
}

/* What follows a word or sign inside a condition. */
static void
expect_more (EspRuleNext *self, const Place *place, const EspRuleCatalog *catalog, int begin)
{
  int last = (int) place->tokens->len - 1;
  EspTokenKind kind = g_array_index (place->tokens, Token, last).kind;

  if (is_sign (place, last, "=") || is_sign (place, last, "!=") || is_sign (place, last, "[") ||
      is_word (place, last, "contains"))
    expect_value (self, place, begin);
  else if (is_word (place, last, "is"))
    ADD_WORDS (self, "known", "unknown", "empty");
  else if (is_word (place, last, "in"))
    ADD_WORDS (self, "last", "next");
  else if (is_word (place, last, "after") && is_word (place, last - 3, "within"))
    ADD_WORDS (self, "event(\"", "message(\"");
  else if (is_word (place, last - 2, "within"))
    ADD_WORDS (self, "after");
  else if (is_word (place, last, "this"))
    ADD_WORDS (self, "week", "month", "year");
  else if (is_word (place, last, "has"))
    ADD_WORDS (self, "any [\"", "all [\"", "none [\"");
  else if (kind == ESP_TOKEN_NUMBER &&
           (is_word (place, last - 1, "last") || is_word (place, last - 1, "next") ||
            is_word (place, last - 1, "within")))
    ADD_WORDS (self, "days", "hours", "weeks");
  else if (is_word (place, begin, "event") || is_word (place, begin, "message") ||
           is_word (place, begin, "anniversary") || is_word (place, begin + 1, "event"))
    {
      if (is_sign (place, last, ")"))
        ADD_WORDS (self, "where (", "within", "count>=");
      expect_window (self);
    }
  else if (is_word (place, begin, "tag") && last == begin)
    ADD_WORDS (self, "= \"", "!= \"", "has any [\"", "has all [\"", "has none [\"");
  else if (is_word (place, begin, "consent"))
    ADD_WORDS (self, "= \"", "!= \"");
  else if (last == begin)
    expect_comparison (self, catalog, text_at (place, begin));
  else
    ADD_WORDS (self, "or unknown");
}

static void
expect (EspRuleNext *self, const Place *place, const EspRuleCatalog *catalog)
{
  int begin = find_begin (place);
  int n_tokens = (int) place->tokens->len;
  gboolean at_begin = begin >= n_tokens || is_word (place, n_tokens - 1, "off") ||
                      (is_word (place, n_tokens - 1, "not") && begin == n_tokens - 1);

  if (expect_argument (self, place))
    return;
  if (self->is_quoted)
    expect_value (self, place, begin);
  else if (at_begin && is_where (place, begin))
    {
      self->kind = ESP_RULE_NEXT_PROPERTIES;
      self->subject = find_event (place);
    }
  else if (at_begin)
    expect_condition (self);
  else
    expect_more (self, place, catalog, begin);
}

/* Cuts the text into tokens; the word or text that reaches to its end is what is being written. */
static void
read_tokens (const char *text, Place *place, EspRuleNext *next)
{
  EspRuleLexer lexer;

  esp_rule_lexer_init (&lexer, text);
  while (lexer.kind != ESP_TOKEN_END)
    {
      Token token = { lexer.kind, NULL };

      if (lexer.kind == ESP_TOKEN_BAD)
        {
          next->is_quoted = text[lexer.offset] == '"' || text[lexer.offset] == '`';
          next->start = lexer.offset + (next->is_quoted ? 1 : 0);
          break;
        }
      if (lexer.kind == ESP_TOKEN_WORD && *lexer.next == '\0')
        {
          next->start = lexer.offset;
          break;
        }
      token.text = g_strdup (lexer.text);
      g_array_append_val (place->tokens, token);
      esp_rule_lexer_advance (&lexer);
    }
  esp_rule_lexer_clear (&lexer);
}

/**
 * esp_rule_complete:
 * @text: the rule up to the place where somebody writes
 *
 * Returns: (transfer full): what can come there
 */
EspRuleNext *
esp_rule_complete (const char *text, const EspRuleCatalog *catalog)
{
  EspRuleNext *self = g_new0 (EspRuleNext, 1);
  Place place = { g_array_new (FALSE, FALSE, sizeof (Token)), -1, 0 };

  g_array_set_clear_func (place.tokens, clear_token);
  self->words = g_ptr_array_new ();
  self->start = strlen (text);
  read_tokens (text, &place, self);
  self->typed = g_strdup (text + self->start);
  find_open (&place);
  expect (self, &place, catalog);
  g_array_unref (place.tokens);
  return self;
}

/**
 * esp_rule_next_free:
 */
void
esp_rule_next_free (EspRuleNext *self)
{
  if (self == NULL)
    return;
  g_free (self->typed);
  g_free (self->subject);
  g_free (self->detail);
  g_ptr_array_unref (self->words);
  g_free (self);
}
