/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one connection that writes, on its own thread: many small writes share one commit. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-writer.h"

#include "store/esp-answer-cache.h"
#include "store/esp-history-private.h"
#include "store/esp-meta.h"
#include "store/esp-schema.h"
#include "store/esp-tx-private.h"

#include "base/esp-thread.h"

/* A commit waits for the disk; what arrives within this time or up to this many shares one. */
#define GROUP_US 10000
#define GROUP_MAX 500

typedef struct
{
  EspOperation operation;
  gboolean has_operation;
  char *summary; /* (owned) (nullable) */
  EspStoreFunc func;
  gpointer data;
  EspWriterDoneFunc done;
  gpointer user_data;
  gint64 history_id;
  GError *error; /* (owned) (nullable) */
} Write;

struct _EspWriter
{
  EspThread *thread; /* (owned) */
  EspDb *db;         /* (owned) writer thread only */
  EspClock *clock;   /* (owned) */
  EspRandom random;  /* writer thread only */
  guint8 address_key[ESP_HASH_SIZE];
  gint64 data_version; /* writer thread only; differs after another process commits */
  GMutex changed_mutex;
  EspWriterChangedFunc changed; /* (nullable) under changed_mutex */
  gpointer changed_data;

  GMutex mutex;
  GQueue queue;         /* of Write; under mutex */
  gboolean is_draining; /* under mutex */
};

static void
write_free (Write *write)
{
  g_free (write->summary);
  g_clear_error (&write->error);
  g_free (write);
}

static gboolean
open_history (EspTx *tx, Write *write, EspRecording **out_recording, GError **error)
{
  if (!write->has_operation)
    return TRUE;
  tx->actor = write->operation.actor;
  tx->history_id = write->operation.history_id;
  if (tx->history_id == 0 &&
      !esp_history_open (tx, write->operation.kind, write->summary, &tx->history_id, error))
    return FALSE;
  if (write->operation.is_unrecorded)
    return TRUE;
  *out_recording = tx->recording = esp_recording_start (tx, error);
  return *out_recording != NULL;
}

static gboolean
run_function (EspTx *tx, Write *write, GError **error)
{
  g_autoptr (EspRecording) recording = NULL;

  if (!open_history (tx, write, &recording, error) || !write->func (tx, write->data, error))
    return FALSE;
  return recording == NULL ||
         esp_recording_finish (recording, tx, write->operation.history_id == 0, error);
}

static EspTx
make_tx (EspWriter *self, EspChanges *changes)
{
  return (EspTx){
    .db = self->db,
    .now_us = esp_clock_now_us (self->clock),
    .random = &self->random,
    .changes = changes,
    .address_key = self->address_key,
  };
}

/* One write inside the group's transaction: its own failure takes back only itself. */
static void
run_write (EspWriter *self, Write *write, EspChanges *group_changes)
{
  g_autoptr (EspChanges) changes = esp_changes_new ();
  EspTx tx = make_tx (self, changes);

  if (!esp_db_exec (self->db, "SAVEPOINT one_write", &write->error))
    return;
  if (run_function (&tx, write, &write->error))
    {
      if (esp_db_exec (self->db, "RELEASE one_write", &write->error))
        {
          write->history_id = tx.history_id;
          esp_changes_merge (group_changes, changes);
        }
      return;
    }
  if (write->error == NULL)
    g_set_error_literal (&write->error, ESP_STORE_ERROR, ESP_STORE_ERROR_FAILED,
                         "The write failed");
  (void) esp_db_exec (self->db, "ROLLBACK TO one_write", NULL); /* the first error is told */
  (void) esp_db_exec (self->db, "RELEASE one_write", NULL);
}

static Write *
pop_write (EspWriter *self, gboolean may_stop)
{
  Write *write;

  g_mutex_lock (&self->mutex);
  write = g_queue_peek_head (&self->queue);
  if (write != NULL && !may_stop && write->operation.is_large)
    write = NULL; /* it waits for the end of the group */
  if (write != NULL)
    (void) g_queue_pop_head (&self->queue);
  if (write == NULL && may_stop)
    self->is_draining = FALSE;
  g_mutex_unlock (&self->mutex);
  return write;
}

