/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the draft of a journey and the file the same, whoever changes which of them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-draft-private.h"

#include "engine/journey/esp-journey-ids.h"

/* A pause this long in the work saves it. */
#define SAVE_DELAY_MS 400

/* What a write comes back to. */
typedef struct
{
  EspJourneyDraft *draft;   /* (owned) */
  EspJourneySaving *saving; /* (owned) */
} Written;

static void
set_failure (EspJourneyDraft *self, GError *error)
{
  g_clear_error (&self->failure);
  self->failure = error;
}

static gint64
now (EspJourneyDraft *self)
{
  return esp_clock_now_us (esp_store_get_clock (self->store));
}

static void
take_row (EspJourneyDraft *self, EspJourneyLoading *loading)
{
  g_clear_pointer (&self->row, esp_journey_row_free);
  self->row = g_steal_pointer (&loading->row);
  self->saved_at_us = self->row->updated_at_us;
}

static void
take_saved (EspJourneyDraft *self, EspJourney *journey, char *text, gboolean is_rough)
{
  esp_journey_draft_put_journey (&self->saved, journey);
  esp_journey_draft_put_text (&self->saved_text, text);
  self->is_rough = is_rough;
}

/* The file's steps instead of those that are here. */
static void
take_moves (EspJourneyDraft *self, EspJourneyLoading *loading)
{
  esp_draft_moves_clear (&self->moves);
  esp_draft_moves_adopt (&self->moves, loading->undo, FALSE);
  esp_draft_moves_adopt (&self->moves, loading->redo, TRUE);
  self->moves.more_undo = loading->undo->len >= ESP_JOURNEY_DRAFT_PAGE;
  self->moves.more_redo = loading->redo->len >= ESP_JOURNEY_DRAFT_PAGE;
  if (loading->turned > 0)
    esp_draft_moves_note_unsaved (&self->moves, G_MAXINT64, loading->turned, loading->turned);
  if (loading->is_broken)
    esp_draft_moves_note_unsaved (&self->moves, 0, G_MAXINT64, 0);
}

/* Another program gave the file another draft. What it did is a step, and what was done here stands on it. */
static void
rebase (EspJourneyDraft *self, EspJourneyLoading *loading)
{
  g_autoptr (GPtrArray) ours = esp_draft_moves_steal_unsaved (&self->moves);
  gboolean is_ours = self->journey != self->saved;

  if (is_ours && ours->len == 0)
    g_ptr_array_add (ours, esp_draft_move_new ("", now (self), self->saved, self->journey));
  take_moves (self, loading);
  if (loading->is_broken)
    esp_draft_moves_push (&self->moves,
                          esp_draft_move_new ("", now (self), self->saved, loading->journey));
  take_saved (self, loading->journey, loading->text, loading->is_rough);
  for (guint i = 0; is_ours && i < ours->len; i++)
    {
      const EspDraftMove *own = g_ptr_array_index (ours, i);

      esp_draft_moves_push (&self->moves,
                            esp_draft_move_new (own->title, own->at_us,
                                                i == 0 ? loading->journey : own->before,
                                                own->after));
    }
  take_row (self, loading);
  g_clear_pointer (&self->merge_key, g_free);
  self->generation++;
  self->pending = 0;
  if (!is_ours)
    esp_journey_draft_put_journey (&self->journey, loading->journey);
  esp_journey_draft_tell_journey (self);
  if (!esp_draft_moves_are_saved (&self->moves) || is_ours)
    esp_journey_draft_save_soon (self);
}

static void
adopt (EspJourneyDraft *self, EspJourneyLoading *loading)
{
  esp_journey_spent_raise (&self->spent, &loading->spent);
  if (loading->journey == NULL) /* only what stands beside the text can be new */
    take_row (self, loading);
  else if (self->journey != NULL)
    {
      rebase (self, loading);
      return;
    }
  else
    {
      take_moves (self, loading);
      take_saved (self, loading->journey, loading->text, loading->is_rough);
      take_row (self, loading);
      esp_journey_draft_put_journey (&self->journey, loading->journey);
      esp_journey_draft_tell_journey (self);
    }
  esp_journey_draft_tell_state (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  EspJourneyLoading *loading = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->store == NULL)
    g_clear_pointer (&loading, esp_journey_loading_free);
  else if (loading == NULL)
    {
      set_failure (self, g_steal_pointer (&error));
      esp_journey_draft_tell_state (self);
    }
  else if (self->writing != NULL)
    self->wants_load = TRUE; /* what is being written looks for itself, but only at the text */
  else if (loading->journey != NULL && g_strcmp0 (self->saved_text, loading->known) != 0)
    esp_journey_draft_load_row (self); /* what was read is older than what was written meanwhile */
  else
    {
      if (self->journey == NULL)
        set_failure (self, NULL);
      adopt (self, loading);
    }
  g_clear_pointer (&loading, esp_journey_loading_free);
}

/**
 * esp_journey_draft_load_row:
 *
 * Reads what the file has, unless it is known.
 */
void
esp_journey_draft_load_row (EspJourneyDraft *self)
{
  EspJourneyLoading *loading = esp_journey_loading_new (self->id, self->saved_text);

  self->wants_load = FALSE;
  esp_store_read_async (self->store, ESP_READ_PAGE, esp_journey_draft_load, loading,
                        (GDestroyNotify) esp_journey_loading_free, NULL, loaded_cb,
                        g_object_ref (self));
}

/* Writing */

