/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a send of the engine as a task, in words, and carries out what people ask of it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-send-task.h"

#include <gtk/gtk.h>
#include <glib/gi18n.h>

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "store/esp-campaigns.h"
#include "store/esp-journeys.h"
#include "store/esp-messages.h"
#include "views/activity/esp-doubt-window.h"
#include "views/activity/esp-failure-window.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-locale.h"
#include "views/shell/esp-send-words.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-send-orders.h"

#define JOB_KEY "esp-job"
#define STORE_KEY "esp-store"
#define ZONE_KEY "esp-zone"
#define TICK_KEY "esp-tick"
/* The hour of "Tomorrow 10:00". */
#define LATER_HOUR 10

static const struct
{
  const char *name; /* of the engine */
  EspTaskState state;
  guint requests;
} states[] = {
  { "preparing", ESP_TASK_RUNNING, ESP_TASK_STOP | ESP_TASK_OPEN },
  { "scheduled", ESP_TASK_HOLD, ESP_TASK_STOP | ESP_TASK_OPEN },
  { "hold", ESP_TASK_HOLD, ESP_TASK_PAUSE | ESP_TASK_STOP | ESP_TASK_OPEN },
  { "sending", ESP_TASK_RUNNING, ESP_TASK_PAUSE | ESP_TASK_STOP | ESP_TASK_OPEN },
  { "waiting", ESP_TASK_HOLD, ESP_TASK_STOP | ESP_TASK_OPEN },
  { "paused", ESP_TASK_PAUSED, ESP_TASK_RESUME | ESP_TASK_STOP | ESP_TASK_OPEN },
  { ESP_SEND_IDLE, ESP_TASK_IDLE, ESP_TASK_OPEN },
  { "stopped", ESP_TASK_STOPPED, ESP_TASK_OPEN },
  { "done", ESP_TASK_DONE, ESP_TASK_OPEN },
  { "failed", ESP_TASK_FAILED, ESP_TASK_OPEN },
};

static EspJob *
get_job (EspTask *task)
{
  return g_object_get_data (G_OBJECT (task), JOB_KEY);
}

static EspStore *
get_store (EspTask *task)
{
  return g_object_get_data (G_OBJECT (task), STORE_KEY);
}

static GTimeZone *
get_zone (EspTask *task)
{
  return g_object_get_data (G_OBJECT (task), ZONE_KEY);
}

/* What may be asked beside what the state allows. */
static guint
get_more_requests (EspJob *job)
{
  const EspSendProgress *progress = esp_job_get_progress (job);
  guint requests = 0;

  if (progress->n_unknown > 0 && !progress->is_live)
    requests |= ESP_TASK_DECIDE;
  if (progress->n_retryable > 0 &&
      (g_str_equal (progress->state, "done") || g_str_equal (progress->state, ESP_SEND_IDLE)))
    requests |= ESP_TASK_RETRY | ESP_TASK_SKIP;
  if (progress->n_failed > 0 && !progress->is_live)
    requests |= ESP_TASK_EXPLAIN;
  if (g_str_equal (progress->state, "paused") &&
      g_str_equal (progress->reason, "missed-schedule") && progress->n_sent == 0)
    requests |= ESP_TASK_LATER;
  return requests;
}

static void update_cb (EspTask *task);

static gboolean
tick_cb (gpointer user_data)
{
  g_object_set_data (user_data, TICK_KEY, NULL);
  update_cb (user_data);
  return G_SOURCE_REMOVE;
}

static void
remove_tick (gpointer data)
{
  GSource *source = g_main_context_find_source_by_id (NULL, GPOINTER_TO_UINT (data));

  if (source != NULL)
    g_source_destroy (source);
}

/* A hold counts down. */
static void
keep_ticking (EspTask *task, gboolean is_held)
{
  guint id = 0;

  if (is_held && g_object_get_data (G_OBJECT (task), TICK_KEY) == NULL)
    id = g_timeout_add_seconds (1, tick_cb, task);
  if (id != 0)
    g_object_set_data_full (G_OBJECT (task), TICK_KEY, GUINT_TO_POINTER (id), remove_tick);
}

