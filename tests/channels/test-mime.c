/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the bytes we send: strangers read them, nothing can be smuggled in. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-mail-token.h"
#include "channels/email/esp-mime-encode.h"
#include "channels/email/esp-mime.h"

#include "temp-store.h"
#include "test-home.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define DATE_US G_GINT64_CONSTANT (1793500000000000)

static const EspMimeSetup plain_setup = {
  .from_name = "한빛샵, 서울 \"본점\"",
  .from_address = "news@hanbit.example",
  .reply_to = "help@hanbit.example",
  .list_name = "한빛샵 소식",
  .list_id = "news.hanbit.example",
  .feedback_id = "c12:w1:ad:hanbit",
  .campaign_id = "c12",
  .is_bulk = TRUE,
  .utc_offset_s = 9 * 3600,
};

static const EspMimeMail plain_mail = {
  .to_name = "김하늘",
  .to_address = "haneul@example.com",
  .subject = "(광고) [한빛샵] 가을 신상품 최대 30% 할인 – 이번 주말까지",
  .text = "안녕하세요\nbye\n",
  .html = "<p>안녕 = 하세요</p>\n",
  .message_id = "0123@hanbit.example",
  .recipient_id = "r77",
  .unsubscribe_https = "https://u.hanbit.example/u/abc",
  .unsubscribe_mailto = "mailto:u+abc@hanbit.example",
  .date_us = DATE_US,
};

/* What the stranger must read; a member list of plain texts, then raw JSON for the rest. */
static char *
make_wish (const EspMimeMail *mail, const char *rest)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "text");
  json_builder_add_string_value (builder, mail->text);
  json_builder_set_member_name (builder, "html");
  json_builder_add_string_value (builder, mail->html);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json = json_generator_to_data (generator, NULL);
  json[strlen (json) - 1] = '\0';
  return g_strdup_printf ("%s,%s}", json, rest);
}

static void
judge (const EspMimeSetup *setup, const EspMimeMail *mail, const char *rest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMime) mime = esp_mime_new (setup, &error);
  g_auto (TempFolder) dir = temp_folder_new ();
  g_autofree char *wish = make_wish (mail, rest);
  g_autofree char *wish_path = g_build_filename (dir, "wish.json", NULL);
  g_autofree char *eml_path = g_build_filename (dir, "mail.eml", NULL);
  g_autofree char *script =
    g_build_filename (g_getenv ("ESP_SOURCE_DIR"), "tests", "channels", "check-mail.py", NULL);
  const char *argv[] = { "python3", script, wish_path, eml_path, NULL };
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  EspMimeResult result = { 0 };
  gsize n;
  const char *bytes;
  int status;

  g_assert_no_error (error);
  g_assert_true (esp_mime_build (mime, mail, &result, &error));
  bytes = g_bytes_get_data (result.bytes, &n);
  g_assert_true (g_file_set_contents (wish_path, wish, -1, NULL));
  g_assert_true (g_file_set_contents (eml_path, bytes, (gssize) n, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
                               &err, &status, &error));
  if (status != 0)
    g_error ("%s%s\n%s", out, err, bytes);
  esp_mime_result_clear (&result);
}

static void
test_newsletter (void)
{
  judge (&plain_setup, &plain_mail,
         "\"parts\":[\"multipart/alternative\",\"text/plain\",\"text/html\"],"
         "\"headers\":{\"Subject\":\"(광고) [한빛샵] 가을 신상품 최대 30% 할인 – 이번 주말까지\","
         "\"From\":\"\\\"한빛샵, 서울 \\\\\\\"본점\\\\\\\"\\\" <news@hanbit.example>\","
         "\"To\":\"김하늘 <haneul@example.com>\",\"Reply-To\":\"help@hanbit.example\","
         "\"Date\":\"Sun, 01 Nov 2026 11:26:40 +0900\","
         "\"Message-ID\":\"<0123@hanbit.example>\",\"Feedback-ID\":\"c12:w1:ad:hanbit\","
         "\"List-Unsubscribe\":\"<https://u.hanbit.example/u/abc>, <mailto:u+abc@hanbit.example>\","
         "\"List-Unsubscribe-Post\":\"List-Unsubscribe=One-Click\","
         "\"List-Id\":\"한빛샵 소식 <news.hanbit.example>\",\"Precedence\":\"bulk\","
         "\"X-Auto-Response-Suppress\":\"OOF, AutoReply\",\"X-Campaign-Id\":\"c12\","
         "\"X-Recipient-Id\":\"r77\"},\"absent\":[\"Auto-Submitted\",\"Return-Path\",\"Bcc\"]");
}

static void
test_only_mailto_has_no_post (void)
{
  EspMimeSetup setup = { .from_address = "a@b.example", .is_automatic = TRUE };
  EspMimeMail mail = plain_mail;

  mail.unsubscribe_https = NULL;
  mail.to_name = "O'Neil (VIP), \"Bob\"";
  judge (&setup, &mail,
         "\"parts\":[\"multipart/alternative\",\"text/plain\",\"text/html\"],"
         "\"headers\":{\"List-Unsubscribe\":\"<mailto:u+abc@hanbit.example>\","
         "\"Auto-Submitted\":\"auto-generated\","
         "\"To\":\"\\\"O'Neil (VIP), \\\\\\\"Bob\\\\\\\"\\\" <haneul@example.com>\"},"
         "\"absent\":[\"List-Unsubscribe-Post\",\"Precedence\",\"List-Id\",\"Reply-To\"]");
}

