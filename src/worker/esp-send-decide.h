/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-ledger.h"
#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

/* Asks the one decision about one person after another, within one transaction. */
typedef struct
{
  EspWaterfallInput input; /* borrows from the plan */
  EspFactsQuery query;
} EspSendDecider;

void esp_send_decider_init (EspSendDecider *self, EspTx *tx, const EspSendPlan *plan);
void esp_send_decider_clear (EspSendDecider *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspSendDecider, esp_send_decider_clear)

gboolean esp_send_decide (EspSendDecider *self,
                          EspTx *tx,
                          gint64 lead_id,
                          EspLeadFacts *out_facts,
                          EspVerdict *out_verdict,
                          GError **error);
gboolean
esp_send_decide_claim (EspTx *tx, EspLedgerClaim *claim, gpointer user_data, GError **error);

G_END_DECLS
