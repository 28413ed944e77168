/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends and campaigns side by side: what became of their messages, and what those who clicked paid. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-sent-sets.h"

#include <math.h>
#include <string.h>

#define CLICK_DAYS 7 /* of campaigns: the default of sends */

typedef struct
{
  EspSentSets *sets;
  EspBitmap *buyers;
  EspBitmap
    *orders; /* numbers of those that count already: each once, whatever was clicked before */
  double revenue;
  gint64 first_us;
} Sum;

static Sum *
sum_new (void)
{
  Sum *self = g_new0 (Sum, 1);

  self->sets = esp_sent_sets_new ();
  self->buyers = esp_bitmap_new ();
  self->orders = esp_bitmap_new ();
  return self;
}

static void
sum_free (gpointer data)
{
  Sum *self = data;

  esp_sent_sets_free (self->sets);
  esp_bitmap_free (self->buyers);
  esp_bitmap_free (self->orders);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sum, sum_free)

/* The first of the lead's orders, by lead. */
static guint
find_orders (const GArray *orders, guint32 lead_id)
{
  guint low = 0;
  guint high = orders->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (orders, EspInsightOrder, middle).lead_id < lead_id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* What the lead paid within the window after the click, less what was given back in it: at most what was paid in it
 * before, for what is given back of other orders is not of the message. */
static void
add_revenue (Sum *sum, const GArray *orders, const EspInsightSent *row, gint64 window_us)
{
  double paid = 0;

  if (row->click_us == 0)
    return;
  for (guint i = find_orders (orders, row->lead_id); i < orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders, EspInsightOrder, i);
      double amount = (double) order->amount;

      if (order->lead_id != row->lead_id)
        break;
      if (order->at_us < row->click_us || order->at_us - row->click_us > window_us)
        continue;
      amount = MAX (amount, -paid);
      paid += amount;
      if (esp_bitmap_contains (sum->orders, i))
        continue;
      esp_bitmap_add (sum->orders, i);
      sum->revenue += amount;
      if (!order->is_refund)
        esp_bitmap_add (sum->buyers, row->lead_id);
    }
}

