/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a funnel that is broken down: per step a bar for each group, what it lost faintly behind it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-funnel.h"

#include "draw/esp-axes.h"

#include <math.h>

#define NAME_SHARE 0.32
#define NAME_GAP 12
#define VALUE_GAP 6
#define BAR_GAP 3
#define STEP_GAP 16

typedef struct
{
  guint n_steps;
  guint n_groups;
  double line;
  double bar;
  double step; /* the height of one step with its gap */
  double name_width;
  double scale;
} Groups;

static void
init_groups (Groups *self, EspScene *scene)
{
  self->n_steps = esp_chart_get_n_categories (scene->chart);
  self->n_groups = MAX (esp_chart_get_n_series (scene->chart), 1);
  self->line = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  self->bar = MAX (self->line, 14);
  self->step = self->n_groups * (self->bar + BAR_GAP) + STEP_GAP;
}

/**
 * esp_plot_funnel_groups_measure:
 *
 * Returns: the height that looks best
 */
double
esp_plot_funnel_groups_measure (EspScene *scene)
{
  EspRect area = { 0, 0, MAX (scene->width - 2 * scene->style.padding, 1), 1000 };
  Groups self = { 0 };

  init_groups (&self, scene);
  return esp_legend_layout (scene, &area, FALSE) + self.n_steps * self.step;
}

/* "1,204 · 38.2%": how many, and of those who began in the group. */
static char *
bar_text (EspScene *scene, const EspSeries *series, guint j)
{
  const EspPoint *point = esp_series_get_point (series, j);
  g_autofree char *count = esp_chart_format_value (scene->chart, point->value);
  g_autofree char *share =
    esp_format_share (esp_count_of (point->value),
                      esp_count_of (esp_series_get_point (series, 0)->value));

  return g_strdup_printf ("%s · %s", count, share);
}

static double
measure_values (EspScene *scene)
{
  double widest = 0;

  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          g_autofree char *text = bar_text (scene, series, j);

          widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_CAPTION, text));
        }
    }
  return widest + VALUE_GAP + 1;
}

static void
add_group (const Groups *self, EspScene *scene, guint i)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, i);

  esp_scene_begin_run (scene);
  for (guint j = 0; j < MIN (self->n_steps, esp_series_get_n_points (series)); j++)
    {
      double value = esp_series_get_point (series, j)->value;
      double before = j > 0 ? esp_series_get_point (series, j - 1)->value : value;
      EspRect bar = { scene->plot.x, scene->plot.y + j * self->step + i * (self->bar + BAR_GAP),
                      MAX (value * self->scale, 1), self->bar };
      EspRect lost = { bar.x + bar.width + 1, bar.y, (before - value) * self->scale - 1,
                       self->bar };
      g_autofree char *text = bar_text (scene, series, j);

      if (lost.width > 1)
        {
          EspMark *mark = esp_scene_add_mark (scene, &lost, i, j);

          mark->part = 1;
          mark->fill = ESP_FILL_TRACK;
        }
      esp_scene_add_mark (scene, &bar, i, j);
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, text,
                           &(EspRect){ MAX (bar.x + bar.width, lost.x + lost.width) + VALUE_GAP,
                                       bar.y, scene->width, self->bar },
                           0);
    }
}

/**
 * esp_plot_funnel_groups:
 *
 * Lays out the steps below each other; the longest bar is the largest first step.
 */
void
esp_plot_funnel_groups (EspScene *scene, const EspRect *area)
{
  double legend = esp_legend_layout (scene, area, FALSE);
  double widest = 0, most = 0;
  Groups self = { 0 };

  init_groups (&self, scene);
  scene->flow = ESP_FLOW_ROWS;
  for (guint j = 0; j < self.n_steps; j++)
    widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_BODY,
                                             esp_chart_get_category (scene->chart, j)));
  self.name_width = MIN (widest + 1, area->width * NAME_SHARE);
  scene->plot = (EspRect){ area->x + self.name_width + NAME_GAP, area->y + legend,
                           area->width - self.name_width - NAME_GAP, self.n_steps * self.step };
  scene->plot.width = MAX (scene->plot.width - measure_values (scene), 1);
  scene->zero = scene->plot.x;
  for (guint i = 0; i < self.n_groups; i++)
    for (guint j = 0; j < esp_series_get_n_points (esp_chart_get_series (scene->chart, i)); j++)
      most = MAX (most, esp_series_get_point (esp_chart_get_series (scene->chart, i), j)->value);
  self.scale = most > 0 ? scene->plot.width / most : 0;
  for (guint j = 0; j < self.n_steps; j++)
    esp_scene_add_label (scene, ESP_FONT_BODY, ESP_INK_TEXT,
                         esp_chart_get_category (scene->chart, j),
                         &(EspRect){ area->x, scene->plot.y + j * self.step, self.name_width,
                                     self.step - STEP_GAP },
                         0);
  for (guint i = 0; i < self.n_groups; i++)
    add_group (&self, scene, i);
}
