/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded random numbers, so that every test, sample and simulation can be repeated exactly. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-random.h"

#include <string.h>

#include <sys/random.h>

static guint64
split_mix (guint64 *state)
{
  guint64 z = (*state += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline guint64
rotate_left (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

/**
 * esp_random_hash:
 *
 * Mixes @value well; equal values give equal results on every machine. Used to place a lead into a
 * stable bucket ("random 10 %").
 */
guint64
esp_random_hash (guint64 value)
{
  return split_mix (&value);
}

/**
 * esp_random_init:
 *
 * Seeds the generator (Blackman and Vigna, xoshiro256**, seeded by splitmix64 as they advise).
 */
void
esp_random_init (EspRandom *self, guint64 seed)
{
  for (int i = 0; i < 4; i++)
    self->state[i] = split_mix (&seed);
}

/**
 * esp_random_init_from_system:
 *
 * Seeds the generator from the kernel.
 */
void
esp_random_init_from_system (EspRandom *self)
{
  guint64 seed = 0;

  if (getrandom (&seed, sizeof seed, 0) != sizeof seed)
    seed = (guint64) g_get_real_time () ^ ((guint64) g_random_int () << 32);
  esp_random_init (self, seed);
}

/**
 * esp_random_next:
 *
 * Returns: 64 random bits
 */
guint64
esp_random_next (EspRandom *self)
{
  guint64 *s = self->state;
  guint64 result = rotate_left (s[1] * 5, 7) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

/**
 * esp_random_below:
 *
 * Returns: a number from 0 to @n - 1 without bias worth naming (multiply-shift on 32 bits)
 */
guint32
esp_random_below (EspRandom *self, guint32 n)
{
  return (guint32) (((esp_random_next (self) >> 32) * n) >> 32);
}

/**
 * esp_random_unit:
 *
 * Returns: a number in [0, 1)
 */
double
esp_random_unit (EspRandom *self)
{
  return (double) (esp_random_next (self) >> 11) * 0x1.0p-53;
}

/**
 * esp_random_uuid:
 *
 * Writes a version-4 UUID (RFC 9562) in its 16-byte form.
 */
void
esp_random_uuid (EspRandom *self, guint8 out_uuid[16])
{
  guint64 halves[2] = { esp_random_next (self), esp_random_next (self) };

  memcpy (out_uuid, halves, sizeof halves);
  out_uuid[6] = (guint8) ((out_uuid[6] & 0x0f) | 0x40);
  out_uuid[8] = (guint8) ((out_uuid[8] & 0x3f) | 0x80);
}
