/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* The first screen: is anything wrong, what needs me, how are we doing. */
#define ESP_TYPE_OVERVIEW_SCREEN (esp_overview_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspOverviewScreen, esp_overview_screen, ESP, OVERVIEW_SCREEN, GtkWidget)

extern const EspScreenInfo esp_overview_screen_info;

G_END_DECLS
