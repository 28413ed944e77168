/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries messages to a service: one call after the other, pictures first, and nothing twice. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-gateway-channel.h"

#include "channels/text/esp-gateway-channel-private.h"

#include <string.h>

#define MAX_PARALLEL 500
#define TIMEOUT_MS (120 * 1000)

static void esp_gateway_channel_iface_init (EspChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspGatewayChannel,
                               esp_gateway_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_CHANNEL,
                                                      esp_gateway_channel_iface_init))

static EspGatewayChannel *
call_channel (const EspGatewayCall *call)
{
  return g_task_get_source_object (call->task);
}

static EspGatewayCall *
call_new (GTask *task, GPtrArray *batch)
{
  EspGatewaySubmit *submit = g_task_get_task_data (task);
  EspGatewayCall *call = g_new0 (EspGatewayCall, 1);

  call->task = g_object_ref (task);
  call->batch = batch;
  call->began_us = g_get_monotonic_time ();
  for (guint i = 0; i < batch->len; i++)
    ((EspGatewayItem *) batch->pdata[i])->is_on_its_way = TRUE;
  submit->n_running++;
  call_channel (call)->n_running++;
  return call;
}

/* Gives the items back to the submit: what is not settled may go again. */
static void
call_end (EspGatewayCall *call)
{
  EspGatewaySubmit *submit = g_task_get_task_data (call->task);

  for (guint i = 0; i < call->batch->len; i++)
    ((EspGatewayItem *) call->batch->pdata[i])->is_on_its_way = FALSE;
  submit->n_running--;
  call_channel (call)->n_running--;
  g_ptr_array_unref (call->batch);
  g_object_unref (call->task);
  g_free (call);
}

static void
submit_free (gpointer data)
{
  EspGatewaySubmit *submit = data;

  g_array_unref (submit->messages);
  g_ptr_array_unref (submit->items);
  esp_out_batch_free (submit->out);
  g_free (submit);
}

static void go_on (GTask *task);
static void go_on_parked (EspGatewayChannel *self);

/**
 * esp_gateway_channel_call:
 * @request: (transfer full)
 *
 * Calls the service, with the patience and the limits of the channel.
 */
void
esp_gateway_channel_call (EspGatewayChannel *self,
                          EspWebRequest *request,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  request->timeout_ms = self->timeout_ms;
  request->max_reply = ESP_GATEWAY_MAX_REPLY;
  esp_web_client_call_async (self->client, request, cancellable, callback, user_data);
}

/* What was never offered comes back as it was. */
static void
finish (GTask *task)
{
  EspGatewaySubmit *submit = g_task_get_task_data (task);

  for (guint i = 0; i < submit->items->len; i++)
    {
      EspGatewayItem *item = submit->items->pdata[i];

      if (!item->is_settled)
        {
          item->result.outcome = ESP_OUTCOME_UNDELIVERED;
          item->result.is_retryable = TRUE;
        }
      item->result.key = item->out->key;
      g_array_append_val (submit->out->results, item->result);
      memset (&item->result, 0, sizeof item->result); /* moved */
    }
  g_task_return_pointer (task, g_steal_pointer (&submit->out), (GDestroyNotify) esp_out_batch_free);
}

static gboolean
go_on_cb (gpointer user_data)
{
  EspGatewaySubmit *submit = g_task_get_task_data (user_data);

  submit->is_waiting = FALSE;
  go_on (user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_and_go_on (EspGatewayChannel *self, GTask *task, guint ms)
{
  EspGatewaySubmit *submit = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;

  if (submit->is_waiting)
    return;
  submit->is_waiting = TRUE;
  source = g_timeout_source_new (ms);

  g_source_set_callback (source, go_on_cb, g_object_ref (task), g_object_unref);
  (void) g_source_attach (source, self->context);
}

/* Ends the call and goes on with the rest. */
static void
end_and_go_on (EspGatewayCall *call)
{
  g_autoptr (GTask) task = g_object_ref (call->task);
  EspGatewayChannel *self = g_task_get_source_object (task);

  call_end (call);
  go_on (task);
  go_on_parked (self);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspGatewayCall *call = user_data;
  EspGatewayChannel *self = g_task_get_source_object (call->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);

  if (reply != NULL)
    esp_gateway_call_take_answer (self, call, reply);
  else
    esp_gateway_submit_set_trouble (g_task_get_task_data (call->task),
                                    g_error_new (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                                                 "The service cannot be called: %s",
                                                 error->message));
  end_and_go_on (call);
}

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspGatewayCall *call = user_data;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, NULL);
  g_autoptr (EspWebReply) nothing = esp_web_reply_new (0, NULL);

  esp_gateway_call_take_upload (g_task_get_source_object (call->task), call,
                                reply != NULL ? reply : nothing);
  end_and_go_on (call);
}

