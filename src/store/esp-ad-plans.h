/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_AD_NO_DAY G_MININT64
#define ESP_AD_MAX_TEXT 20000

/* A campaign of an advertising platform, as it is planned. */
typedef struct
{
  gint64 id;
  gint64 campaign_id; /* whose it is here */
  char *platform;
  char *name;
  char *objective;   /* (nullable) */
  gint64 budget;     /* minor units of the workspace's currency; 0: none */
  gboolean is_total; /* for all days; else for each */
  gint64 from_day;   /* since 1970; %ESP_AD_NO_DAY: none */
  gint64 to_day;     /* the last one */
  char *external_id; /* (nullable) */
  char *state;       /* planned, running, paused, ended */
  GPtrArray *groups; /* (element-type EspAdGroup) */
} EspAdCampaign;

typedef struct
{
  gint64 id;
  gint64 ad_campaign_id;
  char *name;
  char *bidding;        /* (nullable) */
  gint64 bid;           /* minor units; 0: the platform bids */
  char *targeting;      /* (nullable) JSON */
  GPtrArray *creatives; /* (element-type EspAdCreative) */
} EspAdGroup;

typedef struct
{
  gint64 id;
  gint64 ad_group_id;
  char *name;
  char *format;
  char *content; /* JSON: texts by field, picture */
} EspAdCreative;

EspAdCampaign *esp_ad_campaign_new (gint64 campaign_id, const char *platform, const char *name);
void esp_ad_campaign_free (EspAdCampaign *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAdCampaign, esp_ad_campaign_free)
EspAdGroup *esp_ad_group_new (gint64 ad_campaign_id, const char *name);
void esp_ad_group_free (EspAdGroup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAdGroup, esp_ad_group_free)
EspAdCreative *
esp_ad_creative_new (gint64 ad_group_id, const char *name, const char *format, const char *content);
void esp_ad_creative_free (EspAdCreative *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAdCreative, esp_ad_creative_free)
gint64 esp_ad_campaign_get_whole_budget (const EspAdCampaign *self);

GPtrArray *esp_ad_campaign_list (EspTx *tx, gint64 campaign_id, GError **error);
gboolean esp_ad_campaign_save (EspTx *tx, EspAdCampaign *self, GError **error);
gboolean esp_ad_campaign_delete (EspTx *tx, gint64 id, GError **error);
gboolean esp_ad_group_save (EspTx *tx, EspAdGroup *self, GError **error);
gboolean esp_ad_group_delete (EspTx *tx, gint64 id, GError **error);
gboolean esp_ad_creative_save (EspTx *tx, EspAdCreative *self, GError **error);
gboolean esp_ad_creative_delete (EspTx *tx, gint64 id, GError **error);

G_END_DECLS
