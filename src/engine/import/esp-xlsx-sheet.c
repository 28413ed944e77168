/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rows of a sheet as texts, one at a time. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-xlsx.h"

#include "engine/import/esp-csv-reader.h"

#include <string.h>

/* Of XML: a sheet of a million full rows has a few hundred megabytes. */
#define MAX_SHEET_BYTES (G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024)
/* A cell holds 32,767 characters at most; what is longer than a cell of a list may be is an error there. */
#define MAX_CELL_BYTES ESP_CSV_MAX_CELL_BYTES
#define MAX_ROW_BYTES (64 * 1024 * 1024)

typedef enum
{
  CELL_NUMBER,
  CELL_SHARED,
  CELL_TEXT,
  CELL_BOOLEAN,
} CellType;

typedef struct
{
  EspXlsx *book;
  EspXlsxRowFunc func;
  gpointer user_data;

  guint64 n_rows;    /* given so far */
  GString *text;     /* (owned) cells of the row, each with a NUL behind it */
  GArray *starts;    /* (owned) of gssize: where each cell begins in text; -1 is an empty one */
  GPtrArray *cells;  /* (owned) what a row shows */
  guint next_column; /* where a cell without a reference stands */
  guint column;      /* of the cell that is being read */
  guint64 style;
  CellType type;
  GString *value;   /* (owned) of the cell */
  guint n_phonetic; /* depth in readings of Chinese characters, which are no text of the cell */
  gboolean is_in_cell;
  gboolean is_taking; /* in an element whose text is the cell's */
  gboolean is_in_row;
} Sheet;

static gboolean
give_row (Sheet *self, GError **error)
{
  guint n = self->starts->len;
  gboolean is_ok;

  while (n > 0 && g_array_index (self->starts, gssize, n - 1) < 0)
    n--;
  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i < n; i++)
    {
      gssize start = g_array_index (self->starts, gssize, i);

      g_ptr_array_add (self->cells, start >= 0 ? self->text->str + start : (char *) "");
    }
  self->n_rows++;
  is_ok = self->func (self->user_data, (const char *const *) self->cells->pdata, n, error);
  g_string_truncate (self->text, 0);
  g_array_set_size (self->starts, 0);
  return is_ok;
}

/* Rows without cells may be left out of the sheet. */
static gboolean
begin_row (Sheet *self, const char *reference, GError **error)
{
  guint64 number = reference != NULL ? g_ascii_strtoull (reference, NULL, 10) : self->n_rows + 1;

  self->is_in_row = TRUE;
  self->next_column = 0;
  if (number > ESP_XLSX_MAX_ROWS || self->n_rows >= ESP_XLSX_MAX_ROWS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                           "The sheet has more rows than a sheet can have");
      return FALSE;
    }
  while (self->n_rows + 1 < number)
    if (!give_row (self, error))
      return FALSE;
  return TRUE;
}

/* The column of "AB12", from 0. */
static gboolean
read_column (const char *reference, guint *out_column)
{
  guint column = 0;

  for (; g_ascii_isalpha (*reference); reference++)
    {
      column = column * 26 + (guint) (g_ascii_toupper (*reference) - 'A') + 1;
      if (column > ESP_XLSX_MAX_COLUMNS)
        return FALSE;
    }
  if (column == 0)
    return FALSE;
  *out_column = column - 1;
  return TRUE;
}

static void
begin_cell (Sheet *self, const char *const *names, const char *const *values)
{
  const char *reference = esp_xlsx_get_attribute (names, values, "r");
  const char *style = esp_xlsx_get_attribute (names, values, "s");
  const char *type = esp_xlsx_get_attribute (names, values, "t");

  if (reference == NULL || !read_column (reference, &self->column))
    self->column = self->next_column;
  self->style = style != NULL ? g_ascii_strtoull (style, NULL, 10) : 0;
  self->type = CELL_NUMBER;
  if (g_strcmp0 (type, "s") == 0)
    self->type = CELL_SHARED;
  else if (g_strcmp0 (type, "b") == 0)
    self->type = CELL_BOOLEAN;
  else if (type != NULL && strcmp (type, "n") != 0)
    self->type = CELL_TEXT; /* inlineStr, str, e, d */
  self->is_in_cell = TRUE;
  g_string_truncate (self->value, 0);
}

