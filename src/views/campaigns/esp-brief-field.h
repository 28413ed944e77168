/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/campaigns/esp-campaign-page.h"

G_BEGIN_DECLS

GtkWidget *
esp_brief_field_new (EspCampaignPage *page, const char *name, const char *title, const char *text);
GtkWidget *esp_brief_field_get_focused (GtkWidget *within);
void esp_brief_field_resume (GtkWidget *within, GtkWidget *before);

G_END_DECLS
