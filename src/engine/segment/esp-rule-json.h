/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"

G_BEGIN_DECLS

EspRule *esp_rule_parse_json (const char *json, gssize length, GError **error);
char *esp_rule_to_json (const EspRule *self);
char *esp_rule_node_to_json (const EspRuleNode *node);
char *esp_condition_to_json (const EspCondition *self);

G_END_DECLS
