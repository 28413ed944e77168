/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey while it is edited: the graph, its steps, saving without being asked, and its problems. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-draft.h"

#include "engine/journey/esp-journey-ids.h"
#include "worker/esp-journey-draft-private.h"

/* Typing in one place within this time is one step. */
#define MERGE_US (2 * G_USEC_PER_SEC)
#define ALL_DRAFTS "esp-journey-drafts"

enum
{
  SIGNAL_CHANGED,
  SIGNAL_STATE,
  SIGNAL_PROBLEMS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspJourneyDraft, esp_journey_draft, G_TYPE_OBJECT)

/** esp_journey_draft_put_journey: holds @journey instead of what @field held. */
void
esp_journey_draft_put_journey (EspJourney **field, EspJourney *journey)
{
  EspJourney *old = *field;

  *field = journey != NULL ? esp_journey_ref (journey) : NULL;
  g_clear_pointer (&old, esp_journey_unref);
}

/** esp_journey_draft_put_text: holds @text, a GRefString, instead of what @field held. */
void
esp_journey_draft_put_text (char **field, char *text)
{
  char *old = *field;

  *field = text != NULL ? g_ref_string_acquire (text) : NULL;
  g_clear_pointer (&old, g_ref_string_release);
}

/** esp_journey_draft_tell_state: emits "state". */
void
esp_journey_draft_tell_state (EspJourneyDraft *self)
{
  g_signal_emit (self, signals[SIGNAL_STATE], 0);
}

/** esp_journey_draft_tell_problems: emits "problems". */
void
esp_journey_draft_tell_problems (EspJourneyDraft *self)
{
  g_signal_emit (self, signals[SIGNAL_PROBLEMS], 0);
}

/**
 * esp_journey_draft_tell_journey:
 *
 * Everybody sees the journey as it is now.
 */
void
esp_journey_draft_tell_journey (EspJourneyDraft *self)
{
  /* Whatever edits begin with knows which ids were ever given away; nobody else asks for that. */
  esp_journey_spent_note (&self->spent, self->journey);
  esp_journey_spent_raise (&self->spent, &self->journey->spent);
  self->journey->spent = self->spent;
  esp_draft_moves_trim (&self->moves, esp_journey_get_n_steps (self->journey));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  esp_journey_draft_tell_state (self);
  esp_journey_draft_check (self);
}

/**
 * esp_journey_draft_retry:
 *
 * After a failure: reads again what could not be read, or saves what could not be saved.
 */
void
esp_journey_draft_retry (EspJourneyDraft *self)
{
  g_return_if_fail (ESP_IS_JOURNEY_DRAFT (self));

  if (self->store != NULL && self->journey == NULL)
    esp_journey_draft_load_row (self);
  else
    esp_journey_draft_save (self);
}

/**
 * esp_journey_draft_apply:
 * @journey: what it is now
 * @title: what was done, translated: "Delete step"
 * @merge_key: (nullable): edits of the same key in a row are one step while they follow each other within two
 *   seconds: "title:send-1"
 *
 * Makes the journey another one, as a step that can be undone, and saves it soon.
 */
void
esp_journey_draft_apply (EspJourneyDraft *self,
                         EspJourney *journey,
                         const char *title,
                         const char *merge_key)
{
  const EspDraftMove *last;
  gboolean is_same_step;
  gint64 now_us;

  g_return_if_fail (ESP_IS_JOURNEY_DRAFT (self));
  g_return_if_fail (journey != NULL && title != NULL);

  if (self->journey == NULL || self->store == NULL || journey == self->journey)
    return;
  now_us = esp_clock_now_us (esp_store_get_clock (self->store));
  last = esp_draft_moves_peek_undo (&self->moves);
  is_same_step = merge_key != NULL && g_strcmp0 (merge_key, self->merge_key) == 0 &&
                 now_us - self->edited_at_us < MERGE_US && last != NULL &&
                 last->after == self->journey && last->before != NULL;
  if (is_same_step)
    esp_draft_moves_merge (&self->moves, journey, now_us);
  else
    esp_draft_moves_push (&self->moves, esp_draft_move_new (title, now_us, self->journey, journey));
  g_free (self->merge_key);
  self->merge_key = g_strdup (merge_key);
  self->edited_at_us = now_us;
  self->generation++;
  self->pending = 0;
  esp_journey_draft_save_soon (self);
  esp_journey_draft_put_journey (&self->journey, journey);
  esp_journey_draft_tell_journey (self);
}

