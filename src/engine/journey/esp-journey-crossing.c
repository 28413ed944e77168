/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moves a person from one version of a journey to another: never back, never through anything twice, and at
 * a step that is no more as somebody has chosen. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-crossing.h"

#include "engine/journey/esp-journey-diff-private.h"
#include "engine/journey/esp-journey-wait.h"

struct _EspJourneyCrossing
{
  EspJourneyDiff *diff; /* (owned) */
  guint version;        /* from which they come */
  guint8 *choices;      /* (owned) by old step: EspCrossingChoice */
  GHashTable
    *repeats; /* (owned) place to GArray of guint32: what lies ahead there and did not before */
};

static const char *const choice_names[ESP_N_CHOICES] = {
  "default", "keep", "new", "continue", "exit", "finish",
};

/* What a person in a wait, or waiting for a goal, would notice. */
static const char *const waited_for[] = { "for",     "until",     "hours", "event", "condition",
                                          "timeout", "otherwise", "off",   NULL };

/**
 * esp_crossing_choice_name:
 */
const char *
esp_crossing_choice_name (EspCrossingChoice choice)
{
  return choice < ESP_N_CHOICES ? choice_names[choice] : "unknown";
}

/**
 * esp_crossing_choice_from_name:
 */
gboolean
esp_crossing_choice_from_name (const char *name, EspCrossingChoice *out_choice)
{
  for (guint i = 0; i < ESP_N_CHOICES; i++)
    if (g_strcmp0 (name, choice_names[i]) == 0)
      {
        *out_choice = (EspCrossingChoice) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_crossing_choice_answers:
 *
 * Returns: whether it can be chosen when that is asked
 */
gboolean
esp_crossing_choice_answers (EspCrossingChoice choice, EspCrossingQuestion question)
{
  if (choice == ESP_CHOICE_DEFAULT)
    return TRUE;
  if (question == ESP_QUESTION_CHANGED)
    return choice == ESP_CHOICE_KEEP || choice == ESP_CHOICE_NEW;
  return question == ESP_QUESTION_REMOVED && choice >= ESP_CHOICE_CONTINUE;
}

/**
 * esp_journey_crossing_new:
 * @version: the number of @before
 * @choices: (nullable): id of a step to EspCrossingChoice
 *
 * Returns: (transfer full)
 */
EspJourneyCrossing *
esp_journey_crossing_new (EspJourney *before, guint version, EspJourney *after, GHashTable *choices)
{
  EspJourneyCrossing *self = g_new0 (EspJourneyCrossing, 1);
  guint n = esp_journey_get_n_steps (before);

  self->diff = esp_journey_diff_new (before, after);
  self->version = version;
  self->choices = g_new0 (guint8, n + 1);
  self->repeats =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint32 i = 0; choices != NULL && i < n; i++)
    self->choices[i] = (guint8) GPOINTER_TO_UINT (
      g_hash_table_lookup (choices, esp_journey_get_step (before, i)->id));
  return self;
}

/**
 * esp_journey_crossing_free:
 */
void
esp_journey_crossing_free (EspJourneyCrossing *self)
{
  if (self == NULL)
    return;
  esp_journey_diff_free (self->diff);
  g_hash_table_unref (self->repeats);
  g_free (self->choices);
  g_free (self);
}

/**
 * esp_journey_crossing_get_diff:
 *
 * Returns: (transfer none)
 */
const EspJourneyDiff *
esp_journey_crossing_get_diff (const EspJourneyCrossing *self)
{
  return self->diff;
}

/**
 * esp_journey_crossing_get_question:
 *
 * Returns: what has to be decided about those who are at that step of the old version
 */
EspCrossingQuestion
esp_journey_crossing_get_question (const EspJourneyCrossing *self,
                                   guint32 step,
                                   EspJourneyPhase phase)
{
  const EspDifference *change;

  if (self->diff->to_new[step] == ESP_JOURNEY_NOWHERE)
    return ESP_QUESTION_REMOVED;
  change = esp_journey_diff_get_change (self->diff, step);
  for (guint i = 0; change != NULL && phase == ESP_PHASE_WAITING && waited_for[i] != NULL; i++)
    if (esp_difference_has_member (change, waited_for[i]))
      return ESP_QUESTION_CHANGED;
  return ESP_QUESTION_NONE;
}

/**
 * esp_journey_crossing_get_choice:
 *
 * Returns: what becomes of them: what was chosen, else what is safe
 */
EspCrossingChoice
esp_journey_crossing_get_choice (const EspJourneyCrossing *self,
                                 guint32 step,
                                 EspJourneyPhase phase)
{
  EspCrossingQuestion question = esp_journey_crossing_get_question (self, step, phase);
  EspCrossingChoice choice = (EspCrossingChoice) self->choices[step];

  if (choice != ESP_CHOICE_DEFAULT && esp_crossing_choice_answers (choice, question))
    return choice;
  if (question == ESP_QUESTION_REMOVED)
    return ESP_CHOICE_CONTINUE;
  if (question != ESP_QUESTION_CHANGED)
    return ESP_CHOICE_DEFAULT;
  return esp_journey_get_step (self->diff->before, step)->kind == ESP_STEP_GOAL ? ESP_CHOICE_NEW
                                                                                : ESP_CHOICE_KEEP;
}

/**
 * esp_journey_crossing_get_target:
 *
 * Returns: where whoever stands at that step goes on in the new version, if they do not do it any more;
 *   %ESP_JOURNEY_NOWHERE: the way ends
 */
guint32
esp_journey_crossing_get_target (const EspJourneyCrossing *self, guint32 step)
{
  guint32 new = self->diff->to_new[step];

  return new != ESP_JOURNEY_NOWHERE ? new : esp_journey_diff_find_place (self->diff, step);
}

/* Everything that can come from there on without going back: all ways but go-to lead to higher numbers. */
static void
mark_ahead (const EspJourney *journey, guint32 from, gboolean with_itself, guint8 *out)
{
  guint n = esp_journey_get_n_steps (journey);

  if (from >= n)
    return;
  out[from] = 1;
  for (guint32 i = from; i < n; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      if (out[i] == 0)
        continue;
      if (step->next != ESP_JOURNEY_NOWHERE)
        out[step->next] = 1;
      for (guint j = 0; j < esp_journey_step_get_n_branches (step); j++)
        {
          guint32 start = esp_journey_get_branch_start (journey, step, j);

          if (start != ESP_JOURNEY_NOWHERE)
            out[start] = 1;
        }
    }
  out[from] = with_itself;
}

static GArray *
find_repeats (const EspJourneyCrossing *self, guint32 old, guint32 new, EspJourneyPhase phase)
{
  const EspJourneyDiff *diff = self->diff;
  guint n_new = esp_journey_get_n_steps (diff->after);
  g_autofree guint8 *before = g_new0 (guint8, esp_journey_get_n_steps (diff->before) + 1);
  g_autofree guint8 *after = g_new0 (guint8, n_new + 1);
  gboolean stays = diff->to_new[old] == new;
  GArray *repeats = g_array_new (FALSE, FALSE, sizeof (guint32));

  mark_ahead (diff->before, old, phase == ESP_PHASE_ARRIVING, before);
  mark_ahead (diff->after, new, phase == ESP_PHASE_ARRIVING || !stays, after);
  for (guint32 i = 0; i < n_new; i++)
    {
      EspStepKind kind = esp_journey_get_step (diff->after, i)->kind;

      if (after[i] != 0 && kind != ESP_STEP_JOIN && kind != ESP_STEP_GO_TO &&
          (diff->to_old[i] == ESP_JOURNEY_NOWHERE || before[diff->to_old[i]] == 0))
        g_array_append_val (repeats, i);
    }
  return repeats;
}

/**
 * esp_journey_crossing_get_repeats:
 * @old: where a person is in the old version
 * @target: where they are going to be in the new one
 * @out_n: how many
 *
 * What lies ahead of a person in the new version and did not in the old one. Whichever of these steps the
 * passage has done already is not to be done again.
 *
 * Returns: (transfer none) (array length=out_n): numbers in the new version
 */
const guint32 *
esp_journey_crossing_get_repeats (EspJourneyCrossing *self,
                                  guint32 old,
                                  guint32 target,
                                  EspJourneyPhase phase,
                                  guint *out_n)
{
  gint64 place = (gint64) old << 33 | (gint64) target << 1 | (phase == ESP_PHASE_WAITING);
  GArray *repeats = g_hash_table_lookup (self->repeats, &place);

  if (repeats == NULL)
    {
      repeats = find_repeats (self, old, target, phase);
      g_hash_table_insert (self->repeats, g_memdup2 (&place, sizeof place), repeats);
    }
  *out_n = repeats->len;
  return (const guint32 *) (gpointer) repeats->data;
}

static gboolean
is_by_the_clock (const EspJourneyStep *step)
{
  return step->wait != ESP_WAIT_EVENT && step->wait != ESP_WAIT_CONDITION;
}

/* Whether a wait that began in the old version can end in the new one as if nothing had changed. */
static gboolean
can_keep (const EspJourneyCrossing *self, guint32 step)
{
  const EspJourneyStep *before = esp_journey_get_step (self->diff->before, step);
  const EspJourneyStep *after = esp_journey_get_step (self->diff->after, self->diff->to_new[step]);
  const EspDifference *change = esp_journey_diff_get_change (self->diff, step);

  if (before->kind != ESP_STEP_WAIT)
    return FALSE;
  if (is_by_the_clock (before) || is_by_the_clock (after))
    return is_by_the_clock (before) && is_by_the_clock (after);
  return !esp_difference_has_member (change, "event") &&
         !esp_difference_has_member (change, "condition");
}

static void
move_counters (const EspJourneyCrossing *self, EspJourneyState *state)
{
  const EspJourneyDiff *diff = self->diff;
  g_autofree guint16 *old = g_steal_pointer (&state->counters);

  if (old == NULL || diff->after->n_counters == 0)
    return;
  state->counters = g_new0 (guint16, diff->after->n_counters);
  for (guint32 i = 0; i < esp_journey_get_n_steps (diff->after); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (diff->after, i);

      if (step->kind == ESP_STEP_GO_TO && diff->to_old[i] != ESP_JOURNEY_NOWHERE)
        state->counters[step->counter] =
          old[esp_journey_get_step (diff->before, diff->to_old[i])->counter];
    }
}

static void
move_skips (EspJourneyCrossing *self,
            EspJourneyState *state,
            const guint32 *repeats,
            guint n_repeats,
            EspHasDoneFunc has_done,
            gpointer user_data)
{
  g_autofree guint32 *old = g_steal_pointer (&state->skips);
  GArray *skips = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < state->n_skips; i++)
    if (self->diff->to_new[old[i]] != ESP_JOURNEY_NOWHERE)
      g_array_append_val (skips, self->diff->to_new[old[i]]);
  for (guint i = 0; i < n_repeats; i++)
    if (has_done != NULL && has_done (user_data, repeats[i]))
      g_array_append_val (skips, repeats[i]);
  state->n_skips = skips->len;
  state->skips = (guint32 *) (gpointer) g_array_free (skips, skips->len == 0);
}

