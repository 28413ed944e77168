/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events reported from outside: which send they answer, and what they change in the ledger. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-event-send.h"

/**
 * esp_event_find_send:
 * @event: (inout): with its lead, its time and its campaign; gets its send and its message
 *
 * Finds which send of the event's campaign reached the lead: the last one begun before the event, else
 * the last one at all. An event of a campaign that never reached the lead keeps the campaign alone.
 */
gboolean
esp_event_find_send (EspTx *tx, EspEvent *event, GError **error)
{
  static const char sql_send[] =
    "SELECT d.send_id, s.message_id"
    " FROM delivery AS d JOIN send AS s ON s.id = d.send_id"
    " WHERE d.lead_id = ?1 AND s.campaign_id = ?2 AND d.state IN ('sent', 'unknown', 'sending')"
    " ORDER BY d.created_at <= ?3 DESC, d.created_at DESC, d.id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (event->campaign_id == 0 || event->send_id != 0)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_send, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event->lead_id);
  esp_stmt_bind_int64 (stmt, 2, event->campaign_id);
  esp_stmt_bind_int64 (stmt, 3, event->at_us);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    {
      event->send_id = esp_stmt_int64 (stmt, 0);
      event->message_id = esp_stmt_int64 (stmt, 1);
    }
  return step != ESP_STEP_ERROR;
}

/**
 * esp_event_count_of_send:
 *
 * Tells how many people did that to a send.
 */
gboolean
esp_event_count_of_send (EspTx *tx, gint64 send_id, const char *kind, gint64 *out_n, GError **error)
{
  static const char sql_count[] =
    "SELECT count (DISTINCT lead_id) FROM event"
    " WHERE send_id = ?1 AND kind_id = (SELECT id FROM event_kind WHERE name = ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_text (stmt, 2, kind);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

/**
 * esp_event_has_key:
 *
 * Tells whether an event with that key is there already.
 */
gboolean
esp_event_has_key (EspTx *tx, const char *dedupe_key, gboolean *out_has, GError **error)
{
  static const char sql_has[] = "SELECT 1 FROM event WHERE dedupe_key = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_has, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, dedupe_key);
  step = esp_stmt_step (stmt, error);
  *out_has = step == ESP_STEP_ROW;
  return step != ESP_STEP_ERROR;
}

/* The ledger says of a bounced message that it came back. */
static gboolean
mark_bounced (EspTx *tx, const EspEvent *event, GError **error)
{
  static const char sql_bounce[] = "UPDATE delivery SET bounced_at = coalesce (bounced_at, ?3)"
                                   " WHERE send_id = ?1 AND lead_id = ?2 AND state = 'sent'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_bounce, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event->send_id);
  esp_stmt_bind_int64 (stmt, 2, event->lead_id);
  esp_stmt_bind_int64 (stmt, 3, event->at_us);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_LEDGER, event->lead_id);
  return TRUE;
}

/**
 * esp_event_add_reported:
 * @event: (inout): gets the send that it answers, see esp_event_find_send()
 * @out_is_new: (out) (optional): %FALSE when an event with the same key was there already
 *
 * Adds an event that somebody reports: from a file, the command line, a provider.
 */
gboolean
esp_event_add_reported (EspTx *tx, EspEvent *event, gboolean *out_is_new, GError **error)
{
  gboolean is_new = FALSE;

  if (!esp_event_find_send (tx, event, error) || !esp_event_add (tx, event, &is_new, error))
    return FALSE;
  if (out_is_new != NULL)
    *out_is_new = is_new;
  if (is_new && event->send_id != 0 && g_str_equal (event->kind, ESP_EVENT_BOUNCE))
    return mark_bounced (tx, event, error);
  return TRUE;
}
