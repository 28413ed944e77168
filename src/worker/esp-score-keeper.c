/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One turn of scores and stages: definitions that changed, what happened, what became true, who is due. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-score-keeper.h"

#include "worker/esp-score-private.h"
#include "worker/esp-stage-keeper.h"

#include "base/esp-clock.h"

/* A turn is one transaction; so much fits into it without keeping others waiting. */
#define COMPUTE_LEADS 5000
#define MAX_EVENTS 5000
#define MAX_DUE 5000
#define MAX_DIRTY 500
#define MAX_LOG 5000
/* Leads that decay are looked at together, not one by one. */
#define DUE_GRAIN_US (10 * ESP_USEC_PER_SEC)

struct _EspScoreKeeper
{
  EspSegmentEngine *engine; /* (owned) */
  EspScorePlans *plans;     /* (owned) (nullable) */
  gint64 n_kinds;           /* of events, when the plans were read */
  gboolean has_changed;     /* conditions are to be asked again */
  gint64 ask_us;            /* when time alone changes a condition */
};

/**
 * esp_score_keeper_new:
 *
 * Returns: (transfer full)
 */
EspScoreKeeper *
esp_score_keeper_new (EspSegmentEngine *engine)
{
  EspScoreKeeper *self = g_new0 (EspScoreKeeper, 1);

  self->engine = esp_segment_engine_ref (engine);
  self->has_changed = TRUE;
  return self;
}

/**
 * esp_score_keeper_free:
 */
void
esp_score_keeper_free (EspScoreKeeper *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->plans, esp_score_plans_free);
  esp_segment_engine_unref (self->engine);
  g_free (self);
}

/**
 * esp_score_keeper_note:
 *
 * Something was written. The engine of the segments is to be told by whoever owns it.
 */
void
esp_score_keeper_note (EspScoreKeeper *self, const EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_SCORE | ESP_CHANGE_FIELD | ESP_CHANGE_SETTING))
    g_clear_pointer (&self->plans, esp_score_plans_free);
  self->has_changed = TRUE;
}

static gboolean
load_plans (EspScoreKeeper *self, EspTx *tx, GError **error)
{
  g_autoptr (EspSegmentWorld) world = NULL;
  gint64 n_kinds;

  if (!esp_score_count_kinds (tx, &n_kinds, error))
    return FALSE;
  if (self->plans != NULL && n_kinds == self->n_kinds)
    return TRUE;
  world = esp_segment_engine_get_world (self->engine, tx, error);
  if (world == NULL)
    return FALSE;
  g_clear_pointer (&self->plans, esp_score_plans_free);
  self->plans = esp_score_plans_load (tx, esp_segment_world_get_zone (world), error);
  self->n_kinds = n_kinds;
  return self->plans != NULL;
}

/* The first look: scores begin with the events that are there, all of which computing goes through. */
static gboolean
load_cursor (EspTx *tx, gint64 *out_cursor, GError **error)
{
  if (!esp_score_cursor_load (tx, out_cursor, error))
    return FALSE;
  if (*out_cursor >= 0)
    return TRUE;
  return esp_event_get_last_id (tx, out_cursor, error) &&
         esp_score_cursor_save (tx, *out_cursor, error);
}

static gboolean
begin_run (EspScoreKeeper *self, EspTx *tx, EspScorePlan *plan, GError **error)
{
  if (g_strcmp0 (plan->run.key, plan->key) == 0)
    return plan->run.next_lead == 0 || plan->members->len > 0 ||
           esp_score_conditions_snapshot (tx, NULL, plan, error);
  g_free (plan->run.key);
  plan->run.key = g_strdup (plan->key);
  plan->run.next_lead = 1;
  plan->run.started_us = esp_tx_get_now_us (tx);
  return esp_score_conditions_snapshot (tx, self->engine, plan, error) &&
         esp_score_run_save (tx, plan->row->id, &plan->run, error);
}

