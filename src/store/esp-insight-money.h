/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* An order, or a refund, which takes away. */
typedef struct
{
  gint64 at_us;
  gint64 amount; /* minor units of the workspace's currency; of a refund below 0 */
  guint32 lead_id;
  gboolean is_refund;
} EspInsightOrder;

/* The orders of some time, and how many were left out as their currency is another. */
typedef struct
{
  GArray *orders; /* (owned) of EspInsightOrder, by lead and time */
  gint64 n_foreign;
} EspInsightOrders;

EspInsightOrders *esp_insight_load_orders (EspTx *tx, gint64 from_us, gint64 to_us, GError **error);
void esp_insight_orders_free (EspInsightOrders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspInsightOrders, esp_insight_orders_free)

G_END_DECLS
