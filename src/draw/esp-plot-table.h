/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"

G_BEGIN_DECLS

void esp_plot_table (EspScene *scene, const EspRect *area);
gboolean esp_plot_table_is_cut (EspScene *scene);
double esp_plot_table_measure (EspScene *scene);

G_END_DECLS
