/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"

G_BEGIN_DECLS

void esp_plot_rows (EspScene *scene, const EspRect *area);
void esp_plot_waterfall (EspScene *scene, const EspRect *area);
void esp_plot_stacked (EspScene *scene, const EspRect *area);

/* Rows of equal height, their names on the left. */
typedef struct
{
  guint n;
  double pitch;
  double name_width;
  double line_height;
  EspRect body; /* right of the names */
} EspRows;

void esp_rows_layout (EspRows *self, EspScene *scene, const EspRect *area, guint n);
void esp_rows_add_name (const EspRows *self, EspScene *scene, guint row, EspFont font);
double esp_rows_natural_height (EspScene *scene, guint n);

G_END_DECLS
