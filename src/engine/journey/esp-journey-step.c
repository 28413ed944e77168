/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person's way through a journey: (state, event, now) in; state, marks and effects out. Pure: people are
 * asked about through a table of functions, and chance is a function of the journey, the step and the lead. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-step.h"

#include "base/esp-random.h"
#include "engine/journey/esp-journey-time.h"
#include "engine/journey/esp-journey-wait.h"

/* So many steps at once, then the next turn: a go-to without a wait must not keep others waiting. */
#define MAX_AT_ONCE 1000
#define MAX_COUNT G_MAXUINT16

typedef struct
{
  const EspJourneyRun *run;
  EspJourneyState *state;
  guint32 lead_id;
  gboolean is_dirty; /* changed the lead: rules cannot be asked before that is written */
  gboolean is_later;
  gboolean has_gone; /* is at another step than at the beginning, or again at this one */
} Walk;

static const char *const outcome_names[ESP_N_OUTCOMES] = {
  [ESP_OUTCOME_ENTERED] = "entered",   [ESP_OUTCOME_PASSED] = "done",
  [ESP_OUTCOME_BRANCH] = "branch",     [ESP_OUTCOME_WAITED] = "waited",
  [ESP_OUTCOME_MET] = "met",           [ESP_OUTCOME_TIMEOUT] = "timeout",
  [ESP_OUTCOME_SEND] = "send",         [ESP_OUTCOME_NOT_SENT] = "not-sent",
  [ESP_OUTCOME_TOO_LATE] = "too-late", [ESP_OUTCOME_OFF] = "off",
  [ESP_OUTCOME_LOOPED] = "again",      [ESP_OUTCOME_LIMIT] = "limit",
  [ESP_OUTCOME_REACHED] = "reached",   [ESP_OUTCOME_MISSED] = "missed",
  [ESP_OUTCOME_LEFT] = "left",         [ESP_OUTCOME_MOVED] = "moved",
};

/**
 * esp_journey_outcome_name:
 */
const char *
esp_journey_outcome_name (EspJourneyOutcome outcome)
{
  return outcome < ESP_N_OUTCOMES ? outcome_names[outcome] : "unknown";
}

static void
mark (Walk *walk, EspJourneyOutcome outcome, guint detail)
{
  const EspJourneyMark entry = { walk->run->now_us, walk->state->step, outcome, detail };

  g_array_append_val (walk->run->marks, entry);
  walk->state->n_steps++;
}

static EspJourneyEffect *
add_effect (Walk *walk, EspEffectKind kind)
{
  const EspJourneyEffect effect = { .kind = kind,
                                    .lead_id = walk->lead_id,
                                    .step = walk->state->step,
                                    .occasion = walk->state->n_steps };

  g_array_append_val (walk->run->effects, effect);
  return &g_array_index (walk->run->effects, EspJourneyEffect, walk->run->effects->len - 1);
}

static void
leave (Walk *walk, EspJourneyStatus status)
{
  mark (walk, ESP_OUTCOME_LEFT, status);
  walk->state->status = status;
  walk->state->due_us = ESP_JOURNEY_NEVER;
  (void) add_effect (walk, ESP_EFFECT_LEAVE);
}

static void
go (Walk *walk, guint32 next)
{
  /* At the end of an old version the newer one may go on. */
  if (next == ESP_JOURNEY_NOWHERE && !walk->run->is_old)
    {
      leave (walk, ESP_STATE_ENDED);
      return;
    }
  walk->has_gone = TRUE;
  walk->state->step = next;
  walk->state->phase = ESP_PHASE_ARRIVING;
  walk->state->due_us = walk->run->now_us;
}

static gboolean
is_late (const Walk *walk)
{
  return walk->run->now_us - walk->state->since_us > ESP_JOURNEY_LATE_US;
}

/* Who acts in time counts from the plan, so that nothing drifts; who was late counts from now. */
static void
settle_time (Walk *walk)
{
  if (is_late (walk))
    walk->state->since_us = walk->run->now_us;
}

static void
pause_until (Walk *walk, gint64 at_us)
{
  walk->state->due_us = at_us;
  walk->state->since_us = at_us;
}

static void
take_branch (Walk *walk, const EspJourneyStep *step, guint branch)
{
  mark (walk, ESP_OUTCOME_BRANCH, branch);
  go (walk, esp_journey_get_branch_start (walk->run->journey, step, branch));
}

static EspJourneyAnswer
ask (Walk *walk, guint question)
{
  EspJourneyAnswer answer =
    walk->is_dirty ? ESP_ANSWER_LATER
                   : walk->run->facts->ask (walk->run->facts->data, walk->lead_id, question);

  if (answer == ESP_ANSWER_LATER)
    walk->is_later = TRUE;
  return answer;
}

