/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests NHN Cloud and Aligo against servers that hold to what they document. */
#include "config.h"

#include "test-home.h"
#include "text-world.h"

#include <string.h>

static gint64
read_seoul_time (GHashTable *query, const char *name, gboolean is_kakao)
{
  const char *text = g_hash_table_lookup (query, name);
  g_autofree char *whole = NULL;

  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), ==, is_kakao ? 16 : 19);
  whole = g_strconcat (text, is_kakao ? ":00" : "", NULL);
  return esp_gateway_parse_time (whole, 9 * 3600);
}

/* A day at most is looked through; of two pages the second has the failed one. */
static void
list_nhn (World *world, SoupServerMessage *message, gboolean is_kakao)
{
  GUri *uri = soup_server_message_get_uri (message);
  g_autoptr (GHashTable) query = soup_form_decode (g_uri_get_query (uri));
  gint64 from_us = read_seoul_time (query, "startUpdateDate", is_kakao);
  gint64 until_us = read_seoul_time (query, "endUpdateDate", is_kakao);

  g_assert_cmpint (until_us - from_us, >, 0);
  g_assert_cmpint (until_us - from_us, <=, G_GINT64_CONSTANT (86400000000));
  g_assert_null (g_hash_table_lookup (query, "messageType")); /* LMS would be left out */
  if (is_kakao)
    answer (message, 200,
            "{\"header\":{\"isSuccessful\":true},\"messages\":["
            "{\"requestId\":\"K\",\"recipientSeq\":1,\"recipientGroupingKey\":\"t1.2@a\","
            "\"resendStatus\":\"RSC02\",\"messageStatus\":"
            "\"COMPLETED\",\"resultCode\":\"1000\"},"
            "{\"requestId\":\"K\",\"recipientSeq\":2,\"resendStatus\":\"RSC02\",\"messageStatus\":"
            "\"FAILED\",\"resultCode\":\"3018\"},"
            "{\"requestId\":\"K\",\"recipientSeq\":3,\"resendStatus\":\"RSC04\",\"messageStatus\":"
            "\"FAILED\",\"resultCode\":\"3018\"},"
            "{\"requestId\":\"K\",\"recipientSeq\":4,\"resendStatus\":\"RSC01\",\"messageStatus\":"
            "\"CANCEL\"}]}");
  else if (g_strcmp0 (g_hash_table_lookup (query, "pageNum"), "2") == 0)
    answer (
      message, 200,
      "{\"header\":{\"isSuccessful\":true},\"body\":{\"pageNum\":2,\"pageSize\":1,\"totalCount\":2,"
      "\"data\":[{\"messageType\":\"LMS\",\"requestId\":\"R\",\"recipientSeq\":2,\"resultCode\":"
      "\"3001\",\"resultCodeName\":\"결번\"}]}}");
  else if (until_us == G_GINT64_CONSTANT (1793500000000000))
    answer (
      message, 200,
      "{\"header\":{\"isSuccessful\":true},\"body\":{\"pageNum\":1,\"pageSize\":1,\"totalCount\":2,"
      "\"data\":[{\"messageType\":\"SMS\",\"requestId\":\"R\",\"recipientSeq\":1,\"resultCode\":"
      "\"1000\",\"resultDate\":\"2026-11-01 10:00:00.0\"}]}}");
  else
    answer (message, 200,
            "{\"header\":{\"isSuccessful\":true},\"body\":{\"totalCount\":0,\"data\":[]}}");
}

