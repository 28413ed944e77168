/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-comments.h"
#include "views/messages/esp-text-block.h"

G_BEGIN_DECLS

/* The message as widgets on a sheet of 600 px: text is edited in place, everything else is selected here
 * and edited in the inspector. */
#define ESP_TYPE_MESSAGE_PAPER (esp_message_paper_get_type ())
G_DECLARE_FINAL_TYPE (EspMessagePaper, esp_message_paper, ESP, MESSAGE_PAPER, GtkWidget)

GtkWidget *esp_message_paper_new (EspMessageDesk *desk, EspComments *comments);
EspMessageDesk *esp_message_paper_get_desk (EspMessagePaper *self);
EspTextBlock *esp_message_paper_get_text (EspMessagePaper *self);
void esp_message_paper_focus_selected (EspMessagePaper *self);

G_END_DECLS
