/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-paper.h"

G_BEGIN_DECLS

GtkWidget *esp_message_inspector_new (EspMessageDesk *desk, EspMessagePaper *paper);
void esp_message_inspector_focus_block (GtkWidget *inspector);

G_END_DECLS
