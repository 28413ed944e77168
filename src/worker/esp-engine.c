/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the lease of the engine, claims jobs that are due, and lets them run on the network thread. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-engine.h"

#include "store/esp-meta.h"
#include "store/esp-outbox.h"
#include "worker/esp-journey-hooks.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-report-door.h"
#include "worker/esp-report-keeper.h"
#include "worker/esp-report-pull.h"
#include "worker/esp-send-reasons.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK_MS 250
#define LEASE_US (30 * ESP_USEC_PER_SEC)
#define HEARTBEAT_US (5 * ESP_USEC_PER_SEC)
#define MAX_RUNNING 4
#define N_BUILD_THREADS 2

struct _EspEngine
{
  EspSendContext context;
  EspEngineEvents events;
  gpointer user_data;
  char *holder;            /* (owned) "host/pid/start/random" */
  GPtrArray *running;      /* (owned) (element-type EspSendJob) */
  GPtrArray *ended;        /* (owned) freed at the next turn */
  GSource *timer;          /* (owned) (nullable) */
  GSource *reaper;         /* (owned) (nullable) */
  gint64 beat_us;          /* monotonic; of the last heartbeat asked for */
  gint64 trouble_since_us; /* monotonic; 0 while the workspace can be written */
  gint64 clock_us;         /* what it showed at the last look; 0 before the first */
  gboolean is_beating;
  gboolean is_looking;
  gboolean is_stopping;
  gboolean is_released;
  EspJourneyRunner *journeys; /* (owned) (nullable) until it stops */
  EspJourneyHooks *hooks;     /* (owned) (nullable) until it stops */
  EspReportPull *pull;        /* (owned) (nullable) until it stops */
  EspReportKeeper *reports;   /* (owned) (nullable) until it stops */
  EspReportDoor *door;        /* (owned) (nullable) until it stops */
  GSource *waker;             /* (owned) any thread makes it ready */
  EspEngineState state;
};

/* Start time of a process in clock ticks since boot, so that a reused number is not taken for it. */
static char *
find_start_time (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *after;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("0");
  after = strrchr (text, ')'); /* the name before it may hold anything */
  fields = g_strsplit (after != NULL ? after + 1 : "", " ", -1);
  return g_strdup (g_strv_length (fields) > 20 ? fields[20] : "0");
}

static char *
make_holder (void)
{
  g_autofree char *start = find_start_time (getpid ());

  return g_strdup_printf ("%s/%d/%s/%08x", g_get_host_name (), (int) getpid (), start,
                          g_random_int ());
}

/* Returns: whether @holder was a process of this computer that is no more. */
static gboolean
is_dead (const char *holder)
{
  g_auto (GStrv) parts = g_strsplit (holder, "/", 4);
  g_autofree char *start = NULL;
  gint64 pid;

  if (g_strv_length (parts) != 4 || !g_str_equal (parts[0], g_get_host_name ()))
    return FALSE;
  pid = g_ascii_strtoll (parts[1], NULL, 10);
  if (pid <= 0 || (kill ((pid_t) pid, 0) != 0 && errno == ESRCH))
    return TRUE;
  start = find_start_time (pid);
  return !g_str_equal (start, parts[2]);
}

static void
tell_state (EspEngine *self)
{
  self->state.tick_us = esp_clock_now_us (self->context.clock);
  self->events.state (&self->state, self->user_data);
}

