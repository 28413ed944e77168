/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holidays as they were and as the law makes them: what is given back, what is not, and what a workspace adds. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/plan/esp-holidays.h"

#include <string.h>

#include "test-home.h"

static GDate
day_of (const char *text)
{
  guint numbers[3] = { 0, 0, 0 };
  GDate day;

  for (guint i = 0, part = 0; text[i] != '\0'; i++)
    if (text[i] == '-')
      part++;
    else
      numbers[part] = numbers[part] * 10 + (guint) (text[i] - '0');
  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]);
  return day;
}

static char *
describe_off (EspHolidays *holidays, const char *from, const char *to)
{
  GDate first = day_of (from), last = day_of (to);
  g_autoptr (GPtrArray) days = esp_holidays_list (holidays, &first, &last);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < days->len; i++)
    {
      const EspHoliday *one = g_ptr_array_index (days, i);
      char on[16];

      if (!one->is_off)
        continue;
      g_date_strftime (on, sizeof on, "%m-%d", &one->day);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", on, one->id);
    }
  return g_string_free (text, FALSE);
}

/* The days that were, or will be, closed in Korea by the orders of each year. */
static void
test_korea (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *days;
  } cases[] = {
    { "2014-09-01", "2014-09-30",
      "09-07 chuseok-eve, 09-08 chuseok, 09-09 chuseok-after, 09-10 chuseok-eve-substitute" },
    { "2017-10-01", "2017-10-09",
      "10-02 temporary-2017-10-02, 10-03 chuseok-eve, 10-03 foundation, 10-04 chuseok, "
      "10-05 chuseok-after, 10-06 chuseok-eve-substitute, 10-09 hangul" },
    { "2018-05-05", "2018-05-22", "05-05 children, 05-07 children-substitute, 05-22 buddha" },
    { "2020-08-15", "2020-08-18", "08-15 liberation, 08-17 temporary-2020-08-17" },
    { "2021-07-01", "2021-10-31",
      "08-15 liberation, 08-16 liberation-substitute, 09-20 chuseok-eve, 09-21 chuseok, "
      "09-22 chuseok-after, 10-03 foundation, 10-04 foundation-substitute, 10-09 hangul, "
      "10-11 hangul-substitute" },
    { "2021-12-25", "2021-12-31", "12-25 christmas" },
    { "2022-01-31", "2022-02-03", "01-31 seollal-eve, 02-01 seollal, 02-02 seollal-after" },
    { "2022-09-09", "2022-09-12",
      "09-09 chuseok-eve, 09-10 chuseok, 09-11 chuseok-after, 09-12 chuseok-after-substitute" },
    { "2023-01-21", "2023-01-24",
      "01-21 seollal-eve, 01-22 seollal, 01-23 seollal-after, 01-24 seollal-substitute" },
    { "2023-05-27", "2023-05-29", "05-27 buddha, 05-29 buddha-substitute" },
    { "2024-02-09", "2024-02-12",
      "02-09 seollal-eve, 02-10 seollal, 02-11 seollal-after, 02-12 seollal-after-substitute" },
    { "2025-05-01", "2025-05-06",
      "05-01 labour-paid, 05-05 buddha, 05-05 children, "
      "05-06 buddha-substitute" },
    { "2025-10-03", "2025-10-09",
      "10-03 foundation, 10-05 chuseok-eve, 10-06 chuseok, 10-07 chuseok-after, "
      "10-08 chuseok-eve-substitute, 10-09 hangul" },
    { "2026-01-01", "2026-12-31",
      "01-01 new-year, 02-16 seollal-eve, 02-17 seollal, 02-18 seollal-after, 03-01 independence, "
      "03-02 independence-substitute, 05-01 labour, 05-05 children, 05-24 buddha, "
      "05-25 buddha-substitute, 06-03 election-2026-06-03, 06-06 memorial, 07-17 constitution, "
      "08-15 liberation, 08-17 liberation-substitute, 09-24 chuseok-eve, 09-25 chuseok, "
      "09-26 chuseok-after, 10-03 foundation, 10-05 foundation-substitute, 10-09 hangul, "
      "12-25 christmas" },
    { "2027-02-06", "2027-07-31",
      "02-06 seollal-eve, 02-07 seollal, 02-08 seollal-after, 02-09 seollal-substitute, "
      "03-01 independence, 05-01 labour, 05-03 labour-substitute, 05-05 children, 05-13 buddha, "
      "06-06 memorial, 07-17 constitution, 07-19 constitution-substitute" },
    { "2028-10-01", "2028-10-09",
      "10-02 chuseok-eve, 10-03 chuseok, 10-03 foundation, 10-04 chuseok-after, "
      "10-05 chuseok-substitute, 10-09 hangul" },
    { "2007-07-17", "2007-07-17", "07-17 constitution-before" },
    { "2015-07-17", "2015-07-17", "" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspHolidays) holidays = esp_holidays_new ("KR", NULL, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *days = describe_off (holidays, cases[i].from, cases[i].to);

      g_assert_cmpstr (days, ==, cases[i].days);
    }
  g_assert_true (esp_holidays_knows_year (holidays, 2000));
  g_assert_true (esp_holidays_knows_year (holidays, 2050));
  g_assert_false (esp_holidays_knows_year (holidays, 2051));
  g_assert_nonnull (esp_holidays_get_sources (holidays)[0]);
}

