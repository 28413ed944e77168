/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a person is in a journey, and what would wake them there. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-state.h"

/**
 * esp_journey_status_name:
 */
const char *
esp_journey_status_name (EspJourneyStatus status)
{
  static const char *const names[] = { "inside", "ended", "exited", "goal", "gone", "moved" };

  return (guint) status < G_N_ELEMENTS (names) ? names[status] : "unknown";
}

/**
 * esp_journey_state_clear:
 */
void
esp_journey_state_clear (EspJourneyState *self)
{
  g_clear_pointer (&self->counters, g_free);
  g_clear_pointer (&self->skips, g_free);
  self->n_skips = 0;
}

/**
 * esp_journey_state_skips:
 *
 * Returns: whether the person passes that step by, because it was done before it was moved
 */
gboolean
esp_journey_state_skips (const EspJourneyState *self, guint32 step)
{
  for (guint i = 0; i < self->n_skips; i++)
    if (self->skips[i] == step)
      return TRUE;
  return FALSE;
}

/**
 * esp_journey_state_forget_skip:
 */
void
esp_journey_state_forget_skip (EspJourneyState *self, guint32 step)
{
  guint n = 0;

  for (guint i = 0; i < self->n_skips; i++)
    if (self->skips[i] != step)
      self->skips[n++] = self->skips[i];
  self->n_skips = n;
  if (n == 0)
    g_clear_pointer (&self->skips, g_free);
}

/**
 * esp_journey_awaits_channel:
 *
 * Returns: whether the person stands at a message whose channel is not ready
 */
gboolean
esp_journey_awaits_channel (const EspJourney *journey, const EspJourneyState *state)
{
  return state->status == ESP_STATE_INSIDE && state->phase == ESP_PHASE_ARRIVING &&
         state->due_us == ESP_JOURNEY_NEVER && state->step < esp_journey_get_n_steps (journey) &&
         esp_journey_get_step (journey, state->step)->kind == ESP_STEP_SEND;
}

/**
 * esp_journey_get_watch:
 *
 * Returns: the number of the rule that ends this person's wait when it matches, or %ESP_JOURNEY_WATCH_CHANNEL and
 *   above for the channel of a send; %G_MAXUINT without one
 */
guint
esp_journey_get_watch (const EspJourney *journey, const EspJourneyState *state)
{
  const EspJourneyStep *step;

  if (state->status != ESP_STATE_INSIDE || state->step >= esp_journey_get_n_steps (journey))
    return G_MAXUINT;
  step = esp_journey_get_step (journey, state->step);
  if (esp_journey_awaits_channel (journey, state))
    return ESP_JOURNEY_WATCH_CHANNEL + step->send_number;
  if (state->phase != ESP_PHASE_WAITING)
    return G_MAXUINT;
  return step->rule != NULL ? step->question : G_MAXUINT;
}
