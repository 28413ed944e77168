/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one lead of two that are the same person; undoing it makes them two again. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-merge.h"

#include "store/esp-consents.h"
#include "store/esp-history-private.h"
#include "store/esp-journey-merges.h"
#include "store/esp-lead-search.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-merge-consent.h"
#include "store/esp-suppressions.h"

/* Beside the tables that every write records. */
static const char *const recorded_tables[] = { "event", "delivery", "identity", "lead_stat" };

static gboolean
run_pair (EspTx *tx,
          const char *sql,
          gint64 keep_id,
          gint64 other_id,
          gint64 *out_n,
          GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, keep_id);
  esp_stmt_bind_int64 (stmt, 2, other_id);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = esp_db_n_changed (esp_tx_get_db (tx));
  return TRUE;
}

/* What is being handed over is settled by its row: that must not change hands meanwhile. */
static gboolean
check_idle (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
  static const char sql_busy[] = "SELECT count (*) FROM delivery"
                                 " WHERE lead_id IN (?1, ?2) AND state = 'sending'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_busy, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, keep_id);
  esp_stmt_bind_int64 (stmt, 2, other_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  if (esp_stmt_int64 (stmt, 0) == 0)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_BUSY,
                       "A message to one of them is being handed over right now; try again in a "
                       "moment");
  return FALSE;
}

/* Both were in the same send: the row that says most about the person changes places with the other, so
 * that the lead that stays shows it. The keys stay, or the undo could not put them back one by one. */
static gboolean
exchange_rows (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
#define RANK(alias)                                                                                \
  "CASE " alias ".state WHEN 'sent' THEN 6 WHEN 'unknown' THEN 5 WHEN 'queued' THEN 4"             \
  " WHEN 'failed' THEN 3 WHEN 'skipped' THEN 2 ELSE 1 END"
  static const char sql_note[] =
    "CREATE TEMP TABLE IF NOT EXISTS merge_pair (mine INTEGER PRIMARY KEY,"
    " theirs INTEGER UNIQUE)";
  static const char sql_clear[] = "DELETE FROM temp.merge_pair";
  static const char sql_pairs[] =
    "INSERT OR IGNORE INTO temp.merge_pair (mine, theirs)" /* a journey may send twice */
    " SELECT a.id, b.id FROM delivery AS a JOIN delivery AS b ON b.send_id = a.send_id"
    " WHERE a.lead_id = ?1 AND b.lead_id = ?2 AND " RANK ("b") " > " RANK ("a");
#undef RANK
  static const char sql_swap[] =
    "UPDATE delivery SET state = x.state, reason = x.reason, detail = x.detail,"
    "  rule_version = x.rule_version, attempts = x.attempts, next_at = x.next_at,"
    "  message_key = x.message_key, reply = x.reply, bounced_at = x.bounced_at,"
    "  created_at = x.created_at, updated_at = x.updated_at"
    " FROM (SELECT p.mine AS target, d.* FROM temp.merge_pair AS p"
    "   JOIN delivery AS d ON d.id = p.theirs"
    "  UNION ALL SELECT p.theirs, d.* FROM temp.merge_pair AS p"
    "   JOIN delivery AS d ON d.id = p.mine) AS x"
    " WHERE delivery.id = x.target";

  return esp_db_exec (esp_tx_get_db (tx), sql_note, error) &&
         esp_db_exec (esp_tx_get_db (tx), sql_clear, error) &&
         run_pair (tx, sql_pairs, keep_id, other_id, NULL, error) &&
         esp_db_exec (esp_tx_get_db (tx), sql_swap, error);
}

static gboolean
move_ledger (EspTx *tx, gint64 keep_id, gint64 other_id, EspMergeResult *result, GError **error)
{
  static const char sql_move[] =
    "UPDATE delivery SET lead_id = ?1 WHERE lead_id = ?2"
    " AND send_id NOT IN (SELECT send_id FROM delivery WHERE lead_id = ?1)";

  return exchange_rows (tx, keep_id, other_id, error) &&
         run_pair (tx, sql_move, keep_id, other_id, &result->n_messages, error) &&
         esp_ledger_discount_lead (tx, other_id, error);
}

