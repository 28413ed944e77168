/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one message to oneself, through the same composer and channel as a real send. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-test-mail.h"

#include "channels/esp-channel.h"
#include "channels/esp-secrets.h"
#include "store/esp-channels.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-mail-composer.h"

/* What the reader's thread is asked and answers; then what the sending needs. */
typedef struct
{
  gint64 message_id;
  char *document;
  char *sample;
  gint64 lead;
  char *to;
  gint64 channel_id;

  EspChannelRecord *record; /* result */
  EspMail mail;             /* result */
} Job;

typedef struct
{
  EspStore *store; /* (owned) */
  Job *job;        /* (owned) (nullable) once it is read */
  EspChannel *channel;
} Sending;

static void
job_free (Job *job)
{
  g_free (job->document);
  g_free (job->sample);
  g_free (job->to);
  g_clear_pointer (&job->record, esp_channel_record_free);
  esp_mail_clear (&job->mail);
  g_free (job);
}

static void
sending_free (Sending *sending)
{
  if (sending->channel != NULL)
    esp_channel_close (sending->channel);
  g_clear_object (&sending->channel);
  g_clear_pointer (&sending->job, job_free);
  g_object_unref (sending->store);
  g_free (sending);
}

static gboolean
load_channel (EspTx *tx, Job *job, GError **error)
{
  gint64 is_sample = 0;

  if (!esp_meta_get_int64 (tx, ESP_META_IS_SAMPLE, 0, &is_sample, error))
    return FALSE;
  if (job->channel_id == 0)
    job->record = esp_channel_record_new ("demo", "demo", "{}");
  else
    job->record = esp_channel_load (tx, job->channel_id, error);
  if (job->record == NULL)
    return FALSE;
  if (is_sample == 0 || g_str_equal (job->record->kind, "demo"))
    return TRUE;
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "This is the sample workspace: nothing of it leaves the computer. Choose "
                       "the "
                       "demo mailbox.");
  return FALSE;
}

static gboolean
compose (EspTx *tx, Job *job, EspMailComposer *composer, GError **error)
{
  EspMailRequest request = { .address = job->to, .now_us = esp_tx_get_now_us (tx) };
  g_autoptr (EspFields) fields = NULL;
  g_autoptr (EspLead) lead = NULL;

  if (job->lead != 0)
    {
      fields = esp_fields_load (tx, error);
      lead = fields != NULL ? esp_lead_load (tx, fields, job->lead, error) : NULL;
      if (lead == NULL)
        return FALSE;
      request.lead = lead;
    }
  else
    request.sample = esp_message_sample_find (job->sample != NULL ? job->sample : "usual");
  if (request.lead == NULL && request.sample == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "There is no sample “%s”",
                   job->sample);
      return FALSE;
    }
  if (!esp_mail_composer_compose (composer, &request, FALSE, &job->mail, error))
    return FALSE;
  if (job->mail.missing == NULL)
    return TRUE;
  g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING,
               "The field “%s” is empty, and the message leaves out people without it",
               job->mail.missing);
  return FALSE;
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Job *job = data;
  const EspMailSource source = { .message_id = job->message_id };
  g_autoptr (EspMailComposer) composer =
    job->message_id != 0 ? esp_mail_composer_load (tx, &source, error)
                         : esp_mail_composer_load_document (tx, &source, job->document, error);

  return composer != NULL && load_channel (tx, job, error) && compose (tx, job, composer, error);
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
  else if (batch->trouble != NULL)
    g_task_return_error (task, g_error_copy (batch->trouble));
  else
    g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                             "The server did not take the mail: %s",
                             first != NULL && first->reply != NULL ? first->reply : "no answer");
}

static void
submit (GTask *task, const char *secret)
{
  Sending *sending = g_task_get_task_data (task);
  Job *job = sending->job;
  GArray *messages = esp_out_messages_new (1);
  EspOutMessage message = { .key = 1 };
  g_autoptr (GError) error = NULL;

  sending->channel =
    esp_channel_open (job->record, secret, esp_store_get_path (sending->store), &error);
  if (sending->channel == NULL)
    {
      g_array_unref (messages);
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  message.from = g_steal_pointer (&job->mail.from);
  message.to = g_steal_pointer (&job->mail.mime.to);
  message.bytes = g_steal_pointer (&job->mail.mime.bytes);
  g_array_append_val (messages, message);
  esp_channel_submit_async (sending->channel, messages, g_task_get_cancellable (task), submitted_cb,
                            task);
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

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GError *error = NULL;

  sending->job = esp_store_read_finish (ESP_STORE (source), result, &error);
  if (sending->job == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (sending->job->record->secret_id == NULL)
    submit (task, NULL);
  else
    esp_secrets_lookup_async (sending->job->record->secret_id, g_task_get_cancellable (task),
                              secret_cb, task);
}

/**
 * esp_test_mail_send_async:
 * @mail: copied
 *
 * Makes the mail on a reader's thread and sends it from the calling thread's context.
 */
void
esp_test_mail_send_async (EspStore *store,
                          const EspTestMail *mail,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Sending *sending = g_new0 (Sending, 1);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, esp_test_mail_send_async);
  sending->store = g_object_ref (store);
  g_task_set_task_data (task, sending, (GDestroyNotify) sending_free);
  job->message_id = mail->message_id;
  job->document = g_strdup (mail->document);
  job->sample = g_strdup (mail->sample);
  job->lead = mail->lead;
  job->to = g_strdup (mail->to);
  job->channel_id = mail->channel_id;
  esp_store_read_async (store, ESP_READ_PAGE, read_in_tx, job, (GDestroyNotify) job_free,
                        cancellable, read_cb, task);
}

/**
 * esp_test_mail_send_finish:
 *
 * Returns: whether the channel took it; %FALSE with @error set: of ESP_MESSAGE_ERROR when the message cannot be
 *   made, of ESP_CHANNEL_ERROR when it could not be sent
 */
gboolean
esp_test_mail_send_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_test_mail_send_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
