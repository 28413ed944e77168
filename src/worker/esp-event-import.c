/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a file of events into the workspace: each event once, wrong rows told one by one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-event-import.h"

#include "engine/import/esp-csv-sniff.h"
#include "engine/import/esp-csv-writer.h"
#include "engine/import/esp-event-json.h"
#include "engine/import/esp-event-row.h"
#include "store/esp-event-send.h"
#include "store/esp-history.h"
#include "store/esp-insight-queries.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-import-table.h"
#include "worker/esp-line-reader.h"

#include <gio/gio.h>
#include <string.h>

#define SAMPLE_BYTES (256 * 1024)
#define ROWS_PER_BATCH 2000

/* One row on its way: as it stood in the file and as it was understood. */
typedef struct
{
  guint64 number;
  guint64 line;
  GStrv cells;       /* (owned) */
  EspEventRow event; /* empty when reason is set */
  char *reason;      /* (owned) (nullable) */
  gboolean is_new;
} Row;

typedef struct
{
  EspStore *store;
  const EspEventImportOptions *options;
  EspEventImportResult result;
  GFileInputStream *stream; /* (owned) */
  EspCsvOptions csv;
  EspCsvReader *reader; /* (owned) */
  EspLineReader *lines; /* (owned) (nullable) instead of the reader: a file of JSON Lines */
  GStrv header;         /* (owned) */
  EspEventColumns *columns;
  EspEventRowOptions row_options; /* how a line is read */
  GTimeZone *zone;                /* (owned) */
  GArray *rows;                   /* of Row: the batch */
  EspCsvWriter *rejects;
  GFileOutputStream *rejects_stream;
  GHashTable *campaigns; /* name → id, boxed */
  char *zone_name;
  char *region;
  char *name; /* (owned) of the file, for the history */
  guint64 n_header_rows;
  GHashTable *seen; /* (owned) dry run: hashes of the keys that earlier rows would add */
  gint64 n_batch_new;
} Import;

static void
problem_free (gpointer data)
{
  EspEventImportProblem *self = data;

  g_free (self->reason);
  g_free (self);
}

static void
clear_row (gpointer data)
{
  Row *self = data;

  g_strfreev (self->cells);
  esp_event_row_clear (&self->event);
  g_free (self->reason);
}

static void
import_clear (Import *self)
{
  g_clear_object (&self->stream);
  g_clear_pointer (&self->reader, esp_csv_reader_free);
  g_clear_pointer (&self->lines, esp_line_reader_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->header, g_strfreev);
  g_clear_pointer (&self->columns, esp_event_columns_free);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->rejects, esp_csv_writer_free);
  g_clear_object (&self->rejects_stream);
  g_clear_pointer (&self->campaigns, g_hash_table_unref);
  g_free (self->zone_name);
  g_free (self->region);
  g_free (self->name);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  esp_event_import_result_clear (&self->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

/**
 * esp_event_import_result_clear:
 */
void
esp_event_import_result_clear (EspEventImportResult *self)
{
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->columns, esp_event_columns_free);
  g_clear_pointer (&self->sheets, g_strfreev);
}

static gssize
read_stream (gpointer user_data, guint8 *buffer, gsize length, GError **error)
{
  Import *self = user_data;

  return g_input_stream_read (G_INPUT_STREAM (self->stream), buffer, length, NULL, error);
}

/* The whole file goes by the detector: Korean may begin late in a list. */
static gboolean
detect (Import *self, guint8 *chunk, GError **error)
{
  g_autoptr (EspEncodingDetector) detector = esp_encoding_detector_new ();
  GInputStream *stream = G_INPUT_STREAM (self->stream);
  EspEncodingGuess guess;
  gssize n;

  while ((n = g_input_stream_read (stream, chunk, SAMPLE_BYTES, NULL, error)) > 0)
    esp_encoding_detector_feed (detector, chunk, (gsize) n);
  if (n < 0)
    return FALSE;
  esp_encoding_detector_finish (detector, &guess);
  self->csv.encoding = guess.candidates[0].encoding;
  return g_seekable_seek (G_SEEKABLE (self->stream), 0, G_SEEK_SET, NULL, error);
}

