/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace's own facts and settings, by key. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-meta.h"

#include "store/esp-revenue.h"

#include <string.h>

static const char sql_get[] = "SELECT value FROM meta WHERE key = ?1";
static const char sql_set[] = "INSERT INTO meta (key, value) VALUES (?1, ?2)"
                              " ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/**
 * esp_meta_get_text:
 * @fallback: (nullable): what a missing key means
 *
 * Returns: (transfer full) (nullable): the value; %NULL with @error set, or when @fallback is %NULL
 */
char *
esp_meta_get_text (EspTx *tx, const char *key, const char *fallback, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_get, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, key);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW && !esp_stmt_is_null (stmt, 0))
    return esp_stmt_dup_text (stmt, 0);
  return step == ESP_STEP_ERROR ? NULL : g_strdup (fallback);
}

/**
 * esp_meta_list_keys:
 * @prefix: of ASCII letters, with which they begin
 *
 * Returns: (transfer full) (element-type utf8): the keys that have a value, sorted; %NULL with @error set
 */
GPtrArray *
esp_meta_list_keys (EspTx *tx, const char *prefix, GError **error)
{
  static const char sql_keys[] =
    "SELECT key FROM meta WHERE key >= ?1 AND key < ?2 AND value IS NOT NULL ORDER BY key";
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_keys, error);
  g_autofree char *end = g_strconcat (prefix, "\x7f", NULL);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, prefix);
  esp_stmt_bind_text (stmt, 2, end);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_ptr_array_add (keys, esp_stmt_dup_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&keys) : NULL;
}

/**
 * esp_meta_get_int64:
 */
gboolean
esp_meta_get_int64 (EspTx *tx, const char *key, gint64 fallback, gint64 *out_value, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_get, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, key);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_value =
    step == ESP_STEP_ROW && !esp_stmt_is_null (stmt, 0) ? esp_stmt_int64 (stmt, 0) : fallback;
  return TRUE;
}

/**
 * esp_meta_set_text:
 * @value: (nullable): %NULL for no value
 */
gboolean
esp_meta_set_text (EspTx *tx, const char *key, const char *value, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, key);
  esp_stmt_bind_text (stmt, 2, value);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SETTING);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  /* Another currency has other minor units. */
  return !g_str_equal (key, ESP_META_CURRENCY) || esp_revenue_recount (tx, error);
}

/**
 * esp_meta_set_int64:
 */
gboolean
esp_meta_set_int64 (EspTx *tx, const char *key, gint64 value, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, key);
  esp_stmt_bind_int64 (stmt, 2, value);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SETTING);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_meta_load_address_key:
 *
 * Reads the key with which this workspace hashes suppressed addresses, made when the file was made.
 */
gboolean
esp_meta_load_address_key (EspDb *db, guint8 out_key[ESP_HASH_SIZE], GError **error)
{
  static const char sql_key[] = "SELECT value FROM meta WHERE key = 'address_key'";
  g_autoptr (EspStmt) stmt = esp_db_stmt (db, sql_key, error);
  gsize length = 0;
  gconstpointer key;

  if (stmt == NULL || esp_stmt_step (stmt, error) == ESP_STEP_ERROR)
    return FALSE;
  key = esp_stmt_blob (stmt, 0, &length);
  if (length != ESP_HASH_SIZE)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CORRUPT,
                           "The workspace file lacks its address key; restore a backup");
      return FALSE;
    }
  memcpy (out_key, key, ESP_HASH_SIZE);
  return TRUE;
}
