/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out what reads from top to bottom: lying bars, waterfalls and bars of 100 %. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-rows.h"

#include "draw/esp-axes.h"

#include <math.h>

#define NAME_SHARE 0.42
#define NAME_GAP 12
#define VALUE_GAP 8
#define MAX_PITCH 40
#define NATURAL_PITCH 34
#define BAR_SHARE 0.6
#define MAX_BAR 22
#define BAR_GAP 2

/**
 * esp_rows_layout:
 * @area: what names and rows may use
 * @n: how many rows there are
 */
void
esp_rows_layout (EspRows *self, EspScene *scene, const EspRect *area, guint n)
{
  double widest = 0;

  for (guint i = 0; i < n; i++)
    widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_STRONG,
                                             esp_chart_get_category (scene->chart, i)));
  self->n = MAX (n, 1);
  self->line_height = esp_scene_line_height (scene, ESP_FONT_BODY);
  /* Large text needs higher rows. */
  self->pitch = MIN (area->height / self->n, MAX (MAX_PITCH, self->line_height * 1.4));
  self->name_width = MIN (widest + 1, area->width * NAME_SHARE);
  self->body =
    (EspRect){ area->x + self->name_width + NAME_GAP, area->y,
               MAX (area->width - self->name_width - NAME_GAP, 1), self->pitch * self->n };
  scene->flow = ESP_FLOW_ROWS;
  scene->plot = self->body;
  scene->zero = self->body.x;
}

/**
 * esp_rows_add_name:
 *
 * Names @row, unless rows are so low that names would run into each other.
 */
void
esp_rows_add_name (const EspRows *self, EspScene *scene, guint row, EspFont font)
{
  guint every = (guint) MAX (ceil (self->line_height / self->pitch), 1);

  if (row % every == 0)
    esp_scene_add_label (scene, font, ESP_INK_TEXT, esp_chart_get_category (scene->chart, row),
                         &(EspRect){ self->body.x - NAME_GAP - self->name_width,
                                     self->body.y + row * self->pitch, self->name_width,
                                     self->pitch },
                         0);
}

/**
 * esp_rows_natural_height:
 *
 * Returns: the height at which @n rows look best
 */
double
esp_rows_natural_height (EspScene *scene, guint n)
{
  return n * MAX (NATURAL_PITCH, esp_scene_line_height (scene, ESP_FONT_BODY) + 6);
}

/* The value at a bar's end, or nothing where lines would collide. */
static void
add_value (const EspRows *self, EspScene *scene, const char *text, double x, double y, EspFont font)
{
  double room = scene->width - scene->style.padding - x;

  esp_scene_add_label (scene, font, ESP_INK_TEXT, text,
                       &(EspRect){ x, y - self->line_height / 2, room, self->line_height }, 0);
}

static char *
format_point (EspScene *scene, const EspPoint *point)
{
  g_autofree char *value = esp_chart_format_value (scene->chart, point->value);

  if ((point->flags & ESP_POINT_SMALL_SAMPLE) != 0)
    return g_strdup_printf ("%s · %s", value, esp_chart_get_words (scene->chart)->few);
  return g_steal_pointer (&value);
}

static double
measure_values (EspScene *scene, EspFont font)
{
  double widest = 0;

  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          g_autofree char *text = format_point (scene, esp_series_get_point (series, j));

          widest = MAX (widest, esp_scene_measure (scene, font, text));
        }
    }
  return widest + VALUE_GAP + 1;
}

