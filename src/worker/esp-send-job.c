/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of one send: loaded, prepared, held, sent, and ended honestly. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-private.h"

#include "store/esp-audit.h"
#include "store/esp-meta.h"
#include "worker/esp-review-look.h"
#include "worker/esp-send-check.h"
#include "worker/esp-send-reasons.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define REPORT_INTERVAL_US 100000
/* A workspace that cannot be written is tried again after a while, which doubles; an engine that ends tries
 * so often. */
#define FIRST_WRITE_WAIT_US 100000
#define MAX_WRITE_SHIFT 7
#define MAX_LAST_WRITES 4

void
esp_send_item_free (gpointer data)
{
  EspSendItem *item = data;

  esp_lead_free (item->lead);
  g_free (item->address);
  esp_prepared_message_clear (&item->message);
  g_clear_error (&item->error);
  g_free (item);
}

/* A call to the store that comes back to the job. */
typedef struct
{
  EspSendJob *job;
  gpointer data;
  EspSendThen then;
  gboolean is_read;
} Call;

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (GError) error = NULL;
  EspSendJob *self = call->job;
  EspStore *store = ESP_STORE (source);

  if (call->is_read)
    (void) esp_store_read_finish (store, result, &error); /* the data is ours already */
  else
    (void) esp_store_write_finish (store, result, NULL, &error); /* told by the error */
  self->n_pending--;
  if (error != NULL)
    esp_send_job_fail (self, error);
  call->then (self, call->data, error);
  esp_send_job_tick (self);
}

/**
 * esp_send_job_read:
 * @data: given to @func, then to @then, whatever happened
 */
void
esp_send_job_read (EspSendJob *self,
                   EspReadKind kind,
                   EspStoreFunc func,
                   gpointer data,
                   EspSendThen then)
{
  Call *call = g_new0 (Call, 1);

  *call = (Call){ self, data, then, TRUE };
  self->n_pending++;
  esp_store_read_async (self->context->store, kind, func, data, NULL, NULL, call_cb, call);
}

/**
 * esp_send_job_write:
 * @data: given to @func, then to @then, whatever happened
 */
void
esp_send_job_write (EspSendJob *self, EspStoreFunc func, gpointer data, EspSendThen then)
{
  Call *call = g_new0 (Call, 1);

  *call = (Call){ self, data, then, FALSE };
  self->n_pending++;
  esp_store_write_async (self->context->store, NULL, func, data, NULL, call_cb, call);
}

static const char *
get_phase_name (const EspSendJob *self)
{
  switch (self->phase)
    {
    case ESP_PHASE_LOADING:
    case ESP_PHASE_PREPARING:
      return "preparing";
    case ESP_PHASE_HOLD:
      return "hold";
    case ESP_PHASE_DRAINING:
    case ESP_PHASE_ENDING:
      if (self->n_failed_turns > 0)
        return "paused"; /* it cannot be written yet */
      return "sending";
    case ESP_PHASE_SENDING:
      return "sending";
    case ESP_PHASE_ENDED:
    default:
      if (g_strcmp0 (self->end_job_state, "queued") == 0)
        return "waiting";
      if (self->end_send_state == NULL && g_strcmp0 (self->end_job_state, "waiting") == 0)
        return ESP_SEND_IDLE;
      return self->end_send_state != NULL ? self->end_send_state : self->end_job_state;
    }
}

/**
 * esp_send_job_report:
 * @now: also when something was reported just now
 */
void
esp_send_job_report (EspSendJob *self, gboolean now)
{
  gint64 monotonic_us = g_get_monotonic_time ();
  EspSendProgress progress = {
    .job_id = self->record->id,
    .send_id = self->send_id,
    .n_total = self->n_total,
    .n_sent = self->n_sent,
    .n_failed = self->n_failed,
    .n_unknown = self->n_unknown,
    .n_in_flight = self->n_in_flight,
    .per_minute = self->per_second * 60,
    .hold_until_us = self->plan != NULL ? self->plan->send->hold_until_us : 0,
    .next_at_us = self->end_run_at_us,
    .is_live = self->phase != ESP_PHASE_ENDED,
  };

  if (!now && monotonic_us - self->last_report_us < REPORT_INTERVAL_US)
    return;
  self->last_report_us = monotonic_us;
  (void) g_strlcpy (progress.state, get_phase_name (self), sizeof progress.state);
  if (self->end_reason != NULL)
    (void) g_strlcpy (progress.reason, self->end_reason, sizeof progress.reason);
  self->report (&progress, self->user_data);
}

