/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the search for words: evasions are found, innocent neighbours are not. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/policy/esp-rule-text.h"

#include "test-home.h"

typedef struct
{
  const char *word;
  const char *text;
  const char *found; /* NULL: it is not there */
} Case;

static const Case cases[] = {
  { "할인", "오늘만 할인합니다", "할인" },
  { "할인", "대규모할인", "할인" },
  { "할인", "할\xe2\x80\x8b인", "할\xe2\x80\x8b인" },
  { "할인", "할*인 행사", "할*인" },
  { "할인", "대폭할★인", "할★인" },
  { "할인", "할.인 행사", "할.인" },
  { "할인", "할 인 쿠폰", "할 인" },
  { "할인", "ㅎㅏㄹㅇㅣㄴ 쿠폰", "ㅎㅏㄹㅇㅣㄴ" },
  { "할인", "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xaf\xe1\x84\x8b\xe1\x85\xb5\xe1\x86\xab",
    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xaf\xe1\x84\x8b\xe1\x85\xb5\xe1\x86\xab" },
  { "할인", "할\xcc\xb6인", "할\xcc\xb6인" },
  { "할인", "역할 인정", NULL },
  { "할인", "역할-인정", NULL },
  { "할인", "그렇게 할 인정", NULL },
  { "할인", "하린이", NULL },
  { "무료", "무료ㅋㅋ", "무료" },
  { "무료", "업무 료칸", NULL },
  { "마지막 기회", "마지막기회!", "마지막기회" },
  { "마지막 기회", "마지막  기회", "마지막  기회" },
  { "마지막 기회", "마지막 그 기회", NULL },
  { "100%", "１００％ 만족", "１００％" },
  { "100%", "2100% 성장", NULL },
  { "100%", "1OO% 적중", "1OO%" },
  { "300만", "당일 3OO만", "3OO만" },
  { "100", "10oz", NULL },
  { "1위", "업계 1위", "1위" },
  { "1위", "21위", NULL },
  { "1위", "제1 위원회", NULL },
  { "free", "FREE gift", "FREE" },
  { "free", "freedom", NULL },
  { "free", "carefree", NULL },
  { "free*", "freely", "free" },
  { "free", "f r e e gift", "f r e e" },
  { "free", "F.R.E.E", "F.R.E.E" },
  { "free", "fr\xd0\xb5\xd0\xb5", "fr\xd0\xb5\xd0\xb5" },
  { "guarantee*", "guaranteed", "guarantee" },
  { "|암|", "암 예방", "암" },
  { "|암|", "암호", NULL },
  { "|암|", "안암 병원", NULL },
  { "$$$", "win $$$ now", "$$$" },
  { "(광고)", "(광고) 소식", "(광고)" },
  { "café", "CAFE\xcc\x81", "CAFE\xcc\x81" },
  { "", "nothing", NULL },
  { "할인", "", NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspRuleText) text = esp_rule_text_new (cases[i].text);
      g_autoptr (EspRuleWord) word = esp_rule_word_new (cases[i].word, FALSE);
      g_autofree char *found = NULL;
      EspRuleHit hit = { 0, 0 };

      if (esp_rule_word_find (word, text, 0, &hit))
        found = esp_rule_text_dup_found (text, hit);
      if (g_strcmp0 (found, cases[i].found) != 0)
        g_error ("“%s” in “%s”: found “%s”", cases[i].word, cases[i].text,
                 found != NULL ? found : "nothing");
    }
}

static void
test_digits (void)
{
  g_autoptr (EspRuleText) text = esp_rule_text_new ("준법감시인 심의필 제2026-0123호");
  g_autoptr (EspRuleWord) word = esp_rule_word_new ("심의필 제####-####호", TRUE);
  g_autoptr (EspRuleWord) plain = esp_rule_word_new ("제####-####호", FALSE);
  EspRuleHit hit = { 0, 0 };

  g_assert_true (esp_rule_word_find (word, text, 0, &hit));
  g_assert_false (esp_rule_word_find (plain, text, 0, &hit));
}

static void
test_goes_on_behind_a_hit (void)
{
  g_autoptr (EspRuleText) text = esp_rule_text_new ("최고의 맛, 최고의 값");
  g_autoptr (EspRuleWord) word = esp_rule_word_new ("최고", FALSE);
  EspRuleHit hit = { 0, 0 };
  guint n = 0;

  for (guint from = 0; esp_rule_word_find (word, text, from, &hit); from = hit.until)
    n++;
  g_assert_cmpuint (n, ==, 2);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/rule-text/evasions-are-found-and-neighbours-are-not", test_cases);
  g_test_add_func ("/engine/rule-text/digits", test_digits);
  g_test_add_func ("/engine/rule-text/goes-on-behind-a-hit", test_goes_on_behind_a_hit);
  return g_test_run ();
}
