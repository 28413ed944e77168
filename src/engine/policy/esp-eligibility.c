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

static gboolean
lacks_consent (const EspSendRule *rule, const EspRecipient *recipient)
{
  return rule->is_marketing && recipient->consent != ESP_WORD_GRANTED;
}

static gboolean
is_night (const EspSendRule *rule, const EspRecipient *recipient)
{
  return rule->is_marketing && !rule->is_email && recipient->night_until_us != 0 &&
         recipient->night_consent != ESP_WORD_GRANTED;
}

/**
 * esp_eligibility_is_against:
 *
 * Pure. What does not bind the send is not against it: consent, limits and hours bind advertising, and the
 * law's night binds no email.
 *
 * Returns: whether this one reason speaks against the send, whatever the others say
 */
gboolean
esp_eligibility_is_against (const EspSendRule *rule,
                            const EspRecipient *recipient,
                            EspReason reason)
{
  switch (reason)
    {
    case ESP_REASON_GONE:
      return !recipient->is_present;
    case ESP_REASON_NOT_IN_AUDIENCE:
      return !recipient->is_in_audience;
    case ESP_REASON_NO_ADDRESS:
      return !recipient->has_address;
    case ESP_REASON_BAD_ADDRESS:
      return !recipient->is_address_valid;
    case ESP_REASON_SUPPRESSED:
      return recipient->is_suppressed;
    case ESP_REASON_WITHDRAWN:
      return lacks_consent (rule, recipient) && recipient->consent == ESP_WORD_REFUSED;
    case ESP_REASON_NO_CONSENT:
      return lacks_consent (rule, recipient) && recipient->consent != ESP_WORD_REFUSED;
    case ESP_REASON_CHANNEL:
      return !rule->is_channel_ready;
    case ESP_REASON_CAPPED:
      return rule->is_marketing && recipient->is_capped;
    case ESP_REASON_HOLDOUT:
      return is_held_out (rule, recipient->lead_id);
    case ESP_REASON_CONTENT:
      return recipient->fails_content;
    case ESP_REASON_LOCAL:
      return recipient->local_at_us != 0;
    case ESP_REASON_NIGHT:
      return is_night (rule, recipient);
    case ESP_REASON_QUIET:
      return rule->is_marketing && !rule->ignores_hours && recipient->quiet_until_us != 0;
    case ESP_REASON_NONE:
    case ESP_N_REASONS:
    default:
      return FALSE;
    }
}

static gint64
get_end (const EspRecipient *recipient, EspReason reason)
{
  switch ((int) reason)
    {
    case ESP_REASON_LOCAL:
      return recipient->local_at_us;
    case ESP_REASON_NIGHT:
      return recipient->night_until_us;
    case ESP_REASON_QUIET:
      return recipient->quiet_until_us;
    default:
      return 0;
    }
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
  static const EspReason order[] = { ESP_REASON_GONE,       ESP_REASON_NOT_IN_AUDIENCE,
                                     ESP_REASON_NO_ADDRESS, ESP_REASON_BAD_ADDRESS,
                                     ESP_REASON_SUPPRESSED, ESP_REASON_WITHDRAWN,
                                     ESP_REASON_NO_CONSENT, ESP_REASON_CHANNEL,
                                     ESP_REASON_CAPPED,     ESP_REASON_HOLDOUT,
                                     ESP_REASON_CONTENT,    ESP_REASON_LOCAL,
                                     ESP_REASON_NIGHT,      ESP_REASON_QUIET };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (esp_eligibility_is_against (rule, recipient, order[i]))
      return (EspVerdict){ order[i], get_end (recipient, order[i]) };
  return (EspVerdict){ ESP_REASON_NONE, 0 };
}
