/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts for views without making them wait, and keeps the sizes of all segments true. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-segment-service.h"

#include "base/esp-clock.h"

#define SERVICE_KEY "esp-segment-service"
/* Changes that come closer together than this are counted once. */
#define REFRESH_DELAY_MS 1500
/* Even when nothing is due the clock is looked at once a day. */
#define MAX_WAIT_US ESP_USEC_PER_DAY

struct _EspSegmentService
{
  GObject parent_instance;

  EspStore *store; /* (unowned): owns us */
  EspSegmentEngine *engine;
  GCancellable *cancellable;
  guint refresh_id;
  guint due_id;
  gboolean is_refreshing;
  gboolean is_stale; /* changed while refreshing */
};

G_DEFINE_FINAL_TYPE (EspSegmentService, esp_segment_service, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* One count on its way. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspRule *rule;            /* (owned) */
  char *segment_id;         /* (owned) (nullable) */
  EspSegmentFlags flags;
  EspSegmentCount *count; /* (owned) (nullable) */
} Call;

/* All segments measured, to be settled. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  GPtrArray *measures;      /* (owned) (element-type EspSegmentMeasure) */
  gint64 now_us;
} Refresh;

static void start_refresh (EspSegmentService *self);

static void
call_free (gpointer data)
{
  Call *call = data;

  esp_segment_engine_unref (call->engine);
  esp_rule_unref (call->rule);
  g_free (call->segment_id);
  g_clear_pointer (&call->count, esp_segment_count_free);
  g_free (call);
}

static void
refresh_free (gpointer data)
{
  Refresh *refresh = data;

  esp_segment_engine_unref (refresh->engine);
  g_ptr_array_unref (refresh->measures);
  g_free (refresh);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Refresh, refresh_free)

