/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/esp-chart.h"

G_BEGIN_DECLS

/* The table twin of a chart.
 *
 * Signal "drill" (const char *key): a row was activated: the leads behind its first value. */
#define ESP_TYPE_CHART_TABLE_VIEW (esp_chart_table_view_get_type ())
G_DECLARE_FINAL_TYPE (EspChartTableView, esp_chart_table_view, ESP, CHART_TABLE_VIEW, GtkWidget)

GtkWidget *esp_chart_table_view_new (void);
void esp_chart_table_view_set_chart (EspChartTableView *self, EspChart *chart);

G_END_DECLS
