/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what each lead paid in all: the amounts of the orders, in minor units of the workspace's currency. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-revenue.h"

#include "store/esp-meta.h"

#include "base/esp-format.h"

#define FALLBACK_CURRENCY "KRW"

/* Whoever reports an order writes its amount in whole units. What is no amount counts as nothing, and no
 * single one may be so large that a sum of them overflows. */
#define AMOUNT_OF(props, scale)                                                                    \
  "coalesce (CAST (round (max (-9e13, min (9e13,"                                                  \
  " esp_number (iif (json_valid (" props "), json_extract (" props ", '$.amount'), NULL)) * "      \
  "" scale "))) AS INTEGER), 0)"
#define IS_ORDER "kind_id = (SELECT id FROM event_kind WHERE name = 'order')"

/* How many minor units make one of the workspace's currency. */
static gboolean
get_scale (EspTx *tx, gint64 *out_scale, GError **error)
{
  g_autofree char *currency = esp_meta_get_text (tx, ESP_META_CURRENCY, FALLBACK_CURRENCY, error);

  if (currency == NULL)
    return FALSE;
  *out_scale = 1;
  for (guint i = 0; i < esp_currency_exponent (currency); i++)
    *out_scale *= 10;
  return TRUE;
}

static gboolean
run (EspTx *tx, const char *sql, gint64 lead_id, const char *props, GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;
  gint64 scale;

  if (!get_scale (tx, &scale, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, scale);
  esp_stmt_bind_text (stmt, 3, props);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_revenue_add_order:
 * @props: (nullable): JSON of the order's event; its "amount" counts
 *
 * Adds an order to what the lead paid; the lead has figures already.
 */
gboolean
esp_revenue_add_order (EspTx *tx, gint64 lead_id, const char *props, GError **error)
{
  static const char sql_add[] =
    "UPDATE lead_stat SET revenue = revenue + " AMOUNT_OF ("?3", "?2") " WHERE lead_id = ?1";

  return props == NULL || run (tx, sql_add, lead_id, props, error);
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
    "UPDATE lead_stat SET revenue = coalesce ((SELECT sum "
    "(" AMOUNT_OF ("props", "?2") ") FROM event"
                                  " WHERE event.lead_id = ?1 AND " IS_ORDER
                                  "), 0) WHERE lead_id = ?1 AND ?3 IS NULL";

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
                                  " AND ?1 = 0 AND ?2 > 0 AND ?3 IS NULL";
  static const char sql_sum[] =
    "INSERT INTO lead_stat (lead_id, revenue)"
    " SELECT lead_id, sum (" AMOUNT_OF (
      "props", "?2") ") FROM event"
                     " WHERE " IS_ORDER " AND lead_id > ?1 AND ?3 IS NULL GROUP BY lead_id"
                     " ON CONFLICT (lead_id) DO UPDATE SET revenue = excluded.revenue";

  if (!run (tx, sql_clear, 0, NULL, error) || !run (tx, sql_sum, 0, NULL, error))
    return FALSE;
  esp_changes_note_all_leads (esp_tx_get_changes (tx), ESP_CHANGE_ORDER);
  return TRUE;
}
