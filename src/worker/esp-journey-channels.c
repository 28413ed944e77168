/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People whom a channel keeps: they stay at the message while it is not ready, and go on when it is. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-turn.h"

#include "base/esp-clock.h"
#include "channels/esp-channel.h"
#include "store/esp-journey-waits.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-reasons.h"

/* A password that was not there is asked for again after so long: the keyring may have been locked. */
#define RETRY_US (15 * ESP_USEC_PER_MINUTE)

G_STATIC_ASSERT (ESP_MEMBER_WATCH_CHANNEL == ESP_JOURNEY_WATCH_CHANNEL);

static gboolean
is_halted (const EspSend *send)
{
  return send != NULL && g_str_equal (send->state, "paused") &&
         g_strcmp0 (send->pause_reason, ESP_SEND_REASON_JOURNEY) != 0;
}

/**
 * esp_journey_plan_halt_sends:
 *
 * A send that was halted takes nobody: whoever comes to it waits there instead of in its ledger.
 */
void
esp_journey_plan_halt_sends (EspJourneyPlan *self)
{
  for (guint i = 0; i < self->n_sends; i++)
    if (self->sends[i] != NULL && is_halted (self->sends[i]->send))
      self->sends[i]->rule.is_channel_ready = FALSE;
}

/* What its channel had halted goes on when the channel was mended. */
static gboolean
resume (EspJourneyTurn *self, EspJourneyPlan *plan, const EspSendPlan *send, GError **error)
{
  gboolean is_mended = FALSE;
  int code = 0;

  if (!is_halted (send->send) || send->problem != ESP_CHANNEL_READY)
    return TRUE;
  if (!esp_journey_send_is_mended (self->tx, send->send->id, RETRY_US, &is_mended, error))
    return FALSE;
  if (is_mended)
    {
      self->more = TRUE;
      return esp_send_order_resume (self->tx, send->send->id, error);
    }
  if (send->send->pause_reason != NULL &&
      esp_send_reason_parse_trouble (send->send->pause_reason, &code) &&
      code == ESP_CHANNEL_ERROR_SECRET)
    plan->channels_us = MIN (plan->channels_us, esp_tx_get_now_us (self->tx) + RETRY_US);
  return TRUE;
}

static gboolean
wake (EspJourneyTurn *self, EspJourneyPlan *plan, guint send_number, GError **error)
{
  gint64 n = 0;

  if (!esp_journey_members_wake (self->tx, plan->row->id, plan->version,
                                 ESP_JOURNEY_WATCH_CHANNEL + send_number, ESP_JOURNEY_BATCH, &n,
                                 error))
    return FALSE;
  if (n > 0)
    plan->channels_us = 0; /* once more: there may be more of them than one batch */
  self->more = self->more || n > 0;
  return TRUE;
}

/**
 * esp_journey_turn_channels:
 *
 * Lets those go on in @plan whose channel is ready again. Costs nothing as long as nothing was changed.
 */
gboolean
esp_journey_turn_channels (EspJourneyTurn *self, EspJourneyPlan *plan, GError **error)
{
  if (plan->channels_us > esp_tx_get_now_us (self->tx))
    {
      self->next_us = MIN (self->next_us, plan->channels_us);
      return TRUE;
    }
  plan->channels_us = G_MAXINT64;
  for (guint i = 0; i < plan->n_sends; i++)
    {
      const EspSendPlan *send = plan->sends[i];

      if (send == NULL)
        continue;
      if (send->rule.is_channel_ready ? !wake (self, plan, i, error)
                                      : !resume (self, plan, send, error))
        return FALSE;
    }
  self->next_us = MIN (self->next_us, MAX (plan->channels_us, esp_tx_get_now_us (self->tx)));
  return TRUE;
}