/* Whether the file begins with a JSON object; one array of all is refused with @error. */
static gboolean
is_json (const guint8 *sample, gsize length, GError **error)
{
  gsize i = length >= 3 && memcmp (sample, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (i < length && g_ascii_isspace (sample[i]))
    i++;
  if (i < length && sample[i] == '[')
    g_set_error_literal (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS,
                         "The file is one JSON list; write one event in each line, without commas "
                         "between them (JSON Lines)");
  return i < length && sample[i] == '{';
}

/* Looks at the file: its encoding and its delimiter. */
static gboolean
look_at_file (Import *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree guint8 *sample = g_malloc (SAMPLE_BYTES);
  gsize length = 0;

  self->name = g_file_get_basename (file);
  self->stream = g_file_read (file, NULL, error);
  if (self->stream == NULL || !detect (self, sample, error) ||
      !g_input_stream_read_all (G_INPUT_STREAM (self->stream), sample, SAMPLE_BYTES, &length, NULL,
                                error) ||
      !g_seekable_seek (G_SEEKABLE (self->stream), 0, G_SEEK_SET, NULL, error))
    return FALSE;
  if (length == 0)
    {
      g_set_error_literal (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS,
                           "The file is empty");
      return FALSE;
    }
  if (is_json (sample, length, error))
    {
      self->lines = esp_line_reader_new (G_INPUT_STREAM (self->stream));
      return TRUE;
    }
  if (error != NULL && *error != NULL)
    return FALSE;
  self->csv.delimiter =
    esp_csv_sniff_delimiter (sample, length, self->csv.encoding, length < SAMPLE_BYTES);
  self->reader = esp_csv_reader_new (&self->csv, read_stream, self);
  return TRUE;
}

static gboolean
read_header (Import *self, GError **error)
{
  EspCsvRow row;
  EspCsvStep step = esp_csv_reader_next (self->reader, &row, error);

  if (step == ESP_CSV_STEP_ERROR)
    return FALSE;
  if (step == ESP_CSV_STEP_END || row.problem != ESP_CSV_OK)
    {
      g_autofree char *problem = step == ESP_CSV_STEP_END ? g_strdup ("The file has no rows")
                                                          : esp_csv_row_describe_problem (&row);

      g_set_error_literal (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_COLUMNS, problem);
      return FALSE;
    }
  self->header = g_new0 (char *, row.n_cells + 1);
  for (guint i = 0; i < row.n_cells; i++)
    self->header[i] = g_strdup (row.cells[i]);
  self->n_header_rows = row.number;
  self->columns = esp_event_columns_new ((const char *const *) self->header, &self->row_options);
  return TRUE;
}

/* Without a column that is needed the file is refused; or, when it is only looked at, that is its one problem. */
static gboolean
check_header (Import *self, gboolean *out_is_enough, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  EspEventImportProblem *problem;

  *out_is_enough = esp_event_columns_are_enough (self->columns, &wrong);
  if (*out_is_enough)
    return TRUE;
  if (!self->options->is_lenient)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  problem = g_new0 (EspEventImportProblem, 1);
  problem->reason = g_strdup (wrong->message);
  g_ptr_array_add (self->result.problems, problem);
  return TRUE;
}

static void
choose_options (Import *self)
{
  self->zone = g_time_zone_new_identifier (self->zone_name);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
  self->row_options =
    (EspEventRowOptions){ .kind = self->options->kind,
                          .mapping = self->options->mapping,
                          .year = self->options->year,
                          .region = self->region,
                          .zone = self->zone,
                          .now_us = esp_clock_now_us (esp_store_get_clock (self->store)) };
}

static gboolean
load_settings (EspTx *tx, gpointer data, GError **error)
{
  Import *self = data;

  self->zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  self->region =
    self->zone_name != NULL ? esp_meta_get_text (tx, ESP_META_COUNTRY, "KR", error) : NULL;
  return self->region != NULL;
}

static gboolean
find_lead (EspTx *tx, const EspEventRow *row, gint64 *out_id, GError **error)
{
  *out_id = 0;
  if (row->email != NULL && !esp_lead_find (tx, "email", row->email, out_id, error))
    return FALSE;
  if (*out_id == 0 && row->external_id != NULL &&
      !esp_lead_find (tx, "external_id", row->external_id, out_id, error))
    return FALSE;
  return *out_id != 0 || row->phone == NULL ||
         esp_lead_find (tx, "phone", row->phone, out_id, error);
}

/* Finds the row's campaign; @out_id is 0 when there is none of that name. */
static gboolean
find_campaign (Import *self, EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  g_autoptr (GError) missing = NULL;
  gint64 *known = g_hash_table_lookup (self->campaigns, name);
  gint64 id = 0;

  if (known == NULL)
    {
      if (!esp_insight_find_campaign (tx, name, &id, &missing) &&
          !g_error_matches (missing, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&missing));
          return FALSE;
        }
      known = g_memdup2 (&id, sizeof id);
      g_hash_table_insert (self->campaigns, g_strdup (name), known);
    }
  *out_id = *known;
  return TRUE;
}

