/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/scores/esp-score-work.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for one rule or one threshold. Signal "accepted": read it with the getter, which gives it away. */
#define ESP_TYPE_SCORE_RULE_WINDOW (esp_score_rule_window_get_type ())
G_DECLARE_FINAL_TYPE (EspScoreRuleWindow, esp_score_rule_window, ESP, SCORE_RULE_WINDOW, AdwWindow)

EspScoreRuleWindow *esp_score_rule_window_new (EspSession *session,
                                               const EspSegmentChoices *choices,
                                               const EspScoreRule *rule);
EspScoreRuleWindow *esp_score_rule_window_new_threshold (EspSession *session,
                                                         const EspScoreThreshold *threshold);
void esp_score_rule_window_apply_rule (EspScoreRuleWindow *self, EspScoreRule *rule);
void esp_score_rule_window_apply_threshold (EspScoreRuleWindow *self, EspScoreThreshold *threshold);

G_END_DECLS
