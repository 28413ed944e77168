/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ESP_TYPE_LIVE (esp_live_get_type ())
G_DECLARE_FINAL_TYPE (EspLive, esp_live, ESP, LIVE, GtkWidget)

GtkWidget *esp_live_new (void);
void esp_live_say (EspLive *self, const char *text, gboolean urgent);
const char *esp_live_get_text (EspLive *self, gboolean urgent);

G_END_DECLS
