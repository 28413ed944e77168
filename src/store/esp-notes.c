/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes that people write about a lead. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-notes.h"

#include <string.h>

/* Returns: (transfer full): the text without blanks around it; %NULL with @error set */
static char *
check_body (const char *body, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (body));

  if (*trimmed == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "The note is empty");
      return NULL;
    }
  if (strlen (trimmed) > ESP_NOTE_MAX)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The note is longer than %d bytes; write it as two", ESP_NOTE_MAX);
      return NULL;
    }
  return g_steal_pointer (&trimmed);
}

static gboolean
note_lead_of (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_lead[] = "SELECT lead_id FROM note WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_lead, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, esp_stmt_int64 (stmt, 0));
  else if (step == ESP_STEP_DONE)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                         "There is no such note any more");
  return step == ESP_STEP_ROW;
}

/**
 * esp_note_add:
 * @body: blanks around it do not count
 * @out_id: (out) (optional): the note's id
 */
gboolean
esp_note_add (EspTx *tx, gint64 lead_id, const char *body, gint64 *out_id, GError **error)
{
  static const char sql_insert[] = "INSERT INTO note (lead_id, body, created_at, created_by)"
                                   " VALUES (?1, ?2, ?3, ?4)";
  g_autofree char *checked = check_body (body, error);
  g_autoptr (EspStmt) stmt = NULL;

  if (checked == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, checked);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 4, esp_tx_get_actor (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_id != NULL)
    *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEAD, lead_id);
  return TRUE;
}

/**
 * esp_note_set_body:
 *
 * Writes a note anew; it keeps its place in time.
 */
gboolean
esp_note_set_body (EspTx *tx, gint64 id, const char *body, GError **error)
{
  static const char sql_update[] = "UPDATE note SET body = ?2 WHERE id = ?1";
  g_autofree char *checked = check_body (body, error);
  g_autoptr (EspStmt) stmt = NULL;

  if (checked == NULL || !esp_tx_require_write (tx, error) || !note_lead_of (tx, id, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_update, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, checked);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_note_delete:
 */
gboolean
esp_note_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM note WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !note_lead_of (tx, id, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_delete, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_run (stmt, error);
}
