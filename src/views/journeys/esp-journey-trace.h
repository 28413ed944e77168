/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

void esp_journey_trace_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group);
void esp_journey_trace_show (EspJourneyDesk *desk, guint32 lead_id);

G_END_DECLS
