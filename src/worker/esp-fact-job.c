/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a file of orders, ad spend or events in off the main thread, with one report for all of them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-fact-job.h"

#include "base/esp-clock.h"
#include "base/esp-thread.h"
#include "store/esp-campaigns.h"
#include "worker/esp-event-import.h"

typedef struct
{
  EspStore *store; /* (owned) */
  EspFactJobOptions options;
  char *path;         /* (owned) */
  char *platform;     /* (owned) (nullable) */
  char *campaign;     /* (owned) (nullable) */
  char *rejects_path; /* (owned) (nullable) */
  GStrv mapping;      /* (owned) (nullable) */
  EspThread *thread;  /* (owned) */
} Job;

static gboolean
end_thread_cb (gpointer user_data)
{
  esp_thread_join (user_data);
  return G_SOURCE_REMOVE;
}

static void
job_free (gpointer data)
{
  Job *self = data;

  /* The last reference may go on that very thread, which cannot wait for itself. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, end_thread_cb, self->thread, g_object_unref);
  g_clear_object (&self->store);
  g_free (self->path);
  g_free (self->platform);
  g_free (self->campaign);
  g_free (self->rejects_path);
  g_strfreev (self->mapping);
  g_free (self);
}

/**
 * esp_fact_report_free:
 */
void
esp_fact_report_free (EspFactReport *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->columns, esp_fact_columns_free);
  g_clear_pointer (&self->event_columns, esp_event_columns_free);
  g_clear_pointer (&self->campaigns, g_ptr_array_unref);
  g_strfreev (self->sheets);
  g_free (self);
}

static void
problem_free (gpointer data)
{
  EspFactProblem *self = data;

  g_free (self->reason);
  g_free (self);
}

static guint
find_year (EspStore *store)
{
  gint64 now_us = esp_clock_now_us (esp_store_get_clock (store));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / ESP_USEC_PER_SEC);

  return now != NULL ? (guint) g_date_time_get_year (now) : 0;
}

static EspFactReport *
run_events (const Job *self, GCancellable *cancellable, GError **error)
{
  const EspEventImportOptions options = { .campaign = self->campaign,
                                          .rejects_path = self->rejects_path,
                                          .is_dry_run = self->options.is_dry_run,
                                          .mapping = (const char *const *) self->mapping,
                                          .year = self->options.year,
                                          .sheet = self->options.sheet,
                                          .is_lenient = self->options.is_dry_run };
  g_auto (EspEventImportResult) result = { 0 };
  EspFactReport *report;

  if (!esp_event_import_run (self->store, self->path, &options, cancellable, &result, error))
    return NULL;
  report = g_new0 (EspFactReport, 1);
  report->this_year = find_year (self->store);
  report->n_rows = result.n_rows;
  report->n_new = result.n_new;
  report->n_known = result.n_known;
  report->n_errors = result.n_errors;
  report->history_id = result.history_id;
  report->problems = g_ptr_array_new_with_free_func (problem_free);
  for (guint i = 0; i < result.problems->len; i++)
    {
      EspEventImportProblem *from = g_ptr_array_index (result.problems, i);
      EspFactProblem *problem = g_new0 (EspFactProblem, 1);

      problem->row = from->row;
      problem->line = from->line;
      problem->reason = g_steal_pointer (&from->reason);
      g_ptr_array_add (report->problems, problem);
    }
  report->event_columns = g_steal_pointer (&result.columns);
  report->sheets = g_steal_pointer (&result.sheets);
  report->sheet = result.read_sheet;
  return report;
}

static EspFactReport *
run_facts (const Job *self, GCancellable *cancellable, GError **error)
{
  const EspFactImportOptions options = {
    .kind = self->options.kind == ESP_FACT_JOB_ORDERS ? ESP_FACT_ORDERS : ESP_FACT_SPEND,
    .platform = self->platform,
    .campaign = self->campaign,
    .sheet = self->options.sheet,
    .is_dry_run = self->options.is_dry_run,
    .mapping = (const char *const *) self->mapping,
    .rejects_path = self->rejects_path,
    .is_lenient = self->options.is_dry_run,
  };
  g_auto (EspFactImportResult) result = { 0 };
  EspFactReport *report;

  if (!esp_fact_import_run (self->store, self->path, &options, cancellable, &result, error))
    return NULL;
  report = g_new0 (EspFactReport, 1);
  report->n_rows = result.n_rows;
  report->n_new = result.n_new;
  report->n_changed = result.n_changed;
  report->n_known = result.n_known;
  report->n_errors = result.n_errors;
  report->history_id = result.history_id;
  report->problems = g_steal_pointer (&result.problems);
  report->columns = g_steal_pointer (&result.columns);
  report->sheets = g_steal_pointer (&result.sheets);
  report->sheet = result.sheet;
  return report;
}

static gboolean
load_campaigns (EspTx *tx, gpointer data, GError **error)
{
  EspFactReport *report = data;

  report->campaigns = esp_campaign_list (tx, error);
  return report->campaigns != NULL;
}

static void
run_task (gpointer data)
{
  g_autoptr (GTask) task = data;
  const Job *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  EspFactReport *report = self->options.kind == ESP_FACT_JOB_EVENTS
                            ? run_events (self, cancellable, &error)
                            : run_facts (self, cancellable, &error);

  if (report == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  report->kind = self->options.kind;
  report->is_dry_run = self->options.is_dry_run;
  if (report->is_dry_run) /* without them there is only nothing to choose from */
    (void) esp_store_read (self->store, ESP_READ_PAGE, load_campaigns, report, cancellable, NULL);
  g_task_return_pointer (task, report, (GDestroyNotify) esp_fact_report_free);
}

/**
 * esp_fact_job_run_async:
 *
 * Looks a file up, or brings it in; see esp_fact_import_run() and esp_event_import_run().
 */
void
esp_fact_job_run_async (EspStore *store,
                        const EspFactJobOptions *options,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *self = g_new0 (Job, 1);

  self->store = g_object_ref (store);
  self->options = *options;
  self->path = g_strdup (options->path);
  self->platform = g_strdup (options->platform);
  self->campaign = g_strdup (options->campaign);
  self->rejects_path = g_strdup (options->rejects_path);
  self->mapping = g_strdupv ((GStrv) options->mapping);
  self->thread = esp_thread_new ("esp-fact-job");
  g_task_set_source_tag (task, esp_fact_job_run_async);
  g_task_set_task_data (task, self, job_free);
  esp_thread_post (self->thread, run_task, task);
}

/**
 * esp_fact_job_run_finish:
 *
 * Returns: (transfer full): what came of it; %NULL with @error set
 */
EspFactReport *
esp_fact_job_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_fact_job_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
