/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the parts of the check of journeys alone. */
#pragma once

#include "engine/journey/esp-journey-check.h"

G_BEGIN_DECLS

/* What is looked at now. */
typedef struct
{
  const EspJourney *journey;
  const EspJourneyWorld *world;
  GArray *problems;
  guint32 step;
  int branch;
  int entry;
} EspJourneyChecking;

EspJourneyProblem *
esp_journey_check_add (EspJourneyChecking *self, EspJourneyProblemCode code, const char *text);
void esp_journey_check_door (EspJourneyChecking *self, const EspJourneyEntry *entry);
void esp_journey_check_more (EspJourneyChecking *self, const EspJourneyStep *step);
gboolean esp_journey_check_branches_are_same (const EspJourneyChecking *self,
                                              const EspJourneyStep *step);

G_END_DECLS
