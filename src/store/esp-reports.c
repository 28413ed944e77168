/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a report from outside is about, and keeps the ledger true to it. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-reports.h"

#include "base/esp-clock.h"
#include "store/esp-events.h"
#include "store/esp-ledger.h"

#include <string.h>

/* So far the clock of a service may be from ours. */
#define MAX_SKEW_US (10 * ESP_USEC_PER_MINUTE)
#define PLACE_COLUMNS "d.id, d.lead_id, d.send_id, s.campaign_id, s.message_id, d.state"
#define PLACE_TABLES " FROM delivery AS d JOIN send AS s ON s.id = d.send_id"
/* What a send carries; mail, when nobody knows any more. */
#define CHANNEL_OF_SEND(ID)                                                                        \
  "coalesce ((SELECT y.channel FROM send AS x JOIN message AS y ON y.id = x.message_id"            \
  " WHERE x.id = " ID "), 'email')"

static gboolean
read_place (EspStmt *stmt, EspReportPlace *place, GError **error)
{
  EspStep step = esp_stmt_step (stmt, error);

  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  place->delivery_id = esp_stmt_int64 (stmt, 0);
  place->lead_id = esp_stmt_int64 (stmt, 1);
  place->send_id = esp_stmt_int64 (stmt, 2);
  place->campaign_id = esp_stmt_int64 (stmt, 3);
  place->message_id = esp_stmt_int64 (stmt, 4);
  (void) g_strlcpy (place->state, esp_stmt_text (stmt, 5), sizeof place->state);
  return TRUE;
}

/**
 * esp_report_find_receipt:
 * @receipt: the provider's id of the message
 * @place: (inout): written when there is a row
 */
gboolean
esp_report_find_receipt (EspTx *tx, const char *receipt, EspReportPlace *place, GError **error)
{
  static const char sql_receipt[] =
    "SELECT " PLACE_COLUMNS PLACE_TABLES " WHERE d.receipt = ?1 ORDER BY d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_receipt, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, receipt);
  return read_place (stmt, place, error);
}

/**
 * esp_report_find_message_key:
 * @key: Message-ID without brackets
 * @place: (inout): written when there is a row
 */
gboolean
esp_report_find_message_key (EspTx *tx, const char *key, EspReportPlace *place, GError **error)
{
  static const char sql_key[] =
    "SELECT " PLACE_COLUMNS PLACE_TABLES " WHERE d.message_key = ?1 ORDER BY d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_key, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, key);
  return read_place (stmt, place, error);
}

/**
 * esp_report_find_pair:
 * @place: (inout): written when the send has a row of the lead; of several the last one
 */
gboolean
esp_report_find_pair (EspTx *tx,
                      gint64 send_id,
                      gint64 lead_id,
                      EspReportPlace *place,
                      GError **error)
{
  static const char sql_pair[] =
    "SELECT " PLACE_COLUMNS PLACE_TABLES " WHERE d.send_id = ?1 AND d.lead_id = ?2"
    " ORDER BY d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_pair, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, lead_id);
  return read_place (stmt, place, error);
}

/**
 * esp_report_find_last:
 * @channel_id: sends of this channel first; 0 is any
 * @since_us: not longer ago
 * @place: (inout): written when something was handed over to the lead
 *
 * The last message that went to a lead, for reports that name an address alone.
 */
gboolean
esp_report_find_last (EspTx *tx,
                      gint64 lead_id,
                      gint64 channel_id,
                      gint64 since_us,
                      EspReportPlace *place,
                      GError **error)
{
  static const char sql_last[] =
    "SELECT " PLACE_COLUMNS PLACE_TABLES
    " WHERE d.lead_id = ?1 AND d.updated_at >= ?3 AND d.state IN ('sent', 'unknown', 'sending')"
    " ORDER BY s.channel_id IS ?2 DESC, d.updated_at DESC, d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_last, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, channel_id);
  esp_stmt_bind_int64 (stmt, 3, since_us);
  return read_place (stmt, place, error);
}

