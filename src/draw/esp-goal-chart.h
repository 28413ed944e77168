/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-campaign-charts.h"
#include "engine/insight/esp-goal.h"

G_BEGIN_DECLS

char *esp_goal_format_value (const EspGoal *goal,
                             double value,
                             const char *currency,
                             const EspChartVoice *voice);
EspChart *esp_goal_chart_draw (const EspGoal *goal,
                               const EspGoalProgress *progress,
                               const char *currency,
                               const EspChartVoice *voice);

G_END_DECLS
