/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leads one person through the time of a rehearsal: from one moment at which something is due to the next.
 * People do not touch each other, so each is led alone, from the beginning to the end. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-rehearsal-person.h"

#include "engine/journey/esp-rehearsal-private.h"

#include "base/esp-clock.h"

#include <string.h>

/* An update before a question is kept in between; no journey needs more of that in one go. */
#define MAX_ROUNDS 100
/* So often at one moment at most: a circle of entries must end. */
#define MAX_TURNS 100

/**
 * esp_rehearsal_paths_new:
 *
 * Returns: (transfer full)
 */
EspRehearsalPaths *
esp_rehearsal_paths_new (void)
{
  EspRehearsalPaths *self = g_new0 (EspRehearsalPaths, 1);

  self->passages = g_array_new (FALSE, FALSE, sizeof (EspRehearsalPassage));
  self->bytes = g_byte_array_new ();
  return self;
}

/**
 * esp_rehearsal_paths_free:
 */
void
esp_rehearsal_paths_free (EspRehearsalPaths *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->passages);
  g_byte_array_unref (self->bytes);
  g_clear_pointer (&self->sends, g_array_unref);
  g_free (self);
}

/**
 * esp_rehearsal_person_plan:
 *
 * Something is to come.
 */
void
esp_rehearsal_person_plan (EspRehearsalPerson *self, const EspRehearsalItem *item)
{
  EspRehearsalItem added = *item;

  if (item->at_us > self->world->end_us)
    return;
  added.order = self->n_items++;
  g_array_append_val (self->agenda, added);
}

static void
keep_effects (EspRehearsalPerson *self)
{
  self->has_begun = self->has_begun || self->effects->len > 0;
  for (guint i = 0; i < self->effects->len; i++)
    {
      const EspJourneyEffect *effect = &g_array_index (self->effects, EspJourneyEffect, i);
      EspRehearsalItem item = { self->now_us, ITEM_DELIVERY, effect->step, ESP_REHEARSAL_NO_PROPS,
                                0 };

      if (effect->kind != ESP_EFFECT_SEND)
        {
          esp_rehearsal_facts_apply (self, effect);
          continue;
        }
      if (esp_reason_waits (effect->reason) &&
          !self->world
             ->sends[esp_journey_get_step (self->world->journey, effect->step)->send_number]
             .takes_all)
        item.at_us = MAX (effect->at_us, self->now_us);
      if (effect->reason == ESP_REASON_NONE || esp_reason_waits (effect->reason))
        esp_rehearsal_person_plan (self, &item);
    }
  g_array_set_size (self->effects, 0);
}

/* Everything that follows from what the step function did. */
static void
settle (EspRehearsalPerson *self, guint32 n_steps_before, EspJourneyPhase phase_before)
{
  esp_rehearsal_count_marks (self);
  keep_effects (self);
  if (self->state.status != ESP_STATE_INSIDE)
    {
      esp_rehearsal_count_passage (self);
      self->is_inside = FALSE;
      if (self->tally != NULL)
        esp_rehearsal_count (self, self->tally->gone, 0);
    }
  esp_rehearsal_count_place (self);
  if (self->is_inside && self->state.phase == ESP_PHASE_WAITING &&
      (phase_before != ESP_PHASE_WAITING || n_steps_before != self->state.n_steps))
    esp_rehearsal_chance_waits (self);
}

/* Leads on as far as it goes now. */
static void
step_on (EspRehearsalPerson *self, const EspJourneyEvent *event)
{
  EspJourneyRun run = esp_rehearsal_make_run (self);
  guint32 n_before = self->state.n_steps;
  EspJourneyPhase phase_before = self->state.phase;

  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      EspMove move = esp_journey_step (&run, &self->state, self->lead_id, event);

      event = NULL;
      if (move != ESP_MOVE_LATER)
        break;
      esp_rehearsal_count_marks (self);
      keep_effects (self);
    }
  settle (self, n_before, phase_before);
}

