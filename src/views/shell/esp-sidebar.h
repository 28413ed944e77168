/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-shell.h"

G_BEGIN_DECLS

#define ESP_TYPE_SIDEBAR (esp_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (EspSidebar, esp_sidebar, ESP, SIDEBAR, GtkWidget)

GtkWidget *esp_sidebar_new (void);
void esp_sidebar_set_areas (EspSidebar *self, GListModel *areas);
void esp_sidebar_offer_drops (EspSidebar *self,
                              const char *const *labels,
                              EspDropFunc func,
                              gpointer user_data);
void esp_sidebar_select (EspSidebar *self, const char *area);

G_END_DECLS
