/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps count of what was submitted together, and answers when the last message of it is settled. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-service-batch.h"

struct _EspServiceBatch
{
  GTask *task;           /* (owned) it keeps the channel */
  GMainContext *context; /* of the channel */
  EspOutBatch *out;      /* (owned) */
  guint n_left;
};

static gboolean
return_cb (gpointer user_data)
{
  EspServiceBatch *self = user_data;

  g_task_return_pointer (self->task, self->out, (GDestroyNotify) esp_out_batch_free);
  g_object_unref (self->task);
  g_free (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_service_run_later:
 *
 * Calls @func once from @context.
 */
void
esp_service_run_later (GMainContext *context, guint delay_ms, GSourceFunc func, gpointer user_data)
{
  g_autoptr (GSource) source =
    delay_ms > 0 ? g_timeout_source_new (delay_ms) : g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, user_data, NULL);
  (void) g_source_attach (source, context);
}

static void
finish_if_done (EspServiceBatch *self)
{
  if (self->n_left == 0)
    esp_service_run_later (self->context, 0, return_cb, self);
}

/**
 * esp_service_batch_new:
 * @task: (transfer full): answered with an EspOutBatch
 * @n_messages: so many are taken; of none it is answered at once
 *
 * Returns: the batch, which frees itself
 */
EspServiceBatch *
esp_service_batch_new (GTask *task, GMainContext *context, guint n_messages)
{
  EspServiceBatch *self = g_new0 (EspServiceBatch, 1);

  self->task = task;
  self->context = context;
  self->out = esp_out_batch_new (n_messages);
  self->n_left = n_messages;
  finish_if_done (self);
  return self;
}

/**
 * esp_service_batch_take:
 * @message: what it owns is taken, and it is empty afterwards
 *
 * Returns: (transfer full): the message, to be settled
 */
EspServicePending *
esp_service_batch_take (EspServiceBatch *self, EspOutMessage *message)
{
  EspServicePending *pending = g_new0 (EspServicePending, 1);

  pending->message = *message;
  pending->batch = self;
  *message = (EspOutMessage){ 0 };
  return pending;
}

/**
 * esp_service_pending_settle:
 * @self: (transfer full)
 * @result: its strings are taken
 */
void
esp_service_pending_settle (EspServicePending *self, EspOutResult *result)
{
  EspServiceBatch *batch = self->batch;

  result->key = self->message.key;
  g_array_append_vals (batch->out->results, result, 1);
  esp_out_message_clear (&self->message);
  esp_service_mail_free (self->mail);
  g_free (self);
  batch->n_left--;
  finish_if_done (batch);
}

/**
 * esp_service_pending_note:
 * @wait_s: how long the service wants to be left alone
 *
 * Tells the batch what is wrong with the account or the way to it; the first trouble stays.
 */
void
esp_service_pending_note (EspServicePending *self, const GError *trouble, gint64 wait_s)
{
  EspOutBatch *out = self->batch->out;

  if (out->trouble == NULL)
    out->trouble = g_error_copy (trouble);
  out->wait_s = MAX (out->wait_s, wait_s);
}

/**
 * esp_service_pending_give_back:
 * @self: (transfer full): never offered
 * @trouble: (nullable)
 */
void
esp_service_pending_give_back (EspServicePending *self, const GError *trouble)
{
  EspOutResult result = { .outcome = ESP_OUTCOME_UNDELIVERED, .is_retryable = TRUE };

  if (trouble != NULL)
    esp_service_pending_note (self, trouble, 0);
  esp_service_pending_settle (self, &result);
}

/**
 * esp_service_pending_is_cancelled:
 *
 * Returns: whether the submission was given up
 */
gboolean
esp_service_pending_is_cancelled (const EspServicePending *self)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (self->batch->task));
}
