/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "engine/journey/esp-journey-check.h"
#include "engine/segment/esp-segment-world.h"

G_BEGIN_DECLS

/* What steps and entries refer to, as it is called in this workspace. Read once, does not change then, and may
 * be shared between threads. */
typedef struct _EspJourneyNames EspJourneyNames;

/* Something that steps and entries can name. */
typedef struct
{
  gint64 id;
  char *reference; /* (owned) as the text of a step says it */
  char *name;      /* (owned) */
} EspJourneyName;

EspJourneyNames *esp_journey_names_load (EspTx *tx, EspLang lang, GError **error);
EspJourneyNames *esp_journey_names_ref (EspJourneyNames *self);
void esp_journey_names_unref (EspJourneyNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyNames, esp_journey_names_unref)

const char *esp_journey_names_find (const EspJourneyNames *self,
                                    EspJourneyNameKind kind,
                                    const char *reference);
const GPtrArray *esp_journey_names_list (const EspJourneyNames *self, EspJourneyNameKind kind);
const EspJourneyName *
esp_journey_names_find_id (const EspJourneyNames *self, EspJourneyNameKind kind, gint64 id);
const char *esp_journey_names_find_medium (const EspJourneyNames *self, const char *reference);
gboolean esp_journey_names_has_channel (const EspJourneyNames *self, const char *kind);
const char *esp_journey_names_find_field (const EspJourneyNames *self, const char *key);
EspSegmentWorld *esp_journey_names_get_world (const EspJourneyNames *self);
EspLang esp_journey_names_get_lang (const EspJourneyNames *self);

G_END_DECLS
