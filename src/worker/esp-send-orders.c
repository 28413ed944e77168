/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The orders that a person gives about sends; the engine obeys within a second, wherever it runs. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-orders.h"

#include "store/esp-audit.h"
#include "store/esp-channels.h"
#include "store/esp-jobs.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-send-reasons.h"

#define KILL_REASON "kill-switch"

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
push_job (EspTx *tx, gint64 send_id, gint64 at_us, GError **error)
{
  g_autofree char *key = g_strdup_printf ("send:%" G_GINT64_FORMAT, send_id);
  g_autofree char *payload = g_strdup_printf ("{\"send\":%" G_GINT64_FORMAT "}", send_id);

  return esp_job_push (tx, "send", key, payload, at_us, NULL, error);
}

static gboolean
check_startable (EspTx *tx, const EspSend *send, gint64 at_us, GError **error)
{
  if (!g_str_equal (send->state, "draft") && !g_str_equal (send->state, "scheduled"))
    return refuse (error, "Only a draft can be sent; this send has begun already");
  if (send->message_id == 0)
    return refuse (error, "The send has no message: choose one first");
  if (at_us != 0 && at_us < esp_tx_get_now_us (tx))
    return refuse (error, "The time has passed: choose a later one, or send it at once");
  return TRUE;
}

/* Nobody may have taken the yes back meanwhile. */
static gboolean
check_approved (EspTx *tx, const EspSendPlan *plan, const EspSendGate *gate, GError **error)
{
  g_autoptr (EspReviewLook) look =
    esp_review_look_new (tx, plan, (gint64) gate->n_receivers, error);

  return look != NULL && esp_review_look_permits (look, error);
}

/* The order is about what the rules were asked about, and nothing else. */
static gboolean
check_unchanged (EspTx *tx, const EspSendGate *gate, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, gate->send_id, error);
  g_autofree char *digest = NULL;

  if (plan == NULL)
    return FALSE;
  plan->send->scheduled_at_us = gate->at_us;
  digest = esp_send_gate_digest (tx, plan, error);
  if (digest == NULL)
    return FALSE;
  if (!g_str_equal (digest, gate->digest))
    return refuse (error,
                   "The campaign was changed while it was being checked: look at it once more, "
                   "then send it");
  return check_approved (tx, plan, gate, error);
}

static gboolean
freeze (EspTx *tx, EspSend *send, GError **error)
{
  int version = 0;

  if (send->message_version != 0)
    return TRUE;
  if (!esp_message_freeze (tx, send->message_id, NULL, &version, error))
    return FALSE;
  send->message_version = version;
  return TRUE;
}

/**
 * esp_send_order_start:
 * @gate: asked just now
 * @accepts_warnings: a person has seen what needs a yes, and said it
 *
 * Orders a draft to be sent: nobody orders a send that the rules forbid, whichever way the order comes.
 * The message is frozen as it is now; it is prepared then, held for as long as the policy says, and sent.
 * The engine looks at it when the first may get it: somewhere the chosen hour comes earlier than here.
 * Nobody is counted here: the writer is free again after a moment.
 *
 * Returns: %FALSE with @error set, %ESP_STORE_ERROR_REFUSED when the rules forbid it
 */
gboolean
esp_send_order_start (EspTx *tx, const EspSendGate *gate, gboolean accepts_warnings, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, gate->send_id, error);
  g_autofree char *object = g_strdup_printf ("send:%" G_GINT64_FORMAT, gate->send_id);

  if (send == NULL || !check_startable (tx, send, gate->at_us, error) ||
      !check_unchanged (tx, gate, error) || !esp_send_gate_permits (gate, accepts_warnings, error))
    return FALSE;
  send->scheduled_at_us = gate->at_us;
  return freeze (tx, send, error) && esp_send_update (tx, send, error) &&
         esp_audit_add (tx, "send-ordered", object, gate->decision, error) &&
         esp_send_set_state (tx, send->id, "scheduled", NULL, error) &&
         push_job (tx, send->id, gate->start_us, error);
}

/**
 * esp_send_order_pause:
 *
 * Nothing more is handed over until it is resumed.
 */
