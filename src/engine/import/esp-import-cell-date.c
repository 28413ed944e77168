/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as cells hold them: ISO, Korean, slashes, spreadsheet serials, with and without a zone. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-cell.h"

#include <string.h>

#define MAX_DATE_BYTES 64
#define SECONDS_PER_DAY 86400
/* Days from 1970-01-01 back to the day zero of spreadsheets, 1899-12-30. */
#define SERIAL_EPOCH 25569
/* Serials we believe: 1927 to 2119. Smaller ones are more likely plain numbers. */
#define MIN_SERIAL 10000
#define MAX_SERIAL 80000
#define MIN_YEAR 1900
#define MAX_YEAR 2200

typedef struct
{
  const char *at;
} Cursor;

/* Days since 1970-01-01 of a proleptic Gregorian date: counts years from March, so that the leap day
 * comes last, in eras of 400 years. */
static gint64
to_days (int year, int month, int day)
{
  gint64 y = month <= 2 ? year - 1 : year;
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static void
pass_blanks (Cursor *cursor)
{
  while (*cursor->at == ' ' || *cursor->at == '\t')
    cursor->at++;
}

static gboolean
take (Cursor *cursor, const char *text)
{
  if (!g_str_has_prefix (cursor->at, text))
    return FALSE;
  cursor->at += strlen (text);
  return TRUE;
}

static gboolean
take_number (Cursor *cursor, guint max_digits, int *out_value, guint *out_digits)
{
  guint n = 0;
  int value = 0;

  while (n < max_digits && g_ascii_isdigit (cursor->at[n]))
    value = value * 10 + (cursor->at[n++] - '0');
  if (n == 0 || g_ascii_isdigit (cursor->at[n]))
    return FALSE;
  cursor->at += n;
  *out_value = value;
  if (out_digits != NULL)
    *out_digits = n;
  return TRUE;
}

static gboolean
set_date (EspCivilTime *out, int year, int month, int day)
{
  if (year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > 12 || day < 1 ||
      day > g_date_get_days_in_month (month, year))
    return FALSE;
  out->year = year;
  out->month = month;
  out->day = day;
  return TRUE;
}

/* 2025-03-18, 2025.3.18, 2025. 3. 18., 2025/3/18, 2025년 3월 18일. */
static gboolean
take_year_first (Cursor *cursor, EspCivilTime *out)
{
  static const char *const marks[][3] = {
    { "-", "-", "" },
    { ".", ".", "." },
    { "/", "/", "" },
    { "년", "월", "일" },
  };
  int year, month, day;
  guint n_digits;

  if (!take_number (cursor, 4, &year, &n_digits) || n_digits != 4)
    return FALSE;
  pass_blanks (cursor);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (!take (cursor, marks[i][0]))
        continue;
      pass_blanks (cursor);
      if (!take_number (cursor, 2, &month, NULL))
        return FALSE;
      pass_blanks (cursor);
      if (!take (cursor, marks[i][1]))
        return FALSE;
      pass_blanks (cursor);
      if (!take_number (cursor, 2, &day, NULL))
        return FALSE;
      if (marks[i][2][0] == '.')
        (void) take (cursor, "."); /* the last dot is optional */
      else
        {
          pass_blanks (cursor);
          if (!take (cursor, marks[i][2]))
            return FALSE;
        }
      return set_date (out, year, month, day);
    }
  return FALSE;
}

/* 03/18/2025, 18.3.2025, 18-3-2025: two small numbers and a year of four digits. */
static gboolean
take_year_last (Cursor *cursor, EspDateOrder order, EspCivilTime *out)
{
  int first, second, year;
  guint n_digits;
  char mark;

  if (!take_number (cursor, 2, &first, NULL))
    return FALSE;
  mark = *cursor->at;
  if (mark != '/' && mark != '.' && mark != '-')
    return FALSE;
  cursor->at++;
  if (!take_number (cursor, 2, &second, NULL) || *cursor->at != mark)
    return FALSE;
  cursor->at++;
  if (!take_number (cursor, 4, &year, &n_digits) || n_digits != 4)
    return FALSE;
  if (order == ESP_DATE_ORDER_YMD && first <= 12 && second <= 12 && first != second)
    return FALSE; /* nobody can know which is the month */
  if (order == ESP_DATE_ORDER_DMY || (order == ESP_DATE_ORDER_YMD && first > 12))
    return set_date (out, year, second, first);
  return set_date (out, year, first, second);
}

/* 20250318 */
static gboolean
take_compact (Cursor *cursor, EspCivilTime *out)
{
  int all;
  guint n_digits;

  if (!take_number (cursor, 8, &all, &n_digits) || n_digits != 8)
    return FALSE;
  return set_date (out, all / 10000, all / 100 % 100, all % 100);
}

