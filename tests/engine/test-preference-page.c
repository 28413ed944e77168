/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises about the page of choices: nothing is ticked unasked, nothing breaks out of its place. */
#include "engine/content/esp-preference-page.h"

#include "test-home.h"

#include <string.h>

static gboolean
email_alone (const char *channel, const char *purpose, gpointer user_data)
{
  return g_str_equal (channel, "email") && g_str_equal (purpose, "marketing");
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    n++;
  return n;
}

static void
test_ticks (void)
{
  const char *const languages[] = { "ko", "en" };

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autoptr (EspPreferencePage) page = esp_preference_page_new (languages[i]);
      EspPreferenceReader reader = { .company = "A & B", .action = "https://x.example/?a=1&b=2" };
      g_autofree char *nobody = esp_preference_page_to_html (page, &reader);
      g_autofree char *somebody = NULL;

      g_assert_cmpuint (count (nobody, " checked"), ==, 0);
      g_assert_nonnull (strstr (nobody, "A &amp; B"));
      g_assert_nonnull (strstr (nobody, "action=\"https://x.example/?a=1&amp;b=2\""));
      g_assert_null (strstr (nobody, " disabled"));
      reader.is_granted = email_alone;
      reader.action = NULL;
      somebody = esp_preference_page_to_html (page, &reader);
      g_assert_cmpuint (count (somebody, " checked"), ==, 1);
      g_assert_cmpuint (count (somebody, " disabled"), ==, 2);
    }
}

static void
test_round (void)
{
  g_autoptr (EspPreferencePage) page = esp_preference_page_new ("ko");
  g_autofree char *json = esp_preference_page_to_json (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPreferencePage) again = esp_preference_page_parse (json, -1, &error);
  g_autofree char *twice = NULL;

  g_assert_no_error (error);
  twice = esp_preference_page_to_json (again);
  g_assert_cmpstr (json, ==, twice);
}

static void
test_bad (void)
{
  static const char head[] =
    "{\"language\":\"ko\",\"title\":\"t\",\"save\":\"s\",\"refuse_all\":\"r\","
    "\"done\":\"d\",\"choices\":";
  static const char *const tails[] = {
    "[]}",
    "{}}",
    "[1]}",
    "[{}]}",
    "[{\"channel\":\"fax\",\"title\":\"f\"}]}",
    "[{\"channel\":\"email\",\"title\":7}]}",
    "[{\"channel\":\"email\",\"title\":\"a\",\"frequencies\":[1]}]}"
  };
  static const char *const whole[] = { "", "[]", "{", "null", "{\"title\":\"\"}", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *json = g_strconcat (head, tails[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_preference_page_parse (json, -1, &error));
      g_assert_cmpuint (strlen (error->message), >, 10);
    }
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_preference_page_parse (whole[i], -1, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/content/preference-page/ticks", test_ticks);
  g_test_add_func ("/content/preference-page/round", test_round);
  g_test_add_func ("/content/preference-page/bad", test_bad);
  return g_test_run ();
}
