/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a function of the tables may know while its transaction runs. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-tx-private.h"

#include <string.h>

/**
 * esp_tx_get_db:
 */
EspDb *
esp_tx_get_db (EspTx *self)
{
  return self->db;
}

/**
 * esp_tx_get_now_us:
 *
 * Returns: the time of the whole transaction, µs UTC
 */
gint64
esp_tx_get_now_us (EspTx *self)
{
  return self->now_us;
}

/**
 * esp_tx_get_actor:
 *
 * Returns: (nullable): who does it; %NULL is the person at the window
 */
const char *
esp_tx_get_actor (EspTx *self)
{
  return self->actor;
}

/**
 * esp_tx_get_random:
 *
 * Returns: (transfer none): the writer's generator
 */
EspRandom *
esp_tx_get_random (EspTx *self)
{
  g_assert (self->random != NULL);

  return self->random;
}

/**
 * esp_tx_get_changes:
 *
 * Returns: (transfer none): where a write notes what it touches
 */
EspChanges *
esp_tx_get_changes (EspTx *self)
{
  g_assert (self->changes != NULL);

  return self->changes;
}

/**
 * esp_tx_get_history_id:
 *
 * Returns: the history entry that this write belongs to; 0 when it is not undoable
 */
gint64
esp_tx_get_history_id (EspTx *self)
{
  return self->history_id;
}

/**
 * esp_tx_stmt:
 *
 * Returns: (transfer full): as esp_db_stmt()
 */
EspStmt *
esp_tx_stmt (EspTx *self, const char *static_sql, GError **error)
{
  return esp_db_stmt (self->db, static_sql, error);
}

/**
 * esp_tx_require_write:
 *
 * Returns: %FALSE with @error set when the transaction only reads
 */
gboolean
esp_tx_require_write (EspTx *self, GError **error)
{
  if (self->changes != NULL)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY,
                       "The workspace is open for reading only");
  return FALSE;
}

/**
 * esp_tx_run_for_one:
 * @stmt: bound; changes the row with the number @id, or none
 * @kind: what the row is: "message"
 *
 * Runs a change of one row.
 *
 * Returns: %FALSE with @error set, also when there is no such row
 */
gboolean
esp_tx_run_for_one (EspTx *self, EspStmt *stmt, const char *kind, gint64 id, GError **error)
{
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (self->db) > 0)
    return TRUE;
  esp_store_set_no_row (error, kind, id);
  return FALSE;
}

/**
 * esp_tx_load_everyone:
 *
 * Returns: (transfer full): the ids of all leads; %NULL with @error set
 */
EspBitmap *
esp_tx_load_everyone (EspTx *self, GError **error)
{
  static const char sql_all[] = "SELECT id FROM lead";
  static const char key[] = "everyone";
  g_autoptr (EspBitmap) leads = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  gconstpointer known;
  EspStep step;

  if (!esp_memo_recall (self, key, ESP_CHANGE_LEAD, &known, error))
    return NULL;
  if (known != NULL)
    return esp_bitmap_copy (known);
  stmt = esp_tx_stmt (self, sql_all, error);
  if (stmt == NULL)
    return NULL;
  leads = esp_bitmap_new ();
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  if (step != ESP_STEP_DONE)
    return NULL;
  esp_bitmap_optimize (leads);
  (void) esp_memo_keep (self, key, esp_bitmap_copy (leads), esp_bitmap_count (leads) / 8,
                        (GDestroyNotify) esp_bitmap_free);
  return g_steal_pointer (&leads);
}

/**
 * esp_tx_hash_address:
 * @address: an e-mail address or a phone number, normalised
 *
 * Hashes an address with the workspace's own key (HMAC-SHA256), so that a suppression outlives the
 * person's record without keeping the address. Letters count as lower case.
 */
void
esp_tx_hash_address (EspTx *self, const char *address, guint8 out_hash[ESP_HASH_SIZE])
{
  g_autofree char *folded = g_utf8_strdown (address, -1);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, self->address_key, ESP_HASH_SIZE);
  gsize length = ESP_HASH_SIZE;

  g_hmac_update (hmac, (const guchar *) folded, (gssize) strlen (folded));
  g_hmac_get_digest (hmac, out_hash, &length);
}
