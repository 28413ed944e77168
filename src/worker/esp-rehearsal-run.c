/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs rehearsals: one look at the workspace, then as many threads as there are processors; with progress, and
 * given up when it is not wanted any more. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-rehearsal-run.h"

#include "base/esp-clock.h"
#include "base/esp-thread.h"

#define MAX_THREADS 16
/* Reading is about so much of the whole. */
#define READ_SHARE 0.4

static void
assume_clear (gpointer data)
{
  g_free (((EspRehearsalAssume *) data)->step);
}

/**
 * esp_rehearsal_options_new:
 *
 * Returns: (transfer full): who would come into the draft in the next thirty days
 */
EspRehearsalOptions *
esp_rehearsal_options_new (gint64 journey_id)
{
  EspRehearsalOptions *self = g_new0 (EspRehearsalOptions, 1);

  self->journey_id = journey_id;
  self->days = ESP_REHEARSAL_DEFAULT_DAYS;
  self->seed = ESP_REHEARSAL_DEFAULT_SEED;
  self->assumes = g_array_new (FALSE, TRUE, sizeof (EspRehearsalAssume));
  g_array_set_clear_func (self->assumes, assume_clear);
  return self;
}

/**
 * esp_rehearsal_options_copy:
 *
 * Returns: (transfer full)
 */
EspRehearsalOptions *
esp_rehearsal_options_copy (const EspRehearsalOptions *self)
{
  EspRehearsalOptions *copy = esp_rehearsal_options_new (self->journey_id);
  GArray *assumes = copy->assumes;

  *copy = *self;
  copy->assumes = assumes;
  copy->text = g_strdup (self->text);
  copy->segment = g_strdup (self->segment);
  copy->ghost = g_strdupv (self->ghost);
  copy->leads = self->leads != NULL ? esp_bitmap_copy (self->leads) : NULL;
  for (guint i = 0; i < self->assumes->len; i++)
    {
      const EspRehearsalAssume *one = &g_array_index (self->assumes, EspRehearsalAssume, i);

      esp_rehearsal_options_assume (copy, one->step, one->share);
    }
  return copy;
}

/**
 * esp_rehearsal_options_free:
 */
void
esp_rehearsal_options_free (EspRehearsalOptions *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->segment);
  g_strfreev (self->ghost);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_array_unref (self->assumes);
  g_free (self);
}

/**
 * esp_rehearsal_options_add_lead:
 *
 * One more of those who are led, where who is %ESP_REHEARSE_LEAD.
 */
void
esp_rehearsal_options_add_lead (EspRehearsalOptions *self, gint64 lead_id)
{
  if (self->leads == NULL)
    self->leads = esp_bitmap_new ();
  esp_bitmap_add (self->leads, (guint32) lead_id);
}

/**
 * esp_rehearsal_options_assume:
 * @share: 0 … 1 of those who come by; below 0: as history says
 */
void
esp_rehearsal_options_assume (EspRehearsalOptions *self, const char *step, double share)
{
  EspRehearsalAssume added = { NULL, share };

  for (guint i = 0; i < self->assumes->len; i++)
    {
      EspRehearsalAssume *one = &g_array_index (self->assumes, EspRehearsalAssume, i);

      if (g_str_equal (one->step, step))
        {
          one->share = share;
          return;
        }
    }
  added.step = g_strdup (step);
  g_array_append_val (self->assumes, added);
}

/**
 * esp_rehearsal_options_get_assumed:
 *
 * Returns: what was said of the step; below 0: nothing
 */
double
esp_rehearsal_options_get_assumed (const EspRehearsalOptions *self, const char *step)
{
  for (guint i = 0; i < self->assumes->len; i++)
    if (g_str_equal (g_array_index (self->assumes, EspRehearsalAssume, i).step, step))
      return g_array_index (self->assumes, EspRehearsalAssume, i).share;
  return -1;
}

