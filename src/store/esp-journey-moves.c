/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to everyone in a journey, a batch a transaction, and which versions are still in use. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-journey-moves.h"

static const char *const kind_names[] = { "cross", "thaw", "exit" };

/**
 * esp_journey_move_free:
 */
void
esp_journey_move_free (EspJourneyMove *self)
{
  if (self == NULL)
    return;
  g_free (self->choices);
  g_free (self);
}

static EspJourneyMoveKind
read_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      return (EspJourneyMoveKind) i;
  return ESP_JOURNEY_MOVE_CROSS;
}

/**
 * esp_journey_move_begin:
 *
 * Writes down what is to be done. There is one at a time.
 */
gboolean
esp_journey_move_begin (EspTx *tx, const EspJourneyMove *move, GError **error)
{
  static const char sql_begin[] =
    "INSERT INTO journey_move (journey_id, kind, version, choices, shift, cursor, last, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_begin, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, move->journey_id);
  esp_stmt_bind_text (stmt, 2, kind_names[move->kind]);
  esp_stmt_bind_int64 (stmt, 3, move->version);
  esp_stmt_bind_text (stmt, 4, move->choices != NULL ? move->choices : "{}");
  esp_stmt_bind_int64 (stmt, 5, move->shift_us);
  esp_stmt_bind_int64 (stmt, 6, move->cursor);
  esp_stmt_bind_int64 (stmt, 7, move->last);
  esp_stmt_bind_int64 (stmt, 8, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_move_advance:
 *
 * Writes down how far it has come.
 */
gboolean
esp_journey_move_advance (EspTx *tx, const EspJourneyMove *move, GError **error)
{
  static const char sql_advance[] = "UPDATE journey_move SET cursor = ?2 WHERE journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_advance, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, move->journey_id);
  esp_stmt_bind_int64 (stmt, 2, move->cursor);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_move_end:
 */
gboolean
esp_journey_move_end (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_end[] = "DELETE FROM journey_move WHERE journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_end, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_move_load:
 * @out_move: (out) (transfer full) (nullable): what is to be done to the people of that journey
 */
gboolean
esp_journey_move_load (EspTx *tx, gint64 journey_id, EspJourneyMove **out_move, GError **error)
{
  static const char sql_load[] = "SELECT kind, version, choices, shift, cursor, last"
                                 " FROM journey_move WHERE journey_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspJourneyMove *move;
  EspStep step;

  *out_move = NULL;
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  step = esp_stmt_step (stmt, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  move = g_new0 (EspJourneyMove, 1);
  move->journey_id = journey_id;
  move->kind = read_kind (esp_stmt_text (stmt, 0));
  move->version = (guint) esp_stmt_int64 (stmt, 1);
  move->choices = esp_stmt_dup_text (stmt, 2);
  move->shift_us = esp_stmt_int64 (stmt, 3);
  move->cursor = esp_stmt_int64 (stmt, 4);
  move->last = esp_stmt_int64 (stmt, 5);
  *out_move = move;
  return TRUE;
}

/**
 * esp_journey_move_list:
 *
 * Returns: (transfer full) (element-type gint64): journeys whose people are being moved; %NULL with @error set
 */
GArray *
esp_journey_move_list (EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT journey_id FROM journey_move ORDER BY journey_id";
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 id = esp_stmt_int64 (stmt, 0);

      g_array_append_val (ids, id);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&ids) : NULL;
}

/**
 * esp_journey_last_passage:
 * @out_id: of any journey; 0 without one
 */
gboolean
esp_journey_last_passage (EspTx *tx, gint64 *out_id, GError **error)
{
  static const char sql_last[] = "SELECT coalesce (max (id), 0) FROM journey_member";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL || esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_id = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_journey_count_places:
 *
 * Returns: (transfer full) (element-type EspJourneyPlaceCount): where everyone inside is; %NULL with @error
 *   set
 */
GArray *
esp_journey_count_places (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_places[] =
    "SELECT version, step, phase, count (*) FROM journey_member"
    " WHERE journey_id = ?1 AND status = 0 GROUP BY version, step, phase";
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (EspJourneyPlaceCount));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_places, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspJourneyPlaceCount place = { (guint) esp_stmt_int64 (stmt, 0),
                                           (guint32) esp_stmt_int64 (stmt, 1),
                                           (guint) esp_stmt_int64 (stmt, 2),
                                           esp_stmt_int64 (stmt, 3) };

      g_array_append_val (places, place);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&places) : NULL;
}

/**
 * esp_journey_count_prepared:
 * @out_n: (out): messages of that send that lie in the ledger and have not been handed over
 */
gboolean
esp_journey_count_prepared (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_prepared[] =
    "SELECT count (*) FROM delivery WHERE send_id = ?1 AND state = 'queued'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_prepared, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_journey_has_inside:
 */
gboolean
esp_journey_has_inside (EspTx *tx, gint64 journey_id, gboolean *out_has, GError **error)
{
  static const char sql_has[] = "SELECT EXISTS (SELECT 1 FROM journey_member"
                                " WHERE journey_id = ?1 AND status = 0)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_has, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_has = esp_stmt_int64 (stmt, 0) != 0;
  return TRUE;
}

static void
info_clear (gpointer data)
{
  EspJourneyVersionInfo *info = data;

  g_free (info->name);
  g_free (info->created_by);
}

/**
 * esp_journey_version_infos:
 *
 * Returns: (transfer full) (element-type EspJourneyVersionInfo): the newest first; %NULL with @error set
 */
GArray *
esp_journey_version_infos (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_infos[] =
    "SELECT version, name, created_by, created_at, is_used FROM journey_version"
    " WHERE journey_id = ?1 ORDER BY version DESC";
  g_autoptr (GArray) infos = g_array_new (FALSE, TRUE, sizeof (EspJourneyVersionInfo));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_infos, error);
  EspStep step;

  g_array_set_clear_func (infos, info_clear);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const EspJourneyVersionInfo info = { (guint) esp_stmt_int64 (stmt, 0),
                                           esp_stmt_dup_text (stmt, 1), esp_stmt_dup_text (stmt, 2),
                                           esp_stmt_int64 (stmt, 3),
                                           esp_stmt_int64 (stmt, 4) != 0 };

      g_array_append_val (infos, info);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&infos) : NULL;
}

/**
 * esp_journey_versions_in_use:
 *
 * Returns: (transfer full) (element-type guint): in which somebody may be, the newest first; %NULL with
 *   @error set
 */
GArray *
esp_journey_versions_in_use (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_used[] =
    "SELECT version.version FROM journey_version AS version JOIN journey"
    " ON journey.id = version.journey_id WHERE journey.id = ?1"
    " AND (version.is_used OR version.version = journey.version) ORDER BY version.version DESC";
  g_autoptr (GArray) versions = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_used, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint version = (guint) esp_stmt_int64 (stmt, 0);

      g_array_append_val (versions, version);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&versions) : NULL;
}

/**
 * esp_journey_version_set_used:
 * @version: 0: all that are not the current one
 */
gboolean
esp_journey_version_set_used (EspTx *tx,
                              gint64 journey_id,
                              guint version,
                              gboolean is_used,
                              GError **error)
{
  static const char sql_used[] =
    "UPDATE journey_version SET is_used = ?3 WHERE journey_id = ?1 AND iif (?2 > 0, version = ?2,"
    " version <> (SELECT version FROM journey WHERE id = ?1)) AND is_used <> ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_used, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, version);
  esp_stmt_bind_int64 (stmt, 3, is_used);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_journey_version_set_name:
 * @name: (nullable): none
 */
gboolean
esp_journey_version_set_name (EspTx *tx,
                              gint64 journey_id,
                              guint version,
                              const char *name,
                              GError **error)
{
  static const char sql_name[] =
    "UPDATE journey_version SET name = ?3 WHERE journey_id = ?1 AND version = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_name, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  esp_stmt_bind_int64 (stmt, 2, version);
  if (name != NULL && *name != '\0')
    esp_stmt_bind_text (stmt, 3, name);
  else
    esp_stmt_bind_null (stmt, 3);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return esp_stmt_run (stmt, error);
}