/**
 * esp_send_job_end:
 * @job_state: what becomes of the job: done, paused, failed, or queued to go on at @run_at_us
 * @send_state: (nullable): what becomes of the send; NULL leaves it as it is
 * @reason: (nullable)
 *
 * Begins nothing new; what is under way is settled before the job ends. The first reason counts.
 */
void
esp_send_job_end (EspSendJob *self,
                  const char *job_state,
                  const char *send_state,
                  const char *reason,
                  gint64 run_at_us)
{
  if (self->phase >= ESP_PHASE_DRAINING)
    return;
  self->phase = ESP_PHASE_DRAINING;
  self->end_job_state = job_state;
  self->end_send_state = send_state;
  self->end_reason = g_strdup (reason);
  self->end_run_at_us = run_at_us;
  g_cancellable_cancel (self->cancellable);
}

/**
 * esp_send_job_fail:
 *
 * The workspace could not be read or written: the send is paused with the reason, if that can be told.
 */
void
esp_send_job_fail (EspSendJob *self, const GError *error)
{
  g_autofree char *reason = esp_send_reason_of_storage (error);

  esp_send_job_end (self, "paused", "paused", reason, 0);
}

/**
 * esp_send_job_keeps_trying:
 *
 * A write has failed; what the channel said is kept, and written when the disk has room again. An engine
 * that ends does not wait for that: then those of whom nothing could be written are in doubt.
 *
 * Returns: whether there will be another try
 */
gboolean
esp_send_job_keeps_trying (EspSendJob *self)
{
  guint shift = MIN (self->n_failed_turns, MAX_WRITE_SHIFT);

  self->n_failed_turns++;
  self->write_at_us = g_get_monotonic_time () + (FIRST_WRITE_WAIT_US << shift);
  return !self->is_shutting_down || self->n_failed_turns < MAX_LAST_WRITES;
}

/**
 * esp_send_job_read_send_id:
 * @payload: of a job
 *
 * Returns: the send that it is about; 0 when it does not say
 */
gint64
esp_send_job_read_send_id (const char *payload)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, payload, -1, NULL))
    return 0;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;
  return json_object_get_int_member_with_default (json_node_get_object (root), "send", 0);
}

typedef struct
{
  gint64 send_id;
  EspSegmentFunc segments;
  const EspMessageSource *source;
  EspSendPlan *plan;       /* (owned) (nullable) */
  EspWaterfall *waterfall; /* (owned) (nullable) */
  gpointer opened;         /* (owned) (nullable) */
  GError *problem;         /* (owned) (nullable) of the message */
} Loading;

/* The facts of the sender or the size of the audience may have changed since the order: the rules are asked again. That nobody gets it
 * any more is no matter of law; the ledger says so of each. */
static gboolean
ask_rules (Loading *loading, EspTx *tx, const EspSendTally *tally, GError **error)
{
  g_autoptr (EspSendCheck) check = NULL;
  g_autoptr (EspReviewLook) look = NULL;

  if (esp_waterfall_count_receivers (tally->waterfall) == 0)
    return TRUE;
  check = esp_send_check_new (tx, loading->plan, tally, error);
  look = check != NULL
           ? esp_review_look_new (tx, loading->plan,
                                  (gint64) esp_waterfall_count_receivers (tally->waterfall), error)
           : NULL;
  if (look == NULL)
    return FALSE;
  if (esp_send_check_permits (check, TRUE, &loading->problem) &&
      esp_review_look_permits (look, &loading->problem))
    return TRUE;
  loading->source->close (g_steal_pointer (&loading->opened));
  return TRUE;
}

static gboolean
load_send (EspTx *tx, gpointer data, GError **error)
{
  Loading *loading = data;
  g_autoptr (EspSendTally) tally = NULL;
  const EspSend *send;
  gboolean will_prepare;

  loading->plan = esp_send_plan_load (tx, loading->send_id, error);
  if (loading->plan == NULL)
    return FALSE;
  send = loading->plan->send;
  will_prepare = g_str_equal (send->state, "scheduled") || g_str_equal (send->state, "preparing");
  if (loading->plan->channel_problem != NULL)
    return TRUE;
  loading->opened = loading->source->open (tx, send, &loading->problem);
  if (loading->opened == NULL || !will_prepare)
    return TRUE;
  tally = esp_send_tally_new (tx, loading->plan, loading->segments, error);
  if (tally == NULL || !ask_rules (loading, tx, tally, error))
    return FALSE;
  loading->waterfall = g_steal_pointer (&tally->waterfall);
  return TRUE;
}

static gboolean
is_missed (const EspSendJob *self)
{
  const EspSend *send = self->plan->send;

  return g_str_equal (send->state, "scheduled") &&
         esp_send_job_is_too_late (self, send->scheduled_at_us);
}

