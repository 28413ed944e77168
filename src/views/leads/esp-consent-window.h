/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Records what a person said: about which channel, for what, when, where, and with which words. */
#define ESP_TYPE_CONSENT_WINDOW (esp_consent_window_get_type ())
G_DECLARE_FINAL_TYPE (EspConsentWindow, esp_consent_window, ESP, CONSENT_WINDOW, AdwWindow)

void esp_consent_window_present (EspSession *session, guint32 lead_id);
void esp_consent_withdraw (EspSession *session,
                           guint32 lead_id,
                           const char *channel,
                           const char *purpose);

G_END_DECLS
