/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-names.h"
#include "views/leads/esp-ask-words.h"
#include "worker/esp-journey-ask.h"

G_BEGIN_DECLS

/* The answer about a journey: the first line is the one in short. */
GPtrArray *
esp_ask_journey_lines (EspSession *session, const EspJourneyAsk *ask, EspJourneyNames *names);
char *esp_ask_journey_choice (const char *name);

G_END_DECLS
