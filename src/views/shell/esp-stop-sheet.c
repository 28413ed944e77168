/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small sheet that stops all sending with one press of Enter. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-stop-sheet.h"

#include <glib/gi18n.h>

#include "base/esp-format.h"
#include "model/esp-task.h"
#include "views/shell/esp-dialogs.h"
#include "worker/esp-worker.h"

#define MAX_NAMED 6

static void
stop_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;

  if (esp_dialog_ask_finish (result, NULL) != NULL)
    esp_session_stop_all (session, TRUE);
}

/* What runs or is on hold, by name. */
static void
append_tasks (GString *text, GListModel *tasks)
{
  guint n_named = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tasks) && n_named < MAX_NAMED; i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);
      const char *detail = esp_task_get_detail (task);

      if (esp_task_get_state (task) != ESP_TASK_RUNNING &&
          esp_task_get_state (task) != ESP_TASK_HOLD)
        continue;
      g_string_append_printf (text, "\n• %s%s%s", esp_task_get_title (task),
                              detail != NULL ? ": " : "", detail != NULL ? detail : "");
      n_named++;
    }
}

/* What cannot be recalled any more, by name; what stays waiting. */
static char *
describe (EspSession *session)
{
  EspWorkspace *workspace = esp_session_get_workspace (session);
  EspWorker *worker = esp_workspace_get_worker (workspace);
  GListModel *jobs = worker != NULL ? G_LIST_MODEL (esp_worker_get_jobs (worker)) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 n_in_flight = 0;
  gint64 n_left = 0;
  g_autofree char *left = NULL;

  for (guint i = 0; jobs != NULL && i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EspJob) job = g_list_model_get_item (jobs, i);
      const EspSendProgress *progress = esp_job_get_progress (job);

      if (esp_job_is_over (job))
        continue;
      n_in_flight += progress->n_in_flight;
      n_left += progress->n_total - progress->n_sent - progress->n_failed - progress->n_unknown -
                progress->n_in_flight;
    }
  if (n_in_flight > 0)
    {
      g_autofree char *n = esp_format_count (n_in_flight);

      g_string_append_printf (
        text,
        ngettext ("%s is being handed over at this moment and cannot be recalled.",
                  "%s are being handed over at this moment and cannot be recalled.",
                  (gulong) n_in_flight),
        n);
    }
  else
    g_string_append (text, _ ("Nothing is being handed over at this moment."));
  left = esp_format_count (MAX (n_left, 0));
  if (n_left > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, ngettext ("%s more waits.", "%s more wait.", (gulong) n_left),
                              left);
    }
  append_tasks (text, esp_workspace_get_tasks (workspace));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_stop_sheet_present:
 *
 * Asks, with the focus on the answer that stops everything.
 */
void
esp_stop_sheet_present (EspSession *session)
{
  const EspDialogAnswer answers[] = { { "stop", _ ("_Pause everything now"), FALSE, TRUE },
                                      { NULL, NULL, FALSE, FALSE } };

  g_autofree char *in_flight = describe (session);
  g_autofree char *body =
    g_strdup_printf ("%s\n\n%s",
                     _ ("All channels pause at once. Messages already handed to a server cannot be "
                        "recalled; "
                        "everything else waits until you resume, also after a restart."),
                     in_flight);

  esp_dialog_ask_async (esp_session_get_window (session), _ ("Stop all sending"), body, answers,
                        NULL, stop_confirmed_cb, g_object_ref (session));
}