/* What the hands share. */
typedef struct
{
  EspRehearsal *rehearsal;
  GCancellable *cancellable;
  guint n_chunks;
  gint next;   /* atomic */
  gint n_done; /* atomic */
  EspRehearsalProgress progress;
  gpointer user_data;
} Work;

typedef struct
{
  Work *work;
  EspRehearsalHand *hand;
  gboolean tells; /* one of them tells how far all are */
} Share;

static void
lead_chunks (gpointer data)
{
  Share *share = data;
  Work *work = share->work;

  for (;;)
    {
      guint chunk = (guint) g_atomic_int_add (&work->next, 1);

      if (chunk >= work->n_chunks || g_cancellable_is_cancelled (work->cancellable))
        return;
      esp_rehearsal_lead_chunk (share->hand, chunk);
      g_atomic_int_inc (&work->n_done);
      if (share->tells && work->progress != NULL)
        work->progress (READ_SHARE +
                          (1 - READ_SHARE) * g_atomic_int_get (&work->n_done) / work->n_chunks,
                        work->user_data);
    }
}

static guint
choose_threads (guint wanted, guint n_chunks)
{
  guint n = wanted > 0 ? wanted : g_get_num_processors ();

  return CLAMP (n, 1, MIN (MAX (n_chunks, 1), MAX_THREADS));
}

/**
 * esp_rehearsal_compute:
 * @world: (transfer full): prepared
 * @n_threads: 0: as many as there are processors
 *
 * Returns: (transfer full): the finished rehearsal, the same for any number of threads; %NULL with @error set
 *   when it was given up
 */
EspRehearsal *
esp_rehearsal_compute (EspRehearsalWorld *world,
                       guint n_threads,
                       EspRehearsalProgress progress,
                       gpointer user_data,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (EspRehearsal) rehearsal = esp_rehearsal_new (world);
  Work work = { rehearsal, cancellable, esp_rehearsal_get_n_chunks (rehearsal), 0, 0,
                progress,  user_data };
  guint n = choose_threads (n_threads, work.n_chunks);
  EspRehearsalHand *hands[MAX_THREADS];
  EspThread *threads[MAX_THREADS] = { NULL };
  Share shares[MAX_THREADS];

  for (guint i = 0; i < n; i++)
    {
      hands[i] = esp_rehearsal_hand_new (rehearsal);
      shares[i] = (Share){ &work, hands[i], i == 0 };
    }
  for (guint i = 1; i < n; i++)
    {
      threads[i] = esp_thread_new ("esp-rehearsal");
      esp_thread_post (threads[i], lead_chunks, &shares[i]);
    }
  lead_chunks (&shares[0]);
  for (guint i = 1; i < n; i++)
    {
      esp_thread_join (threads[i]);
      g_object_unref (threads[i]);
    }
  esp_rehearsal_finish (rehearsal, hands, n);
  for (guint i = 0; i < n; i++)
    esp_rehearsal_hand_free (hands[i]);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&rehearsal);
}

typedef struct
{
  const EspRehearsalOptions *options;
  EspRehearsalWorld *world;
} Read;

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->world = esp_rehearsal_world_load (tx, read->options, error);
  return read->world != NULL;
}

/**
 * esp_rehearsal_run:
 * @progress: (nullable)
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspRehearsal *
esp_rehearsal_run (EspStore *store,
                   const EspRehearsalOptions *options,
                   EspRehearsalProgress progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  Read read = { options, NULL };

  if (!esp_store_read (store, ESP_READ_LONG, read_cb, &read, cancellable, error))
    {
      g_clear_pointer (&read.world, esp_rehearsal_world_free);
      return NULL;
    }
  if (progress != NULL)
    progress (READ_SHARE, user_data);
  return esp_rehearsal_compute (read.world, options->n_threads, progress, user_data, cancellable,
                                error);
}

typedef struct
{
  EspRehearsalOptions *options; /* (owned) */
  EspRehearsalProgress progress;
  gpointer progress_data;
  EspRehearsalWorld *world; /* (owned) (nullable) on its way from the reader to the thread */
  EspThread *thread;        /* (owned) (nullable) */
} RunTask;

