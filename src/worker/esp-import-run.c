/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams a file into the store: this thread parses, the store's writer writes, a few batches between
 * them, so memory stays the same for any file. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-run.h"

#include "base/esp-thread.h"
#include "store/esp-import-dry.h"
#include "store/esp-import-profiles.h"
#include "store/esp-import-results.h"
#include "store/esp-import-write.h"
#include "worker/esp-import-aims.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* A batch is one commit. Large ones touch each page of the indexes once for many rows; small ones let
 * other writes in between and keep memory low. */
#define BATCH_ROWS 20000
#define BATCH_BYTES (8 * 1024 * 1024)
#define N_BATCHES 3
#define PROGRESS_US 100000

typedef struct
{
  EspStore *store;
  const EspImportPlan *plan;
  EspImportSpec *spec; /* (owned) */
  gboolean is_dry;
  EspImportReport *report;

  EspImportSource *source;   /* (owned) */
  EspCsvReader *reader;      /* (owned) */
  EspImportRows *rows;       /* (owned) */
  EspImportResults *results; /* (owned) */
  guint64 n_read;

  EspThread *hand;           /* (owned) hands batches to the store and waits for it */
  GAsyncQueue *free_batches; /* (owned) (element-type EspImportBatch) */
  GAsyncQueue *done;         /* (owned) batches that came back */
  guint n_away;
  EspImportWriter *writer;        /* (owned) (nullable) hand thread, real run */
  EspImportDry *dry;              /* (owned) (nullable) hand thread, dry run */
  EspImportSource *reload_source; /* (owned) (nullable) hand thread, dry run */
  EspImportRows *reload_rows;     /* (owned) (nullable) hand thread, dry run */
  EspImportBatch *reload_batch;   /* (owned) (nullable) hand thread, dry run */
  char *scratch_path;             /* (owned) */
  gint64 history_id;              /* hand thread until it is joined */
  gboolean has_made_fields;
  GError *hand_error; /* (owned) (nullable) hand thread until it is joined */
  gint failed;        /* (atomic) the hand thread gave up */

  EspImportProgressFunc progress;
  gpointer progress_data;
  gint64 progress_at_us;
  GCancellable *cancellable;
} Run;

typedef struct
{
  Run *run;
  EspImportBatch *batch;
  EspImportCounts counts;
} Handed;

static gboolean
write_batch (EspTx *tx, gpointer data, GError **error)
{
  Handed *handed = data;

  return esp_import_writer_run (tx, handed->run->writer, handed->batch, &handed->counts, error);
}

static gboolean
put_real (Run *run, Handed *handed, GError **error)
{
  EspOperation operation = { .kind = "import",
                             .summary = run->plan->name,
                             .history_id = run->history_id,
                             .is_unrecorded = TRUE,
                             .is_large = TRUE };

  return esp_store_write (run->store, &operation, write_batch, handed, &run->history_id, error);
}

/* On the hand thread. After a failure batches only come back, so that the parser never waits. */
static void
put_batch (gpointer data)
{
  g_autofree Handed *handed = data;
  Run *run = handed->run;
  gboolean is_ok = FALSE;

  if (!g_atomic_int_get (&run->failed))
    {
      if (run->is_dry)
        is_ok = esp_import_dry_run (run->dry, handed->batch, &handed->counts, &run->hand_error);
      else
        is_ok = put_real (run, handed, &run->hand_error);
      if (is_ok)
        esp_import_counts_merge (&run->report->counts, &handed->counts);
      else
        {
          esp_import_batch_clear (handed->batch);
          g_atomic_int_set (&run->failed, TRUE);
        }
    }
  else
    esp_import_batch_clear (handed->batch);
  g_async_queue_push (run->done, handed->batch);
}

