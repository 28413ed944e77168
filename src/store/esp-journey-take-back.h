/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-history.h"

G_BEGIN_DECLS

gboolean esp_journey_members_last_id (EspTx *tx, gint64 *out_id, GError **error);
gboolean esp_journey_members_take_back (EspTx *tx,
                                        gint64 first,
                                        gint64 last,
                                        EspUndoResult *result,
                                        GError **error);

G_END_DECLS