static void
add_lying_series (EspScene *scene, const EspRows *rows, const EspScale *scale, guint position)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, position);
  guint n = esp_chart_get_n_series (scene->chart);
  double group = MIN (rows->pitch * (n > 1 ? 0.8 : BAR_SHARE), n * (double) MAX_BAR);
  double bar = MAX (group / n - (n > 1 ? BAR_GAP : 0), 1);

  esp_scene_begin_run (scene);
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);
      g_autofree char *text = format_point (scene, point);
      double middle = rows->body.y + (point->x + 0.5) * rows->pitch;
      double top = middle - group / 2 + position * group / n;
      double end, end_of_interval;

      if (point->x >= rows->n || esp_point_is_missing (point))
        continue;
      end = rows->body.x + esp_scale_place (scale, point->value) * scene->plot.width;
      end_of_interval = end;
      if (esp_point_has_interval (point))
        {
          EspBand band = { scene->marks->len, 0, 0 };

          band.low = rows->body.x + esp_scale_place (scale, point->low) * scene->plot.width;
          band.high = rows->body.x + esp_scale_place (scale, point->high) * scene->plot.width;
          end_of_interval = MAX (band.high, end);
          g_array_append_val (scene->bands, band);
        }
      esp_scene_add_mark (scene,
                          &(EspRect){ MIN (scene->zero, end), top, fabs (end - scene->zero), bar },
                          position, j);
      /* A bar alone in its row leaves the row to its value, however thin it is itself. */
      if ((n > 1 ? group / n : rows->pitch) >= rows->line_height - 4)
        add_value (rows, scene, text, MAX (end_of_interval, scene->zero) + VALUE_GAP, top + bar / 2,
                   ESP_FONT_BODY);
    }
}

/**
 * esp_plot_rows:
 *
 * Lays out lying bars, one group per category. Values stand at the bars' ends, so there is no axis.
 */
void
esp_plot_rows (EspScene *scene, const EspRect *area)
{
  EspRect rest = *area;
  double legend = esp_legend_layout (scene, &rest, FALSE);
  double min = 0, max = 0;
  EspScale scale;
  EspRows rows;

  rest.y += legend;
  rest.height -= legend;
  esp_rows_layout (&rows, scene, &rest, esp_chart_get_n_categories (scene->chart));
  (void) esp_chart_get_range (scene->chart, &min, &max); /* an empty chart keeps 0…0 */
  min = MIN (min, 0);
  max = MAX (max, 0);
  scale = (EspScale){ min, max > min ? max : min + 1, 1 };
  scene->plot.width = MAX (rows.body.width - measure_values (scene, ESP_FONT_BODY), 1);
  scene->zero = rows.body.x + esp_scale_place (&scale, 0) * scene->plot.width;
  for (guint i = 0; i < rows.n; i++)
    esp_rows_add_name (&rows, scene, i, ESP_FONT_BODY);
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    add_lying_series (scene, &rows, &scale, i);
  esp_scene_add_rule (scene, scene->zero, rows.body.y, scene->zero, rows.body.y + rows.body.height,
                      ESP_INK_AXIS);
}

/* The highest and lowest level that the running total reaches. */
static EspScale
find_levels (const EspSeries *series)
{
  EspScale levels = { 0, 0, 1 };
  double level = 0;

  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);

      if (esp_point_is_missing (point))
        continue;
      level = (point->flags & ESP_POINT_TOTAL) != 0 ? point->value : level + point->value;
      levels.low = MIN (levels.low, level);
      levels.high = MAX (levels.high, level);
    }
  if (levels.high <= levels.low)
    levels.high = levels.low + 1;
  return levels;
}

/* Adds the bar of @point, which starts at @level, and returns the level after it. */
static double
add_fall (EspScene *scene, const EspRows *rows, const EspScale *scale, guint j, double level)
{
  const EspPoint *point = esp_series_get_point (esp_chart_get_series (scene->chart, 0), j);
  gboolean is_total = (point->flags & ESP_POINT_TOTAL) != 0;
  double from = is_total ? 0 : level;
  double to = is_total ? point->value : level + point->value;
  double x0 = rows->body.x + esp_scale_place (scale, MIN (from, to)) * scene->plot.width;
  double x1 = rows->body.x + esp_scale_place (scale, MAX (from, to)) * scene->plot.width;
  double bar = MIN (rows->pitch * BAR_SHARE, MAX_BAR);
  double top = rows->body.y + (j + 0.5) * rows->pitch - bar / 2;
  double x_level = rows->body.x + esp_scale_place (scale, to) * scene->plot.width;
  g_autofree char *text = format_point (scene, point);
  EspMark *mark;

  mark = esp_scene_add_mark (scene, &(EspRect){ x0, top, x1 - x0, bar }, 0, j);
  if (!is_total && point->value < 0)
    mark->fill = ESP_FILL_LOST;
  if (rows->pitch >= rows->line_height)
    add_value (rows, scene, text, x1 + VALUE_GAP, top + bar / 2,
               is_total ? ESP_FONT_STRONG : ESP_FONT_BODY);
  if (j + 1 < rows->n)
    esp_scene_add_rule (scene, x_level, top + bar, x_level, top + rows->pitch, ESP_INK_AXIS);
  return to;
}

