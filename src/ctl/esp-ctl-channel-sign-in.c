/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel sign-in: OAuth 2 through the browser, the tokens to the keyring. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-sign-in.h"

#include "channels/esp-channel-kinds.h"
#include "channels/esp-secrets.h"
#include "channels/web/esp-oauth.h"
#include "ctl/esp-ctl-common.h"

#include <string.h>
#include <unistd.h>

#define PATIENCE_S 600

typedef struct
{
  gboolean is_done;
  gboolean is_stored;
  EspOauthTokens *tokens; /* (owned) (nullable) */
  GError *error;          /* (owned) (nullable) */
} Waiter;

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->tokens = esp_oauth_flow_wait_finish (result, &waiter->error);
  waiter->is_done = TRUE;
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->is_stored = esp_secrets_store_finish (result, &waiter->error);
  waiter->is_done = TRUE;
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static EspOauthTokens *
wait_for_person (EspOauthFlow *flow, const EspCtlSignIn *options, GError **error)
{
  Waiter waiter = { FALSE };
  g_autoptr (GCancellable) patience = g_cancellable_new ();
  guint timer = g_timeout_add_seconds (PATIENCE_S, too_late_cb, patience);

  esp_oauth_flow_wait_async (flow, NULL, signed_in_cb, &waiter);
  g_print ("Sign in here: %s\n", esp_oauth_flow_get_url (flow));
  if (!options->is_silent)
    (void) g_app_info_launch_default_for_uri (esp_oauth_flow_get_url (flow), NULL, NULL);
  while (!waiter.is_done && !g_cancellable_is_cancelled (patience))
    g_main_context_iteration (NULL, TRUE);
  if (!waiter.is_done)
    {
      /* The flow still holds what waits; it ends with the program. */
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_TIMEOUT,
                           "Nobody signed in within ten minutes");
      return NULL;
    }
  g_source_remove (timer);
  if (waiter.tokens == NULL)
    g_propagate_error (error, waiter.error);
  return waiter.tokens;
}

static gboolean
keep (const EspChannelRecord *record,
      const EspCtlSignIn *options,
      const char *secret,
      GError **error)
{
  Waiter waiter = { FALSE };
  g_autofree char *label = g_strdup_printf ("Espalier: %s", record->name);

  if (options->save_fd >= 0)
    return write (options->save_fd, secret, strlen (secret)) == (gssize) strlen (secret);
  esp_secrets_store_async (record->secret_id, label, secret, NULL, stored_cb, &waiter);
  while (!waiter.is_done)
    g_main_context_iteration (NULL, TRUE);
  if (!waiter.is_stored)
    g_propagate_error (error, waiter.error);
  return waiter.is_stored;
}

/**
 * esp_ctl_channel_sign_in:
 * @record: of a mail server with auth=xoauth2, and oauth and oauth-client-id set
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_sign_in (const EspChannelRecord *record,
                         const EspCtlSignIn *options,
                         GError **error)
{
  g_autofree char *base =
    options->client_secret != NULL
      ? esp_channel_settings_set_text ("{}", "oauth-client-secret", options->client_secret)
      : g_strdup ("{}");
  g_autoptr (EspOauthApp) app = esp_oauth_app_new_from_settings (record->settings, base, error);
  g_autoptr (EspOauthFlow) flow = app != NULL ? esp_oauth_flow_new (app, error) : NULL;
  g_autoptr (EspOauthTokens) tokens = NULL;
  g_autofree char *secret = NULL;

  if (flow == NULL)
    return ESP_CTL_FAILED;
  if (record->secret_id == NULL)
    {
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                           "The channel has no user: set it with “channel edit --user”");
      return ESP_CTL_FAILED;
    }
  tokens = wait_for_person (flow, options, error);
  if (tokens == NULL)
    return ESP_CTL_FAILED;
  secret = esp_oauth_secret_add (base, record->secret_id, tokens);
  if (!keep (record, options, secret, error))
    return ESP_CTL_FAILED;
  g_print ("Signed in. “channel test” tries it.\n");
  return ESP_CTL_OK;
}
