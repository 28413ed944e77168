/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFM: buyers by how recently, how often and for how much they bought, each in fifths. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-analysis.h"

#include <math.h>
#include <stdlib.h>

#define N_SCORES 5

typedef struct
{
  guint32 lead_id;
  double values[3]; /* recency (larger is later), frequency, money */
  guint scores[3];  /* 1…5, 5 the best */
} Buyer;

typedef struct
{
  const char *key;
  guint least[3]; /* scores of at least, */
  guint most[3];  /* and of at most */
} Group;

/* The first that fits names a buyer. */
static const Group groups[] = {
  { "rfm-champions", { 4, 4, 4 }, { 5, 5, 5 } }, { "rfm-loyal", { 3, 4, 1 }, { 5, 5, 5 } },
  { "rfm-new", { 4, 1, 1 }, { 5, 1, 5 } },       { "rfm-promising", { 3, 1, 1 }, { 5, 3, 5 } },
  { "rfm-at-risk", { 1, 3, 1 }, { 2, 5, 5 } },   { "rfm-lost", { 1, 1, 1 }, { 2, 2, 5 } },
};

static GArray *
collect (EspAnalysis *self, GError **error)
{
  g_autoptr (GArray) buyers = g_array_new (FALSE, TRUE, sizeof (Buyer));
  const char *kinds[2] = { esp_question_get (self->question, "kind"), NULL };
  const GArray *orders = esp_analysis_get_orders (self, error);
  gboolean is_order = g_str_equal (kinds[0], "order");
  g_autoptr (GArray) events = NULL;

  if (orders == NULL)
    return NULL;
  events = esp_insight_load_events (self->tx, kinds, self->from_us, self->to_us, error);
  if (events == NULL)
    return NULL;
  esp_analysis_filter_events (self, events);
  for (guint i = 0; i < events->len; i++)
    {
      const EspInsightEvent *event = &g_array_index (events, EspInsightEvent, i);
      Buyer *buyer = buyers->len > 0 ? &g_array_index (buyers, Buyer, buyers->len - 1) : NULL;
      Buyer next = { .lead_id = event->lead_id };

      if (buyer == NULL || buyer->lead_id != event->lead_id)
        {
          g_array_append_val (buyers, next);
          buyer = &g_array_index (buyers, Buyer, buyers->len - 1);
        }
      buyer->values[0] = (double) event->at_us;
      buyer->values[1]++;
      if (!is_order)
        buyer->values[2]++;
    }
  for (guint i = 0, b = 0; is_order && i < orders->len; i++)
    {
      const EspInsightOrder *order = &g_array_index (orders, EspInsightOrder, i);

      while (b < buyers->len && g_array_index (buyers, Buyer, b).lead_id < order->lead_id)
        b++;
      if (b < buyers->len && g_array_index (buyers, Buyer, b).lead_id == order->lead_id &&
          order->at_us >= self->from_us && order->at_us < self->to_us)
        g_array_index (buyers, Buyer, b).values[2] += (double) order->amount;
    }
  return g_steal_pointer (&buyers);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/* How many of the sorted values lie below one. */
static gsize
count_below (const double *sorted, gsize n, double value)
{
  gsize low = 0;
  gsize high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (sorted[middle] < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
score (GArray *buyers)
{
  g_autofree double *sorted = g_new (double, buyers->len + 1);

  for (guint part = 0; part < 3; part++)
    {
      for (guint i = 0; i < buyers->len; i++)
        sorted[i] = g_array_index (buyers, Buyer, i).values[part];
      qsort (sorted, buyers->len, sizeof *sorted, compare_doubles);
      for (guint i = 0; i < buyers->len; i++)
        {
          Buyer *buyer = &g_array_index (buyers, Buyer, i);

          buyer->scores[part] =
            1 + (guint) (N_SCORES * count_below (sorted, buyers->len, buyer->values[part]) /
                         buyers->len);
        }
    }
}

static gboolean
fits (const Buyer *buyer, const Group *group)
{
  for (guint i = 0; i < 3; i++)
    if (buyer->scores[i] < group->least[i] || buyer->scores[i] > group->most[i])
      return FALSE;
  return TRUE;
}

static void
write_grid (EspAnalysis *self, GArray *buyers)
{
  for (guint recency = N_SCORES; recency >= 1; recency--)
    {
      g_autofree char *key = g_strdup_printf ("r%u", recency);
      EspAnswerRow *row = esp_answer_add_row (self->answer, key, NULL, NULL);
      double money = 0;
      guint n = 0;

      for (guint often = 1; often <= N_SCORES; often++)
        {
          g_autoptr (EspBitmap) leads = esp_bitmap_new ();

          for (guint i = 0; i < buyers->len; i++)
            {
              const Buyer *buyer = &g_array_index (buyers, Buyer, i);

              if (buyer->scores[0] != recency || buyer->scores[1] != often)
                continue;
              esp_bitmap_add (leads, buyer->lead_id);
              money += buyer->values[2];
              n++;
            }
          esp_analysis_put_count (self, row, often - 1, leads);
        }
      esp_analysis_put (self, row, N_SCORES, n > 0 ? money / n : NAN);
    }
}

static void
write_groups (EspAnalysis *self, GArray *buyers)
{
  g_autofree EspBitmap **sets = g_new0 (EspBitmap *, G_N_ELEMENTS (groups));
  guint largest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    sets[i] = esp_bitmap_new ();
  for (guint i = 0; i < buyers->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (groups); j++)
      if (fits (&g_array_index (buyers, Buyer, i), &groups[j]))
        {
          esp_bitmap_add (sets[j], g_array_index (buyers, Buyer, i).lead_id);
          break;
        }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      if (esp_bitmap_count (sets[i]) > esp_bitmap_count (sets[largest]))
        largest = i;
    }
  if (buyers->len > 0)
    {
      EspAnswerSentence *sentence = esp_answer_say (self->answer, "rfm");

      esp_answer_sentence_add (sentence, "n", buyers->len, ESP_ANSWER_COUNT);
      esp_answer_sentence_add_text (sentence, "group", groups[largest].key);
      esp_answer_sentence_add (sentence, "share",
                               (double) esp_bitmap_count (sets[largest]) / buyers->len,
                               ESP_ANSWER_RATIO);
    }
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    esp_bitmap_free (sets[i]);
}

/**
 * esp_rfm_answer:
 *
 * Gives each buyer of the period three scores from 1 to 5: by the time of the last purchase, the number of
 * purchases, and what was paid, less refunds (of another event: their number). A score is
 * 1 + ⌊5 · (buyers with less) / (all buyers)⌋: equal values have equal scores.
 */
gboolean
esp_rfm_answer (EspAnalysis *self, GError **error)
{
  g_autoptr (GArray) buyers = collect (self, error);

  if (buyers == NULL)
    return FALSE;
  for (guint i = 1; i <= N_SCORES; i++)
    {
      g_autofree char *key = g_strdup_printf ("f%u", i);
      g_autofree char *label = g_strdup_printf ("F%u", i);

      esp_answer_add_column (self->answer, key, label, ESP_ANSWER_COUNT);
    }
  esp_answer_add_column (self->answer, "mean_revenue", NULL, ESP_ANSWER_MONEY);
  score (buyers);
  write_grid (self, buyers);
  write_groups (self, buyers);
  return TRUE;
}
