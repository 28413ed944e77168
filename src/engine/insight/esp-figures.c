/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of the catalogue for any span of time: the one place where each of them is computed. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-figures.h"

#include "engine/insight/esp-buckets.h"
#include "engine/insight/esp-question-time.h"
#include "engine/insight/esp-sent-sets.h"
#include "engine/insight/esp-statistics.h"
#include "store/esp-insight-consent.h"
#include "store/esp-span.h"

#include <math.h>

#define PER_MILLE 1000
#define PAYBACK_MONTHS 120

/* What orders of a span are made of. */
typedef struct
{
  double revenue;
  gint64 n_orders;
  EspBitmap *buyers;     /* (owned) */
  EspBitmap *new_buyers; /* (owned) their first order ever is in the span */
  double later_revenue;  /* what the new ones paid from their first order up to now */
} Sales;

static void
sales_clear (Sales *self)
{
  g_clear_pointer (&self->buyers, esp_bitmap_free);
  g_clear_pointer (&self->new_buyers, esp_bitmap_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sales, sales_clear)

typedef struct
{
  EspAnalysis *analysis;
  gint64 from_us;
  gint64 to_us;
  EspAnswerRow *row;
  guint column;
} Place;

/**
 * esp_figure_get_unit:
 */
EspAnswerUnit
esp_figure_get_unit (EspMetricId id)
{
  switch (esp_metric_get (id)->unit)
    {
    case ESP_METRIC_RATE:
    case ESP_METRIC_RATIO:
      return ESP_ANSWER_RATIO;
    case ESP_METRIC_MONEY:
      return ESP_ANSWER_MONEY;
    case ESP_METRIC_DURATION:
      return ESP_ANSWER_DURATION;
    case ESP_METRIC_LEADS:
    case ESP_METRIC_COUNT:
    default:
      return ESP_ANSWER_COUNT;
    }
}

static gboolean
is_of_spend (EspMetricId id)
{
  return id >= ESP_METRIC_SPEND && id <= ESP_METRIC_ROI;
}

static gboolean
is_of_sales (EspMetricId id)
{
  return id == ESP_METRIC_ORDERS || id == ESP_METRIC_REVENUE ||
         id == ESP_METRIC_AVERAGE_ORDER_VALUE || id == ESP_METRIC_LTV ||
         id == ESP_METRIC_SALES_CYCLE || id == ESP_METRIC_RETENTION_RATE ||
         id == ESP_METRIC_CHURN_RATE || id == ESP_METRIC_PAYBACK;
}

/**
 * esp_figure_is_of_span:
 *
 * Returns: whether esp_figure_put() can compute it
 */
gboolean
esp_figure_is_of_span (EspMetricId id)
{
  const EspMetric *metric = esp_metric_get (id);

  if (is_of_spend (id) || is_of_sales (id) || id == ESP_METRIC_LIST_GROWTH_RATE)
    return TRUE;
  if (metric->formula != NULL)
    return FALSE;
  return (metric->unit == ESP_METRIC_LEADS || metric->unit == ESP_METRIC_RATE) &&
         esp_span_has_kind (metric->part) &&
         (metric->unit == ESP_METRIC_LEADS || esp_span_has_kind (metric->whole));
}

static gboolean
load_sales (EspAnalysis *analysis, gint64 from_us, gint64 to_us, Sales *sales, GError **error)
{
  const GArray *orders = esp_analysis_get_orders (analysis, error);
  guint32 lead_id = 0;

  if (orders == NULL)
    return FALSE;
  sales->buyers = esp_bitmap_new ();
  sales->new_buyers = esp_bitmap_new ();
  for (guint i = 0; i < orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders, EspInsightOrder, i);
      gboolean is_in = order->at_us >= from_us && order->at_us < to_us;

      if (!order->is_refund && order->lead_id != lead_id)
        {
          lead_id = order->lead_id;
          if (is_in)
            esp_bitmap_add (sales->new_buyers, lead_id);
        }
      if (esp_bitmap_contains (sales->new_buyers, order->lead_id))
        sales->later_revenue += (double) order->amount;
      if (!is_in)
        continue;
      sales->revenue += (double) order->amount;
      if (order->is_refund)
        continue;
      sales->n_orders++;
      esp_bitmap_add (sales->buyers, order->lead_id);
    }
  return TRUE;
}

static double
divide (double a, double b)
{
  return b > 0 ? a / b : NAN;
}

static gboolean
put_cycle (const Place *place, const Sales *sales, GError **error)
{
  g_autoptr (GArray) created = esp_insight_load_created (place->analysis->tx, error);
  const GArray *orders = esp_analysis_get_orders (place->analysis, error);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint32 done = 0;
  guint lead = 0;

  if (created == NULL || orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders, EspInsightOrder, i);
      gint64 taken;

      if (order->is_refund || order->lead_id == done ||
          !esp_bitmap_contains (sales->new_buyers, order->lead_id))
        continue;
      done = order->lead_id;
      while (lead < created->len && g_array_index (created, EspInsightEvent, lead).lead_id < done)
        lead++;
      if (lead == created->len)
        break;
      taken = order->at_us - g_array_index (created, EspInsightEvent, lead).at_us;
      if (g_array_index (created, EspInsightEvent, lead).lead_id == done && taken >= 0)
        g_array_append_val (times, taken);
    }
  esp_analysis_put (place->analysis, place->row, place->column, esp_statistics_median_us (times));
  place->row->cells[place->column].whole = times->len;
  return TRUE;
}

