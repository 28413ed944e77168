/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_JOURNEYS_SCREEN (esp_journeys_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneysScreen, esp_journeys_screen, ESP, JOURNEYS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_journeys_screen_info;

G_END_DECLS
