/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts periods into days, weeks and months of a zone, and lines a period up with one before it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-buckets.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-question-time.h"

#define EPOCH_JULIAN 719163
/* 1970-01-01 was a Thursday: Monday was three days before. */
#define EPOCH_WEEKDAY 3
#define DAYS_PER_WEEK 7
#define N_STARTS 1024 /* of a calendar: days, weeks or months up to now */

static void
set_day (GDate *date, gint64 day)
{
  g_date_clear (date, 1);
  g_date_set_julian (date, (guint32) (CLAMP (day, -700000, 2000000) + EPOCH_JULIAN));
}

static gint64
get_day (const GDate *date)
{
  return (gint64) g_date_get_julian (date) - EPOCH_JULIAN;
}

static gint64
divide (gint64 a, gint64 b)
{
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

static gint64
number_of_day (gint64 day, const char *unit)
{
  GDate date;

  if (g_str_equal (unit, "day"))
    return day;
  if (g_str_equal (unit, "week"))
    return divide (day + EPOCH_WEEKDAY, DAYS_PER_WEEK);
  set_day (&date, day);
  return (gint64) g_date_get_year (&date) * 12 + (gint64) g_date_get_month (&date) - 1;
}

static gint64
first_day (gint64 number, const char *unit)
{
  GDate date;

  if (g_str_equal (unit, "day"))
    return number;
  if (g_str_equal (unit, "week"))
    return number * DAYS_PER_WEEK - EPOCH_WEEKDAY;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, (GDateMonth) (number % 12 + 1),
                  (GDateYear) CLAMP (number / 12, 1, 9999));
  return get_day (&date);
}

/**
 * esp_calendar_number:
 * @unit: day, week (from Monday) or month
 *
 * Returns: the number of the calendar day, week or month in @zone; the next one has the next number
 */
gint64
esp_calendar_number (gint64 at_us, const char *unit, GTimeZone *zone)
{
  return number_of_day (esp_insight_day_of (at_us, zone), unit);
}

/**
 * esp_calendar_start:
 *
 * Returns: when it begins (µs UTC)
 */
gint64
esp_calendar_start (gint64 number, const char *unit, GTimeZone *zone)
{
  return esp_insight_day_start (first_day (number, unit), zone);
}

/**
 * esp_calendar_key:
 *
 * Returns: (transfer full): its first day as 2025-03-17; a month as 2025-03
 */
char *
esp_calendar_key (gint64 number, const char *unit)
{
  GDate date;

  set_day (&date, first_day (number, unit));
  if (g_str_equal (unit, "month"))
    return g_strdup_printf ("%04d-%02d", g_date_get_year (&date), (int) g_date_get_month (&date));
  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&date), (int) g_date_get_month (&date),
                          g_date_get_day (&date));
}

/**
 * esp_buckets_clear:
 */
void
esp_buckets_clear (EspBuckets *self)
{
  g_clear_pointer (&self->bounds, g_free);
  g_clear_pointer (&self->keys, g_strfreev);
}

/**
 * esp_buckets_init:
 *
 * Cuts the period of a question; one without a beginning starts with the first thing in the workspace.
 */
gboolean
esp_buckets_init (EspBuckets *self, const EspAnalysis *analysis, const char *unit, GError **error)
{
  GTimeZone *zone = analysis->context->zone;
  gint64 from_us = analysis->from_us;
  gint64 first, last;

  if (from_us == G_MININT64 && !esp_insight_load_first (analysis->tx, &from_us, error))
    return FALSE;
  from_us = MIN (from_us, analysis->to_us - 1);
  first = esp_calendar_number (from_us, unit, zone);
  last = esp_calendar_number (analysis->to_us - 1, unit, zone);
  if (last - first >= ESP_BUCKETS_MAX)
    {
      g_set_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_TOO_LONG,
                   "The period has more than %d parts; choose a later beginning, weeks or months",
                   ESP_BUCKETS_MAX);
      return FALSE;
    }
  *self = (EspBuckets){ .n = (guint) (last - first + 1) };
  self->bounds = g_new0 (gint64, self->n + 1);
  self->keys = g_new0 (char *, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    {
      self->bounds[i] = i == 0 ? from_us : esp_calendar_start (first + i, unit, zone);
      self->keys[i] = esp_calendar_key (first + i, unit);
    }
  self->bounds[self->n] = analysis->to_us;
  return TRUE;
}

/* The same day some months earlier: the last of the month where that one is shorter. */
static gint64
months_before (gint64 day, guint n_months)
{
  GDate date;

  set_day (&date, day);
  g_date_subtract_months (&date, n_months);
  return get_day (&date);
}

