/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the events of an entry of the history out, puts them aside, and brings them back. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-history-private.h"

#include "store/esp-revenue.h"
#include "store/esp-tx-private.h"

static gboolean
run_on_range (EspTx *tx, const char *static_sql, gint64 first, gint64 last, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  return esp_stmt_run (stmt, error);
}

static gboolean
run_on_part (EspTx *tx,
             const char *static_sql,
             gint64 history_id,
             gint64 first,
             gint64 last,
             GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  esp_stmt_bind_int64 (stmt, 3, history_id);
  return esp_stmt_run (stmt, error);
}

/* What the events had counted for their leads and said in the ledger. */
static gboolean
recount_leads (EspTx *tx, const EspBitmap *leads, GError **error)
{
  static const char sql_recount[] =
    "UPDATE lead_stat SET"
    " n_opened = (SELECT count(*) FROM event WHERE lead_id = ?1"
    "  AND kind_id = (SELECT id FROM event_kind WHERE name = 'open')),"
    " last_open_at = (SELECT max (at) FROM event WHERE lead_id = ?1"
    "  AND kind_id = (SELECT id FROM event_kind WHERE name = 'open')),"
    " n_clicked = (SELECT count(*) FROM event WHERE lead_id = ?1"
    "  AND kind_id = (SELECT id FROM event_kind WHERE name = 'click')),"
    " last_click_at = (SELECT max (at) FROM event WHERE lead_id = ?1"
    "  AND kind_id = (SELECT id FROM event_kind WHERE name = 'click')),"
    " last_event_at = (SELECT max (at) FROM event WHERE lead_id = ?1 AND kind_id NOT IN"
    "  (SELECT id FROM event_kind WHERE name IN"
    "  ('score_points', 'score_threshold', 'stage_change')))"
    " WHERE lead_id = ?1";
  guint32 ids[1024];
  guint32 from = 0;
  gsize n;

  while ((n = esp_bitmap_next (leads, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_recount, error);

          if (stmt == NULL)
            return FALSE;
          esp_stmt_bind_int64 (stmt, 1, ids[i]);
          if (!esp_stmt_run (stmt, error) || !esp_revenue_recount_lead (tx, ids[i], error))
            return FALSE;
          esp_changes_note_lead (esp_tx_get_changes (tx), ESP_CHANGE_EVENT, ids[i]);
        }
      from = ids[n - 1] + 1;
    }
  return TRUE;
}

