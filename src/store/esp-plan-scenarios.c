/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps changes to the plan that are thought about, by name. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-plan-scenarios.h"

#include <string.h>

#define MAX_NAME 300

/**
 * esp_plan_scenario_row_free:
 */
void
esp_plan_scenario_row_free (EspPlanScenarioRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->changes);
  g_free (self);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspPlanScenarioRow *row = g_new0 (EspPlanScenarioRow, 1);

  row->id = esp_stmt_int64 (stmt, 0);
  row->name = esp_stmt_dup_text (stmt, 1);
  row->changes = esp_stmt_dup_text (stmt, 2);
  row->updated_us = esp_stmt_int64 (stmt, 3);
  return row;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (name != NULL && *name != '\0' && strlen (name) <= MAX_NAME)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "A scenario needs a name of at most 300 bytes");
  return FALSE;
}

/**
 * esp_plan_scenario_row_insert:
 */
gboolean
esp_plan_scenario_row_insert (EspTx *tx,
                              const char *name,
                              const char *changes,
                              gint64 *out_id,
                              GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO plan_scenario (uuid, name, changes, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?4)";
  g_autoptr (EspStmt) stmt = NULL;
  guint8 uuid[16];

  if (!esp_tx_require_write (tx, error) || !check_name (name, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, changes);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_plan_scenario_row_update:
 */
gboolean
esp_plan_scenario_row_update (EspTx *tx,
                              gint64 id,
                              const char *name,
                              const char *changes,
                              GError **error)
{
  static const char sql_update[] =
    "UPDATE plan_scenario SET name = ?2, changes = ?3, updated_at = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !check_name (name, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_update, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_text (stmt, 3, changes);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
  return esp_tx_run_for_one (tx, stmt, "scenario", id, error);
}

/**
 * esp_plan_scenario_row_delete:
 */
gboolean
esp_plan_scenario_row_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM plan_scenario WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
  return esp_tx_run_for_one (tx, stmt, "scenario", id, error);
}

/**
 * esp_plan_scenario_row_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspPlanScenarioRow *
esp_plan_scenario_row_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] =
    "SELECT id, name, changes, updated_at FROM plan_scenario WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_row, "scenario", id, error);
}

/**
 * esp_plan_scenario_row_list:
 *
 * Returns: (transfer full) (element-type EspPlanScenarioRow): the newest first; %NULL with @error set
 */
GPtrArray *
esp_plan_scenario_row_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT id, name, changes, updated_at FROM plan_scenario ORDER BY id DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_plan_scenario_row_free, error);
}
