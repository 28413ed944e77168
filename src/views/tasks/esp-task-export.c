/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks where the table of tasks goes, and writes it. */
#define G_LOG_DOMAIN "esp-tasks"

#include "config.h"

#include "views/tasks/esp-task-export.h"

#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-task-csv.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  GFile *file;         /* (owned) (nullable) */
  GPtrArray *rows;     /* (owned) (nullable) */
  GTimeZone *zone;     /* (owned) */
  gint64 now_us;
  const char *titles[ESP_TASK_CSV_COLUMNS];
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_object (&export->session);
  g_clear_object (&export->file);
  g_clear_pointer (&export->rows, g_ptr_array_unref);
  g_time_zone_unref (export->zone);
  g_free (export);
}

static gboolean
export_read (EspTx *tx, gpointer data, GError **error)
{
  Export *export = data;
  const EspTaskQuery query = { .which = ESP_TASKS_ALL, .limit = 100000 };
  g_autoptr (GBytes) bytes = NULL;

  export->rows = esp_task_row_list (tx, &query, error);
  if (export->rows == NULL)
    return FALSE;
  bytes = esp_task_csv_write (export->rows, export->titles, export->zone, export->now_us);
  return g_file_replace_contents (export->file, g_bytes_get_data (bytes, NULL),
                                  g_bytes_get_size (bytes), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                  NULL, error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  Export *export = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *text =
    export != NULL
      ? g_strdup_printf (ngettext ("%u task exported", "%u tasks exported", export->rows->len),
                         export->rows->len)
      : esp_store_message (error);

  esp_session_toast (session, text);
  g_clear_pointer (&export, export_free);
}

static void
place_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  Export *export;

  if (file == NULL)
    return;
  export = g_new0 (Export, 1);
  export->file = g_steal_pointer (&file);
  export->zone = g_time_zone_ref (esp_session_get_zone (session));
  export->now_us = esp_clock_now_us (esp_session_get_clock (session));
  {
    const char *const titles[] = { _ ("Task"),
                                   _ ("Lead"),
                                   C_ ("tasks", "Owner"),
                                   _ ("Until when"),
                                   C_ ("tasks", "State"),
                                   _ ("Alert"),
                                   _ ("Note"),
                                   _ ("Journey"),
                                   C_ ("tasks", "Score"),
                                   C_ ("tasks", "Made"),
                                   C_ ("tasks", "Done") };

    G_STATIC_ASSERT (G_N_ELEMENTS (titles) == ESP_TASK_CSV_COLUMNS);
    for (guint i = 0; i < ESP_TASK_CSV_COLUMNS; i++)
      export->titles[i] = titles[i];
  }
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, export_read, export,
                        export_free, NULL, exported_cb, g_object_ref (session));
}

/**
 * esp_task_export_ask:
 *
 * Asks for a file and writes all tasks there as a table.
 */
void
esp_task_export_ask (EspSession *session)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };

  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export tasks"), "tasks.csv",
                              filters, esp_session_get_cancellable (session), place_cb,
                              g_object_ref (session));
}
