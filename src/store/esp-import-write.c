/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes batches of rows as leads, all of them one entry of the history. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-write.h"

#include "store/esp-history-private.h"
#include "store/esp-import-annotate.h"
#include "store/esp-import-match.h"
#include "store/esp-lead-search.h"
#include "store/esp-suppressions.h"
#include "store/esp-tx-private.h"

#include <string.h>

/* Two runs of changed ids this close are one range for the search index: looking at a few leads too
 * many is cheaper than another row. */
#define RANGE_GAP 64

typedef struct
{
  gint64 first;
  gint64 last;
} Range;

struct _EspImportWriter
{
  const EspImportSpec *spec;
  EspImportAnnotator *annotator; /* (owned) */
  GArray *made;                  /* (owned) of Range: leads of this import, ascending */
  EspBitmap *changed;            /* (owned) leads that were there and that this import changed */
  gint64 now_us;                 /* of the first batch: one time for the whole import */
  gint64 n_items;                /* leads made or changed so far */
  char *sql_insert;              /* (owned) */
  char *sql_load;                /* (owned) */
  GString *sql_update;           /* (owned) scratch */

  /* Of the batch that is being written. */
  EspTx *tx;
  EspRecording *recording; /* (owned) (nullable) made for the first lead that was there before */
  EspImportCounts *counts;
  Range batch_made;         /* first is 0 while there is none */
  EspBitmap *batch_touched; /* (owned) (nullable) leads whose search tokens are out of date */
  gboolean has_suppressions;
};

static char *
build_insert (const EspImportSpec *spec)
{
  g_autoptr (GString) sql = g_string_new ("INSERT INTO lead (uuid, created_at, updated_at");

  for (guint i = 0; i < spec->n_slots; i++)
    g_string_append_printf (sql, ", \"%s\"", spec->columns[i]);
  g_string_append (sql, ") VALUES (?1, ?2, ?3");
  for (guint i = 0; i < spec->n_slots; i++)
    g_string_append_printf (sql, ", ?%u", i + 4);
  g_string_append_c (sql, ')');
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/**
 * esp_import_writer_new:
 * @spec: kept by the caller; its columns come from the field catalogue
 *
 * Returns: (transfer full): a writer before its first batch
 */
EspImportWriter *
esp_import_writer_new (const EspImportSpec *spec)
{
  EspImportWriter *self = g_new0 (EspImportWriter, 1);

  self->spec = spec;
  self->annotator = esp_import_annotator_new (spec);
  self->made = g_array_new (FALSE, FALSE, sizeof (Range));
  self->changed = esp_bitmap_new ();
  self->sql_insert = build_insert (spec);
  self->sql_load = esp_import_build_load (spec);
  self->sql_update = g_string_new (NULL);
  return self;
}

/**
 * esp_import_writer_free:
 */
void
esp_import_writer_free (EspImportWriter *self)
{
  if (self == NULL)
    return;
  esp_import_annotator_free (self->annotator);
  g_array_unref (self->made);
  esp_bitmap_free (self->changed);
  g_free (self->sql_insert);
  g_free (self->sql_load);
  g_string_free (self->sql_update, TRUE);
  g_free (self);
}

static gboolean
is_made (EspImportWriter *self, gint64 id)
{
  guint low = 0;
  guint high = self->made->len;

  if (self->batch_made.first != 0 && id >= self->batch_made.first && id <= self->batch_made.last)
    return TRUE;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const Range *range = &g_array_index (self->made, Range, middle);

      if (id < range->first)
        high = middle;
      else if (id > range->last)
        low = middle + 1;
      else
        return TRUE;
    }
  return FALSE;
}

static int
find_cb (gpointer user_data,
         EspImportKey key,
         const char *value,
         gint64 out_ids[ESP_IMPORT_MAX_FOUND],
         GError **error)
{
  EspImportWriter *self = user_data;

  return esp_import_find_leads (self->tx->db, key, value, out_ids, error);
}

static gboolean
load_cb (gpointer user_data, gint64 id, EspImportLead *out_lead, GError **error)
{
  EspImportWriter *self = user_data;

  if (!esp_import_load_lead (self->tx->db, self->sql_load, self->spec, id, out_lead, error))
    return FALSE;
  out_lead->is_ours = is_made (self, id);
  out_lead->is_changed_before = esp_bitmap_contains (self->changed, (guint32) id);
  return TRUE;
}

