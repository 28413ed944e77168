/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-catalog.h"

G_BEGIN_DECLS

/* What can come next in a rule that is written as text. */
typedef enum
{
  ESP_RULE_NEXT_WORDS,      /* only "words" */
  ESP_RULE_NEXT_CONDITION,  /* a field too */
  ESP_RULE_NEXT_VALUES,     /* a value of the field "subject" */
  ESP_RULE_NEXT_TAGS,       /* and from here texts in quotes */
  ESP_RULE_NEXT_EVENTS,     /* a kind of event */
  ESP_RULE_NEXT_PROPERTIES, /* a property of events of the kind "subject" */
  ESP_RULE_NEXT_PROPERTY,   /* a value of its property "detail" */
  ESP_RULE_NEXT_SEGMENTS,
  ESP_RULE_NEXT_CAMPAIGNS,
} EspRuleNextKind;

typedef struct
{
  EspRuleNextKind kind;
  gsize start;        /* where the word or text begins that is being written: bytes */
  char *typed;        /* (owned): that much of it is there */
  gboolean is_quoted; /* a quotation mark stands before it already */
  char *subject;      /* (owned) (nullable) */
  char *detail;       /* (owned) (nullable) */
  GPtrArray *words;   /* (owned) (element-type utf8): static words of the language */
} EspRuleNext;

EspRuleNext *esp_rule_complete (const char *text, const EspRuleCatalog *catalog);
void esp_rule_next_free (EspRuleNext *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleNext, esp_rule_next_free)

G_END_DECLS
