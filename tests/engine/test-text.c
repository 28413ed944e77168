/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests text messages: counting by the books of the networks, the law's frame, Kakao, JSON, tags. */
#include "config.h"

#include "engine/content/esp-message-sample.h"
#include "engine/content/text/esp-cp949.h"
#include "engine/content/text/esp-kakao.h"
#include "engine/content/text/esp-text-diff.h"
#include "engine/content/text/esp-mms.h"
#include "engine/content/text/esp-text-law.h"
#include "engine/content/text/esp-text-template.h"

#include "test-home.h"

#include <string.h>

static char *
repeat (const char *piece, guint n)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (out, piece);
  return g_string_free (out, FALSE);
}

static void
test_bytes (void)
{
  guint strangers;
  guint extensions;

  g_assert_cmpuint (esp_text_count_bytes ("안녕하세요", NULL, NULL), ==, 10);
  g_assert_cmpuint (esp_text_count_bytes ("(광고)한빛샵 무료수신거부 080-123-4567", NULL, NULL), ==,
                    38);
  g_assert_cmpuint (esp_text_count_bytes ("a\r\nb\nc", NULL, NULL), ==, 5);
  g_assert_cmpuint (esp_text_count_bytes ("Ａ漢한a", &strangers, &extensions), ==, 7);
  g_assert_cmpuint (strangers, ==, 0);
  g_assert_cmpuint (extensions, ==, 0);
  g_assert_cmpuint (esp_text_count_bytes ("뷁똠", &strangers, &extensions), ==, 4);
  g_assert_cmpuint (strangers, ==, 0);
  g_assert_cmpuint (extensions, ==, 2);
  (void) esp_text_count_bytes ("🎉 ₩", &strangers, &extensions);
  g_assert_cmpuint (strangers, ==, 2);
}

/* All of Unicode against the C library's own table. */
static void
test_cp949_is_the_system_table (void)
{
  GIConv conv = g_iconv_open ("CP949", "UTF-8");

  if (conv == (GIConv) -1)
    {
      g_test_skip ("the C library has no CP949 here");
      return;
    }
  for (gunichar c = 0xa0; c < 0x10000; c++)
    {
      char in[8] = "";
      char out[8];
      char *from = in;
      char *to = out;
      gsize n_in;
      gsize n_out = sizeof out;

      if ((c >= 0xd800 && c < 0xf900) || (c & 0xfffe) == 0xfffe)
        continue;
      n_in = (gsize) g_unichar_to_utf8 (c, in);
      g_iconv (conv, NULL, NULL, NULL, NULL);
      if (g_iconv (conv, &from, &n_in, &to, &n_out) == (gsize) -1)
        g_assert_cmpuint (esp_cp949_get_size (c), ==, 0);
      else
        g_assert_cmpuint (esp_cp949_get_size (c), ==, sizeof out - n_out);
    }
  g_iconv_close (conv);
}

static void
test_korean_kinds (void)
{
  g_autofree char *full = repeat ("가", 45);
  g_autofree char *over = g_strconcat (full, "a", NULL);
  g_autofree char *lms = repeat ("가", 1000);
  g_autofree char *too_long = g_strconcat (lms, "a", NULL);
  g_autofree char *title = repeat ("가", 21);
  EspTextCount count;

  esp_text_count_korean (NULL, full, 0, ESP_TEXT_WISH_AUTO, &count);
  g_assert_cmpint (count.kind, ==, ESP_TEXT_SMS);
  g_assert_cmpuint (count.bytes, ==, 90);
  esp_text_count_korean ("제목", over, 0, ESP_TEXT_WISH_AUTO, &count);
  g_assert_cmpint (count.kind, ==, ESP_TEXT_LMS);
  g_assert_cmpuint (count.subject_bytes, ==, 4);
  g_assert_false (count.is_too_long);
  esp_text_count_korean (NULL, over, 0, ESP_TEXT_WISH_SMS, &count);
  g_assert_true (count.is_too_long);
  esp_text_count_korean (NULL, "짧다", 1, ESP_TEXT_WISH_AUTO, &count);
  g_assert_cmpint (count.kind, ==, ESP_TEXT_MMS);
  esp_text_count_korean (title, lms, 0, ESP_TEXT_WISH_AUTO, &count);
  g_assert_false (count.is_too_long);
  g_assert_true (count.is_subject_too_long);
  esp_text_count_korean (NULL, too_long, 0, ESP_TEXT_WISH_AUTO, &count);
  g_assert_true (count.is_too_long);
}

