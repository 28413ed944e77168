/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel-kinds.h"
#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The settings of any kind of channel, new or known, from the fields that the kind has. */
#define ESP_TYPE_SERVICE_WINDOW (esp_service_window_get_type ())
G_DECLARE_FINAL_TYPE (EspServiceWindow, esp_service_window, ESP, SERVICE_WINDOW, AdwWindow)

GtkWidget *
esp_service_window_new (EspSession *session, const EspChannelKind *kind, EspChannelRecord *record);

G_END_DECLS
