/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records what a write changes as a changeset, so that it can be inverted later. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-history-private.h"
#include "store/esp-schema.h"
#include "store/esp-sqlite-session.h"
#include "store/esp-tx-private.h"

struct _EspRecording
{
  sqlite3_session *session; /* (owned) */
};

/**
 * esp_recording_start:
 *
 * Begins to record the journaled tables.
 *
 * Returns: (transfer full): the recording, or %NULL with @error set
 */
EspRecording *
esp_recording_start (EspTx *tx, GError **error)
{
  g_autoptr (EspRecording) self = g_new0 (EspRecording, 1);
  int code = sqlite3session_create (esp_db_get_handle (tx->db), "main", &self->session);

  for (gsize i = 0; code == SQLITE_OK && esp_schema_journaled_tables[i] != NULL; i++)
    code = sqlite3session_attach (self->session, esp_schema_journaled_tables[i]);
  if (code != SQLITE_OK)
    {
      (void) esp_db_set_error (tx->db, code, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static gboolean
keep_part (EspTx *tx, gconstpointer data, gsize length, GError **error)
{
  static const char sql_insert_part[] = "INSERT INTO history_part (history_id, kind, changeset)"
                                        " VALUES (?1, 'changeset', ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert_part, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, tx->history_id);
  esp_stmt_bind_blob (stmt, 2, data, length);
  return esp_stmt_run (stmt, error);
}

static gboolean
count_items (EspTx *tx, GError **error)
{
  static const char sql_add_count[] = "UPDATE history SET n_items = n_items + ?2 WHERE id = ?1";
  guint64 n_leads = esp_bitmap_count (esp_changes_get_leads (tx->changes));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, tx->history_id);
  esp_stmt_bind_int64 (stmt, 2, (gint64) MAX (n_leads, 1));
  return esp_stmt_run (stmt, error);
}

static gboolean
drop_empty (EspTx *tx, GError **error)
{
  static const char sql_drop[] =
    "DELETE FROM history"
    " WHERE id = ?1"
    " AND NOT EXISTS (SELECT 1 FROM history_part WHERE history_id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_drop, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, tx->history_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_recording_finish:
 * @is_new: whether the entry was made for this write, and goes again when nothing changed
 *
 * Keeps what was recorded as a part of the transaction's history entry.
 */
gboolean
esp_recording_finish (EspRecording *self, EspTx *tx, gboolean is_new, GError **error)
{
  int length = 0;
  void *data = NULL;
  int code = sqlite3session_changeset (self->session, &length, &data);
  gboolean is_ok;

  if (code != SQLITE_OK)
    return esp_db_set_error (tx->db, code, error);
  if (length == 0)
    is_ok = !is_new || drop_empty (tx, error);
  else
    is_ok = keep_part (tx, data, (gsize) length, error) && count_items (tx, error);
  sqlite3_free (data);
  if (is_ok && length > 0)
    esp_changes_note (tx->changes, ESP_CHANGE_HISTORY);
  return is_ok;
}

/**
 * esp_recording_record_too:
 * @table: one that is not recorded as a rule, because it grows fast
 *
 * Records a table from now on in this write, if the write is recorded at all.
 */
gboolean
esp_recording_record_too (EspTx *tx, const char *table, GError **error)
{
  int code =
    tx->recording != NULL ? sqlite3session_attach (tx->recording->session, table) : SQLITE_OK;

  return code == SQLITE_OK || esp_db_set_error (tx->db, code, error);
}

/**
 * esp_recording_stop:
 *
 * Records nothing from now on: for a write so large that its recording would fill the memory.
 */
void
esp_recording_stop (EspRecording *self)
{
  (void) sqlite3session_enable (self->session, 0);
}

/**
 * esp_recording_resume:
 *
 * Records again after esp_recording_stop().
 */
void
esp_recording_resume (EspRecording *self)
{
  (void) sqlite3session_enable (self->session, 1);
}

/**
 * esp_recording_free:
 */
void
esp_recording_free (EspRecording *self)
{
  if (self == NULL)
    return;
  sqlite3session_delete (self->session);
  g_free (self);
}
