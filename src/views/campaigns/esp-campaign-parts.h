/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of a campaign's page; built anew whenever what they show has changed. */
#pragma once

#include <adwaita.h>

#include "views/campaigns/esp-campaign-page.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_TICK_OPEN, /* something is missing */
  ESP_TICK_WAIT, /* is being counted */
  ESP_TICK_WARN,
  ESP_TICK_DONE,
} EspTick;

GtkWidget *esp_campaign_group_new (const char *title, EspTick tick, const char *word);
GtkWidget *esp_campaign_text_row_new (const char *title, const char *text);
GtkWidget *esp_campaign_count_row_new (const char *title, gint64 count, gboolean is_loss);

char *esp_campaign_process_key (const EspCampaignRecord *record);
GtkWidget *esp_campaign_process_new (EspCampaignPage *page);
GtkWidget *esp_campaign_brief_new (EspCampaignPage *page);
char *esp_campaign_ads_key (const EspCampaignRecord *record);
GtkWidget *esp_campaign_ads_new (EspCampaignPage *page);
GtkWidget *esp_campaign_post_mortem_new (EspCampaignPage *page);
GtkWidget *esp_campaign_goal_new (EspCampaignPage *page);
GtkWidget *esp_campaign_audience_new (EspCampaignPage *page);
GtkWidget *esp_campaign_waterfall_new (EspCampaignPage *page);
GtkWidget *esp_campaign_message_new (EspCampaignPage *page);
GtkWidget *esp_campaign_when_new (EspCampaignPage *page);
GtkWidget *esp_campaign_checks_new (EspCampaignPage *page);
GtkWidget *esp_campaign_review_new (EspCampaignPage *page);
GtkWidget *esp_campaign_progress_new (EspCampaignPage *page);
GtkWidget *esp_campaign_results_new (EspCampaignPage *page);

G_END_DECLS