static void
assert_segments (const char *piece, guint n, const char *end, gboolean is_unicode, guint segments)
{
  g_autofree char *text = repeat (piece, n);
  g_autofree char *all = g_strconcat (text, end, NULL);
  EspTextCount count;

  esp_text_count_world (all, &count);
  g_assert_cmpint (count.is_unicode, ==, is_unicode);
  g_assert_cmpuint (count.segments, ==, segments);
}

static void
test_segments (void)
{
  assert_segments ("a", 160, "", FALSE, 1);
  assert_segments ("a", 161, "", FALSE, 2);
  assert_segments ("a", 306, "", FALSE, 2);
  assert_segments ("a", 307, "", FALSE, 3);
  assert_segments ("€", 80, "", FALSE, 1);
  assert_segments ("€", 80, "a", FALSE, 2);
  /* 153 is odd: an escape never straddles, so 76 of them fill a part. */
  assert_segments ("€", 152, "", FALSE, 2);
  assert_segments ("€", 152, "a", FALSE, 2);
  assert_segments ("€", 152, "aa", FALSE, 3);
  assert_segments ("€", 152, "€", FALSE, 3);
  assert_segments ("가", 70, "", TRUE, 1);
  assert_segments ("가", 71, "", TRUE, 2);
  assert_segments ("가", 134, "", TRUE, 2);
  assert_segments ("가", 135, "", TRUE, 3);
  assert_segments ("😀", 35, "", TRUE, 1);
  /* 67 is odd: a pair is never torn, so 33 of them fill a part. */
  assert_segments ("😀", 66, "", TRUE, 2);
  assert_segments ("😀", 67, "", TRUE, 3);
  assert_segments ("`", 1, "", TRUE, 1);
  assert_segments ("Ç^{}\\[~]|\f", 1, "", FALSE, 1);
}

static void
test_strangers (void)
{
  const char *text = "“봄” 세일🎉 10,000₩ é—뷁";
  g_autoptr (GArray) found = esp_text_find_strangers (text, ESP_TEXT_CP949);
  g_autofree char *replaced = esp_text_replace_strangers (text, ESP_TEXT_CP949);
  g_autofree char *gsm = esp_text_replace_strangers ("“Hi” – it’s `5 €…\xc2\xa0", ESP_TEXT_GSM7);
  const EspTextStranger *stranger;

  g_assert_cmpuint (found->len, ==, 5);
  stranger = &g_array_index (found, EspTextStranger, 0);
  g_assert_cmpuint (stranger->character, ==, 0x1f389);
  g_assert_true (stranger->is_replaceable);
  g_assert_cmpstr (stranger->replacement, ==, "");
  g_assert_true (g_array_index (found, EspTextStranger, 4).is_extension);
  g_assert_cmpstr (replaced, ==, "“봄” 세일 10,000￦ e-뷁");
  g_assert_cmpstr (gsm, ==, "\"Hi\" - it's '5 €... ");
}

static EspTextDoc *
make_text (const char *body)
{
  EspTextDoc *doc = esp_text_doc_new (ESP_TEXT_MEDIUM_TEXT);

  esp_message_doc_set (&doc->text.body, body);
  return doc;
}

