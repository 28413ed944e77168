/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-campaign-charts.h"
#include "engine/plan/esp-post-mortem.h"
#include "engine/plan/esp-process.h"
#include "engine/policy/esp-waterfall.h"
#include "store/esp-ad-plans.h"
#include "store/esp-campaigns.h"
#include "worker/esp-review-look.h"
#include "worker/esp-send-check.h"
#include "worker/esp-text-cost.h"

G_BEGIN_DECLS

/* What a campaign's page shows at once. */
typedef struct
{
  gint64 id;
  EspCampaign *campaign; /* (owned) (nullable) NULL: it is gone */
  EspSend *send;         /* (owned) (nullable) its newest */
  GPtrArray *sends;      /* (owned) of EspSend, the newest first */
  GPtrArray *messages;   /* (owned) of EspMessageRow */
  GPtrArray *segments;   /* (owned) of EspSegment */
  GPtrArray *channels;   /* (owned) of EspChannelRecord */
  GPtrArray *counts;     /* (owned) (nullable) of EspLedgerCount */
  GPtrArray *unknown;    /* (owned) (nullable) of EspLedgerRow */
  char *currency;        /* (owned) */
  EspStageBook *book;    /* (owned) (nullable) as a process */
  EspProcessFacts facts; /* what its stages wait for */
  GPtrArray *ads;        /* (owned) (nullable) of EspAdCampaign */
} EspCampaignRecord;

/* What has to be counted. */
typedef struct
{
  gint64 id;
  gboolean has_begun;
  guint n_sends;
  EspWaterfall *waterfall;    /* (owned) (nullable) of a draft */
  EspSendCheck *check;        /* (owned) (nullable) of a draft: what the rules say */
  EspTextCost *cost;          /* (owned) (nullable) of a draft of texts: what they would cost */
  EspReviewLook *look;        /* (owned) (nullable) of a draft: whether people have said yes */
  char *problem;              /* (owned) (nullable) why it cannot be counted; English */
  int hold_seconds;           /* what will be held: of the send, or the policy's */
  guint rate_per_minute;      /* what the channel takes at most; 0: as fast as it can */
  gint64 first_at_us;         /* when the first may leave; 0: at once */
  gint64 last_at_us;          /* the last hour of the zones, with local time; else as first_at_us */
  const char *missed;         /* static: what happens when the moment is missed */
  EspCampaignReport *report;  /* (owned) (nullable) */
  EspPostMortem *post_mortem; /* (owned) (nullable) of a process that has begun */
} EspCampaignFigures;

EspCampaignRecord *esp_campaign_record_new (gint64 id);
void esp_campaign_record_free (EspCampaignRecord *self);
gboolean esp_campaign_record_read (EspTx *tx, gpointer data, GError **error);
gboolean esp_campaign_record_is_draft (const EspCampaignRecord *self);
gboolean esp_campaign_record_is_over (const EspCampaignRecord *self);
gboolean esp_campaign_send_has_begun (const EspSend *send);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignRecord, esp_campaign_record_free)

EspCampaignFigures *esp_campaign_figures_new (gint64 id);
void esp_campaign_figures_free (EspCampaignFigures *self);
gboolean esp_campaign_figures_read (EspTx *tx, gpointer data, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignFigures, esp_campaign_figures_free)

G_END_DECLS
