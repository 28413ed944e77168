/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts that read the world of a rehearsal, esp-rehearsal-*.c of this layer, alone. */
#pragma once

#include "store/esp-rehearsal-reads.h"
#include "engine/segment/esp-segment-engine.h"
#include "worker/esp-rehearsal-run.h"

G_BEGIN_DECLS

/* Somebody who leaves another journey. */
typedef struct
{
  guint32 lead_id;
  guint entry; /* that takes them in */
  gint64 at_us;
} EspRehearsalArrival;

typedef struct
{
  EspTx *tx;
  const EspRehearsalOptions *options;
  EspSegmentEngine *engine;  /* (owned) */
  EspSegmentWorld *segments; /* (owned) */
  EspRehearsalTouch *touch;  /* (owned) */
  EspRehearsalWorld *world;  /* (owned) (nullable) */
  EspBitmap *present;        /* (owned) everyone who is there */
  GArray *persons;           /* (owned) (element-type guint32) of what is being read */
  GArray *items;             /* (owned) (nullable) */
  GHashTable *props;         /* (owned) text to its number */
  GHashTable *campaigns;     /* (owned) uuid to its number */
  GArray *arrivals;          /* (owned) (nullable) (element-type EspRehearsalArrival) */
  GPtrArray *sends;          /* (owned) (element-type EspSend) (nullable elements) of the version */
} EspRehearsalLoad;

gboolean
esp_rehearsal_load_people (EspRehearsalLoad *self, const EspBitmap *people, GError **error);
gboolean esp_rehearsal_load_asked (EspRehearsalLoad *self, GError **error);
gboolean esp_rehearsal_load_sends (EspRehearsalLoad *self, GError **error);
gboolean esp_rehearsal_load_ghost (EspRehearsalLoad *self, GError **error);
EspBitmap *esp_rehearsal_load_candidates (EspRehearsalLoad *self, GError **error);
gboolean esp_rehearsal_load_visits (EspRehearsalLoad *self, GError **error);
gboolean esp_rehearsal_load_habits (EspRehearsalLoad *self, GError **error);
gboolean esp_rehearsal_load_others (EspRehearsalLoad *self, GError **error);
gboolean esp_rehearsal_load_arrivals (EspRehearsalLoad *self, guint entry, GError **error);
EspBitmap *esp_rehearsal_load_match (EspRehearsalLoad *self, const EspRule *rule, GError **error);
EspRule *
esp_rehearsal_load_segment_rule (EspRehearsalLoad *self, const char *reference, GError **error);
guint esp_rehearsal_load_campaign (EspRehearsalLoad *self, const char *uuid);
guint32 esp_rehearsal_load_props (EspRehearsalLoad *self, const char *json);

G_END_DECLS
