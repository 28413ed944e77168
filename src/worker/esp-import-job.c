/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import as the window and the command line drive it: dry run, real run, progress, cancelling. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-job.h"

#include "base/esp-thread.h"
#include "worker/esp-import-run.h"

#include <glib/gstdio.h>

struct _EspImportJob
{
  GObject parent_instance;

  EspStore *store;       /* (owned) */
  char *path;            /* (owned) */
  EspImportPlan *plan;   /* (owned) */
  EspThread *thread;     /* (owned) (nullable) made for the first async run */
  GMainContext *context; /* (owned) where "fraction" is told */
  EspImportProgressFunc progress;
  gpointer progress_data;

  GMutex mutex;
  double fraction;          /* under mutex */
  gboolean is_told;         /* under mutex: a notice is on its way */
  EspImportReport *partial; /* (owned) (nullable) under mutex: of a run that did not complete */
};

typedef enum
{
  PROP_FRACTION = 1,
} EspImportJobProperty;

static GParamSpec *properties[PROP_FRACTION + 1];

G_DEFINE_FINAL_TYPE (EspImportJob, esp_import_job, G_TYPE_OBJECT)

static void
esp_import_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((EspImportJobProperty) id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, esp_import_job_get_fraction (ESP_IMPORT_JOB (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
end_thread_cb (gpointer user_data)
{
  EspThread *thread = user_data;

  esp_thread_join (thread);
  return G_SOURCE_REMOVE;
}

/* The last reference may go on the very thread that is to end, which cannot wait for itself. */
static void
end_thread (EspThread *thread)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, end_thread_cb, thread, g_object_unref);
}

static void
esp_import_job_dispose (GObject *object)
{
  EspImportJob *self = ESP_IMPORT_JOB (object);

  if (self->thread != NULL)
    end_thread (g_steal_pointer (&self->thread));
  g_clear_object (&self->store);
  G_OBJECT_CLASS (esp_import_job_parent_class)->dispose (object);
}

static void
esp_import_job_finalize (GObject *object)
{
  EspImportJob *self = ESP_IMPORT_JOB (object);

  g_free (self->path);
  esp_import_plan_free (self->plan);
  esp_import_report_free (self->partial);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (esp_import_job_parent_class)->finalize (object);
}

static void
esp_import_job_class_init (EspImportJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = esp_import_job_get_property;
  object_class->dispose = esp_import_job_dispose;
  object_class->finalize = esp_import_job_finalize;
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
esp_import_job_init (EspImportJob *self)
{
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->mutex);
}

/**
 * esp_import_job_new:
 * @path: the file
 * @plan: copied
 *
 * Returns: (transfer full): a job that has not begun
 */
EspImportJob *
esp_import_job_new (EspStore *store, const char *path, const EspImportPlan *plan)
{
  EspImportJob *self = g_object_new (ESP_TYPE_IMPORT_JOB, NULL);

  self->store = g_object_ref (store);
  self->path = g_strdup (path);
  self->plan = esp_import_plan_copy (plan);
  return self;
}

/**
 * esp_import_job_set_plan:
 *
 * Changes the plan for the next run. Not while one runs.
 */
void
esp_import_job_set_plan (EspImportJob *self, const EspImportPlan *plan)
{
  esp_import_plan_free (self->plan);
  self->plan = esp_import_plan_copy (plan);
}

/**
 * esp_import_job_set_progress_func:
 * @func: (nullable): called on the thread that runs the import
 *
 * For programs without a main loop; others bind to "fraction".
 */
void
esp_import_job_set_progress_func (EspImportJob *self,
                                  EspImportProgressFunc func,
                                  gpointer user_data)
{
  self->progress = func;
  self->progress_data = user_data;
}

/**
 * esp_import_job_get_fraction:
 *
 * Returns: how far the import has come, 0 to 1; from any thread
 */
double
esp_import_job_get_fraction (EspImportJob *self)
{
  double fraction;

  g_mutex_lock (&self->mutex);
  fraction = self->fraction;
  g_mutex_unlock (&self->mutex);
  return fraction;
}

static gboolean
notify_cb (gpointer user_data)
{
  EspImportJob *self = user_data;

  g_mutex_lock (&self->mutex);
  self->is_told = FALSE;
  g_mutex_unlock (&self->mutex);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  return G_SOURCE_REMOVE;
}

static void
set_fraction (EspImportJob *self, double fraction)
{
  gboolean must_tell;

  g_mutex_lock (&self->mutex);
  self->fraction = CLAMP (fraction, 0, 1);
  must_tell = !self->is_told && self->thread != NULL;
  self->is_told = self->is_told || must_tell;
  g_mutex_unlock (&self->mutex);
  if (must_tell)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, notify_cb, g_object_ref (self), g_object_unref);
      g_source_attach (source, self->context);
    }
}

