/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-world.h"
#include "store/esp-bitmap.h"
#include "store/esp-changes.h"

G_BEGIN_DECLS

/* Counts segments of one workspace: bitmap algebra over leaves that all segments share. May be used from
 * any thread, one count at a time; noting changes never waits for a count. */
typedef struct _EspSegmentEngine EspSegmentEngine;

typedef enum
{
  ESP_SEGMENT_PLAIN = 0,
  ESP_SEGMENT_ROWS = 1 << 0,     /* share and effect of every part */
  ESP_SEGMENT_NEXT = 1 << 1,     /* when time alone changes the result next */
  ESP_SEGMENT_ESTIMATE = 1 << 2, /* of a sample, unless every leaf is known already */
} EspSegmentFlags;

/* What one part of a rule does in the whole. */
typedef struct
{
  guint node_id;
  gboolean is_active;
  guint64 n_alone; /* leads that match this part by itself */
  gboolean has_effect;
  gint64 effect;    /* what the part adds to the size, usually below 0; not of the root */
  gint64 n_running; /* of parts of a root "all": leads left after this part; -1 otherwise */
  gint64 cost_us;   /* of leaves: the time that asking took now */
} EspSegmentRow;

typedef struct
{
  EspBitmap *members; /* (owned): in an estimate, those of the sample */
  gboolean is_estimate;
  guint64 size;    /* estimated: scaled up from the sample */
  guint64 n_leads; /* everyone */
  GArray *rows;    /* (owned) (element-type EspSegmentRow): empty unless asked for */
  gint64 now_us;
  gint64 next_us; /* %G_MAXINT64: never, or not asked for */
  gint64 elapsed_us;
} EspSegmentCount;

void esp_segment_count_free (EspSegmentCount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentCount, esp_segment_count_free)
const EspSegmentRow *esp_segment_count_find_row (const EspSegmentCount *self, guint node_id);

EspSegmentEngine *esp_segment_engine_new (void);
EspSegmentEngine *esp_segment_engine_ref (EspSegmentEngine *self);
void esp_segment_engine_unref (EspSegmentEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentEngine, esp_segment_engine_unref)

void esp_segment_engine_note (EspSegmentEngine *self, const EspChanges *changes);
EspSegmentCount *esp_segment_engine_count (EspSegmentEngine *self,
                                           EspTx *tx,
                                           const EspRule *rule,
                                           const char *segment_id,
                                           EspSegmentFlags flags,
                                           GError **error);
EspSegmentWorld *esp_segment_engine_get_world (EspSegmentEngine *self, EspTx *tx, GError **error);
void esp_segment_engine_get_statistics (EspSegmentEngine *self,
                                        guint *out_n_whole,
                                        guint *out_n_partial);

G_END_DECLS
