/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The funnel: how far leads get through a row of steps, who is lost where, and how long each step takes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-funnel-walk.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-breakdown.h"
#include "engine/insight/esp-statistics.h"
#include "store/esp-insight-stages.h"
#include "store/esp-stages.h"

#include <math.h>
#include <string.h>

enum
{
  COLUMN_LEADS,
  COLUMN_OF_PREVIOUS,
  COLUMN_OF_FIRST,
  COLUMN_TIME,
  COLUMN_LOST,
};

typedef struct
{
  EspAnalysis *analysis;
  GStrv steps; /* (owned) as asked: event:…, stage:… */
  guint n_steps;
  GPtrArray *stages;       /* (owned) of EspStageRow */
  GArray *events;          /* (owned) of EspInsightEvent: kind is a step */
  EspFunnelRule rule;      /* rule.kinds is owned */
  EspBreakdown *breakdown; /* (owned) */
  guint n_groups;
  EspBitmap **reached; /* (owned) by group and step */
  GArray **times;      /* (owned) of gint64, by group and step */
} Funnel;

static void
funnel_clear (Funnel *self)
{
  for (guint i = 0; self->reached != NULL && i < self->n_groups * self->n_steps; i++)
    {
      esp_bitmap_free (self->reached[i]);
      g_array_unref (self->times[i]);
    }
  g_free (self->reached);
  g_free (self->times);
  g_clear_pointer (&self->steps, g_strfreev);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_array_unref);
  g_clear_pointer (&self->breakdown, esp_breakdown_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Funnel, funnel_clear)

static int
find_stage (const Funnel *self, const char *key)
{
  for (guint i = 0; i < self->stages->len; i++)
    {
      const EspStageRow *row = g_ptr_array_index (self->stages, i);

      if (g_str_equal (row->key, key))
        return (int) i;
    }
  return -1;
}

static gboolean
is_stage (const char *step)
{
  return g_str_has_prefix (step, "stage:");
}

static const char *
step_name (const char *step)
{
  return strchr (step, ':') + 1;
}

/* The steps asked for; none are the stages of the workspace in their order. */
static gboolean
choose_steps (Funnel *self, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);

  self->stages = esp_stage_list (self->analysis->tx, FALSE, error);
  if (self->stages == NULL)
    return FALSE;
  self->steps = esp_question_get_list (self->analysis->question, "steps");
  if (self->steps[0] == NULL)
    {
      for (guint i = 0; i < self->stages->len; i++)
        {
          const EspStageRow *row = g_ptr_array_index (self->stages, i);

          g_ptr_array_add (steps, g_strconcat ("stage:", row->key, NULL));
        }
      g_ptr_array_add (steps, NULL);
      g_strfreev (self->steps);
      self->steps = (GStrv) g_ptr_array_free (g_steal_pointer (&steps), FALSE);
    }
  self->n_steps = MIN (g_strv_length (self->steps), ESP_FUNNEL_MAX_STEPS);
  if (self->n_steps < 2)
    {
      g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                           "A funnel has at least two steps");
      return FALSE;
    }
  for (guint i = 0; i < self->n_steps; i++)
    {
      if (is_stage (self->steps[i]) && find_stage (self, step_name (self->steps[i])) < 0)
        esp_answer_sentence_add_text (esp_answer_note (self->analysis->answer, "stage-gone"),
                                      "stage", step_name (self->steps[i]));
      self->rule.kinds[i] = (guint16) i;
      for (guint j = i; j-- > 0;)
        if (g_str_equal (self->steps[i], self->steps[j]))
          self->rule.kinds[i] = (guint16) j;
    }
  self->rule.n_steps = self->n_steps;
  return TRUE;
}

/* The moment at which each lead first stood at the stage of a step, or farther. */
static void
add_stage_steps (Funnel *self, GArray *moves)
{
  const EspInsightEvent *all = (const EspInsightEvent *) (gpointer) moves->data;

  for (guint step = 0; step < self->n_steps; step++)
    {
      int stage =
        is_stage (self->steps[step]) ? find_stage (self, step_name (self->steps[step])) : -1;
      guint32 done = 0;

      for (guint i = 0; stage >= 0 && self->rule.kinds[step] == step && i < moves->len; i++)
        {
          EspInsightEvent event = all[i];

          if (event.lead_id == done || event.kind < (guint) stage)
            continue;
          done = event.lead_id;
          event.kind = (guint16) step;
          g_array_append_val (self->events, event);
        }
    }
}

