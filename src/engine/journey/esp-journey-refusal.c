/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keeps the message of a step from being sent: a finding of the checks, as far as a journey keeps it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-refusal.h"

/**
 * esp_journey_refusal_get_finding:
 * @self: with a rule
 *
 * Returns: the finding, to be said in words; what it points to belongs to @self
 */
EspContentFinding
esp_journey_refusal_get_finding (const EspJourneyRefusal *self)
{
  return (EspContentFinding){
    .rule = esp_content_rules_find (esp_content_rules_get_default (), self->rule),
    .severity = self->needs_yes ? ESP_SEVERITY_APPROVE : ESP_SEVERITY_BLOCK,
    .args = { self->args[0], self->args[1] },
  };
}

/**
 * esp_journey_refusal_set_finding:
 * @self: empty
 * @finding: that blocks, or needs a yes
 */
void
esp_journey_refusal_set_finding (EspJourneyRefusal *self, const EspContentFinding *finding)
{
  self->rule = g_strdup (finding->rule->id);
  self->args[0] = g_strdup (finding->args[0]);
  self->args[1] = g_strdup (finding->args[1]);
  self->needs_yes = finding->severity == ESP_SEVERITY_APPROVE;
}

/**
 * esp_journey_refusal_copy:
 * @out: (out): to be cleared
 */
void
esp_journey_refusal_copy (const EspJourneyRefusal *self, EspJourneyRefusal *out)
{
  *out = (EspJourneyRefusal){ .rule = g_strdup (self->rule),
                              .args = { g_strdup (self->args[0]), g_strdup (self->args[1]) },
                              .needs_yes = self->needs_yes };
}

/**
 * esp_journey_refusal_clear:
 */
void
esp_journey_refusal_clear (EspJourneyRefusal *self)
{
  g_clear_pointer (&self->rule, g_free);
  g_clear_pointer (&self->args[0], g_free);
  g_clear_pointer (&self->args[1], g_free);
}
