/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail server that is signed in to with OAuth 2: fetches a new access token before the old one ends, and once
 * when the server refuses it. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-smtp-oauth.h"

#include "base/esp-clock.h"
#include "channels/email/esp-smtp-channel.h"
#include "channels/esp-secrets.h"

/* A token that ends so soon is not begun with. */
#define MARGIN_US (2 * ESP_USEC_PER_MINUTE)

struct _EspSmtpOauth
{
  GObject parent_instance;

  EspSmtpAccount *account; /* (owned) */
  EspOauthApp *app;        /* (owned) */
  EspOauthTokens *tokens;  /* (owned) */
  char *secret;            /* (owned) as the keyring has it */
  char *secret_id;         /* (owned) (nullable) */
  EspWebClient *client;    /* (owned) */
  EspChannel *inner;       /* (owned) (nullable) with the token that is good now */
  GQueue waiting;          /* GTask, until there is a token */
  gboolean is_refreshing;
  gboolean was_refused; /* a fresh token was refused too: a person must sign in again */
};

static void esp_smtp_oauth_iface_init (EspChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspSmtpOauth,
                               esp_smtp_oauth,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_CHANNEL, esp_smtp_oauth_iface_init))

/* What waits for a token: a batch, or NULL for a test. */
static void
free_messages (gpointer data)
{
  if (data != NULL)
    g_array_unref (data);
}

static EspChannel *
get_inner (EspSmtpOauth *self)
{
  if (self->inner == NULL)
    self->inner = esp_smtp_channel_new (self->account, self->tokens->access_token);
  return self->inner;
}

static void
drop_inner (EspSmtpOauth *self)
{
  if (self->inner != NULL)
    esp_channel_close (self->inner);
  g_clear_object (&self->inner);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  EspSmtpOauth *self = ESP_SMTP_OAUTH (g_task_get_source_object (task));
  GError *error = NULL;
  EspOutBatch *batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);

  if (batch == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (batch->trouble == NULL)
    self->was_refused = FALSE;
  else if (batch->trouble->code == ESP_CHANNEL_ERROR_AUTH && self->tokens->refresh_token != NULL &&
           !self->was_refused)
    {
      /* The token may have ended early: what was not sent comes again, with a new one. */
      self->was_refused = TRUE;
      self->tokens->expires_at_us = 1;
      drop_inner (self);
      batch->trouble->code = ESP_CHANNEL_ERROR_BUSY;
    }
  g_task_return_pointer (task, batch, (GDestroyNotify) esp_out_batch_free);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  EspChannelReport *report = esp_channel_test_finish (ESP_CHANNEL (source), result, &error);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) esp_channel_report_free);
  else
    g_task_return_error (task, error);
}

/* Nothing is sent without a token. */
static void
return_unsent (GTask *task, const GError *error)
{
  GArray *messages = g_task_get_task_data (task);
  EspOutBatch *batch = esp_out_batch_new (messages->len);

  for (guint i = 0; i < messages->len; i++)
    {
      EspOutResult result = { .key = g_array_index (messages, EspOutMessage, i).key,
                              .outcome = ESP_OUTCOME_UNDELIVERED,
                              .is_retryable = TRUE };

      g_array_append_val (batch->results, result);
    }
  batch->trouble = g_error_copy (error);
  g_task_return_pointer (task, batch, (GDestroyNotify) esp_out_batch_free);
}

static void
go_on (EspSmtpOauth *self, GTask *task, const GError *error)
{
  GArray *messages = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (error != NULL && messages != NULL)
    {
      return_unsent (task, error);
      g_object_unref (task);
    }
  else if (error != NULL)
    {
      g_autofree char *where = esp_smtp_account_to_where (self->account);

      g_task_return_pointer (task, esp_channel_report_new_error (where, error),
                             (GDestroyNotify) esp_channel_report_free);
      g_object_unref (task);
    }
  else if (messages != NULL)
    esp_channel_submit_async (get_inner (self), g_array_ref (messages), cancellable, submitted_cb,
                              task);
  else
    esp_channel_test_async (get_inner (self), cancellable, tested_cb, task);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!esp_secrets_store_finish (result, &error))
    g_info ("A new token is kept for this process only: %s", error->message);
}

