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

static guint32
find_last (const EspJourney *journey, guint32 step)
{
  while (esp_journey_get_step (journey, step)->sibling != ESP_JOURNEY_NOWHERE)
    step = esp_journey_get_step (journey, step)->sibling;
  return step;
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
  const EspJourneyStep *from;

  if (step == ESP_JOURNEY_NOWHERE)
    {
      const EspJourneyPlace door = { version, ESP_PLACE_DOOR, ESP_PLACE_ANY, ESP_PLACE_ANY };

      g_array_append_val (places, door);
      return;
    }
  from = esp_journey_get_step (journey, step);
  add_ways (from, version, step, branch, places);
  if (branch >= 0)
    return;
  for (guint i = 0; i < esp_journey_step_get_n_branches (from); i++)
    {
      guint32 first = esp_journey_step_get_branch (from, i)->first_step;

      if (first == ESP_JOURNEY_NOWHERE)
        add_ways (from, version, step, (int) i, places);
      else
        esp_journey_edge_places (journey, version, find_last (journey, first), -1, places);
    }
}