static gboolean
add_stat (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
#define LATEST(column)                                                                             \
  column " = nullif (max (coalesce (" column ", 0), coalesce (excluded." column ", 0)), 0)"
  static const char sql_add[] =
    "INSERT INTO lead_stat (lead_id, n_sent, n_opened, n_clicked, last_sent_at, last_open_at,"
    "  last_click_at, last_event_at, revenue)"
    " SELECT ?1, n_sent, n_opened, n_clicked, last_sent_at, last_open_at, last_click_at,"
    "  last_event_at, revenue FROM lead_stat WHERE lead_id = ?2"
    " ON CONFLICT (lead_id) DO UPDATE SET n_sent = n_sent + excluded.n_sent,"
    "  n_opened = n_opened + excluded.n_opened, n_clicked = n_clicked + excluded.n_clicked,"
    "  revenue = revenue + excluded.revenue, " LATEST ("last_sent_at") ", " LATEST (
      "last_open_at") ", " LATEST ("last_click_at") ", " LATEST ("last_event_at");
#undef LATEST
  static const char sql_drop[] = "DELETE FROM lead_stat WHERE lead_id = ?2 AND ?1 > 0";

  return run_pair (tx, sql_add, keep_id, other_id, NULL, error) &&
         run_pair (tx, sql_drop, keep_id, other_id, NULL, error);
}

static gboolean
move_sets (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
  static const char *const statements[] = {
    "INSERT OR IGNORE INTO lead_tag (lead_id, tag_id)"
    " SELECT ?1, tag_id FROM lead_tag WHERE lead_id = ?2",
    "DELETE FROM lead_tag WHERE lead_id = ?2 AND ?1 > 0",
    "INSERT OR IGNORE INTO segment_member (segment_id, lead_id, added_at)"
    " SELECT segment_id, ?1, added_at FROM segment_member WHERE lead_id = ?2",
    "DELETE FROM segment_member WHERE lead_id = ?2 AND ?1 > 0",
    "INSERT OR IGNORE INTO ad_audience_member (ad_audience_id, lead_id, is_in, at)"
    " SELECT ad_audience_id, ?1, is_in, at FROM ad_audience_member WHERE lead_id = ?2",
    "DELETE FROM ad_audience_member WHERE lead_id = ?2 AND ?1 > 0",
    /* Who was chosen by hand for what is not sent yet stays chosen. */
    "UPDATE send SET audience = json_set (audience, '$.leads',"
    "  (SELECT json_group_array (DISTINCT iif (value = ?2, ?1, value))"
    "   FROM json_each (audience, '$.leads')))"
    " WHERE state IN ('draft', 'scheduled') AND json_type (audience, '$.leads') = 'array'"
    "  AND EXISTS (SELECT 1 FROM json_each (audience, '$.leads') WHERE value = ?2)",
    "UPDATE purchase SET lead_id = ?1 WHERE lead_id = ?2",
    "UPDATE identity SET lead_id = ?1 WHERE lead_id = ?2",
    "UPDATE lead SET created_at = min (created_at,"
    "  (SELECT created_at FROM lead WHERE id = ?2)) WHERE id = ?1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    if (!run_pair (tx, statements[i], keep_id, other_id, NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
move_events (EspTx *tx, gint64 keep_id, gint64 other_id, EspMergeResult *result, GError **error)
{
  static const char sql_events[] = "UPDATE event SET lead_id = ?1 WHERE lead_id = ?2";
  static const char sql_undone[] = "UPDATE event_undone SET lead_id = ?1 WHERE lead_id = ?2";
  static const char sql_notes[] = "UPDATE note SET lead_id = ?1 WHERE lead_id = ?2";
  static const char sql_tasks[] = "UPDATE OR IGNORE task SET lead_id = ?1 WHERE lead_id = ?2";

  return run_pair (tx, sql_events, keep_id, other_id, &result->n_events, error) &&
         run_pair (tx, sql_undone, keep_id, other_id, NULL, error) &&
         run_pair (tx, sql_notes, keep_id, other_id, &result->n_notes, error) &&
         run_pair (tx, sql_tasks, keep_id, other_id, NULL, error);
}

/* A person's own no goes with the person, to whatever address is kept. That mail came back for good is a
 * fact of an address, and stays with that. */
static GPtrArray *
load_suppressions (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
  static const char sql_list[] = "SELECT DISTINCT l.channel, s.reason FROM suppressed_lead AS l"
                                 " JOIN suppression AS s ON s.id = l.suppression_id"
                                 " WHERE l.lead_id IN (?1, ?2) AND s.reason NOT IN ('hard-bounce', "
                                 "'soft-bounce') ORDER BY l.channel, s.id";
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, keep_id);
  esp_stmt_bind_int64 (stmt, 2, other_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      g_ptr_array_add (pairs, esp_stmt_dup_text (stmt, 0));
      g_ptr_array_add (pairs, esp_stmt_dup_text (stmt, 1));
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&pairs) : NULL;
}

static gboolean
suppress (EspTx *tx, const EspLead *lead, GPtrArray *pairs, GError **error)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    if (!esp_suppress_lead (tx, lead, g_ptr_array_index (pairs, i),
                            g_ptr_array_index (pairs, i + 1), "merge", error))
      return FALSE;
  return TRUE;
}

