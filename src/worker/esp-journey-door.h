/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "engine/segment/esp-segment-engine.h"

G_BEGIN_DECLS

gboolean esp_journey_door_reset (EspTx *tx,
                                 EspSegmentEngine *engine,
                                 gint64 journey_id,
                                 const EspJourneyEntry *entry,
                                 GError **error);

G_END_DECLS