/* Before anything else: nobody is led on by a definition by which they were not computed. */
static gboolean
begin_runs (EspScoreKeeper *self, EspTx *tx, GError **error)
{
  gint64 cursor;

  if (!load_cursor (tx, &cursor, error))
    return FALSE;
  for (guint i = 0; i < self->plans->plans->len; i++)
    if (!begin_run (self, tx, g_ptr_array_index (self->plans->plans, i), error))
      return FALSE;
  return TRUE;
}

/* The next leads of the scores whose definition has changed. */
static gboolean
compute (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  gint64 last_lead, cursor;

  for (guint i = 0; i < self->plans->plans->len; i++)
    {
      EspScorePlan *plan = g_ptr_array_index (self->plans->plans, i);
      g_autoptr (EspScoreDesk) desk = NULL;
      gint64 last;

      if (plan->run.next_lead == 0)
        continue;
      if (!esp_score_last_lead (tx, &last_lead, error) ||
          !esp_score_cursor_load (tx, &cursor, error))
        return FALSE;
      last = MIN (plan->run.next_lead + COMPUTE_LEADS - 1, last_lead);
      desk = esp_score_desk_new (tx, self->plans, result);
      if (last >= plan->run.next_lead &&
          (!esp_score_desk_compute (desk, plan, (guint32) plan->run.next_lead, (guint32) last,
                                    error) ||
           !esp_score_desk_finish (desk, cursor, error)))
        return FALSE;
      plan->run.next_lead = last < last_lead ? last + 1 : 0;
      if (plan->run.next_lead == 0)
        plan->run.is_telling = FALSE;
      result->more = TRUE;
      esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SCORE);
      if (!esp_score_run_save (tx, plan->row->id, &plan->run, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  EspScoreDesk *desk;
  guint n;
  gint64 last_id;
} Taking;

static gboolean
take_event (const EspScoreEvent *event, gpointer user_data, GError **error)
{
  Taking *taking = user_data;

  taking->n++;
  taking->last_id = event->id;
  return esp_score_desk_event (taking->desk, event, error);
}

static gboolean
take_events (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  EspScoreScan scan = { self->plans->kinds, self->plans->kinds_with_props, 0 };
  g_autoptr (EspScoreDesk) desk = NULL;
  Taking taking = { NULL, 0, 0 };
  gint64 cursor;

  if (!load_cursor (tx, &cursor, error) || !esp_event_get_last_id (tx, &scan.until_id, error))
    return FALSE;
  if (scan.until_id <= cursor)
    return TRUE;
  desk = esp_score_desk_new (tx, self->plans, result);
  taking.desk = desk;
  if (!esp_score_scan_new (tx, &scan, cursor, MAX_EVENTS, take_event, &taking, error))
    return FALSE;
  result->n_events += taking.n;
  result->more = result->more || taking.n == MAX_EVENTS;
  cursor = taking.n == MAX_EVENTS ? taking.last_id : scan.until_id;
  return esp_score_desk_finish (desk, cursor, error) && esp_score_cursor_save (tx, cursor, error);
}

static gboolean
take_dirty (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspScoreDesk) desk = NULL;
  guint32 ids[MAX_DIRTY];
  gint64 cursor;
  gsize n;

  if (!esp_score_dirty_take (tx, MAX_DIRTY, leads, error))
    return FALSE;
  n = esp_bitmap_next (leads, 0, ids, MAX_DIRTY);
  if (n == 0)
    return TRUE;
  result->more = result->more || n == MAX_DIRTY;
  desk = esp_score_desk_new (tx, self->plans, result);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (EspBitmap) there = esp_score_leads_of_range (tx, ids[i], ids[i], error);

      if (there == NULL)
        return FALSE;
      if (!esp_bitmap_is_empty (there) && !esp_score_desk_dirty (desk, ids[i], error))
        return FALSE;
    }
  return esp_score_cursor_load (tx, &cursor, error) && esp_score_desk_finish (desk, cursor, error);
}

