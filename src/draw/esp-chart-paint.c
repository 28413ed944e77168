/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints a laid-out chart, its cursor and its tooltip on any cairo surface. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart-paint.h"

#include "draw/esp-brush.h"
#include "draw/esp-plot-paths.h"
#include "draw/esp-trace.h"

#include <math.h>
#include <pango/pangocairo.h>

#define BAR_RADIUS 3
#define WHISKER 4
#define BUBBLE_PADDING 9
#define BUBBLE_RADIUS 7
#define BUBBLE_DISTANCE 12
#define BUBBLE_LINE_GAP 2
#define FOCUS_GAP 3
#define MAX_BUBBLE_WIDTH 320

static EspHue
ink_color (const EspPalette *palette, const EspLabel *label)
{
  switch (label->ink)
    {
    case ESP_INK_DIM:
      return palette->dim_text;
    case ESP_INK_AXIS:
      return palette->axis;
    case ESP_INK_GRID:
      return palette->grid;
    case ESP_INK_ON_FILL:
      return esp_hue_text_on (esp_brush_get_fill (palette, label->fill, label->slot));
    case ESP_INK_TEXT:
    default:
      return palette->text;
    }
}

static void
paint_rules (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  static const double dash[] = { 3, 3 };

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < scene->rules->len; i++)
    {
      const EspRuling *rule = &g_array_index (scene->rules, EspRuling, i);
      gboolean is_level = rule->y0 == rule->y1;

      esp_brush_set_color (cr, rule->ink == ESP_INK_GRID ? palette->grid : palette->axis);
      cairo_set_dash (cr, dash, rule->is_dashed ? G_N_ELEMENTS (dash) : 0, 0);
      /* On the middle of a pixel, so that one line is one pixel. */
      cairo_move_to (cr, is_level ? rule->x0 : floor (rule->x0) + 0.5,
                     is_level ? floor (rule->y0) + 0.5 : rule->y0);
      cairo_line_to (cr, is_level ? rule->x1 : floor (rule->x1) + 0.5,
                     is_level ? floor (rule->y1) + 0.5 : rule->y1);
      cairo_stroke (cr);
    }
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
paint_patches (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  for (guint i = 0; i < scene->patches->len; i++)
    {
      const EspPatch *patch = &g_array_index (scene->patches, EspPatch, i);

      esp_brush_rounded (cr, &patch->box, 2, ESP_CORNERS_ALL);
      esp_brush_set_color (cr, esp_brush_get_fill (palette, patch->fill, patch->slot));
      cairo_fill (cr);
    }
}

/* Which corners of a bar are round: those away from where it stands. */
static EspCorners
corners_of (const EspScene *scene, const EspMark *mark)
{
  switch (esp_chart_get_kind (scene->chart))
    {
    case ESP_CHART_BAR:
      return mark->box.y < scene->zero - 0.5 ? ESP_CORNERS_TOP : ESP_CORNERS_BOTTOM;
    case ESP_CHART_HORIZONTAL_BAR:
      return mark->box.x + mark->box.width > scene->zero + 0.5 ? ESP_CORNERS_END
                                                               : ESP_CORNERS_START;
    case ESP_CHART_FUNNEL:
    case ESP_CHART_WATERFALL:
    case ESP_CHART_HEAT_MAP:
    case ESP_CHART_TABLE:
    case ESP_CHART_PATHS:
      return ESP_CORNERS_ALL;
    case ESP_CHART_STACKED:
    case ESP_CHART_LINE:
    case ESP_CHART_STEP:
    case ESP_CHART_SPARKLINE:
    default:
      return ESP_CORNERS_NONE;
    }
}

static void
paint_boxes (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  gboolean is_heat = esp_chart_get_kind (scene->chart) == ESP_CHART_HEAT_MAP;
  gboolean has_patterns = !is_heat && (scene->runs->len > 1 || palette->is_high_contrast);

  for (guint i = 0; i < scene->marks->len; i++)
    {
      const EspMark *mark = &g_array_index (scene->marks, EspMark, i);
      EspBoxLook look = { .fill = (EspFill) mark->fill, .slot = mark->slot };

      if (look.fill == ESP_FILL_NONE)
        continue;
      look.radius = BAR_RADIUS;
      look.corners = corners_of (scene, mark);
      look.flags = (EspPointFlags) mark->flags;
      look.has_pattern = has_patterns;
      esp_brush_box (cr, palette, &mark->box, &look);
    }
}

