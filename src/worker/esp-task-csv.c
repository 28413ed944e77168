/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks as a table for spreadsheets, in which no cell becomes a formula. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-task-csv.h"

#include "engine/import/esp-csv-writer.h"

static const char *const english[] = { "Title", "Lead",    "Owner", "Due",  "State", "Alert",
                                       "Note",  "Journey", "Score", "Made", "Done",  NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (english) == ESP_TASK_CSV_COLUMNS + 1);

static void
add_time (EspCsvWriter *writer, gint64 at_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *text =
    at_us != 0 && local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : NULL;

  esp_csv_writer_cell (writer, text != NULL ? text : "");
}

static void
add_text (EspCsvWriter *writer, const char *text)
{
  esp_csv_writer_cell (writer, text != NULL ? text : "");
}

/**
 * esp_task_csv_write:
 * @rows: (element-type EspTaskRow)
 * @titles: (nullable) (array fixed-size=11): of the columns, translated; %NULL: English
 *
 * Returns: (transfer full): UTF-8 with a byte order mark, as spreadsheets want it
 */
GBytes *
esp_task_csv_write (GPtrArray *rows, const char *const *titles, GTimeZone *zone, gint64 now_us)
{
  g_autoptr (EspCsvWriter) writer = esp_csv_writer_new (ESP_ENCODING_UTF8_BOM, ',', TRUE);

  for (guint i = 0; i < ESP_TASK_CSV_COLUMNS; i++)
    esp_csv_writer_cell (writer, titles != NULL ? titles[i] : english[i]);
  esp_csv_writer_end_row (writer);
  for (guint i = 0; i < rows->len; i++)
    {
      const EspTaskRow *row = g_ptr_array_index (rows, i);
      gboolean is_late = row->done_us == 0 && row->due_us != 0 && row->due_us < now_us;

      add_text (writer, row->title);
      add_text (writer, row->lead);
      add_text (writer, row->owner);
      add_time (writer, row->due_us, zone);
      add_text (writer, row->done_us != 0 ? "done" : is_late ? "overdue" : "open");
      add_text (writer, row->is_alert ? "yes" : "no");
      add_text (writer, row->note);
      add_text (writer, row->journey);
      add_text (writer, row->score);
      add_time (writer, row->created_us, zone);
      add_time (writer, row->done_us, zone);
      esp_csv_writer_end_row (writer);
    }
  return esp_csv_writer_take (writer);
}
