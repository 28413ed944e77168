/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts the text form of a rule into words, names, texts, numbers, dates and signs. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-lexer.h"

#include <math.h>
#include <string.h>

#define DATE_LENGTH 10
#define MOMENT_LENGTH 16
#define MAX_NUMBER_LENGTH 40

static void
take (EspRuleLexer *self, EspTokenKind kind, const char *from, const char *to)
{
  self->kind = kind;
  self->text = g_strndup (from, (gsize) (to - from));
  self->next = to;
}

static void
spoil (EspRuleLexer *self, EspRuleFaultCode fault)
{
  g_clear_pointer (&self->text, g_free);
  self->kind = ESP_TOKEN_BAD;
  self->fault = fault;
  self->next = self->next + strlen (self->next);
}

static gboolean
is_word_start (gunichar c)
{
  return c == '_' || g_unichar_isalpha (c);
}

static gboolean
is_word_part (gunichar c)
{
  return c == '_' || c == '.' || g_unichar_isalnum (c);
}

static void
read_word (EspRuleLexer *self)
{
  const char *end = self->next;

  while (*end != '\0' && is_word_part (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  take (self, ESP_TOKEN_WORD, self->next, end);
}

/* A text between two of @quote, in which a backslash keeps the next character as it is. */
static void
read_quoted (EspRuleLexer *self, char quote, EspTokenKind kind)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *p = self->next + 1;

  for (; *p != '\0' && *p != quote; p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      g_string_append_c (text, *p);
    }
  if (*p == '\0')
    {
      spoil (self, quote == '"' ? ESP_RULE_FAULT_OPEN_QUOTES : ESP_RULE_FAULT_OPEN_BACKQUOTE);
      return;
    }
  self->kind = kind;
  self->text = g_strdup (text->str);
  self->next = p + 1;
}

/* How much of @text has the shape of a day, or of a day and a time: 0, 10 or 16 bytes. */
static gsize
date_length (const char *text)
{
  static const char pattern[] = "dddd-dd-ddTdd:dd";
  gsize n = 0;

  while (pattern[n] != '\0' &&
         (pattern[n] == 'd' ? g_ascii_isdigit (text[n]) : text[n] == pattern[n]))
    n++;
  return n == MOMENT_LENGTH ? n : n >= DATE_LENGTH ? DATE_LENGTH : 0;
}

static void
read_number (EspRuleLexer *self)
{
  char digits[MAX_NUMBER_LENGTH + 1];
  const char *p = self->next;
  char *end = NULL;
  double number;
  guint n = 0;

  if (date_length (p) > 0)
    {
      take (self, ESP_TOKEN_DATE, p, p + date_length (p));
      return;
    }
  for (; n < MAX_NUMBER_LENGTH && (g_ascii_isalnum (*p) || strchr ("._-+", *p) != NULL); p++)
    {
      if (*p == '\0' || (n > 0 && strchr ("-+", *p) != NULL && digits[n - 1] != 'e'))
        break;
      if (*p != '_')
        digits[n++] = *p;
    }
  digits[n] = '\0';
  number = g_ascii_strtod (digits, &end);
  if (n == 0 || *end != '\0' || !isfinite (number) || strpbrk (digits, "xXnN") != NULL)
    {
      spoil (self, ESP_RULE_FAULT_NO_NUMBER);
      return;
    }
  self->number = number;
  self->kind = ESP_TOKEN_NUMBER;
  self->next = p;
}

static void
read_sign (EspRuleLexer *self)
{
  static const char *const signs[] = { "!=", "<=", ">=", "≠", "≤", "≥", "(", ")",
                                       "[",  "]",  ",",  "=", "<", ">", "%" };
  static const char *const plain[] = { "!=", "<=", ">=" };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (self->next, signs[i]))
      {
        self->kind = ESP_TOKEN_SIGN;
        self->text = g_strdup (i >= 3 && i < 6 ? plain[i - 3] : signs[i]);
        self->next += strlen (signs[i]);
        return;
      }
  spoil (self, ESP_RULE_FAULT_NO_SIGN);
}

/**
 * esp_rule_lexer_init:
 * @text: UTF-8, kept alive by the caller
 *
 * Stands on the first token afterwards.
 */
void
esp_rule_lexer_init (EspRuleLexer *self, const char *text)
{
  *self = (EspRuleLexer){ .start = text, .next = text };
  esp_rule_lexer_advance (self);
}

/**
 * esp_rule_lexer_clear:
 */
void
esp_rule_lexer_clear (EspRuleLexer *self)
{
  g_clear_pointer (&self->text, g_free);
}

/**
 * esp_rule_lexer_advance:
 *
 * Goes to the next token; "#" begins a remark that ends with the line.
 */
void
esp_rule_lexer_advance (EspRuleLexer *self)
{
  gunichar c;

  g_clear_pointer (&self->text, g_free);
  self->number = 0;
  while (g_ascii_isspace (*self->next) || *self->next == '#')
    {
      if (*self->next == '#')
        self->next += strcspn (self->next, "\n");
      else
        self->next++;
    }
  self->offset = (gsize) (self->next - self->start);
  c = g_utf8_get_char (self->next);
  if (c == 0)
    self->kind = ESP_TOKEN_END;
  else if (c == '"')
    read_quoted (self, '"', ESP_TOKEN_TEXT);
  else if (c == '`')
    read_quoted (self, '`', ESP_TOKEN_NAME);
  else if ((c < 0x80 && g_ascii_isdigit ((char) c)) || c == '-')
    read_number (self);
  else if (is_word_start (c))
    read_word (self);
  else
    read_sign (self);
}

/**
 * esp_rule_lexer_is:
 *
 * Returns: whether the token is of that kind and, unless @text is %NULL, reads so
 */
gboolean
esp_rule_lexer_is (const EspRuleLexer *self, EspTokenKind kind, const char *text)
{
  return self->kind == kind && (text == NULL || g_strcmp0 (self->text, text) == 0);
}

/**
 * esp_rule_word_is_plain:
 *
 * Returns: whether @text can stand in a rule without backquotes
 */
gboolean
esp_rule_word_is_plain (const char *text)
{
  static const char *const reserved[] = { "all",   "any",         "none",    "off",     "not",
                                          "event", "message",     "consent", "first",   "last",
                                          "tag",   "suppressed",  "segment", "random",  "in",
                                          "is",    "or",          "where",   "between", "true",
                                          "false", "anniversary", NULL };

  if (!is_word_start (g_utf8_get_char (text)) || g_strv_contains (reserved, text))
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_word_part (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}
