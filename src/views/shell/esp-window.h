/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/esp-target.h"
#include "views/shell/esp-screen.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

#define ESP_TYPE_WINDOW (esp_window_get_type ())
G_DECLARE_FINAL_TYPE (EspWindow, esp_window, ESP, WINDOW, AdwApplicationWindow)

EspWindow *esp_window_new (GtkApplication *app);
void esp_window_set_workspace (EspWindow *self, EspWorkspace *workspace);
EspSession *esp_window_get_session (EspWindow *self);
EspScreen *esp_window_get_screen (EspWindow *self);
void esp_window_open (EspWindow *self, EspTarget *target);
void esp_window_set_busy (EspWindow *self, const char *text);
void esp_window_toast (EspWindow *self, const char *text, gint64 undo_op);

G_END_DECLS
