/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-rule-packs.h"
#include "worker/esp-send-tally.h"
#include "worker/esp-text-cost.h"

G_BEGIN_DECLS

/* What stands against a send: law, content, channel, audience. The same before an order, in it, and when
 * the engine takes it up. */
typedef struct
{
  GPtrArray *findings; /* (owned) of EspContentFinding, the worst first */
  GPtrArray *gaps;     /* (owned) of EspFieldGap, with those who would receive it alone */
  EspBitmap *old;      /* (owned) whose consent is older than it may be unconfirmed */
  EspBitmap *bare;     /* (owned) whose consent lacks its date, source or wording */
  GHashTable *leads;   /* (owned) by rule: an EspBitmap of those whom it is about */
  char **countries;    /* (owned) where the receivers live */
  char *subject;       /* (owned) (nullable) as an ordinary lead would read it */
  char *sender;        /* (owned) (nullable) "name <address>" */
  gboolean is_ad;      /* what the message says of itself */
} EspSendCheck;

EspSendCheck *
esp_send_check_new (EspTx *tx, const EspSendPlan *plan, const EspSendTally *tally, GError **error);
EspSendCheck *esp_send_check_new_with (EspTx *tx,
                                       const EspSendPlan *plan,
                                       const EspSendTally *tally,
                                       const EspCheckWish *wish,
                                       GError **error);
void esp_send_check_free (EspSendCheck *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendCheck, esp_send_check_free)

void esp_send_check_take_cost (EspSendCheck *self, const EspTextCost *cost);
guint esp_send_check_count (const EspSendCheck *self, EspSeverity severity);
gboolean
esp_send_check_permits (const EspSendCheck *self, gboolean accepts_warnings, GError **error);

G_END_DECLS
