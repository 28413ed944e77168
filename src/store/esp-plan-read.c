/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything in the workspace that has a date, as rows for the plan. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-plan-read.h"

#include "base/esp-clock.h"

#define VOLUME_DAYS 28

/**
 * esp_plan_send_row_free:
 */
void
esp_plan_send_row_free (EspPlanSendRow *self)
{
  if (self == NULL)
    return;
  g_free (self->campaign);
  g_free (self->message);
  g_free (self->channel);
  g_free (self->medium);
  g_free (self->owner);
  g_free (self->audience);
  g_free (self->options);
  g_free (self->state);
  g_free (self->review);
  g_free (self);
}

/**
 * esp_plan_bar_row_free:
 */
void
esp_plan_bar_row_free (EspPlanBarRow *self)
{
  g_free (self->name);
  g_free (self->state);
  g_free (self);
}

/**
 * esp_plan_moment_row_free:
 */
void
esp_plan_moment_row_free (EspPlanMomentRow *self)
{
  g_free (self->title);
  g_free (self->owner);
  g_free (self->state);
  g_free (self);
}

static gpointer
read_send (EspStmt *stmt)
{
  EspPlanSendRow *row = g_new0 (EspPlanSendRow, 1);

  row->id = esp_stmt_int64 (stmt, 0);
  row->campaign_id = esp_stmt_int64 (stmt, 1);
  row->campaign = esp_stmt_dup_text (stmt, 2);
  row->message_id = esp_stmt_int64 (stmt, 3);
  row->message = esp_stmt_dup_text (stmt, 4);
  row->channel_id = esp_stmt_int64 (stmt, 5);
  row->channel = esp_stmt_dup_text (stmt, 6);
  row->medium = esp_stmt_dup_text (stmt, 7);
  row->audience = esp_stmt_dup_text (stmt, 8);
  row->options = esp_stmt_dup_text (stmt, 9);
  row->state = esp_stmt_dup_text (stmt, 10);
  row->at_us = esp_stmt_int64 (stmt, 11);
  row->hold_until_us = esp_stmt_int64 (stmt, 12);
  row->n_audience = esp_stmt_int64 (stmt, 13);
  row->n_sent = esp_stmt_int64 (stmt, 14);
  row->n_of_campaign = (guint) esp_stmt_int64 (stmt, 15);
  row->review = esp_stmt_dup_text (stmt, 16);
  row->review_until_us = esp_stmt_int64 (stmt, 17);
  row->owner = esp_stmt_dup_text (stmt, 18);
  return row;
}

/**
 * esp_plan_read_sends:
 *
 * Sends of journeys are not among them: those go out person by person.
 *
 * Returns: (transfer full) (element-type EspPlanSendRow): in order of time; %NULL with @error set
 */
GPtrArray *
esp_plan_read_sends (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_sends[] =
    "SELECT s.id, s.campaign_id, c.name, coalesce (s.message_id, 0), m.name,"
    " coalesce (s.channel_id, 0), h.name, m.channel, s.audience, s.options, s.state,"
    " coalesce (s.started_at, s.scheduled_at, 0) AS at, coalesce (s.hold_until, 0),"
    " coalesce (s.n_audience, -1), coalesce (s.n_sent, -1),"
    " (SELECT count (*) FROM send AS o WHERE o.campaign_id = s.campaign_id), r.state,"
    " coalesce (r.valid_until, 0),"
    " (SELECT owner FROM campaign_stage AS g WHERE g.campaign_id = s.campaign_id"
    "  AND owner IS NOT NULL ORDER BY state NOT IN ('open', 'doing'), id LIMIT 1)"
    " FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " LEFT JOIN message AS m ON m.id = s.message_id"
    " LEFT JOIN channel AS h ON h.id = s.channel_id"
    " LEFT JOIN review AS r ON r.id = (SELECT max (id) FROM review WHERE send_id = s.id)"
    " WHERE c.archived_at IS NULL AND at >= ?1 AND at < ?2 AND s.campaign_id NOT IN"
    " (SELECT campaign_id FROM journey WHERE campaign_id IS NOT NULL)"
    " ORDER BY at, s.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sends, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  return esp_stmt_read_all (stmt, read_send, (GDestroyNotify) esp_plan_send_row_free, error);
}

