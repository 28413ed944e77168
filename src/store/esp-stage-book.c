/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign as a process: its stages with owners and due days, its brief, and what belongs to each stage. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-stage-book-private.h"

#include "base/esp-clock.h"

static const char *const process_names[ESP_N_PROCESSES] = { "none", "crm", "performance" };
static const char *const work_names[ESP_N_WORKS] = {
  "planning", "assets", "review", "setup", "execution", "operation", "analysis", "report"
};
static const char *const state_names[ESP_N_WORK_STATES] = { "open", "doing", "done", "skipped" };

static gboolean
find_name (const char *const *names, guint n, const char *name, guint *out_index)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *out_index = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_process_get_name:
 */
const char *
esp_process_get_name (EspProcess process)
{
  return (guint) process < ESP_N_PROCESSES ? process_names[process] : "none";
}

/**
 * esp_process_find:
 */
gboolean
esp_process_find (const char *name, EspProcess *out_process)
{
  guint found = 0;

  if (!find_name (process_names, ESP_N_PROCESSES, name, &found))
    return FALSE;
  *out_process = (EspProcess) found;
  return TRUE;
}

/**
 * esp_work_get_name:
 */
const char *
esp_work_get_name (EspWork work)
{
  return (guint) work < ESP_N_WORKS ? work_names[work] : "";
}

/**
 * esp_work_find:
 */
gboolean
esp_work_find (const char *name, EspWork *out_work)
{
  guint found = 0;

  if (!find_name (work_names, ESP_N_WORKS, name, &found))
    return FALSE;
  *out_work = (EspWork) found;
  return TRUE;
}

/**
 * esp_work_state_get_name:
 */
const char *
esp_work_state_get_name (EspWorkState state)
{
  return (guint) state < ESP_N_WORK_STATES ? state_names[state] : "open";
}

/**
 * esp_work_state_find:
 */
gboolean
esp_work_state_find (const char *name, EspWorkState *out_state)
{
  guint found = 0;

  if (!find_name (state_names, ESP_N_WORK_STATES, name, &found))
    return FALSE;
  *out_state = (EspWorkState) found;
  return TRUE;
}

/**
 * esp_work_row_copy:
 *
 * Returns: (transfer full)
 */
EspWorkRow *
esp_work_row_copy (const EspWorkRow *self)
{
  EspWorkRow *copy = g_memdup2 (self, sizeof *self);

  copy->campaign = g_strdup (self->campaign);
  copy->owner = g_strdup (self->owner);
  copy->note = g_strdup (self->note);
  return copy;
}

/**
 * esp_work_row_free:
 */
void
esp_work_row_free (EspWorkRow *self)
{
  if (self == NULL)
    return;
  g_free (self->campaign);
  g_free (self->owner);
  g_free (self->note);
  g_free (self);
}

/**
 * esp_stage_book_free:
 */
void
esp_stage_book_free (EspStageBook *self)
{
  if (self == NULL)
    return;
  g_free (self->brief);
  g_free (self->occasion);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->handovers, g_ptr_array_unref);
  g_free (self);
}

/**
 * esp_stage_book_find:
 *
 * Returns: (transfer none) (nullable): the stage, when the process has it
 */
EspWorkRow *
esp_stage_book_find (const EspStageBook *self, EspWork work)
{
  for (guint i = 0; i < self->stages->len; i++)
    {
      EspWorkRow *row = g_ptr_array_index (self->stages, i);

      if (row->work == work)
        return row;
    }
  return NULL;
}

static gint64
read_day (EspStmt *stmt, int column)
{
  return esp_stmt_is_null (stmt, column) ? ESP_WORK_NO_DAY
                                         : esp_stmt_int64 (stmt, column) / ESP_USEC_PER_DAY;
}

static void
bind_day (EspStmt *stmt, int index, gint64 day)
{
  if (day == ESP_WORK_NO_DAY)
    esp_stmt_bind_null (stmt, index);
  else
    esp_stmt_bind_int64 (stmt, index, day * ESP_USEC_PER_DAY);
}

