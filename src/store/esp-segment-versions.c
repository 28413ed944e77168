/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules that segments had: named by people, or kept by themselves before a change. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-segment-versions.h"

#include "base/esp-clock.h"

/* Edits that follow each other are one sitting: the rule before them is kept once. */
#define SITTING_US (10 * ESP_USEC_PER_MINUTE)
#define MAX_UNNAMED 100 /* of one segment; the oldest go */

/**
 * esp_segment_version_free:
 */
void
esp_segment_version_free (EspSegmentVersion *version)
{
  if (version == NULL)
    return;
  g_free (version->name);
  g_free (version->rule);
  g_free (version->created_by);
  g_free (version);
}

static gboolean
insert (EspTx *tx, gint64 id, const char *name, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO segment_version (segment_id, version, name, rule, created_at)"
    " SELECT id, 1 + coalesce ((SELECT max (version) FROM segment_version WHERE segment_id = ?1), "
    "0),"
    " ?2, rule, ?3 FROM segment WHERE id = ?1 AND rule IS NOT NULL";
  static const char sql_prune[] =
    "DELETE FROM segment_version WHERE segment_id = ?1 AND name IS NULL AND version <= ("
    " SELECT version FROM segment_version WHERE segment_id = ?1 AND name IS NULL"
    " ORDER BY version DESC LIMIT 1 OFFSET ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  g_autoptr (EspStmt) prune = esp_tx_stmt (tx, sql_prune, error);

  if (stmt == NULL || prune == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (prune, 1, id);
  esp_stmt_bind_int64 (prune, 2, MAX_UNNAMED);
  if (!esp_stmt_run (stmt, error) || !esp_stmt_run (prune, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return TRUE;
}

/**
 * esp_segment_keep_version:
 * @name: what people call it
 *
 * Keeps the rule that is in force under a name.
 */
gboolean
esp_segment_keep_version (EspTx *tx, gint64 id, const char *name, int *out_version, GError **error)
{
  static const char sql_newest[] =
    "SELECT max (version) FROM segment_version WHERE segment_id = ?1 AND created_at = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_newest, error);
  EspStep step;

  if (stmt == NULL || !insert (tx, id, name, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW && esp_stmt_is_null (stmt, 0))
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "A fixed list has no rule, so it has no versions of one.");
  if (step != ESP_STEP_ROW || esp_stmt_is_null (stmt, 0))
    return FALSE;
  if (out_version != NULL)
    *out_version = (int) esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_segment_keep_before:
 * @new_rule: (nullable): JSON of the rule that comes next
 *
 * Keeps the rule in force before another takes its place, unless that was done in this sitting or it is the
 * newest version already.
 */
gboolean
esp_segment_keep_before (EspTx *tx, gint64 id, const char *new_rule, GError **error)
{
  static const char sql_look[] =
    "SELECT rule IS ?2 OR rule IS NULL"
    " OR rule IS (SELECT rule FROM segment_version WHERE segment_id = ?1"
    "  ORDER BY version DESC LIMIT 1)"
    " OR EXISTS (SELECT 1 FROM segment_version WHERE segment_id = ?1 AND created_at > ?3)"
    " OR (updated_at = created_at AND updated_at > ?3)" /* just made */
    " FROM segment WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_look, error);
  EspStep step;
  gboolean is_kept;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, new_rule);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx) - SITTING_US);
  step = esp_stmt_step (stmt, error);
  is_kept = step == ESP_STEP_ROW && esp_stmt_int64 (stmt, 0) != 0;
  esp_stmt_reset (stmt);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  return is_kept || insert (tx, id, NULL, error);
}

static gpointer
read_version (EspStmt *stmt)
{
  EspSegmentVersion *version = g_new0 (EspSegmentVersion, 1);

  version->version = (int) esp_stmt_int64 (stmt, 0);
  version->name = esp_stmt_dup_text (stmt, 1);
  version->rule = esp_stmt_dup_text (stmt, 2);
  version->created_at_us = esp_stmt_int64 (stmt, 3);
  version->created_by = esp_stmt_dup_text (stmt, 4);
  return version;
}

/**
 * esp_segment_list_versions:
 *
 * Returns: (transfer full) (element-type EspSegmentVersion): the newest first; %NULL with @error set
 */
GPtrArray *
esp_segment_list_versions (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_list[] = "SELECT version, name, rule, created_at, created_by"
                                 " FROM segment_version WHERE segment_id = ?1"
                                 " ORDER BY version DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_all (stmt, read_version, (GDestroyNotify) esp_segment_version_free, error);
}

/**
 * esp_segment_load_version:
 *
 * Returns: (transfer full): %NULL with @error set, also when the segment has no such version
 */
EspSegmentVersion *
esp_segment_load_version (EspTx *tx, gint64 id, int version, GError **error)
{
  static const char sql_load[] = "SELECT version, name, rule, created_at, created_by"
                                 " FROM segment_version WHERE segment_id = ?1 AND version = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, version);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "The segment has no version %d.", version);
  return step == ESP_STEP_ROW ? read_version (stmt) : NULL;
}
