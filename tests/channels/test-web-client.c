/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the web client: nothing is sent twice, and what may have arrived is known. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/email/http/esp-sigv4.h"
#include "channels/esp-channel.h"
#include "channels/web/esp-web-client.h"
#include "http-peer.h"

#include <string.h>

typedef struct
{
  HttpPeerAnswer answer;
} Script;

static void
answer_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  const Script *script = data;

  *answer = script->answer;
  answer->body = g_strdup (script->answer.body);
  if (answer->status == 0)
    answer->status = 200;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static EspWebReply *
call (EspWebClient *client, EspWebRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  esp_web_client_call_async (client, request, NULL, called_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return esp_web_client_call_finish (result, error);
}

static EspWebRequest *
make_post (HttpPeer *peer)
{
  EspWebRequest *request = esp_web_request_new ("POST", http_peer_get_url (peer));

  esp_web_request_add_path (request, "a b/c");
  esp_web_request_add_query (request, "q", "1&2=3");
  esp_web_request_add_header (request, "X-Evil", "a\r\nX-Injected: b");
  esp_web_request_take_json (request, g_strdup ("{\"a\":1}"));
  request->timeout_ms = 400;
  return request;
}

static void
test_post (void)
{
  Script script = {
    { .status = 201, .body = (char *) "{\"ok\":true}", .header = "Retry-After: 7" }
  };
  HttpPeer *peer = http_peer_new (answer_cb, &script);
  g_autoptr (EspWebClient) client = esp_web_client_new ();

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspWebReply) reply = call (client, make_post (peer), &error);
      const HttpPeerRequest *request = http_peer_get (peer, i);

      g_assert_no_error (error);
      g_assert_cmpuint (reply->status, ==, 201);
      g_assert_true (reply->is_whole);
      g_assert_true (reply->is_sent);
      g_assert_cmpint (reply->retry_after_s, ==, 7);
      g_assert_cmpstr (reply->body, ==, "{\"ok\":true}");
      g_assert_cmpstr (request->path, ==, "/a%20b%2Fc");
      g_assert_cmpstr (request->query, ==, "q=1%262%3D3");
      g_assert_null (http_peer_header (request, "X-Injected"));
      g_assert_nonnull (request->json);
    }
  http_peer_free (peer);
}

static void
test_doubt (void)
{
  static const HttpPeerMode modes[] = { HTTP_PEER_CUT, HTTP_PEER_HANG, HTTP_PEER_HALF };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      Script script = { { .status = 200, .body = (char *) "{\"ok\":true}" } };
      HttpPeer *peer = http_peer_new (answer_cb, &script);
      g_autoptr (EspWebClient) client = esp_web_client_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (EspWebReply) warm = call (client, make_post (peer), &error);
      g_autoptr (EspWebReply) reply = NULL;

      /* The second goes over the kept connection: libcurl alone would send it again. */
      script.answer.mode = modes[i];
      reply = call (client, make_post (peer), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (warm->status, ==, 200);
      g_assert_true (reply->is_sent);
      g_assert_false (reply->is_whole);
      g_assert_cmpuint (reply->status, ==, modes[i] == HTTP_PEER_HALF ? 200 : 0);
      g_assert_cmpuint (http_peer_get_n (peer), ==, 2);
      http_peer_free (peer);
    }
}

static void
test_not_sent (void)
{
  g_autoptr (EspWebClient) client = esp_web_client_new ();
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  g_autoptr (EspWebReply) refused = NULL;
  g_autoptr (EspWebReply) plain = NULL;
  EspWebRequest *request;

  g_assert_no_error (error);
  g_socket_listener_close (listener);
  request = esp_web_request_new ("POST", url);
  esp_web_request_take_json (request, g_strdup ("{}"));
  refused = call (client, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refused->status, ==, 0);
  g_assert_false (refused->is_sent);
  g_assert_cmpint (refused->code, ==, ESP_CHANNEL_ERROR_REFUSED);
  plain = call (client, esp_web_request_new ("GET", "http://example.com/"), &error);
  g_assert_null (plain);
  g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID);
}

static void
test_redirect (void)
{
  Script script = { { .status = 302, .header = "Location: http://127.0.0.1:1/" } };
  HttpPeer *peer = http_peer_new (answer_cb, &script);
  g_autoptr (EspWebClient) client = esp_web_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspWebReply) reply = call (client, make_post (peer), &error);

  g_assert_cmpuint (reply->status, ==, 302);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 1);
  http_peer_free (peer);
}

static void
test_parts (void)
{
  EspWebParts *parts = esp_web_parts_new ();
  g_autoptr (EspWebRequest) request = esp_web_request_new ("POST", "https://example.com");
  g_autoptr (GBytes) file = g_bytes_new_static ("x\0y", 3);
  g_autofree char *text = NULL;

  esp_web_parts_add (parts, "to", "a@example.com");
  esp_web_parts_add_file (parts, "f", "a\"\r\nb.txt", "text/plain", file);
  esp_web_request_take_parts (request, parts);
  text = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  g_assert_nonnull (strstr (text, "filename=\"a%22%0D%0Ab.txt\""));
  g_assert_true (g_str_has_prefix (esp_web_request_get_header (request, "Content-Type"),
                                   "multipart/form-data; boundary=espalier-"));
}

