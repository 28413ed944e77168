/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-goal.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_overview_item_acts_put_goal (EspSession *session, const EspGoal *goal);
void esp_overview_item_acts_pin (EspSession *session, gint64 campaign_id, const char *chart_name);
void esp_overview_item_acts_pin_report (EspSession *session, gint64 report_id, guint card_id);
void esp_overview_item_acts_install (GtkWidget *widget, EspSession *session, gint64 id);
GMenuModel *esp_overview_item_acts_create_menu (gboolean is_goal);

G_END_DECLS
