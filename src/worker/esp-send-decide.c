/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the one decision about the people of a send: when they come up, and in the moment of handing over. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-decide.h"

/**
 * esp_send_decider_init:
 * @plan: outlives @self
 */
void
esp_send_decider_init (EspSendDecider *self, EspTx *tx, const EspSendPlan *plan)
{
  esp_send_plan_get_input (tx, plan, &self->input);
  self->input.zones = esp_waterfall_zones_new ();
  esp_send_plan_get_query (tx, plan, &self->query);
}

void
esp_send_decider_clear (EspSendDecider *self)
{
  g_clear_pointer (&self->input.zones, g_hash_table_unref);
}

/**
 * esp_send_decide:
 * @lead_id: in the ledger of the send, so in its audience
 * @out_facts: cleared by the caller
 */
gboolean
esp_send_decide (EspSendDecider *self,
                 EspTx *tx,
                 gint64 lead_id,
                 EspLeadFacts *out_facts,
                 EspVerdict *out_verdict,
                 GError **error)
{
  if (!esp_lead_facts_read (tx, &self->query, lead_id, out_facts, error))
    return FALSE;
  *out_verdict = esp_waterfall_judge_one (&self->input, out_facts, TRUE, (guint32) lead_id, NULL);
  return TRUE;
}

/**
 * esp_send_decide_claim:
 * @user_data: the decider
 *
 * The judge of a claim: in the transaction that marks the row as sending. A message that was made for
 * another address than the person has by now is made anew.
 */
gboolean
esp_send_decide_claim (EspTx *tx, EspLedgerClaim *claim, gpointer user_data, GError **error)
{
  g_auto (EspLeadFacts) facts = { 0 };
  EspVerdict verdict;

  if (!esp_send_decide (user_data, tx, claim->lead_id, &facts, &verdict, error))
    return FALSE;
  if (verdict.reason == ESP_REASON_NONE)
    {
      claim->result =
        g_str_equal (facts.address, claim->address) ? ESP_CLAIM_OK : ESP_CLAIM_CHANGED;
      return TRUE;
    }
  claim->result = esp_reason_waits (verdict.reason) ? ESP_CLAIM_WAITS : ESP_CLAIM_SKIPPED;
  claim->reason = esp_reason_name (verdict.reason);
  claim->next_at_us = verdict.retry_at_us;
  return TRUE;
}
