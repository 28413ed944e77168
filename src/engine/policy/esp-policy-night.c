/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the law or the custom of a place lets advertising ring later or stop earlier than Korea's night. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-policy.h"

#include "base/esp-clock.h"
#include "base/esp-zone.h"

#include <stdlib.h>
#include <string.h>

#define HOUR 60

/* In two days every hour has come everywhere. */
#define LONGEST_NIGHT_US (2 * ESP_USEC_PER_DAY)

typedef struct
{
  const char *zone; /* IANA name */
  EspHours night;
} ZoneNight;

/*
 * Dated 2026-11-22, sorted by zone. The state of a person is not known, only the zone: the hours are those of
 * the strictest state that has them every day. Eastern United States: Connecticut from 9, Florida and Maryland
 * until 20; Central: Mississippi and Oklahoma until 20, Texas from 9; elsewhere 47 CFR 64.1200 (c)(1), 8 to 21,
 * which the night of the policy is. India: TCCCPR 2018. The others are customs of their trades. Hours of single
 * days (Sunday in Texas and France, Rhode Island's weekend) are for a person to plan.
 */
static const ZoneNight nights[] = {
  { "America/Chicago", { 20 * HOUR, 9 * HOUR } },
  { "America/Detroit", { 20 * HOUR, 9 * HOUR } },
  { "America/Indiana/Indianapolis", { 20 * HOUR, 9 * HOUR } },
  { "America/Kentucky/Louisville", { 20 * HOUR, 9 * HOUR } },
  { "America/New_York", { 20 * HOUR, 9 * HOUR } },
  { "America/Sao_Paulo", { 21 * HOUR, 9 * HOUR } },
  { "America/Toronto", { 21 * HOUR, 9 * HOUR } },
  { "America/Vancouver", { 21 * HOUR, 9 * HOUR } },
  { "Asia/Hong_Kong", { 21 * HOUR, 9 * HOUR } },
  { "Asia/Kolkata", { 21 * HOUR, 10 * HOUR } },
  { "Asia/Singapore", { 21 * HOUR, 9 * HOUR } },
  { "Asia/Taipei", { 21 * HOUR, 9 * HOUR } },
  { "Asia/Tokyo", { 20 * HOUR, 9 * HOUR } },
  { "Australia/Brisbane", { 20 * HOUR, 9 * HOUR } },
  { "Australia/Melbourne", { 20 * HOUR, 9 * HOUR } },
  { "Australia/Perth", { 20 * HOUR, 9 * HOUR } },
  { "Australia/Sydney", { 20 * HOUR, 9 * HOUR } },
  { "Europe/Berlin", { 20 * HOUR, 8 * HOUR } },
  { "Europe/Madrid", { 21 * HOUR, 9 * HOUR } },
  { "Europe/Rome", { 20 * HOUR, 9 * HOUR } },
  { "Europe/Vienna", { 20 * HOUR, 8 * HOUR } },
  { "Europe/Zurich", { 20 * HOUR, 8 * HOUR } },
  { "US/Central", { 20 * HOUR, 9 * HOUR } },
  { "US/Eastern", { 20 * HOUR, 9 * HOUR } },
};

static int
compare_zone (gconstpointer key, gconstpointer element)
{
  return strcmp (key, ((const ZoneNight *) element)->zone);
}

/**
 * esp_policy_get_night:
 * @zone: (nullable): IANA name of where a person is; of one zone only
 *
 * Returns: the night of the policy, longer where the place asks for more; a night that is off, or that a
 *   workspace moved into the day, stays as it is
 */
EspHours
esp_policy_get_night (const EspPolicy *self, const char *zone)
{
  EspHours night = self->night;
  const ZoneNight *place;

  if (zone == NULL || night.from_minute <= night.until_minute)
    return night;
  place = bsearch (zone, nights, G_N_ELEMENTS (nights), sizeof nights[0], compare_zone);
  if (place == NULL)
    return night;
  return (EspHours){ MIN (night.from_minute, place->night.from_minute),
                     MAX (night.until_minute, place->night.until_minute) };
}

/* When it is night in none of @zones any more. */
static gint64
get_common_end (const EspPolicy *self, const char *const *zones, gint64 at_us)
{
  gint64 end_us = at_us;
  gboolean is_night = TRUE;

  while (is_night && end_us - at_us <= LONGEST_NIGHT_US)
    {
      is_night = FALSE;
      for (guint i = 0; zones[i] != NULL; i++)
        {
          const EspHours night = esp_policy_get_night (self, zones[i]);
          gint64 until_us = esp_hours_end (&night, zones[i], end_us);

          if (until_us > end_us)
            {
              end_us = until_us;
              is_night = TRUE;
            }
        }
    }
  if (!is_night)
    return end_us > at_us ? end_us : 0;
  {
    /* The day of the workspace is too short for all of them: that of most people counts. */
    const EspHours night = esp_policy_get_night (self, zones[0]);

    return esp_hours_end (&night, zones[0], at_us);
  }
}

/**
 * esp_policy_get_night_end:
 * @zone: (nullable): IANA name of where a person is, or a country of several zones: of a person there it is
 *   night as long as it is night in any part of the country
 *
 * Returns: the moment at which the night that holds at @at_us ends, or 0 when none does
 */
gint64
esp_policy_get_night_end (const EspPolicy *self, const char *zone, gint64 at_us)
{
  const char *const *parts = esp_zone_get_parts (zone);

  if (parts != NULL)
    return get_common_end (self, parts, at_us);
  {
    const EspHours night = esp_policy_get_night (self, zone);

    return esp_hours_end (&night, zone, at_us);
  }
}