static void
fail_all (GPtrArray *writes, const GError *error)
{
  for (guint i = 0; i < writes->len; i++)
    {
      Write *write = g_ptr_array_index (writes, i);

      g_clear_error (&write->error);
      write->error = g_error_copy (error);
    }
}

static void
tell_changed (EspWriter *self, EspChanges *changes)
{
  g_mutex_lock (&self->changed_mutex);
  if (self->changed != NULL)
    self->changed (changes, self->changed_data);
  g_mutex_unlock (&self->changed_mutex);
}

static void
tell_done (GPtrArray *writes)
{
  for (guint i = 0; i < writes->len; i++)
    {
      Write *write = g_ptr_array_index (writes, i);

      write->done (write->history_id, write->error, write->user_data);
    }
}

static void
end_group (EspWriter *self, GPtrArray *writes, EspChanges *changes)
{
  g_autoptr (GError) error = NULL;

  if (!esp_answer_cache_rise (self->db, esp_changes_get_kinds (changes), &error) ||
      !esp_db_exec (self->db, "COMMIT", &error))
    {
      (void) esp_db_exec (self->db, "ROLLBACK", NULL); /* the commit's error is the one to tell */
      fail_all (writes, error);
    }
  else if (!esp_changes_is_empty (changes))
    tell_changed (self, changes);
  tell_done (writes);
}

/* A full or broken disk rolls the whole group back, and not only the write that met it. */
static gboolean
has_lost_group (EspWriter *self, GPtrArray *writes, const Write *last)
{
  g_autoptr (GError) error = NULL;

  if (last->error == NULL || esp_db_is_in_transaction (self->db))
    return FALSE;
  error = g_error_copy (last->error);
  fail_all (writes, error);
  tell_done (writes);
  return TRUE;
}

/* A write so large that it gets a transaction to itself; its failure rolls that back. */
static void
run_alone (EspWriter *self, Write *write)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new_with_free_func ((GDestroyNotify) write_free);
  g_autoptr (EspChanges) changes = esp_changes_new ();
  EspTx tx = make_tx (self, changes);

  g_ptr_array_add (writes, write);
  if (!esp_db_exec (self->db, "BEGIN IMMEDIATE", &write->error))
    write->done (0, write->error, write->user_data);
  else if (run_function (&tx, write, &write->error))
    {
      write->history_id = tx.history_id;
      end_group (self, writes, changes);
    }
  else
    {
      (void) esp_db_exec (self->db, "ROLLBACK", NULL); /* the first error is told */
      write->done (0, write->error, write->user_data);
    }
}

static void
run_group (EspWriter *self, Write *first)
{
  g_autoptr (GPtrArray) writes = g_ptr_array_new_with_free_func ((GDestroyNotify) write_free);
  g_autoptr (EspChanges) changes = esp_changes_new ();
  g_autoptr (GError) error = NULL;
  gint64 start_us = g_get_monotonic_time ();

  g_ptr_array_add (writes, first);
  if (!esp_db_exec (self->db, "BEGIN IMMEDIATE", &error))
    {
      first->done (0, error, first->user_data);
      return;
    }
  for (Write *write = first; write != NULL;)
    {
      run_write (self, write, changes);
      if (has_lost_group (self, writes, write))
        return;
      write = NULL;
      if (writes->len < GROUP_MAX && g_get_monotonic_time () - start_us < GROUP_US)
        write = pop_write (self, FALSE);
      if (write != NULL)
        g_ptr_array_add (writes, write);
    }
  end_group (self, writes, changes);
}

static void
drain (gpointer data)
{
  EspWriter *self = data;
  Write *write;

  while ((write = pop_write (self, TRUE)) != NULL)
    {
      if (write->operation.is_large)
        run_alone (self, write);
      else
        run_group (self, write);
    }
}

