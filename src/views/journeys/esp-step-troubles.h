/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

/* The problems of what a form shows: each at the row that it is about, the others in a list of their own. */
#define ESP_TYPE_STEP_TROUBLES (esp_step_troubles_get_type ())
G_DECLARE_FINAL_TYPE (EspStepTroubles, esp_step_troubles, ESP, STEP_TROUBLES, GtkWidget)

GtkWidget *esp_step_troubles_new (EspSession *session, EspJourneyDraft *draft);
void esp_step_troubles_begin (EspStepTroubles *self);
void esp_step_troubles_add (EspStepTroubles *self,
                            EspStepPage *page,
                            const EspJourney *journey,
                            const EspJourneyProblem *problem,
                            const EspJourneyNames *names);
void esp_step_troubles_end (EspStepTroubles *self);
char *esp_step_trouble_dup_path (EspStepPage *page, const EspJourneyProblem *problem);

G_END_DECLS