static gboolean
reload_row (gpointer user_data,
            guint64 offset,
            guint64 length,
            EspImportRow **out_row,
            GError **error)
{
  Run *run = user_data;
  g_autoptr (GBytes) bytes = esp_import_source_read_at (run->reload_source, offset, length, error);
  EspCsvOptions options = { .encoding = run->plan->encoding, .delimiter = run->plan->delimiter };
  g_autoptr (EspCsvReader) reader = NULL;
  EspCsvMemory memory = { 0 };
  EspCsvRow row;

  if (bytes == NULL)
    return FALSE;
  memory.data = g_bytes_get_data (bytes, &memory.length);
  reader = esp_csv_reader_new (&options, esp_csv_memory_read, &memory);
  if (esp_csv_reader_next (reader, &row, error) != ESP_CSV_STEP_ROW)
    {
      esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CHANGED);
      return FALSE;
    }
  esp_import_batch_clear (run->reload_batch);
  esp_import_rows_add (run->reload_rows, &row, run->reload_batch);
  *out_row = &run->reload_batch->rows[0];
  return TRUE;
}

/* On the hand thread. */
static void
open_hand (gpointer data)
{
  Run *run = data;

  if (!run->is_dry)
    {
      run->writer = esp_import_writer_new (run->spec);
      return;
    }
  run->reload_source = esp_import_source_open (run->report->path, &run->hand_error);
  run->reload_rows = esp_import_rows_new (run->plan, run->spec);
  run->reload_batch = esp_import_batch_new (run->spec->n_slots);
  if (run->reload_source != NULL)
    run->dry = esp_import_dry_open (esp_store_get_path (run->store), run->scratch_path, run->spec,
                                    reload_row, run, &run->hand_error);
  if (run->dry == NULL)
    g_atomic_int_set (&run->failed, TRUE);
}

static gboolean
finish_write (EspTx *tx, gpointer data, GError **error)
{
  return esp_import_writer_finish (tx, error);
}

/* On the hand thread, after the last batch; also after a failure, so that the entry says what was done. */
static void
close_hand (gpointer data)
{
  Run *run = data;
  EspOperation operation = { .kind = "import",
                             .history_id = run->history_id,
                             .is_unrecorded = TRUE };
  g_autoptr (GError) error = NULL;

  if (run->history_id != 0 &&
      !esp_store_write (run->store, &operation, finish_write, NULL, NULL, &error) &&
      run->hand_error == NULL)
    run->hand_error = g_steal_pointer (&error);
  g_clear_pointer (&run->writer, esp_import_writer_free);
  g_clear_pointer (&run->dry, esp_import_dry_free);
  g_clear_pointer (&run->reload_source, esp_import_source_free);
  g_clear_pointer (&run->reload_rows, esp_import_rows_free);
  g_clear_pointer (&run->reload_batch, esp_import_batch_free);
}

/* A batch that came back is kept in the results and can be filled again. */
static gboolean
take_back (Run *run, EspImportBatch *batch, GError **error)
{
  gboolean is_ok = esp_import_results_add_batch (run->results, batch, error);

  run->n_away--;
  esp_import_batch_clear (batch);
  g_async_queue_push (run->free_batches, batch);
  return is_ok;
}

static EspImportBatch *
get_batch (Run *run, GError **error)
{
  EspImportBatch *batch;

  while ((batch = g_async_queue_try_pop (run->done)) != NULL)
    if (!take_back (run, batch, error))
      return NULL;
  if (run->n_away == N_BATCHES && !take_back (run, g_async_queue_pop (run->done), error))
    return NULL;
  return g_async_queue_pop (run->free_batches);
}

static void
hand_over (Run *run, EspImportBatch *batch)
{
  Handed *handed = g_new0 (Handed, 1);

  handed->run = run;
  handed->batch = batch;
  run->n_away++;
  esp_thread_post (run->hand, put_batch, handed);
}

static void
tell_progress (Run *run, const EspCsvRow *row)
{
  gint64 now_us = g_get_monotonic_time ();

  if (run->progress == NULL || now_us - run->progress_at_us < PROGRESS_US)
    return;
  run->progress_at_us = now_us;
  run->progress (row->number,
                 (double) row->offset / MAX (esp_import_source_get_size (run->source), 1),
                 run->progress_data);
}

