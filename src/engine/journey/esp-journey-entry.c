/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may come into a journey, and when a schedule opens its door. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-entry.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-time.h"

/* A month has a 31st at least every second month. */
#define MONTH_DAYS_TO_LOOK 62

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

static gint64
next_of_month (const EspJourneyEntry *entry, GTimeZone *zone, gint64 after_us)
{
  EspLocalTime local;

  esp_local_time_read (zone, after_us, &local);
  for (gint64 day = local.day; day < local.day + MONTH_DAYS_TO_LOOK; day++)
    {
      int found = day_of_month (day);
      int number = found & 0xff;
      gint64 at_us = esp_journey_moment_of_day (day, entry->minute, zone);

      if (at_us > after_us &&
          (number == (int) entry->day || ((found & 0x100) != 0 && number < (int) entry->day)))
        return at_us;
    }
  return G_MAXINT64;
}

/**
 * esp_journey_schedule_next:
 * @entry: a schedule
 * @zone: of the workspace
 *
 * Returns: when it opens next after @after_us; %G_MAXINT64 never again
 */
gint64
esp_journey_schedule_next (const EspJourneyEntry *entry, GTimeZone *zone, gint64 after_us)
{
  gint64 first_us = G_MININT64;

  if (entry->date != NULL)
    {
      EspLocalTime local;

      esp_local_time_read (zone, esp_journey_moment_of_text (entry->date, zone), &local);
      first_us = esp_journey_moment_of_day (local.day, entry->minute, zone);
    }
  if (g_strcmp0 (entry->every, "once") == 0)
    return first_us > after_us ? first_us : G_MAXINT64;
  if (first_us > after_us)
    after_us = first_us - 1;
  if (g_strcmp0 (entry->every, "month") == 0)
    return next_of_month (entry, zone, after_us);
  return esp_journey_time_next (entry->minute, entry->weekdays, NULL, zone, after_us + 1);
}
