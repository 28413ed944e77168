/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the steps of a journey's draft in memory, numbered as in the file. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-draft-moves.h"

/* Journeys that steps lead to are kept as long as they have no more steps than this together. */
#define MAX_KEPT_STEPS 200000
#define MAX_KEPT_MOVES 200

/**
 * esp_draft_move_free:
 */
void
esp_draft_move_free (EspDraftMove *self)
{
  g_free (self->title);
  g_clear_pointer (&self->before, esp_journey_unref);
  g_clear_pointer (&self->after, esp_journey_unref);
  g_clear_pointer (&self->patch, esp_document_step_unref);
  g_free (self);
}

/**
 * esp_draft_move_new:
 *
 * Returns: (transfer full)
 */
EspDraftMove *
esp_draft_move_new (const char *title, gint64 at_us, EspJourney *before, EspJourney *after)
{
  EspDraftMove *self = g_new0 (EspDraftMove, 1);

  self->title = g_strdup (title);
  self->at_us = at_us;
  self->before = esp_journey_ref (before);
  self->after = esp_journey_ref (after);
  return self;
}

/** esp_draft_moves_init: no steps; pairs with esp_draft_moves_clear(). */
void
esp_draft_moves_init (EspDraftMoves *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->top = 0;
  self->more_undo = FALSE;
  self->more_redo = FALSE;
  esp_draft_moves_note_saved (self);
}

static void
clear_redo (EspDraftMoves *self)
{
  g_queue_clear_full (&self->redo, (GDestroyNotify) esp_draft_move_free);
  self->more_redo = FALSE;
}

/**
 * esp_draft_moves_clear:
 *
 * Forgets everything.
 */
void
esp_draft_moves_clear (EspDraftMoves *self)
{
  g_queue_clear_full (&self->undo, (GDestroyNotify) esp_draft_move_free);
  clear_redo (self);
  esp_draft_moves_init (self);
}

/**
 * esp_draft_moves_adopt:
 * @steps: (element-type EspDocumentStep): of the file, beyond those that are here, the nearest first
 */
void
esp_draft_moves_adopt (EspDraftMoves *self, GPtrArray *steps, gboolean are_undone)
{
  for (guint i = 0; i < steps->len; i++)
    {
      EspDocumentStep *step = g_ptr_array_index (steps, i);
      EspDraftMove *move = g_new0 (EspDraftMove, 1);

      move->number = step->number;
      move->title = g_strdup (step->title);
      move->at_us = step->at_us;
      move->patch = esp_document_step_ref (step);
      g_queue_push_tail (are_undone ? &self->redo : &self->undo, move);
    }
  if (self->undo.head != NULL)
    self->top = esp_draft_moves_peek_undo (self)->number;
  else if (self->redo.head != NULL)
    self->top = esp_draft_moves_peek_redo (self)->number - 1;
}

static void
cut_from (EspDraftMoves *self, gint64 number)
{
  clear_redo (self);
  self->cut = MIN (self->cut, number);
}

/**
 * esp_draft_moves_push:
 * @move: (transfer full): what was just done
 */
void
esp_draft_moves_push (EspDraftMoves *self, EspDraftMove *move)
{
  move->number = ++self->top;
  cut_from (self, move->number);
  g_queue_push_head (&self->undo, move);
}

/**
 * esp_draft_moves_merge:
 *
 * The last step leads to @after now.
 */
void
esp_draft_moves_merge (EspDraftMoves *self, EspJourney *after, gint64 at_us)
{
  EspDraftMove *move = esp_draft_moves_peek_undo (self);

  (void) esp_journey_ref (after);
  g_clear_pointer (&move->after, esp_journey_unref);
  move->after = after;
  move->at_us = at_us;
  g_clear_pointer (&move->patch, esp_document_step_unref);
  cut_from (self, move->number);
}

/**
 * esp_draft_moves_peek_undo:
 *
 * Returns: (transfer none) (nullable)
 */
EspDraftMove *
esp_draft_moves_peek_undo (const EspDraftMoves *self)
{
  return self->undo.head != NULL ? self->undo.head->data : NULL;
}

/**
 * esp_draft_moves_peek_redo:
 *
 * Returns: (transfer none) (nullable)
 */
EspDraftMove *
esp_draft_moves_peek_redo (const EspDraftMoves *self)
{
  return self->redo.head != NULL ? self->redo.head->data : NULL;
}

