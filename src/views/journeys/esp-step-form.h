/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-journey-selection.h"
#include "views/shell/esp-session.h"
#include "worker/esp-journey-draft.h"
#include "worker/esp-journey-flow.h"

G_BEGIN_DECLS

/* The inspector of a journey: the form of the selected step; the entries and the settings when none is.
 * Signal "leave": Escape was pressed; the focus belongs where it came from. */
#define ESP_TYPE_STEP_FORM (esp_step_form_get_type ())
G_DECLARE_FINAL_TYPE (EspStepForm, esp_step_form, ESP, STEP_FORM, GtkWidget)

GtkWidget *
esp_step_form_new (EspSession *session, EspJourneyDraft *draft, EspJourneySelection *selection);
void esp_step_form_set_editable (EspStepForm *self, gboolean is_editable);
void esp_step_form_set_journey (EspStepForm *self, EspJourney *journey);
void esp_step_form_set_flow (EspStepForm *self, const EspJourneyFlow *flow);
gboolean esp_step_form_focus (EspStepForm *self);
gboolean esp_step_form_focus_title (EspStepForm *self);
gboolean esp_step_form_focus_problem (EspStepForm *self, const EspJourneyProblem *problem);

G_END_DECLS
