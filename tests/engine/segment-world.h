/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-random.h"
#include "engine/segment/esp-rule.h"
#include "store/esp-store.h"

/* A small workspace full of every kind of fact, and random rules that ask for them. */
typedef struct
{
  char *folder;
  EspClock *clock;
  EspStore *store;
  EspRandom random;
  EspChanges *changes; /* what writes changed since it was last emptied */
  guint n_leads;
  const char *zone; /* of the workspace */
  char *static_uuid;
  char *dynamic_uuid;
  char *nested_uuid; /* asks the other two */
  char *campaign_uuid;
} SegmentWorld;

void segment_world_set_up (SegmentWorld *self, guint64 seed, guint n_leads);
void segment_world_tear_down (SegmentWorld *self);
void segment_world_change (SegmentWorld *self, guint n_changes);
EspRule *segment_world_random_rule (SegmentWorld *self);
EspChanges *segment_world_take_changes (SegmentWorld *self);
