/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "store/esp-journey-flow.h"

G_BEGIN_DECLS

/* Straight on, behind the step in its own line. */
#define ESP_WAY_ON -1
/* Not on: back, out, or nowhere. */
#define ESP_WAY_NONE -2

int esp_journey_outcome_way (const EspJourneyStep *step, EspJourneyOutcome outcome, guint detail);
void esp_journey_edge_places (const EspJourney *journey,
                              guint version,
                              guint32 step,
                              int branch,
                              GArray *places);

G_END_DECLS
