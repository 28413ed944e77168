/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart at one size: its picture laid out, the mark under a pointer, the walk of a keyboard cursor
 * and the words of each mark. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart-layout.h"

#include "draw/esp-axes.h"
#include "draw/esp-plot-bars.h"
#include "draw/esp-plot-funnel.h"
#include "draw/esp-plot-heat.h"
#include "draw/esp-plot-lines.h"
#include "draw/esp-plot-multiples.h"
#include "draw/esp-plot-paths.h"
#include "draw/esp-plot-rows.h"
#include "draw/esp-plot-table.h"

#include <math.h>

#define MARKS_PER_PAGE 10
#define REACH 4 /* px around a bar that still hit it */
#define HEADING_GAP 4
#define PLOT_GAP 16
#define NATURAL_PLOT_HEIGHT 260
#define HEAT_PITCH 30
#define SPARKLINE_HEIGHT 28

struct _EspChartLayout
{
  EspScene *scene; /* (owned) */
};

/* Places question and answer from the top of @area and source at its end; @area becomes the rest. */
static void
add_heading (EspScene *scene, EspRect *area)
{
  const char *answer = esp_chart_get_answer (scene->chart);
  const char *source = esp_chart_get_source (scene->chart);
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  EspRect used;

  used = esp_scene_add_paragraph (scene, ESP_FONT_TITLE, ESP_INK_TEXT,
                                  esp_chart_get_question (scene->chart), area, 2);
  area->y += used.height;
  area->height -= used.height;
  if (answer != NULL)
    {
      EspRect within = { area->x, area->y + HEADING_GAP, area->width, area->height };

      used = esp_scene_add_paragraph (scene, ESP_FONT_BODY, ESP_INK_DIM, answer, &within, 3);
      area->y += used.height + HEADING_GAP;
      area->height -= used.height + HEADING_GAP;
    }
  area->y += PLOT_GAP;
  area->height -= PLOT_GAP;
  if (source != NULL)
    {
      EspRect within = { area->x, area->y + area->height - line_height, area->width, line_height };

      esp_scene_add_label (scene, ESP_FONT_CAPTION, ESP_INK_DIM, source, &within, 0);
      area->height -= line_height + PLOT_GAP;
    }
  area->height = MAX (area->height, 1);
}

static void
add_plot (EspScene *scene, const EspRect *area)
{
  switch (esp_chart_get_kind (scene->chart))
    {
    case ESP_CHART_BAR:
      esp_plot_bars (scene, area);
      break;
    case ESP_CHART_HORIZONTAL_BAR:
      esp_plot_rows (scene, area);
      break;
    case ESP_CHART_WATERFALL:
      esp_plot_waterfall (scene, area);
      break;
    case ESP_CHART_FUNNEL:
      esp_plot_funnel (scene, area);
      break;
    case ESP_CHART_HEAT_MAP:
      esp_plot_heat (scene, area);
      break;
    case ESP_CHART_STACKED:
      esp_plot_stacked (scene, area);
      break;
    case ESP_CHART_SPARKLINE:
      esp_plot_sparkline (scene, area);
      break;
    case ESP_CHART_TABLE:
      esp_plot_table (scene, area);
      break;
    case ESP_CHART_PATHS:
      esp_plot_paths (scene, area);
      break;
    case ESP_CHART_LINE:
    case ESP_CHART_STEP:
    default:
      if (esp_chart_wants_multiples (scene->chart))
        esp_plot_multiples (scene, area);
      else
        esp_plot_lines (scene, area);
      break;
    }
}

/**
 * esp_chart_layout_new:
 * @width: px
 * @height: px
 *
 * An empty chart gets its heading only, never empty axes.
 *
 * Returns: (transfer full): @chart laid out
 */