/* Ends the range of leads made so far: it was broken off by another's lead, or the batch ends. */
static gboolean
end_range (EspImportWriter *self, GError **error)
{
  Range range = self->batch_made;

  if (range.first == 0)
    return TRUE;
  g_array_append_val (self->made, range);
  self->batch_made.first = 0;
  esp_changes_note_lead_range (self->tx->changes, ESP_CHANGE_LEAD, range.first, range.last);
  esp_changes_note_column (self->tx->changes, "*");
  return esp_lead_search_mark (self->tx, range.first, range.last, error) &&
         esp_history_add_made (self->tx, ESP_MADE_LEADS, range.first, range.last, error);
}

static gboolean
note_made (EspImportWriter *self, gint64 id, GError **error)
{
  if (self->batch_made.first != 0 && id != self->batch_made.last + 1 && !end_range (self, error))
    return FALSE;
  if (self->batch_made.first == 0)
    self->batch_made.first = id;
  self->batch_made.last = id;
  return TRUE;
}

static void
bind_slot (EspImportWriter *self, EspStmt *stmt, int index, guint slot, const EspValue *value)
{
  /* The only built-in number that may not be NULL. */
  if (value->type == ESP_VALUE_NULL && g_str_equal (self->spec->columns[slot], "score"))
    esp_stmt_bind_int64 (stmt, index, 0);
  else
    esp_value_bind (value, stmt, index);
}

static const char *
get_key (EspImportWriter *self, const EspImportRow *row, EspImportKey key)
{
  int slot = self->spec->key_slots[key];

  return slot >= 0 && row->values[slot].type == ESP_VALUE_TEXT ? row->values[slot].text : NULL;
}

static gboolean
link_suppressions (EspImportWriter *self, EspImportRow *row, GError **error)
{
  char *reason = NULL;
  gint64 at_us;

  if (!self->has_suppressions)
    return TRUE;
  if (!esp_suppression_relink_lead (self->tx, row->lead_id,
                                    get_key (self, row, ESP_IMPORT_KEY_EMAIL),
                                    get_key (self, row, ESP_IMPORT_KEY_PHONE), error) ||
      !esp_suppression_reason (self->tx, row->lead_id, "email", &reason, &at_us, error))
    return FALSE;
  if (reason != NULL)
    self->counts->n_suppressed++;
  g_free (reason);
  return TRUE;
}

