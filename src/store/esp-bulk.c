/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in bulk: the sample workspace is made of them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-bulk.h"

/**
 * esp_bulk_add_event:
 * @kind_id: of the event's kind, from esp_event_kind_id()
 */
gboolean
esp_bulk_add_event (EspTx *tx, const EspEvent *event, gint64 kind_id, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO event (lead_id, kind_id, at, campaign_id, send_id, message_id, props)"
    " VALUES (?1, ?2, ?3, nullif (?4, 0), nullif (?5, 0), nullif (?6, 0), ?7)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event->lead_id);
  esp_stmt_bind_int64 (stmt, 2, kind_id);
  esp_stmt_bind_int64 (stmt, 3, event->at_us);
  esp_stmt_bind_int64 (stmt, 4, event->campaign_id);
  esp_stmt_bind_int64 (stmt, 5, event->send_id);
  esp_stmt_bind_int64 (stmt, 6, event->message_id);
  esp_stmt_bind_text (stmt, 7, event->props);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_bulk_add_consent:
 */
gboolean
esp_bulk_add_consent (EspTx *tx, const EspConsent *consent, GError **error)
{
  static const char sql_insert[] = "INSERT INTO consent (lead_id, channel, purpose, state, basis, "
                                   "wording, source, at, recorded_at)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, consent->lead_id);
  esp_stmt_bind_text (stmt, 2, consent->channel);
  esp_stmt_bind_text (stmt, 3, consent->purpose);
  esp_stmt_bind_text (stmt, 4, consent->state);
  esp_stmt_bind_text (stmt, 5, consent->basis);
  esp_stmt_bind_text (stmt, 6, consent->wording);
  esp_stmt_bind_text (stmt, 7, consent->source);
  esp_stmt_bind_int64 (stmt, 8, consent->at_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_bulk_add_delivery:
 */
gboolean
esp_bulk_add_delivery (EspTx *tx, const EspBulkDelivery *delivery, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO delivery (send_id, lead_id, state, reason, attempts, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, delivery->send_id);
  esp_stmt_bind_int64 (stmt, 2, delivery->lead_id);
  esp_stmt_bind_text (stmt, 3, delivery->state);
  esp_stmt_bind_text (stmt, 4, delivery->reason);
  esp_stmt_bind_int64 (stmt, 5, delivery->at_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_bulk_finish:
 *
 * Makes the newest word of each consent and the figures of each lead out of the rows.
 */
gboolean
esp_bulk_finish (EspTx *tx, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM consent_state",
    /* With max (), SQLite takes the other columns from the row that holds the maximum. */
    "INSERT INTO consent_state (lead_id, channel, purpose, state, at, consent_id)"
    " SELECT lead_id, channel, purpose, state, at, id FROM"
    " (SELECT lead_id, channel, purpose, state, at, id, max (coalesce (at, -1) * 1000000.0 + id)"
    "  FROM consent GROUP BY lead_id, channel, purpose)",
    "DELETE FROM lead_stat",
    "INSERT INTO lead_stat (lead_id, n_opened, n_clicked, last_open_at, last_click_at, "
    "last_event_at)"
    " SELECT lead_id, sum (name = 'open'), sum (name = 'click'),"
    "  max (CASE WHEN name = 'open' THEN at END), max (CASE WHEN name = 'click' THEN at END), max "
    "(at)"
    " FROM event JOIN event_kind ON event_kind.id = event.kind_id"
    " WHERE lead_id IS NOT NULL GROUP BY lead_id",
    "INSERT INTO lead_stat (lead_id, n_sent, last_sent_at)"
    " SELECT lead_id, count(*), max (updated_at) FROM delivery WHERE state = 'sent'"
    "  AND lead_id IN (SELECT id FROM lead) GROUP BY lead_id"
    " ON CONFLICT (lead_id) DO UPDATE SET n_sent = excluded.n_sent, last_sent_at = "
    "excluded.last_sent_at",
    NULL,
  };

  for (gsize i = 0; statements[i] != NULL; i++)
    if (!esp_db_exec (esp_tx_get_db (tx), statements[i], error))
      return FALSE;
  esp_changes_note_all_leads (esp_tx_get_changes (tx),
                              (EspChangeKind) (ESP_CHANGE_LEAD | ESP_CHANGE_CONSENT |
                                               ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER));
  return TRUE;
}
