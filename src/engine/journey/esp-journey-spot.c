/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edges of a journey: the places where a step can be put, and how they follow each other. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-spot.h"

#include "engine/journey/esp-journey-build.h"

/**
 * esp_journey_spot_new:
 * @step: (nullable): id of a step; %NULL: before the first one
 * @branch: %ESP_JOURNEY_BEHIND, or the branch of @step in which it is the first
 *
 * Returns: (transfer full)
 */
EspJourneySpot *
esp_journey_spot_new (const char *step, int branch)
{
  EspJourneySpot *self = g_new0 (EspJourneySpot, 1);

  self->step = g_strdup (step);
  self->branch = step != NULL ? branch : ESP_JOURNEY_BEHIND;
  return self;
}

/**
 * esp_journey_spot_copy:
 *
 * Returns: (transfer full)
 */
EspJourneySpot *
esp_journey_spot_copy (const EspJourneySpot *self)
{
  return esp_journey_spot_new (self->step, self->branch);
}

/**
 * esp_journey_spot_free:
 * @self: (nullable)
 */
void
esp_journey_spot_free (EspJourneySpot *self)
{
  if (self == NULL)
    return;
  g_free (self->step);
  g_free (self);
}

/**
 * esp_journey_spot_equal:
 */
gboolean
esp_journey_spot_equal (const EspJourneySpot *a, const EspJourneySpot *b)
{
  return g_strcmp0 (a->step, b->step) == 0 && (a->step == NULL || a->branch == b->branch);
}

/**
 * esp_journey_spot_exists:
 *
 * Returns: whether @journey has such a place
 */
gboolean
esp_journey_spot_exists (const EspJourney *journey, const EspJourneySpot *spot)
{
  guint32 step;

  if (spot->step == NULL)
    return TRUE;
  step = esp_journey_find_step (journey, spot->step);
  return step != ESP_JOURNEY_NOWHERE && spot->branch >= ESP_JOURNEY_BEHIND &&
         (spot->branch < 0 || (guint) spot->branch < esp_journey_step_get_n_branches (
                                                       esp_journey_get_step (journey, step)));
}

/**
 * esp_journey_spot_get_next:
 * @spot: a place of @journey
 *
 * Returns: the step that the edge leads to; %ESP_JOURNEY_NOWHERE when the way ends there
 */
guint32
esp_journey_spot_get_next (const EspJourney *journey, const EspJourneySpot *spot)
{
  guint32 index;
  const EspJourneyStep *step;

  if (spot->step == NULL)
    return esp_journey_get_first (journey);
  index = esp_journey_find_step (journey, spot->step);
  if (index == ESP_JOURNEY_NOWHERE)
    return ESP_JOURNEY_NOWHERE;
  step = esp_journey_get_step (journey, index);
  if (spot->branch < 0 || (guint) spot->branch >= esp_journey_step_get_n_branches (step))
    return step->next;
  return esp_journey_get_branch_start (journey, step, (guint) spot->branch);
}

/* Returns: the step before it in the same list; %ESP_JOURNEY_NOWHERE when it is the first. */
static guint32
find_elder (const EspJourney *journey, guint32 index)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  guint32 found = ESP_JOURNEY_NOWHERE;
  guint32 start = 0;

  if (step->parent != ESP_JOURNEY_NOWHERE)
    start = esp_journey_step_get_branch (esp_journey_get_step (journey, step->parent),
                                         step->parent_branch)
              ->first_step;
  for (guint32 i = start; i != index; i = esp_journey_get_step (journey, i)->sibling)
    found = i;
  return found;
}

static EspJourneySpot *
before_index (const EspJourney *journey, guint32 index)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  guint32 elder = find_elder (journey, index);

  if (elder != ESP_JOURNEY_NOWHERE)
    return esp_journey_spot_new (esp_journey_get_step (journey, elder)->id, ESP_JOURNEY_BEHIND);
  if (step->parent == ESP_JOURNEY_NOWHERE)
    return esp_journey_spot_new (NULL, ESP_JOURNEY_BEHIND);
  return esp_journey_spot_new (esp_journey_get_step (journey, step->parent)->id,
                               (int) step->parent_branch);
}

/**
 * esp_journey_spot_before:
 *
 * Returns: (transfer full) (nullable): the edge that leads to the step in its own list
 */
EspJourneySpot *
esp_journey_spot_before (const EspJourney *journey, const char *id)
{
  guint32 index = esp_journey_find_step (journey, id);

  return index != ESP_JOURNEY_NOWHERE ? before_index (journey, index) : NULL;
}

/**
 * esp_journey_step_ends_way:
 *
 * Returns: whether nothing can stand behind the step in its list
 */
gboolean
esp_journey_step_ends_way (const EspJourneyStep *step)
{
  return step->kind == ESP_STEP_EXIT || step->kind == ESP_STEP_JOIN;
}

