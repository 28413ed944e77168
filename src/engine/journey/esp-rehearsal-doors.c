/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets one person into the journey of a rehearsal, by the same rules as everybody. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-time.h"
#include "engine/journey/esp-rehearsal-private.h"

#define FORM_EVENT "form"
#define FORM_PROPERTY "form"

/**
 * esp_rehearsal_make_run:
 *
 * Returns: what the step function asks for
 */
EspJourneyRun
esp_rehearsal_make_run (EspRehearsalPerson *self)
{
  return (EspJourneyRun){ .journey = self->world->journey,
                          .facts = &self->journey_facts,
                          .seed = self->world->seed,
                          .now_us = self->now_us,
                          .marks = self->marks,
                          .effects = self->effects };
}

static void
begin (EspRehearsalPerson *self)
{
  if (self->tally != NULL)
    {
      esp_rehearsal_count (self, self->tally->entered, 0);
      self->tally->active[esp_rehearsal_tally_bucket (self->tally, self->now_us)]++;
      self->tally->n_entered++;
      self->tally->n_people += self->is_counted ? 0 : 1;
    }
  esp_rehearsal_note (self, ESP_REHEARSED_ENTERED, 0);
  self->n_passages++;
  self->is_counted = TRUE;
  self->is_inside = self->has_begun = TRUE;
  self->last_entry_us = self->state.entered_us;
  self->path_us = self->state.entered_us;
  self->path_at = self->paths != NULL ? self->paths->bytes->len : 0;
  esp_rehearsal_count_place (self);
  esp_rehearsal_chance_entered (self);
}

/**
 * esp_rehearsal_gate_opens:
 *
 * Returns: from when on the limits of entry let the next passage begin; 0: no limit says anything
 */
gint64
esp_rehearsal_gate_opens (const EspRehearsalPerson *self)
{
  const EspRehearsalGate *gate = self->gates != NULL ? &self->gates[self->index] : NULL;

  if (gate == NULL)
    return 0;
  if (self->n_passages >= gate->n)
    return gate->opens_us;
  return self->n_passages == 0 ? gate->first_us
                               : g_array_index (gate->later_us, gint64, self->n_passages - 1);
}

static EspAdmission
ask_admission (EspRehearsalPerson *self)
{
  const EspVisitor visitor = { self->is_inside, self->last_entry_us, 0, 0 };
  EspAdmission admission =
    esp_journey_admit (self->world->journey, &visitor,
                       esp_rehearsal_world_get_zone (self->world, self->index), self->now_us);
  gint64 opens_us = esp_rehearsal_gate_opens (self);

  if (admission != ESP_ADMISSION_YES)
    return admission;
  if (self->now_us < opens_us)
    return opens_us == G_MAXINT64 ? ESP_ADMISSION_FULL : ESP_ADMISSION_DAY_FULL;
  if (self->stops_at_try && self->n_passages >= self->gates[self->index].n)
    {
      self->next_try_us = MIN (self->next_try_us, self->now_us);
      return ESP_ADMISSION_DAY_FULL;
    }
  return admission;
}

/**
 * esp_rehearsal_let_in:
 *
 * Returns: whether nothing more is to be asked of this try
 */
gboolean
esp_rehearsal_let_in (EspRehearsalPerson *self)
{
  EspAdmission admission;
  EspJourneyRun run;

  if ((self->world->flags[self->index] & ESP_PERSON_PRESENT) == 0)
    return TRUE;
  admission = ask_admission (self);
  if (admission != ESP_ADMISSION_YES)
    {
      if (self->tally != NULL)
        self->tally->refused[admission]++;
      esp_rehearsal_note (self, ESP_REHEARSED_REFUSED, admission);
      return admission != ESP_ADMISSION_DAY_FULL;
    }
  run = esp_rehearsal_make_run (self);
  esp_journey_state_clear (&self->state);
  esp_journey_state_init (&self->state, &run, self->lead_id);
  begin (self);
  return TRUE;
}

static void
look_at_segment (EspRehearsalPerson *self, guint entry, const EspRehearsalRule *rule)
{
  const EspJourneyEntry *door =
    &g_array_index (self->world->journey->entries, EspJourneyEntry, entry);
  gboolean is_in = esp_rehearsal_facts_match (self, rule);
  gboolean enters = door->kind == ESP_ENTRY_ENTERS_SEGMENT;

  if (enters ? is_in && !self->seen[entry] : !is_in && self->seen[entry])
    {
      if (esp_rehearsal_let_in (self))
        self->seen[entry] = enters;
    }
  else
    self->seen[entry] = is_in;
}

static void
take_visits (EspRehearsalPerson *self, gboolean only_by_hand)
{
  const EspRehearsalWorld *world = self->world;

  while (self->next_visit < world->visits_from[self->index + 1] &&
         world->visits[self->next_visit].at_us <= self->now_us)
    {
      const EspRehearsalVisit *visit = &world->visits[self->next_visit];
      const EspRehearsalRule *asked = visit->entry < world->schedules->len
                                        ? g_ptr_array_index (world->schedules, visit->entry)
                                        : NULL;

      if (only_by_hand && visit->entry != G_MAXUINT)
        return;
      self->next_visit++;
      if (asked == NULL || esp_rehearsal_facts_match (self, asked))
        (void) esp_rehearsal_let_in (self);
    }
}

/**
 * esp_rehearsal_let_in_by_hand:
 *
 * A person who lets people in does it before the runner looks.
 */
void
esp_rehearsal_let_in_by_hand (EspRehearsalPerson *self)
{
  take_visits (self, TRUE);
}

/**
 * esp_rehearsal_look_at_doors:
 *
 * Who has come into a segment or left it, and whose time has come.
 */
void
esp_rehearsal_look_at_doors (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  for (guint i = 0; i < world->doors->len; i++)
    if (g_ptr_array_index (world->doors, i) != NULL)
      look_at_segment (self, i, g_ptr_array_index (world->doors, i));
  take_visits (self, FALSE);
}

/**
 * esp_rehearsal_opens:
 *
 * Returns: whether what happened opens the door
 */
gboolean
esp_rehearsal_opens (const EspJourneyEntry *entry, const EspJourneyEvent *event)
{
  JsonNode *form;

  if (entry->kind == ESP_ENTRY_EVENT)
    return esp_journey_event_matches (entry->event, event);
  if (entry->kind != ESP_ENTRY_FORM || !g_str_equal (event->kind, FORM_EVENT))
    return FALSE;
  form = event->props != NULL ? json_object_get_member (event->props, FORM_PROPERTY) : NULL;
  return form != NULL && json_node_get_value_type (form) == G_TYPE_STRING &&
         g_strcmp0 (json_node_get_string (form), entry->reference) == 0;
}

/**
 * esp_rehearsal_set_seen:
 *
 * Who is in a segment at the start has been seen, unless the entry takes them too.
 */
void
esp_rehearsal_set_seen (EspRehearsalPerson *self)
{
  const EspRehearsalWorld *world = self->world;

  for (guint i = 0; i < world->doors->len; i++)
    {
      const EspJourneyEntry *entry = &g_array_index (world->journey->entries, EspJourneyEntry, i);
      EspRehearsalRule *rule = g_ptr_array_index (world->doors, i);
      gboolean takes_all = entry->kind == ESP_ENTRY_ENTERS_SEGMENT && entry->takes_existing;

      self->seen[i] = rule != NULL && !takes_all && esp_rehearsal_facts_match (self, rule);
    }
}
