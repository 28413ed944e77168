/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs and the lease of the engine: who may work, and on what. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-jobs.h"

#include "base/esp-clock.h"

/* Clocks are put right by so much without being wrong. */
#define NO_JUMP_US (10 * ESP_USEC_PER_MINUTE)
#define COLUMNS                                                                                    \
  "id, kind, state, run_at, attempts, dedupe_key, payload, done, total, last_error, updated_at"

void
esp_job_record_free (EspJobRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->state);
  g_free (self->dedupe_key);
  g_free (self->payload);
  g_free (self->last_error);
  g_free (self);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspJobRecord *self = g_new0 (EspJobRecord, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->kind = esp_stmt_dup_text (stmt, 1);
  self->state = esp_stmt_dup_text (stmt, 2);
  self->run_at_us = esp_stmt_int64 (stmt, 3);
  self->attempts = (guint) esp_stmt_int64 (stmt, 4);
  self->dedupe_key = esp_stmt_dup_text (stmt, 5);
  self->payload = esp_stmt_dup_text (stmt, 6);
  self->done = esp_stmt_int64 (stmt, 7);
  self->total = esp_stmt_int64 (stmt, 8);
  self->last_error = esp_stmt_dup_text (stmt, 9);
  self->updated_at_us = esp_stmt_int64 (stmt, 10);
  return self;
}

static void
note_job (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOB);
}

/**
 * esp_job_push:
 * @dedupe_key: (nullable): a job with the same key is queued again instead of doubled; one that runs
 *   stays as it is
 * @run_at_us: not before; 0 at once
 * @out_id: (optional)
 */
gboolean
esp_job_push (EspTx *tx,
              const char *kind,
              const char *dedupe_key,
              const char *payload,
              gint64 run_at_us,
              gint64 *out_id,
              GError **error)
{
  static const char sql_push[] =
    "INSERT INTO job (kind, dedupe_key, payload, run_at, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?5)"
    " ON CONFLICT (dedupe_key) DO UPDATE SET"
    " state = iif (state = 'running', state, 'queued'), run_at = excluded.run_at,"
    " payload = excluded.payload, last_error = NULL, updated_at = excluded.updated_at"
    " RETURNING id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_push, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_text (stmt, 2, dedupe_key);
  esp_stmt_bind_text (stmt, 3, payload);
  esp_stmt_bind_int64 (stmt, 4, run_at_us);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  if (out_id != NULL)
    *out_id = esp_stmt_int64 (stmt, 0);
  note_job (tx);
  return esp_stmt_step (stmt, error) == ESP_STEP_DONE;
}

/**
 * esp_job_claim:
 * @out_job: (transfer full) (nullable): the next job that is due, running from now on; %NULL when none is
 *
 * The caller holds the lease of the engine, so a running job is its own.
 */
gboolean
esp_job_claim (EspTx *tx, EspJobRecord **out_job, GError **error)
{
  static const char sql_claim[] =
    "UPDATE job SET state = 'running', attempts = attempts + 1, updated_at = ?1"
    " WHERE id = (SELECT id FROM job WHERE state = 'queued' AND run_at <= ?1"
    "  ORDER BY priority, run_at, id LIMIT 1)"
    " RETURNING " COLUMNS;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_claim, error);
  EspStep step;

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_job = NULL;
  if (step == ESP_STEP_DONE)
    return TRUE;
  *out_job = read_row (stmt);
  note_job (tx);
  return esp_stmt_step (stmt, error) == ESP_STEP_DONE;
}

/**
 * esp_job_set_state:
 * @run_at_us: for queued: not before
 * @last_error: (nullable)
 */
