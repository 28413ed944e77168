/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"

G_BEGIN_DECLS

#define ESP_OVERLAP_MAX_SETS 6

/* Leads that are in exactly these sets and in no other. */
typedef struct
{
  guint in; /* bit i: in set i */
  guint64 n;
  EspBitmap *leads; /* (owned) */
} EspOverlapPart;

/* How sets of leads lie over each other; the parts add up to everyone who is in any of them. */
typedef struct
{
  guint n_sets;
  guint64 sizes[ESP_OVERLAP_MAX_SETS];
  guint64 n_any;
  GArray *parts; /* (owned) (element-type EspOverlapPart): the largest first, empty ones left out */
} EspSegmentOverlap;

EspSegmentOverlap *esp_segment_overlap_new (const EspBitmap *const *sets, guint n_sets);
void esp_segment_overlap_free (EspSegmentOverlap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSegmentOverlap, esp_segment_overlap_free)

G_END_DECLS
