/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one figure develops by day, week or month, beside the period before or the same days a year before. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-buckets.h"
#include "engine/insight/esp-figures.h"
#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-sent-sets.h"
#include "store/esp-span.h"

#include <math.h>

enum
{
  COLUMN_VALUE,
  COLUMN_BEFORE,
};

typedef struct
{
  EspAnalysis *analysis;
  const EspMetric *metric;
  EspBuckets now;
  EspBuckets before;
  gboolean has_before;
} Trend;

static void
trend_clear (Trend *self)
{
  esp_buckets_clear (&self->now);
  esp_buckets_clear (&self->before);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trend, trend_clear)

/* Who is counted in each part, and of rates who is counted of; the last set is that of all parts. */
typedef struct
{
  GPtrArray *parts;  /* (owned) */
  GPtrArray *wholes; /* (owned) (nullable) */
} Sets;

static void
sets_clear (Sets *self)
{
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->wholes, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sets, sets_clear)

static GPtrArray *
load_kind (const Trend *self, EspLeadSetKind kind, const EspBuckets *buckets, GError **error)
{
  EspBitmap *all = NULL;
  GPtrArray *sets =
    esp_span_load_sets (self->analysis->tx, kind, buckets->bounds, buckets->n, &all, error);

  if (sets == NULL)
    return NULL;
  g_ptr_array_add (sets, all);
  for (guint i = 0; i < sets->len; i++)
    esp_analysis_filter (self->analysis, g_ptr_array_index (sets, i));
  return sets;
}

/* An answer may come on another day than the message: of each part, what became of the messages that were handed
 * over in it, as the comparison of sends has it; the last set is of all parts. */
static gboolean
follow_messages (const Trend *self, const EspBuckets *buckets, Sets *sets, GError **error)
{
  g_autoptr (GArray) sent = esp_insight_load_sent (self->analysis->tx, buckets->bounds[0],
                                                   buckets->bounds[buckets->n], 0, error);
  g_autoptr (GPtrArray) by_part =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_sent_sets_free);

  if (sent == NULL)
    return FALSE;
  for (guint i = 0; i <= buckets->n; i++)
    g_ptr_array_add (by_part, esp_sent_sets_new ());
  for (guint i = 0; i < sent->len; i++)
    {
      const EspInsightSent *row = &g_array_index (sent, EspInsightSent, i);
      int part = esp_buckets_find (buckets, row->at_us);

      if (part < 0 || !esp_analysis_counts (self->analysis, row->lead_id))
        continue;
      esp_sent_sets_add (g_ptr_array_index (by_part, (guint) part), row);
      esp_sent_sets_add (g_ptr_array_index (by_part, buckets->n), row);
    }
  for (guint i = 0; i <= buckets->n; i++)
    {
      EspSentSets *of = g_ptr_array_index (by_part, i);

      esp_sent_sets_finish (of);
      esp_bitmap_free (g_ptr_array_index (sets->parts, i));
      esp_bitmap_free (g_ptr_array_index (sets->wholes, i));
      g_ptr_array_index (sets->parts, i) =
        esp_bitmap_copy (esp_sent_sets_pick (of, self->metric->part));
      g_ptr_array_index (sets->wholes, i) =
        esp_bitmap_copy (esp_sent_sets_pick (of, self->metric->whole));
    }
  return TRUE;
}

static gboolean
load_sets (const Trend *self, const EspBuckets *buckets, Sets *sets, GError **error)
{
  sets->parts = load_kind (self, self->metric->part, buckets, error);
  if (sets->parts == NULL)
    return FALSE;
  if (self->metric->unit != ESP_METRIC_RATE)
    return TRUE;
  sets->wholes = load_kind (self, self->metric->whole, buckets, error);
  if (sets->wholes == NULL || (esp_sent_sets_is_response (self->metric->part) &&
                               !follow_messages (self, buckets, sets, error)))
    return FALSE;
  for (guint i = 0; i < sets->parts->len; i++)
    esp_bitmap_and (g_ptr_array_index (sets->parts, i), g_ptr_array_index (sets->wholes, i));
  return TRUE;
}

static void
put (Trend *self, EspAnswerRow *row, guint column, const EspBitmap *part, const EspBitmap *whole)
{
  if (whole != NULL)
    esp_analysis_put_share (self->analysis, row, column, part, whole);
  else
    esp_analysis_put_count (self->analysis, row, column, part);
}

