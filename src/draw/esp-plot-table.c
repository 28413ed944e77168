/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out a table: a column per series under the heads of its group, a row per category, and the spread of
 * a row as a bar. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-plot-table.h"

#include <math.h>

#define NAME_SHARE 0.34
#define COLUMN_GAP 16
#define ROW_PADDING 11
#define MIN_HEAD 44
#define SPREAD_WIDTH 84
#define SPREAD_BAR 8
#define MAX_COLUMN 150
#define MAX_HEAD_LINES 3

typedef struct
{
  guint n_rows;
  guint n_columns; /* that there is room for */
  double name_width;
  double *widths; /* (owned) of the columns, without gaps */
  double line;
  double row;
  double head;  /* the height of the heads */
  double group; /* the height of the heads of groups; 0: none */
} Grid;

static gboolean
has_groups (EspChart *chart)
{
  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    if (esp_series_get_group (esp_chart_get_series (chart, i)) != NULL)
      return TRUE;
  return FALSE;
}

static char *
cell_text (EspChart *chart, const EspSeries *series, const EspPoint *point)
{
  if (point->text != NULL)
    return g_strdup (point->text);
  return esp_chart_format_short_of (chart, series,
                                    esp_point_is_missing (point) ? NAN : point->value);
}

/* As wide as its widest cell; a head may take several lines. */
static double
measure_column (EspScene *scene, const EspSeries *series)
{
  double head = esp_scene_measure (scene, ESP_FONT_CAPTION, esp_series_get_name (series));
  double widest = 0;

  if (esp_series_get_role (series) == ESP_SERIES_SPREAD)
    return SPREAD_WIDTH;
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      g_autofree char *text = cell_text (scene->chart, series, esp_series_get_point (series, j));

      widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_STRONG, text));
    }
  head = MIN (head, MAX (head / 2 + 10, MIN_HEAD));
  return MIN (MAX (widest, head) + 2, MAX_COLUMN);
}

static void
measure_names (Grid *self, EspScene *scene, double width)
{
  double widest = 0;

  for (guint i = 0; i < self->n_rows; i++)
    widest = MAX (widest, esp_scene_measure (scene, ESP_FONT_STRONG,
                                             esp_chart_get_category (scene->chart, i)));
  self->name_width = MIN (widest + 2, width * NAME_SHARE);
}

/* Takes columns while there is room, and shares out what is left over. */
static void
fit_columns (Grid *self, EspScene *scene, double width)
{
  guint n = esp_chart_get_n_series (scene->chart);
  double used = self->name_width;
  double rest;

  self->widths = g_new0 (double, n + 1);
  for (self->n_columns = 0; self->n_columns < n; self->n_columns++)
    {
      double column = measure_column (scene, esp_chart_get_series (scene->chart, self->n_columns));

      if (used + column + COLUMN_GAP > width && self->n_columns > 0)
        break;
      self->widths[self->n_columns] = column;
      used += column + COLUMN_GAP;
    }
  rest = MAX (width - used, 0);
  for (guint i = 0; i < self->n_columns; i++)
    self->widths[i] += MIN (rest / self->n_columns, 56);
}

static guint
count_head_lines (Grid *self, EspScene *scene)
{
  guint lines = 1;

  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *name = esp_series_get_name (esp_chart_get_series (scene->chart, i));
      double width = esp_scene_measure (scene, ESP_FONT_CAPTION, name);

      if (width > self->widths[i])
        lines = MAX (lines, (guint) ceil (width * 1.15 / MAX (self->widths[i], 1)));
    }
  return MIN (lines, MAX_HEAD_LINES);
}

static void
add_group_heads (const Grid *self, EspScene *scene, const EspRect *area)
{
  double x = area->x + self->name_width;
  guint i = 0;

  while (i < self->n_columns)
    {
      const char *group = esp_series_get_group (esp_chart_get_series (scene->chart, i));
      double start = x + COLUMN_GAP;

      do
        x += COLUMN_GAP + self->widths[i++];
      while (i < self->n_columns &&
             g_strcmp0 (group, esp_series_get_group (esp_chart_get_series (scene->chart, i))) == 0);
      if (group == NULL)
        continue;
      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_TEXT, group,
                           &(EspRect){ start, area->y, x - start, self->group - 6 }, 0.5);
      esp_scene_add_rule (scene, start, area->y + self->group - 4, x, area->y + self->group - 4,
                          ESP_INK_AXIS);
    }
}

