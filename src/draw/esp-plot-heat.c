/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a heat map: a row per series, a column per category, a step of colour per cell. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-heat.h"

#include "draw/esp-axes.h"
#include "draw/esp-palette.h"

#include <math.h>

#define NAME_SHARE 0.25
#define NAME_GAP 8
#define CELL_GAP 2
#define MAX_CELL_HEIGHT 34
#define KEY_STEP 22
#define KEY_HEIGHT 8
#define TOTAL_GAP 8
#define SIZE_BAR 26
#define LEAST_FOR_DASH 12
#define SIZE_GAP 6

typedef struct
{
  double column;
  double row;
  double min;
  double max;
  gboolean has_text;
  gboolean has_total; /* the last row is over all and stands apart */
  double size_width;  /* of the column with how many each row is about; 0: none */
} Grid;

static gboolean
is_total (EspChart *chart, guint row)
{
  return esp_series_get_role (esp_chart_get_series (chart, row)) == ESP_SERIES_TOTAL;
}

static double
row_top (const Grid *self, EspScene *scene, guint row)
{
  return scene->plot.y + row * self->row + (is_total (scene->chart, row) ? TOTAL_GAP : 0);
}

static guint
step_of (const Grid *self, double value)
{
  double place = self->max > self->min ? (value - self->min) / (self->max - self->min) : 1;

  return (guint) CLAMP (place * ESP_PALETTE_N_STEPS, 0, ESP_PALETTE_N_STEPS - 1);
}

/* What a cell says: whole percents, short numbers. */
static char *
cell_text (EspScene *scene, double value)
{
  if (esp_chart_get_unit (scene->chart) == ESP_UNIT_RATIO)
    return esp_format_percent (value, 0);
  return esp_chart_format_short (scene->chart, value);
}

/* Cells say their values only where all of them can. */
static gboolean
has_room_for_text (EspScene *scene, const Grid *self)
{
  if (esp_scene_line_height (scene, ESP_FONT_CAPTION) > self->row - CELL_GAP)
    return FALSE;
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);

      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          g_autofree char *text = cell_text (scene, esp_series_get_point (series, j)->value);

          if (esp_scene_measure (scene, ESP_FONT_CAPTION, text) > self->column - CELL_GAP - 2)
            return FALSE;
        }
    }
  return TRUE;
}

static void
add_cell_text (EspScene *scene, const EspRect *cell, const char *text, EspInk ink, guint step)
{
  EspLabel *label;

  label = esp_scene_add_label (scene, ESP_FONT_CAPTION, ink, text, cell, 0.5);
  label->fill = ESP_FILL_SEQUENTIAL;
  label->slot = (guint8) step;
}

static void
add_row (EspScene *scene, const Grid *self, guint row)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, row);

  esp_scene_begin_run (scene);
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);
      EspRect cell = { scene->plot.x + point->x * self->column, row_top (self, scene, row),
                       self->column - CELL_GAP, self->row - CELL_GAP };
      g_autofree char *text = cell_text (scene, point->value);
      EspMark *mark = esp_scene_add_mark (scene, &cell, row, j);

      if (esp_point_is_missing (point) || point->value == 0)
        {
          gboolean is_missing = esp_point_is_missing (point);

          /* Nothing is not the lightest colour: it is an empty cell, and what is not known is no cell at all. */
          mark->fill = is_missing ? ESP_FILL_NONE : ESP_FILL_TRACK;
          mark->flags |= ESP_POINT_MISSING;
          if (self->has_text || (is_missing && self->column >= LEAST_FOR_DASH))
            add_cell_text (scene, &cell, is_missing ? "–" : text, ESP_INK_DIM, 0);
          continue;
        }
      mark->fill = ESP_FILL_SEQUENTIAL;
      mark->slot = (guint8) step_of (self, point->value);
      if (self->has_text)
        add_cell_text (scene, &cell, text,
                       (point->flags & ESP_POINT_UNSURE) != 0 ? ESP_INK_TEXT : ESP_INK_ON_FILL,
                       mark->slot);
    }
}

