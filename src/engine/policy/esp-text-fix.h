/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"
#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

void esp_text_check_label (const EspContentRules *rules,
                           const EspRuleScope *scope,
                           const EspTextDoc *doc,
                           GPtrArray *findings);
EspTextDoc *esp_text_fix (const EspTextDoc *doc, const EspContentFinding *finding);

G_END_DECLS
