/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

EspJourney *journey_sample_from_json (const char *json);
char *journey_sample_random_json (guint32 seed, guint n_steps, guint max_depth);
EspJourney *journey_sample_random (guint32 seed, guint n_steps, guint max_depth);
EspJourney *journey_sample_row (guint n_steps);
EspJourney *journey_sample_branches (guint n_steps);
EspJourney *journey_sample_deep (guint depth);

G_END_DECLS
