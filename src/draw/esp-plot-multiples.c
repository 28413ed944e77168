/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out many lines as small pictures side by side, all with the same axes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-multiples.h"

#include "draw/esp-axes.h"
#include "draw/esp-palette.h"

#include <math.h>

#define MIN_PANE 168
#define MAX_LEAST 420 /* longer names are cut */
#define PANE_GAP 18
#define TOP_GAP 8
#define PANE_HEIGHT 92
#define POINT_INSET 4

typedef struct
{
  guint n_across;
  double width;
  double height;
  double line;
  double top; /* what the most that there is takes */
  double min;
  double max;
  double x_low;
  double x_high;
} Panes;

/**
 * esp_chart_wants_multiples:
 *
 * Returns: whether there are more lines than colours that can be told apart
 */
gboolean
esp_chart_wants_multiples (EspChart *chart)
{
  guint n = 0;

  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    if (esp_series_get_role (esp_chart_get_series (chart, i)) == ESP_SERIES_NORMAL)
      n++;
  return n > ESP_PALETTE_N_SERIES;
}

static void
find_range (Panes *self, EspChart *chart)
{
  self->min = self->max = 0;
  (void) esp_chart_get_range (chart, &self->min, &self->max);
  self->min = MIN (self->min, 0);
  self->max = self->max > self->min ? self->max : self->min + 1;
  self->x_low = INFINITY;
  self->x_high = -INFINITY;
  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);
      guint n = esp_series_get_n_points (series);

      if (n == 0)
        continue;
      self->x_low = MIN (self->x_low, esp_series_get_point (series, 0)->x);
      self->x_high = MAX (self->x_high, esp_series_get_point (series, n - 1)->x);
    }
}

/* The name and the most that there is stand beside each other over each pane. */
static double
find_least (Panes *self, EspScene *scene)
{
  g_autofree char *top = esp_chart_format_short (scene->chart, self->max);
  double widest = 0;

  self->top = esp_scene_measure (scene, ESP_FONT_CAPTION, top) + TOP_GAP;
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    widest = MAX (widest,
                  esp_scene_measure (scene, ESP_FONT_CAPTION,
                                     esp_series_get_name (esp_chart_get_series (scene->chart, i))));
  return CLAMP (widest + self->top, MIN_PANE, MAX_LEAST);
}

static void
init_panes (Panes *self, EspScene *scene, double width)
{
  guint n = MAX (esp_chart_get_n_series (scene->chart), 1);
  double least;

  find_range (self, scene->chart);
  least = find_least (self, scene);
  self->line = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  self->n_across = (guint) CLAMP (floor ((width + PANE_GAP) / (least + PANE_GAP)), 1, n);
  self->width = MAX ((width - (self->n_across - 1) * PANE_GAP) / self->n_across, 1);
  self->height = 2 * self->line + PANE_HEIGHT;
}

/**
 * esp_plot_multiples_measure:
 *
 * Returns: the height that looks best at @width
 */
double
esp_plot_multiples_measure (EspScene *scene, double width)
{
  guint n = esp_chart_get_n_series (scene->chart);
  Panes self = { 0 };

  init_panes (&self, scene, width);
  return ceil ((double) n / self.n_across) * (self.height + PANE_GAP);
}

static double
place_y (const Panes *self, const EspRect *plot, double value)
{
  return plot->y + (1 - (value - self->min) / (self->max - self->min)) * plot->height;
}

static void
add_points (const Panes *self, EspScene *scene, guint i, const EspRect *plot)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, i);
  double span = self->x_high > self->x_low ? self->x_high - self->x_low : 1;

  esp_scene_begin_run (scene);
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);
      EspBand band = { scene->marks->len, 0, 0 };
      double x =
        plot->x + POINT_INSET + (point->x - self->x_low) / span * (plot->width - 2 * POINT_INSET);

      if (esp_point_is_missing (point))
        continue;
      esp_scene_add_mark (scene, &(EspRect){ x, place_y (self, plot, point->value), 0, 0 }, i, j)
        ->slot = 0;
      if (!esp_point_has_interval (point))
        continue;
      band.low = place_y (self, plot, point->low);
      band.high = place_y (self, plot, point->high);
      g_array_append_val (scene->bands, band);
    }
}

/* The two ends of the time and the most that there is. */
static void
add_axis (const Panes *self, EspScene *scene, const EspRect *plot)
{
  g_autofree char *top = esp_chart_format_short (scene->chart, self->max);
  g_autofree char *first = esp_chart_format_x_short (scene->chart, self->x_low);
  g_autofree char *last = esp_chart_format_x_short (scene->chart, self->x_high);
  EspRect below = { plot->x, plot->y + plot->height + 2, plot->width, self->line };
  double zero = place_y (self, plot, 0);
  double reference;
  const char *label;

  if (esp_chart_get_reference (scene->chart, &reference, &label))
    {
      double y = place_y (self, plot, reference);

      esp_scene_add_rule (scene, plot->x, y, plot->x + plot->width, y, ESP_INK_AXIS);
      g_array_index (scene->rules, EspRuling, scene->rules->len - 1).is_dashed = TRUE;
    }
  esp_scene_add_rule (scene, plot->x, plot->y, plot->x + plot->width, plot->y, ESP_INK_GRID);
  esp_scene_add_rule (scene, plot->x, zero, plot->x + plot->width, zero, ESP_INK_AXIS);
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, top,
                       &(EspRect){ plot->x, plot->y - self->line, plot->width, self->line }, 1);
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, first, &below, 0);
  if (self->x_high > self->x_low)
    esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, last, &below, 1);
}

/**
 * esp_plot_multiples:
 *
 * Lays out a small picture per series.
 */
void
esp_plot_multiples (EspScene *scene, const EspRect *area)
{
  Panes self = { 0 };

  init_panes (&self, scene, area->width);
  scene->flow = ESP_FLOW_COLUMNS;
  scene->trace = ESP_TRACE_LINE;
  scene->has_panes = TRUE;
  scene->plot = *area;
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      EspRect pane = { area->x + (i % self.n_across) * (self.width + PANE_GAP),
                       area->y + floor ((double) i / self.n_across) * (self.height + PANE_GAP),
                       self.width, self.height };
      EspRect plot = { pane.x, pane.y + self.line, pane.width, PANE_HEIGHT };
      const char *name = esp_series_get_name (esp_chart_get_series (scene->chart, i));

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, name,
                           &(EspRect){ pane.x, pane.y, MAX (pane.width - self.top, 1), self.line },
                           0);
      add_axis (&self, scene, &plot);
      add_points (&self, scene, i, &plot);
      scene->zero = place_y (&self, &plot, 0);
    }
}
