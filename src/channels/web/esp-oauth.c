/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs in with OAuth 2 as a program on a person's computer should (RFC 8252): through the system's browser,
 * with PKCE and state, and back to a port of this computer. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-oauth.h"

#include "base/esp-clock.h"
#include "base/esp-json-walk.h"
#include "channels/esp-channel-kinds.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_LINE 8192
#define TIMEOUT_MS 30000

struct _EspOauthFlow
{
  EspOauthApp *app;        /* (owned) */
  GSocketService *service; /* (owned) */
  EspWebClient *client;    /* (owned) */
  char *redirect;          /* (owned) with the port */
  char *state;             /* (owned) */
  char *verifier;          /* (owned) */
  char *url;               /* (owned) */
  GTask *task;             /* (owned) (nullable) who waits */
};

/* Known places to sign in; a channel may name its own. */
static const struct
{
  const char *id, *authorize_url, *token_url, *redirect, *scope, *extra;
} providers[] = {
  { "google", "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token",
    "http://127.0.0.1/", "https://mail.google.com/", "access_type=offline&prompt=consent" },
  { "microsoft", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "https://login.microsoftonline.com/common/oauth2/v2.0/token", "http://localhost/",
    "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All "
    "offline_access",
    NULL },
  { "other", "", "", "http://127.0.0.1/", "openid offline_access", "prompt=consent" },
};

void
esp_oauth_app_free (EspOauthApp *self)
{
  if (self == NULL)
    return;
  g_free (self->authorize_url);
  g_free (self->token_url);
  g_free (self->redirect);
  g_free (self->scope);
  g_free (self->extra);
  g_free (self->client_id);
  g_free (self->client_secret);
  g_free (self->user);
  g_free (self);
}

void
esp_oauth_tokens_free (EspOauthTokens *self)
{
  if (self == NULL)
    return;
  g_free (self->access_token);
  g_free (self->refresh_token);
  g_free (self);
}

static char *
dup_or (const char *settings, const char *name, const char *usual)
{
  char *text = esp_channel_settings_dup (settings, name);

  if (text != NULL && *text != '\0')
    return text;
  g_free (text);
  return g_strdup (usual);
}

/**
 * esp_oauth_app_new_from_settings:
 * @settings: with oauth (google, microsoft or other), oauth-client-id and, where it is another place,
 *   oauth-authorize-url, oauth-token-url, oauth-scope and oauth-redirect
 * @secret: (nullable): may hold oauth-client-secret
 *
 * Returns: (transfer full): %NULL with @error set when something is missing
 */
EspOauthApp *
esp_oauth_app_new_from_settings (const char *settings, const char *secret, GError **error)
{
  g_autofree char *id = dup_or (settings, "oauth", "other");
  g_autoptr (EspOauthApp) self = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (providers) && self == NULL; i++)
    if (g_str_equal (providers[i].id, id))
      {
        self = g_new0 (EspOauthApp, 1);
        self->authorize_url = dup_or (settings, "oauth-authorize-url", providers[i].authorize_url);
        self->token_url = dup_or (settings, "oauth-token-url", providers[i].token_url);
        self->redirect = dup_or (settings, "oauth-redirect", providers[i].redirect);
        self->scope = dup_or (settings, "oauth-scope", providers[i].scope);
        self->extra = g_strdup (providers[i].extra);
      }
  if (self != NULL)
    {
      self->client_id = esp_channel_settings_dup (settings, "oauth-client-id");
      self->user = esp_channel_settings_dup (settings, "user");
      self->client_secret = secret != NULL && *secret == '{'
                              ? esp_channel_settings_dup (secret, "oauth-client-secret")
                              : NULL;
    }
  if (self == NULL || self->client_id == NULL || *self->client_id == '\0')
    {
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                           "Signing in needs the id of your own program: make one at the provider "
                           "(kind: desktop) and set oauth-client-id");
      return NULL;
    }
  first = esp_web_dup_host (self->authorize_url, error);
  second = first != NULL ? esp_web_dup_host (self->token_url, error) : NULL;
  return second != NULL ? g_steal_pointer (&self) : NULL;
}

