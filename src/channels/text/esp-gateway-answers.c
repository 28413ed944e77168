/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an answer of a service means for the messages of its call, and for those that are still to go. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-gateway-channel-private.h"

/* A service that asks for less than this is waited for; for more the send rests. */
#define MAX_WAIT_MS 5000
#define MAX_TRIES 3

/**
 * esp_gateway_submit_set_trouble:
 * @error: (transfer full)
 *
 * Notes why the rest is not sent: the first reason stays.
 */
void
esp_gateway_submit_set_trouble (EspGatewaySubmit *submit, GError *error)
{
  if (submit->out->trouble == NULL)
    submit->out->trouble = error;
  else
    g_error_free (error);
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

/**
 * esp_gateway_call_refuse:
 *
 * Settles what the call had and nobody settled yet.
 */
void
esp_gateway_call_refuse (GPtrArray *batch, EspRefusal refusal, const EspWebReply *reply)
{
  for (guint i = 0; i < batch->len; i++)
    {
      EspGatewayItem *item = batch->pdata[i];

      if (!item->is_settled)
        esp_gateway_refuse (item, refusal, (int) reply->status, reply->body);
    }
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
slow_down (EspGatewayChannel *self, EspGatewayCall *call, const EspWebReply *reply)
{
  EspGatewaySubmit *submit = g_task_get_task_data (call->task);
  gint64 wait_ms = get_wait_ms (reply);

  if (call->began_us >= submit->rested_us)
    {
      submit->n_tries++;
      submit->rested_us = g_get_monotonic_time ();
    }
  if (wait_ms > MAX_WAIT_MS || submit->n_tries >= MAX_TRIES)
    {
      esp_gateway_submit_set_trouble (submit,
                                      g_error_new (ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY,
                                                   "The service asks to come back later (%u)",
                                                   reply->status));
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
note_no_answer (EspGatewaySubmit *submit, const EspWebReply *reply)
{
  g_autofree char *busy = g_strdup_printf ("it is busy (%u)", reply->status);

  esp_gateway_submit_set_trouble (submit,
                                  g_error_new (ESP_CHANNEL_ERROR,
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
settle_refused (EspGatewaySubmit *submit, GPtrArray *batch, const EspWebReply *reply)
{
  gboolean is_account = (reply->status >= 401 && reply->status <= 405);

  esp_gateway_call_refuse (batch, is_account ? ESP_REFUSAL_ACCOUNT : ESP_REFUSAL_CONTENT, reply);
  if (is_account)
    esp_gateway_submit_set_trouble (submit, esp_gateway_channel_new_auth_error (reply));
}

/* Returns: whether the server of one person is away, or wants to be left alone: they are tried again, the others now */
static gboolean
is_of_one (const EspTextGateway *service, const EspWebReply *reply)
{
  return service->is_scattered && (reply->status == 429 || is_untouched (reply));
}

/**
 * esp_gateway_call_take_answer:
 *
 * An answer settles what it tells about. What it leaves open may have gone out.
 */
void
esp_gateway_call_take_answer (EspGatewayChannel *self,
                              EspGatewayCall *call,
                              const EspWebReply *reply)
{
  EspGatewaySubmit *submit = g_task_get_task_data (call->task);
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

/**
 * esp_gateway_call_take_upload:
 *
 * A picture that the service does not take is the matter of its message alone.
 */
void
esp_gateway_call_take_upload (EspGatewayChannel *self,
                              EspGatewayCall *call,
                              const EspWebReply *reply)
{
  EspGatewaySubmit *submit = g_task_get_task_data (call->task);
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
    esp_gateway_call_refuse (call->batch, ESP_REFUSAL_CONTENT, reply);
  else
    g_hash_table_insert (self->gateway->files, esp_gateway_file_key (call->file),
                         g_steal_pointer (&name));
}
