/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the mail services: texts, names and files reach each of them in the form that it takes. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/email/esp-mime-encode.h"
#include "channels/email/http/esp-mail-service.h"
#include "channels/email/http/esp-service-merge.h"
#include "mail-service-world.h"

#include <string.h>

#define N 5

/* Values put into their places give back what was written for each. */
static void
test_merge (void)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (EspServiceItem));
  g_autoptr (EspServiceMerge) merged = NULL;
  EspOutMessage messages[N] = { 0 };

  for (guint i = 0; i < N; i++)
    {
      EspServiceItem item = { &messages[i], NULL };
      g_autoptr (GError) error = NULL;

      messages[i].to = g_strdup_printf ("p%u@example.net", i);
      messages[i].bytes = mail_world_make_message (i, FALSE);
      item.mail = esp_service_mail_new (&messages[i], &error);
      g_assert_no_error (error);
      g_assert_cmpstr (item.mail->from_name, ==, "한빛");
      g_array_append_val (items, item);
    }
  merged = esp_service_merge_new (items, TRUE, "[[", "]]");
  g_assert_cmpuint (merged->names->len, >, 0);
  for (guint i = 0; i < N; i++)
    {
      EspServiceMail *mail = g_array_index (items, EspServiceItem, i).mail;
      g_autoptr (GString) html = g_string_new (merged->html);
      g_autoptr (GString) subject = g_string_new (merged->subject);
      const EspServiceHeader *header = merged->headers->pdata[0];
      g_autoptr (GString) value = g_string_new (header->value);

      for (guint v = 0; v < merged->names->len; v++)
        {
          g_autofree char *place = g_strdup_printf ("[[%s]]", (char *) merged->names->pdata[v]);
          const char *own = ((GPtrArray *) merged->values->pdata[i])->pdata[v];

          g_string_replace (html, place, own, 0);
          g_string_replace (subject, place, own, 0);
          g_string_replace (value, place, own, 0);
        }
      g_assert_cmpstr (html->str, ==, mail->html);
      g_assert_cmpstr (subject->str, ==, mail->subject);
      g_assert_cmpstr (value->str, ==, ((EspServiceHeader *) mail->headers->pdata[0])->value);
      esp_service_mail_free (mail);
      g_free (messages[i].to);
      g_bytes_unref (messages[i].bytes);
    }
}

/* Words of any length, as the messages of campaigns have them: none is lost on the way to a service. */
static void
test_long_words (void)
{
  g_autoptr (GString) words = g_string_new ("(광고) ");

  for (guint i = 0; i < 90; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (EspServiceMail) mail = NULL;
      g_autoptr (GError) error = NULL;
      EspOutMessage message = { .to = (char *) "p@example.net" };

      g_string_append (words, i % 7 == 3 ? "a " : i % 5 == 2 ? "봄 " : "가");
      esp_mime_append_mailbox_header (text, "From", words->str, "news@example.com");
      esp_mime_append_mailbox_header (text, "To", words->str, "p@example.net");
      esp_mime_append_text_header (text, "Subject", words->str);
      g_string_append (text, "Content-Type: text/plain\r\n\r\nHello\r\n");
      message.bytes = g_bytes_new (text->str, text->len);
      mail = esp_service_mail_new (&message, &error);
      g_assert_no_error (error);
      for (guint k = 0; k < 3; k++)
        {
          const char *const found[] = { mail->subject, mail->from_name, mail->to_name };
          g_autofree char *wanted = g_strstrip (g_strdup (words->str));

          g_assert_cmpstr (found[k], ==, wanted);
        }
      g_bytes_unref (message.bytes);
    }
}

/* Domains go to services as they go over the wire, whatever script they are shown in. */
static void
test_domain_of_sender (void)
{
  static const char text[] = "From: =?utf-8?b?7ZWc67mb?= <news@xn--3e0b707e.kr>\r\n"
                             "Reply-To: <ask@xn--3e0b707e.kr>\r\n"
                             "To: <a@b.example>\r\nSubject: x\r\n\r\nHello\r\n";
  EspOutMessage message = { .from = (char *) "b@x.example",
                            .to = (char *) "a@b.example",
                            .bytes = g_bytes_new_static (text, sizeof text - 1) };
  g_autoptr (GError) error = NULL;
  EspServiceMail *mail = esp_service_mail_new (&message, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mail->from, ==, "news@xn--3e0b707e.kr");
  g_assert_cmpstr (mail->reply_to, ==, "ask@xn--3e0b707e.kr");
  g_assert_cmpstr (mail->from_name, ==, "한빛");
  esp_service_mail_free (mail);
  g_bytes_unref (message.bytes);
}

