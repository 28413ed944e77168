/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the sheets of an OpenDocument workbook (ISO/IEC 26300-1, 9: tables), one row of texts at a time. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-ods.h"

#include "engine/import/esp-csv-reader.h"

#include <math.h>
#include <string.h>

#define CONTENT "content.xml"
/* Of XML, unpacked; as for the sheets of Excel. */
#define MAX_CONTENT_BYTES (G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024)
#define MAX_CELL_BYTES ESP_CSV_MAX_CELL_BYTES
#define MAX_ROW_BYTES (64 * 1024 * 1024)
/* A few bytes can ask for a cell, or a row, to be repeated without end. */
#define MAX_REPEATED_BYTES (G_GUINT64_CONSTANT (1024) * 1024 * 1024)
#define MAX_SHEETS 1000

struct _EspOds
{
  EspZip *zip;      /* the caller's */
  GPtrArray *names; /* (owned) of char * */
};

/* The sheet that is being read. */
typedef struct
{
  EspOds *book;
  guint sheet;
  EspXlsxRowFunc func;
  gpointer user_data;

  int at;              /* index of the table that is open, or was last */
  guint table_depth;   /* tables can stand in cells */
  guint ignored_depth; /* in notes and drawings, whose text is no cell's */
  GPtrArray *cells;    /* (owned) of char *: of the row */
  guint64 n_empty;     /* cells that nothing in the row has followed yet */
  gsize row_bytes;
  guint64 n_repeated_bytes;
  guint64 n_blank; /* rows that nothing has followed yet */
  guint64 n_rows;
  guint64 row_times;
  guint64 cell_times;
  GString *text;  /* (owned) as the cell shows it */
  GString *value; /* (owned) as the cell holds it; "": nothing but its text */
  gboolean is_percent;
  gboolean is_in_cell;
  guint n_paragraphs;
  guint paragraph_depth;
} Reading;

static gboolean
refuse_large (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                       "The workbook is larger than one that can be read");
  return FALSE;
}

static guint64
get_times (const char *const *names, const char *const *values, const char *name)
{
  const char *text = esp_xlsx_get_attribute (names, values, name);
  guint64 times = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 1;

  return MAX (times, 1);
}

static gboolean
give_row (Reading *self, GError **error)
{
  if (self->cells->len == 0)
    {
      self->n_blank += self->row_times;
      return TRUE;
    }
  for (; self->n_blank > 0; self->n_blank--)
    if (++self->n_rows > ESP_XLSX_MAX_ROWS)
      return refuse_large (error);
    else if (!self->func (self->user_data, NULL, 0, error))
      return FALSE;
  for (guint64 i = 0; i < self->row_times; i++)
    {
      self->n_repeated_bytes += i > 0 ? self->row_bytes + self->cells->len : 0;
      if (++self->n_rows > ESP_XLSX_MAX_ROWS || self->n_repeated_bytes > MAX_REPEATED_BYTES)
        return refuse_large (error);
      if (!self->func (self->user_data, (const char *const *) self->cells->pdata, self->cells->len,
                       error))
        return FALSE;
    }
  return TRUE;
}

/* PT10H30M05S: a time of a day, or hours that count on. */
static gboolean
append_duration (const char *text, GString *out)
{
  guint hours = 0;
  guint minutes = 0;
  double seconds = 0;

  if (!g_str_has_prefix (text, "PT"))
    return FALSE;
  for (const char *p = text + 2; *p != '\0';)
    {
      char *end;
      double number = g_ascii_strtod (p, &end);

      if (end == p || !(number >= 0) || number > 1e6)
        return FALSE;
      if (*end == 'H')
        hours = (guint) number;
      else if (*end == 'M')
        minutes = (guint) number;
      else if (*end == 'S')
        seconds = number;
      else
        return FALSE;
      p = end + 1;
    }
  g_string_append_printf (out, "%02u:%02u:%02u", hours, minutes, (guint) seconds);
  return TRUE;
}

static void
take_date (const char *text, GString *out)
{
  const char *t = strchr (text, 'T');
  const char *point = strchr (text, '.');

  if (t == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_len (out, text, t - text);
  g_string_append_c (out, ' ');
  g_string_append_len (out, t + 1, point != NULL ? point - t - 1 : (gssize) strlen (t + 1));
}

/* As Excel writes the numbers of a cell; the mark of its currency goes with them. */
static void
take_number (Reading *self, const char *value, const char *currency)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *end;
  double number = g_ascii_strtod (value, &end);

  if (end == value || !isfinite (number))
    return;
  if (self->is_percent)
    number = round (number * 1e12) / 1e10;
  if (number == floor (number) && fabs (number) < 1e15)
    g_string_append_printf (self->value, "%.0f", number);
  else
    g_string_append (self->value, g_ascii_formatd (buffer, sizeof buffer, "%.15g", number));
  if (self->is_percent)
    g_string_append_c (self->value, '%');
  if (g_strcmp0 (currency, "KRW") == 0)
    g_string_prepend (self->value, "₩");
  else if (currency != NULL && strlen (currency) == 3)
    g_string_append_printf (self->value, " %s", currency);
}

