/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message while it is edited: the document, its undo steps, and saving without being asked. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-message-draft.h"

#include "model/esp-draft-io.h"
#include "model/esp-draft-steps.h"
#include "store/esp-messages.h"

#include <string.h>

/* A pause this long in the work saves it. */
#define SAVE_DELAY_MS 400
/* Typing in one place within this time is one step. */
#define MERGE_US (2 * G_USEC_PER_SEC)
/* The state before a longer piece of work is kept as a version, and again after this much work. */
#define KEEP_US (10 * 60 * G_USEC_PER_SEC)

struct _EspMessageDraft
{
  GObject parent_instance;

  EspStore *store; /* (owned) (nullable) NULL once closed */
  gulong changed_handler;
  gint64 id;
  char *document;   /* (owned) (nullable) NULL until it is loaded */
  char *name;       /* (owned) */
  char *saved;      /* (owned) (nullable) the document that the file has */
  char *saved_name; /* (owned) */
  int version;
  gint64 saved_at_us;
  gboolean is_archived;

  EspDraftSteps steps;
  GPtrArray *moves;  /* (owned) (element-type EspDraftChange) that are not in the file yet */
  GPtrArray *saving; /* (owned) (nullable) those that are being written */
  char *merge_key;   /* (owned) (nullable) of the last edit */
  gint64 edited_at_us;
  gint64 kept_at_us; /* when the file was last kept as a version; 0: not since it was opened */

  guint save_source;
  gboolean is_writing;
  GError *failure; /* (nullable) why it could not be read or saved */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_STATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspMessageDraft, esp_message_draft, G_TYPE_OBJECT)

static void
set_text (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

static void
emit_state (EspMessageDraft *self)
{
  g_signal_emit (self, signals[SIGNAL_STATE], 0);
}

/* Reading */

/* Undo goes on where it was, so that closing the program forgets nothing. */
static void
adopt_steps (EspMessageDraft *self, const EspDraftCall *call)
{
  const GPtrArray *older = call->older;
  const char *before = self->document;

  for (guint i = 0; call->undo != NULL && i < call->undo->len; i++)
    {
      const EspDraftKept *kept = call->undo->pdata[i];

      esp_draft_steps_push_oldest (&self->steps, kept->document, kept->title);
    }
  for (guint i = 0; call->redo != NULL && i < call->redo->len; i++)
    {
      const EspDraftKept *kept = call->redo->pdata[i];

      esp_draft_steps_push_last_redo (&self->steps, kept->document, kept->title);
    }
  /* A message from before steps were kept has its versions. */
  if (call->undo != NULL && call->undo->len > 0)
    return;
  for (guint i = 0; i < older->len; i++)
    {
      const char *document = older->pdata[i];

      if (g_str_equal (document, before))
        continue;
      esp_draft_steps_push_oldest (&self->steps, document, "");
      before = document;
    }
}

static void
adopt (EspMessageDraft *self, const EspMessageRow *row)
{
  gboolean is_other = g_strcmp0 (self->document, row->document) != 0;
  gboolean is_renamed = g_strcmp0 (self->name, row->name) != 0;

  if (self->document != NULL && is_other)
    {
      esp_draft_steps_push (&self->steps, self->document, "");
      esp_draft_steps_forget_redo (&self->steps);
      g_clear_pointer (&self->merge_key, g_free);
    }
  set_text (&self->document, row->document);
  set_text (&self->saved, row->document);
  set_text (&self->name, row->name);
  set_text (&self->saved_name, row->name);
  self->version = row->version;
  self->saved_at_us = row->updated_at_us;
  self->is_archived = row->archived_at_us != 0;
  if (is_other || is_renamed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  emit_state (self);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessageDraft) self = user_data;
  g_autoptr (GError) error = NULL;
  EspDraftCall *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->store == NULL)
    g_clear_pointer (&call, esp_draft_call_free);
  if (call == NULL)
    {
      if (self->store == NULL)
        return;
      g_clear_error (&self->failure);
      self->failure = g_steal_pointer (&error);
      emit_state (self);
      return;
    }
  /* What is being edited here is newer than what was read. */
  if (!esp_message_draft_is_dirty (self))
    {
      adopt (self, call->row);
      if (call->older != NULL)
        {
          adopt_steps (self, call);
          emit_state (self);
        }
    }
  esp_draft_call_free (call);
}

