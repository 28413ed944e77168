/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

EspContentFinding esp_journey_refusal_get_finding (const EspJourneyRefusal *self);
void esp_journey_refusal_set_finding (EspJourneyRefusal *self, const EspContentFinding *finding);
void esp_journey_refusal_copy (const EspJourneyRefusal *self, EspJourneyRefusal *out);
void esp_journey_refusal_clear (EspJourneyRefusal *self);

G_END_DECLS
