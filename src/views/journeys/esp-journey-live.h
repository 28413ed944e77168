/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

void esp_journey_live_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group);
void esp_journey_live_append (EspJourneyDesk *desk, GMenu *menu);
void esp_journey_live_update_actions (EspJourneyDesk *desk, GSimpleActionGroup *group);

G_END_DECLS