/**
 * esp_journey_spot_behind:
 * @id: (nullable): a step; %NULL: the entries
 *
 * Returns: (transfer full) (nullable): where "add a step after this one" puts it: behind the step, but
 *   before one with which the way ends
 */
EspJourneySpot *
esp_journey_spot_behind (const EspJourney *journey, const char *id)
{
  guint32 index = id != NULL ? esp_journey_find_step (journey, id) : ESP_JOURNEY_NOWHERE;

  if (id == NULL)
    return esp_journey_spot_new (NULL, ESP_JOURNEY_BEHIND);
  if (index == ESP_JOURNEY_NOWHERE)
    return NULL;
  if (esp_journey_step_ends_way (esp_journey_get_step (journey, index)))
    return before_index (journey, index);
  return esp_journey_spot_new (id, ESP_JOURNEY_BEHIND);
}

/* Returns: the first (or last) of those in @ids in the order of the text. */
static guint32
find_outermost (const EspJourney *journey, const char *const *ids, gboolean wants_last)
{
  guint32 found = ESP_JOURNEY_NOWHERE;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      guint32 index = esp_journey_find_step (journey, ids[i]);

      if (index == ESP_JOURNEY_NOWHERE)
        continue;
      if (found == ESP_JOURNEY_NOWHERE || (wants_last ? index > found : index < found))
        found = index;
    }
  return found;
}

/**
 * esp_journey_spot_up:
 * @ids: (array zero-terminated=1): steps that are to be moved
 *
 * Where "move up" puts them: before the step before them; out of a branch when they are the first in it.
 *
 * Returns: (transfer full) (nullable): %NULL when they are the first of all
 */
EspJourneySpot *
esp_journey_spot_up (const EspJourney *journey, const char *const *ids)
{
  guint32 first = find_outermost (journey, ids, FALSE);
  guint32 elder;
  const EspJourneyStep *step;

  if (first == ESP_JOURNEY_NOWHERE)
    return NULL;
  elder = find_elder (journey, first);
  if (elder != ESP_JOURNEY_NOWHERE)
    return before_index (journey, elder);
  step = esp_journey_get_step (journey, first);
  return step->parent != ESP_JOURNEY_NOWHERE ? before_index (journey, step->parent) : NULL;
}

/**
 * esp_journey_spot_down:
 * @ids: (array zero-terminated=1): steps that are to be moved
 *
 * Where "move down" puts them: behind the step behind them; out of a branch when they are the last in it,
 * but for what ends it.
 *
 * Returns: (transfer full) (nullable): %NULL when they are the last of all
 */
EspJourneySpot *
esp_journey_spot_down (const EspJourney *journey, const char *const *ids)
{
  guint32 last = find_outermost (journey, ids, TRUE);
  const EspJourneyStep *step;

  if (last == ESP_JOURNEY_NOWHERE)
    return NULL;
  step = esp_journey_get_step (journey, last);
  /* With a split, what is in its branches moves too; the last one may be in there. */
  for (guint i = 0; ids[i] != NULL; i++)
    {
      guint32 index = esp_journey_find_step (journey, ids[i]);

      if (index != ESP_JOURNEY_NOWHERE && esp_journey_is_inside (journey, last, index))
        {
          last = index;
          step = esp_journey_get_step (journey, index);
          i = G_MAXUINT; /* look again from the beginning */
        }
    }
  if (step->sibling != ESP_JOURNEY_NOWHERE &&
      !esp_journey_step_ends_way (esp_journey_get_step (journey, step->sibling)))
    return esp_journey_spot_new (esp_journey_get_step (journey, step->sibling)->id,
                                 ESP_JOURNEY_BEHIND);
  if (step->parent == ESP_JOURNEY_NOWHERE)
    return NULL;
  return esp_journey_spot_new (esp_journey_get_step (journey, step->parent)->id,
                               ESP_JOURNEY_BEHIND);
}

/**
 * esp_journey_list_spots:
 *
 * Returns: (transfer full) (element-type EspJourneySpot): every edge, in the order of the text: before the
 *   first step, at the head of each branch, behind each step that does not end its way
 */
GPtrArray *
esp_journey_list_spots (const EspJourney *journey)
{
  GPtrArray *spots = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_journey_spot_free);

  g_ptr_array_add (spots, esp_journey_spot_new (NULL, ESP_JOURNEY_BEHIND));
  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      for (guint j = 0; j < esp_journey_step_get_n_branches (step); j++)
        g_ptr_array_add (spots, esp_journey_spot_new (step->id, (int) j));
      if (!esp_journey_step_ends_way (step))
        g_ptr_array_add (spots, esp_journey_spot_new (step->id, ESP_JOURNEY_BEHIND));
    }
  return spots;
}
