/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a workbook holds, before it becomes a file of one kind or the other. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-workbook-private.h"

#include <stdio.h>
#include <string.h>

/* Spreadsheets take no more, nor these characters. */
#define MAX_SHEET_NAME 31
#define SECONDS_PER_DAY 86400.0
#define SPREADSHEET_JULIAN 693594 /* 1899-12-30 as GDate counts */

static void
sheet_free (gpointer data)
{
  EspSheet *self = data;

  g_free (self->name);
  g_object_unref (self->chart);
  g_free (self->note);
  g_free (self);
}

/**
 * esp_workbook_new:
 *
 * Returns: (transfer full): a workbook without sheets
 */
EspWorkbook *
esp_workbook_new (const char *title)
{
  EspWorkbook *self = g_new0 (EspWorkbook, 1);

  self->title = g_strdup (title);
  self->sheets = g_ptr_array_new_with_free_func (sheet_free);
  return self;
}

/**
 * esp_workbook_free:
 */
void
esp_workbook_free (EspWorkbook *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_ptr_array_unref (self->sheets);
  g_free (self);
}

static gboolean
has_sheet (EspWorkbook *self, const char *name)
{
  g_autofree char *wanted = g_utf8_casefold (name, -1);

  for (guint i = 0; i < self->sheets->len; i++)
    {
      const EspSheet *sheet = g_ptr_array_index (self->sheets, i);
      g_autofree char *folded = g_utf8_casefold (sheet->name, -1);

      if (g_str_equal (folded, wanted))
        return TRUE;
    }
  return FALSE;
}

static char *
choose_name (EspWorkbook *self, const char *wanted)
{
  g_autofree char *plain = g_utf8_make_valid (wanted, -1);
  g_autofree char *name = NULL;

  g_strdelimit (plain, "[]:*?/\\'\n\r\t", ' ');
  g_strstrip (plain);
  name = g_utf8_substring (plain, 0, MIN (g_utf8_strlen (plain, -1), MAX_SHEET_NAME));
  if (name[0] == '\0')
    {
      g_free (name);
      name = g_strdup_printf ("%u", self->sheets->len + 1);
    }
  for (guint n = 2; has_sheet (self, name); n++)
    {
      g_autofree char *end = g_strdup_printf (" %u", n);
      glong room = MAX_SHEET_NAME - (glong) strlen (end);
      g_autofree char *start = g_utf8_substring (plain, 0, MIN (g_utf8_strlen (plain, -1), room));

      g_free (name);
      name = g_strconcat (start, end, NULL);
    }
  return g_steal_pointer (&name);
}

/**
 * esp_workbook_add:
 * @name: of the sheet; changed as spreadsheets need it
 * @note: (nullable): stands over the table
 */
void
esp_workbook_add (EspWorkbook *self, const char *name, EspChart *chart, const char *note)
{
  EspSheet *sheet = g_new0 (EspSheet, 1);

  sheet->name = choose_name (self, name);
  sheet->chart = g_object_ref (chart);
  sheet->note = g_strdup (note);
  g_ptr_array_add (self->sheets, sheet);
}

/**
 * esp_sheet_dup_heading:
 */
GStrv
esp_sheet_dup_heading (const EspSheet *self)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  g_strv_builder_add (lines, esp_chart_get_question (self->chart));
  if (esp_chart_get_answer (self->chart) != NULL)
    g_strv_builder_add (lines, esp_chart_get_answer (self->chart));
  if (esp_chart_get_source (self->chart) != NULL)
    g_strv_builder_add (lines, esp_chart_get_source (self->chart));
  if (self->note != NULL && self->note[0] != '\0')
    g_strv_builder_add (lines, self->note);
  return g_strv_builder_end (lines);
}

/**
 * esp_sheet_get_style:
 *
 * Returns: how the number of a cell is written
 */
EspSheetStyle
esp_sheet_get_style (const EspChartTable *table, guint row, guint column)
{
  const char *currency = NULL;

  if (esp_chart_table_is_day (table, row, column))
    return strlen (esp_chart_table_get_raw (table, row, column)) == strlen ("2025-03")
             ? ESP_SHEET_MONTH
             : ESP_SHEET_DAY;
  switch (esp_chart_table_get_unit (table, column, &currency))
    {
    case ESP_UNIT_COUNT:
      return ESP_SHEET_COUNT;
    case ESP_UNIT_RATIO:
      return ESP_SHEET_RATIO;
    case ESP_UNIT_MONEY:
      return currency != NULL && esp_currency_exponent (currency) == 0 ? ESP_SHEET_MONEY
                                                                       : ESP_SHEET_MONEY_CENTS;
    case ESP_UNIT_DURATION:
      return ESP_SHEET_DURATION;
    case ESP_UNIT_NUMBER:
      return ESP_SHEET_NUMBER;
    case ESP_UNIT_TEXT:
    case ESP_UNIT_TIME: /* a day, see above */
    default:
      return ESP_SHEET_TEXT;
    }
}

/* "2025-03-18", or "2025-03" for its first day, as the days since 1899-12-30 that spreadsheets count. */
static gboolean
parse_day (const char *raw, double *out_value)
{
  int year, month, day = 1;
  GDate date;

  if (sscanf (raw, "%4d-%2d-%2d", &year, &month, &day) < 2 || year < 1900 || month < 1 || day < 1 ||
      strspn (raw, "0123456789-") != strlen (raw) ||
      !g_date_valid_dmy ((GDateDay) MIN (day, 99), (GDateMonth) MIN (month, 13), (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *out_value = (double) g_date_get_julian (&date) - SPREADSHEET_JULIAN;
  return TRUE;
}

/**
 * esp_sheet_parse_number:
 *
 * Returns: whether @raw is a number; a span is in days, as spreadsheets count, a day is its number
 */
gboolean
esp_sheet_parse_number (const char *raw, EspSheetStyle style, double *out_value)
{
  char *end = NULL;

  if (style < ESP_SHEET_COUNT || raw[0] == '\0')
    return FALSE;
  if (style == ESP_SHEET_DAY || style == ESP_SHEET_MONTH)
    return parse_day (raw, out_value);
  *out_value = g_ascii_strtod (raw, &end);
  if (end == raw || *end != '\0')
    return FALSE;
  if (style == ESP_SHEET_DURATION)
    *out_value /= SECONDS_PER_DAY;
  return TRUE;
}

/**
 * esp_sheet_append_escaped:
 *
 * Writes @text into XML; characters that XML has no place for are left out.
 */
void
esp_sheet_append_escaped (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '&')
        g_string_append (out, "&amp;");
      else if (c == '<')
        g_string_append (out, "&lt;");
      else if (c == '>')
        g_string_append (out, "&gt;");
      else if (c == '"')
        g_string_append (out, "&quot;");
      else if ((c >= 0x20 || c == '\t' || c == '\n') && c != 0xfffe && c != 0xffff)
        g_string_append_unichar (out, c);
    }
}
