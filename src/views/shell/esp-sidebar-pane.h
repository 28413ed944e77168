/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "views/shell/esp-sidebar.h"

G_BEGIN_DECLS

#define ESP_TYPE_SIDEBAR_PANE (esp_sidebar_pane_get_type ())
G_DECLARE_FINAL_TYPE (EspSidebarPane, esp_sidebar_pane, ESP, SIDEBAR_PANE, GtkWidget)

GtkWidget *esp_sidebar_pane_new (void);
EspSidebar *esp_sidebar_pane_get_sidebar (EspSidebarPane *self);
void esp_sidebar_pane_set_title (EspSidebarPane *self, const char *title);
void esp_sidebar_pane_set_decorated (EspSidebarPane *self, gboolean start, gboolean end);
void esp_sidebar_pane_set_recent (EspSidebarPane *self, const char *const *paths);

G_END_DECLS
