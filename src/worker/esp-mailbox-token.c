/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a mailbox is signed in to with: a password, or an access token that is renewed when it ends. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-mailbox-token.h"

#include "base/esp-clock.h"
#include "channels/esp-secrets.h"
#include "channels/web/esp-oauth.h"

/* A token that ends so soon is not begun with: a mailbox may take a while to read. */
#define MARGIN_US (5 * ESP_USEC_PER_MINUTE)

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GMainContext *context, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (context, TRUE);
}

/* The keyring of the channel gets the new token too; without one it lasts as long as the process. */
static void
keep (GMainContext *context,
      const EspChannelRecord *record,
      const char *secret,
      const char *secret_id,
      const EspOauthTokens *tokens)
{
  g_autofree char *made = esp_oauth_secret_add (secret, secret_id, tokens);
  g_autofree char *label = g_strdup_printf ("Espalier: %s", record->name);
  g_autoptr (GAsyncResult) result = NULL;

  if (secret_id == NULL)
    return;
  esp_secrets_set_for_process (secret_id, made);
  esp_secrets_store_async (secret_id, label, made, NULL, finished_cb, &result);
  wait_for (context, &result);
  (void) esp_secrets_store_finish (result, NULL); /* the process has it */
}

static char *
renew (GMainContext *context,
       const EspChannelRecord *record,
       const char *secret,
       EspOauthTokens *old,
       const char *secret_id,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (EspOauthApp) app = esp_oauth_app_new_from_settings (record->settings, secret, error);
  g_autoptr (EspWebClient) client = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (EspOauthTokens) fresh = NULL;

  if (app == NULL)
    return NULL;
  client = esp_web_client_new ();
  esp_oauth_refresh_async (client, app, old->refresh_token, cancellable, finished_cb, &result);
  wait_for (context, &result);
  fresh = esp_oauth_refresh_finish (result, error);
  if (fresh == NULL)
    return NULL;
  if (fresh->refresh_token == NULL)
    fresh->refresh_token = g_strdup (old->refresh_token);
  keep (context, record, secret, secret_id, fresh);
  return g_strdup (fresh->access_token);
}

/**
 * esp_mailbox_dup_login:
 * @secret: (nullable): what the keyring has of the mailbox or of its channel
 *
 * Fetches a new access token when the old one ends and somebody has signed in. Blocks; not to be called on the thread of
 * a window or of the network.
 *
 * Returns: (transfer full) (nullable): the password or token; %NULL with @error set when a new one is refused
 */
char *
esp_mailbox_dup_login (const EspChannelRecord *record,
                       const EspImapAccount *account,
                       const char *secret,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *secret_id = NULL;
  g_autoptr (EspOauthTokens) tokens =
    account->auth == ESP_SMTP_AUTH_XOAUTH2 ? esp_oauth_secret_read (secret, &secret_id) : NULL;
  g_autoptr (GMainContext) context = NULL;
  char *token;

  if (tokens == NULL)
    return g_strdup (secret != NULL ? secret : "");
  if (tokens->refresh_token == NULL || tokens->expires_at_us == 0 ||
      tokens->expires_at_us > g_get_real_time () + MARGIN_US)
    return g_strdup (tokens->access_token);
  context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  token = renew (context, record, secret, tokens, secret_id, cancellable, error);
  g_main_context_pop_thread_default (context);
  return token;
}
