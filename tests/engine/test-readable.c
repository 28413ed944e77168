/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how a line with personalisation is shown to people. */
#include "config.h"

#include "engine/content/esp-readable.h"

static const char *
name_cb (const char *key, gpointer user_data)
{
  if (g_str_equal (key, "name"))
    return "이름";
  return g_str_equal (key, "company") ? "회사" : NULL;
}

static void
assert_reads (const char *text, const char *expected)
{
  g_autofree char *read = esp_readable_dup (text, name_cb, NULL);

  g_assert_cmpstr (read, ==, expected);
}

static void
test_names (void)
{
  assert_reads ("(광고) {{ name | default: '고객' }}님, 가을 소식", "(광고) [이름]님, 가을 소식");
  assert_reads ("{{name}}·{{-lead.company-}}!", "[이름]·[회사]!");
  assert_reads ("{{ unknown_key }}", "[unknown_key]");
  assert_reads ("{{ 'a' | upcase }}", "[…]");
  assert_reads ("no code", "no code");
  assert_reads ("", "");
}

static void
test_tags_are_left_out (void)
{
  assert_reads ("{% if name %}Hi {{ name }}{% else %} there{% endif %}", "Hi [이름] there");
  assert_reads ("a {% comment %} b", "a b");
}

static void
test_broken_code_is_shown (void)
{
  assert_reads ("{{ name", "{{ name");
  assert_reads ("100 {% x", "100 {% x");
  assert_reads ("{{}}", "[…]");
  assert_reads ("{", "{");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/readable/names", test_names);
  g_test_add_func ("/engine/readable/tags", test_tags_are_left_out);
  g_test_add_func ("/engine/readable/broken", test_broken_code_is_shown);
  return g_test_run ();
}
