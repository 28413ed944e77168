/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canvas of the desk: what stands on it, and what is done when it is asked for something. */
#pragma once

#include "views/journeys/esp-journey-desk-private.h"

G_BEGIN_DECLS

GtkWidget *esp_journey_desk_canvas_new (EspJourneyDesk *self);
void esp_journey_desk_canvas_show (EspJourneyDesk *self);
void esp_journey_desk_canvas_add_actions (EspJourneyDesk *self);
void esp_journey_desk_canvas_read_flow (EspJourneyDesk *self);
void esp_journey_desk_canvas_clear (EspJourneyDesk *self);
gint64 esp_journey_desk_canvas_get_number (EspJourneyDesk *self,
                                           const char *kind,
                                           const char *id,
                                           int branch);
gboolean esp_journey_desk_canvas_open_number (EspJourneyDesk *self,
                                              const char *kind,
                                              const char *id,
                                              int branch);

void esp_journey_desk_canvas_number_cb (EspJourneyDesk *self,
                                        const char *kind,
                                        const char *id,
                                        int branch);

G_END_DECLS
