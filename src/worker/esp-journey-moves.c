/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to everyone in a journey at once: moved to a new version, given back the time of a pause,
 * taken out. A batch is one transaction that also says how far it came, so a crash between two of them does
 * nothing twice and leaves nobody out. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-moves.h"

#include "engine/journey/esp-journey-wait.h"
#include "worker/esp-journey-mover.h"
#include "worker/esp-journey-states.h"
#include "worker/esp-journey-turn.h"

typedef struct
{
  EspTx *tx;
  EspJourneyMove *move;      /* (owned) */
  EspJourneyPlan *plan;      /* (owned) of the version to which people are moved */
  EspJourneyMover *mover;    /* (owned) */
  EspJourneyMembers *people; /* (owned) */
  EspJourneyRun run;
  GArray *marks;   /* (owned) */
  GArray *effects; /* (owned) nothing is done with them: whoever is taken out enters nothing else */
  GHashTable *counts;    /* (owned) version to tallies */
  GHashTable *finishing; /* (owned) versions in which somebody finishes a step */
} Mover;

static void
mover_clear (Mover *self)
{
  esp_journey_move_free (self->move);
  esp_journey_plan_free (self->plan);
  esp_journey_mover_free (self->mover);
  esp_journey_members_free (self->people);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->effects, g_array_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_pointer (&self->finishing, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mover, mover_clear)

static gboolean
mover_init (Mover *self, EspTx *tx, gint64 journey_id, GError **error)
{
  g_autoptr (GHashTable) choices = NULL;

  *self = (Mover){ .tx = tx };
  if (!esp_journey_move_load (tx, journey_id, &self->move, error))
    return FALSE;
  if (self->move == NULL)
    return TRUE;
  choices = esp_journey_choices_read (self->move->choices, error);
  self->plan =
    choices != NULL ? esp_journey_plan_load (tx, journey_id, self->move->version, error) : NULL;
  if (self->plan == NULL)
    return FALSE;
  self->mover =
    esp_journey_mover_new (journey_id, self->move->version, self->plan->journey, choices);
  self->people = esp_journey_members_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  self->effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
  self->counts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  self->finishing = g_hash_table_new (NULL, NULL);
  return TRUE;
}

static void
count_marks (Mover *self, guint version, guint32 lead_id)
{
  GHashTable *tallies = g_hash_table_lookup (self->counts, GUINT_TO_POINTER (version));

  if (tallies == NULL && self->marks->len > 0)
    {
      tallies = esp_journey_tallies_new ();
      g_hash_table_insert (self->counts, GUINT_TO_POINTER (version), tallies);
    }
  for (guint i = 0; i < self->marks->len; i++)
    esp_journey_tallies_add (tallies, &g_array_index (self->marks, EspJourneyMark, i), lead_id);
}

/* Whoever waits for a length of time waits as much longer as the pause was; dates and hours stay. */
static void
thaw (Mover *self, const EspJourney *journey, EspJourneyState *state, guint32 lead_id)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, state->step);
  gint64 shift_us = self->move->shift_us;
  EspJourneyRun run = self->run;
  gboolean is_exact;

  run.journey = journey;
  if (state->phase == ESP_PHASE_ARRIVING)
    {
      state->since_us += shift_us;
      if (state->due_us != ESP_JOURNEY_NEVER)
        state->due_us += shift_us;
      return;
    }
  if (step->kind != ESP_STEP_WAIT || step->wait == ESP_WAIT_DATE || step->wait == ESP_WAIT_FIELD ||
      step->wait == ESP_WAIT_TIME)
    return;
  is_exact = state->due_us == esp_journey_wait_end (&run, step, lead_id, state->since_us);
  state->since_us += shift_us;
  if (state->due_us == ESP_JOURNEY_NEVER)
    return;
  state->due_us = is_exact ? esp_journey_wait_end (&run, step, lead_id, state->since_us)
                           : state->due_us + shift_us;
}

/* Returns: whether the row is to be written */
static gboolean
move_one (Mover *self,
          EspJourneyMember *member,
          EspJourneyState *state,
          guint *inout_version,
          GError **error)
{
  const EspJourney *journey =
    esp_journey_mover_get_version (self->mover, self->tx, member->version, error);
  EspCrossed crossed = ESP_CROSSED;

  if (journey == NULL)
    return FALSE;
  esp_journey_state_of_member (self->people, member, journey, state);
  switch (self->move->kind)
    {
    case ESP_JOURNEY_MOVE_THAW:
      thaw (self, journey, state, member->lead_id);
      return TRUE;
    case ESP_JOURNEY_MOVE_EXIT:
      esp_journey_leave (&self->run, state, member->lead_id, ESP_STATE_MOVED);
      return TRUE;
    case ESP_JOURNEY_MOVE_CROSS:
    default:
      break;
    }
  if (member->version == self->move->version)
    return TRUE;
  if (!esp_journey_mover_cross (self->mover, self->tx, &self->run, self->people, member, state,
                                ESP_JOURNEY_NOWHERE, &crossed, error))
    return FALSE;
  if (crossed == ESP_CROSSED_LATER)
    g_hash_table_add (self->finishing, GUINT_TO_POINTER (member->version));
  if (crossed == ESP_CROSSED)
    *inout_version = self->move->version;
  return TRUE;
}