/**
 * esp_journey_draft_undo:
 *
 * Takes the last step back; "changed" tells when it is done, which may be a moment later for a step that was
 * done long ago.
 *
 * Returns: whether there was a step to take back
 */
gboolean
esp_journey_draft_undo (EspJourneyDraft *self)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_DRAFT (self), FALSE);
  return esp_journey_draft_walk (self, -1);
}

/**
 * esp_journey_draft_redo:
 *
 * Returns: whether there was a step to do again
 */
gboolean
esp_journey_draft_redo (EspJourneyDraft *self)
{
  g_return_val_if_fail (ESP_IS_JOURNEY_DRAFT (self), FALSE);
  return esp_journey_draft_walk (self, 1);
}

static const char *
get_title (const EspDraftMove *move, gboolean more)
{
  if (move != NULL)
    return move->title;
  return more ? "" : NULL;
}

/**
 * esp_journey_draft_get_undo_title:
 *
 * Returns: (nullable): what undo would take back; "" when it came from elsewhere; NULL: nothing
 */
const char *
esp_journey_draft_get_undo_title (EspJourneyDraft *self)
{
  return get_title (esp_draft_moves_peek_undo (&self->moves), self->moves.more_undo);
}

/**
 * esp_journey_draft_get_redo_title:
 *
 * Returns: (nullable): what redo would do again
 */
const char *
esp_journey_draft_get_redo_title (EspJourneyDraft *self)
{
  return get_title (esp_draft_moves_peek_redo (&self->moves), self->moves.more_redo);
}

/**
 * esp_journey_draft_get_id:
 */
gint64
esp_journey_draft_get_id (EspJourneyDraft *self)
{
  return self->id;
}

/**
 * esp_journey_draft_is_loaded:
 *
 * Returns: whether there is a journey to edit
 */
gboolean
esp_journey_draft_is_loaded (EspJourneyDraft *self)
{
  return self->journey != NULL;
}

/**
 * esp_journey_draft_get_journey:
 *
 * Returns: (transfer none) (nullable): the journey as it is now; %NULL until it is loaded
 */
EspJourney *
esp_journey_draft_get_journey (EspJourneyDraft *self)
{
  return self->journey;
}

/**
 * esp_journey_draft_get_row:
 *
 * Returns: (transfer none) (nullable): name, state and version as the file has them; the draft in it may be
 *   an older one
 */
const EspJourneyRow *
esp_journey_draft_get_row (EspJourneyDraft *self)
{
  return self->row;
}

/**
 * esp_journey_draft_get_name:
 *
 * Returns: what the journey is called now; "" until it is loaded
 */
const char *
esp_journey_draft_get_name (EspJourneyDraft *self)
{
  if (self->journey != NULL && self->journey->name != NULL)
    return self->journey->name;
  return self->row != NULL ? self->row->name : "";
}

/**
 * esp_journey_draft_get_problems:
 *
 * Returns: (transfer none) (element-type EspJourneyProblem): what is wrong or strange; numbers in it are of
 *   esp_journey_draft_get_checked()
 */
const GArray *
esp_journey_draft_get_problems (EspJourneyDraft *self)
{
  return self->problems;
}

/**
 * esp_journey_draft_get_checked:
 *
 * Returns: (transfer none) (nullable): the journey that the problems are of; the present one, or for a moment
 *   the one before
 */
EspJourney *
esp_journey_draft_get_checked (EspJourneyDraft *self)
{
  return self->checked;
}

/**
 * esp_journey_draft_get_saved_at_us:
 *
 * Returns: when the draft was last saved, µs UTC; 0 is not known
 */
gint64
esp_journey_draft_get_saved_at_us (EspJourneyDraft *self)
{
  return self->saved_at_us;
}

/**
 * esp_journey_draft_is_dirty:
 *
 * Returns: whether something is not in the file yet
 */
gboolean
esp_journey_draft_is_dirty (EspJourneyDraft *self)
{
  return self->journey != NULL &&
         (self->journey != self->saved || !esp_draft_moves_are_saved (&self->moves));
}

/**
 * esp_journey_draft_get_failure:
 *
 * Returns: (nullable): why it could not be read or saved
 */
