/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of mail servers that are signed in to with OAuth 2: tokens are renewed before they end and when they are
 * refused, nothing is lost meanwhile, and the return mailbox uses the same sign-in. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/email/esp-smtp-oauth.h"
#include "channels/esp-secrets.h"
#include "http-peer.h"
#include "smtp-server.h"
#include "worker/esp-mailbox-token.h"

#include "temp-store.h"
#include "test-home.h"

#include <string.h>

#define SECRET_ID "0e0d1b60-0000-4000-8000-000000000001"

typedef struct
{
  TempFolder folder;
  HttpPeer *peer; /* gives tokens */
  SmtpServer *server;
  char *ca; /* (owned) */
  gboolean refuses;
  guint n_asked;
} World;

static void
token_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  World *world = data;
  g_autofree char *body =
    g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));

  world->n_asked++;
  g_assert_nonnull (strstr (body, "grant_type=refresh_token"));
  g_assert_nonnull (strstr (body, "refresh_token=refresh-1"));
  g_assert_nonnull (strstr (body, "client_id=own-app"));
  if (world->refuses)
    {
      answer->status = 400;
      answer->body = g_strdup ("{\"error\":\"invalid_grant\"}");
    }
  else
    answer->body = g_strdup ("{\"access_token\":\"access-2\",\"expires_in\":3600}");
}