static void
test_files (void)
{
  g_autofree char *big = g_strnfill (5000, '\xff');
  g_autoptr (GBytes) data = g_bytes_new (big, 5000);
  const EspMimeFile files[] = { { "logo", "로고.png", "image/png", TRUE, data },
                                { NULL, "초대장 2026.pdf", "application/pdf", FALSE, data } };
  EspMimeSetup setup = plain_setup;

  setup.files = files;
  setup.n_files = 2;
  judge (&setup, &plain_mail,
         "\"parts\":[\"multipart/mixed\",\"multipart/alternative\",\"text/plain\",\"multipart/"
         "related\","
         "\"text/html\",\"image/png\",\"application/pdf\"],"
         "\"files\":{\"로고.png\":5000,\"초대장 2026.pdf\":5000}");
}

static void
test_awkward_texts (void)
{
  g_autofree char *long_line = g_strnfill (5000, 'x');
  g_autofree char *long_word = g_strnfill (2000, 'w');
  const char *texts[] = {
    "",
    "x",
    ".\n..\n.\nFrom me\n>From\n",
    "trailing blank \nand tab\t\n= = =\n",
    "--=_esp_0123_alt\n",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7 emoji 👩‍👩‍👧 मराठी "
    "ไทย "
    "한글",
    long_line,
    "\n\n\n",
    long_word
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      EspMimeMail mail = plain_mail;

      mail.text = texts[i];
      mail.html = texts[G_N_ELEMENTS (texts) - 1 - i];
      mail.subject = i == 2 ? "" : texts[5];
      judge (&plain_setup, &mail,
             "\"parts\":[\"multipart/alternative\",\"text/plain\",\"text/html\"]");
    }
}

/* One picture of seven code points: a subject may be folded between two, never within one. */
#define FAMILY "👩‍👩‍👧‍👦"

static void
test_subjects_come_back (void)
{
  const char *subjects[] = {
    "plain ascii", "a =?utf-8?q?trick?= here",
    "아주 긴 제목 아주 긴 제목 아주 긴 제목 아주 긴 제목 아주 긴 제목 아주 긴 제목 아주 긴 제목",
    FAMILY FAMILY FAMILY FAMILY FAMILY FAMILY,
    "a long ascii subject that has to be folded because it does not fit into one line of mail"
  };

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autofree char *rest = NULL;
      EspMimeMail mail = plain_mail;

      mail.subject = subjects[i];
      rest = g_strdup_printf ("\"parts\":[\"multipart/alternative\",\"text/plain\",\"text/html\"],"
                              "\"headers\":{\"Subject\":\"%s\"}",
                              subjects[i]);
      judge (&plain_setup, &mail,
             i == 1 ? "\"parts\":[\"multipart/alternative\",\"text/plain\",\"text/html\"]" : rest);
    }
}

static void
test_nothing_is_smuggled (void)
{
  EspMimeMail mail = plain_mail;

  mail.to_name = "Eve\r\nBcc: all@example.com\r\n\r\nbody";
  mail.subject = "Hi\r\nBcc: all@example.com\n\nbody\rX: y";
  judge (&plain_setup, &mail,
         "\"parts\":[\"multipart/alternative\",\"text/plain\",\"text/"
         "html\"],\"absent\":[\"Bcc\",\"X\"]");
}

static void
test_addresses (void)
{
  static const char *const bad[] = { NULL,
                                     "",
                                     "a",
                                     "@b.example",
                                     "a@",
                                     "a b@c.example",
                                     "a@b.example\r\nRCPT TO:<x@y>",
                                     "<a@b.example>",
                                     "a@b@c.example",
                                     "\"a b\"@c.example",
                                     "a@-_.example",
                                     "a@b..example",
                                     "a,b@c.example" };
  g_autoptr (EspMime) mime = esp_mime_new (&plain_setup, NULL);
  EspMimeResult result = { 0 };
  EspMimeMail mail = plain_mail;
  EspMimeSetup setup = plain_setup;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) problem = NULL;

      mail.to_address = bad[i];
      g_assert_false (esp_mime_build (mime, &mail, &result, &problem));
      g_assert_error (problem, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS);
    }
  mail.to_address = "누리@한글.example";
  g_assert_true (esp_mime_build (mime, &mail, &result, NULL));
  g_assert_true (result.needs_smtputf8);
  g_assert_cmpstr (result.to, ==, "누리@xn--bj0bj06e.example");
  esp_mime_result_clear (&result);
  mail.to_address = "nuri@한글.example";
  g_assert_true (esp_mime_build (mime, &mail, &result, NULL));
  g_assert_false (result.needs_smtputf8);
  esp_mime_result_clear (&result);
  setup.from_address = "누리@한글.example";
  g_assert_null (esp_mime_new (&setup, &error));
  g_assert_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_ADDRESS);
  g_clear_error (&error);
  setup = plain_setup;
  setup.feedback_id = "a\r\nBcc: x@y";
  g_assert_null (esp_mime_new (&setup, &error));
  g_assert_error (error, ESP_MIME_ERROR, ESP_MIME_ERROR_HEADER);
}

