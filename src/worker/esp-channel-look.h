/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-policy.h"
#include "engine/policy/esp-send-limits.h"
#include "store/esp-channel-waiting.h"
#include "store/esp-channels.h"
#include "store/esp-report-sources.h"

G_BEGIN_DECLS

/* How what a channel sends is received. */
typedef enum
{
  ESP_REPUTATION_UNKNOWN, /* too little was sent */
  ESP_REPUTATION_GOOD,
  ESP_REPUTATION_WATCH,
  ESP_REPUTATION_BAD,
} EspReputation;

/* All that the page of a channel shows, as of one moment. */
typedef struct
{
  EspChannelRecord *record; /* (owned) */
  EspSendLimits limits;
  char *limits_problem; /* (owned) (nullable) why the limits cannot be read; English */
  GArray *days;         /* (owned) (element-type EspVolumeDay) */
  EspSendAllowance allowance;
  EspChannelWaiting waiting;
  gint64 per_minute; /* in this quarter of an hour */
  gint64 n_today;
  gint64 n_sent; /* in thirty days */
  gint64 n_hard;
  gint64 n_complaints;
  EspReputation reputation;
  EspReportSource *service; /* (owned) */
  EspReportSource *mailbox; /* (owned) */
  EspReportSource *door;    /* (owned) (nullable) the service may not call */
  guint door_port;          /* 0: nobody listens */
  char *sender_name;        /* (owned) */
  char *sender_email;       /* (owned) */
  char *reply_to;           /* (owned) */
  char *bounce_mailbox;     /* (owned) */
  char *currency;           /* (owned) */
  EspPolicy policy;
} EspChannelLook;

EspChannelLook *esp_channel_look_load (EspTx *tx, gint64 channel_id, GError **error);
void esp_channel_look_free (EspChannelLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChannelLook, esp_channel_look_free)
const char *esp_reputation_name (EspReputation reputation);

G_END_DECLS
