/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-fields.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks how a list of leads is to be written: encoding, delimiter, columns. */
#define ESP_TYPE_EXPORT_WINDOW (esp_export_window_get_type ())
G_DECLARE_FINAL_TYPE (EspExportWindow, esp_export_window, ESP, EXPORT_WINDOW, AdwWindow)

void esp_export_window_present (EspSession *session,
                                const EspBitmap *leads,
                                EspFields *fields,
                                const char *const *shown);

G_END_DECLS