static gboolean
insert_cb (gpointer user_data, EspImportRow *row, GError **error)
{
  EspImportWriter *self = user_data;
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (self->tx->db, self->sql_insert, error);
  gint64 updated_at_us = row->updated_at_us != 0 ? row->updated_at_us : self->now_us;
  guint8 uuid[16];

  if (stmt == NULL)
    return FALSE;
  esp_random_uuid (self->tx->random, uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_int64 (stmt, 2, row->created_at_us != 0 ? row->created_at_us : self->now_us);
  /* Never later than the entry of the history, or undo would take the lead for changed since. */
  esp_stmt_bind_int64 (stmt, 3, MIN (updated_at_us, self->now_us));
  for (guint i = 0; i < self->spec->n_slots; i++)
    bind_slot (self, stmt, (int) i + 4, i, &row->values[i]);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  row->lead_id = esp_db_last_insert_id (self->tx->db);
  return note_made (self, row->lead_id, error) && link_suppressions (self, row, error);
}

/* Changes of leads that were there are recorded; those of leads that we made go with the lead. */
static gboolean
record (EspImportWriter *self, const EspImportLead *lead, GError **error)
{
  if (lead == NULL || lead->is_ours)
    {
      if (self->recording != NULL)
        esp_recording_stop (self->recording);
      return TRUE;
    }
  if (self->recording == NULL)
    self->recording = esp_recording_start (self->tx, error);
  else
    esp_recording_resume (self->recording);
  return self->recording != NULL;
}

static gboolean
run_update (EspImportWriter *self,
            const EspImportRow *row,
            const EspImportLead *lead,
            GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;

  g_string_assign (self->sql_update, "UPDATE lead SET updated_at = ?2");
  for (guint i = 0; i < self->spec->n_slots; i++)
    if (esp_import_slot_changes (self->spec, row, lead, i))
      g_string_append_printf (self->sql_update, ", \"%s\" = ?%u", self->spec->columns[i], i + 3);
  g_string_append (self->sql_update, " WHERE id = ?1");
  stmt = esp_db_stmt_built (self->tx->db, self->sql_update->str, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, row->lead_id);
  esp_stmt_bind_int64 (stmt, 2, self->now_us);
  for (guint i = 0; i < self->spec->n_slots; i++)
    if (esp_import_slot_changes (self->spec, row, lead, i))
      {
        bind_slot (self, stmt, (int) i + 3, i, &row->values[i]);
        esp_changes_note_column (self->tx->changes, self->spec->columns[i]);
      }
  return esp_stmt_run (stmt, error);
}

static gboolean
key_changes (EspImportWriter *self,
             const EspImportRow *row,
             const EspImportLead *lead,
             EspImportKey key)
{
  int slot = self->spec->key_slots[key];

  return slot >= 0 && esp_import_slot_changes (self->spec, row, lead, (guint) slot);
}

/* A lead whose address has changed stands under the suppressions of the addresses that it has now, which
 * need not be those of the row: the file may lack one, or the policy keep it. */
static gboolean
relink (EspImportWriter *self, const EspImportRow *row, const EspImportLead *lead, GError **error)
{
  static const char sql_addresses[] = "SELECT email, phone FROM lead WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;
  g_autofree char *email = NULL;
  g_autofree char *phone = NULL;

  if (!self->has_suppressions || (!key_changes (self, row, lead, ESP_IMPORT_KEY_EMAIL) &&
                                  !key_changes (self, row, lead, ESP_IMPORT_KEY_PHONE)))
    return TRUE;
  stmt = esp_db_stmt (self->tx->db, sql_addresses, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, row->lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  email = esp_stmt_dup_text (stmt, 0);
  phone = esp_stmt_dup_text (stmt, 1);
  return esp_suppression_relink_lead (self->tx, row->lead_id, email, phone, error);
}

static gboolean
update_cb (gpointer user_data, EspImportRow *row, const EspImportLead *lead, GError **error)
{
  EspImportWriter *self = user_data;

  if (!record (self, lead, error) || !run_update (self, row, lead, error))
    return FALSE;
  esp_changes_note_lead (self->tx->changes, ESP_CHANGE_LEAD, row->lead_id);
  esp_changes_note_column (self->tx->changes, "updated_at");
  if (!lead->is_ours)
    {
      esp_bitmap_add (self->changed, (guint32) row->lead_id);
      esp_bitmap_add (self->batch_touched, (guint32) row->lead_id);
    }
  return relink (self, row, lead, error);
}

static gboolean
annotate_cb (gpointer user_data, EspImportRow *row, const EspImportLead *lead, GError **error)
{
  EspImportWriter *self = user_data;

  return record (self, lead, error) &&
         esp_import_annotator_run (self->annotator, self->tx, row, lead, self->counts, error);
}

static const EspImportTarget real_target = { find_cb, load_cb, insert_cb, update_cb, annotate_cb };

/* The search tokens of changed leads: near ids share a range. */
static gboolean
mark_touched (EspImportWriter *self, GError **error)
{
  guint32 ids[1024];
  guint32 from = 0;
  gint64 first = 0;
  gint64 last = 0;
  gsize n;

  while ((n = esp_bitmap_next (self->batch_touched, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        {
          if (first != 0 && ids[i] > last + RANGE_GAP)
            {
              if (!esp_lead_search_mark (self->tx, first, last, error))
                return FALSE;
              first = 0;
            }
          if (first == 0)
            first = ids[i];
          last = ids[i];
        }
      from = ids[n - 1] + 1;
    }
  return first == 0 || esp_lead_search_mark (self->tx, first, last, error);
}

/* Every batch touches most pages of the indexes: a larger cache keeps more of them from going to the log
 * twice, and copying from the log into the file once in a while is enough. The second is what
 * esp_db_open() and SQLite set. */
static const char sql_bulk_pragmas[] =
  "PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -65536";
static const char sql_usual_pragmas[] =
  "PRAGMA wal_autocheckpoint = 1000; PRAGMA cache_size = -32768";

static gboolean
load_entry_time (EspTx *tx, gint64 *out_us, GError **error)
{
  static const char sql_at[] = "SELECT at FROM history WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_at, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, tx->history_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_us = esp_stmt_int64 (stmt, 0);
  return TRUE;
}

static gboolean
begin_batch (EspImportWriter *self, EspTx *tx, EspImportCounts *counts, GError **error)
{
  gint64 any;

  self->tx = tx;
  self->counts = counts;
  self->batch_made.first = 0;
  self->batch_touched = esp_bitmap_new ();
  if (self->now_us == 0)
    {
      /* The entry's own time, which may be that of an earlier write: undo compares with it. */
      if (!load_entry_time (tx, &self->now_us, error) ||
          !esp_db_exec (tx->db, sql_bulk_pragmas, error))
        return FALSE;
    }
  if (!esp_db_query_int64 (tx->db, "SELECT EXISTS (SELECT 1 FROM suppression)", &any, error))
    return FALSE;
  self->has_suppressions = any != 0;
  return TRUE;
}

static gint64
count_items (const EspImportBatch *batch)
{
  gint64 n = 0;

  for (guint i = 0; i < batch->n_rows; i++)
    n += batch->rows[i].outcome == ESP_IMPORT_OUTCOME_NEW ||
         batch->rows[i].outcome == ESP_IMPORT_OUTCOME_UPDATED;
  return n;
}

static gboolean
run_rows (EspImportWriter *self, EspImportBatch *batch, GError **error)
{
  for (guint i = 0; i < batch->n_rows; i++)
    {
      if (!esp_import_match_row (&real_target, self, self->spec, &batch->rows[i], error))
        {
          g_prefix_error (error, "Row %" G_GUINT64_FORMAT ": ", batch->rows[i].number);
          return FALSE;
        }
      esp_import_counts_add_row (self->counts, &batch->rows[i]);
    }
  /* With every batch, so that the number is true even if no later one succeeds. */
  self->n_items += count_items (batch);
  return end_range (self, error) && mark_touched (self, error) &&
         (self->recording == NULL ||
          esp_recording_finish (self->recording, self->tx, FALSE, error)) &&
         esp_history_set_count (self->tx, self->tx->history_id, self->n_items, error);
}

/**
 * esp_import_writer_run:
 * @batch: rows without an outcome, or with ERROR; on return each has its outcome
 * @counts: is added to
 *
 * Writes one batch. Run it in a write whose operation is unrecorded and, from the second batch on,
 * names the history entry of the first: leads that were there are recorded here, new ones as ranges.
 */
gboolean
esp_import_writer_run (EspTx *tx,
                       EspImportWriter *self,
                       EspImportBatch *batch,
                       EspImportCounts *counts,
                       GError **error)
{
  gboolean is_ok = esp_tx_require_write (tx, error) && begin_batch (self, tx, counts, error) &&
                   run_rows (self, batch, error);

  g_clear_pointer (&self->recording, esp_recording_free);
  g_clear_pointer (&self->batch_touched, esp_bitmap_free);
  self->tx = NULL;
  self->counts = NULL;
  return is_ok;
}

/**
 * esp_import_writer_finish:
 *
 * Ends the import: one that changed nothing leaves no entry in the history.
 */
gboolean
esp_import_writer_finish (EspTx *tx, GError **error)
{
  static const char sql_drop[] =
    "DELETE FROM history WHERE id = ?1"
    " AND NOT EXISTS (SELECT 1 FROM history_part WHERE history_id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_drop, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, tx->history_id);
  esp_changes_note (tx->changes, ESP_CHANGE_HISTORY);
  return esp_stmt_run (stmt, error) && esp_db_exec (tx->db, sql_usual_pragmas, error);
}

/**
 * esp_import_writer_discard:
 *
 * Takes back the fields of an import that then brought nothing in, and its entry in the history.
 */
gboolean
esp_import_writer_discard (EspTx *tx, GError **error)
{
  static const char sql_fields[] = "SELECT first_id, last_id FROM history_part"
                                   " WHERE history_id = ?1 AND kind = 'fields' ORDER BY id DESC";
  static const char sql_drop[] = "DELETE FROM history WHERE id = ?1";
  g_autoptr (EspStmt) fields = esp_tx_stmt (tx, sql_fields, error);
  g_autoptr (EspStmt) drop = esp_tx_stmt (tx, sql_drop, error);
  EspUndoResult result = { 0 };
  EspStep step;

  if (fields == NULL || drop == NULL)
    return FALSE;
  esp_stmt_bind_int64 (fields, 1, tx->history_id);
  esp_stmt_bind_int64 (drop, 1, tx->history_id);
  while ((step = esp_stmt_step (fields, error)) == ESP_STEP_ROW)
    if (!esp_history_remove_made (tx, NULL, "fields", esp_stmt_int64 (fields, 0),
                                  esp_stmt_int64 (fields, 1), &result, error))
      return FALSE;
  esp_stmt_reset (fields);
  esp_changes_note (tx->changes, ESP_CHANGE_HISTORY);
  return step == ESP_STEP_DONE && esp_stmt_run (drop, error);
}