static gboolean
reap_cb (gpointer user_data)
{
  EspEngine *self = user_data;

  g_clear_pointer (&self->reaper, g_source_unref);
  g_ptr_array_set_size (self->ended, 0);
  esp_engine_look (self);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (const EspSendProgress *progress, gpointer user_data)
{
  EspEngine *self = user_data;

  self->events.progress (progress, self->user_data);
}

static void
job_ended_cb (EspSendJob *job, gpointer user_data)
{
  EspEngine *self = user_data;
  guint index = 0;

  if (!g_ptr_array_find (self->running, job, &index))
    return;
  g_ptr_array_add (self->ended, g_ptr_array_steal_index (self->running, index));
  if (self->reaper != NULL)
    return;
  self->reaper = g_idle_source_new ();
  g_source_set_priority (self->reaper, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->reaper, reap_cb, self, NULL);
  (void) g_source_attach (self->reaper, self->context.context);
}

static void
shut_down_jobs (EspEngine *self)
{
  for (guint i = self->running->len; i > 0; i--)
    esp_send_job_shut_down (g_ptr_array_index (self->running, i - 1));
}

/* A clock that goes back by more than this was set; less is a server of time at work. */
#define SET_BACK_US (2 * ESP_USEC_PER_SEC)

/* One look into the workspace: the lease, the kill switch, the next job. */
typedef struct
{
  EspEngine *engine;
  const char *holder;
  gboolean takes_lease;
  gboolean was_leading;
  gboolean may_claim;
  gint64 set_back_us; /* the clock was set back by so much; 0: it was not */
  gboolean is_leading;
  gboolean is_killed;
  gint64 next_at_us;
  char *other;       /* (owned) (nullable) */
  EspJobRecord *job; /* (owned) (nullable) */
} Look;

static gboolean
take_lease (EspTx *tx, Look *look, GError **error)
{
  gint64 until_us = esp_tx_get_now_us (tx) + LEASE_US;
  g_autofree char *holder = NULL;

  if (!esp_lease_take (tx, "engine", look->holder, until_us, NULL, &holder, error))
    return FALSE;
  if (g_strcmp0 (holder, look->holder) != 0 && holder != NULL && is_dead (holder))
    {
      g_autofree char *dead = g_steal_pointer (&holder);

      if (!esp_lease_take (tx, "engine", look->holder, until_us, dead, &holder, error))
        return FALSE;
    }
  look->is_leading = g_strcmp0 (holder, look->holder) == 0;
  if (!look->is_leading)
    look->other = g_steal_pointer (&holder);
  if (!look->is_leading || look->was_leading)
    return TRUE;
  return (look->set_back_us != 0 || esp_job_take_ahead (tx, &look->set_back_us, error)) &&
         esp_job_recover (tx, error);
}

static gboolean
write_look (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  gint64 kill = 0;

  look->is_leading = look->was_leading;
  if (look->takes_lease && !take_lease (tx, look, error))
    return FALSE;
  if (!esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &kill, error))
    return FALSE;
  look->is_killed = kill != 0;
  if (look->is_leading && look->set_back_us > 0 &&
      !esp_outbox_shift_waits (tx, -look->set_back_us, error))
    return FALSE;
  if (look->is_leading && look->may_claim && !look->is_killed &&
      !esp_job_claim (tx, &look->job, error))
    return FALSE;
  return esp_job_next_at (tx, &look->next_at_us, error);
}

static gboolean
read_look (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  gint64 kill = 0;

  look->is_leading = look->was_leading;
  if (!esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &kill, error))
    return FALSE;
  look->is_killed = kill != 0;
  return esp_job_next_at (tx, &look->next_at_us, error);
}

static void
start_job (EspEngine *self, EspJobRecord *record)
{
  EspSendJob *job = esp_send_job_new (&self->context, record, progress_cb, job_ended_cb, self);

  g_ptr_array_add (self->running, job);
  esp_send_job_start (job);
}

static gboolean
is_due (const EspEngine *self)
{
  return self->state.next_at_us >= 0 && !self->state.is_killed &&
         self->state.next_at_us <= esp_clock_now_us (self->context.clock);
}

