/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/activity/esp-send-window.h"

G_BEGIN_DECLS

#define ESP_TYPE_DOUBT_WINDOW (esp_doubt_window_get_type ())
G_DECLARE_FINAL_TYPE (EspDoubtWindow, esp_doubt_window, ESP, DOUBT_WINDOW, EspSendWindow)

void
esp_doubt_window_present (GtkWindow *parent, EspStore *store, gint64 send_id, const char *title);

G_END_DECLS
