/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The axes and the legend: what stands around the plot so that its marks can be read. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-axes.h"

#include <math.h>

#define TICK_GAP 8
#define MIN_TICK_DISTANCE 44
#define TIME_LABEL_WIDTH 84
#define LEGEND_GAP 18
#define LEGEND_SWATCH 16
#define POINT_INSET 8

/**
 * esp_chart_get_range:
 *
 * Finds the smallest and the largest value, intervals included.
 *
 * Returns: FALSE when the chart is empty
 */
gboolean
esp_chart_get_range (EspChart *chart, double *out_min, double *out_max)
{
  double min = INFINITY;
  double max = -INFINITY;
  double reference;
  const char *label;

  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          const EspPoint *point = esp_series_get_point (series, j);

          if (esp_point_is_missing (point))
            continue;
          min = MIN (min, point->value);
          max = MAX (max, point->value);
          if (esp_point_has_interval (point))
            {
              min = MIN (min, point->low);
              max = MAX (max, point->high);
            }
        }
    }
  if (min > max)
    return FALSE;
  if (esp_chart_get_reference (chart, &reference, &label))
    {
      min = MIN (min, reference);
      max = MAX (max, reference);
    }
  *out_min = min;
  *out_max = max;
  return TRUE;
}

/**
 * esp_chart_get_longest_series:
 *
 * Returns: (transfer none) (nullable): the series with the most points
 */
const EspSeries *
esp_chart_get_longest_series (EspChart *chart)
{
  const EspSeries *longest = NULL;

  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);

      if (longest == NULL || esp_series_get_n_points (series) > esp_series_get_n_points (longest))
        longest = series;
    }
  return longest;
}

/**
 * esp_axes_is_cut:
 *
 * Returns: whether only a part of the time axis is asked for
 */
gboolean
esp_axes_is_cut (const EspScene *scene)
{
  EspChartKind kind = esp_chart_get_kind (scene->chart);

  return scene->style.x_high > scene->style.x_low && esp_chart_has_time_axis (scene->chart) &&
         (kind == ESP_CHART_LINE || kind == ESP_CHART_STEP);
}

static void
find_x_range (EspAxes *self, EspScene *scene)
{
  EspChart *chart = scene->chart;

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
  if (self->x_low > self->x_high)
    self->x_low = self->x_high = 0;
  if (!esp_axes_is_cut (scene))
    return;
  self->x_low = MAX (self->x_low, scene->style.x_low);
  self->x_high = MIN (self->x_high, scene->style.x_high);
}

/* Sets the scale of values for a plot of @height and returns the width its labels need. */
static double
choose_values (EspAxes *self, EspScene *scene, double height, gboolean is_banded)
{
  guint n_steps = (guint) CLAMP (height / MIN_TICK_DISTANCE, 1, 6);
  EspScaleFlags flags = is_banded ? ESP_SCALE_FROM_ZERO : 0;
  double min = 0, max = 0;
  double widest = 0;

  (void) esp_chart_get_range (scene->chart, &min, &max); /* an empty chart keeps 0…0 */
  if (esp_chart_get_unit (scene->chart) == ESP_UNIT_COUNT)
    flags |= ESP_SCALE_WHOLE;
  esp_scale_init (&self->values, min, max, n_steps, flags);
  for (guint i = 0; i < esp_scale_get_n_ticks (&self->values); i++)
    {
      g_autofree char *text =
        esp_chart_format_short (scene->chart, esp_scale_get_tick (&self->values, i));

      widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_CAPTION, text));
    }
  return widest;
}

static void
add_value_ticks (EspAxes *self, EspScene *scene, double left, double line_height)
{
  for (guint i = 0; i < esp_scale_get_n_ticks (&self->values); i++)
    {
      double tick = esp_scale_get_tick (&self->values, i);
      g_autofree char *text = esp_chart_format_short (scene->chart, tick);
      double y = esp_axes_get_y (self, tick);
      EspRect within = { left, y - line_height / 2, self->plot.x - TICK_GAP - left, line_height };

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, text, &within, 1);
      esp_scene_add_rule (scene, self->plot.x, y, self->plot.x + self->plot.width, y,
                          tick == 0 || i == 0 ? ESP_INK_AXIS : ESP_INK_GRID);
    }
}

/* Adds a label centred at @x below the plot unless it would touch the one that ends at *@io_end. */
static void
add_x_label (EspAxes *self,
             EspScene *scene,
             const char *text,
             double x,
             double line_height,
             double *io_end)
{
  double width = esp_scene_measure (scene, ESP_FONT_CAPTION, text);
  EspRect within = { x - width / 2, self->plot.y + self->plot.height + 6, width + 1, line_height };

  within.x = CLAMP (within.x, 0, MAX (scene->width - scene->style.padding - width, 0));
  if (within.x < *io_end + TICK_GAP)
    return;
  *io_end = within.x + width;
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, text, &within, 0.5);
}

static void
add_time_ticks (EspAxes *self, EspScene *scene, double line_height)
{
  guint n_wanted = (guint) MAX (self->plot.width / TIME_LABEL_WIDTH, 1);
  g_autoptr (GArray) ticks =
    esp_time_ticks_new (esp_count_of (self->x_low), esp_count_of (self->x_high),
                        esp_chart_get_zone (scene->chart), n_wanted,
                        esp_chart_get_period (scene->chart), esp_chart_get_lang (scene->chart));
  double base = self->plot.y + self->plot.height;
  double end = -INFINITY;

  for (guint i = 0; i < ticks->len; i++)
    {
      EspTimeTick *tick = &g_array_index (ticks, EspTimeTick, i);
      double x = esp_axes_get_x (self, (double) tick->time_us);

      esp_scene_add_rule (scene, x, base, x, base + 4, ESP_INK_AXIS);
      add_x_label (self, scene, tick->label, x, line_height, &end);
    }
}

