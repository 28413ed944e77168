/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the engine on a thread of its own and shows its jobs on the main thread. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-worker.h"

#include "base/esp-thread.h"
#include "worker/esp-job-stock.h"

/* Past and waiting sends that are shown. */
#define MAX_STOCK 60
/* While a send runs it commits many times a second; what others did is looked at no more often. */
#define STOCK_INTERVAL_MS 500

struct _EspWorker
{
  GObject parent_instance;

  EspStore *store; /* (owned) */
  const EspMessageSource *source;
  EspSegmentFunc segments;
  GMainContext *context; /* (owned) of the main thread */
  EspThread *thread;     /* (owned) (nullable) runs between start and stop */
  EspEngine *engine;     /* (owned) (nullable) network thread only */
  EspJobList *jobs;      /* (owned) */
  EspEngineState state;
  GTask *stop_task;      /* (owned) (nullable) */
  GSource *stock_source; /* (owned) (nullable) */
  gboolean is_reading_stock;
};

enum
{
  SIGNAL_STATE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspWorker, esp_worker, G_TYPE_OBJECT)

/* Something that the engine said, on its way to the main thread. */
typedef struct
{
  EspWorker *worker; /* (owned) */
  gboolean is_progress;
  gboolean is_end;
  EspEngineState state;
  EspSendProgress progress;
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  g_object_unref (message->worker);
  g_free (message);
}

static void
finish_stop (EspWorker *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  esp_thread_join (self->thread);
  g_clear_object (&self->thread);
  self->state.is_leading = FALSE;
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
}

static gboolean
message_cb (gpointer user_data)
{
  Message *message = user_data;
  EspWorker *self = message->worker;

  if (message->is_end)
    finish_stop (self);
  else if (message->is_progress)
    esp_job_list_update (self->jobs, &message->progress);
  else
    {
      self->state = message->state;
      g_signal_emit (self, signals[SIGNAL_STATE_CHANGED], 0);
    }
  return G_SOURCE_REMOVE;
}

static void
post (EspWorker *self, Message *message)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  message->worker = g_object_ref (self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, message_cb, message, message_free);
  (void) g_source_attach (source, self->context);
}

static void
state_cb (const EspEngineState *state, gpointer user_data)
{
  Message *message = g_new0 (Message, 1);

  message->state = *state;
  post (user_data, message);
}

static void
progress_cb (const EspSendProgress *progress, gpointer user_data)
{
  Message *message = g_new0 (Message, 1);

  message->is_progress = TRUE;
  message->progress = *progress;
  post (user_data, message);
}

static gboolean
free_engine_cb (gpointer user_data)
{
  EspWorker *self = user_data;
  Message *message = g_new0 (Message, 1);

  g_clear_pointer (&self->engine, esp_engine_free);
  message->is_end = TRUE;
  post (self, message);
  return G_SOURCE_REMOVE;
}

/* The engine's own callback is still running: it is freed at the next turn. */
static void
stopped_cb (gpointer user_data)
{
  EspWorker *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, free_engine_cb, self, NULL);
  (void) g_source_attach (source, esp_thread_get_context (self->thread));
}

static const EspEngineEvents engine_events = { state_cb, progress_cb, stopped_cb };

static void
start_worker (gpointer data)
{
  EspWorker *self = data;

  self->engine = esp_engine_new (self->store, self->source, self->segments, &engine_events, self);
  esp_engine_start (self->engine);
}

static void
stop_worker (gpointer data)
{
  EspWorker *self = data;

  esp_engine_stop (self->engine);
}

static void
poke_worker (gpointer data)
{
  g_autoptr (EspWorker) self = data;

  if (self->engine != NULL)
    esp_engine_look (self->engine);
}

/* What the workspace says of sends that this engine does not work on: past, waiting, paused, another's. */

static void read_stock (EspWorker *self);

static gboolean
stock_cb (gpointer user_data)
{
  EspWorker *self = user_data;

  g_clear_pointer (&self->stock_source, g_source_unref);
  read_stock (self);
  return G_SOURCE_REMOVE;
}

static void
read_stock_soon (EspWorker *self)
{
  if (self->stock_source != NULL || self->stop_task != NULL)
    return;
  self->stock_source = g_timeout_source_new (STOCK_INTERVAL_MS);
  g_source_set_callback (self->stock_source, stock_cb, self, NULL);
  (void) g_source_attach (self->stock_source, self->context);
}

typedef struct
{
  GArray *jobs; /* (owned) (nullable) */
} Stock;

static void
stock_free (gpointer data)
{
  g_clear_pointer (&((Stock *) data)->jobs, g_array_unref);
  g_free (data);
}