/* Another process wrote: nobody knows what, so everything may differ. */
static void
look_outside (gpointer data)
{
  EspWriter *self = data;
  gint64 version;

  if (!esp_db_query_int64 (self->db, "PRAGMA data_version", &version, NULL))
    return;
  if (self->data_version != 0 && version != self->data_version)
    {
      g_autoptr (EspChanges) changes = esp_changes_new ();

      esp_changes_note_all_leads (changes, (EspChangeKind) ~0u);
      esp_changes_note_column (changes, "*");
      esp_changes_note_event_kind (changes, "*");
      tell_changed (self, changes);
    }
  self->data_version = version;
}

typedef struct
{
  EspWriter *writer;
  const char *path;
  GError **error;
  gboolean is_ok;
} OpenCall;

static void
open_worker (gpointer data)
{
  OpenCall *call = data;
  EspWriter *self = call->writer;

  self->db = esp_db_open (call->path, ESP_DB_READ_WRITE, call->error);
  if (self->db == NULL)
    return;
  esp_random_init_from_system (&self->random);
  call->is_ok = esp_meta_load_address_key (self->db, self->address_key, call->error);
  look_outside (self);
}

static void
close_worker (gpointer data)
{
  EspWriter *self = data;

  if (self->db != NULL)
    (void) esp_db_exec (self->db, "PRAGMA optimize", NULL); /* only advice for the planner */
  g_clear_pointer (&self->db, esp_db_close);
}

/**
 * esp_writer_new:
 * @changed: called on the writer's thread after each commit that noted something
 *
 * Returns: (transfer full): the writer, its thread running; %NULL with @error set
 */
EspWriter *
esp_writer_new (const char *path,
                EspClock *clock,
                EspWriterChangedFunc changed,
                gpointer user_data,
                GError **error)
{
  EspWriter *self = g_new0 (EspWriter, 1);
  OpenCall call = { self, path, error, FALSE };

  self->clock = g_object_ref (clock);
  self->changed = changed;
  self->changed_data = user_data;
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->changed_mutex);
  g_queue_init (&self->queue);
  self->thread = esp_thread_new ("esp-writer");
  esp_thread_run (self->thread, open_worker, &call);
  if (!call.is_ok)
    g_clear_pointer (&self, esp_writer_free);
  return self;
}

/**
 * esp_writer_free:
 *
 * Finishes what was pushed, closes the connection and ends the thread.
 */
void
esp_writer_free (EspWriter *self)
{
  if (self == NULL)
    return;
  esp_thread_run (self->thread, close_worker, self);
  esp_thread_join (self->thread);
  g_object_unref (self->thread);
  g_object_unref (self->clock);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->changed_mutex);
  g_free (self);
}

/**
 * esp_writer_is_current:
 *
 * Returns: whether the caller runs on the writer's own thread, which cannot wait for itself
 */
gboolean
esp_writer_is_current (EspWriter *self)
{
  return esp_thread_is_current (self->thread);
}

/**
 * esp_writer_disconnect:
 *
 * Tells of no change any more: whoever listened is going. May be called from any thread.
 */
void
esp_writer_disconnect (EspWriter *self)
{
  g_mutex_lock (&self->changed_mutex);
  self->changed = NULL;
  g_mutex_unlock (&self->changed_mutex);
}

/**
 * esp_writer_push:
 * @operation: (nullable): what the history calls it; %NULL, or one without a kind, is not undoable
 * @done: called on the writer's thread once committed, or failed
 *
 * Queues a write. May be called from any thread.
 */
