/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes leads to a file that a spreadsheet reads back as the same text. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-lead-export.h"

#include "base/esp-thread.h"
#include "engine/import/esp-csv-writer.h"
#include "store/esp-audit.h"
#include "store/esp-lead-query.h"
#include "store/esp-leads.h"

#define PAGE_LEADS 1000
#define FLUSH_BYTES (256 * 1024)

typedef struct
{
  const EspBitmap *leads; /* what to write, or NULL for all */
  EspBitmap *all;         /* (owned) (nullable) */
  const EspExportOptions *options;
  EspFields *fields; /* (owned) */
  GArray *columns;   /* (owned) of guint: indices of fields */
  GTimeZone *zone;   /* (owned) */
  GPtrArray *page;   /* (owned) (element-type EspLead) */
  guint32 ids[PAGE_LEADS];
  gsize n_ids;
} Export;

static gboolean
choose_columns (Export *export, GError **error)
{
  if (export->options->columns == NULL)
    {
      for (guint i = 0; i < esp_fields_get_n (export->fields); i++)
        g_array_append_val (export->columns, i);
      return TRUE;
    }
  for (const char *const *name = export->options->columns; *name != NULL; name++)
    {
      int index = esp_fields_find (export->fields, *name);
      guint found;

      if (index < 0)
        index = esp_fields_find_label (export->fields, *name);
      if (index < 0)
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND, "There is no field “%s”",
                       *name);
          return FALSE;
        }
      found = (guint) index;
      g_array_append_val (export->columns, found);
    }
  return TRUE;
}

static gboolean
prepare (EspTx *tx, gpointer data, GError **error)
{
  Export *export = data;
  EspLeadQuery query = { 0 };

  export->fields = esp_fields_load (tx, error);
  if (export->fields == NULL || !choose_columns (export, error))
    return FALSE;
  if (export->leads != NULL)
    return TRUE;
  export->all = esp_bitmap_new ();
  export->leads = export->all;
  return esp_lead_query_bitmap (tx, export->fields, &query, export->all, error);
}

static gboolean
load_page (EspTx *tx, gpointer data, GError **error)
{
  Export *export = data;

  export->page = esp_lead_load_many (tx, export->fields, export->ids, export->n_ids, error);
  return export->page != NULL;
}

static char *
format_time (Export *export, gint64 at_us, gboolean is_day)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = NULL;

  if (utc == NULL)
    return g_strdup_printf ("%" G_GINT64_FORMAT, at_us);
  if (is_day)
    return g_date_time_format (utc, "%Y-%m-%d");
  local = g_date_time_to_timezone (utc, export->zone);
  return g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
}

static void
write_value (Export *export, EspCsvWriter *writer, const EspField *field, const EspValue *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;

  if (value->type == ESP_VALUE_TEXT)
    {
      esp_csv_writer_cell (writer, value->text);
      return;
    }
  if (value->type == ESP_VALUE_DECIMAL)
    text = g_strdup (g_ascii_dtostr (buffer, sizeof buffer, value->decimal));
  else if (value->type == ESP_VALUE_INTEGER && field->type == ESP_FIELD_BOOLEAN)
    text = g_strdup (value->integer != 0 ? "Y" : "N");
  else if (value->type == ESP_VALUE_INTEGER &&
           (field->type == ESP_FIELD_DATE || field->type == ESP_FIELD_DATETIME))
    text = format_time (export, value->integer, field->type == ESP_FIELD_DATE);
  else if (value->type == ESP_VALUE_INTEGER)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  esp_csv_writer_cell (writer, text);
}

static const EspField *
get_field (Export *export, guint column)
{
  return esp_fields_get (export->fields, g_array_index (export->columns, guint, column));
}

static void
write_header (Export *export, EspCsvWriter *writer)
{
  for (guint i = 0; i < export->columns->len; i++)
    {
      const EspField *field = get_field (export, i);

      esp_csv_writer_cell (writer, field->is_custom ? field->label : field->column);
    }
  esp_csv_writer_end_row (writer);
}

static guint64
write_page (Export *export, EspCsvWriter *writer)
{
  guint64 n = 0;

  for (guint i = 0; i < export->page->len; i++)
    {
      const EspLead *lead = export->page->pdata[i];

      if (lead == NULL)
        continue; /* erased since the list was made */
      for (guint c = 0; c < export->columns->len; c++)
        write_value (export, writer, get_field (export, c),
                     &lead->values[g_array_index (export->columns, guint, c)]);
      esp_csv_writer_end_row (writer);
      n++;
    }
  return n;
}

static gboolean
flush (EspCsvWriter *writer, GOutputStream *out, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) bytes = esp_csv_writer_take (writer);
  gsize n_written;

  return g_output_stream_write_all (out, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                    &n_written, cancellable, error);
}

static gboolean
write_leads (EspStore *store,
             Export *export,
             EspCsvWriter *writer,
             GOutputStream *out,
             GCancellable *cancellable,
             guint64 *n_leads,
             GError **error)
{
  guint32 from = 0;

  write_header (export, writer);
  while ((export->n_ids = esp_bitmap_next (export->leads, from, export->ids, PAGE_LEADS)) > 0)
    {
      if (!esp_store_read (store, ESP_READ_LONG, load_page, export, cancellable, error))
        return FALSE;
      *n_leads += write_page (export, writer);
      g_clear_pointer (&export->page, g_ptr_array_unref);
      from = export->ids[export->n_ids - 1] + 1;
      if (esp_csv_writer_get_pending (writer) > FLUSH_BYTES &&
          !flush (writer, out, cancellable, error))
        return FALSE;
    }
  return flush (writer, out, cancellable, error);
}

