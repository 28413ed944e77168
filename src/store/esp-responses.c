/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens and clicks with their raw facts, to be judged again: what counts as a person's may change. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "store/esp-responses.h"

#include "store/esp-events.h"

#define KINDS                                                                                      \
  "('" ESP_EVENT_OPEN "','" ESP_EVENT_CLICK "','" ESP_EVENT_MACHINE_OPEN                           \
  "','" ESP_EVENT_MACHINE_CLICK "')"

static void
clear_response (gpointer data)
{
  g_free (((EspResponse *) data)->props);
}

/**
 * esp_responses_new:
 *
 * Returns: (transfer full) (element-type EspResponse)
 */
GArray *
esp_responses_new (void)
{
  GArray *self = g_array_new (FALSE, TRUE, sizeof (EspResponse));

  g_array_set_clear_func (self, clear_response);
  return self;
}

/**
 * esp_responses_find_span:
 * @out_from_us: (out): of the first; 0 without any
 * @out_to_us: (out): of the last
 */
gboolean
esp_responses_find_span (EspTx *tx, gint64 *out_from_us, gint64 *out_to_us, GError **error)
{
  static const char sql_span[] =
    "SELECT coalesce (min ((SELECT min (at) FROM event WHERE kind_id = k.id)), 0),"
    " coalesce (max ((SELECT max (at) FROM event WHERE kind_id = k.id)), 0)"
    " FROM event_kind k WHERE k.name IN " KINDS;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_span, error);

  if (stmt == NULL || esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_from_us = esp_stmt_int64 (stmt, 0);
  *out_to_us = esp_stmt_int64 (stmt, 1);
  return TRUE;
}

/**
 * esp_responses_list:
 * @to_us: not included
 * @responses: (element-type EspResponse): is added to, the oldest first
 */
gboolean
esp_responses_list (EspTx *tx, gint64 from_us, gint64 to_us, GArray *responses, GError **error)
{
  static const char sql_list[] =
    "SELECT e.id, e.lead_id, coalesce (e.send_id, 0), e.at, k.name, e.props,"
    " coalesce ((SELECT max (CASE d.state WHEN 'sent' THEN d.updated_at ELSE d.tried_at END)"
    " FROM delivery d WHERE d.send_id = e.send_id AND d.lead_id = e.lead_id), 0)"
    " FROM event_kind k JOIN event e ON e.kind_id = k.id"
    " WHERE k.name IN " KINDS " AND e.at >= ?1 AND e.at < ?2 AND e.lead_id IS NOT NULL"
    " ORDER BY e.at, e.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      const char *kind = esp_stmt_text (stmt, 4);
      EspResponse response = {
        .id = esp_stmt_int64 (stmt, 0),
        .lead_id = esp_stmt_int64 (stmt, 1),
        .send_id = esp_stmt_int64 (stmt, 2),
        .at_us = esp_stmt_int64 (stmt, 3),
        .is_click =
          g_str_equal (kind, ESP_EVENT_CLICK) || g_str_equal (kind, ESP_EVENT_MACHINE_CLICK),
        .is_machine =
          g_str_equal (kind, ESP_EVENT_MACHINE_OPEN) || g_str_equal (kind, ESP_EVENT_MACHINE_CLICK),
        .props = esp_stmt_dup_text (stmt, 5),
        .handed_us = esp_stmt_int64 (stmt, 6),
      };

      g_array_append_val (responses, response);
    }
  return step == ESP_STEP_DONE;
}

static const char *
kind_of (const EspResponse *response, gboolean is_machine)
{
  if (response->is_click)
    return is_machine ? ESP_EVENT_MACHINE_CLICK : ESP_EVENT_CLICK;
  return is_machine ? ESP_EVENT_MACHINE_OPEN : ESP_EVENT_OPEN;
}

/**
 * esp_response_set:
 * @props: (nullable): the raw fact, with what it was judged to be
 *
 * Lets an open or a click count as a person's, or as a program's. The figures of the lead are not counted again.
 */
gboolean
esp_response_set (EspTx *tx,
                  const EspResponse *response,
                  gboolean is_machine,
                  const char *props,
                  GError **error)
{
  static const char sql_set[] = "UPDATE event SET kind_id = ?2, props = ?3 WHERE id = ?1";
  const char *kind = kind_of (response, is_machine);
  g_autoptr (EspStmt) stmt = NULL;
  gint64 kind_id;

  if (!esp_tx_require_write (tx, error) || !esp_event_kind_id (tx, kind, &kind_id, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_set, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, response->id);
  esp_stmt_bind_int64 (stmt, 2, kind_id);
  esp_stmt_bind_text (stmt, 3, props);
  esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_EVENT, response->lead_id);
  esp_changes_note_event_kind (esp_tx_get_changes (tx), ESP_EVENT_OPEN);
  esp_changes_note_event_kind (esp_tx_get_changes (tx), ESP_EVENT_CLICK);
  esp_changes_note_event_kind (esp_tx_get_changes (tx), kind);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_responses_count_again:
 *
 * Counts the opens and clicks of a lead from the events.
 */
gboolean
esp_responses_count_again (EspTx *tx, gint64 lead_id, GError **error)
{
  static const char sql_count[] =
    "UPDATE lead_stat SET (n_opened, last_open_at) = (SELECT count (*), max (at) FROM event"
    " WHERE lead_id = ?1 AND kind_id = (SELECT id FROM event_kind WHERE name = '" ESP_EVENT_OPEN
    "')), (n_clicked, last_click_at) = (SELECT count (*), max (at) FROM event WHERE lead_id = ?1"
    " AND kind_id = (SELECT id FROM event_kind WHERE name = '" ESP_EVENT_CLICK "'))"
    " WHERE lead_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_count, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  return esp_stmt_run (stmt, error);
}
