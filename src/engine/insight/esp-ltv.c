/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lifetime value: what the buyers of each cohort have paid by each period, and when they have paid their cost. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-cohort-table.h"

#include "base/esp-format.h"
#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-breakdown.h"
#include "engine/insight/esp-buckets.h"
#include "engine/insight/esp-ltv-forecast.h"
#include "engine/insight/esp-statistics.h"
#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-subset.h"
#include "engine/insight/esp-question-time.h"
#include "store/esp-insight-money.h"
#include "store/esp-spend.h"

#include <math.h>
#include <string.h>

enum
{
  COLUMN_BUYERS,
  COLUMN_COST,
  COLUMN_PAYBACK,
  COLUMN_FIRST,
};

/* What one buyer paid: sums up to the end of each period. */
typedef struct
{
  guint32 lead_id;
  guint cohort;
  double *sums; /* n_periods + 1 */
} Buyer;

typedef struct
{
  EspAnalysis *analysis;
  const char *unit;
  guint n_periods;
  double margin;            /* 0…1 */
  double cost;              /* of a new buyer, minor units; NAN: not known */
  gboolean is_cost_said;    /* else it is from the ad spend */
  GArray *firsts;           /* (owned) of EspInsightEvent: orders that may be first */
  EspInsightOrders *orders; /* (owned) */
  EspCohorts *cohorts;      /* (owned) */
  GArray *buyers;           /* (owned) of Buyer */
  double *sums;             /* (owned) of all buyers */
  EspRandom random;
} Work;

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->orders, esp_insight_orders_free);
  g_clear_pointer (&self->cohorts, esp_cohorts_free);
  g_clear_pointer (&self->buyers, g_array_unref);
  g_clear_pointer (&self->firsts, g_array_unref);
  g_free (self->sums);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* The first order of each lead, from the beginning, decides its cohort. */
static gboolean
load_cohorts (Work *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;

  self->firsts = g_array_new (FALSE, FALSE, sizeof (EspInsightEvent));
  self->orders =
    esp_insight_load_orders (analysis->tx, G_MININT64, analysis->context->now_us + 1, error);
  if (self->orders == NULL)
    return FALSE;
  for (guint i = 0; i < self->orders->orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (self->orders->orders, EspInsightOrder, i);
      EspInsightEvent first = { .lead_id = order->lead_id, .at_us = order->at_us };

      if (!order->is_refund)
        g_array_append_val (self->firsts, first);
    }
  esp_analysis_note_foreign (analysis, "foreign-orders", self->orders->n_foreign);
  esp_analysis_filter_events (analysis, self->firsts);
  self->cohorts = esp_cohorts_new (self->firsts, analysis, self->unit);
  return TRUE;
}

static void
sum_up_buyers (Work *self)
{
  gsize n = (gsize) self->n_periods + 1;
  Buyer *buyer = NULL;

  self->buyers = g_array_new (FALSE, FALSE, sizeof (Buyer));
  self->sums = g_new0 (double, n * self->cohorts->n_leads + 1);
  for (guint i = 0; i < self->orders->orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (self->orders->orders, EspInsightOrder, i);
      guint cohort;
      gint64 period;

      if (!esp_cohorts_find (self->cohorts, order->lead_id, &cohort))
        continue;
      if (buyer == NULL || buyer->lead_id != order->lead_id)
        {
          Buyer next = { order->lead_id, cohort, self->sums + n * self->buyers->len };

          g_array_append_val (self->buyers, next);
          buyer = &g_array_index (self->buyers, Buyer, self->buyers->len - 1);
        }
      period = esp_calendar_find (&self->cohorts->calendar, order->at_us) -
               (self->cohorts->first + cohort);
      for (gint64 k = MAX (period, 0); k < (gint64) n; k++)
        buyer->sums[k] += (double) order->amount * self->margin;
    }
}

/* What it cost to win a buyer: as said, or the ad spend of the period by its new buyers. */
static gboolean
find_cost (Work *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  double said = esp_question_get_number (analysis->question, "cost");
  guint n_buyers = self->cohorts->n_leads;
  EspSpendSum sum = { 0 };
  double scale = 1;

  for (guint i = 0; i < esp_currency_exponent (analysis->context->currency); i++)
    scale *= 10;
  self->is_cost_said = said > 0;
  self->cost = said > 0 ? said * scale : NAN;
  if (said > 0)
    return TRUE;
  if (!esp_analysis_sum_spend (analysis, 0, &sum, error))
    return FALSE;
  if (sum.cost > 0 && n_buyers > 0)
    self->cost = (double) sum.cost / n_buyers;
  return TRUE;
}