/* Bytes that nobody can guess, as text. */
static char *
make_random (void)
{
  g_autofree char *one = g_uuid_string_random ();
  g_autofree char *two = g_uuid_string_random ();
  g_autofree char *three = g_uuid_string_random ();
  g_autofree char *all = g_strconcat (one, two, three, NULL);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);
}

static char *
make_challenge (const char *verifier)
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

static void
add_query (GString *url, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (url, "%c%s=%s", strchr (url->str, '?') != NULL ? '&' : '?', name,
                          escaped);
}

static void
make_url (EspOauthFlow *self)
{
  g_autofree char *challenge = make_challenge (self->verifier);
  GString *url = g_string_new (self->app->authorize_url);

  add_query (url, "response_type", "code");
  add_query (url, "client_id", self->app->client_id);
  add_query (url, "redirect_uri", self->redirect);
  add_query (url, "scope", self->app->scope);
  add_query (url, "state", self->state);
  add_query (url, "code_challenge", challenge);
  add_query (url, "code_challenge_method", "S256");
  if (self->app->user != NULL)
    add_query (url, "login_hint", self->app->user);
  if (self->app->extra != NULL)
    g_string_append_printf (url, "&%s", self->app->extra);
  self->url = g_string_free (url, FALSE);
}

/* A program of one's own may be registered with any path; the port is chosen here. */
static char *
make_redirect (const char *redirect, guint16 port, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (redirect, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || (!g_str_equal (host, "127.0.0.1") && !g_str_equal (host, "localhost")))
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "“%.80s” is not on this computer: the sign-in comes back to http://127.0.0.1/",
                   redirect);
      return NULL;
    }
  return g_strdup_printf ("http://%s:%u%s", host, port,
                          *g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/");
}

static gboolean incoming_cb (GSocketService *service,
                             GSocketConnection *connection,
                             GObject *source,
                             gpointer user_data);

static EspOauthApp *
copy_app (const EspOauthApp *app)
{
  EspOauthApp *copy = g_new0 (EspOauthApp, 1);

  copy->authorize_url = g_strdup (app->authorize_url);
  copy->token_url = g_strdup (app->token_url);
  copy->redirect = g_strdup (app->redirect);
  copy->scope = g_strdup (app->scope);
  copy->extra = g_strdup (app->extra);
  copy->client_id = g_strdup (app->client_id);
  copy->client_secret = g_strdup (app->client_secret);
  copy->user = g_strdup (app->user);
  return copy;
}

/**
 * esp_oauth_flow_new:
 * @app: copied
 *
 * Returns: (transfer full): a sign-in that waits for the browser; %NULL with @error set
 */
EspOauthFlow *
esp_oauth_flow_new (const EspOauthApp *app, GError **error)
{
  g_autoptr (EspOauthFlow) self = g_new0 (EspOauthFlow, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->app = copy_app (app);
  self->service = g_socket_service_new ();
  self->client = esp_web_client_new ();
  self->state = make_random ();
  self->verifier = make_random ();
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      error))
    return NULL;
  self->redirect =
    make_redirect (app->redirect, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)),
                   error);
  if (self->redirect == NULL)
    return NULL;
  make_url (self);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  return g_steal_pointer (&self);
}

/**
 * esp_oauth_flow_free:
 *
 * Whoever waits hears that it was given up.
 */
