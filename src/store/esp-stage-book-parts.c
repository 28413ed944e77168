/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What belongs to the stages of a campaign: checklists, files, and who gave what to whom. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-stage-book-private.h"

#include <string.h>

static void
check_free (gpointer data)
{
  EspStageCheck *self = data;

  g_free (self->code);
  g_free (self->title);
  g_free (self->done_by);
  g_free (self);
}

static void
file_free (gpointer data)
{
  g_free (((EspStageFile *) data)->name);
  g_free (data);
}

static void
handover_free (gpointer data)
{
  EspStageHandover *self = data;

  g_free (self->from_owner);
  g_free (self->to_owner);
  g_free (self->note);
  g_free (self);
}

static gpointer
read_check (EspStmt *stmt)
{
  EspStageCheck *self = g_new0 (EspStageCheck, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  (void) esp_work_find (esp_stmt_text (stmt, 1), &self->work); /* unknown: the first stage */
  self->code = esp_stmt_dup_text (stmt, 2);
  self->title = esp_stmt_dup_text (stmt, 3);
  self->done_us = esp_stmt_int64 (stmt, 4);
  self->done_by = esp_stmt_dup_text (stmt, 5);
  return self;
}

static gpointer
read_file (EspStmt *stmt)
{
  EspStageFile *self = g_new0 (EspStageFile, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  (void) esp_work_find (esp_stmt_text (stmt, 1), &self->work); /* unknown: the first stage */
  self->name = esp_stmt_dup_text (stmt, 2);
  self->size = esp_stmt_int64 (stmt, 3);
  self->added_us = esp_stmt_int64 (stmt, 4);
  return self;
}

static gpointer
read_handover (EspStmt *stmt)
{
  EspStageHandover *self = g_new0 (EspStageHandover, 1);

  (void) esp_work_find (esp_stmt_text (stmt, 0), &self->from); /* unknown: the first stage */
  self->is_end = !esp_work_find (esp_stmt_text (stmt, 1), &self->to);
  self->from_owner = esp_stmt_dup_text (stmt, 2);
  self->to_owner = esp_stmt_dup_text (stmt, 3);
  self->note = esp_stmt_dup_text (stmt, 4);
  self->at_us = esp_stmt_int64 (stmt, 5);
  return self;
}

static GPtrArray *
collect (EspTx *tx,
         const char *static_sql,
         gint64 campaign_id,
         gpointer (*read) (EspStmt *),
         GDestroyNotify free_func,
         GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  return esp_stmt_read_all (stmt, read, free_func, error);
}

/**
 * esp_stage_book_load_parts:
 */
gboolean
esp_stage_book_load_parts (EspTx *tx, EspStageBook *self, GError **error)
{
  static const char sql_checks[] =
    "SELECT id, stage, code, title, done_at, done_by FROM campaign_check"
    " WHERE campaign_id = ?1 ORDER BY position, id";
  static const char sql_files[] = "SELECT id, stage, name, size, added_at FROM campaign_file"
                                  " WHERE campaign_id = ?1 ORDER BY id";
  static const char sql_handovers[] =
    "SELECT from_stage, coalesce (to_stage, ''), from_owner, to_owner, note, at"
    " FROM campaign_handover WHERE campaign_id = ?1 ORDER BY at DESC, id DESC";

  self->checks = collect (tx, sql_checks, self->campaign_id, read_check, check_free, error);
  if (self->checks == NULL)
    return FALSE;
  self->files = collect (tx, sql_files, self->campaign_id, read_file, file_free, error);
  if (self->files == NULL)
    return FALSE;
  self->handovers =
    collect (tx, sql_handovers, self->campaign_id, read_handover, handover_free, error);
  return self->handovers != NULL;
}

static void
note_change (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * esp_stage_check_add:
 * @code: (nullable)
 */
gboolean
esp_stage_check_add (EspTx *tx,
                     gint64 campaign_id,
                     EspWork work,
                     const char *code,
                     const char *title,
                     GError **error)
{
  static const char sql_add[] =
    "INSERT INTO campaign_check (campaign_id, stage, position, code, title)"
    " VALUES (?1, ?2, (SELECT coalesce (max (position), 0) + 1 FROM campaign_check"
    " WHERE campaign_id = ?1), ?3, ?4)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (title == NULL || *title == '\0' || strlen (title) > ESP_STAGE_MAX_TEXT)
    return refuse (error, "What is to be checked needs a few words");
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_text (stmt, 2, esp_work_get_name (work));
  esp_stmt_bind_text (stmt, 3, code);
  esp_stmt_bind_text (stmt, 4, title);
  note_change (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_stage_check_set_done:
 * @by: (nullable): who did it
 */
gboolean
esp_stage_check_set_done (EspTx *tx, gint64 id, gboolean is_done, const char *by, GError **error)
{
  static const char sql_done[] =
    "UPDATE campaign_check SET done_at = iif (?2, ?3, NULL), done_by = iif (?2, ?4, NULL)"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_done, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, is_done);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 4, by);
  note_change (tx);
  return esp_tx_run_for_one (tx, stmt, "check", id, error);
}

/**
 * esp_stage_check_remove:
 */
gboolean
esp_stage_check_remove (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_remove[] = "DELETE FROM campaign_check WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_remove, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  note_change (tx);
  return esp_tx_run_for_one (tx, stmt, "check", id, error);
}

/**
 * esp_stage_file_add:
 *
 * Keeps a copy of a file with a stage.
 */
gboolean
esp_stage_file_add (EspTx *tx,
                    gint64 campaign_id,
                    EspWork work,
                    const char *name,
                    GBytes *data,
                    GError **error)
{
  static const char sql_add[] =
    "INSERT INTO campaign_file (campaign_id, stage, name, size, added_at, data)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);
  gsize size = 0;
  gconstpointer bytes = g_bytes_get_data (data, &size);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (size > ESP_STAGE_MAX_FILE)
    return refuse (error, "The file is larger than 16 MB: put it where all reach it, and note the "
                          "place");
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_text (stmt, 2, esp_work_get_name (work));
  esp_stmt_bind_text (stmt, 3, name);
  esp_stmt_bind_int64 (stmt, 4, (gint64) size);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  esp_stmt_bind_blob (stmt, 6, size > 0 ? bytes : "", size);
  note_change (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_stage_file_load:
 *
 * Returns: (transfer full): what is in it; %NULL with @error set
 */
GBytes *
esp_stage_file_load (EspTx *tx, gint64 id, char **out_name, GError **error)
{
  static const char sql_load[] = "SELECT name, data FROM campaign_file WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  gsize size = 0;
  gconstpointer bytes;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "file", id);
  if (step != ESP_STEP_ROW)
    return NULL;
  bytes = esp_stmt_blob (stmt, 1, &size);
  *out_name = esp_stmt_dup_text (stmt, 0);
  return g_bytes_new (bytes, size);
}

/**
 * esp_stage_file_remove:
 */
gboolean
esp_stage_file_remove (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_remove[] = "DELETE FROM campaign_file WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_remove, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  note_change (tx);
  return esp_tx_run_for_one (tx, stmt, "file", id, error);
}

/**
 * esp_stage_handover_add:
 */
gboolean
esp_stage_handover_add (EspTx *tx,
                        gint64 campaign_id,
                        const EspStageHandover *handover,
                        GError **error)
{
  static const char sql_add[] =
    "INSERT INTO campaign_handover (campaign_id, from_stage, to_stage, from_owner, to_owner, note,"
    " at) VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, ''), ?7)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_text (stmt, 2, esp_work_get_name (handover->from));
  esp_stmt_bind_text (stmt, 3, handover->is_end ? NULL : esp_work_get_name (handover->to));
  esp_stmt_bind_text (stmt, 4, handover->from_owner);
  esp_stmt_bind_text (stmt, 5, handover->to_owner);
  esp_stmt_bind_text (stmt, 6, handover->note);
  esp_stmt_bind_int64 (stmt, 7, esp_tx_get_now_us (tx));
  note_change (tx);
  return esp_stmt_run (stmt, error);
}
