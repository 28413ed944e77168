/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of rule packs: their days, their kinds, which one takes the place of which, what is refused. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/policy/esp-content-check.h"

#include "test-home.h"

#include <string.h>

#define HEAD(id, date) "{\"format\":2,\"id\":\"" id "\",\"date\":\"" date "\",\"rules\":["
#define RULE(id, kind, more)                                                                                   \
  "{\"id\":\"" id "\",\"kind\":\"" kind                                                                        \
  "\",\"severity\":\"block\",\"sentence\":{\"en\":\"“{0}” {1}\",\"ko\":\"“{0}”은(는) 안 돼요\"}," \
  "\"fine\":\"fine\",\"source\":\"test\"," more "}"

/* Params with one more pair, and params with what takes a claim back. */
#define ALSO                                                                                       \
  "{\"words\":[\"감량\"],\"also\":[{\"words\":[\"뱃살\"],\"with\":[\"빼~\"],\"sentence\":true}]}"
#define DENIED                                                                                     \
  "{\"words\":[\"치료\",\"cure\"],\"denied\":[\"하지 않\"],\"denied_before\":[\"not\",\"no\"]}"

static EspContentRules *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  EspContentRules *rules = esp_content_rules_parse (json, -1, &error);

  g_assert_no_error (error);
  return rules;
}

/* Returns: the bad findings for one body, their first arguments joined */
static char *
check (EspContentRules *rules, const char *body, const char *day)
{
  const EspContentText text = { "body", NULL, body };
  const EspRuleScope scope = { .day = day, .channel = "text" };
  g_autoptr (GPtrArray) findings = esp_content_check_texts (rules, &scope, &text, 1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspContentFinding *finding = findings->pdata[i];

      if (finding->severity != ESP_SEVERITY_FINE)
        g_string_append_printf (out, "%s%s", out->len > 0 ? "|" : "", finding->args[0]);
    }
  return g_string_free (out, FALSE);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *pack;
    const char *body;
    const char *found;
  } cases[] = {
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":{\"words\":[\"할인\"]}") "]}",
      "할 인 쿠폰", "할 인" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "words", "\"params\":{\"words\":[\"암\"],\"except\":[\"암호\"]}") "]}",
      "암호와 암", "암" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "words", "\"params\":{\"words\":[\"암\"],\"except\":[\"암호\"]}") "]}",
      "암호", "" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "words", "\"params\":{\"words\":[\"1위\"],\"unless\":[\"조사 기준\"]}") "]}",
      "판매 1위 (2026년 조사기준)", "" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "words", "\"params\":{\"words\":[\"!\"],\"least\":3}") "]}",
      "one! two!", "" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "words", "\"params\":{\"words\":[\"!\"],\"least\":3}") "]}",
      "one! two!! ", "!" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "near",
              "\"params\":{\"words\":[\"당뇨\"],\"with\":[\"예방\"],\"within\":5}") "]}",
      "당뇨를 예방해요", "당뇨" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "near",
              "\"params\":{\"words\":[\"당뇨\"],\"with\":[\"예방\"],\"within\":5}") "]}",
      "예방은 중요해요. 그리고 이것은 당뇨와 관계없어요", "" },
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":" ALSO) "]}", "뱃살을 뺐어요",
      "뱃살" },
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":" ALSO) "]}",
      "뱃살 구이. 물기를 빼 주세요", "" },
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":" DENIED) "]}",
      "병을 치료하지 않아요", "" },
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":" DENIED) "]}",
      "약은 아니에요. 치료해요. 아프지 않아요", "치료" },
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":" DENIED) "]}",
      "It does not cure. It tastes.", "" },
    { HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":" DENIED) "]}",
      "No, really. A cure!", "cure" },
    { "{\"format\":2,\"id\":\"p\",\"date\":\"2026-01-01\",\"lists\":{\"drinks\":[\"와인\",\"맥주\"]"
      "},"
      "\"rules\":[" RULE ("A", "near",
                          "\"params\":{\"words\":[\"@drinks\"],\"with\":[\"증정\"]}") "]}",
      "맥주 증정", "맥주" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "require", "\"params\":{\"any\":[\"부작용\"],\"when\":[\"시술\"]}") "]}",
      "보톡스 시술 안내", "부작용" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "require", "\"params\":{\"any\":[\"부작용\"],\"when\":[\"시술\"]}") "]}",
      "진료 시간 안내", "" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "require",
              "\"params\":{\"any\":[\"(광고)\"],\"at\":\"start\",\"exact\":true}") "]}",
      "(광 고) 소식", "(광고)" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "require",
              "\"params\":{\"any\":[\"080-#\"],\"digits\":true,\"at\":\"end\"}") "]}",
      "소식입니다 무료수신거부 080-111", "" },
    { HEAD ("p", "2026-01-01")
        RULE ("A", "length", "\"params\":{\"in\":[\"body\"],\"max\":4,\"unit\":\"cp949\"}") "]}",
      "가나다", "6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspContentRules) rules = parse (cases[i].pack);
      g_autofree char *found = check (rules, cases[i].body, "2026-11-22");

      if (!g_str_equal (found, cases[i].found))
        g_error ("case %u, “%s”: found “%s”", i, cases[i].body, found);
    }
}

