/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands one message to a channel, outside of any send: opened with its secret, closed afterwards. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-one-message.h"

#include "channels/esp-secrets.h"
#include "worker/esp-channel-pool.h"

typedef struct
{
  EspStore *store;          /* (owned) */
  EspChannelRecord *record; /* (owned) */
  GArray *messages;         /* (owned) (nullable) until it is handed over */
  EspChannel *channel;      /* (owned) (nullable) */
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  if (sending->channel != NULL)
    esp_channel_close (sending->channel);
  g_clear_object (&sending->channel);
  g_clear_pointer (&sending->messages, g_array_unref);
  esp_channel_record_free (sending->record);
  g_object_unref (sending->store);
  g_free (sending);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOutBatch) batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);
  const EspOutResult *first;

  if (batch == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  first = batch->results->len > 0 ? &g_array_index (batch->results, EspOutResult, 0) : NULL;
  if (first != NULL && first->outcome == ESP_OUTCOME_ACCEPTED)
    g_task_return_boolean (task, TRUE);
  else if (first != NULL && first->outcome == ESP_OUTCOME_UNKNOWN)
    g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_CUT,
                             "The server got the message, but did not say whether it takes it: %s",
                             first->reply != NULL ? first->reply : "no answer");
  else if (batch->trouble != NULL)
    g_task_return_error (task, g_error_copy (batch->trouble));
  else
    g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                             "The server did not take the message: %s",
                             first != NULL && first->reply != NULL ? first->reply : "no answer");
}

static void
submit (GTask *task, const char *secret)
{
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  sending->channel =
    esp_channel_open (sending->record, secret, esp_store_get_path (sending->store), &error);
  if (sending->channel == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  esp_channel_submit_async (sending->channel, g_steal_pointer (&sending->messages),
                            g_task_get_cancellable (task), submitted_cb, task);
}

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autofree char *secret = esp_secrets_lookup_finish (result, &error);

  if (secret != NULL)
    {
      submit (task, secret);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * esp_one_message_send_async:
 * @record: (transfer full): the channel
 * @message: what it owns is taken, and it is empty afterwards
 *
 * Sends it once from the calling thread's context; nothing is tried again and nothing is written down.
 */
void
esp_one_message_send_async (EspStore *store,
                            EspChannelRecord *record,
                            EspOutMessage *message,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Sending *sending = g_new0 (Sending, 1);

  g_task_set_source_tag (task, esp_one_message_send_async);
  g_task_set_task_data (task, sending, sending_free);
  sending->store = g_object_ref (store);
  sending->record = record;
  sending->messages = esp_out_messages_new (1);
  message->key = 1;
  g_array_append_vals (sending->messages, message, 1);
  *message = (EspOutMessage){ 0 };
  if (record->secret_id == NULL)
    submit (task, NULL);
  else
    esp_secrets_lookup_async (record->secret_id, cancellable, secret_cb, task);
}

/**
 * esp_one_message_send_finish:
 *
 * Returns: whether the channel took it; %FALSE with @error set, of ESP_CHANNEL_ERROR when it did not
 */
gboolean
esp_one_message_send_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_one_message_send_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
