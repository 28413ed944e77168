/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a send of the engine as a task, in words, and carries out what people ask of it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-send-task.h"

#include <gtk/gtk.h>
#include <glib/gi18n.h>

#include "base/esp-format.h"
#include "store/esp-campaigns.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-locale.h"
#include "worker/esp-send-orders.h"
#include "worker/esp-send-reasons.h"

#define JOB_KEY "esp-job"
#define STORE_KEY "esp-store"

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

/**
 * esp_send_reason_message:
 * @reason: what the engine or a server said; English
 *
 * Returns: (transfer full): the same for people
 */
char *
esp_send_reason_message (const char *reason)
{
  static const struct
  {
    const char *reason;
    const char *message;
  } words[] = {
    { "user", N_ ("paused by you") },
    { "kill-switch", N_ ("all sending is stopped") },
    { "missed-schedule", N_ ("its time passed while nothing ran here: resume or stop it") },
    { "resolved", N_ ("some in doubt are to get it again") },
    { "waits", N_ ("the others wait for their morning or for another try") },
    { "slow-down", N_ ("the mail service asked for patience") },
    { "server-slow", N_ ("the mail server asks for patience; it goes on by itself") },
    { "channel-changed", N_ ("goes on with the new settings of the channel") },
    { "brake-account", N_ ("braked: the mail server refuses the account or the sender") },
    { "brake-block", N_ ("braked: mail services refuse these messages for their reputation") },
    { "brake-content", N_ ("braked: the message itself is refused, too large or badly formed") },
    { "brake-hard", N_ ("braked: too many addresses do not exist") },
    { "brake-soft", N_ ("braked: too many mailboxes cannot take it now") },
    { "brake-complaint", N_ ("braked: too many reported it as spam") },
  };
  int code;

  if (esp_send_reason_parse_trouble (reason, &code))
    return g_strdup (esp_channel_trouble_sentence (code));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].reason, reason))
      return g_strdup (_ (words[i].message));
  return g_strdup (reason);
}

static void
append (GString *text, const char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static char *
describe (EspJob *job)
{
  const EspSendProgress *progress = esp_job_get_progress (job);
  EspLang lang = esp_locale_is_korean () ? ESP_LANG_KO : ESP_LANG_EN;
  gint64 left = esp_job_get_seconds_left (job);
  g_autofree char *sent = esp_format_count (progress->n_sent);
  g_autofree char *total = esp_format_count (progress->n_total);
  g_autofree char *rate = esp_format_count ((gint64) progress->per_minute);
  GString *text = g_string_new (NULL);

  if (progress->n_total > 0)
    /* Translators: how many messages were handed over, of how many */
    g_string_append_printf (text, _ ("%s of %s"), sent, total);
  if (progress->per_minute >= 1)
    {
      g_autofree char *part = g_strdup_printf (_ ("%s a minute"), rate);

      append (text, part);
    }
  if (left > 0 && g_str_equal (progress->state, "sending"))
    {
      g_autofree char *duration = esp_format_duration (left * G_USEC_PER_SEC, lang);
      g_autofree char *part = g_strdup_printf (_ ("%s left"), duration);

      append (text, part);
    }
  if (progress->n_failed > 0)
    {
      g_autofree char *failed = esp_format_count (progress->n_failed);
      g_autofree char *part = g_strdup_printf (_ ("%s failed"), failed);

      append (text, part);
    }
  if (*progress->reason != '\0')
    {
      g_autofree char *reason = esp_send_reason_message (progress->reason);

      append (text, reason);
    }
  return g_string_free (text, FALSE);
}

static void
update_cb (EspTask *task)
{
  EspJob *job = get_job (task);
  const EspSendProgress *progress = esp_job_get_progress (job);
  g_autofree char *detail = describe (job);

  esp_task_set_detail (task, *detail != '\0' ? detail : NULL);
  esp_task_set_fraction (task, progress->n_total > 0 ? esp_job_get_fraction (job) : -1);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].name, progress->state))
      {
        esp_task_set_requests (task, states[i].requests);
        esp_task_set_state (task, states[i].state);
      }
}

/* What is asked, carried to the writer's thread. */
typedef struct
{
  EspTask *task; /* (owned) main thread only */
  gint64 send_id;
  EspTaskRequest request;
  gint64 n_stopped;
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
    esp_task_set_detail (task, error->message);
}

static void
order (EspTask *task, EspTaskRequest request)
{
  Order *data = g_new0 (Order, 1);

  data->task = g_object_ref (task);
  data->send_id = esp_job_get_send_id (get_job (task));
  data->request = request;
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

static void
ask_to_stop (EspTask *task)
{
  const EspSendProgress *progress = esp_job_get_progress (get_job (task));
  const EspAnswer answers[] = { { "stop", _ ("_Stop the rest"), TRUE, FALSE }, { NULL } };
  g_autofree char *sent = esp_format_count (progress->n_sent);
  g_autofree char *body = g_strdup_printf (
    _ ("%s were handed to the server and cannot be recalled. The others will not get it."), sent);
  GApplication *app = g_application_get_default ();
  GtkWindow *parent =
    GTK_IS_APPLICATION (app) ? gtk_application_get_active_window (GTK_APPLICATION (app)) : NULL;

  esp_dialog_ask_async (parent, _ ("Stop this send?"), body, answers, NULL, stop_confirmed_cb,
                        g_object_ref (task));
}

static void
requested_cb (EspTask *task, guint request)
{
  /* What has not left yet stops at once; the rest of a running send only after a look at the facts. */
  if (request == ESP_TASK_STOP && esp_job_get_progress (get_job (task))->n_sent > 0)
    ask_to_stop (task);
  else
    order (task, request);
}

typedef struct
{
  gint64 send_id;
  gint64 campaign_id;
  char *name;
} Title;

static void
title_free (gpointer data)
{
  g_free (((Title *) data)->name);
  g_free (data);
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
  title->campaign_id = send->campaign_id;
  title->name = g_strdup (campaign->name);
  return TRUE;
}

static void
title_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Title *title = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *address = NULL;

  if (title == NULL)
    return;
  address = g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, title->campaign_id);
  esp_task_set_title (task, title->name);
  esp_task_set_address (task, address);
  title_free (title);
}

/**
 * esp_send_task_new:
 *
 * Shows @job, whatever becomes of it.
 *
 * Returns: (transfer full): a task that follows @job
 */
EspTask *
esp_send_task_new (EspStore *store, EspJob *job)
{
  EspTask *task = esp_task_new (_ ("Send"), 0);
  Title *title = g_new0 (Title, 1);

  g_object_set_data_full (G_OBJECT (task), JOB_KEY, g_object_ref (job), g_object_unref);
  g_object_set_data_full (G_OBJECT (task), STORE_KEY, g_object_ref (store), g_object_unref);
  g_signal_connect_object (job, "notify", G_CALLBACK (update_cb), task, G_CONNECT_SWAPPED);
  g_signal_connect (task, "requested", G_CALLBACK (requested_cb), NULL);
  update_cb (task);
  title->send_id = esp_job_get_send_id (job);
  esp_store_read_async (store, ESP_READ_PAGE, read_title, title, title_free, NULL, title_read_cb,
                        g_object_ref (task));
  return task;
}