EspChartLayout *
esp_chart_layout_new (EspChart *chart, const EspChartStyle *style, double width, double height)
{
  EspChartLayout *self = g_new0 (EspChartLayout, 1);
  double padding = style->padding;
  EspRect area = { padding, padding, MAX (width - 2 * padding, 1), MAX (height - 2 * padding, 1) };

  self->scene = esp_scene_new (chart, style, width, height);
  if (style->has_heading)
    add_heading (self->scene, &area);
  if (!esp_chart_is_empty (chart))
    add_plot (self->scene, &area);
  else if (esp_chart_get_kind (chart) != ESP_CHART_SPARKLINE)
    esp_scene_add_label (self->scene, ESP_FONT_BODY, ESP_INK_DIM,
                         esp_chart_get_words (chart)->missing, &area, 0.5);
  return self;
}

/**
 * esp_chart_layout_free:
 */
void
esp_chart_layout_free (EspChartLayout *self)
{
  if (self == NULL)
    return;
  esp_scene_free (self->scene);
  g_free (self);
}

/**
 * esp_chart_measure_height:
 *
 * Returns: the height at which @chart looks best at @width
 */
double
esp_chart_measure_height (EspChart *chart, const EspChartStyle *style, double width)
{
  EspScene *scene = esp_scene_new (chart, style, width, 10000);
  EspRect area = { style->padding, style->padding, width - 2 * style->padding, 10000 };
  double line_height = esp_scene_line_height (scene, ESP_FONT_CAPTION);
  guint n_categories = esp_chart_get_n_categories (chart);
  guint n_series = esp_chart_get_n_series (chart);
  double plot = NATURAL_PLOT_HEIGHT;
  double around;

  if (style->has_heading)
    add_heading (scene, &area);
  around = 10000 - area.height + 2 * style->padding;
  switch (esp_chart_get_kind (chart))
    {
    case ESP_CHART_HORIZONTAL_BAR:
      plot = esp_rows_natural_height (scene, n_categories) * (n_series > 1 ? 0.6 * n_series : 1);
      plot += esp_legend_layout (scene, &area, FALSE);
      break;
    case ESP_CHART_WATERFALL:
      plot = esp_rows_natural_height (scene, n_categories);
      break;
    case ESP_CHART_STACKED:
      plot =
        esp_rows_natural_height (scene, n_categories) + esp_legend_layout (scene, &area, FALSE);
      break;
    case ESP_CHART_FUNNEL:
      plot = esp_plot_funnel_measure (scene);
      break;
    case ESP_CHART_HEAT_MAP:
      plot = n_series * MAX (HEAT_PITCH, line_height + 10) + 2 * line_height + 14;
      plot += esp_chart_get_n_spans (chart) > 0 ? line_height + 6 : 0;
      break;
    case ESP_CHART_TABLE:
      plot = esp_plot_table_measure (scene);
      break;
    case ESP_CHART_PATHS:
      plot = esp_plot_paths_measure (scene);
      break;
    case ESP_CHART_SPARKLINE:
      plot = SPARKLINE_HEIGHT;
      break;
    case ESP_CHART_LINE:
    case ESP_CHART_STEP:
      if (esp_chart_wants_multiples (chart))
        plot = esp_plot_multiples_measure (scene, area.width);
      break;
    case ESP_CHART_BAR:
    default:
      break;
    }
  esp_scene_free (scene);
  return ceil (plot + around);
}

/**
 * esp_chart_is_cut:
 *
 * Returns: whether a part of @chart has no room at @width
 */
gboolean
esp_chart_is_cut (EspChart *chart, const EspChartStyle *style, double width)
{
  EspScene *scene;
  gboolean is_cut;

  if (esp_chart_get_kind (chart) != ESP_CHART_TABLE)
    return FALSE;
  scene = esp_scene_new (chart, style, width, 100);
  is_cut = esp_plot_table_is_cut (scene);
  esp_scene_free (scene);
  return is_cut;
}

/**
 * esp_chart_layout_get_scene:
 *
 * Returns: (transfer none): what esp_chart_paint() draws
 */
