/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the content checks: what the law forbids is found, and what can be fixed is fixed. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "content-doc.h"
#include "test-home.h"

#include <string.h>

static void
test_good_message_passes (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { .has_one_click = TRUE };
  g_autoptr (GPtrArray) findings = content_doc_check (doc, &input);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];
      g_autofree char *sentence = esp_content_finding_to_sentence (finding);

      if (finding->severity != ESP_SEVERITY_FINE)
        g_error ("%s: %s", finding->rule->id, sentence);
    }
  g_assert_cmpuint (findings->len, >, 20);
  g_assert_cmpint (esp_content_findings_worst (findings), ==, ESP_SEVERITY_FINE);
}

static void
test_label (void)
{
  static const struct
  {
    const char *subject;
    const char *rule;
    const char *fixed;
  } cases[] = {
    { "가을 세일", "KR-AD-04", "(광고) 가을 세일" },
    { "[한빛샵] (광고) 세일", "KR-AD-04", "(광고) [한빛샵] 세일" },
    { "(광 고) 세일", "KR-AD-09", "(광고) 세일" },
    { "[광고] 세일", "KR-AD-09", "(광고) 세일" },
    { "(AD)세일", "KR-AD-09", "(광고) 세일" },
    { "(광\xe2\x80\x8b고) 세일", "KR-AD-09", "(광고) 세일" },
    { "（광고） 세일", "KR-AD-09", "(광고) 세일" },
    { "[광·고] 세일", "KR-AD-09", "(광고) 세일" },
    { "광고) 세일", "KR-AD-09", "(광고) 세일" },
    { "〔대출광고〕 세일", "KR-AD-09", "(광고) 세일" },
    { "\"광고\" 세일", "KR-AD-09", "(광고) 세일" },
    { "(옥외광고) 세일", "KR-AD-04", "(광고) (옥외광고) 세일" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspMessageDoc) doc = content_doc_new ();
      g_autoptr (EspMessageDoc) fixed = NULL;
      EspContentInput input = { 0 };
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GPtrArray) again = NULL;
      const EspContentFinding *finding;

      esp_message_doc_set (&doc->subject, cases[i].subject);
      findings = content_doc_check (doc, &input);
      finding = content_need (findings, cases[i].rule);
      g_assert_nonnull (finding);
      g_assert_cmpint (finding->severity, ==, ESP_SEVERITY_BLOCK);
      g_assert_true (finding->can_fix);
      fixed = esp_content_fix (&input, finding);
      g_assert_cmpstr (fixed->subject, ==, cases[i].fixed);
      again = content_doc_check (fixed, &input);
      g_assert_null (content_find (again, "KR-AD-04", TRUE));
      g_assert_null (content_find (again, "KR-AD-09", TRUE));
    }
}

static void
test_label_only_where_it_is_law (void)
{
  static const char *const states[] = { "US", NULL };
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { .countries = states };
  g_autoptr (GPtrArray) abroad = NULL;
  g_autoptr (GPtrArray) service = NULL;

  esp_message_doc_set (&doc->subject, "Autumn is here");
  abroad = content_doc_check (doc, &input);
  g_assert_null (content_find (abroad, "KR-AD-04", FALSE));
  g_assert_nonnull (content_find (abroad, "US-CS-03", FALSE));
  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  input.countries = NULL;
  service = content_doc_check (doc, &input);
  g_assert_null (content_find (service, "KR-AD-04", FALSE));
  g_assert_null (content_find (service, "CORE-04", FALSE));
}

static void
test_sender_facts (void)
{
  static const EspSenderFacts no_phone = { "한빛샵", "서울", "", "help@hanbit.example", "KR" };
  static const EspSenderFacts no_address = { "Hanbit", " ", NULL, "help@hanbit.example", "US" };
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { .facts = &no_phone };
  g_autoptr (GPtrArray) korea = content_doc_check (doc, &input);
  g_autoptr (GPtrArray) states = NULL;

  g_assert_cmpstr (content_need (korea, "KR-AD-05")->place, ==, "sender.phone");
  input.facts = &no_address;
  states = content_doc_check (doc, &input);
  g_assert_cmpint (content_need (states, "US-CS-03")->severity, ==, ESP_SEVERITY_BLOCK);
}

