/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_LIBRARY_SCREEN (esp_library_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspLibraryScreen, esp_library_screen, ESP, LIBRARY_SCREEN, GtkWidget)

extern const EspScreenInfo esp_library_screen_info;

G_END_DECLS
