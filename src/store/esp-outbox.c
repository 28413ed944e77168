/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits to leave, which way and until when; and why some of a send could not. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-outbox.h"

#include "store/esp-ledger.h"

static void
row_free (gpointer data)
{
  EspOutboxRow *row = data;

  g_free (row->campaign);
  g_free (row->channel);
  g_free (row->channel_kind);
  g_free (row->send_state);
  g_free (row->pause_reason);
  g_free (row->reason);
  g_free (row);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspOutboxRow *row = g_new0 (EspOutboxRow, 1);

  row->send_id = esp_stmt_int64 (stmt, 0);
  row->campaign_id = esp_stmt_int64 (stmt, 1);
  row->campaign = esp_stmt_dup_text (stmt, 2);
  row->channel_id = esp_stmt_int64 (stmt, 3);
  row->channel = esp_stmt_dup_text (stmt, 4);
  row->channel_kind = esp_stmt_dup_text (stmt, 5);
  row->send_state = esp_stmt_dup_text (stmt, 6);
  row->pause_reason = esp_stmt_dup_text (stmt, 7);
  row->reason = esp_stmt_dup_text (stmt, 8);
  row->n = esp_stmt_int64 (stmt, 9);
  row->n_now = esp_stmt_int64 (stmt, 10);
  row->first_at_us = esp_stmt_int64 (stmt, 11);
  row->last_at_us = esp_stmt_int64 (stmt, 12);
  row->n_in_flight = esp_stmt_int64 (stmt, 13);
  return row;
}

/* Until when one waits: for its own time, or for what its channel may be given; 0 when for neither. */
#define SQL_WAITS "max (iif (d.next_at > ?1, d.next_at, 0), coalesce (j.run_at, 0))"

/**
 * esp_outbox_list:
 *
 * Returns: (transfer full) (element-type EspOutboxRow): what waits in all sends that are not over, by
 *   channel, then send, then reason; %NULL with @error set
 */
GPtrArray *
esp_outbox_list (EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT s.id, s.campaign_id, c.name, coalesce (s.channel_id, 0), h.name, h.kind, s.state,"
    " s.pause_reason, iif (d.state = 'sending', NULL, coalesce (d.reason, j.last_error)) AS why,"
    " total (d.state = 'queued'), total (d.state = 'queued' AND coalesce (d.next_at, 0) <= ?1"
    " AND j.id IS NULL),"
    " coalesce (min (iif (d.state = 'queued', nullif (" SQL_WAITS ", 0), NULL)), 0),"
    " coalesce (max (iif (d.state = 'queued', nullif (" SQL_WAITS ", 0), NULL)), 0),"
    " total (d.state = 'sending')"
    " FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " CROSS JOIN delivery AS d ON d.send_id = s.id AND d.state IN ('queued', 'sending')"
    " LEFT JOIN channel AS h ON h.id = s.channel_id"
    " LEFT JOIN job AS j ON j.kind = 'send' AND j.state = 'queued' AND j.run_at > ?1"
    " AND j.last_error GLOB 'limit-*' AND json_extract (j.payload, '$.send') = s.id"
    " WHERE s.state IN ('scheduled', 'preparing', 'hold', 'sending', 'paused')"
    " GROUP BY s.id, why ORDER BY h.name, s.id, why";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  return esp_stmt_read_all (stmt, read_row, row_free, error);
}

/* What servers say differs by the message, so their codes tell causes apart; our own sentences do up to their
 * numbers. */
#define SQL_CAUSE                                                                                  \
  "coalesce (reason, '') || '/' || coalesce (iif (reason = '" ESP_LEDGER_NOT_MADE "',"             \
  " substr (reply, 1, instr (reply || ':', ':')),"                                                 \
  " iif (json_valid (detail), json_extract (detail, '$.code'), NULL)), '')"

static void
failure_free (gpointer data)
{
  EspOutboxFailure *failure = data;

  g_free (failure->reason);
  g_free (failure->code);
  g_free (failure->reply);
  g_free (failure->cause);
  g_free (failure);
}

/**
 * esp_outbox_failures:
 *
 * Returns: (transfer full) (element-type EspOutboxFailure): why some of a send failed, the most first;
 *   %NULL with @error set
 */
