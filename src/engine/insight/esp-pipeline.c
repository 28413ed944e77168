/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the leads in the stages before the sale are worth: how likely each is won, times what a sale brings. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-statistics.h"
#include "engine/insight/esp-metric.h"
#include "store/esp-insight-stages.h"
#include "store/esp-stages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_DRAWS 2000

enum
{
  COLUMN_LEADS,
  COLUMN_RATE,
  COLUMN_SALE,
  COLUMN_EXPECTED,
};

/* A stage before the one in which a lead is won. */
typedef struct
{
  EspBitmap *here;    /* who is in it now */
  EspBitmap *reached; /* came to it, or past it, long enough ago */
  EspBitmap *won;     /* of those: won within the window */
} Step;

typedef struct
{
  EspAnalysis *analysis;
  GPtrArray *stages; /* (owned) of EspStageRow */
  guint won;         /* number of the stage */
  gint64 window_us;
  Step *steps;   /* (owned) won of them */
  GArray *sales; /* (owned) of double: what each buyer paid in all, of the history looked at */
  EspRandom random;
} Work;

static void
work_clear (Work *self)
{
  for (guint i = 0; self->steps != NULL && i < self->won; i++)
    {
      esp_bitmap_free (self->steps[i].here);
      esp_bitmap_free (self->steps[i].reached);
      esp_bitmap_free (self->steps[i].won);
    }
  g_free (self->steps);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->sales, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static gboolean
find_stages (Work *self, GError **error)
{
  const char *won = esp_question_get (self->analysis->question, "won");

  self->stages = esp_stage_list (self->analysis->tx, FALSE, error);
  if (self->stages == NULL)
    return FALSE;
  for (guint i = 0; i < self->stages->len; i++)
    if (g_str_equal (((const EspStageRow *) g_ptr_array_index (self->stages, i))->key, won))
      self->won = i;
  if (self->won > 0)
    return TRUE;
  g_set_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_GONE,
               "There is no stage “%.60s” that others come before; choose the one in which a lead "
               "is won",
               won);
  return FALSE;
}

/* One lead: when it first came to each stage or past it, and where it is now. */
static void
place_lead (Work *self, const EspInsightEvent *moves, guint n_moves)
{
  EspAnalysis *analysis = self->analysis;
  guint32 lead_id = moves[0].lead_id;
  gint64 won_us = G_MAXINT64;
  guint now = moves[n_moves - 1].kind;

  if (!esp_analysis_counts (analysis, lead_id))
    return;
  for (guint i = n_moves; i-- > 0;)
    if (moves[i].kind >= self->won)
      won_us = moves[i].at_us;
  if (now < self->won)
    esp_bitmap_add (self->steps[now].here, lead_id);
  for (guint stage = 0; stage < self->won; stage++)
    {
      guint i = 0;

      while (i < n_moves && moves[i].kind < stage)
        i++;
      /* Who came in as a buyer was not won by the stages before. */
      if (i == n_moves || moves[i].at_us < analysis->from_us || moves[i].kind >= self->won ||
          moves[i].at_us + self->window_us > analysis->to_us)
        continue;
      esp_bitmap_add (self->steps[stage].reached, lead_id);
      if (won_us != G_MAXINT64 && won_us >= moves[i].at_us &&
          won_us - moves[i].at_us <= self->window_us)
        esp_bitmap_add (self->steps[stage].won, lead_id);
    }
}

static gboolean
load_moves (Work *self, GError **error)
{
  g_autoptr (GArray) moves = esp_insight_load_stages (self->analysis->tx, self->stages, error);
  const EspInsightEvent *all;
  guint start = 0;

  if (moves == NULL)
    return FALSE;
  self->steps = g_new0 (Step, self->won);
  for (guint i = 0; i < self->won; i++)
    self->steps[i] = (Step){ esp_bitmap_new (), esp_bitmap_new (), esp_bitmap_new () };
  all = (const EspInsightEvent *) (gpointer) moves->data;
  for (guint i = 1; i <= moves->len; i++)
    if (i == moves->len || all[i].lead_id != all[start].lead_id)
      {
        place_lead (self, all + start, i - start);
        start = i;
      }
  return TRUE;
}

/* What the first order of each buyer brought, of all time: the sale that a lead is won with. */
static gboolean
load_sales (Work *self, GError **error)
{
  const GArray *orders = esp_analysis_get_orders (self->analysis, error);
  guint32 done = 0;

  self->sales = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; orders != NULL && i < orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders, EspInsightOrder, i);
      double amount = (double) order->amount;

      if (order->is_refund || order->lead_id == done)
        continue;
      done = order->lead_id;
      g_array_append_val (self->sales, amount);
    }
  return orders != NULL;
}

static double
draw_normal (EspRandom *random)
{
  double u = 1 - esp_random_unit (random);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * esp_random_unit (random));
}

/* One way the stage may turn out: how likely winning is, who is won, what they pay; large numbers by the
 * normal curve. */
