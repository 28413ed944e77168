/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"

G_BEGIN_DECLS

gboolean esp_journey_take_out (EspTx *tx,
                               EspSegmentEngine *engine,
                               gint64 journey_id,
                               const EspBitmap *leads,
                               gint64 *out_n,
                               GError **error);
gboolean esp_journey_put_at (EspTx *tx,
                             EspSegmentEngine *engine,
                             gint64 journey_id,
                             const EspBitmap *leads,
                             const char *step,
                             gint64 *out_n,
                             gint64 *out_n_refused,
                             GError **error);

G_END_DECLS
