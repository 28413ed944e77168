/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

void esp_journey_print_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group);
void esp_journey_print_append (GMenu *menu);

G_END_DECLS
