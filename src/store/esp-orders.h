/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_ORDER_PAID "paid"
#define ESP_ORDER_REFUNDED "refunded"
#define ESP_ORDER_CANCELLED "cancelled" /* before it was paid, or as if it had never been */

/* An order as a shop reports it. Amounts are minor units of its currency. */
typedef struct
{
  gint64 lead_id;
  char *order_id; /* of the shop: the same one counts once */
  gint64 at_us;
  gint64 amount;
  char *currency;
  char *status;
  gint64 refunded;       /* of the amount, so far */
  gint64 refunded_at_us; /* 0: not said */
  gint64 campaign_id;    /* 0: none */
  char *items;           /* (nullable) JSON array of {name, sku, quantity, price} */
  char *paid_currency;   /* (nullable) that it was paid in, when the above was converted from it */
  gint64 paid;           /* the amount in it, minor units */
  gint64 paid_refunded;  /* and what was refunded */
} EspOrder;

typedef enum
{
  ESP_ORDER_NEW,
  ESP_ORDER_KNOWN,    /* nothing is different */
  ESP_ORDER_CHANGED,  /* more of it was refunded, or it was cancelled */
  ESP_ORDER_CONFLICT, /* the same number with another lead, amount or currency: left as it is */
} EspOrderOutcome;

void esp_order_clear (EspOrder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspOrder, esp_order_clear)
gint64 esp_order_share (const EspOrder *order, gint64 paid);
gboolean
esp_order_look (EspTx *tx, const EspOrder *order, EspOrderOutcome *out_outcome, GError **error);
gboolean
esp_order_put (EspTx *tx, const EspOrder *order, EspOrderOutcome *out_outcome, GError **error);

G_END_DECLS
