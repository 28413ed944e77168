/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate before an order: the rules are asked while nobody waits, and what they were asked about is
 * remembered by its digest. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-gate.h"

#include "worker/esp-send-basis.h"

#include <json-glib/json-glib.h>

/**
 * esp_send_gate_free:
 * @self: (nullable): a gate
 */
void
esp_send_gate_free (EspSendGate *self)
{
  if (self == NULL)
    return;
  esp_send_check_free (self->check);
  esp_text_cost_free (self->cost);
  esp_review_look_free (self->look);
  esp_waterfall_free (self->waterfall);
  g_free (self->digest);
  g_free (self->decision);
  g_free (self);
}

/**
 * esp_send_gate_digest:
 *
 * Returns: (transfer full): a digest of everything that a person says yes to: message, audience, sender,
 *   channel, time and options; %NULL with @error set
 */
char *
esp_send_gate_digest (EspTx *tx, const EspSendPlan *plan, GError **error)
{
  g_autofree char *basis = esp_send_basis_new (tx, plan, error);
  g_autofree char *all = NULL;

  if (basis == NULL)
    return NULL;
  all = g_strdup_printf ("%s %" G_GINT64_FORMAT, basis, plan->send->scheduled_at_us);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);
}

/* Which rules a person said yes to, and which rules were in force: the proof for later. */
static char *
make_decision (const EspSendCheck *check)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rules");
  json_builder_add_string_value (builder,
                                 esp_content_rules_get_date (esp_content_rules_get_default ()));
  json_builder_set_member_name (builder, "accepted");
  json_builder_begin_array (builder);
  for (guint i = 0; i < check->findings->len; i++)
    {
      const EspContentFinding *finding = check->findings->pdata[i];

      if (finding->severity != ESP_SEVERITY_FINE)
        json_builder_add_string_value (builder, finding->rule->id);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_send_gate_new:
 * @at_us: when it is to leave; 0 at once
 * @segments: (nullable): finds the members of a segment
 *
 * Looks at everybody: for a reading transaction.
 *
 * Returns: (transfer full): what the rules say about the send if it left then; %NULL with @error set
 */
EspSendGate *
esp_send_gate_new (EspTx *tx, gint64 send_id, gint64 at_us, EspSegmentFunc segments, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, error);
  g_autoptr (EspSendGate) self = g_new0 (EspSendGate, 1);
  g_autoptr (EspSendTally) tally = NULL;

  if (plan == NULL)
    return NULL;
  plan->send->scheduled_at_us = at_us;
  self->send_id = send_id;
  self->at_us = at_us;
  self->digest = esp_send_gate_digest (tx, plan, error);
  tally = self->digest != NULL ? esp_send_tally_new (tx, plan, segments, error) : NULL;
  self->check = tally != NULL ? esp_send_check_new (tx, plan, tally, error) : NULL;
  if (self->check == NULL)
    return NULL;
  self->start_us = at_us != 0 ? esp_send_tally_get_start (plan, tally) : 0;
  self->n_receivers = esp_waterfall_count_receivers (tally->waterfall);
  self->waterfall = g_steal_pointer (&tally->waterfall);
  if (!esp_text_cost_new_for_send (tx, plan, self->waterfall, &self->cost, error))
    return NULL;
  if (self->cost != NULL)
    esp_send_check_take_cost (self->check, self->cost);
  self->decision = make_decision (self->check);
  self->look = esp_review_look_new (tx, plan, (gint64) self->n_receivers, error);
  if (self->look == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_send_gate_permits:
 * @accepts_warnings: a person has seen what needs a yes, and said it
 *
 * Returns: whether the send may be ordered; else @error says in a sentence what stands against it first
 */
gboolean
esp_send_gate_permits (const EspSendGate *self, gboolean accepts_warnings, GError **error)
{
  return esp_send_check_permits (self->check, accepts_warnings, error) &&
         esp_review_look_permits (self->look, error);
}
