/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-check.h"
#include "engine/segment/esp-rule-fault.h"

G_BEGIN_DECLS

char *esp_words_fault (const EspRuleFault *fault);
char *esp_words_problem_at (const EspRuleProblem *problem, const EspRuleCatalog *catalog);
const char *esp_words_fault_template (EspRuleFaultCode code);
gboolean esp_words_fault_knows (const char *phrase);

G_END_DECLS
