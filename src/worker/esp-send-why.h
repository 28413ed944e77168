/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-ledger.h"
#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

/* Why somebody got a send or not: what the ledger says, and the verdict if it were sent now. */
typedef struct
{
  EspLedgerRow *row; /* (owned) (nullable) NULL: the ledger does not know this person */
  EspVerdict verdict;
  EspRecipient recipient; /* what is known of the person now */
  EspSendRule rule;
  char *zone; /* (owned) (nullable) whose hours count for the person, see esp_lead_zone_find() */
  EspZoneSource zone_source;
  gint64 lapses_at_us; /* when the permission of a customer ends or ended; 0 is never */
} EspSendWhy;

EspSendWhy *esp_send_why_load (EspTx *tx,
                               gint64 send_id,
                               gint64 lead_id,
                               EspSegmentFunc segments,
                               GError **error);
EspSendWhy *esp_send_why_load_known (EspTx *tx,
                                     const EspSendPlan *plan,
                                     gint64 lead_id,
                                     gboolean is_in_audience,
                                     GError **error);
void esp_send_why_free (EspSendWhy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendWhy, esp_send_why_free)

G_END_DECLS
