/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turn by turn: doors, events, rules that came true, and everyone who is due. One turn is one transaction,
 * so that a crash finds people either before it, with nothing done, or after it, with everything done. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-runner.h"

#include "store/esp-journey-trouble.h"
#include "worker/esp-consent-keeper.h"
#include "worker/esp-journey-holidays.h"
#include "worker/esp-journey-merges.h"
#include "worker/esp-journey-moves.h"
#include "worker/esp-journey-turn.h"
#include "worker/esp-score-keeper.h"

/* What cannot be led on is tried again after so long, or when something was changed. */
#define TROUBLE_US (5 * ESP_USEC_PER_MINUTE)
/* What journeys ask about. Their own ledger rows and jobs are not among it. */
#define INTERESTING                                                                                \
  (ESP_CHANGE_LEAD | ESP_CHANGE_FIELD | ESP_CHANGE_TAG | ESP_CHANGE_CONSENT |                      \
   ESP_CHANGE_SUPPRESSION | ESP_CHANGE_EVENT | ESP_CHANGE_SEGMENT | ESP_CHANGE_ORDER |             \
   ESP_CHANGE_JOURNEY | ESP_CHANGE_SETTING | ESP_CHANGE_LEDGER | ESP_CHANGE_SCORE |                \
   ESP_CHANGE_STAGE)
#define PLAN_CHANGES                                                                               \
  (ESP_CHANGE_JOURNEY | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_CHANNEL | ESP_CHANGE_SETTING |            \
   ESP_CHANGE_FIELD)

struct _EspJourneyRunner
{
  EspStore *store;          /* (owned) */
  EspSegmentEngine *engine; /* (owned) */
  EspJourneyAsks *asks;     /* (owned) writer thread only */
  EspScoreKeeper *scores;   /* (owned) writer thread only */
  GPtrArray *plans;         /* (owned) (nullable) writer thread only */
  GHashTable *troubled;     /* (owned) journey to the moment of the next try; writer thread only */
  GHashTable *moving;       /* (owned) journeys whose people are being moved in this turn */
  GHashTable *noted;    /* (owned) (nullable) journeys whose trouble is kept; writer thread only */
  gboolean has_changed; /* writer thread only */
  gint64 look_us;       /* when time alone changes a door or a rule; writer thread only */
  EspJourneyWakeFunc wake;
  gpointer wake_data;
  gint is_noted; /* atomic: something was written since the last turn began */

  gboolean is_busy;
  gboolean is_stopped;
  gboolean has_more;
  gboolean has_hooks;
  gint64 next_us;
};

void
esp_journey_turn_result_clear (EspJourneyTurnResult *self)
{
  g_clear_pointer (&self->trouble, g_free);
}

/* On the writer's thread, after each commit: nothing that the next turn asks is old. */
static void
committed (const EspChanges *changes, gpointer user_data)
{
  EspJourneyRunner *self = user_data;

  esp_journey_asks_note (self->asks, changes);
  if (esp_changes_has (changes, INTERESTING))
    esp_score_keeper_note (self->scores, changes);
  if (esp_changes_has (changes, PLAN_CHANGES))
    {
      g_clear_pointer (&self->plans, g_ptr_array_unref);
      g_hash_table_remove_all (self->troubled);
    }
  if (!esp_changes_has (changes, INTERESTING))
    return;
  self->has_changed = TRUE;
  g_atomic_int_set (&self->is_noted, TRUE);
  /* A send settles many times a second; what waits for that is looked at with the next tick. */
  if (self->wake != NULL && esp_changes_has (changes, INTERESTING & ~ESP_CHANGE_LEDGER))
    self->wake (self->wake_data);
}

static void
leave_out (EspJourneyRunner *self, EspTx *tx, gint64 journey_id)
{
  gint64 until_us = esp_tx_get_now_us (tx) + TROUBLE_US;

  g_hash_table_insert (self->troubled, GSIZE_TO_POINTER ((gsize) journey_id),
                       g_memdup2 (&until_us, sizeof until_us));
}

