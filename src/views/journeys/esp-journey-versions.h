/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"

G_BEGIN_DECLS

void esp_journey_versions_open (EspJourneyDesk *desk);

G_END_DECLS
