/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-check.h"
#include "store/esp-journeys.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* One journey while it is edited: the graph, steps back and forth that outlive the program, saving by itself
 * shortly after each change, and what is wrong with it now. All windows of a store share one draft of a
 * journey.
 *
 * Signal "changed": the journey is another one now; also once it is loaded.
 * Signal "state": loading, saving or a failure began or ended; what can be undone or what the row says is
 *   another now.
 * Signal "problems": they were looked for anew. */
#define ESP_TYPE_JOURNEY_DRAFT (esp_journey_draft_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyDraft, esp_journey_draft, ESP, JOURNEY_DRAFT, GObject)

EspJourneyDraft *esp_journey_draft_new (EspStore *store, gint64 id);
void esp_journey_draft_close (EspJourneyDraft *self);

gint64 esp_journey_draft_get_id (EspJourneyDraft *self);
gboolean esp_journey_draft_is_loaded (EspJourneyDraft *self);
EspJourney *esp_journey_draft_get_journey (EspJourneyDraft *self);
const EspJourneyRow *esp_journey_draft_get_row (EspJourneyDraft *self);
const char *esp_journey_draft_get_name (EspJourneyDraft *self);
const GArray *esp_journey_draft_get_problems (EspJourneyDraft *self);
EspJourney *esp_journey_draft_get_checked (EspJourneyDraft *self);
gint64 esp_journey_draft_get_saved_at_us (EspJourneyDraft *self);
gboolean esp_journey_draft_is_dirty (EspJourneyDraft *self);
const GError *esp_journey_draft_get_failure (EspJourneyDraft *self);

void esp_journey_draft_apply (EspJourneyDraft *self,
                              EspJourney *journey,
                              const char *title,
                              const char *merge_key);
void esp_journey_draft_save (EspJourneyDraft *self);
void esp_journey_draft_retry (EspJourneyDraft *self);

const char *esp_journey_draft_get_undo_title (EspJourneyDraft *self);
const char *esp_journey_draft_get_redo_title (EspJourneyDraft *self);
gboolean esp_journey_draft_undo (EspJourneyDraft *self);
gboolean esp_journey_draft_redo (EspJourneyDraft *self);

G_END_DECLS
