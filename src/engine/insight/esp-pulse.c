/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the workspace is doing in a period, and what is different from the one before it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-pulse.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-change-test.h"

#include <math.h>

/* Of the statements shown, the share that may be chance. */
#define FALSE_RATE 0.05
/* A smaller change may be sure, but is not worth a sentence. */
#define MIN_RELATIVE 0.1

/* What is asked each time, the rates of the catalogue first. */
static const struct
{
  gboolean is_rate;
  EspMetricId metric;
  EspLeadSetKind kind;
} questions[] = {
  { TRUE, ESP_METRIC_BOUNCE_RATE, ESP_LEAD_SET_BOUNCED },
  { TRUE, ESP_METRIC_OPEN_RATE, ESP_LEAD_SET_OPENED },
  { TRUE, ESP_METRIC_CLICK_RATE, ESP_LEAD_SET_CLICKED },
  { TRUE, ESP_METRIC_UNSUBSCRIBE_RATE, ESP_LEAD_SET_UNSUBSCRIBED },
  { TRUE, ESP_METRIC_COMPLAINT_RATE, ESP_LEAD_SET_COMPLAINED },
  { FALSE, ESP_METRIC_MATCHED, ESP_LEAD_SET_CREATED },
  { FALSE, ESP_METRIC_MATCHED, ESP_LEAD_SET_ORDERED },
};

/**
 * esp_period_init:
 * @zone: in which days begin
 * @n_days: 1…%ESP_PULSE_MAX_DAYS, today included
 */
void
esp_period_init (EspPeriod *self, gint64 now_us, GTimeZone *zone, guint n_days)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) then = g_date_time_add_days (now, -(int) n_days);
  GDate today;

  g_return_if_fail (n_days > 0 && n_days <= ESP_PULSE_MAX_DAYS);

  *self = (EspPeriod){ .n_days = n_days };
  g_date_clear (&today, 1);
  g_date_set_dmy (&today, (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now), (GDateYear) g_date_time_get_year (now));
  for (guint i = 0; i < n_days; i++)
    {
      GDate day = today;

      g_date_subtract_days (&day, n_days - 1 - i);
      self->now[i] = esp_day_start_us (&day, zone);
      g_date_subtract_days (&day, n_days);
      self->before[i] = esp_day_start_us (&day, zone);
    }
  g_date_add_days (&today, 1);
  self->tomorrow_us = esp_day_start_us (&today, zone);
  self->now[n_days] = now_us + 1;
  self->before[n_days] = g_date_time_to_unix (then) * G_USEC_PER_SEC + now_us % G_USEC_PER_SEC + 1;
}

/**
 * esp_pulse_free:
 */
void
esp_pulse_free (EspPulse *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    {
      g_clear_pointer (&self->now[i], esp_span_free);
      g_clear_pointer (&self->before[i], esp_span_free);
    }
  g_clear_pointer (&self->changes, g_array_unref);
  g_free (self);
}

static void
ask (const EspPulse *self, guint question, EspChange *out_change)
{
  EspLeadSetKind kind = questions[question].kind;
  EspLeadSetKind whole = esp_metric_get (questions[question].metric)->whole;
  guint n_days = self->period.n_days;

  *out_change = (EspChange){ .is_rate = questions[question].is_rate,
                             .metric = questions[question].metric,
                             .kind = kind,
                             .direction = ESP_DIRECTION_MORE };
  if (!out_change->is_rate)
    {
      out_change->part_now = esp_pulse_count (self, kind, FALSE);
      out_change->part_before = esp_pulse_count (self, kind, TRUE);
      out_change->p =
        esp_change_test_counts (self->now[kind]->days, self->before[kind]->days, n_days);
      return;
    }
  out_change->direction = esp_metric_get (out_change->metric)->direction;
  out_change->whole_now = esp_pulse_count (self, whole, FALSE);
  out_change->whole_before = esp_pulse_count (self, whole, TRUE);
  out_change->part_now =
    (gint64) esp_bitmap_and_count (self->now[kind]->leads, self->now[whole]->leads);
  out_change->part_before =
    (gint64) esp_bitmap_and_count (self->before[kind]->leads, self->before[whole]->leads);
  out_change->p = esp_change_test_shares (out_change->part_now, out_change->whole_now,
                                          out_change->part_before, out_change->whole_before);
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const EspChange *first = a;
  const EspChange *second = b;

  return first->p < second->p ? -1 : first->p > second->p;
}

static void
judge (EspPulse *self)
{
  EspChange changes[G_N_ELEMENTS (questions)];
  double p_values[G_N_ELEMENTS (questions)];
  gboolean is_found[G_N_ELEMENTS (questions)];

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      ask (self, i, &changes[i]);
      p_values[i] = changes[i].p;
    }
  esp_change_control (p_values, G_N_ELEMENTS (questions), FALSE_RATE, is_found);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (is_found[i] && fabs (esp_change_get_relative (&changes[i])) >= MIN_RELATIVE)
      g_array_append_val (self->changes, changes[i]);
  g_array_sort (self->changes, compare_changes);
}