static void
add_column_names (EspScene *scene, const Grid *self, guint n, double line_height)
{
  double widest = 0;
  guint every;

  for (guint i = 0; i < n; i++)
    widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_CAPTION,
                                             esp_chart_get_category (scene->chart, i)));
  every = (guint) MAX (ceil (MIN (widest + 4, 72) / self->column), 1);
  for (guint i = 0; i < n; i += every)
    {
      double room = self->column * every - CELL_GAP;
      /* A name over several columns starts at its own. */
      EspRect within = { scene->plot.x + i * self->column, scene->plot.y - line_height - 4,
                         MIN (room,
                              scene->plot.x + scene->plot.width - scene->plot.x - i * self->column),
                         line_height };

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM,
                           esp_chart_get_category (scene->chart, i), &within, every > 1 ? 0 : 0.5);
    }
}

/* How many a row is about: a short bar and the number. */
static void
add_sizes (Grid *self, EspScene *scene, double x, double line_height)
{
  double most = 0;

  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    if (!is_total (scene->chart, i))
      most = fmax (most, esp_series_get_size (esp_chart_get_series (scene->chart, i)));
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart) && self->row >= line_height; i++)
    {
      double size = esp_series_get_size (esp_chart_get_series (scene->chart, i));
      double y = row_top (self, scene, i);
      g_autofree char *text = NULL;

      if (!isfinite (size))
        continue;
      text = esp_format_short (size, esp_chart_get_lang (scene->chart));
      if (most > 0 && !is_total (scene->chart, i))
        esp_scene_add_patch (scene,
                             &(EspRect){ x, y + (self->row - CELL_GAP) / 2 - 3,
                                         MAX (size / most * SIZE_BAR, 1), 6 },
                             ESP_FILL_SERIES, 0);
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, text,
                           &(EspRect){ x + SIZE_BAR, y, self->size_width - SIZE_BAR - SIZE_GAP,
                                       self->row - CELL_GAP },
                           1);
    }
}

static double
measure_sizes (EspScene *scene)
{
  double widest = 0;

  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    {
      double size = esp_series_get_size (esp_chart_get_series (scene->chart, i));
      g_autofree char *text = NULL;

      if (!isfinite (size))
        continue;
      text = esp_format_short (size, esp_chart_get_lang (scene->chart));
      widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_CAPTION, text) + 1);
    }
  return widest > 0 ? SIZE_BAR + widest + 2 * SIZE_GAP : 0;
}

/* Named parts of the columns: a bracket with its name over them. */
static void
add_spans (const Grid *self, EspScene *scene, double top, double line_height)
{
  for (guint i = 0; i < esp_chart_get_n_spans (scene->chart); i++)
    {
      const EspChartSpan *span = esp_chart_get_span (scene->chart, i);
      double x = scene->plot.x + span->first * self->column;
      double end = scene->plot.x + (span->last + 1) * self->column - CELL_GAP;
      double y = top + line_height + 2;

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, span->label,
                           &(EspRect){ x, top, end - x, line_height }, 0.5);
      esp_scene_add_rule (scene, x, y, end, y, ESP_INK_AXIS);
      esp_scene_add_rule (scene, x, y, x, y + 4, ESP_INK_AXIS);
      esp_scene_add_rule (scene, end - 1, y, end - 1, y + 4, ESP_INK_AXIS);
    }
}

static double
add_row_names (EspScene *scene, const EspRect *area, double pitch, double top, double line_height)
{
  guint n = esp_chart_get_n_series (scene->chart);
  guint every = (guint) MAX (ceil (line_height / pitch), 1);
  double widest = 0;

  for (guint i = 0; i < n; i++)
    widest =
      MAX (widest,
           esp_scene_measure (scene,
                              is_total (scene->chart, i) ? ESP_FONT_STRONG : ESP_FONT_CAPTION,
                              esp_series_get_name (esp_chart_get_series (scene->chart, i))));
  widest = MIN (widest + 1, area->width * NAME_SHARE);
  for (guint i = 0; i < n; i += every)
    esp_scene_add_label (scene, is_total (scene->chart, i) ? ESP_FONT_STRONG : ESP_FONT_CAPTION,
                         ESP_INK_TEXT, esp_series_get_name (esp_chart_get_series (scene->chart, i)),
                         &(EspRect){ area->x,
                                     top + i * pitch + (is_total (scene->chart, i) ? TOTAL_GAP : 0),
                                     widest, pitch - CELL_GAP },
                         1);
  return widest;
}