gboolean
esp_send_order_pause (EspTx *tx, gint64 send_id, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);

  if (send == NULL)
    return FALSE;
  if (!g_str_equal (send->state, "sending") && !g_str_equal (send->state, "hold") &&
      !g_str_equal (send->state, "scheduled"))
    return refuse (error, "Only a send that is scheduled, held or running can be paused");
  return esp_send_set_state (tx, send_id, "paused", "user", error) &&
         esp_audit_add_send (tx, NULL, "send-pause", send_id, NULL, error);
}

/**
 * esp_send_order_resume:
 *
 * Goes on with those who have not been handed over. Nobody gets it twice: those who were are settled, or
 * in doubt and left alone.
 */
gboolean
esp_send_order_resume (EspTx *tx, gint64 send_id, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);
  const char *state;

  if (send == NULL)
    return FALSE;
  if (!g_str_equal (send->state, "paused"))
    return refuse (error, "Only a paused send can be resumed");
  if (g_strcmp0 (send->pause_reason, ESP_SEND_REASON_JOURNEY) == 0)
    return refuse (error, "Its journey is paused: resume the journey, and this goes on with it");
  /* A hold that is over by now is not begun again. */
  if (send->prepared_at_us == 0)
    state = "preparing";
  else if (send->started_at_us == 0 && send->hold_until_us > esp_tx_get_now_us (tx))
    state = "hold";
  else
    state = "sending";
  return esp_send_set_state (tx, send_id, state, NULL, error) && push_job (tx, send_id, 0, error) &&
         esp_audit_add_send (tx, NULL, "send-resume", send_id, NULL, error);
}

/**
 * esp_send_order_stop:
 * @out_n: (optional): how many were taken back
 *
 * Ends a send for good; everyone who has not been handed over is taken back.
 */
