/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests posts of chat, webhooks and web push against servers that hold to what they document. */
#include "config.h"

#include "channels/web/esp-web-hook.h"
#include "channels/text/esp-push-crypto.h"

#include "test-home.h"
#include "text-world.h"

#include <string.h>

static void
serve_chat (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *signature = soup_message_headers_get_one (headers, ESP_WEB_HOOK_SIGNATURE);
  const char *time = soup_message_headers_get_one (headers, ESP_WEB_HOOK_TIMESTAMP);
  g_autofree char *expected = NULL;

  if (g_str_equal (path, "/slack"))
    {
      g_assert_nonnull (strstr (body, "*새 리드*\\n1 &lt; 2 &amp; 3"));
      answer (message, 200, "ok");
    }
  else if (g_str_equal (path, "/gone"))
    answer (message, 404, "no_service");
  else if (g_str_has_prefix (path, "/page"))
    answer (message, 200, "\n<html>Please sign in to this network</html>");
  else if (g_str_equal (path, "/discord") && *body == '\0')
    answer (message, 200, "{\"id\":\"1\",\"name\":\"Deploys\"}");
  else if (g_str_equal (path, "/discord"))
    {
      g_assert_nonnull (strstr (body, "\"allowed_mentions\":{\"parse\":[]}"));
      g_assert_nonnull (strstr (world->last_path, "wait=true"));
      answer (message, 200, "{\"id\":\"D1\"}");
    }
  else if (g_str_equal (path, "/long"))
    {
      g_assert_cmpuint (strlen (body), <=, 28 * 1024);
      answer (message, 202, "");
    }
  else if (g_str_equal (path, "/bottok:en/sendMessage") && strstr (body, "moved") != NULL)
    answer (message, 400,
            "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was "
            "upgraded to a supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1001234}}");
  else if (g_str_equal (path, "/bottok:en/sendMessage") && strstr (body, "nowhere") != NULL)
    answer (message, 400,
            "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: chat not found\"}");
  else if (g_str_equal (path, "/bottok:en/sendMessage"))
    answer (message, strstr (body, "\"chat_id\":\"77\"") != NULL ? 403 : 200,
            strstr (body, "\"chat_id\":\"77\"") != NULL
              ? "{\"ok\":false,\"description\":\"Forbidden: bot was blocked by the user\"}"
              : "{\"ok\":true,\"result\":{\"message_id\":5}}");
  else
    {
      g_assert_cmpstr (path, ==, "/hook");
      g_assert_nonnull (time);
      expected = esp_web_hook_sign ("s3cret", g_ascii_strtoll (time, NULL, 10), body);
      g_assert_cmpstr (signature, ==, expected);
      g_assert_nonnull (soup_message_headers_get_one (headers, ESP_WEB_HOOK_KEY));
      answer (message, 204, "");
    }
}

static void
post (World *world, const char *kind, const char *path, EspRefusal refusal)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_CHAT);
  g_autofree char *url = g_strconcat (world->url, path, NULL);
  g_autoptr (EspChannel) channel = open_kind (world, kind, "", "url", url);

  esp_message_doc_set (&doc->text.title, "새 리드");
  esp_message_doc_set (&doc->text.body, "1 < 2 & 3");
  if (g_str_equal (kind, "discord") && world->mood == MOOD_WELL) /* asked, and nothing posted */
    g_assert_cmpint (test_channel (world, channel), ==, g_str_equal (path, "/discord"));
  submit_one (world, channel, "", doc);
  g_assert_cmpint (get_result (world, 1)->refusal, ==, refusal);
  esp_channel_close (channel);
}

/* What answers for the service on the way has posted nothing that we know of. */
static void
test_pages (void)
{
  static const char *const kinds[] = { "slack", "discord", "teams" };
  World world;

  world_init (&world, serve_chat);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      post (&world, kinds[i], "/page", ESP_REFUSAL_NONE);
      g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_UNKNOWN);
    }
  world_clear (&world);
}