static gboolean
take_due (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (EspScoreDue));
  g_autoptr (EspScoreDesk) desk = esp_score_desk_new (tx, self->plans, result);
  gint64 now_us = esp_tx_get_now_us (tx);
  gint64 next_us, cursor;

  if (!esp_score_due_list (tx, MAX_DUE, due, error) || !esp_score_cursor_load (tx, &cursor, error))
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    if (!esp_score_desk_due (desk, &g_array_index (due, EspScoreDue, i), error))
      return FALSE;
  if (!esp_score_desk_finish (desk, cursor, error) || !esp_score_due_next (tx, &next_us, error))
    return FALSE;
  result->more = result->more || due->len == MAX_DUE || next_us <= now_us;
  if (next_us < G_MAXINT64 - DUE_GRAIN_US && next_us > now_us)
    next_us = (next_us / DUE_GRAIN_US + 1) * DUE_GRAIN_US;
  result->next_us = MIN (result->next_us, next_us);
  return TRUE;
}

static gboolean
follow_conditions (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  for (guint i = 0; i < self->plans->plans->len; i++)
    {
      const EspScorePlan *plan = g_ptr_array_index (self->plans->plans, i);
      g_autoptr (EspScoreDesk) desk = NULL;
      gint64 cursor;

      if (plan->run.next_lead != 0 || g_strcmp0 (plan->run.key, plan->key) != 0)
        continue;
      desk = esp_score_desk_new (tx, self->plans, result);
      if (!esp_score_conditions_follow (tx, self->engine, plan, desk, result, error) ||
          !esp_score_cursor_load (tx, &cursor, error) ||
          !esp_score_desk_finish (desk, cursor, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
keep_scores (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  if (!load_plans (self, tx, error))
    return FALSE;
  if (self->plans->plans->len == 0)
    return TRUE;
  return begin_runs (self, tx, error) && take_events (self, tx, result, error) &&
         compute (self, tx, result, error) && take_dirty (self, tx, result, error) &&
         take_due (self, tx, result, error);
}

/* What was written so far is asked about next. */
static void
note_own (EspScoreKeeper *self, EspTx *tx)
{
  esp_segment_engine_note (self->engine, esp_tx_get_changes (tx));
}

static gboolean
ask_again (EspScoreKeeper *self, EspTx *tx, EspScoreTurnResult *result, GError **error)
{
  gint64 before_us = result->next_us;
  gboolean is_ok;

  result->next_us = G_MAXINT64;
  note_own (self, tx);
  is_ok = self->plans->plans->len == 0 || follow_conditions (self, tx, result, error);
  note_own (self, tx);
  is_ok = is_ok && esp_stage_keeper_turn (self->engine, tx, &result->n_moved, &result->more,
                                          &result->next_us, error);
  note_own (self, tx);
  self->ask_us = result->next_us;
  result->next_us = MIN (before_us, result->next_us);
  return is_ok;
}

/**
 * esp_score_keeper_turn:
 *
 * Does what there is to do, within bounds. Who sees @out_result's more calls again.
 */
gboolean
esp_score_keeper_turn (EspScoreKeeper *self,
                       EspTx *tx,
                       EspScoreTurnResult *out_result,
                       GError **error)
{
  EspScoreTurnResult result = { .next_us = G_MAXINT64 };
  gboolean more_log = FALSE;
  gboolean is_ok =
    esp_stage_settle_log (tx, MAX_LOG, &more_log, error) && keep_scores (self, tx, &result, error);
  gboolean has_written = result.n_events > 0 || result.n_computed > 0 || result.n_due > 0;

  if (is_ok && (self->has_changed || has_written || self->ask_us <= esp_tx_get_now_us (tx)))
    is_ok = ask_again (self, tx, &result, error);
  else
    result.next_us = MIN (result.next_us, self->ask_us);
  if (!is_ok)
    {
      /* What is taken back now was noted as written, and the plans may have gone ahead. */
      note_own (self, tx);
      g_clear_pointer (&self->plans, esp_score_plans_free);
      self->has_changed = TRUE;
      return FALSE;
    }
  result.more = result.more || more_log;
  self->has_changed = result.more || result.n_moved > 0;
  *out_result = result;
  return TRUE;
}
