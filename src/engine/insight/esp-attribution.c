/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attribution: which channels, sources, campaigns or journeys brought the conversions, by all models side by side. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-incremental.h"
#include "engine/insight/esp-touch-walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PLACES 40 /* shown one by one; the rest together */
#define SAME 1e-9
#define PLACE_OTHER "(other)"
#define PLACE_NOTHING "(no touch)"

typedef struct
{
  EspAnalysis *analysis;
  EspTouchWalk walk;
  GPtrArray *places;      /* (owned) those that are shown */
  guint *place_of;        /* (owned) as it was found → as it is shown */
  EspAttribution *sums;   /* (owned) */
  EspBitmap **influenced; /* (owned) by place */
  EspBitmap *converted;   /* (owned) whoever did */
  EspBitmap *untouched;   /* (owned) converted without a touch */
  gint64 *n_touches;      /* (owned) by place */
  GHashTable
    *incremental; /* (owned) (nullable) place → EspIncremental, where people were held out */
  double untouched_value;
  double total_value;
  gint64 n_conversions;
  gboolean models[ESP_N_ATTRIBUTION_MODELS];
} Work;

static void
work_clear (Work *self)
{
  for (guint i = 0; self->influenced != NULL && i < self->places->len; i++)
    esp_bitmap_free (self->influenced[i]);
  g_free (self->influenced);
  g_free (self->n_touches);
  g_free (self->place_of);
  g_clear_pointer (&self->converted, esp_bitmap_free);
  g_clear_pointer (&self->untouched, esp_bitmap_free);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  esp_touch_walk_clear (&self->walk);
  g_clear_pointer (&self->sums, esp_attribution_free);
  g_clear_pointer (&self->incremental, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

typedef struct
{
  guint place;
  guint n;
} PlaceSize;

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const PlaceSize *first = a;
  const PlaceSize *second = b;

  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;
  return first->place < second->place ? -1 : first->place > second->place;
}

static PlaceSize *
count_touches (const Work *self)
{
  PlaceSize *sizes = g_new0 (PlaceSize, self->walk.places->len + 1);

  for (guint i = 0; i < self->walk.places->len; i++)
    sizes[i].place = i;
  for (guint i = 0; i < self->walk.touches->len; i++)
    {
      const EspInsightEvent *touch = &g_array_index (self->walk.touches, EspInsightEvent, i);

      sizes[touch->place].n += esp_analysis_counts (self->analysis, touch->lead_id);
    }
  qsort (sizes, self->walk.places->len, sizeof *sizes, compare_sizes);
  return sizes;
}

/* Puts the places in the order of their touches, the most first; beyond so many the others become one, and of
 * several that have equally many none stands alone. */
static void
limit_places (Work *self)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  g_autofree PlaceSize *sizes = count_touches (self);
  guint n = 0;

  while (n < self->walk.places->len && sizes[n].n > 0)
    n++;
  if (n > MAX_PLACES)
    for (n = MAX_PLACES; n > 0 && sizes[n - 1].n == sizes[MAX_PLACES].n;)
      n--;
  self->place_of = g_new0 (guint, self->walk.places->len + 1);
  for (guint i = 0; i < self->walk.places->len; i++)
    self->place_of[sizes[i].place] = MIN (i, n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (kept, g_strdup (g_ptr_array_index (self->walk.places, sizes[i].place)));
  if (n < self->walk.places->len && sizes[n].n > 0)
    g_ptr_array_add (kept, g_strdup (PLACE_OTHER));
  self->places = g_steal_pointer (&kept);
}

static void
add_path (guint32 lead_id, const EspTouchPath *path, gpointer data)
{
  Work *self = data;

  if (path->has_converted)
    {
      self->n_conversions++;
      self->total_value += path->value;
      esp_bitmap_add (self->converted, lead_id);
    }
  if (path->n_touches == 0)
    {
      esp_bitmap_add (self->untouched, lead_id);
      self->untouched_value += path->value;
      return;
    }
  esp_attribution_add (self->sums, path);
  for (guint i = 0; i < path->n_touches; i++)
    {
      self->n_touches[path->touches[i].place]++;
      if (path->has_converted)
        esp_bitmap_add (self->influenced[path->touches[i].place], lead_id);
    }
}

static void
add_columns (Work *self)
{
  EspAnswer *answer = self->analysis->answer;
  g_auto (GStrv) models = esp_question_get_list (self->analysis->question, "models");

  esp_answer_add_column (answer, "touches", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (answer, "influenced", NULL, ESP_ANSWER_COUNT);
  for (guint i = 0; models[i] != NULL; i++)
    {
      EspAttributionModel model;

      if (esp_attribution_model_find (models[i], &model))
        self->models[model] = TRUE;
    }
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    if (self->models[i])
      esp_answer_add_column (answer, esp_attribution_model_get_name ((EspAttributionModel) i), NULL,
                             self->walk.is_revenue ? ESP_ANSWER_MONEY : ESP_ANSWER_NUMBER);
  if (self->models[ESP_MODEL_MARKOV])
    esp_answer_add_column (answer, "removal_effect", NULL, ESP_ANSWER_RATIO);
  if (self->incremental != NULL)
    esp_answer_add_column (answer, "incremental", NULL, ESP_ANSWER_NUMBER);
}

/* What no model can tell, but an experiment can: conversions that a place caused. */
static gboolean
load_incremental (Work *self, GError **error)
{
  EspTouchGroup group = esp_touch_walk_get_group (self->analysis->question);

  if (self->walk.is_revenue || (group != ESP_TOUCH_CHANNEL && group != ESP_TOUCH_CAMPAIGN))
    return TRUE;
  self->incremental =
    esp_experiments_sum_incremental (self->analysis,
                                     esp_question_get (self->analysis->question, "conversion"),
                                     self->walk.window_us, group == ESP_TOUCH_CHANNEL, error);
  if (self->incremental == NULL)
    return FALSE;
  if (g_hash_table_size (self->incremental) == 0)
    g_clear_pointer (&self->incremental, g_hash_table_unref);
  return TRUE;
}

static void
write_incremental (Work *self, EspAnswerRow *row, const char *name)
{
  const EspIncremental *effect =
    self->incremental != NULL ? g_hash_table_lookup (self->incremental, name) : NULL;
  int column = esp_answer_find_column (self->analysis->answer, "incremental");
  EspAnswerCell *cell;

  if (effect == NULL || column < 0)
    return;
  cell = &row->cells[column];
  cell->value = effect->value;
  cell->low = effect->value - sqrt (effect->below);
  cell->high = effect->value + sqrt (effect->above);
  cell->flags |= ESP_CELL_ESTIMATE;
}

static double
write_place (Work *self, guint place)
{
  EspAnalysis *analysis = self->analysis;
  const char *name = g_ptr_array_index (self->places, place);
  g_autofree char *key =
    esp_answer_name_place (name,
                           esp_touch_walk_get_group (analysis->question) == ESP_TOUCH_CHANNEL);
  EspAnswerRow *row =
    esp_answer_add_row (analysis->answer, key, esp_answer_title (key) == NULL ? name : NULL, NULL);
  double low = INFINITY;
  double high = -INFINITY;
  guint column = 2;

  esp_analysis_put (analysis, row, 0, (double) self->n_touches[place]);
  esp_analysis_put_count (analysis, row, 1, self->influenced[place]);
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    {
      double credit;

      if (!self->models[i])
        continue;
      credit = esp_attribution_get (self->sums, (EspAttributionModel) i, place);
      low = MIN (low, credit);
      high = MAX (high, credit);
      esp_analysis_put (analysis, row, column, credit);
      esp_analysis_put_drill (analysis, row, column++, self->influenced[place]);
    }
  if (self->models[ESP_MODEL_MARKOV])
    esp_analysis_put (analysis, row, column,
                      esp_attribution_get_removal_effect (self->sums, place));
  write_incremental (self, row, name);
  return high >= low ? high - low : 0;
}

/* Rows that no model divides: who came without a touch, and all together. */
static void
write_rest (Work *self)
{
  EspAnalysis *analysis = self->analysis;
  EspAnswerRow *row;
  guint column = 2;

  row = esp_answer_add_row (analysis->answer, PLACE_NOTHING, NULL, NULL);
  esp_analysis_put_count (analysis, row, 1, self->untouched);
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    if (self->models[i])
      {
        esp_analysis_put (analysis, row, column, self->untouched_value);
        esp_analysis_put_drill (analysis, row, column++, self->untouched);
      }
  row = esp_answer_add_row (analysis->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
  esp_analysis_put (analysis, row, 0, 0);
  for (guint i = 0; i < self->places->len; i++)
    row->cells[0].value += (double) self->n_touches[i];
  esp_analysis_put_count (analysis, row, 1, self->converted);
  column = 2;
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    if (self->models[i])
      {
        esp_analysis_put (analysis, row, column, self->total_value);
        esp_analysis_put_drill (analysis, row, column++, self->converted);
      }
}

static void
write_all (Work *self)
{
  EspAnswerSentence *sentence;
  double widest = 0;
  guint disagreed = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      double spread = write_place (self, i);

      if (spread > widest)
        {
          widest = spread;
          disagreed = i;
        }
    }
  write_rest (self);
  sentence = esp_answer_say (self->analysis->answer,
                             self->n_conversions > 0 ? "attribution" : "attribution-nothing");
  esp_answer_sentence_add (sentence, "n", (double) self->n_conversions, ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "untouched", (double) esp_bitmap_count (self->untouched),
                           ESP_ANSWER_COUNT);
  /* Sums of parts differ by their rounding. */
  if (widest > SAME * self->total_value)
    {
      g_autofree char *key =
        esp_answer_name_place (g_ptr_array_index (self->places, disagreed),
                               esp_touch_walk_get_group (self->analysis->question) ==
                                 ESP_TOUCH_CHANNEL);

      esp_answer_sentence_add_text (esp_answer_say (self->analysis->answer, "attribution-spread"),
                                    "place", key);
    }
}

static void
begin_sums (Work *self)
{
  EspAttributionRule rule = { .n_places = self->places->len, .direct = -1 };

  rule.half_life_us = (gint64) (esp_question_get_number (self->analysis->question, "half_life") *
                                (double) ESP_USEC_PER_DAY);
  for (guint i = 0; i < self->places->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->places, i), ESP_TOUCH_DIRECT) == 0)
      rule.direct = (int) i;
  self->sums = esp_attribution_new (&rule);
  self->influenced = g_new0 (EspBitmap *, self->places->len + 1);
  self->n_touches = g_new0 (gint64, self->places->len + 1);
  for (guint i = 0; i < self->places->len; i++)
    self->influenced[i] = esp_bitmap_new ();
  self->converted = esp_bitmap_new ();
  self->untouched = esp_bitmap_new ();
}

