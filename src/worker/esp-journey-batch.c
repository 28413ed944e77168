/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads many people on at once: states out of rows, as far as each goes, effects written, rows written. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "engine/journey/esp-journey-path.h"

#include <string.h>

/* An update before a question is written in between; no journey needs more of that in one go. */
#define MAX_ROUNDS 100

typedef struct
{
  EspJourneyTurn *turn;
  EspJourneyMembers *members;
  EspJourneyState *states; /* (owned) */
  GArray *later; /* (owned) (element-type guint) who goes on once the effects are written */
  EspJourneyRun run;
} Batch;

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const EspJourneyMember *first = a;
  const EspJourneyMember *second = b;

  return first->id < second->id ? -1 : first->id > second->id;
}

static void
load_state (const Batch *batch, const EspJourneyMember *member, EspJourneyState *state)
{
  guint n = batch->run.journey->n_counters;

  *state = (EspJourneyState){ .status = (EspJourneyStatus) member->status,
                              .phase = (EspJourneyPhase) member->phase,
                              .step = member->step,
                              .n_steps = member->n_steps,
                              .entered_us = member->entered_us,
                              .since_us = member->since_us,
                              .due_us = member->due_us };
  if (member->n_counters == 0)
    return;
  state->counters = g_new0 (guint16, n);
  memcpy (state->counters, batch->members->bytes->data + member->counters_at,
          MIN (member->n_counters, n * sizeof (guint16)));
}

/* The old path is copied behind everything else, and goes on there. */
static void
write_path (Batch *batch, EspJourneyMember *member)
{
  GByteArray *bytes = batch->members->bytes;
  const GArray *marks = batch->run.marks;
  gint64 last_us;
  gsize at = bytes->len;

  if (marks->len == 0)
    return;
  last_us =
    esp_journey_path_last_us (bytes->data + member->path_at, member->n_path, member->entered_us);
  g_byte_array_set_size (bytes, (guint) (at + member->n_path));
  if (member->n_path > 0) /* without bytes there may be no array either */
    memcpy (bytes->data + at, bytes->data + member->path_at, member->n_path);
  for (guint i = 0; i < marks->len; i++)
    esp_journey_path_append (bytes, &g_array_index (marks, EspJourneyMark, i), &last_us);
  member->path_at = at;
  member->n_path = bytes->len - at;
}

static void
count_marks (Batch *batch, guint32 lead_id)
{
  const GArray *marks = batch->run.marks;

  for (guint i = 0; i < marks->len; i++)
    esp_journey_tallies_add (batch->turn->counts, &g_array_index (marks, EspJourneyMark, i),
                             lead_id);
  batch->turn->n_steps += marks->len;
}

static void
lead_on (Batch *batch, guint index, const EspJourneyEvent *event)
{
  EspJourneyMember *member = &g_array_index (batch->members->rows, EspJourneyMember, index);
  EspJourneyState *state = &batch->states[index];
  EspJourneyTurn *turn = batch->turn;

  g_array_set_size (batch->run.marks, 0);
  if (!esp_journey_asks_is_present (turn->asks, member->lead_id))
    esp_journey_leave (&batch->run, state, member->lead_id, ESP_STATE_GONE);
  else if (esp_journey_step (&batch->run, state, member->lead_id, event) == ESP_MOVE_LATER)
    g_array_append_val (batch->later, index);
  while (turn->effect_owners->len < turn->effects->len)
    g_array_append_val (turn->effect_owners, member->id);
  write_path (batch, member);
  count_marks (batch, member->lead_id);
}

static void
store_state (Batch *batch, guint index)
{
  EspJourneyMember *member = &g_array_index (batch->members->rows, EspJourneyMember, index);
  EspJourneyState *state = &batch->states[index];

  member->status = state->status;
  member->phase = state->phase;
  member->step = state->step;
  member->n_steps = state->n_steps;
  member->since_us = state->since_us;
  member->due_us = state->due_us;
  member->watch = esp_journey_get_watch (batch->run.journey, state);
  if (state->counters == NULL)
    return;
  member->counters_at = batch->members->bytes->len;
  member->n_counters = batch->run.journey->n_counters * sizeof (guint16);
  g_byte_array_append (batch->members->bytes, (const guint8 *) state->counters,
                       (guint) member->n_counters);
  esp_journey_state_clear (state);
}

/* Who has to wait for what the journey itself writes goes on in the next round. */
static gboolean
go_rounds (Batch *batch, GError **error)
{
  for (guint round = 0; batch->later->len > 0 && round < MAX_ROUNDS; round++)
    {
      g_autoptr (GArray) now = g_steal_pointer (&batch->later);

      batch->later = g_array_new (FALSE, FALSE, sizeof (guint));
      if (!esp_journey_turn_write_effects (batch->turn, error))
        return FALSE;
      for (guint i = 0; i < now->len; i++)
        lead_on (batch, g_array_index (now, guint, i), NULL);
    }
  return esp_journey_turn_write_effects (batch->turn, error);
}

/**
 * esp_journey_turn_batch:
 * @members: of the plan that is in use; in the order of their ids afterwards
 * @event: (nullable): what happened to all of them
 *
 * Leads people on as far as they go now, and writes everything that follows.
 */
gboolean
esp_journey_turn_batch (EspJourneyTurn *self,
                        EspJourneyMembers *members,
                        const EspJourneyEvent *event,
                        GError **error)
{
  guint n = members->rows->len;
  g_autofree guint32 *ids = g_new (guint32, n + 1);
  g_autofree EspJourneyState *states = g_new0 (EspJourneyState, n + 1);
  Batch batch = { self, members, states, g_array_new (FALSE, FALSE, sizeof (guint)) };
  gboolean is_ok;

  g_array_sort (members->rows, compare_ids);
  for (guint i = 0; i < n; i++)
    ids[i] = g_array_index (members->rows, EspJourneyMember, i).lead_id;
  esp_journey_asks_set_crowd (self->asks, ids, n);
  batch.run = (EspJourneyRun){ .journey = self->plan->journey,
                               .facts = esp_journey_asks_get_facts (self->asks),
                               .seed = self->plan->seed,
                               .now_us = esp_tx_get_now_us (self->tx),
                               .marks = self->marks,
                               .effects = self->effects };
  for (guint i = 0; i < n; i++)
    {
      load_state (&batch, &g_array_index (members->rows, EspJourneyMember, i), &states[i]);
      lead_on (&batch, i, event);
    }
  is_ok = go_rounds (&batch, error);
  for (guint i = 0; i < n; i++)
    store_state (&batch, i);
  g_array_unref (batch.later);
  is_ok = is_ok && esp_journey_members_save (self->tx, members, error);
  esp_journey_asks_set_crowd (self->asks, NULL, 0);
  return is_ok;
}
