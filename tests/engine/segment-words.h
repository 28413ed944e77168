/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "segment-world.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)

/* What the facts of the small workspace are made of, and the rules that ask for them. */
extern const char *const world_cities[15];
extern const char *const world_tags[5];
extern const char *const world_kinds[5];
extern const char *const world_messages[3];
extern const char *const world_channels[3];
extern const char *const world_purposes[2];
extern const char *const world_states[5];
extern const char *const world_items[10];

#define PICK(self, array) ((array)[esp_random_below (&(self)->random, G_N_ELEMENTS (array))])

gboolean segment_world_chance (SegmentWorld *self, guint percent);
gint64 segment_world_some_moment (SegmentWorld *self);
gint64 segment_world_some_day (SegmentWorld *self);
