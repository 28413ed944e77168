/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-paper.h"

G_BEGIN_DECLS

void esp_text_tools_add_acts (GActionMap *map, EspMessagePaper *paper);
GtkWidget *esp_text_tools_new (void);
GtkWidget *esp_tool_button_new (const char *icon, const char *label, const char *action);

G_END_DECLS
