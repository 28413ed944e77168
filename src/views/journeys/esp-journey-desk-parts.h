/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the desk is put together from its widgets. */
#pragma once

#include "views/journeys/esp-journey-desk-private.h"

#include <adwaita.h>

G_BEGIN_DECLS

void esp_journey_desk_build (EspJourneyDesk *self);
void esp_journey_desk_update_parts (EspJourneyDesk *self);
void esp_journey_desk_close_popover (EspJourneyDesk *self);
void esp_journey_desk_size_allocate (GtkWidget *widget, int width, int height, int baseline);
void esp_journey_desk_measure (GtkWidget *widget,
                               GtkOrientation orientation,
                               int for_size,
                               int *minimum,
                               int *natural,
                               int *minimum_baseline,
                               int *natural_baseline);

/* esp-journey-desk.c */
void esp_journey_desk_refresh_place (EspJourneyDesk *self);

G_END_DECLS