/* As the new version has it, counted from when they began; what is over by that is over now. */
static void
reckon (const EspJourneyRun *run, EspJourneyState *state, guint32 lead_id)
{
  const EspJourneyStep *step = esp_journey_get_step (run->journey, state->step);

  if (step->kind == ESP_STEP_WAIT && !step->is_off)
    {
      state->due_us = MAX (run->now_us, esp_journey_wait_end (run, step, lead_id, state->since_us));
      return;
    }
  state->phase = ESP_PHASE_ARRIVING;
  state->since_us = state->due_us = run->now_us;
}

static void
settle (const EspJourneyCrossing *self,
        const EspJourneyRun *run,
        EspJourneyState *state,
        guint32 lead_id,
        guint32 old,
        EspCrossingChoice choice)
{
  const EspDifference *change = esp_journey_diff_get_change (self->diff, old);
  /* The mark of the move is one. Whoever waits in their very first step has no other, and is inside. */
  gboolean is_at_door = state->n_steps <= 1 && state->phase == ESP_PHASE_ARRIVING;

  if (choice == ESP_CHOICE_CONTINUE)
    {
      state->phase = ESP_PHASE_ARRIVING;
      if (!is_at_door)
        state->since_us = state->due_us = run->now_us;
      return;
    }
  if (choice == ESP_CHOICE_NEW)
    {
      reckon (run, state, lead_id);
      return;
    }
  /* Whoever waits for the hours of a step looks at its new hours. */
  if (state->phase == ESP_PHASE_ARRIVING && !is_at_door && change != NULL &&
      esp_difference_has_member (change, "hours") && state->due_us > run->now_us)
    state->since_us = state->due_us = run->now_us;
  /* Whoever waits for a channel is judged anew: the step may have another one now. */
  if (state->phase == ESP_PHASE_ARRIVING && state->due_us == ESP_JOURNEY_NEVER)
    state->due_us = run->now_us;
}

