/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"
#include "store/esp-journey-members.h"

G_BEGIN_DECLS

/* States of people out of their rows, and back. */
void esp_journey_state_of_member (const EspJourneyMembers *members,
                                  const EspJourneyMember *member,
                                  const EspJourney *journey,
                                  EspJourneyState *out_state);
void esp_journey_state_to_member (EspJourneyMembers *members,
                                  EspJourneyMember *member,
                                  const EspJourney *journey,
                                  EspJourneyState *state);
void esp_journey_member_add_marks (EspJourneyMembers *members,
                                   EspJourneyMember *member,
                                   const GArray *marks);

G_END_DECLS