/* The seven steps with the values at their ends. */
static void
add_key (EspScene *scene, const Grid *self, const EspRect *area, double line_height)
{
  g_autofree char *low = esp_chart_format_short (scene->chart, self->min);
  g_autofree char *high = esp_chart_format_short (scene->chart, self->max);
  double y = area->y + area->height - line_height;
  double width = ESP_PALETTE_N_STEPS * KEY_STEP;
  double end = esp_scene_measure (scene, ESP_FONT_CAPTION, high) + 1;
  double start = esp_scene_measure (scene, ESP_FONT_CAPTION, low) + 1;
  double x = scene->plot.x + scene->plot.width - end - 8 - width;

  if (x - start - 8 < area->x)
    return;
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, low,
                       &(EspRect){ x - start - 8, y, start, line_height }, 1);
  for (guint i = 0; i < ESP_PALETTE_N_STEPS; i++)
    esp_scene_add_patch (scene,
                         &(EspRect){ x + i * KEY_STEP, y + (line_height - KEY_HEIGHT) / 2,
                                     KEY_STEP - 1, KEY_HEIGHT },
                         ESP_FILL_SEQUENTIAL, i);
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, high,
                       &(EspRect){ x + width + 8, y, end, line_height }, 0);
}

/**
 * esp_plot_heat:
 *
 * Lays out the cells; the steps of colour divide the span of the values evenly.
 */
void
esp_plot_heat (EspScene *scene, const EspRect *area)
{
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  guint n_rows = MAX (esp_chart_get_n_series (scene->chart), 1);
  guint n_columns = MAX (esp_chart_get_n_categories (scene->chart), 1);
  Grid self = { 0 };
  double spans = esp_chart_get_n_spans (scene->chart) > 0 ? line_height + 6 : 0;
  double top = area->y + spans + line_height + 4;
  double room = area->height - spans - 2 * line_height - 4 - 10;
  double names;

  scene->flow = ESP_FLOW_COLUMNS;
  (void) esp_chart_get_range (scene->chart, &self.min, &self.max); /* an empty chart keeps 0…0 */
  if (self.min > 0 && self.min < 0.6 * self.max)
    self.min = 0;
  self.has_total = is_total (scene->chart, n_rows - 1);
  room -= self.has_total ? TOTAL_GAP : 0;
  self.row =
    CLAMP (room / n_rows, CELL_GAP + 1, MAX (MAX_CELL_HEIGHT, line_height + 2 * CELL_GAP + 6));
  names = add_row_names (scene, area, self.row, top, line_height);
  self.size_width = measure_sizes (scene);
  scene->plot = (EspRect){ area->x + names + NAME_GAP + self.size_width, top,
                           MAX (area->width - names - NAME_GAP - self.size_width, n_columns),
                           self.row * n_rows + (self.has_total ? TOTAL_GAP : 0) };
  if (self.size_width > 0)
    add_sizes (&self, scene, area->x + names + NAME_GAP, line_height);
  self.column = scene->plot.width / n_columns;
  scene->zero = scene->plot.y + scene->plot.height;
  self.has_text = has_room_for_text (scene, &self);
  if (spans > 0)
    add_spans (&self, scene, area->y, line_height);
  add_column_names (scene, &self, n_columns, line_height);
  for (guint i = 0; i < esp_chart_get_n_series (scene->chart); i++)
    add_row (scene, &self, i);
  add_key (scene, &self,
           &(EspRect){ area->x, area->y, area->width,
                       top - area->y + scene->plot.height + 8 + line_height },
           line_height);
}
