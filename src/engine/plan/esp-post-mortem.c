/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks back at a campaign: what it brought beside what was expected, and which stages were late. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-post-mortem.h"

#include "engine/plan/esp-plan-days.h"
#include "store/esp-spend.h"

#include <math.h>

static void
delay_clear (gpointer data)
{
  g_free (((EspStageDelay *) data)->owner);
}

/**
 * esp_post_mortem_free:
 */
void
esp_post_mortem_free (EspPostMortem *self)
{
  if (self == NULL)
    return;
  esp_brief_free (self->brief);
  esp_campaign_results_free (self->results);
  g_clear_pointer (&self->delays, g_array_unref);
  g_free (self);
}

static void
find_delays (EspPostMortem *self, EspTx *tx, const EspStageBook *book)
{
  self->delays = g_array_new (FALSE, TRUE, sizeof (EspStageDelay));
  g_array_set_clear_func (self->delays, delay_clear);
  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);
      EspStageDelay delay = { .work = row->work, .owner = g_strdup (row->owner) };

      delay.is_known =
        row->state == ESP_WORK_DONE && row->done_us != 0 && row->due_day != ESP_WORK_NO_DAY;
      if (delay.is_known)
        delay.days_late = esp_plan_day_of (tx, row->done_us) - row->due_day;
      g_array_append_val (self->delays, delay);
    }
}

static gboolean
read_actual (EspPostMortem *self, EspTx *tx, gint64 campaign_id, GError **error)
{
  const EspMetric *metric = esp_metric_get (self->metric);
  EspSpendSum sum = { 0 };

  if (!esp_forecast_is_of_ads (self->metric))
    {
      if (self->results->first_us != 0 && metric->unit == ESP_METRIC_LEADS &&
          self->metric < ESP_N_CAMPAIGN_METRICS)
        self->actual = (double) esp_campaign_results_count (self->results, metric->part);
      return TRUE;
    }
  if (!esp_spend_sum_days (tx, 0, ESP_SPEND_LAST_DAY, campaign_id, &sum, error))
    return FALSE;
  if (sum.n_rows > 0)
    self->actual =
      self->metric == ESP_METRIC_AD_CLICKS ? (double) sum.clicks : round (sum.conversions);
  return TRUE;
}

static gboolean
judge (EspPostMortem *self, EspTx *tx, gint64 campaign_id, GError **error)
{
  self->actual = (double) NAN;
  self->is_expected = self->brief->expects && self->brief->metric != NULL &&
                      esp_metric_find (self->brief->metric, &self->metric);
  if (!self->is_expected)
    return TRUE;
  if (!read_actual (self, tx, campaign_id, error))
    return FALSE;
  self->outcome =
    esp_forecast_judge (self->actual, self->brief->expected, self->brief->low, self->brief->high);
  return TRUE;
}

/**
 * esp_post_mortem_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspPostMortem *
esp_post_mortem_load (EspTx *tx, gint64 campaign_id, GError **error)
{
  g_autoptr (EspPostMortem) self = g_new0 (EspPostMortem, 1);
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);

  if (book == NULL)
    return NULL;
  self->brief = esp_brief_parse (book->brief, error);
  self->results = self->brief != NULL ? esp_insight_load_results (tx, campaign_id, 0, error) : NULL;
  if (self->results == NULL)
    return NULL;
  find_delays (self, tx, book);
  return judge (self, tx, campaign_id, error) ? g_steal_pointer (&self) : NULL;
}
