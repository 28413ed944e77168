/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

double esp_send_price_estimate (EspTx *tx, const EspSendPlan *plan, const EspBitmap *people);
gboolean esp_send_price_load_left (EspTx *tx, gint64 send_id, double *out_price, GError **error);

G_END_DECLS
