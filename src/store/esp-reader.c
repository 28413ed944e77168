/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A connection that only reads, on its own thread; each read sees one moment of the file. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-reader.h"

#include "store/esp-meta.h"
#include "store/esp-tx-private.h"

#include "base/esp-thread.h"

struct _EspReader
{
  EspThread *thread; /* (owned) */
  EspDb *db;         /* (owned) reader thread only */
  EspMemo *memo;     /* (owned) reader thread only */
  EspClock *clock;   /* (owned) */
  guint8 address_key[ESP_HASH_SIZE];
};

typedef struct
{
  EspReader *reader;
  EspStoreFunc func;
  gpointer data;
  GCancellable *cancellable; /* (owned) (nullable) */
  EspReaderDoneFunc done;
  gpointer user_data;
} Read;

static gboolean
read_once (EspReader *self,
           EspStoreFunc func,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  EspTx tx = {
    .db = self->db,
    .now_us = esp_clock_now_us (self->clock),
    .address_key = self->address_key,
    .memo = self->memo,
  };
  gboolean is_ok;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  esp_db_set_cancellable (self->db, cancellable);
  is_ok = esp_db_exec (self->db, "BEGIN", error);
  if (is_ok)
    {
      is_ok = func (&tx, data, error);
      esp_db_set_cancellable (self->db, NULL);
      g_clear_pointer (&tx.lessons, esp_day_lessons_unref);
      /* Ends the read, so that the log can shrink; there is nothing that could fail to be kept. */
      (void) esp_db_exec (self->db, "COMMIT", NULL);
    }
  esp_db_set_cancellable (self->db, NULL);
  return is_ok;
}

static void
read_worker (gpointer data)
{
  g_autofree Read *read = data;
  g_autoptr (GError) error = NULL;

  (void) read_once (read->reader, read->func, read->data, read->cancellable, &error);
  read->done (error, read->user_data);
  g_clear_object (&read->cancellable);
}

typedef struct
{
  EspReader *reader;
  const char *path;
  GError **error;
  gboolean is_ok;
} OpenCall;

static void
open_worker (gpointer data)
{
  OpenCall *call = data;

  call->reader->db = esp_db_open (call->path, ESP_DB_READ_ONLY, call->error);
  call->is_ok =
    call->reader->db != NULL &&
    esp_meta_load_address_key (call->reader->db, call->reader->address_key, call->error);
}

static void
close_worker (gpointer data)
{
  EspReader *self = data;

  g_clear_pointer (&self->memo, esp_memo_free);
  g_clear_pointer (&self->db, esp_db_close);
}

/**
 * esp_reader_new:
 *
 * Returns: (transfer full): the reader, its thread running; %NULL with @error set
 */
EspReader *
esp_reader_new (const char *path, EspClock *clock, GError **error)
{
  EspReader *self = g_new0 (EspReader, 1);
  OpenCall call = { self, path, error, FALSE };

  self->memo = esp_memo_new ();
  self->clock = g_object_ref (clock);
  self->thread = esp_thread_new ("esp-reader");
  esp_thread_run (self->thread, open_worker, &call);
  if (!call.is_ok)
    g_clear_pointer (&self, esp_reader_free);
  return self;
}

/**
 * esp_reader_free:
 *
 * Finishes what was pushed and ends the thread.
 */
void
esp_reader_free (EspReader *self)
{
  if (self == NULL)
    return;
  esp_thread_run (self->thread, close_worker, self);
  esp_thread_join (self->thread);
  g_object_unref (self->thread);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * esp_reader_is_current:
 *
 * Returns: whether the caller runs on the reader's own thread, which cannot wait for itself
 */
gboolean
esp_reader_is_current (EspReader *self)
{
  return esp_thread_is_current (self->thread);
}

/**
 * esp_reader_push:
 * @done: called on the reader's thread
 *
 * Queues a read. May be called from any thread.
 */
void
esp_reader_push (EspReader *self,
                 EspStoreFunc func,
                 gpointer data,
                 GCancellable *cancellable,
                 EspReaderDoneFunc done,
                 gpointer user_data)
{
  Read *read = g_new0 (Read, 1);

  read->reader = self;
  read->func = func;
  read->data = data;
  read->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  read->done = done;
  read->user_data = user_data;
  esp_thread_post (self->thread, read_worker, read);
}

typedef struct
{
  EspReader *reader;
  EspStoreFunc func;
  gpointer data;
  GCancellable *cancellable;
  GError **error;
  gboolean is_ok;
} RunCall;

static void
run_worker (gpointer data)
{
  RunCall *call = data;

  call->is_ok = read_once (call->reader, call->func, call->data, call->cancellable, call->error);
}

/**
 * esp_reader_run:
 *
 * Reads and waits. Not from the reader's own thread.
 */
gboolean
esp_reader_run (EspReader *self,
                EspStoreFunc func,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  RunCall call = { self, func, data, cancellable, error, FALSE };

  esp_thread_run (self->thread, run_worker, &call);
  return call.is_ok;
}