static void
serve_nhn (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GString) results = g_string_new (NULL);
  g_autofree char *reply = NULL;
  JsonArray *list;

  g_assert_cmpstr (soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                                 "X-Secret-Key"),
                   ==, "SK");
  if (g_str_has_suffix (path, "/message-results"))
    {
      list_nhn (world, message, g_str_has_prefix (path, "/alimtalk/"));
      return;
    }
  if (g_str_has_suffix (path, "/senders/S/templates"))
    {
      answer (
        message, 200,
        strstr (world->last_path, "pageNum=2") == NULL
          ? "{\"header\":{\"isSuccessful\":true},\"templateListResponse\":{\"templates\":["
            "{\"templateCode\":\"A\",\"templateName\":\"a\",\"templateContent\":\"b\",\"status\":"
            "\"TSC03\",\"buttons\":[{\"type\":\"AL\",\"name\":\"앱\",\"schemeIos\":\"x://i\","
            "\"schemeAndroid\":\"x://a\"}]}],\"totalCount\":1001}}"
          : "{\"header\":{\"isSuccessful\":true},\"templateListResponse\":{\"templates\":["
            "{\"templateCode\":\"B\",\"templateName\":\"b\",\"templateContent\":\"b\",\"status\":"
            "\"TSC01\"}],\"totalCount\":1001}}");
      return;
    }
  root = json_from_string (body, NULL);
  list = json_object_get_array_member (json_node_get_object (root), "recipientList");
  g_assert_cmpuint (json_array_get_length (list), <=, 1000);
  if (g_str_has_suffix (path, "mms"))
    g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "title"), ==,
                     strstr (body, "한빛샵") != NULL ? "(광고)한빛샵 가나다라마바사아자차카타파"
                                                     : "제목");
  if (strstr (path, "/ad-") != NULL)
    g_assert_true (
      g_str_has_prefix (json_object_get_string_member (json_node_get_object (root), "body"),
                        "(광고)"));
  for (guint i = 0; i < json_array_get_length (list); i++)
    g_string_append_printf (results,
                            "%s{\"recipientNo\":\"%s\",\"resultCode\":0,\"recipientSeq\":%u}",
                            i > 0 ? "," : "",
                            json_object_get_string_member (json_array_get_object_element (list, i),
                                                           "recipientNo"),
                            i + 1);
  reply =
    g_strdup_printf ("{\"header\":{\"isSuccessful\":true,\"resultCode\":0},\"body\":{\"data\":"
                     "{\"requestId\":\"R\",\"statusCode\":\"2\",\"sendResultList\":[%s]}}}",
                     results->str);
  answer (message, 200, reply);
}

static void
serve_nhn_error (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  answer (
    message, 200,
    strstr (body, "다른 글") != NULL
      ? "{\"header\":{\"isSuccessful\":false,\"resultCode\":-1000,\"resultMessage\":\"appKey\"}}"
      : "{\"header\":{\"isSuccessful\":false,\"resultCode\":-9999,\"resultMessage\":\"oops\"}}");
}

static void
test_nhn (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) same = make_sms ("(광고)한빛샵 세일\n무료수신거부 080-1");
  g_autoptr (EspTextDoc) other = make_sms ("(광고)한빛샵 다른 글\n무료수신거부 080-1");
  g_autoptr (EspTextDoc) lms = make_sms ("(광고)한빛샵 가나다라마바사아자차카타파하\n본문");
  GArray *messages = esp_out_messages_new (3);
  g_autoptr (GString) found = g_string_new (NULL);
  guint n_calls;

  same->message_class = other->message_class = lms->message_class = ESP_MESSAGE_CLASS_AD;
  lms->text.wish = ESP_TEXT_WISH_LMS;
  world_init (&world, serve_nhn);
  channel =
    open_kind (&world, "nhn", ",\"app-key\":\"AK\",\"sender\":\"0212345678\"", "secret-key", "SK");
  add_message (messages, 1, "+821011112222", same);
  add_message (messages, 2, "+821011113333", other);
  add_message (messages, 3, "+821011114444", same);
  submit (&world, channel, messages);
  g_assert_cmpuint (world.n_calls, ==, 2); /* whoever reads the same goes together */
  g_assert_cmpstr (get_result (&world, 3)->receipt, ==, "R:2");
  g_assert_nonnull (strstr (world.last_path, "/sms/v3.0/appKeys/AK/sender/ad-sms"));
  n_calls = world.n_calls;
  pull_all (&world, channel, "", found);
  g_assert_cmpuint (world.n_calls - n_calls, ==, 5); /* three days and a bit, and a second page */
  g_assert_cmpstr (found->str, ==, "nhn:R:1:delivered nhn:R:2:hard ");
  g_assert_cmpstr (world.reports->cursor, ==, "1793499400000000");
  /* There is no long text without a title; the marks of results are ours. */
  submit_one (&world, channel, "+821011112222", lms);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  esp_message_doc_set (&lms->text.title, "제목");
  esp_message_doc_set (&lms->text.body, "본문");
  lms->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  submit_one (&world, channel, "+821011112222", lms);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_ACCEPTED);
  g_assert_true (test_channel (&world, channel));
  /* A broken service may have sent, an unknown key has not. */
  world.serve = serve_nhn_error;
  submit_one (&world, channel, "+821011112222", same);
  g_assert_cmpint (get_result (&world, 1)->outcome, ==, ESP_OUTCOME_UNKNOWN);
  submit_one (&world, channel, "+821011112222", other);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_ACCOUNT);
  g_assert_false (test_channel (&world, channel));
  esp_channel_close (channel);
  world_clear (&world);
}