/* Looks up whom and what the row means. What is wrong with it becomes its reason, not an error. */
static gboolean
resolve_row (Import *self, EspTx *tx, Row *row, EspEvent *event, GError **error)
{
  const char *campaign =
    row->event.campaign != NULL ? row->event.campaign : self->options->campaign;

  if (!find_lead (tx, &row->event, &event->lead_id, error))
    return FALSE;
  if (event->lead_id == 0)
    {
      const char *who = row->event.email != NULL         ? row->event.email
                        : row->event.external_id != NULL ? row->event.external_id
                                                         : row->event.phone;

      row->reason = g_strdup_printf ("There is no lead “%s”; import the lead first", who);
      return TRUE;
    }
  if (campaign != NULL && !find_campaign (self, tx, campaign, &event->campaign_id, error))
    return FALSE;
  if (campaign != NULL && event->campaign_id == 0)
    {
      row->reason = g_strdup_printf ("There is no campaign with the id or name “%s”", campaign);
      return TRUE;
    }
  if (!esp_event_is_kind_name (row->event.kind))
    {
      row->reason =
        g_strdup_printf ("“%s” cannot name a kind of event: use letters, digits, “_”, “-” and “.”",
                         row->event.kind);
      return TRUE;
    }
  event->kind = row->event.kind;
  event->at_us = row->event.at_us;
  event->props = row->event.props;
  return TRUE;
}

/* Whether an earlier row of the file would have added the same event: 64 bits of its key tell, by FNV-1a. */
static gboolean
is_repeat (Import *self, const char *key)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *p = key; *p != '\0'; p++)
    hash = (hash ^ (guint8) *p) * G_GUINT64_CONSTANT (0x100000001b3);
  return !g_hash_table_add (self->seen, GSIZE_TO_POINTER ((gsize) hash));
}

static gboolean
apply_rows (EspTx *tx, gpointer data, GError **error)
{
  Import *self = data;

  self->n_batch_new = 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = &g_array_index (self->rows, Row, i);
      g_autofree char *sum = NULL;
      EspEvent event = { 0 };
      gboolean is_old = FALSE;

      if (row->reason != NULL)
        continue;
      if (!resolve_row (self, tx, row, &event, error))
        return FALSE;
      if (row->reason != NULL)
        continue;
      sum = esp_event_make_dedupe_key (event.lead_id, event.kind, event.at_us, event.campaign_id,
                                       event.props);
      event.dedupe_key = row->event.dedupe_key != NULL ? row->event.dedupe_key : sum;
      if (self->options->is_dry_run)
        {
          if (!esp_event_has_key (tx, event.dedupe_key, &is_old, error))
            return FALSE;
          row->is_new = !is_old && !is_repeat (self, event.dedupe_key);
        }
      else if (!esp_event_add_reported (tx, &event, &row->is_new, error))
        return FALSE;
      self->n_batch_new += row->is_new;
    }
  return TRUE;
}

/* Nobody else writes meanwhile, so the new events are those beyond what was the last. */
static gboolean
apply_batch (EspTx *tx, gpointer data, GError **error)
{
  Import *self = data;
  gint64 before, after;

  if (!esp_event_get_last_id (tx, &before, error) || !apply_rows (tx, data, error) ||
      !esp_event_get_last_id (tx, &after, error))
    return FALSE;
  return self->n_batch_new == 0 ||
         esp_history_add_made (tx, ESP_MADE_EVENTS, before + 1, after, error);
}

/* The entry counts events, and not the leads whose consent they changed on the way. */
static gboolean
count_all (EspTx *tx, gpointer data, GError **error)
{
  const Import *self = data;

  return esp_history_set_count (tx, self->result.history_id, self->result.n_new, error);
}

