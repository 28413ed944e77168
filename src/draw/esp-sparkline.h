/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-brush.h"

G_BEGIN_DECLS

void esp_sparkline_draw (cairo_t *cr,
                         const EspPalette *palette,
                         const EspRect *box,
                         const double *now,
                         const double *before,
                         guint n_days);

G_END_DECLS
