/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a journey as rows: its name, who comes again, how many, when, by whose clock. */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

GtkWidget *
esp_journey_settings_new (EspSession *session, EspJourneyDraft *draft, EspStepNames *names);

G_END_DECLS
