/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Column mappings of past imports, found again by the columns of a file. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-profiles.h"

/**
 * esp_import_profile_save:
 * @fingerprint: of the header row
 * @plan: JSON
 *
 * Remembers how a file with these columns was imported; the newest way replaces the one before.
 */
gboolean
esp_import_profile_save (EspTx *tx,
                         const char *fingerprint,
                         const char *name,
                         const char *plan,
                         GError **error)
{
  static const char sql_save[] =
    "INSERT INTO import_profile (fingerprint, name, plan, used_at) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (fingerprint) DO UPDATE"
    " SET name = excluded.name, plan = excluded.plan, used_at = excluded.used_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, fingerprint);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, plan);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_import_profile_load:
 * @out_name: (out) (optional) (transfer full) (nullable): what the import was called
 * @out_used_at_us: (out) (optional): when it ran
 *
 * Returns: (transfer full) (nullable): the plan as JSON; %NULL when none is known, or with @error set
 */
char *
esp_import_profile_load (EspTx *tx,
                         const char *fingerprint,
                         char **out_name,
                         gint64 *out_used_at_us,
                         GError **error)
{
  static const char sql_load[] =
    "SELECT plan, name, used_at FROM import_profile WHERE fingerprint = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, fingerprint);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return NULL;
  if (out_name != NULL)
    *out_name = esp_stmt_dup_text (stmt, 1);
  if (out_used_at_us != NULL)
    *out_used_at_us = esp_stmt_int64 (stmt, 2);
  return esp_stmt_dup_text (stmt, 0);
}
