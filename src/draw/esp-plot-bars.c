/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out standing bars, one group per category or period. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-bars.h"

#include "draw/esp-axes.h"

#include <math.h>

#define MAX_BAR_WIDTH 44
#define GROUP_SHARE 0.68 /* of a band; the rest is air */
#define BAR_GAP 2

/* The place of @x among the bands of a time axis. */
static guint
find_band (const EspSeries *longest, double x)
{
  guint low = 0;
  guint high = esp_series_get_n_points (longest);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (esp_series_get_point (longest, middle)->x < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
add_bar_value (EspScene *scene, const EspPoint *point, const EspRect *bar, double pitch)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  g_autofree char *text = esp_chart_format_short (scene->chart, point->value);
  double y = point->value >= 0 ? bar->y - line_height - 2 : bar->y + bar->height + 2;

  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, text,
                       &(EspRect){ bar->x + bar->width / 2 - pitch / 2, y, pitch, line_height },
                       0.5);
}

/* Some values over some bars would say that the others are nothing. */
static gboolean
has_room_for_values (EspScene *scene, const EspSeries *series, double pitch)
{
  for (guint i = 0; i < esp_series_get_n_points (series); i++)
    {
      const EspPoint *point = esp_series_get_point (series, i);
      g_autofree char *text = esp_chart_format_short (scene->chart, point->value);

      if (!esp_point_is_missing (point) &&
          esp_scene_measure (scene, ESP_FONT_CAPTION, text) > pitch - 4)
        return FALSE;
    }
  return TRUE;
}

static void
add_series (EspScene *scene, const EspAxes *axes, guint position, double width, double offset)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, position);
  const EspSeries *longest = esp_chart_get_longest_series (scene->chart);
  gboolean is_temporal = esp_chart_has_time_axis (scene->chart);
  double pitch = axes->plot.width / axes->n_bands;
  gboolean has_values =
    esp_chart_get_n_series (scene->chart) == 1 && has_room_for_values (scene, series, pitch);

  esp_scene_begin_run (scene);
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);
      double band = is_temporal ? find_band (longest, point->x) : point->x;
      EspRect bar = { esp_axes_get_x (axes, band) + offset, scene->zero, width, 0 };
      EspBand interval = { scene->marks->len, 0, 0 };
      double y;

      if (esp_point_is_missing (point) || band >= axes->n_bands)
        continue;
      y = esp_axes_get_y (axes, point->value);
      bar.y = MIN (y, scene->zero);
      bar.height = fabs (y - scene->zero);
      esp_scene_add_mark (scene, &bar, position, j);
      if (esp_point_has_interval (point))
        {
          interval.low = esp_axes_get_y (axes, point->low);
          interval.high = esp_axes_get_y (axes, point->high);
          g_array_append_val (scene->bands, interval);
        }
      else if (has_values)
        add_bar_value (scene, point, &bar, pitch);
    }
}

/**
 * esp_plot_bars:
 *
 * Lays out a bar chart in @area. Values are written above the bars of a single series where they
 * have room.
 */
void
esp_plot_bars (EspScene *scene, const EspRect *area)
{
  EspRect rest = *area;
  EspAxes axes = { 0 };
  guint n = MAX (esp_chart_get_n_series (scene->chart), 1);
  double legend = esp_legend_layout (scene, &rest, FALSE);
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  double group, width;

  scene->flow = ESP_FLOW_COLUMNS;
  rest.y += legend;
  rest.height -= legend;
  if (n == 1)
    {
      /* The value above the highest bar. */
      rest.y += line_height / 2 + 2;
      rest.height -= line_height / 2 + 2;
    }
  esp_axes_layout (&axes, scene, &rest, 0, TRUE);
  group = MIN (axes.plot.width / axes.n_bands * GROUP_SHARE, n * MAX_BAR_WIDTH + (n - 1) * BAR_GAP);
  width = MAX ((group - (n - 1) * BAR_GAP) / n, 1);
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    add_series (scene, &axes, i, width, -group / 2 + i * (width + BAR_GAP));
}
