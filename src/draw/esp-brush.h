/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-palette.h"
#include "draw/esp-scene.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_CORNERS_NONE = 0,
  ESP_CORNER_TOP_LEFT = 1 << 0,
  ESP_CORNER_TOP_RIGHT = 1 << 1,
  ESP_CORNER_BOTTOM_RIGHT = 1 << 2,
  ESP_CORNER_BOTTOM_LEFT = 1 << 3,
  ESP_CORNERS_TOP = ESP_CORNER_TOP_LEFT | ESP_CORNER_TOP_RIGHT,
  ESP_CORNERS_BOTTOM = ESP_CORNER_BOTTOM_LEFT | ESP_CORNER_BOTTOM_RIGHT,
  ESP_CORNERS_START = ESP_CORNER_TOP_LEFT | ESP_CORNER_BOTTOM_LEFT,
  ESP_CORNERS_END = ESP_CORNER_TOP_RIGHT | ESP_CORNER_BOTTOM_RIGHT,
  ESP_CORNERS_ALL = ESP_CORNERS_TOP | ESP_CORNERS_BOTTOM,
} EspCorners;

/* How a bar or a cell is filled. */
typedef struct
{
  EspFill fill;
  guint slot;
  double radius;
  EspCorners corners;
  EspPointFlags flags;
  gboolean has_pattern;
} EspBoxLook;

void esp_brush_set_color (cairo_t *cr, EspHue color);
void esp_brush_set_color_alpha (cairo_t *cr, EspHue color, double alpha);
EspHue esp_brush_get_fill (const EspPalette *palette, EspFill fill, guint slot);
void esp_brush_rounded (cairo_t *cr, const EspRect *box, double radius, EspCorners corners);
void
esp_brush_box (cairo_t *cr, const EspPalette *palette, const EspRect *box, const EspBoxLook *look);
void esp_brush_marker (cairo_t *cr,
                       const EspPalette *palette,
                       guint slot,
                       double x,
                       double y,
                       gboolean is_hollow);

G_END_DECLS
