/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

void esp_journey_spent_note (EspJourneySpent *self, const EspJourney *journey);
void esp_journey_spent_raise (EspJourneySpent *self, const EspJourneySpent *other);
guint esp_journey_spent_get (const EspJourneySpent *self, const char *stem);
GHashTable *esp_journey_ids (const EspJourney *self);
char *esp_journey_free_id (GHashTable *ids, const EspJourneySpent *spent, const char *stem);

G_END_DECLS