static void
test_workdays (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspHolidays) holidays = esp_holidays_new ("KR", "", &error);
  GDate first = day_of ("2026-09-23"), last = day_of ("2026-09-30"), next;
  GDate eve = day_of ("2026-09-24"), saturday = day_of ("2026-10-03");
  GDate friday = day_of ("2026-11-27"), armistice = day_of ("2026-11-11");

  g_assert_no_error (error);
  g_assert_cmpuint (esp_holidays_count_workdays (holidays, &first, &last), ==, 4);
  esp_holidays_next_workday (holidays, &eve, &next);
  g_assert_cmpuint (g_date_get_day (&next), ==, 28);
  esp_holidays_next_workday (holidays, &saturday, &next);
  g_assert_cmpuint (g_date_get_day (&next), ==, 6); /* the Monday is given back */
  g_assert_true (esp_holidays_is_workday (holidays, &armistice));
  {
    g_autoptr (GPtrArray) days = esp_holidays_list (holidays, &friday, &friday);
    const EspHoliday *one;

    g_assert_cmpuint (days->len, ==, 1);
    one = g_ptr_array_index (days, 0);
    g_assert_cmpstr (one->id, ==, "black-friday");
    g_assert_cmpstr (esp_holiday_get_name (one, ESP_LANG_KO), ==, "블랙프라이데이");
    g_assert_cmpstr (esp_holiday_kind_get_name (one->kind), ==, "occasion");
  }
}

static void
test_own (void)
{
  g_autoptr (GError) error = NULL;
  GDate founding = day_of ("2026-04-06"), later = day_of ("2027-04-06");
  GDate christmas = day_of ("2026-12-25");
  g_autofree char *one = esp_holidays_own_add (NULL, &founding, "창립기념일", TRUE, TRUE, &error);
  g_autofree char *two = esp_holidays_own_hide (one, "christmas", TRUE, &error);
  g_autofree char *three = NULL;
  g_autofree char *none = NULL;
  g_autoptr (EspHolidays) holidays = esp_holidays_new ("KR", two, &error);

  g_assert_no_error (error);
  g_assert_false (esp_holidays_is_workday (holidays, &founding));
  g_assert_false (esp_holidays_is_workday (holidays, &later));
  g_assert_true (esp_holidays_is_workday (holidays, &christmas));
  three = esp_holidays_own_remove (two, "own-2026-04-06", &error);
  g_assert_no_error (error);
  g_assert_null (strstr (three, "창립"));
  none = esp_holidays_own_remove (three, "own-2026-04-06", &error);
  g_assert_null (none);
  g_assert_nonnull (strstr (error->message, "own-2026-04-06"));
}

/* A table that is wrong is refused with a sentence that says where. */
static void
test_bad (void)
{
  static const struct
  {
    const char *json;
    const char *words;
  } cases[] = {
    { "", "no JSON" },
    { "[]", "no JSON" },
    { "{\"days\":[{\"id\":\"x\"}]}", "names ko and en" },
    { "{\"days\":[{\"id\":\"x\",\"ko\":\"가\",\"en\":\"a\",\"kind\":\"public\",\"on\":\"02-30\"}]}",
      "02-30" },
    { "{\"days\":[{\"id\":\"x\",\"ko\":\"가\",\"en\":\"a\",\"kind\":\"feast\",\"on\":\"02-03\"}]}",
      "feast" },
    { "{\"days\":[{\"id\":\"x\",\"ko\":\"가\",\"en\":\"a\",\"kind\":\"public\"}]}", "is expected" },
    { "{\"days\":[{\"id\":\"x\",\"ko\":\"가\",\"en\":\"a\",\"kind\":\"public\",\"lunar\":\"z\"}]}",
      "“z”" },
    { "{\"days\":[7]}", "object" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspHolidays) holidays =
        esp_holidays_new_from_data (cases[i].json, strlen (cases[i].json), NULL, &error);

      g_assert_null (holidays);
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

/* Leap days exist in leap years, and a country without a pack has weekends. */
static void
test_odd (void)
{
  g_autoptr (GError) error = NULL;
  GDate leap = day_of ("2024-02-29"), after = day_of ("2025-02-28"), sunday = day_of ("2026-11-22");
  g_autofree char *own = esp_holidays_own_add ("", &leap, "Leap", TRUE, TRUE, &error);
  g_autoptr (EspHolidays) holidays = esp_holidays_new ("ZZ", own, &error);

  g_assert_no_error (error);
  g_assert_false (esp_holidays_is_workday (holidays, &leap));
  g_assert_true (esp_holidays_is_workday (holidays, &after));
  g_assert_false (esp_holidays_is_workday (holidays, &sunday));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/holidays/korea", test_korea);
  g_test_add_func ("/engine/holidays/workdays", test_workdays);
  g_test_add_func ("/engine/holidays/own-days", test_own);
  g_test_add_func ("/engine/holidays/bad-table", test_bad);
  g_test_add_func ("/engine/holidays/odd-years", test_odd);
  return g_test_run ();
}