/* A short name for the band or point @position. */
static char *
name_of (EspScene *scene, guint position)
{
  const EspSeries *series = esp_chart_get_longest_series (scene->chart);

  if (!esp_chart_has_time_axis (scene->chart))
    return g_strdup (esp_chart_get_category (scene->chart, position));
  if (series == NULL || position >= esp_series_get_n_points (series))
    return g_strdup ("");
  return esp_chart_format_x_short (scene->chart, esp_series_get_point (series, position)->x);
}

static void
add_category_labels (EspAxes *self, EspScene *scene, guint n, double line_height)
{
  double pitch = self->plot.width / MAX (n, 1);
  double widest = 0;
  double end = -INFINITY;
  guint every;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = name_of (scene, i);

      widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_CAPTION, name));
    }
  /* Names that nearly fit are cut; where they do not, every second, third … is shown. */
  every = (guint) MAX (ceil (MIN (widest, 96) / MAX (pitch - TICK_GAP, 1)), 1);
  for (guint i = 0; i < n; i += every)
    {
      g_autofree char *name = name_of (scene, i);
      double x = esp_axes_get_x (self, i);
      double room = pitch * every - TICK_GAP;
      EspRect within = { x - room / 2, self->plot.y + self->plot.height + 6, room, line_height };

      if (every > 1 || widest <= room)
        add_x_label (self, scene, name, x, line_height, &end);
      else
        esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, name, &within, 0.5);
    }
}

/**
 * esp_axes_layout:
 * @area: what the axes and the plot may use
 * @end_gutter: room kept free right of the plot
 * @is_banded: whether marks are bars: x is then the place among equal bands, and zero is shown
 *
 * Places ticks, their labels and grid lines, and sets the plot.
 */
void
esp_axes_layout (EspAxes *self,
                 EspScene *scene,
                 const EspRect *area,
                 double end_gutter,
                 gboolean is_banded)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  EspRect plot = *area;
  guint n_categories = esp_chart_get_n_categories (scene->chart);
  const EspSeries *longest = esp_chart_get_longest_series (scene->chart);
  double gutter;

  find_x_range (self, scene);
  plot.height = MAX (plot.height - line_height * 1.5 - 6, 1);
  plot.y += line_height / 2;
  gutter = choose_values (self, scene, plot.height, is_banded) + TICK_GAP;
  if (self->values.low > 0)
    {
      EspRect within = { area->x, area->y, area->width, line_height };

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM,
                           esp_chart_get_words (scene->chart)->from_zero_not, &within, 0);
      plot.y += line_height + 4;
      plot.height = MAX (plot.height - line_height - 4, 1);
    }
  plot.x += gutter;
  plot.width = MAX (plot.width - gutter - end_gutter, 1);
  self->plot = plot;
  self->inset = is_banded ? 0 : MIN (POINT_INSET, plot.width / 4);
  self->n_bands = 0;
  if (is_banded && esp_chart_has_time_axis (scene->chart))
    n_categories = longest != NULL ? esp_series_get_n_points (longest) : 0;
  if (is_banded)
    self->n_bands = MAX (n_categories, 1);
  else if (!esp_chart_has_time_axis (scene->chart) && n_categories > 0)
    self->x_high = MAX (self->x_high, n_categories - 1);
  scene->plot = plot;
  scene->zero = esp_axes_get_y (self, CLAMP (0, self->values.low, self->values.high));
  add_value_ticks (self, scene, area->x, line_height);
  if (!is_banded && esp_chart_has_time_axis (scene->chart))
    add_time_ticks (self, scene, line_height);
  else
    add_category_labels (self, scene, n_categories, line_height);
}

/**
 * esp_axes_get_x:
 * @x: in the chart's terms, or the place of a band
 *
 * Returns: the coordinate of a point, or of the middle of a band
 */
double
esp_axes_get_x (const EspAxes *self, double x)
{
  if (self->n_bands > 0)
    return self->plot.x + (x + 0.5) * self->plot.width / self->n_bands;
  if (self->x_high <= self->x_low)
    return self->plot.x + self->plot.width / 2;
  return self->plot.x + self->inset +
         (x - self->x_low) / (self->x_high - self->x_low) * (self->plot.width - 2 * self->inset);
}

/**
 * esp_axes_get_y:
 */
double
esp_axes_get_y (const EspAxes *self, double value)
{
  return self->plot.y + (1 - esp_scale_place (&self->values, value)) * self->plot.height;
}

/**
 * esp_legend_layout:
 * @area: where the legend may stand, from its top
 *
 * Places the key of each series in lines from the start.
 *
 * Returns: the height that it took, with the gap below; 0 for a single series
 */
double
esp_legend_layout (EspScene *scene, const EspRect *area, gboolean has_markers)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  double x = area->x;
  double y = area->y;

  if (esp_chart_get_n_series (scene->chart) < 2)
    return 0;
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const char *name = esp_series_get_name (esp_chart_get_series (scene->chart, i));
      double room = area->width - LEGEND_SWATCH;
      double width = MIN (esp_scene_measure (scene, ESP_FONT_CAPTION, name) + 1, room);

      if (x > area->x && x + LEGEND_SWATCH + width > area->x + area->width)
        {
          x = area->x;
          y += line_height + 4;
        }
      esp_scene_add_swatch (scene, x, y + line_height / 2,
                            esp_chart_get_palette_slot (scene->chart, i), has_markers);
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, name,
                           &(EspRect){ x + LEGEND_SWATCH, y, width, line_height }, 0);
      x += LEGEND_SWATCH + width + LEGEND_GAP;
    }
  return y + line_height + 12 - area->y;
}