static gboolean
check_header (Run *run, const EspCsvRow *row, GError **error)
{
  if (row->problem == ESP_CSV_OK && row->n_cells == g_strv_length (run->plan->columns))
    {
      run->report->header_offset = row->offset;
      run->report->header_length = row->length;
      return TRUE;
    }
  esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CHANGED);
  return FALSE;
}

/* Fills one batch. END when the file is at its end. */
static EspCsvStep
fill_batch (Run *run, EspImportBatch *batch, GError **error)
{
  while (batch->n_rows < BATCH_ROWS && batch->n_bytes < BATCH_BYTES)
    {
      EspCsvRow row;
      EspCsvStep step = esp_csv_reader_next (run->reader, &row, error);

      if (step != ESP_CSV_STEP_ROW)
        return step;
      if (run->plan->has_header && row.number == 1)
        {
          if (!check_header (run, &row, error))
            return ESP_CSV_STEP_ERROR;
          continue;
        }
      esp_import_rows_add (run->rows, &row, batch);
      tell_progress (run, &row);
    }
  return ESP_CSV_STEP_ROW;
}

static gboolean
stream (Run *run, GError **error)
{
  EspCsvStep step = ESP_CSV_STEP_ROW;

  while (step == ESP_CSV_STEP_ROW)
    {
      EspImportBatch *batch = get_batch (run, error);

      if (batch == NULL)
        return FALSE;
      if (g_atomic_int_get (&run->failed) ||
          g_cancellable_set_error_if_cancelled (run->cancellable, error))
        {
          g_async_queue_push (run->free_batches, batch);
          return FALSE;
        }
      step = fill_batch (run, batch, error);
      if (step == ESP_CSV_STEP_ERROR || batch->n_rows == 0)
        g_async_queue_push (run->free_batches, batch);
      else
        hand_over (run, batch);
    }
  return step == ESP_CSV_STEP_END;
}

static gboolean
load_fields (EspTx *tx, gpointer data, GError **error)
{
  EspFields **out_fields = data;

  g_clear_pointer (out_fields, esp_fields_unref);
  *out_fields = esp_fields_load (tx, error);
  return *out_fields != NULL;
}

static gboolean
make_fields (EspTx *tx, gpointer data, GError **error)
{
  EspImportPlan *plan = data;

  for (guint i = 0; i < plan->mappings->len; i++)
    {
      EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);

      if (mapping->field == ESP_IMPORT_FIELD_CUSTOM && mapping->custom == NULL &&
          (!esp_field_create (tx, mapping->label, mapping->type, &mapping->custom, error) ||
           !esp_history_add_field (tx, mapping->custom, error)))
        return FALSE;
    }
  return TRUE;
}

/* The plan finds its custom fields; a real run makes those that are missing, as the first part of its
 * entry in the history, so that undo takes them back last. */
static gboolean
bind_plan (EspStore *store,
           EspImportPlan *plan,
           gboolean is_dry,
           gint64 *out_history_id,
           GError **error)
{
  g_autoptr (EspFields) fields = NULL;
  EspOperation operation = { .kind = "import", .summary = plan->name, .is_unrecorded = TRUE };
  guint n_missing;

  if (!esp_import_plan_check (plan, error) ||
      !esp_store_read (store, ESP_READ_PAGE, load_fields, &fields, NULL, error))
    return FALSE;
  n_missing = esp_import_plan_bind (plan, fields);
  if (!esp_import_plan_check_fields (plan, fields, error))
    return FALSE;
  if (n_missing == 0 || is_dry)
    return TRUE;
  return esp_store_write (store, &operation, make_fields, plan, out_history_id, error);
}

static gboolean
save_profile (EspTx *tx, gpointer data, GError **error)
{
  EspImportPlan *plan = data;
  g_autofree char *fingerprint = esp_import_plan_fingerprint (plan);
  g_autofree char *json = esp_import_plan_to_json (plan);

  return esp_import_profile_save (tx, fingerprint, plan->name, json, error);
}