static gboolean
move_people (Mover *self, GError **error)
{
  GArray *rows = self->people->rows;

  for (guint i = 0; i < rows->len; i++)
    {
      EspJourneyMember *member = &g_array_index (rows, EspJourneyMember, i);
      guint version = member->version;
      EspJourneyState state = { 0 };
      gboolean is_ok;

      g_array_set_size (self->marks, 0);
      g_array_set_size (self->effects, 0);
      is_ok = move_one (self, member, &state, &version, error);
      if (is_ok)
        {
          esp_journey_member_add_marks (self->people, member, self->marks);
          count_marks (self, member->version, member->lead_id);
          member->version = version;
          esp_journey_state_to_member (self->people, member,
                                       esp_journey_mover_get_version (self->mover, self->tx,
                                                                      version, NULL),
                                       &state);
        }
      esp_journey_state_clear (&state);
      if (!is_ok)
        return FALSE;
    }
  return esp_journey_members_save (self->tx, self->people, error);
}

static gboolean
write_counts (Mover *self, EspSegmentEngine *engine, GError **error)
{
  GHashTableIter iter;
  gpointer version, tallies;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &version, &tallies))
    {
      EspJourneyPlan plan = { .row = self->plan->row, .version = GPOINTER_TO_UINT (version) };
      EspJourneyTurn turn = { .tx = self->tx, .engine = engine, .plan = &plan, .counts = tallies };

      if (!esp_journey_turn_write_counts (&turn, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, self->finishing);
  while (g_hash_table_iter_next (&iter, &version, NULL))
    if (!esp_journey_version_set_used (self->tx, self->move->journey_id, GPOINTER_TO_UINT (version),
                                       TRUE, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_batch (Mover *self, EspSegmentEngine *engine, EspJourneyAsks *asks, GError **error)
{
  gint64 until = MIN (self->move->cursor + ESP_JOURNEY_MOVE_BATCH, self->move->last);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean is_ok;

  if (!esp_journey_members_load_range (self->tx, self->move, until, self->people, error))
    return FALSE;
  for (guint i = 0; i < self->people->rows->len; i++)
    g_array_append_val (ids, g_array_index (self->people->rows, EspJourneyMember, i).lead_id);
  esp_journey_asks_begin (asks, self->tx, self->plan);
  esp_journey_asks_set_crowd (asks, (const guint32 *) (gpointer) ids->data, ids->len);
  self->run = (EspJourneyRun){ .journey = self->plan->journey,
                               .facts = esp_journey_asks_get_facts (asks),
                               .seed = self->plan->seed,
                               .now_us = esp_tx_get_now_us (self->tx),
                               .marks = self->marks,
                               .effects = self->effects };
  is_ok = move_people (self, error) && write_counts (self, engine, error);
  esp_journey_asks_set_crowd (asks, NULL, 0);
  is_ok = esp_journey_asks_end (asks, is_ok ? error : NULL) && is_ok;
  self->move->cursor = until;
  return is_ok;
}

/**
 * esp_journey_moves_begin:
 * @move: its cursor and its end are set
 *
 * Writes down what is to be done to everyone who is inside now.
 */
gboolean
esp_journey_moves_begin (EspTx *tx, EspJourneyMove *move, GError **error)
{
  move->cursor = 0;
  return esp_journey_last_passage (tx, &move->last, error) &&
         esp_journey_move_begin (tx, move, error);
}

/**
 * esp_journey_moves_batch:
 * @out_more: whether there is more to be done
 *
 * Does the next part of what is to be done to the people of a journey, if there is anything.
 */
gboolean
esp_journey_moves_batch (EspTx *tx,
                         EspSegmentEngine *engine,
                         EspJourneyAsks *asks,
                         gint64 journey_id,
                         gboolean *out_more,
                         GError **error)
{
  g_auto (Mover) mover = { NULL };

  *out_more = FALSE;
  if (!mover_init (&mover, tx, journey_id, error))
    return FALSE;
  if (mover.move == NULL)
    return TRUE;
  if (!run_batch (&mover, engine, asks, error))
    return FALSE;
  *out_more = mover.move->cursor < mover.move->last;
  return *out_more ? esp_journey_move_advance (tx, mover.move, error)
                   : esp_journey_move_end (tx, journey_id, error);
}

/**
 * esp_journey_moves_finish:
 *
 * Does all that is left of it, in this transaction.
 */
gboolean
esp_journey_moves_finish (EspTx *tx, EspSegmentEngine *engine, gint64 id, GError **error)
{
  EspJourneyAsks *asks = esp_journey_asks_new (engine);
  gboolean more = TRUE;
  gboolean is_ok = TRUE;

  while (is_ok && more)
    is_ok = esp_journey_moves_batch (tx, engine, asks, id, &more, error);
  esp_journey_asks_free (asks);
  return is_ok;
}