void
esp_oauth_flow_free (EspOauthFlow *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  if (self->task != NULL)
    {
      g_task_return_new_error (self->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Given up");
      g_object_unref (self->task);
    }
  esp_web_client_free (self->client);
  esp_oauth_app_free (self->app);
  g_free (self->redirect);
  g_free (self->state);
  g_free (self->verifier);
  g_free (self->url);
  g_free (self);
}

/**
 * esp_oauth_flow_get_url:
 *
 * Returns: (transfer none): what the browser is to open
 */
const char *
esp_oauth_flow_get_url (EspOauthFlow *self)
{
  return self->url;
}

static EspOauthTokens *
read_tokens (const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root =
    reply->is_whole && !esp_json_is_too_deep (reply->body, reply->n_body, 20)
      ? json_from_string (reply->body, NULL)
      : NULL;
  g_autofree char *access = NULL;
  g_autofree char *words = NULL;
  EspOauthTokens *tokens;
  gint64 seconds;

  if (reply->status == 0)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, reply->code, "The sign-in cannot be reached: %s",
                   reply->trouble);
      return NULL;
    }
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      access = esp_channel_settings_dup (reply->body, "access_token");
      words = esp_channel_settings_dup (reply->body, "error_description");
      if (words == NULL)
        words = esp_channel_settings_dup (reply->body, "error");
    }
  if (reply->status != 200 || access == NULL)
    {
      gboolean is_later = reply->status == 429 || reply->status >= 500;

      g_set_error (error, ESP_CHANNEL_ERROR,
                   is_later ? ESP_CHANNEL_ERROR_BUSY : ESP_CHANNEL_ERROR_AUTH,
                   "The provider gives no access: %s. Sign in again",
                   words != NULL ? words : "it does not say why");
      return NULL;
    }
  tokens = g_new0 (EspOauthTokens, 1);
  tokens->access_token = g_steal_pointer (&access);
  tokens->refresh_token = esp_channel_settings_dup (reply->body, "refresh_token");
  seconds = esp_channel_settings_get_number (reply->body, "expires_in", 0);
  if (seconds > 0)
    tokens->expires_at_us = g_get_real_time () + MIN (seconds, 86400 * 365) * ESP_USEC_PER_SEC;
  return tokens;
}

static void
tokens_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (EspWebReply) reply = esp_web_client_call_finish (result, &error);
  EspOauthTokens *tokens = reply != NULL ? read_tokens (reply, &error) : NULL;

  if (tokens != NULL)
    g_task_return_pointer (task, tokens, (GDestroyNotify) esp_oauth_tokens_free);
  else
    g_task_return_error (task, error);
}

static void
ask_tokens (EspWebClient *client, const EspOauthApp *app, const char *const *form, GTask *task)
{
  EspWebRequest *request = esp_web_request_new ("POST", app->token_url);

  esp_web_request_add_header (request, "Accept", "application/json");
  esp_web_request_set_form (request, form);
  request->timeout_ms = TIMEOUT_MS;
  esp_web_client_call_async (client, request, g_task_get_cancellable (task), tokens_cb, task);
}

static void
ask_with_code (EspOauthFlow *self, const char *code)
{
  const char *const form[] = { "grant_type",
                               "authorization_code",
                               "code",
                               code,
                               "redirect_uri",
                               self->redirect,
                               "client_id",
                               self->app->client_id,
                               "code_verifier",
                               self->verifier,
                               self->app->client_secret != NULL ? "client_secret" : NULL,
                               self->app->client_secret,
                               NULL };

  ask_tokens (self->client, self->app, form, g_steal_pointer (&self->task));
}

/**
 * esp_oauth_flow_wait_async:
 *
 * Waits until the person has signed in, and fetches the tokens.
 */
void
esp_oauth_flow_wait_async (EspOauthFlow *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_socket_service_start (self->service);
}

/**
 * esp_oauth_flow_wait_finish:
 *
 * Returns: (transfer full): %NULL with @error set when it was refused or given up
 */
EspOauthTokens *
esp_oauth_flow_wait_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
say (GSocketConnection *connection, guint status, const char *words)
{
  g_autofree char *text = g_strdup_printf (
    "HTTP/1.1 %u %s\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "Connection: close\r\n\r\n<!doctype html><meta charset=\"utf-8\"><title>Espalier</title>"
    "<body style=\"font-family:sans-serif;text-align:center;margin-top:20vh\"><p>%s</p>",
    status, status == 200 ? "OK" : "Bad Request", words);

  (void) g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), text,
                                    strlen (text), NULL, NULL, NULL);
  (void) g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

