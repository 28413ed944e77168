/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-fault.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_TOKEN_END,
  ESP_TOKEN_WORD,   /* city, all, 도시 */
  ESP_TOKEN_NAME,   /* `in backquotes` */
  ESP_TOKEN_TEXT,   /* "in quotes" */
  ESP_TOKEN_NUMBER, /* 12, -0.5, 300_000 */
  ESP_TOKEN_DATE,   /* 2026-01-31, 2026-01-31T14:30 */
  ESP_TOKEN_SIGN,   /* ( ) [ ] , = != < <= > >= % */
  ESP_TOKEN_BAD     /* "fault" says what is wrong */
} EspTokenKind;

typedef struct
{
  const char *start;
  const char *next;
  EspTokenKind kind;
  char *text;    /* (owned) (nullable): of words, names, texts, dates, signs */
  double number; /* of numbers */
  EspRuleFaultCode fault;
  gsize offset; /* bytes from the start */
} EspRuleLexer;

void esp_rule_lexer_init (EspRuleLexer *self, const char *text);
void esp_rule_lexer_clear (EspRuleLexer *self);
void esp_rule_lexer_advance (EspRuleLexer *self);
gboolean esp_rule_lexer_is (const EspRuleLexer *self, EspTokenKind kind, const char *text);
gboolean esp_rule_word_is_plain (const char *text);

G_END_DECLS
