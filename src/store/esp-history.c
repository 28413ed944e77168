/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done to the workspace, by whom, and taking it back. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-history-private.h"

#include "store/esp-changeset.h"
#include "store/esp-lead-search.h"
#include "store/esp-tx-private.h"

#include "base/esp-clock.h"

#define MAX_RECORDED_LEADS 20000

/**
 * esp_history_entry_copy:
 */
EspHistoryEntry *
esp_history_entry_copy (const EspHistoryEntry *entry)
{
  EspHistoryEntry *copy = g_memdup2 (entry, sizeof *entry);

  copy->kind = g_strdup (entry->kind);
  copy->summary = g_strdup (entry->summary);
  copy->actor = g_strdup (entry->actor);
  return copy;
}

/**
 * esp_history_entry_free:
 */
void
esp_history_entry_free (EspHistoryEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->kind);
  g_free (entry->summary);
  g_free (entry->actor);
  g_free (entry);
}

/**
 * esp_history_open:
 *
 * Makes an entry for the write that begins.
 */
gboolean
esp_history_open (EspTx *tx, const char *kind, const char *summary, gint64 *out_id, GError **error)
{
  static const char sql_insert[] = "INSERT INTO history (kind, summary, actor, at)"
                                   " VALUES (?1, ?2, ?3, ?4)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_text (stmt, 2, summary);
  esp_stmt_bind_text (stmt, 3, esp_tx_get_actor (tx));
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_history_set_count:
 *
 * Sets how many things the entry says it changed.
 */
gboolean
esp_history_set_count (EspTx *tx, gint64 history_id, gint64 n_items, GError **error)
{
  static const char sql_set[] = "UPDATE history SET n_items = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, history_id);
  esp_stmt_bind_int64 (stmt, 2, n_items);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_HISTORY);
  return esp_stmt_run (stmt, error);
}

#define ENTRY_COLUMNS "id, kind, summary, actor, n_items, at, undone_at, undo_of, can_undo"

static EspHistoryEntry *
read_entry (EspTx *tx, EspStmt *stmt)
{
  EspHistoryEntry *entry = g_new0 (EspHistoryEntry, 1);

  entry->id = esp_stmt_int64 (stmt, 0);
  entry->kind = esp_stmt_dup_text (stmt, 1);
  entry->summary = esp_stmt_dup_text (stmt, 2);
  entry->actor = esp_stmt_dup_text (stmt, 3);
  entry->n_items = esp_stmt_int64 (stmt, 4);
  entry->at_us = esp_stmt_int64 (stmt, 5);
  entry->undone_at_us = esp_stmt_int64 (stmt, 6);
  entry->undo_of = esp_stmt_int64 (stmt, 7);
  entry->can_undo = esp_stmt_int64 (stmt, 8) != 0 && entry->undone_at_us == 0 &&
                    entry->at_us > esp_tx_get_now_us (tx) - ESP_HISTORY_DAYS * ESP_USEC_PER_DAY;
  return entry;
}

/**
 * esp_history_list:
 * @before_id: entries older than this one; 0 for the newest
 *
 * Returns: (transfer full) (element-type EspHistoryEntry): newest first, or %NULL with @error set
 */
GPtrArray *
esp_history_list (EspTx *tx, gint64 before_id, guint limit, GError **error)
{
  static const char sql_list[] = "SELECT " ENTRY_COLUMNS " FROM history"
                                 " WHERE id < ?1 ORDER BY id DESC LIMIT ?2";
  g_autoptr (GPtrArray) entries =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_history_entry_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, before_id > 0 ? before_id : G_MAXINT64);
  esp_stmt_bind_int64 (stmt, 2, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_ptr_array_add (entries, read_entry (tx, stmt));
  return step == ESP_STEP_DONE ? g_steal_pointer (&entries) : NULL;
}

static EspHistoryEntry *
read_one (EspTx *tx, EspStmt *stmt, GError **error)
{
  EspStep step = esp_stmt_step (stmt, error);

  if (step == ESP_STEP_DONE)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                         "There is nothing to undo");
  return step == ESP_STEP_ROW ? read_entry (tx, stmt) : NULL;
}

/**
 * esp_history_get:
 *
 * Returns: (transfer full): the entry, or %NULL with @error set
 */
EspHistoryEntry *
esp_history_get (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_get[] = "SELECT " ENTRY_COLUMNS " FROM history WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_get, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return read_one (tx, stmt, error);
}

/**
 * esp_history_last_undoable:
 *
 * Returns: (transfer full): the newest entry that Ctrl+Z would take back, or %NULL with @error set
 */
EspHistoryEntry *
esp_history_last_undoable (EspTx *tx, GError **error)
{
  static const char sql_last[] = "SELECT " ENTRY_COLUMNS " FROM history"
                                 " WHERE can_undo = 1 AND undone_at IS NULL AND undo_of IS NULL"
                                 " AND at > ?1"
                                 " ORDER BY id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx) - ESP_HISTORY_DAYS * ESP_USEC_PER_DAY);
  return read_one (tx, stmt, error);
}

/* An undo that removes very many leads is not recorded itself: the recording would hold them all. */
static gboolean
stop_recording_when_large (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_size[] = "SELECT coalesce (sum (last_id - first_id + 1), 0)"
                                 " FROM history_part WHERE history_id = ?1 AND kind = 'leads'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_size, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  if (tx->recording != NULL && esp_stmt_int64 (stmt, 0) > MAX_RECORDED_LEADS)
    esp_recording_stop (tx->recording);
  return TRUE;
}

