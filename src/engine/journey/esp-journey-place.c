/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the way goes on in a new version for whoever stood at a step that is no more. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-diff-private.h"

static guint32
get_line_start (const EspJourney *journey, guint32 parent, guint branch)
{
  if (parent == ESP_JOURNEY_NOWHERE)
    return esp_journey_get_first (journey);
  return esp_journey_step_get_branch (esp_journey_get_step (journey, parent), branch)->first_step;
}

static guint32
get_sibling (const EspJourney *journey, guint32 step)
{
  return esp_journey_get_step (journey, step)->sibling;
}

static gboolean
is_anchor (const EspJourneyDiff *diff, guint32 old)
{
  return diff->to_new[old] != ESP_JOURNEY_NOWHERE && !diff->has_moved[old];
}

/* Of a split that is gone, whose branch may have stayed, the first step that is left. */
static guint32
find_anchor (const EspJourneyDiff *diff, guint32 old)
{
  const EspJourneyStep *step = esp_journey_get_step (diff->before, old);

  if (diff->to_new[old] != ESP_JOURNEY_NOWHERE)
    return is_anchor (diff, old) ? diff->to_new[old] : ESP_JOURNEY_NOWHERE;
  for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
    for (guint32 at = esp_journey_step_get_branch (step, i)->first_step; at != ESP_JOURNEY_NOWHERE;
         at = get_sibling (diff->before, at))
      {
        guint32 found = find_anchor (diff, at);

        if (found != ESP_JOURNEY_NOWHERE)
          return found;
      }
  return ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_diff_back_up:
 *
 * What was added right before a step stands where the old one stood.
 *
 * Returns: the first of it; @new without any
 */
guint32
esp_journey_diff_back_up (const EspJourneyDiff *diff, guint32 new)
{
  const EspJourneyStep *step = esp_journey_get_step (diff->after, new);
  guint32 first = ESP_JOURNEY_NOWHERE;

  for (guint32 at = get_line_start (diff->after, step->parent, step->parent_branch); at != new;
       at = get_sibling (diff->after, at))
    if (diff->to_old[at] != ESP_JOURNEY_NOWHERE)
      first = ESP_JOURNEY_NOWHERE;
    else if (first == ESP_JOURNEY_NOWHERE)
      first = at;
  return first != ESP_JOURNEY_NOWHERE ? first : new;
}

/* What was added at the end of the line in which the step stood. */
static guint32
find_appended (const EspJourneyDiff *diff, guint32 old)
{
  const EspJourneyStep *step = esp_journey_get_step (diff->before, old);
  guint32 before = ESP_JOURNEY_NOWHERE;
  guint32 found;

  for (guint32 at = get_line_start (diff->before, step->parent, step->parent_branch); at != old;
       at = get_sibling (diff->before, at))
    if (is_anchor (diff, at))
      before = at;
  if (before != ESP_JOURNEY_NOWHERE)
    found = get_sibling (diff->after, diff->to_new[before]);
  else if (step->parent == ESP_JOURNEY_NOWHERE)
    found = esp_journey_get_first (diff->after);
  else
    {
      guint32 parent = diff->to_new[step->parent];
      int branch =
        parent == ESP_JOURNEY_NOWHERE
          ? -1
          : esp_journey_diff_match_branch (esp_journey_get_step (diff->before, step->parent),
                                           esp_journey_get_step (diff->after, parent),
                                           step->parent_branch);

      found =
        branch >= 0 ? get_line_start (diff->after, parent, (guint) branch) : ESP_JOURNEY_NOWHERE;
    }
  return found != ESP_JOURNEY_NOWHERE && diff->to_old[found] == ESP_JOURNEY_NOWHERE
           ? found
           : ESP_JOURNEY_NOWHERE;
}

/**
 * esp_journey_diff_find_place:
 * @old: a step that the new version has not
 *
 * Looks for the first step behind it that stayed, or what was put in its place; at the end of a branch, behind
 * the split around it.
 *
 * Returns: where the way goes on in the new version; %ESP_JOURNEY_NOWHERE: it ends
 */
guint32
esp_journey_diff_find_place (const EspJourneyDiff *diff, guint32 old)
{
  while (old != ESP_JOURNEY_NOWHERE)
    {
      const EspJourneyStep *step = esp_journey_get_step (diff->before, old);
      guint32 found = ESP_JOURNEY_NOWHERE;

      for (guint32 at = step->sibling; at != ESP_JOURNEY_NOWHERE && found == ESP_JOURNEY_NOWHERE;
           at = get_sibling (diff->before, at))
        found = find_anchor (diff, at);
      if (found != ESP_JOURNEY_NOWHERE)
        return esp_journey_diff_back_up (diff, found);
      found = find_appended (diff, old);
      if (found != ESP_JOURNEY_NOWHERE)
        return found;
      old = step->parent;
      if (old != ESP_JOURNEY_NOWHERE && diff->to_new[old] != ESP_JOURNEY_NOWHERE)
        return esp_journey_get_step (diff->after, diff->to_new[old])->next;
    }
  return ESP_JOURNEY_NOWHERE;
}
