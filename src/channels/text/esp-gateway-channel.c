/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries messages to a service: one call after the other, pictures first, and nothing twice. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-gateway-channel.h"

#include "channels/text/esp-gateway-channel-private.h"

#include <string.h>

/* A service that asks for less than this is waited for; for more the send rests. */
#define MAX_WAIT_MS 5000
#define MAX_TRIES 3
#define MAX_PARALLEL 500
#define TIMEOUT_MS (120 * 1000)

static void esp_gateway_channel_iface_init (EspChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspGatewayChannel,
                               esp_gateway_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_CHANNEL,
                                                      esp_gateway_channel_iface_init))

/* What submit works on. */
typedef struct
{
  GArray *messages; /* (owned) */
  GPtrArray *items; /* (owned) all of them */
  EspOutBatch *out; /* (owned) */
  guint n_running;  /* calls */
  guint n_tries;
  gint64 rested_us; /* monotonic; when the service last asked for less */
  gboolean is_waiting;
} Submit;

/* One call under way. */
typedef struct
{
  GTask *task;      /* (owned) */
  GPtrArray *batch; /* (owned) borrows the items */
  EspMessageFile *file;
  gint64 began_us; /* monotonic */
} Call;

static Call *
call_new (GTask *task, GPtrArray *batch)
{
  Submit *submit = g_task_get_task_data (task);
  Call *call = g_new0 (Call, 1);

  call->task = g_object_ref (task);
  call->batch = batch;
  call->began_us = g_get_monotonic_time ();
  for (guint i = 0; i < batch->len; i++)
    ((EspGatewayItem *) batch->pdata[i])->is_on_its_way = TRUE;
  submit->n_running++;
  return call;
}

/* Gives the items back to the submit: what is not settled may go again. */
static void
call_end (Call *call)
{
  Submit *submit = g_task_get_task_data (call->task);

  for (guint i = 0; i < call->batch->len; i++)
    ((EspGatewayItem *) call->batch->pdata[i])->is_on_its_way = FALSE;
  submit->n_running--;
  g_ptr_array_unref (call->batch);
  g_object_unref (call->task);
  g_free (call);
}

static void
submit_free (gpointer data)
{
  Submit *submit = data;

  g_array_unref (submit->messages);
  g_ptr_array_unref (submit->items);
  esp_out_batch_free (submit->out);
  g_free (submit);
}

static void go_on (GTask *task);

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

static void
set_trouble (Submit *submit, GError *error)
{
  if (submit->out->trouble == NULL)
    submit->out->trouble = error;
  else
    g_error_free (error);
}

