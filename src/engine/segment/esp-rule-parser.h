/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-rule-parser.c and esp-rule-text.c only. */
#pragma once

#include "engine/segment/esp-rule-lexer.h"
#include "engine/segment/esp-rule-text.h"

G_BEGIN_DECLS

/* A rule in text on its way in. Functions answer FALSE with "fault" set when it cannot be read. */
typedef struct
{
  EspRuleLexer lexer;
  const EspRuleNames *names; /* (nullable) */
  guint n_nodes;
  EspRuleFault *fault; /* (owned) (nullable) */
} EspRuleParser;

gboolean esp_rule_parser_fail_with (EspRuleParser *self, gsize offset, EspRuleFault *fault);
gboolean
esp_rule_parser_fail_at (EspRuleParser *self, gsize offset, EspRuleFaultCode code, guint limit);
gboolean esp_rule_parser_expected (EspRuleParser *self, const char *what);
void esp_rule_parser_get_place (const EspRuleParser *self,
                                gsize offset,
                                guint *out_line,
                                guint *out_column);
gboolean esp_rule_parser_at_sign (EspRuleParser *self, const char *sign);
gboolean esp_rule_parser_at_word (EspRuleParser *self, const char *word);
gboolean esp_rule_parser_skip_sign (EspRuleParser *self, const char *sign);
gboolean esp_rule_parser_skip_word (EspRuleParser *self, const char *word);
gboolean esp_rule_parser_need_sign (EspRuleParser *self, const char *sign);
gboolean esp_rule_parser_need_text (EspRuleParser *self, const char *what, char **out);
gboolean esp_rule_parser_need_name (EspRuleParser *self, const char *what, char **out);
gboolean
esp_rule_parser_need_integer (EspRuleParser *self, const char *what, guint maximum, guint *out);
gboolean esp_rule_parser_read_value (EspRuleParser *self, GArray *values);
gboolean esp_rule_parser_at_window (EspRuleParser *self);
gboolean esp_rule_parser_read_length (EspRuleParser *self, EspTimeWindow *window);
gboolean esp_rule_parser_read_window (EspRuleParser *self, EspTimeWindow *window);
gboolean esp_rule_parser_read_operator (EspRuleParser *self,
                                        EspConditionOp *op,
                                        GArray *values,
                                        EspTimeWindow *window);
gboolean esp_rule_parser_read_between (EspRuleParser *self,
                                       EspConditionOp *op,
                                       GArray *values,
                                       gboolean *out_done);

G_END_DECLS
