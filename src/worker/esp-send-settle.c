/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The turn of a send: in one transaction writes down what became of messages and claims the next ones;
 * only what is committed as sending is handed over. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-private.h"

#include <json-glib/json-glib.h>

/* In flight are as many as go in this time: after a crash no more are in doubt. */
#define WINDOW_SECONDS 0.05
#define MAX_WINDOW 256
#define MAX_CLAIM 64
/* A workspace that cannot be written is tried so often before the send gives up. */
#define MAX_FAILED_TURNS 20
/* After trouble with the account: the first wait, doubled up to the longest. */
#define FIRST_WAIT_US (30 * ESP_USEC_PER_SEC)
#define LONGEST_WAIT_US (15 * ESP_USEC_PER_MINUTE)

typedef struct
{
  EspLedgerGate gate;
  gint64 job_id;
  gint64 channel_id;
  gint64 n_done;
  gint64 n_total;
  double tokens; /* negative: not limited */
  gint64 tokens_at_us;
  GArray *settlements;  /* (owned) */
  GArray *defers;       /* (owned) */
  GPtrArray *skips;     /* (owned) */
  GArray *claims;       /* (owned) (element-type EspLedgerClaim) */
  GPtrArray *items;     /* (owned) of the claims, in their order */
  char *channel_state;  /* (owned) (nullable) */
  char *channel_detail; /* (owned) (nullable) */
  gboolean is_written;
} Turn;

static char *
make_detail (const char *key, const char *text)
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

