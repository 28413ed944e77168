/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_SCORES_SCREEN (esp_scores_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspScoresScreen, esp_scores_screen, ESP, SCORES_SCREEN, GtkWidget)

extern const EspScreenInfo esp_scores_screen_info;

G_END_DECLS