static gboolean
load_versions (EspJourneyRunner *self, EspTx *tx, gint64 journey_id, GError **error)
{
  g_autoptr (GArray) versions = esp_journey_versions_in_use (tx, journey_id, error);
  EspJourneyPlan *newest = NULL;

  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      EspJourneyPlan *plan =
        esp_journey_plan_load (tx, journey_id, g_array_index (versions, guint, i), error);

      if (plan == NULL)
        return FALSE;
      plan->newest = newest;
      if (newest == NULL)
        newest = plan;
      g_ptr_array_add (self->plans, plan);
    }
  return versions != NULL;
}

/* Journeys that could not be led on when the program ended are known again. */
static gboolean
load_noted (EspJourneyRunner *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  if (self->noted != NULL)
    return TRUE;
  list = esp_journey_trouble_list (tx, error);
  if (list == NULL)
    return FALSE;
  self->noted = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < list->len; i++)
    g_hash_table_add (self->noted,
                      GSIZE_TO_POINTER (
                        (gsize) ((EspJourneyTrouble *) g_ptr_array_index (list, i))->journey_id));
  return TRUE;
}

/* Whatever was led on in this turn is in trouble no more. */
static gboolean
end_troubles (EspJourneyRunner *self, const EspJourneyTurn *turn, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->noted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (esp_journey_turn_is_troubled (turn, (gint64) GPOINTER_TO_SIZE (key)))
        continue;
      if (!esp_journey_trouble_end (turn->tx, (gint64) GPOINTER_TO_SIZE (key), error))
        return FALSE;
      g_hash_table_iter_remove (&iter);
    }
  return TRUE;
}

static gboolean
load_plans (EspJourneyRunner *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (self->plans != NULL)
    return TRUE;
  rows = esp_journey_row_list (tx, TRUE, error);
  if (rows == NULL)
    return FALSE;
  self->plans = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_plan_free);
  for (guint i = 0; i < rows->len; i++)
    {
      gint64 journey_id = ((EspJourneyRow *) g_ptr_array_index (rows, i))->id;
      guint n_before = self->plans->len;
      g_autoptr (GError) trouble = NULL;

      /* What cannot be read keeps its people and its place among the events until it is mended. */
      if (load_versions (self, tx, journey_id, &trouble))
        continue;
      g_debug ("Journey %" G_GINT64_FORMAT " is left out: %s", journey_id, trouble->message);
      if (!esp_journey_trouble_note (tx, journey_id, trouble->message, error))
        return FALSE;
      g_hash_table_add (self->noted, GSIZE_TO_POINTER ((gsize) journey_id));
      g_ptr_array_set_size (self->plans, n_before);
      leave_out (self, tx, journey_id);
    }
  return esp_journey_holidays_follow (tx, self->plans, error);
}

typedef struct
{
  EspJourneyRunner *runner;
  EspJourneyTurnResult result;
} TurnCall;

static void
note_trouble (EspJourneyRunner *self, EspTx *tx, const EspJourneyTurn *turn, TurnCall *call)
{
  if (turn->plan == NULL)
    return;
  call->result.journey_id = turn->plan->row->id;
  leave_out (self, tx, call->result.journey_id);
  g_hash_table_add (self->noted, GSIZE_TO_POINTER ((gsize) call->result.journey_id));
}

/* What a turn could not do is kept after all of the turn was taken back. */
typedef struct
{
  gint64 journey_id;
  char *message; /* (owned) */
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->message);
  g_free (note);
}

static gboolean
write_note (EspTx *tx, gpointer data, GError **error)
{
  const Note *note = data;

  return esp_journey_trouble_note (tx, note->journey_id, note->message, error);
}

static Note *
note_new (const EspJourneyTurnResult *result, const GError *error)
{
  Note *note = g_new0 (Note, 1);

  note->journey_id = result->journey_id;
  note->message = g_strdup (error->message);
  return note;
}

/* People are moved before they are led: until that is over, nobody of their journey goes on. */
static gboolean
move_people (EspJourneyRunner *self, EspTx *tx, TurnCall *call, GError **error)
{
  g_autoptr (GArray) ids = esp_journey_move_list (tx, error);

  g_hash_table_remove_all (self->moving);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      const gint64 *until_us = g_hash_table_lookup (self->troubled, GSIZE_TO_POINTER ((gsize) id));
      gboolean more = FALSE;

      g_hash_table_add (self->moving, GSIZE_TO_POINTER ((gsize) id));
      if (until_us != NULL && *until_us > esp_tx_get_now_us (tx))
        continue;
      if (!esp_journey_moves_batch (tx, self->engine, self->asks, id, &more, error))
        {
          call->result.journey_id = id;
          leave_out (self, tx, id);
          g_hash_table_add (self->noted, GSIZE_TO_POINTER ((gsize) id));
          return FALSE;
        }
      call->result.more = TRUE;
    }
  return ids != NULL;
}

