/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outcome of every row of an import, in a scratch file of its own. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-results.h"

#include <glib/gstdio.h>

struct _EspImportResults
{
  EspDb *db; /* (owned) */
};

/* The file is made anew for every run and is worth nothing after a crash: no journal, no waiting. */
static const char sql_scratch[] = "PRAGMA journal_mode = OFF;"
                                  "PRAGMA synchronous = OFF;"
                                  "PRAGMA cache_size = -4096;";
static const char sql_make[] = "CREATE TABLE result ("
                               " number INTEGER PRIMARY KEY,"
                               " line INTEGER NOT NULL,"
                               " offset INTEGER NOT NULL,"
                               " length INTEGER NOT NULL,"
                               " outcome INTEGER NOT NULL,"
                               " reason INTEGER,"
                               " reason_sub INTEGER,"
                               " reason_column INTEGER,"
                               " detail TEXT,"
                               " lead_id INTEGER,"
                               " other_id INTEGER"
                               ") STRICT;"
                               "BEGIN";

/**
 * esp_import_results_create:
 * @path: a file that is made anew
 *
 * Returns: (transfer full): to be filled; %NULL with @error set
 */
EspImportResults *
esp_import_results_create (const char *path, GError **error)
{
  g_autoptr (EspImportResults) self = g_new0 (EspImportResults, 1);

  (void) g_unlink (path); /* usually there is none */
  self->db = esp_db_open (path, ESP_DB_CREATE, error);
  if (self->db == NULL || !esp_db_exec (self->db, sql_scratch, error) ||
      !esp_db_exec (self->db, sql_make, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_import_results_open:
 *
 * Returns: (transfer full): to be read; %NULL with @error set
 */
EspImportResults *
esp_import_results_open (const char *path, GError **error)
{
  g_autoptr (EspImportResults) self = g_new0 (EspImportResults, 1);

  self->db = esp_db_open (path, ESP_DB_READ_ONLY, error);
  return self->db != NULL ? g_steal_pointer (&self) : NULL;
}

void
esp_import_results_free (EspImportResults *self)
{
  if (self == NULL)
    return;
  esp_db_close (self->db);
  g_free (self);
}

/**
 * esp_import_results_add_batch:
 *
 * Adds rows that have their outcome.
 */
gboolean
esp_import_results_add_batch (EspImportResults *self, const EspImportBatch *batch, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO result (number, line, offset, length, outcome, reason, reason_sub, reason_column,"
    " detail, lead_id, other_id)"
    " VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, 0), nullif (?7, 0), nullif (?8, 0), ?9,"
    " nullif (?10, 0), nullif (?11, 0))";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->db, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < batch->n_rows; i++)
    {
      const EspImportRow *row = &batch->rows[i];

      esp_stmt_bind_int64 (stmt, 1, (gint64) row->number);
      esp_stmt_bind_int64 (stmt, 2, (gint64) row->line);
      esp_stmt_bind_int64 (stmt, 3, (gint64) row->offset);
      esp_stmt_bind_int64 (stmt, 4, (gint64) row->length);
      esp_stmt_bind_int64 (stmt, 5, row->outcome);
      esp_stmt_bind_int64 (stmt, 6, row->reason);
      esp_stmt_bind_int64 (stmt, 7, row->reason_sub);
      esp_stmt_bind_int64 (stmt, 8, row->reason_column);
      esp_stmt_bind_text (stmt, 9, row->detail);
      esp_stmt_bind_int64 (stmt, 10, row->lead_id);
      esp_stmt_bind_int64 (stmt, 11, row->other_id);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_import_results_finish:
 *
 * Makes the file complete and quick to ask by outcome.
 */
gboolean
esp_import_results_finish (EspImportResults *self, GError **error)
{
  return esp_db_exec (self->db, "CREATE INDEX result_outcome ON result (outcome, number); COMMIT",
                      error);
}

void
esp_import_result_free (EspImportResult *result)
{
  if (result == NULL)
    return;
  g_free (result->detail);
  g_free (result);
}

static gpointer
read_result (EspStmt *stmt)
{
  EspImportResult *result = g_new0 (EspImportResult, 1);

  result->number = (guint64) esp_stmt_int64 (stmt, 0);
  result->line = (guint64) esp_stmt_int64 (stmt, 1);
  result->offset = (guint64) esp_stmt_int64 (stmt, 2);
  result->length = (guint64) esp_stmt_int64 (stmt, 3);
  result->outcome = (EspImportOutcome) esp_stmt_int64 (stmt, 4);
  result->reason = (EspImportReason) esp_stmt_int64 (stmt, 5);
  result->reason_sub = (int) esp_stmt_int64 (stmt, 6);
  result->reason_column = (guint) esp_stmt_int64 (stmt, 7);
  result->detail = esp_stmt_dup_text (stmt, 8);
  result->lead_id = esp_stmt_int64 (stmt, 9);
  result->other_id = esp_stmt_int64 (stmt, 10);
  return result;
}

/**
 * esp_import_results_list:
 * @after_number: rows after this one; 0 for the first
 *
 * Returns: (transfer full) (element-type EspImportResult): rows with that outcome in the order of the
 *   file; %NULL with @error set
 */
GPtrArray *
esp_import_results_list (EspImportResults *self,
                         EspImportOutcome outcome,
                         guint64 after_number,
                         guint limit,
                         GError **error)
{
  static const char sql_list[] =
    "SELECT number, line, offset, length, outcome, reason, reason_sub, reason_column, detail,"
    " lead_id, other_id"
    " FROM result WHERE outcome = ?1 AND number > ?2 ORDER BY number LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->db, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, outcome);
  esp_stmt_bind_int64 (stmt, 2, (gint64) after_number);
  esp_stmt_bind_int64 (stmt, 3, limit);
  return esp_stmt_read_all (stmt, read_result, (GDestroyNotify) esp_import_result_free, error);
}

/**
 * esp_import_results_list_leads:
 *
 * Adds to @leads those of the workspace that rows with that outcome are about.
 */
gboolean
esp_import_results_list_leads (EspImportResults *self,
                               EspImportOutcome outcome,
                               EspBitmap *leads,
                               GError **error)
{
  static const char sql_leads[] =
    "SELECT lead_id FROM result WHERE outcome = ?1 AND lead_id > 0 ORDER BY number";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->db, sql_leads, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, outcome);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE;
}