static double
draw_stage (Work *self, const Step *step, double mean, double deviation)
{
  double n = (double) esp_bitmap_count (step->here);
  double whole = (double) esp_bitmap_count (step->reached);
  double p = ((double) esp_bitmap_count (step->won) + 1) / (whole + 2);
  double drawn = p + draw_normal (&self->random) * sqrt (p * (1 - p) / (whole + 3));
  double won, paid;

  /* CLAMP and MAX evaluate what they are given more than once: each draw needs a place. */
  drawn = CLAMP (drawn, 0, 1);
  won = n * drawn + draw_normal (&self->random) * sqrt (n * drawn * (1 - drawn));
  won = CLAMP (won, 0, n);
  paid = won * mean + draw_normal (&self->random) * deviation * sqrt (won);
  return MAX (paid, 0);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static void
put_interval (EspAnswerCell *cell, double *draws)
{
  /* Of few leads the drawn shares lie beside the one that was seen. */
  qsort (draws, N_DRAWS, sizeof *draws, compare_doubles);
  cell->low = MIN (draws[(guint) (0.025 * N_DRAWS)], cell->value);
  cell->high = MAX (draws[(guint) (0.975 * N_DRAWS) - 1], cell->value);
  cell->flags |= ESP_CELL_ESTIMATE;
}

/* Returns what all stages are worth of which the share that is won is known; %NAN: of none of them is. */
static double
write_stages (Work *self, double mean, double deviation, double *total_draws, EspBitmap *left_out)
{
  EspAnalysis *analysis = self->analysis;
  double total = NAN;

  for (guint i = 0; i < self->won; i++)
    {
      const EspStageRow *stage = g_ptr_array_index (self->stages, i);
      g_autofree char *key = g_strconcat ("stage:", stage->key, NULL);
      g_autofree double *draws = g_new0 (double, N_DRAWS);
      EspAnswerRow *row = esp_answer_add_row (analysis->answer, key, stage->name, NULL);
      EspAnswerCell *cell = &row->cells[COLUMN_EXPECTED];

      esp_analysis_put_count (analysis, row, COLUMN_LEADS, self->steps[i].here);
      esp_analysis_put_share (analysis, row, COLUMN_RATE, self->steps[i].won,
                              self->steps[i].reached);
      esp_analysis_put (analysis, row, COLUMN_SALE, mean);
      cell->value = row->cells[COLUMN_LEADS].value * row->cells[COLUMN_RATE].value * mean;
      if (isnan (row->cells[COLUMN_RATE].value))
        esp_bitmap_or (left_out, self->steps[i].here);
      if (isnan (cell->value))
        continue;
      total = isnan (total) ? cell->value : total + cell->value;
      for (guint draw = 0; draw < N_DRAWS; draw++)
        {
          draws[draw] = draw_stage (self, &self->steps[i], mean, deviation);
          total_draws[draw] += draws[draw];
        }
      put_interval (cell, draws);
    }
  return total;
}

static void
write_all (Work *self)
{
  EspAnalysis *analysis = self->analysis;
  const double *sales = (const double *) (gpointer) self->sales->data;
  double mean = esp_statistics_mean (sales, self->sales->len);
  g_autofree double *draws = g_new0 (double, N_DRAWS);
  g_autoptr (EspBitmap) everyone = esp_bitmap_new ();
  g_autoptr (EspBitmap) left_out = esp_bitmap_new ();
  EspAnswerSentence *sentence;
  EspAnswerRow *row;
  double squares = 0;
  double total;

  for (guint i = 0; i < self->sales->len; i++)
    squares += (sales[i] - mean) * (sales[i] - mean);
  total =
    write_stages (self, mean, self->sales->len > 1 ? sqrt (squares / (self->sales->len - 1)) : 0,
                  draws, left_out);
  for (guint i = 0; i < self->won; i++)
    esp_bitmap_or (everyone, self->steps[i].here);
  row = esp_answer_add_row (analysis->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
  esp_analysis_put_count (analysis, row, COLUMN_LEADS, everyone);
  esp_analysis_put (analysis, row, COLUMN_SALE, mean);
  if (self->sales->len == 0)
    {
      esp_answer_say (analysis->answer, "pipeline-no-sales");
      return;
    }
  row->cells[COLUMN_EXPECTED].value = total;
  if (isnan (total))
    {
      esp_answer_say (analysis->answer, "pipeline-no-history");
      return;
    }
  put_interval (&row->cells[COLUMN_EXPECTED], draws);
  sentence = esp_answer_say (analysis->answer, "pipeline");
  esp_answer_sentence_add (sentence, "value", total, ESP_ANSWER_MONEY);
  esp_answer_sentence_add (sentence, "low", row->cells[COLUMN_EXPECTED].low, ESP_ANSWER_MONEY);
  esp_answer_sentence_add (sentence, "high", row->cells[COLUMN_EXPECTED].high, ESP_ANSWER_MONEY);
  esp_answer_note (analysis->answer, "pipeline-method");
  if (!esp_bitmap_is_empty (left_out))
    esp_answer_sentence_add (esp_answer_note (analysis->answer, "pipeline-left-out"), "n",
                             (double) esp_bitmap_count (left_out), ESP_ANSWER_COUNT);
}

/**
 * esp_pipeline_answer:
 *
 * For each stage before the one in which a lead is won: who is in it now; of the leads that came to it or
 * past it in the period, and at least the window ago, those who were won within the window; times the mean
 * of first orders. The interval is the middle 95 % of 2,000 drawn futures, in which the share won is as
 * unsure as its number of leads, each lead is won or not, and sales differ as they did.
 */
gboolean
esp_pipeline_answer (EspAnalysis *self, GError **error)
{
  g_auto (Work) work = { .analysis = self };

  esp_random_init (&work.random, 1); /* the same question has the same answer */
  work.window_us =
    (gint64) (esp_question_get_number (self->question, "window") * (double) ESP_USEC_PER_DAY);
  if (!find_stages (&work, error) || !load_moves (&work, error) || !load_sales (&work, error))
    return FALSE;
  esp_answer_add_column (self->answer, "leads", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "won_rate", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "mean_sale", NULL, ESP_ANSWER_MONEY);
  esp_answer_add_column (self->answer, "expected", NULL, ESP_ANSWER_MONEY);
  write_all (&work);
  return TRUE;
}
