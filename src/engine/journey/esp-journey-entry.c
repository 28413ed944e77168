/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may come into a journey, and when a schedule opens its door. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-entry.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-time.h"

/* A month has a 31st at least every second month. */
#define MONTH_DAYS_TO_LOOK 62
/* Longer than any row of holidays with the weekends between them. */
#define HOLIDAYS_TO_PASS 21

/**
 * esp_admission_name:
 */
const char *
esp_admission_name (EspAdmission admission)
{
  static const char *const names[] = {
    "yes", "inside", "was-inside", "too-soon", "day-full", "full"
  };

  return (guint) admission < G_N_ELEMENTS (names) ? names[admission] : "unknown";
}

/**
 * esp_journey_admit:
 * @zone: of the person
 *
 * Pure: nobody is in a journey twice at once; who comes again follows the rule of re-entry.
 *
 * Returns: yes, or the first reason against
 */
EspAdmission
esp_journey_admit (const EspJourney *journey,
                   const EspVisitor *visitor,
                   GTimeZone *zone,
                   gint64 now_us)
{
  const EspJourneySpan pause = { journey->reentry_days, ESP_SPAN_DAY };

  if (visitor->is_inside)
    return ESP_ADMISSION_INSIDE;
  if (visitor->last_entry_us != 0 && journey->reentry == ESP_REENTRY_NEVER)
    return ESP_ADMISSION_WAS_INSIDE;
  if (visitor->last_entry_us != 0 && journey->reentry == ESP_REENTRY_AFTER &&
      now_us < esp_journey_span_end (&pause, zone, visitor->last_entry_us))
    return ESP_ADMISSION_TOO_SOON;
  if (journey->limit_total > 0 && visitor->n_total >= journey->limit_total)
    return ESP_ADMISSION_FULL;
  if (journey->limit_per_day > 0 && visitor->n_today >= journey->limit_per_day)
    return ESP_ADMISSION_DAY_FULL;
  return ESP_ADMISSION_YES;
}

static int
day_of_month (gint64 day)
{
  GDate date, epoch;

  g_date_clear (&date, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
  g_date_set_julian (&date, (guint32) ((gint64) g_date_get_julian (&epoch) + day));
  return g_date_get_day (&date) |
         (g_date_is_last_of_month (&date) ? 0x100
                                          : 0); /* the last stands for those that it lacks */
}

/* The day itself or, where holidays are left out, the next that is none. */
static gint64
move_off_holidays (const EspJourneyEntry *entry, const EspDaySet *off, gint64 day)
{
  guint8 only_holidays = entry->weekdays & ESP_WEEKDAYS_NO_HOLIDAYS;
  gint64 last = day + HOLIDAYS_TO_PASS;

  while (day < last && !esp_journey_is_allowed_day (only_holidays, off, day))
    day++;
  return day;
}

static gint64
next_of_month (const EspJourneyEntry *entry, const EspDaySet *off, GTimeZone *zone, gint64 after_us)
{
  EspLocalTime local;

  esp_local_time_read (zone, after_us, &local);
  /* What holidays pushed on may still be to come, though its day is over. */
  for (gint64 day = local.day - HOLIDAYS_TO_PASS; day < local.day + MONTH_DAYS_TO_LOOK; day++)
    {
      int found = day_of_month (day);
      int number = found & 0xff;
      gint64 at_us;

      if (number != (int) entry->day && ((found & 0x100) == 0 || number >= (int) entry->day))
        continue;
      at_us = esp_journey_moment_of_day (move_off_holidays (entry, off, day), entry->minute, zone);
      if (at_us > after_us)
        return at_us;
    }
  return G_MAXINT64;
}

static guint8
get_weekdays (const EspJourneyEntry *entry, gint64 first_day)
{
  guint8 weekdays = entry->weekdays;

  /* Every week, and no more was said: on the weekday of the first time. */
  if ((weekdays & ESP_EVERY_WEEKDAY) == 0 && g_strcmp0 (entry->every, "week") == 0 &&
      entry->date != NULL)
    weekdays |= (guint8) (1u << esp_journey_weekday_of (first_day));
  return weekdays;
}

/**
 * esp_journey_schedule_next:
 * @entry: a schedule
 * @off: (nullable): the holidays, for entries that leave them out
 * @zone: of the workspace
 *
 * A day of the month, and a single day, that is a holiday gives way to the next that is none; of weekdays the
 * next allowed one counts.
 *
 * Returns: when it opens next after @after_us; %G_MAXINT64 never again
 */
gint64
esp_journey_schedule_next (const EspJourneyEntry *entry,
                           const EspDaySet *off,
                           GTimeZone *zone,
                           gint64 after_us)
{
  gint64 first_us = G_MININT64;
  EspLocalTime local = { 0 };

  if (entry->date != NULL)
    {
      esp_local_time_read (zone, esp_journey_moment_of_text (entry->date, zone), &local);
      first_us = esp_journey_moment_of_day (local.day, entry->minute, zone);
    }
  if (g_strcmp0 (entry->every, "once") == 0)
    {
      first_us =
        esp_journey_moment_of_day (move_off_holidays (entry, off, local.day), entry->minute, zone);
      return entry->date != NULL && first_us > after_us ? first_us : G_MAXINT64;
    }
  if (first_us > after_us)
    after_us = first_us - 1;
  if (g_strcmp0 (entry->every, "month") == 0)
    return next_of_month (entry, off, zone, after_us);
  return esp_journey_time_next (entry->minute, get_weekdays (entry, local.day), off, zone,
                                after_us + 1);
}
