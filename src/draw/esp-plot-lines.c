/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out lines, steps and sparklines. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-lines.h"

#include "draw/esp-axes.h"

#include <math.h>

/* With more points than this a marker on each hides the line. */
#define MAX_MARKED_POINTS 40
#define MIN_MARKER_DISTANCE 14
/* Below this width series are named above the plot, not beside their ends. */
#define MIN_WIDTH_FOR_ENDS 420
#define MAX_END_SHARE 0.28
#define END_SWATCH 18
#define SPARK_INSET 4

typedef struct
{
  guint series;
  double wanted; /* the y of the last point */
  double y;      /* where there is room */
} End;

static double
measure_ends (EspScene *scene)
{
  double widest = 0;

  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const char *name = esp_series_get_name (esp_chart_get_series (scene->chart, i));

      widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_CAPTION, name));
    }
  return END_SWATCH + widest + 1;
}

static gboolean
is_outside (EspScene *scene, const EspPoint *point)
{
  return esp_axes_is_cut (scene) &&
         (point->x < scene->style.x_low || point->x > scene->style.x_high);
}

static void
add_runs (EspScene *scene, const EspAxes *axes)
{
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);

      esp_scene_begin_run (scene);
      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          const EspPoint *point = esp_series_get_point (series, j);
          EspBand band = { scene->marks->len, 0, 0 };

          if (esp_point_is_missing (point) || is_outside (scene, point))
            continue;
          esp_scene_add_mark (scene,
                              &(EspRect){ esp_axes_get_x (axes, point->x),
                                          esp_axes_get_y (axes, point->value), 0, 0 },
                              i, j);
          if (!esp_point_has_interval (point))
            continue;
          band.low = esp_axes_get_y (axes, point->low);
          band.high = esp_axes_get_y (axes, point->high);
          g_array_append_val (scene->bands, band);
        }
    }
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const End *first = a;
  const End *second = b;

  if (first->wanted != second->wanted)
    return first->wanted < second->wanted ? -1 : 1;
  return first->series < second->series ? -1 : 1;
}

/* Moves the names apart, as little as needed, within the plot. */
static void
spread_ends (GArray *ends, double top, double bottom, double pitch)
{
  double y = top;

  for (guint i = 0; i < ends->len; i++)
    {
      End *end = &g_array_index (ends, End, i);

      end->y = MAX (end->wanted, y);
      y = end->y + pitch;
    }
  y = bottom;
  for (guint i = ends->len; i > 0; i--)
    {
      End *end = &g_array_index (ends, End, i - 1);

      end->y = MIN (end->y, y);
      y = end->y - pitch;
    }
}

/* Names each series where its line ends. */
static void
name_ends (EspScene *scene, double gutter)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  double x = scene->plot.x + scene->plot.width + 6;
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (End));

  for (guint i = 0; i < scene->runs->len; i++)
    {
      EspRun *run = &g_array_index (scene->runs, EspRun, i);
      End end = { i, scene->plot.y, 0 };

      if (run->n > 0)
        end.wanted = g_array_index (scene->marks, EspMark, run->first + run->n - 1).box.y;
      g_array_append_val (ends, end);
    }
  g_array_sort (ends, compare_ends);
  spread_ends (ends, scene->plot.y, scene->plot.y + scene->plot.height, line_height + 1);
  for (guint i = 0; i < ends->len; i++)
    {
      End *end = &g_array_index (ends, End, i);

      esp_scene_add_swatch (scene, x, end->y,
                            esp_chart_get_palette_slot (scene->chart, end->series), TRUE);
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT,
                           esp_series_get_name (esp_chart_get_series (scene->chart, end->series)),
                           &(EspRect){ x + END_SWATCH - 4, end->y - line_height / 2,
                                       gutter - END_SWATCH, line_height },
                           0);
    }
}