static void
go_over (EspJourneyCrossing *self,
         const EspJourneyRun *run,
         EspJourneyState *state,
         guint32 target,
         EspHasDoneFunc has_done,
         gpointer user_data)
{
  const EspJourneyMark mark = { run->now_us, state->step, ESP_OUTCOME_MOVED, self->version };
  const guint32 *repeats;
  guint n_repeats = 0;

  g_array_append_val (run->marks, mark);
  state->n_steps++;
  repeats = esp_journey_crossing_get_repeats (self, state->step, target, state->phase, &n_repeats);
  move_counters (self, state);
  move_skips (self, state, repeats, n_repeats, has_done, user_data);
  state->step = target;
}

/**
 * esp_journey_cross:
 * @run: of the new version
 * @state: of a person in the old version
 * @has_done: (nullable): asked about steps that lie ahead now and did not before
 *
 * Moves one person over. A mark says so, and names the step and the version from which they came.
 */
EspCrossed
esp_journey_cross (EspJourneyCrossing *self,
                   const EspJourneyRun *run,
                   EspJourneyState *state,
                   guint32 lead_id,
                   EspHasDoneFunc has_done,
                   gpointer user_data)
{
  guint32 old = state->step;
  EspCrossingChoice choice = esp_journey_crossing_get_choice (self, old, state->phase);
  guint32 target = esp_journey_crossing_get_target (self, old);

  if (state->status != ESP_STATE_INSIDE)
    return ESP_CROSSED_LEAVES;
  if (choice == ESP_CHOICE_FINISH || (choice == ESP_CHOICE_KEEP && !can_keep (self, old)))
    return ESP_CROSSED_LATER;
  if (choice == ESP_CHOICE_EXIT || target == ESP_JOURNEY_NOWHERE)
    {
      esp_journey_leave (run, state, lead_id,
                         choice == ESP_CHOICE_EXIT ? ESP_STATE_EXITED : ESP_STATE_ENDED);
      return ESP_CROSSED_LEAVES;
    }
  go_over (self, run, state, target, has_done, user_data);
  settle (self, run, state, lead_id, old, choice);
  return ESP_CROSSED;
}

