/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives the rows that were not imported back as a file: as they were, and why. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-text-codec.h"
#include "store/esp-import-results.h"
#include "worker/esp-import-job.h"

#include <string.h>

#define PAGE_ROWS 500
#define REASON_COLUMN "reason"

typedef struct
{
  const EspImportReport *report;
  EspImportReasonFunc reason_func;
  EspImportSource *source; /* (owned) */
  EspTextEncoder *encoder; /* (owned) */
  GOutputStream *out;      /* (owned) */
  GByteArray *row;         /* (owned) scratch */
} ErrorWriter;

static gboolean
flush (ErrorWriter *writer, GError **error)
{
  gsize n_written;
  gboolean is_ok = g_output_stream_write_all (writer->out, writer->row->data, writer->row->len,
                                              &n_written, NULL, error);

  g_byte_array_set_size (writer->row, 0);
  return is_ok;
}

/* The row as it stands in the file, without its line end, whatever the encoding. */
static void
append_raw (ErrorWriter *writer, GBytes *bytes)
{
  EspEncoding encoding = writer->report->plan->encoding;
  gsize unit = encoding == ESP_ENCODING_UTF16LE || encoding == ESP_ENCODING_UTF16BE ? 2 : 1;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  while (length >= unit)
    {
      const guint8 *last = data + length - unit;
      guint8 byte = unit == 1 ? last[0] : encoding == ESP_ENCODING_UTF16LE ? last[0] : last[1];
      guint8 other = unit == 1 ? 0 : encoding == ESP_ENCODING_UTF16LE ? last[1] : last[0];

      if (other != 0 || (byte != '\n' && byte != '\r'))
        break;
      length -= unit;
    }
  g_byte_array_append (writer->row, data, (guint) length);
}

/* A row that ends early gets the cells that it leaves out, so that the reason stands in its column. */
static void
append_missing_cells (ErrorWriter *writer, GBytes *bytes)
{
  const EspImportPlan *plan = writer->report->plan;
  EspCsvOptions options = { .encoding = plan->encoding, .delimiter = plan->delimiter };
  EspCsvMemory memory = { 0 };
  g_autoptr (EspCsvReader) reader = NULL;
  const char delimiter[] = { plan->delimiter, '\0' };
  guint n_columns = g_strv_length (plan->columns);
  EspCsvRow row;

  memory.data = g_bytes_get_data (bytes, &memory.length);
  reader = esp_csv_reader_new (&options, esp_csv_memory_read, &memory);
  if (esp_csv_reader_next (reader, &row, NULL) != ESP_CSV_STEP_ROW || row.problem != ESP_CSV_OK)
    return;
  for (guint i = row.n_seen; i < n_columns; i++)
    esp_text_encoder_push (writer->encoder, delimiter, 1, writer->row);
}

static void
append_reason (ErrorWriter *writer, const char *reason)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  g_string_append_c (cell, writer->report->plan->delimiter);
  g_string_append_c (cell, '"');
  for (const char *p = reason; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (cell, '"');
      g_string_append_c (cell, *p);
    }
  g_string_append (cell, "\"\r\n");
  esp_text_encoder_push (writer->encoder, cell->str, (gssize) cell->len, writer->row);
}

static gboolean
write_row (ErrorWriter *writer, guint64 offset, guint64 length, const char *reason, GError **error)
{
  g_autoptr (GBytes) bytes = esp_import_source_read_at (writer->source, offset, length, error);

  if (bytes == NULL)
    return FALSE;
  append_raw (writer, bytes);
  append_missing_cells (writer, bytes);
  append_reason (writer, reason);
  return flush (writer, error);
}

static gboolean
write_header (ErrorWriter *writer, GError **error)
{
  const EspImportReport *report = writer->report;
  const guint8 *bom;
  gsize n_bom = esp_encoding_get_bom (report->plan->encoding, &bom);

  g_byte_array_append (writer->row, bom, (guint) n_bom);
  if (report->header_length == 0)
    return flush (writer, error);
  return write_row (writer, report->header_offset, report->header_length, REASON_COLUMN, error);
}

static gboolean
write_outcome (ErrorWriter *writer,
               EspImportResults *results,
               EspImportOutcome outcome,
               guint64 *n_rows,
               GError **error)
{
  guint64 after = 0;

  for (;;)
    {
      g_autoptr (GPtrArray) page =
        esp_import_results_list (results, outcome, after, PAGE_ROWS, error);

      if (page == NULL)
        return FALSE;
      for (guint i = 0; i < page->len; i++)
        {
          const EspImportResult *result = page->pdata[i];
          g_autofree char *reason =
            writer->reason_func (writer->report->plan, result->reason, result->reason_sub,
                                 result->reason_column, result->detail);

          if (!write_row (writer, result->offset, result->length, reason, error))
            return FALSE;
          after = result->number;
          *n_rows += 1;
        }
      if (page->len < PAGE_ROWS)
        return TRUE;
    }
}

static gboolean
write_all (ErrorWriter *writer, guint64 *n_rows, GError **error)
{
  g_autoptr (EspImportResults) results =
    esp_import_results_open (writer->report->results_path, error);

  return results != NULL && write_header (writer, error) &&
         write_outcome (writer, results, ESP_IMPORT_OUTCOME_ERROR, n_rows, error) &&
         write_outcome (writer, results, ESP_IMPORT_OUTCOME_DECIDE, n_rows, error) &&
         g_output_stream_close (writer->out, NULL, error);
}

/**
 * esp_import_report_write_errors:
 * @path: a file that is made or replaced
 * @reason_func: (nullable): NULL for English sentences
 * @out_n_rows: (out) (optional): how many rows it holds
 *
 * Writes the rows with errors, then those that wait for a decision, byte for byte as they are in the
 * source, with one more column: the reason. Encoding and delimiter are the source's, so the file can be
 * mended and imported again.
 */
gboolean
esp_import_report_write_errors (const EspImportReport *report,
                                const char *path,
                                EspImportReasonFunc reason_func,
                                guint64 *out_n_rows,
                                GError **error)
{
  g_autoptr (EspImportSource) source = esp_import_source_open (report->path, error);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (EspTextEncoder) encoder = esp_text_encoder_new (report->plan->encoding);
  g_autoptr (GByteArray) row = g_byte_array_new ();
  ErrorWriter writer = { report, reason_func, source, encoder, NULL, row };
  guint64 n_rows = 0;

  if (reason_func == NULL)
    writer.reason_func = esp_import_reason_to_string;
  if (source == NULL)
    return FALSE;
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  if (stream == NULL)
    return FALSE;
  writer.out = G_OUTPUT_STREAM (stream);
  if (!write_all (&writer, &n_rows, error))
    return FALSE;
  if (out_n_rows != NULL)
    *out_n_rows = n_rows;
  return TRUE;
}