void
esp_export_result_clear (EspExportResult *result)
{
  g_clear_pointer (&result->lost, g_free);
}

/**
 * esp_export_leads:
 * @leads: (nullable): which; %NULL is all that are not archived
 * @out: is not closed
 *
 * Writes a header row and a row per lead. The header carries the names that an import of ours knows
 * again. Blocks; memory stays the same for any number of leads.
 */
gboolean
esp_export_leads (EspStore *store,
                  const EspBitmap *leads,
                  const EspExportOptions *options,
                  GOutputStream *out,
                  GCancellable *cancellable,
                  EspExportResult *out_result,
                  GError **error)
{
  Export export = { .leads = leads, .options = options };
  g_autoptr (EspCsvWriter) writer =
    esp_csv_writer_new (options->encoding, options->delimiter, !options->is_unsafe);
  guint64 n_leads = 0;
  gboolean is_ok;

  export.columns = g_array_new (FALSE, FALSE, sizeof (guint));
  if (options->time_zone != NULL)
    export.zone = g_time_zone_new_identifier (options->time_zone);
  if (export.zone == NULL)
    export.zone = g_time_zone_new_utc ();
  is_ok = esp_store_read (store, ESP_READ_LONG, prepare, &export, cancellable, error) &&
          write_leads (store, &export, writer, out, cancellable, &n_leads, error);
  g_clear_pointer (&export.page, g_ptr_array_unref);
  g_clear_pointer (&export.all, esp_bitmap_free);
  g_clear_pointer (&export.fields, esp_fields_unref);
  g_array_unref (export.columns);
  g_time_zone_unref (export.zone);
  if (is_ok)
    {
      out_result->n_leads = n_leads;
      out_result->n_lost = esp_csv_writer_get_n_lost (writer);
      out_result->lost = esp_csv_writer_dup_lost (writer);
    }
  return is_ok;
}

typedef struct
{
  EspStore *store;  /* (owned) */
  EspBitmap *leads; /* (owned) (nullable) */
  EspExportOptions options;
  GStrv columns;   /* (owned) (nullable) */
  char *time_zone; /* (owned) (nullable) */
  GFile *file;     /* (owned) */
  EspExportResult result;
  EspThread *thread; /* (owned) */
} ExportTask;

static gboolean
end_thread_cb (gpointer user_data)
{
  esp_thread_join (user_data);
  return G_SOURCE_REMOVE;
}

static void
export_task_free (gpointer data)
{
  ExportTask *task = data;

  /* The last reference may go on that very thread, which cannot wait for itself. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, end_thread_cb, task->thread, g_object_unref);
  g_object_unref (task->store);
  g_clear_pointer (&task->leads, esp_bitmap_free);
  g_strfreev (task->columns);
  g_free (task->time_zone);
  g_object_unref (task->file);
  esp_export_result_clear (&task->result);
  g_free (task);
}

static void
export_worker (gpointer data)
{
  g_autoptr (GTask) task = data;
  ExportTask *export = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr (GFileOutputStream) out =
    g_file_replace (export->file, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, &error);

  if (out != NULL &&
      esp_export_leads (export->store, export->leads, &export->options, G_OUTPUT_STREAM (out),
                        cancellable, &export->result, &error) &&
      g_output_stream_close (G_OUTPUT_STREAM (out), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * esp_export_leads_async:
 * @leads: (nullable): copied
 * @options: copied
 * @file: is replaced, and only once everything is written
 *
 * As esp_export_leads(), off the main thread.
 */
void
esp_export_leads_async (EspStore *store,
                        const EspBitmap *leads,
                        const EspExportOptions *options,
                        GFile *file,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  ExportTask *export = g_new0 (ExportTask, 1);

  export->store = g_object_ref (store);
  export->leads = leads != NULL ? esp_bitmap_copy (leads) : NULL;
  export->columns = g_strdupv ((char **) options->columns);
  export->time_zone = g_strdup (options->time_zone);
  export->options = *options;
  export->options.columns = (const char *const *) export->columns;
  export->options.time_zone = export->time_zone;
  export->file = g_object_ref (file);
  export->thread = esp_thread_new ("esp-export");
  g_task_set_source_tag (task, esp_export_leads_async);
  g_task_set_task_data (task, export, export_task_free);
  esp_thread_post (export->thread, export_worker, task);
}

/**
 * esp_export_leads_finish:
 */
gboolean
esp_export_leads_finish (GAsyncResult *result, EspExportResult *out_result, GError **error)
{
  ExportTask *export;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_export_leads_async), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  export = g_task_get_task_data (G_TASK (result));
  *out_result = export->result;
  export->result.lost = NULL;
  return TRUE;
}

/**
 * esp_export_note:
 * @purpose: (nullable): what the table is for
 *
 * Writes into the log of decisions that data of people left the workspace.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_export_note (EspTx *tx, guint64 n_leads, const char *purpose, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "%s%s", n_leads,
                                           purpose != NULL && *purpose != '\0' ? ": " : "",
                                           purpose != NULL ? purpose : "");

  return esp_audit_add (tx, "leads-export", NULL, text, error);
}