static gboolean
refresh_cb (gpointer data)
{
  EspSegmentService *self = data;

  self->refresh_id = 0;
  start_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_refresh (EspSegmentService *self)
{
  if (self->is_refreshing)
    self->is_stale = TRUE;
  else if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

/* Our own settling notes segments too; the sizes it wrote are what they should be. */
static void
changed_cb (EspStore *store, EspChanges *changes, gpointer data)
{
  static const EspChangeKind watched = ESP_CHANGE_LEAD | ESP_CHANGE_FIELD | ESP_CHANGE_TAG |
                                       ESP_CHANGE_CONSENT | ESP_CHANGE_SUPPRESSION |
                                       ESP_CHANGE_EVENT | ESP_CHANGE_SEGMENT | ESP_CHANGE_CAMPAIGN |
                                       ESP_CHANGE_LEDGER | ESP_CHANGE_ORDER | ESP_CHANGE_SETTING;
  EspSegmentService *self = data;

  if (!esp_changes_has (changes, watched))
    return;
  esp_segment_engine_note (self->engine, changes);
  schedule_refresh (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
due_cb (gpointer data)
{
  EspSegmentService *self = data;

  self->due_id = 0;
  schedule_refresh (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
schedule_due (EspSegmentService *self, const Refresh *refresh)
{
  gint64 next_us = refresh->now_us + MAX_WAIT_US;

  for (guint i = 0; i < refresh->measures->len; i++)
    next_us =
      MIN (next_us, ((EspSegmentMeasure *) g_ptr_array_index (refresh->measures, i))->next_us);
  g_clear_handle_id (&self->due_id, g_source_remove);
  self->due_id =
    g_timeout_add ((guint) (MAX (next_us - refresh->now_us, 0) / 1000) + REFRESH_DELAY_MS, due_cb,
                   self);
}

static gboolean
measure_all (EspTx *tx, gpointer data, GError **error)
{
  Refresh *refresh = data;
  g_autoptr (GPtrArray) segments = esp_segment_list (tx, error);

  refresh->now_us = esp_tx_get_now_us (tx);
  for (guint i = 0; segments != NULL && i < segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (segments, i);
      EspSegmentMeasure *measure = esp_segment_measure (refresh->engine, tx, segment->id, error);

      if (measure == NULL)
        return FALSE;
      g_ptr_array_add (refresh->measures, measure);
    }
  return segments != NULL;
}

static gboolean
settle_all (EspTx *tx, gpointer data, GError **error)
{
  Refresh *refresh = data;

  for (guint i = 0; i < refresh->measures->len; i++)
    if (!esp_segment_settle (tx, g_ptr_array_index (refresh->measures, i), NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
has_news (const Refresh *refresh)
{
  for (guint i = 0; i < refresh->measures->len; i++)
    {
      const EspSegmentMeasure *measure = g_ptr_array_index (refresh->measures, i);

      if (measure->problem != NULL
            ? g_strcmp0 (measure->problem, measure->segment->problem) != 0
            : measure->segment->counted_at_us == 0 || measure->segment->problem != NULL ||
                !esp_bitmap_is_empty (measure->entered) || !esp_bitmap_is_empty (measure->exited))
        return TRUE;
    }
  return FALSE;
}

static void
end_refresh (EspSegmentService *self)
{
  self->is_refreshing = FALSE;
  if (!self->is_stale)
    return;
  self->is_stale = FALSE;
  schedule_refresh (self);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentService) self = data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_debug ("sizes of segments were not kept: %s", error->message);
  if (!g_cancellable_is_cancelled (self->cancellable))
    end_refresh (self);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentService) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Refresh) refresh = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (refresh == NULL)
    {
      g_debug ("segments were not counted: %s", error->message);
      end_refresh (self);
      return;
    }
  schedule_due (self, refresh);
  if (!has_news (refresh) || esp_store_is_read_only (self->store))
    {
      end_refresh (self);
      return;
    }
  esp_store_write_async (self->store, NULL, settle_all, g_steal_pointer (&refresh), refresh_free,
                         settled_cb, g_object_ref (self));
}

static void
start_refresh (EspSegmentService *self)
{
  Refresh *refresh = g_new0 (Refresh, 1);

  refresh->engine = esp_segment_engine_ref (self->engine);
  refresh->measures = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_segment_measure_free);
  self->is_refreshing = TRUE;
  esp_store_read_async (self->store, ESP_READ_LONG, measure_all, refresh, refresh_free,
                        self->cancellable, measured_cb, g_object_ref (self));
}

static void
esp_segment_service_dispose (GObject *object)
{
  EspSegmentService *self = ESP_SEGMENT_SERVICE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_handle_id (&self->due_id, g_source_remove);
  G_OBJECT_CLASS (esp_segment_service_parent_class)->dispose (object);
}

static void
esp_segment_service_finalize (GObject *object)
{
  EspSegmentService *self = ESP_SEGMENT_SERVICE (object);

  g_clear_pointer (&self->engine, esp_segment_engine_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (esp_segment_service_parent_class)->finalize (object);
}

static void
esp_segment_service_class_init (EspSegmentServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_segment_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_segment_service_finalize;
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_SEGMENT_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_segment_service_init (EspSegmentService *self)
{
  self->engine = esp_segment_engine_new ();
  self->cancellable = g_cancellable_new ();
}

static void
release (gpointer data)
{
  EspSegmentService *self = data;

  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

/**
 * esp_segment_service_get:
 *
 * Returns: (transfer none): the service of that workspace, made at the first call; it lives as long as
 *   the store
 */
EspSegmentService *
esp_segment_service_get (EspStore *store)
{
  EspSegmentService *self = g_object_get_data (G_OBJECT (store), SERVICE_KEY);

  if (self != NULL)
    return self;
  self = g_object_new (ESP_TYPE_SEGMENT_SERVICE, NULL);
  self->store = store;
  g_signal_connect_object (store, "changed", G_CALLBACK (changed_cb), self, 0);
  g_object_set_data_full (G_OBJECT (store), SERVICE_KEY, self, release);
  schedule_refresh (self);
  return self;
}

/**
 * esp_segment_service_get_engine:
 *
 * Returns: (transfer none): the engine that is told of every change; may be used on any thread
 */
EspSegmentEngine *
esp_segment_service_get_engine (EspSegmentService *self)
{
  return self->engine;
}

static gboolean
count_worker (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->count =
    esp_segment_engine_count (call->engine, tx, call->rule, call->segment_id, call->flags, error);
  return call->count != NULL;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Call) call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&call->count),
                           (GDestroyNotify) esp_segment_count_free);
}

/**
 * esp_segment_service_count_async:
 * @segment_id: (nullable): uuid of the segment whose rule it is
 *
 * As esp_segment_engine_count(), on the thread of long reads.
 */
void
esp_segment_service_count_async (EspSegmentService *self,
                                 const EspRule *rule,
                                 const char *segment_id,
                                 EspSegmentFlags flags,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, esp_segment_service_count_async);
  call->engine = esp_segment_engine_ref (self->engine);
  call->rule = esp_rule_copy (rule);
  call->segment_id = g_strdup (segment_id);
  call->flags = flags;
  esp_store_read_async (self->store, ESP_READ_LONG, count_worker, call, call_free, cancellable,
                        counted_cb, task);
}

/**
 * esp_segment_service_count_finish:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspSegmentCount *
esp_segment_service_count_finish (EspSegmentService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_segment_service_count_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_segment_service_refresh:
 *
 * Counts all segments soon, as after a change.
 */
void
esp_segment_service_refresh (EspSegmentService *self)
{
  schedule_refresh (self);
}
