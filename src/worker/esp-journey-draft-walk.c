/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes back and forth over the steps of a journey, also those that only the file has. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-draft-private.h"

static void go_on_stepping (EspJourneyDraft *self);

static void
paged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  EspJourneyPaging *paging = esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_stepping = FALSE;
  if (paging != NULL && self->store != NULL)
    {
      gboolean *more = paging->are_undone ? &self->moves.more_redo : &self->moves.more_undo;
      GQueue *queue = paging->are_undone ? &self->moves.redo : &self->moves.undo;

      /* Something may have been done meanwhile that these do not go with. */
      if (*more && g_queue_is_empty (queue))
        {
          esp_draft_moves_adopt (&self->moves, paging->steps, paging->are_undone);
          *more = paging->steps->len >= ESP_JOURNEY_DRAFT_PAGE;
        }
      go_on_stepping (self);
    }
  else
    self->pending = 0;
  g_clear_pointer (&paging, esp_journey_paging_free);
}

static void
page (EspJourneyDraft *self, gboolean are_undone)
{
  EspJourneyPaging *paging = g_new0 (EspJourneyPaging, 1);

  paging->id = self->id;
  paging->are_undone = are_undone;
  paging->from = are_undone ? self->moves.top : self->moves.top + 1;
  self->is_stepping = TRUE;
  esp_store_read_async (self->store, ESP_READ_PAGE, esp_journey_draft_page, paging,
                        (GDestroyNotify) esp_journey_paging_free, NULL, paged_cb,
                        g_object_ref (self));
}

static void
stepped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDraft) self = user_data;
  g_autoptr (EspJourneyStepping) stepping =
    esp_store_read_finish (ESP_STORE (source), result, NULL);
  EspDraftMove *move;

  self->is_stepping = FALSE;
  if (stepping == NULL || self->store == NULL)
    return;
  if (stepping->generation != self->generation)
    {
      go_on_stepping (self);
      return;
    }
  move = stepping->is_redo ? esp_draft_moves_peek_redo (&self->moves)
                           : esp_draft_moves_peek_undo (&self->moves);
  if (move == NULL)
    return;
  if (stepping->other == NULL)
    {
      /* Nobody can go that way; what lies behind it is out of reach. */
      self->pending = 0;
      g_queue_clear_full (stepping->is_redo ? &self->moves.redo : &self->moves.undo,
                          (GDestroyNotify) esp_draft_move_free);
      *(stepping->is_redo ? &self->moves.more_redo : &self->moves.more_undo) = FALSE;
      esp_journey_draft_tell_state (self);
      return;
    }
  esp_journey_draft_put_journey (stepping->is_redo ? &move->before : &move->after,
                                 stepping->journey);
  esp_journey_draft_put_journey (stepping->is_redo ? &move->after : &move->before, stepping->other);
  esp_journey_draft_put_journey (&self->walked, stepping->other);
  esp_journey_draft_put_text (&self->walked_text, stepping->text);
  go_on_stepping (self);
}

static void
step (EspJourneyDraft *self, const EspDraftMove *move, gboolean is_redo)
{
  EspJourneyStepping *stepping = g_new0 (EspJourneyStepping, 1);

  stepping->generation = self->generation;
  stepping->journey = esp_journey_ref (self->journey);
  stepping->patch = esp_document_step_ref (move->patch);
  stepping->is_redo = is_redo;
  if (self->journey == self->saved && !self->is_rough)
    esp_journey_draft_put_text (&stepping->text, self->saved_text);
  else if (self->journey == self->walked)
    esp_journey_draft_put_text (&stepping->text, self->walked_text);
  self->is_stepping = TRUE;
  esp_store_read_async (self->store, ESP_READ_PAGE, esp_journey_draft_step, stepping,
                        (GDestroyNotify) esp_journey_stepping_free, NULL, stepped_cb,
                        g_object_ref (self));
}

/* Goes as far as it can at once; the rest when a page or a journey has come. */
static void
go_on_stepping (EspJourneyDraft *self)
{
  EspJourney *found = NULL;

  while (self->pending != 0 && !self->is_stepping)
    {
      gboolean is_redo = self->pending > 0;
      const EspDraftMove *move = is_redo ? esp_draft_moves_peek_redo (&self->moves)
                                         : esp_draft_moves_peek_undo (&self->moves);
      gboolean more = is_redo ? self->moves.more_redo : self->moves.more_undo;

      if (move == NULL && !more)
        self->pending = 0;
      else if (move == NULL)
        page (self, is_redo);
      else if ((is_redo ? move->after : move->before) == NULL)
        {
          if (found != NULL)
            break; /* that one is shown first */
          step (self, move, is_redo);
        }
      else
        {
          found =
            is_redo ? esp_draft_moves_redo (&self->moves) : esp_draft_moves_undo (&self->moves);
          esp_journey_draft_put_journey (&self->journey, found);
          self->pending += is_redo ? -1 : 1;
        }
    }
  if (found == NULL)
    return;
  g_clear_pointer (&self->merge_key, g_free);
  esp_journey_draft_save_soon (self);
  esp_journey_draft_tell_journey (self);
  if (self->pending != 0)
    go_on_stepping (self);
}

/**
 * esp_journey_draft_walk:
 * @way: -1 back, 1 forth
 *
 * Returns: whether there is a step
 */
gboolean
esp_journey_draft_walk (EspJourneyDraft *self, int way)
{
  if (self->store == NULL || self->journey == NULL)
    return FALSE;
  if (way < 0 ? esp_draft_moves_peek_undo (&self->moves) == NULL && !self->moves.more_undo
              : esp_draft_moves_peek_redo (&self->moves) == NULL && !self->moves.more_redo)
    return FALSE;
  self->pending += way;
  go_on_stepping (self);
  return TRUE;
}
