/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that read and keep rule packs, and by nothing else. */
#pragma once

#include "engine/policy/esp-content-rules.h"

#include "base/esp-json-walk.h"

G_BEGIN_DECLS

/* One pack as it was read: its rules, and what they point to. */
typedef struct
{
  EspRulePack head;
  JsonParser *parser;  /* keeps params alive */
  GPtrArray *strings;  /* what head and rules point to */
  guint n_words;       /* of all its rules */
  GPtrArray *rules;    /* (element-type EspContentRule) */
  GHashTable *lists;   /* name → texts, which lists of its rules take in as "@NAME" */
  gboolean has_digits; /* of the rule that is being read: "#" is a digit */
  GHashTable *terms;   /* what is filled in, in English → the same in Korean; of strings */
} EspRuleFile;

EspRuleFile *esp_rule_file_parse (const char *json, gsize length, GError **error);
void esp_rule_file_free (EspRuleFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRuleFile, esp_rule_file_free)

void esp_rule_pair_free (gpointer data);
char **esp_rule_params_read_strings (EspRuleFile *self,
                                     EspJsonWalk *walk,
                                     JsonArray *array,
                                     const char *member);
void esp_rule_params_read (EspRuleFile *self,
                           EspJsonWalk *walk,
                           JsonObject *object,
                           EspContentRule *rule);
void esp_rule_params_read_lists (EspRuleFile *self, EspJsonWalk *walk, JsonObject *root);

extern const char *const esp_severity_names[];
extern const char *const esp_rule_kind_names[];

G_END_DECLS
