/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "engine/segment/esp-segment-engine.h"
#include "worker/esp-journey-plan.h"

G_BEGIN_DECLS

/* So few people are asked about one by one; more of them by sets. */
#define ESP_JOURNEY_FEW 32

/* Answers the questions of journeys about people: set by set for many, one by one for a few. Lives as long
 * as a runner, and is given a transaction for each turn. Writer thread only. */
typedef struct _EspJourneyAsks EspJourneyAsks;

EspJourneyAsks *esp_journey_asks_new (EspSegmentEngine *engine);
void esp_journey_asks_free (EspJourneyAsks *self);
void esp_journey_asks_note (EspJourneyAsks *self, const EspChanges *changes);
void esp_journey_asks_begin (EspJourneyAsks *self, EspTx *tx, const EspJourneyPlan *plan);
void esp_journey_asks_set_crowd (EspJourneyAsks *self, const guint32 *ids, gsize n_ids);
void esp_journey_asks_written (EspJourneyAsks *self);
gboolean esp_journey_asks_end (EspJourneyAsks *self, GError **error);
const EspJourneyFacts *esp_journey_asks_get_facts (EspJourneyAsks *self);
gboolean esp_journey_asks_is_present (EspJourneyAsks *self, guint32 lead_id);
EspBitmap *esp_journey_asks_match (EspJourneyAsks *self, const EspRule *rule, gint64 *out_next_us);
EspBitmap *
esp_journey_asks_segment (EspJourneyAsks *self, const char *reference, gint64 *out_next_us);

G_END_DECLS