static void
update_cb (EspTask *task)
{
  EspJob *job = get_job (task);
  const EspSendProgress *progress = esp_job_get_progress (job);
  gint64 now_us = esp_clock_now_us (esp_store_get_clock (get_store (task)));
  g_autofree char *detail = esp_send_describe (job, now_us, get_zone (task));

  esp_task_set_detail (task, *detail != '\0' ? detail : NULL);
  esp_task_set_fraction (task, progress->n_total > 0 ? esp_job_get_fraction (job) : -1);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].name, progress->state))
      {
        esp_task_set_requests (task, states[i].requests | get_more_requests (job));
        esp_task_set_n_again (task, progress->n_retryable);
        esp_task_set_trouble (task, esp_send_needs_person (job));
        esp_task_set_state (task, states[i].state);
      }
  keep_ticking (task, g_str_equal (progress->state, "hold"));
}

/* What is asked, carried to the writer's thread. */
typedef struct
{
  EspTask *task; /* (owned) main thread only */
  gint64 send_id;
  EspTaskRequest request;
  gint64 n_stopped;
  gint64 at_us; /* of ESP_TASK_LATER */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->task);
  g_free (order);
}

static gboolean
carry_out (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;

  switch (order->request)
    {
    case ESP_TASK_PAUSE:
      return esp_send_order_pause (tx, order->send_id, error);
    case ESP_TASK_RESUME:
      return esp_send_order_resume (tx, order->send_id, error);
    case ESP_TASK_STOP:
      return esp_send_order_stop (tx, order->send_id, &order->n_stopped, error);
    case ESP_TASK_RETRY:
      return esp_send_order_retry (tx, order->send_id, NULL, error);
    case ESP_TASK_SKIP:
      return esp_send_order_let_be (tx, order->send_id, NULL, error);
    case ESP_TASK_LATER:
      return esp_send_order_postpone (tx, order->send_id, order->at_us, error);
    case ESP_TASK_DECIDE:
    case ESP_TASK_EXPLAIN:
    case ESP_TASK_OPEN:
    default:
      return TRUE;
    }
}

static void
carried_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_task_set_detail (task, message);
    }
}

/* The usual hour of the next day, where the workspace is. */
static gint64
find_tomorrow (EspTask *task)
{
  gint64 now_us = esp_clock_now_us (esp_store_get_clock (get_store (task)));
  g_autoptr (GDateTime) now_utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (now_utc, get_zone (task));
  g_autoptr (GDateTime) next = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) at =
    g_date_time_new (get_zone (task), g_date_time_get_year (next), g_date_time_get_month (next),
                     g_date_time_get_day_of_month (next), LATER_HOUR, 0, 0);

  return g_date_time_to_unix (at) * G_USEC_PER_SEC;
}

static void
order (EspTask *task, EspTaskRequest request)
{
  Order *data = g_new0 (Order, 1);

  data->task = g_object_ref (task);
  data->send_id = esp_job_get_send_id (get_job (task));
  data->request = request;
  data->at_us = find_tomorrow (task);
  esp_store_write_async (get_store (task), NULL, carry_out, data, order_free, carried_out_cb,
                         g_object_ref (task));
}

static void
stop_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTask) task = user_data;

  if (esp_dialog_ask_finish (result, NULL) != NULL)
    order (task, ESP_TASK_STOP);
}

static GtkWindow *
find_parent (void)
{
  GApplication *app = g_application_get_default ();

  return GTK_IS_APPLICATION (app) ? gtk_application_get_active_window (GTK_APPLICATION (app))
                                  : NULL;
}

