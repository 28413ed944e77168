/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "engine/score/esp-score.h"
#include "engine/segment/esp-rule-catalog.h"

G_BEGIN_DECLS

/* What words about a score need to know of the workspace. */
typedef struct
{
  const EspRuleCatalog *catalog; /* (nullable) */
  const char *currency;          /* (nullable) */
  EspLang lang;
} EspScoreTongue;

char *esp_score_rule_dup_cause (const EspScoreRule *rule, const EspScoreTongue *tongue);
char *esp_score_rule_dup_words (const EspScoreRule *rule, const EspScoreTongue *tongue);
char *esp_score_rule_dup_terms (const EspScoreRule *rule, EspLang lang);
char *esp_score_threshold_dup_words (const EspScoreThreshold *threshold, EspLang lang);
char *esp_score_dup_frame_words (const EspScore *score, EspLang lang);
char *esp_score_dup_words (const EspScore *score, const EspScoreTongue *tongue);

G_END_DECLS
