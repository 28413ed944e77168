/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_IMPORT_SCREEN (esp_import_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspImportScreen, esp_import_screen, ESP, IMPORT_SCREEN, GtkWidget)

extern const EspScreenInfo esp_import_screen_info;

G_END_DECLS