static void
test_encoding_is_the_smallest (void)
{
  g_autofree char *korean = g_strdup ("가나다라마바사아자차카타파하 가나다라마바사아자차카타파하");
  g_autofree char *mostly =
    g_strdup_printf ("%s 가", "mostly plain text, with one syllable at the end");

  g_assert_cmpint (esp_mime_choose_encoding ("hello\n", 6), ==, ESP_MIME_7BIT);
  g_assert_cmpint (esp_mime_choose_encoding (korean, strlen (korean)), ==, ESP_MIME_BASE64);
  g_assert_cmpint (esp_mime_choose_encoding (mostly, strlen (mostly)), ==,
                   ESP_MIME_QUOTED_PRINTABLE);
}

static void
test_message_ids_differ (void)
{
  g_autoptr (EspMime) mime = esp_mime_new (&plain_setup, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  EspRandom random;

  esp_random_init (&random, 7);
  for (int i = 0; i < 1000; i++)
    {
      char *id = esp_mime_make_message_id (mime, &random);

      g_assert_true (g_str_has_suffix (id, "@hanbit.example"));
      g_assert_true (g_hash_table_add (seen, id));
    }
}

static void
test_unsubscribe_token (void)
{
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef", 16);
  g_autoptr (GBytes) other = g_bytes_new_static ("0123456789abcdeX", 16);
  const EspUnsubscribeToken token = { 3, 4000000000u, 17, 20758 };
  g_autofree char *text = esp_unsubscribe_token_encode (&token, key);
  EspUnsubscribeToken back = { 0 };

  g_assert_cmpuint (strlen (text), ==, 42);
  g_assert_true (esp_unsubscribe_token_decode (text, key, &back));
  g_assert_cmpuint (back.lead_id, ==, 4000000000u);
  g_assert_cmpuint (back.list_id, ==, 3);
  g_assert_cmpuint (back.send_id, ==, 17);
  g_assert_cmpuint (back.day, ==, 20758);
  g_assert_false (esp_unsubscribe_token_decode (text, other, &back));
  g_assert_false (esp_unsubscribe_token_decode (NULL, key, &back));
  g_assert_false (esp_unsubscribe_token_decode ("", key, &back));
  for (gsize i = 0; i + 1 < strlen (text); i++) /* the last digit has spare bits */
    {
      g_autofree char *forged = g_strdup (text);

      forged[i] = forged[i] == 'A' ? 'B' : 'A';
      g_assert_false (esp_unsubscribe_token_decode (forged, key, &back));
    }
}

static void
test_bounce_address (void)
{
  g_autoptr (GBytes) key = g_bytes_new_static ("0123456789abcdef", 16);
  g_autofree char *address = esp_verp_encode ("bounce@bounces.example.com", 31, 1000, key);
  g_autofree char *upper = g_ascii_strup (address, -1);
  guint32 send_id = 0;
  guint32 lead_id = 0;

  g_assert_true (g_str_has_prefix (address, "bounce+1f.3e8."));
  g_assert_cmpuint ((guint) (strrchr (address, '@') - address), <=, 64);
  g_assert_true (esp_verp_decode (upper, key, &send_id, &lead_id));
  g_assert_cmpuint (send_id, ==, 31);
  g_assert_cmpuint (lead_id, ==, 1000);
  address[7] = '2';
  g_assert_false (esp_verp_decode (address, key, &send_id, &lead_id));
  g_assert_false (esp_verp_decode ("bounce@bounces.example.com", key, &send_id, &lead_id));
  g_assert_false (esp_verp_decode ("bounce+1.2@bounces.example.com", key, &send_id, &lead_id));
  g_assert_false (esp_verp_decode (NULL, key, &send_id, &lead_id));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/mime/newsletter-is-read-by-strangers", test_newsletter);
  g_test_add_func ("/channels/mime/mailto-alone-has-no-one-click", test_only_mailto_has_no_post);
  g_test_add_func ("/channels/mime/files-travel-whole", test_files);
  g_test_add_func ("/channels/mime/awkward-texts-come-back", test_awkward_texts);
  g_test_add_func ("/channels/mime/subjects-come-back", test_subjects_come_back);
  g_test_add_func ("/channels/mime/nothing-is-smuggled", test_nothing_is_smuggled);
  g_test_add_func ("/channels/mime/addresses-are-checked", test_addresses);
  g_test_add_func ("/channels/mime/encoding-is-the-smallest", test_encoding_is_the_smallest);
  g_test_add_func ("/channels/mime/message-ids-differ", test_message_ids_differ);
  g_test_add_func ("/channels/mail-token/cannot-be-forged", test_unsubscribe_token);
  g_test_add_func ("/channels/mail-token/bounces-find-their-way", test_bounce_address);
  return g_test_run ();
}
