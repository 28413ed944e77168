/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_SUPPRESS_WINDOW (esp_suppress_window_get_type ())
G_DECLARE_FINAL_TYPE (EspSuppressWindow, esp_suppress_window, ESP, SUPPRESS_WINDOW, AdwWindow)

GtkWidget *esp_suppress_window_new (EspSession *session, const EspBitmap *leads);

G_END_DECLS