static gboolean
end_thread_cb (gpointer user_data)
{
  esp_thread_join (user_data);
  return G_SOURCE_REMOVE;
}

static void
run_task_free (gpointer data)
{
  RunTask *run = data;

  /* The last reference may go on that very thread, which cannot wait for itself. */
  if (run->thread != NULL)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, end_thread_cb, run->thread, g_object_unref);
  g_clear_pointer (&run->world, esp_rehearsal_world_free);
  esp_rehearsal_options_free (run->options);
  g_free (run);
}

static void
compute_worker (gpointer data)
{
  g_autoptr (GTask) task = data;
  RunTask *run = g_task_get_task_data (task);
  GError *error = NULL;
  EspRehearsal *rehearsal =
    esp_rehearsal_compute (g_steal_pointer (&run->world), run->options->n_threads, run->progress,
                           run->progress_data, g_task_get_cancellable (task), &error);

  if (rehearsal != NULL)
    g_task_return_pointer (task, rehearsal, (GDestroyNotify) esp_rehearsal_unref);
  else
    g_task_return_error (task, error);
}

static gboolean
read_for_task_cb (EspTx *tx, gpointer data, GError **error)
{
  RunTask *run = g_task_get_task_data (data);

  run->world = esp_rehearsal_world_load (tx, run->options, error);
  return run->world != NULL;
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  RunTask *run = g_task_get_task_data (task);
  GError *error = NULL;

  (void) esp_store_read_finish (ESP_STORE (source), result, &error); /* the task itself */
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (run->progress != NULL)
    run->progress (READ_SHARE, run->progress_data);
  run->thread = esp_thread_new ("esp-rehearsal");
  esp_thread_post (run->thread, compute_worker, g_steal_pointer (&task));
}

/**
 * esp_rehearsal_run_async:
 * @options: copied
 * @progress: (nullable): called from other threads, until the callback
 */
void
esp_rehearsal_run_async (EspStore *store,
                         const EspRehearsalOptions *options,
                         EspRehearsalProgress progress,
                         gpointer progress_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  RunTask *run = g_new0 (RunTask, 1);

  run->options = esp_rehearsal_options_copy (options);
  run->progress = progress;
  run->progress_data = progress_data;
  g_task_set_source_tag (task, esp_rehearsal_run_async);
  g_task_set_task_data (task, run, run_task_free);
  esp_store_read_async (store, ESP_READ_LONG, read_for_task_cb, task, NULL, cancellable,
                        read_done_cb, task);
}

/**
 * esp_rehearsal_run_finish:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspRehearsal *
esp_rehearsal_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_rehearsal_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_rehearsal_get_report:
 * @out_report: the figures that are worth keeping; when it was run is not among them
 */
void
esp_rehearsal_get_report (const EspRehearsal *rehearsal, EspRehearsalReport *out_report)
{
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (rehearsal);
  const EspRehearsalWorld *world = esp_rehearsal_get_world (rehearsal);
  gboolean is_whole = FALSE;
  gint64 cost = esp_rehearsal_get_cost (rehearsal, &is_whole);
  guint hour = 0;

  *out_report = (EspRehearsalReport){
    .seed = (gint64) world->chance,
    .days = (world->end_us - world->start_us) / ESP_USEC_PER_DAY,
    .n_people = tally->n_people,
    .n_entered = tally->n_entered,
    .n_sent = esp_rehearsal_tally_n_sent (tally),
    .n_reached = esp_rehearsal_get_n_reached (rehearsal),
    .peak = esp_rehearsal_tally_get_peak (tally, &hour),
    .cost = is_whole ? cost : -1,
  };
  for (guint i = 0; i < ESP_N_REASONS; i++)
    out_report->n_held += esp_rehearsal_tally_n_held (tally, (EspReason) i);
}
