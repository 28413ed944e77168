/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean esp_revenue_add_order (EspTx *tx, gint64 lead_id, const char *props, GError **error);
gboolean esp_revenue_recount_lead (EspTx *tx, gint64 lead_id, GError **error);
gboolean esp_revenue_recount (EspTx *tx, GError **error);

G_END_DECLS
