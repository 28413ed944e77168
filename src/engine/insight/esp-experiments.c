/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a send caused: those it was sent to beside those who were held out by chance. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-change-test.h"
#include "engine/insight/esp-incremental.h"
#include "engine/insight/esp-metric.h"
#include "store/esp-insight-sends.h"

#include <math.h>

#define Z_95 1.959963984540054
#define SURE 0.05

enum
{
  COLUMN_TREATED,
  COLUMN_TREATED_RATE,
  COLUMN_CONTROL,
  COLUMN_CONTROL_RATE,
  COLUMN_DIFFERENCE,
  COLUMN_INCREMENTAL,
  COLUMN_P,
};

typedef struct
{
  EspBitmap *treated;
  EspBitmap *control;
  EspBitmap *treated_converted;
  EspBitmap *control_converted;
} Experiment;

static void
experiment_clear (Experiment *self)
{
  g_clear_pointer (&self->treated, esp_bitmap_free);
  g_clear_pointer (&self->control, esp_bitmap_free);
  g_clear_pointer (&self->treated_converted, esp_bitmap_free);
  g_clear_pointer (&self->control_converted, esp_bitmap_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Experiment, experiment_clear)

static gboolean
has_converted (GArray *events, guint32 lead_id, gint64 from_us, gint64 window_us)
{
  guint low = 0;
  guint high = events->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const EspInsightEvent *event = &g_array_index (events, EspInsightEvent, middle);

      if (event->lead_id < lead_id || (event->lead_id == lead_id && event->at_us < from_us))
        low = middle + 1;
      else
        high = middle;
    }
  return low < events->len && g_array_index (events, EspInsightEvent, low).lead_id == lead_id &&
         g_array_index (events, EspInsightEvent, low).at_us - from_us <= window_us;
}

/* Those of whom the ledger says both: held out and then sent to by hand, are in neither group. */
static guint
fill (Experiment *experiment,
      EspAnalysis *self,
      GArray *sent,
      guint first,
      GArray *events,
      gint64 window_us)
{
  const EspInsightSent *all = (const EspInsightSent *) (gpointer) sent->data;
  guint i = first;

  experiment->treated = esp_bitmap_new ();
  experiment->control = esp_bitmap_new ();
  experiment->treated_converted = esp_bitmap_new ();
  experiment->control_converted = esp_bitmap_new ();
  for (; i < sent->len && all[i].send_id == all[first].send_id; i++)
    {
      gboolean is_control = (all[i].flags & ESP_SENT_HELD_OUT) != 0;

      if (!esp_analysis_counts (self, all[i].lead_id))
        continue;
      esp_bitmap_add (is_control ? experiment->control : experiment->treated, all[i].lead_id);
      if (has_converted (events, all[i].lead_id, all[i].at_us, window_us))
        esp_bitmap_add (is_control ? experiment->control_converted : experiment->treated_converted,
                        all[i].lead_id);
    }
  return i;
}

/* The difference of the rates with its interval (Newcombe 1998: from those of Wilson), and what that is in
 * conversions of those who got it. */
static void
write_difference (EspAnalysis *self, EspAnswerRow *row)
{
  const EspAnswerCell *treated = &row->cells[COLUMN_TREATED_RATE];
  const EspAnswerCell *control = &row->cells[COLUMN_CONTROL_RATE];
  EspAnswerCell *cell = &row->cells[COLUMN_DIFFERENCE];
  EspAnswerCell *incremental = &row->cells[COLUMN_INCREMENTAL];

  if (isnan (treated->value) || isnan (control->value))
    return;
  cell->value = treated->value - control->value;
  cell->low =
    cell->value - sqrt ((treated->value - treated->low) * (treated->value - treated->low) +
                        (control->high - control->value) * (control->high - control->value));
  cell->high =
    cell->value + sqrt ((treated->high - treated->value) * (treated->high - treated->value) +
                        (control->value - control->low) * (control->value - control->low));
  cell->flags |= (treated->flags | control->flags) & (guint) ESP_CELL_FEW;
  incremental->value = cell->value * (double) treated->whole;
  incremental->low = cell->low * (double) treated->whole;
  incremental->high = cell->high * (double) treated->whole;
  incremental->flags |= ESP_CELL_ESTIMATE | (cell->flags & (guint) ESP_CELL_FEW);
  esp_analysis_put (self, row, COLUMN_P,
                    esp_change_test_shares (treated->part, treated->whole, control->part,
                                            control->whole));
}