/* Where whoever has done a step of the old version goes on: where that version leads to, or what was put in
 * before that, or what the new version has where the old one ends. */
static guint32
find_behind (const EspJourneyCrossing *self, guint32 finished, guint32 next)
{
  const EspJourneyDiff *diff = self->diff;
  guint32 new = diff->to_new[finished];

  if (next != ESP_JOURNEY_NOWHERE && diff->to_new[next] != ESP_JOURNEY_NOWHERE)
    return diff->has_moved[next] ? diff->to_new[next]
                                 : esp_journey_diff_back_up (diff, diff->to_new[next]);
  if (next != ESP_JOURNEY_NOWHERE)
    return esp_journey_diff_find_place (diff, next);
  return new != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (diff->after, new)->next
                                    : esp_journey_diff_find_place (diff, finished);
}

/**
 * esp_journey_cross_behind:
 * @state: as esp_journey_step() left it with %ESP_MOVE_CROSSES
 * @finished: the step that was done last, in the old version
 *
 * Moves over a person who has done a step in the old version.
 */
EspCrossed
esp_journey_cross_behind (EspJourneyCrossing *self,
                          const EspJourneyRun *run,
                          EspJourneyState *state,
                          guint32 lead_id,
                          guint32 finished,
                          EspHasDoneFunc has_done,
                          gpointer user_data)
{
  guint32 target = find_behind (self, finished, state->step);

  state->step = finished;
  state->phase = ESP_PHASE_WAITING; /* what it stands at is done: it does not lie ahead */
  if (target == ESP_JOURNEY_NOWHERE)
    {
      esp_journey_leave (run, state, lead_id, ESP_STATE_ENDED);
      return ESP_CROSSED_LEAVES;
    }
  go_over (self, run, state, target, has_done, user_data);
  state->phase = ESP_PHASE_ARRIVING;
  state->due_us = run->now_us;
  return ESP_CROSSED;
}
