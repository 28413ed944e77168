/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The English words of answers: sentences by code, titles by key; views translate them with gettext. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-answer.h"

#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-question.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *key;
  const char *text;
} Words;

static const Words patterns[] = {
  { "segment-gone", N_ ("The segment of this report was deleted: nobody is counted. Choose another "
                        "one or take it out.") },
  { "segment-broken", N_ ("The segment of this report cannot be counted: {problem}") },
  { "stage-gone", N_ ("There is no stage “{stage}” any more: nobody takes that step.") },
  { "funnel", N_ ("Of {entered} leads, {converted} came to the end ({rate}).") },
  { "funnel-nobody", N_ ("Nobody took the first step in this period.") },
  { "funnel-bottleneck", N_ ("Most are lost between {from} and {to}: {rate} go on, {lost} do "
                             "not.") },
  { "trend", N_ ("{metric}: {value} in all.") },
  { "trend-compared", N_ ("{metric}: {value}, before it {before}.") },
};

static const Words titles[] = {
  { "leads", N_ ("Leads") },
  { "of_previous", N_ ("Of the step before") },
  { "of_first", N_ ("Of the first step") },
  { "median_time", N_ ("Median time") },
  { "lost", N_ ("Lost after it") },
  { "value", N_ ("Value") },
  { "before", N_ ("Before") },
  { "total", N_ ("Total") },
  { "(other)", N_ ("Other") },
  { "(none)", N_ ("Not known") },
  { "stage:anonymous", N_ ("Anonymous") },
  { "stage:identified", N_ ("Identified") },
  { "stage:lead", N_ ("Lead") },
  { "stage:mql", N_ ("Marketing qualified") },
  { "stage:sql", N_ ("Sales qualified") },
  { "stage:opportunity", N_ ("Opportunity") },
  { "stage:customer", N_ ("Customer") },
  { "event:visit", N_ ("Visited") },
  { "event:open", N_ ("Opened") },
  { "event:click", N_ ("Clicked") },
  { "event:order", N_ ("Ordered") },
  { "event:reply", N_ ("Replied") },
};

static const char *
find (const Words *words, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (words[i].key, key))
      return words[i].text;
  return NULL;
}

/**
 * esp_answer_pattern:
 *
 * Returns: (transfer none) (nullable): the English sentence of a code, with {name} for its arguments
 */
const char *
esp_answer_pattern (const char *code)
{
  return find (patterns, G_N_ELEMENTS (patterns), code);
}

/**
 * esp_answer_title:
 *
 * Returns: (transfer none) (nullable): English words for the key of a row, a column or a group; %NULL when
 *   it is a name from the data
 */
const char *
esp_answer_title (const char *key)
{
  const char *title = find (titles, G_N_ELEMENTS (titles), key);
  EspMetricId id;

  if (title == NULL && esp_metric_find (key, &id))
    title = esp_metric_get (id)->name;
  return title != NULL ? title : esp_question_word_title (key);
}
