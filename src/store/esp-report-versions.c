/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reports looked like before, and each time that one was made by itself. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-report-docs.h"

/* So many runs of a report are remembered. */
#define MAX_RUNS 200

static const char *const run_states[] = { "done", "failed", "missed" };

/**
 * esp_report_version_free:
 */
void
esp_report_version_free (EspReportVersion *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->created_by);
  g_free (self);
}

/**
 * esp_report_run_free:
 */
void
esp_report_run_free (EspReportRun *self)
{
  if (self == NULL)
    return;
  g_free (self->detail);
  g_free (self);
}

/**
 * esp_report_run_state_get_name:
 *
 * Returns: (transfer none): a word for machines
 */
const char *
esp_report_run_state_get_name (EspReportRunState state)
{
  return run_states[state];
}

/* Of the versions without a name the newest ones stay, and the last of every day. */
static gboolean
prune_versions (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_prune[] =
    "DELETE FROM report_version WHERE report_id = ?1 AND name IS NULL"
    " AND version <= (SELECT version FROM report_version WHERE report_id = ?1 AND name IS NULL"
    " ORDER BY version DESC LIMIT 1 OFFSET ?2)"
    " AND version NOT IN (SELECT max (version) FROM report_version WHERE report_id = ?1"
    " GROUP BY created_at / ?3)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_prune, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, ESP_REPORT_VERSIONS_KEPT);
  esp_stmt_bind_int64 (stmt, 3, G_TIME_SPAN_DAY);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_report_doc_keep_version:
 * @version_name: (nullable): %NULL keeps it by itself
 * @out_version: (out) (optional): its number
 *
 * Keeps the working copy as it is now; unnamed, only when it differs from the version before.
 */
gboolean
esp_report_doc_keep_version (EspTx *tx,
                             gint64 id,
                             const char *version_name,
                             int *out_version,
                             GError **error)
{
  static const char sql_keep[] =
    "INSERT INTO report_version (report_id, version, name, document, created_at, created_by)"
    " SELECT id, version + 1, ?2, document, ?3, ?4 FROM report WHERE id = ?1"
    " AND (?2 IS NOT NULL OR NOT EXISTS (SELECT 1 FROM report_version AS v"
    " WHERE v.report_id = report.id AND v.version = report.version"
    " AND v.document = report.document))";
  static const char sql_number[] =
    "UPDATE report SET version = coalesce ((SELECT max (version) FROM report_version"
    " WHERE report_id = ?1), 0) WHERE id = ?1 RETURNING version";
  g_autoptr (EspStmt) keep = esp_tx_stmt (tx, sql_keep, error);
  g_autoptr (EspStmt) number = esp_tx_stmt (tx, sql_number, error);
  EspStep step;

  if (keep == NULL || number == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (keep, 1, id);
  esp_stmt_bind_text (keep, 2, version_name);
  esp_stmt_bind_int64 (keep, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (keep, 4, esp_tx_get_actor (tx));
  if (!esp_stmt_run (keep, error))
    return FALSE;
  esp_stmt_bind_int64 (number, 1, id);
  step = esp_stmt_step (number, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no report #%" G_GINT64_FORMAT, id);
  if (step != ESP_STEP_ROW)
    return FALSE;
  if (out_version != NULL)
    *out_version = (int) esp_stmt_int64 (number, 0);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REPORT);
  return prune_versions (tx, id, error);
}

/**
 * esp_report_doc_keep_daily:
 *
 * Keeps the working copy when none was kept for a day, so that every day's beginning can be found again.
 */
gboolean
esp_report_doc_keep_daily (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_last[] =
    "SELECT coalesce (max (created_at), 0) FROM report_version WHERE report_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  return esp_tx_get_now_us (tx) - esp_stmt_int64 (stmt, 0) < G_TIME_SPAN_DAY ||
         esp_report_doc_keep_version (tx, id, NULL, NULL, error);
}

/**
 * esp_report_doc_list_versions:
 *
 * Returns: (transfer full) (element-type EspReportVersion): the newest first; %NULL with @error set
 */
GPtrArray *
esp_report_doc_list_versions (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_list[] = "SELECT version, name, created_by, created_at FROM report_version"
                                 " WHERE report_id = ?1 ORDER BY version DESC";
  g_autoptr (GPtrArray) versions =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_report_version_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspReportVersion *version = g_new0 (EspReportVersion, 1);

      version->version = (int) esp_stmt_int64 (stmt, 0);
      version->name = esp_stmt_dup_text (stmt, 1);
      version->created_by = esp_stmt_dup_text (stmt, 2);
      version->created_at_us = esp_stmt_int64 (stmt, 3);
      g_ptr_array_add (versions, version);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&versions) : NULL;
}

/**
 * esp_report_doc_load_version:
 *
 * Returns: (transfer full): the document; %NULL with @error set
 */
char *
esp_report_doc_load_version (EspTx *tx, gint64 id, int version, GError **error)
{
  static const char sql_load[] =
    "SELECT document FROM report_version WHERE report_id = ?1 AND version = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, version);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "The report has no version %d",
                 version);
  return step == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
}

static gboolean
insert_run (EspTx *tx, gint64 id, const EspReportRun *run, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO report_run (report_id, due_at, at, state, detail) VALUES (?1, ?2, ?3, ?4, ?5)";
  static const char sql_forget[] =
    "DELETE FROM report_run WHERE report_id = ?1 AND id <= (SELECT id FROM report_run"
    " WHERE report_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
  g_autoptr (EspStmt) insert = esp_tx_stmt (tx, sql_insert, error);
  g_autoptr (EspStmt) forget = esp_tx_stmt (tx, sql_forget, error);

  if (insert == NULL || forget == NULL)
    return FALSE;
  esp_stmt_bind_int64 (insert, 1, id);
  esp_stmt_bind_int64 (insert, 2, run->due_us);
  esp_stmt_bind_int64 (insert, 3, run->at_us);
  esp_stmt_bind_text (insert, 4, run_states[run->state]);
  esp_stmt_bind_text (insert, 5, run->detail);
  esp_stmt_bind_int64 (forget, 1, id);
  esp_stmt_bind_int64 (forget, 2, MAX_RUNS);
  return esp_stmt_run (insert, error) && esp_stmt_run (forget, error);
}

/**
 * esp_report_doc_note_run:
 * @next_us: when it is due next
 */
gboolean
esp_report_doc_note_run (EspTx *tx,
                         gint64 id,
                         const EspReportRun *run,
                         gint64 next_us,
                         GError **error)
{
  static const char sql_next[] = "UPDATE report SET next_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_next, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !insert_run (tx, id, run, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, next_us);
  if (!esp_tx_run_for_one (tx, stmt, "report", id, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REPORT);
  return TRUE;
}

static EspReportRunState
state_of (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (run_states); i++)
    if (g_strcmp0 (name, run_states[i]) == 0)
      return (EspReportRunState) i;
  return ESP_REPORT_RUN_FAILED;
}

/**
 * esp_report_doc_list_runs:
 *
 * Returns: (transfer full) (element-type EspReportRun): the newest first; %NULL with @error set
 */
GPtrArray *
esp_report_doc_list_runs (EspTx *tx, gint64 id, guint max, GError **error)
{
  static const char sql_runs[] = "SELECT due_at, at, state, detail FROM report_run"
                                 " WHERE report_id = ?1 ORDER BY id DESC LIMIT ?2";
  g_autoptr (GPtrArray) runs =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_report_run_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_runs, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, max);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspReportRun *run = g_new0 (EspReportRun, 1);

      run->due_us = esp_stmt_int64 (stmt, 0);
      run->at_us = esp_stmt_int64 (stmt, 1);
      run->state = state_of (esp_stmt_text (stmt, 2));
      run->detail = esp_stmt_dup_text (stmt, 3);
      g_ptr_array_add (runs, run);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&runs) : NULL;
}
