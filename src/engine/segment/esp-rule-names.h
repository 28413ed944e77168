/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-catalog.h"
#include "engine/segment/esp-rule-text.h"

G_BEGIN_DECLS

EspRuleNames esp_rule_names_of (EspRuleCatalog *catalog);
const char *esp_rule_names_find_field (const EspRuleCatalog *catalog, const char *name);
void esp_rule_names_resolve (EspRule *rule, const EspRuleCatalog *catalog);
const char *esp_rule_names_nearest (const char *const *names, const char *name);
const char *esp_rule_names_suggest_field (const EspRuleCatalog *catalog, const char *name);

G_END_DECLS