static void
test_law (void)
{
  const EspTextLaw korea = { "한빛샵", "080-123-4567", NULL, TRUE, FALSE };
  const EspTextLaw world = { "Hanbit", NULL, NULL, FALSE, TRUE };
  g_autoptr (EspTextDoc) doc = make_text ("봄 세일");
  g_autoptr (EspTextDoc) typed = make_text ("(광고)한빛샵 봄 세일\n무료수신거부 080-123-4567");
  g_autoptr (EspTextDoc) alike = make_text ("(광고) 한빛샵맞이 세일");
  g_autoptr (EspTextDoc) abroad = make_text ("Spring");
  g_autoptr (EspTextDoc) service = make_text ("주문이 접수되었습니다");
  g_autoptr (EspTextDoc) push = esp_text_doc_new (ESP_TEXT_MEDIUM_PUSH);
  const EspTextLaw path = { "한빛샵", NULL, "앱 > 설정 > 알림", TRUE, FALSE };

  esp_message_doc_set (&doc->text.title, "봄맞이");
  esp_text_law_apply (doc, &korea);
  g_assert_cmpstr (doc->text.body, ==, "(광고)한빛샵 봄 세일\n무료수신거부 080-123-4567");
  g_assert_cmpstr (doc->text.title, ==, "(광고) 봄맞이");
  esp_text_law_apply (typed, &korea);
  g_assert_cmpstr (typed->text.body, ==, "(광고)한빛샵 봄 세일\n무료수신거부 080-123-4567");
  esp_text_law_apply (alike, &korea); /* a word that only begins like the name */
  g_assert_true (g_str_has_prefix (alike->text.body, "(광고)한빛샵 한빛샵맞이 세일\n"));
  esp_text_law_apply (abroad, &world);
  g_assert_cmpstr (abroad->text.body, ==, "Spring\nReply STOP to opt out");
  service->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  esp_text_law_apply (service, &korea);
  g_assert_cmpstr (service->text.body, ==, "주문이 접수되었습니다");
  esp_message_doc_set (&push->text.title, "봄 세일");
  esp_message_doc_set (&push->text.body, "오늘부터");
  esp_text_law_apply (push, &path);
  g_assert_cmpstr (push->text.title, ==, "(광고)한빛샵 봄 세일");
  g_assert_cmpstr (push->text.body, ==, "오늘부터\n수신거부: 앱 > 설정 > 알림");
}

static EspMmsFault
check_picture (const char *start, gsize n, EspTextKind kind, guint n_pictures)
{
  const EspMmsLimits limits = { .max_pictures = 2, .max_kb = 1, .max_px = 1000 };
  g_autoptr (EspTextDoc) doc = make_text ("사진");
  g_autofree char *data = g_malloc0 (n);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (data, start, MIN (n, 24));
  bytes = g_bytes_new (data, n);
  for (guint i = 0; i < n_pictures; i++)
    g_ptr_array_add (doc->files,
                     esp_message_file_new ("p", "p.jpg", "image/jpeg", FALSE, g_bytes_ref (bytes)));
  return esp_mms_check (doc, kind, &limits, NULL);
}

/* A picture is what its bytes say. */
static void
test_mms (void)
{
  /* SOI, then a frame of 16 by 16, or 16 by 2,000 points. */
  static const char small[24] = "\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03\x01";
  static const char wide[24] = "\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x07\xd0\x03\x01";
  static const char png[24] = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x10\x00\x00\x00";

  g_assert_cmpint (check_picture (small, 900, ESP_TEXT_MMS, 2), ==, ESP_MMS_RIGHT);
  g_assert_cmpint (check_picture (small, 900, ESP_TEXT_MMS, 3), ==, ESP_MMS_TOO_MANY);
  g_assert_cmpint (check_picture (small, 1025, ESP_TEXT_MMS, 1), ==, ESP_MMS_TOO_LARGE);
  g_assert_cmpint (check_picture (wide, 900, ESP_TEXT_MMS, 1), ==, ESP_MMS_TOO_WIDE);
  g_assert_cmpint (check_picture (png, 900, ESP_TEXT_MMS, 1), ==, ESP_MMS_NO_JPEG);
  g_assert_cmpint (check_picture (small, 900, ESP_TEXT_LMS, 1), ==, ESP_MMS_STRAY_PICTURES);
  g_assert_cmpint (check_picture (small, 900, ESP_TEXT_MMS, 0), ==, ESP_MMS_NO_PICTURE);
  g_assert_cmpint (check_picture (small, 900, ESP_TEXT_SMS, 0), ==, ESP_MMS_RIGHT);
}