static void
test_nhn_kakao (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (GString) found = g_string_new (NULL);
  const EspKakaoButton *button;

  world_init (&world, serve_nhn);
  channel = open_kind (&world, "nhn-kakao",
                       ",\"app-key\":\"AK\",\"sender\":\"0212345678\",\"profile\":\"S\"",
                       "secret-key", "SK");
  /* What failed in KakaoTalk and is to be sent as a text is not over yet. */
  pull (&world, channel, "1793460000000000");
  g_assert_cmpstr (get_report (&world, 0)->message_id, ==, "t1.2@a"); /* our own mark */
  pull_all (&world, channel, "1793460000000000", found);
  g_assert_cmpstr (found->str, ==, "nhn:K:1:delivered nhn:K:3:substituted nhn:K:4:failed ");
  list_templates (&world, channel);
  g_assert_cmpuint (world.templates->len, ==, 2);
  button = ((EspKakaoTemplate *) world.templates->pdata[0])->buttons->pdata[0];
  g_assert_cmpstr (button->android, ==, "x://a");
  g_assert_cmpstr (button->ios, ==, "x://i");
  esp_channel_close (channel);
  world_clear (&world);
}

static void
serve_aligo (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  g_autoptr (GHashTable) form = soup_form_decode (body);

  g_assert_cmpstr (g_hash_table_lookup (form, "user_id"), ==, "me");
  if (g_strcmp0 (g_hash_table_lookup (form, "key"), "KEY") != 0)
    answer (message, 200, "{\"result_code\":\"-101\",\"message\":\"인증오류입니다.\"}");
  else if (g_str_equal (path, "/list/"))
    {
      gboolean is_second = g_strcmp0 (g_hash_table_lookup (form, "page"), "2") == 0;

      g_assert_cmpstr (g_hash_table_lookup (form, "limit_day"), ==, "8");
      answer (message, 200,
              is_second ? "{\"result_code\":1,\"next_yn\":\"N\",\"list\":[{\"mid\":\"56\"}]}"
                        : "{\"result_code\":1,\"next_yn\":\"Y\",\"list\":[{\"mid\":\"55\"}]}");
    }
  else if (g_str_equal (path, "/sms_list/") &&
           g_strcmp0 (g_hash_table_lookup (form, "mid"), "56") == 0)
    answer (message, 200, "{\"result_code\":1,\"next_yn\":\"N\",\"list\":[]}");
  else if (g_str_equal (path, "/sms_list/"))
    answer (message, 200,
            "{\"result_code\":1,\"next_yn\":\"N\",\"list\":["
            "{\"receiver\":\"01011112222\",\"sms_state\":\"발송완료\"},"
            "{\"receiver\":\"01011113333\",\"sms_state\":\"전송중\"},"
            "{\"receiver\":\"01011114444\",\"sms_state\":\"실패(결번)\"}]}");
  else
    {
      g_assert_cmpstr (path, ==, "/send_mass/");
      g_assert_cmpstr (g_hash_table_lookup (form, "msg_type"), ==, "SMS");
      g_assert_cmpstr (g_hash_table_lookup (form, "rec_1"), ==, "01011112222");
      answer (message, 200,
              "{\"result_code\":1,\"message\":\"success\",\"msg_id\":\"55\",\"success_cnt\":1,"
              "\"error_cnt\":0}");
    }
}