static void
test_days (void)
{
  g_autoptr (EspContentRules) rules =
    parse (HEAD ("p", "2026-01-01") RULE ("A", "words",
                                          "\"until\":\"2026-09-30\",\"params\":{\"words\":[\"old\"]"
                                          "}") "," RULE ("A", "words",
                                                         "\"from\":\"2026-10-01\","
                                                         "\"params\":{\"words\":["
                                                         "\"new\"]}") "]}");
  g_autofree char *before = check (rules, "old new", "2026-09-30");
  g_autofree char *after = check (rules, "old new", "2026-10-01");
  g_autofree char *always = check (rules, "old new", NULL);

  g_assert_cmpstr (before, ==, "old");
  g_assert_cmpstr (after, ==, "new");
  g_assert_cmpstr (always, ==, "new");
}

/* One word of both lists is no pair; two of them are. */
static void
test_no_word_is_near_itself (void)
{
  g_autoptr (EspContentRules) rules = parse (
    HEAD ("p", "2026-01-01")
      RULE ("A", "near", "\"params\":{\"words\":[\"충전\"],\"with\":[\"충전\",\"전\"]}") "]}");
  g_autofree char *one = check (rules, "충전기를 드려요", "2026-11-22");
  g_autofree char *two = check (rules, "충전하고 또 충전하세요", "2026-11-22");

  g_assert_cmpstr (one, ==, "");
  g_assert_cmpstr (two, ==, "충전");
}

static void
test_the_newer_pack_counts (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  g_autoptr (GError) error = NULL;
  static const char newer[] =
    HEAD ("law-br", "2099-01-01") RULE ("BR-NEW", "words", "\"params\":{\"words\":[\"x\"]}") "]}";
  static const char older[] =
    HEAD ("law-br", "2001-01-01") RULE ("BR-OLD", "words", "\"params\":{\"words\":[\"x\"]}") "]}";
  static const char thief[] =
    HEAD ("mine", "2099-01-01") RULE ("KR-AD-04", "words", "\"params\":{\"words\":[\"x\"]}") "]}";
  static const char unknown[] =
    HEAD ("mine", "2099-01-01") RULE ("MINE-1", "check", "\"url\":\"\"") "]}";

  g_assert_false (esp_content_rules_take_pack (rules, parse (older), &error));
  g_assert_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_OLD);
  g_clear_error (&error);
  g_assert_true (esp_content_rules_take_pack (rules, parse (newer), &error));
  g_assert_nonnull (esp_content_rules_find (rules, "BR-NEW"));
  g_assert_null (esp_content_rules_find (rules, "BR-02"));
  g_assert_false (esp_content_rules_find_pack (rules, "law-br")->is_own);
  g_assert_false (esp_content_rules_take_pack (rules, parse (thief), &error));
  g_assert_nonnull (strstr (error->message, "law-kr"));
  g_clear_error (&error);
  g_assert_false (esp_content_rules_take_pack (rules, parse (unknown), &error));
  g_assert_nonnull (strstr (error->message, "MINE-1"));
}

