/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by what compares versions of journeys and what moves people between them. */
#pragma once

#include "engine/journey/esp-journey-diff.h"

G_BEGIN_DECLS

void esp_journey_diff_match (EspJourneyDiff *self);
int
esp_journey_diff_match_branch (const EspJourneyStep *from, const EspJourneyStep *to, guint branch);
guint32 esp_journey_diff_back_up (const EspJourneyDiff *diff, guint32 new);
guint32 esp_journey_diff_find_place (const EspJourneyDiff *diff, guint32 old);
void esp_journey_diff_mark_longest (const guint32 *values, guint n, gboolean *out_is_in);

G_END_DECLS
