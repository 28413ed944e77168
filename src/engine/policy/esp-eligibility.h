/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-policy.h"

G_BEGIN_DECLS

/* Why somebody does not get a message, in the order in which it is asked. */
typedef enum
{
  ESP_REASON_NONE,            /* gets it */
  ESP_REASON_GONE,            /* erased or archived */
  ESP_REASON_NOT_IN_AUDIENCE, /* does not match the segments */
  ESP_REASON_NO_ADDRESS,
  ESP_REASON_BAD_ADDRESS,
  ESP_REASON_CHANNEL, /* the channel is not ready */
  ESP_REASON_SUPPRESSED,
  ESP_REASON_WITHDRAWN, /* said no, or took the consent back */
  ESP_REASON_NO_CONSENT,
  ESP_REASON_CAPPED,
  ESP_REASON_HOLDOUT,
  ESP_REASON_CONTENT, /* the message cannot be made for this person */
  ESP_REASON_LOCAL,   /* the chosen hour has not come where the person is: waits */
  ESP_REASON_NIGHT,   /* the law's night, and no consent for it: waits */
  ESP_REASON_QUIET,   /* quiet hours: waits */
  ESP_N_REASONS
} EspReason;

/* What a person last said; unknown counts as no word. */
typedef enum
{
  ESP_WORD_NONE,
  ESP_WORD_GRANTED,
  ESP_WORD_REFUSED, /* denied or withdrawn */
} EspWord;

/* Everything that the decision asks about one person. */
typedef struct
{
  gboolean is_present; /* neither erased nor archived */
  gboolean is_in_audience;
  gboolean has_address;
  gboolean is_address_valid;
  gboolean is_suppressed;
  gboolean is_capped; /* has had the most that the policy allows */
  gboolean fails_content;
  EspWord consent;
  EspWord night_consent;
  gint64 quiet_until_us; /* end of the quiet hours that hold now where the person is; 0 is none */
  gint64 night_until_us; /* the same of the law's night */
  gint64
    local_at_us; /* when the chosen hour comes where the person is; 0: it has, or none is chosen */
  guint64 lead_id;
} EspRecipient;

/* Everything that it asks about the send. */
typedef struct
{
  gboolean is_channel_ready;
  gboolean is_email;       /* exempt from the night rule */
  gboolean is_marketing;   /* consent, caps and hours bind marketing only */
  gboolean ignores_hours;  /* nothing rings: the demo mailbox, or a person's explicit choice */
  guint64 holdout_seed;    /* stable for the send */
  guint holdout_permyriad; /* ten-thousandths that do not get it, to compare with */
} EspSendRule;

typedef struct
{
  EspReason reason;
  gint64 retry_at_us; /* when the reason ends by itself; 0 when it does not */
} EspVerdict;

gboolean esp_eligibility_is_against (const EspSendRule *rule,
                                     const EspRecipient *recipient,
                                     EspReason reason);
EspVerdict esp_eligibility_judge (const EspSendRule *rule, const EspRecipient *recipient);
const char *esp_reason_name (EspReason reason);
gboolean esp_reason_from_name (const char *name, EspReason *out_reason);
const char *esp_reason_sentence (EspReason reason);
gboolean esp_reason_waits (EspReason reason);

G_END_DECLS
