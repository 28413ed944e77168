/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-world.h"
#include "store/esp-bitmap.h"
#include "store/esp-changes.h"

G_BEGIN_DECLS

/* The sets of leads that the leaves of all segments match, kept by their normalised form and brought up
 * to date for those leads alone whom a change or the passing of time touched. Not for two threads. */
typedef struct _EspLeafCache EspLeafCache;

/* The moment at which a run asks. */
typedef struct
{
  EspTx *tx;              /* (unowned) */
  EspSegmentWorld *world; /* (unowned) */
  gint64 now_us;
} EspLeafRun;

EspLeafCache *esp_leaf_cache_new (void);
void esp_leaf_cache_free (EspLeafCache *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeafCache, esp_leaf_cache_free)

void esp_leaf_cache_note (EspLeafCache *self, const EspChanges *changes);
void esp_leaf_cache_trim (EspLeafCache *self);
void esp_leaf_cache_clear (EspLeafCache *self);
const EspBitmap *
esp_leaf_cache_get_universe (EspLeafCache *self, const EspLeafRun *run, GError **error);
const EspBitmap *esp_leaf_cache_get (EspLeafCache *self,
                                     const EspLeafRun *run,
                                     const EspCondition *normalised,
                                     gint64 *out_cost_us,
                                     GError **error);
EspBitmap *esp_leaf_cache_sample (EspLeafCache *self,
                                  const EspLeafRun *run,
                                  const EspCondition *normalised,
                                  const EspBitmap *only,
                                  GError **error);
gboolean esp_leaf_cache_has (EspLeafCache *self, const EspCondition *normalised);
gboolean esp_leaf_next_flip (const EspLeafRun *run,
                             const EspCondition *normalised,
                             gint64 *out_us,
                             GError **error);

/* For tests: how many leaves were asked whole, and of a few leads alone. */
void
esp_leaf_cache_get_statistics (const EspLeafCache *self, guint *out_n_whole, guint *out_n_partial);

G_END_DECLS
