/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is assumed of one person in a rehearsal: whether and when something follows a message, comes by itself,
 * or meets what a step waits for. All of it a function of the seed, the lead and what is asked. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-private.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"

#include <math.h>

/* What a draw is about; the kind or the step is added. */
#define ABOUT_ANSWER (G_GUINT64_CONSTANT (1) << 32)
#define ABOUT_DELAY (G_GUINT64_CONSTANT (2) << 32)
#define ABOUT_ITSELF (G_GUINT64_CONSTANT (3) << 32)
#define ABOUT_STEP (G_GUINT64_CONSTANT (4) << 32)
#define ABOUT_STEP_DELAY (G_GUINT64_CONSTANT (5) << 32)
#define ABOUT_PROPS (G_GUINT64_CONSTANT (6) << 32)

/* A wait without an end is met within so long, when nothing else is known. */
#define OPEN_WAIT_US (3 * ESP_USEC_PER_DAY)

/**
 * esp_rehearsal_chance_unit:
 *
 * Returns: a number from 0 up to 1, always the same for the same seed, lead and question
 */
double
esp_rehearsal_chance_unit (EspRehearsalPerson *self, guint64 what, guint64 which)
{
  guint64 hash = esp_random_hash (self->world->chance ^ esp_random_hash (self->lead_id));

  hash = esp_random_hash (hash ^ esp_random_hash (what ^ esp_random_hash (which + 1)));
  return (double) (hash >> 11) * 0x1p-53;
}

static gint64
draw_delay (const EspRehearsalHabit *habit, double unit)
{
  double place = unit * (ESP_REHEARSAL_QUANTILES - 1);
  guint below = MIN ((guint) place, ESP_REHEARSAL_QUANTILES - 2);
  double part = place - below;

  return habit->delays_us[below] +
         (gint64) (part * (double) (habit->delays_us[below + 1] - habit->delays_us[below]));
}

static void
plan_event (EspRehearsalPerson *self, guint kind, gint64 at_us, guint which)
{
  const GArray *samples = self->world->habits[kind].samples;
  EspRehearsalItem item = { at_us, ITEM_EVENT, kind, ESP_REHEARSAL_NO_PROPS, 0 };

  if (samples != NULL && samples->len > 0)
    {
      double unit = esp_rehearsal_chance_unit (self, ABOUT_PROPS | kind, which);

      item.props = g_array_index (samples, guint32, (guint) (unit * samples->len));
    }
  esp_rehearsal_person_plan (self, &item);
}

/* So often a day, whenever: the time in between is exponential. */
static void
plan_next (EspRehearsalPerson *self, guint kind)
{
  double per_day = self->world->habits[kind].per_day;
  guint which = self->n_draws++;
  double unit = esp_rehearsal_chance_unit (self, ABOUT_ITSELF | kind, which);
  double days = -log1p (-unit) / per_day;

  if (days < ESP_REHEARSAL_MAX_DAYS)
    plan_event (self, kind, self->now_us + 1 + (gint64) (days * (double) ESP_USEC_PER_DAY), which);
}

static gboolean
is_planned (const EspRehearsalPerson *self, EspRehearsalItemKind kind, guint number)
{
  for (guint i = 0; i < self->agenda->len; i++)
    {
      const EspRehearsalItem *item = &g_array_index (self->agenda, EspRehearsalItem, i);

      if (item->kind == kind && item->number == number)
        return TRUE;
    }
  return FALSE;
}

static void
plan_goal (EspRehearsalPerson *self, const EspAssumption *assumption)
{
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, assumption->step);
  EspRehearsalItem item = { 0, ITEM_MET, assumption->step, ESP_REHEARSAL_NO_PROPS, 0 };
  double unit;

  if (step->kind != ESP_STEP_GOAL || is_planned (self, ITEM_MET, assumption->step) ||
      esp_rehearsal_chance_unit (self, ABOUT_STEP | assumption->step, self->n_draws) >=
        assumption->share)
    return;
  unit = esp_rehearsal_chance_unit (self, ABOUT_STEP_DELAY | assumption->step, self->n_draws++);
  item.at_us = self->now_us + 1 + (gint64) (unit * (double) (self->world->end_us - self->now_us));
  esp_rehearsal_person_plan (self, &item);
}

/**
 * esp_rehearsal_chance_entered:
 *
 * From now on the person does what such people do.
 */
