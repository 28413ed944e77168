/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "engine/plan/esp-plan.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Asks what is planned and when; a title and a day are enough. */
#define ESP_TYPE_PLAN_WINDOW (esp_plan_window_get_type ())
G_DECLARE_FINAL_TYPE (EspPlanWindow, esp_plan_window, ESP, PLAN_WINDOW, AdwWindow)

void esp_plan_window_present_new (EspSession *session,
                                  gint64 at_us,
                                  gboolean has_hour,
                                  const char *seed);
void esp_plan_window_present (EspSession *session, const EspPlanEntry *entry);

G_END_DECLS