/* Led on while this process holds the lease and nothing is halted. */
static void
look_at_journeys (EspEngine *self)
{
  if (self->journeys != NULL && self->state.is_leading && !self->state.is_killed)
    esp_journey_runner_look (self->journeys);
  if (self->hooks == NULL || !self->state.is_leading || self->state.is_killed)
    return;
  if (self->journeys != NULL && esp_journey_runner_take_hooks (self->journeys))
    esp_journey_hooks_note (self->hooks);
  esp_journey_hooks_look (self->hooks);
}

/* Reading what came back goes on while sending is halted. */
static void
look_at_reports (EspEngine *self)
{
  if (self->pull != NULL && self->state.is_leading)
    esp_report_pull_look (self->pull);
  if (self->reports != NULL && self->state.is_leading)
    esp_report_keeper_look (self->reports);
  if (self->door != NULL && self->state.is_leading)
    esp_report_door_look (self->door);
}

static gboolean
has_journeys (EspEngine *self)
{
  if (self->hooks != NULL && !self->state.is_killed &&
      (esp_journey_hooks_is_busy (self->hooks) || esp_journey_hooks_has_work (self->hooks)))
    return TRUE;
  return self->journeys != NULL && !self->state.is_killed &&
         (esp_journey_runner_is_busy (self->journeys) ||
          esp_journey_runner_has_work (self->journeys));
}

static gboolean
has_reports (EspEngine *self)
{
  if (self->reports != NULL && self->state.is_leading &&
      (esp_report_keeper_is_busy (self->reports) || esp_report_keeper_has_work (self->reports)))
    return TRUE;
  return self->pull != NULL && self->state.is_leading &&
         (esp_report_pull_is_busy (self->pull) || esp_report_pull_has_work (self->pull));
}

static gboolean
wake_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs wake_funcs = { .dispatch = wake_dispatch };

static gboolean
wake_cb (gpointer user_data)
{
  look_at_journeys (user_data);
  return G_SOURCE_CONTINUE;
}

/* On the writer's thread: something happened that a journey may answer at once. */
static void
wake (gpointer user_data)
{
  EspEngine *self = user_data;

  g_source_set_ready_time (self->waker, 0);
}

/* A disk that is full keeps everything waiting: whoever runs the engine must be able to tell. */
static void
note_trouble (EspEngine *self, const GError *error)
{
  g_autofree char *reason = error != NULL ? esp_send_reason_of_storage (error) : NULL;

  if (error == NULL)
    {
      self->trouble_since_us = 0;
      self->state.trouble[0] = '\0';
      self->state.trouble_us = 0;
      return;
    }
  if (self->trouble_since_us == 0)
    self->trouble_since_us = g_get_monotonic_time ();
  self->state.trouble_us = g_get_monotonic_time () - self->trouble_since_us;
  (void) g_strlcpy (self->state.trouble, reason, sizeof self->state.trouble);
}

static void
end_look (EspEngine *self, Look *look, gboolean is_fine)
{
  gboolean has_job = look->job != NULL;

  self->is_looking = FALSE;
  if (look->takes_lease)
    self->is_beating = FALSE;
  if (look->takes_lease && self->hooks != NULL)
    esp_journey_hooks_note (self->hooks); /* another process may have ordered some */
  if (is_fine)
    {
      self->state.is_leading = look->is_leading;
      self->state.is_killed = look->is_killed;
      self->state.next_at_us = look->next_at_us;
      (void) g_strlcpy (self->state.other, look->other != NULL ? look->other : "",
                        sizeof self->state.other);
    }
  if (look->was_leading && !self->state.is_leading)
    shut_down_jobs (self);
  if (has_job)
    start_job (self, g_steal_pointer (&look->job));
  look_at_journeys (self);
  look_at_reports (self);
  self->state.is_idle = is_fine && self->running->len == 0 && self->ended->len == 0 &&
                        !is_due (self) && !has_journeys (self) && !has_reports (self);
  g_free (look->other);
  g_free (look);
  tell_state (self);
  if (self->is_stopping)
    shut_down_jobs (self);
  if (self->is_stopping || has_job ||
      (is_fine && self->state.is_leading && self->running->len < MAX_RUNNING && is_due (self)))
    esp_engine_look (self);
}

