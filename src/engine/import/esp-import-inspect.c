/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at the head of a file and suggests how to import it, or says why it is no list. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-inspect.h"

#include "base/esp-phone.h"
#include "base/esp-text-codec.h"
#include "engine/import/esp-csv-sniff.h"

#include <string.h>

/* Rows of the head that are looked at; far more than are shown, so that a rare cell is met. */
#define LEARN_ROWS 5000
#define MAX_SAMPLE_BYTES 200

/* Texts that forms and programs write where there is nothing, folded. */
static const char *const nothing_texts[] = { "select", "n/a",    "#n/a",       "na",
                                             "null",   "(null)", "none",       "nan",
                                             "nil",    "-",      "--",         "\\n",
                                             "없음",   "선택",   "선택하세요", "해당없음" };
/* What the first bytes of files say that are often taken for a list. */
static const struct
{
  const char *magic;
  const char *sentence;
} other_files[] = {
  { "PK\x03\x04", "This is a workbook (XLSX, ODS) or an archive (ZIP). Open it in Excel, choose "
                  "File › Save As and "
                  "the type “CSV UTF-8 (Comma delimited)”, then choose that file here; in "
                  "LibreOffice the type is "
                  "“Text CSV”" },
  { "\xD0\xCF\x11\xE0", "This is an old Excel workbook (XLS). Open it in Excel, choose File › Save "
                        "As and the type “CSV "
                        "UTF-8 (Comma delimited)”, then choose that file here" },
  { "%PDF-", "This is a PDF; a list is a CSV or TSV file" },
  { "SQLite format 3", "This is a database; a list is a CSV or TSV file" },
  { "\x89PNG", "This is a picture; a list is a CSV or TSV file" },
  { "\x1F\x8B", "This is a compressed file; unpack it first" },
};

static gboolean
check_kind (const guint8 *head, gsize length, GError **error)
{
  if (length == 0)
    {
      g_set_error_literal (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE, "The file is empty");
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (other_files); i++)
    {
      gsize n = strlen (other_files[i].magic);

      if (length >= n && memcmp (head, other_files[i].magic, n) == 0)
        {
          g_set_error_literal (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE,
                               other_files[i].sentence);
          return FALSE;
        }
    }
  return TRUE;
}

/* The first row decides the columns: it has to be sound. */
static gboolean
check_first_row (const EspCsvOptions *options, const guint8 *head, gsize length, GError **error)
{
  EspCsvMemory memory = { head, length, 0 };
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (options, esp_csv_memory_read, &memory);
  g_autofree char *what = NULL;
  EspCsvRow row;

  if (esp_csv_reader_next (reader, &row, error) != ESP_CSV_STEP_ROW)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE,
                             "The file holds no rows");
      return FALSE;
    }
  if (row.problem == ESP_CSV_OK && row.n_seen <= ESP_MAX_CUSTOM_FIELDS)
    return TRUE;
  if (row.n_seen > ESP_MAX_CUSTOM_FIELDS)
    {
      g_set_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE,
                   "The file has %u columns, more than the %d that a workspace can hold; leave out "
                   "columns that you do not need",
                   row.n_seen, ESP_MAX_CUSTOM_FIELDS);
      return FALSE;
    }
  what = esp_csv_row_describe_problem (&row);
  g_set_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE,
               "The first row, which names the columns, cannot be read. %s", what);
  return FALSE;
}

static void
count_cell (EspImportInspection *self, const char *cell)
{
  EspPhone phone;
  EspPhoneProblem problem;

  if (g_ascii_isdigit (*cell) && strlen (cell) < 24)
    {
      if (strpbrk (cell, "eE") != NULL || g_str_has_prefix (cell, "10"))
        {
          problem = esp_phone_normalize (cell, "KR", &phone);
          self->n_scientific += problem == ESP_PHONE_SCIENTIFIC;
          self->n_damaged_phones += problem == ESP_PHONE_OK && phone.is_repaired;
        }
    }
}

/* Which texts of the sample stand for nothing. */
static void
find_missing (EspImportInspection *self)
{
  g_autoptr (GHashTable) found = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->rows->len; i++)
    for (char **cell = self->rows->pdata[i]; *cell != NULL; cell++)
      {
        g_autofree char *folded = NULL;

        count_cell (self, *cell);
        if (strlen (*cell) > 16 || g_hash_table_contains (found, *cell))
          continue;
        folded = g_utf8_casefold (*cell, -1);
        for (guint n = 0; n < G_N_ELEMENTS (nothing_texts); n++)
          if (g_str_equal (folded, nothing_texts[n]))
            {
              g_hash_table_add (found, *cell);
              g_strv_builder_add (builder, *cell);
              break;
            }
      }
  g_strfreev (self->plan->missing);
  self->plan->missing = g_strv_builder_end (builder);
}

