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
                             N_ ("Leads whose message was sent and did not come back. Whether it "
                                 "stands in the inbox or in "
                                 "the spam folder cannot be seen."),
                             ESP_METRIC_LEADS, ESP_DIRECTION_MORE, ESP_LEAD_SET_DELIVERED,
                             ESP_LEAD_SET_SENT },
  [ESP_METRIC_BOUNCED] = { "bounced", N_ ("Bounced"),
                           N_ ("Leads whose message was sent and came back."), ESP_METRIC_LEADS,
                           ESP_DIRECTION_LESS, ESP_LEAD_SET_BOUNCED, ESP_LEAD_SET_SENT },
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
  [ESP_METRIC_BOUNCE_RATE] = { "bounce_rate", N_ ("Bounce rate"), N_ ("Bounced of sent."),
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