static void
test_chat (void)
{
  World world;
  g_autoptr (EspChannel) telegram = NULL;
  g_autoptr (EspChannel) hook = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_CHAT);
  g_autofree char *more = NULL;

  world_init (&world, serve_chat);
  post (&world, "slack", "/slack", ESP_REFUSAL_NONE);
  post (&world, "slack", "/gone", ESP_REFUSAL_ACCOUNT);
  post (&world, "discord", "/discord", ESP_REFUSAL_NONE);
  g_assert_cmpstr (get_result (&world, 1)->receipt, ==, "D1");
  world.mood = MOOD_SLOW_DOWN_ONCE;
  post (&world, "discord", "/discord", ESP_REFUSAL_NONE);
  telegram = open_kind (&world, "telegram", ",\"room\":\"@room\"", "token", "tok:en");
  esp_message_doc_set (&doc->text.body, "안녕");
  submit_one (&world, telegram, "", doc);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_nonnull (strstr (world.last_body, "\"chat_id\":\"@room\""));
  submit_one (&world, telegram, "77", doc);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_HARD);
  /* What is wrong with the room of the settings is no fault of a person, nor of the message. */
  esp_message_doc_set (&doc->text.body, "moved");
  submit_one (&world, telegram, "", doc);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_ACCOUNT);
  g_assert_nonnull (strstr (get_result (&world, 1)->reply, "-1001234"));
  esp_message_doc_set (&doc->text.body, "nowhere");
  submit_one (&world, telegram, "", doc);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_ACCOUNT);
  submit_one (&world, telegram, "78", doc);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_HARD);
  more = g_strdup_printf (",\"url\":\"%s/hook\"", world.url);
  hook = open_kind (&world, "webhook", more, "secret", "s3cret");
  submit_one (&world, hook, "", doc);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  esp_channel_close (hook);
  esp_channel_close (telegram);
  world_clear (&world);
}

/* 28 KB of the post as it goes out: quotation marks are two bytes there. */
static void
test_long_post (void)
{
  World world;
  g_autoptr (EspChannel) teams = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_CHAT);
  g_autofree char *quotes = g_strnfill (15000, '"');
  g_autofree char *letters = g_strnfill (15000, 'a');
  g_autofree char *url = NULL;

  world_init (&world, serve_chat);
  url = g_strdup_printf ("%s/long", world.url);
  teams = open_kind (&world, "teams", "", "url", url);
  esp_message_doc_set (&doc->text.body, quotes);
  submit_one (&world, teams, "", doc);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_CONTENT);
  esp_message_doc_set (&doc->text.body, letters);
  submit_one (&world, teams, "", doc);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  esp_channel_close (teams);
  world_clear (&world);
}

static void
test_audience (void)
{
  static const char *const cases[][2] = {
    { "https://push.example.com/a/b?c", "https://push.example.com" },
    { "https://Push.Example.COM:443/a", "https://push.example.com" },
    { "https://push.example.com:8443/a", "https://push.example.com:8443" },
    { "HTTPS://push.example.com/a", "https://push.example.com" },
    { "http://[::1]:8080/a", "http://[::1]:8080" },
    { "http://[::1]:80/a", "http://[::1]" },
    { "nothing", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *audience = esp_vapid_make_audience (cases[i][0]);

      g_assert_cmpstr (audience, ==, cases[i][1]);
    }
}

/* The vector of RFC 8291, section 5. */
static void
test_push_vector (void)
{
  static const char expected[] =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
    "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
    "a-fN";
  gsize n;
  g_autofree guint8 *receiver = esp_base64url_decode (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", &n);
  g_autofree guint8 *auth = esp_base64url_decode ("BTBZMqHH6r4Tts7J_aSIgg", &n);
  g_autofree guint8 *secret =
    esp_base64url_decode ("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", &n);
  g_autofree guint8 *salt = esp_base64url_decode ("DGv6ra1nlYgDCS1FRnbzlw", &n);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  EspP256Pair pair;

  g_assert_true (esp_p256_pair_from_secret (secret, &pair, &error));
  g_assert_no_error (error);
  body = esp_push_encrypt ("When I grow up, I want to be a watermelon", receiver, auth, &pair, salt,
                           &error);
  g_assert_no_error (error);
  text = esp_base64url_encode (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_assert_cmpstr (text, ==, expected);
  receiver[10] ^= 1; /* no point of the curve any more */
  g_assert_null (esp_push_encrypt ("a", receiver, auth, &pair, salt, &error));
  g_assert_nonnull (error);
}

/* Nobody is answered before four have come: who calls one after the other waits for ever. */
static void
meet (SoupServerMessage *message)
{
  static GPtrArray *waiting = NULL;

  if (waiting == NULL)
    waiting = g_ptr_array_new_with_free_func (g_object_unref);
  answer (message, 201, "");
  soup_server_message_pause (message);
  g_ptr_array_add (waiting, g_object_ref (message));
  for (guint i = 0; waiting->len == 4 && i < waiting->len; i++)
    soup_server_message_unpause (waiting->pdata[i]);
  if (waiting->len == 4)
    g_clear_pointer (&waiting, g_ptr_array_unref);
}

static GPtrArray *silent; /* answered when the test says so */

static void
keep_silent (SoupServerMessage *message)
{
  answer (message, 201, "");
  soup_server_message_pause (message);
  g_ptr_array_add (silent, g_object_ref (message));
}

static void
serve_push (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  g_auto (GStrv) parts = NULL;
  g_autofree guint8 *signature = NULL;
  g_autofree guint8 *claims = NULL;
  g_autofree char *text = NULL;
  gsize n = 0;

  g_assert_cmpstr (soup_message_headers_get_one (headers, "Content-Encoding"), ==, "aes128gcm");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "TTL"), ==, "86400");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Urgency"), ==, "normal");
  g_assert_cmpuint (strlen (soup_message_headers_get_one (headers, "Topic")), ==, 32);
  g_assert_true (g_str_has_prefix (authorization, "vapid t="));
  parts = g_strsplit_set (authorization + strlen ("vapid t="), ".,", 4);
  claims = esp_base64url_decode (parts[1], &n);
  text = g_strndup ((const char *) claims, n);
  g_assert_nonnull (strstr (text, world->url)); /* the audience */
  signature = esp_base64url_decode (parts[2], &n);
  g_assert_cmpuint (n, ==, 64);
  if (g_str_equal (path, "/other-key"))
    answer (message, 403,
            "the VAPID credentials in the authorization header do not correspond to the "
            "credentials "
            "used to create the subscriptions.");
  else if (g_str_equal (path, "/closed"))
    answer (message, 401, "");
  else if (g_str_equal (path, "/large"))
    answer (message, 413, "");
  else if (g_str_equal (path, "/busy"))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                    "Retry-After", "600");
      answer (message, 429, "");
    }
  else if (g_str_equal (path, "/together"))
    meet (message);
  else if (g_str_equal (path, "/silent"))
    keep_silent (message);
  else
    answer (message, g_str_equal (path, "/gone") ? 410 : 201, "");
}