static void
begin_cell (Reading *self, const char *const *names, const char *const *values)
{
  const char *type = esp_xlsx_get_attribute (names, values, "value-type");
  const char *value = esp_xlsx_get_attribute (names, values, "value");
  const char *date = esp_xlsx_get_attribute (names, values, "date-value");
  const char *time = esp_xlsx_get_attribute (names, values, "time-value");
  const char *truth = esp_xlsx_get_attribute (names, values, "boolean-value");

  self->is_in_cell = TRUE;
  self->n_paragraphs = 0;
  self->cell_times = get_times (names, values, "number-columns-repeated");
  self->is_percent = g_strcmp0 (type, "percentage") == 0;
  g_string_truncate (self->text, 0);
  g_string_truncate (self->value, 0);
  if (date != NULL)
    take_date (date, self->value);
  else if (time != NULL)
    (void) append_duration (time, self->value); /* else as it is shown */
  else if (truth != NULL)
    g_string_append (self->value, strcmp (truth, "true") == 0 ? "TRUE" : "FALSE");
  else if (value != NULL)
    take_number (self, value, esp_xlsx_get_attribute (names, values, "currency"));
}

/* Zeros before a number are only in what it shows: it is a code. So are truth and falsehood, which are 1 and 0. */
static const char *
choose_text (const Reading *self)
{
  const char *text = self->text->str;

  if (self->value->len == 0 || strcmp (text, "TRUE") == 0 || strcmp (text, "FALSE") == 0 ||
      (text[0] == '0' && text[1] != '\0' && strspn (text, "0123456789- ()") == strlen (text) &&
       g_ascii_isdigit (self->value->str[0]) && strchr (self->value->str, '-') == NULL))
    return text;
  return self->value->str;
}

static gboolean
end_cell (Reading *self, GError **error)
{
  const char *text = choose_text (self);
  gsize length = strlen (text);

  self->is_in_cell = FALSE;
  if (length == 0)
    {
      self->n_empty += self->cell_times;
      return TRUE;
    }
  for (; self->n_empty > 0 && self->cells->len < ESP_XLSX_MAX_COLUMNS; self->n_empty--)
    g_ptr_array_add (self->cells, g_strdup (""));
  for (guint64 i = 0; i < self->cell_times && self->cells->len < ESP_XLSX_MAX_COLUMNS; i++)
    {
      g_ptr_array_add (self->cells, g_strdup (text));
      self->row_bytes += length;
      self->n_repeated_bytes += i > 0 ? length : 0;
      if (self->row_bytes > MAX_ROW_BYTES || self->n_repeated_bytes > MAX_REPEATED_BYTES)
        return refuse_large (error);
    }
  return TRUE;
}

/* Text that breaks lines and counts its spaces in elements of their own. */
static void
take_element (Reading *self, const char *name, const char *const *names, const char *const *values)
{
  guint64 n = 0;

  if (strcmp (name, "text:p") == 0 || strcmp (name, "text:h") == 0)
    {
      self->paragraph_depth++;
      if (self->n_paragraphs++ > 0)
        g_string_append_c (self->text, '\n');
    }
  else if (strcmp (name, "text:s") == 0)
    n = MIN (get_times (names, values, "c"), 1000);
  else if (strcmp (name, "text:tab") == 0)
    n = 1;
  else if (strcmp (name, "text:line-break") == 0)
    g_string_append_c (self->text, '\n');
  while (n-- > 0 && self->text->len <= MAX_CELL_BYTES)
    g_string_append_c (self->text, ' ');
}

static gboolean
is_ignored (const char *name)
{
  return strcmp (name, "office:annotation") == 0 || strcmp (name, "table:shapes") == 0 ||
         g_str_has_prefix (name, "draw:") || strcmp (name, "table:tracked-changes") == 0;
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer user_data,
          GError **error)
{
  Reading *self = user_data;
  const char *const *n = (const char *const *) names;
  const char *const *v = (const char *const *) values;

  if (self->ignored_depth > 0 || is_ignored (element))
    self->ignored_depth++;
  else if (strcmp (element, "table:table") == 0)
    self->at += self->table_depth++ == 0;
  else if (self->table_depth != 1 || self->at != (int) self->sheet)
    return;
  else if (strcmp (element, "table:table-row") == 0)
    {
      self->row_times = get_times (n, v, "number-rows-repeated");
      g_ptr_array_set_size (self->cells, 0);
      self->n_empty = 0;
      self->row_bytes = 0;
    }
  else if (strcmp (element, "table:table-cell") == 0 ||
           strcmp (element, "table:covered-table-cell") == 0)
    begin_cell (self, n, v);
  else if (self->is_in_cell)
    take_element (self, element, n, v);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reading *self = user_data;

  if (self->ignored_depth > 0)
    self->ignored_depth--;
  else if (strcmp (element, "table:table") == 0)
    self->table_depth--;
  else if (self->table_depth != 1 || self->at != (int) self->sheet)
    return;
  else if (strcmp (element, "table:table-row") == 0)
    (void) give_row (self, error);
  else if (self->is_in_cell && (strcmp (element, "text:p") == 0 || strcmp (element, "text:h") == 0))
    self->paragraph_depth--;
  else if (strcmp (element, "table:table-cell") == 0 ||
           strcmp (element, "table:covered-table-cell") == 0)
    (void) end_cell (self, error);
}

