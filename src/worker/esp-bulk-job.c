/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes many leads, some at a time between other writes, as one entry of the history. */
#define G_LOG_DOMAIN "espalier-worker"

#include "config.h"

#include "worker/esp-bulk-job.h"

#define LEADS_AT_A_TIME 2000

typedef struct
{
  EspBulkEdit *edit; /* (owned) */
  EspBitmap *leads;  /* (owned) */
  gint64 n_total;
  gint64 n_done;
  guint32 from;
  EspBulkProgressFunc progress;
  gpointer progress_data;
  EspBulkResult result;
  guint32 ids[LEADS_AT_A_TIME]; /* writer thread, while a part is written */
  gsize n_ids;
  gint64 n_changed_now;
} BulkJob;

static void
bulk_job_free (BulkJob *job)
{
  esp_bulk_edit_free (job->edit);
  esp_bitmap_free (job->leads);
  g_free (job);
}

static gboolean
write_part (EspTx *tx, gpointer data, GError **error)
{
  BulkJob *job = data;

  return esp_bulk_edit_apply (tx, job->edit, job->ids, job->n_ids, &job->n_changed_now, error);
}

static void next_part (GTask *task);

static void
part_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  BulkJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  job->result.n_changed += job->n_changed_now;
  if (job->n_changed_now > 0)
    job->result.history_id = history_id;
  job->n_done += (gint64) job->n_ids;
  if (job->progress != NULL)
    job->progress (job->n_done, job->n_total, job->progress_data);
  next_part (task);
}

static const char *
kind_of (EspBulkAct act)
{
  switch (act)
    {
    case ESP_BULK_TAG:
      return "tag";
    case ESP_BULK_UNTAG:
      return "untag";
    case ESP_BULK_ARCHIVE:
      return "archive";
    case ESP_BULK_UNARCHIVE:
      return "unarchive";
    case ESP_BULK_SUPPRESS:
      return "suppress";
    case ESP_BULK_SET:
    case ESP_BULK_FILL:
    case ESP_BULK_CLEAR:
    case ESP_BULK_ADD:
    case ESP_BULK_REMOVE:
    case ESP_BULK_COPY:
    default:
      return "bulk-edit";
    }
}

static void
next_part (GTask *task)
{
  BulkJob *job = g_task_get_task_data (task);
  EspOperation operation = {
    .kind = kind_of (job->edit->act),
    .summary = job->edit->tag != NULL ? job->edit->tag : job->edit->column,
    .history_id = job->result.history_id,
  };

  /* What was done stays done, and can be undone: stopping is no error of the caller's data. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    job->n_ids = 0;
  else
    job->n_ids = esp_bitmap_next (job->leads, job->from, job->ids, LEADS_AT_A_TIME);
  if (job->n_ids == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  job->from = job->ids[job->n_ids - 1] + 1;
  esp_store_write_async (g_task_get_source_object (task), &operation, write_part, job, NULL,
                         part_written_cb, g_object_ref (task));
}

/**
 * esp_bulk_job_run_async:
 * @edit: copied
 * @leads: copied
 * @progress: (nullable): called after each part
 * @cancellable: (nullable): stops before the next part; what was done stays and can be undone
 */
void
esp_bulk_job_run_async (EspStore *store,
                        const EspBulkEdit *edit,
                        const EspBitmap *leads,
                        EspBulkProgressFunc progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  BulkJob *job = g_new0 (BulkJob, 1);

  g_task_set_source_tag (task, esp_bulk_job_run_async);
  g_task_set_check_cancellable (task, FALSE);
  job->edit = esp_bulk_edit_copy (edit);
  job->leads = esp_bitmap_copy (leads);
  job->n_total = (gint64) esp_bitmap_count (leads);
  job->progress = progress;
  job->progress_data = progress_data;
  g_task_set_task_data (task, job, (GDestroyNotify) bulk_job_free);
  next_part (task);
}

/**
 * esp_bulk_job_run_finish:
 */
gboolean
esp_bulk_job_run_finish (EspStore *store,
                         GAsyncResult *result,
                         EspBulkResult *out_result,
                         GError **error)
{
  BulkJob *job;

  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_bulk_job_run_async), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *out_result = job->result;
  return TRUE;
}
