/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-asks.h"
#include "worker/esp-audience-why.h"
#include "worker/esp-send-why.h"

G_BEGIN_DECLS

/* The links of the chain that decides, in the order in which they are asked. */
typedef enum
{
  ESP_ASK_PRESENT,
  ESP_ASK_AUDIENCE,
  ESP_ASK_ADDRESS,
  ESP_ASK_CHANNEL,
  ESP_ASK_SUPPRESSION,
  ESP_ASK_CONSENT,
  ESP_ASK_LIMIT,
  ESP_ASK_HOLDOUT,
  ESP_ASK_CONTENT,
  ESP_ASK_HOURS,
  ESP_N_ASK_LINKS
} EspAskLink;

/* Why somebody got a send or not, with everything that an answer in words names. */
typedef struct
{
  EspSendWhy *why;          /* (owned) the ledger's row and the verdict if it were sent now */
  EspAudienceWhy *audience; /* (owned) */
  GPtrArray *counted; /* (owned) (element-type EspAskFact) count towards the limit, newest first */
  GPtrArray *events;  /* (owned) (element-type EspAskFact) oldest first */
  char *title;        /* (owned) of the lead */
  char *address;      /* (owned) (nullable) of the lead */
  char *campaign;     /* (owned) its name */
  char *send_state;   /* (owned) */
  char *channel;      /* (owned) (nullable) its name */
  char *channel_problem; /* (owned) (nullable) why it is not ready */
  char *consent_state;   /* (owned) (nullable) nothing was ever said */
  char *suppression;     /* (owned) (nullable) the reason */
  char *content_problem; /* (owned) (nullable) why the message cannot be made */
  gint64 campaign_id;
  gint64 message_id;
  gint64 channel_id;
  gint64 consent_at_us;
  gint64 suppressed_at_us;
  gint64 limit_free_at_us; /* when the limit allows again; 0 when it does not bind */
  gint64 now_us;
  guint cap_count; /* 0 is off */
  guint cap_days;
  gboolean is_content_known; /* the message was made, to see whether it can be */
} EspSendAsk;

EspSendAsk *
esp_send_ask_load (EspTx *tx, gint64 send_id, gint64 lead_id, EspLang lang, GError **error);
void esp_send_ask_free (EspSendAsk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendAsk, esp_send_ask_free)
EspAskLink esp_send_ask_link_of (EspReason reason);

G_END_DECLS