static void
test_aligo (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspChannel) denied = NULL;
  g_autoptr (EspTextDoc) sms = make_sms ("안녕하세요");
  g_autoptr (GString) found = g_string_new (NULL);
  guint n_calls;

  world_init (&world, serve_aligo);
  channel =
    open_kind (&world, "aligo", ",\"user\":\"me\",\"sender\":\"0212345678\"", "api-key", "KEY");
  denied =
    open_kind (&world, "aligo", ",\"user\":\"me\",\"sender\":\"0212345678\"", "api-key", "no");
  submit_one (&world, channel, "+821011112222", sms);
  g_assert_cmpstr (get_result (&world, 1)->receipt, ==, "55:01011112222");
  submit_one (&world, denied, "+821011112222", sms);
  g_assert_cmpint (get_result (&world, 1)->refusal, ==, ESP_REFUSAL_ACCOUNT);
  /* Four days and a half without the program: their shipments too, and every page of the list. */
  n_calls = world.n_calls;
  pull_all (&world, channel, "1793111200000000", found);
  g_assert_cmpstr (found->str, ==, "aligo:55:01011112222:delivered aligo:55:01011114444:hard ");
  g_assert_cmpuint (world.n_calls - n_calls, ==, 4);
  g_assert_cmpstr (world.reports->cursor, ==, "1793500000000000");
  esp_channel_close (channel);
  esp_channel_close (denied);
  world_clear (&world);
}

static void
serve_aligo_kakao (World *world, SoupServerMessage *message, const char *path, const char *body)
{
  g_autoptr (GHashTable) form = soup_form_decode (body);

  g_assert_cmpstr (g_hash_table_lookup (form, "userid"), ==, "me");
  g_assert_cmpstr (g_hash_table_lookup (form, "apikey"), ==, "KEY");
  if (g_str_equal (path, "/akv10/history/list/"))
    {
      g_assert_cmpuint (strlen (g_hash_table_lookup (form, "startdate")), ==, 8);
      answer (message, 200, "{\"code\":0,\"list\":[{\"mid\":77},{\"mid\":\"78\"}]}");
    }
  else if (g_str_equal (path, "/akv10/history/detail/"))
    answer (message, 200,
            g_strcmp0 (g_hash_table_lookup (form, "mid"), "77") == 0
              ? "{\"code\":0,\"currentPage\":1,\"totalPage\":1,\"list\":["
                "{\"phone\":\"01011112222\",\"rslt\":\"0\",\"rslt_message\":\"성공\"},"
                "{\"phone\":\"01011113333\",\"rslt\":\"U\"},"
                "{\"phone\":\"01011114444\",\"rslt\":\"M\",\"smid\":\"55\"},"
                "{\"phone\":\"01011115555\",\"rslt\":\"M\",\"rslt_message\":\"결번\"}]}"
              : "{\"code\":0,\"list\":\"odd\"}");
  else
    {
      g_assert_cmpstr (path, ==, "/akv10/alimtalk/send/");
      g_assert_cmpstr (g_hash_table_lookup (form, "message_1"), ==, "민수님, 보냈어요");
      g_assert_nonnull (
        strstr (g_hash_table_lookup (form, "button_1"), "\"linkMo\":\"https://x.example/7\""));
      answer (message, 200, "{\"code\":0,\"info\":{\"mid\":77,\"scnt\":1,\"fcnt\":0}}");
    }
}

