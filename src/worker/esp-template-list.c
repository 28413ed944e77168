/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the service behind a channel which Alimtalk templates the account has, and what became of them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-template-list.h"

#include "channels/esp-secrets.h"
#include "channels/text/esp-gateway-channel.h"
#include "store/esp-channels.h"
#include "worker/esp-channel-pool.h"

typedef struct
{
  EspStore *store; /* (owned) */
  gint64 channel_id;
  EspChannelRecord *record; /* (owned) (nullable) until it is read */
  EspChannel *channel;      /* (owned) (nullable) until it is open */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  if (list->channel != NULL)
    esp_channel_close (list->channel);
  g_clear_object (&list->channel);
  g_clear_pointer (&list->record, esp_channel_record_free);
  g_object_unref (list->store);
  g_free (list);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *templates =
    esp_gateway_channel_list_templates_finish (ESP_GATEWAY_CHANNEL (source), result, &error);

  if (templates != NULL)
    g_task_return_pointer (task, templates, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask *task, const char *secret)
{
  List *list = g_task_get_task_data (task);
  GError *error = NULL;

  list->channel = esp_channel_open (list->record, secret, esp_store_get_path (list->store), &error);
  if (list->channel != NULL && ESP_IS_GATEWAY_CHANNEL (list->channel))
    {
      esp_gateway_channel_list_templates_async (ESP_GATEWAY_CHANNEL (list->channel),
                                                g_task_get_cancellable (task), listed_cb, task);
      return;
    }
  if (error == NULL)
    g_set_error (&error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                 "The channel “%s” knows no KakaoTalk templates", list->record->name);
  g_task_return_error (task, error);
  g_object_unref (task);
}

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autofree char *secret = esp_secrets_lookup_finish (result, &error);

  if (secret != NULL)
    {
      ask (task, secret);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  List *list = data;

  list->record = esp_channel_load (tx, list->channel_id, error);
  return list->record != NULL;
}

static void
channel_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  List *list = g_task_get_task_data (task);
  GError *error = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
  else if (list->record->secret_id == NULL)
    ask (task, NULL);
  else
    esp_secrets_lookup_async (list->record->secret_id, g_task_get_cancellable (task), secret_cb,
                              task);
}

/**
 * esp_template_list_load_async:
 *
 * Asks over the network, from the calling thread's context.
 */
void
esp_template_list_load_async (EspStore *store,
                              gint64 channel_id,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  List *list = g_new0 (List, 1);

  g_task_set_source_tag (task, esp_template_list_load_async);
  list->store = g_object_ref (store);
  list->channel_id = channel_id;
  g_task_set_task_data (task, list, list_free);
  esp_store_read_async (store, ESP_READ_PAGE, read_cb, list, NULL, cancellable, channel_read_cb,
                        task);
}

/**
 * esp_template_list_load_finish:
 *
 * Returns: (transfer full) (element-type EspKakaoTemplate): the templates; %NULL with @error set
 */
GPtrArray *
esp_template_list_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_template_list_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
