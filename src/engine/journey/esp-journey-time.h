/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-day-set.h"
#include "engine/journey/esp-journey.h"

G_BEGIN_DECLS

/* A moment as the clocks of a place show it. */
typedef struct
{
  gint64 day;      /* since 1970-01-01 */
  gint64 clock_us; /* since that day's midnight, by the clock */
} EspLocalTime;

void esp_local_time_read (GTimeZone *zone, gint64 at_us, EspLocalTime *out);
gint64 esp_local_time_to_us (GTimeZone *zone, const EspLocalTime *local);
gint64 esp_journey_span_end (const EspJourneySpan *span, GTimeZone *zone, gint64 from_us);
guint esp_journey_weekday_of (gint64 day);
gboolean esp_journey_is_allowed_day (guint8 weekdays, const EspDaySet *off, gint64 day);
gint64 esp_journey_time_next (guint minute,
                              guint8 weekdays,
                              const EspDaySet *off,
                              GTimeZone *zone,
                              gint64 from_us);
gint64 esp_journey_hours_next (const EspJourneyHours *hours,
                               const EspDaySet *off,
                               GTimeZone *zone,
                               gint64 from_us);
gint64 esp_journey_moment_of_text (const char *text, GTimeZone *zone);
gint64 esp_journey_moment_of_day (gint64 day, guint minute, GTimeZone *zone);

G_END_DECLS