/* Newcombe's interval as write_difference() has it, in conversions of those who got it. */
static gboolean
find_effect (const Experiment *experiment, EspIncremental *out)
{
  double n = (double) esp_bitmap_count (experiment->treated);
  double n_control = (double) esp_bitmap_count (experiment->control);
  gint64 part = (gint64) esp_bitmap_count (experiment->treated_converted);
  gint64 control_part = (gint64) esp_bitmap_count (experiment->control_converted);
  double low, high, control_low, control_high, rate, control_rate;

  if (n < 1 || n_control < 1)
    return FALSE;
  rate = (double) part / n;
  control_rate = (double) control_part / n_control;
  esp_metric_wilson (part, (gint64) n, &low, &high);
  esp_metric_wilson (control_part, (gint64) n_control, &control_low, &control_high);
  out->value = n * (rate - control_rate);
  out->below =
    n * n *
    ((rate - low) * (rate - low) + (control_high - control_rate) * (control_high - control_rate));
  out->above =
    n * n *
    ((high - rate) * (high - rate) + (control_rate - control_low) * (control_rate - control_low));
  return TRUE;
}

/**
 * esp_experiments_sum_incremental:
 * @by_channel: by the channel of the message, else by the name of the campaign
 *
 * Adds up the conversions that sends of the period caused, of all that held people out, see
 * esp_experiments_answer(). Sends are taken for independent of each other, so that the squares of their
 * intervals add up.
 *
 * Returns: (transfer full) (element-type utf8 EspIncremental): by name; %NULL with @error set
 */
GHashTable *
esp_experiments_sum_incremental (EspAnalysis *self,
                                 const char *conversion,
                                 gint64 window_us,
                                 gboolean by_channel,
                                 GError **error)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *kinds[2] = { conversion, NULL };
  g_autoptr (GArray) sent =
    esp_insight_load_ledger (self->tx, self->from_us, self->to_us, 0, error);
  g_autoptr (GPtrArray) sends = NULL;
  g_autoptr (GArray) events = NULL;
  guint first = 0;

  sends = sent != NULL ? esp_insight_load_sends (self->tx, sent, error) : NULL;
  events = sends != NULL ? esp_insight_load_events (self->tx, kinds, self->from_us,
                                                    self->context->now_us + 1, error)
                         : NULL;
  if (events == NULL)
    return NULL;
  for (guint i = 0; i < sends->len; i++)
    {
      const EspInsightSend *send = g_ptr_array_index (sends, i);
      const char *name = by_channel ? send->channel : send->campaign;
      g_auto (Experiment) experiment = { 0 };
      EspIncremental effect;
      EspIncremental *sum;

      first = fill (&experiment, self, sent, first, events, window_us);
      if (name == NULL || !find_effect (&experiment, &effect))
        continue;
      sum = g_hash_table_lookup (sums, name);
      if (sum == NULL)
        {
          sum = g_new0 (EspIncremental, 1);
          g_hash_table_insert (sums, g_strdup (name), sum);
        }
      sum->value += effect.value;
      sum->below += effect.below;
      sum->above += effect.above;
    }
  return g_steal_pointer (&sums);
}

static void
write_experiment (EspAnalysis *self,
                  const EspInsightSend *send,
                  Experiment *experiment,
                  gboolean is_open)
{
  g_autofree char *key = g_strdup_printf ("send:%" G_GINT64_FORMAT, send->id);
  EspAnswerRow *row = esp_answer_add_row (self->answer, key, send->campaign, NULL);

  if (is_open)
    row->flags |= ESP_CELL_PARTIAL;
  esp_analysis_put_count (self, row, COLUMN_TREATED, experiment->treated);
  esp_analysis_put_share (self, row, COLUMN_TREATED_RATE, experiment->treated_converted,
                          experiment->treated);
  esp_analysis_put_count (self, row, COLUMN_CONTROL, experiment->control);
  esp_analysis_put_share (self, row, COLUMN_CONTROL_RATE, experiment->control_converted,
                          experiment->control);
  write_difference (self, row);
}