/* What a new buyer of @cohort cost: the ad spend of its week or month, in the asked period, by its buyers. */
static gboolean
find_cohort_cost (Work *self, guint cohort, double *out_cost, GError **error)
{
  const EspAnalysis *analysis = self->analysis;
  GTimeZone *zone = analysis->context->zone;
  gint64 number = self->cohorts->first + cohort;
  gsize n = esp_bitmap_count (g_ptr_array_index (self->cohorts->members, cohort));
  EspSpendSum sum = { 0 };
  gint64 asked[2], first, end;

  *out_cost = self->cost;
  if (self->is_cost_said)
    return TRUE;
  esp_analysis_get_days (analysis, asked);
  first = esp_insight_day_of (esp_calendar_start (number, self->unit, zone), zone);
  end = esp_insight_day_of (esp_calendar_start (number + 1, self->unit, zone), zone);
  if (!esp_spend_sum_days (analysis->tx, MAX (first, asked[0]), MIN (end, asked[1]), 0, &sum,
                           error))
    return FALSE;
  *out_cost = sum.cost > 0 && n > 0 ? (double) sum.cost / (double) n : NAN;
  return TRUE;
}

/* Whether a period of a cohort has begun, and is over. */
static gboolean
has_begun (const Work *self, guint cohort, guint period, gboolean *out_is_over)
{
  gint64 number = self->cohorts->first + cohort + period;
  GTimeZone *zone = self->analysis->context->zone;
  gint64 now_us = self->analysis->context->now_us;

  *out_is_over = esp_calendar_start (number + 1, self->unit, zone) <= now_us;
  return esp_calendar_start (number, self->unit, zone) <= now_us;
}

/* The values of the buyers of @cohort at a period; -1: of all cohorts whose period is over. */
static gsize
gather (const Work *self, int cohort, guint period, const EspBitmap *only, double *out_values)
{
  gsize n = 0;

  for (guint i = 0; i < self->buyers->len; i++)
    {
      const Buyer *buyer = &g_array_index (self->buyers, Buyer, i);
      gboolean is_over = FALSE;

      if (only != NULL && !esp_bitmap_contains (only, buyer->lead_id))
        continue;
      if (cohort >= 0 ? buyer->cohort != (guint) cohort
                      : !has_begun (self, buyer->cohort, period, &is_over) || !is_over)
        continue;
      out_values[n++] = buyer->sums[period];
    }
  return n;
}

static void
put_curve (Work *self, EspAnswerRow *row, int cohort, const EspBitmap *only, double cost)
{
  g_autofree double *values = g_new0 (double, self->buyers->len + 1);
  gboolean has_paid = FALSE;

  esp_analysis_put (self->analysis, row, COLUMN_COST, cost);
  for (guint period = 0; period <= self->n_periods; period++)
    {
      EspAnswerCell *cell = &row->cells[COLUMN_FIRST + period];
      gboolean is_over = TRUE;
      gsize n;

      if (cohort >= 0 && !has_begun (self, (guint) cohort, period, &is_over))
        break;
      n = gather (self, cohort, period, only, values);
      if (n == 0)
        continue;
      cell->value = esp_statistics_mean (values, n);
      cell->whole = (gint64) n;
      esp_statistics_mean_interval (values, n, &self->random, &cell->low, &cell->high);
      if (n < ESP_METRIC_FEW)
        cell->flags |= ESP_CELL_FEW;
      if (!is_over)
        cell->flags |= ESP_CELL_PARTIAL;
      if (!has_paid && cell->value >= cost)
        {
          esp_analysis_put (self->analysis, row, COLUMN_PAYBACK, period);
          has_paid = TRUE;
        }
    }
}

