/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* "Why did, or didn't, somebody get this send?": finds the person, then answers. */
#define ESP_TYPE_ASK_WINDOW (esp_ask_window_get_type ())
G_DECLARE_FINAL_TYPE (EspAskWindow, esp_ask_window, ESP, ASK_WINDOW, AdwWindow)

void esp_ask_window_present (EspSession *session, gint64 send_id, const char *campaign);

G_END_DECLS
