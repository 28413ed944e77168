/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-rehearsal.h"
#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

void esp_rehearsal_drill_show (EspJourneyDesk *desk, EspRehearsal *rehearsal, const char *key);

G_END_DECLS
