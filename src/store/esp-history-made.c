/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry of the history made, noted as ranges of ids, and taking it back unless it is in use. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-history-private.h"

#include "store/esp-fields.h"
#include "store/esp-lead-search.h"
#include "store/esp-revenue.h"
#include "store/esp-tx-private.h"

static const char *const made_names[] = { "leads", "events", "fields", "tags" };

/**
 * esp_history_add_made:
 *
 * Notes that the rows from @first to @last, both included, were made by the transaction's entry. Undoing
 * it removes those that nobody used since. Far cheaper than a changeset for an import of a million.
 */
gboolean
esp_history_add_made (EspTx *tx, EspMade what, gint64 first, gint64 last, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO history_part (history_id, kind, first_id, last_id) VALUES (?1, ?2, ?3, ?4)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_history_id (tx));
  esp_stmt_bind_text (stmt, 2, made_names[what]);
  esp_stmt_bind_int64 (stmt, 3, first);
  esp_stmt_bind_int64 (stmt, 4, last);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_HISTORY);
  return esp_stmt_run (stmt, error);
}

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

/* What somebody changed, wrote to or saw an event of is no longer only this entry's work: it stays. */
#define UNTOUCHED                                                                                  \
  " id BETWEEN ?1 AND ?2 AND updated_at <= ?3"                                                     \
  " AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.lead_id = lead.id)"                      \
  " AND NOT EXISTS (SELECT 1 FROM event WHERE event.lead_id = lead.id)"

static gboolean
remove_leads (EspTx *tx,
              const EspHistoryEntry *entry,
              gint64 first,
              gint64 last,
              EspUndoResult *result,
              GError **error)
{
  static const char sql_count[] = "SELECT count(*) FROM lead WHERE id BETWEEN ?1 AND ?2";
  static const char sql_delete[] = "DELETE FROM lead WHERE" UNTOUCHED;
  g_autoptr (EspStmt) count = esp_tx_stmt (tx, sql_count, error);
  g_autoptr (EspStmt) stmt = NULL;
  gint64 n_before, n_removed;

  if (count == NULL)
    return FALSE;
  esp_stmt_bind_int64 (count, 1, first);
  esp_stmt_bind_int64 (count, 2, last);
  if (esp_stmt_step (count, error) != ESP_STEP_ROW)
    return FALSE;
  n_before = esp_stmt_int64 (count, 0);
  stmt = esp_tx_stmt (tx, sql_delete, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first);
  esp_stmt_bind_int64 (stmt, 2, last);
  esp_stmt_bind_int64 (stmt, 3, entry->at_us);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  n_removed = esp_db_n_changed (esp_tx_get_db (tx));
  result->n_restored += n_removed;
  result->n_kept += n_before - n_removed;
  esp_changes_note_lead_range (esp_tx_get_changes (tx),
                               ESP_CHANGE_LEAD | ESP_CHANGE_TAG | ESP_CHANGE_CONSENT, first, last);
  esp_changes_note_column (esp_tx_get_changes (tx), "*");
  return esp_lead_search_mark (tx, first, last, error);
}

/**
 * esp_history_add_field:
 * @column: of a custom field
 *
 * Notes that the transaction's entry made the field.
 */
gboolean
esp_history_add_field (EspTx *tx, const char *column, GError **error)
{
  static const char sql_id[] = "SELECT id FROM field WHERE column_name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_id, error);
  gint64 id;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, column);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  id = esp_stmt_int64 (stmt, 0);
  return esp_history_add_made (tx, ESP_MADE_FIELDS, id, id, error);
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
    " last_event_at = (SELECT max (at) FROM event WHERE lead_id = ?1)"
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

