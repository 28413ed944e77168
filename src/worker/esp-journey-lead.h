/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"

G_BEGIN_DECLS

/* One lead as it is now, to be asked by rules. */
typedef struct _EspJourneyLead EspJourneyLead;

EspJourneyLead *
esp_journey_lead_load (EspTx *tx, EspSegmentEngine *engine, guint32 lead_id, GError **error);
void esp_journey_lead_free (EspJourneyLead *self);
gboolean esp_journey_lead_matches (const EspJourneyLead *self, const EspRule *rule);

G_END_DECLS