/* Returns: whether a picture is being handed over first, or the message cannot go. */
static gboolean
upload_first (EspGatewayChannel *self, GTask *task, GPtrArray *batch)
{
  const EspTextGateway *service = self->gateway->service;
  EspGatewayItem *item = batch->pdata[0];

  for (guint i = 0; service->make_upload != NULL && i < item->doc->files->len; i++)
    {
      EspMessageFile *file = item->doc->files->pdata[i];
      g_autoptr (EspWebRequest) request = NULL;
      g_autoptr (GError) error = NULL;
      EspGatewayCall *call;

      if (esp_gateway_get_file (self->gateway, file) != NULL)
        continue;
      request = service->make_upload (self->gateway, item, file, &error);
      if (error != NULL)
        {
          g_autoptr (EspWebReply) reply = esp_web_reply_new (0, error->message);

          esp_gateway_call_refuse (batch, ESP_REFUSAL_CONTENT, reply);
          g_ptr_array_unref (batch);
          go_on (task);
          return TRUE;
        }
      if (request == NULL)
        continue;
      call = call_new (task, batch);
      call->file = file;
      esp_gateway_channel_call (self, g_steal_pointer (&request), NULL, uploaded_cb, call);
      return TRUE;
    }
  return FALSE;
}

/* A room bears less than many people do. */
static guint
get_interval_ms (const EspTextGateway *service, const EspGatewayItem *item)
{
  return service->person_interval_ms > 0 && *item->out->to != '\0' ? service->person_interval_ms
                                                                   : service->min_interval_ms;
}

/* @batch: (transfer full) */
static void
start_call (EspGatewayChannel *self, GTask *task, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebRequest) request =
    self->gateway->service->make_send (self->gateway, batch, &error);

  if (request == NULL)
    {
      esp_gateway_submit_set_trouble (g_task_get_task_data (task), g_steal_pointer (&error));
      g_ptr_array_unref (batch);
      return;
    }
  self->next_call_us = g_get_monotonic_time () +
                       (gint64) get_interval_ms (self->gateway->service, batch->pdata[0]) * 1000;
  /* Not cancelled: a call that left is waited for, or nobody would know what became of it. */
  esp_gateway_channel_call (self, g_steal_pointer (&request), NULL, called_cb,
                            call_new (task, batch));
}

/* Returns: whether another call may start now */
static gboolean
may_start (GTask *task, const EspTextGateway *service)
{
  const EspGatewaySubmit *submit = g_task_get_task_data (task);

  return submit->out->trouble == NULL && submit->n_running < MAX (service->n_calls, 1) &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

/* Messages for servers of their own are submitted one by one, and all of these share the calls. */
static gboolean
is_full (const EspGatewayChannel *self)
{
  const EspTextGateway *service = self->gateway->service;

  return service->is_scattered && self->n_running >= MAX (service->n_calls, 1);
}

static void
park (EspGatewayChannel *self, GTask *task)
{
  EspGatewaySubmit *submit = g_task_get_task_data (task);

  if (submit->is_parked)
    return;
  submit->is_parked = TRUE;
  g_queue_push_tail (&self->parked, g_object_ref (task));
}

/* A call has ended: those who waited for that take its place, in their order. */
static void
go_on_parked (EspGatewayChannel *self)
{
  while (!g_queue_is_empty (&self->parked) && !is_full (self))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->parked);
      EspGatewaySubmit *submit = g_task_get_task_data (task);

      submit->is_parked = FALSE;
      go_on (task);
    }
}