/* Where rows may lie for a while: in the user's cache or, for a user who has no home such as that of a
 * service, in the temporary folder, in a place that nobody else can look into. */
static char *
make_scratch_folder (void)
{
  g_autofree char *usual = g_build_filename (g_get_user_cache_dir (), "espalier", "import", NULL);
  g_autofree char *own = g_strdup_printf ("%s/espalier-%u", g_get_tmp_dir (), (guint) getuid ());
  GStatBuf about;

  if (g_mkdir_with_parents (usual, 0700) == 0 && g_access (usual, W_OK | X_OK) == 0)
    return g_steal_pointer (&usual);
  (void) g_mkdir (own, 0700);
  if (g_lstat (own, &about) == 0 && S_ISDIR (about.st_mode) && about.st_uid == getuid () &&
      (about.st_mode & 077) == 0)
    return g_steal_pointer (&own);
  return g_steal_pointer (&usual); /* making the file tells what is wrong */
}

static char *
make_scratch_path (const char *name)
{
  g_autofree char *folder = make_scratch_folder ();
  g_autofree char *unique = g_uuid_string_random ();

  return g_strdup_printf ("%s/%s-%s", folder, name, unique);
}

static gboolean
open_run (Run *run, GError **error)
{
  EspCsvOptions options = { .encoding = run->plan->encoding, .delimiter = run->plan->delimiter };

  run->source = esp_import_source_open (run->report->path, error);
  if (run->source == NULL)
    return FALSE;
  run->report->results_path = make_scratch_path ("results");
  run->results = esp_import_results_create (run->report->results_path, error);
  if (run->results == NULL)
    return FALSE;
  run->scratch_path = make_scratch_path ("dry");
  run->reader = esp_csv_reader_new (&options, esp_import_source_read, run->source);
  run->rows = esp_import_rows_new (run->plan, run->spec);
  run->free_batches = g_async_queue_new_full ((GDestroyNotify) esp_import_batch_free);
  run->done = g_async_queue_new_full ((GDestroyNotify) esp_import_batch_free);
  for (guint i = 0; i < N_BATCHES; i++)
    g_async_queue_push (run->free_batches, esp_import_batch_new (run->spec->n_slots));
  run->hand = esp_thread_new ("esp-import");
  esp_thread_run (run->hand, open_hand, run);
  return TRUE;
}

static gboolean
discard_write (EspTx *tx, gpointer data, GError **error)
{
  return esp_import_writer_discard (tx, error);
}

/* An import that brought nothing in leaves nothing behind, its fields neither. */
static gboolean
take_back_nothing (Run *run, GError **error)
{
  const EspImportCounts *counts = &run->report->counts;
  EspOperation operation = { .kind = "import",
                             .history_id = run->history_id,
                             .is_unrecorded = TRUE };

  if (run->is_dry || run->history_id == 0 ||
      counts->n_outcomes[ESP_IMPORT_OUTCOME_NEW] + counts->n_outcomes[ESP_IMPORT_OUTCOME_UPDATED] +
          counts->n_consents >
        0)
    return TRUE;
  run->report->history_id = 0;
  return !run->has_made_fields ||
         esp_store_write (run->store, &operation, discard_write, NULL, NULL, error);
}

/* Waits for every batch, then settles: results complete, counts final, first error told. */
static gboolean
close_run (Run *run, gboolean is_ok, GError **error)
{
  GError **place = is_ok ? error : NULL;

  while (run->hand != NULL && run->n_away > 0)
    is_ok = take_back (run, g_async_queue_pop (run->done), is_ok ? error : NULL) && is_ok;
  if (run->hand != NULL)
    esp_thread_run (run->hand, close_hand, run);
  if (run->hand_error != NULL)
    {
      /* A cancelled parse has told its own; a failed store is what stopped the rest. */
      if (error != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&run->hand_error));
      is_ok = FALSE;
    }
  if (run->results != NULL)
    is_ok = esp_import_results_finish (run->results, is_ok ? place : NULL) && is_ok;
  if (run->reader != NULL)
    run->report->counts.n_blank = esp_csv_reader_get_n_blank (run->reader);
  if (run->rows != NULL)
    run->report->notes = *esp_import_rows_get_notes (run->rows);
  run->report->history_id = run->is_dry ? 0 : run->history_id;
  return take_back_nothing (run, is_ok ? error : NULL) && is_ok;
}

