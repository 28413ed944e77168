/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a funnel: a bar per step with its shares in columns, and between two steps what was lost. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-funnel.h"

#include "draw/esp-plot-rows.h"

#include <math.h>

#define COLUMN_GAP 18
#define MAX_BAR 24
#define NATURAL_PITCH 48
#define LOST_BAR 6
#define MIN_PITCH_FOR_LOST 30
/* Narrower than this the share of the first step is left to the tooltip. */
#define MIN_WIDTH_FOR_FIRST 460
#define N_COLUMNS 3

typedef struct
{
  EspRows rows;
  double bar;
  double column_x[N_COLUMNS];     /* the end of each column */
  double column_width[N_COLUMNS]; /* 0: left out */
} Funnel;

/* The texts of the columns of step @j: its count, its share of the step before and of the first. */
static char *
column_text (EspScene *scene, guint j, guint column)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, 0);
  const EspPoint *point = esp_series_get_point (series, j);
  const EspPoint *base = esp_series_get_point (series, column == 1 && j > 0 ? j - 1 : 0);

  if (column == 0)
    return esp_chart_format_value (scene->chart, point->value);
  if (j == 0)
    return g_strdup (column == 1 ? "" : "100%");
  return esp_format_share (esp_count_of (point->value), esp_count_of (base->value));
}

static const char *
column_head (EspScene *scene, guint column)
{
  const EspChartWords *words = esp_chart_get_words (scene->chart);

  if (column == 0)
    return "";
  return column == 1 ? words->of_previous : words->of_first;
}

/* Sets the columns against the end of @area and returns the width they take. */
static double
place_columns (Funnel *self, EspScene *scene, const EspRect *area, guint n)
{
  double end = area->x + area->width;
  double taken = 0;

  for (guint column = N_COLUMNS; column-- > 0;)
    {
      double widest = esp_scene_measure (scene, ESP_FONT_CAPTION, column_head (scene, column));

      self->column_width[column] = 0;
      if (column == 2 && area->width < MIN_WIDTH_FOR_FIRST)
        continue;
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *text = column_text (scene, j, column);

          widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_STRONG, text));
        }
      self->column_width[column] = widest + 1;
      self->column_x[column] = end - taken;
      taken += widest + 1 + COLUMN_GAP;
    }
  return taken;
}

static void
add_columns (Funnel *self, EspScene *scene, guint j)
{
  for (guint column = 0; column < N_COLUMNS; column++)
    {
      g_autofree char *text = column_text (scene, j, column);
      EspRect within = { self->column_x[column] - self->column_width[column],
                         self->rows.body.y + j * self->rows.pitch, self->column_width[column],
                         self->bar };

      if (self->column_width[column] > 0 && self->rows.pitch >= self->rows.line_height)
        esp_scene_add_label (scene, column == 0 ? ESP_FONT_STRONG : ESP_FONT_BODY, ESP_INK_TEXT,
                             text, &within, 1);
    }
}

static void
add_heads (Funnel *self, EspScene *scene, const EspRect *area)
{
  for (guint column = 1; column < N_COLUMNS; column++)
    if (self->column_width[column] > 0)
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, column_head (scene, column),
                           &(EspRect){ self->column_x[column] - self->column_width[column], area->y,
                                       self->column_width[column],
                                       esp_scene_line_height (scene, ESP_FONT_CAPTION) },
                           1);
}

