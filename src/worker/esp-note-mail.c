/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends a mail of the program itself through the first email channel, with the brakes of every sending. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-note-mail.h"

#include "channels/email/esp-mime.h"
#include "channels/esp-channel-kinds.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"
#include "worker/esp-one-message.h"

typedef struct
{
  char *to;
  char *subject;
  char *text;
  char *file_name;
  char *file_type;
  GBytes *file;
  EspChannelRecord *record; /* result */
  char *from;               /* result: envelope */
  EspMimeResult mime;       /* result */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->to);
  g_free (job->subject);
  g_free (job->text);
  g_free (job->file_name);
  g_free (job->file_type);
  g_free (job->from);
  g_clear_pointer (&job->file, g_bytes_unref);
  g_clear_pointer (&job->record, esp_channel_record_free);
  esp_mime_result_clear (&job->mime);
  g_free (job);
}

/* The first channel that is on and sends email; nothing of a sample leaves, nor while all is stopped. */
static gboolean
choose_channel (EspTx *tx, Job *job, GError **error)
{
  g_autoptr (GPtrArray) channels = esp_channel_list (tx, error);
  gint64 is_sample = 0, is_stopped = 0;

  if (channels == NULL || !esp_meta_get_int64 (tx, ESP_META_IS_SAMPLE, 0, &is_sample, error) ||
      !esp_meta_get_int64 (tx, ESP_META_KILL_SWITCH, 0, &is_stopped, error))
    return FALSE;
  if (is_stopped != 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "All sending is stopped; the mail was not sent");
      return FALSE;
    }
  for (guint i = 0; i < channels->len; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (channels, i);
      const EspChannelKind *kind = esp_channel_kind_find (record->kind);
      gboolean is_demo = g_str_equal (record->kind, "demo");

      if (!record->is_enabled || kind == NULL || kind->medium != ESP_MEDIUM_EMAIL ||
          (is_sample != 0 && !is_demo))
        continue;
      job->record = esp_channel_load (tx, record->id, error);
      return job->record != NULL;
    }
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                       "There is no email channel that is on; add one under Channels");
  return FALSE;
}

static gboolean
compose (EspTx *tx, Job *job, GError **error)
{
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_SENDER_NAME, "", error);
  g_autofree char *address =
    name != NULL ? esp_meta_get_text (tx, ESP_META_SENDER_EMAIL, "", error) : NULL;
  const EspMimeFile file = { .id = "report",
                             .name = job->file_name,
                             .type = job->file_type,
                             .data = job->file };
  const EspMimeSetup setup = { .from_name = name,
                               .from_address = address,
                               .is_automatic = TRUE,
                               .files = &file,
                               .n_files = 1 };
  g_autoptr (EspMime) mime = NULL;
  g_autofree char *id = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *html = NULL;
  EspRandom random;
  EspMimeMail mail = { .to_address = job->to, .subject = job->subject, .text = job->text };

  if (address == NULL)
    return FALSE;
  if (*address == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "There is no sender address yet; set it under Sender");
      return FALSE;
    }
  mime = esp_mime_new (&setup, error);
  if (mime == NULL)
    return FALSE;
  esp_random_init_from_system (&random); /* a transaction that only reads has none */
  id = esp_mime_make_message_id (mime, &random);
  escaped = g_markup_escape_text (job->text, -1);
  html = g_strdup_printf ("<!doctype html><html><body><p style=\"white-space:pre-line\">%s</p>"
                          "</body></html>",
                          escaped);
  mail.html = html;
  mail.message_id = id;
  mail.date_us = esp_tx_get_now_us (tx);
  job->from = g_steal_pointer (&address);
  return esp_mime_build (mime, &mail, &job->mime, error);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  return choose_channel (tx, data, error) && compose (tx, data, error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (esp_one_message_send_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  Job *job = esp_store_read_finish (ESP_STORE (source), result, &error);
  EspOutMessage message = { 0 };

  if (job == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  message.from = g_steal_pointer (&job->from);
  message.to = g_steal_pointer (&job->mime.to);
  message.bytes = g_steal_pointer (&job->mime.bytes);
  message.needs_smtputf8 = job->mime.needs_smtputf8;
  esp_one_message_send_async (ESP_STORE (source), g_steal_pointer (&job->record), &message,
                              g_task_get_cancellable (task), sent_cb, task);
  job_free (job);
}

/**
 * esp_note_mail_send_async:
 * @mail: copied
 *
 * Sends it once; whether that went well is told, and nothing is tried again by itself.
 */
void
esp_note_mail_send_async (EspStore *store,
                          const EspNoteMail *mail,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, esp_note_mail_send_async);
  job->to = g_strdup (mail->to);
  job->subject = g_strdup (mail->subject);
  job->text = g_strdup (mail->text);
  job->file_name = g_strdup (mail->file_name);
  job->file_type = g_strdup (mail->file_type);
  job->file = g_bytes_ref (mail->file);
  esp_store_read_async (store, ESP_READ_PAGE, read_in_tx, job, job_free, cancellable, read_cb,
                        task);
}

/**
 * esp_note_mail_send_finish:
 */
gboolean
esp_note_mail_send_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, esp_note_mail_send_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