static void
test_aligo_kakao (void)
{
  World world;
  g_autoptr (EspChannel) channel = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_KAKAO);
  EspKakaoButton *button = esp_kakao_button_new ("배송 조회", "WL");
  static const EspReportKind wanted[] = { ESP_REPORT_DELIVERED, ESP_REPORT_SUBSTITUTED,
                                          ESP_REPORT_HARD };

  world_init (&world, serve_aligo_kakao);
  channel =
    open_kind (&world, "aligo-kakao",
               ",\"user\":\"me\",\"sender\":\"0212345678\",\"profile\":\"S\"", "api-key", "KEY");
  esp_message_doc_set (&doc->kakao.template_code, "T1");
  esp_message_doc_set (&doc->kakao.template_text, "#{이름}님, 보냈어요");
  g_ptr_array_add (doc->kakao.variables, esp_kakao_variable_new ("이름", "민수"));
  g_ptr_array_add (doc->kakao.variables, esp_kakao_variable_new ("번호", "7"));
  esp_message_doc_set (&button->mobile, "https://x.example/#{번호}");
  g_ptr_array_add (doc->kakao.buttons, button);
  submit_one (&world, channel, "+821011112222", doc);
  g_assert_cmpstr (get_result (&world, 1)->receipt, ==, "77:01011112222");
  pull (&world, channel, "");
  g_assert_cmpstr (world.reports->cursor, ==, "1793500000000000 1793500000000000 0 1 77 78");
  pull (&world, channel, "1793500000000000 1793500000000000 0 1 77 78");
  g_assert_cmpuint (world.reports->reports->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpint (get_report (&world, i)->kind, ==, wanted[i]);
  g_assert_cmpstr (get_report (&world, 0)->receipt, ==, "77:01011112222");
  g_assert_cmpstr (world.reports->cursor, ==, "1793500000000000 1793500000000000 0 1 78");
  pull (&world, channel, "1793500000000000 1793500000000000 0 1 78");
  g_assert_false (world.reports->has_more);
  esp_channel_close (channel);
  world_clear (&world);
}

/* Whose matter a refusal is stands in the words. */
static void
test_words (void)
{
  static const struct
  {
    const char *words;
    EspRefusal refusal;
    EspReportKind kind;
  } cases[] = {
    { "080 수신거부 번호입니다", ESP_REFUSAL_OPTED_OUT, ESP_REPORT_UNSUBSCRIBED },
    { "080 차단", ESP_REFUSAL_OPTED_OUT, ESP_REPORT_UNSUBSCRIBED },
    { "발신번호(0801234567)가 등록되지 않았습니다", ESP_REFUSAL_ACCOUNT, ESP_REPORT_SOFT },
    { "발신번호 0801234567 차단", ESP_REFUSAL_ACCOUNT, ESP_REPORT_BLOCK },
    { "발신번호와 수신번호가 같습니다", ESP_REFUSAL_CONTENT, ESP_REPORT_SOFT },
    { "결번", ESP_REFUSAL_HARD, ESP_REPORT_HARD },
    { "스팸 차단", ESP_REFUSAL_BLOCK, ESP_REPORT_BLOCK },
    { "잔액이 부족합니다", ESP_REFUSAL_ACCOUNT, ESP_REPORT_SOFT },
    { "본문이 비어 있습니다", ESP_REFUSAL_CONTENT, ESP_REPORT_SOFT },
    { NULL, ESP_REFUSAL_CONTENT, ESP_REPORT_SOFT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (esp_gateway_refusal_of (cases[i].words), ==, cases[i].refusal);
      g_assert_cmpint (esp_gateway_failure_kind (cases[i].words), ==, cases[i].kind);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/text/words", test_words);
  g_test_add_func ("/channels/text/nhn", test_nhn);
  g_test_add_func ("/channels/text/nhn-kakao", test_nhn_kakao);
  g_test_add_func ("/channels/text/aligo", test_aligo);
  g_test_add_func ("/channels/text/aligo-kakao", test_aligo_kakao);
  return g_test_run ();
}
