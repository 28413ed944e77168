/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey.h"
#include "views/journeys/esp-journey-outline-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The steps and branches of a journey as a tree of lists. When the journey changes, only what changed is
 * told, and lines that stay are the same objects. */
typedef struct _EspJourneyOutlineModel EspJourneyOutlineModel;

EspJourneyOutlineModel *esp_journey_outline_model_new (void);
void esp_journey_outline_model_free (EspJourneyOutlineModel *self);
void esp_journey_outline_model_set_journey (EspJourneyOutlineModel *self,
                                            const EspJourney *journey);
GtkTreeListModel *esp_journey_outline_model_get_rows (EspJourneyOutlineModel *self);
EspJourneyOutlineItem *esp_journey_outline_model_get_item (EspJourneyOutlineModel *self,
                                                           guint position);
guint esp_journey_outline_model_find (EspJourneyOutlineModel *self, const char *id, int branch);
void esp_journey_outline_model_reveal (EspJourneyOutlineModel *self,
                                       const EspJourney *journey,
                                       const char *id);

G_END_DECLS
