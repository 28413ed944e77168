/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-palette.h"
#include "draw/esp-scene.h"

#include <cairo.h>

G_BEGIN_DECLS

void esp_plot_paths (EspScene *scene, const EspRect *area);
double esp_plot_paths_measure (EspScene *scene);
void esp_paths_paint_links (const EspScene *scene,
                            cairo_t *cr,
                            const EspPalette *palette,
                            const EspMark *focus);

G_END_DECLS