/**
 * esp_plot_waterfall:
 *
 * Lays out a lying waterfall: totals stand on zero, what comes between hangs where the total is.
 */
void
esp_plot_waterfall (EspScene *scene, const EspRect *area)
{
  guint n = esp_chart_get_n_categories (scene->chart);
  const EspSeries *series;
  double level = 0;
  EspScale scale;
  EspRows rows;

  esp_rows_layout (&rows, scene, area, n);
  if (esp_chart_get_n_series (scene->chart) == 0)
    return;
  series = esp_chart_get_series (scene->chart, 0);
  scale = find_levels (series);
  scene->plot.width = MAX (rows.body.width - measure_values (scene, ESP_FONT_STRONG), 1);
  scene->zero = rows.body.x + esp_scale_place (&scale, 0) * scene->plot.width;
  esp_scene_begin_run (scene);
  for (guint j = 0; j < MIN (n, esp_series_get_n_points (series)); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);
      gboolean is_total = (point->flags & ESP_POINT_TOTAL) != 0;

      esp_rows_add_name (&rows, scene, j, is_total ? ESP_FONT_STRONG : ESP_FONT_BODY);
      if (!esp_point_is_missing (point))
        level = add_fall (scene, &rows, &scale, j, level);
    }
}

/* The sum of the values at category @row. */
static double
sum_row (EspChart *chart, guint row)
{
  double sum = 0;

  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          const EspPoint *point = esp_series_get_point (series, j);

          if (point->x == row && !esp_point_is_missing (point))
            sum += MAX (point->value, 0);
        }
    }
  return sum;
}

static void
add_part (EspScene *scene,
          const EspRows *rows,
          guint i,
          guint j,
          double *starts,
          const double *sums)
{
  const EspPoint *point = esp_series_get_point (esp_chart_get_series (scene->chart, i), j);
  guint row = (guint) point->x;
  double bar = MIN (rows->pitch * 0.7, 26);
  g_autofree char *text = NULL;
  EspLabel *label;
  EspRect box;

  if (row >= rows->n || esp_point_is_missing (point) || sums[row] <= 0)
    return;
  box.width = MAX (point->value, 0) / sums[row] * scene->plot.width;
  box.height = bar;
  box.x = starts[row];
  box.y = rows->body.y + (row + 0.5) * rows->pitch - bar / 2;
  starts[row] += box.width;
  /* A hairline of the surface keeps neighbours apart. */
  esp_scene_add_mark (scene, &(EspRect){ box.x, box.y, MAX (box.width - BAR_GAP, 0), bar }, i, j);
  text = esp_format_percent (point->value / sums[row], 0);
  if (bar < rows->line_height || esp_scene_measure (scene, ESP_FONT_CAPTION, text) + 10 > box.width)
    return;
  label = esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_ON_FILL, text, &box, 0.5);
  label->fill = ESP_FILL_SERIES;
  label->slot = (guint8) esp_chart_get_palette_slot (scene->chart, i);
}

/**
 * esp_plot_stacked:
 *
 * Lays out one lying bar of 100 % per category, a part per series.
 */
void
esp_plot_stacked (EspScene *scene, const EspRect *area)
{
  EspRect rest = *area;
  double legend = esp_legend_layout (scene, &rest, FALSE);
  g_autofree double *starts = NULL;
  g_autofree double *sums = NULL;
  EspRows rows;

  rest.y += legend;
  rest.height -= legend;
  esp_rows_layout (&rows, scene, &rest, esp_chart_get_n_categories (scene->chart));
  starts = g_new (double, rows.n);
  sums = g_new (double, rows.n);
  for (guint row = 0; row < rows.n; row++)
    {
      starts[row] = rows.body.x;
      sums[row] = sum_row (scene->chart, row);
      esp_rows_add_name (&rows, scene, row, ESP_FONT_BODY);
    }
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);

      esp_scene_begin_run (scene);
      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        add_part (scene, &rows, i, j, starts, sums);
    }
}
