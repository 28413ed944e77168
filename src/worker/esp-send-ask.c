/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers an answer to "why did this person get it, or not": the ledger, the verdict, and their causes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-send-ask.h"

#include "base/esp-clock.h"
#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "store/esp-suppressions.h"
#include "worker/esp-send-message.h"

/**
 * esp_send_ask_free:
 */
void
esp_send_ask_free (EspSendAsk *self)
{
  if (self == NULL)
    return;
  esp_send_why_free (self->why);
  esp_audience_why_free (self->audience);
  g_clear_pointer (&self->counted, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self->title);
  g_free (self->address);
  g_free (self->campaign);
  g_free (self->send_state);
  g_free (self->channel);
  g_free (self->channel_problem);
  g_free (self->consent_state);
  g_free (self->suppression);
  g_free (self->content_problem);
  g_free (self);
}

/**
 * esp_send_ask_link_of:
 *
 * Returns: the link of the chain that a reason is about; %ESP_N_ASK_LINKS for none
 */
EspAskLink
esp_send_ask_link_of (EspReason reason)
{
  static const EspAskLink links[ESP_N_REASONS] = {
    [ESP_REASON_NONE] = ESP_N_ASK_LINKS,
    [ESP_REASON_GONE] = ESP_ASK_PRESENT,
    [ESP_REASON_NOT_IN_AUDIENCE] = ESP_ASK_AUDIENCE,
    [ESP_REASON_NO_ADDRESS] = ESP_ASK_ADDRESS,
    [ESP_REASON_BAD_ADDRESS] = ESP_ASK_ADDRESS,
    [ESP_REASON_CHANNEL] = ESP_ASK_CHANNEL,
    [ESP_REASON_SUPPRESSED] = ESP_ASK_SUPPRESSION,
    [ESP_REASON_WITHDRAWN] = ESP_ASK_CONSENT,
    [ESP_REASON_NO_CONSENT] = ESP_ASK_CONSENT,
    [ESP_REASON_CAPPED] = ESP_ASK_LIMIT,
    [ESP_REASON_HOLDOUT] = ESP_ASK_HOLDOUT,
    [ESP_REASON_CONTENT] = ESP_ASK_CONTENT,
    [ESP_REASON_LOCAL] = ESP_ASK_HOURS,
    [ESP_REASON_NIGHT] = ESP_ASK_HOURS,
    [ESP_REASON_QUIET] = ESP_ASK_HOURS,
  };

  return (guint) reason < ESP_N_REASONS ? links[reason] : ESP_N_ASK_LINKS;
}

static gboolean
load_limit (EspSendAsk *self, EspTx *tx, const EspSendPlan *plan, gint64 lead_id, GError **error)
{
  gint64 span_us = (gint64) plan->policy.cap_days * ESP_USEC_PER_DAY;

  self->cap_count = plan->rule.is_marketing ? plan->policy.cap_count : 0;
  self->cap_days = plan->policy.cap_days;
  self->counted =
    esp_lead_asks_counted (tx, lead_id, self->now_us - span_us, plan->send->id, error);
  if (self->counted == NULL)
    return FALSE;
  /* The limit opens when the oldest of the newest cap_count leaves the window. */
  if (self->cap_count > 0 && self->counted->len >= self->cap_count)
    {
      const EspAskFact *last = g_ptr_array_index (self->counted, self->cap_count - 1);

      self->limit_free_at_us = last->at_us + span_us;
    }
  return TRUE;
}