static gboolean
remove_other (EspTx *tx, gint64 keep_id, gint64 other_id, GError **error)
{
  static const char sql_unlink[] = "DELETE FROM suppressed_lead WHERE lead_id = ?2 AND ?1 > 0";
  static const char sql_delete[] = "DELETE FROM lead WHERE id = ?2 AND ?1 > 0";

  return run_pair (tx, sql_unlink, keep_id, other_id, NULL, error) &&
         run_pair (tx, sql_delete, keep_id, other_id, NULL, error) &&
         esp_lead_search_mark (tx, other_id, other_id, error);
}

static void
note_changes (EspTx *tx, gint64 keep_id, gint64 other_id)
{
  EspChanges *changes = esp_tx_get_changes (tx);
  const EspChangeKind kinds = ESP_CHANGE_LEAD | ESP_CHANGE_TAG | ESP_CHANGE_CONSENT |
                              ESP_CHANGE_SUPPRESSION | ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER |
                              ESP_CHANGE_ORDER | ESP_CHANGE_SEGMENT | ESP_CHANGE_TASK;

  esp_changes_note_lead (changes, kinds, keep_id);
  esp_changes_note_lead (changes, kinds, other_id);
  esp_changes_note_column (changes, "*");
  esp_changes_note_event_kind (changes, "*");
}

static gboolean
move_all (EspTx *tx, gint64 keep_id, gint64 other_id, EspMergeResult *result, GError **error)
{
  return esp_journey_merge_note (tx, keep_id, other_id, error) &&
         move_events (tx, keep_id, other_id, result, error) &&
         move_ledger (tx, keep_id, other_id, result, error) &&
         add_stat (tx, keep_id, other_id, error) && move_sets (tx, keep_id, other_id, error) &&
         esp_merge_move_consents (tx, keep_id, other_id, &result->n_consents, error);
}

/**
 * esp_merge_leads:
 * @other_id: who goes
 * @after: who stays, with the values that the merged lead is to have
 * @out_result: (out) (optional): what came over
 *
 * Gives everything of one lead to another and removes it. Of consents the strictest word holds, and a
 * person's own no closes the addresses that are kept. Two rows of the same send cannot both be one
 * person's: the one that says more goes with the lead, the other stays as the bare fact it is.
 *
 * Run it as a recorded write: taking that back makes two leads of one again.
 */
gboolean
esp_merge_leads (EspTx *tx,
                 gint64 other_id,
                 const EspLead *after,
                 EspMergeResult *out_result,
                 GError **error)
{
  EspMergeResult result = { 0 };
  gint64 keep_id = after->id;
  g_autoptr (EspLead) before = NULL;
  g_autoptr (EspLead) other = NULL;
  g_autoptr (GPtrArray) suppressions = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  if (keep_id == other_id)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "A lead cannot be merged with itself");
      return FALSE;
    }
  before = esp_lead_load (tx, after->fields, keep_id, error);
  other = before != NULL ? esp_lead_load (tx, after->fields, other_id, error) : NULL;
  if (other == NULL || !check_idle (tx, keep_id, other_id, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (recorded_tables); i++)
    if (!esp_recording_record_too (tx, recorded_tables[i], error))
      return FALSE;
  suppressions = load_suppressions (tx, keep_id, other_id, error);
  if (suppressions == NULL || !move_all (tx, keep_id, other_id, &result, error) ||
      !remove_other (tx, keep_id, other_id, error) ||
      !esp_lead_update (tx, before, after, NULL, error) ||
      !suppress (tx, after, suppressions, error))
    return FALSE;
  note_changes (tx, keep_id, other_id);
  if (out_result != NULL)
    *out_result = result;
  return TRUE;
}
