/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads a version of a journey with its graph and the rules of its sends. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-plan.h"

#include "engine/journey/esp-journey-json.h"

#include <string.h>

/**
 * esp_journey_plan_free:
 */
void
esp_journey_plan_free (EspJourneyPlan *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_sends; i++)
    esp_send_plan_free (self->sends[i]);
  g_free (self->sends);
  esp_journey_mover_free (self->mover);
  g_free (self->only_takes);
  g_free (self->dates_us);
  g_clear_pointer (&self->journey, esp_journey_unref);
  esp_journey_row_free (self->row);
  g_free (self);
}

/**
 * esp_journey_seed:
 *
 * Returns: what chance in the journey of that UUID is a function of
 */
guint64
esp_journey_seed (const guint8 uuid[16])
{
  guint64 seed;

  memcpy (&seed, uuid, sizeof seed);
  return GUINT64_FROM_LE (seed);
}

static gboolean
load_sends (EspTx *tx, EspJourneyPlan *self, const EspJourneyVersion *version, GError **error)
{
  self->n_sends = version->n_sends;
  self->sends = g_new0 (EspSendPlan *, self->n_sends + 1);
  self->only_takes = g_new0 (gboolean, self->n_sends + 1);
  for (guint i = 0; i < self->n_sends; i++)
    {
      if (version->sends[i] == 0)
        continue; /* a step that was switched off */
      self->sends[i] = esp_send_plan_load (tx, version->sends[i], error);
      if (self->sends[i] == NULL)
        return FALSE;
      self->only_takes[i] = self->sends[i]->channel != NULL &&
                            g_str_equal (self->sends[i]->channel->kind, ESP_CHANNEL_KIND_NULL);
      if (self->only_takes[i])
        self->sends[i]->rule.is_channel_ready = self->sends[i]->channel->is_enabled;
    }
  return TRUE;
}

/**
 * esp_journey_plan_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneyPlan *
esp_journey_plan_load (EspTx *tx, gint64 journey_id, guint version, GError **error)
{
  g_autoptr (EspJourneyPlan) self = g_new0 (EspJourneyPlan, 1);
  g_autoptr (EspJourneyVersion) stored = NULL;

  self->row = esp_journey_row_load (tx, journey_id, error);
  stored = self->row != NULL ? esp_journey_version_load (tx, journey_id, version, error) : NULL;
  if (stored == NULL)
    return NULL;
  self->version = version;
  self->seed = esp_journey_seed (self->row->uuid);
  self->journey = esp_journey_parse_json (stored->definition, -1, error);
  if (self->journey == NULL || !load_sends (tx, self, stored, error))
    return NULL;
  self->dates_us = g_new0 (gint64, self->journey->entries->len + 1);
  if (self->n_sends < self->journey->n_sends)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "Version %u of the journey “%s” lacks sends", version, self->row->name);
      return NULL;
    }
  esp_journey_plan_halt_sends (self);
  return g_steal_pointer (&self);
}
