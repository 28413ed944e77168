/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-insight-facts.h"

G_BEGIN_DECLS

GArray *esp_insight_load_stages (EspTx *tx, GPtrArray *stages, GError **error);

G_END_DECLS