static void
do_split (Walk *walk, const EspJourneyStep *step)
{
  guint n = esp_journey_step_get_n_branches (step);

  for (guint i = 0; i < n; i++)
    {
      const EspJourneyBranch *branch = esp_journey_step_get_branch (step, i);
      EspJourneyAnswer answer =
        branch->kind == ESP_BRANCH_ELSE ? ESP_ANSWER_YES : ask (walk, branch->question);

      if (answer == ESP_ANSWER_LATER)
        return;
      if (answer == ESP_ANSWER_YES)
        {
          take_branch (walk, step, i);
          return;
        }
    }
  mark (walk, ESP_OUTCOME_PASSED, 0);
  go (walk, step->next);
}

static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037); /* FNV-1a */

  for (const char *c = text; *c != '\0'; c++)
    hash = (hash ^ (guchar) *c) * G_GUINT64_CONSTANT (1099511628211);
  return hash;
}

/**
 * esp_journey_choose_share:
 *
 * The same lead takes the same branch whenever it comes by, and keeps it as long as the shares before it do
 * not change.
 *
 * Returns: the branch
 */
guint
esp_journey_choose_share (const EspJourneyRun *run, const EspJourneyStep *step, guint32 lead_id)
{
  guint n = esp_journey_step_get_n_branches (step);
  guint64 hash = esp_random_hash (run->seed ^ hash_text (step->id) ^ esp_random_hash (lead_id));
  double unit = (double) (hash >> 11) * 0x1p-53;
  double sum = 0;
  double passed = 0;

  for (guint i = 0; i < n; i++)
    sum += esp_journey_step_get_branch (step, i)->share;
  for (guint i = 0; i + 1 < n; i++)
    {
      passed += esp_journey_step_get_branch (step, i)->share;
      if (unit * sum < passed)
        return i;
    }
  return n > 0 ? n - 1 : 0;
}

static void
do_random (Walk *walk, const EspJourneyStep *step)
{
  if (esp_journey_step_get_n_branches (step) > 0)
    {
      take_branch (walk, step, esp_journey_choose_share (walk->run, step, walk->lead_id));
      return;
    }
  mark (walk, ESP_OUTCOME_PASSED, 0);
  go (walk, step->next);
}

/* Returns: whether the step was missed and its rule has another word than “now”. */
static gboolean
handle_late_send (Walk *walk, const EspJourneyStep *step)
{
  GTimeZone *zone;

  if (!is_late (walk) || step->late == ESP_LATE_NOW)
    return FALSE;
  if (step->late == ESP_LATE_NEXT)
    {
      pause_until (walk,
                   esp_journey_late_end (walk->run, step, walk->lead_id, walk->state->since_us));
      return TRUE;
    }
  zone = walk->run->facts->get_zone (walk->run->facts->data, walk->lead_id);
  if (walk->run->now_us < esp_journey_span_end (&step->late_after, zone, walk->state->since_us))
    return FALSE;
  mark (walk, ESP_OUTCOME_TOO_LATE, 0);
  settle_time (walk);
  go (walk, step->next);
  return TRUE;
}

static void
do_blocked (Walk *walk, const EspJourneyStep *step)
{
  if (step->blocked == ESP_BLOCKED_EXIT)
    leave (walk, ESP_STATE_EXITED);
  else if (step->blocked == ESP_BLOCKED_BRANCH && esp_journey_step_get_n_branches (step) > 0)
    go (walk, esp_journey_get_branch_start (walk->run->journey, step, 0));
  else
    go (walk, step->next);
}

/* Nobody is lost while a channel is off: they stay here until it is ready. The time for which the step was planned
 * is kept, so that its rule about being late holds. */
static void
await_channel (Walk *walk)
{
  walk->state->due_us = ESP_JOURNEY_NEVER;
}

