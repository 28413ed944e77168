/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps as a text of their own, for the edits. */
#pragma once

#include "engine/journey/esp-journey-build.h"
#include "engine/journey/esp-journey-edits.h"

G_BEGIN_DECLS

/* Steps that were read from a text. */
typedef struct
{
  JsonNode *steps;  /* (owned) a list */
  JsonNode *groups; /* (owned) (nullable) a list */
} EspJourneyClip;

void esp_journey_clip_clear (EspJourneyClip *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspJourneyClip, esp_journey_clip_clear)

JsonNode *esp_journey_load_node (const char *text, GError **error);
gboolean esp_journey_clip_read (EspJourneyClip *self, const char *text, GError **error);
void esp_journey_clip_rename (EspJourneyClip *self, const EspJourney *to, GPtrArray *around);
GArray *esp_journey_outermost (const EspJourney *self, const char *const *ids, GError **error);
JsonNode *esp_journey_clip_write (const EspJourney *self, const GArray *steps);

G_END_DECLS
