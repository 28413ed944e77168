/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The burn-up of a goal: what was reached day by day, beside the even pace that would reach it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-goal-chart.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *
say (const EspChartVoice *voice, const char *english)
{
  return voice->translate != NULL ? voice->translate (english) : english;
}

/* Leads as they are, money in minor units, as charts take it. */
static double
scale (const EspGoal *goal, double value, const char *currency)
{
  return goal->metric->is_money ? value * pow (10, (double) esp_currency_exponent (currency))
                                : value;
}

/**
 * esp_goal_format_value:
 * @value: leads, or whole units of the currency
 *
 * Returns: (transfer full): "1,240", "₩38,200,000"
 */
char *
esp_goal_format_value (const EspGoal *goal,
                       double value,
                       const char *currency,
                       const EspChartVoice *voice)
{
  if (!goal->metric->is_money)
    return esp_format_count ((gint64) value);
  return esp_format_money ((gint64) round (scale (goal, value, currency)), currency);
}

static char *
fill (char *owned_template, const char *name, const char *value)
{
  char *filled = esp_chart_fill_words (owned_template, name, value);

  g_free (owned_template);
  return filled;
}

/* "1,240 of 2,000 (62.0%). An even pace would be at 1,160 now." */
static void
set_answer (EspChart *chart,
            const EspGoal *goal,
            const EspGoalProgress *progress,
            const char *currency,
            const EspChartVoice *voice)
{
  g_autofree char *value = esp_goal_format_value (goal, progress->value, currency, voice);
  g_autofree char *target = esp_goal_format_value (goal, (double) goal->target, currency, voice);
  g_autofree char *expected = esp_goal_format_value (goal, progress->expected, currency, voice);
  g_autofree char *share = esp_format_percent (progress->value / (double) goal->target, 1);
  gboolean is_reached = progress->value >= (double) goal->target;
  gboolean is_over = voice->now_us >= progress->to_us;
  char *answer =
    g_strdup (is_reached ? say (voice, N_ ("Reached: {value} of {target} ({share})."))
              : is_over  ? say (voice, N_ ("Missed: {value} of {target} ({share})."))
                        : say (voice, N_ ("{value} of {target} ({share}). An even pace would be at "
                                          "{expected} now.")));

  answer = fill (answer, "{value}", value);
  answer = fill (answer, "{target}", target);
  answer = fill (answer, "{share}", share);
  answer = fill (answer, "{expected}", expected);
  esp_chart_set_answer (chart, answer);
  g_free (answer);
}

static void
add_reached (EspChart *chart,
             const EspGoal *goal,
             const EspGoalProgress *progress,
             const char *currency,
             const EspChartVoice *voice)
{
  EspSeries *series = esp_chart_add_series (chart, say (voice, N_ ("Reached")), ESP_SERIES_NORMAL);

  for (guint i = 0; i < progress->n_passed; i++)
    {
      EspLeadSet set = progress->set;
      g_autofree char *key = NULL;
      gboolean is_last = i + 1 == progress->n_passed;

      if (!is_last)
        set.to_us = progress->starts[i + 1];
      key = esp_lead_set_to_key (&set);
      esp_series_add (series, &(EspPoint){ .x = (double) progress->starts[i],
                                           .value = scale (goal, progress->reached[i], currency),
                                           .key = key });
    }
}

static void
add_pace (EspChart *chart,
          const EspGoal *goal,
          const EspGoalProgress *progress,
          const char *currency,
          const EspChartVoice *voice)
{
  EspSeries *series = esp_chart_add_series (chart, say (voice, N_ ("Even pace")), ESP_SERIES_OTHER);

  for (guint i = 0; i < progress->n_days; i++)
    esp_series_add (series,
                    &(EspPoint){ .x = (double) progress->starts[i],
                                 .value =
                                   scale (goal, (double) goal->target * (i + 1) / progress->n_days,
                                          currency) });
}

/**
 * esp_goal_chart_draw:
 * @currency: of the workspace
 *
 * Returns: (transfer full): the picture; a mark's key is an EspLeadSet
 */
EspChart *
esp_goal_chart_draw (const EspGoal *goal,
                     const EspGoalProgress *progress,
                     const char *currency,
                     const EspChartVoice *voice)
{
  g_autoptr (GTimeZone) zone =
    voice->zone != NULL ? g_time_zone_ref (voice->zone) : g_time_zone_new_utc ();
  g_autofree char *axis =
    g_strdup_printf ("%s (%s)", say (voice, N_ ("Time")), g_time_zone_get_identifier (zone));
  g_autofree char *now = esp_format_date (voice->now_us, zone, ESP_DATE_DAY_TIME, voice->lang);
  EspChart *chart = esp_chart_new (ESP_CHART_LINE, say (voice, goal->metric->name), voice->lang);

  if (goal->metric->is_money)
    esp_chart_set_unit (chart, ESP_UNIT_MONEY, currency);
  esp_chart_set_time_axis (chart, axis, ESP_TIME_STEP_DAY, zone);
  esp_chart_set_source (chart, now);
  set_answer (chart, goal, progress, currency, voice);
  add_reached (chart, goal, progress, currency, voice);
  add_pace (chart, goal, progress, currency, voice);
  return chart;
}