/* Buyers of the span right before it, as many days or months, and of them those who bought again. */
static gboolean
put_retention (const Place *place, const Sales *sales, gboolean is_churn, GError **error)
{
  g_auto (Sales) before = { 0 };
  g_autoptr (EspBitmap) part = NULL;
  gint64 before_us;

  if (place->from_us == G_MININT64)
    return TRUE;
  before_us =
    esp_buckets_find_before (place->from_us, place->to_us, place->analysis->context->zone);
  if (!load_sales (place->analysis, before_us, place->from_us, &before, error))
    return FALSE;
  part = esp_bitmap_copy (before.buyers);
  if (is_churn)
    esp_bitmap_andnot (part, sales->buyers);
  else
    esp_bitmap_and (part, sales->buyers);
  esp_analysis_put_share (place->analysis, place->row, place->column, part, before.buyers);
  return TRUE;
}

static gboolean
sum_spend (const Place *place, EspSpendSum *sum, GError **error)
{
  GTimeZone *zone = place->analysis->context->zone;
  gint64 first =
    place->from_us == G_MININT64 ? G_MININT64 : esp_insight_day_of (place->from_us, zone);
  gint64 end = esp_insight_day_of (place->to_us - 1, zone) + 1;

  if (!esp_spend_sum_days (place->analysis->tx, first, end, 0, sum, error))
    return FALSE;
  esp_analysis_note_foreign (place->analysis, "foreign-spend", sum->n_foreign);
  return TRUE;
}

/* In how many calendar months after that of their first order the new buyers have paid what the ads of the span
 * cost: by what they paid up to now, all of it. */
static gboolean
put_payback (const Place *place, const Sales *sales, GError **error)
{
  EspAnalysis *analysis = place->analysis;
  GTimeZone *zone = analysis->context->zone;
  const GArray *orders = esp_analysis_get_orders (analysis, error);
  double sums[PAYBACK_MONTHS] = { 0 };
  double paid = 0;
  EspSpendSum spend = { 0 };
  guint32 lead_id = 0;
  gint64 first = 0;

  if (orders == NULL || !sum_spend (place, &spend, error))
    return FALSE;
  for (guint i = 0; i < orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders, EspInsightOrder, i);
      gint64 month;

      if (!esp_bitmap_contains (sales->new_buyers, order->lead_id))
        continue;
      month = esp_calendar_number (order->at_us, "month", zone);
      if (order->lead_id != lead_id)
        first = month;
      lead_id = order->lead_id;
      if (month - first < PAYBACK_MONTHS)
        sums[MAX (month - first, 0)] += (double) order->amount;
    }
  for (guint month = 0; month < PAYBACK_MONTHS && spend.cost > 0; month++)
    {
      paid += sums[month];
      if (paid < (double) spend.cost)
        continue;
      esp_analysis_put (analysis, place->row, place->column, month);
      break;
    }
  return TRUE;
}

/* Of those who may get mail: at the end beside at the beginning. */
static gboolean
put_growth (const Place *place, GError **error)
{
  EspAnalysis *analysis = place->analysis;
  g_autoptr (GArray) words = esp_insight_load_consent (analysis->tx, "email", "marketing", error);
  g_autoptr (EspBitmap) agreed = esp_bitmap_new ();
  double before = 0;
  guint i = 0;

  for (int part = 0; words != NULL && part < 2; part++)
    {
      gint64 end_us = part == 0 ? place->from_us : place->to_us;

      for (; i < words->len && g_array_index (words, EspConsentWord, i).at_us < end_us; i++)
        {
          const EspConsentWord *word = &g_array_index (words, EspConsentWord, i);

          if (!esp_analysis_counts (analysis, word->lead_id))
            continue;
          if (word->is_granted)
            esp_bitmap_add (agreed, word->lead_id);
          else
            esp_bitmap_remove (agreed, word->lead_id);
        }
      if (part == 0)
        before = (double) esp_bitmap_count (agreed);
    }
  if (words != NULL)
    esp_analysis_put (analysis, place->row, place->column,
                      divide ((double) esp_bitmap_count (agreed) - before, before));
  return words != NULL;
}

