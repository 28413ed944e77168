/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks rules of one lead, as its rows are at this moment of a transaction. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-lead.h"

#include "engine/segment/esp-dossier-facts.h"
#include "engine/segment/esp-rule-eval.h"

struct _EspJourneyLead
{
  EspSegmentWorld *world;  /* (owned) */
  EspLeadDossier *dossier; /* (owned) (nullable) */
  EspDossierFacts *facts;  /* (owned) (nullable) */
  gint64 now_us;
};

/**
 * esp_journey_lead_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneyLead *
esp_journey_lead_load (EspTx *tx, EspSegmentEngine *engine, guint32 lead_id, GError **error)
{
  EspSegmentWorld *world = esp_segment_engine_get_world (engine, tx, error);
  EspJourneyLead *self;

  if (world == NULL)
    return NULL;
  self = g_new0 (EspJourneyLead, 1);
  self->world = world;
  self->now_us = esp_tx_get_now_us (tx);
  self->dossier = esp_lead_dossier_load (tx, esp_segment_world_get_fields (world), lead_id, error);
  if (self->dossier == NULL)
    {
      esp_journey_lead_free (self);
      return NULL;
    }
  self->facts = esp_dossier_facts_new (self->dossier, world, self->now_us);
  return self;
}

/**
 * esp_journey_lead_free:
 */
void
esp_journey_lead_free (EspJourneyLead *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->facts, esp_dossier_facts_free);
  g_clear_pointer (&self->dossier, esp_lead_dossier_free);
  esp_segment_world_unref (self->world);
  g_free (self);
}

/**
 * esp_journey_lead_matches:
 */
gboolean
esp_journey_lead_matches (const EspJourneyLead *self, const EspRule *rule)
{
  const EspRuleTime time = { self->now_us, esp_segment_world_get_zone (self->world) };

  return esp_rule_matches (rule, esp_segment_world_get_catalog (self->world), &time,
                           esp_dossier_facts_get (self->facts));
}
