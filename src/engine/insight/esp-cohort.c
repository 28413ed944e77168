/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cohorts: leads by the week or month of their first event, and what they do in each one after it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-cohort-table.h"

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-buckets.h"
#include "store/esp-events.h"
#include "store/esp-insight-money.h"

#include <math.h>
#include <string.h>

#define START_CREATED "created"
#define COLUMN_SIZE 0
#define COLUMN_FIRST 1

typedef struct
{
  EspAnalysis *analysis;
  const char *unit;
  guint n_periods;     /* after the first one */
  EspCohorts *cohorts; /* (owned) */
  EspBitmap **back;    /* (owned) by cohort and period */
  double *revenue;     /* (owned) the same */
} Work;

static void
work_clear (Work *self)
{
  for (guint i = 0; self->back != NULL && i < self->cohorts->n * (self->n_periods + 1); i++)
    esp_bitmap_free (self->back[i]);
  g_free (self->back);
  g_free (self->revenue);
  g_clear_pointer (&self->cohorts, esp_cohorts_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* What a person does, and not what is done to them or told about them. */
static gboolean
is_act (const char *kind)
{
  static const char *const others[] = { ESP_EVENT_DELIVERED,    ESP_EVENT_BOUNCE,
                                        ESP_EVENT_MACHINE_OPEN, ESP_EVENT_MACHINE_CLICK,
                                        ESP_EVENT_AUTO_REPLY,   ESP_EVENT_REFUND,
                                        ESP_EVENT_SCORE_POINTS, ESP_EVENT_SCORE_THRESHOLD,
                                        ESP_EVENT_STAGE,        NULL };

  return !g_strv_contains (others, kind);
}

/**
 * esp_cohorts_choose_kinds:
 * @kinds: (transfer full): what was asked for; none is everything that a person does
 *
 * Returns: (transfer full): kinds of events; %NULL with @error set
 */
GStrv
esp_cohorts_choose_kinds (EspTx *tx, GStrv kinds, GError **error)
{
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) all = NULL;

  if (kinds[0] != NULL && kinds[0][0] != '\0')
    return kinds;
  g_strfreev (kinds);
  all = esp_event_list_kinds (tx, error);
  if (all == NULL)
    return NULL;
  for (guint i = 0; all[i] != NULL; i++)
    if (is_act (all[i]))
      g_ptr_array_add (acts, g_strdup (all[i]));
  g_ptr_array_add (acts, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&acts), FALSE);
}

static gboolean
load_cohorts (Work *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  const char *start = esp_question_get (analysis->question, "start");
  g_auto (GStrv) kinds = NULL;
  g_autoptr (GArray) firsts = NULL;

  if (g_str_equal (start, START_CREATED))
    firsts = esp_insight_load_created (analysis->tx, error);
  else
    {
      GStrv asked = g_new0 (char *, 2);

      asked[0] = g_strdup (start);
      kinds = esp_cohorts_choose_kinds (analysis->tx, asked, error);
      if (kinds != NULL)
        firsts = esp_insight_load_events (analysis->tx, (const char *const *) kinds, G_MININT64,
                                          analysis->context->now_us + 1, error);
    }
  if (firsts == NULL)
    return FALSE;
  if (analysis->segment != NULL)
    {
      GArray *own = g_array_copy (firsts); /* others use the same */

      g_array_unref (firsts);
      firsts = own;
    }
  esp_analysis_filter_events (analysis, firsts);
  self->cohorts = esp_cohorts_new (firsts, analysis, self->unit);
  return TRUE;
}

static void
begin_cells (Work *self)
{
  gsize n_cells = (gsize) self->cohorts->n * (self->n_periods + 1);

  self->back = g_new0 (EspBitmap *, n_cells + 1);
  self->revenue = g_new0 (double, n_cells + 1);
  for (gsize i = 0; i < n_cells; i++)
    self->back[i] = esp_bitmap_new ();
}

/* The cell in which something falls that a lead did; -1: none. */
static gint64
find_cell (const Work *self, guint32 lead_id, gint64 at_us)
{
  guint cohort;
  gint64 period;

  if (!esp_cohorts_find (self->cohorts, lead_id, &cohort))
    return -1;
  period = esp_calendar_find (&self->cohorts->calendar, at_us) - (self->cohorts->first + cohort);
  if (period < 0 || period > self->n_periods ||
      (period == 0 && !esp_cohorts_is_after (self->cohorts, lead_id, at_us)))
    return -1;
  return (gint64) cohort * (self->n_periods + 1) + period;
}

