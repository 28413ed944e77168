/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of making email addresses and phone numbers uniform. */
#include "base/esp-email-address.h"
#include "base/esp-phone.h"
#include "base/esp-random.h"

static void
test_email_forms (void)
{
  static const struct
  {
    const char *text;
    const char *expected; /* NULL: refused */
    EspEmailProblem problem;
  } cases[] = {
    { "kim@example.com", "kim@example.com", ESP_EMAIL_OK },
    { "  Kim@EXAMPLE.Com\t", "Kim@example.com", ESP_EMAIL_OK },
    { "\u200Bkim@example.com\uFEFF", "kim@example.com", ESP_EMAIL_OK },
    { "kim＠example．com", "kim@example.com", ESP_EMAIL_OK },
    { "ｋｉｍ@example.com", "kim@example.com", ESP_EMAIL_OK },
    { "김민지 <kim@example.com>", "kim@example.com", ESP_EMAIL_OK },
    { "\"Kim, Minji\" <kim@example.com>", "kim@example.com", ESP_EMAIL_OK },
    { "kim@example.com (김민지)", "kim@example.com", ESP_EMAIL_OK },
    { "'kim@example.com'", "kim@example.com", ESP_EMAIL_OK },
    { "mailto:kim@example.com?subject=x", "kim@example.com", ESP_EMAIL_OK },
    { "kim@example.com;", "kim@example.com", ESP_EMAIL_OK },
    { "kim@한국.com", "kim@xn--3e0b707e.com", ESP_EMAIL_OK },
    { "kim+tag@sub.example.co.kr", "kim+tag@sub.example.co.kr", ESP_EMAIL_OK },
    { "o'brien@example.ie", "o'brien@example.ie", ESP_EMAIL_OK },
    { "", NULL, ESP_EMAIL_EMPTY },
    { " \u200B ", NULL, ESP_EMAIL_EMPTY },
    { "kim.example.com", NULL, ESP_EMAIL_NO_AT },
    { "a@b.com, c@d.com", NULL, ESP_EMAIL_SEVERAL },
    { "a@b@c.com", NULL, ESP_EMAIL_SEVERAL },
    { "@example.com", NULL, ESP_EMAIL_BAD_LOCAL },
    { "kim..lee@example.com", NULL, ESP_EMAIL_BAD_LOCAL },
    { ".kim@example.com", NULL, ESP_EMAIL_BAD_LOCAL },
    { "김@example.com", NULL, ESP_EMAIL_BAD_LOCAL },
    { "ki m@example.com", NULL, ESP_EMAIL_BAD_LOCAL },
    { "kim@example", NULL, ESP_EMAIL_NO_TLD },
    { "kim@1.2.3.4", NULL, ESP_EMAIL_NO_TLD },
    { "kim@-bad.com", NULL, ESP_EMAIL_BAD_DOMAIN },
    { "kim@bad..com", NULL, ESP_EMAIL_BAD_DOMAIN },
    { "kim@ex_ample.com", NULL, ESP_EMAIL_BAD_DOMAIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspEmailAddress address;
      EspEmailProblem problem = esp_email_normalize (cases[i].text, &address);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (problem, ==, cases[i].problem);
      if (problem == ESP_EMAIL_OK)
        {
          g_assert_cmpstr (address.address, ==, cases[i].expected);
          g_assert_cmpint (address.address[address.domain_offset - 1], ==, '@');
        }
      else
        g_assert_nonnull (esp_email_problem_to_string (problem));
    }
}

static void
test_email_limits (void)
{
  g_autofree char *local = g_strnfill (65, 'a');
  g_autofree char *long_local = g_strconcat (local, "@example.com", NULL);
  g_autofree char *label = g_strnfill (64, 'b');
  g_autofree char *long_label = g_strconcat ("a@", label, ".com", NULL);
  g_autofree char *huge = g_strnfill (100000, 'c');
  EspEmailAddress address;

  g_assert_cmpint (esp_email_normalize (long_local, &address), ==, ESP_EMAIL_BAD_LOCAL);
  g_assert_cmpint (esp_email_normalize (long_label, &address), ==, ESP_EMAIL_BAD_DOMAIN);
  g_assert_cmpint (esp_email_normalize (huge, &address), ==, ESP_EMAIL_TOO_LONG);
}

static void
test_email_suggestions (void)
{
  g_autofree char *naver = esp_email_suggest ("kim@naver.co");
  g_autofree char *ending = esp_email_suggest ("kim@example.con");
  g_autofree char *name = esp_email_dup_display_name ("\"김민지\" <kim@example.com>");

  g_assert_cmpstr (naver, ==, "kim@naver.com");
  g_assert_cmpstr (ending, ==, "kim@example.com");
  g_assert_null (esp_email_suggest ("kim@gmail.com"));
  g_assert_cmpstr (name, ==, "김민지");
  g_assert_null (esp_email_dup_display_name ("kim@example.com"));
  g_assert_true (esp_email_is_role ("Info@example.com"));
  g_assert_false (esp_email_is_role ("information@example.com"));
}

static void
test_phone_forms (void)
{
  static const struct
  {
    const char *text;
    const char *region;
    const char *expected; /* NULL: refused */
    gboolean is_repaired;
  } cases[] = {
    { "010-1234-5678", "KR", "+821012345678", FALSE },
    { "010 1234 5678", "KR", "+821012345678", FALSE },
    { "010.1234.5678", "KR", "+821012345678", FALSE },
    { "010-1234-5678 (집)", "KR", "+821012345678", FALSE },
    { "0082 10 1234 5678", "KR", "+821012345678", FALSE },
    { "0014155552671", "KR", "+14155552671", FALSE },
    { "(010)1234-5678", "KR", "+821012345678", FALSE },
    { "０１０-１２３４-５６７８", "KR", "+821012345678", FALSE },
    { "+82 10-1234-5678", "KR", "+821012345678", FALSE },
    { "+82-10-1234-5678", NULL, "+821012345678", FALSE },
    { "+82 010-1234-5678", "KR", "+821012345678", FALSE },
    { "1012345678", "KR", "+821012345678", TRUE },
    { "1012345678.0", "KR", "+821012345678", TRUE },
    { "02-312-3456", "KR", "+8223123456", FALSE },
    { "23123456", "KR", "+8223123456", TRUE },
    { "1588-1588", "KR", "+8215881588", FALSE },
    { "+1 650-253-0000", "KR", "+16502530000", FALSE },
    { "650-253-0000", "US", "+16502530000", FALSE },
    { "1.01E+09", "KR", NULL, FALSE },
    { "1.01235E+9", "KR", NULL, FALSE },
    { "010-1234", "KR", NULL, FALSE },
    { "전화없음", "KR", NULL, FALSE },
    { "650-253-0000", NULL, NULL, FALSE },
    { "", "KR", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspPhone phone;
      EspPhoneProblem problem = esp_phone_normalize (cases[i].text, cases[i].region, &phone);

      g_test_message ("%s", cases[i].text);
      if (cases[i].expected == NULL)
        {
          g_assert_cmpint (problem, !=, ESP_PHONE_OK);
          continue;
        }
      g_assert_cmpint (problem, ==, ESP_PHONE_OK);
      g_assert_cmpstr (phone.e164, ==, cases[i].expected);
      g_assert_cmpint (phone.is_repaired, ==, cases[i].is_repaired);
    }
}

static void
test_phone_shortcut_agrees_with_library (void)
{
  static const char *const shapes[] = { "010%04u%04u", "010-%04u-%04u", "+8210%04u%04u",
                                        "+82 10-%04u-%04u" };
  EspRandom random;

  esp_random_init (&random, 20250318);
  for (guint i = 0; i < 12000; i++)
    {
      char text[32];
      EspPhone quick, slow;
      EspPhoneProblem quick_problem, slow_problem;
      guint first = i < 10000 ? i : esp_random_below (&random, 10000);
      guint second = esp_random_below (&random, 10000);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      g_snprintf (text, sizeof text, shapes[i % G_N_ELEMENTS (shapes)], first, second);
#pragma GCC diagnostic pop
      quick_problem = esp_phone_normalize (text, "KR", &quick);
      slow_problem = esp_phone_normalize_by_library (text, "KR", &slow);
      g_test_message ("%s", text);
      g_assert_cmpint (quick_problem, ==, slow_problem);
      if (slow_problem != ESP_PHONE_OK)
        continue;
      g_assert_cmpstr (quick.e164, ==, slow.e164);
      g_assert_cmpint (quick.kind, ==, slow.kind);
    }
}

static void
test_phone_shows_in_national_form (void)
{
  g_autofree char *home = esp_phone_format ("+821012345678", "KR");
  g_autofree char *abroad = esp_phone_format ("+821012345678", "US");

  g_assert_cmpstr (home, ==, "010-1234-5678");
  g_assert_cmpstr (abroad, ==, "+82 10-1234-5678");
  g_assert_true (esp_phone_is_region ("KR"));
  g_assert_false (esp_phone_is_region ("QQ"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/email/forms", test_email_forms);
  g_test_add_func ("/base/email/limits", test_email_limits);
  g_test_add_func ("/base/email/suggestions", test_email_suggestions);
  g_test_add_func ("/base/phone/forms", test_phone_forms);
  g_test_add_func ("/base/phone/shortcut-agrees-with-library",
                   test_phone_shortcut_agrees_with_library);
  g_test_add_func ("/base/phone/shows-in-national-form", test_phone_shows_in_national_form);
  return g_test_run ();
}
