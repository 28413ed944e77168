/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* One open message: the page on which it is edited, and its preview. */
#define ESP_TYPE_MESSAGE_EDITOR (esp_message_editor_get_type ())
G_DECLARE_FINAL_TYPE (EspMessageEditor, esp_message_editor, ESP, MESSAGE_EDITOR, GtkWidget)

GtkWidget *esp_message_editor_new (EspSession *session, gint64 id);
EspMessageDesk *esp_message_editor_get_desk (EspMessageEditor *self);
GtkWidget *esp_message_editor_get_inspector (EspMessageEditor *self);
char *esp_message_editor_dup_subtitle (EspMessageEditor *self);

void esp_message_editor_focus_first (EspMessageEditor *self);
void esp_message_editor_open_versions (EspMessageEditor *self);

G_END_DECLS
