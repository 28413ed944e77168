/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts leads into cohorts by the first thing they did. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-cohort-table.h"

#include "engine/insight/esp-buckets.h"

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
  self->of_lead = g_hash_table_new (NULL, NULL);
  self->first = G_MAXINT64;
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
          number = esp_calendar_number (event->at_us, unit, zone);
          if (pass == 0)
            {
              self->first = MIN (self->first, number);
              last = MAX (last, number);
              continue;
            }
          if (number < self->first)
            continue;
          esp_bitmap_add (g_ptr_array_index (self->members, (guint) (number - self->first)), done);
          g_hash_table_insert (self->of_lead, GUINT_TO_POINTER (done),
                               GUINT_TO_POINTER ((guint) (number - self->first) + 1));
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
  g_clear_pointer (&self->of_lead, g_hash_table_unref);
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
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->of_lead, GUINT_TO_POINTER (lead_id)));

  if (number > 0)
    *out_cohort = number - 1;
  return number > 0;
}
