/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What people, imports and the agent did to the data, newest first, each with its way back. */
#define ESP_TYPE_HISTORY_LIST (esp_history_list_get_type ())
G_DECLARE_FINAL_TYPE (EspHistoryList, esp_history_list, ESP, HISTORY_LIST, GtkWidget)

GtkWidget *esp_history_list_new (EspSession *session);
void esp_history_list_reload (EspHistoryList *self);
GtkListBox *esp_history_list_get_list (EspHistoryList *self);

G_END_DECLS
