/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "the last 30 days", "this week" or a date mean at a moment, in the workspace's zone. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-time.h"

#include "base/esp-clock.h"

#include <string.h>

#define FIRST_YEAR 1900
#define LAST_YEAR 2200
#define DATE_LENGTH 10   /* 2026-01-31 */
#define MOMENT_LENGTH 16 /* 2026-01-31T14:30 */
#define DAYS_OF_WEEK 7
#define DAYS_OF_YEAR 366

typedef struct
{
  int year, month, day;
  int hour, minute;
  gboolean has_time;
} DateParts;

static gboolean
read_digits (const char *text, guint n, int *out)
{
  int value = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = value * 10 + (text[i] - '0');
    }
  *out = value;
  return TRUE;
}

static gboolean
read_date (const char *text, DateParts *out)
{
  gsize length = text != NULL ? strlen (text) : 0;

  *out = (DateParts){ 0 };
  if (length != DATE_LENGTH && length != MOMENT_LENGTH)
    return FALSE;
  if (!read_digits (text, 4, &out->year) || text[4] != '-' ||
      !read_digits (text + 5, 2, &out->month) || text[7] != '-' ||
      !read_digits (text + 8, 2, &out->day))
    return FALSE;
  if (length == MOMENT_LENGTH)
    {
      out->has_time = TRUE;
      if (text[10] != 'T' || !read_digits (text + 11, 2, &out->hour) || text[13] != ':' ||
          !read_digits (text + 14, 2, &out->minute) || out->hour > 23 || out->minute > 59)
        return FALSE;
    }
  return out->year >= FIRST_YEAR && out->year <= LAST_YEAR && out->month >= 1 && out->month <= 12 &&
         g_date_valid_dmy ((GDateDay) out->day, (GDateMonth) out->month, (GDateYear) out->year);
}

/**
 * esp_rule_date_is_valid:
 *
 * Returns: whether @text is a date ("2026-01-31") or a moment ("2026-01-31T14:30")
 */
gboolean
esp_rule_date_is_valid (const char *text)
{
  DateParts parts;

  return read_date (text, &parts);
}

static gint64
to_us (GDateTime *moment)
{
  return g_date_time_to_unix (moment) * ESP_USEC_PER_SEC + g_date_time_get_microsecond (moment);
}

/* The start of the date, or with @after the first moment behind it. */
static gint64
date_us (const char *text, GTimeZone *zone, gboolean after)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) next = NULL;
  DateParts parts;

  if (!read_date (text, &parts))
    return after ? G_MAXINT64 : G_MININT64;
  moment = g_date_time_new (zone, parts.year, parts.month, parts.day, parts.hour, parts.minute, 0);
  if (!after || parts.has_time)
    return to_us (moment);
  next = g_date_time_add_days (moment, 1);
  return to_us (next);
}

/* The start of the day of a date, or of the one @n_days later. */
static gint64
day_start_us (const char *text, GTimeZone *zone, int n_days)
{
  g_autoptr (GDateTime) moment = NULL;
  g_autoptr (GDateTime) moved = NULL;
  DateParts parts;

  if (!read_date (text, &parts))
    return G_MININT64;
  moment = g_date_time_new (zone, parts.year, parts.month, parts.day, 0, 0, 0);
  moved = g_date_time_add_days (moment, n_days);
  return to_us (moved);
}

/* The start of the period around now that is @step periods away. */
static gint64
period_us (EspWindowKind kind, const EspRuleTime *time, int step)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time->now_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, time->zone);
  int year = g_date_time_get_year (now);
  int month = g_date_time_get_month (now);
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) moved = NULL;

  if (kind == ESP_WINDOW_THIS_YEAR)
    start = g_date_time_new (time->zone, year + step, 1, 1, 0, 0, 0);
  else if (kind == ESP_WINDOW_THIS_MONTH)
    {
      int months = year * 12 + month - 1 + step;

      start = g_date_time_new (time->zone, months / 12, months % 12 + 1, 1, 0, 0, 0);
    }
  else
    {
      int back = kind == ESP_WINDOW_THIS_WEEK ? g_date_time_get_day_of_week (now) - 1 : 0;

      start =
        g_date_time_new (time->zone, year, month, g_date_time_get_day_of_month (now), 0, 0, 0);
      moved =
        g_date_time_add_days (start,
                              step * (kind == ESP_WINDOW_THIS_WEEK ? DAYS_OF_WEEK : 1) - back);
    }
  return to_us (moved != NULL ? moved : start);
}

/**
 * esp_time_window_resolve:
 *
 * Finds the bounds of the window now. Rolling windows count exact hours (a day is 24 of them), so
 * "the last 30 days" moves with every moment; calendar words and dates follow the workspace's zone,
 * weeks begin on Monday.
 */