/* Scores and stages come first, so that journeys answer in the same turn to what crossed a threshold. */
static gboolean
keep_scores (EspJourneyRunner *self, EspTx *tx, EspScoreTurnResult *out_result, GError **error)
{
  gboolean is_ok = esp_score_keeper_turn (self->scores, tx, out_result, error) &&
                   esp_consent_keeper_turn (tx, &out_result->next_us, error);

  esp_journey_asks_note (self->asks, esp_tx_get_changes (tx));
  if (is_ok && !esp_changes_is_empty (esp_tx_get_changes (tx)))
    self->has_changed = TRUE;
  return is_ok;
}

static gboolean
write_turn (EspTx *tx, gpointer data, GError **error)
{
  TurnCall *call = data;
  EspJourneyRunner *self = call->runner;
  EspScoreTurnResult scores = { .next_us = G_MAXINT64 };
  EspJourneyTurn turn;
  gboolean is_ok;

  if ((self->has_changed && !esp_journey_merges_settle (tx, error)) ||
      !keep_scores (self, tx, &scores, error) || !load_noted (self, tx, error) ||
      !move_people (self, tx, call, error) || !load_plans (self, tx, error))
    return FALSE;
  call->result.next_us = scores.next_us;
  call->result.more = call->result.more || scores.more;
  if (self->plans->len == 0)
    {
      self->has_changed = call->result.more;
      self->look_us = G_MAXINT64;
      return TRUE;
    }
  turn = (EspJourneyTurn){ .tx = tx,
                           .engine = self->engine,
                           .asks = self->asks,
                           .plans = self->plans,
                           .troubled = self->troubled,
                           .moving = self->moving };
  esp_journey_turn_init (&turn);
  is_ok = esp_journey_turn_run (&turn, self->has_changed, &self->look_us, error) &&
          end_troubles (self, &turn, error);
  if (is_ok)
    {
      turn.more = turn.more || call->result.more;
      self->has_changed = turn.more;
      call->result.n_steps = turn.n_steps;
      call->result.has_hooks = turn.has_hooks;
      call->result.more = turn.more;
      call->result.next_us = MIN (turn.next_us, scores.next_us);
    }
  else
    {
      (void) esp_journey_asks_end (self->asks, NULL); /* the first error is told */
      note_trouble (self, tx, &turn, call);
      /* What is taken back now was noted as written. */
      esp_journey_asks_note (self->asks, esp_tx_get_changes (tx));
      self->has_changed = TRUE;
    }
  esp_journey_turn_clear (&turn);
  return is_ok;
}

/**
 * esp_journey_runner_new:
 * @wake: (nullable): called on the writer's thread
 *
 * Returns: (transfer full): a runner that watches @store
 */
EspJourneyRunner *
esp_journey_runner_new (EspStore *store, EspJourneyWakeFunc wake, gpointer user_data)
{
  EspJourneyRunner *self = g_new0 (EspJourneyRunner, 1);

  self->store = g_object_ref (store);
  self->engine = esp_segment_engine_new ();
  self->asks = esp_journey_asks_new (self->engine);
  self->scores = esp_score_keeper_new (self->engine);
  self->troubled = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->moving = g_hash_table_new (NULL, NULL);
  self->has_changed = TRUE;
  self->has_more = TRUE;
  self->next_us = G_MAXINT64;
  self->wake = wake;
  self->wake_data = user_data;
  esp_store_set_watch (store, committed, self);
  return self;
}

/**
 * esp_journey_runner_free:
 *
 * When it is not busy any more.
 */
void
esp_journey_runner_free (EspJourneyRunner *self)
{
  if (self == NULL)
    return;
  g_assert (!self->is_busy);
  esp_store_set_watch (self->store, NULL, NULL);
  g_clear_pointer (&self->plans, g_ptr_array_unref);
  esp_score_keeper_free (self->scores);
  esp_journey_asks_free (self->asks);
  g_hash_table_unref (self->troubled);
  g_clear_pointer (&self->noted, g_hash_table_unref);
  g_hash_table_unref (self->moving);
  esp_segment_engine_unref (self->engine);
  g_object_unref (self->store);
  g_free (self);
}

