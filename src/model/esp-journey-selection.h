/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Which steps of a journey are chosen: canvas, outline and inspector share one.
 *
 * Signal "changed": another step is the current one, or others are selected. */
#define ESP_TYPE_JOURNEY_SELECTION (esp_journey_selection_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneySelection, esp_journey_selection, ESP, JOURNEY_SELECTION, GObject)

typedef gboolean (*EspJourneyKnownFunc) (gpointer data, const char *id);

EspJourneySelection *esp_journey_selection_new (void);

const char *esp_journey_selection_get_current (EspJourneySelection *self);
const char *const *esp_journey_selection_get_ids (EspJourneySelection *self);
guint esp_journey_selection_get_n (EspJourneySelection *self);
gboolean esp_journey_selection_contains (EspJourneySelection *self, const char *id);

void esp_journey_selection_set (EspJourneySelection *self, const char *id, gboolean extend);
void esp_journey_selection_set_ids (EspJourneySelection *self,
                                    const char *current,
                                    const char *const *ids);
void esp_journey_selection_toggle (EspJourneySelection *self, const char *id);
void
esp_journey_selection_keep (EspJourneySelection *self, EspJourneyKnownFunc is_known, gpointer data);

int esp_journey_selection_get_branch (EspJourneySelection *self, const char *step);
void esp_journey_selection_note_branch (EspJourneySelection *self, const char *step, int branch);

G_END_DECLS
