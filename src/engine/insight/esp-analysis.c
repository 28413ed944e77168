/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all analyses share: whom they count, and cells that open exactly the leads they count. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-analysis.h"

#include "engine/insight/esp-drill.h"
#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-question-time.h"
#include "store/esp-span.h"

#include <math.h>

/**
 * esp_analysis_counts:
 *
 * Returns: whether the lead is of the segment asked about
 */
gboolean
esp_analysis_counts (const EspAnalysis *self, guint32 lead_id)
{
  return self->segment == NULL || esp_bitmap_contains (self->segment, lead_id);
}

/**
 * esp_analysis_filter:
 *
 * Leaves only leads of the segment asked about.
 */
void
esp_analysis_filter (const EspAnalysis *self, EspBitmap *leads)
{
  if (self->segment != NULL)
    esp_bitmap_and (leads, self->segment);
}

/**
 * esp_analysis_filter_events:
 * @events: (element-type EspInsightEvent)
 *
 * Leaves only events of leads of the segment asked about, in their order.
 */
void
esp_analysis_filter_events (const EspAnalysis *self, GArray *events)
{
  EspInsightEvent *all = (EspInsightEvent *) (gpointer) events->data;
  guint n = 0;

  if (self->segment == NULL)
    return;
  for (guint i = 0; i < events->len; i++)
    if (esp_bitmap_contains (self->segment, all[i].lead_id))
      all[n++] = all[i];
  g_array_set_size (events, n);
}

/**
 * esp_analysis_is_cancelled:
 *
 * Returns: whether nobody waits any more; then @error is set
 */
gboolean
esp_analysis_is_cancelled (const EspAnalysis *self, GError **error)
{
  return g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/**
 * esp_analysis_put:
 *
 * Fills a cell with a number that counts nobody.
 */
void
esp_analysis_put (EspAnalysis *self, EspAnswerRow *row, guint column, double value)
{
  row->cells[column].value = value;
}

/**
 * esp_analysis_put_text:
 */
void
esp_analysis_put_text (EspAnalysis *self, EspAnswerRow *row, guint column, const char *text)
{
  g_free (row->cells[column].text);
  row->cells[column].text = g_strdup (text);
}

/**
 * esp_analysis_put_drill:
 * @leads: (nullable): nobody
 *
 * Makes a cell open those leads.
 */
void
esp_analysis_put_drill (EspAnalysis *self, EspAnswerRow *row, guint column, const EspBitmap *leads)
{
  const EspAnswerColumn *of = esp_answer_get_column (self->answer, column);
  g_autofree char *cell = esp_drill_name_cell (row->key, row->group, of->key);

  if (leads == NULL || esp_bitmap_is_empty (leads))
    return;
  if (self->wanted != NULL && g_str_equal (self->wanted, cell) && self->found == NULL)
    self->found = esp_bitmap_copy (leads);
  g_free (row->cells[column].drill);
  row->cells[column].drill = esp_drill_make_key (self->question, self->context->now_us, cell);
}

/**
 * esp_analysis_put_count:
 *
 * Fills a cell with the number of leads, who can be opened.
 */
void
esp_analysis_put_count (EspAnalysis *self, EspAnswerRow *row, guint column, const EspBitmap *leads)
{
  row->cells[column].value = (double) esp_bitmap_count (leads);
  esp_analysis_put_drill (self, row, column, leads);
}

/**
 * esp_analysis_put_rate:
 *
 * Fills a cell with a share of things of which each is in or not: with its interval, and marked when it
 * is of few.
 */
void
esp_analysis_put_rate (EspAnalysis *self,
                       EspAnswerRow *row,
                       guint column,
                       gint64 part,
                       gint64 whole)
{
  EspAnswerCell *cell = &row->cells[column];

  cell->part = part;
  cell->whole = whole;
  cell->value = whole > 0 ? (double) part / (double) whole : NAN;
  if (part >= 0 && part <= whole)
    esp_metric_wilson (part, whole, &cell->low, &cell->high);
  if (whole < ESP_METRIC_FEW)
    cell->flags |= ESP_CELL_FEW;
}

/**
 * esp_analysis_put_share:
 * @part: some of @whole
 *
 * Fills a cell with a share of leads; it opens those of the part.
 */
void
esp_analysis_put_share (EspAnalysis *self,
                        EspAnswerRow *row,
                        guint column,
                        const EspBitmap *part,
                        const EspBitmap *whole)
{
  esp_analysis_put_rate (self, row, column, (gint64) esp_bitmap_count (part),
                         (gint64) esp_bitmap_count (whole));
  esp_analysis_put_drill (self, row, column, part);
}

/**
 * esp_analysis_get_orders:
 *
 * Reads all orders and refunds up to now of the leads that count, once. What is in another currency is
 * told.
 *
 * Returns: (transfer none) (element-type EspInsightOrder): by lead and time; %NULL with @error set
 */
const GArray *
esp_analysis_get_orders (EspAnalysis *self, GError **error)
{
  EspInsightOrder *all;
  guint n = 0;

  if (self->orders != NULL)
    return self->orders->orders;
  self->orders = esp_insight_load_orders (self->tx, G_MININT64, self->context->now_us + 1, error);
  if (self->orders == NULL)
    return NULL;
  all = (EspInsightOrder *) (gpointer) self->orders->orders->data;
  for (guint i = 0; i < self->orders->orders->len; i++)
    if (esp_analysis_counts (self, all[i].lead_id))
      all[n++] = all[i];
  g_array_set_size (self->orders->orders, n);
  esp_analysis_note_foreign (self, "foreign-orders", self->orders->n_foreign);
  return self->orders->orders;
}

/**
 * esp_analysis_recall_set:
 *
 * Returns: (transfer none) (nullable): what esp_analysis_keep_set() kept
 */
const EspBitmap *
esp_analysis_recall_set (const EspAnalysis *self, const char *key)
{
  return self->sets != NULL ? g_hash_table_lookup (self->sets, key) : NULL;
}

/**
 * esp_analysis_keep_set:
 * @key: (transfer full)
 * @leads: (transfer full)
 *
 * Keeps leads for the other figures of the same question.
 */
void
esp_analysis_keep_set (EspAnalysis *self, char *key, EspBitmap *leads)
{
  if (self->sets == NULL)
    self->sets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) esp_bitmap_free);
  g_hash_table_insert (self->sets, key, leads);
}

