/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends what is wrong with a journey where there is only one way to do it. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-mend.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-edits.h"

#include <json-glib/json-glib.h>

static EspJourney *
add_exit (const EspJourney *self, const char *id, int branch, GError **error)
{
  g_autoptr (EspJourneySpot) spot =
    esp_journey_spot_new (id, branch >= 0 ? branch : ESP_JOURNEY_BEHIND);
  g_autofree char *json = esp_journey_new_step_json (ESP_STEP_EXIT);

  return esp_journey_edit_insert (self, spot, json, NULL, error);
}

static EspJourney *
remove_rest (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint32 at = step->sibling; at != ESP_JOURNEY_NOWHERE;
       at = esp_journey_get_step (self, at)->sibling)
    g_ptr_array_add (ids, esp_journey_get_step (self, at)->id);
  g_ptr_array_add (ids, NULL);
  return esp_journey_edit_remove (self, (const char *const *) ids->pdata, ESP_JOURNEY_KEEP_NONE,
                                  error);
}

static EspJourney *
limit_loop (const EspJourney *self, guint32 step, GError **error)
{
  g_autofree char *text = esp_journey_step_to_json (self, step);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autofree char *json = NULL;

  json_object_set_int_member (json_node_get_object (node), "times", 1);
  json = json_to_string (node, FALSE);
  return esp_journey_edit_step (self, esp_journey_get_step (self, step)->id, json, error);
}

/**
 * esp_journey_mend:
 * @problem: found in @self by esp_journey_check()
 *
 * Does what the problem's "fix" says.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_mend (const EspJourney *self, const EspJourneyProblem *problem, GError **error)
{
  const EspJourneyStep *step = problem->step < esp_journey_get_n_steps (self)
                                 ? esp_journey_get_step (self, problem->step)
                                 : NULL;
  guint n = step != NULL ? esp_journey_step_get_n_branches (step) : 0;

  if (step != NULL && problem->fix == ESP_JOURNEY_FIX_ADD_EXIT)
    return add_exit (self, step->id, problem->branch, error);
  if (step != NULL && problem->fix == ESP_JOURNEY_FIX_REMOVE_REST)
    return remove_rest (self, step, error);
  if (step != NULL && problem->fix == ESP_JOURNEY_FIX_MOVE_ELSE && problem->branch >= 0 &&
      (guint) problem->branch < n)
    return esp_journey_edit_move_branch (self, step->id, (guint) problem->branch, n - 1, error);
  if (step != NULL && problem->fix == ESP_JOURNEY_FIX_LIMIT_LOOP)
    return limit_loop (self, problem->step, error);
  g_set_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
               "There is more than one way to mend this; choose one yourself");
  return NULL;
}