/**
 * esp_report_find_lead:
 * @address: normalised e-mail address or E.164 number
 * @out_lead_id: (out): 0 when no lead carries it
 */
gboolean
esp_report_find_lead (EspTx *tx, const char *address, gint64 *out_lead_id, GError **error)
{
  static const char sql_email[] = "SELECT id FROM lead WHERE email = ?1";
  static const char sql_phone[] = "SELECT id FROM lead WHERE phone = ?1 ORDER BY id LIMIT 1";
  gboolean is_email = strchr (address, '@') != NULL;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, is_email ? sql_email : sql_phone, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, address);
  step = esp_stmt_step (stmt, error);
  *out_lead_id = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return step != ESP_STEP_ERROR;
}

/**
 * esp_report_is_address_of:
 * @address: normalised e-mail address or E.164 number
 *
 * Tells whether the lead carries the address, whoever else does.
 */
gboolean
esp_report_is_address_of (EspTx *tx,
                          gint64 lead_id,
                          const char *address,
                          gboolean *out_is,
                          GError **error)
{
  static const char sql_is[] =
    "SELECT EXISTS (SELECT 1 FROM lead WHERE id = ?1 AND (email = ?2 OR phone = ?2))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_is, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, address);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_is = esp_stmt_int64 (stmt, 0) != 0;
  return TRUE;
}

/**
 * esp_report_has_lead:
 *
 * Tells whether the person is still there.
 */
gboolean
esp_report_has_lead (EspTx *tx, gint64 lead_id, gboolean *out_has, GError **error)
{
  static const char sql_has[] = "SELECT EXISTS (SELECT 1 FROM lead WHERE id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_has, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_has = esp_stmt_int64 (stmt, 0) != 0;
  return TRUE;
}

/**
 * esp_report_find_untold:
 * @taken_us: when the service took a message to the lead
 * @place: (inout): written when there is a row
 *
 * The message that was given to a service at about that time without its saying by which id it knows it, as when the
 * program was killed meanwhile.
 */
gboolean
esp_report_find_untold (EspTx *tx,
                        gint64 lead_id,
                        gint64 channel_id,
                        gint64 taken_us,
                        EspReportPlace *place,
                        GError **error)
{
  static const char sql_untold[] =
    "SELECT " PLACE_COLUMNS PLACE_TABLES " WHERE d.lead_id = ?1 AND d.updated_at >= ?3 - ?4 AND "
    "d.state IN ('sent', 'unknown', 'sending')"
    " AND d.receipt IS NULL AND s.channel_id = ?2 AND d.tried_at <= ?3 + ?4"
    " ORDER BY abs (d.tried_at - ?3), d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_untold, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, channel_id);
  esp_stmt_bind_int64 (stmt, 3, taken_us);
  esp_stmt_bind_int64 (stmt, 4, MAX_SKEW_US);
  return read_place (stmt, place, error);
}

/**
 * esp_report_settle:
 * @place: a row that is told of
 * @receipt: (nullable): the provider's id of the message
 *
 * What is told of was sent: it is in doubt no longer, and is found by its id from now on.
 */