/* Published vectors of the algorithm, and one worked example. */
static void
test_sigv4 (void)
{
  static const struct
  {
    const char *method, *url, *body, *region, *service;
    gint64 at_s;
    const char *signature, *names;
  } cases[] = {
    { "GET", "https://example.amazonaws.com/", NULL, "us-east-1", "service", 1440938160,
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", "host;x-amz-date" },
    { "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", NULL, "us-east-1",
      "service", 1440938160, "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
      "host;x-amz-date" },
    { "POST", "https://example.amazonaws.com/", NULL, "us-east-1", "service", 1440938160,
      "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", "host;x-amz-date" },
    { "POST", "https://email.ap-northeast-2.amazonaws.com/v2/email/outbound-emails",
      "{\"FromEmailAddress\":\"news@example.com\",\"Destination\":{\"ToAddresses\":[\"to@example."
      "net\"]},\"Content\":{\"Simple\":{\"Subject\":{\"Data\":\"Hi\",\"Charset\":\"UTF-8\"},"
      "\"Body\":{\"Text\":{\"Data\":\"Hello\",\"Charset\":\"UTF-8\"}}}}}",
      "ap-northeast-2", "ses", 1793525400,
      "52cda80c37ece8fff2c6cee47bc0d2ed3a398a9c24826d100d2b533b1e9f03c2",
      "content-type;host;x-amz-date" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspSigv4 keys = { .access_key = "AKIDEXAMPLE",
                              .secret_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                              .region = cases[i].region,
                              .service = cases[i].service };
      g_autoptr (EspWebRequest) request = esp_web_request_new (cases[i].method, cases[i].url);
      const char *value;

      if (cases[i].body != NULL)
        esp_web_request_take_json (request, g_strdup (cases[i].body));
      esp_sigv4_sign (&keys, request, cases[i].at_s * G_USEC_PER_SEC);
      value = esp_web_request_get_header (request, "Authorization");
      g_test_message ("%s", value);
      g_assert_nonnull (strstr (value, cases[i].signature));
      g_assert_nonnull (strstr (value, cases[i].names));
    }
}

/* A proxy that lets nobody through, and tells whom they asked for. */
typedef struct
{
  GIOStream *stream; /* (owned) (nullable) */
  char head[512];
} Gate;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const char no[] = "HTTP/1.1 407 Proxy Authentication Required\r\nRetry-After: 9\r\n"
                           "Content-Length: 0\r\nConnection: close\r\n\r\n";
  Gate *gate = user_data;

  (void) g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  (void) g_output_stream_write_all (g_io_stream_get_output_stream (gate->stream), no, sizeof no - 1,
                                    NULL, NULL, NULL);
  (void) g_io_stream_close (gate->stream, NULL, NULL);
}

static gboolean
knocked_cb (GSocketService *service, GSocketConnection *stream, GObject *source, gpointer user_data)
{
  Gate *gate = user_data;

  g_set_object (&gate->stream, G_IO_STREAM (stream));
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (stream)), gate->head,
                             sizeof gate->head - 1, G_PRIORITY_DEFAULT, NULL, asked_cb, gate);
  return TRUE;
}

/* What the desktop says is followed, and a proxy that refuses has let nothing out. */
static void
test_proxy (void)
{
  Gate gate = { NULL };
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, &error);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u", port);
  char *direct[] = { (char *) "*.inside.example", NULL };
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (uri, direct);
  g_autoptr (EspWebClient) client = esp_web_client_new ();

  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (knocked_cb), &gate);
  esp_web_client_set_proxy_resolver (client, resolver);
  for (guint i = 0; i < 2; i++)
    {
      EspWebRequest *request = esp_web_request_new ("POST", "https://api.brand.example/v1");
      g_autoptr (EspWebReply) reply = NULL;

      esp_web_request_take_json (request, g_strdup ("{}"));
      request->timeout_ms = 4000;
      memset (gate.head, 0, sizeof gate.head);
      reply = call (client, request, &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (gate.head, "CONNECT api.brand.example:443 HTTP/1.1\r\n"));
      g_assert_null (strstr (gate.head, "{}"));
      g_assert_cmpuint (reply->status, ==, 0);
      g_assert_false (reply->is_sent);
      g_assert_cmpint (reply->retry_after_s, ==, -1);
    }
  g_socket_service_stop (service);
  g_clear_object (&gate.stream);
}

/* Letting go while the desktop is asked. */
static void
test_proxy_let_go (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  EspWebClient *client = esp_web_client_new ();
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new ("socks://127.0.0.1:1", NULL);
  g_autoptr (GError) error = NULL;

  esp_web_client_set_proxy_resolver (client, resolver);
  esp_web_client_call_async (client, esp_web_request_new ("GET", "https://api.brand.example/"),
                             NULL, called_cb, &result);
  esp_web_client_free (client);
  while (result == NULL || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (esp_web_client_call_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web-client/post", test_post);
  g_test_add_func ("/web-client/doubt", test_doubt);
  g_test_add_func ("/web-client/not-sent", test_not_sent);
  g_test_add_func ("/web-client/redirect", test_redirect);
  g_test_add_func ("/web-client/proxy", test_proxy);
  g_test_add_func ("/web-client/proxy-let-go", test_proxy_let_go);
  g_test_add_func ("/web-client/parts", test_parts);
  g_test_add_func ("/web-client/sigv4", test_sigv4);
  return g_test_run ();
}