/**
 * esp_attribution_answer:
 *
 * Divides the conversions of the period among the touches of each lead in the window before them. A touch
 * belongs to the first conversion at or after it, and to no other; touches in the period that no
 * conversion follows make a path that did not convert, which Markov's chain needs. Conversions without a
 * touch stand in a row of their own and are given to nobody.
 *
 * first, last: all to one touch. last-non-direct: to the last that is not direct; to the last if all are.
 * linear: evenly to each touch. time-decay: by 2^(−age / half-life). position: 40 % to the first and the
 * last each, 20 % evenly to those between; of two touches half each. markov, shapley: see
 * esp_attribution_finish() and give_shapley(). incremental: what sends of the place caused beside those who
 * were held out, see esp_experiments_sum_incremental(). Revenue is that of the orders, refunds not taken away.
 */
gboolean
esp_attribution_answer (EspAnalysis *self, GError **error)
{
  g_auto (Work) work = { .analysis = self };

  if (!esp_touch_walk_load (&work.walk, self, error))
    return FALSE;
  limit_places (&work);
  begin_sums (&work);
  esp_touch_walk_run (&work.walk, work.place_of, add_path, &work);
  esp_attribution_finish (work.sums);
  if (!load_incremental (&work, error))
    return FALSE;
  add_columns (&work);
  write_all (&work);
  return TRUE;
}
