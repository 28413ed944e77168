/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-fault.h"

G_BEGIN_DECLS

/* What every reader of rules asks about each part; each returns what is wrong, to free, or NULL when fine. */
EspRuleFault *esp_rule_window_problem (const EspTimeWindow *window);
EspRuleFault *esp_rule_where_problem (const EspWhere *clause);
EspRuleFault *esp_rule_condition_problem (const EspCondition *condition);
char *esp_rule_shorten (char *message);
gboolean esp_rule_text_is_fine (const char *text);
gboolean esp_rule_number_is_fine (double number);

G_END_DECLS
