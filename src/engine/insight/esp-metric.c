/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue of metrics: one definition per number, and how it is computed from sets of leads. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-metric.h"

#include <glib/gi18n.h>
#include <math.h>

static const EspMetric metrics[ESP_N_METRICS] = {
  [ESP_METRIC_MATCHED] = { "matched", N_ ("In the audience"),
                           N_ ("Leads that the audience of the campaign contained when the send "
                               "was prepared."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_NEUTRAL, ESP_LEAD_SET_MATCHED,
                           ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_SKIPPED] = { "skipped", N_ ("Left out"),
                           N_ (
                             "Leads of the audience that were not to get it, each with a reason."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_LESS, ESP_LEAD_SET_SKIPPED,
                           ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_SENT] = { "sent", N_ ("Sent"),
                        N_ ("Leads whose message the next mail server or the gateway accepted, "
                            "those that came back "
                            "later included."),
                        ESP_METRIC_LEADS, ESP_DIRECTION_NEUTRAL, ESP_LEAD_SET_SENT,
                        ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_DELIVERED] = { "delivered", N_ ("Delivered"),
                             N_ ("Leads to whom something was sent and did not come back, of "
                                 "several messages at least one. Whether it stands in the inbox or "
                                 "in the spam folder cannot be seen."),
                             ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_DELIVERED,
                             ESP_LEAD_SET_SENT },
  [ESP_METRIC_BOUNCED] = { "bounced", N_ ("Bounced"),
                           N_ (
                             "Leads to whom something was sent and nothing arrived: all of it came "
                             "back. With the delivered they make up the sent."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_LESS, ESP_LEAD_SET_BOUNCED,
                           ESP_LEAD_SET_SENT },
  [ESP_METRIC_FAILED] = { "failed", N_ ("Failed"),
                          N_ ("Leads whose message was refused for good when it was handed over, "
                              "or could not be made."),
                          ESP_METRIC_LEADS, ESP_DIRECTION_LESS, ESP_LEAD_SET_FAILED,
                          ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_UNKNOWN] = { "unknown", N_ ("In doubt"),
                           N_ ("Leads whose message was handed over without an answer. It is not "
                               "sent again by itself."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_LESS, ESP_LEAD_SET_UNKNOWN,
                           ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_WAITING] = { "waiting", N_ ("Waiting"),
                           N_ ("Leads whose message is still to be handed over."), ESP_METRIC_LEADS,
                           ESP_DIRECTION_NEUTRAL, ESP_LEAD_SET_WAITING, ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_CANCELLED] = { "cancelled", N_ ("Cancelled"),
                             N_ ("Leads that were to get it, but the send was cancelled or stopped "
                                 "before."),
                             ESP_METRIC_LEADS, ESP_DIRECTION_NEUTRAL, ESP_LEAD_SET_CANCELLED,
                             ESP_LEAD_SET_MATCHED },
  [ESP_METRIC_OPENED] = { "opened", N_ ("Opened"),
                          N_ ("Leads that it was delivered to and that opened it at least once, as "
                              "far as their mail program shows images. Opens by programs that "
                              "say so are left out; others may remain, so read it with care."),
                          ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_OPENED,
                          ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_CLICKED] = { "clicked", N_ ("Clicked"),
                           N_ ("Leads that it was delivered to and that clicked at least one of "
                               "its links."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_CLICKED,
                           ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_UNSUBSCRIBED] = { "unsubscribed", N_ ("Unsubscribed"),
                                N_ ("Leads that it was sent to and that unsubscribed through it."),
                                ESP_METRIC_LEADS, ESP_DIRECTION_LESS, ESP_LEAD_SET_UNSUBSCRIBED,
                                ESP_LEAD_SET_SENT },
  [ESP_METRIC_COMPLAINED] = { "complained", N_ ("Reported as spam"),
                              N_ ("Leads that it was sent to and that reported it as spam to their "
                                  "provider."),
                              ESP_METRIC_LEADS, ESP_DIRECTION_LESS, ESP_LEAD_SET_COMPLAINED,
                              ESP_LEAD_SET_SENT },
  [ESP_METRIC_MACHINE] = { "machine", N_ ("Only programs responded"),
                           N_ (
                             "Leads that it was delivered to and where only programs opened it or "
                             "followed its links: prefetching mail apps, security scanners. They "
                             "count neither as opened nor as clicked."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_NEUTRAL, ESP_LEAD_SET_MACHINE,
                           ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_DELIVERY_RATE] = { "delivery_rate", N_ ("Delivery rate"), N_ ("Delivered of sent."),
                                 ESP_METRIC_RATE, ESP_DIRECTION_MORE, ESP_LEAD_SET_DELIVERED,
                                 ESP_LEAD_SET_SENT },
  [ESP_METRIC_BOUNCE_RATE] = { "bounce_rate", N_ ("Bounce rate"),
                               N_ ("Leads that nothing of what was sent reached, of all that it "
                                   "was sent "
                                   "to. With the delivery rate it makes up the whole."),
                               ESP_METRIC_RATE, ESP_DIRECTION_LESS, ESP_LEAD_SET_BOUNCED,
                               ESP_LEAD_SET_SENT },
  [ESP_METRIC_OPEN_RATE] = { "open_rate", N_ ("Open rate"),
                             N_ ("Opened of delivered, each lead once."), ESP_METRIC_RATE,
                             ESP_DIRECTION_MORE, ESP_LEAD_SET_OPENED, ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_CLICK_RATE] = { "click_rate", N_ ("Click rate"),
                              N_ ("Clicked of delivered, each lead once."), ESP_METRIC_RATE,
                              ESP_DIRECTION_MORE, ESP_LEAD_SET_CLICKED, ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_CLICK_TO_OPEN_RATE] = { "click_to_open_rate", N_ ("Clicks of opens"),
                                      N_ (
                                        "Of the leads that opened it, those that clicked as well."),
                                      ESP_METRIC_RATE, ESP_DIRECTION_MORE, ESP_LEAD_SET_CLICKED,
                                      ESP_LEAD_SET_OPENED },
  [ESP_METRIC_UNSUBSCRIBE_RATE] = { "unsubscribe_rate", N_ ("Unsubscribe rate"),
                                    N_ ("Unsubscribed of sent."), ESP_METRIC_RATE,
                                    ESP_DIRECTION_LESS, ESP_LEAD_SET_UNSUBSCRIBED,
                                    ESP_LEAD_SET_SENT },
  [ESP_METRIC_COMPLAINT_RATE] = { "complaint_rate", N_ ("Spam report rate"),
                                  N_ ("Reported as spam of sent."), ESP_METRIC_RATE,
                                  ESP_DIRECTION_LESS, ESP_LEAD_SET_COMPLAINED, ESP_LEAD_SET_SENT },
  [ESP_METRIC_FORWARDED] = { "forwarded", N_ ("Passed on"),
                             N_ ("Leads that it was delivered to and that forwarded or shared it."),
                             ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_FORWARDED,
                             ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_FORWARD_RATE] = { "forward_rate", N_ ("Forward rate"),
                                N_ ("Passed on of delivered, each lead once."), ESP_METRIC_RATE,
                                ESP_DIRECTION_MORE, ESP_LEAD_SET_FORWARDED,
                                ESP_LEAD_SET_DELIVERED },
  [ESP_METRIC_CREATED] = { "created", N_ ("New leads"),
                           N_ ("Leads that came in, but for those that were archived since."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                           ESP_LEAD_SET_CREATED },
  [ESP_METRIC_ORDERED] = { "ordered", N_ ("Buyers"),
                           N_ ("Leads that ordered at least once, archived ones as well: they did "
                               "buy."),
                           ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                           ESP_LEAD_SET_ORDERED },
  [ESP_METRIC_ORDERS] = { "orders", N_ ("Orders"),
                          N_ ("How often leads ordered, archived ones as well."), ESP_METRIC_COUNT,
                          ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED, ESP_LEAD_SET_ORDERED },
  [ESP_METRIC_REVENUE] = { "revenue", N_ ("Revenue"),
                           N_ ("The amounts of orders less those of refunds, each at its own time, "
                               "in the currency of the workspace, those of archived leads as well. "
                               "Other currencies without a rate are left out and told."),
                           ESP_METRIC_MONEY, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                           ESP_LEAD_SET_ORDERED },
  [ESP_METRIC_AVERAGE_ORDER_VALUE] = { "average_order_value", N_ ("Average sale value"),
                                       N_ ("Revenue by orders."), ESP_METRIC_MONEY,
                                       ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                                       ESP_LEAD_SET_ORDERED, "revenue / orders" },
  [ESP_METRIC_REVENUE_PER_DELIVERED] = { "revenue_per_delivered", N_ ("Revenue per message"),
                                         N_ ("Revenue from leads that clicked, within some days of "
                                             "the click, by delivered."),
                                         ESP_METRIC_MONEY, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                                         ESP_LEAD_SET_DELIVERED, "revenue / delivered" },
  [ESP_METRIC_CONVERSION_RATE] = { "conversion_rate", N_ ("Conversion rate"),
                                   N_ ("Of the leads that it was delivered to, those that did what "
                                       "it was for within some days."),
                                   ESP_METRIC_RATE, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                                   ESP_LEAD_SET_DELIVERED, "converted / delivered" },
  [ESP_METRIC_STAGE_CONVERSION] = { "stage_conversion", N_ ("Conversion of a stage"),
                                    N_ ("Of the leads that came to a stage, those that came to the "
                                        "next one or beyond."),
                                    ESP_METRIC_RATE, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                                    ESP_LEAD_SET_CREATED, "reached next / reached" },
  [ESP_METRIC_SALES_CYCLE] = { "sales_cycle", N_ ("Sales cycle"),
                               N_ ("The median time from coming in to the first order."),
                               ESP_METRIC_DURATION, ESP_DIRECTION_LESS, ESP_LEAD_SET_ORDERED,
                               ESP_LEAD_SET_ORDERED, "median (first order − created)" },
  [ESP_METRIC_SPEND] = { "spend", N_ ("Ad spend"), N_ ("What the platforms charged for ads."),
                         ESP_METRIC_MONEY, ESP_DIRECTION_NEUTRAL, ESP_LEAD_SET_CREATED,
                         ESP_LEAD_SET_CREATED },
  [ESP_METRIC_IMPRESSIONS] = { "impressions", N_ ("Impressions"),
                               N_ ("How often ads were shown, as the platforms tell it."),
                               ESP_METRIC_COUNT, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                               ESP_LEAD_SET_CREATED },
  [ESP_METRIC_AD_CLICKS] = { "ad_clicks", N_ ("Ad clicks"),
                             N_ ("How often ads were clicked, as the platforms tell it."),
                             ESP_METRIC_COUNT, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                             ESP_LEAD_SET_CREATED },
  [ESP_METRIC_AD_CLICK_RATE] = { "ad_click_rate", N_ ("Ad click rate"),
                                 N_ ("Ad clicks of impressions."), ESP_METRIC_RATIO,
                                 ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED, ESP_LEAD_SET_CREATED,
                                 "ad_clicks / impressions" },
  [ESP_METRIC_AD_CONVERSIONS] = { "ad_conversions", N_ ("Conversions of ads"),
                                  N_ ("Conversions that the platforms claim for their ads. They "
                                      "count "
                                      "by rules of their own."),
                                  ESP_METRIC_COUNT, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                                  ESP_LEAD_SET_CREATED },
  [ESP_METRIC_AD_VALUE] = { "ad_value", N_ ("Conversion value of ads"),
                            N_ ("What the conversions are worth that the platforms claim."),
                            ESP_METRIC_MONEY, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                            ESP_LEAD_SET_CREATED },
  [ESP_METRIC_COST_PER_CLICK] = { "cost_per_click", N_ ("Cost per click"),
                                  N_ ("Ad spend by ad clicks."), ESP_METRIC_MONEY,
                                  ESP_DIRECTION_LESS, ESP_LEAD_SET_CREATED, ESP_LEAD_SET_CREATED,
                                  "spend / ad_clicks" },
  [ESP_METRIC_COST_PER_MILLE] = { "cost_per_mille", N_ ("Cost per thousand impressions"),
                                  N_ ("Ad spend by thousands of impressions."), ESP_METRIC_MONEY,
                                  ESP_DIRECTION_LESS, ESP_LEAD_SET_CREATED, ESP_LEAD_SET_CREATED,
                                  "1000 * spend / impressions" },
  [ESP_METRIC_COST_PER_LEAD] = { "cost_per_lead", N_ ("Cost per lead"),
                                 N_ ("Ad spend by new leads."), ESP_METRIC_MONEY,
                                 ESP_DIRECTION_LESS, ESP_LEAD_SET_CREATED, ESP_LEAD_SET_CREATED,
                                 "spend / created" },
  [ESP_METRIC_COST_PER_ACQUISITION] = { "cost_per_acquisition", N_ ("Cost per acquisition"),
                                        N_ (
                                          "Ad spend by new buyers: leads whose first order lies in "
                                          "the period. For a platform: by its own conversions."),
                                        ESP_METRIC_MONEY, ESP_DIRECTION_LESS, ESP_LEAD_SET_ORDERED,
                                        ESP_LEAD_SET_ORDERED, "spend / new buyers" },
  [ESP_METRIC_ROAS] = { "roas", N_ ("Return on ad spend"),
                        N_ ("Revenue by ad spend. For a platform: the conversion value that it "
                            "claims "
                            "by what it charged."),
                        ESP_METRIC_RATIO, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                        ESP_LEAD_SET_ORDERED, "revenue / spend" },
  [ESP_METRIC_ROI] = { "roi", N_ ("Return on investment"),
                       N_ ("Revenue less ad spend, by ad spend."), ESP_METRIC_RATIO,
                       ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED, ESP_LEAD_SET_ORDERED,
                       "(revenue − spend) / spend" },
  [ESP_METRIC_LTV] = { "ltv", N_ ("Lifetime value"),
                       N_ ("What the buyers of a cohort paid so far, by their number."),
                       ESP_METRIC_MONEY, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                       ESP_LEAD_SET_ORDERED, "cumulated revenue / buyers of the cohort" },
  [ESP_METRIC_RETENTION_RATE] = { "retention_rate", N_ ("Retention"),
                                  N_ ("Of the buyers of the period before, those that bought again "
                                      "in "
                                      "this one."),
                                  ESP_METRIC_RATE, ESP_DIRECTION_MORE, ESP_LEAD_SET_ORDERED,
                                  ESP_LEAD_SET_ORDERED, "bought in both / bought before" },
  [ESP_METRIC_CHURN_RATE] = { "churn_rate", N_ ("Churn"),
                              N_ ("Of the buyers of the period before, those that did not buy in "
                                  "this "
                                  "one."),
                              ESP_METRIC_RATE, ESP_DIRECTION_LESS, ESP_LEAD_SET_ORDERED,
                              ESP_LEAD_SET_ORDERED, "1 − retention_rate" },
  [ESP_METRIC_PAYBACK] = { "payback", N_ ("Payback"),
                           N_ ("After how many periods a cohort has brought in what its buyers "
                               "cost; of a span of time, in months after their first orders."),
                           ESP_METRIC_COUNT, ESP_DIRECTION_LESS, ESP_LEAD_SET_ORDERED,
                           ESP_LEAD_SET_ORDERED, "first period with ltv × margin ≥ cost" },
  [ESP_METRIC_LIST_GROWTH_RATE] = { "list_growth_rate", N_ ("List growth"),
                                    N_ ("Leads that may be reached at the end less those at the "
                                        "beginning, by those at the beginning."),
                                    ESP_METRIC_RATIO, ESP_DIRECTION_MORE, ESP_LEAD_SET_CREATED,
                                    ESP_LEAD_SET_CREATED, "(end − beginning) / beginning" },
};

/**
 * esp_metric_get:
 *
 * Returns: (transfer none): the definition of @id
 */
const EspMetric *
esp_metric_get (EspMetricId id)
{
  g_return_val_if_fail (id < ESP_N_METRICS, NULL);

  return &metrics[id];
}

/**
 * esp_metric_dup_formula:
 *
 * Returns: (transfer full): how it is computed, from keys of the catalogue
 */
char *
esp_metric_dup_formula (EspMetricId id)
{
  const EspMetric *metric = esp_metric_get (id);

  if (metric->formula != NULL)
    return g_strdup (metric->formula);
  if (id == ESP_METRIC_CLICK_TO_OPEN_RATE) /* who clicked without a known open is no part of it */
    return g_strdup ("opened and clicked / opened");
  if (metric->unit == ESP_METRIC_RATE)
    return g_strdup_printf ("%s / %s", esp_lead_set_kind_get_name (metric->part),
                            esp_lead_set_kind_get_name (metric->whole));
  return g_strdup (metric->key);
}

/**
 * esp_metric_get_source:
 *
 * Returns: (transfer none): in English: from which records of the workspace the figure comes
 */
const char *
esp_metric_get_source (EspMetricId id)
{
  const EspMetric *metric = esp_metric_get (id);

  if (id < ESP_N_CAMPAIGN_METRICS)
    return N_ ("The ledger of sends, and what was reported about them");
  if (metric->part == ESP_LEAD_SET_ORDERED && id != ESP_METRIC_ROAS && id != ESP_METRIC_ROI &&
      id != ESP_METRIC_COST_PER_ACQUISITION)
    return N_ ("Orders and refunds");
  if (id == ESP_METRIC_CREATED || id == ESP_METRIC_STAGE_CONVERSION)
    return N_ ("Leads and their moves between stages");
  if (id == ESP_METRIC_LIST_GROWTH_RATE)
    return N_ ("The history of consent");
  return N_ ("Spend of the ad platforms, leads and orders");
}

/**
 * esp_metric_of_set:
 *
 * Returns: (transfer none) (nullable): the metric that counts the leads of a set, so that a number has
 *   one name and one definition wherever it stands; %NULL when none does
 */
const EspMetric *
esp_metric_of_set (EspLeadSetKind kind)
{
  for (guint i = 0; i < ESP_N_METRICS; i++)
    if (metrics[i].unit == ESP_METRIC_LEADS && metrics[i].part == kind)
      return &metrics[i];
  return NULL;
}

/**
 * esp_metric_find:
 *
 * Returns: whether there is a metric with the key @key
 */
gboolean
esp_metric_find (const char *key, EspMetricId *out_id)
{
  for (guint i = 0; i < ESP_N_METRICS; i++)
    if (g_str_equal (metrics[i].key, key))
      {
        *out_id = (EspMetricId) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_metric_wilson:
 *
 * Computes the 95 % interval of a share after Wilson 1927, which stays within 0…1 and is honest for
 * small numbers. Both are %NAN when @whole is 0.
 */
void
esp_metric_wilson (gint64 part, gint64 whole, double *out_low, double *out_high)
{
  const double z = 1.959963984540054;
  double n = (double) whole;
  double p, middle, half;

  if (whole <= 0)
    {
      *out_low = *out_high = NAN;
      return;
    }
  p = (double) part / n;
  middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  half = z / (1 + z * z / n) * sqrt (p * (1 - p) / n + z * z / (4 * n * n));
  *out_low = MAX (middle - half, 0);
  *out_high = MIN (middle + half, 1);
}

/**
 * esp_metric_evaluate:
 *
 * Computes a metric for a campaign. Clicks of opens count only those that did both.
 */
void
esp_metric_evaluate (EspMetricId id, const EspCampaignResults *results, EspMetricValue *out_value)
{
  const EspMetric *metric = esp_metric_get (id);

  g_return_if_fail (id < ESP_N_CAMPAIGN_METRICS);

  *out_value = (EspMetricValue){ .low = NAN, .high = NAN };
  out_value->part = esp_campaign_results_count (results, metric->part);
  if (metric->unit != ESP_METRIC_RATE)
    return;
  out_value->whole = esp_campaign_results_count (results, metric->whole);
  /* Clicked is not within opened: images may be off. */
  if (id == ESP_METRIC_CLICK_TO_OPEN_RATE)
    out_value->part =
      (gint64) esp_bitmap_and_count (results->sets[metric->part], results->sets[metric->whole]);
  out_value->is_few = out_value->whole < ESP_METRIC_FEW;
  esp_metric_wilson (out_value->part, out_value->whole, &out_value->low, &out_value->high);
}

/**
 * esp_metric_value_get_ratio:
 *
 * Returns: the rate, 0…1; %NAN when there is nothing to divide by
 */
double
esp_metric_value_get_ratio (const EspMetricValue *value)
{
  return value->whole > 0 ? (double) value->part / (double) value->whole : NAN;
}
