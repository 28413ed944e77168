/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates as cells hold them: ISO, Korean, slashes, names of months, with and without a time and a zone. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-cell.h"

#include <string.h>

#define MAX_DATE_BYTES 64
#define SECONDS_PER_DAY 86400
#define MIN_YEAR 1900
#define MAX_YEAR 2200
/* A year of two digits below this one is of the twenty-first century. */
#define SHORT_YEAR_PIVOT 40

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
    { "-", "-", "" },     { ".", ".", "." },    { "/", "/", "" },
    { "년", "월", "일" }, { "年", "月", "日" },
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
  if (order == ESP_DATE_ORDER_YMD)
    order = ESP_DATE_ORDER_UNKNOWN; /* says nothing of a year that stands last */
  if (order == ESP_DATE_ORDER_UNKNOWN && first <= 12 && second <= 12 && first != second)
    return FALSE; /* nobody can know which is the month */
  if (order == ESP_DATE_ORDER_DMY || (order == ESP_DATE_ORDER_UNKNOWN && first > 12))
    return set_date (out, year, second, first);
  return set_date (out, year, first, second);
}

static int
widen_year (int year)
{
  return year < SHORT_YEAR_PIVOT ? 2000 + year : 1900 + year;
}

/* Three numbers of at most two digits, as one order reads them. */
static gboolean
set_short (EspCivilTime *out, const int *parts, const guint *n_digits, EspDateOrder order)
{
  switch (order)
    {
    case ESP_DATE_ORDER_MDY:
      return n_digits[2] == 2 && set_date (out, widen_year (parts[2]), parts[0], parts[1]);
    case ESP_DATE_ORDER_DMY:
      return n_digits[2] == 2 && set_date (out, widen_year (parts[2]), parts[1], parts[0]);
    case ESP_DATE_ORDER_YMD:
      return n_digits[0] == 2 && set_date (out, widen_year (parts[0]), parts[1], parts[2]);
    case ESP_DATE_ORDER_UNKNOWN:
    default:
      return FALSE;
    }
}

/* 26/03/05, 85. 12. 31., 3/25/26: the year has two digits too. Without a known order only what a single
 * one can read is a date. */
static gboolean
take_short (Cursor *cursor, EspDateOrder order, EspCivilTime *out)
{
  int parts[3];
  guint n_digits[3];
  char mark = '\0';
  guint n_readings = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (!take_number (cursor, 2, &parts[i], &n_digits[i]))
        return FALSE;
      if (i == 2)
        break;
      if (i == 0)
        mark = *cursor->at;
      if (*cursor->at != mark || (mark != '/' && mark != '.' && mark != '-'))
        return FALSE;
      cursor->at++;
      pass_blanks (cursor);
    }
  if (mark == '.')
    (void) take (cursor, ".");
  if (order != ESP_DATE_ORDER_UNKNOWN)
    return set_short (out, parts, n_digits, order);
  for (guint i = ESP_DATE_ORDER_MDY; i <= ESP_DATE_ORDER_YMD; i++)
    n_readings += set_short (out, parts, n_digits, (EspDateOrder) i);
  return n_readings == 1;
}

/* 20250318, 202503181505, 20250318150507 */
static gboolean
take_compact (Cursor *cursor, EspCivilTime *out)
{
  gsize n = strspn (cursor->at, "0123456789");
  int all, clock = 0;
  char day[9];

  if (n != 8 && n != 12 && n != 14)
    return FALSE;
  memcpy (day, cursor->at, 8);
  day[8] = '\0';
  all = (int) g_ascii_strtoll (day, NULL, 10);
  if (!set_date (out, all / 10000, all / 100 % 100, all % 100))
    return FALSE;
  for (gsize i = 8; i < n; i++)
    clock = clock * 10 + (cursor->at[i] - '0');
  if (n == 12)
    clock *= 100;
  if (clock / 10000 > 23 || clock / 100 % 100 > 59 || clock % 100 > 59)
    return FALSE;
  out->hour = clock / 10000;
  out->minute = clock / 100 % 100;
  out->second = clock % 100;
  out->has_time = n > 8;
  cursor->at += n;
  return TRUE;
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
  while (*cursor->at != '\0' && strchr (" ,-./", *cursor->at) != NULL)
    cursor->at++;
}

/* 4 March 2026, 04-Mar-26, 04/Mar/2026, March 4, 2026, Mar. 4 2026 */
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
  if (!take_number (cursor, 4, &year, &n_digits) || (n_digits != 4 && n_digits != 2))
    return FALSE;
  return set_date (out, n_digits == 2 ? widen_year (year) : year, month, day);
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
  if (take_short (cursor, order, out))
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
  /* 오후 15:05 says the same thing twice. */
  if (has_meridiem && (hour < 1 || hour > (is_pm ? 23 : 12)))
    return FALSE;
  if (has_meridiem && hour <= 12)
    hour = hour % 12 + (is_pm ? 12 : 0);
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;
  out->hour = hour;
  out->minute = minute;
  out->second = MIN (second, 59);
  out->has_time = TRUE;
  return take_offset (cursor, out);
}

/* (화), (Tue), 화요일, Tue,: the day of the week says nothing new. */
static void
pass_weekday (Cursor *cursor)
{
  static const char *const names[] = { "월요일",   "화요일", "수요일",   "목요일",  "금요일",
                                       "토요일",   "일요일", "Monday",   "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday", "Sunday",  "Mon",
                                       "Tue",      "Wed",    "Thu",      "Fri",     "Sat",
                                       "Sun" };

  pass_blanks (cursor);
  if (*cursor->at == '(')
    {
      const char *close = strchr (cursor->at, ')');

      if (close != NULL && close - cursor->at < 16)
        cursor->at = close + 1;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (take (cursor, names[i]))
      {
        (void) take (cursor, ",");
        break;
      }
  pass_blanks (cursor);
}

/**
 * esp_cell_parse_date:
 *
 * Reads ISO 8601, "2025. 3. 18.", "2025년 3월 18일 (화) 오후 3:05", "20250318", "20250318150500",
 * "Tue, 18 March 2025", and slashes and short years in the order that @order gives. Numbers that only a
 * column of dates can make a day of are left to esp_cell_parse_bare_date ().
 *
 * Returns: whether @text is a date that exists
 */
gboolean
esp_cell_parse_date (const char *text, EspDateOrder order, EspCivilTime *out_time)
{
  EspCivilTime time = { 0 };
  char narrow[MAX_DATE_BYTES];
  Cursor cursor = { narrow };

  if (!esp_cell_narrow (text, narrow, sizeof narrow))
    return FALSE;
  pass_weekday (&cursor);
  if (!take_day (&cursor, order, &time))
    return FALSE;
  pass_weekday (&cursor);
  if (*cursor.at == 'T' || *cursor.at == ',')
    cursor.at++;
  pass_blanks (&cursor);
  if (*cursor.at != '\0' &&
      (time.has_time ? !take_offset (&cursor, &time) : !take_time (&cursor, &time)))
    return FALSE;
  pass_blanks (&cursor);
  if (*cursor.at != '\0')
    return FALSE;
  *out_time = time;
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
