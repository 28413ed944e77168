/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/esp-journey-colors.h"
#include "draw/esp-journey-view.h"

G_BEGIN_DECLS

/* All of a journey in small: shapes of steps and groups, what is wrong, and the part that is seen.
 *
 * Signal "moved" (double x, double y): that place of the journey is to be in the middle. */
#define ESP_TYPE_JOURNEY_MINIMAP (esp_journey_minimap_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyMinimap, esp_journey_minimap, ESP, JOURNEY_MINIMAP, GtkWidget)

GtkWidget *esp_journey_minimap_new (void);
void esp_journey_minimap_set_content (EspJourneyMinimap *self,
                                      EspJourneyLayout *layout,
                                      EspJourneyFaces *faces);
void esp_journey_minimap_set_view (EspJourneyMinimap *self, const EspJourneyView *view);
void esp_journey_minimap_set_colors (EspJourneyMinimap *self, const EspJourneyColors *colors);
gboolean esp_journey_minimap_is_held (EspJourneyMinimap *self);

G_END_DECLS