const EspScene *
esp_chart_layout_get_scene (const EspChartLayout *self)
{
  return self->scene;
}

/**
 * esp_chart_layout_get_n_marks:
 */
guint
esp_chart_layout_get_n_marks (const EspChartLayout *self)
{
  return self->scene->marks->len;
}

/**
 * esp_chart_layout_get_mark:
 */
const EspMark *
esp_chart_layout_get_mark (const EspChartLayout *self, guint position)
{
  g_return_val_if_fail (position < self->scene->marks->len, NULL);

  return &g_array_index (self->scene->marks, EspMark, position);
}

static double
along (const EspScene *scene, const EspMark *mark)
{
  return scene->flow == ESP_FLOW_ROWS ? mark->box.y + mark->box.height / 2
                                      : mark->box.x + mark->box.width / 2;
}

/* The mark of @run whose middle is nearest to @place along the flow; @run is not empty. */
static guint
nearest_of (const EspScene *scene, const EspRun *run, double place)
{
  guint low = run->first;
  guint high = run->first + run->n - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (along (scene, &g_array_index (scene->marks, EspMark, middle)) < place)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > run->first && place - along (scene, &g_array_index (scene->marks, EspMark, low - 1)) <
                            along (scene, &g_array_index (scene->marks, EspMark, low)) - place)
    low--;
  return low;
}

static gboolean
contains (const EspRect *box, double x, double y, double reach_x, double reach_y)
{
  return x >= box->x - reach_x && x < box->x + box->width + reach_x && y >= box->y - reach_y &&
         y < box->y + box->height + reach_y;
}

/* How far @mark is from the pointer; negative when it is not meant at all. */
static double
distance_of (const EspScene *scene, const EspMark *mark, double x, double y)
{
  gboolean is_rows = scene->flow == ESP_FLOW_ROWS;
  EspChartKind kind = esp_chart_get_kind (scene->chart);
  gboolean is_exact = kind == ESP_CHART_HEAT_MAP || kind == ESP_CHART_STACKED ||
                      kind == ESP_CHART_TABLE || kind == ESP_CHART_PATHS;

  if (scene->trace != ESP_TRACE_NONE) /* the nearest moment first, then the nearest line */
    return fabs (mark->box.x - x) * scene->height * 4 + fabs (mark->box.y - y);
  if (contains (&mark->box, x, y, 1, 1))
    return 0;
  /* A short bar is meant by its whole row or column. */
  if (!is_exact &&
      contains (&mark->box, x, y, is_rows ? INFINITY : REACH, is_rows ? REACH : INFINITY))
    return 1 + fabs (along (scene, mark) - (is_rows ? y : x));
  return -1;
}

/**
 * esp_chart_layout_find:
 *
 * Finds the mark that a pointer at @x, @y means, by binary search in each series.
 *
 * Returns: FALSE when it means none
 */
gboolean
esp_chart_layout_find (const EspChartLayout *self, double x, double y, guint *out_mark)
{
  const EspScene *scene = self->scene;
  double best = INFINITY;

  if (!contains (&scene->plot, x, y, 3 * REACH, 3 * REACH))
    return FALSE;
  for (guint i = 0; i < scene->runs->len; i++)
    {
      const EspRun *run = &g_array_index (scene->runs, EspRun, i);
      guint middle, first, last;

      if (run->n == 0)
        continue;
      middle = nearest_of (scene, run, scene->flow == ESP_FLOW_ROWS ? y : x);
      first = middle > run->first ? middle - 1 : middle;
      last = MIN (middle + 1, run->first + run->n - 1);
      for (guint j = first; j <= last; j++)
        {
          double distance = distance_of (scene, &g_array_index (scene->marks, EspMark, j), x, y);

          if (distance >= 0 && distance < best)
            {
              best = distance;
              *out_mark = j;
            }
        }
    }
  return isfinite (best);
}

/**
 * esp_chart_layout_find_first:
 *
 * Returns: FALSE when there is no mark; else @out_mark is where a cursor starts
 */
