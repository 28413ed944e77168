/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one decision whether a person gets a message: counted, previewed, sent and explained with it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-eligibility.h"

#include "base/esp-random.h"

#define PERMYRIAD 10000

typedef struct
{
  const char *name;
  const char *sentence;
} ReasonText;

static const ReasonText texts[ESP_N_REASONS] = {
  [ESP_REASON_NONE] = { "eligible", "gets the message" },
  [ESP_REASON_GONE] = { "gone", "the lead was erased or archived" },
  [ESP_REASON_NOT_IN_AUDIENCE] = { "not-in-audience", "the lead is not in the audience" },
  [ESP_REASON_NO_ADDRESS] = { "no-address", "the lead has no address for this channel" },
  [ESP_REASON_BAD_ADDRESS] = { "bad-address", "the address is not valid" },
  [ESP_REASON_CHANNEL] = { "channel", "the channel is not ready" },
  [ESP_REASON_SUPPRESSED] = { "suppressed", "the address is suppressed" },
  [ESP_REASON_WITHDRAWN] = { "withdrawn", "the person refused or withdrew the consent" },
  [ESP_REASON_NO_CONSENT] = { "no-consent", "there is no consent for this channel and purpose" },
  [ESP_REASON_NIGHT] = { "night",
                         "it is night where the person is, and there is no night consent" },
  [ESP_REASON_QUIET] = { "quiet-hours", "it is quiet hours where the person is" },
  [ESP_REASON_CAPPED] = { "capped", "the person has had as many messages as the limit allows" },
  [ESP_REASON_HOLDOUT] = { "holdout", "the person is in the group that is compared with" },
  [ESP_REASON_LOCAL] = { "local-time", "the chosen hour has not come where the person is" },
  [ESP_REASON_CONTENT] = { "content", "the message cannot be made for this person" },
};

/**
 * esp_reason_name:
 *
 * Returns: the stable word that the ledger keeps
 */
const char *
esp_reason_name (EspReason reason)
{
  return texts[reason].name;
}

/**
 * esp_reason_from_name:
 *
 * Returns: whether @name is a reason's word
 */
gboolean
esp_reason_from_name (const char *name, EspReason *out_reason)
{
  for (guint i = 0; name != NULL && i < ESP_N_REASONS; i++)
    if (g_str_equal (texts[i].name, name))
      {
        *out_reason = (EspReason) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_reason_sentence:
 *
 * Returns: the reason in plain English
 */
const char *
esp_reason_sentence (EspReason reason)
{
  return texts[reason].sentence;
}

/**
 * esp_reason_waits:
 *
 * Returns: whether @reason ends by itself, so that the message waits
 */
gboolean
esp_reason_waits (EspReason reason)
{
  return reason == ESP_REASON_NIGHT || reason == ESP_REASON_QUIET || reason == ESP_REASON_LOCAL;
}

static gboolean
is_held_out (const EspSendRule *rule, guint64 lead_id)
{
  return rule->holdout_permyriad > 0 &&
         esp_random_hash (rule->holdout_seed ^ esp_random_hash (lead_id)) % PERMYRIAD <
           rule->holdout_permyriad;
}

static EspReason
judge_consent (const EspSendRule *rule, const EspRecipient *recipient)
{
  if (!rule->is_marketing || recipient->consent == ESP_WORD_GRANTED)
    return ESP_REASON_NONE;
  return recipient->consent == ESP_WORD_REFUSED ? ESP_REASON_WITHDRAWN : ESP_REASON_NO_CONSENT;
}

/**
 * esp_eligibility_judge:
 *
 * Pure: the same facts give the same verdict wherever it is asked. What is final is asked before what
 * passes by itself, so that nobody waits for the morning only to be refused then: who must not be written to
 * is told so, whatever the channel can do; the holdout comes
 * last of what the workspace knows, so that it is a fair sample of those who would get the message.
 *
 * Returns: the first reason against, or none
 */
EspVerdict
esp_eligibility_judge (const EspSendRule *rule, const EspRecipient *recipient)
{
  EspReason reason;

  if (!recipient->is_present)
    return (EspVerdict){ ESP_REASON_GONE, 0 };
  if (!recipient->is_in_audience)
    return (EspVerdict){ ESP_REASON_NOT_IN_AUDIENCE, 0 };
  if (!recipient->has_address)
    return (EspVerdict){ ESP_REASON_NO_ADDRESS, 0 };
  if (!recipient->is_address_valid)
    return (EspVerdict){ ESP_REASON_BAD_ADDRESS, 0 };
  if (recipient->is_suppressed)
    return (EspVerdict){ ESP_REASON_SUPPRESSED, 0 };
  reason = judge_consent (rule, recipient);
  if (reason != ESP_REASON_NONE)
    return (EspVerdict){ reason, 0 };
  if (!rule->is_channel_ready)
    return (EspVerdict){ ESP_REASON_CHANNEL, 0 };
  if (rule->is_marketing && recipient->is_capped)
    return (EspVerdict){ ESP_REASON_CAPPED, 0 };
  if (is_held_out (rule, recipient->lead_id))
    return (EspVerdict){ ESP_REASON_HOLDOUT, 0 };
  if (recipient->fails_content)
    return (EspVerdict){ ESP_REASON_CONTENT, 0 };
  if (recipient->local_at_us != 0)
    return (EspVerdict){ ESP_REASON_LOCAL, recipient->local_at_us };
  if (rule->is_marketing && !rule->is_email && recipient->night_until_us != 0 &&
      recipient->night_consent != ESP_WORD_GRANTED)
    return (EspVerdict){ ESP_REASON_NIGHT, recipient->night_until_us };
  if (rule->is_marketing && !rule->ignores_hours && recipient->quiet_until_us != 0)
    return (EspVerdict){ ESP_REASON_QUIET, recipient->quiet_until_us };
  return (EspVerdict){ ESP_REASON_NONE, 0 };
}
