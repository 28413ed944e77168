/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the esp-window*.c files only. */
#pragma once

#include "views/shell/esp-content-pane.h"
#include "views/shell/esp-live.h"
#include "views/shell/esp-panes.h"
#include "views/shell/esp-sidebar-pane.h"
#include "views/shell/esp-window.h"

G_BEGIN_DECLS

EspPanes *esp_window_get_panes (EspWindow *self);
EspContentPane *esp_window_get_content_pane (EspWindow *self);
gboolean esp_window_go (EspWindow *self, int direction);
void esp_window_accept_files (EspWindow *self);
void esp_window_install_file_actions (GtkWidgetClass *widget_class);
void esp_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
