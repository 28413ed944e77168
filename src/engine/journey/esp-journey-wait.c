/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a wait ends, and what a step does whose time was missed: always from the rule, never from a stamp
 * that was shifted. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-wait.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-time.h"

static gint64
end_of_field (const EspJourneyRun *run,
              const EspJourneyStep *step,
              guint32 lead_id,
              gint64 since_us)
{
  GTimeZone *zone = run->facts->get_zone (run->facts->data, lead_id);
  gint64 day;
  gint64 at_us;

  /* A date that nobody knows is not waited for. */
  if (!run->facts->get_day (run->facts->data, lead_id, step->field, &day))
    return since_us;
  at_us = esp_journey_moment_of_day (day + step->offset_days, step->hours.from_minute, zone);
  if (step->hours.weekdays != 0)
    at_us = esp_journey_time_next (step->hours.from_minute, step->hours.weekdays,
                                   run->facts->days_off, zone, at_us);
  return MAX (at_us, since_us);
}

/**
 * esp_journey_wait_end:
 * @since_us: when the person came to the wait
 *
 * Returns: when time alone ends the wait; %ESP_JOURNEY_NEVER without an end
 */
gint64
esp_journey_wait_end (const EspJourneyRun *run,
                      const EspJourneyStep *step,
                      guint32 lead_id,
                      gint64 since_us)
{
  GTimeZone *zone = run->facts->get_zone (run->facts->data, lead_id);

  switch (step->wait)
    {
    case ESP_WAIT_FOR:
      return esp_journey_hours_next (&step->hours, run->facts->days_off, zone,
                                     esp_journey_span_end (&step->span, zone, since_us));
    case ESP_WAIT_DATE:
      return MAX (since_us, esp_journey_moment_of_text (step->date, zone));
    case ESP_WAIT_FIELD:
      return end_of_field (run, step, lead_id, since_us);
    case ESP_WAIT_TIME:
      return esp_journey_time_next (step->hours.from_minute, step->hours.weekdays,
                                    run->facts->days_off, zone, since_us);
    case ESP_WAIT_EVENT:
    case ESP_WAIT_CONDITION:
    default:
      return step->timeout.n > 0 ? esp_journey_span_end (&step->timeout, zone, since_us)
                                 : ESP_JOURNEY_NEVER;
    }
}

/**
 * esp_journey_late_end:
 * @planned_us: when the step was to be done
 *
 * Returns: when a missed step is done whose rule is the next allowed time: at the hour of the day for which
 *   it was planned, on a day that its hours allow
 */
gint64
esp_journey_late_end (const EspJourneyRun *run,
                      const EspJourneyStep *step,
                      guint32 lead_id,
                      gint64 planned_us)
{
  GTimeZone *zone = run->facts->get_zone (run->facts->data, lead_id);
  EspLocalTime planned, now;
  gint64 at_us;

  esp_local_time_read (zone, planned_us, &planned);
  esp_local_time_read (zone, run->now_us, &now);
  planned.day = now.day;
  at_us = esp_local_time_to_us (zone, &planned);
  if (at_us < run->now_us)
    {
      planned.day++;
      at_us = esp_local_time_to_us (zone, &planned);
    }
  if (step->kind == ESP_STEP_WAIT && step->hours.weekdays != 0)
    return esp_journey_time_next ((guint) (planned.clock_us / ESP_USEC_PER_MINUTE),
                                  step->hours.weekdays, run->facts->days_off, zone, at_us);
  return esp_journey_hours_next (&step->hours, run->facts->days_off, zone, at_us);
}
