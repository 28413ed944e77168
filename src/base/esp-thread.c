/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A named thread with a main context of its own: what is posted to it runs there, in order. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-thread.h"

struct _EspThread
{
  GObject parent_instance;

  GThread *thread;       /* (owned) (nullable) NULL once joined */
  GMainContext *context; /* (owned) */
  GMainLoop *loop;       /* (owned) */
};

G_DEFINE_FINAL_TYPE (EspThread, esp_thread, G_TYPE_OBJECT)

typedef struct
{
  EspThreadFunc func;
  gpointer data;
} Call;

typedef struct
{
  Call call;
  GMutex mutex;
  GCond done_cond;
  gboolean is_done;
} WaitedCall;

static gboolean
run_call_cb (gpointer user_data)
{
  Call *call = user_data;

  call->func (call->data);
  return G_SOURCE_REMOVE;
}

static void
run_waited (gpointer data)
{
  WaitedCall *waited = data;

  waited->call.func (waited->call.data);
  g_mutex_lock (&waited->mutex);
  waited->is_done = TRUE;
  g_cond_signal (&waited->done_cond);
  g_mutex_unlock (&waited->mutex);
}

static void
quit_loop (gpointer data)
{
  g_main_loop_quit (data);
}

typedef struct
{
  GMainContext *context;
  GMainLoop *loop;
} LoopData;

static gpointer
loop_worker (gpointer user_data)
{
  g_autofree LoopData *data = user_data;

  g_main_context_push_thread_default (data->context);
  g_main_loop_run (data->loop);
  g_main_context_pop_thread_default (data->context);
  g_main_loop_unref (data->loop);
  g_main_context_unref (data->context);
  return NULL;
}

static void
esp_thread_finalize (GObject *object)
{
  EspThread *self = ESP_THREAD (object);

  esp_thread_join (self);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (esp_thread_parent_class)->finalize (object);
}

static void
esp_thread_class_init (EspThreadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_thread_finalize;
}

static void
esp_thread_init (EspThread *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
}

/**
 * esp_thread_new:
 * @name: shown by debuggers, at most 15 bytes are kept
 *
 * Returns: (transfer full): a thread that already runs and waits for work
 */
EspThread *
esp_thread_new (const char *name)
{
  EspThread *self = g_object_new (ESP_TYPE_THREAD, NULL);
  LoopData *data = g_new0 (LoopData, 1);

  data->context = g_main_context_ref (self->context);
  data->loop = g_main_loop_ref (self->loop);
  self->thread = g_thread_new (name, loop_worker, data);
  return self;
}

/**
 * esp_thread_get_context:
 *
 * Returns: (transfer none): the context that the thread runs
 */
GMainContext *
esp_thread_get_context (EspThread *self)
{
  g_return_val_if_fail (ESP_IS_THREAD (self), NULL);

  return self->context;
}

/**
 * esp_thread_is_current:
 *
 * Returns: whether the caller runs on this thread
 */
gboolean
esp_thread_is_current (EspThread *self)
{
  return self->thread == g_thread_self ();
}

/**
 * esp_thread_post:
 *
 * Runs @func on the thread, after what was posted before, and returns at once.
 */
void
esp_thread_post (EspThread *self, EspThreadFunc func, gpointer data)
{
  Call *call;
  g_autoptr (GSource) source = NULL;

  g_return_if_fail (ESP_IS_THREAD (self));
  g_return_if_fail (self->thread != NULL);

  call = g_new0 (Call, 1);
  call->func = func;
  call->data = data;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_call_cb, call, g_free);
  g_source_attach (source, self->context);
}

/**
 * esp_thread_run:
 *
 * Runs @func on the thread and waits for its end. Never call it from the thread itself, nor from the
 * main thread of the window: it blocks.
 */
void
esp_thread_run (EspThread *self, EspThreadFunc func, gpointer data)
{
  WaitedCall waited = { .call = { func, data } };

  g_return_if_fail (ESP_IS_THREAD (self));
  g_assert (!esp_thread_is_current (self));

  g_mutex_init (&waited.mutex);
  g_cond_init (&waited.done_cond);
  esp_thread_post (self, run_waited, &waited);
  g_mutex_lock (&waited.mutex);
  while (!waited.is_done)
    g_cond_wait (&waited.done_cond, &waited.mutex);
  g_mutex_unlock (&waited.mutex);
  g_cond_clear (&waited.done_cond);
  g_mutex_clear (&waited.mutex);
}

/**
 * esp_thread_join:
 *
 * Ends the thread after everything posted before, and waits. Does nothing the second time.
 */
void
esp_thread_join (EspThread *self)
{
  if (self->thread == NULL)
    return;
  g_assert (!esp_thread_is_current (self));
  esp_thread_post (self, quit_loop, self->loop);
  g_thread_join (g_steal_pointer (&self->thread));
}
