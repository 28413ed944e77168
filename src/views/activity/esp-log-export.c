/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the log of decisions to a table for spreadsheets. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-log-export.h"

#include "engine/import/esp-csv-writer.h"
#include "store/esp-audit.h"
#include "views/activity/esp-log-list.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

/* More decisions than anybody makes in years. */
#define MAX_ROWS 200000

typedef struct
{
  EspSession *session; /* (owned) */
  GFile *file;         /* (owned) */
  GPtrArray *entries;  /* (owned) (nullable) */
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->session);
  g_object_unref (export->file);
  g_clear_pointer (&export->entries, g_ptr_array_unref);
  g_free (export);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Export *export = data;

  export->entries = esp_audit_log (tx, G_MAXINT64, MAX_ROWS, error);
  return export->entries != NULL;
}

static void
add_row (EspCsvWriter *writer, EspSession *session, const EspAuditEntry *entry)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (entry->at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local =
    utc != NULL ? g_date_time_to_timezone (utc, esp_session_get_zone (session)) : NULL;
  g_autofree char *when = local != NULL ? g_date_time_format (local, "%F %T") : g_strdup ("");
  g_autofree char *detail = esp_log_describe_detail (entry->detail);

  esp_csv_writer_cell (writer, when);
  esp_csv_writer_cell (writer, esp_log_actor_words (entry->actor));
  esp_csv_writer_cell (writer, esp_log_action_words (entry->action));
  esp_csv_writer_cell (writer, entry->name != NULL ? entry->name : "");
  esp_csv_writer_cell (writer, detail != NULL ? detail : "");
  esp_csv_writer_end_row (writer);
}

static GBytes *
make_table (const Export *export)
{
  g_autoptr (EspCsvWriter) writer = esp_csv_writer_new (ESP_ENCODING_UTF8_BOM, ',', TRUE);

  esp_csv_writer_cell (writer, _ ("Time"));
  esp_csv_writer_cell (writer, _ ("Who"));
  esp_csv_writer_cell (writer, _ ("What"));
  esp_csv_writer_cell (writer, _ ("Campaign"));
  esp_csv_writer_cell (writer, _ ("Why or how many"));
  esp_csv_writer_end_row (writer);
  for (guint i = 0; i < export->entries->len; i++)
    add_row (writer, export->session, export->entries->pdata[i]);
  return esp_csv_writer_take (writer);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  /* Translators: the name of a file */
  g_autofree char *done = g_strdup_printf (_ ("The log is in %s"), name);

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    esp_session_toast (session, done);
  else
    esp_session_toast (session, error->message);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (GError) error = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) != NULL)
    {
      g_autoptr (GBytes) table = make_table (export);

      g_file_replace_contents_bytes_async (export->file, table, NULL, FALSE, G_FILE_CREATE_NONE,
                                           NULL, written_cb, g_object_ref (export->session));
    }
  else
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (export->session, message);
    }
  export_free (export);
}

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  Export *export;

  if (file == NULL)
    return;
  export = g_new0 (Export, 1);
  export->session = g_object_ref (session);
  export->file = g_object_ref (file);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, load_cb, export, NULL, NULL,
                        loaded_cb, export);
}

/**
 * esp_log_export:
 *
 * Asks for a file and writes the whole log to it.
 */
void
esp_log_export (EspSession *session)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };

  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export the log"), _ ("log.csv"),
                              filters, NULL, file_cb, g_object_ref (session));
}
