/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-value.h"

G_BEGIN_DECLS

gboolean esp_liquid_json_read (EspLiquidArena *arena,
                               const char *text,
                               EspLiquidValue *out_value,
                               GError **error);

G_END_DECLS
