/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of days that is made once and then asked often: holidays, days off. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-day-set.h"

#include <stdlib.h>
#include <string.h>

struct _EspDaySet
{
  gatomicrefcount refs;
  gsize n;
  gint64 days[]; /* in order */
};

static int
compare_days (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/**
 * esp_day_set_new:
 * @days: since 1970-01-01, in any order
 *
 * Returns: (transfer full)
 */
EspDaySet *
esp_day_set_new (const gint64 *days, gsize n)
{
  EspDaySet *self = g_malloc (sizeof *self + n * sizeof *days);

  g_atomic_ref_count_init (&self->refs);
  self->n = n;
  if (n > 0)
    memcpy (self->days, days, n * sizeof *days);
  qsort (self->days, n, sizeof *days, compare_days);
  return self;
}

/**
 * esp_day_set_ref:
 *
 * Returns: (transfer full)
 */
EspDaySet *
esp_day_set_ref (EspDaySet *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
esp_day_set_unref (EspDaySet *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

/**
 * esp_day_set_has:
 * @self: (nullable): no set has no days
 */
gboolean
esp_day_set_has (const EspDaySet *self, gint64 day)
{
  return self != NULL && self->n > 0 &&
         bsearch (&day, self->days, self->n, sizeof day, compare_days) != NULL;
}
