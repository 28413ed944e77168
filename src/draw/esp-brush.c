/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strokes that charts are made of: fills, patterns, hatching, markers. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-brush.h"

#include <math.h>

#define PATTERN_PITCH 7
#define HATCH_PITCH 6
#define MARKER_RADIUS 3.75

/**
 * esp_brush_set_color:
 */
void
esp_brush_set_color (cairo_t *cr, EspHue color)
{
  esp_brush_set_color_alpha (cr, color, 1);
}

/**
 * esp_brush_set_color_alpha:
 */
void
esp_brush_set_color_alpha (cairo_t *cr, EspHue color, double alpha)
{
  double red, green, blue;

  esp_hue_get_rgb (color, &red, &green, &blue);
  cairo_set_source_rgba (cr, red, green, blue, alpha);
}

/**
 * esp_brush_get_fill:
 *
 * Returns: the plain colour of a fill
 */
EspHue
esp_brush_get_fill (const EspPalette *palette, EspFill fill, guint slot)
{
  switch (fill)
    {
    case ESP_FILL_SEQUENTIAL:
      return palette->sequential[MIN (slot, ESP_PALETTE_N_STEPS - 1)];
    case ESP_FILL_LOST:
      return palette->series[1];
    case ESP_FILL_NONE:
    case ESP_FILL_TRACK:
      return palette->track;
    case ESP_FILL_SERIES:
    default:
      return esp_palette_get_series (palette, slot);
    }
}

/**
 * esp_brush_rounded:
 *
 * Makes @box the path, its @corners rounded as far as it is large enough.
 */
void
esp_brush_rounded (cairo_t *cr, const EspRect *box, double radius, EspCorners corners)
{
  double r = MIN (radius, MIN (box->width, box->height) / 2);
  double left = box->x, top = box->y;
  double right = left + box->width, bottom = top + box->height;

  cairo_new_sub_path (cr);
  if ((corners & ESP_CORNER_TOP_LEFT) != 0)
    cairo_arc (cr, left + r, top + r, r, G_PI, 1.5 * G_PI);
  else
    cairo_line_to (cr, left, top);
  if ((corners & ESP_CORNER_TOP_RIGHT) != 0)
    cairo_arc (cr, right - r, top + r, r, 1.5 * G_PI, 2 * G_PI);
  else
    cairo_line_to (cr, right, top);
  if ((corners & ESP_CORNER_BOTTOM_RIGHT) != 0)
    cairo_arc (cr, right - r, bottom - r, r, 0, 0.5 * G_PI);
  else
    cairo_line_to (cr, right, bottom);
  if ((corners & ESP_CORNER_BOTTOM_LEFT) != 0)
    cairo_arc (cr, left + r, bottom - r, r, 0.5 * G_PI, G_PI);
  else
    cairo_line_to (cr, left, bottom);
  cairo_close_path (cr);
}

/* Slanting lines over the clip; @slope 1 rises to the right, −1 falls. */
static void
add_slanted (cairo_t *cr, const EspRect *box, double pitch, int slope)
{
  double first = floor ((box->x - box->height) / pitch) * pitch;

  for (double x = first; x < box->x + box->width + box->height; x += pitch)
    {
      /* Tied to the picture, not to the box, so that neighbouring boxes line up. */
      cairo_move_to (cr, x, slope > 0 ? box->y + box->height : box->y);
      cairo_line_to (cr, x + box->height, slope > 0 ? box->y : box->y + box->height);
    }
}

static void
add_dots (cairo_t *cr, const EspRect *box)
{
  for (double y = box->y + PATTERN_PITCH / 2.0; y < box->y + box->height; y += PATTERN_PITCH)
    for (double x = box->x + PATTERN_PITCH / 2.0; x < box->x + box->width; x += PATTERN_PITCH)
      {
        cairo_new_sub_path (cr);
        cairo_arc (cr, x, y, 1.1, 0, 2 * G_PI);
      }
}

/* Draws the pattern of @slot over the current clip. */
static void
paint_pattern (cairo_t *cr, const EspPalette *palette, const EspRect *box, guint slot)
{
  EspPattern pattern = esp_palette_get_pattern (slot);

  esp_brush_set_color_alpha (cr, palette->surface, palette->is_high_contrast ? 0.9 : 0.4);
  cairo_set_line_width (cr, palette->is_high_contrast ? 1.5 : 1);
  cairo_new_path (cr);
  if (pattern == ESP_PATTERN_DOTS)
    {
      add_dots (cr, box);
      cairo_fill (cr);
      return;
    }
  if (pattern == ESP_PATTERN_RISING || pattern == ESP_PATTERN_CROSS)
    add_slanted (cr, box, PATTERN_PITCH, 1);
  if (pattern == ESP_PATTERN_FALLING || pattern == ESP_PATTERN_CROSS)
    add_slanted (cr, box, PATTERN_PITCH, -1);
  cairo_stroke (cr);
}