static void
test_raw_html_with_its_own_way_out (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) bare = NULL;
  g_autoptr (GPtrArray) whole = NULL;

  doc->body_kind = ESP_BODY_HTML;
  esp_message_doc_set (&doc->html, "<p>hi <a href='{{ unsubscribe_url }}'>unsubscribe</a></p>");
  bare = content_doc_check (doc, &input);
  g_assert_nonnull (content_find (bare, "KR-AD-06", TRUE)); /* no Korean */
  g_assert_nonnull (content_find (bare, "KR-AD-05", TRUE)); /* no facts */
  g_assert_null (content_find (bare, "CORE-04", TRUE));
  esp_message_doc_set (&doc->html, "<p>hi</p>");
  whole = content_doc_check (doc, &input);
  g_assert_null (content_find (whole, "KR-AD-06", TRUE));
  g_assert_null (content_find (whole, "KR-AD-05", TRUE));
  g_assert_null (content_find (whole, "CORE-04", TRUE));
}

static void
test_promotion_is_no_service (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  g_autoptr (EspMessageDoc) fixed = NULL;
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;

  doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  esp_message_doc_set (&doc->subject, "주문 확인 – 다음 구매 할인 쿠폰");
  findings = content_doc_check (doc, &input);
  g_assert_cmpint (content_need (findings, "CORE-07")->severity, ==, ESP_SEVERITY_APPROVE);
  fixed = esp_content_fix (&input, content_need (findings, "CORE-07"));
  g_assert_cmpint (fixed->message_class, ==, ESP_MESSAGE_CLASS_AD);
}

static double
fill_rate_cb (const char *field, gpointer user_data)
{
  return g_str_equal (field, "email") ? 1.0 : 0.62;
}

static gboolean
has_field_cb (const char *field, gpointer user_data)
{
  return !g_str_equal (field, "shoe_size");
}

static void
test_fields (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { .fill_rate = fill_rate_cb, .has_field = has_field_cb };
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (EspMessageDoc) fixed = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const EspContentFinding *finding;
  g_autofree char *sentence = NULL;

  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2",
                                            "{{ company }} {{ email }} {{ shoe_size }}"));
  findings = content_doc_check (doc, &input);
  g_assert_cmpstr (content_need (findings, "PER-FIELD")->args[0], ==, "shoe_size");
  finding = content_need (findings, "PER-FALLBACK");
  sentence = esp_content_finding_to_sentence (finding);
  g_assert_nonnull (strstr (sentence, "“company”"));
  g_assert_nonnull (strstr (sentence, "62 % of"));
  fixed = esp_content_fix (&input, finding);
  g_assert_cmpstr (g_hash_table_lookup (fixed->fallbacks, "company"), ==, "귀사");
  again = content_doc_check (fixed, &input);
  g_assert_null (content_find (again, "PER-FALLBACK", TRUE));
}

static void
test_size_and_leftovers (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  g_autofree char *large = g_strnfill (110000, 'x');
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;

  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2", large));
  content_doc_add (doc,
                   esp_block_new_text (ESP_BLOCK_TEXT, "t3", "{% raw %}{{ name }}{% endraw %}"));
  findings = content_doc_check (doc, &input);
  g_assert_nonnull (content_find (findings, "SIZE-01", TRUE));
  g_assert_nonnull (content_find (findings, "CORE-09", TRUE));
}

static void
test_a_failing_tag_blocks (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  const EspContentFinding *finding;

  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t9", "{{ 1 | divided_by: 0 }}"));
  findings = content_doc_check (doc, &input);
  finding = content_find (findings, "CORE-09", TRUE);
  g_assert_nonnull (finding);
  if (finding != NULL) /* said above; the compiler cannot know */
    g_assert_nonnull (strstr (finding->args[0], "divided by 0"));
}