static void
test_choices (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  static const char *const on[] = { "kr-food", "-law-kr", NULL };
  static const char *const only[] = { "kr-medical", NULL };
  EspRuleScope scope = { 0 };

  g_assert_null (esp_content_rules_find_in (rules, "KR-FD-01", &scope));
  g_assert_nonnull (esp_content_rules_find_in (rules, "KR-AD-04", &scope));
  scope.choices = on;
  g_assert_nonnull (esp_content_rules_find_in (rules, "KR-FD-01", &scope));
  g_assert_null (esp_content_rules_find_in (rules, "KR-AD-04", &scope));
  scope.only = only;
  g_assert_nonnull (esp_content_rules_find_in (rules, "KR-MD-08", &scope));
  g_assert_null (esp_content_rules_find_in (rules, "CORE-04", &scope));
}

static void
test_industries (void)
{
  static const struct
  {
    const char *pack;
    const char *text;
    const char *rule;
  } cases[] = {
    { "kr-medical", "임플란트 시술 후기를 확인하세요", "KR-MD-02" },
    { "kr-medical", "통 증 없는 시술", "KR-MD-08" },
    { "kr-medical", "쌍꺼풀 30% 할인", "KR-MD-13" },
    { "kr-food", "당뇨 예방에 좋은 차", "KR-FD-01" },
    { "kr-food", "면역력강화에 도움", "KR-FD-02" },
    { "kr-food", "일주일에 -10kg", "KR-FD-03" },
    { "kr-finance", "원금보장 상품", "KR-FN-04" },
    { "kr-finance", "대출 금리 안내", "KR-FN-03L" },
    { "kr-cosmetics", "피부 재생 크림", "KR-CS-01" },
    { "kr-cosmetics", "미백 크림", "KR-CS-02" },
  };
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *only[] = { cases[i].pack, NULL };
      const EspRuleScope scope = { .message_class = "ad", .only = only };
      const EspContentText text = { "body", NULL, cases[i].text };
      g_autoptr (GPtrArray) findings = esp_content_check_texts (rules, &scope, &text, 1);
      gboolean is_found = FALSE;

      for (guint j = 0; j < findings->len; j++)
        {
          const EspContentFinding *finding = findings->pdata[j];

          is_found = is_found || (finding->severity != ESP_SEVERITY_FINE &&
                                  g_str_equal (finding->rule->id, cases[i].rule));
        }
      if (!is_found)
        g_error ("“%s” was not found by %s", cases[i].text, cases[i].rule);
    }
}

/* What clinics, shops, kitchens and banks lawfully write every week must not be held back. */
static void
test_lawful (void)
{
  static const struct
  {
    const char *pack;
    const char *text;
  } cases[] = {
    { "kr-medical", "진료 시간이 바뀌었어요. 토요일은 오후 1시까지 문을 열어요." },
    { "kr-medical", "이번 겨울 독감 예방 수칙을 정리했어요. 손을 자주 씻어 주세요." },
    { "kr-food", "감기 조심하세요. 따뜻한 유자차를 준비했어요." },
    { "kr-food", "국산 대추로 끓인 대추차, 한 잔의 여유를 즐겨 보세요." },
    { "kr-cosmetics", "촉촉한 보습 크림이에요. 산뜻하게 발려요." },
    { "kr-finance", "이번 달 경제 소식을 모아 보내 드려요." },
    { "law-kr", "순면 100%로 만든 이불이에요. 당신의 하루가 최고의 하루가 되길 바라요." },
    { "law-us", "Shipping is free for orders over 30 dollars until 30 June." },
    { "core", "지난달 가장 많이 읽힌 글을 골랐어요. 천천히 읽어 보세요." },
  };
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *only[] = { cases[i].pack, NULL };
      const EspRuleScope scope = { .message_class = "ad", .channel = "email", .only = only };
      const EspContentText text = { "body", NULL, cases[i].text };
      g_autoptr (GPtrArray) findings = esp_content_check_texts (rules, &scope, &text, 1);

      for (guint j = 0; j < findings->len; j++)
        {
          const EspContentFinding *finding = findings->pdata[j];

          if (finding->severity >= ESP_SEVERITY_BLOCK)
            g_error ("“%s” is held back by %s", cases[i].text, finding->rule->id);
        }
    }
}

