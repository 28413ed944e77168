/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paints lines and steps, fast at any number of points. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-trace.h"

#include "draw/esp-brush.h"

#include <math.h>

/* An antialiased stroke of a long jagged path grows faster than its length: pieces are linear. */
#define MAX_PIECE 64
/* With more points than this per pixel, one filled column per pixel shows the same. */
#define MAX_POINTS_PER_PIXEL 2
#define LINE_WIDTH 2
#define SPARKLINE_WIDTH 1.5
#define AREA_ALPHA 0.08
#define BAND_ALPHA 0.16

static const EspMark *
mark_of (const EspScene *scene, guint position)
{
  return &g_array_index (scene->marks, EspMark, position);
}

/* Whether a line joins the mark at @position to the one before: not over a gap. */
static gboolean
is_joined (const EspScene *scene, const EspRun *run, guint position)
{
  return position > run->first &&
         mark_of (scene, position)->point == mark_of (scene, position - 1)->point + 1;
}

static void
add_line_to (const EspScene *scene, cairo_t *cr, guint position)
{
  const EspMark *mark = mark_of (scene, position);

  if (scene->trace == ESP_TRACE_STEP)
    cairo_line_to (cr, mark->box.x, mark_of (scene, position - 1)->box.y);
  cairo_line_to (cr, mark->box.x, mark->box.y);
}

static void
set_dash (const EspScene *scene, cairo_t *cr, const EspPalette *palette, guint slot)
{
  int n = 0;
  const double *lengths = esp_palette_get_dash (slot, &n);

  /* Markers tell series apart; where there are none, or contrast is asked for, dashes do. */
  if (scene->has_markers && !palette->is_high_contrast)
    n = slot == ESP_PALETTE_N_SERIES ? n : 0;
  cairo_set_dash (cr, lengths, n, 0);
}

