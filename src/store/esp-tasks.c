/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people are to do about leads: by hand, by journeys, by scores that crossed a threshold. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-tasks.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "task.id, task.lead_id, task.title, task.note, task.owner, is_alert, coalesce (due_at, 0),"      \
  " coalesce (done_at, 0), coalesce (journey_id, 0), step, coalesce (score_id, 0),"                \
  " task.created_at, coalesce (nullif (lead.name, ''), lead.email, lead.phone), journey.name,"     \
  " score.name"

#define JOINS                                                                                      \
  " LEFT JOIN lead ON lead.id = task.lead_id"                                                      \
  " LEFT JOIN journey ON journey.id = task.journey_id"                                             \
  " LEFT JOIN score ON score.id = task.score_id"

/**
 * esp_task_row_free:
 */
void
esp_task_row_free (EspTaskRow *row)
{
  if (row == NULL)
    return;
  g_free (row->title);
  g_free (row->note);
  g_free (row->owner);
  g_free (row->step);
  g_free (row->lead);
  g_free (row->journey);
  g_free (row->score);
  g_free (row);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspTaskRow *row = g_new0 (EspTaskRow, 1);

  row->id = esp_stmt_int64 (stmt, 0);
  row->lead_id = esp_stmt_int64 (stmt, 1);
  row->title = esp_stmt_dup_text (stmt, 2);
  row->note = esp_stmt_dup_text (stmt, 3);
  row->owner = esp_stmt_dup_text (stmt, 4);
  row->is_alert = esp_stmt_int64 (stmt, 5) != 0;
  row->due_us = esp_stmt_int64 (stmt, 6);
  row->done_us = esp_stmt_int64 (stmt, 7);
  row->journey_id = esp_stmt_int64 (stmt, 8);
  row->step = esp_stmt_dup_text (stmt, 9);
  row->score_id = esp_stmt_int64 (stmt, 10);
  row->created_us = esp_stmt_int64 (stmt, 11);
  row->lead = esp_stmt_dup_text (stmt, 12);
  row->journey = esp_stmt_dup_text (stmt, 13);
  row->score = esp_stmt_dup_text (stmt, 14);
  return row;
}

static gboolean
check_texts (const EspTaskRow *task, GError **error)
{
  const char *sentence = NULL;

  if (task->title == NULL || *task->title == '\0')
    sentence = "A task needs a title: what is to be done?";
  else if (strlen (task->title) > ESP_TASK_MAX_TITLE)
    sentence = "The title of a task has at most 300 bytes; put the rest into its note";
  else if (task->note != NULL && strlen (task->note) > ESP_TASK_MAX_NOTE)
    sentence = "The note of a task has at most 10,000 bytes";
  if (sentence != NULL)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return sentence == NULL;
}

static const char *
null_if_empty (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

/**
 * esp_task_row_insert:
 * @out_id: (out) (optional): 0 when the occasion had its task already
 *
 * Gives a person something to do; the same occasion of a journey once.
 */
gboolean
esp_task_row_insert (EspTx *tx, const EspTaskRow *task, gint64 *out_id, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO task (lead_id, title, note, owner, is_alert, due_at, journey_id, step, occasion,"
    " score_id, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, 0), nullif (?7, 0), ?8, ?9, nullif (?10, 0), ?11,"
    " ?11)"
    " ON CONFLICT (lead_id, journey_id, occasion) DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check_texts (task, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, task->lead_id);
  esp_stmt_bind_text (stmt, 2, task->title);
  esp_stmt_bind_text (stmt, 3, null_if_empty (task->note));
  esp_stmt_bind_text (stmt, 4, null_if_empty (task->owner));
  esp_stmt_bind_int64 (stmt, 5, task->is_alert);
  esp_stmt_bind_int64 (stmt, 6, task->due_us);
  esp_stmt_bind_int64 (stmt, 7, task->journey_id);
  esp_stmt_bind_text (stmt, 8, null_if_empty (task->step));
  esp_stmt_bind_int64 (stmt, 9, task->occasion);
  esp_stmt_bind_int64 (stmt, 10, task->score_id);
  esp_stmt_bind_int64 (stmt, 11, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_id != NULL)
    *out_id =
      esp_db_n_changed (esp_tx_get_db (tx)) > 0 ? esp_db_last_insert_id (esp_tx_get_db (tx)) : 0;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_TASK, task->lead_id);
  return TRUE;
}

/* Something was done to a task, or there is none. */
static gboolean
finish_change (EspTx *tx, EspStmt *stmt, gint64 id, GError **error)
{
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_TASK);
  if (!esp_tx_require_write (tx, error) || !esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (tx)) > 0)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
               "There is no task %" G_GINT64_FORMAT, id);
  return FALSE;
}

/**
 * esp_task_row_update:
 *
 * Writes title, note, owner, day and whether it is an alert.
 */
gboolean
esp_task_row_update (EspTx *tx, const EspTaskRow *task, GError **error)
{
  static const char sql_update[] =
    "UPDATE task SET title = ?2, note = ?3, owner = ?4, due_at = nullif (?5, 0), is_alert = ?6,"
    " updated_at = ?7 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);

  if (stmt == NULL || !check_texts (task, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 2, task->title);
  esp_stmt_bind_text (stmt, 3, null_if_empty (task->note));
  esp_stmt_bind_text (stmt, 4, null_if_empty (task->owner));
  esp_stmt_bind_int64 (stmt, 5, task->due_us);
  esp_stmt_bind_int64 (stmt, 6, task->is_alert);
  esp_stmt_bind_int64 (stmt, 7, esp_tx_get_now_us (tx));
  return finish_change (tx, stmt, task->id, error);
}

/**
 * esp_task_row_set_done:
 *
 * A task that was done before keeps its moment.
 */
gboolean
esp_task_row_set_done (EspTx *tx, gint64 id, gboolean is_done, GError **error)
{
  static const char sql_done[] =
    "UPDATE task SET done_at = iif (?2, coalesce (done_at, ?3), NULL), updated_at = ?3"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_done, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 2, is_done);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  return finish_change (tx, stmt, id, error);
}

