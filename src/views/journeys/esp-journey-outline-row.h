/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-face.h"
#include "views/journeys/esp-journey-outline-item.h"
#include "views/journeys/esp-journey-words.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a line of the outline is filled from. */
typedef struct
{
  const EspJourney *journey;
  const EspJourneyNames *names; /* (nullable) */
  const GArray *problems;       /* (nullable) (element-type EspJourneyProblem) */
  const EspJourneyFaces *faces; /* (nullable): whose numbers are shown */
} EspJourneyOutlineFacts;

GtkWidget *esp_journey_outline_row_new (void);
void esp_journey_outline_row_fill (GtkWidget *row,
                                   EspJourneyOutlineItem *item,
                                   const EspJourneyOutlineFacts *facts);
void esp_journey_outline_row_set_selected (GtkWidget *row, gboolean is_selected);

G_END_DECLS
