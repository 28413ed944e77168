/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what a campaign may be expected to bring, from what past ones of the same kind brought, with an interval. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-forecast.h"

#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-journeys.h"
#include "store/esp-spend.h"
#include "store/esp-stage-book.h"

#include <math.h>

#define MIN_PAST 3
/* Between one past campaign and the next nothing is known: half as much or half again. */
#define GUESSED_SPREAD 0.5

/* 90 % quantiles of Student's t by degrees of freedom: 80 % lie between minus and plus. */
static const double quantiles[] = { 3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397,
                                    1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341, 1.337,
                                    1.333, 1.330, 1.328, 1.325, 1.323, 1.321, 1.319, 1.318,
                                    1.316, 1.315, 1.314, 1.313, 1.311, 1.310 };
#define NORMAL_QUANTILE 1.282

/**
 * esp_past_campaign_new:
 *
 * Returns: (transfer full)
 */
EspPastCampaign *
esp_past_campaign_new (gint64 part, gint64 whole)
{
  EspPastCampaign *self = g_new0 (EspPastCampaign, 1);

  self->part = part;
  self->whole = whole;
  return self;
}

/**
 * esp_past_campaign_free:
 */
void
esp_past_campaign_free (EspPastCampaign *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

/**
 * esp_forecast_free:
 */
void
esp_forecast_free (EspForecast *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->past, g_ptr_array_unref);
  g_free (self);
}

static double
get_quantile (guint n)
{
  return n < 2                              ? NORMAL_QUANTILE
         : n - 2 < G_N_ELEMENTS (quantiles) ? quantiles[n - 2]
                                            : NORMAL_QUANTILE;
}

/* How much campaigns differ beyond the chance that lies in their size (DerSimonian and Laird). */
static double
find_variance (const GPtrArray *past, double mean)
{
  double chance = MAX (mean * (1 - mean), 1e-12);
  double q = 0;
  double sum = 0;
  double squares = 0;

  for (guint i = 0; i < past->len; i++)
    {
      const EspPastCampaign *one = g_ptr_array_index (past, i);
      double weight = (double) one->whole / chance;
      double off = (double) one->part / (double) one->whole - mean;

      q += weight * off * off;
      sum += weight;
      squares += weight * weight;
    }
  if (past->len < 2 || sum - squares / sum <= 0)
    return 0;
  return MAX ((q - (double) (past->len - 1)) / (sum - squares / sum), 0);
}

/* Every campaign weighs by how sure its figure is: by its size, and as one of those that differ. */
static double
find_mean (const GPtrArray *past, double first, double between, double *out_variance)
{
  double chance = MAX (first * (1 - first), 1e-12);
  double sum = 0;
  double weights = 0;

  for (guint i = 0; i < past->len; i++)
    {
      const EspPastCampaign *one = g_ptr_array_index (past, i);
      double weight = 1 / (chance / (double) one->whole + between);

      sum += weight * (double) one->part / (double) one->whole;
      weights += weight;
    }
  *out_variance = 1 / weights;
  return sum / weights;
}

static double
find_pooled (const GPtrArray *past)
{
  double part = 0;
  double whole = 0;

  for (guint i = 0; i < past->len; i++)
    {
      part += (double) ((EspPastCampaign *) g_ptr_array_index (past, i))->part;
      whole += (double) ((EspPastCampaign *) g_ptr_array_index (past, i))->whole;
    }
  return whole > 0 ? part / whole : 0;
}

/**
 * esp_forecast_compute:
 * @past: (transfer none) (element-type EspPastCampaign): those with nobody in them do not count
 * @audience: how many the next one reaches
 *
 * Returns: (transfer full): the interval holds what happens in %ESP_FORECAST_PERCENT of a hundred campaigns of the
 *   kind; %NULL with @error set when there are none to learn from
 */
