/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"
#include "engine/insight/esp-metric.h"

G_BEGIN_DECLS

/* How charts of a campaign speak. */
typedef struct
{
  EspLang lang;
  GTimeZone *zone;                                /* (nullable) whose days and hours; NULL is UTC */
  gint64 now_us;                                  /* a period that holds it is not complete yet */
  const char *(*translate) (const char *english); /* (nullable) NULL leaves English */
  char *(*name_reason) (const char *reason);      /* (nullable) a reason of the ledger in words */
} EspChartVoice;

/* What the four pictures are made of. */
typedef struct
{
  EspCampaignResults *results; /* (owned) */
  GArray *opened;              /* (owned) of EspMoment */
  GArray *clicked;             /* (owned) of EspMoment */
  GArray *unsubscribed;        /* (owned) of EspMoment */
  GPtrArray *links;            /* (owned) of EspLinkClicks */
} EspCampaignReport;

typedef enum
{
  ESP_CAMPAIGN_CHART_WATERFALL, /* from the audience to those it was delivered to */
  ESP_CAMPAIGN_CHART_OUTCOMES,  /* what people did with it */
  ESP_CAMPAIGN_CHART_RESPONSES, /* when they did it */
  ESP_CAMPAIGN_CHART_LINKS,     /* which links they clicked */
} EspCampaignChart;

#define ESP_N_CAMPAIGN_CHARTS (ESP_CAMPAIGN_CHART_LINKS + 1)

EspCampaignReport *
esp_campaign_report_load (EspTx *tx, gint64 campaign_id, gint64 send_id, GError **error);
void esp_campaign_report_free (EspCampaignReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCampaignReport, esp_campaign_report_free)
EspChart *esp_campaign_report_draw (const EspCampaignReport *self,
                                    EspCampaignChart which,
                                    const EspChartVoice *voice);
const char *esp_campaign_chart_get_name (EspCampaignChart which);

G_END_DECLS
