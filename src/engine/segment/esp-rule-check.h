/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-catalog.h"
#include "engine/segment/esp-rule.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_RULE_PROBLEM_UNKNOWN_FIELD, /* from here: the segment keeps its last good size */
  ESP_RULE_PROBLEM_WRONG_OPERATOR,
  ESP_RULE_PROBLEM_UNKNOWN_SEGMENT,
  ESP_RULE_PROBLEM_CYCLE,
  ESP_RULE_PROBLEM_UNKNOWN_CAMPAIGN, /* from here: worth a look, but it counts */
  ESP_RULE_PROBLEM_CONTRADICTION,
  ESP_RULE_PROBLEM_DUPLICATE,
  ESP_RULE_PROBLEM_EMPTY_GROUP,
} EspRuleProblemCode;

typedef struct
{
  EspRuleProblemCode code;
  const EspRuleNode *node;  /* (unowned) */
  const EspRuleNode *other; /* (unowned) (nullable): the part it disagrees with or repeats */
  char *message;            /* (owned): a sentence in English */
} EspRuleProblem;

GArray *esp_rule_check (const EspRule *rule, const EspRuleCatalog *catalog, const char *segment_id);
gboolean esp_rule_problem_is_fatal (const EspRuleProblem *problem);
const EspRuleProblem *esp_rule_problems_first_fatal (const GArray *problems);
char *esp_rule_problem_dup_sentence (const EspRuleProblem *problem);
gboolean esp_condition_op_fits (EspConditionOp op, EspRuleType type);

G_END_DECLS
