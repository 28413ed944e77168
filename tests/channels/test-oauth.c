/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the sign-in: PKCE, state, a port of this computer, and tokens that are fetched anew. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/esp-channel.h"
#include "channels/web/esp-oauth.h"
#include "http-peer.h"

#include <string.h>

typedef struct
{
  char *challenge;
  char *redirect;
  gboolean refuses;
} Provider;

static char *
hash_verifier (const char *verifier)
{
  guint8 digest[32];
  gsize n = sizeof digest;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  char *text;

  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &n);
  text = g_base64_encode (digest, n);
  text[strcspn (text, "=")] = '\0';
  return g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
}

/* Gives tokens only for the right code, verifier and redirect, and for a refresh token that it gave. */
static void
token_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  const Provider *provider = data;
  g_autofree char *body =
    g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  g_autoptr (GHashTable) form = g_uri_parse_params (body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  const char *verifier = g_hash_table_lookup (form, "code_verifier");
  g_autofree char *hash = verifier != NULL ? hash_verifier (verifier) : NULL;
  gboolean is_refresh = g_strcmp0 (g_hash_table_lookup (form, "grant_type"), "refresh_token") == 0;
  gboolean is_good =
    is_refresh ? g_strcmp0 (g_hash_table_lookup (form, "refresh_token"), "refresh-1") == 0
               : g_strcmp0 (g_hash_table_lookup (form, "code"), "c0de") == 0 &&
                   g_strcmp0 (hash, provider->challenge) == 0 &&
                   g_strcmp0 (g_hash_table_lookup (form, "redirect_uri"), provider->redirect) == 0;

  if (!is_good || provider->refuses ||
      g_strcmp0 (g_hash_table_lookup (form, "client_id"), "own-app") != 0)
    {
      answer->status = 400;
      answer->body = g_strdup ("{\"error\":\"invalid_grant\"}");
      return;
    }
  answer->body = g_strdup (is_refresh ? "{\"access_token\":\"access-2\",\"expires_in\":3600}"
                                      : "{\"access_token\":\"access-1\",\"expires_in\":3600,"
                                        "\"refresh_token\":\"refresh-1\"}");
}

static EspOauthApp *
make_app (HttpPeer *peer)
{
  g_autofree char *settings = g_strdup_printf (
    "{\"oauth\":\"other\",\"oauth-client-id\":\"own-app\",\"user\":\"a@example.com\","
    "\"oauth-authorize-url\":\"%s/auth\",\"oauth-token-url\":\"%s/token\",\"oauth-redirect\":"
    "\"http://127.0.0.1/cb\"}",
    http_peer_get_url (peer), http_peer_get_url (peer));
  g_autoptr (GError) error = NULL;
  EspOauthApp *app = esp_oauth_app_new_from_settings (settings, NULL, &error);

  g_assert_no_error (error);
  return app;
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
visited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *status = user_data;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, NULL);

  *status = reply != NULL ? reply->status : 1;
}

/* The browser comes back. */
static guint
visit (EspWebClient *browser, const char *redirect, const char *query)
{
  g_autofree char *url = g_strdup_printf ("%s?%s", redirect, query);
  guint status = 0;

  esp_web_client_call_async (browser, esp_web_request_new ("GET", url), NULL, visited_cb, &status);
  while (status == 0)
    g_main_context_iteration (NULL, TRUE);
  return status;
}

