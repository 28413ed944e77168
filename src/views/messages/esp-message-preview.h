/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* What one lead would get: the row of the inbox, the plain text, the source; the page in a browser. */
#define ESP_TYPE_MESSAGE_PREVIEW (esp_message_preview_get_type ())
G_DECLARE_FINAL_TYPE (EspMessagePreview, esp_message_preview, ESP, MESSAGE_PREVIEW, GtkWidget)

GtkWidget *esp_message_preview_new (EspMessageDesk *desk);

G_END_DECLS
