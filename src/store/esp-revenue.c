/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what each lead paid in all: the amounts of the orders, in minor units of the workspace's currency. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-revenue.h"

#include "store/esp-meta.h"

#include "base/esp-format.h"

#define FALLBACK_CURRENCY "KRW"

/**
 * esp_revenue_get_unit:
 * @out_scale: (out): how many minor units make one of the workspace's currency
 * @out_currency: (out) (transfer full)
 */
gboolean
esp_revenue_get_unit (EspTx *tx, gint64 *out_scale, char **out_currency, GError **error)
{
  g_autofree char *currency = esp_meta_get_text (tx, ESP_META_CURRENCY, FALLBACK_CURRENCY, error);

  if (currency == NULL)
    return FALSE;
  *out_scale = 1;
  for (guint i = 0; i < esp_currency_exponent (currency); i++)
    *out_scale *= 10;
  *out_currency = g_steal_pointer (&currency);
  return TRUE;
}

/* ?1 the lead, ?2 minor units, ?3 JSON, ?4 the currency, ?5 the sign */
static gboolean
run (EspTx *tx, const char *static_sql, gint64 lead_id, const EspEvent *event, GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *currency = NULL;
  gint64 scale;

  if (!esp_revenue_get_unit (tx, &scale, &currency, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, static_sql, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, scale);
  esp_stmt_bind_text (stmt, 3, event != NULL ? event->props : NULL);
  esp_stmt_bind_text (stmt, 4, currency);
  esp_stmt_bind_int64 (stmt, 5,
                       event != NULL && g_str_equal (event->kind, ESP_EVENT_REFUND) ? -1 : 1);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_revenue_add_order:
 * @event: an order, or a refund, which takes away; its "amount" counts
 *
 * Adds an order to what the lead paid; the lead has figures already.
 */
gboolean
esp_revenue_add_order (EspTx *tx, const EspEvent *event, GError **error)
{
  static const char sql_add[] = "UPDATE lead_stat SET revenue = revenue + ?5 *"
                                " " ESP_REVENUE_AMOUNT ("?3", "?2", "?4") " WHERE lead_id = ?1";

  return event->props == NULL || run (tx, sql_add, event->lead_id, event, error);
}

/**
 * esp_revenue_recount_lead:
 *
 * Adds up the orders of a lead anew: some of them are gone.
 */
gboolean
esp_revenue_recount_lead (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_recount[] =
    "UPDATE lead_stat SET revenue = coalesce ((SELECT sum (" ESP_REVENUE_SIGN " *"
    " " ESP_REVENUE_AMOUNT ("props", "?2",
                            "?4") ") FROM event"
                                  " WHERE event.lead_id = ?1 AND kind_id IN " ESP_REVENUE_KINDS
                                  "), 0)"
                                  " WHERE lead_id = ?1 AND ?3 IS NULL AND ?5 = 1";

  return run (tx, sql_recount, lead_id, NULL, error);
}

/**
 * esp_revenue_recount:
 *
 * Adds up the orders of all leads anew: many came at once, or the currency is another.
 */
gboolean
esp_revenue_recount (EspTx *tx, GError **error)
{
  static const char sql_clear[] = "UPDATE lead_stat SET revenue = 0 WHERE revenue <> 0"
                                  " AND ?1 = 0 AND ?2 > 0 AND ?3 IS NULL AND ?4 <> '' AND ?5 = 1";
  static const char sql_sum[] =
    "INSERT INTO lead_stat (lead_id, revenue)"
    " SELECT lead_id, sum (" ESP_REVENUE_SIGN " *"
    " " ESP_REVENUE_AMOUNT ("props", "?2",
                            "?4") ") FROM event"
                                  " WHERE kind_id IN " ESP_REVENUE_KINDS
                                  " AND lead_id > ?1 AND ?3 IS NULL AND ?5 = 1"
                                  " GROUP BY lead_id"
                                  " ON CONFLICT (lead_id) DO UPDATE SET revenue = excluded.revenue";

  if (!run (tx, sql_clear, 0, NULL, error) || !run (tx, sql_sum, 0, NULL, error))
    return FALSE;
  esp_changes_note_all_leads (esp_tx_get_changes (tx), ESP_CHANGE_ORDER);
  return TRUE;
}
