/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "views/shell/esp-screen.h"

G_BEGIN_DECLS

#define ESP_TYPE_CONTENT_PANE (esp_content_pane_get_type ())
G_DECLARE_FINAL_TYPE (EspContentPane, esp_content_pane, ESP, CONTENT_PANE, GtkWidget)

GtkWidget *esp_content_pane_new (void);
void esp_content_pane_add_screen (EspContentPane *self, const char *id, EspScreen *screen);
EspScreen *esp_content_pane_find_screen (EspContentPane *self, const char *id);
void esp_content_pane_show_screen (EspContentPane *self, const char *id, const char *title);
const char *esp_content_pane_get_title (EspContentPane *self);
EspScreen *esp_content_pane_get_screen (EspContentPane *self);
void esp_content_pane_refresh (EspContentPane *self);
void esp_content_pane_clear (EspContentPane *self);

void esp_content_pane_add_banner (EspContentPane *self, GtkWidget *banner);
void esp_content_pane_set_status (EspContentPane *self, GtkWidget *status);
void esp_content_pane_set_can_go_back (EspContentPane *self, gboolean can_go_back);
void esp_content_pane_set_sidebar_button (EspContentPane *self, gboolean visible);
void esp_content_pane_set_decorated (EspContentPane *self, gboolean start, gboolean end);

G_END_DECLS
