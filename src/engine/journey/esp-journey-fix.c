/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mends the problems of journeys that have one answer. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-check.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-edits.h"

#define TIMEOUT_DAYS 30

static EspJourney *
refuse (GError **error)
{
  g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX,
                       "The journey has changed, so there is nothing to mend in this way");
  return NULL;
}

static EspJourney *
insert (const EspJourney *self, const char *id, int branch, EspStepKind kind, GError **error)
{
  g_autofree char *json = esp_journey_new_step_json (kind);
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_new (id, branch);

  return esp_journey_edit_insert (self, spot, json, NULL, error);
}

static EspJourney *
remove_rest (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint32 i = step->sibling; i != ESP_JOURNEY_NOWHERE;
       i = esp_journey_get_step (self, i)->sibling)
    g_ptr_array_add (ids, esp_journey_get_step (self, i)->id);
  if (ids->len == 0)
    return refuse (error);
  g_ptr_array_add (ids, NULL);
  return esp_journey_edit_remove (self, (const char *const *) ids->pdata, ESP_JOURNEY_KEEP_NONE,
                                  error);
}

static EspJourney *
remove_step (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  return esp_journey_edit_remove (self, (const char *[]){ step->id, NULL }, ESP_JOURNEY_KEEP_NONE,
                                  error);
}

/* Changes members of the step: @member becomes @value, or goes when that is %NULL. */
static EspJourney *
put_member (const EspJourney *self,
            const EspJourneyStep *step,
            const char *member,
            const char *value,
            GError **error)
{
  g_autoptr (JsonNode) node =
    esp_journey_step_to_node (self, esp_journey_find_step (self, step->id), TRUE);
  g_autofree char *text = NULL;

  if (value != NULL)
    json_object_set_member (json_node_get_object (node), member, json_from_string (value, NULL));
  else
    json_object_remove_member (json_node_get_object (node), member);
  text = json_to_string (node, FALSE);
  return esp_journey_edit_step (self, step->id, text, error);
}

static EspJourney *
put_span (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  g_autofree char *span = g_strdup_printf ("{\"days\":%d}", TIMEOUT_DAYS);

  return put_member (self, step, "timeout", span, error);
}

/* An exit of the same name in the place of a join that leads nowhere. */
static EspJourney *
end_here (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  g_autoptr (JsonNode) node =
    esp_journey_step_to_node (self, esp_journey_find_step (self, step->id), TRUE);
  g_autofree char *text = NULL;

  json_object_set_string_member (json_node_get_object (node), "kind",
                                 esp_step_kind_name (ESP_STEP_EXIT));
  if (json_object_has_member (json_node_get_object (node), "after"))
    json_object_remove_member (json_node_get_object (node), "after");
  text = json_to_string (node, FALSE);
  return esp_journey_edit_step (self, step->id, text, error);
}

static EspJourney *
add_branches (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  g_autofree char *fresh = esp_journey_new_step_json (step->kind);
  g_autoptr (JsonNode) node = json_from_string (fresh, NULL);
  JsonNode *branches = json_object_get_member (json_node_get_object (node), "branches");
  g_autofree char *text = branches != NULL ? json_to_string (branches, FALSE) : NULL;

  return text != NULL ? put_member (self, step, "branches", text, error) : refuse (error);
}

static EspJourney *
even_shares (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  EspJourney *mended = esp_journey_ref ((EspJourney *) self);

  for (guint i = 0; mended != NULL && i < esp_journey_step_get_n_branches (step); i++)
    {
      g_autoptr (EspJourney) before = mended;

      mended = esp_journey_edit_share (before, step->id, i, 1, error);
    }
  return mended;
}

static EspJourney *
add_wait_before (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  g_autofree char *json = esp_journey_new_step_json (ESP_STEP_WAIT);
  g_autoptr (EspJourneySpot) spot = esp_journey_spot_before (self, step->id);

  return esp_journey_edit_insert (self, spot, json, NULL, error);
}

