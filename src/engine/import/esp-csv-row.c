/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a row, in words; bytes in memory as a source of rows. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-csv-reader.h"

#include <string.h>

/**
 * esp_csv_problem_to_string:
 *
 * Returns: (transfer none): what is wrong, as a clause, in English
 */
const char *
esp_csv_problem_to_string (EspCsvProblem problem)
{
  switch (problem)
    {
    case ESP_CSV_OPEN_QUOTE:
      return "a quote (\") opens here and is never closed";
    case ESP_CSV_STRAY_QUOTE:
      return "text goes on after a closing quote (\"); quotes inside a cell must be doubled";
    case ESP_CSV_NUL:
      return "the cell holds a NUL byte; the file is damaged or is not a text file";
    case ESP_CSV_BAD_TEXT:
      return "the cell holds bytes that the encoding does not know";
    case ESP_CSV_CELL_TOO_LONG:
      return "the cell is longer than a cell may be (1 MiB)";
    case ESP_CSV_ROW_TOO_LONG:
      return "the row is longer than a row may be (32 MiB)";
    case ESP_CSV_TOO_MANY_CELLS:
      return "the row has more cells than a table may have columns (2,000)";
    case ESP_CSV_OK:
    default:
      return "nothing is wrong";
    }
}

/**
 * esp_csv_row_describe_problem:
 *
 * Returns: (transfer full): a sentence with line and column, in English
 */
char *
esp_csv_row_describe_problem (const EspCsvRow *row)
{
  return g_strdup_printf ("Line %" G_GUINT64_FORMAT ", column %u: %s.", row->problem_line,
                          row->problem_column, esp_csv_problem_to_string (row->problem));
}

/**
 * esp_csv_find_declared_delimiter:
 * @data: the head of a file
 *
 * Returns: the delimiter of a first line such as "sep=;", or 0
 */
char
esp_csv_find_declared_delimiter (const guint8 *data, gsize length, EspEncoding encoding)
{
  const guint8 *bom;
  gsize n_bom = esp_encoding_get_bom (encoding, &bom);
  gsize step = encoding == ESP_ENCODING_UTF16LE || encoding == ESP_ENCODING_UTF16BE ? 2 : 1;
  gsize at = n_bom > 0 && length >= n_bom && memcmp (data, bom, n_bom) == 0 ? n_bom : 0;
  char text[7] = { 0 };

  if (encoding == ESP_ENCODING_UTF16BE)
    at++;
  for (guint i = 0; i < 6 && at < length; i++, at += step)
    text[i] = (char) data[at];
  if (g_ascii_strncasecmp (text, "sep=", 4) != 0 || strchr (",;|\t", text[4]) == NULL ||
      text[4] == '\0' || (text[5] != '\r' && text[5] != '\n'))
    return 0;
  return text[4];
}

/**
 * esp_csv_memory_read:
 * @user_data: an EspCsvMemory
 *
 * An EspCsvReadFunc over bytes in memory.
 */
gssize
esp_csv_memory_read (gpointer user_data, guint8 *buffer, gsize length, GError **error)
{
  EspCsvMemory *memory = user_data;
  gsize n = MIN (length, memory->length - memory->position);

  memcpy (buffer, memory->data + memory->position, n);
  memory->position += n;
  return n;
}
