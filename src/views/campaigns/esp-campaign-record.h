/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-campaign-charts.h"
#include "engine/policy/esp-waterfall.h"
#include "store/esp-campaigns.h"

G_BEGIN_DECLS

/* What a campaign's page shows at once. */
typedef struct
{
  gint64 id;
  EspCampaign *campaign; /* (owned) (nullable) NULL: it is gone */
  EspSend *send;         /* (owned) (nullable) its newest */
  GPtrArray *messages;   /* (owned) of EspMessageRow */
  GPtrArray *segments;   /* (owned) of EspSegment */
  GPtrArray *channels;   /* (owned) of EspChannelRecord */
  GPtrArray *counts;     /* (owned) (nullable) of EspLedgerCount */
  GPtrArray *unknown;    /* (owned) (nullable) of EspLedgerRow */
  char *currency;        /* (owned) */
} EspCampaignRecord;

/* What has to be counted. */
typedef struct
{
  gint64 id;
  gboolean has_begun;
  EspWaterfall *waterfall;   /* (owned) (nullable) of a draft */
  char *problem;             /* (owned) (nullable) of the channel or of counting; English */
  GPtrArray *findings;       /* (owned) (nullable) of EspContentFinding */
  char *subject;             /* (owned) (nullable) of the message */
  char *sender;              /* (owned) (nullable) */
  int hold_seconds;          /* what will be held: of the send, or the policy's */
  EspCampaignReport *report; /* (owned) (nullable) */
} EspCampaignFigures;

/* One line of the list. */
typedef struct
{
  EspCampaign *campaign; /* (owned) */
  EspSend *send;         /* (owned) (nullable) */
  char *message;         /* (owned) (nullable) */
  gint64 n_audience;     /* rows of the ledger; 0 before it is prepared */
  gint64 n_sent;
} EspCampaignLine;

EspCampaignRecord *esp_campaign_record_new (gint64 id);
void esp_campaign_record_free (EspCampaignRecord *self);
gboolean esp_campaign_record_read (EspTx *tx, gpointer data, GError **error);
gboolean esp_campaign_record_is_draft (const EspCampaignRecord *self);
gboolean esp_campaign_send_has_begun (const EspSend *send);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignRecord, esp_campaign_record_free)

EspCampaignFigures *esp_campaign_figures_new (gint64 id);
void esp_campaign_figures_free (EspCampaignFigures *self);
gboolean esp_campaign_figures_read (EspTx *tx, gpointer data, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignFigures, esp_campaign_figures_free)

GPtrArray *esp_campaign_lines_new (void);
gboolean esp_campaign_lines_read (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