static void
do_send (Walk *walk, const EspJourneyStep *step)
{
  GTimeZone *zone = walk->run->facts->get_zone (walk->run->facts->data, walk->lead_id);
  gint64 at_us =
    esp_journey_hours_next (&step->hours, walk->run->facts->days_off, zone, walk->run->now_us);
  EspJourneyEffect *effect;
  EspVerdict verdict;

  if (handle_late_send (walk, step))
    return;
  if (at_us > walk->run->now_us)
    {
      pause_until (walk, at_us);
      return;
    }
  if (walk->is_dirty)
    {
      walk->is_later = TRUE;
      return;
    }
  verdict = walk->run->facts->judge (walk->run->facts->data, walk->lead_id, step);
  if (verdict.reason == ESP_REASON_CHANNEL && !step->is_impatient)
    {
      await_channel (walk);
      return;
    }
  effect = add_effect (walk, ESP_EFFECT_SEND);
  effect->reason = verdict.reason;
  effect->at_us = verdict.retry_at_us;
  settle_time (walk);
  if (verdict.reason == ESP_REASON_NONE || esp_reason_waits (verdict.reason))
    {
      mark (walk, ESP_OUTCOME_SEND, verdict.reason);
      go (walk, step->next);
      return;
    }
  mark (walk, ESP_OUTCOME_NOT_SENT, verdict.reason);
  do_blocked (walk, step);
}

static void
do_effect (Walk *walk, const EspJourneyStep *step, EspEffectKind kind)
{
  EspJourneyEffect *effect = add_effect (walk, kind);

  if (kind == ESP_EFFECT_TASK && step->span.n > 0)
    effect->at_us =
      esp_journey_span_end (&step->span,
                            walk->run->facts->get_zone (walk->run->facts->data, walk->lead_id),
                            walk->run->now_us);
  if (kind == ESP_EFFECT_UPDATE || kind == ESP_EFFECT_SEGMENT)
    walk->is_dirty = TRUE;
  mark (walk, ESP_OUTCOME_PASSED, 0);
  go (walk, step->next);
}

static void
do_go_to (Walk *walk, const EspJourneyStep *step)
{
  EspJourneyState *state = walk->state;
  guint count;
  gboolean is_over;

  if (state->counters == NULL)
    state->counters = g_new0 (guint16, walk->run->journey->n_counters);
  count = state->counters[step->counter];
  is_over =
    step->target == ESP_JOURNEY_NOWHERE || count >= MAX_COUNT ||
    (step->times > 0 && count >= step->times) ||
    (step->days > 0 &&
     walk->run->now_us >=
       esp_journey_span_end (&(EspJourneySpan){ step->days, ESP_SPAN_DAY },
                             walk->run->facts->get_zone (walk->run->facts->data, walk->lead_id),
                             state->entered_us)) ||
    (step->times == 0 && step->days == 0);
  if (is_over)
    {
      mark (walk, ESP_OUTCOME_LIMIT, count);
      go (walk, step->next);
      return;
    }
  state->counters[step->counter]++;
  g_clear_pointer (&state->skips, g_free); /* what comes again is done again */
  state->n_skips = 0;
  mark (walk, ESP_OUTCOME_LOOPED, count + 1);
  go (walk, step->target);
}

static void
reach (Walk *walk, const EspJourneyStep *step)
{
  mark (walk, ESP_OUTCOME_REACHED, 0);
  if (step->reached == ESP_GOAL_EXIT)
    leave (walk, ESP_STATE_GOAL);
  else
    go (walk, step->next);
}

static void
do_goal (Walk *walk, const EspJourneyStep *step)
{
  EspJourneyAnswer answer = step->rule != NULL ? ask (walk, step->question) : ESP_ANSWER_NO;

  if (answer == ESP_ANSWER_LATER)
    return;
  if (answer == ESP_ANSWER_YES)
    {
      reach (walk, step);
      return;
    }
  if (step->otherwise == ESP_GOAL_WAIT)
    {
      walk->state->phase = ESP_PHASE_WAITING;
      walk->state->since_us = walk->run->now_us;
      walk->state->due_us = ESP_JOURNEY_NEVER;
      return;
    }
  mark (walk, ESP_OUTCOME_MISSED, 0);
  if (step->otherwise == ESP_GOAL_LEAVE)
    leave (walk, ESP_STATE_EXITED);
  else
    go (walk, step->next);
}

static void
end_wait (Walk *walk, const EspJourneyStep *step, EspJourneyOutcome outcome)
{
  EspBranchKind wanted = outcome == ESP_OUTCOME_TIMEOUT ? ESP_BRANCH_LATE : ESP_BRANCH_MET;

  mark (walk, outcome, 0);
  walk->state->since_us = outcome == ESP_OUTCOME_MET ? walk->run->now_us : walk->state->due_us;
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    if (esp_journey_step_get_branch (step, i)->kind == wanted)
      {
        go (walk, esp_journey_get_branch_start (walk->run->journey, step, i));
        return;
      }
  go (walk, step->next);
}

