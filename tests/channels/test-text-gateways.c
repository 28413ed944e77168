/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the services for texts against servers that hold to what the services document. */
#include "config.h"

#include "test-home.h"
#include "text-world.h"

#include <string.h>

#define SECRET "API_SECRET_EXAMPLE"

/* Solapi: the signature is made again, and used once. */
static gboolean
is_signed (SoupServerMessage *message)
{
  static GHashTable *salts = NULL;
  const char *header =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                  "Authorization");
  g_auto (GStrv) parts = NULL;
  g_autofree char *expected = NULL;

  g_assert_nonnull (header);
  g_assert_true (g_str_has_prefix (header, "HMAC-SHA256 apiKey=KEY, date="));
  parts = g_strsplit (header, ", ", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  g_assert_cmpuint (strlen (parts[2] + 5), >=, 12);
  if (salts == NULL)
    salts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_assert_true (g_hash_table_add (salts, g_strdup (parts[2])));
  expected = esp_solapi_sign (SECRET, parts[1] + 5, parts[2] + 5);
  return g_str_equal (expected, parts[3] + strlen ("signature="));
}

static void
take_solapi_message (World *world, JsonObject *one, GString *taken, GString *failed)
{
  const char *to = json_object_get_string_member (one, "to");
  const char *rid =
    json_object_get_string_member (json_object_get_object_member (one, "customFields"), "rid");
  gboolean is_dead = g_str_equal (to, "01000000000");
  GString *list = is_dead ? failed : taken;

  g_assert_cmpstr (json_object_get_string_member (one, "from"), ==, "0212345678");
  g_assert_true (g_regex_match_simple ("^010[0-9]{8}$", to, 0, 0));
  g_assert_false (json_object_get_boolean_member (one, "autoTypeDetect"));
  g_string_append_printf (list,
                          "%s{\"messageId\":\"M%s\",\"to\":\"%s\",\"statusCode\":\"%s\","
                          "\"statusMessage\":\"%s\","
                          "\"customFields\":{\"rid\":\"%s\"}}",
                          list->len > 0 ? "," : "", rid, to, is_dead ? "1025" : "2000",
                          is_dead ? "결번입니다" : "접수", rid);
  world->n_taken += !is_dead;
}

static void
serve_solapi (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GString) taken = g_string_new (NULL);
  g_autoptr (GString) failed = g_string_new (NULL);
  g_autofree char *reply = NULL;
  JsonArray *list;

  g_assert_true (is_signed (message));
  if (g_str_equal (path, "/cash/v1/balance"))
    answer (message, 200, "{\"balance\":5000.5,\"point\":0}");
  else if (g_str_equal (path, "/storage/v1/files"))
    {
      g_assert_nonnull (strstr (body, "\"type\":\"MMS\""));
      world->n_uploads++;
      answer (message, 200, "{\"fileId\":\"F1\"}");
    }
  else if (g_str_equal (path, "/messages/v4/list"))
    answer (message, 200,
            "{\"limit\":500,\"messageList\":{"
            "\"M1\":{\"messageId\":\"M1\",\"to\":\"01011112222\",\"statusCode\":\"4000\","
            "\"dateUpdated\":\"2026-11-01T00:00:00.000Z\"},"
            "\"M2\":{\"messageId\":\"M2\",\"to\":\"01011112223\",\"statusCode\":\"3000\"},"
            "\"M3\":{\"messageId\":\"M3\",\"to\":\"01011112224\",\"statusCode\":\"3015\","
            "\"statusMessage\":\"스팸 차단\"}},\"nextKey\":null}");
  else if (g_str_equal (path, "/kakao/v2/templates"))
    answer (
      message, 200,
      strstr (world->last_path, "startKey=T1") == NULL
        ? "{\"templateList\":[{\"templateId\":\"T1\",\"name\":\"주문\",\"content\":\"#{이름}님\","
          "\"status\":\"APPROVED\",\"buttons\":[{\"buttonName\":\"보기\",\"buttonType\":\"WL\","
          "\"linkMo\":\"https://example.com\"}]}],\"limit\":500,\"nextKey\":\"T1\"}"
        : "{\"templateList\":[{\"templateId\":\"T2\",\"name\":\"배송\",\"content\":\"보냈어요\","
          "\"status\":\"INSPECTING\"}],\"startKey\":\"T1\",\"nextKey\":\"T1\"}");
  else
    {
      g_assert_cmpstr (path, ==, "/messages/v4/send-many/detail");
      root = json_from_string (body, NULL);
      g_assert_nonnull (root);
      g_assert_false (
        json_object_get_boolean_member (json_node_get_object (root), "allowDuplicates"));
      list = json_object_get_array_member (json_node_get_object (root), "messages");
      for (guint i = 0; i < json_array_get_length (list); i++)
        take_solapi_message (world, json_array_get_object_element (list, i), taken, failed);
      reply = g_strdup_printf ("{\"groupInfo\":{\"count\":{\"total\":1}},"
                               "\"failedMessageList\":[%s],\"messageList\":[%s]}",
                               failed->str, taken->str);
      answer (message, 200, reply);
    }
}