/* Intervals of bars: a line with a short bar at each end. */
static void
paint_whiskers (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  gboolean is_rows = scene->flow == ESP_FLOW_ROWS;

  esp_brush_set_color (cr, palette->text);
  cairo_set_line_width (cr, 1.25);
  for (guint i = 0; i < scene->bands->len; i++)
    {
      const EspBand *band = &g_array_index (scene->bands, EspBand, i);
      const EspRect *box = &g_array_index (scene->marks, EspMark, band->mark).box;
      double middle = is_rows ? box->y + box->height / 2 : box->x + box->width / 2;
      const double ends[] = { band->low, band->high };

      cairo_move_to (cr, is_rows ? ends[0] : middle, is_rows ? middle : ends[0]);
      cairo_line_to (cr, is_rows ? ends[1] : middle, is_rows ? middle : ends[1]);
      for (int j = 0; j < 2; j++)
        {
          cairo_move_to (cr, is_rows ? ends[j] : middle - WHISKER,
                         is_rows ? middle - WHISKER : ends[j]);
          cairo_line_to (cr, is_rows ? ends[j] : middle + WHISKER,
                         is_rows ? middle + WHISKER : ends[j]);
        }
    }
  cairo_stroke (cr);
}

static void
paint_swatches (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  for (guint i = 0; i < scene->swatches->len; i++)
    {
      const EspSwatch *swatch = &g_array_index (scene->swatches, EspSwatch, i);
      EspBoxLook look = { .fill = ESP_FILL_SERIES, .slot = swatch->slot };

      look.radius = 2;
      look.corners = ESP_CORNERS_ALL;
      look.has_pattern = TRUE;
      if (swatch->is_marker)
        esp_brush_marker (cr, palette, swatch->slot, swatch->box.x + swatch->box.width / 2,
                          swatch->box.y + swatch->box.height / 2, FALSE);
      else
        esp_brush_box (cr, palette, &swatch->box, &look);
    }
}

static void
paint_labels (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  for (guint i = 0; i < scene->labels->len; i++)
    {
      const EspLabel *label = &g_array_index (scene->labels, EspLabel, i);

      esp_brush_set_color (cr, ink_color (palette, label));
      cairo_move_to (cr, label->box.x, label->box.y);
      pango_cairo_show_layout (cr, label->layout);
    }
}

/**
 * esp_chart_paint:
 *
 * Paints the chart in the colours of @palette; the surface beneath it is the caller's.
 */
void
esp_chart_paint (const EspChartLayout *layout, cairo_t *cr, const EspPalette *palette)
{
  const EspScene *scene = esp_chart_layout_get_scene (layout);

  cairo_save (cr);
  paint_patches (scene, cr, palette);
  paint_rules (scene, cr, palette);
  esp_paths_paint_links (scene, cr, palette, NULL);
  if (scene->trace != ESP_TRACE_NONE)
    esp_trace_paint (scene, cr, palette);
  else
    {
      paint_boxes (scene, cr, palette);
      paint_whiskers (scene, cr, palette);
    }
  paint_swatches (scene, cr, palette);
  paint_labels (scene, cr, palette);
  cairo_restore (cr);
}

/**
 * esp_chart_paint_cursor:
 *
 * Rings @mark; on a line also its moment.
 */