static gboolean
open_rejects (Import *self, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->options->rejects_path);

  self->rejects_stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  if (self->rejects_stream == NULL)
    return FALSE;
  if (self->lines != NULL)
    return TRUE;
  self->rejects = esp_csv_writer_new (self->csv.encoding, self->csv.delimiter, TRUE);
  for (guint i = 0; self->header[i] != NULL; i++)
    esp_csv_writer_cell (self->rejects, self->header[i]);
  esp_csv_writer_cell (self->rejects, "reason");
  esp_csv_writer_end_row (self->rejects);
  return TRUE;
}

static gboolean
reject_line (Import *self, const Row *row, GError **error)
{
  g_autofree char *line = esp_event_json_reject (row->cells[0], row->reason);
  g_autofree char *text = g_strconcat (line, "\n", NULL);

  return g_output_stream_write_all (G_OUTPUT_STREAM (self->rejects_stream), text, strlen (text),
                                    NULL, NULL, error);
}

/* Copies the row to the file of errors, the reason in the column after the last. */
static gboolean
reject_row (Import *self, const Row *row, GError **error)
{
  guint n_header = self->header != NULL ? g_strv_length (self->header) : 0;
  guint n_cells = row->cells != NULL ? g_strv_length (row->cells) : 0;
  g_autoptr (GBytes) bytes = NULL;

  if (self->options->rejects_path == NULL)
    return TRUE;
  if (self->rejects_stream == NULL && !open_rejects (self, error))
    return FALSE;
  if (self->lines != NULL)
    return reject_line (self, row, error);
  for (guint i = 0; i < n_header; i++)
    esp_csv_writer_cell (self->rejects, i < n_cells ? row->cells[i] : "");
  esp_csv_writer_cell (self->rejects, row->reason);
  esp_csv_writer_end_row (self->rejects);
  bytes = esp_csv_writer_take (self->rejects);
  return g_output_stream_write_all (G_OUTPUT_STREAM (self->rejects_stream),
                                    g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                                    NULL, error);
}

static gboolean
settle_batch (Import *self, GError **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = &g_array_index (self->rows, Row, i);
      EspEventImportProblem *problem;

      self->result.n_rows++;
      if (row->reason == NULL)
        {
          self->result.n_new += row->is_new;
          self->result.n_known += !row->is_new;
          continue;
        }
      self->result.n_errors++;
      if (!reject_row (self, row, error))
        return FALSE;
      if (self->result.problems->len >= ESP_EVENT_IMPORT_MAX_PROBLEMS)
        continue;
      problem = g_new0 (EspEventImportProblem, 1);
      problem->row = row->number;
      problem->line = row->line;
      problem->reason = g_strdup (row->reason);
      g_ptr_array_add (self->result.problems, problem);
    }
  g_array_set_size (self->rows, 0);
  return TRUE;
}

static gboolean
run_batch (Import *self, GCancellable *cancellable, GError **error)
{
  EspOperation operation = { .kind = "import",
                             .summary = self->name,
                             .history_id = self->result.history_id,
                             .is_large = TRUE };
  gint64 history_id = 0;
  gboolean is_ok;

  if (self->rows->len == 0)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (self->options->is_dry_run)
    is_ok = esp_store_read (self->store, ESP_READ_LONG, apply_rows, self, cancellable, error);
  else
    is_ok = esp_store_write (self->store, &operation, apply_batch, self, &history_id, error);
  if (is_ok && !self->options->is_dry_run && self->n_batch_new > 0)
    self->result.history_id = history_id;
  return is_ok && settle_batch (self, error);
}

static void
take_row (Import *self, const EspCsvRow *csv_row)
{
  g_autoptr (GError) wrong = NULL;
  Row row = { .number = csv_row->number - self->n_header_rows, .line = csv_row->line };

  row.cells = g_new0 (char *, csv_row->n_cells + 1);
  for (guint i = 0; i < csv_row->n_cells; i++)
    row.cells[i] = g_strdup (csv_row->cells[i]);
  if (csv_row->problem != ESP_CSV_OK)
    row.reason = esp_csv_row_describe_problem (csv_row);
  else if (!esp_event_row_parse (self->columns, csv_row->cells, csv_row->n_cells, &row.event,
                                 &wrong))
    row.reason = g_strdup (wrong->message);
  g_array_append_val (self->rows, row);
}

