/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that have two directions: cohorts by age, days by hours, and curves of the same. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-answer-chart-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_CELLS 3
/* When nobody is to be disturbed, by the hours that the law of Korea names. */
#define NIGHT_FROM 21
#define NIGHT_TO 8
#define HOURS 24

/* Whether a column is one of many of the same kind: an age, an hour. */
static gboolean
is_cell (const EspAnswerColumn *column)
{
  return column->label != NULL || g_ascii_isdigit (column->key[0]);
}

static guint
count_cells (const EspAnswer *answer)
{
  guint n = 0;

  for (guint i = 0; i < answer->columns->len; i++)
    n += is_cell (esp_answer_get_column (answer, i));
  return n;
}

static int
find_size (const EspAnswer *answer)
{
  for (guint i = 0; i < answer->columns->len; i++)
    if (!is_cell (esp_answer_get_column (answer, i)) &&
        esp_answer_get_column (answer, i)->unit == ESP_ANSWER_COUNT)
      return (int) i;
  return -1;
}

/**
 * esp_answer_sketch_has_matrix:
 */
gboolean
esp_answer_sketch_has_matrix (const EspAnswerSketch *self)
{
  return count_cells (self->answer) >= MIN_CELLS;
}

/* Whether any row has something there; ages that nobody has reached yet are left out. */
static gboolean
has_values (const EspAnswer *answer, guint column)
{
  for (guint i = 0; i < answer->rows->len; i++)
    if (isfinite (esp_answer_get_cell (answer, i, column)->value))
      return TRUE;
  return FALSE;
}

/* The column after the last one that is shown. */
static guint
find_end (const EspAnswer *answer)
{
  guint end = answer->columns->len;

  if (g_str_equal (answer->ask, "send-times") || g_str_equal (answer->ask, "rfm"))
    return end;
  while (end > 0 && is_cell (esp_answer_get_column (answer, end - 1)) &&
         !has_values (answer, end - 1))
    end--;
  return end;
}

static void
set_columns (const EspAnswerSketch *self, EspChart *chart)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  EspAnswerUnit unit = ESP_ANSWER_COUNT;

  for (guint i = 0; i < find_end (self->answer); i++)
    {
      const EspAnswerColumn *column = esp_answer_get_column (self->answer, i);
      g_autofree char *name = NULL;

      if (!is_cell (column))
        continue;
      name = esp_answer_voice_dup_column (self->voice, column);
      g_strv_builder_add (names, name);
      unit = column->unit;
    }
  list = g_strv_builder_end (names);
  esp_chart_set_categories (chart, NULL, (const char *const *) list);
  esp_answer_sketch_set_unit (self, chart, unit);
}

/* @has_gaps: cells without a value are left out altogether: their time has not come */
static void
add_row (const EspAnswerSketch *self, EspChart *chart, guint position, gboolean has_gaps)
{
  const EspAnswerRow *row = esp_answer_get_row (self->answer, position);
  g_autofree char *name = esp_answer_voice_dup_row (self->voice, row);
  EspSeries *series =
    esp_chart_add_series (chart, name,
                          esp_answer_sketch_is_total (row) ? ESP_SERIES_TOTAL : ESP_SERIES_NORMAL);
  int size = find_size (self->answer);
  guint last = 0;
  guint x = 0;

  if (size >= 0)
    esp_series_set_size (series, row->cells[size].value);
  for (guint i = 0; i < self->answer->columns->len; i++)
    if (is_cell (esp_answer_get_column (self->answer, i)) && isfinite (row->cells[i].value))
      last = i;
  for (guint i = 0; i < find_end (self->answer); i++)
    {
      if (!is_cell (esp_answer_get_column (self->answer, i)))
        continue;
      if (!has_gaps || i <= last)
        esp_answer_sketch_add (self, series, x, row, i);
      x++;
    }
}

static void
add_night (const EspAnswerSketch *self, EspChart *chart)
{
  const char *label = esp_answer_voice_say (self->voice, N_ ("Quiet hours"));

  if (!g_str_equal (self->answer->ask, "send-times") || esp_chart_get_n_categories (chart) != HOURS)
    return;
  esp_chart_add_span (chart, 0, NIGHT_TO - 1, label);
  esp_chart_add_span (chart, NIGHT_FROM, HOURS - 1, label);
}

/**
 * esp_answer_sketch_heat:
 *
 * Returns: (transfer full): a row per row, a cell per age or hour, the row over all set apart
 */
EspChart *
esp_answer_sketch_heat (const EspAnswerSketch *self)
{
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_HEAT_MAP);
  /* An age that has not come is no cell; an hour without anything is an empty one. */
  gboolean has_gaps = g_str_equal (self->answer->ask, "cohort");

  set_columns (self, chart);
  for (guint i = 0; i < self->answer->rows->len; i++)
    if (!esp_answer_sketch_is_total (esp_answer_get_row (self->answer, i)))
      add_row (self, chart, i, has_gaps);
  for (guint i = 0; i < self->answer->rows->len; i++)
    if (esp_answer_sketch_is_total (esp_answer_get_row (self->answer, i)))
      add_row (self, chart, i, has_gaps);
  add_night (self, chart);
  return chart;
}

/* What a customer costs; the curve that crosses it has paid back. */
static void
add_payback (const EspAnswerSketch *self, EspChart *chart)
{
  int cost = esp_answer_find_column (self->answer, "cost");

  for (guint i = 0; i < self->answer->rows->len && cost >= 0; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);

      if (esp_answer_sketch_is_total (row) && row->cells[cost].value > 0)
        esp_chart_set_reference (chart, row->cells[cost].value,
                                 esp_answer_voice_say (self->voice, N_ ("Cost of a new customer")));
    }
}

/**
 * esp_answer_sketch_curves:
 *
 * Returns: (transfer full): a curve per row
 */
EspChart *
esp_answer_sketch_curves (const EspAnswerSketch *self)
{
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_LINE);

  set_columns (self, chart);
  for (guint i = 0; i < self->answer->rows->len; i++)
    add_row (self, chart, i, TRUE);
  add_payback (self, chart);
  return chart;
}
