/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open workspace: gives reads and writes to its threads, and tells what changed. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-store.h"

#include "store/esp-reader.h"
#include "store/esp-store-file.h"

#include <unistd.h>

struct _EspStore
{
  GObject parent_instance;

  char *path;            /* (owned) */
  EspClock *clock;       /* (owned) */
  EspWriter *writer;     /* (owned) (nullable) NULL when read-only */
  EspReader *readers[2]; /* (owned) by EspReadKind */
  GMainContext *context; /* (owned) where "changed" is emitted */

  GMutex mutex;
  EspChanges *pending;     /* (owned) (nullable) under mutex: told with the next notice */
  GSource *notice;         /* (owned) (nullable) under mutex: what will tell it */
  EspStoreWatchFunc watch; /* (nullable) under mutex */
  gpointer watch_data;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspStore, esp_store, G_TYPE_OBJECT)

static gboolean
tell_cb (gpointer user_data)
{
  g_autoptr (EspStore) self = g_weak_ref_get (user_data);
  g_autoptr (EspChanges) changes = NULL;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  g_mutex_lock (&self->mutex);
  changes = g_steal_pointer (&self->pending);
  g_clear_pointer (&self->notice, g_source_unref);
  g_mutex_unlock (&self->mutex);
  if (changes != NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, changes);
  return G_SOURCE_REMOVE;
}

/* The notice does not keep the store, and the store does not go while the notice is told. */
static GWeakRef *
new_weak_ref (EspStore *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* On the writer's thread: keeps what changed until the main context takes it. */
static void
committed (EspChanges *changes, gpointer user_data)
{
  EspStore *self = user_data;

  g_mutex_lock (&self->mutex);
  if (self->watch != NULL)
    self->watch (changes, self->watch_data);
  if (self->pending == NULL)
    self->pending = esp_changes_new ();
  esp_changes_merge (self->pending, changes);
  if (self->notice == NULL)
    {
      self->notice = g_idle_source_new ();
      g_source_set_priority (self->notice, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->notice, tell_cb, new_weak_ref (self), free_weak_ref);
      g_source_attach (self->notice, self->context);
    }
  g_mutex_unlock (&self->mutex);
}

/* Returns: whether the caller is one of the store's own threads. */
static gboolean
is_own_thread (EspStore *self)
{
  if (self->writer != NULL && esp_writer_is_current (self->writer))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (self->readers); i++)
    if (self->readers[i] != NULL && esp_reader_is_current (self->readers[i]))
      return TRUE;
  return FALSE;
}

/* The threads of a store that is gone, to be ended by its context. */
typedef struct
{
  EspWriter *writer;     /* (owned) (nullable) */
  EspReader *readers[2]; /* (owned) (nullable) */
} Leftovers;

static void
leftovers_free (gpointer data)
{
  Leftovers *left = data;

  for (gsize i = 0; i < G_N_ELEMENTS (left->readers); i++)
    g_clear_pointer (&left->readers[i], esp_reader_free);
  g_clear_pointer (&left->writer, esp_writer_free);
  g_free (left);
}

static gboolean
end_threads_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE; /* letting go of the source ends the threads */
}

/* A result that nobody waits for any more may hold the last reference, and is dropped on the thread that
 * made it. A thread cannot wait for its own end, so that is left to the context of the store. */
static void
leave_threads_to_context (EspStore *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Leftovers *left = g_new0 (Leftovers, 1);

  G_STATIC_ASSERT (G_N_ELEMENTS (left->readers) == G_N_ELEMENTS (self->readers));
  if (self->writer != NULL)
    esp_writer_disconnect (self->writer);
  left->writer = g_steal_pointer (&self->writer);
  for (gsize i = 0; i < G_N_ELEMENTS (self->readers); i++)
    left->readers[i] = g_steal_pointer (&self->readers[i]);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, end_threads_cb, left, leftovers_free);
  (void) g_source_attach (source, self->context);
}

static void
esp_store_dispose (GObject *object)
{
  if (is_own_thread (ESP_STORE (object)))
    leave_threads_to_context (ESP_STORE (object));
  esp_store_close (ESP_STORE (object));
  G_OBJECT_CLASS (esp_store_parent_class)->dispose (object);
}

static void
esp_store_finalize (GObject *object)
{
  EspStore *self = ESP_STORE (object);

  g_free (self->path);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->pending, esp_changes_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (esp_store_parent_class)->finalize (object);
}

