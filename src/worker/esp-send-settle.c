/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The turn of a send: in one transaction writes down what became of messages and claims the next ones;
 * only what is committed as sending is handed over. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-private.h"

#include "engine/content/esp-message-doc.h"
#include "engine/policy/esp-send-limits.h"
#include "store/esp-leads.h"
#include "worker/esp-report-brake.h"

#include <json-glib/json-glib.h>

/* In flight are as many as go in this time: after a crash no more are in doubt. */
#define WINDOW_SECONDS 0.05
#define MAX_WINDOW 256
#define MAX_CLAIM 64

typedef struct
{
  EspLedgerGate gate;
  const EspSendPlan *plan; /* the job's, which waits for us */
  gint64 job_id;
  gint64 channel_id;
  gint64 n_done;
  gint64 n_total;
  double tokens; /* negative: not limited */
  gint64 tokens_at_us;
  GArray *settlements;        /* (owned) */
  GArray *defers;             /* (owned) */
  GPtrArray *skips;           /* (owned) */
  GArray *claims;             /* (owned) (element-type EspLedgerClaim) */
  GPtrArray *items;           /* (owned) of the claims, in their order */
  char *channel_state;        /* (owned) (nullable) */
  char *channel_detail;       /* (owned) (nullable) */
  EspSendAllowance allowance; /* out: what the limits of the channel left */
} Turn;

static void
free_turn (Turn *turn)
{
  g_array_unref (turn->settlements);
  g_array_unref (turn->defers);
  g_ptr_array_unref (turn->skips);
  g_array_unref (turn->claims);
  g_ptr_array_unref (turn->items);
  g_free (turn->channel_state);
  g_free (turn->channel_detail);
  g_free (turn);
}

/**
 * esp_send_make_detail:
 *
 * Returns: (transfer full): a JSON object with one member
 */
char *
esp_send_make_detail (const char *key, const char *text)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, text);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* Who lacks a field that the message wants of everybody is left out, as the audience says; whose message fails, failed. */
static gboolean
has_failed (const EspSendItem *item)
{
  return item->error != NULL &&
         !g_error_matches (item->error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING);
}

static gboolean
write_skip (EspTx *tx, const EspSendItem *item, GError **error)
{
  EspReason reason = item->error != NULL ? ESP_REASON_CONTENT : item->verdict.reason;
  g_autofree char *detail =
    item->error != NULL ? esp_send_make_detail ("error", item->error->message) : NULL;

  if (has_failed (item))
    return esp_ledger_fail_unmade (tx, item->due.id, item->error->message, error);
  return esp_ledger_skip (tx, item->due.id, esp_reason_name (reason), detail, error);
}

