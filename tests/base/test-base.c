/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the clock, the random numbers and the threads. */
#include "base/esp-clock.h"
#include "base/esp-json-fault.h"
#include "base/esp-json-line.h"
#include "base/esp-random.h"
#include "base/esp-thread.h"
#include "base/esp-zone.h"

static void
test_fake_clock_moves_by_hand (void)
{
  g_autoptr (EspClock) clock = esp_clock_new_fake (5);

  g_assert_cmpint (esp_clock_now_us (clock), ==, 5);
  esp_clock_advance (clock, 10);
  g_assert_cmpint (esp_clock_now_us (clock), ==, 15);
}

static void
test_random_repeats (void)
{
  EspRandom a, b;

  esp_random_init (&a, 42);
  esp_random_init (&b, 42);
  for (int i = 0; i < 1000; i++)
    {
      g_assert_cmpuint (esp_random_next (&a), ==, esp_random_next (&b));
      g_assert_cmpuint (esp_random_below (&a, 7), <, 7);
      (void) esp_random_next (&b); /* keeps the two in step */
    }
}

static void
test_members_have_lines (void)
{
  static const char json[] = "\n{\n"                             /* 2 */
                             "  \"a\": [1, \"]\\\"\", {\"b\":\n" /* 3 */
                             "    true}],\n"                     /* 4 */
                             "  \"rules\": [\n"                  /* 5 */
                             "    { \"id\": \"a\",\n"            /* 6 */
                             "      \"b\": {}, \"c\": [] },\n"   /* 7 */
                             "    { \"id\":\n"                   /* 8 */
                             "      \"b\" } ]\n"                 /* 9 */
                             "}";
  static const struct
  {
    const char *path;
    guint line;
  } cases[] = {
    { "", 2 },           { "a", 3 },           { "a[1]", 3 },           { "a[2].b", 3 },
    { "rules", 5 },      { "rules[0]", 6 },    { "rules[0].id", 6 },    { "rules[0].c", 7 },
    { "rules[0].x", 6 }, { "rules[1].id", 8 }, { "rules[2].id", 5 },    { "rules.id", 5 },
    { "nothing", 2 },    { "rules[", 6 },      { "rules[9999999]", 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].path);
      g_assert_cmpuint (esp_json_find_line (json, sizeof json - 1, cases[i].path), ==,
                        cases[i].line);
      for (gsize n = 0; n < sizeof json - 1; n++) /* cut anywhere, it ends */
        (void) esp_json_find_line (json, n, cases[i].path);
    }
}

static void
test_zones_are_read (void)
{
  static const char *const cases[][2] = {
    { "Asia/Seoul", "Asia/Seoul" },
    { "asia/seoul", "Asia/Seoul" },
    { "AMERICA/NEW_YORK", "America/New_York" },
    { "America/new york", "America/New_York" },
    { "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires" },
    { "kst", "Asia/Seoul" },
    { "GMT+9", "+09:00" },
    { "UTC +05:30", "+05:30" },
    { "+0530", "+05:30" },
    { "-8", "-08:00" },
    { "UTC", "UTC" },
    { "Asia/Nowhere", NULL },
    { "Asia", NULL },
    { "Seoul time", NULL },
    { "서울", NULL },
    { "../../etc/passwd", NULL },
    { "/etc/localtime", NULL },
    { ":/etc/localtime", NULL },
    { "+99", NULL },
    { "+", NULL },
    { "9", NULL },
    { "", NULL },
    { "US", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char name[ESP_ZONE_SIZE];
      gboolean is_zone = esp_zone_read (cases[i][0], name);

      g_test_message ("%s", cases[i][0]);
      g_assert_cmpint (is_zone, ==, cases[i][1] != NULL);
      if (is_zone)
        g_assert_cmpstr (name, ==, cases[i][1]);
    }
}

static void
test_countries_have_zones (void)
{
  g_assert_cmpstr (esp_zone_of_country ("JP"), ==, "Asia/Tokyo");
  g_assert_cmpstr (esp_zone_of_country ("kr"), ==, "Asia/Seoul");
  g_assert_cmpstr (esp_zone_of_country ("UK"), ==, "Europe/London");
  g_assert_cmpstr (esp_zone_of_country ("us"), ==, "US");
  g_assert_cmpstr (esp_zone_get_main ("US"), ==, "America/New_York");
  g_assert_null (esp_zone_of_country ("대한민국"));
  g_assert_null (esp_zone_of_country ("Korea"));
  g_assert_null (esp_zone_of_country ("XX"));
  g_assert_null (esp_zone_of_country (NULL));
  for (char a = 'A'; a <= 'Z'; a++)
    for (char b = 'A'; b <= 'Z'; b++)
      {
        const char code[] = { a, b, '\0' };
        const char *zone = esp_zone_of_country (code);
        const char *const *parts = esp_zone_get_parts (zone);
        g_autoptr (GTimeZone) open = esp_zone_open (zone);

        g_assert_true (zone == NULL || open != NULL);
        for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
          g_assert_true (esp_zone_is_known (parts[i]));
      }
}

static void
append_cb (gpointer data)
{
  int *value = data;

  *value += 1;
}

static void
test_thread_runs_in_order_and_ends (void)
{
  EspThread *thread = esp_thread_new ("test");
  int value = 0;

  esp_thread_post (thread, append_cb, &value);
  esp_thread_run (thread, append_cb, &value);
  g_assert_cmpint (value, ==, 2);
  esp_thread_join (thread);
  g_assert_finalize_object (thread);
}

static void
test_json_faults (void)
{
  static const struct
  {
    const char *json;
    const char *fault;
  } cases[] = {
    { "{\"a\": [1, -2.5e3, true, null, \"\\\"\"]}", NULL },
    { "\n{\"가\": 1,}", "line 2, letter 8: a comma stands before “}”: take it away" },
    { "{\"a\": 1 \"b\": 2}", "line 1, letter 9: a comma is missing before this" },
    { "{\"a\" 1}", "line 1, letter 6: a colon is missing after the name" },
    { "{a: 1}", "line 1, letter 2: the name of a member in \"quotation marks\" is expected" },
    { "{\"a\": [1}", "line 1, letter 9: “}” stands where “]” is expected" },
    { "{\"a\": {\"b\": 1}", "line 1, letter 1: “{” is not closed" },
    { "[\"a\n\"]",
      "line 1, letter 2: the quotation mark that ends this text is missing on its line" },
    { "[yes]", "line 1, letter 2: “yes” is no value: texts stand in \"quotation marks\"" },
    { "{\"a\": }", "line 1, letter 7: a value is missing here" },
    { "{} {}", "line 1, letter 4: something follows behind the end" },
    { " \n", "it is empty" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fault = esp_json_dup_fault (cases[i].json, strlen (cases[i].json));

      g_assert_cmpstr (fault, ==, cases[i].fault);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json/faults", test_json_faults);
  g_test_add_func ("/base/clock/fake-moves-by-hand", test_fake_clock_moves_by_hand);
  g_test_add_func ("/base/random/repeats", test_random_repeats);
  g_test_add_func ("/base/json/lines", test_members_have_lines);
  g_test_add_func ("/base/zone/reads", test_zones_are_read);
  g_test_add_func ("/base/zone/of-countries", test_countries_have_zones);
  g_test_add_func ("/base/thread/runs-in-order-and-ends", test_thread_runs_in_order_and_ends);
  return g_test_run ();
}