static void
test_every_rule_speaks_korean (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  g_autoptr (EspContentRules) pack =
    parse (HEAD ("p", "2026-01-01") RULE ("A", "words", "\"params\":{\"words\":[\"무료\"]}") "]}");
  const EspContentText text = { "body", NULL, "무료" };
  const EspRuleScope scope = { 0 };
  g_autoptr (GPtrArray) findings = esp_content_check_texts (pack, &scope, &text, 1);
  g_autofree char *sentence = esp_content_finding_dup_sentence (findings->pdata[0], "ko");

  g_assert_cmpstr (sentence, ==, "“무료”는 안 돼요");
  for (guint i = 0; i < esp_content_rules_get_n (rules); i++)
    {
      const EspContentRule *rule = esp_content_rules_get (rules, i);

      if (rule->sentence_ko == NULL || rule->fine_ko == NULL)
        g_error ("%s has no Korean", rule->id);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *pack;
    const char *place;
  } cases[] = {
    { "{\n\"format\":2,\n\"id\" 3}", "line 3, letter " },
    { "[]", "no object in braces" },
    { "{\"format\":1}", "format" },
    { HEAD ("a b", "2026-01-01") "]}", "“id”" },
    { HEAD ("a", "2026-02-30") "]}", "“date”" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words", "\"params\":{}") "]}", "rules[0].params.words" },
    { HEAD ("a", "2026-02-03") RULE ("A", "near", "\"params\":{\"words\":[\"a\"]}") "]}",
      "rules[0].params.with" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words", "\"params\":{\"words\":[\"a\"],\"im\":[]}") "]}",
      "rules[0].params.im" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words", "\"params\":{\"words\":\"a\"}") "]}",
      "rules[0].params.words" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words", "\"params\":{\"words\":[\"* |\"]}") "]}",
      "no letter" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words", "\"params\":{\"words\":[\"free~\"]}") "]}",
      "the stem of a Korean verb" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "near", "\"params\":{\"words\":[\"a\"],\"with\":[\"b\"],\"within\":-5}") "]}",
      "rules[0].params.within" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "near", "\"params\":{\"words\":[\"@no\"],\"with\":[\"b\"]}") "]}",
      "rules[0].params.words" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "words", "\"params\":{\"words\":[\"a\"],\"also\":[{\"words\":[\"b\"]}]}") "]}",
      "rules[0].params.also[0].with" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "words",
              "\"params\":{\"words\":[\"a\"],\"also\":[{\"words\":[\"b\"],\"with\":[\"c\"],"
              "\"within\":-1}]}") "]}",
      "rules[0].params.also[0].within" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "length", "\"params\":{\"unit\":\"letters\",\"max\":1e999}") "]}",
      "rules[0].params.max" },
    { HEAD ("a", "2026-02-03") RULE ("A", "length", "\"params\":{\"min\":9,\"max\":3}") "]}",
      "less than min" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "words", "\"countries\":[\"kor\"],\"params\":{\"words\":[\"a\"]}") "]}",
      "two capitals" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "words", "\"url\":\"javascript:x\",\"params\":{\"words\":[\"a\"]}") "]}",
      "rules[0].url" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "words", "\"reason\":\"{9}\",\"digits\":1,\"params\":{\"words\":[\"a\"]}") "]}",
      "rules[0].digits" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words",
                                     "\"params\":{\"words\":[\"a\"],\"in\":[\"tail\"]"
                                     "}") "]}",
      "rules[0].params.in" },
    { HEAD ("a", "2026-02-03")
        RULE ("A", "words",
              "\"params\":{\"words\":[\"a\"]}") "," RULE ("A", "words",
                                                          "\"params\":{\"words\":[\"b\"]}") "]}",
      "rules[1].id" },
    { HEAD ("a", "2026-02-03") RULE ("A", "words",
                                     "\"from\":\"2026-03-01\",\"until\":\"2026-02-01\",\"params\":{"
                                     "\"words\":[\"a\"]}") "]"
                                                           "}",
      "rules[0].until" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspContentRules) rules = esp_content_rules_parse (cases[i].pack, -1, &error);

      g_assert_null (rules);
      g_assert_error (error, ESP_CONTENT_RULES_ERROR, ESP_CONTENT_RULES_ERROR_INVALID);
      if (strstr (error->message, cases[i].place) == NULL)
        g_error ("case %u: %s", i, error->message);
    }
}

