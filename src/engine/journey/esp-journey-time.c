/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Local times of journeys, computed from rules each time: an hour that the clocks skip becomes the moment
 * of the change, one that they show twice is the first of the two. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-time.h"

#include "base/esp-clock.h"

#include <stdio.h>

#define SECONDS_PER_DAY 86400
#define MINUTES_PER_DAY 1440
#define DAYS_TO_LOOK 400 /* one weekday may be a holiday for weeks */

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

static gint64
offset_at (GTimeZone *zone, gint64 utc_s)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc_s);

  return g_time_zone_get_offset (zone, MAX (interval, 0));
}

/**
 * esp_local_time_read:
 *
 * Finds out what the clocks of @zone show at a moment.
 */
void
esp_local_time_read (GTimeZone *zone, gint64 at_us, EspLocalTime *out)
{
  gint64 utc_s = floor_div (at_us, ESP_USEC_PER_SEC);
  gint64 local_us = at_us + offset_at (zone, utc_s) * ESP_USEC_PER_SEC;

  out->day = floor_div (local_us, ESP_USEC_PER_DAY);
  out->clock_us = local_us - out->day * ESP_USEC_PER_DAY;
}

/* The clocks skip the wanted time: the first moment at which they show a later one. */
static gint64
find_change (GTimeZone *zone, gint64 early_s, gint64 late_s)
{
  gint64 before = offset_at (zone, early_s);

  while (late_s - early_s > 1)
    {
      gint64 middle_s = early_s + (late_s - early_s) / 2;

      if (offset_at (zone, middle_s) == before)
        early_s = middle_s;
      else
        late_s = middle_s;
    }
  return late_s;
}

/**
 * esp_local_time_to_us:
 *
 * Returns: the first moment, µs UTC, at which the clocks of @zone show @local or, where they skip it, more
 */
gint64
esp_local_time_to_us (GTimeZone *zone, const EspLocalTime *local)
{
  gint64 local_us = local->day * ESP_USEC_PER_DAY + local->clock_us;
  gint64 local_s = floor_div (local_us, ESP_USEC_PER_SEC);
  gint64 rest_us = local_us - local_s * ESP_USEC_PER_SEC;
  gint64 before = offset_at (zone, local_s - SECONDS_PER_DAY);
  gint64 after = offset_at (zone, local_s + SECONDS_PER_DAY);
  gboolean fits_before, fits_after;

  if (before == after && offset_at (zone, local_s - before) == before)
    return (local_s - before) * ESP_USEC_PER_SEC + rest_us;
  fits_before = offset_at (zone, local_s - before) == before;
  fits_after = offset_at (zone, local_s - after) == after;
  if (fits_before && fits_after)
    return (local_s - MAX (before, after)) * ESP_USEC_PER_SEC + rest_us;
  if (fits_before || fits_after)
    return (local_s - (fits_before ? before : after)) * ESP_USEC_PER_SEC + rest_us;
  return find_change (zone, local_s - MAX (before, after), local_s - MIN (before, after)) *
         ESP_USEC_PER_SEC;
}

/* The same day of the month so many months later, or the last one of a shorter month. */
static gint64
add_months (gint64 day, guint n)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, G_DATE_JANUARY, 1970);
  {
    guint32 base = g_date_get_julian (&date);

    g_date_set_julian (&date, (guint32) ((gint64) base + day));
    g_date_add_months (&date, n);
    return (gint64) g_date_get_julian (&date) - (gint64) base;
  }
}

/**
 * esp_journey_span_end:
 *
 * Hours and minutes pass as they do; after days, weeks and months the clock shows the same time again.
 *
 * Returns: when a time that began at @from_us has passed where the person is
 */
gint64
esp_journey_span_end (const EspJourneySpan *span, GTimeZone *zone, gint64 from_us)
{
  EspLocalTime local;

  if (span->unit == ESP_SPAN_MINUTE || span->unit == ESP_SPAN_HOUR)
    return from_us +
           span->n * (span->unit == ESP_SPAN_HOUR ? ESP_USEC_PER_HOUR : ESP_USEC_PER_MINUTE);
  esp_local_time_read (zone, from_us, &local);
  if (span->unit == ESP_SPAN_MONTH)
    local.day = add_months (local.day, MIN (span->n, 1200));
  else
    local.day += (gint64) span->n * (span->unit == ESP_SPAN_WEEK ? 7 : 1);
  return esp_local_time_to_us (zone, &local);
}

