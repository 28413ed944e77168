/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leads paid and got back, for analyses: each order at its time, in one currency. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-money.h"

#include "store/esp-revenue.h"

/**
 * esp_insight_orders_free:
 */
void
esp_insight_orders_free (EspInsightOrders *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->orders, g_array_unref);
  g_free (self);
}

static int
compare_orders (gconstpointer a, gconstpointer b)
{
  const EspInsightOrder *first = a;
  const EspInsightOrder *second = b;

  if (first->lead_id != second->lead_id)
    return first->lead_id < second->lead_id ? -1 : 1;
  if (first->at_us != second->at_us)
    return first->at_us < second->at_us ? -1 : 1;
  return first->is_refund - second->is_refund;
}

/**
 * esp_insight_load_orders:
 *
 * Reads orders and refunds in [@from_us, @to_us). Those in another currency than the workspace's are
 * counted and left out: nothing is converted silently.
 *
 * Returns: (transfer full): the orders; %NULL with @error set
 */
EspInsightOrders *
esp_insight_load_orders (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_orders[] =
    "SELECT lead_id, at, " ESP_REVENUE_SIGN
    " * " ESP_REVENUE_AMOUNT ("props", "?3",
                              "?4") ","
                                    " " ESP_REVENUE_SIGN ","
                                    " json_valid (props) AND coalesce (json_extract (props, "
                                    "'$.currency'), ?4) <> ?4 COLLATE NOCASE"
                                    " FROM event WHERE kind_id IN " ESP_REVENUE_KINDS
                                    " AND at >= ?1 AND at < ?2 AND lead_id IS NOT NULL";
  g_autoptr (EspInsightOrders) self = g_new0 (EspInsightOrders, 1);
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *currency = NULL;
  gint64 scale;
  EspStep step;

  self->orders = g_array_new (FALSE, FALSE, sizeof (EspInsightOrder));
  if (!esp_revenue_get_unit (tx, &scale, &currency, error))
    return NULL;
  stmt = esp_tx_stmt (tx, sql_orders, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  esp_stmt_bind_int64 (stmt, 3, scale);
  esp_stmt_bind_text (stmt, 4, currency);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspInsightOrder order = { .lead_id = (guint32) esp_stmt_int64 (stmt, 0),
                                .at_us = esp_stmt_int64 (stmt, 1),
                                .amount = esp_stmt_int64 (stmt, 2),
                                .is_refund = esp_stmt_int64 (stmt, 3) < 0 };

      if (esp_stmt_int64 (stmt, 4) != 0)
        self->n_foreign++;
      else
        g_array_append_val (self->orders, order);
    }
  if (step != ESP_STEP_DONE)
    return NULL;
  g_array_sort (self->orders, compare_orders);
  return g_steal_pointer (&self);
}
