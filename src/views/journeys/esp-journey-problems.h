/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The button that counts what is wrong with a journey, with the list behind it. F8 goes through them.
 *
 * Signal "go" (const char *id): the step of a problem is to be shown; NULL: the entries.
 * Signal "fix" (const char *problem): the problem of that id is to be mended. */
#define ESP_TYPE_JOURNEY_PROBLEMS (esp_journey_problems_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyProblems, esp_journey_problems, ESP, JOURNEY_PROBLEMS, GtkWidget)

GtkWidget *esp_journey_problems_new (EspSession *session);
void esp_journey_problems_set (EspJourneyProblems *self,
                               EspJourney *journey,
                               EspJourneyNames *names,
                               const GArray *problems);
void esp_journey_problems_next (EspJourneyProblems *self, int by);

G_END_DECLS
