/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts leads into cohorts by the first thing they did. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-cohort-table.h"

#include "engine/insight/esp-buckets.h"
#include "engine/insight/esp-question-time.h"

#define MAX_COHORTS 600

/**
 * esp_cohorts_new:
 * @events: (element-type EspInsightEvent): by lead and time, from the beginning
 *
 * Returns: (transfer full): the cohorts of the period of the question
 */
EspCohorts *
esp_cohorts_new (GArray *events, const EspAnalysis *analysis, const char *unit)
{
  EspCohorts *self = g_new0 (EspCohorts, 1);
  GTimeZone *zone = analysis->context->zone;
  gint64 last = G_MININT64;
  guint32 done = 0;

  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);
  self->of_lead = g_array_new (FALSE, TRUE, sizeof (guint16));
  self->since = g_array_new (FALSE, TRUE, sizeof (gint64));
  self->first = G_MAXINT64;
  esp_calendar_init (&self->calendar, unit, zone, analysis->context->now_us);
  for (int pass = 0; pass < 2; pass++)
    {
      done = 0;
      for (guint i = 0; i < events->len; i++)
        {
          const EspInsightEvent *event = &g_array_index (events, EspInsightEvent, i);
          gint64 number;

          if (event->lead_id == done)
            continue;
          done = event->lead_id;
          if (event->at_us < analysis->from_us || event->at_us >= analysis->to_us)
            continue;
          number = esp_calendar_find (&self->calendar, event->at_us);
          if (pass == 0)
            {
              self->first = MIN (self->first, number);
              last = MAX (last, number);
              continue;
            }
          if (number < self->first)
            continue;
          esp_bitmap_add (g_ptr_array_index (self->members, (guint) (number - self->first)), done);
          if (done >= self->of_lead->len)
            {
              g_array_set_size (self->of_lead, done + 1);
              g_array_set_size (self->since, done + 1);
            }
          g_array_index (self->of_lead, guint16, done) = (guint16) (number - self->first + 1);
          g_array_index (self->since, gint64, done) = event->at_us;
          self->n_leads++;
        }
      if (pass == 0 && last >= self->first)
        {
          self->first = MAX (self->first, last - MAX_COHORTS + 1);
          self->n = (guint) (last - self->first + 1);
          self->from_us = esp_calendar_start (self->first, unit, zone);
          for (guint i = 0; i < self->n; i++)
            g_ptr_array_add (self->members, esp_bitmap_new ());
        }
    }
  return self;
}

/**
 * esp_cohorts_free:
 */
void
esp_cohorts_free (EspCohorts *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->members, g_ptr_array_unref);
  esp_calendar_clear (&self->calendar);
  g_clear_pointer (&self->of_lead, g_array_unref);
  g_clear_pointer (&self->since, g_array_unref);
  g_free (self);
}

/**
 * esp_cohorts_find:
 *
 * Returns: whether the lead is in a cohort
 */
gboolean
esp_cohorts_find (const EspCohorts *self, guint32 lead_id, guint *out_cohort)
{
  guint number = lead_id < self->of_lead->len ? g_array_index (self->of_lead, guint16, lead_id) : 0;

  if (number > 0)
    *out_cohort = number - 1;
  return number > 0;
}

/**
 * esp_cohorts_is_after:
 * @lead_id: one that esp_cohorts_find() finds
 *
 * Returns: whether a moment comes after what put the lead into its cohort, or is of the same day: many files say
 *   no more than that
 */
gboolean
esp_cohorts_is_after (const EspCohorts *self, guint32 lead_id, gint64 at_us)
{
  gint64 since_us = g_array_index (self->since, gint64, lead_id);
  GTimeZone *zone = self->calendar.zone;

  return at_us >= since_us ||
         esp_insight_day_of (at_us, zone) == esp_insight_day_of (since_us, zone);
}