static gboolean
write_cohorts (Work *self, GError **error)
{
  for (guint cohort = 0; cohort < self->cohorts->n; cohort++)
    {
      g_autofree char *key = esp_calendar_key (self->cohorts->first + cohort, self->unit);
      EspAnswerRow *row = esp_answer_add_row (self->analysis->answer, key, NULL, NULL);
      double cost;

      if (!find_cohort_cost (self, cohort, &cost, error))
        return FALSE;
      esp_analysis_put_count (self->analysis, row, COLUMN_BUYERS,
                              g_ptr_array_index (self->cohorts->members, cohort));
      put_curve (self, row, (int) cohort, NULL, cost);
    }
  return TRUE;
}

/* What each cohort paid up to the end of each period that is over. */
static double *
sum_up_cohorts (const Work *self)
{
  guint n_periods = self->n_periods + 1;
  double *sums = g_new0 (double, (gsize) self->cohorts->n *n_periods + 1);

  for (guint i = 0; i < self->buyers->len; i++)
    {
      const Buyer *buyer = &g_array_index (self->buyers, Buyer, i);

      for (guint period = 0; period < n_periods; period++)
        sums[(gsize) buyer->cohort * n_periods + period] += buyer->sums[period];
    }
  for (guint cohort = 0; cohort < self->cohorts->n; cohort++)
    for (guint period = 0; period < n_periods; period++)
      {
        gboolean is_over = FALSE;

        if (!has_begun (self, cohort, period, &is_over) || !is_over)
          sums[(gsize) cohort * n_periods + period] = NAN;
      }
  return sums;
}

/* Fills the periods that are still to come, marked as what they are. */
static void
write_forecast (Work *self)
{
  g_autofree double *sums = sum_up_cohorts (self);
  guint n_periods = self->n_periods + 1;
  g_autofree EspLtvForecast *forecast = esp_ltv_forecast (sums, self->cohorts->n, n_periods);
  gboolean has_any = FALSE;

  for (guint cohort = 0; cohort < self->cohorts->n; cohort++)
    {
      EspAnswerRow *row = g_ptr_array_index (self->analysis->answer->rows, cohort);
      double n = (double) esp_bitmap_count (g_ptr_array_index (self->cohorts->members, cohort));

      for (guint period = 0; period < n_periods && n > 0; period++)
        {
          EspAnswerCell *cell = &row->cells[COLUMN_FIRST + period];
          const EspLtvForecast *said = &forecast[(gsize) cohort * n_periods + period];

          if (!isnan (cell->value) || isnan (said->value))
            continue;
          cell->value = said->value / n;
          cell->low = said->low / n;
          cell->high = said->high / n;
          cell->flags |= ESP_CELL_ESTIMATE;
          has_any = TRUE;
        }
    }
  if (has_any)
    esp_answer_note (self->analysis->answer, "ltv-forecast");
}

static void
write_total (Work *self, const EspBitmap *only, const char *group, double cost)
{
  EspAnswerRow *row = esp_answer_add_row (self->analysis->answer, "total", NULL, group);
  g_autoptr (EspBitmap) everyone = esp_bitmap_new ();

  row->flags |= ESP_CELL_TOTAL;
  for (guint cohort = 0; cohort < self->cohorts->n; cohort++)
    esp_bitmap_or (everyone, g_ptr_array_index (self->cohorts->members, cohort));
  if (only != NULL)
    esp_bitmap_and (everyone, only);
  esp_analysis_put_count (self->analysis, row, COLUMN_BUYERS, everyone);
  put_curve (self, row, -1, only, cost);
}

static gboolean
write_segments (Work *self, GError **error)
{
  g_auto (GStrv) segments = esp_question_get_list (self->analysis->question, "segments");

  for (guint i = 0; segments[i] != NULL && segments[i][0] != '\0'; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (EspBitmap) members = esp_subset_load (self->analysis, segments[i], &name, error);

      if (members == NULL)
        return FALSE;
      write_total (self, members, name != NULL ? name : segments[i], self->cost);
    }
  return TRUE;
}

