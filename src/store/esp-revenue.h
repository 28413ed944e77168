/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-events.h"

G_BEGIN_DECLS

/* What an order or a refund adds to the revenue, in minor units, as SQL: its JSON, how many minor units make
 * one, and the currency. What is no amount counts as nothing, amounts in other currencies too, and no
 * single one may be so large that a sum of them overflows. */
#define ESP_REVENUE_AMOUNT(props, scale, currency)                                                 \
  "iif (json_valid (" props ") AND coalesce (json_extract (" props ", '$.currency'), " currency    \
  ") = " currency " COLLATE NOCASE, coalesce (CAST (round (max (-9e13, min (9e13,"                 \
  " esp_number (json_extract (" props ", '$.amount')) * " scale "))) AS INTEGER), 0), 0)"

/* The kinds that make the revenue, and the sign with which each does. */
#define ESP_REVENUE_KINDS "(SELECT id FROM event_kind WHERE name IN ('order', 'refund'))"
#define ESP_REVENUE_SIGN "iif (kind_id = (SELECT id FROM event_kind WHERE name = 'refund'), -1, 1)"

gboolean esp_revenue_get_unit (EspTx *tx, gint64 *out_scale, char **out_currency, GError **error);
gboolean esp_revenue_add_order (EspTx *tx, const EspEvent *event, GError **error);
gboolean esp_revenue_recount_lead (EspTx *tx, gint64 lead_id, GError **error);
gboolean esp_revenue_recount (EspTx *tx, GError **error);

G_END_DECLS
