/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All figures of a period beside those of the one before it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-buckets.h"
#include "engine/insight/esp-figures.h"

/**
 * esp_metrics_answer:
 *
 * Computes every figure of the catalogue that a span of time has: a column each, a row for the period and
 * one for what it is compared with.
 */
gboolean
esp_metrics_answer (EspAnalysis *self, GError **error)
{
  g_auto (EspBuckets) now = { 0 };
  g_auto (EspBuckets) before = { 0 };
  EspAnswerRow *rows[2] = { NULL, NULL };
  guint column = 0;

  now.n = 1;
  now.bounds = g_new0 (gint64, 2);
  now.bounds[0] = self->from_us;
  now.bounds[1] = self->to_us;
  for (guint i = 0; i < ESP_N_METRICS; i++)
    if (esp_figure_is_of_span ((EspMetricId) i))
      esp_answer_add_column (self->answer, esp_metric_get ((EspMetricId) i)->key, NULL,
                             esp_figure_get_unit ((EspMetricId) i));
  rows[0] = esp_answer_add_row (self->answer, "value", NULL, NULL);
  if (self->is_partial)
    rows[0]->flags |= ESP_CELL_PARTIAL;
  if (esp_buckets_shift (&now, &before, self, "day"))
    rows[1] = esp_answer_add_row (self->answer, "before", NULL, NULL);
  for (guint i = 0; i < ESP_N_METRICS; i++)
    {
      if (!esp_figure_is_of_span ((EspMetricId) i))
        continue;
      if (!esp_figure_put (self, (EspMetricId) i, self->from_us, self->to_us, rows[0], column,
                           error) ||
          (rows[1] != NULL && !esp_figure_put (self, (EspMetricId) i, before.bounds[0],
                                               before.bounds[1], rows[1], column, error)))
        return FALSE;
      column++;
      if (esp_analysis_is_cancelled (self, error))
        return FALSE;
    }
  return TRUE;
}
