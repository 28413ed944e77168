/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "worker/esp-send-plan.h"
#include "worker/esp-text-composer.h"

G_BEGIN_DECLS

/* What a text costs before it is sent: everyone's copy is made and counted. */
typedef struct
{
  EspBitmap *leads[ESP_N_PRICES]; /* (owned) who gets it as what */
  guint64 n_segments;             /* that are paid; of Korean ones as many as messages */
  EspBitmap *failing;             /* (owned) for whom it cannot be made, or not be sent as it is */
  char *why;                      /* (owned) (nullable) the reason of the first of them */
  double cost;                    /* in the currency of the prices, without substitutes */
  double most;                    /* the same if every Kakao message were replaced */
  guint max_bytes;                /* of the longest copy */
  gint64 longest_lead;            /* whose copy it is; 0 without people */
  EspTextCount longest;           /* its count */
} EspTextCost;

EspTextCost *
esp_text_cost_new (EspTx *tx, EspTextComposer *composer, const EspBitmap *people, GError **error);
gboolean esp_text_cost_new_for_send (EspTx *tx,
                                     const EspSendPlan *plan,
                                     const EspWaterfall *waterfall,
                                     EspTextCost **out_cost,
                                     GError **error);
char *esp_text_cost_to_sentence (const EspTextCost *self);
void esp_text_cost_free (EspTextCost *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextCost, esp_text_cost_free)
guint64 esp_text_cost_count (const EspTextCost *self, EspPriceClass price);

G_END_DECLS
