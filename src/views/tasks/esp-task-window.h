/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/esp-tasks.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

#define ESP_TYPE_TASK_WINDOW (esp_task_window_get_type ())
G_DECLARE_FINAL_TYPE (EspTaskWindow, esp_task_window, ESP, TASK_WINDOW, AdwWindow)

void esp_task_window_present_new (EspSession *session, guint32 lead_id, const char *lead);
void esp_task_window_present_edit (EspSession *session, const EspTaskRow *task);

G_END_DECLS