void
esp_time_window_resolve (const EspTimeWindow *self, const EspRuleTime *time, EspBounds *out)
{
  *out = (EspBounds){ G_MININT64, G_MAXINT64 };
  switch (self->kind)
    {
    case ESP_WINDOW_EVER:
      break;
    case ESP_WINDOW_LAST:
      *out =
        (EspBounds){ time->now_us - esp_time_window_get_length_us (self) + 1, time->now_us + 1 };
      break;
    case ESP_WINDOW_NEXT:
      *out = (EspBounds){ time->now_us, time->now_us + esp_time_window_get_length_us (self) };
      break;
    case ESP_WINDOW_SINCE:
      out->from_us = date_us (self->from, time->zone, FALSE);
      break;
    case ESP_WINDOW_AFTER:
      out->from_us = date_us (self->from, time->zone, TRUE);
      break;
    case ESP_WINDOW_BEFORE:
      out->until_us = date_us (self->from, time->zone, FALSE);
      break;
    case ESP_WINDOW_ON:
      /* The whole day, also when a time stands with it. */
      *out = (EspBounds){ day_start_us (self->from, time->zone, 0),
                          day_start_us (self->from, time->zone, 1) };
      break;
    case ESP_WINDOW_BETWEEN:
      *out = (EspBounds){ date_us (self->from, time->zone, FALSE),
                          date_us (self->until, time->zone, TRUE) };
      break;
    case ESP_WINDOW_TODAY:
    case ESP_WINDOW_THIS_WEEK:
    case ESP_WINDOW_THIS_MONTH:
    case ESP_WINDOW_THIS_YEAR:
      *out = (EspBounds){ period_us (self->kind, time, 0), period_us (self->kind, time, 1) };
      break;
    case ESP_N_WINDOWS:
    default:
      g_assert_not_reached ();
    }
}

/* Today in the zone, as that day's midnight in UTC, plus @days. */
static gint64
day_us (const EspRuleTime *time, gint64 moment_us, int days)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (moment_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, time->zone);
  g_autoptr (GDateTime) midnight =
    g_date_time_new_utc (g_date_time_get_year (local), g_date_time_get_month (local),
                         g_date_time_get_day_of_month (local), 0, 0, 0);

  return to_us (midnight) + days * ESP_USEC_PER_DAY;
}

/**
 * esp_time_window_resolve_days:
 *
 * Like esp_time_window_resolve() for calendar days, which are kept as their midnight in UTC whatever the
 * zone: today is the last of the last n days and the first of the next n.
 */
void
esp_time_window_resolve_days (const EspTimeWindow *self, const EspRuleTime *time, EspBounds *out)
{
  int n_days =
    (int) ((esp_time_window_get_length_us (self) + ESP_USEC_PER_DAY - 1) / ESP_USEC_PER_DAY);
  g_autoptr (GTimeZone) utc = NULL;
  EspRuleTime universal = { time->now_us, NULL };
  EspTimeWindow days = *self;
  char from[DATE_LENGTH + 1] = "";
  char until[DATE_LENGTH + 1] = "";

  if (self->kind == ESP_WINDOW_LAST)
    *out = (EspBounds){ day_us (time, time->now_us, 1 - n_days), day_us (time, time->now_us, 1) };
  else if (self->kind == ESP_WINDOW_NEXT)
    *out = (EspBounds){ day_us (time, time->now_us, 0), day_us (time, time->now_us, n_days) };
  else if (self->kind >= ESP_WINDOW_TODAY)
    {
      esp_time_window_resolve (self, time, out);
      *out = (EspBounds){ day_us (time, out->from_us, 0), day_us (time, out->until_us, 0) };
    }
  else
    {
      utc = g_time_zone_new_utc ();
      universal.zone = utc;
      /* A day has no time: one that stands with the dates says nothing. */
      if (self->from != NULL && g_strlcpy (from, self->from, sizeof from) > 0)
        days.from = from;
      if (self->until != NULL && g_strlcpy (until, self->until, sizeof until) > 0)
        days.until = until;
      esp_time_window_resolve (&days, &universal, out);
    }
}

/**
 * esp_time_window_next_day_us:
 *
 * Returns: when the next day begins in the zone
 */
gint64
esp_time_window_next_day_us (const EspRuleTime *time)
{
  return period_us (ESP_WINDOW_TODAY, time, 1);
}

/**
 * esp_bounds_contain:
 */
gboolean
esp_bounds_contain (const EspBounds *self, gint64 moment_us)
{
  return moment_us >= self->from_us && moment_us < self->until_us;
}

