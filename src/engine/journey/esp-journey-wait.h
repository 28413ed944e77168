/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-step.h"

G_BEGIN_DECLS

gint64 esp_journey_wait_end (const EspJourneyRun *run,
                             const EspJourneyStep *step,
                             guint32 lead_id,
                             gint64 since_us);
gint64 esp_journey_late_end (const EspJourneyRun *run,
                             const EspJourneyStep *step,
                             guint32 lead_id,
                             gint64 planned_us);

G_END_DECLS
