/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the selected steps of the journey on the desk besides moving: copied, deleted, named, switched,
 * grouped. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-edits.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

static const char *const *
selected_ids (EspJourneyDesk *self)
{
  return esp_journey_selection_get_ids (self->selection);
}

static guint
n_selected (EspJourneyDesk *self)
{
  return esp_journey_selection_get_n (self->selection);
}

/* Clipboard */

static gboolean
copy (EspJourneyDesk *self)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autofree char *text = NULL;

  if (journey == NULL || selected_ids (self)[0] == NULL)
    return FALSE;
  text = esp_journey_copy_steps (journey, selected_ids (self));
  if (text == NULL)
    return FALSE;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  return TRUE;
}

static void
copy_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (!copy (self))
    return;
  what = esp_journey_desk_dup_what (self);
  /* Translators: %s is a step or "3 steps" */
  text = g_strdup_printf (_ ("%s copied"), what);
  esp_journey_desk_say (self, text);
}

static void
cut_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  if (esp_journey_desk_is_editable (self) && copy (self))
    esp_journey_desk_remove (self, ESP_JOURNEY_KEEP_NONE);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDesk) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (EspJourneySpot) spot = NULL;
  const EspJourneyName *object;
  EspJourneyNameKind kind;

  if (self->box == NULL)
    return;
  object = text != NULL ? esp_journey_desk_read_object (self, text, &kind) : NULL;
  if (object != NULL)
    {
      esp_journey_desk_take_object (self, kind, object, NULL, NULL);
      return;
    }
  if (text == NULL || !esp_journey_is_steps (text, NULL))
    {
      esp_session_toast (self->session,
                         _ ("The clipboard holds no steps of a journey. Copy some first."));
      return;
    }
  spot = esp_journey_desk_dup_spot (self, FALSE);
  esp_journey_desk_insert_text (self, spot, text, _ ("Paste steps"));
}

static void
paste_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  if (esp_journey_desk_is_editable (self))
    gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                   g_object_ref (self));
}

/* Deleting */

/* Where the selection goes when the selected steps are gone. */
static char *
dup_neighbour (EspJourneyDesk *self, const EspJourney *edited)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  guint32 index = esp_journey_find_step (journey, selected_ids (self)[0]);

  while (index != ESP_JOURNEY_NOWHERE && index > 0)
    {
      const char *id = esp_journey_get_step (journey, --index)->id;

      if (esp_journey_find_step (edited, id) != ESP_JOURNEY_NOWHERE)
        return g_strdup (id);
    }
  return esp_journey_get_n_steps (edited) > 0 ? g_strdup (esp_journey_get_step (edited, 0)->id)
                                              : NULL;
}

/**
 * esp_journey_desk_remove:
 * @kept_branch: of a step that divides: which one goes on; %ESP_JOURNEY_KEEP_NONE: none
 *
 * Deletes the selected steps.
 */
void
esp_journey_desk_remove (EspJourneyDesk *self, int kept_branch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *what = NULL;
  g_autofree char *next = NULL;
  g_autofree char *text = NULL;

  if (!esp_journey_desk_can_act (self))
    return;
  edited = esp_journey_edit_remove (esp_journey_desk_get_journey (self), selected_ids (self),
                                    kept_branch, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("The steps cannot be deleted."));
      return;
    }
  what = esp_journey_desk_dup_what (self);
  next = dup_neighbour (self, edited);
  esp_journey_desk_apply (self, edited,
                          n_selected (self) == 1 ? _ ("Delete step") : _ ("Delete steps"), next);
  /* Translators: %s is a step or "3 steps" */
  text = g_strdup_printf (_ ("%s deleted. Ctrl+Z brings it back."), what);
  esp_journey_desk_say (self, text);
  esp_journey_desk_focus_content (self);
}

static void
delete_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  if (esp_journey_desk_can_act (self))
    esp_journey_desk_ask_remove (self);
}

/* Names, switches */

/**
 * esp_journey_desk_rename:
 * @title: empty: what the step does is its title again
 */
void
esp_journey_desk_rename (EspJourneyDesk *self, const char *title)
{
  const char *current = esp_journey_selection_get_current (self->selection);
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autofree char *stripped = g_strstrip (g_strdup (title));
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *text = NULL;
  int branch = esp_journey_desk_is_outline (self)
                 ? esp_journey_outline_get_branch (ESP_JOURNEY_OUTLINE (self->outline))
                 : -1;

  if (current == NULL || !esp_journey_desk_is_editable (self))
    return;
  edited =
    branch >= 0
      ? esp_journey_edit_rename_branch (journey, current, (guint) branch,
                                        *stripped != '\0' ? stripped : NULL, &error)
      : esp_journey_edit_rename (journey, current, *stripped != '\0' ? stripped : NULL, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (
        self, error, _ ("This name cannot be given: it is too long, or not a single line."));
      return;
    }
  esp_journey_draft_apply (self->draft, edited,
                           branch >= 0 ? _ ("Rename branch") : _ ("Rename step"), NULL);
  /* Translators: %s is the new name */
  text = esp_particle_printf (_ ("Renamed to “%s”"), stripped);
  esp_journey_desk_say (self, text);
}

static void
rename_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  if (esp_journey_desk_can_act (self))
    esp_journey_desk_ask_name (self);
}

static void
off_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;
  gboolean turn_off;

  if (!esp_journey_desk_can_act (self))
    return;
  turn_off =
    !esp_journey_get_step (journey, esp_journey_find_step (journey, selected_ids (self)[0]))
       ->is_off;
  edited = esp_journey_edit_set_off (journey, selected_ids (self), turn_off, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error,
                               _ ("What ends the way cannot be switched off. Delete it instead."));
      return;
    }
  what = esp_journey_desk_dup_what (self);
  esp_journey_draft_apply (self->draft, edited, turn_off ? _ ("Switch off") : _ ("Switch on"),
                           NULL);
  /* Translators: %s is a step or "3 steps" */
  text = turn_off ? g_strdup_printf (_ ("%s switched off"), what)
                  : g_strdup_printf (_ ("%s switched on"), what);
  esp_journey_desk_say (self, text);
}

static void
select_all_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (journey == NULL || esp_journey_get_n_steps (journey) == 0)
    return;
  for (guint32 i = esp_journey_get_first (journey); i != ESP_JOURNEY_NOWHERE;
       i = esp_journey_get_step (journey, i)->sibling)
    g_ptr_array_add (ids, esp_journey_get_step (journey, i)->id);
  g_ptr_array_add (ids, NULL);
  esp_journey_selection_set_ids (self->selection, ids->pdata[0], (const char *const *) ids->pdata);
}

static const GActionEntry entries[] = {
  { .name = "step-copy", .activate = copy_act },
  { .name = "step-cut", .activate = cut_act },
  { .name = "step-paste", .activate = paste_act },
  { .name = "step-delete", .activate = delete_act },
  { .name = "step-rename", .activate = rename_act },
  { .name = "step-off", .activate = off_act },
  { .name = "select-all", .activate = select_all_act },
};

/**
 * esp_journey_desk_add_more_acts:
 */
void
esp_journey_desk_add_more_acts (EspJourneyDesk *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
