/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks a mail service whether the account works, and page by page what became of messages. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-mail-service-pull.h"

#include "base/esp-clock.h"

/* Requests of one turn: what is left comes with the next. */
#define MAX_REQUESTS 25
#define MAX_REPORTS 20000

typedef struct
{
  JsonObject *cursor;         /* (owned) */
  EspChannelReports *reports; /* (owned) (nullable) */
  gint64 now_us;
  guint n_requests;
} Pull;

static void
free_pull (gpointer data)
{
  Pull *pull = data;

  json_object_unref (pull->cursor);
  esp_channel_reports_free (pull->reports);
  g_free (pull);
}

static JsonObject *
read_cursor (const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return json_object_new ();
  return json_object_ref (json_node_get_object (root));
}

static char *
print_cursor (JsonObject *cursor)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, cursor);
  return json_to_string (node, FALSE);
}

static void
finish_pull (GTask *task, gboolean has_more)
{
  Pull *pull = g_task_get_task_data (task);

  pull->reports->has_more = has_more;
  pull->reports->cursor = print_cursor (pull->cursor);
  g_task_return_pointer (task, g_steal_pointer (&pull->reports),
                         (GDestroyNotify) esp_channel_reports_free);
  g_object_unref (task);
}

static void ask_next (GTask *task);

static void
fail (GTask *task, GError *error)
{
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (g_task_get_source_object (task));
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  g_autoptr (JsonNode) root = NULL;
  EspServiceAnswer answer = { .trouble = -1, .wait_s = -1 };
  g_autoptr (GArray) none = g_array_new (FALSE, TRUE, sizeof (EspServiceItem));

  if (reply == NULL)
    {
      fail (task, error);
      return;
    }
  if (reply->status < 200 || reply->status >= 300)
    {
      g_autofree char *words = esp_service_dup_words (reply);

      if (reply->status != 0)
        esp_service_read_common (none, reply, words, NULL, &answer);
      error =
        esp_mail_service_new_error (esp_mail_service_channel_get_service (self), reply,
                                    answer.trouble >= 0 ? answer.trouble : ESP_CHANNEL_ERROR_FAILED,
                                    answer.words);
      g_free (answer.words);
      fail (task, error);
      return;
    }
  root = esp_service_parse (reply);
  if (root == NULL)
    fail (task, esp_mail_service_new_error (esp_mail_service_channel_get_service (self), reply,
                                            ESP_CHANNEL_ERROR_CUT, NULL));
  else if (!esp_mail_service_channel_get_service (self)
              ->read_pull (esp_mail_service_channel_get_account (self), pull->cursor, root,
                           pull->reports->reports, &error))
    fail (task, error);
  else
    ask_next (task);
}

static void
ask_next (GTask *task)
{
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (g_task_get_source_object (task));
  const EspMailService *service = esp_mail_service_channel_get_service (self);
  Pull *pull = g_task_get_task_data (task);
  GError *error = NULL;
  EspWebRequest *request;

  if (json_object_has_member (pull->cursor, ESP_PULL_TURN_OVER) ||
      pull->n_requests++ >= MAX_REQUESTS || pull->reports->reports->len >= MAX_REPORTS)
    {
      json_object_remove_member (pull->cursor, ESP_PULL_TURN_OVER);
      finish_pull (task, TRUE);
      return;
    }
  request = service->make_pull (esp_mail_service_channel_get_account (self), pull->cursor,
                                pull->now_us, &error);
  if (error != NULL)
    fail (task, error);
  else if (request == NULL)
    finish_pull (task, FALSE);
  else
    esp_web_client_call_async (esp_mail_service_channel_get_client (self), request,
                               g_task_get_cancellable (task), answered_cb, task);
}

/**
 * esp_mail_service_pull_async:
 *
 * The pull of an EspMailServiceChannel.
 */
void
esp_mail_service_pull_async (EspChannel *channel,
                             const char *cursor,
                             gint64 now_us,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (channel);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Pull *pull = g_new0 (Pull, 1);

  g_task_set_source_tag (task, esp_mail_service_pull_async);
  pull->cursor = read_cursor (cursor);
  pull->reports = esp_channel_reports_new ();
  pull->now_us = now_us;
  g_task_set_task_data (task, pull, free_pull);
  if (esp_mail_service_channel_get_service (self)->make_pull != NULL)
    ask_next (task);
  else
    finish_pull (task, FALSE);
}

/**
 * esp_mail_service_pull_finish:
 */
EspChannelReports *
esp_mail_service_pull_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (g_task_get_source_object (task));
  const EspMailService *service = esp_mail_service_channel_get_service (self);
  const EspMailAccount *account = esp_mail_service_channel_get_account (self);
  g_autofree char *url = esp_service_url (service, account, "");
  g_autofree char *where = esp_web_dup_host (url, NULL);
  GError *error = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  EspChannelReport *report;
  g_autofree char *words = NULL;
  int code = -1;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  words = reply->status != 0 ? service->read_test (account, reply, &code) : NULL;
  if (reply->status == 0 || code >= 0)
    {
      trouble = esp_mail_service_new_error (esp_mail_service_channel_get_service (self), reply,
                                            code, words);
      report = esp_channel_report_new_error (where, trouble);
      report->reply = g_steal_pointer (&words);
    }
  else
    {
      report = esp_channel_report_new (where);
      report->sentence =
        g_strdup_printf ("%s answers at %s and takes the key%s%s.", service->title, where,
                         words != NULL ? ": " : "", words != NULL ? words : "");
      report->encryption = g_strdup (g_str_has_prefix (url, "https:") ? "TLS" : "none");
      report->max_message_size = service->max_bytes;
      if (service->read_quota != NULL)
        service->read_quota (reply, report);
    }
  g_task_return_pointer (task, report, (GDestroyNotify) esp_channel_report_free);
}

/**
 * esp_mail_service_test_async:
 *
 * The test of an EspMailServiceChannel.
 */
void
esp_mail_service_test_async (EspChannel *channel,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  EspMailServiceChannel *self = ESP_MAIL_SERVICE_CHANNEL (channel);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;
  EspWebRequest *request;

  g_task_set_source_tag (task, esp_mail_service_test_async);
  request = esp_mail_service_channel_get_service (self)
              ->make_test (esp_mail_service_channel_get_account (self), g_get_real_time (), &error);
  if (request == NULL)
    {
      fail (task, error);
      return;
    }
  request->timeout_ms = 20000;
  esp_web_client_call_async (esp_mail_service_channel_get_client (self), request, cancellable,
                             tested_cb, task);
}

/**
 * esp_mail_service_test_finish:
 */
EspChannelReport *
esp_mail_service_test_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