static gboolean
write_non_sends (EspTx *tx, Turn *turn, GError **error)
{
  for (guint i = 0; i < turn->defers->len; i++)
    {
      const EspSendDefer *defer = &g_array_index (turn->defers, EspSendDefer, i);

      if (!esp_ledger_defer (tx, defer->id, defer->reason, defer->next_at_us, error))
        return FALSE;
    }
  for (guint i = 0; i < turn->skips->len; i++)
    if (!write_skip (tx, turn->skips->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
ask_limits (EspTx *tx, Turn *turn, GError **error)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GArray) volumes = NULL;
  gint64 now_us = esp_tx_get_now_us (tx);

  turn->allowance = (EspSendAllowance){ .n = -1 };
  if (!esp_send_limits_is_any (&turn->plan->limits))
    return TRUE;
  zone = g_time_zone_new_identifier (turn->plan->zone);
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  volumes =
    esp_channel_volume_list (tx, turn->channel_id, esp_send_limits_get_since (now_us), error);
  if (volumes == NULL)
    return FALSE;
  esp_send_limits_ask (&turn->plan->limits, volumes, zone, now_us, &turn->allowance);
  return TRUE;
}

/* Claims what the limits of the channel leave; the others wait without a try. */
static gboolean
claim (EspTx *tx, Turn *turn, GError **error)
{
  g_auto (EspSendDecider) decider = { 0 };
  EspLedgerGate gate = turn->gate;
  EspLedgerClaim *claims = (EspLedgerClaim *) (gpointer) turn->claims->data;
  guint n = turn->claims->len;
  gint64 n_taken = 0;

  esp_send_decider_init (&decider, tx, turn->plan);
  gate.judge = esp_send_decide_claim;
  gate.judge_data = &decider;
  if (!ask_limits (tx, turn, error))
    return FALSE;
  if (turn->allowance.n >= 0)
    n = (guint) MIN ((gint64) n, turn->allowance.n);
  for (guint i = n; i < turn->claims->len; i++)
    claims[i].result = ESP_CLAIM_WAITS;
  if (n > 0 && !esp_ledger_claim (tx, &gate, claims, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    n_taken += claims[i].result == ESP_CLAIM_OK;
  return esp_channel_volume_add (tx, turn->channel_id, n_taken, error) &&
         (turn->allowance.n < 0 || ask_limits (tx, turn, error));
}

static gint64
count_not_tried (const Turn *turn)
{
  gint64 n = 0;

  for (guint i = 0; i < turn->settlements->len; i++)
    n += g_array_index (turn->settlements, EspLedgerSettlement, i).gives_try_back ? 1 : 0;
  return n;
}

/* What was claimed and never offered does not count against the limits. */
static gboolean
take_back (EspTx *tx, const Turn *turn, GError **error)
{
  return esp_channel_volume_take_back (tx, turn->channel_id, count_not_tried (turn), error);
}

/* Refused for the last time without a lasting reason: often enough, and the address is given up. */
static gboolean
give_up_soft (EspTx *tx, const Turn *turn, GError **error)
{
  for (guint i = 0; i < turn->settlements->len; i++)
    {
      const EspLedgerSettlement *row = &g_array_index (turn->settlements, EspLedgerSettlement, i);
      gboolean is_suppressed = FALSE;

      if (g_strcmp0 (row->bounce, "soft") == 0 &&
          !esp_report_brake_soft (tx, &turn->plan->policy, row->channel, row->lead_id,
                                  esp_tx_get_now_us (tx), &is_suppressed, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
forget_place (EspTx *tx, const char *field, const EspLedgerSettlement *row, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspLead) before = NULL;
  g_autoptr (EspLead) after = NULL;
  gboolean has_changed = FALSE;

  if (fields == NULL)
    return FALSE;
  before = esp_lead_load (tx, fields, row->lead_id, &problem);
  if (before == NULL && !g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (before == NULL || g_strcmp0 (esp_lead_get_text (before, field), row->dead_place) != 0)
    return TRUE; /* another browser by now */
  after = esp_lead_copy (before);
  esp_value_clear (esp_lead_get_writable (after, field));
  return esp_lead_update (tx, before, after, &has_changed, error);
}

/* Services of browsers want nobody to write again to a place that is gone (RFC 8030, 7.3). */
static gboolean
forget_places (EspTx *tx, const Turn *turn, GError **error)
{
  for (guint i = 0; i < turn->settlements->len; i++)
    {
      const EspLedgerSettlement *row = &g_array_index (turn->settlements, EspLedgerSettlement, i);

      if (row->dead_place != NULL && turn->plan->address_field != NULL &&
          !forget_place (tx, turn->plan->address_field, row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_turn (EspTx *tx, gpointer data, GError **error)
{
  Turn *turn = data;
  EspLedgerSettlement *settlements = (EspLedgerSettlement *) (gpointer) turn->settlements->data;

  if (!esp_ledger_settle (tx, turn->gate.send_id, settlements, turn->settlements->len, error) ||
      !take_back (tx, turn, error) || !give_up_soft (tx, turn, error) ||
      !forget_places (tx, turn, error) || !write_non_sends (tx, turn, error) ||
      !esp_job_set_progress (tx, turn->job_id, turn->n_done, turn->n_total, error))
    return FALSE;
  if (turn->tokens >= 0 &&
      !esp_channel_set_bucket (tx, turn->channel_id, turn->tokens, turn->tokens_at_us, error))
    return FALSE;
  if (turn->channel_state != NULL &&
      !esp_channel_set_state (tx, turn->channel_id, turn->channel_state, turn->channel_detail,
                              error))
    return FALSE;
  return turn->claims->len == 0 || claim (tx, turn, error);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspSendJob *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOutBatch) batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);

  self->n_pending--;
  if (batch != NULL)
    esp_send_settle_batch (self, batch);
  else
    esp_send_job_fail (self, error); /* the rows stay in doubt */
  esp_send_job_tick (self);
}

/* Hands over what was claimed. */
static void
submit (EspSendJob *self, GArray *messages)
{
  if (messages->len == 0)
    {
      g_array_unref (messages);
      return;
    }
  self->n_pending++;
  esp_channel_submit_async (self->slot->channel, messages, self->cancellable, submitted_cb, self);
}

/* Where nothing is gained by large batches they are small: one message that is not answered holds few others. */
static void
submit_parts (EspSendJob *self, GArray *messages)
{
  EspChannelCapabilities capabilities;
  guint part;

  esp_channel_get_capabilities (self->slot->channel, &capabilities);
  part = MAX (1, messages->len / (2 * MAX (1, capabilities.n_parallel)));
  if (capabilities.max_part > 0)
    part = MIN (part, capabilities.max_part);
  if (!capabilities.is_divisible || messages->len <= part)
    {
      submit (self, messages);
      return;
    }
  for (guint at = 0; at < messages->len; at += part)
    {
      guint n = MIN (part, messages->len - at);
      GArray *some = esp_out_messages_new (n);

      g_array_append_vals (some, &g_array_index (messages, EspOutMessage, at), n);
      submit (self, some);
    }
  g_array_set_clear_func (messages, NULL); /* their parts have them */
  g_array_unref (messages);
}

static void
hand_over (EspSendJob *self, Turn *turn, gboolean is_committed)
{
  GArray *messages = esp_out_messages_new (turn->items->len);
  gboolean is_closed = FALSE;

  for (guint i = 0; i < turn->items->len; i++)
    {
      EspSendItem *item = g_ptr_array_index (turn->items, i);
      EspClaimResult result = g_array_index (turn->claims, EspLedgerClaim, i).result;

      if (is_committed && result == ESP_CLAIM_OK)
        {
          EspOutMessage message = { .key = item->due.id,
                                    .mark = g_strdup (item->message.message_key),
                                    .from = g_steal_pointer (&item->message.from),
                                    .to = g_steal_pointer (&item->message.to),
                                    .bytes = g_steal_pointer (&item->message.bytes),
                                    .needs_smtputf8 = item->message.needs_smtputf8 };

          g_array_append_val (messages, message);
          g_hash_table_insert (self->in_flight, &item->due.id, item);
          continue;
        }
      is_closed = is_closed || result == ESP_CLAIM_CLOSED;
      self->n_in_flight--;
      esp_domain_pace_release (self->context->pace, item->address);
      esp_token_bucket_give_back (&self->slot->bucket, 1);
      (void) g_hash_table_remove (self->handled, &item->due.id);
      esp_send_item_free (item);
    }
  submit_parts (self, messages);
  if (is_closed)
    esp_send_job_look (self);
}

static void
count_unmade (EspSendJob *self, const Turn *turn)
{
  for (guint i = 0; i < turn->skips->len; i++)
    self->n_failed += has_failed (turn->skips->pdata[i]);
}

static void
forget_non_sends (EspSendJob *self, Turn *turn)
{
  for (guint i = 0; i < turn->defers->len; i++)
    (void) g_hash_table_remove (self->handled, &g_array_index (turn->defers, EspSendDefer, i).id);
  for (guint i = 0; i < turn->skips->len; i++)
    {
      const EspSendItem *item = g_ptr_array_index (turn->skips, i);

      (void) g_hash_table_remove (self->handled, &item->due.id);
    }
  for (guint i = 0; i < turn->settlements->len; i++)
    (void) g_hash_table_remove (self->handled,
                                &g_array_index (turn->settlements, EspLedgerSettlement, i).id);
}

/* What could not be written is kept for the next turn, as long as there is hope. */
static void
keep_settlements (EspSendJob *self, Turn *turn)
{
  if (!esp_send_job_keeps_trying (self))
    return; /* they stay in doubt */
  g_array_set_clear_func (turn->settlements, NULL);
  g_array_append_vals (self->settlements, turn->settlements->data, turn->settlements->len);
}

/* Only what is committed is handed over. */
static void
turned (EspSendJob *self, gpointer data, const GError *error)
{
  Turn *turn = data;

  self->is_turning = FALSE;
  if (error == NULL)
    {
      self->n_failed_turns = 0;
      count_unmade (self, turn);
    }
  else
    keep_settlements (self, turn);
  if (error == NULL && count_not_tried (turn) > 0)
    self->limit = (EspSendAllowance){ 0 }; /* so many may go after all */
  if (error == NULL && turn->claims->len > 0 && turn->allowance.n == 0)
    self->limit = turn->allowance;
  forget_non_sends (self, turn);
  hand_over (self, turn, error == NULL);
  free_turn (turn);
}

static guint
get_window (const EspSendJob *self)
{
  EspChannelCapabilities capabilities;
  guint least;

  esp_channel_get_capabilities (self->slot->channel, &capabilities);
  least = 2 * MAX (1, capabilities.n_parallel);
  return CLAMP ((guint) (self->per_second * WINDOW_SECONDS), least, MAX (least, MAX_WINDOW));
}

/* How many may be claimed now: by what is made, by what is in flight, and by the rate. */
static guint
get_n_claims (EspSendJob *self)
{
  guint window;
  guint n;

  if (self->phase != ESP_PHASE_SENDING || self->slot == NULL || self->ready.length == 0 ||
      self->limit.kind != ESP_LIMIT_NONE)
    return 0;
  window = get_window (self);
  if (self->n_in_flight >= window)
    return 0;
  n = MIN (MIN (self->ready.length, window - self->n_in_flight), MAX_CLAIM);
  /* A commit for a single message is dear when more are about to be free. */
  if (n < window / 4 && self->n_in_flight > 0 && n < self->ready.length)
    return 0;
  return esp_token_bucket_take (&self->slot->bucket, n, esp_clock_now_us (self->context->clock));
}

static EspSendItem *
pop_ready (EspSendJob *self)
{
  EspSendItem *item = g_queue_pop_head (&self->ready);

  self->n_ready_bytes -= item->message.bytes != NULL ? g_bytes_get_size (item->message.bytes) : 0;
  return item;
}

static void
push_ready (EspSendJob *self, EspSendItem *item)
{
  self->n_ready_bytes += item->message.bytes != NULL ? g_bytes_get_size (item->message.bytes) : 0;
  g_queue_push_tail (&self->ready, item);
}

static void
claim_item (EspSendJob *self, Turn *turn, EspSendItem *item)
{
  EspLedgerClaim claim = { .id = item->due.id,
                           .lead_id = item->due.lead_id,
                           .address = item->address,
                           .message_key = item->message.message_key,
                           .price = item->message.price,
                           .result = ESP_CLAIM_CLOSED };

  g_array_append_val (turn->claims, claim);
  g_ptr_array_add (turn->items, item);
  self->n_in_flight++;
}

/* Claims up to @n_claims; those whose domain rests are put off, those whose domain has enough under way
 * stay for a later turn. */
static void
claim_items (EspSendJob *self, Turn *turn, guint n_claims)
{
  EspDomainPace *pace = self->context->pace;
  gint64 now_us = n_claims > 0 ? esp_clock_now_us (self->context->clock) : 0;
  guint n_claimed = 0;

  for (guint left = n_claims > 0 ? self->ready.length : 0; left > 0 && n_claimed < n_claims; left--)
    {
      EspSendItem *item = pop_ready (self);
      EspSendDefer defer = { item->due.id, esp_domain_pace_get_rest (pace, item->address, now_us),
                             ESP_SEND_REASON_SLOW_DOWN };

      if (defer.next_at_us != 0)
        {
          g_array_append_val (turn->defers, defer);
          esp_send_item_free (item);
        }
      else if (!esp_domain_pace_take (pace, item->address))
        push_ready (self, item);
      else
        {
          claim_item (self, turn, item);
          n_claimed++;
        }
    }
  if (n_claimed < n_claims)
    esp_token_bucket_give_back (&self->slot->bucket, n_claims - n_claimed);
}

/**
 * esp_send_turn:
 *
 * Begins a turn if there is anything to write and none is being written.
 */
void
esp_send_turn (EspSendJob *self)
{
  guint n_claims;
  Turn *turn;

  if (self->is_turning || g_get_monotonic_time () < self->write_at_us)
    return;
  n_claims = get_n_claims (self);
  if (n_claims == 0 && self->settlements->len == 0 && self->defers->len == 0 &&
      self->skips->len == 0 && self->channel_state == NULL)
    return;
  turn = g_new0 (Turn, 1);
  turn->gate = (EspLedgerGate){ .send_id = self->send_id, .holder = self->context->holder };
  turn->plan = self->plan;
  turn->job_id = self->record->id;
  turn->channel_id = self->plan->send->channel_id;
  turn->n_done = self->n_sent + self->n_failed + self->n_unknown;
  turn->n_total = self->n_total;
  turn->settlements = g_steal_pointer (&self->settlements);
  turn->defers = g_steal_pointer (&self->defers);
  turn->skips = g_steal_pointer (&self->skips);
  turn->claims = g_array_sized_new (FALSE, TRUE, sizeof (EspLedgerClaim), n_claims);
  turn->items = g_ptr_array_new ();
  turn->channel_state = g_steal_pointer (&self->channel_state);
  turn->channel_detail = g_steal_pointer (&self->channel_detail);
  self->settlements = g_array_new (FALSE, TRUE, sizeof (EspLedgerSettlement));
  g_array_set_clear_func (self->settlements, (GDestroyNotify) esp_ledger_settlement_clear);
  self->defers = g_array_new (FALSE, TRUE, sizeof (EspSendDefer));
  self->skips = g_ptr_array_new_with_free_func (esp_send_item_free);
  claim_items (self, turn, n_claims);
  if (turn->claims->len + turn->settlements->len + turn->defers->len + turn->skips->len == 0 &&
      turn->channel_state == NULL)
    {
      free_turn (turn); /* every domain has enough under way */
      return;
    }
  turn->tokens = -1;
  if (self->slot != NULL && self->slot->bucket.per_minute > 0)
    {
      turn->tokens = self->slot->bucket.tokens;
      turn->tokens_at_us = self->slot->bucket.at_us;
    }
  self->is_turning = TRUE;
  esp_send_job_write (self, write_turn, turn, turned);
}