static void
add_heads (const Grid *self, EspScene *scene, const EspRect *area)
{
  double x = area->x + self->name_width;
  guint lines = (guint) MAX (round (self->head / self->line), 1);

  for (guint i = 0; i < self->n_columns; i++)
    {
      const EspSeries *series = esp_chart_get_series (scene->chart, i);
      EspRect within = { x + COLUMN_GAP, area->y + self->group, self->widths[i], self->head };
      EspRect used = esp_scene_add_paragraph (scene, ESP_FONT_CAPTION, ESP_INK_DIM,
                                              esp_series_get_name (series), &within, lines);
      EspLabel *label = &g_array_index (scene->labels, EspLabel, scene->labels->len - 1);

      pango_layout_set_alignment (label->layout, esp_series_get_role (series) == ESP_SERIES_SPREAD
                                                   ? PANGO_ALIGN_LEFT
                                                   : PANGO_ALIGN_RIGHT);
      label->box.y += MAX (self->head - used.height, 0);
      x += COLUMN_GAP + self->widths[i];
    }
}

static void
add_spread (EspScene *scene, const EspPoint *point, const EspRect *cell)
{
  EspRect track = { cell->x, cell->y + (cell->height - SPREAD_BAR) / 2, cell->width, SPREAD_BAR };
  EspRect bar = track;
  double most = point->high; /* each row on a scale of its own */

  esp_scene_add_patch (scene, &track, ESP_FILL_TRACK, 0);
  if (most <= 0 || !isfinite (point->low) || !isfinite (point->high))
    return;
  bar.x += MAX (point->low, 0) / most * track.width;
  bar.width = MAX ((point->high - point->low) / most * track.width, 3);
  bar.x = MIN (bar.x, track.x + track.width - bar.width);
  esp_scene_add_patch (scene, &bar, ESP_FILL_SEQUENTIAL, 3);
}

static void
add_cell (EspScene *scene, const EspSeries *series, const EspPoint *point, const EspRect *cell)
{
  g_autofree char *text = cell_text (scene->chart, series, point);
  gboolean is_total = (point->flags & ESP_POINT_TOTAL) != 0;
  gboolean is_dim =
    (point->flags & ESP_POINT_UNSURE) != 0 || (esp_point_is_missing (point) && point->text == NULL);
  g_autofree char *marked = NULL;

  if ((point->flags & ESP_POINT_SMALL_SAMPLE) != 0 && !esp_point_is_missing (point))
    {
      marked = g_strdup_printf ("%s · %s", esp_chart_get_words (scene->chart)->few, text);
      if (esp_scene_measure (scene, ESP_FONT_BODY, marked) > cell->width)
        g_clear_pointer (&marked, g_free);
    }
  esp_scene_add_label (scene, is_total ? ESP_FONT_STRONG : ESP_FONT_BODY,
                       is_dim ? ESP_INK_DIM : ESP_INK_TEXT, marked != NULL ? marked : text, cell,
                       1);
}

static void
add_column (const Grid *self, EspScene *scene, guint i, double x)
{
  const EspSeries *series = esp_chart_get_series (scene->chart, i);
  gboolean is_spread = esp_series_get_role (series) == ESP_SERIES_SPREAD;

  esp_scene_begin_run (scene);
  for (guint j = 0; j < esp_series_get_n_points (series); j++)
    {
      const EspPoint *point = esp_series_get_point (series, j);
      EspRect cell = { x, scene->plot.y + point->x * self->row, self->widths[i], self->row };

      if (point->x >= self->n_rows)
        continue;
      if (is_spread)
        add_spread (scene, point, &cell);
      else
        add_cell (scene, series, point, &cell);
      cell.x -= 4;
      cell.y += 2;
      cell.width += 8;
      cell.height -= 4;
      esp_scene_add_mark (scene, &cell, i, j)->fill = ESP_FILL_NONE;
    }
}