/* What was lost before step @j: a thin bar from where the step ends to where the last one ended. */
static void
add_lost (Funnel *self, EspScene *scene, guint j, double scale)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, 0);
  double before = esp_series_get_point (series, j - 1)->value;
  double lost = before - esp_series_get_point (series, j)->value;
  double top = self->rows.body.y + (j - 1) * self->rows.pitch + self->bar +
               (self->rows.pitch - self->bar - LOST_BAR) / 2;
  double x = scene->plot.x + (before - lost) * scale;
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  double width;
  EspMark *mark;

  if (lost <= 0 || self->rows.pitch < MIN_PITCH_FOR_LOST)
    return;
  mark = esp_scene_add_mark (scene, &(EspRect){ x, top, MAX (lost * scale, 1), LOST_BAR }, 0, j);
  mark->part = 1;
  mark->fill = ESP_FILL_LOST;
  count = esp_chart_format_value (scene->chart, -lost);
  text = g_strdup_printf ("%s %s", esp_chart_get_words (scene->chart)->lost, count);
  width = esp_scene_measure (scene, ESP_FONT_CAPTION, text) + 1;
  /* Right of the thin bar, else left of it. */
  if (x + lost * scale + 6 + width <= scene->plot.x + scene->plot.width)
    x += lost * scale + 6;
  else
    x -= 6 + width;
  if (x >= scene->plot.x)
    esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, text,
                         &(EspRect){ x, top + LOST_BAR / 2.0 - line_height / 2, width,
                                     line_height },
                         0);
}

static void
add_name (Funnel *self, EspScene *scene, guint j)
{
  const EspRows *rows = &self->rows;

  esp_scene_add_label (scene, ESP_FONT_BODY, ESP_INK_TEXT, esp_chart_get_category (scene->chart, j),
                       &(EspRect){ scene->style.padding, rows->body.y + j * rows->pitch,
                                   rows->name_width, self->bar },
                       0);
}

/**
 * esp_plot_funnel_measure:
 *
 * Returns: the height that looks best
 */
double
esp_plot_funnel_measure (EspScene *scene)
{
  double pitch = MAX (NATURAL_PITCH, esp_scene_line_height (scene, ESP_FONT_BODY) * 2.4);

  if (esp_chart_get_n_series (scene->chart) > 1)
    return esp_plot_funnel_groups_measure (scene);
  return esp_scene_line_height (scene, ESP_FONT_CAPTION) + 8 +
         MAX (esp_chart_get_n_categories (scene->chart) - 0.4, 1) * pitch;
}

/**
 * esp_plot_funnel:
 *
 * Lays out the steps of the first series. A step's bar is as long as its share of the first; marks
 * alternate between what was lost and what came through, in reading order.
 */
void
esp_plot_funnel (EspScene *scene, const EspRect *area)
{
  const EspSeries *series;
  Funnel self = { 0 };
  EspRect rest = *area;
  double head = esp_scene_line_height (scene, ESP_FONT_CAPTION) + 8;
  double scale, most = 0;
  guint n;

  scene->flow = ESP_FLOW_ROWS;
  if (esp_chart_get_n_series (scene->chart) == 0)
    return;
  if (esp_chart_get_n_series (scene->chart) > 1)
    {
      esp_plot_funnel_groups (scene, area);
      return;
    }
  series = esp_chart_get_series (scene->chart, 0);
  n = MIN (esp_chart_get_n_categories (scene->chart), esp_series_get_n_points (series));
  rest.y += head;
  rest.height -= head;
  rest.width -= place_columns (&self, scene, area, n);
  esp_rows_layout (&self.rows, scene, &rest, n);
  /* The space of a loss follows every step but the last. */
  self.rows.pitch = MIN (rest.height / MAX (n - 0.4, 1), MAX (56, self.rows.line_height * 2.6));
  self.bar = MIN (self.rows.pitch * 0.55, MAX (MAX_BAR, self.rows.line_height + 2));
  for (guint j = 0; j < n; j++)
    most = MAX (most, esp_series_get_point (series, j)->value);
  scale = most > 0 ? scene->plot.width / most : 0;
  add_heads (&self, scene, area);
  esp_scene_begin_run (scene);
  for (guint j = 0; j < n; j++)
    {
      EspRect track = { scene->plot.x, self.rows.body.y + j * self.rows.pitch, scene->plot.width,
                        self.bar };
      EspRect bar = track;

      if (j > 0)
        add_lost (&self, scene, j, scale);
      bar.width = esp_series_get_point (series, j)->value * scale;
      esp_scene_add_patch (scene, &track, ESP_FILL_TRACK, 0);
      esp_scene_add_mark (scene, &bar, 0, j);
      add_name (&self, scene, j);
      add_columns (&self, scene, j);
    }
}