static void
suggest_mapping (EspImportInspection *self)
{
  g_autofree EspImportField *fields = g_new0 (EspImportField, self->n_columns + 1);

  self->facts = g_new0 (EspImportColumnFacts, self->n_columns + 1);
  for (guint i = 0; i < self->n_columns; i++)
    {
      esp_import_column_learn (self->rows, i, (const char *const *) self->plan->missing,
                               self->plan->has_decimal_comma, &self->facts[i]);
      if (self->facts[i].is_serial && self->plan->has_header &&
          esp_import_header_is_date (self->plan->columns[i]))
        self->facts[i].kind = self->facts[i].kind == ESP_CELL_KIND_DECIMAL ? ESP_CELL_KIND_DATETIME
                                                                           : ESP_CELL_KIND_DATE;
    }
  esp_import_guess_mapping ((const char *const *) self->plan->columns, self->facts, self->n_columns,
                            fields);
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (fields[i] == ESP_IMPORT_FIELD_CUSTOM)
        esp_import_plan_map_custom (self->plan, i, self->plan->columns[i],
                                    esp_import_type_of_kind (self->facts[i].kind));
      else if (fields[i] != ESP_IMPORT_FIELD_NONE)
        esp_import_plan_map (self->plan, i, fields[i]);
    }
}

static void
learn_formats (EspImportInspection *self)
{
  esp_import_learn_formats (self->rows, self->n_columns, &self->formats);
  self->plan->has_decimal_comma = self->formats.has_decimal_comma;
  self->plan->date_order = self->formats.date_order;
}

static guint
count_columns (GPtrArray *rows)
{
  guint n = 0;

  for (guint i = 0; i < rows->len; i++)
    n = MAX (n, g_strv_length (rows->pdata[i]));
  return n;
}

/* A header says how many columns there are; without one the widest row of the sample does. */
static void
take_columns (EspImportInspection *self, gboolean has_header)
{
  guint n_columns = has_header ? g_strv_length (self->rows->pdata[0]) : count_columns (self->rows);
  g_auto (GStrv) names =
    esp_csv_make_column_names (has_header ? self->rows->pdata[0] : NULL, n_columns);

  self->n_columns = n_columns;
  self->plan = esp_import_plan_new ((const char *const *) names);
  self->plan->has_header = has_header;
  if (has_header)
    g_ptr_array_remove_index (self->rows, 0);
}

/* The first line that the candidates read in different ways. */
static void
read_samples (EspImportInspection *self, const guint8 *head, gsize length)
{
  gsize at = 0;
  gsize start = 0;
  gsize end;

  while (at < length && head[at] < 0x80)
    {
      if (head[at] == '\n' || head[at] == '\r')
        start = at + 1;
      at++;
    }
  if (at == length || self->guess.is_sure)
    return;
  for (end = at; end < length && end - start < MAX_SAMPLE_BYTES; end++)
    if (head[end] == '\n' || head[end] == '\r')
      break;
  for (guint i = 0; i < self->guess.n_candidates; i++)
    {
      g_autoptr (EspTextDecoder) decoder =
        esp_text_decoder_new (self->guess.candidates[i].encoding);
      g_autoptr (GString) text = g_string_new (NULL);

      (void) esp_text_decoder_push (decoder, head + start, end - start, text);
      (void) esp_text_decoder_finish (decoder, text);
      self->samples[i] = g_string_free (g_steal_pointer (&text), FALSE);
    }
}

/**
 * esp_import_inspect:
 * @head: the first bytes of the file
 * @is_whole: whether they are all
 * @guess: what the whole file says about its encoding
 *
 * Returns: (transfer full): shape, sample and a suggested plan; %NULL with @error set when the file is
 *   no list that can be imported
 */
EspImportInspection *
esp_import_inspect (const guint8 *head,
                    gsize length,
                    gboolean is_whole,
                    const EspEncodingGuess *guess,
                    const EspImportShape *shape,
                    GError **error)
{
  g_autoptr (EspImportInspection) self = g_new0 (EspImportInspection, 1);
  EspCsvOptions options = { 0 };

  if (!check_kind (head, length, error))
    return NULL;
  self->guess = *guess;
  read_samples (self, head, length);
  options.encoding = shape->has_encoding ? shape->encoding : guess->candidates[0].encoding;
  options.delimiter = shape->delimiter;
  if (options.delimiter == 0)
    options.delimiter = esp_csv_sniff_delimiter (head, length, options.encoding, is_whole);
  if (!check_first_row (&options, head, length, error))
    return NULL;
  self->rows = esp_csv_read_sample (&options, head, length, is_whole, LEARN_ROWS);
  if (self->rows->len == 0)
    {
      g_set_error_literal (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_FILE,
                           "The file holds no rows that can be read");
      return NULL;
    }
  take_columns (self, shape->header >= 0 ? shape->header == 1 : esp_csv_sniff_header (self->rows));
  self->plan->encoding = options.encoding;
  self->plan->delimiter = options.delimiter;
  find_missing (self);
  learn_formats (self);
  suggest_mapping (self);
  if (self->rows->len > ESP_IMPORT_SAMPLE_ROWS)
    g_ptr_array_set_size (self->rows, ESP_IMPORT_SAMPLE_ROWS);
  return g_steal_pointer (&self);
}

void
esp_import_inspection_free (EspImportInspection *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->plan, esp_import_plan_free);
  for (guint i = 0; i < ESP_ENCODING_MAX_CANDIDATES; i++)
    g_free (self->samples[i]);
  g_free (self->facts);
  g_free (self->profile_name);
  g_free (self);
}