static void
test_template (void)
{
  static const EspSenderFacts facts = { "한빛샵", NULL, "02-123-4567", NULL, "KR", NULL };
  g_autoptr (EspTextDoc) doc =
    make_text ("{{ name | default: '고객' }}님, {{ city }} 매장 {{ sender.company }}");
  g_autoptr (EspTextTemplate) compiled = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTextDoc) filled = NULL;
  guint n_samples;
  const EspMessageSample *sample = esp_message_sample_list (&n_samples)[0];
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup, .lead = sample };
  const EspMessageField *fields;
  const char *missing = NULL;
  guint n;

  g_hash_table_insert (doc->fallbacks, g_strdup ("city"), g_strdup ("가까운"));
  compiled = esp_text_template_new (doc, &facts, &error);
  g_assert_no_error (error);
  fields = esp_text_template_get_fields (compiled, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (fields[1].name, ==, "city");
  g_assert_true (fields[1].has_fallback);
  filled = esp_text_template_render (compiled, &recipient, &missing, &error);
  g_assert_no_error (error);
  g_assert_nonnull (filled);
  g_assert_true (g_str_has_suffix (filled->text.body, "매장 한빛샵"));
  g_assert_null (strstr (filled->text.body, "{{"));

  esp_message_doc_set (&doc->text.body, "{% if %}");
  g_assert_null (esp_text_template_new (doc, &facts, &error));
  g_assert_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, "“body”"));
}

/* What is counted goes out: an end of a line is one character, whoever wrote it and wherever it came from. */
static void
test_line_ends (void)
{
  static const EspSenderFacts facts = { "한빛샵", NULL, "02-123-4567", NULL, "KR", NULL };
  static const char json[] = "{\"version\":1,\"medium\":\"text\",\"class\":\"transactional\","
                             "\"title\":\"{{ city }}\",\"body\":\"a\\r\\nb\\rc\\n{{ city }}\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_parse (json, -1, &error);
  g_autoptr (EspTextTemplate) compiled = NULL;
  g_autoptr (EspTextDoc) filled = NULL;
  const EspMessageRecipient recipient = { .lookup = esp_message_sample_lookup,
                                          .lead = esp_message_sample_list (&(guint){ 0 })[0] };
  const char *missing = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (doc->text.body, ==, "a\nb\nc\n{{ city }}");
  /* As a value brings it, the reader of documents out of the way. */
  esp_message_doc_set (&doc->text.body, "{{ '서울' }}\r\n강남\r|");
  esp_message_doc_set (&doc->text.title, "{{ '서울' }}\r\n강남\r|");
  compiled = esp_text_template_new (doc, &facts, &error);
  g_assert_no_error (error);
  filled = esp_text_template_render (compiled, &recipient, &missing, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (filled->text.body, ==, "서울\n강남\n|");
  g_assert_cmpstr (filled->text.title, ==, "서울 강남 |");
  g_assert_cmpuint (esp_text_count_bytes (filled->text.body, NULL, NULL), ==, 11);
}

static gboolean
has_problem (const EspTextDoc *doc, EspKakaoProblemKind kind)
{
  g_autoptr (GPtrArray) problems = esp_kakao_check (doc);

  for (guint i = 0; i < problems->len; i++)
    if (((const EspKakaoProblem *) problems->pdata[i])->kind == kind)
      return TRUE;
  return FALSE;
}

static void
test_alimtalk (void)
{
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_KAKAO);
  g_autofree char *filled = NULL;
  g_autofree char *longest = repeat ("가", 1001);

  g_assert_true (has_problem (doc, ESP_KAKAO_NO_TEMPLATE));
  g_assert_true (has_problem (doc, ESP_KAKAO_NO_SUBSTITUTE));
  esp_message_doc_set (&doc->kakao.template_code, "KA01TP1");
  esp_message_doc_set (&doc->kakao.template_text, "#{이름}님의 주문 #{번호}이 #{이름}");
  g_ptr_array_add (doc->kakao.variables, esp_kakao_variable_new ("이름", "민수"));
  g_assert_true (has_problem (doc, ESP_KAKAO_MISSING_VARIABLE));
  g_ptr_array_add (doc->kakao.variables, esp_kakao_variable_new ("번호", "7"));
  g_assert_false (has_problem (doc, ESP_KAKAO_MISSING_VARIABLE));
  filled = esp_kakao_fill (doc);
  g_assert_cmpstr (filled, ==, "민수님의 주문 7이 민수");
  doc->kakao.state = ESP_TEMPLATE_REJECTED;
  g_assert_true (has_problem (doc, ESP_KAKAO_NOT_APPROVED));
  esp_message_doc_set (&doc->kakao.template_text, longest);
  g_assert_true (has_problem (doc, ESP_KAKAO_TOO_LONG));
}

