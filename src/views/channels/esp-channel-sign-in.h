/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_CHANNEL_SIGN_IN (esp_channel_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (EspChannelSignIn, esp_channel_sign_in, ESP, CHANNEL_SIGN_IN, AdwWindow)

gboolean esp_channel_sign_in_fits (const EspChannelRecord *record);
GtkWidget *esp_channel_sign_in_new (EspSession *session, const EspChannelRecord *record);

G_END_DECLS