static void
esp_store_class_init (EspStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_store_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_store_finalize;

  /**
   * EspStore::changed:
   * @changes: what the commits since the last notice touched
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ESP_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, ESP_TYPE_CHANGES);
}

static void
esp_store_init (EspStore *self)
{
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref_thread_default ();
}

static gboolean
start_threads (EspStore *self, gboolean can_write, GError **error)
{
  if (can_write)
    {
      self->writer = esp_writer_new (self->path, self->clock, committed, self, error);
      if (self->writer == NULL)
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (self->readers); i++)
    {
      self->readers[i] = esp_reader_new (self->path, self->clock, error);
      if (self->readers[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_store_open:
 * @path: the workspace file
 * @clock: the time of everything written
 *
 * Opens or makes a workspace. A file that cannot be written is opened for reading only; one that is
 * newer, damaged or not ours is refused with a sentence that helps.
 *
 * Returns: (transfer full): the store, or %NULL with @error set
 */
EspStore *
esp_store_open (const char *path, EspStoreMode mode, EspClock *clock, GError **error)
{
  g_autoptr (EspStore) self = NULL;
  gboolean can_write;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (ESP_IS_CLOCK (clock), NULL);

  if (mode == ESP_STORE_CREATE && !esp_store_file_create (path, error))
    return NULL;
  can_write = mode != ESP_STORE_READ_ONLY && access (path, W_OK) == 0;
  if (!esp_store_file_check (path, can_write, error))
    return NULL;
  self = g_object_new (ESP_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  self->clock = g_object_ref (clock);
  if (!start_threads (self, can_write, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_store_close:
 *
 * Finishes what was queued and ends the threads. Blocks; does nothing the second time.
 */
void
esp_store_close (EspStore *self)
{
  g_return_if_fail (ESP_IS_STORE (self));

  for (gsize i = 0; i < G_N_ELEMENTS (self->readers); i++)
    g_clear_pointer (&self->readers[i], esp_reader_free);
  g_clear_pointer (&self->writer, esp_writer_free);
  /* Nobody commits any more: a notice that was not taken must not outlive the store. */
  if (self->notice != NULL)
    g_source_destroy (self->notice);
  g_clear_pointer (&self->notice, g_source_unref);
}

/**
 * esp_store_get_path:
 */
const char *
esp_store_get_path (EspStore *self)
{
  return self->path;
}

/**
 * esp_store_is_read_only:
 */
gboolean
esp_store_is_read_only (EspStore *self)
{
  return self->writer == NULL;
}

/**
 * esp_store_get_clock:
 *
 * Returns: (transfer none)
 */
EspClock *
esp_store_get_clock (EspStore *self)
{
  return self->clock;
}

static gboolean
require_writer (EspStore *self, GError **error)
{
  if (self->writer != NULL)
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_READ_ONLY,
                       "The workspace is open for reading only: the file cannot be written");
  return FALSE;
}

/**
 * esp_store_write:
 * @operation: (nullable): what the history calls it; %NULL is not undoable
 * @out_history_id: (out) (optional): the entry with which to undo it; 0 when nothing changed
 *
 * Runs @func in a write transaction and waits for the commit. Never from the window's main thread.
 */
gboolean
esp_store_write (EspStore *self,
                 const EspOperation *operation,
                 EspStoreFunc func,
                 gpointer data,
                 gint64 *out_history_id,
                 GError **error)
{
  g_return_val_if_fail (ESP_IS_STORE (self), FALSE);

  return require_writer (self, error) &&
         esp_writer_run (self->writer, operation, func, data, out_history_id, error);
}

typedef struct
{
  gpointer data;
  GDestroyNotify data_free;
  gint64 history_id;
} AsyncCall;

static void
async_call_free (AsyncCall *call)
{
  if (call->data != NULL && call->data_free != NULL)
    call->data_free (call->data);
  g_free (call);
}

static void
write_done (gint64 history_id, GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AsyncCall *call = g_task_get_task_data (task);

  call->history_id = history_id;
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * esp_store_write_async:
 * @data: given to @func on the writer's thread, then freed with @data_free when the result is dropped
 *
 * As esp_store_write(), without waiting.
 */
void
esp_store_write_async (EspStore *self,
                       const EspOperation *operation,
                       EspStoreFunc func,
                       gpointer data,
                       GDestroyNotify data_free,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  AsyncCall *call = g_new0 (AsyncCall, 1);

  g_return_if_fail (ESP_IS_STORE (self));

  call->data = data;
  call->data_free = data_free;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, esp_store_write_async);
  g_task_set_task_data (task, call, (GDestroyNotify) async_call_free);
  if (!require_writer (self, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    esp_writer_push (self->writer, operation, func, data, write_done, g_steal_pointer (&task));
}

/**
 * esp_store_write_finish:
 * @out_history_id: (out) (optional): as esp_store_write()
 */
gboolean
esp_store_write_finish (EspStore *self,
                        GAsyncResult *result,
                        gint64 *out_history_id,
                        GError **error)
{
  AsyncCall *call;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_store_write_async), FALSE);

  call = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_history_id != NULL)
    *out_history_id = call->history_id;
  return TRUE;
}

/* Who reads on after the workspace was closed is told as if the read had been cancelled. */
static const char closed_text[] = "The workspace is closed.";

/**
 * esp_store_read:
 * @cancellable: (nullable): interrupts the running query within milliseconds
 *
 * Runs @func on one moment of the file and waits. Never from the window's main thread.
 */
gboolean
esp_store_read (EspStore *self,
                EspReadKind kind,
                EspStoreFunc func,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_return_val_if_fail (ESP_IS_STORE (self), FALSE);

  if (self->readers[kind] == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, closed_text);
      return FALSE;
    }
  return esp_reader_run (self->readers[kind], func, data, cancellable, error);
}

static void
read_done (GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  AsyncCall *call = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_steal_pointer (&call->data), call->data_free);
}

/**
 * esp_store_read_async:
 * @data: given to @func on the reader's thread; esp_store_read_finish() hands it back
 *
 * As esp_store_read(), without waiting.
 */
void
esp_store_read_async (EspStore *self,
                      EspReadKind kind,
                      EspStoreFunc func,
                      gpointer data,
                      GDestroyNotify data_free,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;
  AsyncCall *call = g_new0 (AsyncCall, 1);

  g_return_if_fail (ESP_IS_STORE (self));

  call->data = data;
  call->data_free = data_free;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, esp_store_read_async);
  g_task_set_task_data (task, call, (GDestroyNotify) async_call_free);
  if (self->readers[kind] == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", closed_text);
      g_object_unref (task);
      return;
    }
  esp_reader_push (self->readers[kind], func, data, cancellable, read_done, task);
}

