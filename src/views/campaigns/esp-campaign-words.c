/* SPDX-License-Identifier: GPL-3.0-or-later */
/* States of sends, reasons of decisions and sets of leads in the words of people. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-words.h"

#include "engine/insight/esp-metric.h"
#include "store/esp-ledger.h"
#include "views/messages/esp-check-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *name;
  const char *title;
} Word;

static const char *
find (const Word *words, gsize n, const char *name)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (words[i].name, name))
      return g_dpgettext2 (NULL, "campaign", words[i].title);
  return name;
}

/**
 * esp_campaign_state_title:
 * @state: of a send
 *
 * Returns: (transfer none): the state, translated
 */
const char *
esp_campaign_state_title (const char *state)
{
  static const Word words[] = {
    { "draft", NC_ ("campaign", "Draft") },         { "scheduled", NC_ ("campaign", "Scheduled") },
    { "preparing", NC_ ("campaign", "Preparing") }, { "hold", NC_ ("campaign", "About to send") },
    { "sending", NC_ ("campaign", "Sending") },     { "waiting", NC_ ("campaign", "Waiting") },
    { "paused", NC_ ("campaign", "Paused") },       { "stopped", NC_ ("campaign", "Stopped") },
    { "done", NC_ ("campaign", "Sent") },           { "failed", NC_ ("campaign", "Failed") },
  };

  return find (words, G_N_ELEMENTS (words), state);
}

/**
 * esp_campaign_row_title:
 * @state: of a row of the ledger
 *
 * Returns: (transfer none): what became of one person, translated
 */
const char *
esp_campaign_row_title (const char *state)
{
  static const Word words[] = {
    { "queued", NC_ ("campaign", "Waiting to be sent") },
    { "sending", NC_ ("campaign", "Being handed over") },
    { "sent", NC_ ("campaign", "Handed to the server") },
    { "failed", NC_ ("campaign", "Refused for good") },
    { "unknown", NC_ ("campaign", "In doubt") },
    { "skipped", NC_ ("campaign", "Not sent") },
    { "cancelled", NC_ ("campaign", "Stopped before it was sent") },
  };

  return find (words, G_N_ELEMENTS (words), state);
}

/**
 * esp_campaign_reason_title:
 *
 * Returns: (transfer none): why somebody does not get it, in a few words
 */
const char *
esp_campaign_reason_title (EspReason reason)
{
  static const char *const titles[ESP_N_REASONS] = {
    [ESP_REASON_NONE] = NC_ ("campaign", "Gets it"),
    [ESP_REASON_GONE] = NC_ ("campaign", "Archived or erased"),
    [ESP_REASON_NOT_IN_AUDIENCE] = NC_ ("campaign", "Not in the audience"),
    [ESP_REASON_NO_ADDRESS] = NC_ ("campaign", "No address or number"),
    [ESP_REASON_BAD_ADDRESS] = NC_ ("campaign", "Address is not valid"),
    [ESP_REASON_CHANNEL] = NC_ ("campaign", "Channel is not ready"),
    [ESP_REASON_SUPPRESSED] = NC_ ("campaign", "Suppressed: bounced, complained or blocked"),
    [ESP_REASON_WITHDRAWN] = NC_ ("campaign", "Refused or withdrew consent"),
    [ESP_REASON_NO_CONSENT] = NC_ ("campaign", "No consent"),
    [ESP_REASON_CAPPED] = NC_ ("campaign", "Frequency limit reached"),
    [ESP_REASON_HOLDOUT] = NC_ ("campaign", "Group to compare with"),
    [ESP_REASON_CONTENT] = NC_ ("campaign", "A field of the message is missing"),
    [ESP_REASON_LOCAL] = NC_ ("campaign", "Of these: at the hour of their place"),
    [ESP_REASON_NIGHT] = NC_ ("campaign", "Of these: in the morning, now it is night"),
    [ESP_REASON_QUIET] = NC_ ("campaign", "Of these: after their quiet hours"),
  };

  return reason < ESP_N_REASONS ? g_dpgettext2 (NULL, "campaign", titles[reason]) : "";
}

/**
 * esp_campaign_failure_words:
 * @reason: (nullable): of a row of the ledger that failed or is in doubt
 *
 * Returns: (transfer none) (nullable): why; what is not known stays as it is
 */
const char *
esp_campaign_failure_words (const char *reason)
{
  static const struct
  {
    const char *reason;
    const char *words;
  } words[] = {
    { "hard-bounce", NC_ ("wait", "The address does not exist") },
    { ESP_LEDGER_OPTED_OUT, NC_ ("wait", "Has told the service to get no more") },
    { "soft-bounce", NC_ ("wait", "Cannot take it now: mailbox full or not available") },
    { "blocked", NC_ ("wait", "Refused as unwanted: a matter of reputation or of a block list") },
    { "content-refused", NC_ ("wait", "The message itself was refused") },
    { "account-refused", NC_ ("wait", "The account or the sender was refused") },
    { "gave-up", NC_ ("wait", "Tried again and again; it never got through") },
    { ESP_LEDGER_NOT_MADE, NC_ ("wait", "The message could not be made for them") },
    { "no-reply", NC_ ("wait", "Handed over, and no answer came") },
    { "resolved", NC_ ("wait", "Decided by a person") },
  };

  for (gsize i = 0; reason != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].reason, reason))
      return g_dpgettext2 (NULL, "wait", words[i].words);
  return reason;
}

/**
 * esp_campaign_ledger_reason:
 *
 * Returns: (transfer full): a reason of the ledger in words; what is not known stays as it is
 */
char *
esp_campaign_ledger_reason (const char *reason)
{
  EspReason known;

  return g_strdup (esp_reason_from_name (reason, &known) ? esp_campaign_reason_title (known)
                                                         : esp_campaign_failure_words (reason));
}

/**
 * esp_campaign_set_title:
 *
 * Returns: (transfer none): what the leads of a set have in common, translated: the name of the metric
 *   that counts them
 */
const char *
esp_campaign_set_title (EspLeadSetKind kind)
{
  const EspMetric *metric = esp_metric_of_set (kind);

  if (metric != NULL)
    return _ (metric->name);
  return kind == ESP_LEAD_SET_CREATED ? C_ ("campaign", "New leads")
                                      : C_ ("campaign", "Bought something");
}

/**
 * esp_campaign_channel_title:
 *
 * Returns: (transfer none): its name; the demo mailbox has one in each language
 */
const char *
esp_campaign_channel_title (const EspChannelRecord *channel)
{
  return g_str_equal (channel->kind, "demo") && g_str_equal (channel->name, "Demo mailbox")
           ? _ ("Demo mailbox")
           : channel->name;
}

/**
 * esp_campaign_finding_sentence:
 *
 * Returns: (transfer full): what a rule found, translated
 */
char *
esp_campaign_finding_sentence (const EspContentFinding *finding)
{
  return esp_check_dup_sentence (finding);
}
