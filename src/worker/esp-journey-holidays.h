/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_journey_holidays_follow (EspTx *tx, const GPtrArray *plans, GError **error);

G_END_DECLS