EspForecast *
esp_forecast_compute (GPtrArray *past, EspMetricId metric, double audience, GError **error)
{
  g_autoptr (EspForecast) self = g_new0 (EspForecast, 1);
  double between, variance, reach, pooled;

  self->past = g_ptr_array_ref (past);
  for (guint i = past->len; i > 0; i--)
    if (((EspPastCampaign *) g_ptr_array_index (past, i - 1))->whole <= 0)
      g_ptr_array_remove_index (past, i - 1);
  if (past->len == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "No past campaign of this kind has figures: say yourself what is "
                           "expected, and why");
      return NULL;
    }
  pooled = find_pooled (past);
  between = past->len == 1 ? pow (pooled * GUESSED_SPREAD / NORMAL_QUANTILE, 2)
                           : find_variance (past, pooled);
  self->metric = metric;
  self->audience = MAX (audience, 0);
  self->rate = find_mean (past, pooled, between, &variance);
  self->spread = sqrt (between);
  self->is_few = past->len < MIN_PAST;
  reach = get_quantile (past->len) *
          sqrt (between + variance + self->rate * (1 - self->rate) / MAX (self->audience, 1));
  self->expected = self->rate * self->audience;
  self->low = MAX (self->rate - reach, 0) * self->audience;
  self->high = MIN (self->rate + reach, 1) * self->audience;
  return g_steal_pointer (&self);
}

/**
 * esp_forecast_judge:
 * @low: NaN: no interval, a tenth below and above what was expected is taken
 */
EspExpectationOutcome
esp_forecast_judge (double actual, double expected, double low, double high)
{
  const double margin = 0.1;

  if (isnan (actual) || isnan (expected))
    return ESP_EXPECTED_UNKNOWN;
  if (isnan (low))
    low = expected * (1 - margin);
  if (isnan (high))
    high = expected * (1 + margin);
  return actual < low    ? ESP_EXPECTED_BELOW
         : actual > high ? ESP_EXPECTED_ABOVE
                         : ESP_EXPECTED_WITHIN;
}

/* Through what it went: the kind of the newest send's channel. */
static char *
find_channel_kind (EspTx *tx, gint64 campaign_id)
{
  g_autoptr (EspSend) send = esp_send_load_newest (tx, campaign_id, NULL);
  g_autoptr (EspChannelRecord) channel =
    send != NULL && send->channel_id != 0 ? esp_channel_load (tx, send->channel_id, NULL) : NULL;

  return channel != NULL ? g_strdup (channel->kind) : NULL;
}

/* What a campaign is compared with: the same process, and the same kind of channel where both say one. */
typedef struct
{
  EspTx *tx;
  gint64 campaign_id;
  EspStageBook *book;
  char *channel_kind;
} Kind;

static gboolean
is_of_kind (const Kind *kind, const EspStageBook *other)
{
  g_autofree char *channel_kind = NULL;

  /* A campaign that is only its sends went to named people, as those of CRM do. */
  if ((other->process == ESP_PROCESS_PERFORMANCE) !=
      (kind->book->process == ESP_PROCESS_PERFORMANCE))
    return FALSE;
  if (kind->channel_kind == NULL)
    return TRUE;
  channel_kind = find_channel_kind (kind->tx, other->campaign_id);
  return channel_kind == NULL || g_str_equal (channel_kind, kind->channel_kind);
}

/**
 * esp_forecast_is_of_ads:
 *
 * Returns: whether the figure is of money spent on advertisements, and not of people who got a message
 */
gboolean
esp_forecast_is_of_ads (EspMetricId metric)
{
  return metric == ESP_METRIC_AD_CLICKS || metric == ESP_METRIC_AD_CONVERSIONS;
}

/* Of money: what came of each smallest unit of it. */
static gboolean
read_spend (EspTx *tx, gint64 campaign_id, EspMetricId metric, EspPastCampaign *one, GError **error)
{
  EspSpendSum sum = { 0 };

  if (!esp_spend_sum_days (tx, 0, ESP_SPEND_LAST_DAY, campaign_id, &sum, error))
    return FALSE;
  one->whole = sum.cost;
  one->part = metric == ESP_METRIC_AD_CLICKS ? sum.clicks : (gint64) llround (sum.conversions);
  return TRUE;
}

