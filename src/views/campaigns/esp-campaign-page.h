/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/campaigns/esp-campaign-record.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* One campaign: its plan, how it goes, and what came of it.
 *
 * Property "title" (read-only, notified): its name. */
#define ESP_TYPE_CAMPAIGN_PAGE (esp_campaign_page_get_type ())
G_DECLARE_FINAL_TYPE (EspCampaignPage, esp_campaign_page, ESP, CAMPAIGN_PAGE, GtkWidget)

GtkWidget *esp_campaign_page_new (EspSession *session);
void esp_campaign_page_set_campaign (EspCampaignPage *self, gint64 id);
void esp_campaign_page_reload (EspCampaignPage *self);
const char *esp_campaign_page_get_title (EspCampaignPage *self);
gint64 esp_campaign_page_get_campaign (EspCampaignPage *self);
EspSession *esp_campaign_page_get_session (EspCampaignPage *self);
const EspCampaignRecord *esp_campaign_page_get_record (EspCampaignPage *self);
const EspCampaignFigures *esp_campaign_page_get_figures (EspCampaignPage *self);
void esp_campaign_page_touch (EspCampaignPage *self);
void esp_campaign_page_set_read_only (EspCampaignPage *self);
gboolean esp_campaign_page_is_read_only (EspCampaignPage *self);
gboolean esp_campaign_page_is_busy (EspCampaignPage *self);
const char *esp_campaign_page_get_obstacle (EspCampaignPage *self);

G_END_DECLS
