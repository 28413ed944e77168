/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads in bulk what rehearsals of journeys ask: events, messages, columns, passages, and how often what
 * follows what. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-rehearsal-reads.h"

#include "base/esp-clock.h"
#include "store/esp-leaf-query.h"

/* So many of the newest messages tell what people do after one, and this long after. */
#define MAX_LOOKED_AT 20000
#define ANSWER_US (14 * ESP_USEC_PER_DAY)

static gboolean
give_rows (EspStmt *stmt,
           void (*read) (EspStmt *, EspRehearsalRow *),
           EspRehearsalRowFunc func,
           gpointer data,
           GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspRehearsalRow row = { .lead_id = (guint32) esp_stmt_int64 (stmt, 0) };

      read (stmt, &row);
      func (&row, data);
    }
  return step == ESP_STEP_DONE;
}

static void
read_event (EspStmt *stmt, EspRehearsalRow *row)
{
  row->at_us = esp_stmt_int64 (stmt, 1);
  row->campaign = esp_stmt_text (stmt, 2);
  row->props = esp_stmt_text (stmt, 3);
}

/**
 * esp_rehearsal_read_events:
 *
 * Every event of a kind, in the order of time.
 */
gboolean
esp_rehearsal_read_events (EspTx *tx,
                           const char *kind,
                           gboolean with_props,
                           EspRehearsalRowFunc func,
                           gpointer data,
                           GError **error)
{
  static const char sql_events[] =
    "SELECT event.lead_id, event.at, lower (hex (campaign.uuid)), iif (?2, event.props, NULL)"
    " FROM event LEFT JOIN campaign ON campaign.id = event.campaign_id"
    " WHERE event.kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
    " AND event.lead_id IS NOT NULL"
    " ORDER BY event.at, event.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_events, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_int64 (stmt, 2, with_props);
  return give_rows (stmt, read_event, func, data, error);
}

static void
read_sent (EspStmt *stmt, EspRehearsalRow *row)
{
  row->at_us = esp_stmt_int64 (stmt, 1);
  row->campaign = esp_stmt_text (stmt, 2);
}

/**
 * esp_rehearsal_read_sent:
 *
 * Every message that went out since then, in the order of time.
 */
gboolean
esp_rehearsal_read_sent (EspTx *tx,
                         gint64 since_us,
                         EspRehearsalRowFunc func,
                         gpointer data,
                         GError **error)
{
  static const char sql_sent[] =
    "SELECT delivery.lead_id, delivery.updated_at, lower (hex (campaign.uuid)) FROM delivery"
    " JOIN send ON send.id = delivery.send_id"
    " JOIN campaign ON campaign.id = send.campaign_id"
    " WHERE delivery.state = 'sent' AND delivery.updated_at >= ?1"
    " ORDER BY delivery.updated_at, delivery.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sent, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, since_us);
  return give_rows (stmt, read_sent, func, data, error);
}

static void
read_value (EspStmt *stmt, EspRehearsalRow *row)
{
  row->is_null = esp_stmt_is_null (stmt, 1);
  row->at_us = esp_stmt_int64 (stmt, 1);
  row->number = esp_stmt_double (stmt, 1);
  row->text = esp_stmt_text (stmt, 1);
}

/**
 * esp_rehearsal_read_column:
 * @column: of the catalogue, or one of the facts that rules ask for as if they were columns
 */
gboolean
esp_rehearsal_read_column (EspTx *tx,
                           const EspFields *fields,
                           const char *column,
                           EspRehearsalRowFunc func,
                           gpointer data,
                           GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *sql = NULL;
  int index = esp_fields_find (fields, column);

  if (g_str_equal (column, ESP_LEAF_FIELD_LTV))
    sql = g_strdup ("SELECT lead_id, revenue FROM lead_stat");
  else if (g_str_equal (column, ESP_LEAF_FIELD_LAST_EVENT))
    sql = g_strdup ("SELECT lead_id, last_event_at FROM lead_stat");
  else if (index >= 0)
    sql = g_strdup_printf ("SELECT id, \"%s\" FROM lead WHERE archived_at IS NULL",
                           esp_fields_get (fields, (guint) index)->column);
  else
    return TRUE; /* the field is no more; nobody has a value */
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  return stmt != NULL && give_rows (stmt, read_value, func, data, error);
}

static void
read_entry (EspStmt *stmt, EspRehearsalRow *row)
{
  row->at_us = esp_stmt_int64 (stmt, 1);
  row->number = esp_stmt_double (stmt, 2);
}

/**
 * esp_rehearsal_read_entries:
 * @func: gets each lead once, with the moment of the last entry, and the number 1 for who is inside
 */
gboolean
esp_rehearsal_read_entries (EspTx *tx,
                            gint64 journey_id,
                            EspRehearsalRowFunc func,
                            gpointer data,
                            GError **error)
{
  static const char sql_entries[] =
    "SELECT lead_id, max (entered_at), max (status = 0) FROM journey_member"
    " WHERE journey_id = ?1 GROUP BY lead_id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_entries, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  return give_rows (stmt, read_entry, func, data, error);
}

static int
compare_delays (gconstpointer a, gconstpointer b)
{
  const gint64 *first = a;
  const gint64 *second = b;

  return *first < *second ? -1 : *first > *second;
}

