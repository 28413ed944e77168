/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-journey-moves.h"
#include "worker/esp-journey-asks.h"

G_BEGIN_DECLS

/* So many passages are looked at in one transaction at most. */
#define ESP_JOURNEY_MOVE_BATCH 10000

gboolean esp_journey_moves_begin (EspTx *tx, EspJourneyMove *move, GError **error);
gboolean esp_journey_moves_batch (EspTx *tx,
                                  EspSegmentEngine *engine,
                                  EspJourneyAsks *asks,
                                  gint64 journey_id,
                                  gboolean *out_more,
                                  GError **error);
gboolean esp_journey_moves_finish (EspTx *tx, EspSegmentEngine *engine, gint64 id, GError **error);

G_END_DECLS