static void
test_spam_points (void)
{
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspBlock *button = content_doc_add (doc, esp_block_new (ESP_BLOCK_BUTTON, "go"));
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  const EspContentFinding *finding;

  esp_message_doc_set (&doc->subject, "(광고) RE: 무료!!! 당첨! 마지막 기회! 공짜");
  esp_message_doc_set (&button->label, "https://bank.example/login");
  esp_message_doc_set (&button->href, "https://bit.ly/x");
  findings = content_doc_check (doc, &input);
  finding = content_need (findings, "SPAM-01");
  g_assert_cmpint (finding->severity, ==, ESP_SEVERITY_APPROVE);
  g_assert_nonnull (strstr (finding->args[1], "pretends"));
  g_assert_nonnull (strstr (finding->args[1], "shortener"));
  g_assert_nonnull (strstr (finding->args[1], "another address"));
}

/* Lists hold some phrases with a space and without. */
static void
test_once_told (void)
{
  static const char *const industries[] = { "kr-finance", NULL };
  g_autoptr (EspMessageDoc) doc = content_doc_new ();
  EspContentInput input = { .packs = industries };
  g_autoptr (GPtrArray) findings = NULL;

  content_doc_add (doc, esp_block_new_text (ESP_BLOCK_TEXT, "t2", "원금보장 상품이에요"));
  findings = content_doc_check (doc, &input);
  g_assert_cmpuint (content_count_bad (findings, "KR-FN-04"), ==, 1);
}

static void
test_incomplete_draft (void)
{
  g_autoptr (EspMessageDoc) doc = esp_message_doc_new ();
  EspContentInput input = { 0 };
  g_autoptr (GPtrArray) findings = content_doc_check (doc, &input);

  g_assert_nonnull (content_find (findings, "MSG-SUBJECT", TRUE));
  g_assert_nonnull (content_find (findings, "MSG-BODY", TRUE));
  g_assert_nonnull (content_find (findings, "MSG-SENDER", TRUE));
  g_assert_nonnull (content_find (findings, "MSG-PREHEADER", TRUE));
  g_assert_cmpint (((EspContentFinding *) findings->pdata[0])->severity, ==, ESP_SEVERITY_BLOCK);
}

static void
test_packs (void)
{
  const EspContentRules *pack = esp_content_rules_get_default ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (esp_content_rules_get_date (pack)), ==, 10);
  for (guint i = 0; i < esp_content_rules_get_n (pack); i++)
    g_assert_true (*esp_content_rules_get (pack, i)->source != '\0');
  g_assert_null (esp_content_rules_parse ("{", -1, &error));
  g_assert_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (
    esp_content_rules_parse ("{\"format\":2,\"id\":\"x\",\"date\":\"2026-01-01\",\"rules\":[{"
                             "\"id\":\"X\",\"severity\":\"maybe\"}]}",
                             -1, &error));
  g_assert_nonnull (strstr (error->message, "“rules[0].severity”"));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/content-check/good-message-passes", test_good_message_passes);
  g_test_add_func ("/engine/content-check/label-is-found-and-fixed", test_label);
  g_test_add_func ("/engine/content-check/label-only-where-it-is-law",
                   test_label_only_where_it_is_law);
  g_test_add_func ("/engine/content-check/sender-facts", test_sender_facts);
  g_test_add_func ("/engine/content-check/own-way-out-must-be-whole",
                   test_raw_html_with_its_own_way_out);
  g_test_add_func ("/engine/content-check/promotion-is-no-service", test_promotion_is_no_service);
  g_test_add_func ("/engine/content-check/fields", test_fields);
  g_test_add_func ("/engine/content-check/size-and-leftovers", test_size_and_leftovers);
  g_test_add_func ("/policy/content-check/a-failing-tag-blocks", test_a_failing_tag_blocks);
  g_test_add_func ("/engine/content-check/spam-points", test_spam_points);
  g_test_add_func ("/engine/content-check/a-phrase-is-told-once", test_once_told);
  g_test_add_func ("/engine/content-check/incomplete-draft", test_incomplete_draft);
  g_test_add_func ("/engine/content-check/packs-are-read-strictly", test_packs);
  return g_test_run ();
}
