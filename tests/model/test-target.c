/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Addresses of places are read, written and compared alike; bad ones are refused. */
#include "model/esp-target.h"

#include "test-home.h"

static void
test_round_trip (void)
{
  static const char *const same[] = {
    "espalier:leads",
    "espalier:leads/42",
    "espalier:leads/42?drill=opened%20%26%20clicked&of=17",
    "espalier:segments/%EC%84%B8%EA%B7%B8?a=%25",
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspTarget) target = esp_target_parse (same[i], &error);
      g_autoptr (EspTarget) again = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = esp_target_to_string (target);
      again = esp_target_parse (text, &error);
      g_assert_no_error (error);
      g_assert_true (esp_target_equal (target, again));
    }
}

static void
test_parts (void)
{
  g_autoptr (EspTarget) target = esp_target_parse ("leads/42?of=17&name=%EA%B9%80", NULL);
  g_autoptr (EspTarget) other = esp_target_with_param (target, "of", NULL);

  g_assert_cmpstr (esp_target_get_screen (target), ==, "leads");
  g_assert_cmpint (esp_target_get_object_id (target), ==, 42);
  g_assert_cmpstr (esp_target_get_param (target, "name"), ==, "김");
  g_assert_null (esp_target_get_param (other, "of"));
  g_assert_cmpstr (esp_target_get_param (target, "of"), ==, "17");
  g_assert_false (esp_target_equal (target, other));
}

static void
test_refuses (void)
{
  static const char *const bad[] = {
    "", "espalier:", "Leads", "le ads", "leads?a=%zz", "leads/%00", "leads?noequals", "\xff"
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_target_parse (bad[i], &error));
      g_assert_error (error, ESP_TARGET_ERROR, ESP_TARGET_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/model/target/round-trip", test_round_trip);
  g_test_add_func ("/model/target/parts", test_parts);
  g_test_add_func ("/model/target/refuses-what-is-no-address", test_refuses);
  return g_test_run ();
}
