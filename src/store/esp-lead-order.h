/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-query.h"

G_BEGIN_DECLS

gboolean esp_lead_order_ids (EspTx *tx,
                             EspFields *fields,
                             const EspLeadQuery *query,
                             const EspBitmap *within,
                             guint limit,
                             GArray *ids,
                             GError **error);

G_END_DECLS