static void
set_up (World *world, gconstpointer data)
{
  SmtpServerOptions options = { .password = "access-2", .offers_auth = "XOAUTH2" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;

  world->folder = temp_folder_new ();
  certificate = smtp_server_make_certificate (world->folder, "localhost", &error);
  g_assert_no_error (error);
  options.starttls = certificate;
  world->server = smtp_server_new (&options);
  world->ca = g_build_filename (world->folder, "localhost.crt", NULL);
  world->peer = http_peer_new (token_cb, world);
}

static void
tear_down (World *world, gconstpointer data)
{
  http_peer_free (world->peer);
  smtp_server_free (world->server);
  g_free (world->ca);
  temp_folder_free (world->folder);
}

static char *
make_settings (World *world)
{
  return g_strdup_printf (
    "{\"oauth\":\"other\",\"oauth-client-id\":\"own-app\",\"user\":\"me@x.example\","
    "\"oauth-authorize-url\":\"%s/auth\",\"oauth-token-url\":\"%s/token\",\"oauth-redirect\":"
    "\"http://127.0.0.1/cb\"}",
    http_peer_get_url (world->peer), http_peer_get_url (world->peer));
}

static EspChannel *
open_channel (World *world, gint64 expires_at_us)
{
  g_autoptr (EspSmtpAccount) account =
    esp_smtp_account_new ("localhost", smtp_server_get_port (world->server));
  g_autofree char *settings = make_settings (world);
  g_autoptr (GError) error = NULL;
  EspOauthApp *app = esp_oauth_app_new_from_settings (settings, NULL, &error);
  EspOauthTokens *tokens = g_new0 (EspOauthTokens, 1);
  g_autofree char *secret = NULL;

  g_assert_no_error (error);
  account->security = ESP_SMTP_SECURITY_STARTTLS;
  account->auth = ESP_SMTP_AUTH_XOAUTH2;
  account->user = g_strdup ("me@x.example");
  account->ca_file = g_strdup (world->ca);
  account->n_connections = 1;
  tokens->access_token = g_strdup ("access-1");
  tokens->refresh_token = g_strdup ("refresh-1");
  tokens->expires_at_us = expires_at_us;
  secret = esp_oauth_secret_add (NULL, SECRET_ID, tokens);
  return esp_smtp_oauth_new (account, app, tokens, secret, SECRET_ID);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static EspOutBatch *
submit (EspChannel *channel, guint n)
{
  GArray *messages = esp_out_messages_new (n);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EspOutBatch *batch;

  for (guint i = 0; i < n; i++)
    {
      const char *text = "From: me@x.example\r\nTo: ok@y.example\r\nSubject: hi\r\n\r\nhello\r\n";
      EspOutMessage message = { .key = i + 1,
                                .from = g_strdup ("me@x.example"),
                                .to = g_strdup_printf ("ok%u@y.example", i),
                                .bytes = g_bytes_new (text, strlen (text)) };

      g_array_append_val (messages, message);
    }
  esp_channel_submit_async (channel, messages, NULL, finished_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  batch = esp_channel_submit_finish (channel, result, &error);
  g_assert_no_error (error);
  return batch;
}

static guint
count (EspOutBatch *batch, EspOutcome outcome)
{
  guint n = 0;

  for (guint i = 0; i < batch->results->len; i++)
    n += g_array_index (batch->results, EspOutResult, i).outcome == outcome ? 1 : 0;
  return n;
}

/* Several batches wait for the one new token; the keyring's copy is renewed with it. */
static void
test_ending (World *world, gconstpointer data)
{
  g_autoptr (EspChannel) channel = open_channel (world, 1);
  g_autoptr (EspOutBatch) batch = submit (channel, 3);
  g_autoptr (EspOutBatch) again = submit (channel, 1);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *secret = NULL;

  g_assert_null (batch->trouble);
  g_assert_cmpuint (count (batch, ESP_OUTCOME_ACCEPTED), ==, 3);
  g_assert_cmpuint (count (again, ESP_OUTCOME_ACCEPTED), ==, 1);
  g_assert_cmpuint (world->n_asked, ==, 1);
  esp_secrets_lookup_async (SECRET_ID, NULL, finished_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  secret = esp_secrets_lookup_finish (result, NULL);
  g_assert_nonnull (strstr (secret, "access-2"));
  g_assert_nonnull (strstr (secret, "refresh-1")); /* none came: the old one stays */
}

/* Refused before its time: what was not sent comes again, with a new token. */
static void
test_revoked (World *world, gconstpointer data)
{
  g_autoptr (EspChannel) channel =
    open_channel (world, g_get_real_time () + G_USEC_PER_SEC * G_GINT64_CONSTANT (3600));
  g_autoptr (EspOutBatch) first = submit (channel, 2);
  g_autoptr (EspOutBatch) second = submit (channel, 2);

  g_assert_error (first->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY);
  g_assert_cmpuint (count (first, ESP_OUTCOME_UNDELIVERED), ==, 2);
  g_assert_null (second->trouble);
  g_assert_cmpuint (count (second, ESP_OUTCOME_ACCEPTED), ==, 2);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 2);
}

/* Nobody gets a new token any more: a person must sign in. */
static void
test_refused (World *world, gconstpointer data)
{
  g_autoptr (EspChannel) channel = open_channel (world, 1);
  g_autoptr (EspOutBatch) batch = NULL;

  world->refuses = TRUE;
  batch = submit (channel, 2);
  g_assert_error (batch->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH);
  g_assert_cmpuint (count (batch, ESP_OUTCOME_UNDELIVERED), ==, 2);
  g_assert_cmpuint (smtp_server_count_all (world->server), ==, 0);
}

typedef struct
{
  EspChannelRecord *record;
  EspImapAccount *account;
  const char *secret;
  char *login;
  GError *error;
  gint is_done;
} Login;

static gpointer
login_thread (gpointer data)
{
  Login *login = data;

  login->login =
    esp_mailbox_dup_login (login->record, login->account, login->secret, NULL, &login->error);
  g_atomic_int_set (&login->is_done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

static void
log_in (Login *login)
{
  GThread *thread;

  login->is_done = 0;
  g_clear_pointer (&login->login, g_free);
  g_clear_error (&login->error);
  thread = g_thread_new ("mailbox", login_thread, login);
  while (!g_atomic_int_get (&login->is_done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
test_mailbox (World *world, gconstpointer data)
{
  const EspOauthTokens old = { (char *) "access-1", (char *) "refresh-1", 1 };
  g_autofree char *settings = make_settings (world);
  g_autofree char *secret = esp_oauth_secret_add (NULL, SECRET_ID, &old);
  g_autoptr (EspChannelRecord) record = esp_channel_record_new ("Mail", "smtp", settings);
  g_autoptr (EspImapAccount) account = esp_imap_account_new ("localhost", "me@x.example");
  Login login = { .record = record, .account = account, .secret = secret };

  account->auth = ESP_SMTP_AUTH_AUTO;
  log_in (&login);
  g_assert_cmpstr (login.login, ==, secret); /* a password may look like anything */
  account->auth = ESP_SMTP_AUTH_XOAUTH2;
  log_in (&login);
  g_assert_no_error (login.error);
  g_assert_cmpstr (login.login, ==, "access-2");
  world->refuses = TRUE;
  log_in (&login);
  g_assert_null (login.login);
  g_assert_error (login.error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH);
  g_clear_error (&login.error);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/smtp-oauth/ending", World, NULL, set_up, test_ending, tear_down);
  g_test_add ("/smtp-oauth/revoked", World, NULL, set_up, test_revoked, tear_down);
  g_test_add ("/smtp-oauth/refused", World, NULL, set_up, test_refused, tear_down);
  g_test_add ("/smtp-oauth/mailbox", World, NULL, set_up, test_mailbox, tear_down);
  return g_test_run ();
}
