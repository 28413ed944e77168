/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-stages.h"

G_BEGIN_DECLS

gboolean esp_stage_keeper_turn (EspSegmentEngine *engine,
                                EspTx *tx,
                                gint64 *out_n_moved,
                                gboolean *inout_more,
                                gint64 *inout_next_us,
                                GError **error);
EspRule *esp_stage_parse_rule (const EspStageRow *row, GError **error);
EspBitmap *esp_stage_find_movers (EspSegmentEngine *engine,
                                  EspTx *tx,
                                  GPtrArray *stages,
                                  guint index,
                                  gint64 *inout_next_us,
                                  GError **error);

G_END_DECLS
