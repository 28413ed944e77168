/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out from the head of a file what splits its cells and whether its first row names them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-csv-sniff.h"

#include "engine/import/esp-import-field.h"
#include "engine/import/esp-import-cell.h"

#include <math.h>
#include <string.h>

#define SNIFF_ROWS 100

static const char delimiters[] = { ',', '\t', ';', '|' };

/**
 * esp_csv_read_sample:
 * @is_whole: whether @data is the whole file; else a last row that may be cut off is left out
 *
 * Returns: (transfer full) (element-type GStrv): the cells of the first rows that have no problem
 */
GPtrArray *
esp_csv_read_sample (const EspCsvOptions *options,
                     const guint8 *data,
                     gsize length,
                     gboolean is_whole,
                     guint max_rows)
{
  EspCsvMemory memory = { data, length, 0 };
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (options, esp_csv_memory_read, &memory);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  EspCsvRow row;

  while (rows->len < max_rows && esp_csv_reader_next (reader, &row, NULL) == ESP_CSV_STEP_ROW)
    {
      GStrv cells;

      if (!is_whole && row.offset + row.length >= length)
        break;
      if (row.problem != ESP_CSV_OK)
        continue;
      cells = g_new0 (char *, row.n_cells + 1);
      for (guint i = 0; i < row.n_cells; i++)
        cells[i] = g_strdup (row.cells[i]);
      g_ptr_array_add (rows, cells);
    }
  return rows;
}

/* How well a delimiter explains the sample: the share of rows with the most common number of cells,
 * more for more cells, nothing when it never splits. */
static double
score_delimiter (const EspCsvOptions *options, const guint8 *data, gsize length, gboolean is_whole)
{
  g_autoptr (GPtrArray) rows = esp_csv_read_sample (options, data, length, is_whole, SNIFF_ROWS);
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key, value;
  guint best_cells = 0;
  guint best_rows = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      guint n = g_strv_length (rows->pdata[i]);
      guint seen = GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (n)));

      g_hash_table_insert (counts, GUINT_TO_POINTER (n), GUINT_TO_POINTER (seen + 1));
    }
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) > best_rows ||
        (GPOINTER_TO_UINT (value) == best_rows && GPOINTER_TO_UINT (key) > best_cells))
      {
        best_cells = GPOINTER_TO_UINT (key);
        best_rows = GPOINTER_TO_UINT (value);
      }
  if (best_cells < 2)
    return 0;
  return (double) best_rows / rows->len + 0.05 * log2 (best_cells);
}

/**
 * esp_csv_sniff_delimiter:
 * @data: the head of the file, in its own encoding
 *
 * Returns: the delimiter that the file declares ("sep=;", as Excel reads it), else the one that splits
 *   the rows most evenly; a comma for a single column
 */
char
esp_csv_sniff_delimiter (const guint8 *data, gsize length, EspEncoding encoding, gboolean is_whole)
{
  double best_score = 0;
  char best = esp_csv_find_declared_delimiter (data, length, encoding);

  if (best != 0)
    return best;
  best = ',';

  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    {
      EspCsvOptions options = { .encoding = encoding, .delimiter = delimiters[i] };
      double score = 0;

      if (delimiters[i] != '|' || !esp_encoding_has_bars_in_pairs (encoding))
        score = score_delimiter (&options, data, length, is_whole);
      if (score > best_score + 1e-9)
        {
          best_score = score;
          best = delimiters[i];
        }
    }
  return best;
}

/* What only a row of data holds: an address, a number to call, a day. */
static gboolean
is_personal (const char *cell)
{
  EspCellKind kind = esp_cell_guess_kind (cell, FALSE);

  return kind == ESP_CELL_KIND_EMAIL || kind == ESP_CELL_KIND_PHONE || kind == ESP_CELL_KIND_DATE ||
         kind == ESP_CELL_KIND_DATETIME;
}

static gboolean
is_number (const char *cell)
{
  EspCellKind kind = esp_cell_guess_kind (cell, FALSE);

  return kind == ESP_CELL_KIND_INTEGER || kind == ESP_CELL_KIND_DECIMAL;
}

/* Whether a cell below the first is data while the first is not. */
static gboolean
differs_below (GPtrArray *rows, guint column)
{
  for (guint r = 1; r < MIN (rows->len, 20); r++)
    {
      const char *const *row = rows->pdata[r];

      if (g_strv_length ((GStrv) row) > column &&
          (is_personal (row[column]) || is_number (row[column])))
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_csv_sniff_header:
 * @rows: (element-type GStrv): the first rows
 *
 * A first row is a header when it holds nothing of a person (address, phone number, day) and either
 * names a field that we know or differs in kind from the rows below. Years and numbers may name columns
 * beside a name that we know.
 *
 * Returns: whether the first row names the columns
 */
gboolean
esp_csv_sniff_header (GPtrArray *rows)
{
  const char *const *first;
  guint n_named = 0;
  guint n_filled = 0;
  guint n_numbers = 0;
  guint n_differing = 0;

  if (rows->len == 0)
    return FALSE;
  first = rows->pdata[0];
  for (guint i = 0; first[i] != NULL; i++)
    {
      if (*first[i] == '\0')
        continue;
      n_filled++;
      if (esp_import_field_from_header (first[i]) != ESP_IMPORT_FIELD_NONE)
        n_named++;
      else if (is_personal (first[i]))
        return FALSE;
      else if (is_number (first[i]))
        n_numbers++;
      else
        n_differing += differs_below (rows, i);
    }
  if (n_filled == 0 || (n_numbers > 0 && n_named == 0))
    return FALSE;
  return n_named > 0 || n_differing > 0 || rows->len == 1;
}

/* One line, composed, without what cannot be seen: a stray byte order mark, zero-width characters. */
static char *
clean_name (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  GString *out = g_string_new (NULL);

  for (const char *p = composed != NULL ? composed : text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c (out, ' ');
        }
      else if (g_unichar_type (c) != G_UNICODE_FORMAT)
        g_string_append_unichar (out, c);
    }
  return g_strchomp (g_string_free (out, FALSE));
}

/**
 * esp_csv_make_column_names:
 * @header: (nullable): the cells of the header row, NULL for a file without one
 *
 * Each column gets a name of its own: blanks become "Column 3", repeated names "Name (2)".
 *
 * Returns: (transfer full): @n_columns names
 */
GStrv
esp_csv_make_column_names (const char *const *header, guint n_columns)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  GStrv names = g_new0 (char *, n_columns + 1);
  guint n_header = header != NULL ? g_strv_length ((GStrv) header) : 0;

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *base = NULL;

      if (i < n_header)
        base = clean_name (header[i]);
      if (base == NULL || *base == '\0')
        {
          g_free (base);
          base = g_strdup_printf ("Column %u", i + 1);
        }
      names[i] = g_strdup (base);
      for (guint n = 2; g_hash_table_contains (taken, names[i]); n++)
        {
          g_free (names[i]);
          names[i] = g_strdup_printf ("%s (%u)", base, n);
        }
      g_hash_table_add (taken, names[i]);
    }
  return names;
}