static void
begin_wait (Walk *walk, const EspJourneyStep *step)
{
  EspJourneyState *state = walk->state;

  if (step->wait == ESP_WAIT_CONDITION)
    {
      EspJourneyAnswer answer = ask (walk, step->question);

      if (answer == ESP_ANSWER_LATER)
        return;
      if (answer == ESP_ANSWER_YES)
        {
          end_wait (walk, step, ESP_OUTCOME_MET);
          return;
        }
    }
  settle_time (walk);
  state->phase = ESP_PHASE_WAITING;
  state->due_us = esp_journey_wait_end (walk->run, step, walk->lead_id, state->since_us);
}

static void
wake (Walk *walk, const EspJourneyStep *step)
{
  EspJourneyState *state = walk->state;

  if (step->kind == ESP_STEP_WAIT && step->wait == ESP_WAIT_CONDITION)
    {
      EspJourneyAnswer answer = ask (walk, step->question);

      if (answer == ESP_ANSWER_LATER)
        return;
      if (answer == ESP_ANSWER_YES)
        {
          end_wait (walk, step, ESP_OUTCOME_MET);
          return;
        }
    }
  if (step->kind == ESP_STEP_GOAL)
    {
      if (step->rule != NULL && ask (walk, step->question) == ESP_ANSWER_YES)
        reach (walk, step);
      return;
    }
  if (state->due_us > walk->run->now_us)
    return;
  if (step->hours.weekdays & ESP_WEEKDAYS_NO_HOLIDAYS)
    {
      /* The day may have become a holiday since. */
      gint64 at_us = esp_journey_wait_end (walk->run, step, walk->lead_id, state->since_us);

      if (at_us > walk->run->now_us)
        {
          state->due_us = at_us;
          return;
        }
    }
  if (step->late == ESP_LATE_NEXT && walk->run->now_us - state->due_us > ESP_JOURNEY_LATE_US)
    {
      state->due_us = esp_journey_late_end (walk->run, step, walk->lead_id, state->due_us);
      return;
    }
  end_wait (walk, step,
            step->wait == ESP_WAIT_EVENT || step->wait == ESP_WAIT_CONDITION ? ESP_OUTCOME_TIMEOUT
                                                                             : ESP_OUTCOME_WAITED);
}

static void
arrive (Walk *walk, const EspJourneyStep *step)
{
  if (step->is_off && step->kind != ESP_STEP_JOIN && step->kind != ESP_STEP_EXIT)
    {
      mark (walk, ESP_OUTCOME_OFF, ESP_PASSED_BY_OFF);
      go (walk, step->next);
      return;
    }
  if (walk->state->n_skips > 0 && esp_journey_state_skips (walk->state, walk->state->step))
    {
      mark (walk, ESP_OUTCOME_OFF, ESP_PASSED_BY_DONE);
      esp_journey_state_forget_skip (walk->state, walk->state->step);
      go (walk, step->next);
      return;
    }
  switch (step->kind)
    {
    case ESP_STEP_SEND:
      do_send (walk, step);
      break;
    case ESP_STEP_WAIT:
      begin_wait (walk, step);
      break;
    case ESP_STEP_SPLIT:
      do_split (walk, step);
      break;
    case ESP_STEP_RANDOM:
    case ESP_STEP_TEST:
      do_random (walk, step);
      break;
    case ESP_STEP_UPDATE:
      do_effect (walk, step, ESP_EFFECT_UPDATE);
      break;
    case ESP_STEP_SEGMENT:
      do_effect (walk, step, ESP_EFFECT_SEGMENT);
      break;
    case ESP_STEP_TASK:
      do_effect (walk, step, ESP_EFFECT_TASK);
      break;
    case ESP_STEP_WEBHOOK:
      do_effect (walk, step, ESP_EFFECT_WEBHOOK);
      break;
    case ESP_STEP_GO_TO:
      do_go_to (walk, step);
      break;
    case ESP_STEP_JOIN:
      go (walk, step->next); /* only a way, nothing that is done */
      break;
    case ESP_STEP_GOAL:
      do_goal (walk, step);
      break;
    case ESP_STEP_EXIT:
      leave (walk, ESP_STATE_EXITED);
      break;
    case ESP_N_STEP_KINDS:
    default:
      leave (walk, ESP_STATE_ENDED);
      break;
    }
}

/* Goes on as far as it goes now. */
static EspMove
walk_on (Walk *walk)
{
  EspJourneyState *state = walk->state;

  for (guint n = 0; state->status == ESP_STATE_INSIDE && n < MAX_AT_ONCE; n++)
    {
      const EspJourneyStep *step;

      if (walk->has_gone && walk->run->is_old)
        return ESP_MOVE_CROSSES;
      step = esp_journey_get_step (walk->run->journey, state->step);
      if (state->phase == ESP_PHASE_WAITING)
        wake (walk, step);
      else if (state->due_us <= walk->run->now_us)
        arrive (walk, step);
      if (walk->is_later)
        {
          if (state->phase == ESP_PHASE_ARRIVING)
            state->due_us = walk->run->now_us;
          return ESP_MOVE_LATER;
        }
      if (state->due_us > walk->run->now_us)
        return ESP_MOVE_RESTS;
    }
  return state->status == ESP_STATE_INSIDE && walk->has_gone && walk->run->is_old ? ESP_MOVE_CROSSES
                                                                                  : ESP_MOVE_RESTS;
}