static void
append_value (Sheet *self)
{
  const char *shared;

  switch (self->type)
    {
    case CELL_SHARED:
      shared = esp_xlsx_get_shared (self->book, g_ascii_strtoull (self->value->str, NULL, 10));
      g_string_append (self->text, shared != NULL ? shared : "");
      break;
    case CELL_BOOLEAN:
      g_string_append (self->text, strcmp (self->value->str, "0") == 0 ? "FALSE" : "TRUE");
      break;
    case CELL_TEXT:
      esp_xlsx_append_text (self->text, self->value->str, self->value->len);
      break;
    case CELL_NUMBER:
    default:
      esp_xlsx_format_append (esp_xlsx_get_format (self->book, self->style), self->value->str,
                              esp_xlsx_is_1904 (self->book), self->text);
      break;
    }
}

static gboolean
end_cell (Sheet *self, GError **error)
{
  gssize nothing = -1;
  gssize start = (gssize) self->text->len;

  self->is_in_cell = FALSE;
  if (self->column >= ESP_XLSX_MAX_COLUMNS)
    return TRUE;
  self->next_column = self->column + 1;
  if (self->value->len == 0)
    return TRUE;
  append_value (self);
  if (self->text->len > MAX_ROW_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                           "A row of the sheet is too long");
      return FALSE;
    }
  if (self->text->len == (gsize) start)
    return TRUE;
  g_string_append_c (self->text, '\0');
  while (self->starts->len <= self->column)
    g_array_append_val (self->starts, nothing);
  g_array_index (self->starts, gssize, self->column) = start;
  return TRUE;
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Sheet *self = user_data;
  const char *name = esp_xlsx_local_name (element);

  if (strcmp (name, "row") == 0)
    (void) begin_row (self,
                      esp_xlsx_get_attribute ((const char *const *) names,
                                              (const char *const *) values, "r"),
                      error);
  else if (strcmp (name, "c") == 0 && self->is_in_row)
    begin_cell (self, (const char *const *) names, (const char *const *) values);
  else if (strcmp (name, "rPh") == 0)
    self->n_phonetic++;
  else if (self->is_in_cell && (strcmp (name, "v") == 0 || strcmp (name, "t") == 0))
    self->is_taking = self->n_phonetic == 0;
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Sheet *self = user_data;
  const char *name = esp_xlsx_local_name (element);

  if (strcmp (name, "row") == 0 && self->is_in_row)
    {
      self->is_in_row = FALSE;
      (void) give_row (self, error);
    }
  else if (strcmp (name, "c") == 0 && self->is_in_cell)
    (void) end_cell (self, error);
  else if (strcmp (name, "rPh") == 0 && self->n_phonetic > 0)
    self->n_phonetic--;
  else if (strcmp (name, "v") == 0 || strcmp (name, "t") == 0)
    self->is_taking = FALSE;
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Sheet *self = user_data;

  /* One byte more than a cell may have, so that it is refused later, and no flood. */
  if (self->is_taking && self->value->len <= MAX_CELL_BYTES)
    g_string_append_len (self->value, text,
                         (gssize) MIN (length, MAX_CELL_BYTES + 1 - self->value->len));
}

/**
 * esp_xlsx_read_sheet:
 * @sheet: from 0
 *
 * Gives the rows of a sheet, the first one first, each cell as its reader sees it.
 *
 * Returns: whether all were given; else @error is set: G_IO_ERROR_INVALID_DATA, MESSAGE_TOO_LARGE, or
 *   what @func or the reading of the file says
 */
gboolean
esp_xlsx_read_sheet (EspXlsx *self,
                     guint sheet,
                     EspXlsxRowFunc func,
                     gpointer user_data,
                     GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  Sheet state = { .book = self, .func = func, .user_data = user_data };
  gboolean is_ok;

  if (!esp_xlsx_load_texts (self, error))
    return FALSE;
  state.text = g_string_new (NULL);
  state.value = g_string_new (NULL);
  state.starts = g_array_new (FALSE, FALSE, sizeof (gssize));
  state.cells = g_ptr_array_new ();
  is_ok = esp_xlsx_parse_part (esp_xlsx_get_zip (self), esp_xlsx_get_sheet_part (self, sheet),
                               MAX_SHEET_BYTES, &parser, &state, error);
  g_string_free (state.text, TRUE);
  g_string_free (state.value, TRUE);
  g_array_unref (state.starts);
  g_ptr_array_unref (state.cells);
  return is_ok;
}