/* Figures that are no sets of leads, each part by itself; the total is the figure of the whole. */
static gboolean
fill_figures (Trend *self, guint column, const EspBuckets *buckets, GError **error)
{
  EspAnalysis *analysis = self->analysis;

  for (guint i = 0; i <= buckets->n; i++)
    {
      gint64 from_us = buckets->bounds[i < buckets->n ? i : 0];
      gint64 to_us = buckets->bounds[i < buckets->n ? i + 1 : buckets->n];
      EspMetricId id;

      if (!esp_metric_find (self->metric->key, &id) ||
          !esp_figure_put (analysis, id, from_us, to_us,
                           g_ptr_array_index (analysis->answer->rows, i), column, error))
        return FALSE;
    }
  return TRUE;
}

/* All parts together: each lead once, so it is no sum; and the figure of the whole span, so that it is what the
 * catalogue says of it: who opened on another day than it came has opened, and who got one of two messages has
 * not bounced. */
static gboolean
fill (Trend *self, guint column, const EspBuckets *buckets, GError **error)
{
  g_auto (Sets) sets = { 0 };
  EspAnswer *answer = self->analysis->answer;

  if (self->metric->formula != NULL ||
      (self->metric->unit != ESP_METRIC_LEADS && self->metric->unit != ESP_METRIC_RATE))
    return fill_figures (self, column, buckets, error);
  if (!load_sets (self, buckets, &sets, error))
    return FALSE;
  for (guint i = 0; i <= buckets->n; i++)
    put (self, g_ptr_array_index (answer->rows, i), column, g_ptr_array_index (sets.parts, i),
         sets.wholes != NULL ? g_ptr_array_index (sets.wholes, i) : NULL);
  return TRUE;
}

static void
add_rows (Trend *self)
{
  EspAnalysis *analysis = self->analysis;
  EspAnswerRow *row = NULL;

  for (guint i = 0; i < self->now.n; i++)
    row = esp_answer_add_row (analysis->answer, self->now.keys[i], NULL, NULL);
  if (analysis->is_partial && row != NULL)
    row->flags |= ESP_CELL_PARTIAL;
  row = esp_answer_add_row (analysis->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
}

static void
say_it (Trend *self)
{
  EspAnswer *answer = self->analysis->answer;
  const EspAnswerCell *now = esp_answer_get_cell (answer, self->now.n, COLUMN_VALUE);
  const EspAnswerColumn *column = esp_answer_get_column (answer, COLUMN_VALUE);
  double before =
    self->has_before ? esp_answer_get_cell (answer, self->now.n, COLUMN_BEFORE)->value : NAN;
  gboolean is_compared = !isnan (before) && !isnan (now->value);
  EspAnswerSentence *sentence = esp_answer_say (answer, isnan (now->value) ? "trend-nothing"
                                                        : is_compared      ? "trend-compared"
                                                                           : "trend");

  esp_answer_sentence_add_text (sentence, "metric", self->metric->key);
  if (isnan (now->value))
    return;
  esp_answer_sentence_add (sentence, "value", now->value, column->unit);
  if (is_compared)
    esp_answer_sentence_add (sentence, "before", before, column->unit);
}

/**
 * esp_trend_answer:
 *
 * Counts leads in each part of the period, each once in a part, and each once in the total. A rate of a
 * part is of the leads of its whole in that part those who are also among its part there; of opens, clicks and
 * other answers those who answered a message of that part, also later. The total is the figure of the whole period. The comparison
 * ends at the same time of day as the period, if that is not over.
 */
gboolean
esp_trend_answer (EspAnalysis *self, GError **error)
{
  g_auto (Trend) trend = { .analysis = self };
  const char *unit = esp_question_get (self->question, "unit");
  EspAnswerUnit of;
  EspMetricId id;

  if (!esp_metric_find (esp_question_get (self->question, "metric"), &id))
    g_return_val_if_reached (FALSE);
  trend.metric = esp_metric_get (id);
  of = esp_figure_get_unit (id);
  if (!esp_buckets_init (&trend.now, self, unit, error))
    return FALSE;
  trend.has_before = esp_buckets_shift (&trend.now, &trend.before, self, unit);
  esp_answer_add_column (self->answer, "value", NULL, of);
  if (trend.has_before)
    esp_answer_add_column (self->answer, "before", NULL, of);
  add_rows (&trend);
  if (!fill (&trend, COLUMN_VALUE, &trend.now, error) ||
      (trend.has_before && !fill (&trend, COLUMN_BEFORE, &trend.before, error)))
    return FALSE;
  say_it (&trend);
  return TRUE;
}