static gboolean
write_non_sends (EspTx *tx, Turn *turn, GError **error)
{
  for (guint i = 0; i < turn->defers->len; i++)
    {
      const EspSendDefer *defer = &g_array_index (turn->defers, EspSendDefer, i);

      if (!esp_ledger_defer (tx, defer->id, esp_reason_name (ESP_REASON_QUIET), defer->next_at_us,
                             error))
        return FALSE;
    }
  for (guint i = 0; i < turn->skips->len; i++)
    {
      const EspSendItem *item = g_ptr_array_index (turn->skips, i);
      g_autofree char *detail = make_detail ("error", item->error->message);

      if (!esp_ledger_skip (tx, item->due.id, esp_reason_name (ESP_REASON_CONTENT), detail, error))
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
      !write_non_sends (tx, turn, error) ||
      !esp_job_set_progress (tx, turn->job_id, turn->n_done, turn->n_total, error))
    return FALSE;
  if (turn->tokens >= 0 &&
      !esp_channel_set_bucket (tx, turn->channel_id, turn->tokens, turn->tokens_at_us, error))
    return FALSE;
  if (turn->channel_state != NULL &&
      !esp_channel_set_state (tx, turn->channel_id, turn->channel_state, turn->channel_detail,
                              error))
    return FALSE;
  if (turn->claims->len > 0 &&
      !esp_ledger_claim (tx, &turn->gate, (EspLedgerClaim *) (gpointer) turn->claims->data,
                         turn->claims->len, error))
    return FALSE;
  turn->is_written = TRUE;
  return TRUE;
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

static void
hand_over (EspSendJob *self, Turn *turn)
{
  GArray *messages = esp_out_messages_new (turn->items->len);
  gboolean is_closed = FALSE;

  for (guint i = 0; i < turn->items->len; i++)
    {
      EspSendItem *item = g_ptr_array_index (turn->items, i);
      EspClaimResult result = g_array_index (turn->claims, EspLedgerClaim, i).result;

      if (turn->is_written && result == ESP_CLAIM_OK)
        {
          EspOutMessage message = { .key = item->due.id,
                                    .from = g_steal_pointer (&item->message.from),
                                    .to = g_steal_pointer (&item->message.to),
                                    .bytes = g_steal_pointer (&item->message.bytes) };

          g_array_append_val (messages, message);
          g_hash_table_insert (self->in_flight, &item->due.id, item);
          continue;
        }
      is_closed = is_closed || result == ESP_CLAIM_CLOSED;
      self->n_in_flight--;
      esp_token_bucket_give_back (&self->slot->bucket, 1);
      (void) g_hash_table_remove (self->handled, &item->due.id);
      esp_send_item_free (item);
    }
  submit (self, messages);
  if (is_closed)
    esp_send_job_look (self);
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
  if (++self->n_failed_turns > MAX_FAILED_TURNS)
    return;
  g_array_set_clear_func (turn->settlements, NULL);
  g_array_append_vals (self->settlements, turn->settlements->data, turn->settlements->len);
}

static void
turned (EspSendJob *self, gpointer data)
{
  g_autofree Turn *turn = data;

  self->is_turning = FALSE;
  if (turn->is_written)
    self->n_failed_turns = 0;
  else
    keep_settlements (self, turn);
  forget_non_sends (self, turn);
  hand_over (self, turn);
  g_array_unref (turn->settlements);
  g_array_unref (turn->defers);
  g_ptr_array_unref (turn->skips);
  g_array_unref (turn->claims);
  g_ptr_array_unref (turn->items);
  g_free (turn->channel_state);
  g_free (turn->channel_detail);
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

  if (self->phase != ESP_PHASE_SENDING || self->slot == NULL || self->ready.length == 0)
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

static void
claim_items (EspSendJob *self, Turn *turn, guint n_claims)
{
  for (guint i = 0; i < n_claims; i++)
    {
      EspSendItem *item = g_queue_pop_head (&self->ready);
      EspLedgerClaim claim = { .id = item->due.id,
                               .address = item->address,
                               .message_key = item->message.message_key,
                               .result = ESP_CLAIM_CLOSED };

      self->n_ready_bytes -=
        item->message.bytes != NULL ? g_bytes_get_size (item->message.bytes) : 0;
      g_array_append_val (turn->claims, claim);
      g_ptr_array_add (turn->items, item);
    }
  self->n_in_flight += n_claims;
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

  if (self->is_turning)
    return;
  n_claims = get_n_claims (self);
  if (n_claims == 0 && self->settlements->len == 0 && self->defers->len == 0 &&
      self->skips->len == 0 && self->channel_state == NULL)
    return;
  turn = g_new0 (Turn, 1);
  turn->gate = (EspLedgerGate){ .send_id = self->send_id,
                                .channel = "email",
                                .purpose = self->plan->rule.is_marketing ? "marketing" : NULL,
                                .holder = self->context->holder };
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
  turn->tokens = -1;
  if (self->slot != NULL && self->slot->bucket.per_minute > 0)
    {
      turn->tokens = self->slot->bucket.tokens;
      turn->tokens_at_us = self->slot->bucket.at_us;
    }
  self->is_turning = TRUE;
  esp_send_job_write (self, write_turn, turn, turned);
}

static const char *
get_failed_reason (EspRefusal refusal)
{
  switch (refusal)
    {
    case ESP_REFUSAL_HARD:
      return "hard-bounce";
    case ESP_REFUSAL_BLOCK:
      return "blocked";
    case ESP_REFUSAL_CONTENT:
      return "content-refused";
    case ESP_REFUSAL_ACCOUNT:
      return "account-refused";
    case ESP_REFUSAL_NONE:
    case ESP_REFUSAL_SOFT:
    case ESP_REFUSAL_SPLIT:
    default:
      return "soft-bounce";
    }
}

static const char *
get_bounce (EspRefusal refusal)
{
  switch (refusal)
    {
    case ESP_REFUSAL_HARD:
      return "hard";
    case ESP_REFUSAL_BLOCK:
      return "block";
    case ESP_REFUSAL_SOFT:
    case ESP_REFUSAL_SPLIT:
      return "soft";
    case ESP_REFUSAL_NONE:
    case ESP_REFUSAL_CONTENT:
    case ESP_REFUSAL_ACCOUNT:
    default:
      return NULL;
    }
}

static char *
make_code (const EspOutResult *result)
{
  g_autofree char *code =
    g_strdup_printf ("%d%s%s", result->code, result->enhanced[0] ? " " : "", result->enhanced);

  return result->code != 0 ? make_detail ("code", code) : NULL;
}

static void
queue_again (EspSendJob *self,
             const EspSendItem *item,
             const EspOutResult *result,
             EspLedgerSettlement *row)
{
  gint64 now_us = esp_clock_now_us (self->context->clock);

  row->state = "queued";
  if (!result->is_attempted)
    {
      row->gives_try_back = TRUE;
      row->next_at_us = now_us;
      return;
    }
  row->next_at_us = esp_policy_retry_at (&self->plan->policy, item->due.attempts + 1, now_us,
                                         now_us, esp_random_unit (&self->random));
  row->reason = "retry";
  if (row->next_at_us != 0)
    return;
  row->state = "failed";
  row->reason = "gave-up";
  row->bounce = result->outcome == ESP_OUTCOME_REFUSED ? get_bounce (result->refusal) : NULL;
}

static void
decide (EspSendJob *self,
        const EspSendItem *item,
        const EspOutResult *result,
        EspLedgerSettlement *row)
{
  switch (result->outcome)
    {
    case ESP_OUTCOME_ACCEPTED:
      row->state = "sent";
      break;
    case ESP_OUTCOME_UNKNOWN:
      row->state = "unknown";
      row->reason = "no-reply";
      break;
    case ESP_OUTCOME_REFUSED:
      if (result->refusal == ESP_REFUSAL_ACCOUNT)
        {
          /* Not this person's fault: offered again once the account is repaired. */
          row->state = "queued";
          row->gives_try_back = TRUE;
          row->next_at_us = esp_clock_now_us (self->context->clock);
          break;
        }
      row->state = "failed";
      row->reason = get_failed_reason (result->refusal);
      row->bounce = get_bounce (result->refusal);
      if (result->is_retryable)
        {
          row->bounce = NULL;
          queue_again (self, item, result, row);
        }
      break;
    case ESP_OUTCOME_NOT_SENT:
    default:
      queue_again (self, item, result, row);
      break;
    }
}

static void
count_outcome (EspSendJob *self, const EspLedgerSettlement *row)
{
  gint64 now_us = g_get_monotonic_time ();

  if (g_str_equal (row->state, "sent"))
    self->n_sent++;
  else if (g_str_equal (row->state, "failed"))
    self->n_failed++;
  else if (g_str_equal (row->state, "unknown"))
    self->n_unknown++;
  else
    return;
  self->n_this_second++;
  if (now_us - self->second_start_us < ESP_USEC_PER_SEC / 4)
    return;
  {
    double rate =
      (double) self->n_this_second * ESP_USEC_PER_SEC / (double) (now_us - self->second_start_us);

    self->per_second = self->per_second > 0 ? 0.5 * self->per_second + 0.5 * rate : rate;
    self->n_this_second = 0;
    self->second_start_us = now_us;
  }
}

static void
settle_result (EspSendJob *self, EspOutResult *result)
{
  EspSendItem *item = g_hash_table_lookup (self->in_flight, &result->key);
  EspLedgerSettlement row = { .id = result->key };

  if (item == NULL)
    return;
  row.lead_id = item->due.lead_id;
  decide (self, item, result, &row);
  row.detail = make_code (result);
  row.reply = g_steal_pointer (&result->reply);
  count_outcome (self, &row);
  esp_send_brake_count (&self->brake, result);
  g_array_append_val (self->settlements, row);
  (void) g_hash_table_remove (self->in_flight, &result->key); /* frees the item */
  self->n_in_flight--;
}

/* The account is in trouble: a person must act, or it is tried again after a while. */
static void
react_to_trouble (EspSendJob *self, const GError *trouble)
{
  gint64 now_us = esp_clock_now_us (self->context->clock);
  gboolean got_through = self->brake.n_verdicts > 0;
  guint shift =
    got_through || self->record->attempts == 0 ? 0 : MIN (self->record->attempts - 1, 5);
  gint64 wait_us = MIN (FIRST_WAIT_US << shift, LONGEST_WAIT_US);

  g_free (self->channel_state);
  self->channel_state = g_strdup (esp_channel_error_name (trouble->code));
  g_free (self->channel_detail);
  self->channel_detail = g_strdup (trouble->message);
  if (esp_channel_error_is_lasting (trouble->code))
    esp_send_job_end (self, "paused", "paused", trouble->message, 0);
  else
    esp_send_job_end (self, "queued", NULL, trouble->message, now_us + wait_us);
}

/**
 * esp_send_settle_batch:
 *
 * Decides what the channel's answers mean for the ledger, and whether the send may go on.
 */
void
esp_send_settle_batch (EspSendJob *self, EspOutBatch *batch)
{
  const char *brake;

  for (guint i = 0; i < batch->results->len; i++)
    settle_result (self, &g_array_index (batch->results, EspOutResult, i));
  if (batch->trouble != NULL && self->phase == ESP_PHASE_SENDING)
    react_to_trouble (self, batch->trouble);
  else if (batch->trouble == NULL && self->n_sent > 0 &&
           g_strcmp0 (self->plan->channel->state, "ok") != 0)
    {
      g_free (self->plan->channel->state);
      self->plan->channel->state = g_strdup ("ok");
      self->channel_state = g_strdup ("ok");
    }
  brake = esp_send_brake_judge (&self->brake, &self->plan->policy);
  if (brake != NULL)
    esp_send_job_end (self, "paused", "paused", brake, 0);
}