static void
take_tokens (EspSmtpOauth *self, EspOauthTokens *tokens)
{
  char *secret;

  if (tokens->refresh_token == NULL)
    tokens->refresh_token = g_strdup (self->tokens->refresh_token);
  esp_oauth_tokens_free (self->tokens);
  self->tokens = tokens;
  drop_inner (self);
  secret = esp_oauth_secret_add (self->secret, self->secret_id, tokens);
  g_free (self->secret);
  self->secret = secret;
  if (self->secret_id == NULL)
    return;
  esp_secrets_set_for_process (self->secret_id, secret);
  esp_secrets_store_async (self->secret_id, "Espalier", secret, NULL, stored_cb, NULL);
}

static void
refreshed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSmtpOauth) self = user_data;
  g_autoptr (GError) error = NULL;
  EspOauthTokens *tokens = esp_oauth_refresh_finish (result, &error);
  GTask *task;

  self->is_refreshing = FALSE;
  if (tokens != NULL)
    take_tokens (self, tokens);
  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    go_on (self, task, error);
}

static void
go_on_with_token (EspSmtpOauth *self, GTask *task)
{
  gboolean is_ending = self->tokens->expires_at_us != 0 &&
                       self->tokens->expires_at_us < g_get_real_time () + MARGIN_US;

  if (!is_ending || self->tokens->refresh_token == NULL)
    {
      go_on (self, task, NULL);
      return;
    }
  g_queue_push_tail (&self->waiting, task);
  if (self->is_refreshing)
    return;
  self->is_refreshing = TRUE;
  esp_oauth_refresh_async (self->client, self->app, self->tokens->refresh_token, NULL, refreshed_cb,
                           g_object_ref (self));
}

static void
submit_async (EspChannel *channel,
              GArray *messages,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  GTask *task = g_task_new (channel, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, messages, free_messages);
  go_on_with_token (ESP_SMTP_OAUTH (channel), task);
}

static EspOutBatch *
submit_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_async (EspChannel *channel,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  go_on_with_token (ESP_SMTP_OAUTH (channel),
                    g_task_new (channel, cancellable, callback, user_data));
}

static EspChannelReport *
test_finish (EspChannel *channel, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
get_capabilities (EspChannel *channel, EspChannelCapabilities *out_capabilities)
{
  esp_channel_get_capabilities (get_inner (ESP_SMTP_OAUTH (channel)), out_capabilities);
}

static void
close_channel (EspChannel *channel)
{
  EspSmtpOauth *self = ESP_SMTP_OAUTH (channel);

  if (self->inner != NULL)
    esp_channel_close (self->inner);
}

static void
esp_smtp_oauth_iface_init (EspChannelInterface *iface)
{
  iface->get_capabilities = get_capabilities;
  iface->submit_async = submit_async;
  iface->submit_finish = submit_finish;
  iface->test_async = test_async;
  iface->test_finish = test_finish;
  iface->close = close_channel;
}

static void
esp_smtp_oauth_finalize (GObject *object)
{
  EspSmtpOauth *self = ESP_SMTP_OAUTH (object);

  g_clear_object (&self->inner);
  esp_web_client_free (self->client);
  esp_oauth_app_free (self->app);
  esp_oauth_tokens_free (self->tokens);
  esp_smtp_account_free (self->account);
  g_free (self->secret);
  g_free (self->secret_id);
  G_OBJECT_CLASS (esp_smtp_oauth_parent_class)->finalize (object);
}

static void
esp_smtp_oauth_class_init (EspSmtpOauthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_smtp_oauth_finalize;
}

static void
esp_smtp_oauth_init (EspSmtpOauth *self)
{
  self->client = esp_web_client_new ();
  g_queue_init (&self->waiting);
}

/**
 * esp_smtp_oauth_new:
 * @account: copied
 * @app: (transfer full)
 * @tokens: (transfer full)
 * @secret: what the keyring holds of the channel
 * @secret_id: (nullable): where it holds it; new tokens go there
 *
 * Returns: (transfer full): a channel of the calling thread's default context
 */
EspChannel *
esp_smtp_oauth_new (const EspSmtpAccount *account,
                    EspOauthApp *app,
                    EspOauthTokens *tokens,
                    const char *secret,
                    const char *secret_id)
{
  EspSmtpOauth *self = g_object_new (ESP_TYPE_SMTP_OAUTH, NULL);

  self->account = esp_smtp_account_copy (account);
  self->app = app;
  self->tokens = tokens;
  self->secret = g_strdup (secret);
  self->secret_id = g_strdup (secret_id);
  return ESP_CHANNEL (self);
}
