/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic brakes of a send. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-brake.h"

/**
 * esp_send_brake_count:
 *
 * Counts what a server said; what was not said does not count.
 */
void
esp_send_brake_count (EspSendBrake *self, const EspOutResult *result)
{
  if (result->outcome != ESP_OUTCOME_ACCEPTED && result->outcome != ESP_OUTCOME_REFUSED)
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
    case ESP_REFUSAL_NONE:
    case ESP_REFUSAL_CONTENT:
    default:
      break;
    }
}

static gboolean
exceeds (guint n, guint n_all, double share)
{
  return share > 0 && (double) n > share * (double) n_all;
}

/**
 * esp_send_brake_judge:
 *
 * Returns: (nullable): the name of the brake that acts: "brake-account", "brake-block", "brake-hard",
 *   "brake-soft" or "brake-complaint"; NULL when all is well
 */
const char *
esp_send_brake_judge (const EspSendBrake *self, const EspPolicy *policy)
{
  if (self->n_account > 0)
    return "brake-account";
  if (policy->brake_blocks > 0 && self->n_block >= policy->brake_blocks)
    return "brake-block";
  if (self->n_verdicts < policy->brake_sample)
    return NULL;
  if (exceeds (self->n_hard, self->n_verdicts, policy->brake_hard))
    return "brake-hard";
  if (exceeds (self->n_soft, self->n_verdicts, policy->brake_soft))
    return "brake-soft";
  if (exceeds (self->n_complaint, self->n_verdicts, policy->brake_complaint))
    return "brake-complaint";
  return NULL;
}