void
esp_chart_paint_cursor (const EspChartLayout *layout,
                        cairo_t *cr,
                        const EspPalette *palette,
                        guint mark)
{
  const EspScene *scene = esp_chart_layout_get_scene (layout);
  const EspMark *which = esp_chart_layout_get_mark (layout, mark);
  EspRect ring = { which->box.x - FOCUS_GAP, which->box.y - FOCUS_GAP,
                   which->box.width + 2 * FOCUS_GAP, which->box.height + 2 * FOCUS_GAP };

  cairo_save (cr);
  esp_paths_paint_links (scene, cr, palette, which);
  if (scene->trace != ESP_TRACE_NONE)
    {
      double x = floor (which->box.x) + 0.5;

      if (!scene->has_panes)
        {
          esp_brush_set_color (cr, palette->axis);
          cairo_set_line_width (cr, 1);
          cairo_move_to (cr, x, scene->plot.y);
          cairo_line_to (cr, x, scene->plot.y + scene->plot.height);
          cairo_stroke (cr);
        }
      esp_brush_marker (cr, palette, which->slot, which->box.x, which->box.y, FALSE);
      cairo_new_sub_path (cr);
      cairo_arc (cr, which->box.x, which->box.y, 8, 0, 2 * G_PI);
    }
  else
    esp_brush_rounded (cr, &ring, BAR_RADIUS + 2, ESP_CORNERS_ALL);
  esp_brush_set_color (cr, palette->focus);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* Sets the lines of the tooltip one below the other and returns the size of their bubble. */
static GPtrArray *
set_lines (const EspScene *scene, char **lines, EspRect *out_bubble)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_object_unref);

  out_bubble->width = out_bubble->height = 2 * BUBBLE_PADDING;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      PangoLayout *text =
        esp_scene_create_text ((EspScene *) scene, i == 1 ? ESP_FONT_STRONG : ESP_FONT_CAPTION,
                               lines[i]);
      PangoRectangle extents;

      pango_layout_get_extents (text, NULL, &extents);
      if (extents.width > MAX_BUBBLE_WIDTH * PANGO_SCALE)
        {
          pango_layout_set_width (text, MAX_BUBBLE_WIDTH * PANGO_SCALE);
          pango_layout_set_wrap (text, PANGO_WRAP_WORD_CHAR);
          pango_layout_get_extents (text, NULL, &extents);
        }
      out_bubble->width =
        MAX (out_bubble->width, (double) extents.width / PANGO_SCALE + 2 * BUBBLE_PADDING);
      out_bubble->height += (double) extents.height / PANGO_SCALE + (i > 0 ? BUBBLE_LINE_GAP : 0);
      g_ptr_array_add (texts, text);
    }
  return texts;
}

/* Above the mark where there is room, else below, always within the picture. */
static void
place_bubble (const EspScene *scene, const EspRect *mark, EspRect *bubble)
{
  double middle = CLAMP (mark->x + mark->width / 2, mark->x, scene->plot.x + scene->plot.width);

  bubble->x = CLAMP (middle - bubble->width / 2, 2, MAX (scene->width - bubble->width - 2, 2));
  bubble->y = mark->y - bubble->height - BUBBLE_DISTANCE;
  if (bubble->y < 2)
    bubble->y = mark->y + mark->height + BUBBLE_DISTANCE;
  bubble->y = CLAMP (bubble->y, 2, MAX (scene->height - bubble->height - 2, 2));
  bubble->x = round (bubble->x);
  bubble->y = round (bubble->y);
}

/**
 * esp_chart_paint_tooltip:
 *
 * Paints what esp_chart_layout_dup_lines() says of @mark in a bubble beside it.
 */
void
esp_chart_paint_tooltip (const EspChartLayout *layout,
                         cairo_t *cr,
                         const EspPalette *palette,
                         guint mark)
{
  const EspScene *scene = esp_chart_layout_get_scene (layout);
  const EspMark *which = esp_chart_layout_get_mark (layout, mark);
  g_auto (GStrv) lines = esp_chart_layout_dup_lines (layout, mark);
  EspRect bubble = { 0 };
  g_autoptr (GPtrArray) texts = set_lines (scene, lines, &bubble);
  double y;

  place_bubble (scene, &which->box, &bubble);
  cairo_save (cr);
  esp_brush_rounded (cr, &bubble, BUBBLE_RADIUS, ESP_CORNERS_ALL);
  esp_brush_set_color (cr, palette->bubble);
  cairo_fill (cr);
  y = bubble.y + BUBBLE_PADDING;
  for (guint i = 0; i < texts->len; i++)
    {
      PangoLayout *text = g_ptr_array_index (texts, i);
      PangoRectangle extents;

      esp_brush_set_color (cr, i == 1 || palette->is_high_contrast
                                 ? palette->bubble_text
                                 : esp_hue_mix (palette->bubble_text, palette->bubble, 0.8));
      cairo_move_to (cr, bubble.x + BUBBLE_PADDING, y);
      pango_cairo_show_layout (cr, text);
      pango_layout_get_extents (text, NULL, &extents);
      y += (double) extents.height / PANGO_SCALE + BUBBLE_LINE_GAP;
    }
  cairo_restore (cr);
}
