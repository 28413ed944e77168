/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one mail or text to oneself, through the same composer and channel as a real send. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-test-mail.h"

#include "base/esp-phone.h"
#include "channels/esp-channel-kinds.h"
#include "store/esp-channels.h"
#include "store/esp-leads.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-mail-composer.h"
#include "worker/esp-one-message.h"
#include "worker/esp-text-composer.h"
#include "worker/esp-text-source.h"

#include <string.h>

/* What the reader's thread is asked and answers; then what the sending needs. */
typedef struct
{
  gint64 message_id;
  char *document;
  char *sample;
  gint64 lead;
  char *to;
  gboolean is_text;
  gint64 channel_id;

  EspChannelRecord *record; /* result */
  EspMail mail;             /* result: of an email */
  char *from;               /* result: of a text */
  GBytes *bytes;            /* result: of a text */
} Job;

static void
job_free (Job *job)
{
  g_free (job->document);
  g_free (job->sample);
  g_free (job->to);
  g_clear_pointer (&job->record, esp_channel_record_free);
  esp_mail_clear (&job->mail);
  g_free (job->from);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job);
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

/* Whose values are printed: a lead's, or those of a made-up one. */
typedef struct
{
  EspFields *fields;
  EspLead *lead;                  /* (nullable) */
  const EspMessageSample *sample; /* (nullable) */
} Person;

static void
person_clear (Person *person)
{
  g_clear_pointer (&person->lead, esp_lead_free);
  g_clear_pointer (&person->fields, esp_fields_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static gboolean
find_person (EspTx *tx, const Job *job, const char *language, Person *person, GError **error)
{
  if (job->lead != 0)
    {
      person->fields = esp_fields_load (tx, error);
      if (person->fields != NULL)
        person->lead = esp_lead_load (tx, person->fields, job->lead, error);
      return person->lead != NULL;
    }
  person->sample =
    esp_message_sample_find_for (job->sample != NULL ? job->sample : "usual", language);
  if (person->sample != NULL)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "There is no sample “%s”",
               job->sample);
  return FALSE;
}

static gboolean
refuse_missing (const char *field, GError **error)
{
  g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING,
               "The field “%s” is empty, and the message leaves out people without it", field);
  return FALSE;
}

static gboolean
compose (EspTx *tx, Job *job, EspMailComposer *composer, GError **error)
{
  EspMailRequest request = { .address = job->to, .now_us = esp_tx_get_now_us (tx) };
  g_auto (Person) person = { NULL };

  if (!find_person (tx, job, esp_mail_composer_get_doc (composer)->language, &person, error))
    return FALSE;
  request.lead = person.lead;
  request.sample = person.sample;
  if (!esp_mail_composer_compose (composer, &request, FALSE, &job->mail, error))
    return FALSE;
  return job->mail.missing == NULL || refuse_missing (job->mail.missing, error);
}

/* The number as channels want it; rooms and browsers are known to their channel. */
static gboolean
read_number (Job *job, EspTextMedium medium, GError **error)
{
  EspPhone phone;

  if (medium == ESP_TEXT_MEDIUM_CHAT)
    *job->to = '\0'; /* the room of the channel */
  if (medium != ESP_TEXT_MEDIUM_TEXT && medium != ESP_TEXT_MEDIUM_KAKAO)
    return TRUE;
  if (esp_phone_normalize (job->to, "KR", &phone) != ESP_PHONE_OK)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no telephone number: write it as 010-1234-5678, or with + and the code "
                   "of the country",
                   job->to);
      return FALSE;
    }
  g_free (job->to);
  job->to = g_strdup (phone.e164);
  return TRUE;
}

static gboolean
check_medium (const Job *job, EspTextMedium medium, GError **error)
{
  static const EspMedium media[ESP_N_TEXT_MEDIA] = { ESP_MEDIUM_TEXT, ESP_MEDIUM_KAKAO,
                                                     ESP_MEDIUM_CHAT, ESP_MEDIUM_PUSH };
  const EspChannelKind *kind = esp_channel_kind_find (job->record->kind);

  if (g_str_equal (job->record->kind, "demo") || (kind != NULL && kind->medium == media[medium]))
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "The channel “%s” does not carry this kind of message", job->record->name);
  return FALSE;
}

static gboolean
compose_text (EspTx *tx, Job *job, EspTextComposer *composer, GError **error)
{
  const EspTextDoc *doc = esp_text_composer_get_doc (composer);
  EspTextRequest request = { .now_us = esp_tx_get_now_us (tx) };
  g_auto (Person) person = { NULL };
  EspText text = { NULL };
  gboolean is_made;

  if (!check_medium (job, doc->medium, error) || !read_number (job, doc->medium, error) ||
      !find_person (tx, job, doc->language, &person, error))
    return FALSE;
  request.lead = person.lead;
  request.sample = person.sample;
  request.address = job->to;
  is_made = esp_text_composer_compose (composer, &request, &text, error);
  if (is_made && text.missing != NULL)
    is_made = refuse_missing (text.missing, error);
  if (is_made && g_str_equal (job->record->kind, "demo"))
    job->bytes = esp_text_source_make_demo (text.doc, job->to);
  else if (is_made)
    {
      char *json = esp_text_doc_to_json (text.doc);

      job->bytes = g_bytes_new_take (json, strlen (json));
    }
  job->from = g_strdup (esp_text_composer_get_sender (composer));
  esp_text_clear (&text);
  return is_made;
}

static gboolean
read_text (EspTx *tx, Job *job, GError **error)
{
  EspTextSource source = { .message_id = job->message_id };
  g_autoptr (EspTextComposer) composer = NULL;

  if (!load_channel (tx, job, error))
    return FALSE;
  source.channel = job->record;
  composer = job->message_id != 0
               ? esp_text_composer_load (tx, &source, error)
               : esp_text_composer_load_document (tx, &source, job->document, error);
  return composer != NULL && compose_text (tx, job, composer, error);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Job *job = data;
  const EspMailSource source = { .message_id = job->message_id };
  g_autoptr (EspMailComposer) composer = NULL;

  if (job->message_id != 0)
    {
      g_autofree char *medium = esp_message_dup_channel (tx, job->message_id, error);

      if (medium == NULL)
        return FALSE;
      job->is_text = esp_text_doc_is_text (medium);
    }
  if (job->is_text)
    return read_text (tx, job, error);
  composer = job->message_id != 0
               ? esp_mail_composer_load (tx, &source, error)
               : esp_mail_composer_load_document (tx, &source, job->document, error);
  return composer != NULL && load_channel (tx, job, error) && compose (tx, job, composer, error);
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
fill_message (Job *job, EspOutMessage *message)
{
  if (job->is_text)
    {
      message->from = g_steal_pointer (&job->from);
      message->to = g_steal_pointer (&job->to);
      message->bytes = g_steal_pointer (&job->bytes);
      return;
    }
  message->from = g_steal_pointer (&job->mail.from);
  message->to = g_steal_pointer (&job->mail.mime.to);
  message->bytes = g_steal_pointer (&job->mail.mime.bytes);
  message->needs_smtputf8 = job->mail.mime.needs_smtputf8;
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
  fill_message (job, &message);
  esp_one_message_send_async (ESP_STORE (source), g_steal_pointer (&job->record), &message,
                              g_task_get_cancellable (task), sent_cb, task);
  job_free (job);
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
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, esp_test_mail_send_async);
  job->message_id = mail->message_id;
  job->document = g_strdup (mail->document);
  job->sample = g_strdup (mail->sample);
  job->lead = mail->lead;
  job->to = g_strdup (mail->to);
  job->is_text = mail->is_text;
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
