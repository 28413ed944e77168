/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scale.h"
#include "draw/esp-scene.h"

G_BEGIN_DECLS

/* The two axes of lines and standing bars, once laid out. */
typedef struct
{
  EspScale values;
  double x_low;
  double x_high;
  guint n_bands; /* > 0: x is a place among equal bands, as bars need */
  double inset;  /* px between the plot's sides and the first and last point */
  EspRect plot;
} EspAxes;

gboolean esp_chart_get_range (EspChart *chart, double *out_min, double *out_max);
const EspSeries *esp_chart_get_longest_series (EspChart *chart);
gboolean esp_axes_is_cut (const EspScene *scene);
void esp_axes_layout (EspAxes *self,
                      EspScene *scene,
                      const EspRect *area,
                      double end_gutter,
                      gboolean is_banded);
double esp_axes_get_x (const EspAxes *self, double x);
double esp_axes_get_y (const EspAxes *self, double value);

double esp_legend_layout (EspScene *scene, const EspRect *area, gboolean has_markers);

G_END_DECLS
