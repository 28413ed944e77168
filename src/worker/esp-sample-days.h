/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gint64 esp_sample_get_today (EspTx *tx);
gint64 esp_sample_get_moment (EspTx *tx, int in_days, guint hour);

G_END_DECLS
