/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that read and keep rule packs, and by nothing else. */
#pragma once

#include "engine/policy/esp-content-rules.h"

G_BEGIN_DECLS

/* One pack as it was read: its rules, and what they point to. */
typedef struct
{
  EspRulePack head;
  JsonParser *parser; /* keeps params alive */
  GPtrArray *strings; /* what head and rules point to */
  guint n_words;      /* of all its rules */
  GPtrArray *rules;   /* (element-type EspContentRule) */
  GHashTable *terms;  /* what is filled in, in English → the same in Korean; of strings */
} EspRuleFile;

EspRuleFile *esp_rule_file_parse (const char *json, gsize length, GError **error);
void esp_rule_file_free (EspRuleFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleFile, esp_rule_file_free)

extern const char *const esp_severity_names[];
extern const char *const esp_rule_kind_names[];

G_END_DECLS
