/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message while it is edited: the document, its undo steps, and saving without being asked. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-message-draft.h"

#include "store/esp-messages.h"

#include <string.h>

/* A pause this long in the work saves it. */
#define SAVE_DELAY_MS 400
/* Typing in one place within this time is one step. */
#define MERGE_US (2 * G_USEC_PER_SEC)
/* The state before a longer piece of work is kept as a version, and again after this much work. */
#define KEEP_US (10 * 60 * G_USEC_PER_SEC)
/* Stored versions that become steps when a message is opened again. */
#define MAX_STORED_STEPS 20
#define MAX_STORED_BYTES (16u * 1024 * 1024)
/* Steps are whole documents, pictures included; the oldest go when they take more than this. */
#define MAX_STEPS_BYTES (128u * 1024 * 1024)

typedef struct
{
  char *document; /* as it was on the other side of the step */
  char *title;    /* what the step did, translated by the caller */
  gsize n_bytes;
} Step;

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

  GQueue undo; /* (element-type Step), the newest first */
  GQueue redo;
  gsize n_undo_bytes;
  char *merge_key; /* (owned) (nullable) of the last edit */
  gint64 edited_at_us;
  gint64
    kept_at_us; /* when the state of the file was last kept as a version; 0: not since it was opened */

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

/* What travels to the writer's or a reader's thread. */
typedef struct
{
  gint64 id;
  char *name;
  char *document;
  gboolean wants_steps; /* of a read: the stored versions too */
  gboolean keeps;       /* of a write: what the file has becomes a version first */
  EspMessageRow *row;   /* result of a read */
  GPtrArray *older;     /* (nullable) result: documents of versions, the newest first */
} Call;

static void
call_free (Call *call)
{
  g_free (call->name);
  g_free (call->document);
  esp_message_row_free (call->row);
  g_clear_pointer (&call->older, g_ptr_array_unref);
  g_free (call);
}

static void
step_free (Step *step)
{
  g_free (step->document);
  g_free (step->title);
  g_free (step);
}

static void
steps_clear (GQueue *steps)
{
  g_queue_clear_full (steps, (GDestroyNotify) step_free);
}

static void
push_step (GQueue *steps, const char *document, const char *title)
{
  Step *step = g_new0 (Step, 1);

  step->document = g_strdup (document);
  step->title = g_strdup (title);
  step->n_bytes = strlen (document);
  g_queue_push_head (steps, step);
}

static void
push_undo (EspMessageDraft *self, const char *title)
{
  push_step (&self->undo, self->document, title);
  self->n_undo_bytes += strlen (self->document);
  while (self->n_undo_bytes > MAX_STEPS_BYTES && g_queue_get_length (&self->undo) > 1)
    {
      Step *oldest = g_queue_pop_tail (&self->undo);

      self->n_undo_bytes -= oldest->n_bytes;
      step_free (oldest);
    }
}

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

static gboolean
load_versions (EspTx *tx, Call *call, GError **error)
{
  g_autoptr (GPtrArray) versions = esp_message_list_versions (tx, call->id, error);
  gsize n_bytes = 0;

  if (versions == NULL)
    return FALSE;
  call->older = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (versions->len, MAX_STORED_STEPS) && n_bytes < MAX_STORED_BYTES; i++)
    {
      char *document =
        esp_message_load_version (tx, call->id,
                                  ((const EspMessageVersion *) versions->pdata[i])->version, error);

      if (document == NULL)
        return FALSE;
      n_bytes += strlen (document);
      g_ptr_array_add (call->older, document);
    }
  return TRUE;
}

static gboolean
load_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->row = esp_message_load (tx, call->id, error);
  return call->row != NULL && (!call->wants_steps || load_versions (tx, call, error));
}

/* Undo goes on where the stored versions are, so that closing the program forgets nothing. */
static void
adopt_versions (EspMessageDraft *self, const GPtrArray *older)
{
  const char *before = self->document;

  for (guint i = 0; i < older->len; i++)
    {
      const char *document = older->pdata[i];
      GQueue one = G_QUEUE_INIT;

      if (g_str_equal (document, before))
        continue;
      push_step (&one, document, "");
      self->n_undo_bytes += strlen (document);
      g_queue_push_tail (&self->undo, g_queue_pop_head (&one));
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
      push_undo (self, "");
      steps_clear (&self->redo);
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
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->store == NULL)
    g_clear_pointer (&call, call_free);
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
          adopt_versions (self, call->older);
          emit_state (self);
        }
    }
  call_free (call);
}