static void
stroke_run (const EspScene *scene, cairo_t *cr, const EspPalette *palette, const EspRun *run)
{
  static const double partial_dash[] = { 3, 4 };
  guint slot = mark_of (scene, run->first)->slot;
  guint n_points = 0;

  set_dash (scene, cr, palette, slot);
  for (guint i = run->first; i < run->first + run->n; i++)
    {
      const EspMark *mark = mark_of (scene, i);
      gboolean is_partial = (mark->flags & (ESP_POINT_PARTIAL | ESP_POINT_ESTIMATE)) != 0;

      if (!is_joined (scene, run, i) || is_partial || n_points >= MAX_PIECE)
        {
          cairo_stroke (cr);
          n_points = 0;
        }
      if (n_points == 0 && is_joined (scene, run, i))
        cairo_move_to (cr, mark_of (scene, i - 1)->box.x, mark_of (scene, i - 1)->box.y);
      if (is_joined (scene, run, i))
        add_line_to (scene, cr, i);
      else
        cairo_move_to (cr, mark->box.x, mark->box.y);
      n_points++;
      if (!is_partial)
        continue;
      cairo_set_dash (cr, partial_dash, G_N_ELEMENTS (partial_dash), 0);
      cairo_stroke (cr);
      set_dash (scene, cr, palette, slot);
      n_points = 0;
    }
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* One filled column per pixel from the lowest to the highest point in it, joined to the last one. */
static void
fill_columns (const EspScene *scene, cairo_t *cr, const EspRun *run)
{
  guint end = run->first + run->n;
  guint i = run->first;
  double last_y = mark_of (scene, i)->box.y;

  while (i < end)
    {
      double column = floor (mark_of (scene, i)->box.x);
      double top = mark_of (scene, i)->box.y;
      double bottom = top;

      /* Carry on from the column before, unless there is a gap. */
      if (is_joined (scene, run, i))
        {
          top = MIN (top, last_y);
          bottom = MAX (bottom, last_y);
        }
      for (; i < end && floor (mark_of (scene, i)->box.x) == column; i++)
        {
          last_y = mark_of (scene, i)->box.y;
          top = MIN (top, last_y);
          bottom = MAX (bottom, last_y);
        }
      cairo_rectangle (cr, column, top - 0.75, 1, MAX (bottom - top, 0) + 1.5);
    }
  cairo_fill (cr);
}

/* Faint colour between a single line and its zero. */
static void
fill_area (const EspScene *scene, cairo_t *cr, const EspPalette *palette, const EspRun *run)
{
  guint i = run->first;
  guint end = run->first + run->n;

  esp_brush_set_color_alpha (cr, esp_palette_get_series (palette, mark_of (scene, i)->slot),
                             AREA_ALPHA);
  while (i < end)
    {
      guint first = i;

      cairo_move_to (cr, mark_of (scene, i)->box.x, scene->zero);
      cairo_line_to (cr, mark_of (scene, i)->box.x, mark_of (scene, i)->box.y);
      for (i++; i < end && is_joined (scene, run, i); i++)
        add_line_to (scene, cr, i);
      cairo_line_to (cr, mark_of (scene, i - 1)->box.x, scene->zero);
      cairo_close_path (cr);
      if (i - first > 1)
        cairo_fill (cr);
      cairo_new_path (cr);
    }
}

/* The interval of a point without neighbours: a bar. */
static void
fill_lone_band (const EspScene *scene, cairo_t *cr, const EspPalette *palette, const EspBand *band)
{
  const EspMark *mark = mark_of (scene, band->mark);

  esp_brush_set_color_alpha (cr, esp_palette_get_series (palette, mark->slot), 2 * BAND_ALPHA);
  cairo_rectangle (cr, mark->box.x - 1.5, MIN (band->low, band->high), 3,
                   fabs (band->high - band->low));
  cairo_fill (cr);
}

/* The ribbons of intervals: as far as neighbours both have one. */
static void
fill_bands (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  guint i = 0;

  while (i < scene->bands->len)
    {
      const EspBand *first = &g_array_index (scene->bands, EspBand, i);
      guint n = 1;

      while (i + n < scene->bands->len)
        {
          const EspMark *mark = mark_of (scene, first->mark + n);

          if (g_array_index (scene->bands, EspBand, i + n).mark != first->mark + n ||
              mark->series != mark_of (scene, first->mark)->series ||
              mark->point != mark_of (scene, first->mark)->point + n)
            break;
          n++;
        }
      if (n == 1)
        {
          fill_lone_band (scene, cr, palette, first);
          i++;
          continue;
        }
      for (guint j = 0; j < n; j++)
        cairo_line_to (cr, mark_of (scene, first->mark + j)->box.x,
                       g_array_index (scene->bands, EspBand, i + j).high);
      for (guint j = n; j-- > 0;)
        cairo_line_to (cr, mark_of (scene, first->mark + j)->box.x,
                       g_array_index (scene->bands, EspBand, i + j).low);
      cairo_close_path (cr);
      esp_brush_set_color_alpha (cr,
                                 esp_palette_get_series (palette,
                                                         mark_of (scene, first->mark)->slot),
                                 BAND_ALPHA);
      cairo_fill (cr);
      i += n;
    }
}

static void
paint_markers (const EspScene *scene, cairo_t *cr, const EspPalette *palette, const EspRun *run)
{
  for (guint i = run->first; i < run->first + run->n; i++)
    {
      const EspMark *mark = mark_of (scene, i);
      gboolean is_unsure = (mark->flags & ESP_POINT_UNSURE) != 0;
      gboolean is_alone = !is_joined (scene, run, i) &&
                          (i + 1 >= run->first + run->n || !is_joined (scene, run, i + 1));

      /* Without markers only what no line reaches, and what is not sure, is marked. */
      if (scene->has_markers || is_alone || is_unsure)
        esp_brush_marker (cr, palette, mark->slot, mark->box.x, mark->box.y, is_unsure);
    }
}

static void
paint_sparkline_end (const EspScene *scene,
                     cairo_t *cr,
                     const EspPalette *palette,
                     const EspRun *run)
{
  const EspMark *mark = mark_of (scene, run->first + run->n - 1);

  esp_brush_set_color (cr, esp_palette_get_series (palette, mark->slot));
  cairo_arc (cr, mark->box.x, mark->box.y, 2.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/**
 * esp_trace_paint:
 *
 * Paints every run of @scene, the first series on top.
 */
void
esp_trace_paint (const EspScene *scene, cairo_t *cr, const EspPalette *palette)
{
  gboolean is_spark = esp_chart_get_kind (scene->chart) == ESP_CHART_SPARKLINE;

  fill_bands (scene, cr, palette);
  for (guint i = scene->runs->len; i-- > 0;)
    {
      const EspRun *run = &g_array_index (scene->runs, EspRun, i);
      gboolean is_dense;

      if (run->n == 0)
        continue;
      is_dense = run->n > MAX_POINTS_PER_PIXEL * MAX (scene->plot.width, 1);
      if (scene->runs->len == 1 && !is_dense && scene->bands->len == 0)
        fill_area (scene, cr, palette, run);
      esp_brush_set_color (cr, esp_palette_get_series (palette, mark_of (scene, run->first)->slot));
      if (is_dense)
        {
          fill_columns (scene, cr, run);
          continue;
        }
      cairo_set_line_width (cr, is_spark ? SPARKLINE_WIDTH : LINE_WIDTH);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      stroke_run (scene, cr, palette, run);
      if (is_spark)
        paint_sparkline_end (scene, cr, palette, run);
      else
        paint_markers (scene, cr, palette, run);
    }
}