/* Mar, March: the English months, by their first three letters or whole. */
static int
take_month_name (Cursor *cursor)
{
  static const char *const months[] = { "January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December" };
  gsize length = 0;

  while (g_ascii_isalpha (cursor->at[length]))
    length++;
  for (guint i = 0; length >= 3 && i < G_N_ELEMENTS (months); i++)
    if ((length == 3 || length == strlen (months[i])) &&
        g_ascii_strncasecmp (cursor->at, months[i], length) == 0)
      {
        cursor->at += length;
        return (int) i + 1;
      }
  return 0;
}

static void
pass_marks (Cursor *cursor)
{
  while (*cursor->at == ' ' || *cursor->at == ',' || *cursor->at == '-' || *cursor->at == '.')
    cursor->at++;
}

/* 4 March 2026, 04-Mar-2026, March 4, 2026, Mar. 4 2026 */
static gboolean
take_named_month (Cursor *cursor, EspCivilTime *out)
{
  int day = 0, month, year;
  guint n_digits;
  gboolean is_day_first = g_ascii_isdigit (*cursor->at);

  if (is_day_first && !take_number (cursor, 2, &day, NULL))
    return FALSE;
  pass_marks (cursor);
  month = take_month_name (cursor);
  if (month == 0)
    return FALSE;
  pass_marks (cursor);
  if (!is_day_first && !take_number (cursor, 2, &day, NULL))
    return FALSE;
  pass_marks (cursor);
  if (!take_number (cursor, 4, &year, &n_digits) || n_digits != 4)
    return FALSE;
  return set_date (out, year, month, day);
}

/* One of the ways in which a day is written. */
static gboolean
take_day (Cursor *cursor, EspDateOrder order, EspCivilTime *out)
{
  const Cursor start = *cursor;

  if (take_year_first (cursor, out))
    return TRUE;
  *cursor = start;
  if (take_year_last (cursor, order, out))
    return TRUE;
  *cursor = start;
  if (take_compact (cursor, out))
    return TRUE;
  *cursor = start;
  return take_named_month (cursor, out);
}

