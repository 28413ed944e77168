/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entry of the history made, noted as ranges of ids, and taking it back unless it is in use. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-history-private.h"

#include "store/esp-fields.h"
#include "store/esp-journey-take-back.h"
#include "store/esp-lead-search.h"
#include "store/esp-tx-private.h"

static const char *const made_names[] = { "leads",  "events", "undone-events",
                                          "fields", "tags",   "passages" };

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
 * @entry: (nullable): needed for leads and for events that it had put aside
 * @kind: of the part: "leads", "events", "undone-events", "fields", "tags" or "passages"
 *
 * Removes what an entry made, as far as nothing else uses it; puts back what it had put aside.
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
    return esp_history_remove_events (tx, first, last, result, error);
  if (g_str_equal (kind, made_names[ESP_MADE_UNDONE_EVENTS]))
    return esp_history_restore_events (tx, entry, first, last, result, error);
  if (g_str_equal (kind, made_names[ESP_MADE_TAGS]))
    return remove_tags (tx, first, last, error);
  if (g_str_equal (kind, made_names[ESP_MADE_PASSAGES]))
    return esp_journey_members_take_back (tx, first, last, result, error);
  for (gint64 id = first; id <= last; id++)
    if (!remove_field (tx, id, result, error))
      return FALSE;
  return TRUE;
}
