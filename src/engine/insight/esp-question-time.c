/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days that questions name: written plainly or relative to today, and where they begin in a zone. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-question-time.h"

#include "base/esp-clock.h"

#include <string.h>

#define EPOCH_JULIAN 719163 /* 1970-01-01 as GDate counts */
#define MAX_BACK 9999

typedef enum
{
  EDGE_FIRST, /* the first day that a text names */
  EDGE_LAST,
} Edge;

/* -28d, -12w, -6m */
static gboolean
parse_back (const char *text, guint *out_n, char *out_unit)
{
  char *end = NULL;
  guint64 n;

  if (text[0] != '-' || !g_ascii_isdigit (text[1]))
    return FALSE;
  n = g_ascii_strtoull (text + 1, &end, 10);
  if (n < 1 || n > MAX_BACK || end[0] == '\0' || strchr ("dwmy", end[0]) == NULL || end[1] != '\0')
    return FALSE;
  *out_n = (guint) n;
  *out_unit = end[0];
  return TRUE;
}

static gboolean
parse_day (const char *text, GDate *out_day)
{
  int year, month, day;

  if (strlen (text) != 10 || text[4] != '-' || text[7] != '-' || strspn (text, "0123456789-") != 10)
    return FALSE;
  year = atoi (text);
  month = atoi (text + 5);
  day = atoi (text + 8);
  if (year < 1900 || year > 9000 || month < 1 || month > 12 ||
      !g_date_valid_dmy ((GDateDay) MAX (day, 0), (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_set_dmy (out_day, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

static void
go_to_start (GDate *day, const char *unit)
{
  if (g_str_equal (unit, "week"))
    g_date_subtract_days (day, (guint) g_date_get_weekday (day) - 1);
  else
    g_date_set_day (day, 1);
  if (g_str_equal (unit, "quarter"))
    g_date_subtract_months (day, ((guint) g_date_get_month (day) - 1) % 3);
  if (g_str_equal (unit, "year"))
    g_date_set_month (day, G_DATE_JANUARY);
}

/* Moves by whole weeks, months, quarters or years. */
static void
move (GDate *day, const char *unit, gboolean is_forward)
{
  guint months = g_str_equal (unit, "month") ? 1 : g_str_equal (unit, "quarter") ? 3 : 12;

  if (g_str_equal (unit, "week"))
    is_forward ? g_date_add_days (day, 7) : g_date_subtract_days (day, 7);
  else if (is_forward)
    g_date_add_months (day, months);
  else
    g_date_subtract_months (day, months);
}

/* week, last-month …: a span by the calendar; weeks begin on Monday. */
static gboolean
parse_span (const char *text, const GDate *today, Edge edge, GDate *out_day)
{
  static const char *const units[] = { "week", "month", "quarter", "year", NULL };
  gboolean is_last = g_str_has_prefix (text, "last-");
  const char *unit = is_last ? text + strlen ("last-") : text;
  GDate day = *today;

  if (!g_strv_contains (units, unit))
    return FALSE;
  go_to_start (&day, unit);
  if (is_last)
    move (&day, unit, FALSE);
  if (edge == EDGE_LAST)
    {
      move (&day, unit, TRUE);
      g_date_subtract_days (&day, 1);
    }
  *out_day = day;
  return TRUE;
}

static gboolean
parse_named (const char *text, const GDate *today, Edge edge, GDate *out_day)
{
  if (g_str_equal (text, "today") || g_str_equal (text, "yesterday"))
    {
      *out_day = *today;
      if (g_str_equal (text, "yesterday"))
        g_date_subtract_days (out_day, 1);
      return TRUE;
    }
  return parse_day (text, out_day) || parse_span (text, today, edge, out_day);
}

/* So many days that end with @last; months back begin the day after the same day of the month. */
static void
go_back (GDate *day, guint n, char unit)
{
  if (unit == 'd' || unit == 'w')
    {
      guint days = MIN (unit == 'w' ? 7 * n : n, g_date_get_julian (day) - 1);

      g_date_subtract_days (day, days - 1);
      return;
    }
  g_date_subtract_months (day, MIN (unit == 'y' ? 12 * n : n, 12 * 1900u));
  g_date_add_days (day, 1);
}

/**
 * esp_question_time_is_valid:
 *
 * Returns: whether @text names a day, or is empty
 */
gboolean
esp_question_time_is_valid (const char *text)
{
  GDate today;
  GDate day;
  guint n;
  char unit;

  g_date_clear (&today, 1);
  g_date_clear (&day, 1);
  g_date_set_dmy (&today, 1, G_DATE_JANUARY, 2000);
  return text[0] == '\0' || parse_back (text, &n, &unit) ||
         parse_named (text, &today, EDGE_FIRST, &day);
}

/**
 * esp_question_time_set:
 *
 * Replaces an owned text.
 */
void
esp_question_time_set (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

/**
 * esp_insight_day_of:
 *
 * Returns: the calendar day in @zone, since 1970
 */
gint64
esp_insight_day_of (gint64 time_us, GTimeZone *zone)
{
  gint64 second = time_us / ESP_USEC_PER_SEC - (time_us % ESP_USEC_PER_SEC < 0);
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, second);
  gint64 local = second + (interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0);
  const gint64 length = 24 * 60 * 60;

  return local >= 0 ? local / length : -((-local + length - 1) / length);
}

/**
 * esp_insight_day_start:
 *
 * Returns: when the day begins in @zone (µs UTC)
 */
gint64
esp_insight_day_start (gint64 day, GTimeZone *zone)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (CLAMP (day, -700000, 2000000) + EPOCH_JULIAN));
  return esp_day_start_us (&date, zone);
}

/**
 * esp_question_time_resolve:
 * @from: the first day; "" is the beginning
 * @to: the last day; "" is today
 *
 * Finds where the days begin and end in @zone. "-28d" as the first day means 28 days up to the last one,
 * that one included; as the last day it means so many days before today.
 */
gboolean
esp_question_time_resolve (const char *from,
                           const char *to,
                           gint64 now_us,
                           GTimeZone *zone,
                           EspQuestionSpan *out_span,
                           GError **error)
{
  EspQuestionSpan span = { .from_us = G_MININT64 };
  GDate today, first, last;
  char unit;
  guint n;

  g_date_clear (&today, 1);
  g_date_set_julian (&today, (guint32) (esp_insight_day_of (now_us, zone) + EPOCH_JULIAN));
  first = last = today;
  if (parse_back (to, &n, &unit))
    {
      go_back (&last, n, unit);
      g_date_subtract_days (&last, 1);
    }
  else if (to[0] != '\0' && !parse_named (to, &today, EDGE_LAST, &last))
    g_return_val_if_reached (FALSE);
  first = last;
  if (parse_back (from, &n, &unit))
    go_back (&first, n, unit);
  else if (from[0] != '\0' && !parse_named (from, &today, EDGE_FIRST, &first))
    g_return_val_if_reached (FALSE);
  if (g_date_compare (&first, &last) > 0)
    {
      g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                           "The period ends before it begins; put the earlier day into “from”");
      return FALSE;
    }
  if (from[0] != '\0')
    span.from_us = esp_day_start_us (&first, zone);
  g_date_add_days (&last, 1);
  span.to_us = esp_day_start_us (&last, zone);
  *out_span = span;
  return TRUE;
}
