/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_CHART_FORMAT_PNG,
  ESP_CHART_FORMAT_PNG_2X,
  ESP_CHART_FORMAT_SVG,
  ESP_CHART_FORMAT_PDF,
  ESP_CHART_FORMAT_CSV,
  ESP_CHART_FORMAT_TSV,
} EspChartFormat;

GBytes *esp_chart_export (EspChart *chart, EspChartFormat format, double width, GError **error);
gboolean esp_chart_export_file (EspChart *chart,
                                EspChartFormat format,
                                double width,
                                const char *path,
                                GError **error);
const char *esp_chart_format_get_suffix (EspChartFormat format);

G_END_DECLS
