/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides, in the order of time, whom the limits of entry let into the journey of a rehearsal: the one thing in
 * which people stand in each other's way. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-gates.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-time.h"

/* Of one person; what comes behind is not limited any more, rather than to lead somebody round and round. */
#define MAX_PASSAGES 1000

/* Somebody at the door. */
typedef struct
{
  gint64 at_us;
  guint32 person;
} Try;

typedef struct
{
  const EspRehearsalWorld *world;
  EspRehearsalPerson *hand; /* (owned) */
  EspRehearsalGate *gates;  /* (unowned) */
  GArray *tries; /* (owned) (element-type Try) a heap: whoever comes first is at its top */
  gint64 day;
  gint64 n_today;
  gint64 n_total;
} Limits;

static gboolean
is_before (const Try *first, const Try *second)
{
  return first->at_us != second->at_us ? first->at_us < second->at_us
                                       : first->person < second->person;
}

static void
push (GArray *heap, const Try *added)
{
  guint at = heap->len;
  Try *tries;

  g_array_append_vals (heap, added, 1);
  tries = (Try *) (gpointer) heap->data;
  while (at > 0 && is_before (&tries[at], &tries[(at - 1) / 2]))
    {
      Try moved = tries[at];

      tries[at] = tries[(at - 1) / 2];
      tries[(at - 1) / 2] = moved;
      at = (at - 1) / 2;
    }
}

static Try
pop (GArray *heap)
{
  Try *tries = (Try *) (gpointer) heap->data;
  const Try first = tries[0];
  guint at = 0;

  tries[0] = tries[heap->len - 1];
  g_array_set_size (heap, heap->len - 1);
  for (;;)
    {
      guint least = at;
      Try moved;

      for (guint child = 2 * at + 1; child <= 2 * at + 2 && child < heap->len; child++)
        if (is_before (&tries[child], &tries[least]))
          least = child;
      if (least == at)
        return first;
      moved = tries[at];
      tries[at] = tries[least];
      tries[least] = moved;
      at = least;
    }
}

static void
look_ahead (Limits *self, guint32 person)
{
  const Try one = { esp_rehearsal_person_next_try (self->hand, person), person };

  if (one.at_us != G_MAXINT64)
    push (self->tries, &one);
}

static gint64
local_day (const Limits *self, gint64 at_us)
{
  EspLocalTime local;

  esp_local_time_read (g_ptr_array_index (self->world->zone_list, 0), at_us, &local);
  return local.day;
}

static void
let_in (Limits *self, const Try *one)
{
  EspRehearsalGate *gate = &self->gates[one->person];

  if (gate->n == 0)
    gate->first_us = one->at_us;
  else
    {
      if (gate->later_us == NULL)
        gate->later_us = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (gate->later_us, one->at_us);
    }
  gate->n++;
  gate->opens_us = 0;
  self->n_today++;
  self->n_total++;
}

static void
decide (Limits *self, const Try *one)
{
  const EspJourney *journey = self->world->journey;
  EspRehearsalGate *gate = &self->gates[one->person];
  gint64 day = local_day (self, one->at_us);

  if (day > self->day)
    {
      self->day = day;
      self->n_today = 0;
    }
  if (journey->limit_total > 0 && self->n_total >= journey->limit_total)
    {
      gate->opens_us = G_MAXINT64;
      return;
    }
  if (journey->limit_per_day > 0 && self->n_today >= journey->limit_per_day)
    gate->opens_us =
      esp_journey_moment_of_day (day + 1, 0, g_ptr_array_index (self->world->zone_list, 0));
  else
    {
      let_in (self, one);
      if (journey->reentry == ESP_REENTRY_NEVER || gate->n >= MAX_PASSAGES)
        return;
    }
  look_ahead (self, one->person);
}

/**
 * esp_rehearsal_gates_new:
 *
 * Everyone is led up to the next entry, and whoever comes first is decided first: a day that is full lets those
 * who still stand at a door in when the next one begins.
 *
 * Returns: (transfer full): by person
 */
EspRehearsalGate *
esp_rehearsal_gates_new (const EspRehearsalWorld *world)
{
  Limits self = { .world = world, .n_today = world->n_entered_today, .n_total = world->n_entered };

  self.gates = g_new0 (EspRehearsalGate, (gsize) world->n_people + 1);
  self.hand = esp_rehearsal_person_new (world);
  self.tries = g_array_new (FALSE, FALSE, sizeof (Try));
  self.day = local_day (&self, world->start_us);
  esp_rehearsal_person_set_gates (self.hand, self.gates);
  for (guint32 i = 0; i < world->n_people; i++)
    look_ahead (&self, i);
  while (self.tries->len > 0)
    {
      const Try one = pop (self.tries);

      decide (&self, &one);
    }
  g_array_unref (self.tries);
  esp_rehearsal_person_free (self.hand);
  return self.gates;
}

/**
 * esp_rehearsal_gates_free:
 * @gates: (nullable)
 */
void
esp_rehearsal_gates_free (EspRehearsalGate *gates, guint n_people)
{
  for (guint i = 0; gates != NULL && i < n_people; i++)
    if (gates[i].later_us != NULL)
      g_array_unref (gates[i].later_us);
  g_free (gates);
}