static GPtrArray *
read_bars (EspStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_bar_row_free);
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspPlanBarRow *row = g_new0 (EspPlanBarRow, 1);

      row->id = esp_stmt_int64 (stmt, 0);
      row->name = esp_stmt_dup_text (stmt, 1);
      row->state = esp_stmt_dup_text (stmt, 2);
      row->from_us = esp_stmt_int64 (stmt, 3);
      row->to_us = esp_stmt_int64 (stmt, 4);
      row->budget = esp_stmt_int64 (stmt, 5);
      row->per_day = esp_stmt_double (stmt, 6);
      row->first_day = esp_stmt_int64 (stmt, 7) / ESP_USEC_PER_DAY * ESP_USEC_PER_DAY;
      row->last_day = esp_stmt_int64 (stmt, 8) / ESP_USEC_PER_DAY * ESP_USEC_PER_DAY;
      g_ptr_array_add (rows, row);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_plan_read_campaigns:
 *
 * A campaign lasts as long as it says, and at least from its first send to its last. When its days begin is for those
 * who know the zone: from and to are of its sends alone, and 0 without.
 *
 * Returns: (transfer full) (element-type EspPlanBarRow): in order of time, those of the next days on either side among
 *   them; %NULL with @error set
 */
GPtrArray *
esp_plan_read_campaigns (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_campaigns[] =
    "WITH span AS (SELECT c.id AS id, c.name AS name, coalesce (c.budget, 0) AS budget,"
    " coalesce (min (nullif (coalesce (s.started_at, s.scheduled_at, 0), 0)), 0) AS first,"
    " coalesce (max (coalesce (s.finished_at, s.started_at, s.scheduled_at, 0)), 0) AS last,"
    " coalesce (c.starts_at, 0) AS starts, coalesce (c.ends_at, 0) AS ends"
    " FROM campaign AS c LEFT JOIN send AS s ON s.campaign_id = c.id"
    " WHERE c.archived_at IS NULL AND c.id NOT IN"
    " (SELECT campaign_id FROM journey WHERE campaign_id IS NOT NULL) GROUP BY c.id)"
    " SELECT id, name, NULL, first, last, budget, 0, starts, ends FROM span"
    " WHERE max (last, ends, starts) >= ?1"
    " AND min (coalesce (nullif (first, 0), ?3), coalesce (nullif (starts, 0), ?3)) < ?2"
    " ORDER BY 4, 8, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_campaigns, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1,
                       from_us > 2 * ESP_USEC_PER_DAY ? from_us - 2 * ESP_USEC_PER_DAY : 1);
  esp_stmt_bind_int64 (stmt, 2,
                       to_us < G_MAXINT64 - ESP_USEC_PER_DAY ? to_us + ESP_USEC_PER_DAY
                                                             : G_MAXINT64);
  esp_stmt_bind_int64 (stmt, 3, G_MAXINT64);
  return read_bars (stmt, error);
}

/**
 * esp_plan_read_journeys:
 *
 * Returns: (transfer full) (element-type EspPlanBarRow): those that have been published; %NULL with @error set
 */
GPtrArray *
esp_plan_read_journeys (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_journeys[] =
    "SELECT j.id, j.name, j.state, coalesce (j.begun_at, j.published_at, j.created_at),"
    " iif (j.state = 'ended', j.updated_at, 0), 0,"
    " (SELECT count (*) FROM send AS s JOIN delivery AS d ON d.send_id = s.id"
    "  WHERE s.campaign_id = j.campaign_id AND d.state = 'sent' AND d.updated_at >= ?3)"
    " * 1.0 / ?4, 0, 0"
    " FROM journey AS j WHERE j.archived_at IS NULL AND j.state <> 'draft'"
    " AND coalesce (j.begun_at, j.published_at, j.created_at) < ?2"
    " AND (j.state <> 'ended' OR j.updated_at >= ?1) ORDER BY 4, j.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_journeys, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx) - VOLUME_DAYS * ESP_USEC_PER_DAY);
  esp_stmt_bind_int64 (stmt, 4, VOLUME_DAYS);
  return read_bars (stmt, error);
}

