/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

gboolean
esp_lead_search_mark (EspTx *tx, gint64 first_lead_id, gint64 last_lead_id, GError **error);

G_END_DECLS
