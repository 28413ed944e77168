/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/campaigns/esp-campaign-page.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_stage_row_build (EspCampaignPage *page, const EspWorkRow *stage);

G_END_DECLS
