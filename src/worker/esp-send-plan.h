/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-check-send.h"
#include "engine/policy/esp-send-limits.h"
#include "engine/policy/esp-waterfall.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "worker/esp-message-source.h"

G_BEGIN_DECLS

/* What a person chose for one send, beside the workspace's policy. */
typedef struct
{
  guint holdout_permyriad;
  gboolean ignores_hours;
  gboolean is_local_time;    /* the hour is that of each person's own place */
  gboolean is_transactional; /* asks no consent, knows no cap and no hours */
  gboolean is_continuous;    /* of a journey: people come one by one, and it is never over */
  int hold_seconds;          /* -1: as the policy says */
  guint rate_per_minute;     /* 0: as the channel says */
  const char *missed;        /* static: "ask", "send" or "skip" */
} EspSendOptions;

/* Everything that counting, sending and explaining a send need to know of it. */
typedef struct
{
  EspSend *send;             /* (nullable) of a plan without one */
  EspChannelRecord *channel; /* (nullable) */
  EspChannelProblem problem; /* why it is not ready */
  char *problem_detail;      /* (nullable) what is wrong with its settings; English */
  char *channel_problem;     /* (nullable) the same as a sentence; English */
  EspPolicy policy;
  EspSendLimits limits; /* of the channel */
  EspSendOptions options;
  EspSendRule rule;
  const char *medium; /* static: "email", "text", "kakao", "chat" or "push" */
  char *
    address_field; /* (nullable) column of the leads, where it goes; else what the medium is by nature */
  char *zone;      /* of the workspace */
  gboolean is_sample;          /* nothing of it may leave the computer */
  const char *consent_channel; /* (nullable) static: of a notice: the consent whose day it tells */
  gboolean takes_refused;      /* the notice of the law to those who refused, as it was written */
} EspSendPlan;

EspSendPlan *esp_send_plan_load (EspTx *tx, gint64 send_id, GError **error);
EspSendPlan *
esp_send_plan_new_unsent (EspTx *tx, gint64 channel_id, const char *options, GError **error);
void esp_send_plan_free (EspSendPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSendPlan, esp_send_plan_free)

char *esp_send_options_new_json (EspTx *tx, GError **error);
gboolean esp_send_options_from_json (const char *json, EspSendOptions *out_options, GError **error);
EspBitmap *esp_send_plan_resolve_audience (EspTx *tx,
                                           const EspSendPlan *plan,
                                           EspSegmentFunc segments,
                                           GError **error);
gboolean esp_send_plan_has_lead (EspTx *tx,
                                 const EspSendPlan *plan,
                                 EspSegmentFunc segments,
                                 guint32 lead_id,
                                 gboolean *out_has,
                                 GError **error);
const char *esp_send_plan_get_channel (const EspSendPlan *plan);
void esp_send_plan_get_query (EspTx *tx, const EspSendPlan *plan, EspFactsQuery *out_query);
void esp_send_plan_get_input (EspTx *tx, const EspSendPlan *plan, EspWaterfallInput *out_input);
char *esp_send_plan_dup_address (const EspSendPlan *plan, const EspLead *lead);
gint64 esp_send_plan_get_local_at (const EspSendPlan *plan);

G_END_DECLS
