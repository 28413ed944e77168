/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-crossing.h"
#include "views/journeys/esp-journey-names.h"

G_BEGIN_DECLS

/* Differences between versions, and what becomes of people, in words. @names may be NULL. */
char *esp_publish_words_title (const EspDifference *difference,
                               const EspJourneyDiff *diff,
                               const EspJourneyNames *names);
char *esp_publish_words_detail (const EspDifference *difference,
                                const EspJourneyDiff *diff,
                                const EspJourneyNames *names);
const char *esp_publish_words_kind (EspDifferenceKind kind);
const char *esp_publish_words_sign (EspDifferenceKind kind);
const char *esp_publish_words_choice (EspCrossingChoice choice);

G_END_DECLS
