/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small, fast, seeded generator (xoshiro256**): the same seed gives the same numbers everywhere. */
typedef struct
{
  guint64 state[4];
} EspRandom;

void esp_random_init (EspRandom *self, guint64 seed);
void esp_random_init_from_system (EspRandom *self);
guint64 esp_random_next (EspRandom *self);
guint32 esp_random_below (EspRandom *self, guint32 n);
double esp_random_unit (EspRandom *self);
void esp_random_uuid (EspRandom *self, guint8 out_uuid[16]);
guint64 esp_random_hash (guint64 value);

G_END_DECLS
