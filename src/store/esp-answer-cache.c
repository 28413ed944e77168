/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps answers that took long, as long as nothing changed that they depend on. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-answer-cache.h"

#include <string.h>

#define MAX_KEPT 500
#define MAX_BYTES (8 * 1024 * 1024)

/* What no answer depends on. */
#define SILENT                                                                                     \
  (ESP_CHANGE_JOB | ESP_CHANGE_HISTORY | ESP_CHANGE_TROUBLE | ESP_CHANGE_TASK |                    \
   ESP_CHANGE_LIBRARY | ESP_CHANGE_PLAN | ESP_CHANGE_REVIEW | ESP_CHANGE_REPORT |                  \
   ESP_CHANGE_AUDIENCE)

/**
 * esp_answer_cache_get_stamp:
 * @kinds: what an answer depends on
 * @out_stamp: (out): rises when one of these changes
 */
gboolean
esp_answer_cache_get_stamp (EspTx *tx, EspChangeKind kinds, gint64 *out_stamp, GError **error)
{
  static const char sql_stamp[] =
    "SELECT coalesce (sum (stamp), 0) FROM answer_stamp WHERE (1 << id) & ?1 <> 0";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_stamp, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, (gint64) kinds);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_stamp = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_answer_cache_rise:
 * @kinds: what a commit is about to change
 *
 * Makes the answers that depend on it old. Part of the commit itself.
 */
gboolean
esp_answer_cache_rise (EspDb *db, EspChangeKind kinds, GError **error)
{
  static const char sql_rise[] = "UPDATE answer_stamp SET stamp = stamp + 1"
                                 " WHERE (1 << id) & ?1 <> 0";
  g_autoptr (EspStmt) stmt = NULL;

  kinds &= ~(EspChangeKind) SILENT;
  if (kinds == 0)
    return TRUE;
  stmt = esp_db_stmt (db, sql_rise, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, (gint64) kinds);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_answer_cache_load:
 *
 * Returns: (transfer full) (nullable): the answer as it was kept; %NULL when there is none that is still
 *   good, or with @error set
 */
char *
esp_answer_cache_load (EspTx *tx, const char *digest, gint64 stamp, GError **error)
{
  static const char sql_load[] = "SELECT answer FROM answer WHERE digest = ?1 AND stamp = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, digest);
  esp_stmt_bind_int64 (stmt, 2, stamp);
  return esp_stmt_step (stmt, error) == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
}

/**
 * esp_answer_cache_save:
 * @taken_us: how long it took
 *
 * Keeps an answer; those asked for longest ago go. Nothing that others are told of.
 */
gboolean
esp_answer_cache_save (EspTx *tx,
                       const char *digest,
                       gint64 stamp,
                       const char *json,
                       gint64 taken_us,
                       GError **error)
{
  static const char sql_save[] =
    "INSERT INTO answer (digest, stamp, answer, asked_at, taken_us) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (digest) DO UPDATE SET stamp = excluded.stamp, answer = excluded.answer,"
    " asked_at = excluded.asked_at, taken_us = excluded.taken_us";
  static const char sql_trim[] =
    "DELETE FROM answer WHERE digest IN"
    " (SELECT digest FROM answer ORDER BY asked_at DESC LIMIT -1 OFFSET ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);
  g_autoptr (EspStmt) trim = esp_tx_stmt (tx, sql_trim, error);

  if (stmt == NULL || trim == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (strlen (json) > MAX_BYTES)
    return TRUE;
  esp_stmt_bind_text (stmt, 1, digest);
  esp_stmt_bind_int64 (stmt, 2, stamp);
  esp_stmt_bind_text (stmt, 3, json);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 5, taken_us);
  esp_stmt_bind_int64 (trim, 1, MAX_KEPT);
  return esp_stmt_run (stmt, error) && esp_stmt_run (trim, error);
}
