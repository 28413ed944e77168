/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what channels are given, by the quarter of an hour. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "store/esp-channel-volume.h"

#include "store/esp-events.h"

/**
 * esp_channel_volume_add:
 *
 * Counts @n messages that are handed over now.
 */
gboolean
esp_channel_volume_add (EspTx *tx, gint64 channel_id, gint64 n, GError **error)
{
  static const char sql_add[] = "INSERT INTO channel_volume (channel_id, slot_at, n)"
                                " VALUES (?1, ?2 - ?2 % ?3, ?4)"
                                " ON CONFLICT (channel_id, slot_at) DO UPDATE SET n = n + ?4";
  g_autoptr (EspStmt) stmt = NULL;

  if (n <= 0)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_add, error);
  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, ESP_VOLUME_SLOT_US);
  esp_stmt_bind_int64 (stmt, 4, n);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_channel_volume_take_back:
 *
 * @n of those that were counted last did not go after all.
 */
gboolean
esp_channel_volume_take_back (EspTx *tx, gint64 channel_id, gint64 n, GError **error)
{
  static const char sql_take_back[] =
    "UPDATE channel_volume SET n = max (0, n - ?2) WHERE channel_id = ?1 AND slot_at ="
    " (SELECT max (slot_at) FROM channel_volume WHERE channel_id = ?1)";
  g_autoptr (EspStmt) stmt = NULL;

  if (n <= 0)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_take_back, error);
  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_int64 (stmt, 2, n);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_channel_volume_list:
 * @since_us: quarters that begin earlier are left out
 *
 * Returns: (transfer full) (element-type EspVolume): the oldest first; quarters without a message are missing
 */
GArray *
esp_channel_volume_list (EspTx *tx, gint64 channel_id, gint64 since_us, GError **error)
{
  static const char sql_list[] = "SELECT slot_at, n FROM channel_volume"
                                 " WHERE channel_id = ?1 AND slot_at >= ?2 ORDER BY slot_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (EspVolume));
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_int64 (stmt, 2, since_us);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspVolume volume = { esp_stmt_int64 (stmt, 0), esp_stmt_int64 (stmt, 1) };

      g_array_append_val (list, volume);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_channel_count_returned:
 * @out_n_hard: (out): addresses that turned out not to exist
 * @out_n_complaints: (out)
 *
 * Counts what came back since then to what the channel sent.
 */
gboolean
esp_channel_count_returned (EspTx *tx,
                            gint64 channel_id,
                            gint64 since_us,
                            gint64 *out_n_hard,
                            gint64 *out_n_complaints,
                            GError **error)
{
  static const char sql_count[] =
    "SELECT coalesce (sum (k.name = '" ESP_EVENT_BOUNCE "'"
    " AND json_extract (e.props, '$.class') = 'hard'), 0),"
    " coalesce (sum (k.name = '" ESP_EVENT_COMPLAINT "'), 0)"
    " FROM event_kind k JOIN event e ON e.kind_id = k.id JOIN send s ON s.id = e.send_id"
    " WHERE k.name IN ('" ESP_EVENT_BOUNCE "','" ESP_EVENT_COMPLAINT "')"
    " AND e.at >= ?2 AND s.channel_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_int64 (stmt, 2, since_us);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n_hard = esp_stmt_int64 (stmt, 0);
  *out_n_complaints = esp_stmt_int64 (stmt, 1);
  return TRUE;
}
