/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

#define ESP_TYPE_LOG_LIST (esp_log_list_get_type ())
G_DECLARE_FINAL_TYPE (EspLogList, esp_log_list, ESP, LOG_LIST, GtkWidget)

GtkWidget *esp_log_list_new (EspSession *session);
void esp_log_list_reload (EspLogList *self);
GtkListBox *esp_log_list_get_list (EspLogList *self);

G_END_DECLS
