/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"
#include "store/esp-segments.h"

G_BEGIN_DECLS

/* A segment of the workspace as counted now, and what that changes. */
typedef struct
{
  EspSegment *segment; /* (owned): as it was before */
  EspBitmap *members;  /* (owned) (nullable): NULL when there is a problem */
  EspBitmap *entered;  /* (owned) (nullable): who came in since the last count */
  EspBitmap *exited;   /* (owned) (nullable) */
  char *problem;       /* (owned) (nullable): why it cannot be counted: it stays at its last size */
  gint64 day;
  gint64 next_us; /* when time alone changes it next */
} EspSegmentMeasure;

EspSegmentMeasure *
esp_segment_measure (EspSegmentEngine *engine, EspTx *tx, gint64 segment_id, GError **error);
gboolean esp_segment_settle (EspTx *tx,
                             const EspSegmentMeasure *measure,
                             gboolean *out_changed,
                             GError **error);
void esp_segment_measure_free (EspSegmentMeasure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentMeasure, esp_segment_measure_free)

EspRule *esp_segment_read_rule (const EspSegment *segment, GError **error);

G_END_DECLS
