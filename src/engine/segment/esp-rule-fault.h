/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"

G_BEGIN_DECLS

/* Everything that can be wrong with the text or the shape of a rule. */
typedef enum
{
  ESP_RULE_FAULT_EXPECTED, /* from here: the text */
  ESP_RULE_FAULT_EXPECTED_NOT_NUMBER,
  ESP_RULE_FAULT_EXPECTED_AT_END,
  ESP_RULE_FAULT_OPEN_QUOTES,
  ESP_RULE_FAULT_OPEN_BACKQUOTE,
  ESP_RULE_FAULT_NO_NUMBER,
  ESP_RULE_FAULT_NO_SIGN,
  ESP_RULE_FAULT_BAD_TEXT,
  ESP_RULE_FAULT_BAD_NAME,
  ESP_RULE_FAULT_NO_INTEGER,
  ESP_RULE_FAULT_UNQUOTED,
  ESP_RULE_FAULT_DATE_AS_VALUE,
  ESP_RULE_FAULT_LONG_TEXT,
  ESP_RULE_FAULT_LARGE_NUMBER,
  ESP_RULE_FAULT_LONG_LIST,
  ESP_RULE_FAULT_OR_WITHOUT_UNKNOWN,
  ESP_RULE_FAULT_TAG_COMPARISON,
  ESP_RULE_FAULT_MANY_DEMANDS,
  ESP_RULE_FAULT_USE_ALL,
  ESP_RULE_FAULT_USE_ANY,
  ESP_RULE_FAULT_TOO_DEEP,
  ESP_RULE_FAULT_TOO_MANY,
  ESP_RULE_FAULT_TOO_LONG,
  ESP_RULE_FAULT_DATE_MISSING, /* from here: the shape, whichever way it was written */
  ESP_RULE_FAULT_BAD_DATE,
  ESP_RULE_FAULT_WINDOW_NEEDS_NUMBER,
  ESP_RULE_FAULT_WINDOW_TAKES_NO_NUMBER,
  ESP_RULE_FAULT_WINDOW_TAKES_NO_DATE,
  ESP_RULE_FAULT_TWO_DATES,
  ESP_RULE_FAULT_WINDOW_REVERSED,
  ESP_RULE_FAULT_NEEDS,
  ESP_RULE_FAULT_PROPERTY_QUOTES,
  ESP_RULE_FAULT_PROPERTY_OPERATOR,
  ESP_RULE_FAULT_UNKNOWN_TWICE,
  ESP_RULE_FAULT_TAG_OPERATOR,
  ESP_RULE_FAULT_FUTURE,
  ESP_RULE_FAULT_COUNT,
  ESP_RULE_FAULT_EDGE_COUNT,
  ESP_RULE_FAULT_AFTER_KIND,
  ESP_RULE_FAULT_AFTER_MORE,
  ESP_RULE_FAULT_AFTER_TIME,
  ESP_RULE_FAULT_ANNIVERSARY_FAR,
  ESP_RULE_FAULT_ANNIVERSARY_WINDOW,
  ESP_RULE_FAULT_SHARE,
  ESP_N_RULE_FAULTS
} EspRuleFaultCode;

/* One fault with its place, so that whoever shows it can say it in any language. */
typedef struct
{
  EspRuleFaultCode code;
  const char *phrase; /* (nullable): of esp_rule_fault_list_phrases(): what {phrase} stands for */
  char *word;         /* (owned) (nullable): what {word} stands for: as it was written */
  guint limit;        /* what {limit} stands for */
  guint line;         /* from 1; 0: not of a text */
  guint column;
  gsize offset; /* bytes */
} EspRuleFault;

EspRuleFault *esp_rule_fault_new (EspRuleFaultCode code);
EspRuleFault *
esp_rule_fault_new_with (EspRuleFaultCode code, const char *phrase, const char *word, guint limit);
void esp_rule_fault_free (EspRuleFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleFault, esp_rule_fault_free)

const char *esp_rule_fault_get_template (EspRuleFaultCode code);
const char *const *esp_rule_fault_list_phrases (void);
char *esp_rule_fault_fill (const EspRuleFault *self, const char *template_text, const char *phrase);
char *esp_rule_fault_dup_message (const EspRuleFault *self);
char *esp_rule_fault_dup_sentence (const EspRuleFault *self);
void esp_rule_fault_to_error (const EspRuleFault *self, GError **error);

G_END_DECLS
