/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_BULK_WINDOW (esp_bulk_window_get_type ())
G_DECLARE_FINAL_TYPE (EspBulkWindow, esp_bulk_window, ESP, BULK_WINDOW, AdwWindow)

GtkWidget *esp_bulk_window_new (EspSession *session, const EspBitmap *leads);

G_END_DECLS