static gboolean
fill_back (Work *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  g_auto (GStrv) kinds =
    esp_cohorts_choose_kinds (analysis->tx, esp_question_get_list (analysis->question, "back"),
                              error);
  g_autoptr (GArray) events = NULL;

  if (kinds == NULL)
    return FALSE;
  events = esp_insight_load_events (analysis->tx, (const char *const *) kinds,
                                    self->cohorts->from_us, analysis->context->now_us + 1, error);
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const EspInsightEvent *event = &g_array_index (events, EspInsightEvent, i);
      gint64 cell = find_cell (self, event->lead_id, event->at_us);

      if (cell >= 0)
        esp_bitmap_add (self->back[cell], event->lead_id);
    }
  return events != NULL;
}

static gboolean
fill_revenue (Work *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  g_autoptr (EspInsightOrders) orders =
    esp_insight_load_orders (analysis->tx, self->cohorts->from_us, analysis->context->now_us + 1,
                             error);

  if (orders == NULL)
    return FALSE;
  for (guint i = 0; i < orders->orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders->orders, EspInsightOrder, i);
      gint64 cell = find_cell (self, order->lead_id, order->at_us);

      if (cell < 0)
        continue;
      self->revenue[cell] += (double) order->amount;
      if (!order->is_refund)
        esp_bitmap_add (self->back[cell], order->lead_id);
    }
  esp_analysis_note_foreign (analysis, "foreign-orders", orders->n_foreign);
  return TRUE;
}

/* Whether a period of a cohort is over, has begun, or is still to come. */
static int
compare_to_now (const Work *self, guint cohort, guint period)
{
  gint64 number = self->cohorts->first + cohort + period;
  GTimeZone *zone = self->analysis->context->zone;

  if (esp_calendar_start (number, self->unit, zone) > self->analysis->context->now_us)
    return 1;
  return esp_calendar_start (number + 1, self->unit, zone) > self->analysis->context->now_us ? 0
                                                                                             : -1;
}

static void
put_cell (Work *self, EspAnswerRow *row, guint cohort, guint period, double *sum)
{
  gsize cell = (gsize) cohort * (self->n_periods + 1) + period;
  EspAnalysis *analysis = self->analysis;
  guint column = COLUMN_FIRST + period;
  const EspBitmap *members = g_ptr_array_index (self->cohorts->members, cohort);

  *sum += self->revenue[cell];
  if (esp_question_is (analysis->question, "value", "retention"))
    esp_analysis_put_share (analysis, row, column, self->back[cell], members);
  else
    {
      gboolean is_sum = esp_question_is (analysis->question, "value", "revenue");
      double size = (double) esp_bitmap_count (members);

      esp_analysis_put (analysis, row, column,
                        is_sum     ? self->revenue[cell]
                        : size > 0 ? *sum / size
                                   : NAN);
      row->cells[column].part = (gint64) *sum;
      row->cells[column].whole = (gint64) size;
      esp_analysis_put_drill (analysis, row, column, is_sum ? self->back[cell] : members);
    }
}

static void
write_cohort (Work *self, guint cohort)
{
  EspAnalysis *analysis = self->analysis;
  EspBitmap *members = g_ptr_array_index (self->cohorts->members, cohort);
  g_autofree char *key = esp_calendar_key (self->cohorts->first + cohort, self->unit);
  EspAnswerRow *row = esp_answer_add_row (analysis->answer, key, NULL, NULL);
  double sum = 0;

  esp_analysis_put_count (analysis, row, COLUMN_SIZE, members);
  if (compare_to_now (self, cohort, 0) == 0)
    row->cells[COLUMN_SIZE].flags |= ESP_CELL_PARTIAL;
  for (guint period = 0; period <= self->n_periods; period++)
    {
      int when = compare_to_now (self, cohort, period);

      if (when > 0)
        break;
      put_cell (self, row, cohort, period, &sum);
      if (when == 0)
        row->cells[COLUMN_FIRST + period].flags |= ESP_CELL_PARTIAL;
    }
}

