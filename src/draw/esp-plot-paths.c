/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out the ways that people go: a column of places per step, and the links between neighbouring ones. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-paths.h"

#include "draw/esp-brush.h"

#include <math.h>

#define GAP_SHARE 0.055
#define MIN_GAP 14
#define MAX_GAP 64
#define PLACE_GAP 8
#define PLACE_PADDING 8
#define MAX_LINK 18

typedef struct
{
  double width; /* of a column */
  double gap;
  double line;
  double place; /* the height of one */
  double head;
  double most;
} Columns;

static guint
count_rows (EspChart *chart)
{
  guint most = 0;

  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    most = MAX (most, esp_series_get_n_points (esp_chart_get_series (chart, i)));
  return most;
}

/* A place has two lines: what it is, and how many. */
static void
init_columns (Columns *self, EspScene *scene, double width)
{
  guint n = MAX (esp_chart_get_n_series (scene->chart), 1);

  self->line = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  self->place = 2 * self->line + PLACE_PADDING;
  self->head = self->line + 8;
  self->gap = CLAMP (width * GAP_SHARE, MIN_GAP, MAX_GAP);
  self->width = MAX ((width - (n - 1) * self->gap) / n, 1);
  self->most = 0;
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);
      double sum = 0;

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        sum += MAX (esp_series_get_point (series, j)->value, 0);
      self->most = MAX (self->most, sum);
    }
}

/**
 * esp_plot_paths_measure:
 *
 * Returns: the height that looks best
 */
double
esp_plot_paths_measure (EspScene *scene)
{
  Columns self;

  init_columns (&self, scene, 600);
  return self.head + count_rows (scene->chart) * (self.place + PLACE_GAP);
}

static void
add_place (const Columns *self, EspScene *scene, guint i, guint j, const EspRect *box)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, i);
  const EspPoint *point = esp_series_get_point (series, j);
  g_autofree char *count = esp_chart_format_value (scene->chart, point->value);
  g_autofree char *share = esp_format_percent (self->most > 0 ? point->value / self->most : 0, 0);
  g_autofree char *text = g_strdup_printf ("%s · %s", count, share);
  EspRect bar = *box;
  EspRect line = { box->x + PLACE_PADDING, box->y + PLACE_PADDING / 2.0,
                   box->width - 2 * PLACE_PADDING, self->line };

  esp_scene_add_patch (scene, box, ESP_FILL_TRACK, 0);
  bar.width = self->most > 0 ? MAX (point->value, 0) / self->most * box->width : 0;
  if (bar.width >= 1)
    esp_scene_add_patch (scene, &bar, ESP_FILL_SEQUENTIAL, 1);
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT,
                       point->text != NULL ? point->text : "", &line, 0);
  line.y += self->line;
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, text, &line, 0);
  esp_scene_add_mark (scene, box, i, j)->fill = ESP_FILL_NONE;
}

/**
 * esp_plot_paths:
 *
 * Lays out the columns; what leads from one to the next is painted by esp_paths_paint_links().
 */
void
esp_plot_paths (EspScene *scene, const EspRect *area)
{
  Columns self;

  init_columns (&self, scene, area->width);
  scene->flow = ESP_FLOW_ROWS;
  scene->plot =
    (EspRect){ area->x, area->y + self.head, area->width, MAX (area->height - self.head, 1) };
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);
      double x = area->x + i * (self.width + self.gap);

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, esp_series_get_name (series),
                           &(EspRect){ x, area->y, self.width, self.line }, 0);
      esp_scene_begin_run (scene);
      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        add_place (&self, scene, i, j,
                   &(EspRect){ x, scene->plot.y + j * (self.place + PLACE_GAP), self.width,
                               self.place });
    }
}

static const EspMark *
find_place (const EspScene *scene, guint series, guint point)
{
  const EspRun *run;

  if (series >= scene->runs->len)
    return NULL;
  run = &g_array_index (scene->runs, EspRun, series);
  return point < run->n ? &g_array_index (scene->marks, EspMark, run->first + point) : NULL;
}

static double
find_most (EspChart *chart)
{
  double most = 1;

  for (guint i = 0; i < esp_chart_get_n_links (chart); i++)
    most = MAX (most, esp_chart_get_link (chart, i)->value);
  return most;
}

/**
 * esp_paths_paint_links:
 * @focus: (nullable): the place whose links stand out; %NULL paints all of them faintly
 */
void
esp_paths_paint_links (const EspScene *scene,
                       cairo_t *cr,
                       const EspPalette *palette,
                       const EspMark *focus)
{
  double most = find_most (scene->chart);

  for (guint i = 0; i < esp_chart_get_n_links (scene->chart); i++)
    {
      const EspChartLink *link = esp_chart_get_link (scene->chart, i);
      const EspMark *from = find_place (scene, link->series, link->from);
      const EspMark *to = find_place (scene, link->series + 1, link->to);
      double x0, y0, x1, y1;

      if (from == NULL || to == NULL || (focus != NULL && focus != from && focus != to))
        continue;
      x0 = from->box.x + from->box.width;
      y0 = from->box.y + from->box.height / 2;
      x1 = to->box.x;
      y1 = to->box.y + to->box.height / 2;
      esp_brush_set_color_alpha (cr, focus != NULL ? palette->series[0] : palette->other,
                                 focus != NULL ? 0.85 : 0.35);
      cairo_set_line_width (cr, MAX (link->value / most * MIN (MAX_LINK, x1 - x0), 1));
      cairo_move_to (cr, x0, y0);
      cairo_curve_to (cr, (x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
      cairo_stroke (cr);
    }
}