static GPtrArray *
read_moments (EspTx *tx, EspStmt *stmt, gint64 from_us, gint64 to_us, GError **error)
{
  g_autoptr (GPtrArray) rows =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_moment_row_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspPlanMomentRow *row = g_new0 (EspPlanMomentRow, 1);

      row->id = esp_stmt_int64 (stmt, 0);
      row->title = esp_stmt_dup_text (stmt, 1);
      row->owner = esp_stmt_dup_text (stmt, 2);
      row->state = esp_stmt_dup_text (stmt, 3);
      row->at_us = esp_stmt_int64 (stmt, 4);
      row->other_id = esp_stmt_int64 (stmt, 5);
      g_ptr_array_add (rows, row);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * esp_plan_read_tasks:
 *
 * Returns: (transfer full) (element-type EspPlanMomentRow): tasks about leads that are due then
 */
GPtrArray *
esp_plan_read_tasks (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_tasks[] =
    "SELECT id, title, owner, iif (done_at IS NULL, 'open', 'done'), due_at, lead_id FROM task"
    " WHERE due_at >= ?1 AND due_at < ?2 ORDER BY due_at, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_tasks, error);

  return read_moments (tx, stmt, from_us, to_us, error);
}

/**
 * esp_plan_read_approvals:
 *
 * Returns: (transfer full) (element-type EspPlanMomentRow): what somebody is to look at, before it is to leave
 */
GPtrArray *
esp_plan_read_approvals (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_approvals[] =
    "SELECT r.id, c.name, r.asked_by, r.state, coalesce (s.scheduled_at, r.asked_at) AS at,"
    " r.send_id FROM review AS r JOIN send AS s ON s.id = r.send_id"
    " JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE r.state = 'asked' AND at >= ?1 AND at < ?2 ORDER BY at, r.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_approvals, error);

  return read_moments (tx, stmt, from_us, to_us, error);
}

/**
 * esp_plan_read_reports:
 *
 * Returns: (transfer full) (element-type EspPlanMomentRow): when reports make themselves next
 */
GPtrArray *
esp_plan_read_reports (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_reports[] =
    "SELECT id, name, NULL, 'planned', next_at, 0 FROM report WHERE schedule IS NOT NULL"
    " AND archived_at IS NULL AND next_at >= ?1 AND next_at < ?2 ORDER BY next_at, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_reports, error);

  return read_moments (tx, stmt, from_us, to_us, error);
}

/**
 * esp_plan_read_levels:
 * @n_levels: how far to count
 *
 * Who was written to how often: entry i has those who got more than i messages in the span.
 *
 * Returns: (transfer full) (element-type EspBitmap): %NULL with @error set
 */
GPtrArray *
esp_plan_read_levels (EspTx *tx, gint64 from_us, gint64 to_us, guint n_levels, GError **error)
{
  static const char sql_levels[] =
    "SELECT lead_id, count (*) FROM delivery INDEXED BY delivery_sent"
    " WHERE state = 'sent' AND updated_at >= ?1 AND updated_at < ?2 GROUP BY lead_id";
  g_autoptr (GPtrArray) levels = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step = ESP_STEP_DONE;

  for (guint i = 0; i < n_levels; i++)
    g_ptr_array_add (levels, esp_bitmap_new ());
  if (from_us >= to_us)
    return g_steal_pointer (&levels);
  stmt = esp_tx_stmt (tx, sql_levels, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    for (guint i = 0; i < n_levels && i < (guint64) esp_stmt_int64 (stmt, 1); i++)
      esp_bitmap_add (levels->pdata[i], (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&levels) : NULL;
}

/**
 * esp_plan_set_campaign_dates:
 * @from_us: 0: as its sends say
 * @to_us: 0: as its sends say
 */
gboolean
esp_plan_set_campaign_dates (EspTx *tx,
                             gint64 campaign_id,
                             gint64 from_us,
                             gint64 to_us,
                             GError **error)
{
  static const char sql_dates[] =
    "UPDATE campaign SET starts_at = nullif (?2, 0), ends_at = nullif (?3, 0), updated_at = ?4"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  if (from_us != 0 && to_us != 0 && to_us < from_us)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The campaign ends before it begins");
      return FALSE;
    }
  stmt = esp_tx_stmt (tx, sql_dates, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  esp_stmt_bind_int64 (stmt, 2, from_us);
  esp_stmt_bind_int64 (stmt, 3, to_us);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
  return esp_tx_run_for_one (tx, stmt, "campaign", campaign_id, error);
}