static gboolean
take_meridiem (Cursor *cursor, gboolean *out_is_pm)
{
  static const struct
  {
    const char *word;
    gboolean is_pm;
  } words[] = { { "오전", FALSE }, { "오후", TRUE }, { "AM", FALSE },
                { "PM", TRUE },    { "am", FALSE },  { "pm", TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (take (cursor, words[i].word))
      {
        *out_is_pm = words[i].is_pm;
        pass_blanks (cursor);
        return TRUE;
      }
  return FALSE;
}

static gboolean
take_offset (Cursor *cursor, EspCivilTime *out)
{
  int hours, minutes = 0;
  int sign;
  guint n_digits;

  pass_blanks (cursor);
  if (take (cursor, "Z") || take (cursor, "UTC") || take (cursor, "GMT"))
    {
      out->has_offset = TRUE;
      return TRUE;
    }
  if (take (cursor, "KST"))
    {
      out->has_offset = TRUE;
      out->offset_seconds = 9 * 3600;
      return TRUE;
    }
  if (*cursor->at != '+' && *cursor->at != '-')
    return TRUE;
  sign = *cursor->at++ == '-' ? -1 : 1;
  if (!take_number (cursor, 4, &hours, &n_digits))
    return FALSE;
  if (n_digits > 2)
    {
      minutes = hours % 100;
      hours /= 100;
    }
  else if (take (cursor, ":") && !take_number (cursor, 2, &minutes, NULL))
    return FALSE;
  if (hours > 14 || minutes > 59)
    return FALSE;
  out->has_offset = TRUE;
  out->offset_seconds = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

/* 10:00, 10:00:05.123, 오후 3:05, 3:05 PM, 15시 5분, each with an optional offset. */
static gboolean
take_time (Cursor *cursor, EspCivilTime *out)
{
  gboolean is_pm = FALSE;
  gboolean has_meridiem = take_meridiem (cursor, &is_pm);
  int hour, minute = 0, second = 0;

  if (!take_number (cursor, 2, &hour, NULL))
    return FALSE;
  pass_blanks (cursor);
  if (take (cursor, "시"))
    {
      pass_blanks (cursor);
      if (take_number (cursor, 2, &minute, NULL) && !take (cursor, "분"))
        return FALSE;
    }
  else
    {
      if (!take (cursor, ":") || !take_number (cursor, 2, &minute, NULL))
        return FALSE;
      if (take (cursor, ":") && !take_number (cursor, 2, &second, NULL))
        return FALSE;
      if (take (cursor, "."))
        while (g_ascii_isdigit (*cursor->at))
          cursor->at++; /* parts of a second are not kept */
    }
  pass_blanks (cursor);
  if (!has_meridiem)
    has_meridiem = take_meridiem (cursor, &is_pm);
  if (has_meridiem && (hour < 1 || hour > 12))
    return FALSE;
  if (has_meridiem)
    hour = hour % 12 + (is_pm ? 12 : 0);
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;
  out->hour = hour;
  out->minute = minute;
  out->second = MIN (second, 59);
  out->has_time = TRUE;
  return take_offset (cursor, out);
}

/* (화), (Tue): the day of the week says nothing new. */
static void
pass_weekday (Cursor *cursor)
{
  pass_blanks (cursor);
  if (*cursor->at == '(')
    {
      const char *close = strchr (cursor->at, ')');

      if (close != NULL && close - cursor->at < 16)
        cursor->at = close + 1;
    }
  pass_blanks (cursor);
}

/**
 * esp_cell_parse_date:
 *
 * Reads ISO 8601, "2025. 3. 18.", "2025년 3월 18일 (화) 오후 3:05", "20250318", "18 March 2025" and
 * slashes in the order that @order gives. Serial numbers are left to esp_cell_parse_excel_serial ().
 *
 * Returns: whether @text is a date that exists
 */
gboolean
esp_cell_parse_date (const char *text, EspDateOrder order, EspCivilTime *out_time)
{
  EspCivilTime time = { 0 };
  Cursor cursor = { text };

  if (strlen (text) > MAX_DATE_BYTES)
    return FALSE;
  pass_blanks (&cursor);
  if (!take_day (&cursor, order, &time))
    return FALSE;
  pass_weekday (&cursor);
  if (*cursor.at == 'T' || *cursor.at == ',')
    cursor.at++;
  pass_blanks (&cursor);
  if (*cursor.at != '\0' && !take_time (&cursor, &time))
    return FALSE;
  pass_blanks (&cursor);
  if (*cursor.at != '\0')
    return FALSE;
  *out_time = time;
  return TRUE;
}

/**
 * esp_cell_is_compact_date:
 *
 * Returns: whether @text is a date as eight digits, 20250318
 */
gboolean
esp_cell_is_compact_date (const char *text)
{
  EspCivilTime time;

  return strlen (text) == 8 && strspn (text, "0123456789") == 8 &&
         esp_cell_parse_date (text, ESP_DATE_ORDER_YMD, &time);
}

/**
 * esp_cell_find_date_order:
 * @out_is_ambiguous: (out): @text is a date whose day and month cannot be told apart
 *
 * Returns: the order that a date with the year at its end shows: 25/03/2025 can only be day first; YMD
 *   when it shows none. Points always stand in dates that begin with the day.
 */
EspDateOrder
esp_cell_find_date_order (const char *text, gboolean *out_is_ambiguous)
{
  EspCivilTime month_first, day_first;
  gboolean is_month_first, is_day_first;

  *out_is_ambiguous = FALSE;
  if (!g_ascii_isdigit (*text) || strlen (text) > MAX_DATE_BYTES || strpbrk (text, "/.-") == NULL ||
      strspn (text, "0123456789") > 2)
    return ESP_DATE_ORDER_YMD;
  is_month_first = esp_cell_parse_date (text, ESP_DATE_ORDER_MDY, &month_first);
  is_day_first = esp_cell_parse_date (text, ESP_DATE_ORDER_DMY, &day_first);
  if (is_month_first && is_day_first)
    {
      if (month_first.month == day_first.month)
        return ESP_DATE_ORDER_YMD; /* 03/03/2025 */
      if (*strpbrk (text, "/.-") == '.')
        return ESP_DATE_ORDER_DMY;
      *out_is_ambiguous = TRUE;
      return ESP_DATE_ORDER_YMD;
    }
  if (is_month_first)
    return ESP_DATE_ORDER_MDY;
  return is_day_first ? ESP_DATE_ORDER_DMY : ESP_DATE_ORDER_YMD;
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

  if (!esp_cell_parse_decimal (text, FALSE, &serial) || serial < MIN_SERIAL ||
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

/**
 * esp_civil_time_to_us:
 * @zone: where the clock of the file hung, for times without an offset of their own
 *
 * A time that the zone skips (clocks going forward) counts as the moment after.
 *
 * Returns: µs since 1970-01-01 UTC
 */
gint64
esp_civil_time_to_us (const EspCivilTime *time, GTimeZone *zone)
{
  gint64 seconds = to_days (time->year, time->month, time->day) * SECONDS_PER_DAY +
                   time->hour * 3600 + time->minute * 60 + time->second;

  if (time->has_offset)
    seconds -= time->offset_seconds;
  else
    {
      gint64 local = seconds;
      int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local);

      seconds = local - g_time_zone_get_offset (zone, interval);
    }
  return seconds * G_USEC_PER_SEC;
}