static void
load (EspMessageDraft *self)
{
  Call *call = g_new0 (Call, 1);

  call->id = self->id;
  call->wants_steps = self->document == NULL;
  esp_store_read_async (self->store, ESP_READ_PAGE, load_in_tx, call, (GDestroyNotify) call_free,
                        NULL, loaded_cb, g_object_ref (self));
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspMessageDraft *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_MESSAGE) && !esp_message_draft_is_dirty (self))
    load (self);
}

/* Writing */

static gboolean
save_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Call *call = data;
  int version;

  if (call->keeps && !esp_message_freeze (tx, call->id, NULL, &version, error))
    return FALSE;
  return esp_message_update (tx, call->id, call->name, call->document, error);
}

static void schedule_save (EspMessageDraft *self);

typedef struct
{
  EspMessageDraft *draft; /* (owned) */
  char *name;
  char *document;
} Saving;

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
      g_free (self->saved);
      self->saved = g_steal_pointer (&saving->document);
      g_free (self->saved_name);
      self->saved_name = g_steal_pointer (&saving->name);
      self->saved_at_us = esp_clock_now_us (esp_store_get_clock (ESP_STORE (source)));
      if (self->store != NULL && esp_message_draft_is_dirty (self))
        schedule_save (self);
    }
  else
    self->failure = g_steal_pointer (&error);
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
  Call *call;
  Saving *saving;
  gint64 now_us;

  g_return_if_fail (ESP_IS_MESSAGE_DRAFT (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->store == NULL || self->is_writing || !esp_message_draft_is_dirty (self))
    return;
  call = g_new0 (Call, 1);
  call->id = self->id;
  call->name = g_strdup (self->name);
  call->document = g_strdup (self->document);
  now_us = esp_clock_now_us (esp_store_get_clock (self->store));
  call->keeps = g_strcmp0 (self->document, self->saved) != 0 && now_us - self->kept_at_us > KEEP_US;
  if (call->keeps)
    self->kept_at_us = now_us;
  saving = g_new0 (Saving, 1);
  saving->draft = g_object_ref (self);
  saving->name = g_strdup (self->name);
  saving->document = g_strdup (self->document);
  self->is_writing = TRUE;
  esp_store_write_async (self->store, NULL, save_in_tx, call, (GDestroyNotify) call_free, saved_cb,
                         saving);
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
                 now_us - self->edited_at_us < MERGE_US && self->undo.length > 0;
  if (!is_same_step)
    push_undo (self, title);
  steps_clear (&self->redo);
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
walk (EspMessageDraft *self, GQueue *from, GQueue *to)
{
  Step *step;

  if (self->store == NULL || self->document == NULL)
    return FALSE;
  step = g_queue_pop_head (from);
  if (step == NULL)
    return FALSE;
  push_step (to, self->document, step->title);
  if (from == &self->undo)
    self->n_undo_bytes -= step->n_bytes;
  else
    self->n_undo_bytes += strlen (self->document);
  g_free (self->document);
  self->document = g_steal_pointer (&step->document);
  step_free (step);
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
  return walk (self, &self->undo, &self->redo);
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
  return walk (self, &self->redo, &self->undo);
}

/**
 * esp_message_draft_get_undo_title:
 *
 * Returns: (nullable): what undo would take back; "" when it came from elsewhere; NULL: nothing
 */
const char *
esp_message_draft_get_undo_title (EspMessageDraft *self)
{
  const Step *step = g_queue_peek_head (&self->undo);

  return step != NULL ? step->title : NULL;
}

/**
 * esp_message_draft_get_redo_title:
 *
 * Returns: (nullable): what redo would do again
 */
const char *
esp_message_draft_get_redo_title (EspMessageDraft *self)
{
  const Step *step = g_queue_peek_head (&self->redo);

  return step != NULL ? step->title : NULL;
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

  steps_clear (&self->undo);
  steps_clear (&self->redo);
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
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
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
