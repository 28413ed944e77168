/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Budgets: how much is planned for what and when. What is spent is never stored: it is summed from what happened. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-budget.h"

#include <string.h>

#define COLUMNS "id, coalesce (campaign_id, 0), medium, from_day, to_day, planned, committed, note"
#define MAX_AMOUNT G_GINT64_CONSTANT (1000000000000000)
#define MAX_NOTE 10000

static const char *const media[] = { "all",  "email", "text",    "kakao", "push",
                                     "chat", "ads",   "offline", "other", NULL };

/**
 * esp_budget_get_media:
 *
 * Returns: (array zero-terminated=1): what money can be planned for; the first is all of them together
 */
const char *const *
esp_budget_get_media (void)
{
  return media;
}

/**
 * esp_budget_line_free:
 */
void
esp_budget_line_free (EspBudgetLine *self)
{
  if (self == NULL)
    return;
  g_free (self->medium);
  g_free (self->note);
  g_free (self);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspBudgetLine *self = g_new0 (EspBudgetLine, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->campaign_id = esp_stmt_int64 (stmt, 1);
  self->medium = esp_stmt_dup_text (stmt, 2);
  self->from_us = esp_stmt_int64 (stmt, 3);
  self->to_us = esp_stmt_int64 (stmt, 4);
  self->planned = esp_stmt_int64 (stmt, 5);
  self->committed = esp_stmt_int64 (stmt, 6);
  self->note = esp_stmt_dup_text (stmt, 7);
  return self;
}

static gboolean
check (const EspBudgetLine *line, GError **error)
{
  const char *sentence = NULL;

  if (line->medium == NULL || !g_strv_contains (media, line->medium))
    sentence = "A budget is for all, email, text, kakao, push, chat, ads, offline or other";
  else if (line->to_us <= line->from_us)
    sentence = "The budget ends before it begins";
  else if (line->planned < 0 || line->planned > MAX_AMOUNT || line->committed < 0 ||
           line->committed > MAX_AMOUNT)
    sentence = "The amount cannot be planned: it is below nothing or too great";
  else if (line->note != NULL && strlen (line->note) > MAX_NOTE)
    sentence = "The note has at most 10,000 bytes";
  if (sentence != NULL)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return sentence == NULL;
}

static void
bind_line (EspTx *tx, EspStmt *stmt, const EspBudgetLine *line)
{
  esp_stmt_bind_int64 (stmt, 2, line->campaign_id);
  esp_stmt_bind_text (stmt, 3, line->medium);
  esp_stmt_bind_int64 (stmt, 4, line->from_us);
  esp_stmt_bind_int64 (stmt, 5, line->to_us);
  esp_stmt_bind_int64 (stmt, 6, line->planned);
  esp_stmt_bind_int64 (stmt, 7, line->committed);
  esp_stmt_bind_text (stmt, 8, line->note != NULL && *line->note != '\0' ? line->note : NULL);
  esp_stmt_bind_int64 (stmt, 9, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
}

/**
 * esp_budget_line_insert:
 *
 * Sets the id of @line.
 */
gboolean
esp_budget_line_insert (EspTx *tx, EspBudgetLine *line, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO budget_line (uuid, campaign_id, medium, from_day, to_day, planned, committed,"
    " note, created_at, updated_at)"
    " VALUES (?1, nullif (?2, 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)";
  g_autoptr (EspStmt) stmt = NULL;
  guint8 uuid[16];

  if (!esp_tx_require_write (tx, error) || !check (line, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  bind_line (tx, stmt, line);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  line->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_budget_line_update:
 */
gboolean
esp_budget_line_update (EspTx *tx, const EspBudgetLine *line, GError **error)
{
  static const char sql_update[] =
    "UPDATE budget_line SET campaign_id = nullif (?2, 0), medium = ?3, from_day = ?4, to_day = ?5,"
    " planned = ?6, committed = ?7, note = ?8, updated_at = ?9 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !check (line, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_update, error);
  if (stmt == NULL)
    return FALSE;
  bind_line (tx, stmt, line);
  esp_stmt_bind_int64 (stmt, 1, line->id);
  return esp_tx_run_for_one (tx, stmt, "budget", line->id, error);
}

/**
 * esp_budget_line_delete:
 */
gboolean
esp_budget_line_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM budget_line WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_tx_run_for_one (tx, stmt, "budget", id, error);
}

/**
 * esp_budget_line_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspBudgetLine *
esp_budget_line_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM budget_line WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_row, "budget", id, error);
}

/**
 * esp_budget_line_list:
 *
 * Returns: (transfer full) (element-type EspBudgetLine): in order of time; %NULL with @error set
 */
GPtrArray *
esp_budget_line_list (EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS " FROM budget_line ORDER BY from_day, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_budget_line_free, error);
}
