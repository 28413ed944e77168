/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

G_BEGIN_DECLS

/* The chart as a table: the same facts in text. */
typedef struct _EspChartTable EspChartTable;

EspChartTable *esp_chart_table_new (EspChart *chart);
void esp_chart_table_free (EspChartTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChartTable, esp_chart_table_free)

guint esp_chart_table_get_n_columns (const EspChartTable *self);
guint esp_chart_table_get_n_rows (const EspChartTable *self);
const char *esp_chart_table_get_head (const EspChartTable *self, guint column);
const char *esp_chart_table_get_cell (const EspChartTable *self, guint row, guint column);
const char *esp_chart_table_get_key (const EspChartTable *self, guint row, guint column);
gboolean esp_chart_table_is_numeric (const EspChartTable *self, guint column);
const char *esp_chart_table_get_raw (const EspChartTable *self, guint row, guint column);
gboolean esp_chart_table_is_day (const EspChartTable *self, guint row, guint column);
EspUnit
esp_chart_table_get_unit (const EspChartTable *self, guint column, const char **out_currency);
char *esp_chart_table_to_tsv (const EspChartTable *self);
char *esp_chart_table_to_csv (const EspChartTable *self);

G_END_DECLS
