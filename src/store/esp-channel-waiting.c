/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages that wait for a channel: how many, why, and how they get another one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "store/esp-channel-waiting.h"

#include "store/esp-changes.h"

#define LIVE "('scheduled','preparing','hold','sending','paused')"

void
esp_channel_waiting_clear (EspChannelWaiting *self)
{
  g_clear_pointer (&self->reason, g_free);
}

static gboolean
load_next (EspTx *tx, gint64 channel_id, EspChannelWaiting *waiting, GError **error)
{
  static const char sql_next[] =
    "SELECT j.run_at, j.last_error FROM job j"
    " JOIN send s ON s.id = json_extract (j.payload, '$.send')"
    " WHERE j.state = 'queued' AND j.kind = 'send' AND j.run_at > ?2 AND s.channel_id = ?1"
    " ORDER BY j.run_at LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_next, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    {
      waiting->next_at_us = esp_stmt_int64 (stmt, 0);
      waiting->reason = esp_stmt_dup_text (stmt, 1);
    }
  return step != ESP_STEP_ERROR;
}

/**
 * esp_channel_waiting_load:
 * @out_waiting: (out): to be cleared
 */
gboolean
esp_channel_waiting_load (EspTx *tx,
                          gint64 channel_id,
                          EspChannelWaiting *out_waiting,
                          GError **error)
{
  static const char sql_count[] =
    "SELECT count (*), coalesce (sum ((SELECT count (*) FROM delivery d"
    " WHERE d.send_id = s.id AND d.state = 'queued')), 0)"
    " FROM send s WHERE s.channel_id = ?1 AND s.state IN " LIVE;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  *out_waiting = (EspChannelWaiting){ 0 };
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  out_waiting->n_sends = esp_stmt_int64 (stmt, 0);
  out_waiting->n_messages = esp_stmt_int64 (stmt, 1);
  return load_next (tx, channel_id, out_waiting, error);
}

/**
 * esp_channel_waiting_wake:
 *
 * The jobs that wait for what the channel may be given look again now: its limits have changed.
 */
gboolean
esp_channel_waiting_wake (EspTx *tx, gint64 channel_id, GError **error)
{
  static const char sql_wake[] =
    "UPDATE job SET run_at = ?2 WHERE state = 'queued' AND kind = 'send' AND run_at > ?2"
    " AND last_error GLOB 'limit-*' AND json_extract (payload, '$.send') IN"
    " (SELECT id FROM send WHERE channel_id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_wake, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, channel_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOB);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_channel_waiting_move:
 * @out_moved: (out): what was moved; to be cleared
 *
 * Every send that is not over goes on through another channel; what has left or is under way stays as it is.
 */
gboolean
esp_channel_waiting_move (EspTx *tx,
                          gint64 from_id,
                          gint64 to_id,
                          EspChannelWaiting *out_moved,
                          GError **error)
{
  static const char sql_move[] = "UPDATE send SET channel_id = ?2, updated_at = ?3"
                                 " WHERE channel_id = ?1 AND state IN " LIVE;
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) ||
      !esp_channel_waiting_load (tx, from_id, out_moved, error) ||
      !esp_channel_waiting_wake (tx, from_id, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_move, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, from_id);
  esp_stmt_bind_int64 (stmt, 2, to_id);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CHANNEL);
  return esp_stmt_run (stmt, error);
}
