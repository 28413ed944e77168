/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked about one lead and its messages, and the facts that an answer names. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-asks.h"

/* An answer names a few; more are a list of their own. */
#define MAX_FACTS 100

/**
 * esp_ask_choice_free:
 */
void
esp_ask_choice_free (EspAskChoice *self)
{
  if (self == NULL)
    return;
  g_free (self->campaign);
  g_free (self->state);
  g_free (self->row_state);
  g_free (self);
}

/**
 * esp_ask_fact_free:
 */
void
esp_ask_fact_free (EspAskFact *self)
{
  if (self == NULL)
    return;
  g_free (self->what);
  g_free (self);
}

/**
 * esp_lead_asks_sends:
 *
 * Lists the sends that may be asked about: those that know the lead, by the time it happened, then the
 * newest send of every other campaign.
 *
 * Returns: (transfer full) (element-type EspAskChoice): at most @limit; %NULL with @error set
 */
GPtrArray *
esp_lead_asks_sends (EspTx *tx, gint64 lead_id, guint limit, GError **error)
{
  static const char sql_sends[] =
    "SELECT s.id, c.id, c.name, s.state, d.state,"
    "  coalesce (d.updated_at, s.started_at, s.scheduled_at, s.created_at) AS at"
    " FROM send AS s JOIN campaign AS c ON c.id = s.campaign_id"
    " LEFT JOIN delivery AS d ON d.send_id = s.id AND d.lead_id = ?1"
    " WHERE d.id IS NOT NULL"
    "  OR (c.archived_at IS NULL"
    "      AND s.id = (SELECT max (id) FROM send WHERE campaign_id = c.id))"
    " ORDER BY d.id IS NULL, at DESC, s.id DESC LIMIT ?2";
  g_autoptr (GPtrArray) list =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ask_choice_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sends, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, limit);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAskChoice *choice = g_new0 (EspAskChoice, 1);

      choice->send_id = esp_stmt_int64 (stmt, 0);
      choice->campaign_id = esp_stmt_int64 (stmt, 1);
      choice->campaign = esp_stmt_dup_text (stmt, 2);
      choice->state = esp_stmt_dup_text (stmt, 3);
      choice->row_state = esp_stmt_dup_text (stmt, 4);
      choice->at_us = esp_stmt_int64 (stmt, 5);
      g_ptr_array_add (list, choice);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static GPtrArray *
read_facts (EspStmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ask_fact_free);
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAskFact *fact = g_new0 (EspAskFact, 1);

      fact->what = esp_stmt_dup_text (stmt, 0);
      fact->campaign_id = esp_stmt_int64 (stmt, 1);
      fact->at_us = esp_stmt_int64 (stmt, 2);
      g_ptr_array_add (list, fact);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_lead_asks_counted:
 * @since_us: start of the window of the limit
 * @except_send_id: does not count
 *
 * Returns: (transfer full) (element-type EspAskFact): the messages that count towards the limit by the
 *   rule of esp_facts_load(), newest first, with the names of their campaigns; %NULL with @error set
 */
GPtrArray *
esp_lead_asks_counted (EspTx *tx,
                       gint64 lead_id,
                       gint64 since_us,
                       gint64 except_send_id,
                       GError **error)
{
  static const char sql_counted[] =
    "SELECT c.name, c.id, d.updated_at FROM delivery AS d"
    " JOIN send AS s ON s.id = d.send_id JOIN campaign AS c ON c.id = s.campaign_id"
    " WHERE d.lead_id = ?1 AND d.updated_at >= ?2"
    " AND d.state IN ('sent', 'sending', 'unknown') AND d.send_id <> ?3"
    " ORDER BY d.updated_at DESC, d.id DESC LIMIT ?4";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_counted, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, since_us);
  esp_stmt_bind_int64 (stmt, 3, except_send_id);
  esp_stmt_bind_int64 (stmt, 4, MAX_FACTS);
  return read_facts (stmt, error);
}

/**
 * esp_lead_asks_events:
 *
 * Returns: (transfer full) (element-type EspAskFact): what the lead did with the message of a send, oldest
 *   first, by kind of event; %NULL with @error set
 */
GPtrArray *
esp_lead_asks_events (EspTx *tx, gint64 lead_id, gint64 send_id, GError **error)
{
  static const char sql_events[] =
    "SELECT k.name, coalesce (e.campaign_id, 0), e.at FROM event AS e"
    " JOIN event_kind AS k ON k.id = e.kind_id"
    " WHERE e.lead_id = ?1 AND e.send_id = ?2 ORDER BY e.at, e.id LIMIT ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_events, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, send_id);
  esp_stmt_bind_int64 (stmt, 3, MAX_FACTS);
  return read_facts (stmt, error);
}