static void
text_cb (GMarkupParseContext *context,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Reading *self = user_data;

  if (self->is_in_cell && self->paragraph_depth > 0 && self->ignored_depth == 0 &&
      self->text->len <= MAX_CELL_BYTES)
    g_string_append_len (self->text, text,
                         (gssize) MIN (length, MAX_CELL_BYTES + 1 - self->text->len));
}

/**
 * esp_ods_read_sheet:
 * @sheet: from 0
 *
 * Gives the rows of a sheet, the first one first: days, times and numbers as the cell holds them, the rest as shown.
 *
 * Returns: whether all were given; else @error is set, as esp_xlsx_read_sheet() says
 */
gboolean
esp_ods_read_sheet (EspOds *self,
                    guint sheet,
                    EspXlsxRowFunc func,
                    gpointer user_data,
                    GError **error)
{
  static const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  Reading state = { .book = self,
                    .sheet = sheet,
                    .func = func,
                    .user_data = user_data,
                    .at = -1,
                    .row_times = 1 };
  gboolean is_ok;

  state.text = g_string_new (NULL);
  state.value = g_string_new (NULL);
  state.cells = g_ptr_array_new_with_free_func (g_free);
  is_ok = esp_xlsx_parse_part (self->zip, CONTENT, MAX_CONTENT_BYTES, &parser, &state, error);
  g_string_free (state.text, TRUE);
  g_string_free (state.value, TRUE);
  g_ptr_array_unref (state.cells);
  return is_ok;
}

typedef struct
{
  EspOds *book;
  guint depth;
} Names;

static void
name_cb (GMarkupParseContext *context,
         const char *element,
         const char **names,
         const char **values,
         gpointer user_data,
         GError **error)
{
  Names *self = user_data;
  const char *name;

  if (strcmp (element, "table:table") != 0 || self->depth++ > 0 ||
      self->book->names->len == MAX_SHEETS)
    return;
  name = esp_xlsx_get_attribute ((const char *const *) names, (const char *const *) values, "name");
  g_ptr_array_add (self->book->names, g_strdup (name != NULL ? name : ""));
}

static void
name_end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Names *self = user_data;

  if (strcmp (element, "table:table") == 0)
    self->depth--;
}

/**
 * esp_ods_is_workbook:
 *
 * Returns: whether the archive is an OpenDocument workbook, and not a text of that kind
 */
gboolean
esp_ods_is_workbook (EspZip *zip)
{
  return esp_zip_has (zip, CONTENT) && esp_zip_has (zip, "META-INF/manifest.xml") &&
         !esp_zip_has (zip, "[Content_Types].xml");
}

/**
 * esp_ods_open:
 * @zip: kept by the caller until the workbook is freed
 *
 * Returns: (transfer full): the workbook; %NULL with @error set: G_IO_ERROR_INVALID_DATA when it is damaged, locked by
 *   a password or holds no sheet
 */
EspOds *
esp_ods_open (EspZip *zip, GError **error)
{
  static const GMarkupParser parser = { name_cb, name_end_cb, NULL, NULL, NULL };
  g_autoptr (EspOds) self = g_new0 (EspOds, 1);
  Names names = { .book = self };

  self->zip = zip;
  self->names = g_ptr_array_new_with_free_func (g_free);
  if (!esp_xlsx_parse_part (zip, CONTENT, MAX_CONTENT_BYTES, &parser, &names, error))
    return NULL;
  if (self->names->len > 0)
    return g_steal_pointer (&self);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "The workbook holds no sheet with a table");
  return NULL;
}

/**
 * esp_ods_free:
 */
void
esp_ods_free (EspOds *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->names);
  g_free (self);
}

/**
 * esp_ods_get_n_sheets:
 */
guint
esp_ods_get_n_sheets (EspOds *self)
{
  return self->names->len;
}

/**
 * esp_ods_get_sheet_name:
 * @sheet: from 0
 */
const char *
esp_ods_get_sheet_name (EspOds *self, guint sheet)
{
  return self->names->pdata[sheet];
}