static void
progress_cb (guint64 n_rows, double fraction, gpointer user_data)
{
  EspImportJob *self = user_data;

  set_fraction (self, fraction);
  if (self->progress != NULL)
    self->progress (n_rows, fraction, self->progress_data);
}

/**
 * esp_import_job_run_sync:
 * @is_dry: change nothing, only say what would happen
 *
 * Runs on the calling thread and waits.
 *
 * Returns: (transfer full): the report; %NULL with @error set, and then esp_import_job_steal_partial()
 *   says what was done before
 */
EspImportReport *
esp_import_job_run_sync (EspImportJob *self,
                         gboolean is_dry,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (EspImportReport) report = NULL;

  set_fraction (self, 0);
  report = esp_import_run (self->store, self->path, self->plan, is_dry, progress_cb, self,
                           cancellable, error);
  set_fraction (self, 1);
  if (report == NULL || report->is_complete)
    return g_steal_pointer (&report);
  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->partial, esp_import_report_free);
  self->partial = g_steal_pointer (&report);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/**
 * esp_import_job_steal_partial:
 *
 * Returns: (transfer full) (nullable): what the last run did before it was cancelled or failed
 */
EspImportReport *
esp_import_job_steal_partial (EspImportJob *self)
{
  EspImportReport *partial;

  g_mutex_lock (&self->mutex);
  partial = g_steal_pointer (&self->partial);
  g_mutex_unlock (&self->mutex);
  return partial;
}

static void
run_task (gpointer data)
{
  g_autoptr (GTask) task = data;
  EspImportJob *self = g_task_get_source_object (task);
  GError *error = NULL;
  EspImportReport *report = esp_import_job_run_sync (self,
                                                     g_task_get_source_tag (task) ==
                                                       (gpointer) esp_import_job_dry_run_async,
                                                     g_task_get_cancellable (task), &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) esp_import_report_free);
  else
    g_task_return_error (task, error);
}

static void
start_task (EspImportJob *self, GTask *task)
{
  /* A cancelled run still says so itself, after it has settled. */
  g_task_set_check_cancellable (task, FALSE);
  if (self->thread == NULL)
    self->thread = esp_thread_new ("esp-import-job");
  esp_thread_post (self->thread, run_task, task);
}

/**
 * esp_import_job_dry_run_async:
 *
 * Says what the import would do, row by row, and changes nothing.
 */
void
esp_import_job_dry_run_async (EspImportJob *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_import_job_dry_run_async);
  start_task (self, task);
}

/**
 * esp_import_job_dry_run_finish:
 *
 * Returns: (transfer full): the report, or %NULL with @error set
 */
EspImportReport *
esp_import_job_dry_run_finish (EspImportJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_import_job_dry_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_import_job_run_async:
 *
 * Imports. Cancelling stops between two batches; what was written stays and can be undone.
 */
void
esp_import_job_run_async (EspImportJob *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, esp_import_job_run_async);
  start_task (self, task);
}

/**
 * esp_import_job_run_finish:
 *
 * Returns: (transfer full): the report; %NULL with @error set, and then esp_import_job_steal_partial()
 *   says what was done before
 */
EspImportReport *
esp_import_job_run_finish (EspImportJob *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_import_job_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_import_report_free:
 *
 * Also removes the scratch file with the outcome of each row.
 */
void
esp_import_report_free (EspImportReport *report)
{
  if (report == NULL)
    return;
  if (report->results_path != NULL)
    (void) g_unlink (report->results_path);
  g_free (report->results_path);
  g_free (report->path);
  g_free (report->aim_problem);
  g_strfreev (report->slot_names);
  esp_import_plan_free (report->plan);
  g_free (report);
}
