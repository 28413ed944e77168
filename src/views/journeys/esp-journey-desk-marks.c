/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks what the draft of a journey changes: held against what people enter, on a reader's thread. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "engine/journey/esp-journey-diff.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-journeys.h"
#include "views/journeys/esp-journey-desk-canvas.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 id;
  guint version;
  EspJourney *draft;  /* (owned) */
  GHashTable *marks;  /* (owned) (nullable) result: id of a step to EspFaceMark */
  GArray *ghosts;     /* (owned) (nullable) result */
  EspJourney *before; /* (owned) (nullable) result */
} Comparison;

/* A step that the draft has no more, and between which steps it would stand now. */
typedef struct
{
  char *step; /* (owned) (nullable) */
  int branch;
  guint32 old_step;
} Ghost;

static void
ghost_clear (gpointer data)
{
  g_free (((Ghost *) data)->step);
}

static void
comparison_free (gpointer data)
{
  Comparison *comparison = data;

  esp_journey_unref (comparison->draft);
  g_clear_pointer (&comparison->marks, g_hash_table_unref);
  g_clear_pointer (&comparison->ghosts, g_array_unref);
  g_clear_pointer (&comparison->before, esp_journey_unref);
  g_free (comparison);
}

static void
note_difference (GHashTable *marks, const EspDifference *difference)
{
  if (difference->place != ESP_DIFFERENCE_OF_STEP && difference->place != ESP_DIFFERENCE_OF_BRANCH)
    return;
  if (difference->place == ESP_DIFFERENCE_OF_STEP && difference->kind == ESP_DIFFERENCE_ADDED)
    g_hash_table_replace (marks, g_strdup (difference->id), GINT_TO_POINTER (ESP_FACE_MARK_ADDED));
  else if (difference->kind != ESP_DIFFERENCE_REMOVED &&
           !g_hash_table_contains (marks, difference->id))
    g_hash_table_replace (marks, g_strdup (difference->id),
                          GINT_TO_POINTER (ESP_FACE_MARK_CHANGED));
}

/* The place behind the last step before it that is still there. */
static void
find_place (const EspJourneyDiff *diff, const EspDifference *removed, Ghost *ghost)
{
  const EspDifference *at = removed;

  ghost->branch = -1;
  while (at != NULL)
    {
      const char *id = at->after != NULL ? at->after : at->parent;
      guint32 step = id != NULL ? esp_journey_find_step (diff->after, id) : ESP_JOURNEY_NOWHERE;

      if (id == NULL)
        return;
      if (step != ESP_JOURNEY_NOWHERE)
        {
          guint n = esp_journey_step_get_n_branches (esp_journey_get_step (diff->after, step));

          ghost->step = g_strdup (id);
          if (at->after == NULL && at->parent_branch >= 0 && (guint) at->parent_branch < n)
            ghost->branch = at->parent_branch;
          return;
        }
      at = esp_journey_diff_find (diff, ESP_DIFFERENCE_REMOVED, id);
    }
}

static void
note_ghost (GArray *ghosts, const EspJourneyDiff *diff, const EspDifference *difference)
{
  Ghost ghost = { NULL, -1, difference->old_step };

  if (difference->place != ESP_DIFFERENCE_OF_STEP || difference->kind != ESP_DIFFERENCE_REMOVED ||
      difference->old_step == ESP_JOURNEY_NOWHERE)
    return;
  find_place (diff, difference, &ghost);
  g_array_append_val (ghosts, ghost);
}

static gboolean
compare_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Comparison *comparison = data;
  g_autoptr (EspJourneyVersion) version =
    esp_journey_version_load (tx, comparison->id, comparison->version, error);
  g_autoptr (EspJourney) before =
    version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
  g_autoptr (EspJourneyDiff) diff = NULL;

  if (before == NULL)
    return FALSE;
  diff = esp_journey_diff_new (before, comparison->draft);
  comparison->ghosts = g_array_new (FALSE, FALSE, sizeof (Ghost));
  g_array_set_clear_func (comparison->ghosts, ghost_clear);
  comparison->marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < diff->differences->len; i++)
    {
      const EspDifference *difference = &g_array_index (diff->differences, EspDifference, i);

      note_difference (comparison->marks, difference);
      note_ghost (comparison->ghosts, diff, difference);
    }
  comparison->before = g_steal_pointer (&before);
  return TRUE;
}

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDesk) self = user_data;
  Comparison *comparison = esp_store_read_finish (ESP_STORE (source), result, NULL);

  self->is_marking = FALSE;
  if (comparison == NULL) /* it says nothing of the draft, which can be edited all the same */
    return;
  if (self->box != NULL)
    {
      g_clear_pointer (&self->marks, g_hash_table_unref);
      g_clear_pointer (&self->marked, esp_journey_unref);
      self->marks = g_steal_pointer (&comparison->marks);
      g_clear_pointer (&self->ghosts, g_array_unref);
      g_clear_pointer (&self->marked_before, esp_journey_unref);
      self->ghosts = g_steal_pointer (&comparison->ghosts);
      self->marked_before = g_steal_pointer (&comparison->before);
      self->marked = esp_journey_ref (comparison->draft);
      self->marked_version = comparison->version;
      esp_journey_desk_canvas_show (self);
    }
  comparison_free (comparison);
}

