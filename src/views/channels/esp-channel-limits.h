/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-channel-look.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_CHANNEL_LIMITS (esp_channel_limits_get_type ())
G_DECLARE_FINAL_TYPE (EspChannelLimits, esp_channel_limits, ESP, CHANNEL_LIMITS, AdwWindow)

GtkWidget *esp_channel_limits_new (EspSession *session, const EspChannelLook *look);

G_END_DECLS