static void
reach (EspRehearsalPerson *self, guint32 goal)
{
  EspJourneyRun run = esp_rehearsal_make_run (self);
  guint32 n_before = self->state.n_steps;

  if (!esp_journey_reach_goal (&run, &self->state, self->lead_id, goal))
    return;
  settle (self, n_before, ESP_PHASE_ARRIVING);
  if (self->is_inside)
    step_on (self, NULL);
}

/* Who waits for a rule that is true by now goes on; who has reached a goal moves to it. */
static void
look_at_rules (EspRehearsalPerson *self)
{
  const EspJourney *journey = self->world->journey;

  for (guint n = 0; self->is_inside && n < self->world->watched->len; n++)
    {
      guint32 i = g_array_index (self->world->watched, guint32, n);
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      if (esp_rehearsal_world_find_assumption (self->world, i) != NULL)
        continue;
      if (step->kind != ESP_STEP_GOAL)
        {
          if (esp_journey_get_watch (journey, &self->state) == step->question &&
              esp_rehearsal_facts_match (self, g_ptr_array_index (self->world->questions,
                                                                  step->question)))
            step_on (self, NULL);
          continue;
        }
      if ((self->state.step == i && self->state.phase == ESP_PHASE_ARRIVING) ||
          (step->reached == ESP_GOAL_GO_ON && self->state.step > i) ||
          !esp_rehearsal_facts_match (self,
                                      g_ptr_array_index (self->world->questions, step->question)))
        continue;
      self->state.step = i;
      self->state.phase = ESP_PHASE_ARRIVING;
      self->state.since_us = self->state.due_us = self->now_us;
      step_on (self, NULL);
    }
}

/* What was said by hand of the step at which the person is stands over what happens. */
static gboolean
is_overruled (EspRehearsalPerson *self, const char *kind)
{
  const EspJourney *journey = self->world->journey;

  for (guint i = 0; i < self->world->assumptions->len; i++)
    {
      const EspAssumption *one = &g_array_index (self->world->assumptions, EspAssumption, i);
      const EspJourneyStep *step = esp_journey_get_step (journey, one->step);

      if (one->kind == ESP_ASSUME_SHARE && step->event != NULL &&
          g_str_equal (step->event->subject, kind) &&
          (step->kind == ESP_STEP_GOAL || one->step == self->state.step))
        return TRUE;
    }
  return FALSE;
}

static void
tell (EspRehearsalPerson *self, const EspRehearsalEvent *event)
{
  const EspRehearsalWorld *world = self->world;
  const GArray *entries = world->journey->entries;
  const EspJourneyEvent told = { g_ptr_array_index (world->kinds, event->kind), event->at_us,
                                 event->props != ESP_REHEARSAL_NO_PROPS
                                   ? json_node_get_object (
                                       g_ptr_array_index (world->props, event->props))
                                   : NULL };

  if (self->is_inside && !is_overruled (self, told.kind))
    step_on (self, &told);
  for (guint i = 0; i < entries->len; i++)
    if (esp_rehearsal_opens (&g_array_index (entries, EspJourneyEntry, i), &told))
      {
        (void) esp_rehearsal_let_in (self);
        return;
      }
}

static void
meet (EspRehearsalPerson *self, guint32 number)
{
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, number);

  if (!self->is_inside)
    return;
  if (step->kind == ESP_STEP_GOAL)
    {
      reach (self, number);
      return;
    }
  if (self->state.step != number || self->state.phase != ESP_PHASE_WAITING)
    return;
  self->met_step = number;
  if (step->event != NULL)
    {
      const EspJourneyEvent told = { step->event->subject, self->now_us,
                                     self->world->forced[number] };

      step_on (self, &told);
    }
  else
    step_on (self, NULL);
  self->met_step = ESP_JOURNEY_NOWHERE;
}

