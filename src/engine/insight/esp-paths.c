/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways people go: from one thing to the next, at most five steps with the most frequent places of each. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-cohort-table.h"
#include "store/esp-insight-touches.h"

#include <stdlib.h>
#include <string.h>

#define MAX_STEPS 5
#define OTHER "(other)"
#define NOTHING "(end)"
#define PLACE_NOTHING (-1)

/* The way of one lead: numbers of places. */
typedef struct
{
  guint32 lead_id;
  int places[MAX_STEPS];
} Way;

typedef struct
{
  EspAnalysis *analysis;
  guint n_steps;
  gboolean is_back;
  gint64 window_us;
  int focus;         /* the place to begin with; -1: the first one */
  GPtrArray *places; /* (owned) names */
  GArray *events;    /* (owned) of EspInsightEvent; place is a number of places */
  GArray *ways;      /* (owned) of Way */
} Work;

static void
work_clear (Work *self)
{
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->ways, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* The channels of what people did, by what answers call them; touches are shared, so a segment has its own. */
static gboolean
load_channels (Work *self, const char *const *kinds, const gint64 bounds[2], GError **error)
{
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GArray) events = NULL;

  if (!esp_insight_share_touches (self->analysis->tx, kinds, ESP_TOUCH_CHANNEL, bounds, &events,
                                  &places, error))
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (self->places, g_strdup (g_ptr_array_index (places, i)));
  self->events =
    self->analysis->segment != NULL ? g_array_copy (events) : g_steal_pointer (&events);
  return TRUE;
}

static void
name_channels (GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      char *name = g_ptr_array_index (places, i);

      g_ptr_array_index (places, i) = esp_answer_name_place (name, TRUE);
      g_free (name);
    }
}

static gboolean
load_events (Work *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  const gint64 bounds[2] = { analysis->from_us, analysis->to_us };
  const char *focus = esp_question_get (analysis->question, "focus");
  g_auto (GStrv) kinds =
    esp_cohorts_choose_kinds (analysis->tx, esp_question_get_list (analysis->question, "kinds"),
                              error);

  if (kinds == NULL)
    return FALSE;
  self->places = g_ptr_array_new_with_free_func (g_free);
  if (esp_question_is (analysis->question, "by", "channel"))
    {
      if (!load_channels (self, (const char *const *) kinds, bounds, error))
        return FALSE;
    }
  else
    {
      self->events = esp_insight_load_events (analysis->tx, (const char *const *) kinds, bounds[0],
                                              bounds[1], error);
      for (guint i = 0; kinds[i] != NULL; i++)
        g_ptr_array_add (self->places, g_strdup (kinds[i]));
      for (guint i = 0; self->events != NULL && i < self->events->len; i++)
        g_array_index (self->events, EspInsightEvent, i).place =
          g_array_index (self->events, EspInsightEvent, i).kind;
    }
  if (self->events == NULL)
    return FALSE;
  esp_analysis_filter_events (analysis, self->events);
  self->focus =
    focus[0] != '\0' ? G_MAXINT : -1; /* a word that nothing happened by begins no way */
  for (guint i = 0; i < self->places->len; i++)
    if (g_str_equal (g_ptr_array_index (self->places, i), focus))
      self->focus = (int) i;
  if (esp_question_is (analysis->question, "by", "channel"))
    name_channels (self->places);
  return TRUE;
}

/* The way of a lead: from the first event that is the focus (backwards: from the last one), each place
 * once in a row. */
static void
follow (Work *self, const EspInsightEvent *events, guint n_events)
{
  Way way = { .lead_id = events[0].lead_id };
  guint n = 0;
  int last = PLACE_NOTHING;
  gint64 start_us = 0;

  for (guint step = 0; step < n_events && n < self->n_steps; step++)
    {
      const EspInsightEvent *event = &events[self->is_back ? n_events - 1 - step : step];

      if (n == 0 && self->focus >= 0 && event->place != (guint) self->focus)
        continue;
      if (n == 0)
        start_us = event->at_us;
      if (self->window_us > 0 && ABS (event->at_us - start_us) > self->window_us)
        break;
      if ((int) event->place == last)
        continue;
      last = event->place;
      way.places[n++] = last;
    }
  if (n == 0)
    return;
  while (n < MAX_STEPS)
    way.places[n++] = PLACE_NOTHING;
  g_array_append_val (self->ways, way);
}

