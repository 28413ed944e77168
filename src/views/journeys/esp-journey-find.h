/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/esp-journey-selection.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The strip that finds steps by what they say, with next and previous. Signal "closed": back to the steps. */
#define ESP_TYPE_JOURNEY_FIND (esp_journey_find_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyFind, esp_journey_find, ESP, JOURNEY_FIND, GtkWidget)

GtkWidget *esp_journey_find_new (EspSession *session, EspJourneySelection *selection);
void esp_journey_find_set_journey (EspJourneyFind *self, EspJourney *journey);
void esp_journey_find_set_names (EspJourneyFind *self, EspJourneyNames *names);
void esp_journey_find_begin (EspJourneyFind *self);

G_END_DECLS
