/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-message.h"
#include "worker/esp-send-plan.h"

G_BEGIN_DECLS

/* Everything that one look at all leads tells about a send. */
typedef struct
{
  EspWaterfall *waterfall; /* (owned) (nullable) the way from matching to receiving */
  EspFacts *facts;         /* (owned) */
  EspSendMessage *message; /* (owned) (nullable) the message, when it can be opened */
  char *broken;            /* (owned) (nullable) why it cannot; English */
  GPtrArray *gaps; /* (owned) (element-type EspFieldGap) with those who would receive alone */
} EspSendTally;

EspSendTally *
esp_send_tally_new (EspTx *tx, const EspSendPlan *plan, EspSegmentFunc segments, GError **error);
void esp_send_tally_free (EspSendTally *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendTally, esp_send_tally_free)

gint64 esp_send_tally_get_start (const EspSendPlan *plan, const EspSendTally *tally);

G_END_DECLS
