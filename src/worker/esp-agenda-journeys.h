/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-agenda.h"
#include "worker/esp-journey-health.h"

G_BEGIN_DECLS

gboolean
esp_agenda_add_journeys (EspTx *tx, EspSegmentEngine *engine, EspAgenda *agenda, GError **error);
const EspHealth *esp_need_get_health (const EspNeed *need);
const EspJourneyProblem *esp_need_get_problem (const EspNeed *need);

G_END_DECLS
