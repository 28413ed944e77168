/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table twin of a chart: every value in full, for reading, copying and exporting. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart-table.h"

#include <math.h>
#include <string.h>

typedef enum
{
  COLUMN_X,
  COLUMN_VALUE,
  COLUMN_PART,
  COLUMN_WHOLE,
  COLUMN_NOTE,
} ColumnKind;

typedef struct
{
  ColumnKind kind;
  guint series;
  char *head; /* (owned) */
} Column;

struct _EspChartTable
{
  EspChart *chart;  /* (owned) */
  GArray *columns;  /* of Column */
  GArray *xs;       /* of double: the x of each row, in order */
  GPtrArray *cells; /* of char *, row by row */
  GPtrArray *raw;   /* of char *: the same without grouping, for machines */
  GPtrArray *keys;  /* of const char *, borrowed from the chart */
};

static void
clear_column (gpointer data)
{
  g_free (((Column *) data)->head);
}

static void
add_column (EspChartTable *self, ColumnKind kind, guint series, char *head)
{
  Column column = { kind, series, head };

  g_array_append_val (self->columns, column);
}

static void
find_extras (const EspSeries *series,
             gboolean *out_has_part,
             gboolean *out_has_whole,
             gboolean *out_has_note)
{
  *out_has_part = FALSE;
  *out_has_whole = FALSE;
  *out_has_note = FALSE;
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);

      *out_has_whole |= point->whole > 0;
      /* Where the value is the part itself, once is enough. */
      *out_has_part |= point->whole > 0 && point->value != (double) point->part;
      *out_has_note |= point->note != NULL ||
                       ((point->flags & ESP_POINT_UNSURE) != 0 && !esp_point_is_missing (point));
    }
}