/* Returns: the first of the agenda, handing over or everything else alone; -1: none. */
static int
find_first (const EspRehearsalPerson *self, gboolean is_delivery)
{
  int found = -1;

  for (guint i = 0; i < self->agenda->len; i++)
    {
      const EspRehearsalItem *item = &g_array_index (self->agenda, EspRehearsalItem, i);
      const EspRehearsalItem *best =
        found >= 0 ? &g_array_index (self->agenda, EspRehearsalItem, found) : NULL;

      if ((item->kind == ITEM_DELIVERY) == is_delivery &&
          (best == NULL || item->at_us < best->at_us ||
           (item->at_us == best->at_us && item->order < best->order)))
        found = (int) i;
    }
  return found;
}

static void
take_agenda (EspRehearsalPerson *self, gboolean is_delivery)
{
  for (int i = find_first (self, is_delivery); i >= 0; i = find_first (self, is_delivery))
    {
      EspRehearsalItem item = g_array_index (self->agenda, EspRehearsalItem, i);

      if (item.at_us > self->now_us)
        return;
      g_array_remove_index_fast (self->agenda, (guint) i);
      if (item.kind == ITEM_EVENT)
        esp_rehearsal_chance_happened (self, &item);
      else if (item.kind == ITEM_MET)
        meet (self, item.number);
      else
        esp_rehearsal_deliver (self, item.number);
    }
}

/* Messages of others come in between; those that ours leave no room for are theirs to miss. */
static void
take_planned (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  while (self->next_planned < world->planned_from[self->index + 1] &&
         world->planned[self->next_planned].at_us <= self->now_us)
    {
      const EspRehearsalPlanned *one = &world->planned[self->next_planned++];

      if (!esp_rehearsal_facts_is_capped (self, &world->policy))
        g_array_append_val (self->foreign, *one);
      else if (self->out_us->len > 0)
        {
          esp_rehearsal_note (self, ESP_REHEARSED_DISPLACED, one->source);
          if (self->tally != NULL)
            self->tally->displaced[one->source]++;
        }
    }
}

static void
take_events (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  while (self->next_event < world->events_from[self->index + 1] &&
         world->events[self->next_event].at_us <= self->now_us)
    {
      const EspRehearsalEvent *event = &world->events[self->next_event++];

      if (event->kind != world->sent_kind)
        g_array_append_val (self->told, *event);
    }
}

/* What changes by now, in the order in which the runner looks: rules, doors, events, who is due. */
static void
turn (EspRehearsalPerson *self)
{
  guint n_told;

  take_planned (self);
  take_events (self);
  take_agenda (self, FALSE);
  esp_rehearsal_let_in_by_hand (self);
  look_at_rules (self);
  esp_rehearsal_look_at_doors (self);
  n_told = self->told->len;
  for (guint i = 0; i < n_told; i++)
    {
      const EspRehearsalEvent event = g_array_index (self->told, EspRehearsalEvent, i);

      tell (self, &event);
    }
  g_array_remove_range (self->told, 0, n_told);
  if (self->is_inside && self->state.due_us <= self->now_us)
    step_on (self, NULL);
  take_agenda (self, TRUE);
}

