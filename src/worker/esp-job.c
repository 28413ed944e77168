/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The jobs of the engine as objects and a list that views bind to. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-job.h"

/* Longer than any answer of a server takes. */
#define STALL_US (3 * 60 * G_USEC_PER_SEC)

struct _EspJob
{
  GObject parent_instance;

  EspSendProgress progress;
  gint64 moved_us; /* monotonic; when something was settled last, or the state changed */
};

typedef enum
{
  PROP_ID = 1,
  PROP_SEND_ID,
  PROP_STATE,
  PROP_REASON,
  PROP_DONE,
  PROP_TOTAL,
  PROP_FRACTION,
  PROP_PER_MINUTE,
} EspJobProperty;

static GParamSpec *properties[PROP_PER_MINUTE + 1];

G_DEFINE_FINAL_TYPE (EspJob, esp_job, G_TYPE_OBJECT)

static gint64
get_done (EspJob *self)
{
  return self->progress.n_sent + self->progress.n_failed + self->progress.n_unknown;
}

static void
esp_job_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EspJob *self = ESP_JOB (object);

  switch ((EspJobProperty) property_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->progress.job_id);
      break;
    case PROP_SEND_ID:
      g_value_set_int64 (value, self->progress.send_id);
      break;
    case PROP_STATE:
      g_value_set_string (value, self->progress.state);
      break;
    case PROP_REASON:
      g_value_set_string (value, self->progress.reason);
      break;
    case PROP_DONE:
      g_value_set_int64 (value, get_done (self));
      break;
    case PROP_TOTAL:
      g_value_set_int64 (value, self->progress.n_total);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, esp_job_get_fraction (self));
      break;
    case PROP_PER_MINUTE:
      g_value_set_double (value, self->progress.per_minute);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
esp_job_class_init (EspJobClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = esp_job_get_property;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SEND_ID] = g_param_spec_int64 ("send-id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_DONE] = g_param_spec_int64 ("done", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_PER_MINUTE] =
    g_param_spec_double ("per-minute", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);
}

static void
esp_job_init (EspJob *self)
{
}

/**
 * esp_job_new:
 *
 * Returns: (transfer full): a job that shows @progress, which is copied
 */
EspJob *
esp_job_new (const EspSendProgress *progress)
{
  EspJob *self = g_object_new (ESP_TYPE_JOB, NULL);

  self->progress = *progress;
  self->moved_us = g_get_monotonic_time ();
  return self;
}

static void
take_returns (EspJob *self, const EspSendProgress *progress)
{
  self->progress.n_delivered = progress->n_delivered;
  self->progress.n_soft = progress->n_soft;
  self->progress.n_hard = progress->n_hard;
}

/**
 * esp_job_set_returns:
 * @progress: of which only what came back is taken
 */
