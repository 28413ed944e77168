/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/esp-journey-face.h"
#include "draw/esp-journey-layout.h"
#include "engine/journey/esp-journey-spot.h"
#include "model/esp-journey-selection.h"

G_BEGIN_DECLS

/* A journey as a picture to work on: one stop of the Tab key, every step a child for screen readers.
 *
 * Property "zoom": 1 for 100 %, to be watched.
 * Signal "activate" (const char *id): the step is to be edited; NULL: the entries.
 * Signal "insert" (const EspJourneySpot *spot): a step is to be put there; see
 *   esp_journey_canvas_get_spot_rectangle() for where on the screen that is.
 * Signal "menu" (const char *id, GdkRectangle *at): its menu is asked for; the current step is that one.
 * Signal "number" (const char *kind, const char *id, int branch): a number is opened: "here" or the name of an
 *   #EspFaceTally of a step, "edge" of an edge, "problems" of a step.
 * Signal "move" (const EspJourneySpot *spot): the selected steps were dragged there.
 * Signal "drop" (const GValue *value, const EspJourneySpot *spot, const char *id): text was dropped, onto an
 *   edge (spot) or onto a step (id; "" for the entries); returns whether it was taken.
 * Signal "aside" (const char *step, int branch, int offset): a branch was dragged aside by so many px. */
#define ESP_TYPE_JOURNEY_CANVAS (esp_journey_canvas_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyCanvas, esp_journey_canvas, ESP, JOURNEY_CANVAS, GtkWidget)

GtkWidget *esp_journey_canvas_new (void);

void esp_journey_canvas_set_journey (EspJourneyCanvas *self, EspJourney *journey);
void esp_journey_canvas_set_selection (EspJourneyCanvas *self, EspJourneySelection *selection);
void esp_journey_canvas_set_faces (EspJourneyCanvas *self, EspJourneyFaces *faces);
void esp_journey_canvas_set_path (EspJourneyCanvas *self, const char *const *ids);
void esp_journey_canvas_set_editable (EspJourneyCanvas *self, gboolean editable);
void esp_journey_canvas_set_label (EspJourneyCanvas *self, const char *label);

void esp_journey_canvas_zoom_in (EspJourneyCanvas *self);
void esp_journey_canvas_zoom_out (EspJourneyCanvas *self);
void esp_journey_canvas_zoom_100 (EspJourneyCanvas *self);
void esp_journey_canvas_zoom_fit (EspJourneyCanvas *self);
double esp_journey_canvas_get_zoom (EspJourneyCanvas *self);
void esp_journey_canvas_scroll (EspJourneyCanvas *self, double dx, double dy);
void esp_journey_canvas_reveal (EspJourneyCanvas *self, const char *id);

void esp_journey_canvas_set_flow (EspJourneyCanvas *self, EspJourneyDirection flow);
EspJourneyDirection esp_journey_canvas_get_flow (EspJourneyCanvas *self);
void esp_journey_canvas_set_compact (EspJourneyCanvas *self, gboolean compact);
gboolean esp_journey_canvas_get_compact (EspJourneyCanvas *self);
void esp_journey_canvas_set_minimap (EspJourneyCanvas *self, gboolean minimap);
gboolean esp_journey_canvas_get_minimap (EspJourneyCanvas *self);
void esp_journey_canvas_toggle_group (EspJourneyCanvas *self, const char *group);
void esp_journey_canvas_set_collapsed (EspJourneyCanvas *self, const char *const *groups);
char **esp_journey_canvas_dup_collapsed (EspJourneyCanvas *self);
gboolean esp_journey_canvas_is_collapsed (EspJourneyCanvas *self, const char *group);

EspJourneyLayout *esp_journey_canvas_get_layout (EspJourneyCanvas *self);
EspJourneyFaces *esp_journey_canvas_get_faces (EspJourneyCanvas *self);
gboolean
esp_journey_canvas_get_rectangle (EspJourneyCanvas *self, const char *id, GdkRectangle *out);
gboolean esp_journey_canvas_get_spot_rectangle (EspJourneyCanvas *self,
                                                const EspJourneySpot *spot,
                                                GdkRectangle *out);

G_END_DECLS
