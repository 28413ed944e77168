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
#include "worker/esp-message-check.h"
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
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_clear_pointer (&self->segments, g_ptr_array_unref);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_ptr_array_unref);
  g_clear_pointer (&self->unknown, g_ptr_array_unref);
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
  self->messages = esp_message_list (tx, FALSE, error);
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
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  esp_campaign_report_free (self->report);
  g_free (self->problem);
  g_free (self->subject);
  g_free (self->sender);
  g_free (self);
}

/* What stands against the message; that it cannot even be loaded is one more finding. */
static void
check_message (EspCampaignFigures *self, EspTx *tx, const EspSend *send)
{
  const EspMailSource source = { .message_id = send->message_id,
                                 .version = (int) send->message_version };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMailComposer) composer = esp_mail_composer_load (tx, &source, &error);
  const EspSenderFacts *facts;

  if (composer != NULL)
    {
      facts = esp_mail_composer_get_facts (composer);
      self->subject = g_strdup (esp_mail_composer_get_doc (composer)->subject);
      self->sender = g_strdup (facts->name);
      self->findings = esp_message_check (tx, composer, &error);
    }
  if (error != NULL && self->problem == NULL)
    self->problem = g_strdup (error->message);
}

static void
count_audience (EspCampaignFigures *self, EspTx *tx, const EspSend *send)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send->id, &error);

  if (plan != NULL)
    {
      self->problem = g_strdup (send->channel_id != 0 ? plan->channel_problem : NULL);
      self->hold_seconds = plan->options.hold_seconds >= 0 ? plan->options.hold_seconds
                                                           : (int) plan->policy.hold_seconds;
      self->waterfall = esp_send_plan_count (tx, plan, esp_segment_source_members, &error);
    }
  if (error != NULL)
    {
      g_free (self->problem);
      self->problem = g_strdup (error->message);
    }
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

  if (!load_send (tx, self->id, &send, error))
    return FALSE;
  self->has_begun = esp_campaign_send_has_begun (send);
  if (send != NULL && !self->has_begun)
    count_audience (self, tx, send);
  if (send != NULL && send->message_id != 0 && !self->has_begun)
    check_message (self, tx, send);
  if (self->has_begun)
    {
      self->report = esp_campaign_report_load (tx, self->id, 0, error);
      return self->report != NULL;
    }
  return TRUE;
}

static void
line_free (EspCampaignLine *line)
{
  esp_campaign_free (line->campaign);
  esp_send_free (line->send);
  g_free (line->message);
  g_free (line);
}

/**
 * esp_campaign_lines_new:
 *
 * Returns: (transfer full) (element-type EspCampaignLine): an empty list to read into
 */
GPtrArray *
esp_campaign_lines_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
}

static gboolean
fill_line (EspCampaignLine *line, EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (EspMessageRow) message = NULL;

  if (!load_send (tx, line->campaign->id, &line->send, error))
    return FALSE;
  if (line->send == NULL)
    return TRUE;
  if (line->send->message_id != 0)
    {
      message = esp_message_load (tx, line->send->message_id, error);
      if (message == NULL)
        return FALSE;
      line->message = g_strdup (message->name);
    }
  counts = esp_ledger_counts (tx, line->send->id, error);
  if (counts == NULL)
    return FALSE;
  line->n_audience = esp_ledger_counts_sum (counts, NULL, NULL);
  line->n_sent = esp_ledger_counts_sum (counts, "sent", NULL);
  return TRUE;
}

/**
 * esp_campaign_lines_read:
 * @data: (element-type EspCampaignLine): of esp_campaign_lines_new()
 */
gboolean
esp_campaign_lines_read (EspTx *tx, gpointer data, GError **error)
{
  GPtrArray *lines = data;
  g_autoptr (GPtrArray) campaigns = esp_campaign_list (tx, error);

  if (campaigns == NULL)
    return FALSE;
  g_ptr_array_set_free_func (campaigns, NULL);
  for (guint i = 0; i < campaigns->len; i++)
    {
      EspCampaignLine *line = g_new0 (EspCampaignLine, 1);

      line->campaign = campaigns->pdata[i];
      g_ptr_array_add (lines, line);
    }
  for (guint i = 0; i < lines->len; i++)
    if (!fill_line (lines->pdata[i], tx, error))
      return FALSE;
  return TRUE;
}