gboolean
esp_chart_layout_find_first (const EspChartLayout *self, guint *out_mark)
{
  if (self->scene->marks->len == 0)
    return FALSE;
  *out_mark = 0;
  return TRUE;
}

/**
 * esp_chart_layout_find_point:
 *
 * Returns: FALSE when that point of that series has no mark
 */
gboolean
esp_chart_layout_find_point (const EspChartLayout *self, guint series, guint point, guint *out_mark)
{
  for (guint i = 0; i < self->scene->marks->len; i++)
    {
      const EspMark *mark = &g_array_index (self->scene->marks, EspMark, i);

      if (mark->series != series || mark->point != point || mark->part != 0)
        continue;
      *out_mark = i;
      return TRUE;
    }
  return FALSE;
}

static guint
run_of (const EspScene *scene, guint mark)
{
  for (guint i = 0; i < scene->runs->len; i++)
    {
      const EspRun *run = &g_array_index (scene->runs, EspRun, i);

      if (mark >= run->first && mark < run->first + run->n)
        return i;
    }
  return 0;
}

/* The mark beside @mark in the next series that has any, @step series away. */
static guint
move_across (const EspScene *scene, guint mark, int step)
{
  int n = (int) scene->runs->len;

  for (int i = (int) run_of (scene, mark) + step; i >= 0 && i < n; i += step)
    {
      const EspRun *run = &g_array_index (scene->runs, EspRun, i);

      if (run->n > 0 && scene->has_panes)
        return run->first +
               MIN (mark - g_array_index (scene->runs, EspRun, run_of (scene, mark)).first,
                    run->n - 1);
      if (run->n > 0)
        return nearest_of (scene, run, along (scene, &g_array_index (scene->marks, EspMark, mark)));
    }
  return mark;
}

/**
 * esp_chart_layout_move:
 * @mark: where the cursor is
 *
 * Walks along a series in its direction of reading and across series in the other; with one series
 * all arrows walk along it. Ends at the ends, without wrapping.
 *
 * Returns: where the cursor is then
 */
guint
esp_chart_layout_move (const EspChartLayout *self, guint mark, EspChartMove move)
{
  const EspScene *scene = self->scene;
  const EspRun *run;
  gboolean is_back =
    move == ESP_CHART_MOVE_LEFT || move == ESP_CHART_MOVE_UP || move == ESP_CHART_MOVE_PAGE_BACK;
  gboolean is_sideways = move == ESP_CHART_MOVE_LEFT || move == ESP_CHART_MOVE_RIGHT;
  guint last, distance;

  g_return_val_if_fail (mark < scene->marks->len, mark);

  run = &g_array_index (scene->runs, EspRun, run_of (scene, mark));
  last = run->first + run->n - 1;
  if (move == ESP_CHART_MOVE_FIRST)
    return run->first;
  if (move == ESP_CHART_MOVE_LAST)
    return last;
  if (move == ESP_CHART_MOVE_PAGE_BACK || move == ESP_CHART_MOVE_PAGE_FORWARD)
    distance = MARKS_PER_PAGE;
  else if (is_sideways == (scene->flow == ESP_FLOW_COLUMNS) || scene->runs->len == 1)
    distance = 1;
  else
    return move_across (scene, mark, is_back ? -1 : 1);
  if (is_back)
    return mark - MIN (distance, mark - run->first);
  return MIN (mark + distance, last);
}

/**
 * esp_chart_layout_get_key:
 *
 * Returns: (transfer none) (nullable): what opens the leads behind @mark
 */
const char *
esp_chart_layout_get_key (const EspChartLayout *self, guint mark)
{
  const EspMark *which = esp_chart_layout_get_mark (self, mark);
  const EspPoint *point =
    esp_series_get_point (esp_chart_get_series (self->scene->chart, which->series), which->point);

  return which->part == 1 ? point->key2 : point->key;
}
