/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as people compose them: the working copy, its steps back and forth, and the archive. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-report-docs.h"

#include "store/esp-document-steps.h"

#include <string.h>

/* The order of columns that read_doc() expects. */
#define COLUMNS                                                                                    \
  "id, name, document, schedule, next_at, version,"                                                \
  " coalesce (json_array_length (document, '$.cards'), 0), created_at, updated_at,"                \
  " coalesce (archived_at, 0)"

static EspDocument
document_of (gint64 id)
{
  return (EspDocument){ .kind = "report", .id = id };
}

/**
 * esp_report_doc_free:
 */
void
esp_report_doc_free (EspReportDoc *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->document);
  g_free (self->schedule);
  g_free (self->undo_title);
  g_free (self->redo_title);
  g_free (self);
}

static gboolean
check (const char *document, GError **error)
{
  if (strlen (document) <= ESP_REPORT_MAX_BYTES)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "The report is larger than %d KB; split it into several",
               ESP_REPORT_MAX_BYTES / 1024);
  return FALSE;
}

static void
note (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_REPORT);
}

/**
 * esp_report_doc_insert:
 * @document: JSON with a name, checked by the caller
 * @out_id: (out): the new report
 */
gboolean
esp_report_doc_insert (EspTx *tx, const char *document, gint64 *out_id, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO report (uuid, name, document, created_at, updated_at)"
    " VALUES (?1, coalesce (json_extract (?2, '$.name'), ''), ?2, ?3, ?3)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error) || !check (document, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, document);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  note (tx);
  return TRUE;
}

static gboolean
write_document (EspTx *tx, gint64 id, const char *document, GError **error)
{
  static const char sql_update[] =
    "UPDATE report SET name = coalesce (json_extract (?2, '$.name'), ''), document = ?2,"
    " updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);

  if (stmt == NULL || !check (document, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, document);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  if (!esp_tx_run_for_one (tx, stmt, "report", id, error))
    return FALSE;
  note (tx);
  return TRUE;
}

static char *
load_document (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_document[] = "SELECT document FROM report WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_document, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return esp_stmt_dup_text (stmt, 0);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no report #%" G_GINT64_FORMAT, id);
  return NULL;
}

/**
 * esp_report_doc_edit:
 * @document: what it is from now on
 * @title: what undo says
 *
 * Changes the working copy; the change is one step that can be taken back, also after a restart.
 */
gboolean
esp_report_doc_edit (EspTx *tx, gint64 id, const char *document, const char *title, GError **error)
{
  EspDocument steps = document_of (id);
  g_autofree char *before = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  before = load_document (tx, id, error);
  return before != NULL && (g_str_equal (before, document) ||
                            (esp_document_steps_push (tx, &steps, before, document, title, error) &&
                             write_document (tx, id, document, error)));
}

/* Returns: (transfer full) (nullable): the step nearest to where the report stands. */
static EspDocumentStep *
load_step (EspTx *tx, gint64 id, gboolean is_redo, GError **error)
{
  EspDocument document = document_of (id);
  g_autoptr (GPtrArray) steps =
    esp_document_steps_load (tx, &document, is_redo, is_redo ? 0 : G_MAXINT64, 1, error);

  return steps != NULL && steps->len > 0 ? esp_document_step_ref (g_ptr_array_index (steps, 0))
                                         : NULL;
}

/**
 * esp_report_doc_step:
 * @is_redo: does the next step again, else takes the last one back
 * @out_title: (out) (transfer full) (nullable) (optional): which; %NULL when there is none
 *
 * Returns: %FALSE with @error set; having no step is none
 */
gboolean
esp_report_doc_step (EspTx *tx, gint64 id, gboolean is_redo, char **out_title, GError **error)
{
  EspDocument document = document_of (id);
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  g_autoptr (EspDocumentStep) step = NULL;
  g_autoptr (GError) local = NULL;

  if (out_title != NULL)
    *out_title = NULL;
  if (!esp_tx_require_write (tx, error))
    return FALSE;
  text = load_document (tx, id, error);
  if (text == NULL || !esp_document_steps_settle (tx, &document, text, error))
    return FALSE;
  step = load_step (tx, id, is_redo, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (step == NULL)
    return TRUE;
  other = is_redo ? esp_document_step_apply (step, text) : esp_document_step_revert (step, text);
  if (other == NULL)
    return TRUE;
  if (out_title != NULL)
    *out_title = g_strdup (step->title);
  return write_document (tx, id, other, error) &&
         esp_document_steps_set_top (tx, &document, step->number, step->number,
                                     is_redo ? step->number : step->number - 1, error);
}

/**
 * esp_report_doc_set_archived:
 */
gboolean
esp_report_doc_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] = "UPDATE report SET archived_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  if (is_archived)
    esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  else
    esp_stmt_bind_null (stmt, 2);
  if (!esp_tx_run_for_one (tx, stmt, "report", id, error))
    return FALSE;
  note (tx);
  return TRUE;
}

