/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* What runs, waits, failed and is done, and the history of changes ("activity?tab=changes"). */
#define ESP_TYPE_ACTIVITY_SCREEN (esp_activity_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspActivityScreen, esp_activity_screen, ESP, ACTIVITY_SCREEN, GtkWidget)

extern const EspScreenInfo esp_activity_screen_info;

G_END_DECLS