const GError *
esp_journey_draft_get_failure (EspJourneyDraft *self)
{
  return self->failure;
}

/* Sharing */

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspJourneyDraft *self)
{
  static const EspChangeKind asked = ESP_CHANGE_MESSAGE | ESP_CHANGE_SEGMENT | ESP_CHANGE_CHANNEL |
                                     ESP_CHANGE_FIELD | ESP_CHANGE_SETTING | ESP_CHANGE_JOURNEY |
                                     ESP_CHANGE_AUDIENCE;

  esp_segment_engine_note (self->engine, changes);
  if (esp_changes_has (changes, ESP_CHANGE_JOURNEY))
    esp_journey_draft_load_row (self);
  if (esp_changes_has (changes, asked))
    esp_journey_draft_check (self);
}

static GHashTable *
get_all (EspStore *store)
{
  GHashTable *all = g_object_get_data (G_OBJECT (store), ALL_DRAFTS);

  if (all == NULL)
    {
      all = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (store), ALL_DRAFTS, all,
                              (GDestroyNotify) g_hash_table_unref);
    }
  return all;
}

static void
close_for_good (EspJourneyDraft *self)
{
  if (self->store == NULL)
    return;
  (void) g_hash_table_remove (get_all (self->store), &self->id);
  esp_journey_draft_save_last (self);
  g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
}

/**
 * esp_journey_draft_close:
 *
 * For whoever got it from esp_journey_draft_new(): the last one to close it saves what is not saved.
 */
void
esp_journey_draft_close (EspJourneyDraft *self)
{
  g_return_if_fail (ESP_IS_JOURNEY_DRAFT (self));

  if (self->n_users > 0 && --self->n_users == 0)
    close_for_good (self);
}

static void
esp_journey_draft_dispose (GObject *object)
{
  close_for_good (ESP_JOURNEY_DRAFT (object));
  G_OBJECT_CLASS (esp_journey_draft_parent_class)->dispose (object);
}

static void
esp_journey_draft_finalize (GObject *object)
{
  EspJourneyDraft *self = ESP_JOURNEY_DRAFT (object);

  esp_draft_moves_clear (&self->moves);
  g_clear_pointer (&self->row, esp_journey_row_free);
  esp_journey_draft_put_journey (&self->journey, NULL);
  esp_journey_draft_put_journey (&self->saved, NULL);
  esp_journey_draft_put_journey (&self->checked, NULL);
  esp_journey_draft_put_journey (&self->walked, NULL);
  esp_journey_draft_put_text (&self->saved_text, NULL);
  esp_journey_draft_put_text (&self->walked_text, NULL);
  g_free (self->merge_key);
  g_clear_error (&self->failure);
  g_clear_pointer (&self->writing, esp_journey_saving_unref);
  esp_segment_engine_unref (self->engine);
  g_array_unref (self->problems);
  G_OBJECT_CLASS (esp_journey_draft_parent_class)->finalize (object);
}

static void
esp_journey_draft_class_init (EspJourneyDraftClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "state", "problems" };

  G_OBJECT_CLASS (klass)->dispose = esp_journey_draft_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_journey_draft_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_journey_draft_init (EspJourneyDraft *self)
{
  esp_draft_moves_init (&self->moves);
  self->engine = esp_segment_engine_new ();
  self->problems = g_array_new (FALSE, TRUE, sizeof (EspJourneyProblem));
}

/**
 * esp_journey_draft_new:
 * @id: a journey of @store
 *
 * Returns: (transfer full): the draft that everyone shares who has this journey open; a new one begins to
 *   load. Each call goes with one of esp_journey_draft_close().
 */
EspJourneyDraft *
esp_journey_draft_new (EspStore *store, gint64 id)
{
  GHashTable *all = get_all (store);
  EspJourneyDraft *self = g_hash_table_lookup (all, &id);

  if (self != NULL)
    {
      self->n_users++;
      return g_object_ref (self);
    }
  self = g_object_new (ESP_TYPE_JOURNEY_DRAFT, NULL);
  self->store = g_object_ref (store);
  self->id = id;
  self->n_users = 1;
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  g_hash_table_insert (all, g_memdup2 (&id, sizeof id), self);
  esp_journey_draft_load_row (self);
  return self;
}
