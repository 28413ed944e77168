/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/insight/esp-goal.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Asks for a goal: what, how much, until when. */
#define ESP_TYPE_GOAL_WINDOW (esp_goal_window_get_type ())
G_DECLARE_FINAL_TYPE (EspGoalWindow, esp_goal_window, ESP, GOAL_WINDOW, AdwWindow)

void esp_goal_window_present (EspSession *session, const EspGoal *goal);

G_END_DECLS