static void
choose_phase (EspSendJob *self)
{
  const char *state = self->plan->send->state;

  if (g_str_equal (state, "paused"))
    esp_send_job_end (self, "paused", NULL, self->plan->send->pause_reason, 0);
  else if (is_missed (self))
    esp_send_job_end_missed (self);
  else if (g_str_equal (state, "scheduled") || g_str_equal (state, "preparing"))
    esp_send_prepare_begin (self);
  else if (g_str_equal (state, "hold"))
    self->phase = ESP_PHASE_HOLD;
  else if (g_str_equal (state, "sending"))
    esp_send_pipeline_begin (self);
  else
    esp_send_job_end (self, "done", NULL, NULL, 0);
}

static void
loaded (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Loading *loading = data;
  g_autoptr (GError) problem = loading->problem;

  self->plan = loading->plan;
  self->waterfall = loading->waterfall;
  self->opened = loading->opened;
  if (self->phase != ESP_PHASE_LOADING)
    return;
  if (self->plan->channel_problem != NULL)
    esp_send_job_end (self, "paused", "paused", self->plan->channel_problem, 0);
  else if (self->opened == NULL)
    esp_send_job_end (self, "paused", "paused",
                      problem != NULL ? problem->message : "The message cannot be opened", 0);
  else
    choose_phase (self);
}

typedef struct
{
  gint64 job_id;
  gint64 send_id;
  const char *job_state;
  const char *send_state;
  const char *reason;
  gint64 run_at_us;
  gint64 n_sent;
  gint64 n_done;
  gint64 n_total;
} Ending;

/* The order that ended the job may have been taken back while the job was ending. */
static gboolean
is_wanted_again (EspTx *tx, const Ending *ending, const EspSend *send)
{
  static const char *const live[] = { "scheduled", "preparing", "hold", "sending", NULL };
  gint64 kill = 0;

  if (send == NULL || ending->send_state != NULL || g_str_equal (ending->job_state, "queued") ||
      !g_strv_contains (live, send->state))
    return FALSE;
  /* Of a journey: somebody may have come while the job was ending. */
  if (g_str_equal (ending->job_state, "waiting"))
    {
      gint64 next_us = -1;

      return esp_ledger_next_at (tx, ending->send_id, &next_us, NULL) && next_us >= 0;
    }
  return esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &kill, NULL) && kill == 0;
}

static gboolean
log_ending (EspTx *tx, const Ending *ending, GError **error)
{
  g_autofree char *action = g_strconcat ("send-", ending->send_state, NULL);
  g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, ending->n_sent);

  return esp_audit_add_send (tx, "engine", action, ending->send_id,
                             ending->reason != NULL ? ending->reason : count, error);
}

static gboolean
write_end (EspTx *tx, gpointer data, GError **error)
{
  const Ending *ending = data;
  g_autoptr (EspSend) send = esp_send_load (tx, ending->send_id, NULL);
  gboolean again = is_wanted_again (tx, ending, send);

  /* A person's word of the last moment is not overruled. */
  if (send != NULL && ending->send_state != NULL && !g_str_equal (send->state, "paused") &&
      !g_str_equal (send->state, "stopped") &&
      (!esp_send_set_state (tx, ending->send_id, ending->send_state, ending->reason, error) ||
       !log_ending (tx, ending, error)))
    return FALSE;
  /* What came back from the channel after the stop is not left waiting. */
  if (send != NULL && g_str_equal (send->state, "stopped") &&
      !esp_ledger_cancel (tx, ending->send_id, NULL, error))
    return FALSE;
  return esp_job_set_progress (tx, ending->job_id, ending->n_done, ending->n_total, error) &&
         esp_job_set_state (tx, ending->job_id, again ? "queued" : ending->job_state,
                            ending->run_at_us, again ? NULL : ending->reason, error);
}

static void
ended_written (EspSendJob *self, gpointer data, const GError *error)
{
  g_free (data);
  self->phase =
    error != NULL && esp_send_job_keeps_trying (self) ? ESP_PHASE_DRAINING : ESP_PHASE_ENDED;
}

static void
write_ending (EspSendJob *self)
{
  Ending *ending = g_new0 (Ending, 1);

  self->phase = ESP_PHASE_ENDING;
  *ending = (Ending){ .job_id = self->record->id,
                      .send_id = self->send_id,
                      .job_state = self->end_job_state,
                      .send_state = self->end_send_state,
                      .reason = self->end_reason,
                      .run_at_us = self->end_run_at_us,
                      .n_sent = self->n_sent,
                      .n_done = self->n_sent + self->n_failed + self->n_unknown,
                      .n_total = self->n_total };
  esp_send_job_write (self, write_end, ending, ended_written);
}

