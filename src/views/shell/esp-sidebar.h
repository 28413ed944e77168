/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ESP_TYPE_SIDEBAR (esp_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (EspSidebar, esp_sidebar, ESP, SIDEBAR, GtkWidget)

GtkWidget *esp_sidebar_new (void);
void esp_sidebar_set_areas (EspSidebar *self, GListModel *areas);
void esp_sidebar_select (EspSidebar *self, const char *area);

G_END_DECLS