static gpointer
read_doc (EspStmt *stmt)
{
  EspReportDoc *self = g_new0 (EspReportDoc, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->name = esp_stmt_dup_text (stmt, 1);
  self->document = esp_stmt_dup_text (stmt, 2);
  self->schedule = esp_stmt_dup_text (stmt, 3);
  self->next_us = esp_stmt_int64 (stmt, 4);
  self->version = (int) esp_stmt_int64 (stmt, 5);
  self->n_cards = (guint) esp_stmt_int64 (stmt, 6);
  self->created_at_us = esp_stmt_int64 (stmt, 7);
  self->updated_at_us = esp_stmt_int64 (stmt, 8);
  self->archived_at_us = esp_stmt_int64 (stmt, 9);
  return self;
}

static gboolean
load_titles (EspTx *tx, EspReportDoc *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (EspDocumentStep) undo = load_step (tx, self->id, FALSE, &local);
  g_autoptr (EspDocumentStep) redo = local == NULL ? load_step (tx, self->id, TRUE, &local) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  self->undo_title = undo != NULL ? g_strdup (undo->title) : NULL;
  self->redo_title = redo != NULL ? g_strdup (redo->title) : NULL;
  return TRUE;
}

/**
 * esp_report_doc_load:
 *
 * Returns: (transfer full): the report with what can be undone; %NULL with @error set
 */
EspReportDoc *
esp_report_doc_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM report WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  g_autoptr (EspReportDoc) self = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no report #%" G_GINT64_FORMAT, id);
  if (step != ESP_STEP_ROW)
    return NULL;
  self = read_doc (stmt);
  return load_titles (tx, self, error) ? g_steal_pointer (&self) : NULL;
}

static GPtrArray *
list (EspStmt *stmt, GError **error)
{

  return esp_stmt_read_all (stmt, read_doc, (GDestroyNotify) esp_report_doc_free, error);
}

/**
 * esp_report_doc_list:
 *
 * Returns: (transfer full) (element-type EspReportDoc): all, by name; %NULL with @error set
 */
GPtrArray *
esp_report_doc_list (EspTx *tx, gboolean with_archived, GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS " FROM report"
                                 " WHERE archived_at IS NULL OR ?1"
                                 " ORDER BY name COLLATE NOCASE, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, with_archived);
  return list (stmt, error);
}

/**
 * esp_report_doc_list_due:
 *
 * Returns: (transfer full) (element-type EspReportDoc): those to be made by now; %NULL with @error set
 */
GPtrArray *
esp_report_doc_list_due (EspTx *tx, gint64 now_us, GError **error)
{
  static const char sql_due[] = "SELECT " COLUMNS " FROM report"
                                " WHERE schedule IS NOT NULL AND next_at <= ?1 AND next_at > 0"
                                " AND archived_at IS NULL ORDER BY next_at LIMIT 100";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_due, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, now_us);
  return list (stmt, error);
}

/**
 * esp_report_doc_next_due:
 * @out_us: (out): when the next one is due; 0: none is
 */
gboolean
esp_report_doc_next_due (EspTx *tx, gint64 *out_us, GError **error)
{
  static const char sql_next[] =
    "SELECT coalesce ((SELECT next_at FROM report WHERE schedule IS NOT NULL AND next_at > 0"
    " AND archived_at IS NULL ORDER BY next_at LIMIT 1), 0)";

  return esp_db_query_int64 (esp_tx_get_db (tx), sql_next, out_us, error);
}

/**
 * esp_report_doc_resolve:
 * @reference: a number, or a name
 * @out_id: (out): which report that is
 */
gboolean
esp_report_doc_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] =
    "SELECT id FROM report WHERE name = ?1 COLLATE NOCASE OR CAST (id AS TEXT) = ltrim (?1, '#')"
    " ORDER BY archived_at IS NOT NULL, name = ?1 COLLATE NOCASE DESC LIMIT 2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  else if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no report “%s”; “report saved” names them", reference);
  return step == ESP_STEP_ROW;
}

/**
 * esp_report_doc_set_schedule:
 * @schedule: (nullable): JSON; %NULL: not by itself any more
 * @next_us: when it is due next
 */
gboolean
esp_report_doc_set_schedule (EspTx *tx,
                             gint64 id,
                             const char *schedule,
                             gint64 next_us,
                             GError **error)
{
  static const char sql_schedule[] = "UPDATE report SET schedule = ?2, next_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_schedule, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, schedule);
  esp_stmt_bind_int64 (stmt, 3, schedule != NULL ? next_us : 0);
  if (!esp_tx_run_for_one (tx, stmt, "report", id, error))
    return FALSE;
  note (tx);
  return TRUE;
}
