/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* The accounts through which messages leave, and the inbox of the demo mailbox ("channels/inbox"). */
#define ESP_TYPE_CHANNELS_SCREEN (esp_channels_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspChannelsScreen, esp_channels_screen, ESP, CHANNELS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_channels_screen_info;

G_END_DECLS
