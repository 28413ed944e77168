/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the steps of the journey on the desk: added, moved, copied, deleted, switched, grouped. Each
 * is one step that can be undone, and is announced. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-walk.h"
#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>

/**
 * esp_journey_desk_refuse:
 * @error: (nullable)
 *
 * Says that something cannot be done; nothing changed.
 */
void
esp_journey_desk_refuse (EspJourneyDesk *self, const GError *error, const char *sentence)
{
  g_debug ("%s", error != NULL ? error->message : sentence);
  if (g_error_matches (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT))
    sentence = _ ("That is too much for one journey: at most 5,000 steps, and branches 40 deep. "
                  "Divide it into journeys that lead to each other.");
  esp_session_toast (self->session, sentence);
}

/* Returns: "step 3 of 14". */
static char *
dup_place (EspJourneyDesk *self, const char *id)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);

  /* Translators: where a step is: its number, and of how many */
  return g_strdup_printf (_ ("step %1$u of %2$u"), esp_journey_walk_number (journey, id),
                          esp_journey_get_n_steps (journey));
}

static gboolean
is_known (gpointer data, const char *id)
{
  return esp_journey_find_step (data, id) != ESP_JOURNEY_NOWHERE;
}

/* The step before the one that is gone. */
static const char *
find_neighbour (const EspJourney *before, const EspJourney *after, const char *id)
{
  guint32 index = esp_journey_find_step (before, id);

  while (index != ESP_JOURNEY_NOWHERE && index > 0)
    {
      const char *other = esp_journey_get_step (before, --index)->id;

      if (esp_journey_find_step (after, other) != ESP_JOURNEY_NOWHERE)
        return other;
    }
  return NULL;
}

/**
 * esp_journey_desk_keep_selection:
 * @journey: what is shown now
 *
 * Selected are only steps that are there; when the current one is gone, the one before it is current.
 */
void
esp_journey_desk_keep_selection (EspJourneyDesk *self, EspJourney *journey)
{
  g_autoptr (EspJourney) before = g_steal_pointer (&self->last);
  const char *current = esp_journey_selection_get_current (self->selection);

  self->last = esp_journey_ref (journey);
  if (before != NULL && current != NULL && !is_known (journey, current))
    esp_journey_selection_set (self->selection, find_neighbour (before, journey, current), FALSE);
  esp_journey_selection_keep (self->selection, is_known, journey);
}

/**
 * esp_journey_desk_apply:
 * @title: what was done, translated
 * @current: (nullable): id of the step that is selected then
 *
 * Takes the edited journey over as one step that can be undone.
 */
void
esp_journey_desk_apply (EspJourneyDesk *self,
                        EspJourney *journey,
                        const char *title,
                        const char *current)
{
  g_autofree char *id = g_strdup (current);

  esp_journey_draft_apply (self->draft, journey, title, NULL);
  if (id != NULL)
    esp_journey_selection_set (self->selection, id, FALSE);
}

static const char *const *
selected_ids (EspJourneyDesk *self)
{
  return esp_journey_selection_get_ids (self->selection);
}

/**
 * esp_journey_desk_can_act:
 *
 * Returns: whether there are steps that something can be done to
 */
gboolean
esp_journey_desk_can_act (EspJourneyDesk *self)
{
  return esp_journey_desk_is_editable (self) && selected_ids (self)[0] != NULL;
}

static guint
n_selected (EspJourneyDesk *self)
{
  return esp_journey_selection_get_n (self->selection);
}

/**
 * esp_journey_desk_dup_what:
 *
 * Returns: (transfer full): what is selected: "Wait 2 days", or "3 steps"
 */
char *
esp_journey_desk_dup_what (EspJourneyDesk *self)
{
  guint n = n_selected (self);

  return n == 1 ? esp_journey_desk_dup_step_title (self, selected_ids (self)[0])
                : g_strdup_printf (ngettext ("%u step", "%u steps", n), n);
}

/* Adding */

/* Returns: the first branch of the step without steps; -1 when there is none. */
static int
find_empty_branch (const EspJourney *journey, const char *id)
{
  guint32 index = esp_journey_find_step (journey, id);
  const EspJourneyStep *step =
    index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index) : NULL;

  for (guint i = 0; step != NULL && i < esp_journey_step_get_n_branches (step); i++)
    if (esp_journey_step_get_branch (step, i)->first_step == ESP_JOURNEY_NOWHERE)
      return (int) i;
  return -1;
}

/**
 * esp_journey_desk_dup_spot:
 * @before: the current step, else behind it
 *
 * Returns: (transfer full) (nullable): where a step is put that is added now; of a step that divides, first
 *   in its branches that are empty
 */
