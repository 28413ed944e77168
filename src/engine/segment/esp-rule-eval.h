/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule-facts.h"
#include "engine/segment/esp-rule-catalog.h"
#include "engine/segment/esp-rule-time.h"
#include "engine/segment/esp-rule.h"

G_BEGIN_DECLS

/* What one part of a rule says about one lead. */
typedef struct
{
  const EspRuleNode *node; /* (unowned) */
  gboolean is_active;      /* FALSE: disabled or without conditions, so it has no say */
  gboolean matches;
  char *value;    /* (owned) (nullable): what the lead has there; NULL is unknown or nothing */
  guint n_events; /* events that fit, of conditions on events */
  gint64 last_event_us; /* the last of them; G_MININT64 without any */
} EspRuleVerdict;

gboolean esp_rule_matches (const EspRule *rule,
                           const EspRuleCatalog *catalog,
                           const EspRuleTime *time,
                           const EspRuleFacts *facts);
gboolean esp_condition_matches (const EspCondition *condition,
                                const EspRuleCatalog *catalog,
                                const EspRuleTime *time,
                                const EspRuleFacts *facts);
GArray *esp_rule_explain (const EspRule *rule,
                          const EspRuleCatalog *catalog,
                          const EspRuleTime *time,
                          const EspRuleFacts *facts);
gboolean esp_random_share_contains (guint32 lead_id, double percent, const char *seed);

G_END_DECLS