static void
look_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Look *look = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_fine = esp_store_write_finish (ESP_STORE (source), result, NULL, &error);

  note_trouble (look->engine, error);
  end_look (look->engine, look, is_fine); /* asked again soon */
}

static void
look_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Look *look = user_data;

  end_look (look->engine, look,
            esp_store_read_finish (ESP_STORE (source), result, NULL) !=
              NULL); /* asked again soon */
}

static gboolean
write_release (EspTx *tx, gpointer data, GError **error)
{
  return esp_lease_release (tx, "engine", data, error);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspEngine *self = user_data;

  (void) esp_store_write_finish (ESP_STORE (source), result, NULL, NULL); /* it expires by itself */
  self->events.stopped (self->user_data);
}

static void
finish_stopping (EspEngine *self)
{
  if (self->running->len > 0 || self->ended->len > 0 || self->is_looking || self->is_released ||
      (self->journeys != NULL && esp_journey_runner_is_busy (self->journeys)) ||
      (self->hooks != NULL && esp_journey_hooks_is_busy (self->hooks)) ||
      (self->reports != NULL && esp_report_keeper_is_busy (self->reports)) ||
      (self->pull != NULL && esp_report_pull_is_busy (self->pull)) ||
      (self->door != NULL && esp_report_door_is_busy (self->door)))
    return;
  g_clear_pointer (&self->door, esp_report_door_free);
  g_clear_pointer (&self->reports, esp_report_keeper_free);
  g_clear_pointer (&self->pull, esp_report_pull_free);
  g_clear_pointer (&self->hooks, esp_journey_hooks_free);
  g_clear_pointer (&self->journeys, esp_journey_runner_free);
  self->is_released = TRUE;
  esp_store_write_async (self->context.store, NULL, write_release, self->holder, NULL, released_cb,
                         self);
}

/* Spans of time are not made longer by a clock that is set back; dates stay dates. */
static gint64
look_at_clock (EspEngine *self)
{
  gint64 now_us = esp_clock_now_us (self->context.clock);
  gint64 back_us = self->clock_us - now_us;

  self->clock_us = now_us;
  if (back_us < SET_BACK_US)
    return 0;
  esp_domain_pace_shift (self->context.pace, -back_us);
  for (guint i = 0; i < self->running->len; i++)
    esp_send_job_shift (g_ptr_array_index (self->running, i), -back_us);
  return back_us;
}

/**
 * esp_engine_look:
 *
 * Looks around now: for the lease when it is time, for jobs that are due, for orders to running ones.
 */
void
esp_engine_look (EspEngine *self)
{
  gint64 now_us = g_get_monotonic_time ();
  Look *look;

  if (self->is_stopping)
    {
      finish_stopping (self);
      return;
    }
  if (self->is_looking)
    return;
  look = g_new0 (Look, 1);
  look->set_back_us = look_at_clock (self);
  look->engine = self;
  look->holder = self->holder;
  look->was_leading = self->state.is_leading;
  look->takes_lease = !self->state.is_leading || now_us - self->beat_us >= HEARTBEAT_US;
  look->may_claim = self->running->len < MAX_RUNNING;
  self->is_looking = TRUE;
  if (look->takes_lease)
    self->beat_us = now_us;
  if (look->takes_lease || look->set_back_us > 0 || (look->may_claim && is_due (self)))
    esp_store_write_async (self->context.store, NULL, write_look, look, NULL, look_written_cb,
                           look);
  else
    esp_store_read_async (self->context.store, ESP_READ_PAGE, read_look, look, NULL, NULL,
                          look_read_cb, look);
}

