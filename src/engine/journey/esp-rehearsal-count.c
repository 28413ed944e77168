/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts what one person does in a rehearsal, and keeps the path. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-path.h"
#include "engine/journey/esp-rehearsal-private.h"

/**
 * esp_rehearsal_note:
 *
 * Whoever asked for it gets this person.
 */
void
esp_rehearsal_note (EspRehearsalPerson *self, EspRehearsed what, guint which)
{
  if (self->quest != NULL && self->quest->what == what && self->quest->which == which)
    esp_bitmap_add (self->quest->leads, self->lead_id);
}

/**
 * esp_rehearsal_count:
 * @cells: of the tally
 */
void
esp_rehearsal_count (EspRehearsalPerson *self, gint32 *cells, guint row)
{
  const EspRehearsalTally *tally = self->tally;

  cells[(gsize) row * tally->n_buckets + esp_rehearsal_tally_bucket (tally, self->now_us)]++;
}

static void
count_branch (EspRehearsalPerson *self, const EspJourneyMark *mark)
{
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, mark->step);
  EspBranchKind wanted = mark->outcome == ESP_OUTCOME_TIMEOUT    ? ESP_BRANCH_LATE
                         : mark->outcome == ESP_OUTCOME_NOT_SENT ? ESP_BRANCH_UNSENT
                                                                 : ESP_BRANCH_MET;
  guint n = esp_journey_step_get_n_branches (step);

  if (mark->outcome == ESP_OUTCOME_BRANCH)
    {
      esp_rehearsal_count (self, self->tally->taken,
                           self->tally->slot_from[mark->step] + mark->detail);
      return;
    }
  if (mark->outcome != ESP_OUTCOME_TIMEOUT && mark->outcome != ESP_OUTCOME_NOT_SENT &&
      mark->outcome != ESP_OUTCOME_MET)
    return;
  if (mark->outcome == ESP_OUTCOME_NOT_SENT && step->blocked != ESP_BLOCKED_BRANCH)
    return;
  for (guint i = 0; i < n; i++)
    if (esp_journey_step_get_branch (step, i)->kind == wanted)
      {
        esp_rehearsal_count (self, self->tally->taken, self->tally->slot_from[mark->step] + i);
        return;
      }
}

static void
count_mark (EspRehearsalPerson *self, const EspJourneyMark *mark)
{
  EspRehearsalTally *tally = self->tally;
  const EspJourneyStep *step = esp_journey_get_step (self->world->journey, mark->step);

  tally->n_decisions++;
  tally->active[esp_rehearsal_tally_bucket (tally, self->now_us)]++;
  tally->outcomes[mark->step * ESP_N_OUTCOMES + mark->outcome]++;
  if (mark->outcome == ESP_OUTCOME_LEFT)
    {
      tally->by_status[mark->detail]++;
      if (step->kind == ESP_STEP_EXIT)
        esp_rehearsal_count (self, tally->passed, mark->step);
      return;
    }
  esp_rehearsal_count (self, tally->passed, mark->step);
  count_branch (self, mark);
  if (mark->outcome == ESP_OUTCOME_NOT_SENT)
    tally->held[step->send_number * ESP_N_REASONS + mark->detail]++;
  else if (mark->outcome == ESP_OUTCOME_SEND && mark->detail != ESP_REASON_NONE)
    tally->delayed[step->send_number * ESP_N_REASONS + mark->detail]++;
}

static void
note_mark (EspRehearsalPerson *self, const EspJourneyMark *mark)
{
  if (mark->outcome == ESP_OUTCOME_REACHED)
    esp_rehearsal_note (self, ESP_REHEARSED_REACHED, 0);
  else if (mark->outcome == ESP_OUTCOME_SEND && mark->detail != ESP_REASON_NONE)
    esp_rehearsal_note (self, ESP_REHEARSED_DELAYED, mark->detail);
  else if (mark->outcome == ESP_OUTCOME_NOT_SENT)
    {
      esp_rehearsal_note (self, ESP_REHEARSED_HELD, mark->detail);
      if (mark->detail == ESP_REASON_CAPPED)
        esp_rehearsal_facts_note_collision (self);
    }
}

/**
 * esp_rehearsal_count_marks:
 *
 * Counts what was decided just now, and writes it into the path.
 */
void
esp_rehearsal_count_marks (EspRehearsalPerson *self)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (self->marks, EspJourneyMark, i);

      self->has_begun = self->has_begun || mark->outcome == ESP_OUTCOME_LOOPED;
      note_mark (self, mark);
      if (self->tally != NULL)
        count_mark (self, mark);
      if (self->paths != NULL)
        esp_journey_path_append (self->paths->bytes, mark, &self->path_us);
    }
  g_array_set_size (self->marks, 0);
}

/**
 * esp_rehearsal_count_place:
 *
 * Where the person stands still is counted when it changes; what is passed in no time is not.
 */
void
esp_rehearsal_count_place (EspRehearsalPerson *self)
{
  guint32 at = self->is_inside ? self->state.step : ESP_JOURNEY_NOWHERE;

  if (at == self->rests_at)
    return;
  if (self->tally != NULL && self->rests_at != ESP_JOURNEY_NOWHERE)
    esp_rehearsal_count (self, self->tally->left, self->rests_at);
  if (self->tally != NULL && at != ESP_JOURNEY_NOWHERE)
    esp_rehearsal_count (self, self->tally->arrived, at);
  if (self->is_inside && esp_journey_awaits_channel (self->world->journey, &self->state))
    {
      esp_rehearsal_note (self, ESP_REHEARSED_HELD, ESP_REASON_CHANNEL);
      if (self->tally != NULL)
        self->tally
          ->held[esp_journey_get_step (self->world->journey, at)->send_number * ESP_N_REASONS +
                 ESP_REASON_CHANNEL]++;
    }
  self->rests_at = at;
}

/**
 * esp_rehearsal_count_passage:
 *
 * The passage is over, or the time of the rehearsal.
 */
void
esp_rehearsal_count_passage (EspRehearsalPerson *self)
{
  EspRehearsalPassage passage = { .person = self->index,
                                  .path_at = self->path_at,
                                  .step = self->state.step,
                                  .entered_us = self->state.entered_us,
                                  .due_us = self->state.due_us,
                                  .status = (guint8) self->state.status };

  if (self->paths == NULL)
    return;
  passage.n_path = self->paths->bytes->len - self->path_at;
  g_array_append_val (self->paths->passages, passage);
}
