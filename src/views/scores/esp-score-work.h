/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/score/esp-score.h"
#include "store/esp-scores.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-session.h"
#include "worker/esp-score-why.h"

G_BEGIN_DECLS

EspScore *esp_score_copy (const EspScore *score);
char *esp_score_dup_new_id (const EspScore *score);
char *esp_score_dup_address (const char *field, EspConditionOp op, double low, double high);
char *esp_score_starter_json (void);

G_END_DECLS