static gboolean
tick_cb (gpointer user_data)
{
  EspEngine *self = user_data;

  for (guint i = self->running->len; i > 0; i--)
    esp_send_job_look (g_ptr_array_index (self->running, i - 1));
  esp_engine_look (self);
  return G_SOURCE_CONTINUE;
}

/**
 * esp_engine_new:
 * @source: static
 * @segments: (nullable)
 * @events: called on this thread
 *
 * Returns: (transfer full): an engine of the calling thread's context
 */
EspEngine *
esp_engine_new (EspStore *store,
                const EspMessageSource *source,
                EspSegmentFunc segments,
                const EspEngineEvents *events,
                gpointer user_data)
{
  EspEngine *self = g_new0 (EspEngine, 1);

  self->holder = make_holder ();
  self->events = *events;
  self->user_data = user_data;
  self->context = (EspSendContext){
    .store = g_object_ref (store),
    .clock = g_object_ref (esp_store_get_clock (store)),
    .context = g_main_context_ref_thread_default (),
    .source = source,
    .segments = segments,
    .holder = self->holder,
  };
  self->context.pool = esp_build_pool_new (self->context.context, N_BUILD_THREADS);
  self->context.channels = esp_channel_pool_new (esp_store_get_path (store));
  self->context.pace = esp_domain_pace_new ();
  self->running = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_send_job_free);
  self->ended = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_send_job_free);
  self->state.next_at_us = -1;
  self->waker = g_source_new (&wake_funcs, sizeof (GSource));
  g_source_set_callback (self->waker, wake_cb, self, NULL);
  (void) g_source_attach (self->waker, self->context.context);
  if (!esp_store_is_read_only (store))
    {
      self->journeys = esp_journey_runner_new (store, wake, self);
      self->hooks = esp_journey_hooks_new (store);
      self->pull = esp_report_pull_new (store);
      self->reports = esp_report_keeper_new (store);
      self->door = esp_report_door_new (store);
    }
  return self;
}

/**
 * esp_engine_free:
 *
 * After it has stopped.
 */
void
esp_engine_free (EspEngine *self)
{
  if (self == NULL)
    return;
  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_source_unref (self->timer);
    }
  if (self->reaper != NULL)
    {
      g_source_destroy (self->reaper);
      g_source_unref (self->reaper);
    }
  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->ended);
  g_clear_pointer (&self->journeys, esp_journey_runner_free);
  g_clear_pointer (&self->pull, esp_report_pull_free);
  g_clear_pointer (&self->reports, esp_report_keeper_free);
  g_clear_pointer (&self->door, esp_report_door_free);
  g_source_destroy (self->waker);
  g_source_unref (self->waker);
  esp_build_pool_free (self->context.pool);
  esp_channel_pool_free (self->context.channels);
  esp_domain_pace_free (self->context.pace);
  g_main_context_unref (self->context.context);
  g_object_unref (self->context.clock);
  g_object_unref (self->context.store);
  g_free (self->holder);
  g_free (self);
}

/**
 * esp_engine_start:
 *
 * Begins to look for due work, now and at every tick. In the thread of its context.
 */
void
esp_engine_start (EspEngine *self)
{
  self->timer = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->timer, tick_cb, self, NULL);
  (void) g_source_attach (self->timer, self->context.context);
  esp_engine_look (self);
}

/**
 * esp_engine_stop:
 *
 * Ends jobs between messages, gives the lease back, and says so.
 */
void
esp_engine_stop (EspEngine *self)
{
  self->is_stopping = TRUE;
  if (self->journeys != NULL)
    esp_journey_runner_stop (self->journeys);
  if (self->hooks != NULL)
    esp_journey_hooks_stop (self->hooks);
  if (self->pull != NULL)
    esp_report_pull_stop (self->pull);
  if (self->reports != NULL)
    esp_report_keeper_stop (self->reports);
  if (self->door != NULL)
    esp_report_door_stop (self->door);
  shut_down_jobs (self);
  esp_engine_look (self);
}