static void
follow_all (Work *self)
{
  const EspInsightEvent *all = (const EspInsightEvent *) (gpointer) self->events->data;
  guint start = 0;

  self->ways = g_array_new (FALSE, FALSE, sizeof (Way));
  for (guint i = 1; i <= self->events->len; i++)
    if (i == self->events->len || all[i].lead_id != all[start].lead_id)
      {
        follow (self, all + start, i - start);
        start = i;
      }
}

typedef struct
{
  int place;
  guint n;
} Size;

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Size *first = a;
  const Size *second = b;

  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;
  return first->place - second->place;
}

/* Puts the places of a step that are not among the most frequent under one number. */
static void
limit_step (Work *self, guint step)
{
  guint top = (guint) esp_question_get_number (self->analysis->question, "top");
  g_autofree Size *sizes = g_new0 (Size, self->places->len + 1);
  g_autofree gboolean *is_shown = g_new0 (gboolean, self->places->len + 1);
  int other = (int) self->places->len;

  for (guint i = 0; i < self->places->len; i++)
    sizes[i].place = (int) i;
  for (guint i = 0; i < self->ways->len; i++)
    {
      int place = g_array_index (self->ways, Way, i).places[step];

      if (place != PLACE_NOTHING)
        sizes[place].n++;
    }
  qsort (sizes, self->places->len, sizeof *sizes, compare_sizes);
  for (guint i = 0; i < MIN (top, self->places->len); i++)
    is_shown[sizes[i].place] = TRUE;
  for (guint i = 0; i < self->ways->len; i++)
    {
      int *place = &g_array_index (self->ways, Way, i).places[step];

      if (*place != PLACE_NOTHING && !is_shown[*place])
        *place = other;
    }
}

static const char *
name_place (const Work *self, int place)
{
  if (place == PLACE_NOTHING)
    return NOTHING;
  return (guint) place < self->places->len ? g_ptr_array_index (self->places, (guint) place)
                                           : OTHER;
}

static char *
label_place (const Work *self, int place)
{
  const char *name = name_place (self, place);

  if (esp_answer_peek_name (name) != NULL)
    return g_strdup (esp_answer_peek_name (name));
  return esp_answer_title (name) == NULL ? g_strdup (name) : NULL;
}

/* A step with a name that somebody gave; others are called by their key. */
static char *
label_step (const Work *self, int from, int to)
{
  const char *first = name_place (self, from);
  const char *second = name_place (self, to);
  const char *first_name = esp_answer_peek_name (first);
  const char *second_name = esp_answer_peek_name (second);

  if (first_name == NULL && second_name == NULL)
    return NULL;
  return g_strdup_printf ("%s>%s", first_name != NULL ? first_name : first,
                          second_name != NULL ? second_name : second);
}

static void
write_set (Work *self, const char *key, const char *label, const char *group, EspBitmap *leads)
{
  EspAnalysis *analysis = self->analysis;
  EspAnswerRow *row;

  if (esp_bitmap_is_empty (leads))
    return;
  row = esp_answer_add_row (analysis->answer, key, label, group);
  esp_analysis_put_count (analysis, row, 0, leads);
  row->cells[1].part = (gint64) esp_bitmap_count (leads);
  row->cells[1].whole = self->ways->len;
  row->cells[1].value = (double) row->cells[1].part / self->ways->len;
}