/* A pack that is written to take for ever ends, and says that it did not see everything. */
static void
test_slow_packs_end (void)
{
  g_autoptr (EspContentRules) rules = esp_content_rules_new_own ();
  g_autoptr (GString) pack = g_string_new (
    HEAD ("slow",
          "2099-01-01") "{\"id\":\"S\",\"kind\":\"words\",\"severity\":\"warn\",\"sentence\":\"a\","
                        "\"fine\":\"b\",\"source\":\"c\",\"params\":{\"words\":[");
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GString) word = g_string_new (NULL);
  const EspRuleScope scope = { .message_class = "ad", .channel = "email" };
  g_autoptr (GPtrArray) findings = NULL;
  gboolean is_told = FALSE;

  for (guint i = 0; i < 100; i++)
    g_string_append (word, "가");
  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (pack, "%s\"%s나\"", i > 0 ? "," : "", word->str);
  g_string_append (pack, "]}}]}");
  for (guint i = 0; i < 20000; i++)
    g_string_append (body, "가");
  g_string_append (body, " 나");
  {
    const EspContentText text = { "body", NULL, body->str };
    g_autoptr (GError) error = NULL;
    EspContentRules *parsed = esp_content_rules_parse (pack->str, (gssize) pack->len, &error);

    g_assert_no_error (error);
    g_assert_true (esp_content_rules_take_pack (rules, parsed, &error));
    findings = esp_content_check_texts (rules, &scope, &text, 1);
  }
  for (guint i = 0; i < findings->len; i++)
    is_told |= g_str_equal (((EspContentFinding *) findings->pdata[i])->rule->id, "PACK-SLOW");
  g_assert_true (is_told);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/rule-packs/kinds", test_kinds);
  g_test_add_func ("/engine/rule-packs/days", test_days);
  g_test_add_func ("/engine/rule-packs/slow-packs-end", test_slow_packs_end);
  g_test_add_func ("/engine/rule-packs/the-newer-pack-counts", test_the_newer_pack_counts);
  g_test_add_func ("/engine/rule-packs/choices", test_choices);
  g_test_add_func ("/engine/rule-packs/industries", test_industries);
  g_test_add_func ("/engine/rule-packs/lawful", test_lawful);
  g_test_add_func ("/engine/rule-packs/every-rule-speaks-korean", test_every_rule_speaks_korean);
  g_test_add_func ("/engine/rule-packs/no-word-is-near-itself", test_no_word_is_near_itself);
  g_test_add_func ("/engine/rule-packs/refused", test_refused);
  return g_test_run ();
}
