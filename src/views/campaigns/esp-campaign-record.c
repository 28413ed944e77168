/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the list and the page of campaigns show. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-record.h"

#include "store/esp-channels.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-plan.h"

#define MAX_UNKNOWN_SHOWN 200

/* Loads the newest send; a campaign without one is no error. */
static gboolean
load_send (EspTx *tx, gint64 campaign_id, EspSend **out_send, GError **error)
{
  g_autoptr (GError) problem = NULL;

  *out_send = esp_send_load_newest (tx, campaign_id, &problem);
  if (*out_send != NULL || g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * esp_campaign_record_new:
 */
EspCampaignRecord *
esp_campaign_record_new (gint64 id)
{
  EspCampaignRecord *self = g_new0 (EspCampaignRecord, 1);

  self->id = id;
  return self;
}

/**
 * esp_campaign_record_free:
 */
void
esp_campaign_record_free (EspCampaignRecord *self)
{
  if (self == NULL)
    return;
  esp_campaign_free (self->campaign);
  esp_send_free (self->send);
  g_clear_pointer (&self->sends, g_ptr_array_unref);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  g_clear_pointer (&self->unknown, g_ptr_array_unref);
  g_clear_pointer (&self->book, esp_stage_book_free);
  g_clear_pointer (&self->ads, g_ptr_array_unref);
  g_free (self->currency);
  g_free (self);
}

/**
 * esp_campaign_record_read:
 * @data: an #EspCampaignRecord
 */
gboolean
esp_campaign_record_read (EspTx *tx, gpointer data, GError **error)
{
  EspCampaignRecord *self = data;
  g_autoptr (GError) missing = NULL;

  self->campaign = esp_campaign_load (tx, self->id, &missing);
  if (self->campaign == NULL)
    {
      if (g_error_matches (missing, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  self->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  if (self->currency == NULL || !load_send (tx, self->id, &self->send, error))
    return FALSE;
  self->book = esp_stage_book_load (tx, self->id, error);
  self->ads = self->book != NULL ? esp_ad_campaign_list (tx, self->id, error) : NULL;
  if (self->ads == NULL || !esp_process_facts_load (tx, self->id, &self->facts, error))
    return FALSE;
  self->sends = esp_send_list (tx, self->id, error);
  self->messages = self->sends != NULL ? esp_message_list (tx, FALSE, error) : NULL;
  self->segments = self->messages != NULL ? esp_segment_list (tx, error) : NULL;
  self->channels = self->segments != NULL ? esp_channel_list (tx, error) : NULL;
  if (self->channels == NULL)
    return FALSE;
  if (self->send == NULL)
    return TRUE;
  self->counts = esp_ledger_counts (tx, self->send->id, error);
  self->unknown = self->counts != NULL
                    ? esp_ledger_list (tx, self->send->id, "unknown", 0, MAX_UNKNOWN_SHOWN, error)
                    : NULL;
  return self->unknown != NULL;
}

/**
 * esp_campaign_record_is_draft:
 *
 * Returns: whether its plan can still be changed
 */
gboolean
esp_campaign_record_is_draft (const EspCampaignRecord *self)
{
  return self->send != NULL && g_str_equal (self->send->state, "draft");
}

/**
 * esp_campaign_record_is_over:
 *
 * Returns: whether its newest send has ended, so that another may follow
 */
gboolean
esp_campaign_record_is_over (const EspCampaignRecord *self)
{
  static const char *const over[] = { "done", "stopped", "failed", NULL };

  return self->send != NULL && g_strv_contains (over, self->send->state);
}

/**
 * esp_campaign_send_has_begun:
 * @send: (nullable)
 *
 * Returns: whether the ledger says who gets it, and no longer the plan
 */
gboolean
esp_campaign_send_has_begun (const EspSend *send)
{
  static const char *const before[] = { "draft", "scheduled", "preparing", NULL };

  return send == NULL || !g_strv_contains (before, send->state);
}

/**
 * esp_campaign_figures_new:
 */
EspCampaignFigures *
esp_campaign_figures_new (gint64 id)
{
  EspCampaignFigures *self = g_new0 (EspCampaignFigures, 1);

  self->id = id;
  return self;
}

/**
 * esp_campaign_figures_free:
 */
void
esp_campaign_figures_free (EspCampaignFigures *self)
{
  if (self == NULL)
    return;
  esp_waterfall_free (self->waterfall);
  esp_send_check_free (self->check);
  esp_text_cost_free (self->cost);
  esp_review_look_free (self->look);
  esp_campaign_report_free (self->report);
  esp_post_mortem_free (self->post_mortem);
  g_free (self->problem);
  g_free (self);
}

/* The window in which it leaves, and how fast. */
static void
read_window (EspCampaignFigures *self, const EspSendPlan *plan, const EspFacts *facts)
{
  self->first_at_us = self->last_at_us = plan->send->scheduled_at_us;
  if (!plan->options.is_local_time || plan->send->scheduled_at_us == 0)
    return;
  for (guint i = 0; i < facts->zone_names->len; i++)
    {
      const char *zone = g_ptr_array_index (facts->zone_names, i);
      gint64 at_us = esp_hours_in_zone (plan->send->scheduled_at_us, plan->zone,
                                        zone != NULL ? zone : plan->zone);

      self->first_at_us = MIN (self->first_at_us, at_us);
      self->last_at_us = MAX (self->last_at_us, at_us);
    }
}

static gboolean
count_draft (EspCampaignFigures *self, EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send->id, error);
  g_autoptr (EspSendTally) tally =
    plan != NULL ? esp_send_tally_new (tx, plan, esp_segment_source_members, error) : NULL;

  if (tally == NULL)
    return FALSE;
  read_window (self, plan, tally->facts);
  self->hold_seconds =
    plan->options.hold_seconds >= 0 ? plan->options.hold_seconds : (int) plan->policy.hold_seconds;
  self->rate_per_minute = plan->options.rate_per_minute;
  self->missed = plan->options.missed;
  self->check = esp_send_check_new (tx, plan, tally, error);
  self->waterfall = g_steal_pointer (&tally->waterfall);
  if (self->check == NULL ||
      !esp_text_cost_new_for_send (tx, plan, self->waterfall, &self->cost, error))
    return FALSE;
  self->look =
    esp_review_look_new (tx, plan, (gint64) esp_waterfall_count_receivers (self->waterfall), error);
  return self->look != NULL;
}

static gboolean
count_sends (EspCampaignFigures *self, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) sends = esp_send_list (tx, self->id, error);

  if (sends == NULL)
    return FALSE;
  self->n_sends = sends->len;
  return TRUE;
}

/* Once something came of it, whether by sends or by advertisements. */
static gboolean
read_post_mortem (EspCampaignFigures *self, EspTx *tx, GError **error)
{
  EspProcessFacts facts;

  if (!esp_process_facts_load (tx, self->id, &facts, error))
    return FALSE;
  if (!facts.has_results)
    return TRUE;
  self->post_mortem = esp_post_mortem_load (tx, self->id, error);
  return self->post_mortem != NULL;
}

/**
 * esp_campaign_figures_read:
 * @data: an #EspCampaignFigures
 *
 * Counts; long for a big workspace.
 */
gboolean
esp_campaign_figures_read (EspTx *tx, gpointer data, GError **error)
{
  EspCampaignFigures *self = data;
  g_autoptr (EspSend) send = NULL;

  if (!load_send (tx, self->id, &send, error) || !count_sends (self, tx, error))
    return FALSE;
  self->has_begun = esp_campaign_send_has_begun (send);
  if (send != NULL && !self->has_begun)
    {
      g_autoptr (GError) problem = NULL;

      /* An audience that cannot be counted any more is a fact of the campaign, not of the page. */
      if (!count_draft (self, tx, send, &problem))
        self->problem = g_strdup (problem->message);
    }
  if (self->n_sends > 0 && (self->has_begun || self->n_sends > 1))
    {
      self->report = esp_campaign_report_load (tx, self->id, 0, error);
      if (self->report == NULL)
        return FALSE;
    }
  return read_post_mortem (self, tx, error);
}
