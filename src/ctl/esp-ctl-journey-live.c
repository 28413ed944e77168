/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey: pause, resume, close, open and end. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey.h"

#include "ctl/esp-ctl-common.h"
#include "worker/esp-journey-acts.h"

#define SUBJECT "journey"

typedef struct
{
  EspCtlJourney *options;
  EspJourneyAct act;
} Act;

static gboolean
act_cb (EspTx *tx, gpointer data, GError **error)
{
  Act *act = data;
  EspCtlJourney *options = act->options;

  return esp_ctl_journey_find (tx, options, error) &&
         esp_journey_act (tx, options->engine, options->row->id, act->act, error) &&
         esp_ctl_journey_find (tx, options, error);
}

static int
perform (EspCtlJourney *options, EspStore *store, EspJourneyAct act, GError **error)
{
  Act data = { options, act };

  if (!esp_store_write (store, NULL, act_cb, &data, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  return esp_ctl_journey_print_state (options);
}

/**
 * esp_ctl_journey_pause:
 */
int
esp_ctl_journey_pause (EspCtlJourney *self, EspStore *store, GError **error)
{
  return perform (self, store, self->freezes ? ESP_JOURNEY_ACT_FREEZE : ESP_JOURNEY_ACT_PAUSE,
                  error);
}

/**
 * esp_ctl_journey_resume:
 */
int
esp_ctl_journey_resume (EspCtlJourney *self, EspStore *store, GError **error)
{
  return perform (self, store, ESP_JOURNEY_ACT_RESUME, error);
}

/**
 * esp_ctl_journey_close:
 */
int
esp_ctl_journey_close (EspCtlJourney *self, EspStore *store, GError **error)
{
  return perform (self, store, ESP_JOURNEY_ACT_CLOSE, error);
}

/**
 * esp_ctl_journey_open:
 */
int
esp_ctl_journey_open (EspCtlJourney *self, EspStore *store, GError **error)
{
  return perform (self, store, ESP_JOURNEY_ACT_OPEN, error);
}

/**
 * esp_ctl_journey_end:
 */
int
esp_ctl_journey_end (EspCtlJourney *self, EspStore *store, GError **error)
{
  return perform (self, store, self->is_now ? ESP_JOURNEY_ACT_END_NOW : ESP_JOURNEY_ACT_END, error);
}
