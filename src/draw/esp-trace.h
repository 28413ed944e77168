/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-palette.h"
#include "draw/esp-scene.h"

#include <cairo.h>

G_BEGIN_DECLS

void esp_trace_paint (const EspScene *scene, cairo_t *cr, const EspPalette *palette);

G_END_DECLS