static gboolean
load_stock (EspTx *tx, gpointer data, GError **error)
{
  Stock *stock = data;

  stock->jobs = esp_job_stock_read (tx, MAX_STOCK, error);
  return stock->jobs != NULL;
}

static void
stock_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspWorker) self = user_data;
  Stock *stock = esp_store_read_finish (ESP_STORE (source), result, NULL); /* asked again soon */

  self->is_reading_stock = FALSE;
  for (guint i = 0; stock != NULL && i < stock->jobs->len; i++)
    {
      const EspSendProgress *progress = &g_array_index (stock->jobs, EspSendProgress, i);
      EspJob *job = esp_job_list_find_send (self->jobs, progress->send_id);

      /* The engine itself knows better. */
      if (job == NULL || !esp_job_get_progress (job)->is_live)
        esp_job_list_update (self->jobs, progress);
      else
        esp_job_set_returns (job, progress);
    }
  g_clear_pointer (&stock, stock_free);
}

static void
read_stock (EspWorker *self)
{
  if (self->stop_task != NULL)
    return;
  if (self->is_reading_stock)
    {
      read_stock_soon (self);
      return;
    }
  self->is_reading_stock = TRUE;
  esp_store_read_async (self->store, ESP_READ_PAGE, load_stock, g_new0 (Stock, 1), stock_free, NULL,
                        stock_read_cb, g_object_ref (self));
}

static void
store_changed_cb (EspStore *store, EspChanges *changes, EspWorker *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_JOB | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_EVENT))
    read_stock_soon (self);
}

static void
forget_stock (EspWorker *self)
{
  if (self->stock_source != NULL)
    g_source_destroy (self->stock_source);
  g_clear_pointer (&self->stock_source, g_source_unref);
}

static void
esp_worker_finalize (GObject *object)
{
  EspWorker *self = ESP_WORKER (object);

  g_assert (self->thread == NULL); /* stopped first */
  forget_stock (self);
  g_clear_object (&self->jobs);
  g_clear_object (&self->store);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (esp_worker_parent_class)->finalize (object);
}

static void
esp_worker_class_init (EspWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_worker_finalize;
  signals[SIGNAL_STATE_CHANGED] =
    g_signal_new ("state-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 0);
}

static void
esp_worker_init (EspWorker *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->jobs = esp_job_list_new ();
  self->state.next_at_us = -1;
}

/**
 * esp_worker_new:
 * @source: where messages come from; static
 * @segments: (nullable): who is in a segment
 *
 * Returns: (transfer full): an engine that is not started yet
 */
EspWorker *
esp_worker_new (EspStore *store, const EspMessageSource *source, EspSegmentFunc segments)
{
  EspWorker *self = g_object_new (ESP_TYPE_WORKER, NULL);

  self->store = g_object_ref (store);
  self->source = source;
  self->segments = segments;
  return self;
}

/**
 * esp_worker_start:
 *
 * Starts the engine. It works when it gets the lease; another process may hold it.
 */
void
esp_worker_start (EspWorker *self)
{
  g_return_if_fail (ESP_IS_WORKER (self));
  g_return_if_fail (self->thread == NULL);

  self->thread = esp_thread_new ("esp-net");
  esp_thread_post (self->thread, start_worker, self);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  read_stock (self);
}

/**
 * esp_worker_poke:
 *
 * There may be something to do: look now, not at the next tick.
 */
void
esp_worker_poke (EspWorker *self)
{
  g_return_if_fail (ESP_IS_WORKER (self));

  if (self->thread != NULL && self->stop_task == NULL)
    esp_thread_post (self->thread, poke_worker, g_object_ref (self));
}

/**
 * esp_worker_stop_async:
 *
 * Stops between messages; what is under way is settled first.
 */
void
esp_worker_stop_async (EspWorker *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (ESP_IS_WORKER (self));
  g_return_if_fail (self->stop_task == NULL);

  forget_stock (self);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, esp_worker_stop_async);
  if (self->thread == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  self->stop_task = task;
  esp_thread_post (self->thread, stop_worker, self);
}

gboolean
esp_worker_stop_finish (EspWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_worker_stop_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * esp_worker_get_jobs:
 *
 * Returns: (transfer none): the jobs that the engine has worked on since it was started
 */
EspJobList *
esp_worker_get_jobs (EspWorker *self)
{
  g_return_val_if_fail (ESP_IS_WORKER (self), NULL);

  return self->jobs;
}

/**
 * esp_worker_get_state:
 *
 * Returns: (transfer none): what the engine said last
 */
const EspEngineState *
esp_worker_get_state (EspWorker *self)
{
  g_return_val_if_fail (ESP_IS_WORKER (self), NULL);

  return &self->state;
}