static gboolean
take_event (Walk *walk, const EspJourneyEvent *event)
{
  const EspJourney *journey = walk->run->journey;
  EspJourneyState *state = walk->state;
  const EspJourneyStep *step;

  for (guint i = 0; i < journey->goals->len; i++)
    {
      guint32 goal = g_array_index (journey->goals, guint32, i);
      const EspCondition *wanted = esp_journey_get_step (journey, goal)->event;

      if (wanted != NULL && event->at_us >= state->entered_us &&
          esp_journey_event_matches (wanted, event) &&
          esp_journey_reach_goal (walk->run, state, walk->lead_id, goal))
        {
          walk->has_gone = TRUE;
          return TRUE;
        }
    }
  step = esp_journey_get_step (journey, state->step);
  if (state->phase != ESP_PHASE_WAITING || step->kind != ESP_STEP_WAIT || step->event == NULL ||
      event->at_us < state->since_us || event->at_us > state->due_us ||
      !esp_journey_event_matches (step->event, event))
    return FALSE;
  end_wait (walk, step, ESP_OUTCOME_MET);
  return TRUE;
}

/**
 * esp_journey_state_init:
 *
 * Puts a person at the beginning, for the first moment that the hours of entering allow.
 */
void
esp_journey_state_init (EspJourneyState *self, const EspJourneyRun *run, guint32 lead_id)
{
  *self = (EspJourneyState){ .status = ESP_STATE_INSIDE,
                             .phase = ESP_PHASE_ARRIVING,
                             .step = esp_journey_get_first (run->journey),
                             .entered_us = run->now_us };
  self->due_us =
    esp_journey_hours_next (&run->journey->hours, run->facts->days_off,
                            run->facts->get_zone (run->facts->data, lead_id), run->now_us);
  self->since_us = self->due_us;
}

/**
 * esp_journey_step:
 * @event: (nullable): what happened to the person; %NULL when time or a rule may have come
 *
 * Does everything that is to be done now. The same state, event, moment and answers always give the same.
 *
 * Returns: whether the person rests, or goes on as soon as the effects are written
 */
EspMove
esp_journey_step (const EspJourneyRun *run,
                  EspJourneyState *state,
                  guint32 lead_id,
                  const EspJourneyEvent *event)
{
  Walk walk = { .run = run, .state = state, .lead_id = lead_id };

  if (state->status != ESP_STATE_INSIDE)
    return ESP_MOVE_RESTS;
  if (state->step >= esp_journey_get_n_steps (run->journey))
    {
      leave (&walk, ESP_STATE_ENDED);
      return ESP_MOVE_RESTS;
    }
  if (event != NULL && !take_event (&walk, event) && state->due_us > run->now_us)
    return ESP_MOVE_RESTS;
  return walk_on (&walk);
}

/**
 * esp_journey_reach_goal:
 * @goal: a goal step that the person has just reached, wherever it stands
 *
 * Lets the person leave, or go on behind the goal. Nobody who is past it already is sent back.
 *
 * Returns: whether anything changed
 */
gboolean
esp_journey_reach_goal (const EspJourneyRun *run,
                        EspJourneyState *state,
                        guint32 lead_id,
                        guint32 goal)
{
  const EspJourneyStep *step = esp_journey_get_step (run->journey, goal);
  Walk walk = { .run = run, .state = state, .lead_id = lead_id };

  if (state->status != ESP_STATE_INSIDE || step->is_off || esp_journey_state_skips (state, goal) ||
      (step->reached == ESP_GOAL_GO_ON && state->step > goal))
    return FALSE;
  state->step = goal;
  state->since_us = run->now_us;
  reach (&walk, step);
  return TRUE;
}

/**
 * esp_journey_leave:
 *
 * Takes a person out.
 */
void
esp_journey_leave (const EspJourneyRun *run,
                   EspJourneyState *state,
                   guint32 lead_id,
                   EspJourneyStatus status)
{
  Walk walk = { .run = run, .state = state, .lead_id = lead_id };

  if (state->status == ESP_STATE_INSIDE)
    leave (&walk, status);
}
