/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger of sends, write side: one row per send and lead, committed before and after the network. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-ledger.h"

#include "store/esp-campaigns.h"
#include "store/esp-events.h"
#include "store/esp-meta.h"

void
esp_ledger_settlement_clear (EspLedgerSettlement *self)
{
  g_clear_pointer (&self->detail, g_free);
  g_clear_pointer (&self->reply, g_free);
  g_clear_pointer (&self->receipt, g_free);
  g_clear_pointer (&self->dead_place, g_free);
}

static void
note_ledger (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LEDGER);
}

/**
 * esp_ledger_insert:
 * @rule_version: of the rules that decided
 *
 * Enters decisions. A lead that is in the ledger of the send already, for the same occasion, keeps its row,
 * so that preparing can be begun again after a crash.
 */
gboolean
esp_ledger_insert (EspTx *tx,
                   gint64 send_id,
                   const EspLedgerEntry *entries,
                   gsize n_entries,
                   guint rule_version,
                   GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO delivery (send_id, lead_id, state, reason, rule_version, next_at, created_at,"
    " updated_at, occasion)"
    " VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, 0), ?7, ?7, ?8)"
    " ON CONFLICT (send_id, lead_id, occasion) DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 5, rule_version);
  esp_stmt_bind_int64 (stmt, 7, esp_tx_get_now_us (tx));
  for (gsize i = 0; i < n_entries; i++)
    {
      gboolean is_skipped = entries[i].reason != NULL && entries[i].next_at_us == 0;

      esp_stmt_bind_int64 (stmt, 2, entries[i].lead_id);
      esp_stmt_bind_text (stmt, 3, entries[i].is_done ? "sent" : is_skipped ? "skipped" : "queued");
      esp_stmt_bind_text (stmt, 4, entries[i].reason);
      esp_stmt_bind_int64 (stmt, 6, entries[i].next_at_us);
      esp_stmt_bind_int64 (stmt, 8, entries[i].occasion);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
      esp_stmt_reset (stmt);
    }
  note_ledger (tx);
  return TRUE;
}

static gboolean
collect_due (EspStmt *stmt, GArray *due, GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspLedgerDue row = { .id = esp_stmt_int64 (stmt, 0),
                           .lead_id = esp_stmt_int64 (stmt, 1),
                           .attempts = (guint) esp_stmt_int64 (stmt, 2),
                           .first_at_us = esp_stmt_int64 (stmt, 3) };

      g_array_append_val (due, row);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_ledger_due:
 * @after_id: the last row seen; 0 at first
 * @due: (element-type EspLedgerDue): appended to
 *
 * The next rows that wait for nothing, in the order of the ledger.
 */
gboolean
esp_ledger_due (EspTx *tx,
                gint64 send_id,
                gint64 after_id,
                guint limit,
                GArray *due,
                GError **error)
{
  static const char sql_due[] = "SELECT id, lead_id, attempts, tried_at FROM delivery"
                                " WHERE send_id = ?1 AND state = 'queued' AND next_at IS NULL"
                                " AND id > ?2"
                                " ORDER BY id LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_due, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, after_id);
  esp_stmt_bind_int64 (stmt, 3, limit);
  return collect_due (stmt, due, error);
}

/**
 * esp_ledger_due_again:
 *
 * Rows whose waiting has ended: retries, mornings.
 */
gboolean
esp_ledger_due_again (EspTx *tx, gint64 send_id, guint limit, GArray *due, GError **error)
{
  static const char sql_again[] = "SELECT id, lead_id, attempts, tried_at FROM delivery"
                                  " WHERE send_id = ?1 AND state = 'queued' AND next_at <= ?2"
                                  " ORDER BY next_at, id LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_again, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, limit);
  return collect_due (stmt, due, error);
}

/**
 * esp_ledger_next_at:
 * @out_at_us: when the next queued row may go; 0 now, -1 when none is queued
 */
gboolean
esp_ledger_next_at (EspTx *tx, gint64 send_id, gint64 *out_at_us, GError **error)
{
  static const char sql_next[] = "SELECT coalesce (next_at, 0) FROM delivery"
                                 " WHERE send_id = ?1 AND state = 'queued'"
                                 " ORDER BY next_at, id LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_next, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_at_us = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : -1;
  return TRUE;
}

/**
 * esp_ledger_defer:
 *
 * Lets a queued row wait until @next_at_us.
 */
gboolean
esp_ledger_defer (EspTx *tx, gint64 id, const char *reason, gint64 next_at_us, GError **error)
{
  static const char sql_defer[] = "UPDATE delivery SET reason = ?2, next_at = ?3, updated_at = ?4"
                                  " WHERE id = ?1 AND state = 'queued'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_defer, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, reason);
  esp_stmt_bind_int64 (stmt, 3, next_at_us);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_ledger (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_ledger_skip:
 * @detail: (nullable): JSON, or words
 *
 * Settles a queued row as a non-send.
 */
gboolean
esp_ledger_skip (EspTx *tx, gint64 id, const char *reason, const char *detail, GError **error)
{
  static const char sql_skip[] = "UPDATE delivery SET state = 'skipped', reason = ?2, detail = ?3, "
                                 "next_at = NULL, updated_at = ?4"
                                 " WHERE id = ?1 AND state = 'queued'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_skip, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, reason);
  esp_stmt_bind_text (stmt, 3, detail);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_ledger (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_ledger_fail_unmade:
 * @sentence: why; it names no person
 *
 * Settles a queued row whose message cannot be made: it failed, and may be tried again when that is mended.
 */
gboolean
esp_ledger_fail_unmade (EspTx *tx, gint64 id, const char *sentence, GError **error)
{
  static const char sql_fail[] =
    "UPDATE delivery SET state = 'failed', reason = '" ESP_LEDGER_NOT_MADE "', reply = ?2,"
    " detail = NULL, next_at = NULL, updated_at = ?3 WHERE id = ?1 AND state = 'queued'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_fail, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, sentence);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  note_ledger (tx);
  return esp_stmt_run (stmt, error);
}

static gboolean
is_open (EspTx *tx, const EspLedgerGate *gate, gboolean *out_is_open, GError **error)
{
  static const char sql_open[] =
    "SELECT EXISTS (SELECT 1 FROM send WHERE id = ?1 AND state = 'sending')"
    " AND NOT EXISTS (SELECT 1 FROM meta WHERE key = '" ESP_META_KILL_SWITCH "' AND value = 1)"
    " AND (?2 IS NULL OR EXISTS (SELECT 1 FROM lease WHERE name = 'engine' AND holder = ?2))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_open, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, gate->send_id);
  esp_stmt_bind_text (stmt, 2, gate->holder);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_is_open = esp_stmt_int64 (stmt, 0) != 0;
  return TRUE;
}

static gboolean
mark_sending (EspTx *tx, EspLedgerClaim *claim, GError **error)
{
  static const char sql_claim[] =
    "UPDATE delivery SET state = 'sending', attempts = attempts + 1, message_key = ?2,"
    " reason = NULL, next_at = NULL, tried_at = coalesce (tried_at, ?3), updated_at = ?3,"
    " price = nullif (?4, 0.0)"
    " WHERE id = ?1 AND state = 'queued'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_claim, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, claim->id);
  esp_stmt_bind_text (stmt, 2, claim->message_key);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_double (stmt, 4, claim->price);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (tx)) == 0)
    claim->result = ESP_CLAIM_GONE;
  return TRUE;
}

static gboolean
claim_one (EspTx *tx, const EspLedgerGate *gate, EspLedgerClaim *claim, GError **error)
{
  claim->result = ESP_CLAIM_OK;
  claim->reason = NULL;
  claim->next_at_us = 0;
  if (gate->judge != NULL && !gate->judge (tx, claim, gate->judge_data, error))
    return FALSE;
  switch (claim->result)
    {
    case ESP_CLAIM_OK:
      return mark_sending (tx, claim, error);
    case ESP_CLAIM_SKIPPED:
      return esp_ledger_skip (tx, claim->id, claim->reason, NULL, error);
    case ESP_CLAIM_WAITS:
      return esp_ledger_defer (tx, claim->id, claim->reason, claim->next_at_us, error);
    case ESP_CLAIM_CHANGED:
      return esp_ledger_defer (tx, claim->id, NULL, esp_tx_get_now_us (tx), error);
    case ESP_CLAIM_GONE:
    case ESP_CLAIM_CLOSED:
    default:
      return TRUE;
    }
}

/**
 * esp_ledger_claim:
 * @claims: each gets its result
 *
 * Marks rows as sending, in the transaction that asks once more whether they may be sent: the judge of the
 * gate, the send's state, the kill switch and the lease of the engine. What is claimed here and committed
 * is handed over; nothing else ever is.
 */
gboolean
esp_ledger_claim (EspTx *tx,
                  const EspLedgerGate *gate,
                  EspLedgerClaim *claims,
                  gsize n_claims,
                  GError **error)
{
  gboolean may_send = FALSE;

  if (!esp_tx_require_write (tx, error) || !is_open (tx, gate, &may_send, error))
    return FALSE;
  for (gsize i = 0; i < n_claims; i++)
    {
      if (!may_send)
        claims[i].result = ESP_CLAIM_CLOSED;
      else if (!claim_one (tx, gate, &claims[i], error))
        return FALSE;
    }
  note_ledger (tx);
  return TRUE;
}

static gboolean
count_sent (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_stat[] = "INSERT INTO lead_stat (lead_id, n_sent, last_sent_at)"
                                 " SELECT id, 1, ?2 FROM lead WHERE id = ?1"
                                 " ON CONFLICT (lead_id) DO UPDATE SET n_sent = n_sent + 1, "
                                 "last_sent_at = excluded.last_sent_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_stat, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEDGER, lead_id);
  return esp_stmt_run (stmt, error);
}

static gboolean
has_lead (EspTx *tx, gint64 lead_id, gboolean *out_has, GError **error)
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

/* The event suppresses the address when the bounce is hard; who wants no more has withdrawn the consent. */
static gboolean
add_bounce (EspTx *tx, const EspSend *send, const EspLedgerSettlement *row, GError **error)
{
  gboolean is_bounce = !g_str_equal (row->bounce, ESP_LEDGER_OPTED_OUT);
  g_autofree char *props = is_bounce ? g_strdup_printf ("{\"class\":\"%s\"}", row->bounce) : NULL;
  g_autofree char *key = g_strdup_printf ("delivery:%" G_GINT64_FORMAT, row->id);
  EspEvent event = { .lead_id = row->lead_id,
                     .kind = (char *) (is_bounce ? ESP_EVENT_BOUNCE : ESP_EVENT_UNSUBSCRIBE),
                     .at_us = esp_tx_get_now_us (tx),
                     .campaign_id = send->campaign_id,
                     .send_id = send->id,
                     .message_id = send->message_id,
                     .props = props,
                     .dedupe_key = key,
                     .channel = row->channel };
  gboolean has = FALSE;

  if (!has_lead (tx, row->lead_id, &has, error))
    return FALSE;
  return !has || esp_event_add (tx, &event, NULL, error);
}

static gboolean
settle_one (EspTx *tx, const EspLedgerSettlement *row, gboolean *out_settled, GError **error)
{
  static const char sql_settle[] = "UPDATE delivery SET state = ?2, reason = ?3, detail = ?4, "
                                   "reply = ?5, next_at = nullif (?6, 0),"
                                   " attempts = attempts - ?7, updated_at = ?8,"
                                   " tried_at = iif (attempts > ?7, tried_at, NULL),"
                                   " receipt = coalesce (?9, receipt)"
                                   " WHERE id = ?1 AND state = 'sending'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_settle, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, row->id);
  esp_stmt_bind_text (stmt, 2, row->state);
  esp_stmt_bind_text (stmt, 3, row->reason);
  esp_stmt_bind_text (stmt, 4, row->detail);
  esp_stmt_bind_text (stmt, 5, row->reply);
  esp_stmt_bind_int64 (stmt, 6, row->next_at_us);
  esp_stmt_bind_int64 (stmt, 7, row->gives_try_back);
  esp_stmt_bind_int64 (stmt, 8, esp_tx_get_now_us (tx));
  esp_stmt_bind_text (stmt, 9, row->receipt);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_settled = esp_db_n_changed (esp_tx_get_db (tx)) > 0;
  return TRUE;
}

/**
 * esp_ledger_settle:
 *
 * Writes down what became of rows that were handed over. A row that is not sending any more stays.
 */
gboolean
esp_ledger_settle (EspTx *tx,
                   gint64 send_id,
                   EspLedgerSettlement *settlements,
                   gsize n_settlements,
                   GError **error)
{
  g_autoptr (EspSend) send = NULL;

  if (!esp_tx_require_write (tx, error))
    return FALSE;
  for (gsize i = 0; i < n_settlements; i++)
    {
      const EspLedgerSettlement *row = &settlements[i];
      gboolean is_settled = FALSE;

      if (!settle_one (tx, row, &is_settled, error))
        return FALSE;
      if (!is_settled)
        continue;
      if (g_str_equal (row->state, "sent") && !count_sent (tx, row->lead_id, error))
        return FALSE;
      if (row->bounce == NULL)
        continue;
      if (send == NULL)
        send = esp_send_load (tx, send_id, error);
      if (send == NULL || !add_bounce (tx, send, row, error))
        return FALSE;
    }
  note_ledger (tx);
  return TRUE;
}

static gboolean
run_for_send (EspTx *tx, const char *static_sql, gint64 send_id, gint64 *out_n, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = esp_db_n_changed (esp_tx_get_db (tx));
  note_ledger (tx);
  return TRUE;
}

/**
 * esp_ledger_recover:
 * @out_n: (optional): how many are in doubt now
 *
 * After a crash: what was being handed over may have arrived, so it is unknown and never sent again by
 * itself. To be called by the one engine before it sends.
 */
gboolean
esp_ledger_recover (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_recover[] =
    "UPDATE delivery SET state = 'unknown', reason = 'interrupted', updated_at = ?2"
    " WHERE send_id = ?1 AND state = 'sending'";

  return run_for_send (tx, sql_recover, send_id, out_n, error);
}

/**
 * esp_ledger_cancel:
 *
 * Takes everyone back who has not been handed over yet.
 */
gboolean
esp_ledger_cancel (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_cancel[] =
    "UPDATE delivery SET state = 'cancelled', reason = 'stopped', next_at = NULL, updated_at = ?2"
    " WHERE send_id = ?1 AND state = 'queued'";

  return run_for_send (tx, sql_cancel, send_id, out_n, error);
}

/* Who is said to have got it has had one message more. */
static gboolean
count_resolved (EspTx *tx, gint64 send_id, gint64 lead_id, GError **error)
{
  static const char sql_count[] =
    "INSERT INTO lead_stat (lead_id, n_sent, last_sent_at)"
    " SELECT d.lead_id, 1, ?2 FROM delivery AS d JOIN lead AS l ON l.id = d.lead_id"
    " WHERE d.send_id = ?1 AND d.state = 'unknown' AND (?3 = 0 OR d.lead_id = ?3)"
    " ON CONFLICT (lead_id) DO UPDATE SET n_sent = n_sent + 1, last_sent_at = "
    "excluded.last_sent_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, lead_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_ledger_resolve_unknown:
 * @lead_id: 0 is everyone in doubt
 * @again: send it again, at the risk of a second copy; otherwise it counts as sent
 *
 * A person's decision about those in doubt.
 */
gboolean
esp_ledger_resolve_unknown (EspTx *tx,
                            gint64 send_id,
                            gint64 lead_id,
                            gboolean again,
                            gint64 *out_n,
                            GError **error)
{
  static const char sql_resolve[] =
    "UPDATE delivery SET state = iif (?3, 'queued', 'sent'), reason = 'resolved', next_at = NULL,"
    " updated_at = ?2"
    " WHERE send_id = ?1 AND state = 'unknown' AND (?4 = 0 OR lead_id = ?4)";
  static const char sql_recount[] =
    "UPDATE send SET n_audience = NULL, n_sent = NULL, updated_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_resolve, error);

  if (stmt == NULL || !run_for_send (tx, sql_recount, send_id, NULL, error) ||
      (!again && !count_resolved (tx, send_id, lead_id, error)))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, again);
  esp_stmt_bind_int64 (stmt, 4, lead_id);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = esp_db_n_changed (esp_tx_get_db (tx));
  note_ledger (tx);
  return TRUE;
}

/**
 * esp_ledger_retry_failed:
 * @out_n: (optional): how many will be tried again
 *
 * A person's word: those who were refused are offered once more, but never an address that does not exist.
 */
gboolean
esp_ledger_retry_failed (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_retry[] =
    "UPDATE delivery SET state = 'queued', reason = 'retry', attempts = 0, tried_at = NULL,"
    " next_at = NULL, updated_at = ?2"
    " WHERE send_id = ?1 AND state = 'failed' AND coalesce (reason, '') NOT "
    "IN " ESP_LEDGER_LASTING_SQL " AND next_at IS NOT " ESP_LEDGER_LET_BE_SQL;

  return run_for_send (tx, sql_retry, send_id, out_n, error);
}

/**
 * esp_ledger_let_failed_be:
 * @out_n: (optional): how many that was about
 *
 * A person's word: those who were refused stay refused, and nobody is asked about them any more.
 */
gboolean
esp_ledger_let_failed_be (EspTx *tx, gint64 send_id, gint64 *out_n, GError **error)
{
  static const char sql_let_be[] =
    "UPDATE delivery SET next_at = " ESP_LEDGER_LET_BE_SQL ", updated_at = ?2"
    " WHERE send_id = ?1 AND state = 'failed' AND coalesce (reason, '') NOT "
    "IN " ESP_LEDGER_LASTING_SQL " AND next_at IS NOT " ESP_LEDGER_LET_BE_SQL;

  return run_for_send (tx, sql_let_be, send_id, out_n, error);
}

/**
 * esp_ledger_discount_lead:
 *
 * Takes a person who goes, erased or merged into another, out of the figures that ended sends carry: the
 * rows of the ledger stay as bare facts, but no number counts whom it cannot open.
 */
gboolean
esp_ledger_discount_lead (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_discount[] =
    "UPDATE send SET n_audience = n_audience - 1, n_sent = n_sent -"
    " (SELECT d.state = 'sent' FROM delivery AS d WHERE d.send_id = send.id AND d.lead_id = ?1)"
    " WHERE n_audience IS NOT NULL"
    " AND id IN (SELECT send_id FROM delivery WHERE lead_id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_discount, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  return esp_stmt_run (stmt, error);
}
