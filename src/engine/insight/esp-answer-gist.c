/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what tables of rows come down to, where their analysis has no sentence of its own. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-answer-gist.h"

#include <math.h>

/* The number in a cell; NAN when there is none. */
static double
number_of (const EspAnswer *self, const EspAnswerRow *row, const char *key)
{
  int column = esp_answer_find_column (self, key);

  return row != NULL && column >= 0 ? row->cells[column].value : NAN;
}

static const char *
name_of (const EspAnswerRow *row)
{
  return row->label != NULL ? row->label : row->key;
}

/* The row with the most, or the least, in a column; of few cases nothing is told. */
static const EspAnswerRow *
find_extreme (const EspAnswer *self, const char *key, gboolean is_most)
{
  int column = esp_answer_find_column (self, key);
  const EspAnswerRow *best = NULL;

  for (guint i = 0; column >= 0 && i < self->rows->len; i++)
    {
      const EspAnswerRow *row = g_ptr_array_index (self->rows, i);
      const EspAnswerCell *cell = &row->cells[column];

      if ((row->flags & ESP_CELL_TOTAL) != 0 || (cell->flags & ESP_CELL_FEW) != 0 ||
          isnan (cell->value))
        continue;
      if (best == NULL || (is_most ? cell->value > best->cells[column].value
                                   : cell->value < best->cells[column].value))
        best = row;
    }
  return best;
}

static void
say_providers (EspAnswer *self)
{
  const EspAnswerRow *total = esp_answer_find_row (self, "total", NULL);
  const EspAnswerRow *worst = find_extreme (self, "delivery_rate", FALSE);
  double rate = number_of (self, total, "delivery_rate");
  EspAnswerSentence *sentence;

  if (!(number_of (self, total, "sent") > 0))
    return;
  sentence = esp_answer_say (self, "providers");
  esp_answer_sentence_add (sentence, "n", number_of (self, total, "sent"), ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "rate", rate, ESP_ANSWER_RATIO);
  if (worst == NULL || !(number_of (self, worst, "delivery_rate") < rate))
    return;
  sentence = esp_answer_say (self, "providers-worst");
  esp_answer_sentence_add_text (sentence, "place", name_of (worst));
  esp_answer_sentence_add (sentence, "rate", number_of (self, worst, "delivery_rate"),
                           ESP_ANSWER_RATIO);
}

static void
say_consent (EspAnswer *self)
{
  const EspAnswerRow *most = find_extreme (self, "granted", TRUE);
  EspAnswerSentence *sentence;

  if (most == NULL || !(number_of (self, most, "granted") > 0))
    return;
  sentence = esp_answer_say (self, "consent");
  esp_answer_sentence_add_text (sentence, "place", name_of (most));
  esp_answer_sentence_add (sentence, "n", number_of (self, most, "granted"), ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "rate", number_of (self, most, "granted_share"),
                           ESP_ANSWER_RATIO);
}

static void
say_journeys (EspAnswer *self)
{
  const EspAnswerRow *most = find_extreme (self, "reached", TRUE);
  EspAnswerSentence *sentence;

  if (most == NULL)
    return;
  if (!(number_of (self, most, "reached") > 0))
    {
      esp_answer_say (self, "journeys-none");
      return;
    }
  sentence = esp_answer_say (self, "journeys-most");
  esp_answer_sentence_add_text (sentence, "name", name_of (most));
  esp_answer_sentence_add (sentence, "n", number_of (self, most, "reached"), ESP_ANSWER_COUNT);
}

static void
say_metrics (EspAnswer *self)
{
  const EspAnswerRow *row = esp_answer_find_row (self, "value", NULL);
  EspAnswerSentence *sentence;

  if (number_of (self, row, "delivered") > 0)
    {
      sentence = esp_answer_say (self, "metrics-sent");
      esp_answer_sentence_add (sentence, "n", number_of (self, row, "delivered"), ESP_ANSWER_COUNT);
      esp_answer_sentence_add (sentence, "clicked", number_of (self, row, "clicked"),
                               ESP_ANSWER_COUNT);
    }
  if (number_of (self, row, "orders") > 0)
    {
      sentence = esp_answer_say (self, "metrics-orders");
      esp_answer_sentence_add (sentence, "n", number_of (self, row, "orders"), ESP_ANSWER_COUNT);
      esp_answer_sentence_add (sentence, "value", number_of (self, row, "revenue"),
                               ESP_ANSWER_MONEY);
    }
}

/**
 * esp_answer_say_gist:
 *
 * Adds sentences to an answer that has none and whose kind is known to be a plain table.
 */
void
esp_answer_say_gist (EspAnswer *self)
{
  static const struct
  {
    const char *ask;
    void (*say) (EspAnswer *self);
  } kinds[] = {
    { "providers", say_providers },
    { "consent", say_consent },
    { "journeys", say_journeys },
    { "metrics", say_metrics },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds) && self->says->len == 0; i++)
    if (g_str_equal (kinds[i].ask, self->ask))
      kinds[i].say (self);
}