static EspChannel *
open_solapi (World *world)
{
  return open_kind (world, "solapi", ",\"api-key\":\"KEY\",\"sender\":\"02-1234-5678\"",
                    "api-secret", SECRET);
}

static void
test_solapi_signature (void)
{
  g_autofree char *signature =
    esp_solapi_sign (SECRET, "2026-11-01T09:30:00+09:00", "abcdefghij0123456789ABCDEFGHIJ01");

  g_assert_cmpstr (signature, ==,
                   "5037936417ea3d9e390d8dcdfb5ef01634ec344862bd3fd1d6ba7cdd056c8dd3");
}

static void
test_solapi (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) sms = make_sms ("안녕하세요");
  GArray *messages = esp_out_messages_new (2);

  world_init (&world, serve_solapi);
  channel = open_solapi (&world);
  add_message (messages, 7, "+821011112222", sms);
  add_message (messages, 8, "+821000000000", sms);
  submit (&world, channel, messages);
  g_assert_cmpint (get_result (&world, 7)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpstr (get_result (&world, 7)->receipt, ==, "M7");
  g_assert_cmpint (get_result (&world, 8)->outcome, ==, ESP_OUTCOME_REFUSED);
  g_assert_cmpint (get_result (&world, 8)->refusal, ==, ESP_REFUSAL_HARD);
  pull (&world, channel, "");
  g_assert_cmpuint (world.reports->reports->len, ==, 2);
  g_assert_cmpint (get_report (&world, 0)->kind, ==, ESP_REPORT_DELIVERED);
  g_assert_cmpstr (get_report (&world, 0)->receipt, ==, "M1");
  g_assert_cmpint (get_report (&world, 1)->kind, ==, ESP_REPORT_BLOCK);
  g_assert_false (world.reports->has_more);
  g_assert_nonnull (strstr (world.last_path, "dateType=UPDATED"));
  esp_channel_close (channel);
  world_clear (&world);
}

/* Two people may share a telephone: the service would take the second of one call for a mistake. */
static void
test_shared_number (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) sms = make_sms ("안녕하세요");
  GArray *messages = esp_out_messages_new (4);

  world_init (&world, serve_solapi);
  channel = open_solapi (&world);
  add_message (messages, 7, "+821011112222", sms);
  add_message (messages, 8, "+821011112222", sms);
  add_message (messages, 9, "+821033334444", sms);
  add_message (messages, 10, "+15551112222", sms); /* 1555-1112 is somebody else here */
  submit (&world, channel, messages);
  g_assert_cmpint (get_result (&world, 10)->outcome, ==, ESP_OUTCOME_REFUSED);
  g_assert_false (get_result (&world, 10)->is_suppressing);
  for (gint64 key = 7; key <= 9; key++)
    g_assert_cmpint (get_result (&world, key)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_cmpuint (world.n_calls, ==, 2);
  esp_channel_close (channel);
  world_clear (&world);
}

static void
test_solapi_pictures (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) mms = make_sms ("사진");
  g_autoptr (GBytes) small = g_bytes_new_static ("jpeg", 4);
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (201 * 1024), 201 * 1024);

  world_init (&world, serve_solapi);
  channel = open_solapi (&world);
  mms->text.wish = ESP_TEXT_WISH_MMS;
  g_ptr_array_add (mms->files, esp_message_file_new ("f", "a.jpg", "image/jpeg", FALSE, small));
  submit_one (&world, channel, "+821011112222", mms);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_nonnull (strstr (world.last_body, "\"imageId\":\"F1\""));
  submit_one (&world, channel, "+821011112222", mms);
  g_assert_cmpuint (world.n_uploads, ==, 1); /* the same picture goes up once */
  g_ptr_array_set_size (mms->files, 0);
  g_ptr_array_add (mms->files, esp_message_file_new ("f", "b.jpg", "image/jpeg", FALSE, large));
  submit_one (&world, channel, "+821011112222", mms);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_CONTENT);
  esp_channel_close (channel);
  world_clear (&world);
}

