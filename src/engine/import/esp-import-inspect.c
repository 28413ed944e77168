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
static const char *const nothing_texts[] = {
  "select", "n/a",  "#n/a",       "na",      "null", "(null)",     "none",
  "nan",    "nil",  "-",          "--",      "\\n",  "0000-00-00", "0000-00-00 00:00:00",
  "없음",   "선택", "선택하세요", "해당없음"
};
/* What the first bytes of files say that are often taken for a list. */
static const struct
{
  const char *magic;
  EspImportFault fault;
} other_files[] = {
  { "PK\x03\x04", ESP_IMPORT_FAULT_WORKBOOK },
  { "\xD0\xCF\x11\xE0", ESP_IMPORT_FAULT_OLD_WORKBOOK },
  { "%PDF-", ESP_IMPORT_FAULT_PDF },
  { "SQLite format 3", ESP_IMPORT_FAULT_DATABASE },
  { "\x89PNG", ESP_IMPORT_FAULT_PICTURE },
  { "\xFF\xD8\xFF", ESP_IMPORT_FAULT_PICTURE },
  { "GIF8", ESP_IMPORT_FAULT_PICTURE },
  { "\x1F\x8B", ESP_IMPORT_FAULT_COMPRESSED },
  { "7z\xBC\xAF\x27\x1C", ESP_IMPORT_FAULT_COMPRESSED },
  { "Rar!", ESP_IMPORT_FAULT_COMPRESSED },
};

/* Sites export "Excel" files that are a table of a web page, or XML. */
static gboolean
is_web_page (const guint8 *head, gsize length)
{
  static const char *const begins[] = { "<html", "<!doctype", "<table", "<?xml", "<meta", "<head" };
  gsize at = length >= 3 && memcmp (head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

  while (at < length && g_ascii_isspace (head[at]))
    at++;
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      gsize n = strlen (begins[i]);

      if (length - at >= n && g_ascii_strncasecmp ((const char *) head + at, begins[i], n) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_import_check_kind:
 * @head: the first bytes of a file
 *
 * Returns: whether they may be text; else @error is set and says what they are: a picture, a web page …
 */
gboolean
esp_import_check_kind (const guint8 *head, gsize length, GError **error)
{
  EspImportFault fault = ESP_IMPORT_FAULT_OTHER;

  if (length == 0)
    fault = ESP_IMPORT_FAULT_EMPTY_FILE;
  else if (is_web_page (head, length))
    fault = ESP_IMPORT_FAULT_WEB_PAGE;
  for (guint i = 0; fault == ESP_IMPORT_FAULT_OTHER && i < G_N_ELEMENTS (other_files); i++)
    {
      gsize n = strlen (other_files[i].magic);

      if (length >= n && memcmp (head, other_files[i].magic, n) == 0)
        fault = other_files[i].fault;
    }
  if (fault == ESP_IMPORT_FAULT_OTHER)
    return TRUE;
  esp_import_error_set_fault (error, fault);
  return FALSE;
}

/* The first row decides the columns: it has to be sound. */
static gboolean
check_first_row (const EspCsvOptions *options,
                 const guint8 *head,
                 gsize length,
                 gboolean is_whole,
                 GError **error)
{
  EspCsvMemory memory = { head, length, 0 };
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (options, esp_csv_memory_read, &memory);
  EspImportFacts facts = { 0 };
  EspCsvRow row;

  if (esp_csv_reader_next (reader, &row, error) != ESP_CSV_STEP_ROW)
    {
      if (error != NULL && *error == NULL)
        esp_import_error_set_fault (error, ESP_IMPORT_FAULT_NO_ROWS);
      return FALSE;
    }
  if (row.n_seen > ESP_MAX_CUSTOM_FIELDS)
    {
      facts.fault = ESP_IMPORT_FAULT_TOO_MANY_COLUMNS;
      facts.number = row.n_seen;
      facts.limit = ESP_MAX_CUSTOM_FIELDS;
    }
  else if (!is_whole && row.offset + row.length >= length)
    {
      facts.fault = ESP_IMPORT_FAULT_LONG_FIRST_ROW;
      facts.limit = (guint) (length / 1024);
    }
  else if (row.problem != ESP_CSV_OK)
    {
      facts.fault = ESP_IMPORT_FAULT_FIRST_ROW;
      facts.problem = row.problem;
      facts.line = row.problem_line;
      facts.column = row.problem_column;
    }
  else
    return TRUE;
  esp_import_error_set (error, &facts);
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

static void
unwrap_cells (EspImportInspection *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    for (char **cell = self->rows->pdata[i]; *cell != NULL; cell++)
      esp_cell_unwrap (*cell);
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
                               esp_import_plan_has_comma (self->plan, i), &self->facts[i]);
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

static gboolean
has_hangul (const char *const *cells)
{
  for (guint i = 0; cells[i] != NULL; i++)
    for (const char *p = cells[i]; *p != '\0'; p = g_utf8_next_char (p))
      if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HANGUL)
        return TRUE;
  return FALSE;
}

static gboolean
is_korean (EspImportInspection *self)
{
  gboolean is_found = has_hangul ((const char *const *) self->plan->columns);

  for (guint i = 0; !is_found && i < self->rows->len; i++)
    is_found = has_hangul (self->rows->pdata[i]);
  return is_found;
}

static void
learn_formats (EspImportInspection *self)
{
  g_free (self->formats.marks);
  esp_import_learn_formats (self->rows, self->n_columns, is_korean (self), &self->formats);
  self->plan->has_decimal_comma = self->formats.has_decimal_comma;
  self->plan->date_order = self->formats.date_order;
  g_free (self->plan->marks);
  self->plan->marks = g_strdup (self->formats.marks);
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

  if (!esp_import_check_kind (head, length, error))
    return NULL;
  self->guess = *guess;
  read_samples (self, head, length);
  options.encoding = shape->has_encoding ? shape->encoding : guess->candidates[0].encoding;
  options.delimiter = shape->delimiter;
  if (options.delimiter == 0)
    options.delimiter = esp_csv_sniff_delimiter (head, length, options.encoding, is_whole);
  if (!check_first_row (&options, head, length, is_whole, error))
    return NULL;
  self->rows = esp_csv_read_sample (&options, head, length, is_whole, LEARN_ROWS);
  if (self->rows->len == 0)
    {
      esp_import_error_set_fault (error, ESP_IMPORT_FAULT_NO_SOUND_ROWS);
      return NULL;
    }
  take_columns (self, shape->header >= 0 ? shape->header == 1 : esp_csv_sniff_header (self->rows));
  self->plan->encoding = options.encoding;
  self->plan->delimiter = options.delimiter;
  unwrap_cells (self);
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
  g_free (self->formats.marks);
  g_free (self->profile_name);
  g_free (self->table_path);
  g_strfreev (self->sheets);
  g_free (self);
}
