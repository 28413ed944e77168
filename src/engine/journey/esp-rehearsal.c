/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads everyone through a journey ahead of time, in chunks that know nothing of each other, and answers for
 * any moment of it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal.h"

#include "engine/journey/esp-journey-path.h"
#include "engine/journey/esp-rehearsal-gates.h"

#define CHUNK 1024

struct _EspRehearsal
{
  gatomicrefcount refs;
  EspRehearsalWorld *world;  /* (owned) */
  EspRehearsalTally *tally;  /* (owned) (nullable) finished */
  EspRehearsalPaths **paths; /* (owned) (nullable) by chunk */
  guint n_chunks;
  EspRehearsalGate *gates; /* (owned) (nullable) by person */
};

struct _EspRehearsalHand
{
  EspRehearsal *rehearsal;    /* (unowned) */
  EspRehearsalPerson *person; /* (owned) */
  EspRehearsalTally *tally;   /* (owned) */
};

/**
 * esp_rehearsal_new:
 * @world: (transfer full): prepared
 *
 * Returns: (transfer full): with everyone still to be led
 */
EspRehearsal *
esp_rehearsal_new (EspRehearsalWorld *world)
{
  EspRehearsal *self = g_new0 (EspRehearsal, 1);

  g_atomic_ref_count_init (&self->refs);
  self->world = world;
  self->n_chunks = (world->n_people + CHUNK - 1) / CHUNK;
  if (world->n_people <= ESP_REHEARSAL_MAX_PATHS)
    self->paths = g_new0 (EspRehearsalPaths *, self->n_chunks + 1);
  if (world->journey->limit_per_day > 0 || world->journey->limit_total > 0)
    self->gates = esp_rehearsal_gates_new (world);
  return self;
}

/**
 * esp_rehearsal_ref:
 */
EspRehearsal *
esp_rehearsal_ref (EspRehearsal *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_rehearsal_unref:
 */
void
esp_rehearsal_unref (EspRehearsal *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; self->paths != NULL && i < self->n_chunks; i++)
    esp_rehearsal_paths_free (self->paths[i]);
  g_free (self->paths);
  esp_rehearsal_tally_free (self->tally);
  esp_rehearsal_gates_free (self->gates, self->world->n_people);
  esp_rehearsal_world_free (self->world);
  g_free (self);
}

/**
 * esp_rehearsal_hand_new:
 *
 * Returns: (transfer full): for one thread
 */
EspRehearsalHand *
esp_rehearsal_hand_new (EspRehearsal *self)
{
  EspRehearsalHand *hand = g_new0 (EspRehearsalHand, 1);

  hand->rehearsal = self;
  hand->person = esp_rehearsal_person_new (self->world);
  hand->tally = esp_rehearsal_tally_new (self->world);
  esp_rehearsal_person_set_gates (hand->person, self->gates);
  return hand;
}

/**
 * esp_rehearsal_hand_free:
 */
void
esp_rehearsal_hand_free (EspRehearsalHand *self)
{
  if (self == NULL)
    return;
  esp_rehearsal_person_free (self->person);
  esp_rehearsal_tally_free (self->tally);
  g_free (self);
}

/**
 * esp_rehearsal_get_n_chunks:
 */
guint
esp_rehearsal_get_n_chunks (const EspRehearsal *self)
{
  return self->n_chunks;
}

/**
 * esp_rehearsal_lead_chunk:
 * @chunk: each is led once, by any hand
 */
void
esp_rehearsal_lead_chunk (EspRehearsalHand *hand, guint chunk)
{
  EspRehearsal *self = hand->rehearsal;
  guint first = chunk * CHUNK;
  guint last = MIN (first + CHUNK, self->world->n_people);
  EspRehearsalPaths *paths = NULL;

  if (self->paths != NULL)
    paths = self->paths[chunk] = esp_rehearsal_paths_new ();
  for (guint i = first; i < last; i++)
    esp_rehearsal_person_lead (hand->person, i, hand->tally, paths);
}

/**
 * esp_rehearsal_finish:
 *
 * Puts together what the hands have counted.
 */
void
esp_rehearsal_finish (EspRehearsal *self, EspRehearsalHand **hands, guint n_hands)
{
  self->tally = esp_rehearsal_tally_new (self->world);
  for (guint i = 0; i < n_hands; i++)
    esp_rehearsal_tally_merge (self->tally, hands[i]->tally);
  esp_rehearsal_tally_finish (self->tally);
}

/**
 * esp_rehearsal_get_world:
 */
