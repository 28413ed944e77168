/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-journey-flow.h"

G_BEGIN_DECLS

/* The people of one step as numbers that open: who is here, who came by, who got the message and who not. */
#define ESP_TYPE_STEP_FIGURES (esp_step_figures_get_type ())
G_DECLARE_FINAL_TYPE (EspStepFigures, esp_step_figures, ESP, STEP_FIGURES, GtkWidget)

GtkWidget *esp_step_figures_new (EspSession *session);
void esp_step_figures_set_step (EspStepFigures *self, const char *id);
void esp_step_figures_set_flow (EspStepFigures *self, const EspJourneyFlow *flow);

G_END_DECLS
