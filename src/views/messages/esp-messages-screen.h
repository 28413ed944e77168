/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* The area of messages: "messages" is the list, "messages/7" the editor of one. */
#define ESP_TYPE_MESSAGES_SCREEN (esp_messages_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspMessagesScreen, esp_messages_screen, ESP, MESSAGES_SCREEN, GtkWidget)

extern const EspScreenInfo esp_messages_screen_info;

G_END_DECLS
