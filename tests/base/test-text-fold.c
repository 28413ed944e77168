/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which spellings of a text count as the same. */
#include "base/esp-text-fold.h"

#include <string.h>

static void
assert_same (const char *a, const char *b, gboolean same)
{
  g_autofree char *folded_a = esp_text_fold_string (a);
  g_autofree char *folded_b = esp_text_fold_string (b);

  if (g_str_equal (folded_a, folded_b) != same)
    g_error ("“%s” and “%s” become “%s” and “%s”", a, b, folded_a, folded_b);
}

static void
test_case_of_any_script (void)
{
  assert_same ("Seoul", "sEOUL", TRUE);
  assert_same ("MÜNCHEN", "München", TRUE);
  assert_same ("Straße", "STRASSE", TRUE);
  assert_same ("STRAẞE", "straße", TRUE);
  assert_same ("ΟΔΟΣ", "οδος", TRUE);
  assert_same ("ΟΔΟΣ", "οδoς", FALSE); /* a Latin o */
  assert_same ("МОСКВА", "Москва", TRUE);
  assert_same ("서울", "서울", TRUE);
  assert_same ("서울", "서을", FALSE);
  assert_same ("서울A동", "서울a동", TRUE);
  assert_same ("漢字X", "漢字x", TRUE);
  assert_same ("", "", TRUE);
  assert_same ("e", "é", FALSE);
}

static void
test_dots_of_turkish (void)
{
  static const char *const town[] = { "İstanbul", "istanbul", "ISTANBUL",
                                      "Istanbul", "ıstanbul", "i\xcc\x87stanbul" };

  for (guint i = 1; i < G_N_ELEMENTS (town); i++)
    assert_same (town[0], town[i], TRUE);
}

static void
test_one_sign_or_several (void)
{
  assert_same ("e\xcc\x81t\xc3\xa9", "été", TRUE);
  assert_same ("\xe1\x84\x80\xe1\x85\xa1", "가", TRUE); /* jamo */
}

static void
test_survives_what_is_no_text (void)
{
  g_autofree char *folded = esp_text_fold ("A\xff\xfe"
                                           "Z",
                                           4);
  g_autofree char *cut = esp_text_fold ("\xec\x84", 2);

  g_assert_cmpmem (folded, strlen (folded),
                   "a\xff\xfe"
                   "z",
                   4);
  g_assert_cmpmem (cut, strlen (cut), "\xec\x84", 2);
  g_assert_false (esp_text_is_foldless ("\xec\x84", 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text-fold/case-of-any-script", test_case_of_any_script);
  g_test_add_func ("/base/text-fold/dots-of-turkish", test_dots_of_turkish);
  g_test_add_func ("/base/text-fold/one-sign-or-several", test_one_sign_or_several);
  g_test_add_func ("/base/text-fold/survives-what-is-no-text", test_survives_what_is_no_text);
  return g_test_run ();
}