/* Events are not journaled, so taking this undo back could not bring them again: the file can. */
static gboolean
remove_events (EspTx *tx, gint64 first, gint64 last, EspUndoResult *result, GError **error)
{
  static const char sql_bounces[] =
    "UPDATE delivery SET bounced_at = NULL WHERE bounced_at IS NOT NULL AND EXISTS"
    " (SELECT 1 FROM event WHERE event.id BETWEEN ?1 AND ?2"
    "  AND event.send_id = delivery.send_id AND event.lead_id = delivery.lead_id"
    "  AND event.at = delivery.bounced_at"
    "  AND event.kind_id = (SELECT id FROM event_kind WHERE name = 'bounce'))"
    " AND lead_id IN (SELECT lead_id FROM event WHERE id BETWEEN ?1 AND ?2"
    "  AND kind_id = (SELECT id FROM event_kind WHERE name = 'bounce'))";
  static const char sql_delete[] = "DELETE FROM event WHERE id BETWEEN ?1 AND ?2";
  static const char sql_final[] = "UPDATE history SET can_undo = 0 WHERE id = ?1 AND ?2 = ?2";
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  if (!list_event_leads (tx, first, last, leads, error) ||
      !run_on_range (tx, sql_bounces, first, last, error) ||
      !run_on_range (tx, sql_delete, first, last, error))
    return FALSE;
  result->n_restored += esp_db_n_changed (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER);
  return recount_leads (tx, leads, error) &&
         run_on_range (tx, sql_final, esp_tx_get_history_id (tx), 0, error);
}

/* A column of the lead table cannot go without rewriting every lead, so the field is put away; the next
 * one of its name takes the column over, see esp_field_create(). */
static gboolean
remove_field (EspTx *tx, gint64 id, EspUndoResult *result, GError **error)
{
  static const char sql_column[] = "SELECT column_name FROM field"
                                   " WHERE id = ?1 AND archived_at IS NULL";
  static const char sql_rules[] =
    "SELECT EXISTS (SELECT 1 FROM segment WHERE archived_at IS NULL"
    " AND instr (rule, '\"' || (SELECT column_name FROM field WHERE id = ?1) || '\"') > 0)";
  static const char sql_archive[] = "UPDATE field SET archived_at = ?2 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_column, error);
  g_autoptr (EspStmt) rules = esp_tx_stmt (tx, sql_rules, error);
  gboolean is_filled;
  EspStep step;

  if (stmt == NULL || rules == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  esp_stmt_bind_int64 (rules, 1, id);
  if (!esp_field_has_values (tx, esp_stmt_text (stmt, 0), &is_filled, error) ||
      esp_stmt_step (rules, error) != ESP_STEP_ROW)
    return FALSE;
  if (is_filled || esp_stmt_int64 (rules, 0) != 0)
    return TRUE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_FIELD);
  return run_on_range (tx, sql_archive, id, esp_tx_get_now_us (tx), error);
}

static gboolean
remove_tags (EspTx *tx, gint64 first, gint64 last, GError **error)
{
  static const char sql_delete[] = "DELETE FROM tag WHERE id BETWEEN ?1 AND ?2 AND NOT EXISTS"
                                   " (SELECT 1 FROM lead_tag WHERE lead_tag.tag_id = tag.id)";

  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_TAG);
  return run_on_range (tx, sql_delete, first, last, error);
}

/**
 * esp_history_remove_made:
 * @entry: (nullable): needed for leads alone
 * @kind: of the part: "leads", "events", "fields" or "tags"
 *
 * Removes what an entry made, as far as nothing else uses it.
 */
gboolean
esp_history_remove_made (EspTx *tx,
                         const EspHistoryEntry *entry,
                         const char *kind,
                         gint64 first,
                         gint64 last,
                         EspUndoResult *result,
                         GError **error)
{
  if (g_str_equal (kind, made_names[ESP_MADE_LEADS]))
    return remove_leads (tx, entry, first, last, result, error);
  if (g_str_equal (kind, made_names[ESP_MADE_EVENTS]))
    return remove_events (tx, first, last, result, error);
  if (g_str_equal (kind, made_names[ESP_MADE_TAGS]))
    return remove_tags (tx, first, last, error);
  for (gint64 id = first; id <= last; id++)
    if (!remove_field (tx, id, result, error))
      return FALSE;
  return TRUE;
}
