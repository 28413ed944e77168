/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/campaigns/esp-campaign-page.h"

G_BEGIN_DECLS

void esp_ad_window_present (EspCampaignPage *page, gint64 ad_campaign_id);

G_END_DECLS
