/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies a changeset backwards, leaving what others changed since, and notes what it touched. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-changeset.h"

#include "store/esp-history-private.h"
#include "store/esp-lead-search.h"
#include "store/esp-sqlite-session.h"
#include "store/esp-tx-private.h"

#include <string.h>

/* Which notice a journaled table gives, and which of its columns names a lead (-1: none). */
static const struct
{
  const char *table;
  EspChangeKind kinds;
  int lead_column;
} table_notes[] = {
  { "lead", ESP_CHANGE_LEAD, 0 },
  { "lead_tag", ESP_CHANGE_TAG, 0 },
  { "tag", ESP_CHANGE_TAG, -1 },
  { "consent", ESP_CHANGE_CONSENT, 1 },
  { "consent_state", ESP_CHANGE_CONSENT, 0 },
  { "suppression", ESP_CHANGE_SUPPRESSION, -1 },
  { "suppressed_lead", ESP_CHANGE_SUPPRESSION, 0 },
  { "segment", ESP_CHANGE_SEGMENT, -1 },
  { "segment_member", ESP_CHANGE_SEGMENT, 1 },
  { "segment_version", ESP_CHANGE_SEGMENT, -1 },
  { "library_item", ESP_CHANGE_LIBRARY, -1 },
  { "message", ESP_CHANGE_MESSAGE, -1 },
  { "message_version", ESP_CHANGE_MESSAGE, -1 },
  { "campaign", ESP_CHANGE_CAMPAIGN, -1 },
  { "send", ESP_CHANGE_CAMPAIGN, -1 },
  { "journey", ESP_CHANGE_JOURNEY, -1 },
  { "task", ESP_CHANGE_TASK, 1 },
  { "score", ESP_CHANGE_SCORE | ESP_CHANGE_FIELD, -1 },
  { "stage", ESP_CHANGE_STAGE, -1 },
  { "campaign_stage", ESP_CHANGE_CAMPAIGN, -1 },
  { "campaign_check", ESP_CHANGE_CAMPAIGN, -1 },
  { "campaign_file", ESP_CHANGE_CAMPAIGN, -1 },
  { "campaign_handover", ESP_CHANGE_CAMPAIGN, -1 },
  { "ad_campaign", ESP_CHANGE_CAMPAIGN, -1 },
  { "ad_group", ESP_CHANGE_CAMPAIGN, -1 },
  { "ad_creative", ESP_CHANGE_CAMPAIGN, -1 },
  { "ad_audience", ESP_CHANGE_AUDIENCE, -1 },
  { "ad_audience_member", ESP_CHANGE_AUDIENCE, 1 },
  { "plan_item", ESP_CHANGE_PLAN, -1 },
  { "budget_line", ESP_CHANGE_PLAN, -1 },
  { "plan_scenario", ESP_CHANGE_PLAN, -1 },
  { "review", ESP_CHANGE_REVIEW | ESP_CHANGE_CAMPAIGN, -1 },
  { "journey_review", ESP_CHANGE_REVIEW | ESP_CHANGE_JOURNEY, -1 },
  { "purchase", ESP_CHANGE_ORDER, 1 },
  { "spend", ESP_CHANGE_ORDER, -1 },
  { "note", ESP_CHANGE_LEAD, 1 },
  { "event", ESP_CHANGE_EVENT, 1 },
  { "delivery", ESP_CHANGE_LEDGER, 2 },
  { "identity", ESP_CHANGE_LEAD, 3 },
  { "lead_stat", ESP_CHANGE_EVENT, 0 },
  { "field", ESP_CHANGE_FIELD, -1 },
  { "saved_view", ESP_CHANGE_SETTING, -1 },
  { "overview_item", ESP_CHANGE_SETTING, -1 },
  { "meta", ESP_CHANGE_SETTING, -1 },
};

static gint64
lead_of_row (sqlite3_changeset_iter *iter, int op, int column)
{
  sqlite3_value *value = NULL;

  if (column < 0)
    return 0;
  if (op == SQLITE_INSERT)
    (void) sqlite3changeset_new (iter, column, &value); /* no value is no lead */
  else
    (void) sqlite3changeset_old (iter, column, &value);
  return value != NULL ? sqlite3_value_int64 (value) : 0;
}

static gboolean
note_rows (EspTx *tx, int length, void *data, GError **error)
{
  sqlite3_changeset_iter *iter = NULL;
  int code = sqlite3changeset_start (&iter, length, data);

  while (code == SQLITE_OK && (code = sqlite3changeset_next (iter)) == SQLITE_ROW)
    {
      const char *table;
      int n_columns, op, indirect;

      code = sqlite3changeset_op (iter, &table, &n_columns, &op, &indirect);
      for (gsize i = 0; code == SQLITE_OK && i < G_N_ELEMENTS (table_notes); i++)
        if (g_str_equal (table_notes[i].table, table))
          {
            gint64 lead_id = lead_of_row (iter, op, table_notes[i].lead_column);

            esp_changes_note_lead (tx->changes, table_notes[i].kinds, lead_id);
            if (g_str_equal (table, "event"))
              esp_changes_note_event_kind (tx->changes, "*");
            if (table_notes[i].kinds == ESP_CHANGE_LEAD && lead_id > 0 &&
                !esp_lead_search_mark (tx, lead_id, lead_id, error))
              {
                sqlite3changeset_finalize (iter);
                return FALSE;
              }
            break;
          }
    }
  sqlite3changeset_finalize (iter);
  esp_changes_note_column (tx->changes, "*");
  return code == SQLITE_DONE || esp_db_set_error (tx->db, code, error);
}