static void
note_turned (EspDraftMoves *self, gint64 number)
{
  self->low = MIN (self->low, number);
  self->high = MAX (self->high, number);
}

/**
 * esp_draft_moves_undo:
 *
 * Takes back the newest step, whose journey before it is here.
 *
 * Returns: (transfer none): that journey
 */
EspJourney *
esp_draft_moves_undo (EspDraftMoves *self)
{
  EspDraftMove *move = g_queue_pop_head (&self->undo);

  g_queue_push_head (&self->redo, move);
  self->top = move->number - 1;
  note_turned (self, move->number);
  return move->before;
}

/**
 * esp_draft_moves_redo:
 *
 * Does the next step again, whose journey after it is here.
 *
 * Returns: (transfer none): that journey
 */
EspJourney *
esp_draft_moves_redo (EspDraftMoves *self)
{
  EspDraftMove *move = g_queue_pop_head (&self->redo);

  g_queue_push_head (&self->undo, move);
  self->top = move->number;
  note_turned (self, move->number);
  return move->after;
}

/**
 * esp_draft_moves_are_saved:
 *
 * Returns: whether the file has them all as they are
 */
gboolean
esp_draft_moves_are_saved (const EspDraftMoves *self)
{
  return self->cut == G_MAXINT64 && self->low > self->high;
}

/**
 * esp_draft_moves_note_saved:
 */
void
esp_draft_moves_note_saved (EspDraftMoves *self)
{
  self->cut = G_MAXINT64;
  self->low = G_MAXINT64;
  self->high = 0;
}

/**
 * esp_draft_moves_note_unsaved:
 *
 * Writing them failed; what had to be written then has to be written still.
 */
void
esp_draft_moves_note_unsaved (EspDraftMoves *self, gint64 cut, gint64 low, gint64 high)
{
  self->cut = MIN (self->cut, cut);
  self->low = MIN (self->low, low);
  self->high = MAX (self->high, high);
}

/**
 * esp_draft_moves_list_unsaved:
 *
 * Returns: (transfer container) (element-type EspDraftMove): the steps that the file does not have, the
 *   oldest first
 */
GPtrArray *
esp_draft_moves_list_unsaved (const EspDraftMoves *self)
{
  GPtrArray *moves = g_ptr_array_new ();

  for (GList *l = self->undo.head; l != NULL; l = l->next)
    if (((EspDraftMove *) l->data)->number >= self->cut)
      g_ptr_array_insert (moves, 0, l->data);
    else
      break;
  for (GList *l = self->redo.head; l != NULL; l = l->next)
    if (((EspDraftMove *) l->data)->number >= self->cut)
      g_ptr_array_add (moves, l->data);
  return moves;
}

/**
 * esp_draft_moves_steal_unsaved:
 *
 * Returns: (transfer full) (element-type EspDraftMove): the steps that can be taken back and that the file
 *   does not have, the oldest first; they are not here any more
 */
GPtrArray *
esp_draft_moves_steal_unsaved (EspDraftMoves *self)
{
  GPtrArray *moves = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_draft_move_free);

  while (self->undo.head != NULL && ((EspDraftMove *) self->undo.head->data)->number >= self->cut)
    g_ptr_array_insert (moves, 0, g_queue_pop_head (&self->undo));
  return moves;
}

static void
trim_queue (EspDraftMoves *self, GQueue *queue, guint n_kept)
{
  for (GList *l = g_queue_peek_nth_link (queue, n_kept); l != NULL; l = l->next)
    {
      EspDraftMove *move = l->data;

      if (move->before == NULL && move->after == NULL)
        return;
      if (move->patch == NULL || move->number >= self->cut)
        continue;
      g_clear_pointer (&move->before, esp_journey_unref);
      g_clear_pointer (&move->after, esp_journey_unref);
    }
}

/**
 * esp_draft_moves_trim:
 * @n_steps: of the journey, which tells how much memory one takes
 *
 * Lets go of journeys that are far away; the differences stay.
 */
void
esp_draft_moves_trim (EspDraftMoves *self, guint n_steps)
{
  guint n_kept = CLAMP (MAX_KEPT_STEPS / MAX (n_steps, 1), 2, MAX_KEPT_MOVES);

  trim_queue (self, &self->undo, n_kept);
  trim_queue (self, &self->redo, n_kept);
}
