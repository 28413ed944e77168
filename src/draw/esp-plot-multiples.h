/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"

G_BEGIN_DECLS

gboolean esp_chart_wants_multiples (EspChart *chart);
void esp_plot_multiples (EspScene *scene, const EspRect *area);
double esp_plot_multiples_measure (EspScene *scene, double width);

G_END_DECLS