/**
 * esp_store_read_finish:
 *
 * Returns: (transfer full): the data that was given, filled by the function; %NULL with @error set
 */
gpointer
esp_store_read_finish (EspStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_store_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  gint64 history_id;
  EspUndoResult result;
} UndoCall;

static gboolean
undo_in_tx (EspTx *tx, gpointer data, GError **error)
{
  UndoCall *call = data;

  return esp_history_undo (tx, call->history_id, &call->result, error);
}

/* An import of a million touches every page. */
static const EspOperation undo_operation = { .kind = "undo", .is_large = TRUE };

/**
 * esp_store_undo:
 * @out_history_id: (out) (optional): the undo's own entry: taking it back is the redo
 *
 * Takes back an entry of the history. Blocks.
 */
gboolean
esp_store_undo (EspStore *self,
                gint64 history_id,
                EspUndoResult *out_result,
                gint64 *out_history_id,
                GError **error)
{
  UndoCall call = { .history_id = history_id };

  if (!esp_store_write (self, &undo_operation, undo_in_tx, &call, out_history_id, error))
    return FALSE;
  if (out_result != NULL)
    *out_result = call.result;
  return TRUE;
}

/**
 * esp_store_undo_async:
 *
 * As esp_store_undo(), without waiting.
 */
void
esp_store_undo_async (EspStore *self,
                      gint64 history_id,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  UndoCall *call = g_new0 (UndoCall, 1);

  call->history_id = history_id;
  esp_store_write_async (self, &undo_operation, undo_in_tx, call, g_free, callback, user_data);
}

/**
 * esp_store_undo_finish:
 */
gboolean
esp_store_undo_finish (EspStore *self,
                       GAsyncResult *result,
                       EspUndoResult *out_result,
                       gint64 *out_history_id,
                       GError **error)
{
  AsyncCall *call;

  if (!esp_store_write_finish (self, result, out_history_id, error))
    return FALSE;
  call = g_task_get_task_data (G_TASK (result));
  if (out_result != NULL)
    *out_result = ((UndoCall *) call->data)->result;
  return TRUE;
}

/**
 * esp_store_set_watch:
 * @watch: (nullable): called on the writer's thread after each commit; must not wait for anything
 *
 * For the one engine of a workspace, whose next write must know of every write before it. From any thread;
 * once it returns, an older watch is not called any more.
 */
void
esp_store_set_watch (EspStore *self, EspStoreWatchFunc watch, gpointer user_data)
{
  g_mutex_lock (&self->mutex);
  self->watch = watch;
  self->watch_data = user_data;
  g_mutex_unlock (&self->mutex);
}

/**
 * esp_store_look_outside:
 *
 * Looks whether another process wrote to the file; if so, "changed" is told. Returns at once.
 */
void
esp_store_look_outside (EspStore *self)
{
  g_return_if_fail (ESP_IS_STORE (self));

  if (self->writer != NULL)
    esp_writer_look (self->writer);
}

/**
 * esp_store_checkpoint:
 *
 * Folds the write-ahead log into the file. Blocks.
 */
gboolean
esp_store_checkpoint (EspStore *self, GError **error)
{
  g_return_val_if_fail (ESP_IS_STORE (self), FALSE);

  return require_writer (self, error) && esp_writer_checkpoint (self->writer, error);
}

/**
 * esp_store_checkpoint_soon:
 *
 * Folds the write-ahead log into the file behind what waits to be written, as after somebody was erased:
 * what is gone must not stay in the log. Returns at once.
 */
void
esp_store_checkpoint_soon (EspStore *self)
{
  g_return_if_fail (ESP_IS_STORE (self));

  if (self->writer != NULL)
    esp_writer_checkpoint_soon (self->writer);
}
