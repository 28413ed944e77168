/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search index of leads: what is to be indexed again, indexing it, and asking it. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-search.h"

/**
 * esp_lead_search_mark:
 *
 * Notes that the search tokens of the leads from @first_lead_id to @last_lead_id are out of date.
 */
gboolean
esp_lead_search_mark (EspTx *tx, gint64 first_lead_id, gint64 last_lead_id, GError **error)
{
  static const char sql_mark[] = "INSERT INTO search_dirty (first_lead_id, last_lead_id)"
                                 " VALUES (?1, ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_mark, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first_lead_id);
  esp_stmt_bind_int64 (stmt, 2, last_lead_id);
  return esp_stmt_run (stmt, error);
}
