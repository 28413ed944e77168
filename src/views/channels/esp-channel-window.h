/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The settings of a mail server, new or known. */
#define ESP_TYPE_CHANNEL_WINDOW (esp_channel_window_get_type ())
G_DECLARE_FINAL_TYPE (EspChannelWindow, esp_channel_window, ESP, CHANNEL_WINDOW, AdwWindow)

GtkWidget *esp_channel_window_new (EspSession *session, EspChannelRecord *record);

G_END_DECLS