/**
 * esp_task_row_set_owner:
 * @owner: (nullable): nobody
 */
gboolean
esp_task_row_set_owner (EspTx *tx, gint64 id, const char *owner, GError **error)
{
  static const char sql_owner[] = "UPDATE task SET owner = ?2, updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_owner, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 2, null_if_empty (owner));
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  return finish_change (tx, stmt, id, error);
}

/**
 * esp_task_row_delete:
 */
gboolean
esp_task_row_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM task WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  return stmt != NULL && finish_change (tx, stmt, id, error);
}

/**
 * esp_task_row_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspTaskRow *
esp_task_row_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM task" JOINS " WHERE task.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_row, "task", id, error);
}

/* Tasks are hundreds, not millions: one query serves all lists, driven by the open ones or the done ones. */
#define FILTER                                                                                     \
  " (?2 IS NULL OR coalesce (task.owner, '') = ?2)"                                                \
  " AND (?3 IS NULL OR instr (esp_fold (task.title || ' ' || coalesce (task.note, '') || ' '"      \
  "  || coalesce (task.owner, '') || ' ' || coalesce (lead.name, '') || ' '"                       \
  "  || coalesce (lead.email, '')), esp_fold (?3)) > 0)"                                           \
  " AND (?4 = 0 OR task.lead_id = ?4) AND (?5 = 0 OR is_alert = 1) AND task.id > ?6"

/**
 * esp_task_row_list:
 *
 * Returns: (transfer full) (element-type EspTaskRow): open ones first, the most urgent first, then those
 *   that are done, the newest first; %NULL with @error set
 */
GPtrArray *
esp_task_row_list (EspTx *tx, const EspTaskQuery *query, GError **error)
{
  static const char sql_open[] =
    "SELECT " COLUMNS " FROM task" JOINS " WHERE done_at IS NULL"
    " AND (?1 = 0 OR due_at < ?1) AND" FILTER " ORDER BY due_at IS NULL, due_at, task.id LIMIT ?7";
  static const char sql_done[] =
    "SELECT " COLUMNS " FROM task" JOINS " WHERE done_at IS NOT NULL AND ?1 = 0 AND" FILTER
    " ORDER BY done_at DESC, task.id DESC LIMIT ?7";
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_task_row_free);
  gint64 before_us = query->which == ESP_TASKS_DUE       ? query->until_us
                     : query->which == ESP_TASKS_OVERDUE ? esp_tx_get_now_us (tx)
                                                         : 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EspStmt) stmt = NULL;
      EspStep step;

      if ((i == 0 && query->which == ESP_TASKS_DONE) ||
          (i == 1 && query->which != ESP_TASKS_DONE && query->which != ESP_TASKS_ALL))
        continue;
      stmt = esp_tx_stmt (tx, i == 0 ? sql_open : sql_done, error);
      if (stmt == NULL)
        return NULL;
      esp_stmt_bind_int64 (stmt, 1, before_us);
      esp_stmt_bind_text (stmt, 2, query->owner);
      esp_stmt_bind_text (stmt, 3, null_if_empty (query->text));
      esp_stmt_bind_int64 (stmt, 4, query->lead_id);
      esp_stmt_bind_int64 (stmt, 5, query->only_alerts);
      esp_stmt_bind_int64 (stmt, 6, query->after_id);
      esp_stmt_bind_int64 (stmt, 7, (gint64) query->limit - rows->len);
      while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
        g_ptr_array_add (rows, read_row (stmt));
      if (step == ESP_STEP_ERROR)
        return NULL;
    }
  return g_steal_pointer (&rows);
}

/**
 * esp_task_row_count:
 * @day_end_us: when today is over
 */
gboolean
esp_task_row_count (EspTx *tx, gint64 day_end_us, EspTaskCounts *out_counts, GError **error)
{
  static const char sql_count[] =
    "SELECT count (*) FILTER (WHERE done_at IS NULL),"
    " count (*) FILTER (WHERE done_at IS NULL AND due_at < ?1),"
    " count (*) FILTER (WHERE done_at IS NULL AND due_at >= ?1 AND due_at < ?2),"
    " count (*) FILTER (WHERE done_at IS NOT NULL) FROM task";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 2, day_end_us);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_counts = (EspTaskCounts){ esp_stmt_int64 (stmt, 0), esp_stmt_int64 (stmt, 1),
                                 esp_stmt_int64 (stmt, 2), esp_stmt_int64 (stmt, 3) };
  return TRUE;
}

/**
 * esp_task_row_list_owners:
 *
 * Returns: (transfer full): who has or had tasks; %NULL with @error set
 */
GStrv
esp_task_row_list_owners (EspTx *tx, GError **error)
{
  static const char sql_owners[] =
    "SELECT DISTINCT owner FROM task WHERE owner IS NOT NULL ORDER BY owner LIMIT 1000";
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_owners, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    g_strv_builder_add (builder, esp_stmt_text (stmt, 0));
  return step == ESP_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}

/**
 * esp_task_row_last_id:
 * @out_id: (out): of the newest task; 0 without one
 */
gboolean
esp_task_row_last_id (EspTx *tx, gint64 *out_id, GError **error)
{
  return esp_db_query_int64 (esp_tx_get_db (tx), "SELECT coalesce (max (id), 0) FROM task", out_id,
                             error);
}