static GHashTable *
read_url (EspOauthFlow *flow, Provider *provider)
{
  const char *mark = strchr (esp_oauth_flow_get_url (flow), '?');
  GHashTable *query = g_uri_parse_params (mark + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  provider->challenge = g_strdup (g_hash_table_lookup (query, "code_challenge"));
  provider->redirect = g_strdup (g_hash_table_lookup (query, "redirect_uri"));
  g_assert_cmpstr (g_hash_table_lookup (query, "code_challenge_method"), ==, "S256");
  g_assert_cmpstr (g_hash_table_lookup (query, "client_id"), ==, "own-app");
  g_assert_cmpstr (g_hash_table_lookup (query, "login_hint"), ==, "a@example.com");
  g_assert_true (g_str_has_prefix (provider->redirect, "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (provider->redirect, "/cb"));
  return query;
}

static void
provider_clear (Provider *provider)
{
  g_free (provider->challenge);
  g_free (provider->redirect);
}

static void
test_sign_in (void)
{
  Provider provider = { 0 };
  HttpPeer *peer = http_peer_new (token_cb, &provider);
  g_autoptr (EspOauthApp) app = make_app (peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOauthFlow) flow = esp_oauth_flow_new (app, &error);
  g_autoptr (EspWebClient) browser = esp_web_client_new ();
  g_autoptr (GHashTable) query = read_url (flow, &provider);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (EspOauthTokens) tokens = NULL;
  g_autoptr (EspOauthTokens) fresh = NULL;
  g_autofree char *right =
    g_strdup_printf ("code=c0de&state=%s", (char *) g_hash_table_lookup (query, "state"));

  esp_oauth_flow_wait_async (flow, NULL, result_cb, &result);
  g_clear_pointer (&app, esp_oauth_app_free); /* people take longer than a function */
  /* Whoever does not know the state is not listened to. */
  g_assert_cmpuint (visit (browser, provider.redirect, "code=c0de&state=guess"), ==, 400);
  g_assert_null (result);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 0);
  g_assert_cmpuint (visit (browser, provider.redirect, right), ==, 200);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  tokens = esp_oauth_flow_wait_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tokens->access_token, ==, "access-1");
  g_assert_cmpint (tokens->expires_at_us, >, g_get_real_time ());
  app = make_app (peer);
  esp_oauth_refresh_async (browser, app, tokens->refresh_token, NULL, result_cb, &again);
  while (again == NULL)
    g_main_context_iteration (NULL, TRUE);
  fresh = esp_oauth_refresh_finish (again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fresh->access_token, ==, "access-2");
  g_assert_null (fresh->refresh_token);
  provider_clear (&provider);
  http_peer_free (peer);
}

static void
test_refused (void)
{
  for (guint i = 0; i < 2; i++)
    {
      Provider provider = { .refuses = TRUE };
      HttpPeer *peer = http_peer_new (token_cb, &provider);
      g_autoptr (EspOauthApp) app = make_app (peer);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspOauthFlow) flow = esp_oauth_flow_new (app, &error);
      g_autoptr (EspWebClient) browser = esp_web_client_new ();
      g_autoptr (GHashTable) query = read_url (flow, &provider);
      g_autoptr (GAsyncResult) result = NULL;
      g_autofree char *answer =
        g_strdup_printf ("%s&state=%s", i == 0 ? "error=access_denied" : "code=c0de",
                         (char *) g_hash_table_lookup (query, "state"));

      esp_oauth_flow_wait_async (flow, NULL, result_cb, &result);
      (void) visit (browser, provider.redirect, answer); /* the page is for people */
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (esp_oauth_flow_wait_finish (result, &error));
      g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH);
      provider_clear (&provider);
      http_peer_free (peer);
    }
}

static void
test_settings (void)
{
  static const char *const bad[] = {
    "{}",
    "{\"oauth\":\"google\"}",
    "{\"oauth\":\"elsewhere\",\"oauth-client-id\":\"x\"}",
    ("{\"oauth\":\"other\",\"oauth-client-id\":\"x\",\"oauth-authorize-url\":\"http://e.com/\","
     "\"oauth-token-url\":\"https://e.com/\"}"),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOauthApp) google =
    esp_oauth_app_new_from_settings ("{\"oauth\":\"google\",\"oauth-client-id\":\"x\"}", NULL,
                                     &error);
  const EspOauthTokens tokens = { (char *) "a", (char *) "r", 5 };
  g_autofree char *secret = esp_oauth_secret_add (NULL, "here", &tokens);
  g_autofree char *id = NULL;
  g_autoptr (EspOauthTokens) read = esp_oauth_secret_read (secret, &id);

  g_assert_no_error (error);
  g_assert_cmpstr (google->scope, ==, "https://mail.google.com/");
  g_assert_cmpstr (read->access_token, ==, "a");
  g_assert_cmpstr (read->refresh_token, ==, "r");
  g_assert_cmpint (read->expires_at_us, ==, 5);
  g_assert_cmpstr (id, ==, "here");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_assert_null (esp_oauth_app_new_from_settings (bad[i], NULL, &error));
      g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/oauth/sign-in", test_sign_in);
  g_test_add_func ("/oauth/refused", test_refused);
  g_test_add_func ("/oauth/settings", test_settings);
  return g_test_run ();
}
