/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_AUDIENCES_SCREEN (esp_audiences_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspAudiencesScreen, esp_audiences_screen, ESP, AUDIENCES_SCREEN, GtkWidget)

extern const EspScreenInfo esp_audiences_screen_info;

G_END_DECLS