static void
serve_file_cb (HttpPeer *peer,
               const HttpPeerRequest *request,
               HttpPeerAnswer *answer,
               gpointer data)
{
  JsonArray *files = esp_mail_json_get_array (request->json, "attachments");

  g_assert_nonnull (files);
  g_assert_cmpstr (esp_mail_json_get (json_array_get_element (files, 0), "filename"), ==,
                   "photo.jpeg.png");
  g_assert_cmpstr (esp_mail_json_get (json_array_get_element (files, 0), "content_id"), ==, "p1");
  answer->body = g_strdup ("{\"id\":\"re-1\"}");
}

/* A name that says another type than the file's keeps a mail in the queue of Resend for ever. */
static void
test_file_names (void)
{
  static const char text[] =
    "From: <news@example.com>\r\nTo: <a@b.example>\r\nSubject: x\r\n"
    "Content-Type: multipart/related; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:p1\">\r\n"
    "--b\r\nContent-Type: image/png; name=photo.jpeg\r\nContent-ID: <p1>\r\n\r\nx\r\n--b--\r\n";
  HttpPeer *peer = http_peer_new (serve_file_cb, NULL);
  g_autoptr (EspChannel) channel = mail_world_open ("resend", peer);
  EspOutMessage message = { .key = 1,
                            .from = g_strdup ("b@example.com"),
                            .to = g_strdup ("a@b.example"),
                            .bytes = g_bytes_new_static (text, sizeof text - 1) };
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;

  g_array_append_val (messages, message);
  batch = mail_world_submit (channel, messages);
  g_assert_cmpint (g_array_index (batch->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_ACCEPTED);
  http_peer_free (peer);
}

static void
serve_name_cb (HttpPeer *peer,
               const HttpPeerRequest *request,
               HttpPeerAnswer *answer,
               gpointer data)
{
  const char *name = esp_mail_json_get (esp_mail_json_member (request->json, "sender"), "name");

  g_assert_cmpint (g_utf8_strlen (name, -1), ==, 70);
  answer->status = 201;
  answer->body = g_strdup ("{\"messageId\":\"<br-1@x>\"}");
}

/* Brevo refuses mails whose sender has a name of more than 70 letters: it is cut between two of them. */
static void
test_long_names (void)
{
  g_autofree char *name = g_strnfill (69, 'x');
  g_autofree char *text =
    g_strdup_printf ("From: \"%s한빛상점\" <news@example.com>\r\nTo: <a@b.example>\r\nSubject: "
                     "x\r\n"
                     "Content-Type: text/html; charset=utf-8\r\n\r\nHello\r\n",
                     name);
  HttpPeer *peer = http_peer_new (serve_name_cb, NULL);
  g_autoptr (EspChannel) channel = mail_world_open ("brevo", peer);
  EspOutMessage message = { .key = 1,
                            .from = g_strdup ("b@example.com"),
                            .to = g_strdup ("a@b.example"),
                            .bytes = g_bytes_new (text, strlen (text)) };
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;

  g_array_append_val (messages, message);
  batch = mail_world_submit (channel, messages);
  g_assert_cmpint (g_array_index (batch->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_ACCEPTED);
  http_peer_free (peer);
}

/* As Brevo writes a version: values are escaped unless it is told not to, and what then looks like a template is one. */
static char *
write_version (JsonNode *root, guint index)
{
  JsonArray *versions = esp_mail_json_get_array (root, "messageVersions");
  JsonNode *version = json_array_get_element (versions, index);
  JsonObject *params = json_node_get_object (esp_mail_json_member (version, "params"));
  g_autoptr (GString) html = g_string_new (esp_mail_json_get (root, "htmlContent"));
  gboolean is_off = g_string_replace (html, "{% autoescape off %}", "", 1) == 1 &&
                    g_string_replace (html, "{% endautoescape %}", "", 1) == 1;
  g_autoptr (GList) names = json_object_get_members (params);

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *place = g_strdup_printf ("{{params.%s}}", (char *) name->data);
      const char *value = json_object_get_string_member (params, name->data);
      g_autofree char *escaped = g_markup_escape_text (value, -1);

      g_string_replace (html, place, is_off ? value : escaped, 0);
    }
  g_assert_null (strstr (html->str, "{{"));
  g_assert_null (strstr (html->str, "{%"));
  g_assert_null (strstr (esp_mail_json_get (version, "subject"), "{{"));
  return g_string_free (g_steal_pointer (&html), FALSE);
}

static void
serve_versions_cb (HttpPeer *peer,
                   const HttpPeerRequest *request,
                   HttpPeerAnswer *answer,
                   gpointer data)
{
  g_autofree char *first = write_version (request->json, 0);
  g_autofree char *second = write_version (request->json, 1);

  g_assert_cmpstr (first, ==,
                   "<style>@media all{ #a{top:0}}</style><p>Hello &#123;{7*7}} <a "
                   "href=\"https://x.example/?a=1&amp;b=1\">A &amp; B</a> &#123;% now %} the "
                   "end</p>");
  g_assert_cmpstr (second, ==,
                   "<style>@media all{ #a{top:0}}</style><p>Hello Kim <a "
                   "href=\"https://x.example/?a=1&amp;b=2\"><b>C</b></a> &#123;% now %} the "
                   "end</p>");
  answer->status = 201;
  answer->body = g_strdup ("{\"messageIds\":[\"<br-1@x>\",\"<br-2@x>\"]}");
}

/* What somebody is called is no program that Brevo runs, and a link of one's own stays a link. */
static void
test_templates (void)
{
  static const char *const bodies[] = {
    "{{7*7}} <a href=\"https://x.example/?a=1&amp;b=1\">A &amp; B</a>",
    "Kim <a href=\"https://x.example/?a=1&amp;b=2\"><b>C</b></a>",
  };
  HttpPeer *peer = http_peer_new (serve_versions_cb, NULL);
  g_autoptr (EspChannel) channel = mail_world_open ("brevo", peer);
  GArray *messages = esp_out_messages_new (2);
  g_autoptr (EspOutBatch) batch = NULL;

  for (guint i = 0; i < 2; i++)
    {
      char *text =
        g_strdup_printf ("From: <news@example.com>\r\nTo: <a%u@b.example>\r\nSubject: {{%u}}\r\n"
                         "Content-Type: text/html; charset=utf-8\r\n\r\n"
                         "<style>@media all{#a{top:0}}</style><p>Hello %s {%% now %%} the end</p>",
                         i, i, bodies[i]);
      EspOutMessage message = { .key = i + 1,
                                .from = g_strdup ("b@example.com"),
                                .to = g_strdup_printf ("a%u@b.example", i),
                                .bytes = g_bytes_new_take (text, strlen (text)) };

      g_array_append_val (messages, message);
    }
  batch = mail_world_submit (channel, messages);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 1);
  g_assert_cmpstr (g_array_index (batch->results, EspOutResult, 1).receipt, ==, "br-2@x");
  http_peer_free (peer);
}

