/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart-layout.h"
#include "draw/esp-palette.h"

#include <cairo.h>

G_BEGIN_DECLS

void esp_chart_paint (const EspChartLayout *layout, cairo_t *cr, const EspPalette *palette);
void esp_chart_paint_cursor (const EspChartLayout *layout,
                             cairo_t *cr,
                             const EspPalette *palette,
                             guint mark);
void esp_chart_paint_tooltip (const EspChartLayout *layout,
                              cairo_t *cr,
                              const EspPalette *palette,
                              guint mark);

G_END_DECLS