static void
ask_to_stop (EspTask *task)
{
  const EspSendProgress *progress = esp_job_get_progress (get_job (task));
  const EspDialogAnswer answers[] = { { "stop", _ ("_Stop the rest"), TRUE, FALSE }, { NULL } };
  g_autofree char *sent = esp_format_count (progress->n_sent);
  g_autofree char *body = g_strdup_printf (
    _ ("%s were handed to the server and cannot be recalled. The others will not get it."), sent);

  esp_dialog_ask_async (find_parent (), _ ("Stop this send?"), body, answers, NULL,
                        stop_confirmed_cb, g_object_ref (task));
}

static void
decide (EspTask *task)
{
  esp_doubt_window_present (find_parent (), get_store (task), esp_job_get_send_id (get_job (task)),
                            esp_task_get_title (task));
}

static void
requested_cb (EspTask *task, guint request)
{
  if (request == ESP_TASK_DECIDE)
    {
      decide (task);
      return;
    }
  if (request == ESP_TASK_EXPLAIN)
    {
      esp_failure_window_present (find_parent (), get_store (task),
                                  esp_job_get_send_id (get_job (task)), esp_task_get_title (task));
      return;
    }
  /* What has not left yet stops at once; the rest of a running send only after a look at the facts. */
  if (request == ESP_TASK_STOP && esp_job_get_progress (get_job (task))->n_sent > 0)
    ask_to_stop (task);
  else
    order (task, request);
}

typedef struct
{
  gint64 send_id;
  char *name;
  char *address;
} Title;

static void
title_free (gpointer data)
{
  Title *title = data;

  g_free (title->name);
  g_free (title->address);
  g_free (title);
}

/* The sends of a journey have its name, and that of what they send. */
static gboolean
read_journey (EspTx *tx, Title *title, const EspSend *send, const char *name, GError **error)
{
  g_autoptr (EspMessageRow) message = NULL;
  gint64 journey_id = 0;
  gboolean has_ended = FALSE;

  if (!esp_journey_of_campaign (tx, send->campaign_id, &journey_id, &has_ended, error))
    return FALSE;
  if (journey_id == 0)
    return TRUE;
  message = esp_message_load (tx, send->message_id, error);
  if (message == NULL)
    return FALSE;
  g_free (title->name);
  g_free (title->address);
  title->name = g_strdup_printf ("%s · %s", name, message->name);
  title->address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, journey_id);
  return TRUE;
}

static gboolean
read_title (EspTx *tx, gpointer data, GError **error)
{
  Title *title = data;
  g_autoptr (EspSend) send = esp_send_load (tx, title->send_id, error);
  g_autoptr (EspCampaign) campaign = NULL;

  if (send == NULL)
    return FALSE;
  campaign = esp_campaign_load (tx, send->campaign_id, error);
  if (campaign == NULL)
    return FALSE;
  title->name = g_strdup (campaign->name);
  title->address = g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, send->campaign_id);
  return read_journey (tx, title, send, campaign->name, error);
}

static void
title_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Title *title = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (title == NULL)
    return;
  esp_task_set_title (task, title->name);
  esp_task_set_address (task, title->address);
  title_free (title);
}

/**
 * esp_send_task_new:
 *
 * @zone: of the workspace
 *
 * Shows @job, whatever becomes of it.
 *
 * Returns: (transfer full): a task that follows @job
 */
EspTask *
esp_send_task_new (EspStore *store, EspJob *job, GTimeZone *zone)
{
  EspTask *task = esp_task_new (_ ("Send"), 0);
  Title *title = g_new0 (Title, 1);

  g_object_set_data_full (G_OBJECT (task), JOB_KEY, g_object_ref (job), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), STORE_KEY, g_object_ref (store), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), ZONE_KEY, g_time_zone_ref (zone),
                          (GDestroyNotify) g_time_zone_unref);
  g_signal_connect_object (job, "notify", G_CALLBACK (update_cb), task, G_CONNECT_SWAPPED);
  g_signal_connect (task, "requested", G_CALLBACK (requested_cb), NULL);
  update_cb (task);
  title->send_id = esp_job_get_send_id (job);
  esp_store_read_async (store, ESP_READ_PAGE, read_title, title, title_free, NULL, title_read_cb,
                        g_object_ref (task));
  return task;
}
