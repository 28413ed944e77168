/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of searching Korean names and of choosing particles. */
#include "base/esp-hangul-verb.h"
#include "base/esp-hangul.h"

#include <string.h>

static gboolean
finds (const char *name, const char *query)
{
  g_autofree char *tokens = esp_hangul_search_tokens (name);
  g_autofree char *folded = esp_hangul_fold_query (query, NULL);
  g_auto (GStrv) all = g_strsplit (tokens, " ", -1);

  for (guint i = 0; all[i] != NULL; i++)
    if (g_str_has_prefix (all[i], folded))
      return TRUE;
  return FALSE;
}

static void
test_finds_while_typing (void)
{
  static const char *const typed[] = { "ㄱ",     "기",   "김",     "김ㅁ",    "김미", "김민",
                                       "김민ㅈ", "김밎", "김민지", "김 민지", "민",   "민지",
                                       "미",     "ㅁㅈ", "ㄱㅁㅈ", "ㄱㅁ" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    if (g_str_equal (typed[i], "김밎"))
      g_assert_false (finds ("김민지", typed[i]));
    else
      g_assert_true (finds ("김민지", typed[i]));
  g_assert_true (finds ("김미자", "김밎"));
  g_assert_true (finds ("고광수", "고과"));
  g_assert_true (finds ("고광수", "고고"));
  g_assert_true (finds ("박값진", "박갑"));
  g_assert_false (finds ("김민지", "지"));
}

static void
test_joined_consonants_count_as_two (void)
{
  gboolean is_choseong;
  g_autofree char *folded = esp_hangul_fold_query ("ㄳㅈ", &is_choseong);

  g_assert_cmpstr (folded, ==, "ㄱㅅㅈ");
  g_assert_true (is_choseong);
  g_assert_true (finds ("김수진", "ㄳ"));
}

static void
test_other_scripts (void)
{
  g_assert_true (finds ("Ada Lovelace", "love"));
  g_assert_true (finds ("Ada Lovelace", "ADA L"));
  g_assert_true (finds ("남궁민수", "민수"));
  g_assert_true (finds ("남궁민수", "ㅁㅅ"));
  g_assert_true (finds ("김민지 (주)한빛", "한빛") || finds ("김민지 (주)한빛", "(주)한"));
  g_assert_false (finds ("", "a"));
}

static void
test_jamo_and_choseong (void)
{
  g_autofree char *jamo = esp_hangul_to_jamo ("꽃값 Ab");
  g_autofree char *choseong = esp_hangul_to_choseong ("꽃값 Ab");
  /* The same name in conjoining letters, as some systems write file names. */
  g_autofree char *decomposed = esp_hangul_to_jamo ("\u1100\u1175\u11B7");

  g_assert_cmpstr (jamo, ==, "ㄲㅗㅊㄱㅏㅂㅅab");
  g_assert_cmpstr (choseong, ==, "ㄲㄱab");
  g_assert_cmpstr (decomposed, ==, "ㄱㅣㅁ");
}

static void
test_query_kind (void)
{
  gboolean is_choseong;

  g_free (esp_hangul_fold_query ("ㄱㅁ", &is_choseong));
  g_assert_true (is_choseong);
  g_free (esp_hangul_fold_query ("김ㅁ", &is_choseong));
  g_assert_false (is_choseong);
  g_free (esp_hangul_fold_query ("kim", &is_choseong));
  g_assert_false (is_choseong);
  g_free (esp_hangul_fold_query ("", &is_choseong));
  g_assert_false (is_choseong);
}

static void
test_particles (void)
{
  static const struct
  {
    const char *word;
    const char *pair;
    const char *expected;
  } cases[] = {
    { "김민지", "은/는", "는" },   { "홍길동", "은/는", "은" }, { "서울", "으로/로", "로" },
    { "부산", "으로/로", "으로" }, { "제주", "으로/로", "로" }, { "“상품”", "을/를", "을" },
    { "3", "을/를", "을" },        { "2024", "을/를", "를" },   { "Email", "을/를", "을" },
    { "Kim", "이/가", "이" },      { "Ada", "이/가", "가" },    { "漢字", "을/를", "을(를)" },
    { "VIP", "이/가", "가" },      { "URL", "으로/로", "로" },  { "CRM", "이/가", "이" },
    { "amount", "이/가", "가" },   { "net", "이/가", "이" },    { "event", "을/를", "를" },
    { "click", "을/를", "을" },    { "book", "을/를", "을" },   { "seat", "을/를", "를" },
    { "10%", "이/가", "가" },      { "web", "을/를", "을" },    { "cart", "을/를", "를" },
    { "홍길동", "를", "을" },      { "1", "으로/로", "로" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (esp_hangul_pick_particle (cases[i].word, cases[i].pair), ==,
                     cases[i].expected);
  g_assert_null (esp_hangul_pick_particle ("김", "xyz"));
  g_assert_cmpint (esp_hangul_get_final (""), ==, ESP_HANGUL_FINAL_UNKNOWN);
}

static gboolean
is_form_of (const char *stem, const char *text)
{
  g_auto (GStrv) forms = esp_hangul_conjugate (stem);

  for (guint i = 0; forms[i] != NULL; i++)
    {
      g_autofree char *whole = g_strdup_printf ("|%s|", text);

      if (g_str_equal (whole, forms[i]) || g_str_has_prefix (text, forms[i]))
        return TRUE;
    }
  return FALSE;
}

static void
test_verbs (void)
{
  static const struct
  {
    const char *stem;
    const char *text;
    gboolean is_form;
  } cases[] = {
    { "사라지", "사라집니다", TRUE }, { "사라지", "사라졌어요", TRUE },
    { "사라지", "사라진", TRUE },     { "사라지", "사라지게", TRUE },
    { "사라지", "사라다빵", FALSE },  { "낫", "나았어요", TRUE },
    { "낫", "낫게", TRUE },           { "낫", "나은", TRUE },
    { "낫", "나라", FALSE },          { "막", "막아", TRUE },
    { "막", "막습니다", TRUE },       { "막", "막걸리", FALSE },
    { "잡", "잡았다", TRUE },         { "잡", "자우림", FALSE },
    { "없애", "없앴어요", TRUE },     { "떨어지", "떨어져요", TRUE },
    { "낮추", "낮춰", TRUE },         { "낮추", "낮췄다", TRUE },
    { "오르", "올라요", TRUE },       { "오르", "오릅니다", TRUE },
    { "팔", "파는", TRUE },           { "팔", "팝니다", TRUE },
    { "팔", "팔찌", FALSE },          { "팔", "판", TRUE },
    { "팔", "판매", FALSE },          { "벌", "법을", FALSE },
    { "벌", "법니다", TRUE },         { "돕", "도와", TRUE },
    { "가볍", "가벼워요", TRUE },     { "해결하", "해결했다", TRUE },
    { "해결하", "해결해요", TRUE },   { "빼", "뺐어요", TRUE },
    { "빼", "빼고", TRUE },           { "빼", "빼빼로", FALSE },
    { "크", "컸어요", TRUE },         { "크", "크림", FALSE },
    { "듣", "들었다", TRUE },         { "되", "됐어요", TRUE },
    { "모으", "모았다", TRUE },       { "VIP", "VIP", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (is_form_of (cases[i].stem, cases[i].text) != cases[i].is_form)
      g_error ("%s~ and %s", cases[i].stem, cases[i].text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hangul/finds-while-typing", test_finds_while_typing);
  g_test_add_func ("/base/hangul/joined-consonants", test_joined_consonants_count_as_two);
  g_test_add_func ("/base/hangul/other-scripts", test_other_scripts);
  g_test_add_func ("/base/hangul/jamo-and-choseong", test_jamo_and_choseong);
  g_test_add_func ("/base/hangul/query-kind", test_query_kind);
  g_test_add_func ("/base/hangul/particles", test_particles);
  g_test_add_func ("/base/hangul/verbs", test_verbs);
  return g_test_run ();
}