void
esp_job_set_returns (EspJob *self, const EspSendProgress *progress)
{
  g_return_if_fail (ESP_IS_JOB (self));

  if (self->progress.n_delivered == progress->n_delivered &&
      self->progress.n_soft == progress->n_soft && self->progress.n_hard == progress->n_hard)
    return;
  take_returns (self, progress);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * esp_job_update:
 *
 * Takes new figures over and tells once.
 */
void
esp_job_update (EspJob *self, const EspSendProgress *progress)
{
  EspSendProgress before;
  gint64 done;
  gboolean is_same_state;

  g_return_if_fail (ESP_IS_JOB (self));

  done = get_done (self);
  is_same_state = g_str_equal (self->progress.state, progress->state);
  before = self->progress;
  self->progress = *progress;
  if (progress->is_live)
    take_returns (self, &before); /* the engine does not count them */
  if (!is_same_state || get_done (self) != done)
    self->moved_us = g_get_monotonic_time ();
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_STATE; i <= PROP_PER_MINUTE; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * esp_job_get_progress:
 *
 * Returns: (transfer none): all figures, until the next update
 */
const EspSendProgress *
esp_job_get_progress (EspJob *self)
{
  g_return_val_if_fail (ESP_IS_JOB (self), NULL);

  return &self->progress;
}

/**
 * esp_job_get_id:
 *
 * Returns: the row of the job
 */
gint64
esp_job_get_id (EspJob *self)
{
  return self->progress.job_id;
}

/**
 * esp_job_get_send_id:
 *
 * Returns: the send that it works on
 */
gint64
esp_job_get_send_id (EspJob *self)
{
  return self->progress.send_id;
}

/**
 * esp_job_get_state:
 *
 * Returns: (transfer none): the name of its state, as the store keeps it
 */
const char *
esp_job_get_state (EspJob *self)
{
  return self->progress.state;
}

/**
 * esp_job_get_fraction:
 *
 * Returns: how much is settled, 0 to 1; 0 while nothing is known
 */
double
esp_job_get_fraction (EspJob *self)
{
  gint64 total = self->progress.n_total;

  return total > 0 ? CLAMP ((double) get_done (self) / (double) total, 0, 1) : 0;
}

/**
 * esp_job_get_seconds_left:
 *
 * Returns: how long it will take at the measured rate; -1 when that cannot be said
 */
gint64
esp_job_get_seconds_left (EspJob *self)
{
  gint64 left = self->progress.n_total - get_done (self);

  if (self->progress.per_minute <= 0 || left < 0)
    return -1;
  return (gint64) ((double) left * 60 / self->progress.per_minute + 0.5);
}

/**
 * esp_job_get_still_us:
 *
 * Returns: for how long nothing of it was settled, as far as this program has seen
 */
gint64
esp_job_get_still_us (EspJob *self)
{
  return g_get_monotonic_time () - self->moved_us;
}

/**
 * esp_job_is_stalled:
 *
 * Returns: whether it is sending, has somebody left, and yet nothing was settled for minutes
 */
gboolean
esp_job_is_stalled (EspJob *self)
{
  return self->progress.is_live && g_str_equal (self->progress.state, "sending") &&
         get_done (self) < self->progress.n_total && esp_job_get_still_us (self) >= STALL_US;
}

/**
 * esp_job_is_over:
 *
 * Returns: whether the engine has let go of it
 */
gboolean
esp_job_is_over (EspJob *self)
{
  static const char *const over[] = { "done", "stopped", "failed", "paused", ESP_SEND_IDLE, NULL };

  return g_strv_contains (over, self->progress.state);
}

struct _EspJobList
{
  GObject parent_instance;

  GPtrArray *jobs; /* (owned) (element-type EspJob) newest first */
};

static GType
esp_job_list_get_item_type (GListModel *model)
{
  return ESP_TYPE_JOB;
}

static guint
esp_job_list_get_n_items (GListModel *model)
{
  return ESP_JOB_LIST (model)->jobs->len;
}

static gpointer
esp_job_list_get_item (GListModel *model, guint position)
{
  EspJobList *self = ESP_JOB_LIST (model);

  return position < self->jobs->len ? g_object_ref (g_ptr_array_index (self->jobs, position))
                                    : NULL;
}

static void
esp_job_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = esp_job_list_get_item_type;
  iface->get_n_items = esp_job_list_get_n_items;
  iface->get_item = esp_job_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EspJobList,
                               esp_job_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, esp_job_list_iface_init))

static void
esp_job_list_finalize (GObject *object)
{
  g_ptr_array_unref (ESP_JOB_LIST (object)->jobs);
  G_OBJECT_CLASS (esp_job_list_parent_class)->finalize (object);
}

static void
esp_job_list_class_init (EspJobListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_job_list_finalize;
}

static void
esp_job_list_init (EspJobList *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * esp_job_list_new:
 *
 * Returns: (transfer full): a list without a job
 */
EspJobList *
esp_job_list_new (void)
{
  return g_object_new (ESP_TYPE_JOB_LIST, NULL);
}

/**
 * esp_job_list_update:
 *
 * Takes the figures of a job over; a job not seen before comes first.
 */
void
esp_job_list_update (EspJobList *self, const EspSendProgress *progress)
{
  g_return_if_fail (ESP_IS_JOB_LIST (self));

  for (guint i = 0; i < self->jobs->len; i++)
    {
      EspJob *job = g_ptr_array_index (self->jobs, i);

      if (job->progress.job_id != progress->job_id)
        continue;
      esp_job_update (job, progress);
      return;
    }
  g_ptr_array_insert (self->jobs, 0, esp_job_new (progress));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
}

/**
 * esp_job_list_find_send:
 *
 * Returns: (transfer none) (nullable): the job of a send
 */
EspJob *
esp_job_list_find_send (EspJobList *self, gint64 send_id)
{
  g_return_val_if_fail (ESP_IS_JOB_LIST (self), NULL);

  for (guint i = 0; i < self->jobs->len; i++)
    {
      EspJob *job = g_ptr_array_index (self->jobs, i);

      if (job->progress.send_id == send_id)
        return job;
    }
  return NULL;
}

/**
 * esp_job_list_get_n_active:
 *
 * Returns: how many are not over
 */
guint
esp_job_list_get_n_active (EspJobList *self)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    if (!esp_job_is_over (g_ptr_array_index (self->jobs, i)))
      n++;
  return n;
}
