/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way people go from a step after each outcome, and so which places an edge of the picture stands for. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-flow-places.h"

static int
find_branch (const EspJourneyStep *step, EspBranchKind kind)
{
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    if (esp_journey_step_get_branch (step, i)->kind == kind)
      return (int) i;
  return ESP_WAY_ON;
}

static int
way_of_blocked (const EspJourneyStep *step)
{
  if (step->blocked == ESP_BLOCKED_EXIT)
    return ESP_WAY_NONE;
  return step->blocked == ESP_BLOCKED_BRANCH && esp_journey_step_get_n_branches (step) > 0
           ? 0
           : ESP_WAY_ON;
}

/**
 * esp_journey_outcome_way:
 *
 * Returns: the branch that people take after that outcome, %ESP_WAY_ON or %ESP_WAY_NONE
 */
int
esp_journey_outcome_way (const EspJourneyStep *step, EspJourneyOutcome outcome, guint detail)
{
  switch (outcome)
    {
    case ESP_OUTCOME_BRANCH:
      return (int) detail;
    case ESP_OUTCOME_WAITED:
    case ESP_OUTCOME_MET:
      return find_branch (step, ESP_BRANCH_MET);
    case ESP_OUTCOME_TIMEOUT:
      return find_branch (step, ESP_BRANCH_LATE);
    case ESP_OUTCOME_NOT_SENT:
      return way_of_blocked (step);
    case ESP_OUTCOME_REACHED:
      return step->reached == ESP_GOAL_EXIT ? ESP_WAY_NONE : ESP_WAY_ON;
    case ESP_OUTCOME_MISSED:
      return step->otherwise == ESP_GOAL_LEAVE ? ESP_WAY_NONE : ESP_WAY_ON;
    case ESP_OUTCOME_PASSED:
    case ESP_OUTCOME_SEND:
    case ESP_OUTCOME_TOO_LATE:
    case ESP_OUTCOME_OFF:
    case ESP_OUTCOME_LIMIT:
      return ESP_WAY_ON;
    case ESP_OUTCOME_ENTERED:
    case ESP_OUTCOME_LOOPED:
    case ESP_OUTCOME_LEFT:
    case ESP_OUTCOME_MOVED:
    case ESP_N_OUTCOMES:
    default:
      return ESP_WAY_NONE;
    }
}

static void
add_ways (const EspJourneyStep *step, guint version, guint32 number, int way, GArray *places)
{
  for (guint outcome = 0; outcome < ESP_N_OUTCOMES; outcome++)
    {
      EspJourneyPlace place = { version, number, outcome, ESP_PLACE_ANY };

      if (outcome == ESP_OUTCOME_BRANCH)
        {
          if (way < 0)
            continue;
          place.detail = (guint) way;
        }
      else if (esp_journey_outcome_way (step, (EspJourneyOutcome) outcome, 0) != way)
        continue;
      g_array_append_val (places, place);
    }
}

/* Returns: the first step behind everything that is in the branches of @step */
static guint32
find_end (const EspJourney *journey, guint32 step)
{
  guint level = esp_journey_get_step (journey, step)->level;
  guint32 end = step + 1;

  while (end < esp_journey_get_n_steps (journey) &&
         esp_journey_get_step (journey, end)->level > level)
    end++;
  return end;
}

/* Those who come to a join leave no mark of it: they are the ones who went the way to it. */
static void
add_joining (const EspJourney *journey, guint version, guint32 join, GArray *places)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, join);

  for (guint32 i = join; i > 0; i--)
    if (esp_journey_get_step (journey, i - 1)->sibling == join)
      {
        esp_journey_edge_places (journey, version, i - 1, -1, places);
        return;
      }
  esp_journey_edge_places (journey, version, step->parent,
                           step->parent != ESP_JOURNEY_NOWHERE ? (int) step->parent_branch : -1,
                           places);
}

/* Returns: where a way leads; joins between @first and @end are walked through */
static guint32
follow (const EspJourney *journey, guint32 from, int way, guint32 first, guint32 end)
{
  const EspJourneyStep *step = esp_journey_get_step (journey, from);
  guint32 to =
    way == ESP_WAY_ON ? step->next : esp_journey_get_branch_start (journey, step, (guint) way);

  while (to != ESP_JOURNEY_NOWHERE && to >= first && to < end &&
         esp_journey_get_step (journey, to)->kind == ESP_STEP_JOIN)
    to = esp_journey_get_step (journey, to)->next;
  return to;
}

/**
 * esp_journey_edge_places:
 * @step: %ESP_JOURNEY_NOWHERE: the edge before the first step
 * @branch: as in a spot: -1 is right behind the step, where its branches have come together again
 * @places: (element-type EspJourneyPlace): appended to
 *
 * Lists the places whose people went over an edge.
 */
void
esp_journey_edge_places (const EspJourney *journey,
                         guint version,
                         guint32 step,
                         int branch,
                         GArray *places)
{
  const EspJourneyPlace door = { version, ESP_PLACE_DOOR, ESP_PLACE_ANY, ESP_PLACE_ANY };
  const EspJourneyStep *from;
  guint32 end;

  if (step == ESP_JOURNEY_NOWHERE)
    {
      g_array_append_val (places, door);
      return;
    }
  from = esp_journey_get_step (journey, step);
  if (branch >= 0)
    {
      add_ways (from, version, step, branch, places);
      return;
    }
  if (from->kind == ESP_STEP_JOIN)
    {
      add_joining (journey, version, step, places);
      return;
    }
  end = find_end (journey, step);
  for (guint32 i = step; i < end; i++)
    {
      const EspJourneyStep *inner = esp_journey_get_step (journey, i);

      if (inner->kind == ESP_STEP_JOIN)
        continue;
      for (int way = -1; way < (int) esp_journey_step_get_n_branches (inner); way++)
        if (follow (journey, i, way, step, end) == from->next)
          add_ways (inner, version, i, way, places);
    }
}
