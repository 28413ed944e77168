/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic brakes of a send. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-brake.h"

/**
 * esp_send_brake_count:
 *
 * Counts what a server said for good: what was not said, or only put off, does not count.
 */
void
esp_send_brake_count (EspSendBrake *self, const EspOutResult *result)
{
  if (result->outcome != ESP_OUTCOME_ACCEPTED && result->outcome != ESP_OUTCOME_REFUSED)
    return;
  if (result->outcome == ESP_OUTCOME_REFUSED && result->is_retryable)
    return;
  self->n_verdicts++;
  switch (result->refusal)
    {
    case ESP_REFUSAL_HARD:
      self->n_hard++;
      break;
    case ESP_REFUSAL_SOFT:
    case ESP_REFUSAL_SPLIT:
      self->n_soft++;
      break;
    case ESP_REFUSAL_BLOCK:
      self->n_block++;
      break;
    case ESP_REFUSAL_ACCOUNT:
      self->n_account++;
      break;
    case ESP_REFUSAL_CONTENT:
      self->n_content++;
      break;
    case ESP_REFUSAL_OPTED_OUT: /* their right, and no sign of a bad list */
    case ESP_REFUSAL_NONE:
    default:
      break;
    }
}

/**
 * esp_send_brake_count_given_up:
 *
 * Somebody was tried as often as it is worth: a soft bounce.
 */
void
esp_send_brake_count_given_up (EspSendBrake *self)
{
  self->n_verdicts++;
  self->n_soft++;
}

/**
 * esp_send_brake_set_complaints:
 * @n: how many reported the send as spam since this run of it began
 * @n_delivered: of how many
 */
void
esp_send_brake_set_complaints (EspSendBrake *self, guint n, gint64 n_delivered)
{
  self->n_complaint = n;
  self->n_delivered = n_delivered;
}

static gboolean
exceeds (guint n, gint64 n_all, double share)
{
  return share > 0 && (double) n > share * (double) n_all;
}

/**
 * esp_send_brake_judge:
 *
 * Returns: (nullable): the name of the brake that acts: "brake-account", "brake-block",
 *   "brake-content", "brake-hard", "brake-soft" or "brake-complaint"; NULL when all is well
 */
const char *
esp_send_brake_judge (const EspSendBrake *self, const EspPolicy *policy)
{
  if (self->n_account > 0)
    return "brake-account";
  if (policy->brake_blocks > 0 && self->n_block >= policy->brake_blocks)
    return "brake-block";
  /* A message that is too large, or badly formed, is so for most. */
  if (policy->brake_blocks > 0 && self->n_content >= policy->brake_blocks &&
      2 * self->n_content > self->n_verdicts)
    return "brake-content";
  if (self->n_delivered >= policy->brake_sample &&
      exceeds (self->n_complaint, self->n_delivered, policy->brake_complaint))
    return "brake-complaint";
  if (self->n_verdicts < policy->brake_sample)
    return NULL;
  if (exceeds (self->n_hard, self->n_verdicts, policy->brake_hard))
    return "brake-hard";
  if (exceeds (self->n_soft, self->n_verdicts, policy->brake_soft))
    return "brake-soft";
  return NULL;
}
