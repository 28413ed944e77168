/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers about the ways that people go: a column of places per step, links between neighbouring steps. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-answer-chart-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_STEPS 12

/* Rows of a step have its number as their group; those of links have "1>2", and both places in the key. */
static EspSeries *
add_step (const EspAnswerSketch *self, EspChart *chart, guint step)
{
  g_autofree char *group = g_strdup_printf ("%u", step);
  g_autoptr (GString) name = g_string_new (esp_answer_voice_say (self->voice, N_ ("Step {n}")));
  EspSeries *series = NULL;
  guint n = 0;

  g_string_replace (name, "{n}", group, 1);
  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      const EspAnswerCell *cell = &row->cells[0];
      g_autofree char *text = NULL;

      if (g_strcmp0 (row->group, group) != 0)
        continue;
      if (series == NULL)
        series = esp_chart_add_series (chart, name->str, ESP_SERIES_NORMAL);
      text = esp_answer_voice_dup_row (self->voice, row);
      esp_series_add (series, &(EspPoint){ .x = n++,
                                           .value = cell->value,
                                           .key = cell->drill,
                                           .text = text });
    }
  return series;
}

/* The place of a step whose key begins or ends @key; places may have any names. */
static int
find_place (const EspAnswerSketch *self, guint step, const char *key, gboolean is_end)
{
  g_autofree char *group = g_strdup_printf ("%u", step);
  int n = 0;

  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      g_autofree char *part = NULL;

      if (g_strcmp0 (row->group, group) != 0)
        continue;
      part = is_end ? g_strconcat (">", row->key, NULL) : g_strconcat (row->key, ">", NULL);
      if (is_end ? g_str_has_suffix (key, part) : g_str_has_prefix (key, part))
        return n;
      n++;
    }
  return -1;
}

static void
add_links (const EspAnswerSketch *self, EspChart *chart)
{
  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      guint step;
      int from, to;

      if (row->group == NULL || strchr (row->group, '>') == NULL)
        continue;
      step = (guint) g_ascii_strtoull (row->group, NULL, 10);
      from = find_place (self, step, row->key, FALSE);
      to = find_place (self, step + 1, row->key, TRUE);
      if (step > 0 && from >= 0 && to >= 0 && isfinite (row->cells[0].value))
        esp_chart_add_link (chart, &(EspChartLink){ step - 1, (guint) from, (guint) to,
                                                    row->cells[0].value });
    }
}

/**
 * esp_answer_sketch_paths:
 *
 * Returns: (transfer full): the ways as columns of places
 */
EspChart *
esp_answer_sketch_paths (const EspAnswerSketch *self)
{
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_PATHS);

  for (guint step = 1; step <= MAX_STEPS; step++)
    if (add_step (self, chart, step) == NULL)
      break;
  add_links (self, chart);
  return chart;
}