/* What was never offered comes back as it was. */
static void
finish (GTask *task)
{
  Submit *submit = g_task_get_task_data (task);

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

static void
settle_unknown (GPtrArray *batch, const EspWebReply *reply)
{
  for (guint i = 0; i < batch->len; i++)
    {
      EspGatewayItem *item = batch->pdata[i];

      if (item->is_settled)
        continue;
      item->is_settled = TRUE;
      item->result.outcome = ESP_OUTCOME_UNKNOWN;
      item->result.is_attempted = TRUE;
      item->result.code = (int) reply->status;
      item->result.reply =
        g_strndup (reply->trouble != NULL ? reply->trouble : "the answer could not be read", 200);
    }
}

static void
refuse_all (GPtrArray *batch, EspRefusal refusal, const EspWebReply *reply)
{
  for (guint i = 0; i < batch->len; i++)
    {
      EspGatewayItem *item = batch->pdata[i];

      if (!item->is_settled)
        esp_gateway_refuse (item, refusal, (int) reply->status, reply->body);
    }
}

static gboolean
go_on_cb (gpointer user_data)
{
  Submit *submit = g_task_get_task_data (user_data);

  submit->is_waiting = FALSE;
  go_on (user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_and_go_on (EspGatewayChannel *self, GTask *task, guint ms)
{
  Submit *submit = g_task_get_task_data (task);
  g_autoptr (GSource) source = NULL;

  if (submit->is_waiting)
    return;
  submit->is_waiting = TRUE;
  source = g_timeout_source_new (ms);

  g_source_set_callback (source, go_on_cb, g_object_ref (task), g_object_unref);
  (void) g_source_attach (source, self->context);
}

/* Discord says it in the body, Telegram a level deeper; both as well as, or instead of, in the header. */
static gint64
get_wait_ms (const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *parameters = esp_json_get_object (object, "parameters");
  JsonNode *node = parameters != NULL ? json_object_get_member (parameters, "retry_after") : NULL;
  double seconds = 0;

  if (node == NULL && object != NULL)
    node = json_object_get_member (object, "retry_after");
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    seconds = CLAMP (json_node_get_double (node), 0, 86400);
  if (seconds > 0)
    return (gint64) (seconds * 1000) + 1;
  return MAX (reply->retry_after_s, 1) * 1000;
}

/* The service asks for less: a short rest is taken here. Calls that ran side by side are told so each; it counts once. */
static void
slow_down (EspGatewayChannel *self, Call *call, const EspWebReply *reply)
{
  Submit *submit = g_task_get_task_data (call->task);
  gint64 wait_ms = get_wait_ms (reply);

  if (call->began_us >= submit->rested_us)
    {
      submit->n_tries++;
      submit->rested_us = g_get_monotonic_time ();
    }
  if (wait_ms > MAX_WAIT_MS || submit->n_tries >= MAX_TRIES)
    {
      set_trouble (submit, g_error_new (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY,
                                        "The service asks to come back later (%u)", reply->status));
      submit->out->wait_s = MAX (submit->out->wait_s, (wait_ms + 999) / 1000);
      return;
    }
  self->next_call_us = MAX (self->next_call_us, g_get_monotonic_time () + wait_ms * 1000);
}

/* Some tell with each answer how many calls are left, and when there will be more. */
static gint64
get_pause_us (const EspWebReply *reply)
{
  const char *left = esp_web_reply_get_header (reply, "x-ratelimit-remaining");
  const char *after = esp_web_reply_get_header (reply, "x-ratelimit-reset-after");
  double seconds = after != NULL ? g_ascii_strtod (after, NULL) : 0;

  if (g_strcmp0 (left, "0") != 0 || !(seconds > 0))
    return 0;
  return (gint64) (MIN (seconds, MAX_WAIT_MS / 1000.0) * ESP_USEC_PER_SEC) + 1000;
}

/* The server is busy, did not wait for the whole call (408), or does not want it yet (425). */
static gboolean
is_too_soon (const EspWebReply *reply)
{
  return reply->status == 503 || reply->status == 408 || reply->status == 425;
}

/* The call never left, or the answer says that nothing was done. */
static gboolean
is_untouched (const EspWebReply *reply)
{
  return (reply->status == 0 && !reply->is_sent) || is_too_soon (reply);
}

static void
note_no_answer (Submit *submit, const EspWebReply *reply)
{
  g_autofree char *busy = g_strdup_printf ("it is busy (%u)", reply->status);

  set_trouble (submit, g_error_new (ESP_CHANNEL_ERROR,
                                    is_too_soon (reply) ? ESP_CHANNEL_ERROR_BUSY
                                                        : ESP_CHANNEL_ERROR_UNREACHABLE,
                                    "The service cannot be reached: %s",
                                    reply->trouble != NULL ? reply->trouble : busy));
  submit->out->wait_s = MAX (submit->out->wait_s, MAX (reply->retry_after_s, 0));
}

/**
 * esp_gateway_channel_new_auth_error:
 *
 * Returns: (transfer full): that the service does not know us
 */
GError *
esp_gateway_channel_new_auth_error (const EspWebReply *reply)
{
  return g_error_new (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH,
                      "The service refused the key of the channel (%u): look at its settings",
                      reply->status);
}

static void
settle_refused (Submit *submit, GPtrArray *batch, const EspWebReply *reply)
{
  gboolean is_account = (reply->status >= 401 && reply->status <= 405);

  refuse_all (batch, is_account ? ESP_REFUSAL_ACCOUNT : ESP_REFUSAL_CONTENT, reply);
  if (is_account)
    set_trouble (submit, esp_gateway_channel_new_auth_error (reply));
}

/* Returns: whether the server of one person is away, or wants to be left alone: they are tried again, the others now */
static gboolean
is_of_one (const EspTextGateway *service, const EspWebReply *reply)
{
  return service->is_scattered && (reply->status == 429 || is_untouched (reply));
}

/* An answer settles what it tells about. What it leaves open may have gone out. */
static void
take_answer (EspGatewayChannel *self, Call *call, const EspWebReply *reply)
{
  Submit *submit = g_task_get_task_data (call->task);
  const EspTextGateway *service = self->gateway->service;
  gboolean is_understood;

  if (is_of_one (service, reply) && service->read_send (self->gateway, call->batch, reply))
    return;
  if (reply->status == 429)
    {
      slow_down (self, call, reply);
      return;
    }
  if (is_untouched (reply))
    {
      note_no_answer (submit, reply);
      return;
    }
  self->next_call_us = MAX (self->next_call_us, g_get_monotonic_time () + get_pause_us (reply));
  is_understood = reply->status != 0 && reply->trouble == NULL &&
                  service->read_send (self->gateway, call->batch, reply);
  if (!is_understood && reply->status >= 400 && reply->status < 500)
    settle_refused (submit, call->batch, reply);
  settle_unknown (call->batch, reply);
  submit->n_tries = 0;
}

/* Ends the call and goes on with the rest. */
static void
end_and_go_on (Call *call)
{
  g_autoptr (GTask) task = g_object_ref (call->task);

  call_end (call);
  go_on (task);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  EspGatewayChannel *self = g_task_get_source_object (call->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);

  if (reply != NULL)
    take_answer (self, call, reply);
  else
    set_trouble (g_task_get_task_data (call->task),
                 g_error_new (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                              "The service cannot be called: %s", error->message));
  end_and_go_on (call);
}

/* A picture that the service does not take is the matter of its message alone. */
static void
take_upload (EspGatewayChannel *self, Call *call, const EspWebReply *reply)
{
  Submit *submit = g_task_get_task_data (call->task);
  g_autofree char *name = NULL;

  if (reply->status == 429)
    {
      slow_down (self, call, reply);
      return;
    }
  if (reply->status == 0 || reply->status >= 500)
    {
      note_no_answer (submit, reply); /* nothing was sent yet */
      return;
    }
  if (reply->status == 401 || reply->status == 403)
    {
      settle_refused (submit, call->batch, reply);
      return;
    }
  name = self->gateway->service->read_upload (self->gateway, reply);
  if (name == NULL)
    refuse_all (call->batch, ESP_REFUSAL_CONTENT, reply);
  else
    g_hash_table_insert (self->gateway->files, esp_gateway_file_key (call->file),
                         g_steal_pointer (&name));
}

static void
uploaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, NULL);
  g_autoptr (EspWebReply) nothing = esp_web_reply_new (0, NULL);

  take_upload (g_task_get_source_object (call->task), call, reply != NULL ? reply : nothing);
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
      Call *call;

      if (esp_gateway_get_file (self->gateway, file) != NULL)
        continue;
      request = service->make_upload (self->gateway, item, file, &error);
      if (error != NULL)
        {
          g_autoptr (EspWebReply) reply = esp_web_reply_new (0, error->message);

          refuse_all (batch, ESP_REFUSAL_CONTENT, reply);
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

/* Two people may share a telephone: services take the second of one call for a mistake. */
static gboolean
has_number (GPtrArray *batch, const EspGatewayItem *item)
{
  for (guint i = 0; i < batch->len; i++)
    if (g_str_equal (((EspGatewayItem *) batch->pdata[i])->out->to, item->out->to))
      return TRUE;
  return FALSE;
}

/* The next messages that go in one call. */
static GPtrArray *
take_batch (EspGatewayChannel *self, Submit *submit)
{
  const EspTextGateway *service = self->gateway->service;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autofree char *group = NULL;

  for (guint i = 0; i < submit->items->len && batch->len < service->max_batch; i++)
    {
      EspGatewayItem *item = submit->items->pdata[i];
      g_autofree char *own = NULL;

      if (item->is_settled || item->is_on_its_way)
        continue;
      own = service->group_of != NULL ? service->group_of (self->gateway, item) : NULL;
      if (batch->len > 0 && (g_strcmp0 (own, group) != 0 || has_number (batch, item)))
        continue;
      g_free (group);
      group = g_steal_pointer (&own);
      g_ptr_array_add (batch, item);
    }
  return batch->len > 0 ? g_steal_pointer (&batch) : NULL;
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
      set_trouble (g_task_get_task_data (task), g_steal_pointer (&error));
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
  const Submit *submit = g_task_get_task_data (task);

  return submit->out->trouble == NULL && submit->n_running < MAX (service->n_calls, 1) &&
         !g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
go_on (GTask *task)
{
  EspGatewayChannel *self = g_task_get_source_object (task);
  Submit *submit = g_task_get_task_data (task);

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
      batch = take_batch (self, submit);
      if (batch == NULL)
        break;
      if (upload_first (self, task, batch))
        return;
      start_call (self, task, batch);
    }
  if (submit->n_running == 0)
    finish (task);
}

/* Without its country a number from abroad may be another one here. */
static gboolean
is_number_taken (const EspTextGateway *service, const char *number, GError **error)
{
  if (!service->is_domestic || *number != '+' || g_str_has_prefix (number, "+82"))
    return TRUE;
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                       "The service takes Korean numbers alone here: send to other countries "
                       "through another channel");
  return FALSE;
}

static EspGatewayItem *
make_item (EspGatewayChannel *self, const EspOutMessage *message)
{
  const EspTextGateway *service = self->gateway->service;
  EspGatewayItem *item = g_new0 (EspGatewayItem, 1);
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  const char *json = g_bytes_get_data (message->bytes, &n);

  item->out = message;
  item->doc = esp_text_doc_parse (json != NULL ? json : "", (gssize) n, &error);
  if (item->doc == NULL || !is_number_taken (service, message->to, &error) ||
      (service->can_take != NULL && !service->can_take (self->gateway, item, &error)))
    {
      esp_gateway_refuse (item, ESP_REFUSAL_CONTENT, 0, error->message);
      item->result.is_attempted = FALSE;
    }
  return item;
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
  Submit *submit = g_new0 (Submit, 1);

  g_task_set_source_tag (task, esp_gateway_channel_submit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, submit, submit_free);
  submit->messages = messages;
  submit->items = g_ptr_array_new_with_free_func (esp_gateway_item_free);
  submit->out = esp_out_batch_new (messages->len);
  for (guint i = 0; i < messages->len; i++)
    g_ptr_array_add (submit->items, make_item (self, &g_array_index (messages, EspOutMessage, i)));
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
                                                .n_parallel = MIN (n, MAX_PARALLEL) };
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
