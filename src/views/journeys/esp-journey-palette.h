/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/journeys/esp-journey-pieces.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A searchable list of pieces: beside the canvas, and in the popover that adds a step. Pieces can be dragged
 * from it as text, which is what pasting takes too.
 *
 * Signal "chosen" (const char *piece): the piece of that id is to be put in. Signal "left" (): the one beside the canvas is
 * done with. */
#define ESP_TYPE_JOURNEY_PALETTE (esp_journey_palette_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyPalette, esp_journey_palette, ESP, JOURNEY_PALETTE, GtkWidget)

GtkWidget *esp_journey_palette_new (EspSession *session, gboolean is_brief);
void esp_journey_palette_set_names (EspJourneyPalette *self, EspJourneyNames *names);
void esp_journey_palette_begin (EspJourneyPalette *self);

G_END_DECLS