/**
 * esp_journey_desk_read_marks:
 *
 * Compares the draft, when it is shown, with what is published; the canvas is shown anew once that is known.
 */
void
esp_journey_desk_read_marks (EspJourneyDesk *self)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (self->draft);
  EspJourney *draft = esp_journey_draft_get_journey (self->draft);
  Comparison *comparison;

  if (self->is_marking || self->shown_version != 0 || row == NULL || row->version == 0 ||
      draft == NULL || (self->marked == draft && self->marked_version == row->version))
    return;
  comparison = g_new0 (Comparison, 1);
  comparison->id = self->id;
  comparison->version = row->version;
  comparison->draft = esp_journey_ref (draft);
  self->is_marking = TRUE;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, compare_in_tx,
                        comparison, comparison_free, esp_session_get_cancellable (self->session),
                        compared_cb, g_object_ref (self));
}

/* Whoever reads the canvas aloud hears of it at the step before. */
static void
say_ghost (EspJourneyFaces *faces, const char *step, const char *title)
{
  const EspJourneyFace *face =
    step != NULL ? esp_journey_faces_get_step (faces, step) : esp_journey_faces_get_entries (faces);
  EspJourneyFace *marked;
  g_autofree char *name = NULL;

  if (face == NULL || face->accessible_name == NULL)
    return;
  marked = esp_journey_face_copy (face);
  name = g_steal_pointer (&marked->accessible_name);
  /* Translators: what a step is called; the name of a step that stood behind it */
  marked->accessible_name = g_strdup_printf (_ ("%1$s; removed behind it: %2$s"), name, title);
  if (step != NULL)
    esp_journey_faces_set_step (faces, step, marked);
  else
    esp_journey_faces_set_entries (faces, marked);
}

static void
write_ghosts (EspJourneyDesk *self, EspJourneyFaces *faces)
{
  const EspJourney *journey = esp_journey_desk_get_journey (self);

  for (guint i = 0; self->ghosts != NULL && i < self->ghosts->len; i++)
    {
      const Ghost *ghost = &g_array_index (self->ghosts, Ghost, i);
      const EspJourneyStep *old = esp_journey_get_step (self->marked_before, ghost->old_step);
      g_autofree char *title = NULL;
      EspJourneyEdgeFace *edge;
      char *before;

      if (esp_journey_find_step (journey, old->id) != ESP_JOURNEY_NOWHERE ||
          (ghost->step != NULL &&
           esp_journey_find_step (journey, ghost->step) == ESP_JOURNEY_NOWHERE))
        continue; /* it has been changed since */
      title = esp_journey_words_title (self->marked_before, old, self->names);
      edge = esp_journey_faces_edit_edge (faces, ghost->step, ghost->branch);
      before = edge->gone;
      edge->gone = before != NULL ? g_strdup_printf ("%s, %s", before, title) : g_strdup (title);
      g_free (before);
      say_ghost (faces, ghost->step, title);
    }
}

/**
 * esp_journey_desk_write_marks:
 *
 * Writes what is known of the changes on the faces of the draft.
 */
void
esp_journey_desk_write_marks (EspJourneyDesk *self, EspJourneyFaces *faces)
{
  GHashTableIter iter;
  gpointer id;
  gpointer mark;

  if (self->marks == NULL || self->shown_version != 0)
    return;
  write_ghosts (self, faces);
  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &id, &mark))
    {
      const EspJourneyFace *face = esp_journey_faces_get_step (faces, id);
      EspJourneyFace *marked;

      if (face == NULL) /* it is gone since */
        continue;
      marked = esp_journey_face_copy (face);
      marked->mark = (EspFaceMark) GPOINTER_TO_INT (mark);
      g_free (marked->mark_text);
      marked->mark_text =
        g_strdup (marked->mark == ESP_FACE_MARK_ADDED ? C_ ("step of a journey", "new")
                                                      : C_ ("step of a journey", "changed"));
      esp_journey_faces_set_step (faces, id, marked);
    }
}