/**
 * esp_send_job_tick:
 *
 * Does what can be done now. Called after everything that comes back, and a few times a second.
 */
void
esp_send_job_tick (EspSendJob *self)
{
  if (self->phase == ESP_PHASE_SENDING || self->phase == ESP_PHASE_DRAINING)
    esp_send_pipeline_pump (self);
  if (self->phase == ESP_PHASE_DRAINING && self->n_pending == 0 && self->settlements->len == 0 &&
      g_get_monotonic_time () >= self->write_at_us)
    write_ending (self);
  if (self->phase == ESP_PHASE_ENDED && self->n_pending == 0)
    {
      esp_send_job_report (self, TRUE);
      self->ended (self, self->user_data); /* may free us */
      return;
    }
  esp_send_job_report (self, FALSE);
}

/**
 * esp_send_job_new:
 * @context: outlives the job
 * @record: (transfer full): claimed for us
 *
 * Returns: (transfer full): a job that is not started yet
 */
EspSendJob *
esp_send_job_new (const EspSendContext *context,
                  EspJobRecord *record,
                  EspSendProgressFunc progress,
                  EspSendEndedFunc ended,
                  gpointer user_data)
{
  EspSendJob *self = g_new0 (EspSendJob, 1);

  self->context = context;
  self->record = record;
  self->report = progress;
  self->ended = ended;
  self->user_data = user_data;
  self->send_id = esp_send_job_read_send_id (record->payload);
  self->cancellable = g_cancellable_new ();
  self->n_complaints_before = -1;
  self->handled = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->in_flight = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, esp_send_item_free);
  self->settlements = g_array_new (FALSE, TRUE, sizeof (EspLedgerSettlement));
  g_array_set_clear_func (self->settlements, (GDestroyNotify) esp_ledger_settlement_clear);
  self->defers = g_array_new (FALSE, TRUE, sizeof (EspSendDefer));
  self->skips = g_ptr_array_new_with_free_func (esp_send_item_free);
  g_queue_init (&self->ready);
  esp_random_init_from_system (&self->random);
  return self;
}

/* What was left in doubt is not under way any more. */
static void
release_paces (EspSendJob *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->in_flight);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    esp_domain_pace_release (self->context->pace, ((EspSendItem *) value)->address);
}

/**
 * esp_send_job_free:
 *
 * After it has ended.
 */
void
esp_send_job_free (EspSendJob *self)
{
  if (self == NULL)
    return;
  g_assert (self->n_pending == 0);
  release_paces (self);
  if (self->slot != NULL)
    esp_channel_pool_release (self->context->channels, self->slot);
  if (self->opened != NULL)
    self->context->source->close (self->opened);
  g_queue_clear_full (&self->ready, esp_send_item_free);
  esp_waterfall_free (self->waterfall);
  esp_send_plan_free (self->plan);
  esp_job_record_free (self->record);
  g_hash_table_unref (self->handled);
  g_hash_table_unref (self->in_flight);
  g_array_unref (self->settlements);
  g_array_unref (self->defers);
  g_ptr_array_unref (self->skips);
  g_object_unref (self->cancellable);
  g_free (self->end_reason);
  g_free (self->channel_state);
  g_free (self->channel_detail);
  g_free (self);
}

/**
 * esp_send_job_start:
 */
void
esp_send_job_start (EspSendJob *self)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->send_id = self->send_id;
  loading->segments = self->context->segments;
  loading->source = self->context->source;
  esp_send_job_read (self, ESP_READ_LONG, load_send, loading, loaded);
}

/**
 * esp_send_job_shut_down:
 *
 * The engine ends: the job stops between messages and will be taken up again.
 */
void
esp_send_job_shut_down (EspSendJob *self)
{
  self->is_shutting_down = TRUE;
  self->n_failed_turns = 0; /* the last tries follow each other quickly */
  self->write_at_us = 0;
  esp_send_job_end (self, "queued", NULL, NULL, esp_clock_now_us (self->context->clock));
  esp_send_job_tick (self);
}

/**
 * esp_send_job_look:
 *
 * Looks at what a person wants by now; to be called a few times a second.
 */
void
esp_send_job_look (EspSendJob *self)
{
  esp_send_job_look_at_control (self);
  esp_send_job_tick (self);
}

/**
 * esp_send_job_shift:
 * @delta_us: how far the clock was set
 *
 * A hold lasts as long as it would have.
 */
void
esp_send_job_shift (EspSendJob *self, gint64 delta_us)
{
  if (self->phase == ESP_PHASE_HOLD && self->plan != NULL)
    self->plan->send->hold_until_us += delta_us;
}