static gint64
shift_moment (gint64 at_us, GTimeZone *zone, guint n_months, gint64 n_days)
{
  gint64 day = esp_insight_day_of (at_us, zone);
  gint64 into_day_us = at_us - esp_insight_day_start (day, zone);
  gint64 to = n_months > 0 ? months_before (day, n_months) : day - n_days;

  return esp_insight_day_start (to, zone) + into_day_us;
}

/* Of how many whole months the days from @first to @end, exclusive, consist; 0: of others. */
static guint
count_months (gint64 first, gint64 end)
{
  gint64 from = number_of_day (first, "month");
  gint64 to = number_of_day (end, "month");

  return first_day (from, "month") == first && first_day (to, "month") == end && to > from
           ? (guint) (to - from)
           : 0;
}

/**
 * esp_buckets_find_before:
 *
 * Returns: when the span begins that lies right before [@from_us, @to_us) and has as many days, or months when it
 *   consists of whole ones
 */
gint64
esp_buckets_find_before (gint64 from_us, gint64 to_us, GTimeZone *zone)
{
  gint64 first = esp_insight_day_of (from_us, zone);
  gint64 end = esp_insight_day_of (to_us - 1, zone) + 1;

  return shift_moment (from_us, zone, count_months (first, end), end - first);
}

/**
 * esp_buckets_shift:
 * @out: (out caller-allocates): as many parts, earlier; to be cleared
 *
 * Lines a period up with the one to compare it with: a year earlier, or the one right before it, which is
 * as many days, or months when it consists of whole ones.
 *
 * Returns: %FALSE when there is nothing to compare with
 */
gboolean
esp_buckets_shift (const EspBuckets *self,
                   EspBuckets *out,
                   const EspAnalysis *analysis,
                   const char *unit)
{
  const char *compare = esp_question_get_compare (analysis->question);
  GTimeZone *zone = analysis->context->zone;
  gint64 first = esp_insight_day_of (self->bounds[0], zone);
  gint64 end = esp_insight_day_of (analysis->answer->to_us, zone);
  guint n_months = count_months (first, end);

  if (g_str_equal (compare, "none") || analysis->from_us == G_MININT64)
    return FALSE;
  if (g_str_equal (compare, "year"))
    n_months = 12;
  *out = (EspBuckets){ .n = self->n };
  out->bounds = g_new0 (gint64, self->n + 1);
  out->keys = g_new0 (char *, self->n + 1);
  for (guint i = 0; i <= self->n; i++)
    {
      out->bounds[i] = shift_moment (self->bounds[i], zone, n_months, end - first);
      if (i > 0)
        out->bounds[i] = MAX (out->bounds[i], out->bounds[i - 1]);
      if (i < self->n)
        out->keys[i] = esp_calendar_key (esp_calendar_number (out->bounds[i], unit, zone), unit);
    }
  return TRUE;
}

/**
 * esp_buckets_find:
 *
 * Returns: the part in which a moment is; -1 outside
 */
int
esp_buckets_find (const EspBuckets *self, gint64 at_us)
{
  guint low = 0;
  guint high = self->n;

  if (at_us < self->bounds[0] || at_us >= self->bounds[self->n])
    return -1;
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (at_us >= self->bounds[middle])
        low = middle;
      else
        high = middle;
    }
  return (int) low;
}

/**
 * esp_calendar_init:
 * @now_us: most moments lie before it
 */
void
esp_calendar_init (EspCalendar *self, const char *unit, GTimeZone *zone, gint64 now_us)
{
  *self = (EspCalendar){ .unit = unit, .zone = zone };
  self->first = esp_calendar_number (now_us, unit, zone) - N_STARTS + 2;
  self->starts = g_new (gint64, N_STARTS);
  for (guint i = 0; i < N_STARTS; i++)
    self->starts[i] = esp_calendar_start (self->first + i, unit, zone);
}

/**
 * esp_calendar_clear:
 */
void
esp_calendar_clear (EspCalendar *self)
{
  g_clear_pointer (&self->starts, g_free);
}

/**
 * esp_calendar_find:
 *
 * Returns: as esp_calendar_number()
 */
gint64
esp_calendar_find (const EspCalendar *self, gint64 at_us)
{
  guint low = 0;
  guint high = N_STARTS - 1;

  if (at_us < self->starts[0] || at_us >= self->starts[N_STARTS - 1])
    return esp_calendar_number (at_us, self->unit, self->zone);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (at_us >= self->starts[middle])
        low = middle;
      else
        high = middle;
    }
  return self->first + low;
}