/* Too few or not over yet: the colour pale under hatching, or pale within a dashed line. */
static void
paint_uncertain (cairo_t *cr, const EspBoxLook *look, const EspRect *box, EspHue color)
{
  static const double dash[] = { 3, 2 };
  EspRect inner = { box->x + 0.75, box->y + 0.75, MAX (box->width - 1.5, 0),
                    MAX (box->height - 1.5, 0) };

  esp_brush_set_color_alpha (cr, color, 0.18);
  cairo_paint (cr);
  esp_brush_set_color_alpha (cr, color, 0.75);
  cairo_new_path (cr);
  if ((look->flags & ESP_POINT_SMALL_SAMPLE) != 0 || look->fill == ESP_FILL_SEQUENTIAL)
    {
      cairo_set_line_width (cr, 1);
      add_slanted (cr, box, HATCH_PITCH, 1);
      cairo_stroke (cr);
    }
  if (look->fill == ESP_FILL_SEQUENTIAL)
    return;
  esp_brush_set_color (cr, color);
  esp_brush_rounded (cr, &inner, look->radius, look->corners);
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, dash, (look->flags & ESP_POINT_PARTIAL) != 0 ? 2 : 0, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/**
 * esp_brush_box:
 *
 * Fills a bar or a cell as @look says.
 */
void
esp_brush_box (cairo_t *cr, const EspPalette *palette, const EspRect *box, const EspBoxLook *look)
{
  EspHue color = esp_brush_get_fill (palette, look->fill, look->slot);
  gboolean is_uncertain =
    (look->flags & ESP_POINT_UNSURE) != 0 && (look->flags & ESP_POINT_MISSING) == 0;

  if (box->width <= 0 || box->height <= 0)
    return;
  cairo_save (cr);
  esp_brush_rounded (cr, box, look->radius, look->corners);
  if (!is_uncertain && !(look->has_pattern && look->slot > 0))
    {
      esp_brush_set_color (cr, color);
      cairo_fill_preserve (cr);
      if (palette->is_high_contrast)
        {
          esp_brush_set_color (cr, palette->text);
          cairo_set_line_width (cr, 2);
          cairo_stroke_preserve (cr);
        }
      cairo_restore (cr);
      cairo_new_path (cr);
      return;
    }
  cairo_clip (cr);
  if (is_uncertain)
    paint_uncertain (cr, look, box, color);
  else
    {
      esp_brush_set_color (cr, color);
      cairo_paint (cr);
      paint_pattern (cr, palette, box, look->slot);
    }
  cairo_restore (cr);
  if (palette->is_high_contrast && !is_uncertain)
    {
      esp_brush_rounded (cr, box, look->radius, look->corners);
      esp_brush_set_color (cr, palette->text);
      cairo_set_line_width (cr, 2);
      cairo_stroke (cr);
    }
}

static void
add_polygon (cairo_t *cr, const double (*corners)[2], guint n, double x, double y, double size)
{
  cairo_new_sub_path (cr);
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, x + corners[i][0] * size, y + corners[i][1] * size);
  cairo_close_path (cr);
}

static void
add_marker (cairo_t *cr, EspMarker marker, double x, double y, double size)
{
  static const double triangle[][2] = { { 0, -1.2 }, { 1.15, 0.85 }, { -1.15, 0.85 } };
  static const double square[][2] = { { -0.95, -0.95 },
                                      { 0.95, -0.95 },
                                      { 0.95, 0.95 },
                                      { -0.95, 0.95 } };
  static const double diamond[][2] = { { 0, -1.3 }, { 1.3, 0 }, { 0, 1.3 }, { -1.3, 0 } };
  static const double cross[][2] = {
    { -0.4, -1.2 }, { 0.4, -1.2 }, { 0.4, -0.4 }, { 1.2, -0.4 }, { 1.2, 0.4 },   { 0.4, 0.4 },
    { 0.4, 1.2 },   { -0.4, 1.2 }, { -0.4, 0.4 }, { -1.2, 0.4 }, { -1.2, -0.4 }, { -0.4, -0.4 }
  };

  switch (marker)
    {
    case ESP_MARKER_TRIANGLE:
      add_polygon (cr, triangle, G_N_ELEMENTS (triangle), x, y, size);
      break;
    case ESP_MARKER_SQUARE:
      add_polygon (cr, square, G_N_ELEMENTS (square), x, y, size);
      break;
    case ESP_MARKER_DIAMOND:
      add_polygon (cr, diamond, G_N_ELEMENTS (diamond), x, y, size);
      break;
    case ESP_MARKER_CROSS:
      add_polygon (cr, cross, G_N_ELEMENTS (cross), x, y, size);
      break;
    case ESP_MARKER_CIRCLE:
    case ESP_MARKER_RING:
    default:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, size, 0, 2 * G_PI);
      break;
    }
}

/**
 * esp_brush_marker:
 * @is_hollow: for a point that is not sure
 *
 * Draws the marker of series @slot with a rim of the surface around it.
 */
void
esp_brush_marker (cairo_t *cr,
                  const EspPalette *palette,
                  guint slot,
                  double x,
                  double y,
                  gboolean is_hollow)
{
  EspMarker marker = esp_palette_get_marker (slot);
  EspHue color = esp_palette_get_series (palette, slot);

  cairo_new_path (cr);
  add_marker (cr, marker, x, y, MARKER_RADIUS);
  esp_brush_set_color (cr, palette->surface);
  cairo_set_line_width (cr, 3);
  cairo_stroke_preserve (cr);
  if (is_hollow || marker == ESP_MARKER_RING)
    {
      cairo_fill_preserve (cr);
      esp_brush_set_color (cr, color);
      cairo_set_line_width (cr, 1.5);
      cairo_stroke (cr);
      return;
    }
  esp_brush_set_color (cr, color);
  cairo_fill (cr);
}