static void
test_solapi_kakao (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_KAKAO);
  const EspKakaoTemplate *template;

  world_init (&world, serve_solapi);
  channel = open_kind (&world, "solapi-kakao",
                       ",\"api-key\":\"KEY\",\"sender\":\"0212345678\",\"profile\":\"KA01PF1\"",
                       "api-secret", SECRET);
  esp_message_doc_set (&doc->kakao.template_code, "T1");
  g_ptr_array_add (doc->kakao.variables, esp_kakao_variable_new ("이름", "민수"));
  doc->has_substitute = TRUE;
  doc->substitute.wish = ESP_TEXT_WISH_SMS;
  esp_message_doc_set (&doc->substitute.body, "대체 문자");
  submit_one (&world, channel, "+821011112222", doc);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_nonnull (strstr (world.last_body, "\"type\":\"ATA\""));
  g_assert_nonnull (strstr (world.last_body, "\"#{이름}\":\"민수\""));
  g_assert_nonnull (strstr (world.last_body, "\"pfId\":\"KA01PF1\""));
  g_assert_nonnull (strstr (world.last_body, "\"disableSms\":false"));
  g_assert_nonnull (strstr (world.last_body, "\"text\":\"대체 문자\""));
  list_templates (&world, channel);
  g_assert_cmpuint (world.templates->len, ==, 2); /* and no more: it names the same page again */
  g_assert_cmpstr (((EspKakaoTemplate *) world.templates->pdata[1])->code, ==, "T2");
  template = g_ptr_array_index (world.templates, 0);
  g_assert_cmpint (template->state, ==, ESP_TEMPLATE_APPROVED);
  g_assert_cmpstr (template->text, ==, "#{이름}님");
  g_assert_cmpuint (template->buttons->len, ==, 1);
  esp_channel_close (channel);
  world_clear (&world);
}

static void
test_moods (void)
{
  static const struct
  {
    Mood mood;
    EspOutcome outcome;
    int trouble; /* -1: none */
  } cases[] = {
    { MOOD_SLOW_DOWN_ONCE, ESP_OUTCOME_ACCEPTED, -1 },
    { MOOD_BUSY, ESP_OUTCOME_UNDELIVERED, ESP_CHANNEL_ERROR_BUSY },
    { MOOD_DOWN, ESP_OUTCOME_UNDELIVERED, ESP_CHANNEL_ERROR_BUSY },
    { MOOD_IMPATIENT, ESP_OUTCOME_UNDELIVERED, ESP_CHANNEL_ERROR_BUSY },
    { MOOD_HALF, ESP_OUTCOME_UNKNOWN, -1 },
    { MOOD_ERROR, ESP_OUTCOME_UNKNOWN, -1 },
    { MOOD_DENIED, ESP_OUTCOME_REFUSED, ESP_CHANNEL_ERROR_AUTH },
  };
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) sms = make_sms ("안녕하세요");

  world_init (&world, serve_solapi);
  channel = open_solapi (&world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      world.mood = cases[i].mood;
      submit_one (&world, channel, "+821011112222", sms);
      g_assert_cmpint (get_result (&world, 1)->outcome, ==, cases[i].outcome);
      if (cases[i].trouble < 0)
        g_assert_null (world.batch->trouble);
      else
        g_assert_cmpint (world.batch->trouble->code, ==, cases[i].trouble);
      if (cases[i].mood == MOOD_BUSY)
        g_assert_cmpint (world.batch->wait_s, ==, 600); /* as long as Retry-After says */
    }
  /* Nothing listens there: certainly not delivered. */
  soup_server_disconnect (world.server);
  submit_one (&world, channel, "+821011112222", sms);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_UNDELIVERED);
  g_assert_cmpint (world.batch->trouble->code, ==, ESP_CHANNEL_ERROR_UNREACHABLE);
  esp_channel_close (channel);
  world_clear (&world);
}