static gboolean
load_lead (EspSendAsk *self,
           EspTx *tx,
           const EspSendPlan *plan,
           gint64 lead_id,
           EspLead **out_lead,
           GError **error)
{
  EspFactsQuery query;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GError) problem = NULL;

  *out_lead = NULL;
  if (fields == NULL)
    return FALSE;
  *out_lead = esp_lead_load (tx, fields, lead_id, &problem);
  if (*out_lead == NULL)
    {
      self->title = g_strdup ("");
      if (g_error_matches (problem, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  self->title = g_strdup (esp_lead_get_title (*out_lead));
  esp_send_plan_get_query (tx, plan, &query);
  self->address = esp_send_plan_dup_address (plan, *out_lead);
  return esp_consent_get_state (tx, lead_id, query.channel, "marketing", &self->consent_state,
                                &self->consent_at_us, error) &&
         esp_suppression_reason (tx, lead_id, query.channel, &self->suppression,
                                 &self->suppressed_at_us, error);
}

static void
try_text (EspSendAsk *self, EspTextComposer *composer, const EspLead *lead, GError **error)
{
  const EspTextRequest request = { .lead = lead, .address = self->address, .now_us = self->now_us };
  EspText text;

  if (esp_text_composer_compose (composer, &request, &text, error))
    self->content_problem = g_strdup (text.missing);
  esp_text_clear (&text);
}

static void
try_mail (EspSendAsk *self, EspMailComposer *composer, const EspLead *lead, GError **error)
{
  const EspMailRequest request = { .lead = lead,
                                   .address = self->address,
                                   .consent_at_us = self->consent_at_us,
                                   .now_us = self->now_us };
  EspMail mail = { NULL };

  if (!esp_mail_composer_compose (composer, &request, FALSE, &mail, error))
    return;
  self->content_problem = g_strdup (mail.missing);
  esp_mail_clear (&mail);
}

/* Makes the message, as a send would, to see whether it can be made for this person. */
static void
try_content (EspSendAsk *self, EspTx *tx, const EspSendPlan *plan, const EspLead *lead)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspSendMessage) message = NULL;
  const EspMailSource source = { .message_id = plan->send->message_id,
                                 .version = (int) plan->send->message_version,
                                 .send_id = plan->send->id,
                                 .campaign_id = plan->send->campaign_id,
                                 .campaign_name = self->campaign };

  if (plan->send->message_id == 0)
    return;
  message = esp_send_message_load (tx, &source, plan->channel, &problem);
  if (message != NULL && message->text != NULL)
    try_text (self, message->text, lead, &problem);
  else if (message != NULL)
    try_mail (self, message->mail, lead, &problem);
  if (problem != NULL)
    self->content_problem = g_strdup (problem->message);
  self->is_content_known = TRUE;
}

/* What the verdict could not know without making the message. */
static void
judge_content (EspSendAsk *self, EspTx *tx, const EspSendPlan *plan, const EspLead *lead)
{
  EspReason reason = self->why->verdict.reason;

  if (lead == NULL || self->address == NULL ||
      (reason != ESP_REASON_NONE && !esp_reason_waits (reason)))
    return;
  try_content (self, tx, plan, lead);
  if (self->content_problem == NULL)
    return;
  self->why->recipient.fails_content = TRUE;
  self->why->verdict = esp_eligibility_judge (&self->why->rule, &self->why->recipient);
}

static gboolean
load_campaign (EspSendAsk *self, EspTx *tx, const EspSendPlan *plan, GError **error)
{
  g_autoptr (EspCampaign) campaign = esp_campaign_load (tx, plan->send->campaign_id, error);

  if (campaign == NULL)
    return FALSE;
  self->campaign = g_strdup (campaign->name);
  self->campaign_id = campaign->id;
  self->message_id = plan->send->message_id;
  self->channel_id = plan->send->channel_id;
  self->send_state = g_strdup (plan->send->state);
  self->channel = plan->channel != NULL ? g_strdup (plan->channel->name) : NULL;
  self->channel_problem = g_strdup (plan->channel_problem);
  return TRUE;
}

/**
 * esp_send_ask_load:
 * @lang: of the sentences of conditions
 *
 * Asks about one person alone, so that the answer takes as long with a million leads as with ten.
 *
 * Returns: (transfer full): the whole answer; %NULL with @error set
 */
EspSendAsk *
esp_send_ask_load (EspTx *tx, gint64 send_id, gint64 lead_id, EspLang lang, GError **error)
{
  g_autoptr (EspSendAsk) self = g_new0 (EspSendAsk, 1);
  g_autoptr (EspSendPlan) plan = esp_send_plan_load (tx, send_id, error);
  g_autoptr (EspLead) lead = NULL;

  if (plan == NULL || !load_campaign (self, tx, plan, error))
    return NULL;
  self->now_us = esp_tx_get_now_us (tx);
  if (!load_lead (self, tx, plan, lead_id, &lead, error) ||
      !load_limit (self, tx, plan, lead_id, error))
    return NULL;
  self->events = esp_lead_asks_events (tx, lead_id, send_id, error);
  self->audience =
    self->events != NULL
      ? esp_audience_why_load (tx, lead != NULL ? plan->send->audience : "{}", lead_id, lang, error)
      : NULL;
  if (self->audience == NULL)
    return NULL;
  self->why =
    esp_send_why_load_known (tx, plan, lead_id, esp_audience_why_has (self->audience), error);
  if (self->why == NULL)
    return NULL;
  judge_content (self, tx, plan, lead);
  return g_steal_pointer (&self);
}
