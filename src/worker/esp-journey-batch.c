/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads many people on at once: states out of rows, as far as each goes, effects written, rows written. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "worker/esp-journey-mover.h"
#include "worker/esp-journey-states.h"

/* An update before a question is written in between; no journey needs more of that in one go. */
#define MAX_ROUNDS 100

typedef struct
{
  EspJourneyTurn *turn;
  EspJourneyMembers *members;
  EspJourneyState *states; /* (owned) */
  GArray *later; /* (owned) (element-type guint) who goes on once the effects are written */
  EspJourneyRun run;
  GError *trouble; /* (owned) (nullable) */
} Batch;

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const EspJourneyMember *first = a;
  const EspJourneyMember *second = b;

  return first->id < second->id ? -1 : first->id > second->id;
}

static void
count_marks (Batch *batch, guint32 lead_id)
{
  const GArray *marks = batch->run.marks;

  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);

      esp_journey_tallies_add (batch->turn->counts, mark, lead_id);
      /* Whoever was sent back may have reached a goal already: rules are looked at again. */
      if (mark->outcome == ESP_OUTCOME_LOOPED && batch->run.journey->goals->len > 0)
        batch->turn->more = TRUE;
    }
  batch->turn->n_steps += marks->len;
}

/* Whoever has done a step of an old version goes on in the newest one. */
static void
cross (Batch *batch, EspJourneyMember *member, EspJourneyState *state)
{
  EspJourneyPlan *newest = batch->turn->plan->newest;
  EspJourneyRun run = batch->run;
  guint32 finished = g_array_index (run.marks, EspJourneyMark, run.marks->len - 1).step;
  EspCrossed crossed = ESP_CROSSED_LEAVES;
  g_autoptr (GError) error = NULL;

  if (newest->mover == NULL)
    newest->mover = esp_journey_mover_new (newest->row->id, newest->version, newest->journey, NULL);
  run.journey = newest->journey;
  run.is_old = FALSE;
  g_array_set_size (run.marks, 0);
  if (!esp_journey_mover_cross (newest->mover, batch->turn->tx, &run, batch->members, member, state,
                                finished, &crossed, &error))
    {
      if (batch->trouble == NULL)
        batch->trouble = g_steal_pointer (&error);
      return;
    }
  while (batch->turn->effect_owners->len < batch->turn->effects->len)
    g_array_append_val (batch->turn->effect_owners, member->id);
  esp_journey_member_add_marks (batch->members, member, run.marks);
  count_marks (batch, member->lead_id);
  if (crossed == ESP_CROSSED)
    member->version = newest->version;
  batch->turn->more = TRUE; /* they are due there now */
}

static void
lead_on (Batch *batch, guint index, const EspJourneyEvent *event)
{
  EspJourneyMember *member = &g_array_index (batch->members->rows, EspJourneyMember, index);
  EspJourneyState *state = &batch->states[index];
  EspJourneyTurn *turn = batch->turn;
  EspMove move = ESP_MOVE_RESTS;

  g_array_set_size (batch->run.marks, 0);
  if (!esp_journey_asks_is_present (turn->asks, member->lead_id))
    esp_journey_leave (&batch->run, state, member->lead_id, ESP_STATE_GONE);
  else
    move = esp_journey_step (&batch->run, state, member->lead_id, event);
  if (move == ESP_MOVE_LATER)
    g_array_append_val (batch->later, index);
  while (turn->effect_owners->len < turn->effects->len)
    g_array_append_val (turn->effect_owners, member->id);
  esp_journey_member_add_marks (batch->members, member, batch->run.marks);
  count_marks (batch, member->lead_id);
  if (move == ESP_MOVE_CROSSES)
    cross (batch, member, state);
}

static void
store_state (Batch *batch, guint index)
{
  EspJourneyMember *member = &g_array_index (batch->members->rows, EspJourneyMember, index);
  const EspJourneyPlan *plan = batch->turn->plan;
  gboolean has_crossed = member->version != plan->version;

  esp_journey_state_to_member (batch->members, member,
                               has_crossed ? plan->newest->journey : plan->journey,
                               &batch->states[index]);
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
                               .effects = self->effects,
                               .is_old = self->plan->newest != NULL };
  for (guint i = 0; i < n; i++)
    {
      esp_journey_state_of_member (members, &g_array_index (members->rows, EspJourneyMember, i),
                                   self->plan->journey, &states[i]);
      lead_on (&batch, i, event);
    }
  is_ok = go_rounds (&batch, error);
  for (guint i = 0; i < n; i++)
    store_state (&batch, i);
  g_array_unref (batch.later);
  if (batch.trouble != NULL && is_ok)
    {
      g_propagate_error (error, g_steal_pointer (&batch.trouble));
      is_ok = FALSE;
    }
  g_clear_error (&batch.trouble);
  is_ok = is_ok && esp_journey_members_save (self->tx, members, error);
  esp_journey_asks_set_crowd (self->asks, NULL, 0);
  return is_ok;
}
