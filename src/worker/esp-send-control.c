/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a send obeys while it runs: the orders of people and of other processes, the clock, the brakes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-private.h"

#include "store/esp-event-send.h"
#include "store/esp-meta.h"

/**
 * esp_send_job_is_too_late:
 * @due_us: when it was to begin; 0 is at once
 *
 * Returns: whether that moment is over by more than the policy allows
 */
gboolean
esp_send_job_is_too_late (const EspSendJob *self, gint64 due_us)
{
  gint64 late_us = esp_clock_now_us (self->context->clock) - due_us;

  return due_us > 0 &&
         late_us > (gint64) self->plan->policy.missed_after_seconds * ESP_USEC_PER_SEC &&
         !g_str_equal (self->plan->options.missed, "send");
}

/**
 * esp_send_job_end_missed:
 *
 * No engine ran, or the computer slept, when it was to begin: it is done as the person chose.
 */
void
esp_send_job_end_missed (EspSendJob *self)
{
  gboolean skips = g_str_equal (self->plan->options.missed, "skip");

  esp_send_job_end (self, skips ? "done" : "paused", skips ? "stopped" : "paused",
                    "missed-schedule", 0);
}

/* Whether a person or another process wants something else by now. */
typedef struct
{
  gint64 send_id;
  gint64 channel_id;
  char *state; /* (owned) (nullable) */
  gboolean is_killed;
  gint64 channel_at_us; /* when the channel was changed last */
  gboolean is_moved;    /* to another channel */
  gint64 n_complaints;
} Control;

static gboolean
read_control (EspTx *tx, gpointer data, GError **error)
{
  Control *control = data;
  g_autoptr (EspSend) send = esp_send_load (tx, control->send_id, error);
  gint64 kill = 0;

  if (send == NULL || !esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &kill, error) ||
      !esp_event_count_of_send (tx, control->send_id, ESP_EVENT_COMPLAINT, &control->n_complaints,
                                error) ||
      !esp_channel_get_changed_at (tx, control->channel_id, &control->channel_at_us, error))
    return FALSE;
  control->state = g_strdup (send->state);
  control->is_killed = kill != 0;
  control->is_moved = send->channel_id != control->channel_id;
  return TRUE;
}

static gboolean
fits_phase (const EspSendJob *self, const char *state)
{
  switch (self->phase)
    {
    case ESP_PHASE_PREPARING:
      return g_str_equal (state, "preparing") || g_str_equal (state, "hold") ||
             g_str_equal (state, "scheduled");
    case ESP_PHASE_HOLD:
      return g_str_equal (state, "hold") || g_str_equal (state, "sending");
    case ESP_PHASE_SENDING:
      return g_str_equal (state, "sending");
    case ESP_PHASE_LOADING:
    case ESP_PHASE_DRAINING:
    case ESP_PHASE_ENDING:
    case ESP_PHASE_ENDED:
    default:
      return TRUE;
    }
}

static void
controlled (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Control *control = data;
  g_autofree char *state = control->state;

  self->is_controlling = FALSE;
  if (state == NULL || self->phase >= ESP_PHASE_DRAINING)
    return;
  if (control->is_killed)
    esp_send_job_end (self, "paused", NULL, "kill-switch", 0);
  else if (!fits_phase (self, state))
    esp_send_job_end (self, g_str_equal (state, "paused") ? "paused" : "done", NULL, state, 0);
  else if (control->is_moved || control->channel_at_us != self->plan->channel->updated_at_us)
    /* Between messages it begins anew, with the channel as it is by now. */
    esp_send_job_end (self, "queued", NULL, "channel-changed",
                      esp_clock_now_us (self->context->clock));
  else if (self->phase == ESP_PHASE_SENDING && self->n_complaints_before >= 0)
    {
      gint64 n = MAX (control->n_complaints - self->n_complaints_before, 0);

      esp_send_brake_set_complaints (&self->brake, (guint) MIN (n, G_MAXUINT), self->n_sent);
      esp_send_judge (self);
    }
}

static gboolean
open_gate (EspTx *tx, gpointer data, GError **error)
{
  Control *control = data;

  if (!read_control (tx, control, error))
    return FALSE;
  if (!g_str_equal (control->state, "hold"))
    return TRUE;
  g_clear_pointer (&control->state, g_free);
  control->state = g_strdup ("sending");
  return esp_send_set_state (tx, control->send_id, "sending", NULL, error);
}

static void
gate_opened (EspSendJob *self, gpointer data, const GError *error)
{
  g_autofree Control *control = data;
  g_autofree char *state = control->state;

  self->is_controlling = FALSE;
  if (self->phase != ESP_PHASE_HOLD || state == NULL)
    return;
  if (g_str_equal (state, "sending"))
    esp_send_pipeline_begin (self);
  else
    esp_send_job_end (self, g_str_equal (state, "paused") ? "paused" : "done", NULL, state, 0);
}

/**
 * esp_send_job_look_at_control:
 *
 * Asks what is wanted by now; opens the gate when the hold is over.
 */
void
esp_send_job_look_at_control (EspSendJob *self)
{
  gboolean hold_is_over =
    self->phase == ESP_PHASE_HOLD &&
    esp_clock_now_us (self->context->clock) >= self->plan->send->hold_until_us;
  Control *control;

  if (self->is_controlling || self->phase >= ESP_PHASE_DRAINING || self->phase == ESP_PHASE_LOADING)
    return;
  if (hold_is_over && esp_send_job_is_too_late (self, self->plan->send->hold_until_us))
    {
      esp_send_job_end_missed (self);
      return;
    }
  self->is_controlling = TRUE;
  control = g_new0 (Control, 1);
  control->send_id = self->send_id;
  control->channel_id = self->plan->send->channel_id;
  if (hold_is_over)
    esp_send_job_write (self, open_gate, control, gate_opened);
  else
    esp_send_job_read (self, ESP_READ_PAGE, read_control, control, controlled);
}
