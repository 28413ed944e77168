/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named scores as they are kept: name, field, definition and the definitions before it. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-scores.h"

#include "store/esp-events.h"
#include "store/esp-fields.h"
#include "store/esp-history.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "score.id, name, column_name, definition, version, created_at, updated_at,"                      \
  " score_run.score_id IS NULL OR next_lead IS NOT NULL, coalesce (next_lead, 0)"

#define JOINS " LEFT JOIN score_run ON score_run.score_id = score.id"

/**
 * esp_score_row_free:
 */
void
esp_score_row_free (EspScoreRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->column);
  g_free (row->definition);
  g_free (row);
}

/**
 * esp_score_version_free:
 */
void
esp_score_version_free (EspScoreVersion *version)
{
  if (version == NULL)
    return;
  g_free (version->definition);
  g_free (version->created_by);
  g_free (version);
}

static void
note_score (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SCORE | ESP_CHANGE_FIELD);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspScoreRow *row = g_new0 (EspScoreRow, 1);

  row->id = esp_stmt_int64 (stmt, 0);
  row->name = esp_stmt_dup_text (stmt, 1);
  row->column = esp_stmt_dup_text (stmt, 2);
  row->definition = esp_stmt_dup_text (stmt, 3);
  row->version = (guint) esp_stmt_int64 (stmt, 4);
  row->created_us = esp_stmt_int64 (stmt, 5);
  row->updated_us = esp_stmt_int64 (stmt, 6);
  row->is_computing = esp_stmt_int64 (stmt, 7) != 0;
  row->next_lead = esp_stmt_int64 (stmt, 8);
  return row;
}

static gboolean
check_name (EspTx *tx, gint64 id, const char *name, GError **error)
{
  static const char sql_taken[] =
    "SELECT 1 FROM score WHERE name = ?1 AND id <> ?2 AND archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_taken, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  if (name == NULL || *name == '\0' || strlen (name) > ESP_SCORE_MAX_NAME)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "A score needs a name of at most %d bytes", ESP_SCORE_MAX_NAME);
      return FALSE;
    }
  esp_stmt_bind_text (stmt, 1, name);
  esp_stmt_bind_int64 (stmt, 2, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT,
                 "There is a score “%s” already; choose another name", name);
  return step == ESP_STEP_DONE;
}

/**
 * esp_score_pick_column:
 * @out_column: (out) (transfer full): the field that a new score of that name keeps its values in
 *
 * The first score takes the field that every workspace has, unless somebody filled that by other means; any
 * other gets a new one. Do it in a write of its own that is not recorded, as esp_field_create().
 */
gboolean
esp_score_pick_column (EspTx *tx, const char *name, char **out_column, GError **error)
{
  gint64 is_free;

  if (!check_name (tx, 0, name, error) ||
      !esp_db_query_int64 (esp_tx_get_db (tx),
                           "SELECT NOT EXISTS (SELECT 1 FROM score WHERE column_name = 'score'"
                           " AND archived_at IS NULL)"
                           " AND NOT EXISTS (SELECT 1 FROM lead WHERE score <> 0)",
                           &is_free, error))
    return FALSE;
  if (is_free != 0)
    {
      *out_column = g_strdup (ESP_SCORE_BUILTIN_COLUMN);
      return TRUE;
    }
  return esp_field_create (tx, name, ESP_FIELD_INTEGER, out_column, error) &&
         esp_history_add_field (tx, *out_column, error);
}

