/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the rest of the workspace says of a campaign, for what its stages wait for. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-process.h"

#include "engine/plan/esp-ad-check.h"
#include "engine/plan/esp-forecast.h"
#include "engine/plan/esp-plan-days.h"
#include "store/esp-ad-plans.h"
#include "store/esp-campaigns.h"
#include "store/esp-meta.h"
#include "store/esp-reviews.h"
#include "store/esp-spend.h"

static gboolean
read_sends (EspTx *tx, gint64 campaign_id, EspProcessFacts *facts, GError **error)
{
  g_autoptr (GPtrArray) sends = esp_send_list (tx, campaign_id, error);

  facts->is_over = sends != NULL && sends->len > 0;
  for (guint i = 0; sends != NULL && i < sends->len; i++)
    {
      const EspSend *send = g_ptr_array_index (sends, i);
      EspReview *found = NULL;
      g_autoptr (EspReview) review = NULL;

      facts->has_message = facts->has_message || send->message_id != 0;
      facts->has_channel = facts->has_channel || send->channel_id != 0;
      facts->has_audience = facts->has_audience || !g_str_equal (send->audience, "{}");
      facts->has_begun = facts->has_begun || send->started_at_us != 0;
      facts->is_over = facts->is_over && send->finished_at_us != 0;
      if (!esp_review_find_newest (tx, send->id, &found, error))
        return FALSE;
      review = found;
      if (review == NULL)
        continue;
      facts->needs_approval = TRUE;
      facts->is_approved = review->state == ESP_REVIEW_APPROVED;
    }
  return sends != NULL;
}

static gboolean
read_ads (EspTx *tx, gint64 campaign_id, EspProcessFacts *facts, GError **error)
{
  g_autoptr (GPtrArray) ads = esp_ad_campaign_list (tx, campaign_id, error);
  g_autoptr (EspAdSpecs) specs = NULL;
  g_autofree char *currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);

  if (ads == NULL || currency == NULL)
    return FALSE;
  specs = esp_ad_specs_new ();
  for (guint i = 0; i < ads->len; i++)
    {
      const EspAdCampaign *ad = g_ptr_array_index (ads, i);
      g_autoptr (GPtrArray) findings = esp_ad_check (specs, ad, currency);

      facts->runs_ads = facts->runs_ads || !g_str_equal (ad->state, "planned");
      for (guint j = 0; j < findings->len; j++)
        facts->n_ad_problems += ((EspAdFinding *) g_ptr_array_index (findings, j))->is_error;
      for (guint j = 0; j < ad->groups->len; j++)
        facts->n_creatives += ((EspAdGroup *) g_ptr_array_index (ad->groups, j))->creatives->len;
    }
  return TRUE;
}

/**
 * esp_process_facts_load:
 */
gboolean
esp_process_facts_load (EspTx *tx, gint64 campaign_id, EspProcessFacts *out_facts, GError **error)
{
  g_autoptr (EspCampaign) campaign = esp_campaign_load (tx, campaign_id, error);
  EspSpendSum spend = { 0 };

  *out_facts = (EspProcessFacts){ .today = esp_plan_day_today (tx) };
  if (campaign == NULL)
    return FALSE;
  out_facts->has_goal = campaign->goal != NULL;
  out_facts->has_budget = campaign->budget > 0;
  if (!read_sends (tx, campaign_id, out_facts, error) ||
      !read_ads (tx, campaign_id, out_facts, error))
    return FALSE;
  if (!esp_spend_sum_days (tx, 0, ESP_SPEND_LAST_DAY, campaign_id, &spend, error))
    return FALSE;
  out_facts->has_results = out_facts->has_begun || spend.n_rows > 0;
  return TRUE;
}
