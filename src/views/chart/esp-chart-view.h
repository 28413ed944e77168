/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/esp-chart.h"

G_BEGIN_DECLS

/* A chart that can be pointed at and walked over.
 *
 * Property "chart": what it shows. "cursor-text": what the mark under the keyboard cursor says, to be
 * announced. "shows-table": whether the person asked for the table twin (T); the owner shows it.
 *
 * Signal "drill" (const char *key): the person wants to see the leads behind a mark. */
#define ESP_TYPE_CHART_VIEW (esp_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (EspChartView, esp_chart_view, ESP, CHART_VIEW, GtkWidget)

GtkWidget *esp_chart_view_new (void);
EspChart *esp_chart_view_get_chart (EspChartView *self);
void esp_chart_view_set_chart (EspChartView *self, EspChart *chart);
gboolean esp_chart_view_get_cursor (EspChartView *self, guint *out_series, guint *out_point);
const char *esp_chart_view_get_cursor_text (EspChartView *self);
gboolean esp_chart_view_get_shows_table (EspChartView *self);
void esp_chart_view_set_shows_table (EspChartView *self, gboolean shows_table);
gboolean esp_chart_view_copy (EspChartView *self);
void esp_chart_view_set_export_menu (EspChartView *self, GMenuModel *menu);

G_END_DECLS