/* Newest first, a thousand a page. A filter by the day of sending leaves out what was never sent: it has none. */
static void
list_twilio (World *world, SoupServerMessage *message)
{
  static const char *const pages[] = {
    ("{\"messages\":[{\"sid\":\"SM1\",\"status\":\"delivered\",\"to\":\"+1\","
     "\"date_created\":\"Sun, 01 Nov 2026 02:00:00 +0000\","
     "\"date_updated\":\"Sun, 01 Nov 2026 02:01:45 +0000\",\"error_code\":null},"
     "{\"sid\":\"SM1\",\"status\":\"read\",\"to\":\"+1\","
     "\"date_created\":\"Sun, 01 Nov 2026 02:00:00 +0000\"},"
     "{\"sid\":\"SM2\",\"status\":\"undelivered\",\"error_code\":30005,\"to\":\"+2\","
     "\"date_created\":\"Sun, 01 Nov 2026 01:00:00 +0000\"},"
     "{\"sid\":\"SM4\",\"status\":\"failed\",\"error_code\":30034,\"to\":\"+4\",\"date_sent\":null,"
     "\"date_created\":\"Sat, 31 Oct 2026 01:00:00 +0000\"}],"
     "\"next_page_uri\":\"/2010-04-01/Accounts/AC0/Messages.json?Page=1\"}"),
    ("{\"messages\":[{\"sid\":\"SM3\",\"status\":\"sent\",\"to\":\"+1\","
     "\"date_created\":\"Wed, 28 Oct 2026 01:00:00 +0000\"}],"
     "\"next_page_uri\":\"/2010-04-01/Accounts/AC0/Messages.json?Page=2\"}"),
    ("{\"messages\":[{\"sid\":\"SM9\",\"status\":\"delivered\",\"to\":\"+1\","
     "\"date_created\":\"Tue, 27 Oct 2026 01:00:00 +0000\"}],\"next_page_uri\":null}"),
  };
  const char *page = strstr (world->last_path, "&Page=");

  if (page == NULL)
    page = strstr (world->last_path, "?Page=");
  g_assert_null (strstr (world->last_path, "DateSent"));
  answer (message, 200, pages[page != NULL ? page[strlen ("?Page=")] - '0' : 0]);
}

static void
serve_twilio (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  const char *auth =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                  "Authorization");
  g_autoptr (GHashTable) form = NULL;
  const char *to;

  g_assert_cmpstr (auth, ==, "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDp0b2tlbg==");
  if (g_str_equal (soup_server_message_get_method (message), "GET"))
    {
      list_twilio (world, message);
      return;
    }
  form = soup_form_decode (body);
  to = g_hash_table_lookup (form, "To");
  g_assert_nonnull (g_hash_table_lookup (form, "Body"));
  g_assert_cmpstr (g_hash_table_lookup (form, "From"), ==, "+15550001111");
  if (g_str_equal (to, "+15550009999"))
    answer (message, 400, "{\"code\":21610,\"message\":\"unsubscribed\",\"status\":400}");
  else
    answer (message, 201, "{\"sid\":\"SM1\",\"status\":\"queued\",\"num_segments\":\"1\"}");
}

static void
test_twilio (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) sms = make_sms ("Hello & welcome + 한글");
  g_autofree char *cursor = NULL;

  world_init (&world, serve_twilio);
  channel =
    open_kind (&world, "twilio",
               ",\"account\":\"AC00000000000000000000000000000000\",\"sender\":\"+15550001111\"",
               "token", "token");
  submit_one (&world, channel, "+15550002222", sms);
  g_assert_cmpstr (get_result (&world, 1)->receipt, ==, "SM1");
  submit_one (&world, channel, "+15550009999", sms);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_OPTED_OUT);
  submit_one (&world, channel, "01011112222", sms);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_CONTENT);
  pull (&world, channel, "");
  g_assert_cmpuint (world.reports->reports->len, ==, 4);
  g_assert_cmpint (get_report (&world, 0)->kind, ==, ESP_REPORT_DELIVERED);
  g_assert_cmpint (get_report (&world, 0)->at_us, ==, G_GINT64_CONSTANT (1793498505000000));
  g_assert_cmpstr (get_report (&world, 1)->key, ==, get_report (&world, 0)->key); /* counts once */
  g_assert_cmpint (get_report (&world, 2)->kind, ==, ESP_REPORT_HARD);
  g_assert_cmpint (get_report (&world, 3)->kind, ==, ESP_REPORT_FAILED);
  g_assert_true (world.reports->has_more);
  cursor = g_strdup (world.reports->cursor);
  pull (&world, channel, cursor);
  g_assert_cmpuint (world.reports->reports->len, ==, 0);
  g_assert_false (world.reports->has_more); /* all of the page is older than asked for */
  g_assert_cmpstr (world.reports->cursor, ==, "1793500000000000");
  /* A week without the program: what went before it is asked for. */
  pull (&world, channel, "1793000000000000");
  g_free (cursor);
  cursor = g_strdup (world.reports->cursor);
  pull (&world, channel, cursor);
  g_assert_true (world.reports->has_more);
  esp_channel_close (channel);
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/text/solapi-signature", test_solapi_signature);
  g_test_add_func ("/channels/text/solapi", test_solapi);
  g_test_add_func ("/channels/text/solapi-pictures", test_solapi_pictures);
  g_test_add_func ("/channels/text-gateways/shared-number", test_shared_number);
  g_test_add_func ("/channels/text/solapi-kakao", test_solapi_kakao);
  g_test_add_func ("/channels/text/moods", test_moods);
  g_test_add_func ("/channels/text/twilio", test_twilio);
  return g_test_run ();
}
