/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ads cost and brought by platform, campaign or time, as the platforms tell it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-buckets.h"
#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-question-time.h"

#include <math.h>

#define PER_MILLE 1000

static const EspMetricId shown[] = {
  ESP_METRIC_SPEND,          ESP_METRIC_IMPRESSIONS,    ESP_METRIC_AD_CLICKS,
  ESP_METRIC_AD_CLICK_RATE,  ESP_METRIC_AD_CONVERSIONS, ESP_METRIC_AD_VALUE,
  ESP_METRIC_COST_PER_CLICK, ESP_METRIC_COST_PER_MILLE, ESP_METRIC_COST_PER_ACQUISITION,
  ESP_METRIC_ROAS,
};

static const struct
{
  const char *word;
  EspSpendGroup group;
} groups[] = {
  { "platform", ESP_SPEND_BY_PLATFORM },
  { "campaign", ESP_SPEND_BY_CAMPAIGN },
  { "ad-campaign", ESP_SPEND_BY_AD_CAMPAIGN },
  { "ad-group", ESP_SPEND_BY_AD_GROUP },
  { "creative", ESP_SPEND_BY_CREATIVE },
  { "day", ESP_SPEND_BY_DAY },
  { "week", ESP_SPEND_BY_DAY },
  { "month", ESP_SPEND_BY_DAY },
};

static double
divide (double a, double b)
{
  return b > 0 ? a / b : NAN;
}

static void
write_sum (EspAnalysis *self, EspAnswerRow *row, const EspSpendSum *sum)
{
  const double values[G_N_ELEMENTS (shown)] = {
    (double) sum->cost,
    (double) sum->impressions,
    (double) sum->clicks,
    divide ((double) sum->clicks, (double) sum->impressions),
    sum->conversions,
    (double) sum->value,
    divide ((double) sum->cost, (double) sum->clicks),
    divide (PER_MILLE * (double) sum->cost, (double) sum->impressions),
    divide ((double) sum->cost, sum->conversions),
    divide ((double) sum->value, (double) sum->cost),
  };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    esp_analysis_put (self, row, i, values[i]);
}

static void
add_sum (EspSpendSum *to, const EspSpendSum *sum)
{
  to->cost += sum->cost;
  to->impressions += sum->impressions;
  to->clicks += sum->clicks;
  to->conversions += sum->conversions;
  to->value += sum->value;
  to->n_rows += sum->n_rows;
  to->n_foreign += sum->n_foreign;
}

static char *
time_key (gint64 day, const char *unit)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return esp_calendar_key (esp_calendar_number (day * ESP_USEC_PER_DAY, unit, utc), unit);
}

/* Days in a row without any spend between the first and the last: a file may be missing. */
static void
note_gaps (EspAnalysis *self, GPtrArray *days)
{
  gint64 n_missing = 0;

  for (guint i = 1; i < days->len; i++)
    n_missing += ((const EspSpendPart *) g_ptr_array_index (days, i))->number -
                 ((const EspSpendPart *) g_ptr_array_index (days, i - 1))->number - 1;
  if (n_missing > 0)
    esp_answer_sentence_add (esp_answer_note (self->answer, "spend-gaps"), "n", (double) n_missing,
                             ESP_ANSWER_COUNT);
}

static void
write_times (EspAnalysis *self, GPtrArray *days, const char *unit)
{
  g_autofree char *key = NULL;
  EspSpendSum sum = { 0 };

  for (guint i = 0; i < days->len; i++)
    {
      const EspSpendPart *part = g_ptr_array_index (days, i);
      g_autofree char *next = time_key (part->number, unit);

      if (key != NULL && !g_str_equal (key, next))
        {
          write_sum (self, esp_answer_add_row (self->answer, key, NULL, NULL), &sum);
          sum = (EspSpendSum){ 0 };
        }
      g_free (key);
      key = g_steal_pointer (&next);
      add_sum (&sum, &part->sum);
    }
  if (key != NULL)
    write_sum (self, esp_answer_add_row (self->answer, key, NULL, NULL), &sum);
}

static void
write_parts (EspAnalysis *self, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    {
      const EspSpendPart *part = g_ptr_array_index (parts, i);
      const char *label = esp_answer_title (part->key) == NULL ? part->label : NULL;

      write_sum (self, esp_answer_add_row (self->answer, part->key, label, NULL), &part->sum);
    }
}

static void
say_it (EspAnalysis *self, const EspSpendSum *total)
{
  EspAnswerSentence *sentence;

  esp_analysis_note_foreign (self, "foreign-spend", total->n_foreign);
  if (total->n_rows == 0)
    {
      esp_answer_say (self->answer, "spend-nothing");
      return;
    }
  sentence = esp_answer_say (self->answer, "spend");
  esp_answer_sentence_add (sentence, "cost", (double) total->cost, ESP_ANSWER_MONEY);
  esp_answer_sentence_add (sentence, "value", (double) total->value, ESP_ANSWER_MONEY);
  esp_answer_sentence_add (sentence, "roas", divide ((double) total->value, (double) total->cost),
                           ESP_ANSWER_RATIO);
}

/* What was paid in other currencies, beside what it was converted into. */
static gboolean
note_paid (EspAnalysis *self, const gint64 days[2], gint64 campaign_id, GError **error)
{
  g_autoptr (GPtrArray) list = esp_spend_list_paid (self->tx, days, campaign_id, error);

  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < list->len; i++)
    {
      const EspSpendPaid *paid = g_ptr_array_index (list, i);
      EspAnswerSentence *note = esp_answer_note (self->answer, "spend-converted");
      g_autofree char *money = esp_format_money (paid->paid, paid->currency);

      esp_answer_sentence_add (note, "cost", (double) paid->cost, ESP_ANSWER_MONEY);
      esp_answer_sentence_add_text (note, "paid", money);
      esp_answer_sentence_add_text (note, "currency", paid->currency);
    }
  return TRUE;
}

/**
 * esp_spend_answer:
 *
 * Adds up what the platforms report: conversions and their value are what they claim, by rules of their
 * own. A day is the one that the platform counts; a segment changes nothing, as ads know no leads.
 */
gboolean
esp_spend_answer (EspAnalysis *self, GError **error)
{
  const char *by = esp_question_get (self->question, "by");
  gint64 campaign_id = (gint64) esp_question_get_number (self->question, "campaign");
  g_autoptr (GPtrArray) parts = NULL;
  EspSpendGroup group = ESP_SPEND_BY_PLATFORM;
  EspSpendSum total = { 0 };
  EspAnswerRow *row;
  gint64 days[2];

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i].word, by))
      group = groups[i].group;
  esp_analysis_get_days (self, days);
  parts = esp_spend_list_parts (self->tx, group, days, campaign_id, error);
  if (parts == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      const EspMetric *metric = esp_metric_get (shown[i]);

      esp_answer_add_column (self->answer, metric->key, NULL,
                             metric->unit == ESP_METRIC_MONEY   ? ESP_ANSWER_MONEY
                             : metric->unit == ESP_METRIC_RATIO ? ESP_ANSWER_RATIO
                                                                : ESP_ANSWER_COUNT);
    }
  if (group == ESP_SPEND_BY_DAY)
    {
      write_times (self, parts, by);
      note_gaps (self, parts);
    }
  else
    write_parts (self, parts);
  for (guint i = 0; i < parts->len; i++)
    add_sum (&total, &((const EspSpendPart *) g_ptr_array_index (parts, i))->sum);
  row = esp_answer_add_row (self->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
  write_sum (self, row, &total);
  say_it (self, &total);
  return note_paid (self, days, campaign_id, error);
}
