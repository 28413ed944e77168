/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-desk.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

void esp_rehearsal_follow_show (EspJourneyDesk *desk,
                                const EspRehearsal *rehearsal,
                                guint person,
                                const char *name);

G_END_DECLS