/**
 * esp_rehearsal_read_answers:
 * @kind: of events that name the send after which they came
 *
 * Looks at the newest messages that people have had two weeks to answer to, and at all of them while there
 * are no others.
 */
gboolean
esp_rehearsal_read_answers (EspTx *tx, const char *kind, EspRehearsalAnswers *out, GError **error)
{
  static const char sql_answers[] =
    "WITH looked AS MATERIALIZED ("
    " SELECT send_id, lead_id, updated_at FROM delivery"
    " WHERE state = 'sent' AND updated_at <= ?2 ORDER BY updated_at DESC LIMIT ?3)"
    " SELECT updated_at,"
    " (SELECT min (event.at) - looked.updated_at FROM event"
    "  WHERE event.send_id = looked.send_id"
    "  AND event.kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
    "  AND event.lead_id = looked.lead_id"
    "  AND event.at >= looked.updated_at AND event.at < looked.updated_at + ?4)"
    " FROM looked";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_answers, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  *out = (EspRehearsalAnswers){ .delays = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx) - ANSWER_US);
  esp_stmt_bind_int64 (stmt, 3, MAX_LOOKED_AT);
  esp_stmt_bind_int64 (stmt, 4, ANSWER_US);
  for (guint round = 0; round < 2 && out->n_sent == 0; round++)
    {
      if (round == 1)
        {
          esp_stmt_reset (stmt);
          esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
        }
      while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
        {
          gint64 delay_us = esp_stmt_int64 (stmt, 1);

          out->n_sent++;
          out->since_us = esp_stmt_int64 (stmt, 0);
          if (!esp_stmt_is_null (stmt, 1))
            g_array_append_val (out->delays, delay_us);
        }
      if (step != ESP_STEP_DONE)
        return FALSE;
    }
  out->n_met = out->delays->len;
  g_array_sort (out->delays, compare_delays);
  return TRUE;
}

static gboolean
read_one (EspStmt *stmt, gint64 *out, GError **error)
{
  EspStep step = esp_stmt_step (stmt, error);

  *out = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return step != ESP_STEP_ERROR;
}

/**
 * esp_rehearsal_follows_sends:
 * @out_follows: whether events of the kind say after which message they came
 */
gboolean
esp_rehearsal_follows_sends (EspTx *tx, const char *kind, gboolean *out_follows, GError **error)
{
  static const char sql_follows[] = "SELECT count (*) FROM (SELECT send_id FROM event"
                                    " WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
                                    " ORDER BY at DESC LIMIT 100) WHERE send_id IS NOT NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_follows, error);
  gint64 n = 0;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  if (!read_one (stmt, &n, error))
    return FALSE;
  *out_follows = n > 0;
  return TRUE;
}

/**
 * esp_rehearsal_count_events:
 *
 * Counts the events of a kind since a moment.
 */
gboolean
esp_rehearsal_count_events (EspTx *tx,
                            const char *kind,
                            gint64 since_us,
                            gint64 *out_n,
                            GError **error)
{
  static const char sql_count[] =
    "SELECT count (*) FROM event WHERE kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
    " AND at >= ?2 AND lead_id IS NOT NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_int64 (stmt, 2, since_us);
  return read_one (stmt, out_n, error);
}

static void
plan_free (gpointer data)
{
  EspRehearsalPlan *plan = data;

  g_free (plan->name);
  g_free (plan);
}

/**
 * esp_rehearsal_list_plans:
 *
 * Returns: (transfer full) (element-type EspRehearsalPlan) (nullable): sends of campaigns that are still to
 *   leave before then; %NULL with @error set
 */
GPtrArray *
esp_rehearsal_list_plans (EspTx *tx, gint64 until_us, GError **error)
{
  static const char sql_plans[] =
    "SELECT send.id, coalesce (send.scheduled_at, 0), campaign.name FROM send"
    " JOIN campaign ON campaign.id = send.campaign_id"
    " WHERE send.state IN ('scheduled', 'preparing', 'hold') AND campaign.archived_at IS NULL"
    " AND coalesce (send.scheduled_at, 0) <= ?1"
    " AND NOT EXISTS (SELECT 1 FROM journey WHERE journey.campaign_id = campaign.id)"
    " ORDER BY send.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_plans, error);
  g_autoptr (GPtrArray) plans = g_ptr_array_new_with_free_func (plan_free);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, until_us);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspRehearsalPlan *plan = g_new0 (EspRehearsalPlan, 1);

      plan->send_id = esp_stmt_int64 (stmt, 0);
      plan->at_us = esp_stmt_int64 (stmt, 1);
      plan->name = esp_stmt_dup_text (stmt, 2);
      g_ptr_array_add (plans, plan);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&plans) : NULL;
}

/**
 * esp_rehearsal_find_campaign:
 *
 * Returns: (transfer full) (nullable): how rules name the campaign of the journey's messages; %NULL without
 *   one, and with @error set
 */
char *
esp_rehearsal_find_campaign (EspTx *tx, gint64 journey_id, GError **error)
{
  static const char sql_campaign[] =
    "SELECT lower (hex (campaign.uuid)) FROM journey"
    " JOIN campaign ON campaign.id = journey.campaign_id WHERE journey.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_campaign, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, journey_id);
  return esp_stmt_step (stmt, error) == ESP_STEP_ROW ? esp_stmt_dup_text (stmt, 0) : NULL;
}
