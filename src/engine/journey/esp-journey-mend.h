/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"

G_BEGIN_DECLS

EspJourney *
esp_journey_mend (const EspJourney *self, const EspJourneyProblem *problem, GError **error);

G_END_DECLS