static void
load (EspMessageDraft *self)
{
  EspDraftCall *call = g_new0 (EspDraftCall, 1);

  call->id = self->id;
  call->wants_steps = self->document == NULL;
  esp_store_read_async (self->store, ESP_READ_PAGE, esp_draft_load, call,
                        (GDestroyNotify) esp_draft_call_free, NULL, loaded_cb, g_object_ref (self));
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspMessageDraft *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_MESSAGE) && !esp_message_draft_is_dirty (self))
    load (self);
}

/* Writing */

static void schedule_save (EspMessageDraft *self);

typedef struct
{
  EspMessageDraft *draft; /* (owned) */
  char *name;
  char *document;
  gint64 keeps_at_us; /* when what the file had becomes a version; 0: it does not */
} Saving;

/* What could not be written is written with what comes. */
static void
keep_unsaved (EspMessageDraft *self)
{
  GPtrArray *all = g_steal_pointer (&self->saving);

  if (all == NULL)
    return;
  g_ptr_array_extend_and_steal (all, self->moves);
  self->moves = all;
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (EspMessageDraft) self = saving->draft;
  g_autoptr (GError) error = NULL;

  self->is_writing = FALSE;
  g_clear_error (&self->failure);
  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_clear_pointer (&self->saving, g_ptr_array_unref);
      if (saving->keeps_at_us != 0)
        self->kept_at_us = saving->keeps_at_us; /* not before: what was refused kept nothing */
      g_free (self->saved);
      self->saved = g_steal_pointer (&saving->document);
      g_free (self->saved_name);
      self->saved_name = g_steal_pointer (&saving->name);
      self->saved_at_us = esp_clock_now_us (esp_store_get_clock (ESP_STORE (source)));
      if (self->store != NULL && esp_message_draft_is_dirty (self))
        schedule_save (self);
    }
  else
    {
      keep_unsaved (self);
      self->failure = g_steal_pointer (&error);
    }
  g_free (saving->name);
  g_free (saving->document);
  g_free (saving);
  emit_state (self);
}

/**
 * esp_message_draft_save:
 *
 * Saves now what was not saved yet; for a closing window and a lost focus.
 */
void
esp_message_draft_save (EspMessageDraft *self)
{
  EspDraftCall *call;
  Saving *saving;
  gint64 now_us;

  g_return_if_fail (ESP_IS_MESSAGE_DRAFT (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->store == NULL || self->is_writing || !esp_message_draft_is_dirty (self))
    return;
  call = g_new0 (EspDraftCall, 1);
  call->id = self->id;
  call->name = g_strdup (self->name);
  call->document = g_strdup (self->document);
  now_us = esp_clock_now_us (esp_store_get_clock (self->store));
  call->keeps = g_strcmp0 (self->document, self->saved) != 0 && now_us - self->kept_at_us > KEEP_US;
  call->moves = self->moves;
  g_clear_pointer (&self->saving, g_ptr_array_unref);
  self->saving = g_ptr_array_ref (call->moves);
  self->moves = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_draft_change_free);
  saving = g_new0 (Saving, 1);
  saving->draft = g_object_ref (self);
  saving->name = g_strdup (self->name);
  saving->document = g_strdup (self->document);
  saving->keeps_at_us = call->keeps ? now_us : 0;
  self->is_writing = TRUE;
  esp_store_write_async (self->store, NULL, esp_draft_save, call,
                         (GDestroyNotify) esp_draft_call_free, saved_cb, saving);
  emit_state (self);
}