gboolean
esp_report_settle (EspTx *tx, const EspReportPlace *place, const char *receipt, GError **error)
{
  static const char sql_receipt[] =
    "UPDATE delivery SET receipt = ?2 WHERE id = ?1 AND receipt IS NULL";
  g_autoptr (EspStmt) stmt = NULL;

  if (receipt != NULL && *receipt != '\0')
    {
      stmt = esp_tx_stmt (tx, sql_receipt, error);
      if (stmt == NULL)
        return FALSE;
      esp_stmt_bind_int64 (stmt, 1, place->delivery_id);
      esp_stmt_bind_text (stmt, 2, receipt);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  if (!g_str_equal (place->state, "unknown"))
    return TRUE;
  return esp_ledger_resolve_unknown (tx, place->send_id, place->lead_id, FALSE, NULL, error);
}

/**
 * esp_report_count_soft:
 * @channel: whose address it is: "email", "sms" …: what came of others says nothing about it
 * @since_us: not longer ago
 * @out_n: (out): to how many messages to the lead a soft bounce came
 * @out_n_in_a_row: (out): of the last @limit messages that came to an end, how many bounced one after the other
 */
gboolean
esp_report_count_soft (EspTx *tx,
                       gint64 lead_id,
                       const char *channel,
                       gint64 since_us,
                       guint limit,
                       EspReportSoft *out_soft,
                       GError **error)
{
  static const char sql_soft[] =
    "SELECT count (DISTINCT coalesce (e.send_id, -e.id)) FROM event AS e"
    " WHERE e.lead_id = ?1 AND e.at >= ?2"
    " AND e.kind_id = (SELECT id FROM event_kind WHERE name = '" ESP_EVENT_BOUNCE "')"
    " AND json_extract (e.props, '$.class') = 'soft'"
    " AND " CHANNEL_OF_SEND ("e.send_id") " = ?3";
  static const char sql_row[] =
    "SELECT d.bounced_at IS NOT NULL OR d.reason = 'soft-bounce' FROM delivery AS d"
    " WHERE d.lead_id = ?1 AND d.state IN ('sent', 'failed')"
    " AND " CHANNEL_OF_SEND (
      "d.send_id") " = ?3"
                   " AND d.id <= (SELECT max (b.id) FROM delivery AS b WHERE b.lead_id = ?1"
                   "  AND (b.bounced_at IS NOT NULL OR b.reason = 'soft-bounce')"
                   "  AND " CHANNEL_OF_SEND ("b.send_id") " = ?3)"
                                                          " ORDER BY d.id DESC LIMIT ?2";
  const char *medium = g_str_equal (channel, "sms") ? "text" : channel;
  g_autoptr (EspStmt) soft = esp_tx_stmt (tx, sql_soft, error);
  g_autoptr (EspStmt) row = esp_tx_stmt (tx, sql_row, error);
  EspStep step;

  if (soft == NULL || row == NULL)
    return FALSE;
  *out_soft = (EspReportSoft){ 0 };
  esp_stmt_bind_int64 (soft, 1, lead_id);
  esp_stmt_bind_int64 (soft, 2, since_us);
  esp_stmt_bind_text (soft, 3, medium);
  if (esp_stmt_step (soft, error) != ESP_STEP_ROW)
    return FALSE;
  out_soft->n = esp_stmt_int64 (soft, 0);
  esp_stmt_bind_int64 (row, 1, lead_id);
  esp_stmt_bind_int64 (row, 2, limit);
  esp_stmt_bind_text (row, 3, medium);
  while ((step = esp_stmt_step (row, error)) == ESP_STEP_ROW && esp_stmt_int64 (row, 0) != 0)
    out_soft->n_in_a_row++;
  return step != ESP_STEP_ERROR;
}

/**
 * esp_report_count_send:
 *
 * What came of a send so far; people, not events.
 */
gboolean
esp_report_count_send (EspTx *tx, gint64 send_id, EspReportCounts *out_counts, GError **error)
{
  static const char sql_count[] =
    "SELECT k.name = '" ESP_EVENT_COMPLAINT "', json_extract (e.props, '$.class'),"
    " count (DISTINCT e.lead_id)"
    " FROM event AS e JOIN event_kind AS k ON k.id = e.kind_id"
    " WHERE e.send_id = ?1 AND k.name IN ('" ESP_EVENT_COMPLAINT "', '" ESP_EVENT_BOUNCE "')"
    " GROUP BY 1, 2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);
  EspReportCounts counts = { 0 };
  EspStep step;

  if (stmt == NULL || !esp_ledger_count_state (tx, send_id, "sent", &counts.n_sent, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const char *klass = esp_stmt_text (stmt, 1);
      gint64 n = esp_stmt_int64 (stmt, 2);

      if (esp_stmt_int64 (stmt, 0) != 0)
        counts.n_complaint += n;
      else if (g_strcmp0 (klass, "hard") == 0)
        counts.n_hard += n;
      else if (g_strcmp0 (klass, "soft") == 0)
        counts.n_soft += n;
      else if (g_strcmp0 (klass, "block") == 0)
        counts.n_block += n;
    }
  *out_counts = counts;
  return step == ESP_STEP_DONE;
}

/**
 * esp_report_count_delivered:
 * @out_n: (out): whose mailbox or telephone took it, as far as it was told; %ESP_REPORT_MAX_DELIVERED are many
 */
gboolean
esp_report_count_delivered (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_count[] =
    "SELECT count (*) FROM (SELECT DISTINCT lead_id FROM event WHERE send_id = ?1 AND kind_id ="
    " (SELECT id FROM event_kind WHERE name = '" ESP_EVENT_DELIVERED "') LIMIT ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, ESP_REPORT_MAX_DELIVERED);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

static void
return_row_free (gpointer data)
{
  EspReturnRow *row = data;

  g_free (row->kind);
  g_free (row->name);
  g_free (row->email);
  g_free (row->campaign);
  g_free (row->props);
  g_free (row);
}

static gboolean
collect_returns (EspTx *tx, const char *kind, guint limit, GPtrArray *rows, GError **error)
{
  static const char sql_returns[] =
    "SELECT e.at, e.lead_id, l.name, l.email, c.name, e.props FROM event AS e"
    " JOIN lead AS l ON l.id = e.lead_id"
    " LEFT JOIN campaign AS c ON c.id = e.campaign_id"
    " WHERE e.kind_id = (SELECT id FROM event_kind WHERE name = ?1)"
    " ORDER BY e.at DESC LIMIT ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_returns, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, kind);
  esp_stmt_bind_int64 (stmt, 2, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspReturnRow *row = g_new0 (EspReturnRow, 1);

      row->at_us = esp_stmt_int64 (stmt, 0);
      row->lead_id = esp_stmt_int64 (stmt, 1);
      row->kind = g_strdup (kind);
      row->name = esp_stmt_dup_text (stmt, 2);
      row->email = esp_stmt_dup_text (stmt, 3);
      row->campaign = esp_stmt_dup_text (stmt, 4);
      row->props = esp_stmt_dup_text (stmt, 5);
      g_ptr_array_add (rows, row);
    }
  return step == ESP_STEP_DONE;
}

static int
compare_returns (gconstpointer a, gconstpointer b)
{
  const EspReturnRow *first = *(const EspReturnRow *const *) a;
  const EspReturnRow *second = *(const EspReturnRow *const *) b;

  return first->at_us < second->at_us ? 1 : first->at_us > second->at_us ? -1 : 0;
}

/**
 * esp_report_list_returns:
 *
 * Returns: (transfer full) (element-type EspReturnRow): bounces, complaints, answers and unsubscribes, the
 *   newest first
 */
GPtrArray *
esp_report_list_returns (EspTx *tx, guint limit, GError **error)
{
  static const char *const kinds[] = { ESP_EVENT_BOUNCE, ESP_EVENT_COMPLAINT, ESP_EVENT_UNSUBSCRIBE,
                                       ESP_EVENT_REPLY, ESP_EVENT_AUTO_REPLY };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (return_row_free);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (!collect_returns (tx, kinds[i], limit, rows, error))
      return NULL;
  g_ptr_array_sort (rows, compare_returns);
  if (rows->len > limit)
    g_ptr_array_remove_range (rows, limit, rows->len - limit);
  return g_steal_pointer (&rows);
}