/* As the services document it; what one browser's place says must not stop the others. */
static void
test_push_refusals (void)
{
  static const struct
  {
    const char *endpoint;
    guint status;
    const char *words;
    EspRefusal refusal;
  } cases[] = {
    { "https://fcm.googleapis.com/fcm/send/a", 403,
      "the VAPID credentials in the authorization header do not correspond to the credentials used "
      "to create the subscriptions.",
      ESP_REFUSAL_CONTENT },
    { "https://fcm.googleapis.com/fcm/send/a", 400, "UnauthorizedRegistration",
      ESP_REFUSAL_CONTENT },
    { "https://fcm.googleapis.com/wp/a", 403, "invalid JWT provided", ESP_REFUSAL_ACCOUNT },
    { "https://fcm.googleapis.com/wp/a", 401, "", ESP_REFUSAL_ACCOUNT },
    { "https://updates.push.services.mozilla.com/wpush/v2/a", 401,
      "{\"code\":401,\"errno\":109,\"message\":\"VAPID public key mismatch\"}",
      ESP_REFUSAL_CONTENT },
    { "https://updates.push.services.mozilla.com/wpush/v2/a", 401,
      "{\"code\":401,\"errno\":109,\"message\":\"Invalid bearer token: Auth expired\"}",
      ESP_REFUSAL_ACCOUNT },
    { "https://web.push.apple.com/a", 400, "{\"reason\":\"VapidPkHashMismatch\"}",
      ESP_REFUSAL_CONTENT },
    { "https://web.push.apple.com/a", 403, "{\"reason\":\"BadJwtToken\"}", ESP_REFUSAL_ACCOUNT },
    { "https://wns2-par02p.notify.windows.com/w/?token=a", 403, NULL, ESP_REFUSAL_ACCOUNT },
    { "https://push.example.com/up/a", 403, "{\"reason\":\"BadJwtToken\"}", ESP_REFUSAL_CONTENT },
    { "https://evilgoogleapis.com/a", 401, "", ESP_REFUSAL_CONTENT },
    { "https://fcm.googleapis.com/wp/a", 410, "", ESP_REFUSAL_HARD },
    { "nothing", 403, "", ESP_REFUSAL_CONTENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (esp_web_push_refusal_of (cases[i].endpoint, cases[i].status, cases[i].words),
                     ==, cases[i].refusal);
}

static char *
make_subscription (const char *url, const char *path)
{
  return g_strdup_printf ("{\"endpoint\":\"%s%s\",\"keys\":{\"p256dh\":\"BCVxsr7N_"
                          "eNgVRqvHtD0zTZsEc6-VV-"
                          "JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4\",\"auth\":"
                          "\"BTBZMqHH6r4Tts7J_aSIgg\"}}",
                          url, path);
}

static EspChannel *
open_push (World *world)
{
  return open_kind (world, "web-push", ",\"subject\":\"mailto:a@example.com\"", "vapid-private-key",
                    "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
}

static void
test_push (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_PUSH);
  static const struct
  {
    const char *path;
    EspRefusal refusal;
  } places[] = {
    { "/ok", ESP_REFUSAL_NONE },           { "/gone", ESP_REFUSAL_HARD },
    { "/other-key", ESP_REFUSAL_CONTENT }, { "/closed", ESP_REFUSAL_CONTENT },
    { "/large", ESP_REFUSAL_CONTENT },     { "/busy", ESP_REFUSAL_SOFT },
  };

  world_init (&world, serve_push);
  channel = open_push (&world);
  esp_message_doc_set (&doc->text.title, "제목");
  esp_message_doc_set (&doc->text.body, "내용");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *to = make_subscription (world.url, places[i].path);

      submit_one (&world, channel, to, doc);
      g_assert_cmpint (get_result (&world, 1)->refusal, ==, places[i].refusal);
      g_assert_cmpint (get_result (&world, 1)->is_suppressing, ==, i == 1);
      g_assert_null (world.batch->trouble); /* the channel goes on */
    }
  submit_one (&world, channel, "{}", doc);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_CONTENT);
  esp_channel_close (channel);
  world_clear (&world);
}

