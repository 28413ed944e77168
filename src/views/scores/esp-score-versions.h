/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/scores/esp-score-editor.h"

G_BEGIN_DECLS

void esp_score_versions_open (EspScoreEditor *editor);

G_END_DECLS