static EspJourneySaving *
saving_new (EspJourneyDraft *self)
{
  EspJourneySaving *saving = g_new0 (EspJourneySaving, 1);
  g_autoptr (GPtrArray) moves = esp_draft_moves_list_unsaved (&self->moves);

  g_atomic_ref_count_init (&saving->refs);
  saving->id = self->id;
  saving->name = g_strdup (self->row->name);
  saving->journey = esp_journey_ref (self->journey);
  saving->saved = esp_journey_ref (self->saved);
  saving->saved_text = g_ref_string_acquire (self->saved_text);
  saving->is_rough = self->is_rough;
  saving->cut = self->moves.cut;
  saving->low = self->moves.low;
  saving->high = self->moves.high;
  saving->top = self->moves.top;
  saving->moves = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_draft_move_free);
  for (guint i = 0; i < moves->len; i++)
    {
      const EspDraftMove *move = g_ptr_array_index (moves, i);
      EspDraftMove *copy = g_new0 (EspDraftMove, 1);

      copy->number = move->number;
      copy->title = g_strdup (move->title);
      copy->at_us = move->at_us;
      esp_journey_draft_put_journey (&copy->before, move->before);
      esp_journey_draft_put_journey (&copy->after, move->after);
      copy->patch = move->patch != NULL ? esp_document_step_ref (move->patch) : NULL;
      g_ptr_array_add (saving->moves, copy);
    }
  esp_draft_moves_note_saved (&self->moves);
  return saving;
}

static void
take_patch (GQueue *queue, const EspDraftMove *written)
{
  for (GList *l = queue->head; l != NULL; l = l->next)
    {
      EspDraftMove *move = l->data;

      if (move->number != written->number)
        continue;
      if (move->patch == NULL && move->before == written->before && move->after == written->after)
        move->patch = esp_document_step_ref (written->patch);
      return;
    }
}

static void
note_saved (EspJourneyDraft *self, EspJourneySaving *saving)
{
  const char *name = saving->journey->name != NULL ? saving->journey->name : saving->name;

  for (guint i = 0; i < saving->moves->len; i++)
    {
      const EspDraftMove *written = g_ptr_array_index (saving->moves, i);

      take_patch (&self->moves.undo, written);
      take_patch (&self->moves.redo, written);
    }
  take_saved (self, saving->journey, saving->text, FALSE);
  if (g_strcmp0 (self->row->name, name) != 0)
    {
      g_free (self->row->name);
      self->row->name = g_strdup (name);
    }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Written *written = user_data;
  g_autoptr (EspJourneyDraft) self = written->draft;
  g_autoptr (EspJourneySaving) saving = written->saving;
  g_autoptr (GError) error = NULL;
  gboolean is_ok = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);

  g_free (written);
  if (self->writing == saving)
    g_clear_pointer (&self->writing, esp_journey_saving_unref);
  set_failure (self, NULL);
  if (is_ok && saving->other == NULL)
    {
      note_saved (self, saving);
      self->saved_at_us = esp_clock_now_us (esp_store_get_clock (ESP_STORE (source)));
    }
  else
    esp_draft_moves_note_unsaved (&self->moves, saving->cut, saving->low, saving->high);
  if (!is_ok)
    set_failure (self, g_steal_pointer (&error));
  if (self->store != NULL && saving->other != NULL)
    rebase (self, saving->other);
  else if (self->store != NULL && is_ok && esp_journey_draft_is_dirty (self))
    esp_journey_draft_save_soon (self);
  if (self->store != NULL && self->wants_load)
    esp_journey_draft_load_row (self);
  esp_journey_draft_tell_state (self);
}

static void
save_now (EspJourneyDraft *self)
{
  Written *written = g_new0 (Written, 1);
  EspJourneySaving *saving = saving_new (self);

  written->draft = g_object_ref (self);
  written->saving = esp_journey_saving_ref (saving);
  saving->previous = self->writing;
  self->writing = esp_journey_saving_ref (saving);
  esp_store_write_async (self->store, NULL, esp_journey_draft_write, saving,
                         (GDestroyNotify) esp_journey_saving_unref, saved_cb, written);
}

/**
 * esp_journey_draft_save:
 *
 * Saves now what was not saved yet; for a closing window and a lost focus.
 */
void
esp_journey_draft_save (EspJourneyDraft *self)
{
  g_return_if_fail (ESP_IS_JOURNEY_DRAFT (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->store == NULL || self->writing != NULL || !esp_journey_draft_is_dirty (self))
    return;
  save_now (self);
  esp_journey_draft_tell_state (self);
}

/**
 * esp_journey_draft_save_last:
 *
 * Before the draft closes: what is being written may be older than what is here, so the newer one queues
 * behind it.
 */
void
esp_journey_draft_save_last (EspJourneyDraft *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (esp_store_is_read_only (self->store) || !esp_journey_draft_is_dirty (self) ||
      (self->writing != NULL && self->writing->journey == self->journey &&
       esp_draft_moves_are_saved (&self->moves)))
    return;
  if (self->writing != NULL)
    esp_draft_moves_note_unsaved (&self->moves, self->writing->cut, self->writing->low,
                                  self->writing->high);
  save_now (self);
}

static gboolean
save_timeout_cb (gpointer user_data)
{
  EspJourneyDraft *self = user_data;

  self->save_source = 0;
  esp_journey_draft_save (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_journey_draft_save_soon:
 */
void
esp_journey_draft_save_soon (EspJourneyDraft *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->writing == NULL)
    self->save_source = g_timeout_add (SAVE_DELAY_MS, save_timeout_cb, self);
}
