/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_REPORTS_SCREEN (esp_reports_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspReportsScreen, esp_reports_screen, ESP, REPORTS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_reports_screen_info;

G_END_DECLS
