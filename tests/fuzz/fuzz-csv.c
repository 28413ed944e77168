/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a list: guessed, read, mapped and normalised, the reader's offsets covering the file. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/import/esp-import-inspect.h"
#include "engine/import/esp-import-rows.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
read_rows (const EspCsvOptions *options,
           const guint8 *data,
           gsize size,
           EspImportRows *rows,
           EspImportBatch *batch)
{
  EspCsvMemory memory = { data, size, 0 };
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (options, esp_csv_memory_read, &memory);
  guint64 next_offset = 0;
  EspCsvRow row;

  while (esp_csv_reader_next (reader, &row, NULL) == ESP_CSV_STEP_ROW)
    {
      g_assert_cmpuint (row.offset, >=, next_offset);
      next_offset = row.offset + row.length;
      g_assert_cmpuint (next_offset, <=, size + 1); /* half a unit of UTF-16 may be missing */
      for (guint i = 0; i < row.n_cells; i++)
        g_assert_true (g_utf8_validate (row.cells[i], -1, NULL));
      if (rows == NULL)
        continue;
      esp_import_rows_add (rows, &row, batch);
      if (batch->n_rows == 64)
        esp_import_batch_clear (batch);
    }
}

static void
import (const guint8 *data, gsize size, const EspEncodingGuess *guess)
{
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;
  g_autoptr (EspImportInspection) inspection =
    esp_import_inspect (data, size, TRUE, guess, &shape, NULL);
  g_autoptr (EspImportSpec) spec = NULL;
  g_autoptr (EspImportRows) rows = NULL;
  g_autoptr (EspImportBatch) batch = NULL;
  EspCsvOptions options = { 0 };

  if (inspection == NULL)
    return;
  inspection->plan->consent = ESP_IMPORT_CONSENT_BY_COLUMNS;
  spec = esp_import_plan_compile (inspection->plan);
  rows = esp_import_rows_new (inspection->plan, spec);
  batch = esp_import_batch_new (spec->n_slots);
  options.encoding = inspection->plan->encoding;
  options.delimiter = inspection->plan->delimiter;
  read_rows (&options, data, size, rows, batch);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  EspEncodingGuess guess;

  esp_encoding_detect (data, size, &guess);
  import (data, size, &guess);
  for (guint i = 0; i < ESP_N_ENCODINGS; i++)
    {
      EspCsvOptions tight = { (EspEncoding) i, ',', 8, 32, 256 };

      read_rows (&tight, data, size, NULL, NULL);
    }
  return 0;
}
