/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs slow work on files away from the main thread: backups, restoring, making the sample. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-background.h"

#include "base/esp-thread.h"

typedef struct
{
  EspBackgroundFunc func;
  gpointer data;
  GDestroyNotify data_free;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  if (work->data_free != NULL)
    work->data_free (work->data);
  g_free (work);
}

static void
run_worker (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (work->func (work->data, g_task_get_cancellable (task), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * esp_background_run_async:
 * @data: given to @func on the other thread, then freed with @data_free on the main one
 *
 * Runs @func on the thread for files.
 */
void
esp_background_run_async (EspBackgroundFunc func,
                          gpointer data,
                          GDestroyNotify data_free,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  static EspThread *thread; /* for the life of the process */
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->func = func;
  work->data = data;
  work->data_free = data_free;
  g_task_set_source_tag (task, esp_background_run_async);
  g_task_set_task_data (task, work, work_free);
  if (thread == NULL)
    thread = esp_thread_new ("esp-files");
  esp_thread_post (thread, run_worker, task);
}

/**
 * esp_background_run_finish:
 *
 * Returns: (transfer none): the data, valid until the callback returns; NULL with the error of the function
 */
gpointer
esp_background_run_finish (GAsyncResult *result, GError **error)
{
  Work *work;

  g_return_val_if_fail (G_IS_TASK (result), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == esp_background_run_async, NULL);

  work = g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error) ? work->data : NULL;
}
