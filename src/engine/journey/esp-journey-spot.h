/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

/* Right behind the step, in the list of steps that it is in itself. */
#define ESP_JOURNEY_BEHIND (-1)

/* Where a step can be put: an edge. */
typedef struct
{
  char *step; /* (owned) (nullable) id; NULL: before the first step */
  int branch; /* %ESP_JOURNEY_BEHIND, or: first in that branch of the step */
} EspJourneySpot;

EspJourneySpot *esp_journey_spot_new (const char *step, int branch);
EspJourneySpot *esp_journey_spot_copy (const EspJourneySpot *self);
void esp_journey_spot_free (EspJourneySpot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneySpot, esp_journey_spot_free)
gboolean esp_journey_spot_equal (const EspJourneySpot *a, const EspJourneySpot *b);

gboolean esp_journey_spot_exists (const EspJourney *journey, const EspJourneySpot *spot);
guint32 esp_journey_spot_get_next (const EspJourney *journey, const EspJourneySpot *spot);
EspJourneySpot *esp_journey_spot_before (const EspJourney *journey, const char *id);
EspJourneySpot *esp_journey_spot_behind (const EspJourney *journey, const char *id);
EspJourneySpot *esp_journey_spot_up (const EspJourney *journey, const char *const *ids);
EspJourneySpot *esp_journey_spot_down (const EspJourney *journey, const char *const *ids);
GPtrArray *esp_journey_list_spots (const EspJourney *journey);
gboolean esp_journey_step_ends_way (const EspJourneyStep *step);

G_END_DECLS
