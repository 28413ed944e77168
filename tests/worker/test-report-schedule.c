/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports are due by the calendar of their zone, and what is wrong with a schedule is told. */
#include "worker/esp-report-schedule.h"

#include "test-home.h"

/* 2026-02-27 (a Friday) 10:00 in Seoul */
#define FRIDAY G_GINT64_CONSTANT (1772154000000000)

static void
assert_next (const char *json, gint64 after_us, const char *zone_name, const char *expected)
{
  g_auto (EspReportSchedule) schedule = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *text = NULL;

  g_assert_true (esp_report_schedule_parse (json, &schedule, &error));
  g_assert_no_error (error);
  utc = g_date_time_new_from_unix_utc (esp_report_schedule_next (&schedule, after_us, zone) /
                                       G_USEC_PER_SEC);
  local = g_date_time_to_timezone (utc, zone);
  text = g_date_time_format (local, "%Y-%m-%d %H:%M");
  g_assert_cmpstr (text, ==, expected);
}

static void
test_next (void)
{
  assert_next ("{\"every\":\"day\",\"at\":\"10:00\",\"folder\":\"/x\"}", FRIDAY, "Asia/Seoul",
               "2026-02-28 10:00");
  assert_next ("{\"every\":\"day\",\"at\":\"10:01\",\"folder\":\"/x\"}", FRIDAY, "Asia/Seoul",
               "2026-02-27 10:01");
  assert_next ("{\"every\":\"week\",\"on\":1,\"at\":\"09:00\",\"folder\":\"/x\"}", FRIDAY,
               "Asia/Seoul", "2026-03-02 09:00");
  /* The last day of a month that has no 31st. */
  assert_next ("{\"every\":\"month\",\"on\":31,\"at\":\"09:00\",\"folder\":\"/x\"}", FRIDAY,
               "Asia/Seoul", "2026-02-28 09:00");
  /* A night in which the clock skips from two to three. */
  assert_next ("{\"every\":\"day\",\"at\":\"02:30\",\"folder\":\"/x\"}",
               G_GINT64_CONSTANT (1774702800000000), "Europe/Berlin", "2026-03-29 03:00");
}

static void
test_round_trip (void)
{
  static const char json[] = "{\"every\":\"week\",\"on\":5,\"at\":\"18:05\",\"format\":\"xlsx\","
                             "\"appendix\":false,\"skips\":true,\"email\":\"me@example.com\"}";
  g_auto (EspReportSchedule) schedule = { 0 };
  g_autofree char *again = NULL;

  g_assert_true (esp_report_schedule_parse (json, &schedule, NULL));
  again = esp_report_schedule_to_json (&schedule);
  g_assert_cmpstr (again, ==, json);
}

static void
test_faults (void)
{
  static const char *const wrong[] = {
    "",
    "[]",
    "{\"at\":\"09:00\"}",
    "{\"at\":\"9\",\"folder\":\"/x\"}",
    "{\"at\":\"24:00\",\"folder\":\"/x\"}",
    "{\"at\":\"09:00\",\"folder\":\"x\"}",
    "{\"at\":\"09:00\",\"email\":\"me\"}",
    "{\"at\":\"09:00\",\"email\":\"me@example.com\",\"format\":\"png\"}",
    "{\"at\":\"09:00\",\"every\":\"week\",\"on\":8,\"folder\":\"/x\"}",
    "{\"at\":\"09:00\",\"every\":\"hour\",\"folder\":\"/x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_auto (EspReportSchedule) schedule = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (esp_report_schedule_parse (wrong[i], &schedule, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/report-schedule/next", test_next);
  g_test_add_func ("/report-schedule/round-trip", test_round_trip);
  g_test_add_func ("/report-schedule/faults", test_faults);
  return g_test_run ();
}
