/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Submits to a server of the test, and waits for what comes of it. */
#include "smtp-world.h"

#include <string.h>

void
smtp_world_submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SmtpWaiter *waiter = user_data;
  g_autoptr (GError) error = NULL;

  waiter->batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);
  g_assert_no_error (error);
  waiter->is_done = TRUE;
}

void
smtp_world_tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SmtpWaiter *waiter = user_data;
  g_autoptr (GError) error = NULL;

  waiter->report = esp_channel_test_finish (ESP_CHANNEL (source), result, &error);
  if (waiter->report == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  waiter->is_done = TRUE;
}

void
smtp_world_wait_for (SmtpWaiter *waiter)
{
  while (!waiter->is_done)
    g_main_context_iteration (NULL, TRUE);
}

EspSmtpAccount *
smtp_world_make_account (SmtpServer *server)
{
  EspSmtpAccount *account = esp_smtp_account_new ("127.0.0.1", smtp_server_get_port (server));

  account->security = ESP_SMTP_SECURITY_NONE;
  account->n_connections = 1;
  return account;
}

void
smtp_world_add_message (GArray *messages, gint64 key, const char *to, const char *text)
{
  EspOutMessage message = { .key = key,
                            .from = g_strdup ("sender@brand.example"),
                            .to = g_strdup (to),
                            .bytes = g_bytes_new (text, strlen (text)) };

  g_array_append_val (messages, message);
}

const char smtp_world_mail[] = "Subject: x\r\n\r\nHello\r\n";

EspOutBatch *
smtp_world_submit (EspChannel *channel, const char *const *recipients, GCancellable *cancellable)
{
  GArray *messages = esp_out_messages_new (8);
  SmtpWaiter waiter = { 0 };

  for (guint i = 0; recipients[i] != NULL; i++)
    smtp_world_add_message (messages, i + 1, recipients[i], smtp_world_mail);
  esp_channel_submit_async (channel, messages, cancellable, smtp_world_submitted_cb, &waiter);
  smtp_world_wait_for (&waiter);
  return waiter.batch;
}

const EspOutResult *
smtp_world_find_result (const EspOutBatch *batch, gint64 key)
{
  for (guint i = 0; i < batch->results->len; i++)
    if (g_array_index (batch->results, EspOutResult, i).key == key)
      return &g_array_index (batch->results, EspOutResult, i);
  g_assert_not_reached ();
}