/* Reads "GET /path?query HTTP/1.1". Only the one who has our state is listened to. */
static void
take_line (EspOauthFlow *self, GSocketConnection *connection, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const char *mark = words[0] != NULL && g_str_equal (words[0], "GET") && words[1] != NULL
                       ? strchr (words[1], '?')
                       : NULL;
  g_autoptr (GHashTable) query =
    mark != NULL ? g_uri_parse_params (mark + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
  const char *code;

  if (query == NULL || self->task == NULL ||
      g_strcmp0 (g_hash_table_lookup (query, "state"), self->state) != 0)
    {
      say (connection, 400, "This is not the answer that Espalier waits for.");
      return;
    }
  code = g_hash_table_lookup (query, "code");
  if (code == NULL || *code == '\0')
    {
      const char *why = g_hash_table_lookup (query, "error");
      g_autoptr (GTask) task = g_steal_pointer (&self->task);

      say (connection, 200,
           "로그인하지 않았어요. 이 창을 닫아도 돼요. · Not signed in. You can close "
           "this window.");
      g_task_return_new_error (task, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH,
                               "The sign-in was refused: %s", why != NULL ? why : "no code came");
      return;
    }
  say (connection, 200,
       "로그인했어요. 이 창을 닫고 Espalier로 돌아가세요. · Signed in. You can close "
       "this window and go back to Espalier.");
  ask_with_code (self, code);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GSocketConnection) connection = user_data;
  g_autofree char *line =
    g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  EspOauthFlow *self = g_object_get_data (source, "esp-flow");
  GSocketService *service = g_object_get_data (source, "esp-service");

  /* The flow may be over by now: its service is stopped then. */
  if (line != NULL && g_socket_service_is_active (service))
    take_line (self, connection, line);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  g_autoptr (GDataInputStream) stream =
    g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (stream), MAX_LINE);
  g_data_input_stream_set_newline_type (stream, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 10);
  g_object_set_data (G_OBJECT (stream), "esp-flow", user_data);
  g_object_set_data_full (G_OBJECT (stream), "esp-service", g_object_ref (service), g_object_unref);
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, NULL, line_cb,
                                       g_object_ref (connection));
  return TRUE;
}

/**
 * esp_oauth_refresh_async:
 *
 * Fetches a new access token.
 */
void
esp_oauth_refresh_async (EspWebClient *client,
                         const EspOauthApp *app,
                         const char *refresh_token,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  const char *const form[] = { "grant_type",
                               "refresh_token",
                               "refresh_token",
                               refresh_token,
                               "client_id",
                               app->client_id,
                               app->client_secret != NULL ? "client_secret" : NULL,
                               app->client_secret,
                               NULL };

  ask_tokens (client, app, form, task);
}

/**
 * esp_oauth_refresh_finish:
 *
 * Returns: (transfer full): the tokens; without a refresh token the old one stays good
 */
EspOauthTokens *
esp_oauth_refresh_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * esp_oauth_secret_add:
 * @secret: (nullable): what the keyring holds of the channel
 * @secret_id: where it holds it
 *
 * Returns: (transfer full): what it is to hold from now on
 */
char *
esp_oauth_secret_add (const char *secret, const char *secret_id, const EspOauthTokens *tokens)
{
  const char *before = secret != NULL && *secret == '{' ? secret : "{}";
  g_autofree char *expires = g_strdup_printf ("%" G_GINT64_FORMAT, tokens->expires_at_us);
  g_autofree char *one =
    esp_channel_settings_set_text (before, "access-token", tokens->access_token);
  g_autofree char *two =
    tokens->refresh_token != NULL
      ? esp_channel_settings_set_text (one, "refresh-token", tokens->refresh_token)
      : g_strdup (one);
  g_autofree char *three = esp_channel_settings_set_json (two, "expires-at", expires);

  return esp_channel_settings_set_text (three, "secret-id", secret_id);
}

/**
 * esp_oauth_secret_read:
 * @secret: (nullable): what the keyring holds of the channel
 * @out_secret_id: (out) (transfer full) (nullable): where it is kept
 *
 * Returns: (transfer full) (nullable): the tokens; %NULL when nobody signed in
 */
EspOauthTokens *
esp_oauth_secret_read (const char *secret, char **out_secret_id)
{
  g_autofree char *access = NULL;
  EspOauthTokens *tokens;

  *out_secret_id = NULL;
  if (secret == NULL || *secret != '{')
    return NULL;
  access = esp_channel_settings_dup (secret, "access-token");
  if (access == NULL)
    return NULL;
  tokens = g_new0 (EspOauthTokens, 1);
  tokens->access_token = g_steal_pointer (&access);
  tokens->refresh_token = esp_channel_settings_dup (secret, "refresh-token");
  tokens->expires_at_us = MAX (esp_channel_settings_get_number (secret, "expires-at", 0), 0);
  *out_secret_id = esp_channel_settings_dup (secret, "secret-id");
  return tokens;
}
