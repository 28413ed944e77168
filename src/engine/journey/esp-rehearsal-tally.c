/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what happens in a rehearsal, by step and by stretch of time. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-tally.h"

#include "base/esp-clock.h"

#define MAX_CELLS (4 * 1024 * 1024)

/* Fine enough for a slider, coarse enough for five thousand steps. */
static const gint64 stretches_us[] = { 15 * ESP_USEC_PER_MINUTE, ESP_USEC_PER_HOUR,
                                       3 * ESP_USEC_PER_HOUR,    6 * ESP_USEC_PER_HOUR,
                                       12 * ESP_USEC_PER_HOUR,   24 * ESP_USEC_PER_HOUR };

static guint
count_stretches (gint64 length_us, gint64 stretch_us)
{
  return (guint) (length_us / stretch_us) + 1;
}

/**
 * esp_rehearsal_tally_new:
 *
 * Returns: (transfer full): with nothing counted
 */
EspRehearsalTally *
esp_rehearsal_tally_new (const EspRehearsalWorld *world)
{
  EspRehearsalTally *self = g_new0 (EspRehearsalTally, 1);
  gint64 length_us = MAX (world->end_us - world->start_us, 1);
  guint i;

  self->start_us = world->start_us;
  self->n_steps = esp_journey_get_n_steps (world->journey);
  self->n_sends = world->journey->n_sends;
  self->n_sources = world->sources->len;
  self->n_hours = count_stretches (length_us, ESP_USEC_PER_HOUR);
  self->slot_from = g_new0 (guint, self->n_steps + 1);
  for (i = 0; i < self->n_steps; i++)
    {
      self->slot_from[i] = self->n_slots;
      self->n_slots += esp_journey_step_get_n_branches (esp_journey_get_step (world->journey, i));
    }
  self->slot_from[i] = self->n_slots;
  for (i = 0; i + 1 < G_N_ELEMENTS (stretches_us); i++)
    if ((gsize) count_stretches (length_us, stretches_us[i]) *
          (3 * self->n_steps + self->n_slots) <=
        MAX_CELLS)
      break;
  self->bucket_us = stretches_us[i];
  self->n_buckets = count_stretches (length_us, self->bucket_us);
  self->arrived = g_new0 (gint32, (gsize) self->n_steps * self->n_buckets + 1);
  self->left = g_new0 (gint32, (gsize) self->n_steps * self->n_buckets + 1);
  self->passed = g_new0 (gint32, (gsize) self->n_steps * self->n_buckets + 1);
  self->taken = g_new0 (gint32, (gsize) self->n_slots * self->n_buckets + 1);
  self->entered = g_new0 (gint32, self->n_buckets);
  self->gone = g_new0 (gint32, self->n_buckets);
  self->active = g_new0 (gint32, self->n_buckets);
  self->outcomes = g_new0 (gint64, self->n_steps * ESP_N_OUTCOMES + 1);
  self->held = g_new0 (gint64, self->n_sends * ESP_N_REASONS + 1);
  self->delayed = g_new0 (gint64, self->n_sends * ESP_N_REASONS + 1);
  self->sent = g_new0 (gint64, self->n_sends + 1);
  self->hours = g_new0 (guint32, (gsize) self->n_sends * self->n_hours + 1);
  self->collided = g_new0 (gint64, self->n_sources + 1);
  self->displaced = g_new0 (gint64, self->n_sources + 1);
  return self;
}

/**
 * esp_rehearsal_tally_free:
 */
void
esp_rehearsal_tally_free (EspRehearsalTally *self)
{
  if (self == NULL)
    return;
  g_free (self->slot_from);
  g_free (self->arrived);
  g_free (self->left);
  g_free (self->passed);
  g_free (self->taken);
  g_free (self->entered);
  g_free (self->gone);
  g_free (self->active);
  g_free (self->outcomes);
  g_free (self->held);
  g_free (self->delayed);
  g_free (self->sent);
  g_free (self->hours);
  g_free (self->collided);
  g_free (self->displaced);
  g_free (self);
}

static void
add_short (gint32 *to, const gint32 *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += from[i];
}