static void
go_on (GTask *task)
{
  EspGatewayChannel *self = g_task_get_source_object (task);
  EspGatewaySubmit *submit = g_task_get_task_data (task);

  if (submit->out == NULL) /* finished while a rest was waited for */
    return;
  while (may_start (task, self->gateway->service))
    {
      gint64 wait_us = self->next_call_us - g_get_monotonic_time ();
      GPtrArray *batch;

      if (wait_us > 0)
        {
          wait_and_go_on (self, task, (guint) (wait_us / 1000 + 1));
          return;
        }
      batch = esp_gateway_submit_next (self, submit);
      if (batch == NULL)
        break;
      if (is_full (self))
        {
          g_ptr_array_unref (batch);
          park (self, task);
          return;
        }
      if (upload_first (self, task, batch))
        return;
      start_call (self, task, batch);
    }
  if (submit->n_running == 0)
    finish (task);
}

static void
esp_gateway_channel_submit_async (EspChannel *channel,
                                  GArray *messages,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  EspGatewayChannel *self = ESP_GATEWAY_CHANNEL (channel);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  EspGatewaySubmit *submit = g_new0 (EspGatewaySubmit, 1);

  g_task_set_source_tag (task, esp_gateway_channel_submit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, submit, submit_free);
  submit->messages = messages;
  submit->items = g_ptr_array_new_with_free_func (esp_gateway_item_free);
  submit->out = esp_out_batch_new (messages->len);
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (submit->items,
                     esp_gateway_channel_make_item (self,
                                                    &g_array_index (messages, EspOutMessage, i)));
  wait_and_go_on (self, task, 0);
}

static EspOutBatch *
esp_gateway_channel_submit_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, channel), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_gateway_channel_submit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
esp_gateway_channel_get_capabilities (EspChannel *channel, EspChannelCapabilities *out_capabilities)
{
  EspGatewayChannel *self = ESP_GATEWAY_CHANNEL (channel);
  const EspTextGateway *service = self->gateway->service;
  guint n = service->max_parallel > 0 ? service->max_parallel : service->max_batch;

  *out_capabilities = (EspChannelCapabilities){ .kind = service->kind,
                                                .is_real = TRUE,
                                                .n_parallel = MIN (n, MAX_PARALLEL),
                                                .is_divisible = service->is_scattered,
                                                .max_part = service->is_scattered ? 1 : 0 };
}

static void
esp_gateway_channel_iface_init (EspChannelInterface *iface)
{
  iface->get_capabilities = esp_gateway_channel_get_capabilities;
  iface->submit_async = esp_gateway_channel_submit_async;
  iface->submit_finish = esp_gateway_channel_submit_finish;
  esp_gateway_channel_add_asks (iface);
}

static void
esp_gateway_channel_finalize (GObject *object)
{
  EspGatewayChannel *self = ESP_GATEWAY_CHANNEL (object);

  esp_web_client_free (self->client);
  esp_gateway_free (self->gateway);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (esp_gateway_channel_parent_class)->finalize (object);
}

static void
esp_gateway_channel_class_init (EspGatewayChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_gateway_channel_finalize;
}

static void
esp_gateway_channel_init (EspGatewayChannel *self)
{
  self->client = esp_web_client_new ();
  self->timeout_ms = TIMEOUT_MS;
  self->context = g_main_context_ref_thread_default ();
}

/**
 * esp_gateway_channel_new:
 * @gateway: (transfer full): the account
 *
 * Returns: (transfer full): a channel of the calling thread's default context
 */
EspChannel *
esp_gateway_channel_new (EspGateway *gateway)
{
  EspGatewayChannel *self = g_object_new (ESP_TYPE_GATEWAY_CHANNEL, NULL);

  self->gateway = gateway;
  if (gateway->service->timeout_s > 0)
    self->timeout_ms = gateway->service->timeout_s * 1000;
  if (*esp_gateway_get (gateway, "ca-file") != '\0')
    esp_web_client_set_ca_file (self->client, esp_gateway_get (gateway, "ca-file"));
  return ESP_CHANNEL (self);
}

/**
 * esp_gateway_channel_get_gateway:
 *
 * Returns: (transfer none): the account
 */
EspGateway *
esp_gateway_channel_get_gateway (EspGatewayChannel *self)
{
  return self->gateway;
}

/**
 * esp_gateway_channel_set_timeout:
 *
 * How long the service may be silent.
 */
void
esp_gateway_channel_set_timeout (EspGatewayChannel *self, guint seconds)
{
  self->timeout_ms = seconds * 1000;
}
