/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-segment-engine.c and esp-segment-run.c only. */
#pragma once

#include "engine/segment/esp-leaf-cache.h"
#include "engine/segment/esp-segment-engine.h"

G_BEGIN_DECLS

/* What one part of a rule matches. */
typedef struct
{
  const EspBitmap *leads; /* (unowned) */
  EspBitmap *owned;       /* (owned) (nullable): behind "leads" of groups, and of complements */
  gint64 cost_us;
} EspSegmentPart;

typedef struct
{
  EspSegmentEngine *self;
  EspLeafRun run;
  const EspBitmap *universe; /* (unowned): everyone, or the sample */
  const EspBitmap *sample;   /* (nullable) (unowned) */
  GHashTable *parts;         /* (owned): node to EspSegmentPart */
  guint depth;
} EspSegmentRun;

EspBitmap *esp_segment_combine (const EspSegmentRun *count,
                                const EspRuleNode *group,
                                const EspRuleNode *without,
                                const EspRuleNode *replaced,
                                const EspBitmap *replacement);
void
esp_segment_add_rows (const EspSegmentRun *count, const EspRuleNode *root, EspSegmentCount *out);
EspBitmap *esp_segment_draw_sample (const EspBitmap *universe);
void esp_segment_scale_estimate (EspSegmentCount *out, guint64 n_sample);

G_END_DECLS