static void
add_columns (EspChartTable *self)
{
  const EspChartWords *words = esp_chart_get_words (self->chart);
  const char *title = esp_chart_get_axis_title (self->chart);

  add_column (self, COLUMN_X, 0, g_strdup (title != NULL ? title : ""));
  for (guint i = 0; i < esp_chart_get_n_series (self->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (self->chart, i);
      const char *name = esp_series_get_name (series);
      gboolean has_part, has_whole, has_note;

      find_extras (series, &has_part, &has_whole, &has_note);
      add_column (self, COLUMN_VALUE, i, g_strdup (name));
      /* The columns of a table say by themselves what they are of. */
      if (esp_chart_get_kind (self->chart) == ESP_CHART_TABLE)
        has_part = has_whole = FALSE;
      if (has_part)
        add_column (self, COLUMN_PART, i, g_strdup_printf ("%s · %s", name, words->part));
      if (has_whole)
        add_column (self, COLUMN_WHOLE, i, g_strdup_printf ("%s · %s", name, words->whole));
      if (has_note)
        add_column (self, COLUMN_NOTE, i, g_strdup_printf ("%s · %s", name, words->note));
    }
}

static int
compare_x (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/* Every x that any series has, once, in order. */
static void
collect_rows (EspChartTable *self)
{
  guint kept = 0;

  for (guint i = 0; i < esp_chart_get_n_series (self->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (self->chart, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        g_array_append_val (self->xs, esp_series_get_point (series, j)->x);
    }
  g_array_sort (self->xs, compare_x);
  for (guint i = 0; i < self->xs->len; i++)
    {
      double x = g_array_index (self->xs, double, i);

      if (kept == 0 || g_array_index (self->xs, double, kept - 1) != x)
        g_array_index (self->xs, double, kept++) = x;
    }
  g_array_set_size (self->xs, kept);
}

static const EspPoint *
find_point (const EspSeries *series, double x)
{
  guint low = 0;
  guint high = esp_series_get_n_points (series);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (esp_series_get_point (series, middle)->x < x)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < esp_series_get_n_points (series) && esp_series_get_point (series, low)->x == x)
    return esp_series_get_point (series, low);
  return NULL;
}

static char *
describe_note (EspChart *chart, const EspPoint *point)
{
  const EspChartWords *words = esp_chart_get_words (chart);
  const char *parts[5] = { NULL };
  guint n = 0;

  if (esp_point_is_missing (point)) /* of nothing there is nothing to be careful about */
    return g_strdup (point->note != NULL ? point->note : "");
  if ((point->flags & ESP_POINT_SMALL_SAMPLE) != 0)
    parts[n++] = words->few;
  if ((point->flags & ESP_POINT_PARTIAL) != 0)
    parts[n++] = words->partial;
  if ((point->flags & ESP_POINT_ESTIMATE) != 0)
    parts[n++] = words->estimate;
  if (point->note != NULL)
    parts[n++] = point->note;
  return g_strjoinv (", ", (GStrv) parts);
}

/* The value as a machine reads it: money in its main unit, a rate as a fraction, a span in seconds. */
static char *
raw_value (EspChart *chart, const EspSeries *series, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  EspUnit unit = esp_chart_get_unit (chart);
  const char *currency = esp_chart_get_currency (chart);

  (void) esp_series_get_unit (series, &unit, &currency);
  if (currency == NULL)
    currency = esp_chart_get_currency (chart);
  if (unit == ESP_UNIT_TIME)
    return esp_format_date (esp_count_of (value), esp_chart_get_zone (chart), ESP_DATE_ISO_DAY,
                            ESP_LANG_EN);
  if (unit == ESP_UNIT_MONEY)
    value /= pow (10, esp_currency_exponent (currency));
  else if (unit == ESP_UNIT_DURATION)
    value /= G_USEC_PER_SEC;
  g_ascii_formatd (buffer, sizeof buffer, "%.15g", value);
  return g_strdup (buffer);
}

/* The head of a row as a machine reads it: of a part of the calendar its day. */
static char *
dup_machine_x (EspChart *chart, double x, const char *text)
{
  const char *day;

  if (esp_chart_has_time_axis (chart))
    return esp_chart_format_x_machine (chart, x);
  day = x >= 0 && x < G_MAXINT ? esp_chart_get_category_day (chart, (guint) x) : "";
  return g_strdup (day[0] != '\0' ? day : text);
}

static void
fill_cell (EspChartTable *self, const Column *column, double x)
{
  const EspSeries *series = esp_chart_get_series (self->chart, column->series);
  const EspPoint *point = find_point (series, x);
  char *text = NULL;
  char *raw = NULL;
  const char *key = NULL;

  if (column->kind == COLUMN_X)
    {
      text = esp_chart_format_x (self->chart, x);
      raw = dup_machine_x (self->chart, x, text);
    }
  else if (point != NULL && column->kind == COLUMN_NOTE)
    text = describe_note (self->chart, point);
  else if (point != NULL && point->text != NULL && column->kind == COLUMN_VALUE &&
           esp_chart_get_kind (self->chart) != ESP_CHART_PATHS)
    {
      text = g_strdup (point->text);
      raw = g_strdup (point->text);
      key = point->key;
    }
  else if (point != NULL && !esp_point_is_missing (point) && column->kind == COLUMN_VALUE)
    {
      text = esp_chart_format_of (self->chart, series, point->value);
      raw = raw_value (self->chart, series, point->value);
      key = point->key;
    }
  else if (point != NULL && column->kind != COLUMN_VALUE && point->whole > 0)
    {
      gint64 n = column->kind == COLUMN_PART ? point->part : point->whole;

      text = esp_format_count (n);
      raw = g_strdup_printf ("%" G_GINT64_FORMAT, n);
    }
  if (text == NULL)
    text = g_strdup (column->kind == COLUMN_NOTE ? "" : "–");
  g_ptr_array_add (self->cells, text);
  g_ptr_array_add (self->raw,
                   raw != NULL ? raw : g_strdup (column->kind == COLUMN_NOTE ? text : ""));
  g_ptr_array_add (self->keys, (gpointer) key);
}

/**
 * esp_chart_table_new:
 *
 * Returns: (transfer full): @chart as a table, a row per category or period
 */
EspChartTable *
esp_chart_table_new (EspChart *chart)
{
  EspChartTable *self = g_new0 (EspChartTable, 1);

  self->chart = g_object_ref (chart);
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, clear_column);
  self->xs = g_array_new (FALSE, FALSE, sizeof (double));
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->raw = g_ptr_array_new_with_free_func (g_free);
  self->keys = g_ptr_array_new ();
  add_columns (self);
  collect_rows (self);
  for (guint row = 0; row < self->xs->len; row++)
    for (guint i = 0; i < self->columns->len; i++)
      fill_cell (self, &g_array_index (self->columns, Column, i),
                 g_array_index (self->xs, double, row));
  return self;
}

/**
 * esp_chart_table_free:
 */
void
esp_chart_table_free (EspChartTable *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->columns);
  g_array_unref (self->xs);
  g_ptr_array_unref (self->cells);
  g_ptr_array_unref (self->raw);
  g_ptr_array_unref (self->keys);
  g_object_unref (self->chart);
  g_free (self);
}

/**
 * esp_chart_table_get_n_columns:
 */
guint
esp_chart_table_get_n_columns (const EspChartTable *self)
{
  return self->columns->len;
}

/**
 * esp_chart_table_get_n_rows:
 */
guint
esp_chart_table_get_n_rows (const EspChartTable *self)
{
  return self->xs->len;
}

/**
 * esp_chart_table_get_head:
 */
const char *
esp_chart_table_get_head (const EspChartTable *self, guint column)
{
  return g_array_index (self->columns, Column, column).head;
}

/**
 * esp_chart_table_get_cell:
 *
 * Returns: (transfer none): the text of a cell, "–" where there is no value
 */
const char *
esp_chart_table_get_cell (const EspChartTable *self, guint row, guint column)
{
  return g_ptr_array_index (self->cells, row * self->columns->len + column);
}

/**
 * esp_chart_table_get_key:
 *
 * Returns: (transfer none) (nullable): what opens the leads behind a cell
 */
const char *
esp_chart_table_get_key (const EspChartTable *self, guint row, guint column)
{
  return g_ptr_array_index (self->keys, row * self->columns->len + column);
}

/**
 * esp_chart_table_is_numeric:
 *
 * Returns: whether the cells of @column are numbers, to be set against the end
 */
gboolean
esp_chart_table_is_numeric (const EspChartTable *self, guint column)
{
  ColumnKind kind = g_array_index (self->columns, Column, column).kind;

  const char *currency;

  return kind != COLUMN_X && kind != COLUMN_NOTE &&
         esp_chart_table_get_unit (self, column, &currency) != ESP_UNIT_TEXT;
}

/**
 * esp_chart_table_get_raw:
 *
 * Returns: (transfer none): a cell as machines read it: plain numbers, money in its main unit, a rate as a
 *   fraction, a span in seconds; "" where there is no value
 */
const char *
esp_chart_table_get_raw (const EspChartTable *self, guint row, guint column)
{
  return g_ptr_array_index (self->raw, row * self->columns->len + column);
}

/**
 * esp_chart_table_is_day:
 *
 * Returns: whether a cell is a day, or a month: its raw text is "2025-03-18", "2025-03"
 */
gboolean
esp_chart_table_is_day (const EspChartTable *self, guint row, guint column)
{
  double x = g_array_index (self->xs, double, row);
  const char *currency;

  if (g_array_index (self->columns, Column, column).kind != COLUMN_X)
    return esp_chart_table_get_unit (self, column, &currency) == ESP_UNIT_TIME;
  return esp_chart_has_time_axis (self->chart) ||
         (x >= 0 && esp_chart_get_category_day (self->chart, (guint) x)[0] != '\0');
}

/**
 * esp_chart_table_get_unit:
 * @out_currency: (out): of money
 *
 * Returns: what the numbers of @column are
 */
EspUnit
esp_chart_table_get_unit (const EspChartTable *self, guint column, const char **out_currency)
{
  const Column *of = &g_array_index (self->columns, Column, column);
  EspUnit unit = esp_chart_get_unit (self->chart);

  *out_currency = esp_chart_get_currency (self->chart);
  if (of->kind == COLUMN_X || of->kind == COLUMN_NOTE)
    return ESP_UNIT_TEXT;
  if (of->kind != COLUMN_VALUE)
    return ESP_UNIT_COUNT;
  (void) esp_series_get_unit (esp_chart_get_series (self->chart, of->series), &unit, out_currency);
  return unit;
}

/* Text that a spreadsheet would run. */
static gboolean
is_formula (const char *text, gboolean is_numeric)
{
  return !is_numeric && text[0] != '\0' && strchr ("=+-@\t\r", text[0]) != NULL;
}

/* A tab or a line break in a name would break the row apart; a formula is one where it is pasted, too. */
static void
append_tsv (GString *out, const char *text, gboolean is_numeric)
{
  if (is_formula (text, is_numeric))
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    g_string_append_c (out, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
}

/* Quoted where needed; text that a spreadsheet would run as a formula starts with an apostrophe. */
static void
append_csv (GString *out, const char *text, gboolean is_numeric)
{
  gboolean is_run = is_formula (text, is_numeric);

  if (!is_run && strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  if (is_run)
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static char *
join (const EspChartTable *self, gboolean is_csv)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint n = self->columns->len;

  for (guint row = 0; row <= self->xs->len; row++)
    {
      for (guint i = 0; i < n; i++)
        {
          const char *text = row == 0 ? esp_chart_table_get_head (self, i)
                                      : g_ptr_array_index (self->raw, (row - 1) * n + i);

          if (i > 0)
            g_string_append_c (out, is_csv ? ',' : '\t');
          (is_csv ? append_csv : append_tsv) (out, text,
                                              row > 0 && esp_chart_table_is_numeric (self, i));
        }
      g_string_append (out, is_csv ? "\r\n" : "\n");
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * esp_chart_table_to_tsv:
 *
 * Returns: (transfer full): the table for the clipboard: tabs, plain numbers
 */
char *
esp_chart_table_to_tsv (const EspChartTable *self)
{
  return join (self, FALSE);
}

/**
 * esp_chart_table_to_csv:
 *
 * Returns: (transfer full): the table as CSV in UTF-8 (RFC 4180), plain numbers, safe in spreadsheets
 */
char *
esp_chart_table_to_csv (const EspChartTable *self)
{
  return join (self, TRUE);
}
