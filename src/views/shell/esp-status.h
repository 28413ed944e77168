/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The states of a view: its content, empty at first, nothing found, an error; and over any of them a thin
 * bar while it loads. Put the content in once, then say what is the case. */
#define ESP_TYPE_STATUS (esp_status_get_type ())
G_DECLARE_FINAL_TYPE (EspStatus, esp_status, ESP, STATUS, GtkWidget)

GtkWidget *esp_status_new (GtkWidget *content);
void esp_status_show_content (EspStatus *self);
void esp_status_show_empty (EspStatus *self,
                            const char *icon_name,
                            const char *title,
                            const char *description);
void esp_status_show_error (EspStatus *self, const char *sentence, const char *details);
void esp_status_set_buttons (EspStatus *self,
                             const char *primary_label,
                             const char *primary_action,
                             const char *secondary_label,
                             const char *secondary_action);
void esp_status_set_loading (EspStatus *self, gboolean loading, const char *text);
void esp_status_set_progress (EspStatus *self, double fraction);

G_END_DECLS