/* Over the cohorts whose period is over: leads that did it by all of these, or what they paid by them. */
static void
put_average (Work *self, EspAnswerRow *row, guint period)
{
  g_autoptr (EspBitmap) part = esp_bitmap_new ();
  g_autoptr (EspBitmap) whole = esp_bitmap_new ();
  double sum = 0;

  for (guint cohort = 0; cohort < self->cohorts->n; cohort++)
    {
      gsize cell = (gsize) cohort * (self->n_periods + 1);

      if (compare_to_now (self, cohort, period) >= 0)
        continue;
      esp_bitmap_or (whole, g_ptr_array_index (self->cohorts->members, cohort));
      esp_bitmap_or (part, self->back[cell + period]);
      for (guint i = 0; i <= period; i++)
        sum += i == period || !esp_question_is (self->analysis->question, "value", "revenue")
                 ? self->revenue[cell + i]
                 : 0;
    }
  if (esp_bitmap_is_empty (whole))
    return;
  if (esp_question_is (self->analysis->question, "value", "retention"))
    esp_analysis_put_share (self->analysis, row, COLUMN_FIRST + period, part, whole);
  else
    esp_analysis_put (self->analysis, row, COLUMN_FIRST + period,
                      esp_question_is (self->analysis->question, "value", "revenue")
                        ? sum
                        : sum / (double) esp_bitmap_count (whole));
}

static void
write_all (Work *self)
{
  EspAnalysis *analysis = self->analysis;
  gboolean is_share = esp_question_is (analysis->question, "value", "retention");
  g_autoptr (EspBitmap) everyone = esp_bitmap_new ();
  EspAnswerRow *row;

  esp_answer_add_column (analysis->answer, "size", NULL, ESP_ANSWER_COUNT);
  for (guint i = 0; i <= self->n_periods; i++)
    {
      g_autofree char *key = g_strdup_printf ("p%u", i);
      g_autofree char *label = g_strdup_printf ("%u", i);

      esp_answer_add_column (analysis->answer, key, label,
                             is_share ? ESP_ANSWER_RATIO : ESP_ANSWER_MONEY);
    }
  for (guint cohort = 0; cohort < self->cohorts->n; cohort++)
    {
      write_cohort (self, cohort);
      esp_bitmap_or (everyone, g_ptr_array_index (self->cohorts->members, cohort));
    }
  row = esp_answer_add_row (analysis->answer, is_share ? "average" : "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
  esp_analysis_put_count (analysis, row, COLUMN_SIZE, everyone);
  for (guint i = 0; i <= self->n_periods; i++)
    put_average (self, row, i);
  if (is_share && self->n_periods > 0 && !isnan (row->cells[COLUMN_FIRST + 1].value))
    {
      EspAnswerSentence *sentence = esp_answer_say (analysis->answer, "cohort");

      esp_answer_sentence_add (sentence, "size", row->cells[COLUMN_SIZE].value, ESP_ANSWER_COUNT);
      esp_answer_sentence_add (sentence, "rate", row->cells[COLUMN_FIRST + 1].value,
                               ESP_ANSWER_RATIO);
    }
}

/**
 * esp_cohort_answer:
 *
 * Puts each lead into the cohort of the calendar week or month, in the workspace's zone, in which it did
 * what begins a cohort for the first time ever ("created": came in); cohorts are those of the period, and
 * leads are followed up to now. A period is a calendar one: number k is the k-th week or month after that
 * of the cohort. retention: the share of the cohort that did one of the events in it. revenue: what they
 * paid in it, less refunds. ltv: what they paid up to its end, by their number.
 *
 * A period that is not over is marked; the average is over the cohorts whose period is over, weighted by
 * their size.
 */
gboolean
esp_cohort_answer (EspAnalysis *self, GError **error)
{
  g_auto (Work) work = { .analysis = self };

  work.unit = esp_question_get (self->question, "unit");
  work.n_periods = (guint) esp_question_get_number (self->question, "periods");
  if (!load_cohorts (&work, error))
    return FALSE;
  begin_cells (&work);
  if (esp_question_is (self->question, "value", "retention") ? !fill_back (&work, error)
                                                             : !fill_revenue (&work, error))
    return FALSE;
  write_all (&work);
  return TRUE;
}
