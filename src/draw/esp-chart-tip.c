/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of each mark of a chart: what it is, its value in full, and whatever else is known. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart-layout.h"

#include <math.h>

static void
take_line (GPtrArray *lines, char *line)
{
  g_ptr_array_add (lines, line);
}

/* "34.8%, 4,210 of 12,102" */
static char *
describe_share (EspChart *chart, const EspSeries *series, gint64 part, gint64 whole)
{
  EspUnit unit = esp_chart_get_unit (chart);
  const char *currency = NULL;
  g_autofree char *n = esp_format_count (part);
  g_autofree char *total = esp_format_count (whole);
  g_autofree char *half = esp_chart_fill_words (esp_chart_get_words (chart)->share, "{part}", n);
  g_autofree char *words = esp_chart_fill_words (half, "{whole}", total);

  g_autofree char *share = NULL;

  /* A rate has said its percentage already. */
  if (series != NULL)
    (void) esp_series_get_unit (series, &unit, &currency);
  if (unit == ESP_UNIT_RATIO)
    return g_steal_pointer (&words);
  share = esp_format_share (part, whole);
  return g_strdup_printf ("%s, %s", share, words);
}

static void
describe_lost (EspChart *chart, const EspSeries *series, guint point, GPtrArray *lines)
{
  double before = esp_series_get_point (series, point - 1)->value;
  double lost = before - esp_series_get_point (series, point)->value;
  g_autofree char *step = esp_chart_format_x (chart, esp_series_get_point (series, point)->x);

  take_line (lines, esp_chart_fill_words (esp_chart_get_words (chart)->between, "{step}", step));
  take_line (lines, esp_chart_format_value (chart, lost));
  take_line (lines, describe_share (chart, NULL, esp_count_of (lost), esp_count_of (before)));
}

/* What the kind of chart knows about the value beside itself. */
static void
describe_context (EspChart *chart, const EspSeries *series, guint position, GPtrArray *lines)
{
  const EspPoint *point = esp_series_get_point (series, position);
  const EspPoint *first = esp_series_get_point (series, 0);
  EspChartKind kind = esp_chart_get_kind (chart);
  gint64 value = esp_count_of (fabs (point->value));

  if (point->whole > 0)
    take_line (lines, describe_share (chart, series, point->part, point->whole));
  else if ((kind == ESP_CHART_WATERFALL || kind == ESP_CHART_FUNNEL) && position > 0 &&
           first->value > 0)
    take_line (lines, describe_share (chart, series, value, esp_count_of (first->value)));
  if (kind == ESP_CHART_STACKED)
    {
      gint64 sum = 0;

      for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
        {
          const EspSeries *other = esp_chart_get_series (chart, i);

          for (guint j = 0; j < esp_series_get_n_points (other); j++)
            if (esp_series_get_point (other, j)->x == point->x &&
                !esp_point_is_missing (esp_series_get_point (other, j)))
              sum += esp_count_of (MAX (esp_series_get_point (other, j)->value, 0));
        }
      take_line (lines, describe_share (chart, series, value, sum));
    }
}

static void
describe_interval (EspChart *chart,
                   const EspSeries *series,
                   const EspPoint *point,
                   GPtrArray *lines)
{
  g_autofree char *low = esp_chart_format_of (chart, series, point->low);
  g_autofree char *high = esp_chart_format_of (chart, series, point->high);
  g_autofree char *half =
    esp_chart_fill_words (esp_chart_get_words (chart)->interval, "{low}", low);

  if (esp_series_get_role (series) == ESP_SERIES_SPREAD)
    take_line (lines, g_strdup_printf ("%s – %s", low, high));
  else
    take_line (lines, esp_chart_fill_words (half, "{high}", high));
}

/* Where the mark stands: its category and its series, of paths the place and the step. */
static char *
describe_place (EspChart *chart, const EspSeries *series, const EspPoint *point)
{
  g_autofree char *x = NULL;

  if (esp_chart_get_kind (chart) == ESP_CHART_PATHS)
    return g_strdup_printf ("%s · %s", esp_series_get_name (series),
                            point->text != NULL ? point->text : "");
  x = esp_chart_format_x (chart, point->x);
  if (esp_chart_get_n_series (chart) > 1)
    return g_strdup_printf ("%s · %s", x, esp_series_get_name (series));
  return g_steal_pointer (&x);
}

/**
 * esp_chart_layout_dup_lines:
 *
 * Returns: (transfer full): the tooltip of @mark: what it is, its value in full, then whatever else
 *   is known, a line each
 */
GStrv
esp_chart_layout_dup_lines (const EspChartLayout *self, guint mark)
{
  EspChart *chart = esp_chart_layout_get_scene (self)->chart;
  const EspMark *which = esp_chart_layout_get_mark (self, mark);
  const EspSeries *series = esp_chart_get_series (chart, which->series);
  const EspPoint *point = esp_series_get_point (series, which->point);
  const EspChartWords *words = esp_chart_get_words (chart);
  GPtrArray *lines = g_ptr_array_new ();

  if (which->part == 1)
    describe_lost (chart, series, which->point, lines);
  else
    {
      take_line (lines, describe_place (chart, series, point));
      take_line (lines, esp_point_is_missing (point) && point->text == NULL
                          ? g_strdup (words->missing)
                          : esp_chart_format_point (chart, series, point));
      if (!esp_point_is_missing (point))
        describe_context (chart, series, which->point, lines);
      if (esp_point_has_interval (point))
        describe_interval (chart, series, point, lines);
      if ((point->flags & ESP_POINT_SMALL_SAMPLE) != 0)
        take_line (lines, g_strdup (words->few));
      if ((point->flags & ESP_POINT_PARTIAL) != 0)
        take_line (lines, g_strdup (words->partial));
      if ((point->flags & ESP_POINT_ESTIMATE) != 0)
        take_line (lines, g_strdup (words->estimate));
      if (point->note != NULL)
        take_line (lines, g_strdup (point->note));
    }
  g_ptr_array_add (lines, NULL);
  return (GStrv) g_ptr_array_free (lines, FALSE);
}

/**
 * esp_chart_layout_dup_sentence:
 *
 * Returns: (transfer full): the same as one line, to be spoken
 */
char *
esp_chart_layout_dup_sentence (const EspChartLayout *self, guint mark)
{
  g_auto (GStrv) lines = esp_chart_layout_dup_lines (self, mark);

  return g_strjoinv (", ", lines);
}