static const EspOperation large = { .is_large = TRUE };

/**
 * esp_journey_runner_turn:
 *
 * Does one turn and waits for its commit. A journey that cannot be led on is left out of the next ones, and
 * named in the result.
 */
gboolean
esp_journey_runner_turn (EspJourneyRunner *self, EspJourneyTurnResult *out_result, GError **error)
{
  TurnCall call = { self, { 0 } };
  g_autoptr (GError) trouble = NULL;
  gboolean is_ok;

  g_atomic_int_set (&self->is_noted, FALSE);
  is_ok = esp_store_write (self->store, &large, write_turn, &call, NULL, &trouble);
  if (!is_ok && call.result.journey_id != 0)
    {
      Note *note = note_new (&call.result, trouble);

      call.result.trouble = g_strdup (note->message);
      (void) esp_store_write (self->store, NULL, write_note, note, NULL, NULL);
      note_free (note);
    }
  if (trouble != NULL)
    g_propagate_error (error, g_steal_pointer (&trouble));
  *out_result = call.result;
  self->has_more = call.result.more;
  self->next_us = call.result.next_us;
  return is_ok;
}

static void
turned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TurnCall *call = user_data;
  EspJourneyRunner *self = call->runner;
  g_autoptr (GError) error = NULL;

  self->is_busy = FALSE;
  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      self->has_more = call->result.more;
      self->has_hooks = self->has_hooks || call->result.has_hooks;
      self->next_us = call->result.next_us;
    }
  else
    {
      g_debug ("A turn of the journeys failed: %s", error->message);
      /* One journey is left out from now on; without a culprit the tick tries again. */
      self->has_more = call->result.journey_id != 0;
      if (!self->has_more)
        self->next_us = 0;
      else
        esp_store_write_async (self->store, NULL, write_note, note_new (&call->result, error),
                               note_free, NULL, NULL);
    }
  esp_journey_turn_result_clear (&call->result);
  g_free (call);
  if (!self->is_stopped && self->has_more)
    esp_journey_runner_look (self);
}

/**
 * esp_journey_runner_has_work:
 *
 * Returns: whether a turn would find something now
 */
gboolean
esp_journey_runner_has_work (EspJourneyRunner *self)
{
  return self->has_more || g_atomic_int_get (&self->is_noted) ||
         self->next_us <= esp_clock_now_us (esp_store_get_clock (self->store));
}

/**
 * esp_journey_runner_look:
 *
 * Begins a turn if there is something to do, and goes on until there is not. Returns at once.
 */
void
esp_journey_runner_look (EspJourneyRunner *self)
{
  TurnCall *call;

  if (self->is_busy || self->is_stopped || !esp_journey_runner_has_work (self))
    return;
  call = g_new0 (TurnCall, 1);
  call->runner = self;
  self->is_busy = TRUE;
  self->has_more = FALSE;
  g_atomic_int_set (&self->is_noted, FALSE);
  esp_store_write_async (self->store, &large, write_turn, call, NULL, turned_cb, call);
}

/**
 * esp_journey_runner_stop:
 *
 * Begins no turn any more.
 */
void
esp_journey_runner_stop (EspJourneyRunner *self)
{
  self->is_stopped = TRUE;
}

/**
 * esp_journey_runner_take_hooks:
 *
 * Returns: whether webhooks were ordered since this was asked last
 */
gboolean
esp_journey_runner_take_hooks (EspJourneyRunner *self)
{
  gboolean has_hooks = self->has_hooks;

  self->has_hooks = FALSE;
  return has_hooks;
}

/**
 * esp_journey_runner_is_busy:
 */
gboolean
esp_journey_runner_is_busy (EspJourneyRunner *self)
{
  return self->is_busy;
}

/**
 * esp_journey_runner_get_next_us:
 *
 * Returns: when somebody is due next; %G_MAXINT64 nobody
 */
gint64
esp_journey_runner_get_next_us (EspJourneyRunner *self)
{
  return self->next_us;
}