typedef struct
{
  EspUndoResult *result;
  gboolean is_last; /* references must hold when it is done */
} Applying;

/* A row that something else changed or removed since stays as it is, and is counted. */
static int
conflict_cb (void *user_data, int reason, sqlite3_changeset_iter *iter)
{
  Applying *applying = user_data;
  const char *table;
  int n_columns, op, indirect;

  if (reason == SQLITE_CHANGESET_FOREIGN_KEY)
    return applying->is_last ? SQLITE_CHANGESET_ABORT : SQLITE_CHANGESET_OMIT;
  /* What was to go and is gone already, with the row that it belonged to, is as it should be. */
  if (reason == SQLITE_CHANGESET_NOTFOUND &&
      sqlite3changeset_op (iter, &table, &n_columns, &op, &indirect) == SQLITE_OK &&
      op == SQLITE_DELETE)
    return SQLITE_CHANGESET_OMIT;
  applying->result->n_kept++;
  return SQLITE_CHANGESET_OMIT;
}

static int
other_tables (void *user_data, const char *table)
{
  return !g_str_equal (table, "lead");
}

static int
lead_table (void *user_data, const char *table)
{
  return g_str_equal (table, "lead");
}

/* Leads come last: removing one removes what is still its own, so what is to go to another must have gone.
 * What refers to a lead that is not there yet is looked at after that. */
static int
apply (EspTx *tx, int length, void *data, EspUndoResult *result)
{
  Applying applying = { result, FALSE };
  sqlite3 *handle = esp_db_get_handle (tx->db);
  int code = sqlite3changeset_apply (handle, length, data, other_tables, conflict_cb, &applying);

  applying.is_last = TRUE;
  return code == SQLITE_OK
           ? sqlite3changeset_apply (handle, length, data, lead_table, conflict_cb, &applying)
           : code;
}

/* Taking an undo back needs what this one changes, also in tables that are not recorded as a rule. */
static gboolean
record_tables (EspTx *tx, int length, void *data, GError **error)
{
  sqlite3_changeset_iter *iter = NULL;
  int code = sqlite3changeset_start (&iter, length, data);

  while (code == SQLITE_OK && (code = sqlite3changeset_next (iter)) == SQLITE_ROW)
    {
      const char *table;
      int n_columns, op, indirect;

      code = sqlite3changeset_op (iter, &table, &n_columns, &op, &indirect);
      if (code == SQLITE_OK && !esp_recording_record_too (tx, table, error))
        {
          sqlite3changeset_finalize (iter);
          return FALSE;
        }
    }
  sqlite3changeset_finalize (iter);
  return code == SQLITE_DONE || esp_db_set_error (tx->db, code, error);
}

static gint64
count_rows (int length, void *data)
{
  sqlite3_changeset_iter *iter = NULL;
  gint64 n = 0;

  if (sqlite3changeset_start (&iter, length, data) != SQLITE_OK)
    return 0;
  while (sqlite3changeset_next (iter) == SQLITE_ROW)
    n++;
  sqlite3changeset_finalize (iter);
  return n;
}

/**
 * esp_changeset_apply_inverse:
 * @data: a changeset as it was recorded
 * @result: counts are added to it
 *
 * Takes the recorded changes back. A row that was changed since by something else is left as it is.
 */
gboolean
esp_changeset_apply_inverse (EspTx *tx,
                             gconstpointer data,
                             gsize length,
                             EspUndoResult *result,
                             GError **error)
{
  int inverse_length = 0;
  void *inverse = NULL;
  gint64 n_kept_before = result->n_kept;
  int code = sqlite3changeset_invert ((int) length, data, &inverse_length, &inverse);
  gboolean is_ok = FALSE;

  if (code != SQLITE_OK)
    return esp_db_set_error (tx->db, code, error);
  if (!record_tables (tx, inverse_length, inverse, error))
    {
      sqlite3_free (inverse);
      return FALSE;
    }
  code = apply (tx, inverse_length, inverse, result);
  if (code == SQLITE_OK)
    {
      result->n_restored += count_rows (inverse_length, inverse) - (result->n_kept - n_kept_before);
      is_ok = note_rows (tx, inverse_length, inverse, error);
    }
  else
    (void) esp_db_set_error (tx->db, code, error);
  sqlite3_free (inverse);
  return is_ok;
}
