/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-fault.h"

G_BEGIN_DECLS

/* Turns what a rule names into what people read and back: segments and campaigns go by id in rules
 * and by name in text. Both may be NULL, or answer NULL: then the text shows the id. */
typedef struct
{
  char *(*name_of) (EspConditionKind kind, const char *id, gpointer data);
  char *(*id_of) (EspConditionKind kind, const char *name, gpointer data);
  gpointer data;
} EspRuleNames;

EspRule *esp_rule_read_text (const char *text, const EspRuleNames *names, EspRuleFault **out_fault);
EspRule *esp_rule_parse_text (const char *text,
                              const EspRuleNames *names,
                              gsize *out_offset,
                              GError **error);
char *esp_rule_to_text (const EspRule *self, const EspRuleNames *names);
char *esp_rule_node_to_text (const EspRuleNode *node, const EspRuleNames *names);

G_END_DECLS