void
esp_rehearsal_chance_entered (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  if (world->replays)
    return;
  for (guint i = 0; i < world->kinds->len; i++)
    if (!world->habits[i].follows_sends && world->habits[i].per_day > 0 &&
        !is_planned (self, ITEM_EVENT, i))
      plan_next (self, i);
  for (guint i = 0; i < world->assumptions->len; i++)
    if (g_array_index (world->assumptions, EspAssumption, i).kind == ESP_ASSUME_SHARE)
      plan_goal (self, &g_array_index (world->assumptions, EspAssumption, i));
}

/**
 * esp_rehearsal_chance_sent:
 *
 * A message went out: what follows it? One draw for all kinds, so that who clicks is who opens.
 */
void
esp_rehearsal_chance_sent (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;
  guint which = self->n_messages++;
  double unit = esp_rehearsal_chance_unit (self, ABOUT_ANSWER, which);

  if (world->replays)
    return;
  for (guint i = 0; i < world->kinds->len; i++)
    {
      const EspRehearsalHabit *habit = &world->habits[i];

      if (habit->follows_sends && unit < habit->share)
        plan_event (self, i,
                    self->now_us + 1 +
                      draw_delay (habit, esp_rehearsal_chance_unit (self, ABOUT_DELAY, which)),
                    which);
    }
}

static gint64
draw_wait (EspRehearsalPerson *self, const EspJourneyStep *step, double unit)
{
  int kind =
    step->event != NULL ? esp_rehearsal_world_find_kind (self->world, step->event->subject) : -1;
  gint64 length_us =
    self->state.due_us != ESP_JOURNEY_NEVER ? self->state.due_us - self->now_us : OPEN_WAIT_US;
  const EspRehearsalHabit *habit = kind >= 0 ? &self->world->habits[kind] : NULL;
  gint64 delay_us = habit != NULL && habit->follows_sends ? draw_delay (habit, unit) : G_MAXINT64;

  return delay_us < length_us ? delay_us : (gint64) (unit * (double) length_us);
}

/**
 * esp_rehearsal_chance_waits:
 *
 * The person has come to a wait: will it be met, as was said by hand?
 */
void
esp_rehearsal_chance_waits (EspRehearsalPerson *self)
{
  const EspAssumption *assumption =
    esp_rehearsal_world_find_assumption (self->world, self->state.step);
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, self->state.step);
  EspRehearsalItem item = { 0, ITEM_MET, self->state.step, ESP_REHEARSAL_NO_PROPS, 0 };
  guint which = self->state.n_steps;

  if (assumption == NULL || step->kind != ESP_STEP_WAIT ||
      (step->wait != ESP_WAIT_EVENT && step->wait != ESP_WAIT_CONDITION) ||
      esp_rehearsal_chance_unit (self, ABOUT_STEP | self->state.step, which) >= assumption->share)
    return;
  item.at_us =
    self->now_us +
    draw_wait (self, step,
               esp_rehearsal_chance_unit (self, ABOUT_STEP_DELAY | self->state.step, which));
  esp_rehearsal_person_plan (self, &item);
}

/**
 * esp_rehearsal_chance_happened:
 *
 * Something assumed came: it stands among what is known, and is to be told.
 */
void
esp_rehearsal_chance_happened (EspRehearsalPerson *self, const EspRehearsalItem *item)
{
  const EspRehearsalEvent event = { item->at_us, item->props, (guint16) item->number,
                                    (guint16) self->world->own_campaign };

  g_array_append_val (self->extra, event);
  g_array_append_val (self->told, event);
  if (self->is_inside && !self->world->habits[item->number].follows_sends)
    plan_next (self, item->number);
}

/**
 * esp_rehearsal_chance_answers:
 *
 * Returns: whether the question is answered by hand, at the step at which the person is
 */
gboolean
esp_rehearsal_chance_answers (EspRehearsalPerson *self, guint question, EspJourneyAnswer *out)
{
  guint32 at = self->state.step;
  const EspAssumption *assumption = esp_rehearsal_world_find_assumption (self->world, at);
  const EspJourneyStep *step;

  if (assumption == NULL)
    return FALSE;
  step = esp_journey_get_step (self->world->journey, at);
  if (step->kind == ESP_STEP_SPLIT)
    {
      const EspJourneyBranch *first = esp_journey_step_get_branch (step, 0);

      if (first == NULL || first->kind == ESP_BRANCH_ELSE || first->question != question)
        return FALSE;
      *out = esp_rehearsal_chance_unit (self, ABOUT_STEP | at, 0) < assumption->share
               ? ESP_ANSWER_YES
               : ESP_ANSWER_NO;
      return TRUE;
    }
  *out = self->met_step == at ? ESP_ANSWER_YES : ESP_ANSWER_NO;
  return TRUE;
}