static void
add_long (gint64 *to, const gint64 *from, gsize n)
{
  for (gsize i = 0; i < n; i++)
    to[i] += from[i];
}

/**
 * esp_rehearsal_tally_merge:
 * @other: of the same world; not finished, as this one
 */
void
esp_rehearsal_tally_merge (EspRehearsalTally *self, const EspRehearsalTally *other)
{
  gsize n_cells = (gsize) self->n_steps * self->n_buckets;

  add_short (self->arrived, other->arrived, n_cells);
  add_short (self->left, other->left, n_cells);
  add_short (self->passed, other->passed, n_cells);
  add_short (self->taken, other->taken, (gsize) self->n_slots * self->n_buckets);
  add_short (self->entered, other->entered, self->n_buckets);
  add_short (self->gone, other->gone, self->n_buckets);
  add_short (self->active, other->active, self->n_buckets);
  add_long (self->outcomes, other->outcomes, self->n_steps * ESP_N_OUTCOMES);
  add_long (self->held, other->held, self->n_sends * ESP_N_REASONS);
  add_long (self->delayed, other->delayed, self->n_sends * ESP_N_REASONS);
  add_long (self->sent, other->sent, self->n_sends);
  for (gsize i = 0; i < (gsize) self->n_sends * self->n_hours; i++)
    self->hours[i] += other->hours[i];
  add_long (self->collided, other->collided, self->n_sources);
  add_long (self->displaced, other->displaced, self->n_sources);
  add_long (self->refused, other->refused, ESP_N_ADMISSIONS);
  add_long (self->by_status, other->by_status, ESP_N_STATUSES);
  self->n_entered += other->n_entered;
  self->n_people += other->n_people;
  self->n_decisions += other->n_decisions;
}

static void
sum_up (gint32 *cells, guint n_rows, guint n_buckets)
{
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 1; i < n_buckets; i++)
      cells[(gsize) row * n_buckets + i] += cells[(gsize) row * n_buckets + i - 1];
}

/**
 * esp_rehearsal_tally_finish:
 *
 * From now on each number is the sum up to its moment.
 */
void
esp_rehearsal_tally_finish (EspRehearsalTally *self)
{
  sum_up (self->arrived, self->n_steps, self->n_buckets);
  sum_up (self->left, self->n_steps, self->n_buckets);
  sum_up (self->passed, self->n_steps, self->n_buckets);
  sum_up (self->taken, self->n_slots, self->n_buckets);
  sum_up (self->entered, 1, self->n_buckets);
  sum_up (self->gone, 1, self->n_buckets);
}

/**
 * esp_rehearsal_tally_bucket:
 *
 * Returns: the stretch of time in which a moment lies
 */
guint
esp_rehearsal_tally_bucket (const EspRehearsalTally *self, gint64 at_us)
{
  if (at_us <= self->start_us)
    return 0;
  return (guint) MIN ((at_us - self->start_us) / self->bucket_us, self->n_buckets - 1);
}

/**
 * esp_rehearsal_tally_get_end:
 */
gint64
esp_rehearsal_tally_get_end (const EspRehearsalTally *self)
{
  return self->start_us + (self->n_buckets - 1) * self->bucket_us;
}

static gint64
get_cell (const EspRehearsalTally *self, const gint32 *cells, guint row, gint64 at_us)
{
  return cells[(gsize) row * self->n_buckets + esp_rehearsal_tally_bucket (self, at_us)];
}

/**
 * esp_rehearsal_tally_n_here:
 *
 * Returns: how many rest at the step by the end of the stretch of @at_us
 */
gint64
esp_rehearsal_tally_n_here (const EspRehearsalTally *self, guint32 step, gint64 at_us)
{
  return get_cell (self, self->arrived, step, at_us) - get_cell (self, self->left, step, at_us);
}

/**
 * esp_rehearsal_tally_n_inside:
 */
gint64
esp_rehearsal_tally_n_inside (const EspRehearsalTally *self, gint64 at_us)
{
  return get_cell (self, self->entered, 0, at_us) - get_cell (self, self->gone, 0, at_us);
}

/**
 * esp_rehearsal_tally_n_entered:
 */
