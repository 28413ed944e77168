/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What steps stand in on the desk: groups are made, named and dissolved, branches are named. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

/* Returns: (nullable): the group of the current step */
static const EspJourneyGroup *
current_group (EspJourneyDesk *self)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  const char *current = esp_journey_selection_get_current (self->selection);
  guint32 index = journey != NULL && current != NULL ? esp_journey_find_step (journey, current)
                                                     : ESP_JOURNEY_NOWHERE;
  const char *id =
    index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index)->group : NULL;

  for (guint i = 0; id != NULL && i < journey->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (journey->groups, EspJourneyGroup, i);

      if (g_str_equal (group->id, id))
        return group;
    }
  return NULL;
}

static void
named_cb (EspJourneyDesk *self, GtkEditable *entry)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  const EspJourneyGroup *group = current_group (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *text = NULL;

  esp_journey_desk_close_question (self);
  esp_journey_desk_focus_content (self);
  if (group == NULL || *title == '\0' || g_strcmp0 (group->title, title) == 0 ||
      !esp_journey_desk_is_editable (self))
    return;
  edited =
    esp_journey_edit_rename_group (esp_journey_desk_get_journey (self), group->id, title, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (
        self, error, _ ("This name cannot be given: it is too long, or not a single line."));
      return;
    }
  esp_journey_draft_apply (self->draft, edited, _ ("Rename group"), NULL);
  text = esp_particle_printf (_ ("Renamed to “%s”"), title);
  esp_journey_desk_say (self, text);
}

static void
ask_name (EspJourneyDesk *self)
{
  const EspJourneyGroup *group = current_group (self);

  if (group == NULL)
    esp_journey_desk_say (self, _ ("The step is in no group"));
  else
    esp_journey_desk_ask_text (self, _ ("Name of the group"), group->title, NULL,
                               G_CALLBACK (named_cb));
}

static void
rename_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (esp_journey_desk_can_act (user_data))
    ask_name (user_data);
}

static void
group_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *text = NULL;

  if (!esp_journey_desk_can_act (self))
    return;
  edited = esp_journey_edit_group (esp_journey_desk_get_journey (self),
                                   esp_journey_selection_get_ids (self->selection),
                                   C_ ("journey", "Group"), NULL, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("These steps cannot be one group."));
      return;
    }
  text = g_strdup_printf (ngettext ("%u step grouped", "%u steps grouped",
                                    esp_journey_selection_get_n (self->selection)),
                          esp_journey_selection_get_n (self->selection));
  esp_journey_draft_apply (self->draft, edited, _ ("Group steps"), NULL);
  esp_journey_desk_say (self, text);
  ask_name (self);
}

static void
ungroup_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (EspJourney) edited = NULL;
  const char *group;

  if (!esp_journey_desk_can_act (self))
    return;
  group =
    esp_journey_get_step (journey, esp_journey_find_step (journey, esp_journey_selection_get_ids (
                                                                     self->selection)[0]))
      ->group;
  edited = group != NULL ? esp_journey_edit_ungroup (journey, group, NULL) : NULL;
  if (edited == NULL)
    {
      esp_journey_desk_say (self, _ ("The step is in no group"));
      return;
    }
  esp_journey_draft_apply (self->draft, edited, _ ("Ungroup"), NULL);
  esp_journey_desk_say (self, _ ("Group dissolved; its steps stay"));
}

/* Branches */

/* Returns: (nullable): the step whose branch the current step is in */
static const EspJourneyStep *
current_branch (EspJourneyDesk *self, guint *out_branch)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  const char *current = esp_journey_selection_get_current (self->selection);
  guint32 index = journey != NULL && current != NULL ? esp_journey_find_step (journey, current)
                                                     : ESP_JOURNEY_NOWHERE;
  const EspJourneyStep *step =
    index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index) : NULL;

  if (step == NULL || step->parent == ESP_JOURNEY_NOWHERE)
    return NULL;
  *out_branch = step->parent_branch;
  return esp_journey_get_step (journey, step->parent);
}

static void
branch_named_cb (EspJourneyDesk *self, GtkEditable *entry)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  guint branch = 0;
  const EspJourneyStep *step = current_branch (self, &branch);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;

  esp_journey_desk_close_question (self);
  esp_journey_desk_focus_content (self);
  if (step == NULL || !esp_journey_desk_is_editable (self))
    return;
  edited = esp_journey_edit_rename_branch (esp_journey_desk_get_journey (self), step->id, branch,
                                           *title != '\0' ? title : NULL, &error);
  if (edited == NULL)
    esp_journey_desk_refuse (self, error,
                             _ (
                               "This name cannot be given: it is too long, or not a single line."));
  else
    esp_journey_draft_apply (self->draft, edited, _ ("Rename branch"), NULL);
}

static void
branch_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  guint branch = 0;
  const EspJourneyStep *step = current_branch (self, &branch);
  g_autofree char *words = NULL;

  if (!esp_journey_desk_can_act (self))
    return;
  if (step == NULL)
    {
      esp_journey_desk_say (self, _ ("The step is in no branch"));
      return;
    }
  words = esp_journey_words_branch (step, branch, self->names);
  esp_journey_desk_ask_text (self, _ ("Name of the branch"),
                             esp_journey_step_get_branch (step, branch)->title, words,
                             G_CALLBACK (branch_named_cb));
}

static const GActionEntry entries[] = {
  { .name = "step-group", .activate = group_act },
  { .name = "step-ungroup", .activate = ungroup_act },
  { .name = "group-rename", .activate = rename_act },
  { .name = "branch-rename", .activate = branch_act },
};

/**
 * esp_journey_desk_add_group_acts:
 */
void
esp_journey_desk_add_group_acts (EspJourneyDesk *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