static gboolean
put_sales (const Place *place, EspMetricId id, GError **error)
{
  g_auto (Sales) sales = { 0 };
  EspAnswerRow *row = place->row;
  double n_new;

  if (!load_sales (place->analysis, place->from_us, place->to_us, &sales, error))
    return FALSE;
  n_new = (double) esp_bitmap_count (sales.new_buyers);
  if (id == ESP_METRIC_SALES_CYCLE)
    return put_cycle (place, &sales, error);
  if (id == ESP_METRIC_PAYBACK)
    return put_payback (place, &sales, error);
  if (id == ESP_METRIC_RETENTION_RATE || id == ESP_METRIC_CHURN_RATE)
    return put_retention (place, &sales, id == ESP_METRIC_CHURN_RATE, error);
  if (id == ESP_METRIC_ORDERS)
    row->cells[place->column].value = (double) sales.n_orders;
  else if (id == ESP_METRIC_REVENUE)
    row->cells[place->column].value = sales.revenue;
  else if (id == ESP_METRIC_LTV)
    row->cells[place->column].value = divide (sales.later_revenue, n_new);
  else
    row->cells[place->column].value = divide (sales.revenue, (double) sales.n_orders);
  /* The number of orders is not that of the buyers, so it opens nobody. */
  if (id == ESP_METRIC_REVENUE)
    esp_analysis_put_drill (place->analysis, row, place->column, sales.buyers);
  return TRUE;
}

static double
compute_spend (EspMetricId id, const EspSpendSum *sum, const Sales *sales, double n_created)
{
  double cost = (double) sum->cost;

  if (id == ESP_METRIC_SPEND)
    return cost;
  if (id == ESP_METRIC_IMPRESSIONS)
    return (double) sum->impressions;
  if (id == ESP_METRIC_AD_CLICKS)
    return (double) sum->clicks;
  if (id == ESP_METRIC_AD_CLICK_RATE)
    return divide ((double) sum->clicks, (double) sum->impressions);
  if (id == ESP_METRIC_AD_CONVERSIONS)
    return sum->conversions;
  if (id == ESP_METRIC_AD_VALUE)
    return (double) sum->value;
  if (id == ESP_METRIC_COST_PER_CLICK)
    return divide (cost, (double) sum->clicks);
  if (id == ESP_METRIC_COST_PER_MILLE)
    return divide (PER_MILLE * cost, (double) sum->impressions);
  if (id == ESP_METRIC_COST_PER_LEAD)
    return cost > 0 ? divide (cost, n_created) : NAN;
  if (id == ESP_METRIC_COST_PER_ACQUISITION)
    return cost > 0 ? divide (cost, (double) esp_bitmap_count (sales->new_buyers)) : NAN;
  if (id == ESP_METRIC_ROAS)
    return divide (sales->revenue, cost);
  return divide (sales->revenue - cost, cost);
}

static gboolean
put_spend (const Place *place, EspMetricId id, GError **error)
{
  g_auto (Sales) sales = { 0 };
  EspSpendSum sum = { 0 };
  const EspBitmap *created;

  if (!sum_spend (place, &sum, error) ||
      !load_sales (place->analysis, place->from_us, place->to_us, &sales, error))
    return FALSE;
  created = esp_analysis_get_set (place->analysis, ESP_LEAD_SET_CREATED, place->from_us,
                                  place->to_us, error);
  if (created == NULL)
    return FALSE;
  esp_analysis_put (place->analysis, place->row, place->column,
                    compute_spend (id, &sum, &sales, (double) esp_bitmap_count (created)));
  return TRUE;
}

/* The leads of a figure: of a rate of what people did, because of the messages that were handed over in the span, as
 * the comparison of sends has it. */
static const EspBitmap *
get_leads (const Place *place, const EspMetric *metric, EspLeadSetKind kind, GError **error)
{
  return metric->unit == ESP_METRIC_RATE && esp_sent_sets_is_response (metric->part)
           ? esp_sent_sets_of_span (place->analysis, kind, place->from_us, place->to_us, error)
           : esp_analysis_get_set (place->analysis, kind, place->from_us, place->to_us, error);
}

/* Clicks of opens are of those who did both; other parts lie within their whole as a rule. */
static gboolean
put_sets (const Place *place, const EspMetric *metric, GError **error)
{
  const EspBitmap *set = get_leads (place, metric, metric->part, error);
  const EspBitmap *whole;
  g_autoptr (EspBitmap) part = NULL;

  if (set == NULL)
    return FALSE;
  if (metric->unit == ESP_METRIC_LEADS)
    {
      esp_analysis_put_count (place->analysis, place->row, place->column, set);
      return TRUE;
    }
  part = esp_bitmap_copy (set);
  whole = get_leads (place, metric, metric->whole, error);
  if (whole == NULL)
    return FALSE;
  esp_bitmap_and (part, whole);
  esp_analysis_put_share (place->analysis, place->row, place->column, part, whole);
  return TRUE;
}

/**
 * esp_figure_put:
 * @id: one for which esp_figure_is_of_span() holds
 *
 * Computes a figure of [@from_us, @to_us) and puts it into a cell.
 */
gboolean
esp_figure_put (EspAnalysis *analysis,
                EspMetricId id,
                gint64 from_us,
                gint64 to_us,
                EspAnswerRow *row,
                guint column,
                GError **error)
{
  const Place place = { analysis, from_us, to_us, row, column };

  g_return_val_if_fail (esp_figure_is_of_span (id), FALSE);

  if (is_of_spend (id))
    return put_spend (&place, id, error);
  if (id == ESP_METRIC_LIST_GROWTH_RATE)
    return put_growth (&place, error);
  return is_of_sales (id) ? put_sales (&place, id, error)
                          : put_sets (&place, esp_metric_get (id), error);
}