gint64
esp_rehearsal_tally_n_entered (const EspRehearsalTally *self, gint64 at_us)
{
  return get_cell (self, self->entered, 0, at_us);
}

/**
 * esp_rehearsal_tally_n_passed:
 */
gint64
esp_rehearsal_tally_n_passed (const EspRehearsalTally *self, guint32 step, gint64 at_us)
{
  return get_cell (self, self->passed, step, at_us);
}

/**
 * esp_rehearsal_tally_n_taken:
 */
gint64
esp_rehearsal_tally_n_taken (const EspRehearsalTally *self,
                             guint32 step,
                             guint branch,
                             gint64 at_us)
{
  guint slot = self->slot_from[step] + branch;

  return slot < self->slot_from[step + 1] ? get_cell (self, self->taken, slot, at_us) : 0;
}

/**
 * esp_rehearsal_tally_next_active:
 * @direction: 1 forward, -1 back
 *
 * Returns: the beginning of the next stretch in which something is decided; @at_us when there is none
 */
gint64
esp_rehearsal_tally_next_active (const EspRehearsalTally *self, gint64 at_us, int direction)
{
  gint64 bucket = esp_rehearsal_tally_bucket (self, at_us);

  for (gint64 i = bucket + direction; i >= 0 && i < self->n_buckets; i += direction)
    if (self->active[i] > 0)
      return self->start_us + i * self->bucket_us;
  return at_us;
}

/**
 * esp_rehearsal_tally_next_send:
 *
 * Returns: the next hour in which messages go out; @at_us when there is none
 */
gint64
esp_rehearsal_tally_next_send (const EspRehearsalTally *self, gint64 at_us)
{
  for (gint64 hour = MAX (at_us - self->start_us, 0) / ESP_USEC_PER_HOUR + 1; hour < self->n_hours;
       hour++)
    if (esp_rehearsal_tally_in_hour (self, (guint) hour) > 0)
      return self->start_us + hour * ESP_USEC_PER_HOUR;
  return at_us;
}

/**
 * esp_rehearsal_tally_n_sent:
 */
gint64
esp_rehearsal_tally_n_sent (const EspRehearsalTally *self)
{
  gint64 n = 0;

  for (guint i = 0; i < self->n_sends; i++)
    n += self->sent[i];
  return n;
}

static gint64
sum_reason (const EspRehearsalTally *self, const gint64 *numbers, EspReason reason)
{
  gint64 n = 0;

  for (guint i = 0; i < self->n_sends; i++)
    n += numbers[i * ESP_N_REASONS + (guint) reason];
  return n;
}

/**
 * esp_rehearsal_tally_n_held:
 *
 * Returns: how many messages nobody gets, for that reason
 */
gint64
esp_rehearsal_tally_n_held (const EspRehearsalTally *self, EspReason reason)
{
  return sum_reason (self, self->held, reason);
}

/**
 * esp_rehearsal_tally_n_delayed:
 *
 * Returns: how many wait for a while, for that reason
 */
gint64
esp_rehearsal_tally_n_delayed (const EspRehearsalTally *self, EspReason reason)
{
  return sum_reason (self, self->delayed, reason);
}

/**
 * esp_rehearsal_tally_in_hour:
 *
 * Returns: how many messages go out in that hour since the start
 */
gint64
esp_rehearsal_tally_in_hour (const EspRehearsalTally *self, guint hour)
{
  gint64 n = 0;

  for (guint i = 0; i < self->n_sends; i++)
    n += self->hours[(gsize) i * self->n_hours + hour];
  return n;
}

/**
 * esp_rehearsal_tally_get_peak:
 *
 * Returns: the most in one hour
 */
gint64
esp_rehearsal_tally_get_peak (const EspRehearsalTally *self, guint *out_hour)
{
  gint64 peak = 0;

  *out_hour = 0;
  for (guint hour = 0; hour < self->n_hours; hour++)
    {
      gint64 n = esp_rehearsal_tally_in_hour (self, hour);

      if (n > peak)
        {
          peak = n;
          *out_hour = hour;
        }
    }
  return peak;
}