/* Sets in a square: who is at a place (rows) and goes to another (columns); index 0 is the end. */
static EspBitmap **
collect (const Work *self, guint step, gboolean has_next)
{
  gsize n = self->places->len + 2;
  EspBitmap **sets = g_new0 (EspBitmap *, n * n);

  for (guint i = 0; i < self->ways->len; i++)
    {
      const Way *way = &g_array_index (self->ways, Way, i);
      gsize at = (gsize) (way->places[step] + 1) * n;

      if (has_next)
        at += (gsize) (way->places[step + 1] + 1);
      if (sets[at] == NULL)
        sets[at] = esp_bitmap_new ();
      esp_bitmap_add (sets[at], way->lead_id);
    }
  return sets;
}

/* A row for each place of a step, or for each way from a place to one of the next step. */
static void
write_step (Work *self, guint step, gboolean has_next)
{
  g_autofree EspBitmap **sets = collect (self, step, has_next);
  g_autofree char *group =
    has_next ? g_strdup_printf ("%u>%u", step + 1, step + 2) : g_strdup_printf ("%u", step + 1);
  gsize n = self->places->len + 2;

  for (gsize i = 0; i < n * n; i++)
    {
      int from = (int) (i / n) - 1;
      int to = (int) (i % n) - 1;
      g_autofree char *label = has_next ? label_step (self, from, to) : label_place (self, from);
      g_autofree char *key =
        has_next ? g_strdup_printf ("%s>%s", name_place (self, from), name_place (self, to))
                 : g_strdup (name_place (self, from));

      if (sets[i] == NULL)
        continue;
      if (!has_next || from != PLACE_NOTHING)
        write_set (self, key, label, group, sets[i]);
      esp_bitmap_free (sets[i]);
    }
}

/* Numbers places anew, so that only those that are shown are gone through. */
static void
compact (Work *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree int *number = g_new (int, self->places->len + 2);
  int other = (int) self->places->len;

  for (guint i = 0; i <= self->places->len; i++)
    number[i] = G_MININT;
  for (guint i = 0; i < self->ways->len; i++)
    for (guint step = 0; step < self->n_steps; step++)
      {
        int place = g_array_index (self->ways, Way, i).places[step];

        if (place == PLACE_NOTHING || place == other || number[place] != G_MININT)
          continue;
        number[place] = (int) names->len;
        g_ptr_array_add (names, g_strdup (g_ptr_array_index (self->places, (guint) place)));
      }
  number[other] = (int) names->len;
  for (guint i = 0; i < self->ways->len; i++)
    for (guint step = 0; step < self->n_steps; step++)
      {
        int *place = &g_array_index (self->ways, Way, i).places[step];

        if (*place != PLACE_NOTHING)
          *place = number[*place];
      }
  g_ptr_array_unref (self->places);
  self->places = g_steal_pointer (&names);
}

/**
 * esp_paths_answer:
 *
 * Follows each lead of the period from the first event (or the first one that is the focus; backwards from
 * the last one) through what it did next, within the window. The same place twice in a row is one. Each
 * lead goes one way, so the places of a step with "end" add up to all of them. Rows of the group "2" are
 * the places of step 2, of the group "1>2" the ways from step 1 to step 2, their key "from>to".
 */
gboolean
esp_paths_answer (EspAnalysis *self, GError **error)
{
  g_auto (Work) work = { .analysis = self };

  work.n_steps = (guint) esp_question_get_number (self->question, "steps");
  work.is_back = esp_question_is (self->question, "direction", "before");
  work.window_us =
    (gint64) (esp_question_get_number (self->question, "window") * (double) ESP_USEC_PER_DAY);
  if (!load_events (&work, error))
    return FALSE;
  follow_all (&work);
  esp_answer_add_column (self->answer, "leads", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "share", NULL, ESP_ANSWER_RATIO);
  for (guint step = 0; step < work.n_steps; step++)
    limit_step (&work, step);
  compact (&work);
  for (guint step = 0; step < work.n_steps; step++)
    {
      write_step (&work, step, FALSE);
      if (step + 1 < work.n_steps)
        write_step (&work, step, TRUE);
    }
  esp_answer_sentence_add (esp_answer_say (self->answer,
                                           work.ways->len > 0 ? "paths" : "paths-nothing"),
                           "n", work.ways->len, ESP_ANSWER_COUNT);
  return TRUE;
}
