/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of sends, read side: counts, lists, and one person's row. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-ledger.h"

#define ROW_COLUMNS                                                                                \
  "d.id, d.send_id, s.campaign_id, c.name, d.lead_id, l.name, l.email, d.state, d.reason, "        \
  "d.detail,"                                                                                      \
  " d.reply, d.message_key, d.attempts, d.next_at, d.updated_at"
#define ROW_TABLES                                                                                 \
  " FROM delivery AS d JOIN send AS s ON s.id = d.send_id JOIN campaign AS c ON c.id = "           \
  "s.campaign_id"                                                                                  \
  " LEFT JOIN lead AS l ON l.id = d.lead_id"

static void
count_free (gpointer data)
{
  EspLedgerCount *count = data;

  g_free (count->state);
  g_free (count->reason);
  g_free (count);
}

void
esp_ledger_row_free (EspLedgerRow *self)
{
  if (self == NULL)
    return;
  g_free (self->campaign);
  g_free (self->name);
  g_free (self->email);
  g_free (self->state);
  g_free (self->reason);
  g_free (self->detail);
  g_free (self->reply);
  g_free (self->message_key);
  g_free (self);
}

/**
 * esp_ledger_counts:
 *
 * Returns: (transfer full) (element-type EspLedgerCount): how many rows a send has by state and reason
 */
GPtrArray *
esp_ledger_counts (EspTx *tx, gint64 send_id, GError **error)
{
  static const char sql_counts[] =
    "SELECT state, reason, count (*) FROM delivery WHERE send_id = ?1"
    " GROUP BY state, reason ORDER BY state, reason";
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func (count_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_counts, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspLedgerCount *count = g_new0 (EspLedgerCount, 1);

      count->state = esp_stmt_dup_text (stmt, 0);
      count->reason = esp_stmt_dup_text (stmt, 1);
      count->n = esp_stmt_int64 (stmt, 2);
      g_ptr_array_add (counts, count);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&counts) : NULL;
}

/**
 * esp_ledger_count_state:
 *
 * Tells how many rows of a send are in one state; quick for the rare ones.
 */
gboolean
esp_ledger_count_state (EspTx *tx, gint64 send_id, const char *state, gint64 *out_n, GError **error)
{
  static const char sql_count[] =
    "SELECT count (*) FROM delivery WHERE send_id = ?1 AND state = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_text (stmt, 2, state);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_ledger_sum_prices:
 * @out_n: of how many messages that is the sum
 * @out_n_sent: how many were taken in all
 *
 * Adds up what the messages of a send cost that were taken.
 */
gboolean
esp_ledger_sum_prices (EspTx *tx,
                       gint64 send_id,
                       double *out_sum,
                       gint64 *out_n,
                       gint64 *out_n_sent,
                       GError **error)
{
  static const char sql_sum[] = "SELECT total (price), count (price), count (*) FROM delivery"
                                " WHERE send_id = ?1 AND state = 'sent'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sum, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_sum = esp_stmt_double (stmt, 0);
  *out_n = esp_stmt_int64 (stmt, 1);
  *out_n_sent = esp_stmt_int64 (stmt, 2);
  return TRUE;
}

/**
 * esp_ledger_count_retryable:
 *
 * Tells how many esp_ledger_retry_failed() would offer again.
 */
gboolean
esp_ledger_count_retryable (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_count[] = "SELECT count (*) FROM delivery"
                                  " WHERE send_id = ?1 AND state = 'failed'"
                                  " AND coalesce (reason, '') NOT IN " ESP_LEDGER_LASTING_SQL
                                  " AND next_at IS NOT " ESP_LEDGER_LET_BE_SQL;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_ledger_counts_sum:
 * @state: (nullable): all states when %NULL
 * @reason: (nullable): all reasons when %NULL
 *
 * Returns: how many rows fit
 */
gint64
esp_ledger_counts_sum (GPtrArray *counts, const char *state, const char *reason)
{
  gint64 n = 0;

  for (guint i = 0; i < counts->len; i++)
    {
      const EspLedgerCount *count = g_ptr_array_index (counts, i);

      if ((state == NULL || g_str_equal (count->state, state)) &&
          (reason == NULL || g_strcmp0 (count->reason, reason) == 0))
        n += count->n;
    }
  return n;
}

static gpointer
read_row (EspStmt *stmt)
{
  EspLedgerRow *self = g_new0 (EspLedgerRow, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->send_id = esp_stmt_int64 (stmt, 1);
  self->campaign_id = esp_stmt_int64 (stmt, 2);
  self->campaign = esp_stmt_dup_text (stmt, 3);
  self->lead_id = esp_stmt_int64 (stmt, 4);
  self->name = esp_stmt_dup_text (stmt, 5);
  self->email = esp_stmt_dup_text (stmt, 6);
  self->state = esp_stmt_dup_text (stmt, 7);
  self->reason = esp_stmt_dup_text (stmt, 8);
  self->detail = esp_stmt_dup_text (stmt, 9);
  self->reply = esp_stmt_dup_text (stmt, 10);
  self->message_key = esp_stmt_dup_text (stmt, 11);
  self->attempts = (guint) esp_stmt_int64 (stmt, 12);
  self->next_at_us = esp_stmt_int64 (stmt, 13);
  self->updated_at_us = esp_stmt_int64 (stmt, 14);
  return self;
}

static GPtrArray *
read_rows (EspStmt *stmt, GError **error)
{

  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_ledger_row_free, error);
}

/**
 * esp_ledger_list:
 * @state: which rows
 * @after_id: the last row seen; 0 at first
 *
 * Returns: (transfer full) (element-type EspLedgerRow): rows of a send with the people's names
 */
GPtrArray *
esp_ledger_list (EspTx *tx,
                 gint64 send_id,
                 const char *state,
                 gint64 after_id,
                 guint limit,
                 GError **error)
{
  static const char sql_list[] =
    "SELECT " ROW_COLUMNS ROW_TABLES " WHERE d.send_id = ?1 AND d.state = ?2 AND d.id > ?3"
    " ORDER BY d.id LIMIT ?4";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_text (stmt, 2, state);
  esp_stmt_bind_int64 (stmt, 3, after_id);
  esp_stmt_bind_int64 (stmt, 4, limit);
  return read_rows (stmt, error);
}

/**
 * esp_ledger_list_lead:
 *
 * Returns: (transfer full) (element-type EspLedgerRow): what a lead got and did not get, newest first
 */
GPtrArray *
esp_ledger_list_lead (EspTx *tx, gint64 lead_id, guint limit, GError **error)
{
  static const char sql_lead[] =
    "SELECT " ROW_COLUMNS ROW_TABLES
    " WHERE d.lead_id = ?1 ORDER BY d.updated_at DESC, d.id DESC LIMIT ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_lead, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, limit);
  return read_rows (stmt, error);
}

/**
 * esp_ledger_find:
 *
 * Returns: (transfer full) (nullable): a lead's row of a send; %NULL without @error when it has none
 */
EspLedgerRow *
esp_ledger_find (EspTx *tx, gint64 send_id, gint64 lead_id, GError **error)
{
  static const char sql_find[] =
    "SELECT " ROW_COLUMNS ROW_TABLES
    " WHERE d.send_id = ?1 AND d.lead_id = ?2 ORDER BY d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  step = esp_stmt_step (stmt, error);
  return step == ESP_STEP_ROW ? read_row (stmt) : NULL;
}
