/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "draw/esp-chart-paint.h"

G_BEGIN_DECLS

/* What a view sees of a chart at its present size: the layout, the picture kept, where the cursor of the
 * keyboard and the pointer are. */
typedef struct
{
  EspChart *chart;        /* (owned) (nullable) */
  EspChartLayout *layout; /* (owned) (nullable) of the size below */
  int width;
  int height;
  double x_low; /* the part of the time axis that is shown; equal ends: all of it */
  double x_high;
  GskRenderNode *node; /* (owned) (nullable) the picture; made anew only when something changed */
  gboolean has_cursor;
  gboolean is_pinned; /* the tooltip of the cursor stays when the pointer goes elsewhere */
  guint cursor;       /* a mark of the layout */
  gboolean has_hover;
  guint hover;
} EspChartLens;

void esp_chart_lens_clear (EspChartLens *self);
gboolean esp_chart_lens_set_chart (EspChartLens *self, EspChart *chart);
void esp_chart_lens_forget_picture (EspChartLens *self);
void esp_chart_lens_forget_layout (EspChartLens *self);
gboolean
esp_chart_lens_focus (EspChartLens *self, const EspChartStyle *style, int width, int height);
gboolean esp_chart_lens_move (EspChartLens *self, EspChartMove move);
gboolean esp_chart_lens_point (EspChartLens *self, double x, double y);
gboolean esp_chart_lens_put (EspChartLens *self, double x, double y);
gboolean esp_chart_lens_zoom (EspChartLens *self, gboolean is_in);
gboolean esp_chart_lens_leave (EspChartLens *self);
const char *esp_chart_lens_get_key (EspChartLens *self, gboolean of_hover);
void esp_chart_lens_get_cursor_box (EspChartLens *self, EspRect *out_box);
GdkContentProvider *esp_chart_lens_create_content (EspChartLens *self);
void esp_chart_lens_snapshot (EspChartLens *self, GtkSnapshot *snapshot, const EspPalette *palette);

G_END_DECLS