static void
clear_run (Run *run)
{
  g_clear_object (&run->hand);
  g_clear_pointer (&run->results, esp_import_results_free);
  g_clear_pointer (&run->reader, esp_csv_reader_free);
  g_clear_pointer (&run->rows, esp_import_rows_free);
  g_clear_pointer (&run->source, esp_import_source_free);
  g_clear_pointer (&run->free_batches, g_async_queue_unref);
  g_clear_pointer (&run->done, g_async_queue_unref);
  g_clear_pointer (&run->spec, esp_import_spec_free);
  g_clear_error (&run->hand_error);
  g_free (run->scratch_path);
}

static char **
name_slots (const EspImportPlan *plan, const EspImportSpec *spec)
{
  char **names = g_new0 (char *, spec->n_slots + 1);
  guint slot = 0;

  for (guint i = 0; i < plan->mappings->len; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);

      if (mapping->field == ESP_IMPORT_FIELD_CUSTOM)
        names[slot] = g_strdup (mapping->label != NULL ? mapping->label : mapping->custom);
      else if (slot < spec->n_slots &&
               g_strcmp0 (spec->columns[slot], esp_import_field_get_column (mapping->field)) == 0)
        names[slot] = g_strdup (spec->columns[slot]);
      else
        continue;
      slot++;
    }
  for (; slot < spec->n_slots; slot++)
    names[slot] = g_strdup (spec->columns[slot]);
  return names;
}

/**
 * esp_import_run:
 * @progress: (nullable): called on this thread, at most ten times a second
 *
 * Runs an import from end to end on the calling thread and waits. Cancelled or failed on the way, it
 * leaves what was written as one entry of the history that can be undone.
 *
 * Returns: (transfer full) (nullable): the report; with @error set it is what was done before, or %NULL
 *   when nothing began
 */
EspImportReport *
esp_import_run (EspStore *store,
                const char *path,
                const EspImportPlan *plan,
                gboolean is_dry,
                EspImportProgressFunc progress,
                gpointer progress_data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (EspImportReport) report = g_new0 (EspImportReport, 1);
  g_autoptr (GError) run_error = NULL;
  Run run = { .store = store,
              .is_dry = is_dry,
              .report = report,
              .progress = progress,
              .progress_data = progress_data,
              .cancellable = cancellable };
  gint64 start_us = g_get_monotonic_time ();
  gboolean is_ok;

  report->is_dry = is_dry;
  report->path = g_strdup (path);
  report->plan = esp_import_plan_copy (plan);
  if (!bind_plan (store, report->plan, is_dry, &run.history_id, error))
    return NULL;
  run.has_made_fields = run.history_id != 0;
  run.plan = report->plan;
  run.spec = esp_import_plan_compile (report->plan);
  report->slot_names = name_slots (report->plan, run.spec);
  is_ok = open_run (&run, &run_error) && stream (&run, &run_error);
  is_ok = close_run (&run, is_ok, &run_error);
  if (is_ok && !is_dry)
    is_ok = esp_store_write (store, NULL, save_profile, report->plan, NULL, &run_error);
  if (is_ok && !is_dry)
    esp_import_aims_reach (store, report);
  clear_run (&run);
  report->is_complete = is_ok;
  report->elapsed_us = g_get_monotonic_time () - start_us;
  if (!is_ok)
    g_propagate_error (error, g_steal_pointer (&run_error));
  return g_steal_pointer (&report);
}
