/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service is asked beside sending: whether it answers, what became of messages, which templates there are. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-gateway-channel-private.h"

#include <string.h>

/* As many as 10,000 templates of Solapi, 20,000 of NHN Cloud: nobody has as many. */
#define MAX_TEMPLATE_PAGES 20

/* An answer that is none, told as trouble. Returns: whether it is an answer. */
static gboolean
is_answer (const EspWebReply *reply, GError **error)
{
  if (reply->status == 401 || reply->status == 403)
    g_propagate_error (error, esp_gateway_channel_new_auth_error (reply));
  else if (reply->status == 429 || reply->status == 503)
    g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY,
                 "The service asks to come back later (%u)", reply->status);
  else if (reply->status == 0)
    g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_UNREACHABLE,
                 "The service cannot be reached: %s",
                 reply->trouble != NULL ? reply->trouble : "no answer came");
  else
    return TRUE;
  return FALSE;
}

static char *
dup_where (EspGatewayChannel *self)
{
  g_autofree char *base = esp_gateway_dup_base (self->gateway);
  char *host = *base != '\0' ? esp_web_dup_host (base, NULL) : NULL;

  return host != NULL ? host : g_strdup (self->gateway->service->kind);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EspGatewayChannel *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  g_autofree char *where = dup_where (self);
  g_autofree char *sentence = NULL;
  EspChannelReport *report;

  if (reply != NULL && is_answer (reply, &error))
    sentence = self->gateway->service->read_test (self->gateway, reply, &error);
  if (sentence != NULL)
    {
      report = esp_channel_report_new (where);
      report->sentence = g_steal_pointer (&sentence);
      report->encryption = g_strdup ("TLS");
    }
  else
    report = esp_channel_report_new_error (where, error);
  if (reply != NULL && sentence == NULL && report->reply == NULL)
    report->reply = *reply->body != '\0'
                      ? g_utf8_make_valid (reply->body, (gssize) strnlen (reply->body, 200))
                      : NULL;
  g_task_return_pointer (task, report, (GDestroyNotify) esp_channel_report_free);
}

static void
esp_gateway_channel_test_async (EspChannel *channel,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  EspGatewayChannel *self = ESP_GATEWAY_CHANNEL (channel);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebRequest) request = NULL;
  g_autofree char *where = dup_where (self);
  EspChannelReport *report;

  g_task_set_source_tag (task, esp_gateway_channel_test_async);
  if (self->gateway->service->make_test != NULL)
    request = self->gateway->service->make_test (self->gateway, &error);
  if (request != NULL)
    {
      esp_gateway_channel_call (self, g_steal_pointer (&request), cancellable, tested_cb,
                                g_object_ref (task));
      return;
    }
  report =
    error != NULL ? esp_channel_report_new_error (where, error) : esp_channel_report_new (where);
  if (error == NULL)
    report->sentence = g_strdup ("The settings are complete. Only a message shows whether they "
                                 "are right: send one to yourself.");
  g_task_return_pointer (task, report, (GDestroyNotify) esp_channel_report_free);
}

static EspChannelReport *
esp_gateway_channel_test_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_gateway_channel_test_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  char *cursor;
  gint64 now_us;
} Pull;

static void
pull_free (gpointer data)
{
  g_free (((Pull *) data)->cursor);
  g_free (data);
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EspGatewayChannel *self = g_task_get_source_object (task);
  Pull *pull = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  g_autoptr (EspChannelReports) reports = esp_channel_reports_new ();

  if (reply == NULL || !is_answer (reply, &error) ||
      !self->gateway->service->read_pull (self->gateway, pull->cursor, pull->now_us, reply, reports,
                                          &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&reports),
                         (GDestroyNotify) esp_channel_reports_free);
}