static void
test_brand (void)
{
  static const char *const titles[] = { "3000원 할인 쿠폰", "15% 할인 쿠폰", "배송비 할인 쿠폰",
                                        "신발 무료 쿠폰", "포인트 UP 쿠폰" };
  static const char *const wrong[] = { "3,000원 할인 쿠폰", "0원 할인 쿠폰", "101% 할인 쿠폰",
                                       "아주긴이름여덟자 무료 쿠폰", "쿠폰" };
  g_autoptr (EspTextDoc) doc = esp_text_doc_new (ESP_TEXT_MEDIUM_KAKAO);
  EspKakaoButton *button = esp_kakao_button_new ("아홉글자짜리단추", "WL");

  doc->kakao.product = ESP_KAKAO_BRAND;
  esp_message_doc_set (&doc->text.body, "안녕하세요");
  g_ptr_array_add (doc->kakao.buttons, button);
  g_assert_true (has_problem (doc, ESP_KAKAO_BUTTON_LINK));
  esp_message_doc_set (&button->mobile, "https://example.com/a b");
  g_assert_true (has_problem (doc, ESP_KAKAO_BUTTON_LINK));
  esp_message_doc_set (&button->mobile, "https://example.com/a");
  g_assert_false (has_problem (doc, ESP_KAKAO_BUTTON_LINK));
  g_assert_false (has_problem (doc, ESP_KAKAO_BUTTON_NAME));
  doc->kakao.bubble = ESP_BUBBLE_WIDE;
  esp_message_doc_set (&button->name, "아홉글자짜리단추다");
  g_assert_true (has_problem (doc, ESP_KAKAO_BUTTON_NAME));
  g_assert_true (has_problem (doc, ESP_KAKAO_NO_IMAGE));
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      esp_message_doc_set (&doc->kakao.coupon_title, titles[i]);
      g_assert_false (has_problem (doc, ESP_KAKAO_COUPON_TITLE));
      esp_message_doc_set (&doc->kakao.coupon_title, wrong[i]);
      g_assert_true (has_problem (doc, ESP_KAKAO_COUPON_TITLE));
    }
}

static void
test_json (void)
{
  static const char json[] =
    "{\"version\":1,\"medium\":\"kakao\",\"class\":\"transactional\",\"language\":\"ko\","
    "\"missing\":\"skip\",\"fallbacks\":{\"name\":\"고객\"},\"body\":\"본문\","
    "\"kakao\":{\"product\":\"brand\",\"profile\":\"KA01PF1\",\"template\":\"T1\","
    "\"text\":\"#{이름}님\",\"state\":\"approved\",\"variables\":{\"이름\":\"{{ name }}\"},"
    "\"bubble\":\"image\",\"targeting\":\"N\",\"image_link\":\"https://example.com\","
    "\"buttons\":[{\"name\":\"보기\",\"type\":\"WL\",\"mobile\":\"https://example.com\"}],"
    "\"coupon\":{\"title\":\"15% 할인 쿠폰\",\"text\":\"오늘\"}},"
    "\"substitute\":{\"kind\":\"lms\",\"title\":\"제목\",\"body\":\"대체\"},"
    "\"files\":[{\"id\":\"f1\",\"name\":\"a.jpg\",\"type\":\"image/jpeg\",\"data\":\"AAEC\"}]}";
  static const struct
  {
    const char *json;
    const char *place;
  } wrong[] = {
    { "{\"version\":1}", "medium" },
    { "{\"version\":2,\"medium\":\"text\"}", "newer Espalier" },
    { "{\"version\":1,\"medium\":\"fax\"}", "medium" },
    { "{\"version\":1,\"medium\":\"text\",\"boddy\":\"a\"}", "boddy" },
    { "{\"version\":1,\"medium\":\"kakao\",\"kakao\":{\"buttons\":[{\"name\":\"a\",\"type\":\"X\"}]"
      "}}",
      "kakao.buttons[0].type" },
    { "[]", "object" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspTextDoc) doc = esp_text_doc_parse (json, -1, &error);
  g_autoptr (EspTextDoc) copy = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  copy = esp_text_doc_copy (doc);
  written = esp_text_doc_to_json (copy);
  g_assert_cmpstr (written, ==, json);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) problem = NULL;

      g_assert_null (esp_text_doc_parse (wrong[i].json, -1, &problem));
      g_assert_nonnull (problem);
      g_assert_nonnull (strstr (problem->message, wrong[i].place));
    }
}

