/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-review-look.h"
#include "worker/esp-send-check.h"
#include "worker/esp-text-cost.h"

G_BEGIN_DECLS

/* What was asked before a send is ordered, in a reading transaction: nobody else waits while everyone is
 * counted. The order itself only looks whether what was asked about is still the same. */
typedef struct
{
  gint64 send_id;
  gint64 at_us;    /* 0 at once */
  gint64 start_us; /* when the first may get it, somewhere; 0 at once */
  guint64 n_receivers;
  EspSendCheck *check;     /* (owned) */
  EspWaterfall *waterfall; /* (owned) who would get it, and who would not */
  EspTextCost *cost;       /* (owned) (nullable) of texts */
  EspReviewLook *look;     /* (owned) whether people have said yes */
  char *digest;            /* (owned) of what was asked about */
  char *decision;          /* (owned) JSON: the rules, and what a person said yes to */
} EspSendGate;

EspSendGate *esp_send_gate_new (EspTx *tx,
                                gint64 send_id,
                                gint64 at_us,
                                EspSegmentFunc segments,
                                GError **error);
void esp_send_gate_free (EspSendGate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendGate, esp_send_gate_free)

gboolean esp_send_gate_permits (const EspSendGate *self, gboolean accepts_warnings, GError **error);
char *esp_send_gate_digest (EspTx *tx, const EspSendPlan *plan, GError **error);

G_END_DECLS
