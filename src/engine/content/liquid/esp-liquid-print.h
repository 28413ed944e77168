/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-value.h"

G_BEGIN_DECLS

void esp_liquid_append_text (GString *out, const EspLiquidValue *value);
void esp_liquid_append_output (GString *out, const EspLiquidValue *value);
void esp_liquid_append_inspect (GString *out, const EspLiquidValue *value);
void esp_liquid_append_float (GString *out, double real);
EspLiquidValue esp_liquid_to_string (EspLiquidArena *arena, const EspLiquidValue *value);

G_END_DECLS