/**
 * esp_analysis_get_set:
 * @kind: one for which esp_span_has_kind() holds
 *
 * Reads who did something in a span of time, of the leads that count, once.
 *
 * Returns: (transfer none): the leads; %NULL with @error set
 */
const EspBitmap *
esp_analysis_get_set (EspAnalysis *self,
                      EspLeadSetKind kind,
                      gint64 from_us,
                      gint64 to_us,
                      GError **error)
{
  g_autofree char *key =
    g_strdup_printf ("%d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, (int) kind, from_us, to_us);
  const gint64 bounds[2] = { from_us, to_us };
  g_autoptr (GPtrArray) sets = NULL;
  const EspBitmap *known = esp_analysis_recall_set (self, key);
  EspBitmap *leads;

  if (known != NULL)
    return known;
  sets = esp_span_load_sets (self->tx, kind, bounds, 1, NULL, error);
  if (sets == NULL)
    return NULL;
  leads = esp_bitmap_copy (g_ptr_array_index (sets, 0));
  esp_analysis_filter (self, leads);
  esp_analysis_keep_set (self, g_steal_pointer (&key), leads);
  return leads;
}

/**
 * esp_analysis_get_days:
 * @out_days: the calendar days of the period in the workspace's zone: the first, and the one after the last
 */
void
esp_analysis_get_days (const EspAnalysis *self, gint64 out_days[2])
{
  out_days[0] = self->from_us == G_MININT64
                  ? G_MININT64
                  : esp_insight_day_of (self->from_us, self->context->zone);
  out_days[1] = esp_insight_day_of (self->to_us - 1, self->context->zone) + 1;
}

/**
 * esp_analysis_sum_spend:
 *
 * Adds up the ad spend of the period. What is in another currency is told.
 */
gboolean
esp_analysis_sum_spend (EspAnalysis *self, gint64 campaign_id, EspSpendSum *out_sum, GError **error)
{
  gint64 days[2];

  esp_analysis_get_days (self, days);
  if (!esp_spend_sum_days (self->tx, days[0], days[1], campaign_id, out_sum, error))
    return FALSE;
  esp_analysis_note_foreign (self, "foreign-spend", out_sum->n_foreign);
  return TRUE;
}

/**
 * esp_analysis_note_foreign:
 * @code: of the note
 * @n: how many records were left out, as their currency is another; 0: nothing to tell
 */
void
esp_analysis_note_foreign (EspAnalysis *self, const char *code, gint64 n)
{
  for (guint i = 0; i < self->answer->notes->len; i++)
    if (g_str_equal (((EspAnswerSentence *) g_ptr_array_index (self->answer->notes, i))->code,
                     code))
      return;
  if (n > 0)
    esp_answer_sentence_add (esp_answer_note (self->answer, code), "n", (double) n,
                             ESP_ANSWER_COUNT);
}