/* A curve for the buyers of each value of a field; what one of them cost is not known unless it was said. */
static gboolean
write_groups (Work *self, GError **error)
{
  const char *field = esp_question_get (self->analysis->question, "by");
  g_autoptr (EspBreakdown) breakdown = NULL;
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);

  if (field[0] == '\0' || self->cohorts->n_leads == 0)
    return TRUE;
  breakdown = esp_breakdown_load (self->analysis, field, self->firsts, error);
  if (breakdown == NULL)
    return FALSE;
  for (guint i = 0; i < esp_breakdown_get_n (breakdown); i++)
    g_ptr_array_add (members, esp_bitmap_new ());
  for (guint i = 0; i < self->buyers->len; i++)
    {
      guint32 lead_id = g_array_index (self->buyers, Buyer, i).lead_id;

      esp_bitmap_add (g_ptr_array_index (members, esp_breakdown_group_of (breakdown, lead_id)),
                      lead_id);
    }
  for (guint i = 0; i < members->len; i++)
    if (!esp_bitmap_is_empty (g_ptr_array_index (members, i)))
      write_total (self, g_ptr_array_index (members, i), esp_breakdown_get_label (breakdown, i),
                   self->is_cost_said ? self->cost : NAN);
  return TRUE;
}

static void
say_it (Work *self)
{
  const EspAnswerRow *total = esp_answer_find_row (self->analysis->answer, "total", NULL);
  double last = NAN;
  guint period = 0;
  EspAnswerSentence *sentence;

  for (guint i = 0; total != NULL && i <= self->n_periods; i++)
    if (!isnan (total->cells[COLUMN_FIRST + i].value) &&
        (isnan (last) || (total->cells[COLUMN_FIRST + i].flags & ESP_CELL_FEW) == 0))
      {
        last = total->cells[COLUMN_FIRST + i].value;
        period = i;
      }
  if (isnan (last))
    {
      esp_answer_say (self->analysis->answer, "ltv-nobody");
      return;
    }
  sentence = esp_answer_say (self->analysis->answer,
                             g_str_equal (self->unit, "week") ? "ltv-weeks" : "ltv-months");
  esp_answer_sentence_add (sentence, "value", last, ESP_ANSWER_MONEY);
  esp_answer_sentence_add (sentence, "n", period, ESP_ANSWER_COUNT);
  if (!isnan (self->cost))
    esp_answer_sentence_add (esp_answer_say (self->analysis->answer, "ltv-cost"), "cost",
                             self->cost, ESP_ANSWER_MONEY);
}

/**
 * esp_ltv_answer:
 *
 * Puts buyers into cohorts by the calendar week or month of their first order ever, in the period, and adds
 * up what each paid, less refunds, times the margin, up to the end of each calendar period after it. A cell
 * is the mean over the buyers of the cohort with its 95 % interval (see esp_statistics_mean_interval());
 * the total is over all buyers whose period is over. Payback is the first period in which the curve
 * reaches the cost of a new buyer: as said, else the ad spend of the period by the buyers who are new in it,
 * for a cohort that of its week or month by its buyers.
 * Periods to come are forecast, see esp_ltv_forecast(), and marked as estimates; nothing else uses them.
 */
gboolean
esp_ltv_answer (EspAnalysis *self, GError **error)
{
  g_auto (Work) work = { .analysis = self };

  esp_random_init (&work.random, 1); /* the same question has the same answer */
  work.unit = esp_question_get (self->question, "unit");
  work.n_periods = (guint) esp_question_get_number (self->question, "periods");
  work.margin = esp_question_get_number (self->question, "margin") / 100;
  if (!load_cohorts (&work, error) || !find_cost (&work, error))
    return FALSE;
  sum_up_buyers (&work);
  esp_answer_add_column (self->answer, "buyers", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "cost", NULL, ESP_ANSWER_MONEY);
  esp_answer_add_column (self->answer, "payback", NULL, ESP_ANSWER_COUNT);
  for (guint i = 0; i <= work.n_periods; i++)
    {
      g_autofree char *key = g_strdup_printf ("p%u", i);
      g_autofree char *label = g_strdup_printf ("%u", i);

      esp_answer_add_column (self->answer, key, label, ESP_ANSWER_MONEY);
    }
  if (!write_cohorts (&work, error))
    return FALSE;
  if (esp_question_is (self->question, "forecast", "chain-ladder"))
    write_forecast (&work);
  write_total (&work, NULL, NULL, work.cost);
  if (!write_segments (&work, error) || !write_groups (&work, error))
    return FALSE;
  say_it (&work);
  return TRUE;
}