EspJourneySpot *
esp_journey_desk_dup_spot (EspJourneyDesk *self, gboolean before)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  const char *current = esp_journey_selection_get_current (self->selection);
  int branch;

  if (journey == NULL)
    return NULL;
  if (esp_journey_desk_is_outline (self) &&
      esp_journey_outline_get_branch (ESP_JOURNEY_OUTLINE (self->outline)) >= 0)
    return esp_journey_outline_dup_spot (ESP_JOURNEY_OUTLINE (self->outline));
  if (before && current != NULL)
    return esp_journey_spot_before (journey, current);
  branch = current != NULL ? find_empty_branch (journey, current) : -1;
  return branch >= 0 ? esp_journey_spot_new (current, branch)
                     : esp_journey_spot_behind (journey, current);
}

/* "after Wait 2 days", "in “yes” of Split". */
static char *
dup_where (EspJourneyDesk *self, const EspJourney *before, const EspJourneySpot *spot)
{
  guint32 index =
    spot->step != NULL ? esp_journey_find_step (before, spot->step) : ESP_JOURNEY_NOWHERE;
  const EspJourneyStep *step;
  g_autofree char *title = NULL;
  g_autofree char *branch = NULL;

  if (index == ESP_JOURNEY_NOWHERE)
    return g_strdup (C_ ("journey", "Entry"));
  step = esp_journey_get_step (before, index);
  title = esp_journey_words_title (before, step, self->names);
  if (spot->branch < 0)
    return g_steal_pointer (&title);
  branch = esp_journey_words_branch (step, (guint) spot->branch, self->names);
  return g_strdup_printf ("%s (%s)", title, branch);
}

static void
tell_added (EspJourneyDesk *self, const char *where, const char *id)
{
  g_autofree char *what = esp_journey_desk_dup_step_title (self, id);
  g_autofree char *place = dup_place (self, id);
  /* Translators: what was added, behind which step, "step 3 of 14" */
  g_autofree char *text =
    esp_particle_printf (_ ("%1$s added after %2$s, %3$s"), what, where, place);

  esp_journey_desk_say (self, text);
}

/**
 * esp_journey_desk_insert_text:
 * @text: steps, as they are copied
 * @title: what it is called, translated
 *
 * Puts steps on an edge, selects the first of them and tells.
 */
void
esp_journey_desk_insert_text (EspJourneyDesk *self,
                              const EspJourneySpot *spot,
                              const char *text,
                              const char *title)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *where = journey != NULL && spot != NULL ? dup_where (self, journey, spot) : NULL;
  g_autoptr (EspJourney) edited =
    journey != NULL && spot != NULL && esp_journey_desk_is_editable (self)
      ? esp_journey_edit_insert (journey, spot, text, &first, &error)
      : NULL;

  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error,
                               _ ("Steps cannot be put there: the way ends before it."));
      return;
    }
  esp_journey_desk_apply (self, edited, title, first);
  tell_added (self, where, first);
}

/**
 * esp_journey_desk_insert_piece:
 * @piece: id of a piece of the palette, or the address of a message or segment that it offers
 *
 * Puts it where a step was asked for last, else behind the current step.
 */
void
esp_journey_desk_insert_piece (EspJourneyDesk *self, const char *piece)
{
  const EspJourneyPiece *found = esp_journey_pieces_find (piece);
  g_autoptr (EspJourneySpot) spot = g_steal_pointer (&self->spot);
  g_autofree char *json = NULL;
  g_autofree char *title = NULL;
  EspJourneyNameKind kind;
  const EspJourneyName *object =
    found == NULL ? esp_journey_desk_read_object (self, piece, &kind) : NULL;

  if (object != NULL)
    esp_journey_desk_take_object (self, kind, object, spot, NULL);
  if (found == NULL)
    return;
  if (spot == NULL)
    spot = esp_journey_desk_dup_spot (self, FALSE);
  json = esp_journey_piece_dup_json (found);
  /* Translators: %s is a kind of step: "Wait" */
  title = g_strdup_printf (_ ("Add step: %s"), esp_journey_piece_get_title (found));
  esp_journey_desk_insert_text (self, spot, json, title);
}

/* Moving */

/**
 * esp_journey_desk_move_to:
 *
 * Moves steps to another edge.
 */
void
esp_journey_desk_move_to (EspJourneyDesk *self, const char *const *ids, const EspJourneySpot *spot)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_auto (GStrv) kept = g_strdupv ((char **) ids);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) edited = NULL;
  g_autofree char *what = NULL;
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;

  if (journey == NULL || spot == NULL || kept[0] == NULL || !esp_journey_desk_is_editable (self))
    return;
  edited = esp_journey_edit_move (journey, (const char *const *) kept, spot, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("Steps cannot be moved there."));
      return;
    }
  what = kept[1] == NULL ? esp_journey_desk_dup_step_title (self, kept[0])
                         : g_strdup_printf (ngettext ("%u step", "%u steps", g_strv_length (kept)),
                                            g_strv_length (kept));
  esp_journey_draft_apply (self->draft, edited,
                           kept[1] == NULL ? _ ("Move step") : _ ("Move steps"), NULL);
  esp_journey_selection_set_ids (self->selection,
                                 esp_journey_selection_get_current (self->selection),
                                 (const char *const *) kept);
  place = dup_place (self, kept[0]);
  /* Translators: a step or "3 steps", and "step 3 of 14" */
  text = g_strdup_printf (_ ("%1$s moved, %2$s"), what, place);
  esp_journey_desk_say (self, text);
}