static EspJourney *
leave_group (const EspJourney *self, const EspJourneyStep *step, GError **error)
{
  return step->group != NULL ? put_member (self, step, "group", NULL, error) : refuse (error);
}

static EspJourney *
mend_branch (const EspJourney *self,
             const EspJourneyStep *step,
             const EspJourneyProblem *problem,
             GError **error)
{
  if (problem->branch < 0 || (guint) problem->branch >= esp_journey_step_get_n_branches (step))
    return refuse (error);
  if (problem->fix == ESP_JOURNEY_FIX_MOVE_ELSE)
    return esp_journey_edit_move_branch (self, step->id, (guint) problem->branch, G_MAXUINT, error);
  return esp_journey_edit_remove_branch (self, step->id, (guint) problem->branch, error);
}

static EspJourney *
mend_step (const EspJourney *self,
           const EspJourneyStep *step,
           const EspJourneyProblem *problem,
           GError **error)
{
  switch ((int) problem->fix)
    {
    case ESP_JOURNEY_FIX_ADD_EXIT:
      return insert (self, step->id, problem->branch, ESP_STEP_EXIT, error);
    case ESP_JOURNEY_FIX_REMOVE_REST:
      return remove_rest (self, step, error);
    case ESP_JOURNEY_FIX_MOVE_ELSE:
    case ESP_JOURNEY_FIX_REMOVE_BRANCH:
      return mend_branch (self, step, problem, error);
    case ESP_JOURNEY_FIX_LIMIT_LOOP:
      return put_member (self, step, "times", "1", error);
    case ESP_JOURNEY_FIX_REMOVE_STEP:
      return remove_step (self, step, error);
    case ESP_JOURNEY_FIX_JOIN_NEAREST:
      return step->reference != NULL ? put_member (self, step, "after", NULL, error)
                                     : refuse (error);
    case ESP_JOURNEY_FIX_END_HERE:
      return end_here (self, step, error);
    case ESP_JOURNEY_FIX_ADD_UNSENT:
      return esp_journey_edit_add_branch (self, step->id, NULL, ESP_JOURNEY_LAST_BRANCH, error);
    case ESP_JOURNEY_FIX_LEAVE_GROUP:
      return leave_group (self, step, error);
    case ESP_JOURNEY_FIX_SWITCH_OFF:
      return esp_journey_edit_set_off (self, (const char *[]){ step->id, NULL }, TRUE, error);
    case ESP_JOURNEY_FIX_ADD_TIMEOUT:
      return put_span (self, step, error);
    case ESP_JOURNEY_FIX_ADD_WAIT:
      return add_wait_before (self, step, error);
    case ESP_JOURNEY_FIX_ADD_BRANCHES:
      return add_branches (self, step, error);
    case ESP_JOURNEY_FIX_EVEN_SHARES:
      return even_shares (self, step, error);
    case ESP_JOURNEY_FIX_CLEAR_HOURS:
      return put_member (self, step, "hours", NULL, error);
    default:
      return refuse (error);
    }
}

/**
 * esp_journey_fix_apply:
 * @problem: of @journey, with something that mends it
 *
 * Returns: (transfer full): the journey without the problem; %NULL with an #EspJourneyError when there is no
 *   such place any more, or nothing mends it without a question
 */
EspJourney *
esp_journey_fix_apply (const EspJourney *journey, const EspJourneyProblem *problem, GError **error)
{
  if (problem->fix == ESP_JOURNEY_FIX_ADD_ENTRY)
    {
      g_autofree char *json = esp_journey_new_entry_json (ESP_ENTRY_MANUAL);

      return esp_journey_edit_entry (journey, NULL, json, error);
    }
  if (problem->step >= esp_journey_get_n_steps (journey))
    return refuse (error);
  return mend_step (journey, esp_journey_get_step (journey, problem->step), problem, error);
}
