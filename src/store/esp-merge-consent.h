/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-merge.h"

G_BEGIN_DECLS

gboolean
esp_merge_move_consents (EspTx *tx, gint64 keep_id, gint64 other_id, gint64 *out_n, GError **error);

G_END_DECLS
