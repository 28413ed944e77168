/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/esp-campaign-charts.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A question, its answer, the chart or its table, and a menu to copy and export. Announces the cursor
 * and opens the leads behind a mark through the session. */
#define ESP_TYPE_CHART_CARD (esp_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (EspChartCard, esp_chart_card, ESP, CHART_CARD, GtkWidget)

GtkWidget *esp_chart_card_new (EspSession *session);
EspChart *esp_chart_card_get_chart (EspChartCard *self);
void esp_chart_card_set_chart (EspChartCard *self, EspChart *chart);
gboolean esp_chart_card_get_cursor (EspChartCard *self, guint *out_series, guint *out_point);
void esp_chart_card_add_menu (EspChartCard *self, GMenuModel *section);
void esp_chart_card_set_problem (EspChartCard *self, const char *title, const char *problem);
void esp_chart_card_add_head (EspChartCard *self, GtkWidget *widget);
void esp_chart_card_set_footer (EspChartCard *self, GtkWidget *footer);
void esp_chart_card_set_plain (EspChartCard *self);

void esp_chart_voice_init (EspChartVoice *voice, GTimeZone *zone, gint64 now_us);

G_END_DECLS