static void
add_annotations (EspScene *scene, const EspAxes *axes)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  double end = -INFINITY;

  for (guint i = 0; i < esp_chart_get_n_annotations (scene->chart); i++)
    {
      const EspAnnotation *annotation = esp_chart_get_annotation (scene->chart, i);
      double x = esp_axes_get_x (axes, (double) annotation->time_us);
      double width = esp_scene_measure (scene, ESP_FONT_CAPTION, annotation->label) + 1;
      double right = scene->plot.x + scene->plot.width;
      EspRect within = { x + 4, scene->plot.y - line_height - 2, width, line_height };

      if (x < scene->plot.x || x > right)
        continue;
      esp_scene_add_rule (scene, x, scene->plot.y - line_height - 2, x,
                          scene->plot.y + scene->plot.height, ESP_INK_AXIS);
      g_array_index (scene->rules, EspRuling, scene->rules->len - 1).is_dashed = TRUE;
      if (within.x + width > right)
        within.x = x - 4 - width;
      if (within.x < end + 8)
        continue;
      end = within.x + width;
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, annotation->label, &within, 0);
    }
}

/* A line across: what is aimed at, or what it costs. */
static void
add_reference (EspScene *scene, const EspAxes *axes)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  double value, y;
  const char *label;

  if (!esp_chart_get_reference (scene->chart, &value, &label))
    return;
  y = esp_axes_get_y (axes, value);
  esp_scene_add_rule (scene, scene->plot.x, y, scene->plot.x + scene->plot.width, y, ESP_INK_AXIS);
  g_array_index (scene->rules, EspRuling, scene->rules->len - 1).is_dashed = TRUE;
  if (label != NULL)
    esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, label,
                         &(EspRect){ scene->plot.x + 4, y - line_height - 1, scene->plot.width - 8,
                                     line_height },
                         0);
}

static gboolean
has_room_for_markers (EspScene *scene)
{
  for (guint i = 0; i < scene->runs->len; i++)
    {
      EspRun *run = &g_array_index (scene->runs, EspRun, i);

      if (run->n > MAX_MARKED_POINTS || run->n * MIN_MARKER_DISTANCE > scene->plot.width)
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_plot_lines:
 *
 * Lays out a line or step chart in @area.
 */
void
esp_plot_lines (EspScene *scene, const EspRect *area)
{
  EspRect rest = *area;
  EspAxes axes = { 0 };
  double gutter = 0;
  gboolean names_ends =
    esp_chart_get_n_series (scene->chart) > 1 && area->width >= MIN_WIDTH_FOR_ENDS;

  scene->flow = ESP_FLOW_COLUMNS;
  scene->trace =
    esp_chart_get_kind (scene->chart) == ESP_CHART_STEP ? ESP_TRACE_STEP : ESP_TRACE_LINE;
  if (names_ends)
    gutter = MIN (measure_ends (scene), area->width * MAX_END_SHARE);
  else
    {
      double height = esp_legend_layout (scene, &rest, TRUE);

      rest.y += height;
      rest.height -= height;
    }
  if (esp_chart_get_n_annotations (scene->chart) > 0)
    {
      double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);

      rest.y += line_height;
      rest.height -= line_height;
    }
  esp_axes_layout (&axes, scene, &rest, gutter, FALSE);
  add_runs (scene, &axes);
  scene->has_markers = has_room_for_markers (scene);
  add_annotations (scene, &axes);
  add_reference (scene, &axes);
  if (names_ends)
    name_ends (scene, gutter);
}

/**
 * esp_plot_sparkline:
 *
 * Lays out lines that fill @area, without axes.
 */
void
esp_plot_sparkline (EspScene *scene, const EspRect *area)
{
  EspAxes axes = { 0 };
  const EspSeries *longest = esp_chart_get_longest_series (scene->chart);
  double min = 0, max = 0;

  scene->flow = ESP_FLOW_COLUMNS;
  scene->trace = ESP_TRACE_LINE;
  if (longest == NULL || !esp_chart_get_range (scene->chart, &min, &max))
    return;
  axes.x_low = esp_series_get_point (longest, 0)->x;
  axes.x_high = esp_series_get_point (longest, esp_series_get_n_points (longest) - 1)->x;
  axes.values = (EspScale){ min, max > min ? max : min + 1, 1 };
  axes.plot =
    (EspRect){ area->x + SPARK_INSET, area->y + SPARK_INSET, MAX (area->width - 2 * SPARK_INSET, 1),
               MAX (area->height - 2 * SPARK_INSET, 1) };
  scene->plot = axes.plot;
  scene->zero = axes.plot.y + axes.plot.height;
  add_runs (scene, &axes);
}
