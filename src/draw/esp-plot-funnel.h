/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"

G_BEGIN_DECLS

void esp_plot_funnel (EspScene *scene, const EspRect *area);
double esp_plot_funnel_measure (EspScene *scene);
void esp_plot_funnel_groups (EspScene *scene, const EspRect *area);
double esp_plot_funnel_groups_measure (EspScene *scene);

G_END_DECLS