GPtrArray *
esp_outbox_failures (EspTx *tx, gint64 send_id, GError **error)
{
  static const char sql_failures[] =
    "SELECT reason, iif (json_valid (detail), json_extract (detail, '$.code'), NULL) AS code,"
    " min (reply), count (*) AS n,"
    " max (coalesce (reason, '') NOT IN " ESP_LEDGER_LASTING_SQL
    " AND next_at IS NOT " ESP_LEDGER_LET_BE_SQL "),"
    " (SELECT campaign_id FROM send WHERE id = ?1), " SQL_CAUSE " AS cause"
    " FROM delivery WHERE send_id = ?1 AND state = 'failed'"
    " GROUP BY reason, cause ORDER BY n DESC, reason, cause";
  g_autoptr (GPtrArray) failures = g_ptr_array_new_with_free_func (failure_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_failures, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspOutboxFailure *failure = g_new0 (EspOutboxFailure, 1);

      failure->reason = esp_stmt_dup_text (stmt, 0);
      failure->code = esp_stmt_dup_text (stmt, 1);
      failure->reply = esp_stmt_dup_text (stmt, 2);
      failure->n = esp_stmt_int64 (stmt, 3);
      failure->may_try_again = esp_stmt_int64 (stmt, 4) != 0;
      failure->campaign_id = esp_stmt_int64 (stmt, 5);
      failure->cause = esp_stmt_dup_text (stmt, 6);
      g_ptr_array_add (failures, failure);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&failures) : NULL;
}

/**
 * esp_outbox_failed_leads:
 * @cause: of an EspOutboxFailure, or a reason of the ledger for all its causes
 *
 * Returns: (transfer full): whom a send failed for it; %NULL with @error set
 */
EspBitmap *
esp_outbox_failed_leads (EspTx *tx, gint64 send_id, const char *cause, GError **error)
{
  static const char sql_leads[] =
    "SELECT lead_id FROM delivery WHERE send_id = ?1 AND state = 'failed'"
    " AND (reason = ?2 OR " SQL_CAUSE " = ?2)";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_leads, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_text (stmt, 2, cause);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&leads) : NULL;
}

static gboolean
shift (EspTx *tx, const char *sql, gint64 delta_us, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, delta_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_outbox_shift_waits:
 * @delta_us: how far the clock was set; negative is back
 *
 * Who waits for a span of time, and not for a date, waits no longer because the clock was set: other tries,
 * holds, rests, and the next look into what came back.
 */
gboolean
esp_outbox_shift_waits (EspTx *tx, gint64 delta_us, GError **error)
{
  static const char sql_tries[] =
    "UPDATE delivery SET next_at = next_at + ?1, tried_at = tried_at + ?1"
    " WHERE state = 'queued' AND next_at > 0"
    " AND reason IN ('retry', 'slow-down')"
    " AND send_id IN (SELECT id FROM send WHERE state IN ('sending', 'paused'))";
  static const char sql_holds[] =
    "UPDATE send SET hold_until = hold_until + ?1 WHERE state = 'hold' AND hold_until > 0";
  static const char sql_rests[] =
    "UPDATE job SET run_at = run_at + ?1 WHERE state = 'queued' AND kind = 'send' AND run_at > 0"
    " AND json_extract (payload, '$.send') IN (SELECT id FROM send WHERE state = 'sending')";
  static const char sql_looks[] =
    "UPDATE report_source SET next_at = next_at + ?1 WHERE next_at > 0";

  return esp_tx_require_write (tx, error) && shift (tx, sql_tries, delta_us, error) &&
         shift (tx, sql_holds, delta_us, error) && shift (tx, sql_rests, delta_us, error) &&
         shift (tx, sql_looks, delta_us, error);
}

/**
 * esp_outbox_wake:
 * @reason: for which rows wait, such as "quiet-hours"
 *
 * Asks about them now and not when they had to wait until: what they wait for has changed.
 */
gboolean
esp_outbox_wake (EspTx *tx, const char *reason, GError **error)
{
  static const char sql_rows[] =
    "UPDATE delivery SET next_at = ?2 WHERE state = 'queued' AND next_at > ?2 AND reason = ?1"
    " AND send_id IN (SELECT id FROM send WHERE state IN"
    " ('scheduled','preparing','hold','sending','paused'))";
  static const char sql_jobs[] =
    "UPDATE job SET run_at = ?1 WHERE state = 'queued' AND kind = 'send' AND run_at > ?1"
    " AND last_error = 'waits'";
  g_autoptr (EspStmt) rows = esp_tx_stmt (tx, sql_rows, error);
  g_autoptr (EspStmt) jobs = rows != NULL ? esp_tx_stmt (tx, sql_jobs, error) : NULL;

  if (jobs == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (rows, 1, reason);
  esp_stmt_bind_int64 (rows, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (jobs, 1, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LEDGER);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOB);
  return esp_stmt_run (rows, error) && esp_stmt_run (jobs, error);
}
