/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what a channel's answers mean: for the ledger, for the pace, and whether the send may go on. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-bounce.h"
#include "worker/esp-send-private.h"
#include "worker/esp-send-reasons.h"

/* After trouble with the account: the first wait, doubled up to the longest. */
#define FIRST_WAIT_US (30 * ESP_USEC_PER_SEC)
#define LONGEST_WAIT_US (15 * ESP_USEC_PER_MINUTE)
/* What services ask for is kept up to a day. */
#define MAX_ASKED_WAIT_S (24 * 60 * 60)

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
    case ESP_REFUSAL_OPTED_OUT:
      return "opted-out";
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
    case ESP_REFUSAL_OPTED_OUT:
      return ESP_LEDGER_OPTED_OUT;
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

  return result->code != 0 ? esp_send_make_detail ("code", code) : NULL;
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
  row->next_at_us =
    esp_policy_retry_at (&self->plan->policy, item->due.attempts + 1,
                         item->due.first_at_us != 0 ? item->due.first_at_us : now_us, now_us,
                         esp_random_unit (&self->random));
  row->reason = "retry";
  if (row->next_at_us != 0)
    return;
  row->state = "failed";
  row->reason = "gave-up";
  esp_send_brake_count_given_up (&self->brake);
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
    case ESP_OUTCOME_UNDELIVERED:
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

/* A refusal for good whose numbers say little: its words mean what they mean when they come back by mail. */
static void
judge_words (EspOutResult *result)
{
  static const EspRefusal refusals[] = {
    [ESP_BOUNCE_HARD] = ESP_REFUSAL_HARD,
    [ESP_BOUNCE_BLOCK] = ESP_REFUSAL_BLOCK,
    [ESP_BOUNCE_CONTENT] = ESP_REFUSAL_CONTENT,
    [ESP_BOUNCE_ACCOUNT] = ESP_REFUSAL_ACCOUNT,
  };
  g_autofree char *diagnostic = g_strdup_printf ("%d %s", result->code, result->reply);
  const EspBounceFacts facts = { .diagnostic = diagnostic };
  EspBounceVerdict verdict = { 0 };

  esp_bounce_judge (esp_bounce_rules_get (), &facts, &verdict);
  if ((guint) verdict.klass >= G_N_ELEMENTS (refusals) ||
      refusals[verdict.klass] == ESP_REFUSAL_NONE)
    return;
  result->refusal = refusals[verdict.klass];
  result->is_suppressing = result->refusal == ESP_REFUSAL_HARD;
}

static gboolean
says_little (const EspOutResult *result, const char *channel)
{
  return result->outcome == ESP_OUTCOME_REFUSED && result->refusal == ESP_REFUSAL_SOFT &&
         !result->is_retryable && result->code >= 500 && result->reply != NULL &&
         *result->reply != '\0' && g_str_equal (channel, "email");
}

static void
settle_result (EspSendJob *self, EspOutResult *result)
{
  EspSendItem *item = g_hash_table_lookup (self->in_flight, &result->key);
  EspLedgerSettlement row = { .id = result->key,
                              .channel = esp_send_plan_get_channel (self->plan) };

  if (item == NULL)
    return;
  row.lead_id = item->due.lead_id;
  if (says_little (result, row.channel))
    judge_words (result);
  esp_domain_pace_settle (self->context->pace, item->address, result,
                          esp_clock_now_us (self->context->clock));
  decide (self, item, result, &row);
  row.detail = make_code (result);
  row.reply = g_steal_pointer (&result->reply);
  row.receipt = g_steal_pointer (&result->receipt);
  if (g_strcmp0 (row.bounce, "hard") == 0 && g_str_equal (row.channel, "push"))
    row.dead_place = g_strdup (item->address);
  count_outcome (self, &row);
  esp_send_brake_count (&self->brake, result);
  g_array_append_val (self->settlements, row);
  (void) g_hash_table_remove (self->in_flight, &result->key); /* frees the item */
  self->n_in_flight--;
}

/* Waits before the account is tried again: longer each time, unless something got through, and never
 * shorter than the service asked for. */
static void
rest (EspSendJob *self, const char *reason, gint64 wait_s)
{
  gboolean got_through = self->brake.n_verdicts > 0;
  guint shift =
    got_through || self->record->attempts == 0 ? 0 : MIN (self->record->attempts - 1, 5);
  gint64 own_us = MIN (FIRST_WAIT_US << shift, LONGEST_WAIT_US);
  gint64 wait_us = MAX (own_us, MIN (wait_s, MAX_ASKED_WAIT_S) * ESP_USEC_PER_SEC);

  esp_send_job_end (self, "queued", NULL, reason,
                    esp_clock_now_us (self->context->clock) + wait_us);
}

static void
note_channel (EspSendJob *self, const char *state, const char *detail)
{
  g_free (self->channel_state);
  self->channel_state = g_strdup (state);
  g_free (self->channel_detail);
  self->channel_detail = g_strdup (detail);
}

/* The account is in trouble: a person must act, or it is tried again after a while. */
static void
react_to_trouble (EspSendJob *self, const GError *trouble, gint64 wait_s)
{
  g_autofree char *reason = esp_send_reason_of_trouble (trouble);

  note_channel (self, esp_channel_error_name (trouble->code), trouble->message);
  if (esp_channel_error_is_lasting (trouble->code))
    esp_send_job_end (self, "paused", "paused", reason, 0);
  else
    rest (self, reason, wait_s);
}

static void
note_that_it_works (EspSendJob *self)
{
  if (self->n_sent == 0 || g_strcmp0 (self->plan->channel->state, "ok") == 0)
    return;
  g_free (self->plan->channel->state);
  self->plan->channel->state = g_strdup ("ok");
  note_channel (self, "ok", NULL);
}

/**
 * esp_send_judge:
 *
 * Lets a brake act when there is reason.
 */
void
esp_send_judge (EspSendJob *self)
{
  const char *brake = esp_send_brake_judge (&self->brake, &self->plan->policy);

  if (brake != NULL)
    esp_send_job_end (self, "paused", "paused", brake, 0);
}

/**
 * esp_send_settle_batch:
 *
 * Decides what the channel's answers mean for the ledger, and whether the send may go on.
 */
void
esp_send_settle_batch (EspSendJob *self, EspOutBatch *batch)
{
  for (guint i = 0; i < batch->results->len; i++)
    settle_result (self, &g_array_index (batch->results, EspOutResult, i));
  esp_send_judge (self);
  if (batch->trouble != NULL && self->phase == ESP_PHASE_SENDING)
    react_to_trouble (self, batch->trouble, batch->wait_s);
  else if (esp_domain_pace_is_everywhere (self->context->pace))
    {
      esp_domain_pace_forget_everywhere (self->context->pace);
      note_channel (self, esp_channel_error_name (ESP_CHANNEL_ERROR_BUSY), NULL);
      rest (self, "server-slow", 0);
    }
  else if (batch->trouble == NULL)
    note_that_it_works (self);
}
