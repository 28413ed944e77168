/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes messages on other cores, in batches. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-build-pool.h"

#include "base/esp-thread.h"

struct _EspBuildPool
{
  GMainContext *context; /* (owned) hears of what is done */
  GPtrArray *threads;    /* (owned) (element-type EspThread) */
  guint next;
};

typedef struct
{
  GMainContext *context; /* (owned) */
  gpointer batch;
  EspBuildFunc work;
  EspBuildFunc done;
} Call;

static gboolean
done_cb (gpointer user_data)
{
  Call *call = user_data;

  call->done (call->batch);
  return G_SOURCE_REMOVE;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_main_context_unref (call->context);
  g_free (call);
}

static void
work_worker (gpointer data)
{
  Call *call = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  call->work (call->batch);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, done_cb, call, call_free);
  (void) g_source_attach (source, call->context);
}

/**
 * esp_build_pool_new:
 *
 * Returns: (transfer full): a pool of @n_threads that wait
 */
EspBuildPool *
esp_build_pool_new (GMainContext *context, guint n_threads)
{
  EspBuildPool *self = g_new0 (EspBuildPool, 1);

  self->context = g_main_context_ref (context);
  self->threads = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_add (self->threads, esp_thread_new ("esp-build"));
  return self;
}

/**
 * esp_build_pool_free:
 *
 * Waits for what is being made; its done functions still run on the context.
 */
void
esp_build_pool_free (EspBuildPool *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->threads->len; i++)
    esp_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * esp_build_pool_push:
 * @work: runs on a thread of the pool
 * @done: runs on the context afterwards
 */
void
esp_build_pool_push (EspBuildPool *self, gpointer batch, EspBuildFunc work, EspBuildFunc done)
{
  Call *call = g_new0 (Call, 1);

  call->context = g_main_context_ref (self->context);
  call->batch = batch;
  call->work = work;
  call->done = done;
  esp_thread_post (g_ptr_array_index (self->threads, self->next), work_worker, call);
  self->next = (self->next + 1) % self->threads->len;
}
