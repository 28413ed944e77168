/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-item.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The list of messages with its search and its empty states. Signal "selected": another row is the
 * current one, or the list is another. */
#define ESP_TYPE_MESSAGE_TABLE (esp_message_table_get_type ())
G_DECLARE_FINAL_TYPE (EspMessageTable, esp_message_table, ESP, MESSAGE_TABLE, GtkWidget)

GtkWidget *esp_message_table_new (EspSession *session);
void esp_message_table_reload (EspMessageTable *self);
const EspMessageRow *esp_message_table_get_selected (EspMessageTable *self);
guint esp_message_table_get_n (EspMessageTable *self);
void esp_message_table_set_with_archived (EspMessageTable *self, gboolean with_archived);
gboolean esp_message_table_focus_search (EspMessageTable *self);

G_END_DECLS
