/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-brand.h"
#include "engine/content/esp-color.h"
#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

gboolean
esp_exchange_find_ink (const EspBrand *brand, const char *ground, char out_ink[ESP_COLOR_BUFFER]);
void esp_exchange_drop_inks (EspMessageDoc *doc);

G_END_DECLS
