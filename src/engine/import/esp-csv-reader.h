/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-text-encoding.h"

G_BEGIN_DECLS

#define ESP_CSV_MAX_CELL_BYTES (1024 * 1024)
#define ESP_CSV_MAX_ROW_BYTES (32 * 1024 * 1024)
#define ESP_CSV_MAX_COLUMNS 2000

/* Reads up to @length bytes; 0 at the end, -1 with @error set. */
typedef gssize (*EspCsvReadFunc) (gpointer user_data, guint8 *buffer, gsize length, GError **error);

typedef enum
{
  ESP_CSV_OK,
  ESP_CSV_OPEN_QUOTE,  /* a quote opens and never closes */
  ESP_CSV_STRAY_QUOTE, /* text goes on after a closing quote */
  ESP_CSV_NUL,         /* a NUL byte in a cell */
  ESP_CSV_BAD_TEXT,    /* bytes that the encoding does not know */
  ESP_CSV_CELL_TOO_LONG,
  ESP_CSV_ROW_TOO_LONG,
  ESP_CSV_TOO_MANY_CELLS,
} EspCsvProblem;

typedef enum
{
  ESP_CSV_STEP_ROW,
  ESP_CSV_STEP_END,
  ESP_CSV_STEP_ERROR,
} EspCsvStep;

/* One row, valid until the next is read. With a problem the cells are only what could be saved. */
typedef struct
{
  const char *const *cells; /* UTF-8, n_cells of them */
  guint n_cells;
  guint n_seen;   /* cells in the file: more than n_cells beyond the limit */
  guint64 number; /* of the row, from 1; blank rows do not count */
  guint64 line;   /* of the file, from 1, on which the row begins */
  guint64 offset; /* where the row stands in the file, in its own bytes */
  guint64 length; /* line end included */
  EspCsvProblem problem;
  guint problem_column; /* from 1 */
  guint64 problem_line;
} EspCsvRow;

typedef struct
{
  EspEncoding encoding;
  char delimiter;
  guint max_columns;    /* 0 means ESP_CSV_MAX_COLUMNS */
  gsize max_cell_bytes; /* 0 means ESP_CSV_MAX_CELL_BYTES */
  gsize max_row_bytes;  /* 0 means ESP_CSV_MAX_ROW_BYTES */
} EspCsvOptions;

typedef struct _EspCsvReader EspCsvReader;

EspCsvReader *
esp_csv_reader_new (const EspCsvOptions *options, EspCsvReadFunc read_func, gpointer user_data);
void esp_csv_reader_free (EspCsvReader *self);
EspCsvStep esp_csv_reader_next (EspCsvReader *self, EspCsvRow *out_row, GError **error);
guint64 esp_csv_reader_get_n_blank (EspCsvReader *self);
const char *esp_csv_problem_to_string (EspCsvProblem problem);
char *esp_csv_row_describe_problem (const EspCsvRow *row);
char esp_csv_find_declared_delimiter (const guint8 *data, gsize length, EspEncoding encoding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCsvReader, esp_csv_reader_free)

/* Bytes in memory as a source for a reader. */
typedef struct
{
  const guint8 *data;
  gsize length;
  gsize position;
} EspCsvMemory;

gssize esp_csv_memory_read (gpointer user_data, guint8 *buffer, gsize length, GError **error);

G_END_DECLS