static void
move_by (EspJourneyDesk *self, gboolean down)
{
  EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (EspJourneySpot) spot = NULL;

  if (!esp_journey_desk_can_act (self))
    return;
  spot = down ? esp_journey_spot_down (journey, selected_ids (self))
              : esp_journey_spot_up (journey, selected_ids (self));
  if (spot == NULL)
    esp_journey_desk_say (self,
                          down ? _ ("It is the last already") : _ ("It is the first already"));
  else
    esp_journey_desk_move_to (self, selected_ids (self), spot);
}

static void
up_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_by (user_data, FALSE);
}

static void
down_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_by (user_data, TRUE);
}

/* The branch that the current step is in, or that was visited last of a step that divides. */
static gboolean
find_branch (EspJourneyDesk *self, const char **out_step, guint *out_branch)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  const char *current = esp_journey_selection_get_current (self->selection);
  guint32 index = current != NULL ? esp_journey_find_step (journey, current) : ESP_JOURNEY_NOWHERE;
  const EspJourneyStep *step;
  int branch = -1;

  if (index == ESP_JOURNEY_NOWHERE)
    return FALSE;
  step = esp_journey_get_step (journey, index);
  if (esp_journey_desk_is_outline (self))
    branch = esp_journey_outline_get_branch (ESP_JOURNEY_OUTLINE (self->outline));
  if (branch < 0 && step->parent != ESP_JOURNEY_NOWHERE)
    {
      branch = (int) step->parent_branch;
      step = esp_journey_get_step (journey, step->parent);
    }
  else if (branch < 0)
    branch = MAX (esp_journey_selection_get_branch (self->selection, step->id), 0);
  if ((guint) branch >= esp_journey_step_get_n_branches (step))
    return FALSE;
  *out_step = step->id;
  *out_branch = (guint) branch;
  return TRUE;
}

static void
move_branch (EspJourneyDesk *self, int by)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  g_autoptr (EspJourney) edited = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  const char *step;
  guint branch;
  int to;

  if (!esp_journey_desk_is_editable (self) || journey == NULL ||
      !find_branch (self, &step, &branch))
    return;
  to = (int) branch + by;
  if (to < 0 || to >= (int) esp_journey_step_get_n_branches (
                        esp_journey_get_step (journey, esp_journey_find_step (journey, step))))
    {
      esp_journey_desk_say (self,
                            by > 0 ? _ ("It is the last already") : _ ("It is the first already"));
      return;
    }
  id = g_strdup (step);
  edited = esp_journey_edit_move_branch (journey, id, branch, (guint) to, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("The branch cannot be moved there."));
      return;
    }
  esp_journey_draft_apply (self->draft, edited, _ ("Move branch"), NULL);
  esp_journey_selection_note_branch (self->selection, id, to);
  /* Translators: the new number of a branch */
  text = g_strdup_printf (_ ("Branch moved, now number %d"), to + 1);
  esp_journey_desk_say (self, text);
}

static void
branch_left_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_branch (user_data, -1);
}

static void
branch_right_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_branch (user_data, 1);
}

static void
duplicate_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *what = NULL;
  g_autofree char *place = NULL;
  g_autofree char *text = NULL;
  g_autoptr (EspJourney) edited = NULL;

  if (!esp_journey_desk_can_act (self))
    return;
  what = esp_journey_desk_dup_what (self);
  edited = esp_journey_edit_duplicate (esp_journey_desk_get_journey (self), selected_ids (self),
                                       &first, &error);
  if (edited == NULL)
    {
      esp_journey_desk_refuse (self, error, _ ("What ends the way cannot be doubled."));
      return;
    }
  esp_journey_desk_apply (self, edited,
                          n_selected (self) == 1 ? _ ("Duplicate step") : _ ("Duplicate steps"),
                          first);
  place = dup_place (self, first);
  /* Translators: a step or "3 steps", and "step 3 of 14" */
  text = g_strdup_printf (_ ("%1$s duplicated, %2$s"), what, place);
  esp_journey_desk_say (self, text);
}

static const GActionEntry entries[] = {
  { .name = "step-up", .activate = up_act },
  { .name = "step-down", .activate = down_act },
  { .name = "branch-left", .activate = branch_left_act },
  { .name = "branch-right", .activate = branch_right_act },
  { .name = "step-duplicate", .activate = duplicate_act },
};

/**
 * esp_journey_desk_add_acts:
 */
void
esp_journey_desk_add_acts (EspJourneyDesk *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}
