/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/score/esp-score.h"

G_BEGIN_DECLS

EspScore *esp_score_parse_json (const char *json, gssize length, GError **error);
char *esp_score_to_json (const EspScore *self);

G_END_DECLS
