/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What segments came to when they were last counted, and day by day. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-segment-state.h"

/**
 * esp_segment_load_state:
 *
 * Returns: (transfer full): the members at the last count, none when it was never counted; %NULL with
 *   @error set
 */
EspBitmap *
esp_segment_load_state (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT members FROM segment_state WHERE segment_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspBitmap *members = NULL;
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return NULL;
  if (step == ESP_STEP_ROW && !esp_stmt_is_null (stmt, 0))
    {
      gsize length;
      gconstpointer data = esp_stmt_blob (stmt, 0, &length);

      members = esp_bitmap_deserialize (data, length);
    }
  return members != NULL ? members : esp_bitmap_new ();
}

/**
 * esp_segment_save_state:
 *
 * Keeps the members of a segment as counted now; a problem it had is over.
 */
gboolean
esp_segment_save_state (EspTx *tx, gint64 id, const EspBitmap *members, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO segment_state (segment_id, size, members, counted_at, problem)"
    " VALUES (?1, ?2, ?3, ?4, NULL)"
    " ON CONFLICT (segment_id) DO UPDATE"
    " SET size = excluded.size, members = excluded.members, counted_at = excluded.counted_at,"
    " problem = NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);
  g_autoptr (GBytes) bytes = NULL;

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  bytes = esp_bitmap_serialize (members);
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, (gint64) esp_bitmap_count (members));
  esp_stmt_bind_bytes (stmt, 3, bytes);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return TRUE;
}

/**
 * esp_segment_save_problem:
 *
 * Freezes a segment at its last good size and keeps the reason.
 */
gboolean
esp_segment_save_problem (EspTx *tx, gint64 id, const char *problem, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO segment_state (segment_id, size, counted_at, problem)"
    " VALUES (?1, 0, ?3, ?2)"
    " ON CONFLICT (segment_id) DO UPDATE SET problem = excluded.problem";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, problem);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_SEGMENT);
  return TRUE;
}

/**
 * esp_segment_add_day:
 * @day: the size now; who entered and who left since the last call is added up
 */
gboolean
esp_segment_add_day (EspTx *tx, gint64 id, const EspSegmentDay *day, GError **error)
{
  static const char sql_add[] = "INSERT INTO segment_trend (segment_id, day, size, entered, exited)"
                                " VALUES (?1, ?2, ?3, ?4, ?5)"
                                " ON CONFLICT (segment_id, day) DO UPDATE"
                                " SET size = excluded.size, entered = entered + excluded.entered,"
                                " exited = exited + excluded.exited";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_add, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, day->day);
  esp_stmt_bind_int64 (stmt, 3, day->size);
  esp_stmt_bind_int64 (stmt, 4, day->entered);
  esp_stmt_bind_int64 (stmt, 5, day->exited);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_segment_list_days:
 *
 * Returns: (transfer full) (element-type EspSegmentDay): the days from @first_day on that were counted;
 *   %NULL with @error set
 */
GArray *
esp_segment_list_days (EspTx *tx, gint64 id, gint64 first_day, GError **error)
{
  static const char sql_list[] = "SELECT day, size, entered, exited FROM segment_trend"
                                 " WHERE segment_id = ?1 AND day >= ?2"
                                 " ORDER BY day";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (EspSegmentDay));
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, first_day);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspSegmentDay day = { esp_stmt_int64 (stmt, 0), esp_stmt_int64 (stmt, 1),
                            esp_stmt_int64 (stmt, 2), esp_stmt_int64 (stmt, 3) };

      g_array_append_val (days, day);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&days) : NULL;
}