static gboolean
save_timeout_cb (gpointer user_data)
{
  EspMessageDraft *self = user_data;

  self->save_source = 0;
  esp_message_draft_save (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_save (EspMessageDraft *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (!self->is_writing)
    self->save_source = g_timeout_add (SAVE_DELAY_MS, save_timeout_cb, self);
}

static void
changed (EspMessageDraft *self)
{
  schedule_save (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  emit_state (self);
}

/* Typing is one move until it is saved, and goes on with the step that was saved. */
static void
note_edit (EspMessageDraft *self, const char *document, const char *title, gboolean is_same_step)
{
  EspDraftChange *last = self->moves->len > 0 ? self->moves->pdata[self->moves->len - 1] : NULL;

  if (is_same_step && last != NULL)
    {
      set_text (&last->after, document);
      return;
    }
  g_ptr_array_add (self->moves,
                   esp_draft_change_new (is_same_step ? ESP_DRAFT_MERGE : ESP_DRAFT_EDIT,
                                         self->document, document, title));
}

/**
 * esp_message_draft_edit:
 * @document: what the message says now
 * @title: what was done, translated: "Delete block"
 * @merge_key: (nullable): edits of the same key in a row are one step while they follow each other
 *   within two seconds: "subject", "block:b3:text"
 *
 * Makes the document another one, as a step that can be undone, and saves it soon.
 */
void
esp_message_draft_edit (EspMessageDraft *self,
                        const char *document,
                        const char *title,
                        const char *merge_key)
{
  gint64 now_us;
  gboolean is_same_step;

  g_return_if_fail (ESP_IS_MESSAGE_DRAFT (self));
  g_return_if_fail (document != NULL && title != NULL);

  if (self->document == NULL || self->store == NULL || g_str_equal (document, self->document))
    return;
  now_us = esp_clock_now_us (esp_store_get_clock (self->store));
  is_same_step = merge_key != NULL && g_strcmp0 (merge_key, self->merge_key) == 0 &&
                 now_us - self->edited_at_us < MERGE_US &&
                 esp_draft_steps_peek_undo (&self->steps) != NULL;
  if (!is_same_step)
    esp_draft_steps_push (&self->steps, self->document, title);
  note_edit (self, document, title, is_same_step);
  esp_draft_steps_forget_redo (&self->steps);
  set_text (&self->merge_key, merge_key);
  self->edited_at_us = now_us;
  set_text (&self->document, document);
  changed (self);
}

/**
 * esp_message_draft_set_name:
 *
 * Names the message for its list; not a step of the document. A blank name is ignored.
 */
void
esp_message_draft_set_name (EspMessageDraft *self, const char *name)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (name));

  g_return_if_fail (ESP_IS_MESSAGE_DRAFT (self));

  if (self->document == NULL || *trimmed == '\0' || g_strcmp0 (trimmed, self->name) == 0)
    return;
  set_text (&self->name, trimmed);
  changed (self);
}

static gboolean
walk (EspMessageDraft *self,
      EspDraftChangeKind kind,
      gboolean (*step) (EspDraftSteps *steps, char **document))
{
  if (self->store == NULL || self->document == NULL || !step (&self->steps, &self->document))
    return FALSE;
  g_ptr_array_add (self->moves, esp_draft_change_new (kind, NULL, self->document, NULL));
  g_clear_pointer (&self->merge_key, g_free);
  changed (self);
  return TRUE;
}

/**
 * esp_message_draft_undo:
 *
 * Returns: whether there was a step to take back
 */
gboolean
esp_message_draft_undo (EspMessageDraft *self)
{
  g_return_val_if_fail (ESP_IS_MESSAGE_DRAFT (self), FALSE);
  return walk (self, ESP_DRAFT_UNDO, esp_draft_steps_undo);
}

/**
 * esp_message_draft_redo:
 *
 * Returns: whether there was a step to do again
 */
gboolean
esp_message_draft_redo (EspMessageDraft *self)
{
  g_return_val_if_fail (ESP_IS_MESSAGE_DRAFT (self), FALSE);
  return walk (self, ESP_DRAFT_REDO, esp_draft_steps_redo);
}

/**
 * esp_message_draft_get_undo_title:
 *
 * Returns: (nullable): what undo would take back; "" when it came from elsewhere; NULL: nothing
 */
const char *
esp_message_draft_get_undo_title (EspMessageDraft *self)
{
  return esp_draft_steps_peek_undo (&self->steps);
}

/**
 * esp_message_draft_get_redo_title:
 *
 * Returns: (nullable): what redo would do again
 */
const char *
esp_message_draft_get_redo_title (EspMessageDraft *self)
{
  return esp_draft_steps_peek_redo (&self->steps);
}

/**
 * esp_message_draft_get_id:
 */
gint64
esp_message_draft_get_id (EspMessageDraft *self)
{
  return self->id;
}

/**
 * esp_message_draft_is_loaded:
 *
 * Returns: whether there is a document to edit
 */
gboolean
esp_message_draft_is_loaded (EspMessageDraft *self)
{
  return self->document != NULL;
}

/**
 * esp_message_draft_get_document:
 *
 * Returns: (nullable): the JSON of the message as it is now
 */
const char *
esp_message_draft_get_document (EspMessageDraft *self)
{
  return self->document;
}

/**
 * esp_message_draft_get_name:
 *
 * Returns: what the message is called; "" until it is loaded
 */
const char *
esp_message_draft_get_name (EspMessageDraft *self)
{
  return self->name;
}

/**
 * esp_message_draft_get_version:
 *
 * Returns: the newest frozen version, 0 for none
 */
int
esp_message_draft_get_version (EspMessageDraft *self)
{
  return self->version;
}

/**
 * esp_message_draft_get_saved_at_us:
 *
 * Returns: when the working copy was last saved, µs UTC; 0 is not known
 */
gint64
esp_message_draft_get_saved_at_us (EspMessageDraft *self)
{
  return self->saved_at_us;
}

/**
 * esp_message_draft_is_archived:
 */
gboolean
esp_message_draft_is_archived (EspMessageDraft *self)
{
  return self->is_archived;
}

/**
 * esp_message_draft_is_dirty:
 *
 * Returns: whether something is not in the file yet
 */
gboolean
esp_message_draft_is_dirty (EspMessageDraft *self)
{
  return self->document != NULL && (g_strcmp0 (self->document, self->saved) != 0 ||
                                    g_strcmp0 (self->name, self->saved_name) != 0);
}

/**
 * esp_message_draft_get_failure:
 *
 * Returns: (nullable): why it could not be read or saved
 */
const GError *
esp_message_draft_get_failure (EspMessageDraft *self)
{
  return self->failure;
}

/**
 * esp_message_draft_close:
 *
 * Saves what is not saved and stops following the store.
 */
void
esp_message_draft_close (EspMessageDraft *self)
{
  g_return_if_fail (ESP_IS_MESSAGE_DRAFT (self));

  if (self->store == NULL)
    return;
  /* A write in progress carries an older text; the newer one queues behind it. */
  self->is_writing = FALSE;
  esp_message_draft_save (self);
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
}

static void
esp_message_draft_dispose (GObject *object)
{
  esp_message_draft_close (ESP_MESSAGE_DRAFT (object));
  G_OBJECT_CLASS (esp_message_draft_parent_class)->dispose (object);
}

static void
esp_message_draft_finalize (GObject *object)
{
  EspMessageDraft *self = ESP_MESSAGE_DRAFT (object);

  esp_draft_steps_clear (&self->steps);
  g_ptr_array_unref (self->moves);
  g_clear_pointer (&self->saving, g_ptr_array_unref);
  g_free (self->document);
  g_free (self->name);
  g_free (self->saved);
  g_free (self->saved_name);
  g_free (self->merge_key);
  g_clear_error (&self->failure);
  G_OBJECT_CLASS (esp_message_draft_parent_class)->finalize (object);
}

static void
esp_message_draft_class_init (EspMessageDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_draft_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_message_draft_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STATE] = g_signal_new ("state", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_message_draft_init (EspMessageDraft *self)
{
  self->name = g_strdup ("");
  self->saved_name = g_strdup ("");
  esp_draft_steps_init (&self->steps);
  self->moves = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_draft_change_free);
}

/**
 * esp_message_draft_new:
 * @id: a message of @store
 *
 * Returns: (transfer full): the draft; it begins to load
 */
EspMessageDraft *
esp_message_draft_new (EspStore *store, gint64 id)
{
  EspMessageDraft *self = g_object_new (ESP_TYPE_MESSAGE_DRAFT, NULL);

  self->store = g_object_ref (store);
  self->id = id;
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  load (self);
  return self;
}

/**
 * esp_message_draft_new_frozen:
 * @id: of the message
 * @document: how it was at some time
 *
 * Returns: (transfer full): a draft that stays as it is: it does not follow the store, and takes no edits
 */
EspMessageDraft *
esp_message_draft_new_frozen (gint64 id, const char *document)
{
  EspMessageDraft *self = g_object_new (ESP_TYPE_MESSAGE_DRAFT, NULL);

  self->id = id;
  set_text (&self->document, document);
  set_text (&self->saved, document);
  set_text (&self->saved_name, self->name);
  return self;
}