const EspRehearsalWorld *
esp_rehearsal_get_world (const EspRehearsal *self)
{
  return self->world;
}

/**
 * esp_rehearsal_get_tally:
 *
 * Returns: (transfer none) (nullable): once it is finished
 */
const EspRehearsalTally *
esp_rehearsal_get_tally (const EspRehearsal *self)
{
  return self->tally;
}

/**
 * esp_rehearsal_has_paths:
 */
gboolean
esp_rehearsal_has_paths (const EspRehearsal *self)
{
  return self->paths != NULL;
}

/**
 * esp_rehearsal_follow:
 *
 * Leads one person again: the same seed takes the same way.
 *
 * Returns: (transfer full): the passages of that person
 */
EspRehearsalPaths *
esp_rehearsal_follow (const EspRehearsal *self, guint person)
{
  EspRehearsalPaths *paths = esp_rehearsal_paths_new ();
  g_autoptr (EspRehearsalPerson) hand = esp_rehearsal_person_new (self->world);

  esp_rehearsal_person_set_gates (hand, self->gates);
  esp_rehearsal_person_lead (hand, person, NULL, paths);
  return paths;
}

/* Until the next mark the person is at the step that it is about. */
static gboolean
is_at (const EspRehearsalPaths *paths,
       const EspRehearsalPassage *passage,
       guint32 step,
       gint64 at_us)
{
  g_autoptr (GArray) marks = NULL;

  if (passage->entered_us > at_us)
    return FALSE;
  marks = esp_journey_path_read (esp_journey_path_at (paths->bytes, passage->path_at),
                                 passage->n_path, passage->entered_us);
  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);

      if (mark->at_us > at_us)
        return mark->step == step;
    }
  return passage->status == ESP_STATE_INSIDE && passage->step == step;
}

/**
 * esp_rehearsal_get_leads_at:
 *
 * Returns: (transfer full) (nullable): who is at the step at that moment; %NULL when no paths were kept
 */
EspBitmap *
esp_rehearsal_get_leads_at (const EspRehearsal *self, guint32 step, gint64 at_us)
{
  EspBitmap *leads;

  if (self->paths == NULL)
    return NULL;
  leads = esp_bitmap_new ();
  for (guint i = 0; i < self->n_chunks; i++)
    for (guint j = 0; self->paths[i] != NULL && j < self->paths[i]->passages->len; j++)
      {
        const EspRehearsalPassage *passage =
          &g_array_index (self->paths[i]->passages, EspRehearsalPassage, j);

        if (is_at (self->paths[i], passage, step, at_us))
          esp_bitmap_add (leads, self->world->leads[passage->person]);
      }
  return leads;
}

/**
 * esp_rehearsal_get_gates:
 *
 * Returns: (transfer none) (nullable): by person, what the limits of entry decided; %NULL without limits
 */
const EspRehearsalGate *
esp_rehearsal_get_gates (const EspRehearsal *self)
{
  return self->gates;
}

/**
 * esp_rehearsal_get_cost:
 * @out_is_whole: whether the price of every message that went out is known
 *
 * Returns: in minor units
 */
gint64
esp_rehearsal_get_cost (const EspRehearsal *self, gboolean *out_is_whole)
{
  double cost = 0;

  *out_is_whole = TRUE;
  for (guint i = 0; i < self->tally->n_sends; i++)
    if (self->world->sends[i].price >= 0)
      cost += (double) self->tally->sent[i] * self->world->sends[i].price;
    else if (self->tally->sent[i] > 0)
      *out_is_whole = FALSE;
  return (gint64) (cost + 0.5);
}

/**
 * esp_rehearsal_get_n_reached:
 *
 * Returns: how often a goal was reached
 */
gint64
esp_rehearsal_get_n_reached (const EspRehearsal *self)
{
  gint64 n = 0;

  for (guint i = 0; i < self->tally->n_steps; i++)
    n += self->tally->outcomes[i * ESP_N_OUTCOMES + ESP_OUTCOME_REACHED];
  return n;
}

/**
 * esp_rehearsal_get_size:
 *
 * Returns: about how many bytes people and paths take
 */
gsize
esp_rehearsal_get_size (const EspRehearsal *self)
{
  gsize size = esp_rehearsal_world_get_size (self->world);

  for (guint i = 0; self->paths != NULL && i < self->n_chunks; i++)
    if (self->paths[i] != NULL)
      size +=
        self->paths[i]->bytes->len + self->paths[i]->passages->len * sizeof (EspRehearsalPassage);
  return size;
}