static gboolean
load_stage_steps (Funnel *self, GError **error)
{
  g_autoptr (GArray) moves = NULL;
  gboolean has_stage = FALSE;

  for (guint i = 0; i < self->n_steps; i++)
    has_stage = has_stage || is_stage (self->steps[i]);
  if (!has_stage)
    return TRUE;
  moves = esp_insight_load_stages (self->analysis->tx, self->stages, error);
  if (moves == NULL)
    return FALSE;
  add_stage_steps (self, moves);
  esp_insight_sort_events (self->events);
  return TRUE;
}

/* Steps after the first may come later than the period, as long as the window lasts. */
static gboolean
load_events (Funnel *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;
  g_autofree const char **kinds = g_new0 (const char *, self->n_steps + 1);
  gint64 until_us = analysis->context->now_us + 1;

  for (guint i = 0; i < self->n_steps; i++)
    kinds[i] = is_stage (self->steps[i]) ? "" : step_name (self->steps[i]);
  if (self->rule.window_us > 0 && analysis->to_us < until_us - self->rule.window_us)
    until_us = analysis->to_us + self->rule.window_us;
  self->events = esp_insight_load_events (analysis->tx, kinds, analysis->from_us, until_us, error);
  if (self->events == NULL || !load_stage_steps (self, error))
    return FALSE;
  esp_analysis_filter_events (analysis, self->events);
  return TRUE;
}

/* Where a lead got, for its group. */
static void
place_lead (Funnel *self, const EspInsightEvent *events, guint n_events)
{
  gint64 times[ESP_FUNNEL_MAX_STEPS];
  guint level = esp_funnel_walk (&self->rule, events, n_events, times);
  guint group = level > 0 ? esp_breakdown_group_of (self->breakdown, events[0].lead_id) : 0;

  for (guint step = 0; step < level; step++)
    {
      guint i = group * self->n_steps + step;
      gint64 taken =
        step == 0 ? 0 : times[step] - (self->rule.is_strict ? times[step - 1] : times[0]);

      esp_bitmap_add (self->reached[i], events[0].lead_id);
      if (step > 0)
        g_array_append_val (self->times[i], taken);
    }
}

static void
place_leads (Funnel *self)
{
  const EspInsightEvent *all = (const EspInsightEvent *) (gpointer) self->events->data;
  guint start = 0;

  for (guint i = 1; i <= self->events->len; i++)
    if (i == self->events->len || all[i].lead_id != all[start].lead_id)
      {
        place_lead (self, all + start, i - start);
        start = i;
      }
}

static EspAnswerRow *
add_row (Funnel *self, guint step, const char *group)
{
  const char *name = step_name (self->steps[step]);
  const EspStageRow *stage = NULL;
  g_autofree char *key = self->rule.kinds[step] == step
                           ? g_strdup (self->steps[step])
                           : g_strdup_printf ("%s#%u", self->steps[step], step + 1);

  if (is_stage (self->steps[step]) && find_stage (self, name) >= 0)
    stage = g_ptr_array_index (self->stages, (guint) find_stage (self, name));
  if (stage != NULL)
    name = stage->name;
  else if (esp_answer_title (self->steps[step]) != NULL)
    name = NULL;
  return esp_answer_add_row (self->analysis->answer, key, name, group);
}

static void
write_group (Funnel *self, guint group)
{
  EspBitmap **reached = self->reached + group * self->n_steps;
  EspAnalysis *analysis = self->analysis;

  for (guint step = 0; step < self->n_steps; step++)
    {
      EspAnswerRow *row = add_row (self, step, esp_breakdown_get_label (self->breakdown, group));

      esp_analysis_put_count (analysis, row, COLUMN_LEADS, reached[step]);
      esp_analysis_put_share (analysis, row, COLUMN_OF_FIRST, reached[step], reached[0]);
      if (step > 0)
        {
          esp_analysis_put_share (analysis, row, COLUMN_OF_PREVIOUS, reached[step],
                                  reached[step - 1]);
          esp_analysis_put (analysis, row, COLUMN_TIME,
                            esp_statistics_median_us (self->times[group * self->n_steps + step]));
        }
      if (step + 1 < self->n_steps)
        {
          g_autoptr (EspBitmap) lost = esp_bitmap_copy (reached[step]);

          esp_bitmap_andnot (lost, reached[step + 1]);
          esp_analysis_put_count (analysis, row, COLUMN_LOST, lost);
        }
    }
}

/* The step that the smallest share of leads takes; of equal ones where most are lost. */
static guint
find_bottleneck (const gint64 *counts, guint n_steps)
{
  guint worst = 0;
  double worst_rate = INFINITY;

  for (guint i = 1; i < n_steps && counts[i - 1] > 0; i++)
    {
      double rate = (double) counts[i] / (double) counts[i - 1];
      gint64 lost = counts[i - 1] - counts[i];

      if (rate < worst_rate ||
          (rate <= worst_rate && worst > 0 && lost > counts[worst - 1] - counts[worst]))
        {
          worst = i;
          worst_rate = rate;
        }
    }
  return worst;
}

