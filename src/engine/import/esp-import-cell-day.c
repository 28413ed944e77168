/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates that only their column makes dates: numbers of spreadsheets and programs, and which part is which. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-cell.h"

#include <string.h>

/* Days from 1970-01-01 back to the day zero of spreadsheets, 1899-12-30. */
#define SERIAL_EPOCH 25569
/* Serials we believe: 1927 to 2119. Smaller ones are more likely plain numbers. */
#define MIN_SERIAL 10000
#define MAX_SERIAL 80000
#define SECONDS_PER_DAY 86400
/* Seconds since 1970 that we believe: from September 2001, when they got their tenth digit, to 2099. */
#define MIN_EPOCH G_GINT64_CONSTANT (1000000000)
#define MAX_EPOCH G_GINT64_CONSTANT (4102444799)

/**
 * esp_cell_is_compact_date:
 *
 * Returns: whether @text is a date as eight digits, 20250318, or with the time as twelve or fourteen
 */
gboolean
esp_cell_is_compact_date (const char *text)
{
  gsize n = strspn (text, "0123456789");
  EspCivilTime time;

  return text[n] == '\0' && (n == 8 || n == 12 || n == 14) &&
         esp_cell_parse_date (text, ESP_DATE_ORDER_UNKNOWN, &time);
}

/**
 * esp_cell_find_date_orders:
 * @out_has_short_year: (out): no part of the date has four digits
 *
 * Points stand between a day and a month of a year with four digits, never between a month and a day.
 *
 * Returns: a set of bits, 1 << order for each order in which @text is a date; 0 when it is no date or
 *   says itself which part is which: 2025-03-18, 03/03/2025
 */
guint
esp_cell_find_date_orders (const char *text, gboolean *out_has_short_year)
{
  EspCivilTime times[ESP_DATE_ORDER_YMD + 1];
  const char *mark = strpbrk (text, "/.-");
  gsize n_digits;
  guint orders = 0;

  *out_has_short_year = FALSE;
  if (!g_ascii_isdigit (*text) || mark == NULL || strspn (text, "0123456789") > 2)
    return 0;
  for (guint i = ESP_DATE_ORDER_MDY; i <= ESP_DATE_ORDER_YMD; i++)
    if (esp_cell_parse_date (text, (EspDateOrder) i, &times[i]))
      orders |= 1u << i;
  n_digits = 0;
  for (const char *p = text; *p != '\0' && *p != ':' && n_digits < 4; p++)
    n_digits = g_ascii_isdigit (*p) ? n_digits + 1 : 0;
  *out_has_short_year = n_digits < 4;
  if (*out_has_short_year)
    return orders;
  orders &= ~(1u << ESP_DATE_ORDER_YMD); /* there a long year is read as without an order */
  if (orders == (1u << ESP_DATE_ORDER_MDY | 1u << ESP_DATE_ORDER_DMY))
    {
      if (times[ESP_DATE_ORDER_MDY].month == times[ESP_DATE_ORDER_DMY].month)
        return 0;
      if (*mark == '.')
        return 1u << ESP_DATE_ORDER_DMY;
    }
  return orders;
}

/**
 * esp_cell_parse_excel_serial:
 *
 * Reads the number that a spreadsheet shows when a date lost its format: days since 1899-12-30 (the
 * 1900 system), the time of day as the fraction. Only for columns that are known to hold dates.
 *
 * Returns: whether @text is such a number between 1927 and 2119
 */
gboolean
esp_cell_parse_excel_serial (const char *text, EspCivilTime *out_time)
{
  double serial;
  gint64 days, seconds;
  GDate date;

  if (strlen (text) > 24 || !esp_cell_parse_decimal (text, FALSE, &serial) || serial < MIN_SERIAL ||
      serial > MAX_SERIAL || strchr (text, ',') != NULL)
    return FALSE;
  days = (gint64) serial;
  seconds = (gint64) ((serial - days) * SECONDS_PER_DAY + 0.5);
  if (seconds >= SECONDS_PER_DAY)
    {
      days++;
      seconds = 0;
    }
  memset (out_time, 0, sizeof *out_time);
  g_date_clear (&date, 1);
  /* GDate counts from 0001-01-01 as day 1; 1970-01-01 is day 719163 of it. */
  g_date_set_julian (&date, days - SERIAL_EPOCH + 719163);
  out_time->year = g_date_get_year (&date);
  out_time->month = g_date_get_month (&date);
  out_time->day = g_date_get_day (&date);
  out_time->has_time = strchr (text, '.') != NULL;
  out_time->hour = seconds / 3600;
  out_time->minute = seconds / 60 % 60;
  out_time->second = seconds % 60;
  return TRUE;
}

static void
set_seconds (gint64 seconds, EspCivilTime *out_time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  memset (out_time, 0, sizeof *out_time);
  out_time->year = (gint16) g_date_time_get_year (utc);
  out_time->month = (guint8) g_date_time_get_month (utc);
  out_time->day = (guint8) g_date_time_get_day_of_month (utc);
  out_time->hour = (guint8) g_date_time_get_hour (utc);
  out_time->minute = (guint8) g_date_time_get_minute (utc);
  out_time->second = (guint8) g_date_time_get_second (utc);
  out_time->has_time = out_time->has_offset = TRUE;
}

/**
 * esp_cell_parse_bare_date:
 *
 * Reads numbers that mean a day in a column of dates and nothing elsewhere: serials of spreadsheets,
 * 851231 as people give their birthdays, and seconds or milliseconds since 1970.
 *
 * Returns: whether @text is such a number
 */
gboolean
esp_cell_parse_bare_date (const char *text, EspCivilTime *out_time)
{
  gsize n = strspn (text, "0123456789");
  char parted[9];
  gint64 number;

  if (text[n] != '\0')
    return esp_cell_parse_excel_serial (text, out_time);
  if (n == 6)
    {
      g_snprintf (parted, sizeof parted, "%.2s-%.2s-%.2s", text, text + 2, text + 4);
      return esp_cell_parse_date (parted, ESP_DATE_ORDER_YMD, out_time);
    }
  if (n != 10 && n != 13)
    return esp_cell_parse_excel_serial (text, out_time);
  number = g_ascii_strtoll (text, NULL, 10);
  if (n == 13)
    number /= 1000;
  if (number < MIN_EPOCH || number > MAX_EPOCH)
    return FALSE;
  set_seconds (number, out_time);
  return TRUE;
}