static gboolean
read_people (EspTx *tx,
             gint64 campaign_id,
             EspMetricId metric,
             EspPastCampaign *one,
             GError **error)
{
  g_autoptr (EspCampaignResults) results = esp_insight_load_results (tx, campaign_id, 0, error);

  if (results == NULL)
    return FALSE;
  one->whole = esp_campaign_results_count (results, ESP_LEAD_SET_SENT);
  one->part = esp_campaign_results_count (results, esp_metric_get (metric)->part);
  return TRUE;
}

static gboolean
add_past (const Kind *kind,
          const EspCampaign *campaign,
          EspMetricId metric,
          GPtrArray *past,
          GError **error)
{
  g_autoptr (EspStageBook) other = esp_stage_book_load (kind->tx, campaign->id, error);
  EspPastCampaign *one;
  gboolean is_ok, has_ended;
  gint64 journey_id;

  if (other == NULL ||
      !esp_journey_of_campaign (kind->tx, campaign->id, &journey_id, &has_ended, error))
    return FALSE;
  /* The mail of a journey goes to whoever has just done something: no measure for a mailing. */
  if (campaign->id == kind->campaign_id || journey_id != 0 || !is_of_kind (kind, other))
    return TRUE;
  one = esp_past_campaign_new (0, 0);
  is_ok = esp_forecast_is_of_ads (metric)
            ? read_spend (kind->tx, campaign->id, metric, one, error)
            : read_people (kind->tx, campaign->id, metric, one, error);
  if (!is_ok || one->whole == 0)
    {
      esp_past_campaign_free (one);
      return is_ok;
    }
  one->campaign_id = campaign->id;
  one->name = g_strdup (campaign->name);
  one->is_same_occasion =
    kind->book->occasion != NULL && g_strcmp0 (other->occasion, kind->book->occasion) == 0;
  g_ptr_array_add (past, one);
  return TRUE;
}

/* Where there are enough of the same occasion, they alone say what to expect. */
static void
keep_occasion (GPtrArray *past)
{
  guint n = 0;

  for (guint i = 0; i < past->len; i++)
    n += ((EspPastCampaign *) g_ptr_array_index (past, i))->is_same_occasion != 0;
  for (guint i = past->len; n >= MIN_PAST && i > 0; i--)
    if (!((EspPastCampaign *) g_ptr_array_index (past, i - 1))->is_same_occasion)
      g_ptr_array_remove_index (past, i - 1);
}

/**
 * esp_forecast_load:
 * @metric: one that counts leads of a campaign, such as clicked, or clicks and conversions of advertisements
 * @audience: how many get it; of advertisements the money, in minor units
 *
 * Returns: (transfer full): what past campaigns of the same kind let expect; %NULL with @error set
 */
EspForecast *
esp_forecast_load (EspTx *tx,
                   gint64 campaign_id,
                   EspMetricId metric,
                   double audience,
                   GError **error)
{
  g_autoptr (GPtrArray) past =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_past_campaign_free);
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);
  g_autoptr (GPtrArray) campaigns = book != NULL ? esp_campaign_list (tx, error) : NULL;
  g_autofree char *channel_kind = NULL;
  Kind kind = { tx, campaign_id, book, NULL };

  if (campaigns == NULL)
    return NULL;
  if (!esp_forecast_is_of_ads (metric) &&
      (metric >= ESP_N_CAMPAIGN_METRICS || esp_metric_get (metric)->unit != ESP_METRIC_LEADS))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” cannot be forecast: choose delivered, opened, clicked, unsubscribed, "
                   "complained, or of advertisements ad-clicks or ad-conversions",
                   esp_metric_get (metric)->key);
      return NULL;
    }
  kind.channel_kind = channel_kind = find_channel_kind (tx, campaign_id);
  for (guint i = 0; i < campaigns->len && past->len < ESP_FORECAST_MAX_PAST; i++)
    if (!add_past (&kind, g_ptr_array_index (campaigns, i), metric, past, error))
      return NULL;
  keep_occasion (past);
  return esp_forecast_compute (past, metric, audience, error);
}