static const EspMessageChange *
find_change (GPtrArray *changes, const char *field)
{
  for (guint i = 0; i < changes->len; i++)
    if (g_str_equal (((EspMessageChange *) changes->pdata[i])->field, field))
      return changes->pdata[i];
  return NULL;
}

static void
test_diff (void)
{
  g_autoptr (EspTextDoc) before = esp_text_doc_new (ESP_TEXT_MEDIUM_KAKAO);
  g_autoptr (EspTextDoc) after = NULL;
  g_autoptr (GPtrArray) same = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GBytes) picture = g_bytes_new_static ("one", 3);
  g_autoptr (GBytes) other_picture = g_bytes_new_static ("two", 3);

  esp_message_doc_set (&before->text.body, "봄이 왔어요");
  g_ptr_array_add (before->files, esp_message_file_new ("p", "a.jpg", "image/jpeg", TRUE, picture));
  after = esp_text_doc_copy (before);
  same = esp_text_diff (before, after);
  g_assert_cmpuint (same->len, ==, 0);
  esp_message_doc_set (&after->text.body, "여름이 왔어요");
  after->message_class = before->message_class == ESP_MESSAGE_CLASS_AD
                           ? ESP_MESSAGE_CLASS_TRANSACTIONAL
                           : ESP_MESSAGE_CLASS_AD;
  g_ptr_array_add (after->kakao.buttons, esp_kakao_button_new ("보기", "WL"));
  g_ptr_array_add (after->kakao.variables, esp_kakao_variable_new ("이름", "{{ name }}"));
  g_ptr_array_set_size (after->files, 0);
  g_ptr_array_add (after->files, /* the same name, another picture */
                   esp_message_file_new ("p", "a.jpg", "image/jpeg", TRUE, other_picture));
  changes = esp_text_diff (before, after);
  g_assert_cmpuint (changes->len, ==, 5);
  g_assert_cmpstr (find_change (changes, "body")->before, ==, "봄이 왔어요");
  g_assert_cmpstr (find_change (changes, "body")->after, ==, "여름이 왔어요");
  g_assert_cmpstr (find_change (changes, "buttons")->after, ==, "보기 (WL)");
  g_assert_cmpstr (find_change (changes, "variables")->after, ==, "#{이름} = {{ name }}");
  g_assert_nonnull (find_change (changes, "class"));
  g_assert_nonnull (find_change (changes, "pictures"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/text/bytes", test_bytes);
  g_test_add_func ("/engine/text/cp949-is-the-system-table", test_cp949_is_the_system_table);
  g_test_add_func ("/engine/text/korean-kinds", test_korean_kinds);
  g_test_add_func ("/engine/text/segments", test_segments);
  g_test_add_func ("/engine/text/strangers", test_strangers);
  g_test_add_func ("/engine/text/law", test_law);
  g_test_add_func ("/engine/text/mms", test_mms);
  g_test_add_func ("/engine/text/template", test_template);
  g_test_add_func ("/engine/text/line-ends", test_line_ends);
  g_test_add_func ("/engine/text/alimtalk", test_alimtalk);
  g_test_add_func ("/engine/text/brand", test_brand);
  g_test_add_func ("/engine/text/json", test_json);
  g_test_add_func ("/engine/text/diff", test_diff);
  return g_test_run ();
}
