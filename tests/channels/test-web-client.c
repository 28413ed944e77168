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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web-client/post", test_post);
  g_test_add_func ("/web-client/doubt", test_doubt);
  g_test_add_func ("/web-client/not-sent", test_not_sent);
  g_test_add_func ("/web-client/redirect", test_redirect);
  g_test_add_func ("/web-client/parts", test_parts);
  g_test_add_func ("/web-client/sigv4", test_sigv4);
  return g_test_run ();
}