static gboolean
is_total_row (EspChart *chart, guint row)
{
  for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);

      for (guint j = esp_series_get_n_points (series); j-- > 0;)
        {
          const EspPoint *point = esp_series_get_point (series, j);

          if (point->x == row)
            return (point->flags & ESP_POINT_TOTAL) != 0;
          if (point->x < row)
            break;
        }
    }
  return FALSE;
}

static void
init_grid (Grid *self, EspScene *scene, double width)
{
  self->n_rows = esp_chart_get_n_categories (scene->chart);
  self->line = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  self->row = esp_scene_line_height (scene, ESP_FONT_BODY) + ROW_PADDING;
  self->group = has_groups (scene->chart) ? self->line + 10 : 0;
  measure_names (self, scene, width);
  fit_columns (self, scene, width);
  self->head = count_head_lines (self, scene) * self->line;
}

/**
 * esp_plot_table_is_cut:
 *
 * Returns: whether there is no room for all columns
 */
gboolean
esp_plot_table_is_cut (EspScene *scene)
{
  Grid self = { 0 };

  init_grid (&self, scene, MAX (scene->width - 2 * scene->style.padding, 1));
  g_free (self.widths);
  return self.n_columns < esp_chart_get_n_series (scene->chart);
}

/**
 * esp_plot_table_measure:
 *
 * Returns: the height that the table takes
 */
double
esp_plot_table_measure (EspScene *scene)
{
  Grid self = { 0 };
  double height;

  init_grid (&self, scene, MAX (scene->width - 2 * scene->style.padding, 1));
  height = self.group + self.head + 8 + self.n_rows * self.row + 2;
  if (self.n_columns < esp_chart_get_n_series (scene->chart))
    height += self.line + 6;
  g_free (self.widths);
  return height;
}

static void
add_rows (const Grid *self, EspScene *scene, const EspRect *area)
{
  double end = area->x + self->name_width;

  for (guint i = 0; i < self->n_columns; i++)
    end += COLUMN_GAP + self->widths[i];
  for (guint row = 0; row < self->n_rows; row++)
    {
      gboolean is_total = is_total_row (scene->chart, row);
      double y = scene->plot.y + row * self->row;

      esp_scene_add_label (scene, is_total ? ESP_FONT_STRONG : ESP_FONT_BODY, ESP_INK_TEXT,
                           esp_chart_get_category (scene->chart, row),
                           &(EspRect){ area->x, y, self->name_width, self->row }, 0);
      esp_scene_add_rule (scene, area->x, y, end, y,
                          row == 0 || is_total ? ESP_INK_AXIS : ESP_INK_GRID);
    }
}

static void
say_rest (const Grid *self, EspScene *scene, const EspRect *area)
{
  guint n = esp_chart_get_n_series (scene->chart);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (self->n_columns >= n)
    return;
  count = g_strdup_printf ("%u", n - self->n_columns);
  text = esp_chart_fill_words (esp_chart_get_words (scene->chart)->more_columns, "{n}", count);
  esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, text,
                       &(EspRect){ area->x, scene->plot.y + scene->plot.height + 6, area->width,
                                   self->line },
                       0);
}

/**
 * esp_plot_table:
 *
 * Lays out as many columns as there is room for; the others are named as left out.
 */
void
esp_plot_table (EspScene *scene, const EspRect *area)
{
  Grid self = { 0 };
  double x = area->x;

  init_grid (&self, scene, area->width);
  scene->flow = ESP_FLOW_ROWS;
  scene->plot =
    (EspRect){ area->x, area->y + self.group + self.head + 8, area->width, self.n_rows * self.row };
  scene->zero = scene->plot.x;
  if (self.group > 0)
    add_group_heads (&self, scene, area);
  add_heads (&self, scene, area);
  add_rows (&self, scene, area);
  x += self.name_width;
  for (guint i = 0; i < self.n_columns; i++)
    {
      add_column (&self, scene, i, x + COLUMN_GAP);
      x += COLUMN_GAP + self.widths[i];
    }
  say_rest (&self, scene, area);
  g_free (self.widths);
}
