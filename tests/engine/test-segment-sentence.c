/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule reads as one natural sentence in both languages, and every condition is found in it. */
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-sentence.h"

#include <string.h>

static const struct
{
  const char *rule;
  const char *ko;
  const char *en;
} sentences[] = {
  { "", "모든 리드", "All leads" },
  { "city in [\"서울\", \"경기\"]", "도시가 서울 또는 경기인 리드",
    "Leads whose city is 서울 or 경기" },
  { "all(city in [\"서울\", \"경기\"], event(\"open\") count>=2 in last 30 days, any(ltv >= "
    "300000, "
    "tag = \"VIP\"), none(event(\"order\") in last 7 days))",
    "도시가 서울 또는 경기이고, 최근 30일 안에 이메일을 2회 이상 열람했고, (누적 구매액이 ₩300,000 "
    "이상이거나 VIP 태그가 있고), 최근 7일 안에 구매하지 않은 리드",
    "Leads whose city is 서울 or 경기, who opened an email at least 2 times in the last 30 days, "
    "(whose "
    "LTV is at least ₩300,000 or who are tagged VIP), and who did not order in the last 7 days" },
  { "none(city = \"서울\", tag = \"old\")", "(도시가 서울이거나 old 태그가 있는) 경우가 아닌 리드",
    "Leads who are not among those (whose city is 서울 or who are tagged old)" },
  { "any(score < 3, name is unknown)", "점수가 3 미만이거나 이름이 비어 있는 리드",
    "Leads whose score is below 3 or whose name is unknown" },
  { "all(city != \"부산\" or unknown, not segment(\"S\"))",
    "도시가 부산이 아니거나 비어 있고, ‘단골’ 세그먼트에 속하지 않는 리드",
    "Leads whose city is not 부산 or is unknown and who are not in the segment “단골”" },
  { "consent(\"email\", \"marketing\") = \"granted\"", "이메일 마케팅 수신에 동의한 리드",
    "Leads whose marketing consent by email is granted" },
  { "message(\"opened\", \"C\") since 2026-02-03",
    "2026년 2월 3일 이후 ‘봄’ 캠페인의 이메일을 열람한 리드",
    "Leads who opened an email of the campaign “봄” since 3 February 2026" },
  { "first event(\"order\") this month", "처음 구매한 때가 이번 달인 리드",
    "Leads who ordered for the first time this month" },
  { "all(birthday between 1990-01-01 and 1999-12-31, anniversary(birthday) in next 7 days)",
    "생일이 1990년 1월 1일부터 1999년 12월 31일 사이이고, 매년 돌아오는 생일이 앞으로 7일 안인 "
    "리드",
    "Leads whose 생일 is between 1 January 1990 and 31 December 1999 and whose 생일 comes round in "
    "the "
    "next 7 days" },
  { "all(random(10%), event(\"signup\") where (plan = \"pro\", seats >= 3) count=0)",
    "무작위로 뽑은 10%에 들고, plan이 pro이고 seats가 3 이상인 것으로 가입하지 않은 리드",
    "Leads who are in a random 10 % and who did not sign up with plan is pro and seats is at "
    "least "
    "3" },
  { "event(\"demo\") where (room = \"A\")", "room이 A인 ‘demo’ 행동을 한 리드",
    "Leads who did “demo” with room is A" },
  { "event(\"order\") where (amount >= 5000) within 3 days after event(\"cart\") in last 30 days",
    "최근 30일 안에 장바구니에 담은 뒤 3일 안에 amount가 5,000 이상인 것을 구매한 리드",
    "Leads who ordered with amount is at least 5,000 within 3 days after they put something into "
    "the "
    "cart, in the last 30 days" },
  { "all(event(\"cart\"), not event(\"order\") within 1 week after message(\"sent\", \"C\"))",
    "장바구니에 담았고, ‘봄’ 캠페인의 메시지를 발송받은 뒤 1주 안에 구매하지 않은 리드",
    "Leads who put something into the cart and who did not order within 1 week after they were "
    "sent "
    "a message of the campaign “봄”" },
  { "all(off city = \"x\", email contains \"naver\")", "이메일에 ‘naver’가 들어 있는 리드",
    "Leads whose email contains naver" },
};

static void
test_sentences_read_well (void)
{
  g_autoptr (EspRuleCatalog) catalog = esp_rule_catalog_new ();

  esp_rule_catalog_add_field (catalog, "birthday", "생일", ESP_RULE_TYPE_DATE);
  esp_rule_catalog_add_segment (catalog, "S", "단골", NULL);
  esp_rule_catalog_add_campaign (catalog, "C", "봄");
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRule) rule = esp_rule_parse_text (sentences[i].rule, NULL, NULL, &error);
      g_autoptr (EspSentence) ko = NULL;
      g_autoptr (EspSentence) en = NULL;

      g_assert_no_error (error);
      ko = esp_sentence_new (rule, catalog, "KRW", ESP_LANG_KO);
      en = esp_sentence_new (rule, catalog, "KRW", ESP_LANG_EN);
      g_assert_cmpstr (ko->text, ==, sentences[i].ko);
      g_assert_cmpstr (en->text, ==, sentences[i].en);
    }
}

static void
test_every_condition_has_its_place (void)
{
  g_autoptr (EspRule) rule =
    esp_rule_parse_text ("all(city = \"서울\", none(score > 3), any(tag = \"a\", tag = \"b\"))",
                         NULL, NULL, NULL);
  g_autoptr (EspSentence) sentence = NULL;
  gsize end = 0;

  (void) esp_rule_number (rule, 1);
  sentence = esp_sentence_new (rule, NULL, NULL, ESP_LANG_KO);
  g_assert_cmpuint (sentence->spans->len, ==, 4);
  for (guint i = 0; i < sentence->spans->len; i++)
    {
      const EspSentenceSpan *span = &g_array_index (sentence->spans, EspSentenceSpan, i);

      g_assert_cmpuint (span->start, >=, end);
      g_assert_cmpuint (span->end, >, span->start);
      g_assert_nonnull (esp_rule_find (rule, span->node_id)->condition);
      end = span->end;
    }
  g_assert_cmpuint (end, <=, strlen (sentence->text));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/segment-sentence/reads-well", test_sentences_read_well);
  g_test_add_func ("/engine/segment-sentence/every-condition-has-its-place",
                   test_every_condition_has_its_place);
  return g_test_run ();
}
