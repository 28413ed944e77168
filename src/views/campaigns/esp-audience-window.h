/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/campaigns/esp-campaign-page.h"

G_BEGIN_DECLS

void esp_audience_window_present (EspCampaignPage *page);

G_END_DECLS