static void
take_line (Import *self, const char *line, gsize length, gboolean is_too_long)
{
  g_autoptr (GError) wrong = NULL;
  guint64 number = esp_line_reader_get_number (self->lines);
  Row row = { .number = (guint64) (self->result.n_rows + self->rows->len) + 1, .line = number };

  if (number == 1 && g_str_has_prefix (line, "\xef\xbb\xbf"))
    {
      line += 3;
      length -= 3;
    }
  if (strspn (line, " \t") == length)
    return;
  row.cells = g_new0 (char *, 2);
  row.cells[0] = g_strndup (line, length);
  if (is_too_long)
    row.reason = g_strdup ("The line is longer than 1 MB");
  else if (!esp_event_json_parse (line, length, &self->row_options, &row.event, &wrong))
    row.reason = g_strdup (wrong->message);
  g_array_append_val (self->rows, row);
}

static gboolean
read_lines (Import *self, GCancellable *cancellable, GError **error)
{
  const char *line;
  gsize length;
  EspLineStep step;

  while ((step = esp_line_reader_next (self->lines, &line, &length, error)) == ESP_LINE_OK ||
         step == ESP_LINE_TOO_LONG)
    {
      take_line (self, line, length, step == ESP_LINE_TOO_LONG);
      if (self->rows->len >= ROWS_PER_BATCH && !run_batch (self, cancellable, error))
        return FALSE;
    }
  return step == ESP_LINE_END && run_batch (self, cancellable, error);
}

static gboolean
read_rows (Import *self, GCancellable *cancellable, GError **error)
{
  EspCsvRow row;
  EspCsvStep step;
  gboolean is_enough;

  if (!read_header (self, error) || !check_header (self, &is_enough, error))
    return FALSE;
  if (!is_enough)
    return TRUE;
  while ((step = esp_csv_reader_next (self->reader, &row, error)) == ESP_CSV_STEP_ROW)
    {
      take_row (self, &row);
      if (self->rows->len >= ROWS_PER_BATCH && !run_batch (self, cancellable, error))
        return FALSE;
    }
  return step != ESP_CSV_STEP_ERROR && run_batch (self, cancellable, error);
}

/**
 * esp_event_import_run:
 * @path: a file of delimited text in any encoding that we know, its first row the names of the columns;
 *   or of JSON Lines, one object with these names in each; or a workbook (XLSX)
 * @out_result: (out caller-allocates): to be cleared; left alone on failure
 *
 * Adds the events of a file, in batches, each batch whole or not at all. An event that is there already
 * (by the file's own id, else by lead, kind, time, campaign and properties) is not added again, so a
 * file can be imported twice and an import that stopped can be run again. All of it is one entry of the
 * history; undoing it takes the events back with what followed from them.
 *
 * Blocks; call it away from the main thread.
 */
gboolean
esp_event_import_run (EspStore *store,
                      const char *path,
                      const EspEventImportOptions *options,
                      GCancellable *cancellable,
                      EspEventImportResult *out_result,
                      GError **error)
{
  g_auto (Import) self = { .store = store, .options = options };
  g_autoptr (EspImportTable) table = NULL;

  if (!esp_event_mapping_check (options->mapping, error) ||
      !esp_import_table_prepare (path, options->sheet, cancellable, &table, error))
    return FALSE;
  self.result.problems = g_ptr_array_new_with_free_func (problem_free);
  self.rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self.rows, clear_row);
  self.seen = g_hash_table_new (NULL, NULL);
  self.campaigns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!esp_store_read (store, ESP_READ_PAGE, load_settings, &self, cancellable, error) ||
      !look_at_file (&self, table != NULL ? table->path : path, error))
    return FALSE;
  g_free (self.name);
  self.name = g_path_get_basename (path); /* not that of the table made of a workbook */
  choose_options (&self);
  if (!(self.lines != NULL ? read_lines (&self, cancellable, error)
                           : read_rows (&self, cancellable, error)) ||
      (self.result.history_id != 0 &&
       !esp_store_write (store, NULL, count_all, &self, NULL, error)))
    return FALSE;
  if (self.rejects_stream != NULL &&
      !g_output_stream_close (G_OUTPUT_STREAM (self.rejects_stream), NULL, error))
    return FALSE;
  self.result.columns = g_steal_pointer (&self.columns);
  if (table != NULL)
    {
      self.result.sheets = g_steal_pointer (&table->sheets);
      self.result.read_sheet = table->sheet;
    }
  *out_result = self.result;
  self.result = (EspEventImportResult){ 0 };
  return TRUE;
}
