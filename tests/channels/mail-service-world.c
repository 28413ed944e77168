/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes again what a service checks of whoever calls, and opens channels of each kind. */
#define G_LOG_DOMAIN "esp-test"

#include "mail-service-world.h"

#include "channels/email/http/esp-mail-service.h"
#include "channels/email/http/esp-sigv4.h"

#include <string.h>

/* "" without such a header. */
const char *
mail_world_header (const HttpPeerRequest *request, const char *name)
{
  const char *value = http_peer_header (request, name);

  return value != NULL ? value : "";
}

/* The signature is made again from what arrived. */
static gboolean
is_signed (const HttpPeerRequest *request)
{
  const EspSigv4 keys = { .access_key = "AKIDEXAMPLE",
                          .secret_key = "s3cret",
                          .region = "ap-northeast-2",
                          .service = "ses" };
  g_autofree char *url = g_strdup_printf ("http://%s%s%s%s", mail_world_header (request, "Host"),
                                          request->path, request->query != NULL ? "?" : "",
                                          request->query != NULL ? request->query : "");
  g_autoptr (EspWebRequest) again = esp_web_request_new (request->method, url);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at =
    g_date_time_new_from_iso8601 (mail_world_header (request, "X-Amz-Date"), utc);

  if (at == NULL)
    return FALSE;
  if (request->json != NULL)
    esp_web_request_take_body (again, "application/json", g_bytes_ref (request->body));
  esp_sigv4_sign (&keys, again, g_date_time_to_unix (at) * G_USEC_PER_SEC);
  return g_str_equal (esp_web_request_get_header (again, "Authorization"),
                      mail_world_header (request, "Authorization"));
}

gboolean
mail_world_is_signed_in (const char *kind, const HttpPeerRequest *request)
{
  static const struct
  {
    const char *kind, *header, *value;
  } ways[] = {
    { "sendgrid", "Authorization", "Bearer s3cret" },
    { "resend", "Authorization", "Bearer s3cret" },
    { "mailgun", "Authorization", "Basic YXBpOnMzY3JldA==" },
    { "postmark", "X-Postmark-Server-Token", "s3cret" },
    { "brevo", "api-key", "s3cret" },
  };

  if (g_str_equal (kind, "ses"))
    return is_signed (request);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (kind, ways[i].kind))
      return g_str_equal (mail_world_header (request, ways[i].header), ways[i].value);
  return FALSE;
}

EspChannel *
mail_world_open (const char *kind_id, HttpPeer *peer)
{
  const EspChannelKind *kind = esp_channel_kind_find (kind_id);
  g_autofree char *settings =
    g_strdup_printf ("{\"base-url\":\"%s\",\"access-key\":\"AKIDEXAMPLE\",\"domain\":"
                     "\"mg.example.com\",\"region\":\"%s\",\"stream\":\"broadcast\"}",
                     http_peer_get_url (peer),
                     g_str_equal (kind_id, "ses")        ? "ap-northeast-2"
                     : g_str_equal (kind_id, "sendgrid") ? "global"
                                                         : "us");
  g_autoptr (GError) error = NULL;
  EspChannel *channel;

  g_assert_true (esp_channel_kind_check (kind, settings, &error));
  channel = kind->open (settings, "s3cret", &error);
  g_assert_no_error (error);
  return channel;
}

/* @user_data: (inout): a place for the result */
void
mail_world_keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

/* How many are in the array, which may be @root itself. */
guint
mail_world_count (JsonNode *root, const char *member)
{
  JsonArray *array = esp_mail_json_get_array (root, member);

  return array != NULL ? json_array_get_length (array) : 0;
}

/* @messages: (transfer full) */
EspOutBatch *
mail_world_submit (EspChannel *channel, GArray *messages)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n = messages->len;
  EspOutBatch *batch;

  esp_channel_submit_async (channel, messages, NULL, mail_world_keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  batch = esp_channel_submit_finish (channel, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch->results->len, ==, n);
  return batch;
}

/* The newsletter of one of many people. */
GBytes *
mail_world_make_message (guint i, gboolean has_same_headers)
{
  char *text = g_strdup_printf (
    "From: =?utf-8?b?7ZWc67mb?= <news@example.com>\r\n"
    "To: Person %u <p%u@example.net>\r\n"
    "Subject: Hello person %u\r\n"
    "Message-ID: <m%u@example.com>\r\n"
    "List-Unsubscribe: <https://example.com/u/%u>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear person-%u, good news.\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<p>Dear <b>person-%u</b>, good news.</p><a href=\"https://example.com/c/%u\">Open</a>\r\n"
    "--b--\r\n",
    i, i, i, i, has_same_headers ? 0 : i, i, i, i);

  return g_bytes_new_take (text, strlen (text));
}