static gint64
next_midnight (const EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;
  guint low = 0;
  guint high = world->n_midnights;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (world->midnights[middle] <= self->now_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low < world->n_midnights ? world->midnights[low] : G_MAXINT64;
}

static void
note_flip (EspRehearsalPerson *self, const EspRehearsalRule *rule, gint64 midnight_us)
{
  if (rule != NULL && !esp_rehearsal_rule_is_fixed (rule))
    self->flip_us = MIN (self->flip_us, esp_rehearsal_rule_next_flip (rule, &self->facts,
                                                                      self->now_us, midnight_us));
}

/* When time alone may change a rule that somebody looks at. */
static void
find_flip (EspRehearsalPerson *self)
{
  const EspJourney *journey = self->world->journey;
  gint64 midnight_us = next_midnight (self);

  self->flip_us = G_MAXINT64;
  for (guint i = 0; i < self->world->doors->len; i++)
    note_flip (self, g_ptr_array_index (self->world->doors, i), midnight_us);
  if (!self->is_inside)
    return;
  for (guint n = 0; n < self->world->watched->len; n++)
    {
      guint32 i = g_array_index (self->world->watched, guint32, n);
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      if (step->kind == ESP_STEP_GOAL || self->state.step == i)
        note_flip (self, g_ptr_array_index (self->world->questions, step->question), midnight_us);
    }
}

static gint64
next_moment (const EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;
  gint64 at_us = self->is_inside ? MIN (self->state.due_us, self->flip_us) : self->flip_us;

  for (guint i = 0; i < self->agenda->len; i++)
    at_us = MIN (at_us, g_array_index (self->agenda, EspRehearsalItem, i).at_us);
  if (self->next_event < world->events_from[self->index + 1])
    at_us = MIN (at_us, world->events[self->next_event].at_us);
  if (self->next_visit < world->visits_from[self->index + 1])
    at_us = MIN (at_us, world->visits[self->next_visit].at_us);
  if (self->next_planned < world->planned_from[self->index + 1])
    at_us = MIN (at_us, world->planned[self->next_planned].at_us);
  if (self->gates != NULL && esp_rehearsal_gate_opens (self) > self->now_us)
    at_us = MIN (at_us, esp_rehearsal_gate_opens (self));
  return at_us;
}

/* Nothing is to come that could begin or change anything for this person. */
static gboolean
is_over (const EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  return !self->is_inside && world->doors->len == 0 && self->told->len == 0 &&
         self->agenda->len == 0 && self->next_visit >= world->visits_from[self->index + 1] &&
         self->next_event >= world->events_from[self->index + 1] &&
         (self->out_us->len == 0 || self->next_planned >= world->planned_from[self->index + 1]);
}

static void
reset (EspRehearsalPerson *self, guint person)
{
  const EspRehearsalWorld *world = self->world;
  const gint64 *last_us;

  self->index = person;
  self->lead_id = world->leads[person];
  self->facts.lead_id = self->lead_id;
  self->now_us = world->start_us;
  self->is_inside = self->is_counted = FALSE;
  self->last_entry_us = 0;
  self->next_try_us = G_MAXINT64;
  self->n_passages = 0;
  self->rests_at = self->met_step = ESP_JOURNEY_NOWHERE;
  self->n_draws = self->n_messages = self->n_items = 0;
  self->flip_us = G_MAXINT64;
  self->next_event = world->events_from[person];
  while (self->next_event < world->events_from[person + 1] &&
         world->events[self->next_event].at_us < world->start_us)
    self->next_event++;
  self->next_visit = world->visits_from[person];
  self->next_planned = world->planned_from[person];
  g_array_set_size (self->agenda, 0);
  g_array_set_size (self->extra, 0);
  g_array_set_size (self->told, 0);
  g_array_set_size (self->out_us, 0);
  g_array_set_size (self->foreign, 0);
  esp_rehearsal_facts_clear (self);
  if (world->last_entries == NULL)
    return;
  last_us = g_hash_table_lookup (world->last_entries, GUINT_TO_POINTER (self->lead_id));
  self->last_entry_us = last_us != NULL ? *last_us : 0;
}

static void
run (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  while (!is_over (self) && self->next_try_us == G_MAXINT64)
    {
      gint64 at_us = MAX (next_moment (self), self->now_us);

      if (at_us > world->end_us)
        break;
      self->now_us = at_us;
      for (guint i = 0; i < MAX_TURNS; i++)
        {
          self->has_begun = FALSE;
          turn (self);
          find_flip (self);
          if (next_moment (self) > self->now_us && self->told->len == 0 && !self->has_begun)
            break;
        }
      if (next_moment (self) <= self->now_us)
        self->now_us++; /* a circle without time in it goes on a little later */
    }
  if (self->is_inside)
    {
      esp_rehearsal_note (self, ESP_REHEARSED_INSIDE, 0);
      esp_rehearsal_count_passage (self);
    }
  esp_journey_state_clear (&self->state);
}

/**
 * esp_rehearsal_person_lead:
 * @tally: (nullable): counts into this
 * @paths: (nullable): writes the path into this
 *
 * Leads one person from the start to the end.
 */
void
esp_rehearsal_person_lead (EspRehearsalPerson *self,
                           guint person,
                           EspRehearsalTally *tally,
                           EspRehearsalPaths *paths)
{
  const EspRehearsalWorld *world = self->world;

  self->tally = tally;
  self->paths = paths;
  reset (self, person);
  if (world->inside != NULL && esp_bitmap_contains (world->inside, self->lead_id))
    {
      if (tally != NULL)
        tally->refused[ESP_ADMISSION_INSIDE] +=
          world->visits_from[person + 1] > world->visits_from[person];
      if (world->visits_from[person + 1] > world->visits_from[person])
        esp_rehearsal_note (self, ESP_REHEARSED_REFUSED, ESP_ADMISSION_INSIDE);
      return;
    }
  esp_rehearsal_set_seen (self);
  find_flip (self);
  run (self);
}

/**
 * esp_rehearsal_person_set_gates:
 * @gates: (nullable): by person, what the limits of entry have decided
 */
void
esp_rehearsal_person_set_gates (EspRehearsalPerson *self, const EspRehearsalGate *gates)
{
  self->gates = gates;
}

/**
 * esp_rehearsal_person_set_quest:
 * @quest: (nullable): gets everyone led from now on whom it asks for
 */
void
esp_rehearsal_person_set_quest (EspRehearsalPerson *self, EspRehearsalQuest *quest)
{
  self->quest = quest;
}

/**
 * esp_rehearsal_person_next_try:
 *
 * Leads one person up to the first entry of which the gates say nothing yet.
 *
 * Returns: when that is; %G_MAXINT64 never
 */
gint64
esp_rehearsal_person_next_try (EspRehearsalPerson *self, guint person)
{
  self->stops_at_try = TRUE;
  esp_rehearsal_person_lead (self, person, NULL, NULL);
  self->stops_at_try = FALSE;
  return self->next_try_us;
}

/**
 * esp_rehearsal_person_new:
 *
 * Returns: (transfer full)
 */
EspRehearsalPerson *
esp_rehearsal_person_new (const EspRehearsalWorld *world)
{
  EspRehearsalPerson *self = g_new0 (EspRehearsalPerson, 1);

  self->world = world;
  self->marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  self->effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
  self->agenda = g_array_new (FALSE, FALSE, sizeof (EspRehearsalItem));
  self->extra = g_array_new (FALSE, FALSE, sizeof (EspRehearsalEvent));
  self->told = g_array_new (FALSE, FALSE, sizeof (EspRehearsalEvent));
  self->out_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->foreign = g_array_new (FALSE, FALSE, sizeof (EspRehearsalPlanned));
  self->seen = g_new0 (guint8, world->journey->entries->len + 1);
  esp_rehearsal_facts_init (self);
  return self;
}

/**
 * esp_rehearsal_person_free:
 */
void
esp_rehearsal_person_free (EspRehearsalPerson *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->marks);
  g_array_unref (self->effects);
  g_array_unref (self->agenda);
  g_array_unref (self->extra);
  g_array_unref (self->told);
  g_array_unref (self->out_us);
  g_array_unref (self->foreign);
  g_array_unref (self->tags);
  g_array_unref (self->lists);
  g_free (self->values);
  g_free (self->seen);
  g_free (self);
}
