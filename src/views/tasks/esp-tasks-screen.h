/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_TASKS_SCREEN (esp_tasks_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspTasksScreen, esp_tasks_screen, ESP, TASKS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_tasks_screen_info;

G_END_DECLS
