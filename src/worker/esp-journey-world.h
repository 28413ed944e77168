/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

gint64 esp_journey_find_channel (EspTx *tx, const char *name);
GArray *esp_journey_check_draft (EspTx *tx,
                                 EspSegmentEngine *engine,
                                 gint64 id,
                                 const EspJourney *journey,
                                 GError **error);
GArray *esp_journey_check_whole (EspTx *tx,
                                 EspSegmentEngine *engine,
                                 gint64 id,
                                 const EspJourney *journey,
                                 GError **error);

G_END_DECLS