/* A step as a sentence names it: what has words of ours by its key, which the views translate. */
static const char *
name_step (const Funnel *self, guint step)
{
  const char *key = self->steps[step];
  int stage = is_stage (key) ? find_stage (self, step_name (key)) : -1;
  const EspStageRow *row = stage >= 0 ? g_ptr_array_index (self->stages, (guint) stage) : NULL;

  if (row != NULL && row->name != NULL)
    return row->name;
  return esp_answer_title (key) != NULL ? key : step_name (key);
}

static void
say_it (Funnel *self)
{
  EspAnswer *answer = self->analysis->answer;
  gint64 counts[ESP_FUNNEL_MAX_STEPS] = { 0 };
  EspAnswerSentence *sentence;
  guint bottleneck;

  for (guint i = 0; i < self->n_groups * self->n_steps; i++)
    counts[i % self->n_steps] += (gint64) esp_bitmap_count (self->reached[i]);
  if (counts[0] == 0)
    {
      esp_answer_say (answer, "funnel-nobody");
      return;
    }
  bottleneck = find_bottleneck (counts, self->n_steps);
  sentence = esp_answer_say (answer, "funnel");
  esp_answer_sentence_add (sentence, "entered", (double) counts[0], ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "converted", (double) counts[self->n_steps - 1],
                           ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "rate",
                           (double) counts[self->n_steps - 1] / (double) counts[0],
                           ESP_ANSWER_RATIO);
  sentence = esp_answer_say (answer, "funnel-bottleneck");
  esp_answer_sentence_add_text (sentence, "from", name_step (self, bottleneck - 1));
  esp_answer_sentence_add_text (sentence, "to", name_step (self, bottleneck));
  esp_answer_sentence_add (sentence, "lost", (double) (counts[bottleneck - 1] - counts[bottleneck]),
                           ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "rate",
                           (double) counts[bottleneck] / (double) counts[bottleneck - 1],
                           ESP_ANSWER_RATIO);
}

static gboolean
prepare (Funnel *self, GError **error)
{
  EspAnalysis *analysis = self->analysis;

  self->rule.is_strict = esp_question_is (analysis->question, "order", "strict");
  self->rule.window_us =
    (gint64) (esp_question_get_number (analysis->question, "window") * (double) ESP_USEC_PER_DAY);
  self->rule.from_us = analysis->from_us;
  self->rule.to_us = analysis->to_us;
  if (!choose_steps (self, error) || !load_events (self, error))
    return FALSE;
  self->breakdown =
    esp_breakdown_load (analysis, esp_question_get (analysis->question, "by"), self->events, error);
  if (self->breakdown == NULL)
    return FALSE;
  self->n_groups = esp_breakdown_get_n (self->breakdown);
  self->reached = g_new0 (EspBitmap *, self->n_groups * self->n_steps);
  self->times = g_new0 (GArray *, self->n_groups * self->n_steps);
  for (guint i = 0; i < self->n_groups * self->n_steps; i++)
    {
      self->reached[i] = esp_bitmap_new ();
      self->times[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  return TRUE;
}

/**
 * esp_funnel_answer:
 *
 * Follows each lead through the steps. A lead enters with the first step in the period; in strict order
 * each further step happens later than, or at the same moment as, the one before it, with anything in
 * between, and within the window from the entry; it may lie after the period, up to now. In any order the
 * window begins with any of the steps in the period, and a lead reached step k when all of the steps 1…k
 * happened in it. Of several tries of a lead the one that got farthest counts, the earliest of them.
 *
 * A step that is a stage is taken when the lead first stands at that stage or a later one; the stage in
 * which a lead came in is taken when it came in. Median times are from the step before (in any order: from
 * the beginning of the window).
 */
gboolean
esp_funnel_answer (EspAnalysis *self, GError **error)
{
  g_auto (Funnel) funnel = { .analysis = self };

  esp_answer_add_column (self->answer, "leads", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "of_previous", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "of_first", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "median_time", NULL, ESP_ANSWER_DURATION);
  esp_answer_add_column (self->answer, "lost", NULL, ESP_ANSWER_COUNT);
  if (!prepare (&funnel, error))
    return FALSE;
  place_leads (&funnel);
  for (guint i = 0; i < funnel.n_groups; i++)
    write_group (&funnel, i);
  say_it (&funnel);
  return TRUE;
}