/**
 * esp_journey_weekday_of:
 * @day: since 1970-01-01, which was a Thursday
 *
 * Returns: 0 for Monday to 6 for Sunday
 */
guint
esp_journey_weekday_of (gint64 day)
{
  return (guint) ((day + 3) - floor_div (day + 3, 7) * 7);
}

/**
 * esp_journey_is_allowed_day:
 * @weekdays: Monday in bit 0; none: every day
 * @off: (nullable): the holidays, which count where %ESP_WEEKDAYS_NO_HOLIDAYS is among the weekdays
 */
gboolean
esp_journey_is_allowed_day (guint8 weekdays, const EspDaySet *off, gint64 day)
{
  if (weekdays & ESP_WEEKDAYS_NO_HOLIDAYS && esp_day_set_has (off, day))
    return FALSE;
  return (weekdays & ESP_EVERY_WEEKDAY) == 0 ||
         (weekdays & (1u << esp_journey_weekday_of (day))) != 0;
}

/**
 * esp_journey_moment_of_day:
 * @day: since 1970-01-01
 *
 * Returns: when the clocks of @zone show @minute on that day
 */
gint64
esp_journey_moment_of_day (gint64 day, guint minute, GTimeZone *zone)
{
  const EspLocalTime local = { day, (gint64) minute * ESP_USEC_PER_MINUTE };

  return esp_local_time_to_us (zone, &local);
}

/**
 * esp_journey_time_next:
 * @weekdays: 0: every day
 * @off: (nullable): the holidays, which count where %ESP_WEEKDAYS_NO_HOLIDAYS is among the weekdays
 *
 * Returns: the first moment from @from_us on at which the clocks of @zone show @minute on an allowed day
 */
gint64
esp_journey_time_next (guint minute,
                       guint8 weekdays,
                       const EspDaySet *off,
                       GTimeZone *zone,
                       gint64 from_us)
{
  EspLocalTime local;

  esp_local_time_read (zone, from_us, &local);
  for (gint64 day = local.day; day < local.day + DAYS_TO_LOOK; day++)
    {
      gint64 at_us;

      if (!esp_journey_is_allowed_day (weekdays, off, day))
        continue;
      at_us = esp_journey_moment_of_day (day, minute, zone);
      if (at_us >= from_us)
        return at_us;
    }
  return from_us;
}

static gboolean
is_within (const EspJourneyHours *hours, const EspDaySet *off, const EspLocalTime *local)
{
  guint minute = (guint) (local->clock_us / ESP_USEC_PER_MINUTE);
  gboolean passes_midnight = hours->from_minute > hours->until_minute;

  if (hours->from_minute == hours->until_minute)
    return esp_journey_is_allowed_day (hours->weekdays, off, local->day);
  if (!passes_midnight)
    return minute >= hours->from_minute && minute < hours->until_minute &&
           esp_journey_is_allowed_day (hours->weekdays, off, local->day);
  /* What began before midnight belongs to the day on which it began. */
  return (minute >= hours->from_minute &&
          esp_journey_is_allowed_day (hours->weekdays, off, local->day)) ||
         (minute < hours->until_minute &&
          esp_journey_is_allowed_day (hours->weekdays, off, local->day - 1));
}

/**
 * esp_journey_hours_next:
 * @off: (nullable): the holidays
 *
 * Returns: @from_us when the hours allow it where the person is, else when they begin next
 */
gint64
esp_journey_hours_next (const EspJourneyHours *hours,
                        const EspDaySet *off,
                        GTimeZone *zone,
                        gint64 from_us)
{
  EspLocalTime local;

  if (!hours->is_set)
    return from_us;
  esp_local_time_read (zone, from_us, &local);
  if (is_within (hours, off, &local))
    return from_us;
  return esp_journey_time_next (hours->from_minute == hours->until_minute ? 0 : hours->from_minute,
                                hours->weekdays, off, zone, from_us);
}

/**
 * esp_journey_moment_of_text:
 * @text: "2026-01-31" or "2026-01-31T09:00"; valid
 *
 * Returns: that moment where the person is
 */
gint64
esp_journey_moment_of_text (const char *text, GTimeZone *zone)
{
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0;
  GDate date, epoch;

  (void) sscanf (text, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute);
  g_date_clear (&date, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  return esp_journey_moment_of_day ((gint64) g_date_get_julian (&date) -
                                      (gint64) g_date_get_julian (&epoch),
                                    (guint) (hour * 60 + minute) % MINUTES_PER_DAY, zone);
}