static gboolean
undo_parts (EspTx *tx, const EspHistoryEntry *entry, EspUndoResult *result, GError **error)
{
  static const char sql_parts[] = "SELECT kind, changeset, first_id, last_id"
                                  " FROM history_part WHERE history_id = ?1 ORDER BY id DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_parts, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, entry->id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gboolean is_ok;

      if (g_str_equal (esp_stmt_text (stmt, 0), "changeset"))
        {
          gsize length;
          gconstpointer data = esp_stmt_blob (stmt, 1, &length);

          is_ok = esp_changeset_apply_inverse (tx, data, length, result, error);
        }
      else
        is_ok =
          esp_history_remove_made (tx, entry, esp_stmt_text (stmt, 0), esp_stmt_int64 (stmt, 2),
                                   esp_stmt_int64 (stmt, 3), result, error);
      if (!is_ok)
        return FALSE;
    }
  return step == ESP_STEP_DONE;
}

static gboolean
check_undoable (EspHistoryEntry *entry, GError **error)
{
  if (entry->can_undo)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       entry->undone_at_us != 0 ? "This was undone already"
                                                : "This can no longer be undone");
  return FALSE;
}

static gboolean
mark_undone (EspTx *tx, EspHistoryEntry *entry, GError **error)
{
  static const char sql_mark[] = "UPDATE history SET undone_at = ?2, undone_by = nullif(?3, 0)"
                                 " WHERE id = ?1";
  static const char sql_link[] =
    "UPDATE history SET undo_of = ?2, kind = iif (undone.undo_of IS NULL, 'undo', 'redo'),"
    " summary = undone.summary FROM history AS undone WHERE history.id = ?1 AND undone.id = ?2";
  static const char sql_reopen[] = "UPDATE history SET undone_at = NULL, undone_by = NULL"
                                   " WHERE id = ?1";
  static const char sql_stand[] = "UPDATE history SET undone_at = ?2, undone_by = ?1"
                                  " WHERE id = (SELECT undo_of FROM history WHERE id = ?1)";
  g_autoptr (EspStmt) mark = esp_tx_stmt (tx, sql_mark, error);
  g_autoptr (EspStmt) link = esp_tx_stmt (tx, sql_link, error);
  g_autoptr (EspStmt) reopen = esp_tx_stmt (tx, sql_reopen, error);
  g_autoptr (EspStmt) stand = esp_tx_stmt (tx, sql_stand, error);

  if (mark == NULL || link == NULL || reopen == NULL || stand == NULL)
    return FALSE;
  esp_stmt_bind_int64 (mark, 1, entry->id);
  esp_stmt_bind_int64 (mark, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (mark, 3, esp_tx_get_history_id (tx));
  esp_stmt_bind_int64 (link, 1, esp_tx_get_history_id (tx));
  esp_stmt_bind_int64 (link, 2, entry->id);
  /* Taking back an undo makes the first act stand again; if that was an undo too, what it took back
   * is undone once more. */
  esp_stmt_bind_int64 (reopen, 1, entry->undo_of);
  esp_stmt_bind_int64 (stand, 1, entry->undo_of);
  esp_stmt_bind_int64 (stand, 2, esp_tx_get_now_us (tx));
  return esp_stmt_run (mark, error) && esp_stmt_run (link, error) && esp_stmt_run (reopen, error) &&
         esp_stmt_run (stand, error);
}

/**
 * esp_history_undo:
 *
 * Takes back the entry @id. Rows that something else changed since stay as they are and are counted.
 * Run it inside an undoable write of kind "undo": taking that one back is the redo.
 */
gboolean
esp_history_undo (EspTx *tx, gint64 id, EspUndoResult *out_result, GError **error)
{
  EspUndoResult result = { 0 };
  g_autoptr (EspHistoryEntry) entry = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  entry = esp_history_get (tx, id, error);
  if (entry == NULL || !check_undoable (entry, error))
    return FALSE;
  if (!stop_recording_when_large (tx, id, error) || !undo_parts (tx, entry, &result, error) ||
      !mark_undone (tx, entry, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_HISTORY);
  *out_result = result;
  return TRUE;
}

/**
 * esp_history_prune:
 *
 * Forgets how to undo what is older than %ESP_HISTORY_DAYS; that it was done stays.
 */
gboolean
esp_history_prune (EspTx *tx, GError **error)
{
  static const char sql_prune[] = "DELETE FROM history_part WHERE history_id IN"
                                  " (SELECT id FROM history WHERE at <= ?1)";
  static const char sql_events[] = "DELETE FROM event_undone WHERE history_id IN"
                                   " (SELECT id FROM history WHERE at <= ?1)";
  static const char sql_close[] = "UPDATE history SET can_undo = 0 WHERE at <= ?1 AND can_undo = 1";
  gint64 limit_us = esp_tx_get_now_us (tx) - ESP_HISTORY_DAYS * ESP_USEC_PER_DAY;
  g_autoptr (EspStmt) prune = esp_tx_stmt (tx, sql_prune, error);
  g_autoptr (EspStmt) events = esp_tx_stmt (tx, sql_events, error);
  g_autoptr (EspStmt) close_old = esp_tx_stmt (tx, sql_close, error);

  if (prune == NULL || events == NULL || close_old == NULL)
    return FALSE;
  esp_stmt_bind_int64 (prune, 1, limit_us);
  esp_stmt_bind_int64 (events, 1, limit_us);
  esp_stmt_bind_int64 (close_old, 1, limit_us);
  return esp_stmt_run (prune, error) && esp_stmt_run (events, error) &&
         esp_stmt_run (close_old, error);
}
