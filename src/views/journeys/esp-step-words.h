/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-step-names.h"

G_BEGIN_DECLS

/* What the forms of steps say: whole sentences, where the canvas has room for a line only. */
const char *esp_step_words_detail (EspStepNameKind kind, const char *detail);
char *esp_step_words_sentence (const EspJourney *journey,
                               const EspJourneyStep *step,
                               const EspJourneyNames *names);

G_END_DECLS