static gboolean
load_spans (EspTx *tx, EspPulse *self, GError **error)
{
  guint n_days = self->period.n_days;

  for (guint i = 0; i < ESP_N_LEAD_SETS; i++)
    {
      EspLeadSetKind kind = (EspLeadSetKind) i;

      if (!esp_span_has_kind (kind))
        continue;
      self->now[i] = esp_span_load (tx, kind, self->period.now, n_days, error);
      if (self->now[i] == NULL)
        return FALSE;
      self->before[i] = esp_span_load (tx, kind, self->period.before, n_days, error);
      if (self->before[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_pulse_load:
 *
 * Reads both periods and finds what changed between them: each candidate is tested
 * (esp_change_test_shares(), esp_change_test_counts()), all of them together are held to a false
 * discovery rate of 5 %, and what changed by less than a tenth is left out.
 *
 * Returns: (transfer full): the pulse; %NULL with @error set
 */
EspPulse *
esp_pulse_load (EspTx *tx, const EspPeriod *period, GError **error)
{
  g_autoptr (EspPulse) self = g_new0 (EspPulse, 1);

  self->period = *period;
  self->changes = g_array_new (FALSE, FALSE, sizeof (EspChange));
  if (!load_spans (tx, self, error) || !esp_span_find_any (tx, &self->has_history, error))
    return NULL;
  self->has_orders = esp_pulse_count (self, ESP_LEAD_SET_ORDERED, FALSE) > 0 ||
                     esp_pulse_count (self, ESP_LEAD_SET_ORDERED, TRUE) > 0;
  judge (self);
  return g_steal_pointer (&self);
}

/**
 * esp_pulse_count:
 *
 * Returns: how many leads are in a set of the period, or of the one before
 */
gint64
esp_pulse_count (const EspPulse *self, EspLeadSetKind kind, gboolean is_before)
{
  return (gint64) esp_bitmap_count (is_before ? self->before[kind]->leads : self->now[kind]->leads);
}

/**
 * esp_pulse_amount:
 *
 * Returns: what was bought in the period, or in the one before, in whole units of the currency
 */
double
esp_pulse_amount (const EspPulse *self, gboolean is_before)
{
  const EspSpan *span =
    is_before ? self->before[ESP_LEAD_SET_ORDERED] : self->now[ESP_LEAD_SET_ORDERED];
  double sum = 0;

  for (guint i = 0; i < span->n_days; i++)
    sum += span->amounts[i];
  return sum;
}

/**
 * esp_pulse_key:
 *
 * Returns: (transfer full): the name of the set that esp_pulse_count() counts now, see #EspLeadSet
 */
char *
esp_pulse_key (const EspPulse *self, EspLeadSetKind kind)
{
  const EspLeadSet set = { .kind = kind,
                           .from_us = self->period.now[0],
                           .to_us = self->period.now[self->period.n_days] };

  return esp_lead_set_to_key (&set);
}

/**
 * esp_pulse_day_key:
 * @day: from 0, the earliest of the period
 *
 * Returns: (transfer full): the name of the set of one day
 */
char *
esp_pulse_day_key (const EspPulse *self, EspLeadSetKind kind, guint day)
{
  const EspLeadSet set = { .kind = kind,
                           .from_us = self->period.now[day],
                           .to_us = self->period.now[day + 1] };

  return esp_lead_set_to_key (&set);
}

static void
evaluate (gint64 part, gint64 whole, EspMetricValue *out_value)
{
  *out_value = (EspMetricValue){ .part = part, .whole = whole, .is_few = whole < ESP_METRIC_FEW };
  esp_metric_wilson (part, whole, &out_value->low, &out_value->high);
}

/**
 * esp_change_evaluate:
 *
 * Gives both figures of a statement about a rate, with their intervals.
 */
void
esp_change_evaluate (const EspChange *self, EspMetricValue *out_now, EspMetricValue *out_before)
{
  evaluate (self->part_now, self->whole_now, out_now);
  evaluate (self->part_before, self->whole_before, out_before);
}

/**
 * esp_change_get_relative:
 *
 * Returns: by how much it is more than before: 0.5 is half as much again; %INFINITY from nothing
 */
double
esp_change_get_relative (const EspChange *self)
{
  double now = (double) self->part_now;
  double before = (double) self->part_before;

  if (self->is_rate)
    {
      now /= (double) self->whole_now;
      before /= (double) self->whole_before;
    }
  return now / before - 1;
}

/**
 * esp_change_is_good:
 *
 * Returns: whether the change is one that one wishes for
 */
gboolean
esp_change_is_good (const EspChange *self)
{
  return (esp_change_get_relative (self) > 0) == (self->direction == ESP_DIRECTION_MORE);
}

/**
 * esp_change_key:
 *
 * Returns: (transfer full): the name of the leads that the statement counts now, see #EspLeadSet
 */
char *
esp_change_key (const EspChange *self, const EspPeriod *period)
{
  EspLeadSet set = { .kind = self->kind,
                     .from_us = period->now[0],
                     .to_us = period->now[period->n_days] };

  if (self->is_rate)
    set.detail = (char *) esp_lead_set_kind_get_name (esp_metric_get (self->metric)->whole);
  return esp_lead_set_to_key (&set);
}