void
esp_writer_push (EspWriter *self,
                 const EspOperation *operation,
                 EspStoreFunc func,
                 gpointer data,
                 EspWriterDoneFunc done,
                 gpointer user_data)
{
  Write *write = g_new0 (Write, 1);
  gboolean must_wake;

  if (operation != NULL)
    {
      write->operation = *operation;
      write->has_operation = operation->kind != NULL;
      write->summary = g_strdup (operation->summary);
    }
  write->func = func;
  write->data = data;
  write->done = done;
  write->user_data = user_data;
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->queue, write);
  must_wake = !self->is_draining;
  self->is_draining = TRUE;
  g_mutex_unlock (&self->mutex);
  if (must_wake)
    esp_thread_post (self->thread, drain, self);
}

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean is_done;
  gint64 history_id;
  GError *error; /* (owned) (nullable) */
} Waiting;

static void
waiting_done (gint64 history_id, GError *error, gpointer user_data)
{
  Waiting *waiting = user_data;

  g_mutex_lock (&waiting->mutex);
  waiting->history_id = history_id;
  waiting->error = error != NULL ? g_error_copy (error) : NULL;
  waiting->is_done = TRUE;
  g_cond_signal (&waiting->cond);
  g_mutex_unlock (&waiting->mutex);
}

/**
 * esp_writer_run:
 *
 * Writes and waits for the commit. Not from the writer's own thread.
 */
gboolean
esp_writer_run (EspWriter *self,
                const EspOperation *operation,
                EspStoreFunc func,
                gpointer data,
                gint64 *out_history_id,
                GError **error)
{
  Waiting waiting = { .is_done = FALSE };
  gboolean is_ok;

  g_assert (!esp_thread_is_current (self->thread));

  g_mutex_init (&waiting.mutex);
  g_cond_init (&waiting.cond);
  esp_writer_push (self, operation, func, data, waiting_done, &waiting);
  g_mutex_lock (&waiting.mutex);
  while (!waiting.is_done)
    g_cond_wait (&waiting.cond, &waiting.mutex);
  g_mutex_unlock (&waiting.mutex);
  g_cond_clear (&waiting.cond);
  g_mutex_clear (&waiting.mutex);
  is_ok = waiting.error == NULL;
  if (is_ok && out_history_id != NULL)
    *out_history_id = waiting.history_id;
  if (!is_ok)
    g_propagate_error (error, waiting.error);
  return is_ok;
}

/**
 * esp_writer_look:
 *
 * Looks whether another process wrote, and tells if so. Returns at once.
 */
void
esp_writer_look (EspWriter *self)
{
  esp_thread_post (self->thread, look_outside, self);
}

typedef struct
{
  EspWriter *writer;
  GError **error;
  gboolean is_ok;
} CheckpointCall;

static void
checkpoint_worker (gpointer data)
{
  CheckpointCall *call = data;

  call->is_ok = esp_db_exec (call->writer->db, "PRAGMA wal_checkpoint(TRUNCATE)", call->error);
}

/**
 * esp_writer_checkpoint:
 *
 * Moves the write-ahead log into the file and empties it. Blocks.
 */
gboolean
esp_writer_checkpoint (EspWriter *self, GError **error)
{
  CheckpointCall call = { self, error, FALSE };

  esp_thread_run (self->thread, checkpoint_worker, &call);
  return call.is_ok;
}

static void
fold_worker (gpointer data)
{
  EspWriter *self = data;
  g_autoptr (GError) error = NULL;

  /* A reader in the middle of something keeps the log a while longer; the next commit folds it. */
  if (!esp_db_exec (self->db, "PRAGMA wal_checkpoint(TRUNCATE)", &error))
    g_debug ("the log was not folded into the file: %s", error->message);
}

/**
 * esp_writer_checkpoint_soon:
 *
 * The same behind what waits to be written. Returns at once.
 */
void
esp_writer_checkpoint_soon (EspWriter *self)
{
  esp_thread_post (self->thread, fold_worker, self);
}

/**
 * esp_writer_get_address_key:
 *
 * Returns: (transfer none): %ESP_HASH_SIZE bytes, constant while the workspace is open
 */
const guint8 *
esp_writer_get_address_key (EspWriter *self)
{
  return self->address_key;
}