static gpointer
read_stage (EspStmt *stmt)
{
  EspWorkRow *row = g_new0 (EspWorkRow, 1);

  row->campaign_id = esp_stmt_int64 (stmt, 0);
  (void) esp_work_find (esp_stmt_text (stmt, 1), &row->work); /* the table checks both */
  (void) esp_work_state_find (esp_stmt_text (stmt, 2), &row->state);
  row->owner = esp_stmt_dup_text (stmt, 3);
  row->due_day = read_day (stmt, 4);
  row->note = esp_stmt_dup_text (stmt, 5);
  row->done_us = esp_stmt_int64 (stmt, 6);
  row->campaign = esp_stmt_dup_text (stmt, 7);
  return row;
}

static int
compare_stages (gconstpointer a, gconstpointer b)
{
  const EspWorkRow *first = *(EspWorkRow *const *) a;
  const EspWorkRow *second = *(EspWorkRow *const *) b;

  return (int) first->work - (int) second->work;
}

static GPtrArray *
collect_stages (EspStmt *stmt, GError **error)
{

  return esp_stmt_read_all (stmt, read_stage, (GDestroyNotify) esp_work_row_free, error);
}

static gboolean
load_stages (EspTx *tx, EspStageBook *self, GError **error)
{
  static const char sql_stages[] =
    "SELECT campaign_id, stage, state, owner, due_at, note, done_at, NULL FROM campaign_stage"
    " WHERE campaign_id = ?1 ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_stages, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, self->campaign_id);
  self->stages = collect_stages (stmt, error);
  if (self->stages != NULL)
    g_ptr_array_sort (self->stages, compare_stages);
  return self->stages != NULL;
}

static gboolean
load_campaign (EspTx *tx, EspStageBook *self, GError **error)
{
  static const char sql_campaign[] =
    "SELECT process, brief, occasion, starts_at, ends_at FROM campaign WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_campaign, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, self->campaign_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, "campaign", self->campaign_id);
  if (step != ESP_STEP_ROW)
    return FALSE;
  if (!esp_stmt_is_null (stmt, 0))
    (void) esp_process_find (esp_stmt_text (stmt, 0), &self->process); /* the table checks it */
  self->brief = esp_stmt_dup_text (stmt, 1);
  self->occasion = esp_stmt_dup_text (stmt, 2);
  self->starts_day = read_day (stmt, 3);
  self->ends_day = read_day (stmt, 4);
  return TRUE;
}

/**
 * esp_stage_book_load:
 *
 * Returns: (transfer full): the campaign as a process; %NULL with @error set, also when there is no campaign
 */
