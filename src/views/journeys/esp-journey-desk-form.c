/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the desk of a journey its inspector: the form of what is selected. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"
#include "views/journeys/esp-step-form.h"

/* A published version is looked at; the draft is edited. */
static void
follow_cb (EspJourneyDesk *self)
{
  EspStepForm *form = ESP_STEP_FORM (self->inspector);

  esp_step_form_set_journey (form, self->shown_version > 0 ? self->version : NULL);
  esp_step_form_set_editable (form, esp_journey_desk_is_editable (self));
}

static void
leave_cb (EspStepForm *form, EspJourneyDesk *self)
{
  esp_journey_desk_focus_content (self);
}

/**
 * esp_journey_desk_add_form:
 */
void
esp_journey_desk_add_form (EspJourneyDesk *self)
{
  self->inspector =
    g_object_ref_sink (esp_step_form_new (self->session, self->draft, self->selection));
  g_signal_connect_object (self->inspector, "leave", G_CALLBACK (leave_cb), self, 0);
  g_signal_connect_object (self, "state", G_CALLBACK (follow_cb), self, 0);
  g_signal_connect_object (self, "journey", G_CALLBACK (follow_cb), self, 0);
}