/**
 * esp_time_window_is_rolling:
 *
 * Returns: whether the window moves with every moment
 */
gboolean
esp_time_window_is_rolling (const EspTimeWindow *self)
{
  return self->kind == ESP_WINDOW_LAST || self->kind == ESP_WINDOW_NEXT;
}

/**
 * esp_time_window_next_change_us:
 *
 * Returns: when the bounds of a calendar window jump next; %G_MAXINT64 when they never do, and for
 *   rolling windows, whose next change depends on what they look at
 */
gint64
esp_time_window_next_change_us (const EspTimeWindow *self, const EspRuleTime *time)
{
  if (self->kind < ESP_WINDOW_TODAY)
    return G_MAXINT64;
  return period_us (self->kind, time, 1);
}

static void
mark_days (GDateTime *first, guint n_days, EspYearDays *out)
{
  g_autoptr (GDateTime) day = g_date_time_ref (first);

  for (guint i = 0; i < MIN (n_days, DAYS_OF_YEAR); i++)
    {
      int month = g_date_time_get_month (day);
      int of_month = g_date_time_get_day_of_month (day);
      GDateTime *next = g_date_time_add_days (day, 1);

      out->day[month - 1][of_month - 1] = 1;
      /* Who was born on 29 February has the day on the 28th in years without it. */
      if (month == 2 && of_month == 28 && g_date_time_get_month (next) == 3)
        out->day[1][28] = 1;
      g_date_time_unref (day);
      day = next;
    }
}

/**
 * esp_time_window_resolve_year_days:
 *
 * Finds which days of the year a window covers, for anniversaries. Today is the first of the next n
 * days and the last of the last n days.
 */
void
esp_time_window_resolve_year_days (const EspTimeWindow *self,
                                   const EspRuleTime *time,
                                   EspYearDays *out)
{
  EspTimeWindow whole = { self->kind >= ESP_WINDOW_TODAY ? self->kind : ESP_WINDOW_TODAY };
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) first = NULL;
  guint n_days = self->n * (self->unit == ESP_UNIT_WEEK ? DAYS_OF_WEEK : 1);
  EspBounds bounds;

  memset (out, 0, sizeof *out);
  if (self->kind == ESP_WINDOW_ON) /* one day of one year stands for it in every year */
    {
      whole = *self;
      n_days = 1;
    }
  esp_time_window_resolve (&whole, time, &bounds);
  start = g_date_time_new_from_unix_utc (bounds.from_us / ESP_USEC_PER_SEC);
  first = g_date_time_to_timezone (start, time->zone);
  if (self->kind >= ESP_WINDOW_TODAY)
    /* Half a day more, so that a day shortened by a change of clocks still counts. */
    n_days = (guint) ((bounds.until_us - bounds.from_us + ESP_USEC_PER_DAY / 2) / ESP_USEC_PER_DAY);
  else if (self->kind == ESP_WINDOW_LAST && n_days > 0)
    {
      GDateTime *back = g_date_time_add_days (first, 1 - (int) MIN (n_days, DAYS_OF_YEAR));

      g_date_time_unref (first);
      first = back;
    }
  mark_days (first, n_days, out);
}

/**
 * esp_year_days_contain:
 *
 * Returns: whether the day of the year on which @moment_us falls in @zone is covered
 */
gboolean
esp_year_days_contain (const EspYearDays *self, gint64 moment_us, GTimeZone *zone)
{
  gint64 seconds = moment_us / ESP_USEC_PER_SEC - (moment_us % ESP_USEC_PER_SEC < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL &&
         self->day[g_date_time_get_month (local) - 1][g_date_time_get_day_of_month (local) - 1];
}

static char *
format_end (gint64 moment_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (moment_us == G_MININT64 || moment_us == G_MAXINT64)
    return g_strdup ("");
  utc = g_date_time_new_from_unix_utc (moment_us / ESP_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
}

/**
 * esp_bounds_format:
 *
 * Returns: (transfer full): "2026-02-13 14:02 – 2026-03-15 14:02 KST", open ends left empty
 */
char *
esp_bounds_format (const EspBounds *self, GTimeZone *zone)
{
  g_autofree char *from = format_end (self->from_us, zone);
  g_autofree char *until = format_end (self->until_us, zone);
  gint64 at = self->from_us != G_MININT64 ? self->from_us : self->until_us;
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL,
                                            at == G_MAXINT64 ? 0 : at / ESP_USEC_PER_SEC);

  if (*from == '\0' && *until == '\0')
    return g_strdup ("");
  return g_strdup_printf ("%s – %s %s", from, until,
                          g_time_zone_get_abbreviation (zone, MAX (interval, 0)));
}