static gboolean
list_event_leads (EspTx *tx, gint64 first, gint64 last, EspBitmap *leads, GError **error)
{
  static const char sql_leads[] = "SELECT DISTINCT lead_id FROM event WHERE id BETWEEN ?1 AND ?2"
                                  " AND lead_id IS NOT NULL";
  static const char sql_kinds[] = "SELECT DISTINCT k.name FROM event AS e"
                                  " JOIN event_kind AS k ON k.id = e.kind_id"
                                  " WHERE e.id BETWEEN ?1 AND ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_leads, error);
  g_autoptr (EspStmt) kinds = esp_tx_stmt (tx, sql_kinds, error);
  EspStep step;

  if (stmt == NULL || kinds == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  if (step == ESP_STEP_ERROR)
    return FALSE;
  esp_stmt_bind_int64 (kinds, 1, first);
  esp_stmt_bind_int64 (kinds, 2, last);
  while ((step = esp_stmt_step (kinds, error)) == ESP_STEP_ROW)
    esp_changes_note_event_kind (esp_tx_get_changes (tx), esp_stmt_text (kinds, 0));
  return step == ESP_STEP_DONE;
}

#define EVENT_VALUES "kind_id, at, campaign_id, send_id, message_id, journey_id, props, dedupe_key"

/**
 * esp_history_remove_events:
 *
 * Events are too many to be recorded one by one, so those of the range move aside as they are, under the
 * transaction's entry; what they had counted and said in the ledger goes with them.
 */
gboolean
esp_history_remove_events (EspTx *tx,
                           gint64 first,
                           gint64 last,
                           EspUndoResult *result,
                           GError **error)
{
  static const char sql_bounces[] =
    "UPDATE delivery SET bounced_at = NULL WHERE bounced_at IS NOT NULL AND EXISTS"
    " (SELECT 1 FROM event WHERE event.id BETWEEN ?1 AND ?2"
    "  AND event.send_id = delivery.send_id AND event.lead_id = delivery.lead_id"
    "  AND event.at = delivery.bounced_at"
    "  AND event.kind_id = (SELECT id FROM event_kind WHERE name = 'bounce'))"
    " AND lead_id IN (SELECT lead_id FROM event WHERE id BETWEEN ?1 AND ?2"
    "  AND kind_id = (SELECT id FROM event_kind WHERE name = 'bounce'))";
  static const char sql_keep[] =
    "INSERT INTO event_undone (history_id, id, lead_id, identity_id, " EVENT_VALUES ")"
    " SELECT ?3, id, lead_id, identity_id, " EVENT_VALUES " FROM event WHERE id BETWEEN ?1 AND ?2";
  static const char sql_delete[] = "DELETE FROM event WHERE id BETWEEN ?1 AND ?2";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  if (!list_event_leads (tx, first, last, leads, error) ||
      !run_on_range (tx, sql_bounces, first, last, error) ||
      !run_on_part (tx, sql_keep, esp_tx_get_history_id (tx), first, last, error) ||
      !run_on_range (tx, sql_delete, first, last, error))
    return FALSE;
  result->n_restored += esp_db_n_changed (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER);
  return recount_leads (tx, leads, error) &&
         esp_history_add_made (tx, ESP_MADE_UNDONE_EVENTS, first, last, error);
}

/* The act that stands again has its events under new ids: the old ones may have been given away. */
static gboolean
move_part (EspTx *tx,
           const EspHistoryEntry *entry,
           gint64 first,
           gint64 last,
           gint64 moved_by,
           GError **error)
{
  static const char sql_move[] =
    "UPDATE history_part SET first_id = ?1 + ?4, last_id = ?5 WHERE id ="
    " (SELECT max (id) FROM history_part WHERE history_id = ?3 AND kind = 'events'"
    "  AND first_id = ?1 AND last_id = ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_move, error);
  gint64 end;

  if (stmt == NULL || !esp_db_query_int64 (esp_tx_get_db (tx),
                                           "SELECT coalesce (max (id), 0) FROM event", &end, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  esp_stmt_bind_int64 (stmt, 3, entry->undo_of);
  esp_stmt_bind_int64 (stmt, 4, moved_by);
  esp_stmt_bind_int64 (stmt, 5, end);
  return esp_stmt_run (stmt, error);
}

/* What is in the place of the events again: figures, and the bounces in the ledger. */
static gboolean
settle_events (EspTx *tx, gint64 first, gint64 last, GError **error)
{
  static const char sql_bounces[] =
    "UPDATE delivery SET bounced_at = e.at FROM event AS e"
    " WHERE e.id BETWEEN ?1 AND ?2 AND e.kind_id = (SELECT id FROM event_kind WHERE name = "
    "'bounce')"
    " AND e.send_id = delivery.send_id AND e.lead_id = delivery.lead_id"
    " AND delivery.bounced_at IS NULL AND delivery.state = 'sent'";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER);
  return run_on_range (tx, sql_bounces, first, last, error) &&
         list_event_leads (tx, first, last, leads, error) && recount_leads (tx, leads, error);
}

/**
 * esp_history_restore_events:
 * @entry: the undo that had put them aside
 *
 * Brings events back that an undo put aside. One that came in again by itself since is not doubled. The
 * entry that is being made cannot be undone: the act that stands again can.
 */
gboolean
esp_history_restore_events (EspTx *tx,
                            const EspHistoryEntry *entry,
                            gint64 first,
                            gint64 last,
                            EspUndoResult *result,
                            GError **error)
{
  static const char sql_restore[] =
    "INSERT OR IGNORE INTO event (lead_id, identity_id, " EVENT_VALUES ")"
    " SELECT lead_id, (SELECT i.id FROM identity AS i WHERE i.id = identity_id), " EVENT_VALUES
    " FROM event_undone WHERE history_id = ?3 AND id BETWEEN ?1 AND ?2 ORDER BY id";
  static const char sql_forget[] = "DELETE FROM event_undone"
                                   " WHERE history_id = ?3 AND id BETWEEN ?1 AND ?2";
  static const char sql_final[] = "UPDATE history SET can_undo = 0 WHERE id = ?1 AND ?2 = ?2";
  EspDb *db = esp_tx_get_db (tx);
  gint64 end, n_restored;

  if (!esp_db_query_int64 (db, "SELECT coalesce (max (id), 0) FROM event", &end, error) ||
      !run_on_part (tx, sql_restore, entry->id, first, last, error))
    return FALSE;
  n_restored = esp_db_n_changed (db);
  result->n_restored += n_restored;
  if (!run_on_part (tx, sql_forget, entry->id, first, last, error))
    return FALSE;
  result->n_kept += esp_db_n_changed (db) - n_restored;
  return move_part (tx, entry, first, last, end + 1 - first, error) &&
         settle_events (tx, end + 1, end + n_restored, error) &&
         run_on_range (tx, sql_final, esp_tx_get_history_id (tx), 0, error);
}