static void
serve_clock_cb (HttpPeer *peer,
                const HttpPeerRequest *request,
                HttpPeerAnswer *answer,
                gpointer data)
{
  answer->status = 403;
  answer->body = g_strdup ("{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature "
                           "expired: 20261101T093000Z is now earlier than 20261101T100000Z\"}");
}

/* A wrong clock makes good keys look bad: it is named. */
static void
test_clock (void)
{
  HttpPeer *peer = http_peer_new (serve_clock_cb, NULL);
  g_autoptr (EspChannel) channel = mail_world_open ("ses", peer);
  EspOutMessage message = { .key = 1,
                            .from = g_strdup ("b@example.com"),
                            .to = g_strdup ("a@b.example"),
                            .bytes = mail_world_make_message (1, TRUE) };
  GArray *messages = esp_out_messages_new (1);
  g_autoptr (EspOutBatch) batch = NULL;

  g_array_append_val (messages, message);
  batch = mail_world_submit (channel, messages);
  g_assert_error (batch->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH);
  g_assert_nonnull (strstr (batch->trouble->message, "the clock of this computer is wrong"));
  http_peer_free (peer);
}

void
mail_service_forms_add (void)
{
  g_test_add_func ("/mail-services/clock", test_clock);
  g_test_add_func ("/mail-services/merge", test_merge);
  g_test_add_func ("/mail-services/templates", test_templates);
  g_test_add_func ("/mail-services/domain-of-sender", test_domain_of_sender);
  g_test_add_func ("/mail-services/file-names", test_file_names);
  g_test_add_func ("/mail-services/long-names", test_long_names);
  g_test_add_func ("/mail-services/long-words", test_long_words);
}