static void
add_columns (EspAnswer *answer)
{
  esp_sent_sets_add_columns (answer);
  esp_answer_add_column (answer, "buyers", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (answer, "conversion_rate", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (answer, "revenue", NULL, ESP_ANSWER_MONEY);
  esp_answer_add_column (answer, "revenue_per_delivered", NULL, ESP_ANSWER_MONEY);
  esp_answer_add_column (answer, "sent_at", NULL, ESP_ANSWER_TIME);
}

static void
write_sum (EspAnalysis *self, EspAnswerRow *row, Sum *sum)
{
  guint column = (guint) esp_answer_find_column (self->answer, "buyers");
  gint64 delivered;

  esp_sent_sets_finish (sum->sets);
  esp_sent_sets_write (self, row, 0, sum->sets);
  esp_bitmap_and (sum->buyers, sum->sets->delivered);
  delivered = (gint64) esp_bitmap_count (sum->sets->delivered);
  esp_analysis_put_count (self, row, column, sum->buyers);
  esp_analysis_put_share (self, row, column + 1, sum->buyers, sum->sets->delivered);
  esp_analysis_put (self, row, column + 2, sum->revenue);
  esp_analysis_put_drill (self, row, column + 2, sum->buyers);
  esp_analysis_put (self, row, column + 3, delivered > 0 ? sum->revenue / (double) delivered : NAN);
  if (sum->first_us != 0)
    esp_analysis_put (self, row, column + 4, (double) sum->first_us);
}

/* A send, or a campaign, whose messages stand together. */
static void
write_one (EspAnalysis *self, const EspInsightSend *send, Sum *sum, gboolean is_campaign)
{
  g_autofree char *key = is_campaign
                           ? g_strdup_printf ("campaign:%" G_GINT64_FORMAT, send->campaign_id)
                           : g_strdup_printf ("send:%" G_GINT64_FORMAT, send->id);
  g_autofree char *label =
    is_campaign || send->message == NULL || g_str_equal (send->message, send->campaign)
      ? g_strdup (send->campaign)
      : g_strdup_printf ("%s · %s", send->campaign, send->message);

  write_sum (self, esp_answer_add_row (self->answer, key, label, NULL), sum);
}

static Sum *
sum_of (GHashTable *sums, gint64 id)
{
  Sum *sum = g_hash_table_lookup (sums, &id);

  if (sum == NULL)
    {
      sum = sum_new ();
      g_hash_table_insert (sums, g_memdup2 (&id, sizeof id), sum);
    }
  return sum;
}

static int
compare_sends (gconstpointer a, gconstpointer b)
{
  const EspInsightSend *first = *(EspInsightSend *const *) a;
  const EspInsightSend *second = *(EspInsightSend *const *) b;

  if (first->first_us != second->first_us)
    return first->first_us > second->first_us ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

/* Whom several messages of a sum were sent to counts once, and so does an order. */
static void
add_up (EspAnalysis *self,
        GArray *sent,
        GPtrArray *sends,
        GHashTable *sums,
        Sum *total,
        gint64 window_us)
{
  gboolean is_campaign = g_str_equal (self->answer->ask, "campaigns");
  guint send = 0;

  for (guint i = 0; i < sent->len; i++)
    {
      const EspInsightSent *row = &g_array_index (sent, EspInsightSent, i);
      const EspInsightSend *of;
      Sum *sum;

      while (((EspInsightSend *) g_ptr_array_index (sends, send))->id != row->send_id)
        send++;
      of = g_ptr_array_index (sends, send);
      sum = sum_of (sums, is_campaign ? of->campaign_id : of->id);
      if (!esp_analysis_counts (self, row->lead_id))
        continue;
      esp_sent_sets_add (sum->sets, row);
      esp_sent_sets_add (total->sets, row);
      sum->first_us = sum->first_us == 0 ? of->first_us : MIN (sum->first_us, of->first_us);
      add_revenue (sum, self->orders->orders, row, window_us);
      add_revenue (total, self->orders->orders, row, window_us);
    }
}

static void
say_best (EspAnalysis *self)
{
  int column = esp_answer_find_column (self->answer, "click_rate");
  const EspAnswerRow *best = NULL;
  EspAnswerSentence *sentence;

  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      const EspAnswerCell *cell = &row->cells[column];

      if ((row->flags & ESP_CELL_TOTAL) == 0 && (cell->flags & ESP_CELL_FEW) == 0 &&
          (best == NULL || cell->value > best->cells[column].value))
        best = row;
    }
  if (best == NULL)
    return;
  sentence = esp_answer_say (self->answer, "sends-best");
  esp_answer_sentence_add_text (sentence, "name", best->label);
  esp_answer_sentence_add (sentence, "rate", best->cells[column].value, ESP_ANSWER_RATIO);
}

static gboolean
answer (EspAnalysis *self, gint64 campaign_id, gint64 window_us, GError **error)
{
  gboolean is_campaign = g_str_equal (self->answer->ask, "campaigns");
  g_autoptr (GArray) sent =
    esp_insight_load_sent (self->tx, self->from_us, self->to_us, campaign_id, error);
  g_autoptr (GHashTable) sums =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, sum_free);
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GPtrArray) sends = NULL;
  g_autoptr (Sum) total = sum_new ();
  EspAnswerRow *row;

  if (sent == NULL || esp_analysis_get_orders (self, error) == NULL)
    return FALSE;
  sends = esp_insight_load_sends (self->tx, sent, error);
  if (sends == NULL)
    return FALSE;
  add_up (self, sent, sends, sums, total, window_us);
  add_columns (self->answer);
  g_ptr_array_sort (sends, compare_sends);
  for (guint i = 0; i < sends->len; i++)
    {
      const EspInsightSend *send = g_ptr_array_index (sends, i);
      gint64 id = is_campaign ? send->campaign_id : send->id;

      if (g_hash_table_add (done, g_memdup2 (&id, sizeof id)))
        write_one (self, send, sum_of (sums, id), is_campaign);
    }
  row = esp_answer_add_row (self->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
  write_sum (self, row, total);
  say_best (self);
  return TRUE;
}

/**
 * esp_sends_answer:
 *
 * Compares the sends whose messages were handed over in the period, with what became of these up to now.
 * Revenue is what leads who clicked paid within the window after their first click, less refunds in it; an
 * order may so count for several sends, but counts once in the total.
 */
gboolean
esp_sends_answer (EspAnalysis *self, GError **error)
{
  return answer (self, (gint64) esp_question_get_number (self->question, "campaign"),
                 (gint64) (esp_question_get_number (self->question, "window") *
                           (double) ESP_USEC_PER_DAY),
                 error);
}

/**
 * esp_campaigns_answer:
 *
 * Compares the campaigns whose messages were handed over in the period, as esp_sends_answer() does sends:
 * each lead once in a campaign; orders within 7 days after a click.
 */
gboolean
esp_campaigns_answer (EspAnalysis *self, GError **error)
{
  return answer (self, 0, CLICK_DAYS * ESP_USEC_PER_DAY, error);
}