gboolean
esp_job_set_state (EspTx *tx,
                   gint64 id,
                   const char *state,
                   gint64 run_at_us,
                   const char *last_error,
                   GError **error)
{
  static const char sql_state[] =
    "UPDATE job SET state = ?2, run_at = ?3, last_error = ?4, updated_at = ?5 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_state, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, state);
  esp_stmt_bind_int64 (stmt, 3, run_at_us);
  esp_stmt_bind_text (stmt, 4, last_error);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  note_job (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_job_set_progress:
 *
 * Notes how many units of the job are done, of how many.
 */
gboolean
esp_job_set_progress (EspTx *tx, gint64 id, gint64 done, gint64 total, GError **error)
{
  static const char sql_progress[] =
    "UPDATE job SET done = ?2, total = ?3, updated_at = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_progress, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, done);
  esp_stmt_bind_int64 (stmt, 3, total);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_job (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_job_recover:
 *
 * Queues again what ran when the last engine ended. For the new holder of the engine's lease.
 */
gboolean
esp_job_recover (EspTx *tx, GError **error)
{
  static const char sql_recover[] =
    "UPDATE job SET state = 'queued', run_at = min (run_at, ?1), updated_at = ?1"
    " WHERE state = 'running'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_recover, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  note_job (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_job_take_ahead:
 * @out_ahead_us: (out): how far from now, in the future, the work that is to be done was last touched; 0: it was not
 *
 * The clock was wrong then, and was set back while nobody looked: what was to wait for minutes would wait for as long
 * as it was wrong. Told once.
 */
gboolean
esp_job_take_ahead (EspTx *tx, gint64 *out_ahead_us, GError **error)
{
  static const char sql_last[] =
    "SELECT coalesce (max (updated_at), 0) FROM job WHERE state IN ('queued', 'running')";
  static const char sql_take[] = "UPDATE job SET updated_at = ?1 WHERE updated_at > ?1";
  gint64 now_us = esp_tx_get_now_us (tx);
  gint64 last_us = 0;
  g_autoptr (EspStmt) stmt = NULL;

  *out_ahead_us = 0;
  if (!esp_db_query_int64 (esp_tx_get_db (tx), sql_last, &last_us, error))
    return FALSE;
  if (last_us <= now_us + NO_JUMP_US)
    return TRUE;
  *out_ahead_us = last_us - now_us;
  stmt = esp_tx_stmt (tx, sql_take, error);
  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, now_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_job_next_at:
 * @out_at_us: when the next queued job is due; -1 when none is queued
 */
gboolean
esp_job_next_at (EspTx *tx, gint64 *out_at_us, GError **error)
{
  static const char sql_next[] =
    "SELECT coalesce (min (run_at), -1) FROM job WHERE state = 'queued'";

  return esp_db_query_int64 (esp_tx_get_db (tx), sql_next, out_at_us, error);
}

/**
 * esp_job_list:
 *
 * Returns: (transfer full) (element-type EspJobRecord): the jobs last touched, newest first
 */
GPtrArray *
esp_job_list (EspTx *tx, guint limit, GError **error)
{
  static const char sql_list[] =
    "SELECT " COLUMNS " FROM job ORDER BY updated_at DESC, id DESC LIMIT ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, limit);
  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_job_record_free, error);
}

static gboolean
find_holder (EspTx *tx, const char *name, char **out_holder, GError **error)
{
  static const char sql_find[] = "SELECT holder FROM lease WHERE name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_holder = step == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
  return TRUE;
}

/**
 * esp_lease_take:
 * @until_us: when it expires unless it is taken again
 * @dead_holder: (nullable): a holder that is known to have died
 * @out_holder: (transfer full): who holds it now: @holder when it was taken
 *
 * Takes or renews a lease, if it is free, expired, ours, or of a dead holder.
 */
gboolean
esp_lease_take (EspTx *tx,
                const char *name,
                const char *holder,
                gint64 until_us,
                const char *dead_holder,
                char **out_holder,
                GError **error)
{
  static const char sql_take[] =
    "INSERT INTO lease (name, holder, expires_at) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at"
    " WHERE holder = ?2 OR holder = ?4 OR expires_at < ?5";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_take, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  esp_stmt_bind_text (stmt, 2, holder);
  esp_stmt_bind_int64 (stmt, 3, until_us);
  esp_stmt_bind_text (stmt, 4, dead_holder);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error) && find_holder (tx, name, out_holder, error);
}

/**
 * esp_lease_release:
 *
 * Gives the lease back, if @holder still has it.
 */
gboolean
esp_lease_release (EspTx *tx, const char *name, const char *holder, GError **error)
{
  static const char sql_release[] = "DELETE FROM lease WHERE name = ?1 AND holder = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_release, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  esp_stmt_bind_text (stmt, 2, holder);
  return esp_stmt_run (stmt, error);
}