EspStageBook *
esp_stage_book_load (EspTx *tx, gint64 campaign_id, GError **error)
{
  g_autoptr (EspStageBook) self = g_new0 (EspStageBook, 1);

  self->campaign_id = campaign_id;
  if (!load_campaign (tx, self, error) || !load_stages (tx, self, error) ||
      !esp_stage_book_load_parts (tx, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
note_change (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
}

static gboolean
run_on_campaign (EspTx *tx, EspStmt *stmt, gint64 campaign_id, GError **error)
{
  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  note_change (tx);
  return esp_tx_run_for_one (tx, stmt, "campaign", campaign_id, error);
}

/**
 * esp_stage_book_set_process:
 *
 * Its stages are the caller's to make and to take away.
 */
gboolean
esp_stage_book_set_process (EspTx *tx, gint64 campaign_id, EspProcess process, GError **error)
{
  static const char sql_set[] = "UPDATE campaign SET process = ?3, updated_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt != NULL)
    esp_stmt_bind_text (stmt, 3, process != ESP_PROCESS_NONE ? process_names[process] : NULL);
  return run_on_campaign (tx, stmt, campaign_id, error);
}

/**
 * esp_stage_book_set_brief:
 * @brief: (nullable): JSON
 */
gboolean
esp_stage_book_set_brief (EspTx *tx, gint64 campaign_id, const char *brief, GError **error)
{
  static const char sql_set[] = "UPDATE campaign SET brief = ?3, updated_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt != NULL)
    esp_stmt_bind_text (stmt, 3, brief);
  return run_on_campaign (tx, stmt, campaign_id, error);
}

/**
 * esp_stage_book_set_occasion:
 * @occasion: (nullable)
 */
gboolean
esp_stage_book_set_occasion (EspTx *tx, gint64 campaign_id, const char *occasion, GError **error)
{
  static const char sql_set[] = "UPDATE campaign SET occasion = ?3, updated_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt != NULL)
    esp_stmt_bind_text (stmt, 3, occasion);
  return run_on_campaign (tx, stmt, campaign_id, error);
}

/**
 * esp_stage_book_set_days:
 * @first: since 1970; %ESP_WORK_NO_DAY: none
 * @last: the last day on which it runs
 */
gboolean
esp_stage_book_set_days (EspTx *tx, gint64 campaign_id, gint64 first, gint64 last, GError **error)
{
  static const char sql_set[] =
    "UPDATE campaign SET starts_at = ?3, ends_at = ?4, updated_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_set, error);

  if (stmt != NULL)
    {
      bind_day (stmt, 3, first);
      bind_day (stmt, 4, last);
    }
  return run_on_campaign (tx, stmt, campaign_id, error);
}

/**
 * esp_work_row_save:
 *
 * Adds the stage to its campaign, or changes it.
 */
gboolean
esp_work_row_save (EspTx *tx, const EspWorkRow *row, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO campaign_stage (campaign_id, stage, state, owner, due_at, note, done_at,"
    " created_at, updated_at) VALUES (?1, ?3, ?4, nullif (?5, ''), ?6, nullif (?7, ''),"
    " nullif (?8, 0), ?2, ?2)"
    " ON CONFLICT (campaign_id, stage) DO UPDATE SET state = excluded.state,"
    " owner = excluded.owner, due_at = excluded.due_at, note = excluded.note,"
    " done_at = excluded.done_at, updated_at = excluded.updated_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, row->campaign_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 3, esp_work_get_name (row->work));
  esp_stmt_bind_text (stmt, 4, esp_work_state_get_name (row->state));
  esp_stmt_bind_text (stmt, 5, row->owner);
  bind_day (stmt, 6, row->due_day);
  esp_stmt_bind_text (stmt, 7, row->note);
  esp_stmt_bind_int64 (stmt, 8, row->done_us);
  note_change (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_work_row_delete:
 */
gboolean
esp_work_row_delete (EspTx *tx, gint64 campaign_id, EspWork work, GError **error)
{
  static const char sql_delete[] =
    "DELETE FROM campaign_stage WHERE campaign_id = ?1 AND stage = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_text (stmt, 2, esp_work_get_name (work));
  note_change (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_work_row_list_due:
 *
 * Returns: (transfer full) (element-type EspWorkRow): what is due in these days and not done, by day; %NULL with
 *   @error set
 */
GPtrArray *
esp_work_row_list_due (EspTx *tx, gint64 first_day, gint64 last_day, GError **error)
{
  static const char sql_due[] =
    "SELECT s.campaign_id, s.stage, s.state, s.owner, s.due_at, s.note, s.done_at, c.name"
    " FROM campaign_stage s JOIN campaign c ON c.id = s.campaign_id"
    " WHERE s.due_at BETWEEN ?1 AND ?2 AND s.state IN ('open','doing') AND s.due_at IS NOT NULL"
    " AND c.archived_at IS NULL ORDER BY s.due_at, s.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_due, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, first_day * ESP_USEC_PER_DAY);
  esp_stmt_bind_int64 (stmt, 2, last_day * ESP_USEC_PER_DAY);
  return collect_stages (stmt, error);
}

/**
 * esp_work_row_list_current:
 *
 * Returns: (transfer full) (element-type EspWorkRow): every stage of every campaign that is not in the archive, by
 *   campaign and in order; %NULL with @error set
 */
GPtrArray *
esp_work_row_list_current (EspTx *tx, GError **error)
{
  static const char sql_all[] =
    "SELECT s.campaign_id, s.stage, s.state, s.owner, s.due_at, s.note, s.done_at, c.name"
    " FROM campaign_stage s JOIN campaign c ON c.id = s.campaign_id"
    " WHERE c.archived_at IS NULL ORDER BY s.campaign_id, s.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_all, error);

  return stmt != NULL ? collect_stages (stmt, error) : NULL;
}
