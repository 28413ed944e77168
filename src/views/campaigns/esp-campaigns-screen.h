/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen-registry.h"

G_BEGIN_DECLS

#define ESP_TYPE_CAMPAIGNS_SCREEN (esp_campaigns_screen_get_type ())
G_DECLARE_FINAL_TYPE (EspCampaignsScreen, esp_campaigns_screen, ESP, CAMPAIGNS_SCREEN, GtkWidget)

extern const EspScreenInfo esp_campaigns_screen_info;

G_END_DECLS