static void
say_effect (EspAnalysis *self, const EspAnswerRow *row)
{
  const EspAnswerCell *cell = &row->cells[COLUMN_INCREMENTAL];
  double n = round (cell->value);
  double least = MIN (fabs (cell->low), fabs (cell->high));
  EspAnswerSentence *sentence;

  if (n == 0)
    return;
  sentence = esp_answer_say (self->answer, n > 0 ? "experiment-sure" : "experiment-harm");
  esp_answer_sentence_add_text (sentence, "name", row->label);
  esp_answer_sentence_add (sentence, "n", fabs (n), ESP_ANSWER_COUNT);
  /* The test and the interval are two ways to look at it; where the second reaches beyond nothing, it ends there. */
  esp_answer_sentence_add (sentence, "low", cell->low * cell->high > 0 ? round (least) : 0,
                           ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "high", round (n > 0 ? cell->high : -cell->low),
                           ESP_ANSWER_COUNT);
}

/* What is sure enough to be said: of experiments that are over, as whoever looks again and again at an open one
 * finds something by luck; and of all of them together, as of twenty one is “sure” by luck. */
static void
say_effects (EspAnalysis *self)
{
  guint n = self->answer->rows->len;
  g_autofree double *p = g_new (double, n + 1);
  g_autofree gboolean *is_found = g_new0 (gboolean, n + 1);
  guint n_open = 0;

  for (guint i = 0; i < n; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      gboolean is_open = (row->flags & ESP_CELL_PARTIAL) != 0;

      p[i] = is_open ? NAN : row->cells[COLUMN_P].value;
      n_open += is_open;
    }
  esp_change_control (p, n, SURE, is_found);
  for (guint i = 0; i < n; i++)
    if (is_found[i])
      say_effect (self, esp_answer_get_row (self->answer, i));
  if (self->answer->says->len == 0)
    esp_answer_say (self->answer, n > n_open ? "experiments-not-sure" : "experiments-open");
  if (n_open > 0)
    esp_answer_sentence_add (esp_answer_note (self->answer, "experiments-still-open"), "n", n_open,
                             ESP_ANSWER_COUNT);
}

static GArray *
load_conversions (EspAnalysis *self, GError **error)
{
  const char *kinds[2] = { esp_question_get (self->question, "conversion"), NULL };

  return esp_insight_load_events (self->tx, kinds, self->from_us, self->context->now_us + 1, error);
}

/**
 * esp_experiments_answer:
 *
 * For each send of the period that held people out: of those it was sent to, and of those held out, who
 * did it within the window after their row of the ledger. The difference is what the send caused; times
 * those who got it, the conversions that would not have been without it. p is of two shares, see
 * esp_change_test_shares(); what is said of those whose window is over is held to a false discovery rate of 5 %,
 * see esp_change_control().
 */
gboolean
esp_experiments_answer (EspAnalysis *self, GError **error)
{
  gint64 window_us =
    (gint64) (esp_question_get_number (self->question, "window") * (double) ESP_USEC_PER_DAY);
  g_autoptr (GArray) events = load_conversions (self, error);
  g_autoptr (GArray) sent = NULL;
  g_autoptr (GPtrArray) sends = NULL;
  guint first = 0;

  if (events == NULL)
    return FALSE;
  sent =
    esp_insight_load_ledger (self->tx, self->from_us, self->to_us,
                             (gint64) esp_question_get_number (self->question, "campaign"), error);
  sends = sent != NULL ? esp_insight_load_sends (self->tx, sent, error) : NULL;
  if (sends == NULL)
    return FALSE;
  esp_answer_add_column (self->answer, "treated", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "treated_rate", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "held_out", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "held_out_rate", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "difference", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "incremental", NULL, ESP_ANSWER_NUMBER);
  esp_answer_add_column (self->answer, "p", NULL, ESP_ANSWER_NUMBER);
  for (guint i = 0; i < sends->len; i++)
    {
      const EspInsightSend *send = g_ptr_array_index (sends, i);
      g_auto (Experiment) experiment = { 0 };

      first = fill (&experiment, self, sent, first, events, window_us);
      if (!esp_bitmap_is_empty (experiment.control))
        write_experiment (self, send, &experiment,
                          send->first_us + window_us > self->context->now_us);
    }
  if (self->answer->rows->len == 0)
    esp_answer_say (self->answer, "experiments-nothing");
  else
    say_effects (self);
  return TRUE;
}