static gboolean
keep_version (EspTx *tx, gint64 id, guint version, const char *definition, GError **error)
{
  static const char sql_keep[] =
    "INSERT OR REPLACE INTO score_version (score_id, version, definition, created_at, created_by)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_keep, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, version);
  esp_stmt_bind_text (stmt, 3, definition);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 5, esp_tx_get_actor (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_row_insert:
 * @definition: readable as a score
 */
gboolean
esp_score_row_insert (EspTx *tx,
                      const char *name,
                      const char *column,
                      const char *definition,
                      gint64 *out_id,
                      GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO score (uuid, name, column_name, definition, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check_name (tx, 0, name, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, column);
  esp_stmt_bind_text (stmt, 4, definition);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  note_score (tx);
  return keep_version (tx, *out_id, 1, definition, error);
}

static gboolean
set_telling (EspTx *tx, gint64 id, gboolean is_telling, GError **error)
{
  static const char sql_tell[] = "UPDATE score_run SET is_telling = ?2 WHERE score_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_tell, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, is_telling);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_row_update:
 * @definition: readable as a score; when it is another one than before, all leads are computed anew
 * @is_telling: whether who crosses a threshold by that is told
 */
gboolean
esp_score_row_update (EspTx *tx,
                      gint64 id,
                      const char *name,
                      const char *definition,
                      gboolean is_telling,
                      GError **error)
{
  static const char sql_update[] =
    "UPDATE score SET name = ?2, version = version + (definition <> ?3), definition = ?3,"
    " updated_at = ?4 WHERE id = ?1";
  g_autoptr (EspScoreRow) before = esp_score_row_load (tx, id, error);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);

  if (before == NULL || stmt == NULL || !esp_tx_require_write (tx, error) ||
      !check_name (tx, id, name, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, definition);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_score (tx);
  if (!esp_stmt_run (stmt, error) || !set_telling (tx, id, is_telling, error))
    return FALSE;
  if (!g_str_equal (before->name, name) &&
      !g_str_equal (before->column, ESP_SCORE_BUILTIN_COLUMN) &&
      !esp_field_rename (tx, before->column, name, error))
    return FALSE;
  return g_str_equal (before->definition, definition) ||
         keep_version (tx, id, before->version + 1, definition, error);
}

static gboolean
run_on_score (EspTx *tx, const char *static_sql, gint64 id, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_score_row_set_archived:
 *
 * Takes a score away, its field with it, or brings it back; then it is computed anew.
 */
gboolean
esp_score_row_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] =
    "UPDATE score SET archived_at = iif (?2, ?3, NULL), updated_at = ?3 WHERE id = ?1";
  static const char sql_run[] = "DELETE FROM score_run WHERE score_id = ?1";
  static const char sql_states[] = "DELETE FROM score_state WHERE score_id = ?1";
  g_autoptr (EspScoreRow) row = esp_score_row_load (tx, id, error);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (row == NULL || stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, is_archived);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  note_score (tx);
  if (!esp_stmt_run (stmt, error) || !run_on_score (tx, sql_run, id, error) ||
      !run_on_score (tx, sql_states, id, error))
    return FALSE;
  return !is_archived || g_str_equal (row->column, ESP_SCORE_BUILTIN_COLUMN) ||
         esp_field_archive (tx, row->column, error);
}

/**
 * esp_score_row_restart:
 *
 * All leads are computed anew, although the definition is the same.
 */
gboolean
esp_score_row_restart (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_restart[] = "UPDATE score_run SET definition_key = '' WHERE score_id = ?1";

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SCORE);
  return run_on_score (tx, sql_restart, id, error);
}

/**
 * esp_score_row_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspScoreRow *
esp_score_row_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM score" JOINS " WHERE score.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_row, "score", id, error);
}

/**
 * esp_score_row_list:
 *
 * Returns: (transfer full) (element-type EspScoreRow): in the order in which they were made; %NULL with
 *   @error set
 */
GPtrArray *
esp_score_row_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT " COLUMNS " FROM score" JOINS " WHERE archived_at IS NULL ORDER BY score.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_score_row_free, error);
}

/**
 * esp_score_row_resolve:
 * @reference: its name, its field or #id
 */
gboolean
esp_score_row_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] =
    "SELECT id FROM score WHERE archived_at IS NULL"
    " AND (name = ?1 OR column_name = ?1 OR '#' || id = ?1) ORDER BY name <> ?1, id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no score “%s”",
                 reference);
  return step == ESP_STEP_ROW;
}

/**
 * esp_score_version_list:
 *
 * Returns: (transfer full) (element-type EspScoreVersion): newest first; %NULL with @error set
 */
GPtrArray *
esp_score_version_list (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_list[] =
    "SELECT version, definition, created_at, created_by FROM score_version"
    " WHERE score_id = ?1 ORDER BY version DESC LIMIT 200";
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_score_version_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspScoreVersion *version = g_new0 (EspScoreVersion, 1);

      version->version = (guint) esp_stmt_int64 (stmt, 0);
      version->definition = esp_stmt_dup_text (stmt, 1);
      version->created_us = esp_stmt_int64 (stmt, 2);
      version->created_by = esp_stmt_dup_text (stmt, 3);
      g_ptr_array_add (list, version);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_score_give:
 * @column: of the score
 * @act: "add", "set" or "scale" (in percent)
 * @by: (nullable): who or what, for the history of the lead; plain text
 *
 * Points by hand or by a journey. They are an event, so that the history alone tells the score.
 */
gboolean
esp_score_give (EspTx *tx,
                gint64 lead_id,
                const char *column,
                const char *act,
                double number,
                const char *by,
                GError **error)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *by_text = g_strdelimit (g_strdup (by != NULL ? by : ""), "\"\\\n\r\t", ' ');
  g_autofree char *quoted = g_strdelimit (g_strdup (column), "\"\\", '_');
  g_autofree char *props = NULL;

  g_ascii_dtostr (text, sizeof text, number);
  props = by != NULL ? g_strdup_printf ("{\"score\":\"%s\",\"%s\":%s,\"by\":\"%s\"}", quoted, act,
                                        text, by_text)
                     : g_strdup_printf ("{\"score\":\"%s\",\"%s\":%s}", quoted, act, text);
  {
    const EspEvent event = { .lead_id = lead_id,
                             .kind = (char *) ESP_EVENT_SCORE_POINTS,
                             .at_us = esp_tx_get_now_us (tx),
                             .props = props };

    return esp_event_add (tx, &event, NULL, error);
  }
}
