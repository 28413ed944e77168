/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_LEADS_SCREEN (esp_leads_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspLeadsScreen, esp_leads_screen, ESP, LEADS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_leads_screen_info;

void esp_leads_screen_drill (EspSession *session, const char *sentence, const EspBitmap *leads);

G_END_DECLS
