/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-face.h"
#include "engine/journey/esp-journey-spot.h"
#include "model/esp-journey-selection.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A journey as an indented list: the equal twin of the canvas, with the same selection.
 *
 * Signal "activate" (const char *id): the step is to be edited; NULL: the entries.
 * Signal "menu" (const char *id, GdkRectangle *at): its menu is asked for.
 * Signal "number" (const char *kind, const char *id, int branch): a number is opened, as of the canvas. */
#define ESP_TYPE_JOURNEY_OUTLINE (esp_journey_outline_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyOutline, esp_journey_outline, ESP, JOURNEY_OUTLINE, GtkWidget)

GtkWidget *esp_journey_outline_new (EspSession *session);
void esp_journey_outline_set_selection (EspJourneyOutline *self, EspJourneySelection *selection);
void esp_journey_outline_set_journey (EspJourneyOutline *self, EspJourney *journey);
void esp_journey_outline_set_names (EspJourneyOutline *self, EspJourneyNames *names);
void esp_journey_outline_set_problems (EspJourneyOutline *self, const GArray *problems);
void esp_journey_outline_set_faces (EspJourneyOutline *self, EspJourneyFaces *faces);
EspJourneySpot *esp_journey_outline_dup_spot (EspJourneyOutline *self);
int esp_journey_outline_get_branch (EspJourneyOutline *self);
gboolean esp_journey_outline_get_rectangle (EspJourneyOutline *self, GdkRectangle *out);
gboolean esp_journey_outline_move (EspJourneyOutline *self, int by, gboolean extend);

G_END_DECLS
