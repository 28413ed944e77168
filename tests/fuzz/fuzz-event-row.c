/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file of events: every row is understood or refused with a sentence, and keys of sets survive. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/import/esp-csv-reader.h"
#include "engine/import/esp-event-json.h"
#include "store/esp-lead-set.h"

#include <json-glib/json-glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_row (const EspEventColumns *columns, const EspCsvRow *row)
{
  g_autoptr (GError) error = NULL;
  EspEventRow event = { 0 };

  if (!esp_event_row_parse (columns, row->cells, row->n_cells, &event, &error))
    {
      g_assert_error (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_ROW);
      return;
    }
  g_assert_no_error (error);
  g_assert_nonnull (event.kind);
  if (event.props != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (event.props, NULL);

      g_assert_true (node != NULL && JSON_NODE_HOLDS_OBJECT (node));
    }
  esp_event_row_clear (&event);
}

static void
check_key (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (EspLeadSet) set = { 0 };
  g_auto (EspLeadSet) again = { 0 };
  g_autofree char *key = NULL;

  if (!esp_lead_set_parse (text, &set, NULL))
    return;
  key = esp_lead_set_to_key (&set);
  g_assert_true (esp_lead_set_parse (key, &again, NULL));
  g_assert_cmpstr (again.detail, ==, set.detail);
}

/* The same bytes as one line of JSON. */
static void
check_line (const guint8 *data, gsize size, const EspEventRowOptions *options)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *reject = esp_event_json_reject (text, "why");
  g_autoptr (JsonNode) node = json_from_string (reject, NULL);
  g_autoptr (GError) error = NULL;
  EspEventRow event = { 0 };

  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  if (!esp_event_json_parse ((const char *) data, size, options, &event, &error))
    g_assert_error (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_ROW);
  else
    g_assert_nonnull (event.kind);
  esp_event_row_clear (&event);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 3600);
  EspEventRowOptions options = { .region = "KR", .zone = zone, .now_us = G_MAXINT64 / 2 };
  EspCsvOptions csv = { .encoding = ESP_ENCODING_UTF8, .delimiter = ',' };
  EspCsvMemory memory = { data, size, 0 };
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (&csv, esp_csv_memory_read, &memory);
  g_autoptr (EspEventColumns) columns = NULL;
  g_auto (GStrv) header = NULL;
  EspCsvRow row;

  check_key (data, size);
  check_line (data, size, &options);
  if (esp_csv_reader_next (reader, &row, NULL) != ESP_CSV_STEP_ROW || row.problem != ESP_CSV_OK)
    return 0;
  header = g_new0 (char *, row.n_cells + 1);
  for (guint i = 0; i < row.n_cells; i++)
    header[i] = g_strdup (row.cells[i]);
  columns = esp_event_columns_new ((const char *const *) header, &options);
  while (esp_event_columns_are_enough (columns, NULL) &&
         esp_csv_reader_next (reader, &row, NULL) == ESP_CSV_STEP_ROW)
    if (row.problem == ESP_CSV_OK)
      check_row (columns, &row);
  return 0;
}