gboolean
esp_send_order_stop (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);
  g_autofree char *count = NULL;
  gint64 n = 0;

  if (send == NULL)
    return FALSE;
  if (g_str_equal (send->state, "draft") || g_str_equal (send->state, "done") ||
      g_str_equal (send->state, "stopped"))
    return refuse (error, "Only a send that has begun and is not over can be stopped");
  if (!esp_send_set_state (tx, send_id, "stopped", "user", error) ||
      !esp_ledger_cancel (tx, send_id, &n, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = n;
  count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  return esp_audit_add_send (tx, NULL, "send-stop", send_id, count, error);
}

/* A send that was over goes on with those who wait again. */
static gboolean
go_on (EspTx *tx, const EspSend *send, GError **error)
{
  if (!g_str_equal (send->state, "done"))
    return TRUE; /* it comes to them by itself, or waits for a person */
  return esp_send_set_state (tx, send->id, "sending", NULL, error) &&
         push_job (tx, send->id, 0, error);
}

/**
 * esp_send_order_resolve:
 * @lead_id: 0 is everyone in doubt
 * @again: send it again, at the risk of a second copy; otherwise it counts as sent
 * @out_n: (optional): how many it was about
 *
 * A person's decision about those in doubt.
 */
gboolean
esp_send_order_resolve (EspTx *tx,
                        gint64 send_id,
                        gint64 lead_id,
                        gboolean again,
                        gint64 *out_n,
                        GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);
  g_autofree char *count = NULL;
  gint64 n = 0;

  if (send == NULL)
    return FALSE;
  if (again && g_str_equal (send->state, "stopped"))
    return refuse (error, "A send that was stopped does not go on: nobody gets it again");
  if (!esp_ledger_resolve_unknown (tx, send_id, lead_id, again, &n, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = n;
  if (n == 0)
    return TRUE;
  count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  return (!again || go_on (tx, send, error)) &&
         esp_audit_add_send (tx, NULL, again ? "doubt-again" : "doubt-sent", send_id, count, error);
}

/**
 * esp_send_order_retry:
 * @out_n: (optional): how many are tried again
 *
 * Offers the message once more to those whose server refused it, but not to addresses that do not exist.
 */
gboolean
esp_send_order_retry (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);
  g_autofree char *count = NULL;
  gint64 n = 0;

  if (send == NULL)
    return FALSE;
  if (!g_str_equal (send->state, "done") && !g_str_equal (send->state, "sending") &&
      !g_str_equal (send->state, "paused"))
    return refuse (error, "Only a send that runs, is paused or done can try again");
  if (!esp_ledger_retry_failed (tx, send_id, &n, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = n;
  if (n == 0)
    return refuse (error, "Nobody is left to be tried again: the addresses do not exist");
  count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  return go_on (tx, send, error) &&
         esp_audit_add_send (tx, NULL, "send-retry", send_id, count, error);
}

/**
 * esp_send_order_let_be:
 * @out_n: (optional): how many stay refused
 *
 * Those whose server refused it are not tried again, and nobody is asked about them any more.
 */
gboolean
esp_send_order_let_be (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  g_autofree char *count = NULL;
  gint64 n = 0;

  if (!esp_ledger_let_failed_be (tx, send_id, &n, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = n;
  if (n == 0)
    return refuse (error, "Nobody of this send waits for a word about a refusal");
  count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  return esp_audit_add_send (tx, NULL, "send-let-be", send_id, count, error);
}

/* It is counted already: the hold lasts until then. */
static gboolean
hold_until (EspTx *tx, gint64 send_id, gint64 at_us, GError **error)
{
  return esp_send_set_state (tx, send_id, "preparing", NULL, error) &&
         esp_send_set_prepared (tx, send_id, at_us, error);
}

static gboolean
schedule_again (EspTx *tx, EspSend *send, gint64 at_us, GError **error)
{
  send->scheduled_at_us = at_us;
  return esp_send_set_state (tx, send->id, "scheduled", NULL, error) &&
         esp_send_update (tx, send, error);
}

/**
 * esp_send_order_postpone:
 * @at_us: later than now
 *
 * A send whose time passed while nothing ran here goes out at another one. What was approved and checked is
 * asked again then.
 */
gboolean
esp_send_order_postpone (EspTx *tx, gint64 send_id, gint64 at_us, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load (tx, send_id, error);

  if (send == NULL)
    return FALSE;
  if (!g_str_equal (send->state, "paused") || send->started_at_us != 0)
    return refuse (error, "Only a paused send of which nothing has left yet can be postponed");
  if (at_us <= esp_tx_get_now_us (tx))
    return refuse (error, "The time has passed: choose a later one, or resume it at once");
  if (!(send->prepared_at_us != 0 ? hold_until (tx, send_id, at_us, error)
                                  : schedule_again (tx, send, at_us, error)))
    return FALSE;
  return push_job (tx, send_id, at_us, error) &&
         esp_audit_add_send (tx, NULL, "send-postponed", send_id, NULL, error);
}

static gboolean
wake_killed_jobs (EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) jobs = esp_job_list (tx, G_MAXINT, error);

  if (jobs == NULL)
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    {
      const EspJobRecord *job = g_ptr_array_index (jobs, i);

      if (g_str_equal (job->state, "paused") && g_strcmp0 (job->last_error, KILL_REASON) == 0 &&
          !esp_job_set_state (tx, job->id, "queued", 0, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_kill_switch_set:
 *
 * On: nothing of any channel is handed over any more, also after a restart. Off: what it stopped goes on.
 */
gboolean
esp_kill_switch_set (EspTx *tx, gboolean is_on, GError **error)
{
  return esp_meta_set_int64 (tx, ESP_META_KILL_SWITCH, is_on ? 1 : 0, error) &&
         (is_on || wake_killed_jobs (tx, error)) &&
         esp_audit_add_send (tx, NULL, is_on ? "kill-on" : "kill-off", 0, NULL, error);
}

/**
 * esp_kill_switch_release:
 * @held: (array length=n_held): channels that stay stopped: they are switched off
 *
 * Lets sending go on, except through some channels.
 */
gboolean
esp_kill_switch_release (EspTx *tx, const gint64 *held, gsize n_held, GError **error)
{
  for (gsize i = 0; i < n_held; i++)
    {
      g_autoptr (EspChannelRecord) record = esp_channel_load (tx, held[i], error);

      if (record == NULL)
        return FALSE;
      record->is_enabled = FALSE;
      if (!esp_channel_update (tx, record, error))
        return FALSE;
    }
  return esp_kill_switch_set (tx, FALSE, error);
}