static void
esp_gateway_channel_pull_async (EspChannel *channel,
                                const char *cursor,
                                gint64 now_us,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  EspGatewayChannel *self = ESP_GATEWAY_CHANNEL (channel);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (EspWebRequest) request = NULL;
  GError *error = NULL;
  Pull *pull = g_new0 (Pull, 1);
  EspChannelReports *nothing;

  g_task_set_source_tag (task, esp_gateway_channel_pull_async);
  pull->cursor = g_strdup (cursor != NULL ? cursor : "");
  pull->now_us = now_us;
  g_task_set_task_data (task, pull, pull_free);
  if (self->gateway->service->make_pull != NULL)
    request = self->gateway->service->make_pull (self->gateway, pull->cursor, now_us, &error);
  if (request != NULL)
    {
      esp_gateway_channel_call (self, g_steal_pointer (&request), cancellable, pulled_cb,
                                g_object_ref (task));
      return;
    }
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  nothing = esp_channel_reports_new ();
  nothing->cursor = g_strdup (pull->cursor);
  g_task_return_pointer (task, nothing, (GDestroyNotify) esp_channel_reports_free);
}

static EspChannelReports *
esp_gateway_channel_pull_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_gateway_channel_pull_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* All pages of the templates. */
typedef struct
{
  char *cursor;  /* of the page under way */
  guint n_pages; /* read */
  GPtrArray
    *templates; /* (nullable) (element-type EspKakaoTemplate) until the first page is there */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  g_free (list->cursor);
  g_clear_pointer (&list->templates, g_ptr_array_unref);
  g_free (list);
}

static void ask_for_page (GTask *task);

/* A service that names the same page for ever is not asked for ever. */
static void
take_page (GTask *task, GPtrArray *page, char *next)
{
  List *list = g_task_get_task_data (task);
  gboolean has_more = next != NULL && *next != '\0' && !g_str_equal (next, list->cursor) &&
                      ++list->n_pages < MAX_TEMPLATE_PAGES;

  if (list->templates == NULL)
    list->templates = page;
  else
    g_ptr_array_extend_and_steal (list->templates, page);
  g_free (list->cursor);
  list->cursor = next;
  if (has_more)
    ask_for_page (task);
  else
    g_task_return_pointer (task, g_steal_pointer (&list->templates),
                           (GDestroyNotify) g_ptr_array_unref);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EspGatewayChannel *self = g_task_get_source_object (task);
  List *list = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  GPtrArray *page = NULL;
  char *next = NULL;

  if (reply != NULL && is_answer (reply, &error))
    page =
      self->gateway->service->read_templates (self->gateway, list->cursor, reply, &next, &error);
  if (page != NULL)
    take_page (task, page, next);
  else
    g_task_return_error (task, error);
}

static void
ask_for_page (GTask *task)
{
  EspGatewayChannel *self = g_task_get_source_object (task);
  List *list = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (EspWebRequest) request =
    self->gateway->service->make_templates (self->gateway, list->cursor, &error);

  if (request == NULL)
    g_task_return_error (task, error);
  else
    esp_gateway_channel_call (self, g_steal_pointer (&request), g_task_get_cancellable (task),
                              listed_cb, g_object_ref (task));
}

/**
 * esp_gateway_channel_list_templates_async:
 *
 * Asks the service for the Alimtalk templates of the account, page by page.
 */
void
esp_gateway_channel_list_templates_async (EspGatewayChannel *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  List *list = g_new0 (List, 1);

  g_task_set_source_tag (task, esp_gateway_channel_list_templates_async);
  list->cursor = g_strdup ("");
  g_task_set_task_data (task, list, list_free);
  if (self->gateway->service->make_templates != NULL)
    ask_for_page (task);
  else
    g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                             "This service knows no KakaoTalk templates");
}

/**
 * esp_gateway_channel_list_templates_finish:
 *
 * Returns: (transfer full) (element-type EspKakaoTemplate): the templates; %NULL with @error set
 */
GPtrArray *
esp_gateway_channel_list_templates_finish (EspGatewayChannel *self,
                                           GAsyncResult *result,
                                           GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_gateway_channel_list_templates_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_gateway_channel_add_asks:
 *
 * Adds what is asked to the interface of the channel.
 */
void
esp_gateway_channel_add_asks (EspChannelInterface *iface)
{
  iface->test_async = esp_gateway_channel_test_async;
  iface->test_finish = esp_gateway_channel_test_finish;
  iface->pull_async = esp_gateway_channel_pull_async;
  iface->pull_finish = esp_gateway_channel_pull_finish;
}
