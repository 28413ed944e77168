/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

/* What people agreed to, what the law wants them to be told, and the proof of it. */
#define ESP_TYPE_CONSENT_SCREEN (esp_consent_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspConsentScreen, esp_consent_screen, ESP, CONSENT_SCREEN, GtkWidget)

extern const EspScreenInfo esp_consent_screen_info;

G_END_DECLS