/* Calls run side by side, and the place of one browser that is away holds up nobody else. */
static void
test_pushes (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_PUSH);
  g_autofree char *away = make_subscription ("http://127.0.0.1:1", "/a");
  GArray *messages = esp_out_messages_new (42);

  world_init (&world, serve_push);
  channel = open_push (&world);
  esp_message_doc_set (&doc->text.title, "제목");
  esp_message_doc_set (&doc->text.body, "내용");
  for (guint i = 1; i <= 42; i++)
    {
      g_autofree char *to = make_subscription (world.url, "/together");

      add_message (messages, i, i == 8 || i == 41 ? away : to, doc);
    }
  submit (&world, channel, messages);
  g_assert_null (world.batch->trouble);
  g_assert_cmpuint (world.batch->results->len, ==, 42);
  for (guint i = 1; i <= 42; i++)
    {
      g_assert_cmpint (get_result (&world, i)->refusal, ==,
                       i == 8 || i == 41 ? ESP_REFUSAL_SOFT : ESP_REFUSAL_NONE);
      g_assert_cmpint (get_result (&world, i)->is_retryable, ==, i == 8 || i == 41);
    }
  g_assert_cmpuint (world.n_calls, ==, 40);
  esp_channel_close (channel);
  world_clear (&world);
}

static void
one_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOutBatch) batch = esp_channel_submit_finish (ESP_CHANNEL (source), result, &error);

  g_assert_no_error (error);
  g_assert_null (batch->trouble);
  g_assert_cmpuint (batch->results->len, ==, 1);
  g_assert_cmpint (g_array_index (batch->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_ACCEPTED);
  (*(guint *) user_data)++;
}

/* Handed over one by one, as the engine does, nobody waits for the answer of another, and all share the calls. */
static void
test_silent_place (void)
{
  World world;
  EspChannelCapabilities capabilities;
  guint n_done = 0;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_PUSH);

  world_init (&world, serve_push);
  silent = g_ptr_array_new_with_free_func (g_object_unref);
  channel = open_push (&world);
  esp_channel_get_capabilities (channel, &capabilities);
  g_assert_true (capabilities.is_divisible);
  g_assert_cmpuint (capabilities.max_part, ==, 1);
  esp_message_doc_set (&doc->text.body, "내용");
  for (guint i = 0; i < 28; i++)
    {
      g_autofree char *to = make_subscription (world.url, i % 4 == 0 ? "/silent" : "/ok");
      GArray *messages = esp_out_messages_new (1);

      add_message (messages, 1, to, doc);
      esp_channel_submit_async (channel, messages, NULL, one_sent_cb, &n_done);
    }
  while (n_done < 21 || silent->len < 7) /* of the eight calls that run at once one is left */
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < silent->len; i++)
    soup_server_message_unpause (silent->pdata[i]);
  while (n_done < 28)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&silent, g_ptr_array_unref);
  esp_channel_close (channel);
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/text/chat", test_chat);
  g_test_add_func ("/channels/text/pages", test_pages);
  g_test_add_func ("/channels/text/push-vector", test_push_vector);
  g_test_add_func ("/channels/text/long-post", test_long_post);
  g_test_add_func ("/channels/text/audience", test_audience);
  g_test_add_func ("/channels/text/push", test_push);
  g_test_add_func ("/channels/text/pushes", test_pushes);
  g_test_add_func ("/channels/text/silent-place", test_silent_place);
  g_test_add_func ("/channels/text/push-refusals", test_push_refusals);
  return g_test_run ();
}
