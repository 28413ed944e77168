/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* Who sends: the facts that each message must carry by law. */
#define ESP_TYPE_SENDER_SCREEN (esp_sender_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspSenderScreen, esp_sender_screen, ESP, SENDER_SCREEN, GtkWidget)

extern const EspScreenInfo esp_sender_screen_info;

G_END_DECLS
