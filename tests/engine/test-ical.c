/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendars of others as they are written, and ours as others read it. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-ical.h"

#include <math.h>
#include <string.h>

#include "test-home.h"

#define WRAP(event)                                                                                \
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:u\r\n" event                              \
  "END:VEVENT\r\nEND:VCALENDAR\r\n"

/* A zone whose name is the writer's own, as office programs have them: one hour east, in summer two. */
#define OFFICE(events)                                                                             \
  "BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\nBEGIN:STANDARD\r\n"       \
  "DTSTART:16011028T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"                         \
  "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nBEGIN:DAYLIGHT\r\n"                   \
  "DTSTART:16010325T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"                          \
  "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\n" \
  "TZID:Mumbai office\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0530\r\n"      \
  "TZOFFSETTO:+0530\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:o\r\n" events          \
  "END:VEVENT\r\nEND:VCALENDAR\r\n"

/* The starts of what is found, in UTC; whole days without an hour. */
static char *
read_starts (const char *text, EspIcalTold *out_told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  const EspIcalFrame frame = { zone, G_GINT64_CONSTANT (1767225600000000), /* 2026 */
                               G_GINT64_CONSTANT (1798761600000000) };
  g_autoptr (GPtrArray) events = esp_ical_parse (text, strlen (text), &frame, out_told, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < events->len && i < 8; i++)
    {
      const EspIcalEvent *event = g_ptr_array_index (events, i);
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (event->from_us / ESP_USEC_PER_SEC);
      g_autofree char *stamp = g_date_time_format (at, event->is_all_day ? "%m-%d" : "%m-%dT%H:%M");

      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", stamp);
    }
  return g_string_free (out, FALSE);
}

static const struct
{
  const char *text;
  const char *starts;
  guint n_odd;
} times[] = {
  { WRAP ("DTSTART:20260311T010000Z\r\n"), "03-11T01:00", 0 },
  { WRAP ("DTSTART;TZID=Asia/Seoul:20260311T100000\r\n"), "03-11T01:00", 0 },
  { WRAP ("DTSTART;TZID=\"America/New_York\":20260311T100000\r\n"), "03-11T14:00", 0 },
  { WRAP ("DTSTART;TZID=/x.org/2021/Asia/Tokyo:20260311T100000\r\n"), "03-11T01:00", 0 },
  { WRAP ("DTSTART:20260311T100000\r\n"), "03-11T01:00", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260505\r\n"), "05-05", 0 },
  { WRAP ("DTSTART:20260230T100000Z\r\n"), "", 1 },
  { WRAP ("SUMMARY:without a time\r\n"), "", 1 },
  { WRAP ("DTSTART:20260302T010000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"),
    "03-02T01:00 03-03T01:00 03-04T01:00", 0 },
  { WRAP ("DTSTART;TZID=Asia/Seoul:20260302T100000\r\n"
          "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4\r\n"),
    "03-02T01:00 03-04T01:00 03-16T01:00 03-18T01:00", 0 },
  { WRAP ("DTSTART;TZID=Asia/Seoul:20260302T100000\r\nRRULE:FREQ=DAILY;UNTIL=20260304T235959Z\r\n"
          "EXDATE;TZID=Asia/Seoul:20260303T100000\r\n"),
    "03-02T01:00 03-04T01:00", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260130\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3\r\n"),
    "01-30 02-27 03-27", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260131\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\n"), "01-31 03-31 05-31",
    0 },
  { WRAP ("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY\r\n"), "", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20200505\r\nRRULE:FREQ=YEARLY\r\n"), "05-05", 0 },
  /* In summer New York is an hour nearer: the clock there shows the same. */
  { WRAP ("DTSTART;TZID=America/New_York:20260307T100000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"),
    "03-07T15:00 03-08T14:00", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nRRULE:FREQ=HOURLY;BYHOUR=1,5;COUNT=3\r\n"),
    "03-02T01:00 03-02T05:00 03-03T01:00", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nRRULE:FREQ=SOMETIMES\r\n"), "03-02T01:00", 1 },
  { WRAP ("DTSTART;VALUE=DATE:20260316\r\nRRULE:FREQ=YEARLY;BYWEEKNO=12,-1;BYDAY=MO,SU\r\n"),
    "03-16 03-22 12-28", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260409\r\nRRULE:FREQ=YEARLY;BYYEARDAY=99,-1\r\n"), "04-09 12-31",
    0 },
  /* Weeks that begin on Sunday put the Sunday with the Tuesday after it (RFC 5545, 3.8.5.3). */
  { WRAP ("DTSTART;VALUE=DATE:20260303\r\n"
          "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU\r\n"),
    "03-03 03-15 03-17 03-29", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260303\r\n"
          "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO\r\n"),
    "03-03 03-08 03-17 03-22", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260302\r\nRRULE:FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4\r\n"),
    "03-02 03-27 04-06 04-24", 0 },
  { WRAP ("DTSTART;TZID=Asia/Seoul:20260302T100000\r\nRDATE;VALUE=DATE:20260305\r\n"
          "RDATE:20260304T010000Z,20260310T000000Z/PT1H\r\n"),
    "03-02T01:00 03-04T01:00 03-05T01:00 03-10T00:00", 0 },
  /* One hour of a day is meant by the day. */
  { WRAP ("DTSTART;TZID=Asia/Seoul:20260302T080000\r\nRRULE:FREQ=DAILY;COUNT=3\r\n"
          "EXDATE;VALUE=DATE:20260303\r\n"),
    "03-01T23:00 03-03T23:00", 0 },
  { WRAP ("DTSTART;TZID=Korea Standard Time:20260311T100000\r\n"), "03-11T01:00", 0 },
  { WRAP ("DTSTART:2026-03-11T10:00:00+\r\n"), "", 1 },
  { WRAP ("DTSTART:2026-03-11T10:00:00Z\r\n"), "03-11T10:00", 0 },
  /* The hour that is left out in New York counts on from before. */
  { WRAP ("DTSTART;TZID=America/New_York:20260308T023000\r\n"), "03-08T07:30", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260318\r\nRRULE:FREQ=DAILY;UNTIL=20260319T145959Z\r\n"),
    "03-18 03-19", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEND:VEVENT\r\n"
          "BEGIN:VEVENT\r\nUID:u\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260303T010000Z\r\n"
          "DTSTART:20260303T050000Z\r\n"),
    "03-02T01:00 03-04T05:00 03-03T05:00", 0 },
  /* An alarm that never ends takes nothing with it, nor does a file that breaks off. */
  { WRAP ("DTSTART:20260302T010000Z\r\nBEGIN:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"
          "UID:v\r\nDTSTART:20260304T010000Z\r\n"),
    "03-02T01:00 03-04T01:00", 0 },
  { "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260302T010000Z\n", "03-02T01:00", 0 },
  /* The newer one of two; two things with one id are two. */
  { WRAP ("DTSTART:20260302T010000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:u\r\nSEQUENCE:2\r\n"
          "DTSTART:20260302T020000Z\r\n"),
    "03-02T02:00", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:u\r\n"
          "DTSTART:20260302T020000Z\r\n"),
    "03-02T01:00 03-02T02:00", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nSTATUS:CANCELLED\r\n"), "", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"
          "UID:u\r\nRECURRENCE-ID:20260303T010000Z\r\nDTSTART:20260303T050000Z\r\n"),
    "03-02T01:00 03-03T05:00", 0 },
  { WRAP ("DTSTART:20260302T010000Z\r\nBEGIN:VALARM\r\nDTSTART:20261231T000000Z\r\n"
          "END:VALARM\r\n"),
    "03-02T01:00", 0 },
  { OFFICE ("DTSTART;TZID=\"W. Europe Standard Time\":20260303T090000\r\n"), "03-03T08:00", 0 },
  { OFFICE ("DTSTART;TZID=W. Europe Standard Time:20260328T090000\r\nRRULE:FREQ=DAILY;COUNT=2\r\n"),
    "03-28T08:00 03-29T07:00", 0 },
  { OFFICE ("DTSTART;TZID=Mumbai office:20260303T090000\r\n"), "03-03T03:30", 0 },
  /* The end is a moment: that evening in New York comes after it. */
  { WRAP ("DTSTART;TZID=America/New_York:20260303T093000\r\n"
          "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260317T035959Z\r\n"),
    "03-03T14:30 03-10T13:30", 0 },
  { WRAP ("DTSTART;TZID=Asia/Seoul:20260303T080000\r\nRRULE:FREQ=DAILY;UNTIL=20260304T230000Z\r\n"),
    "03-02T23:00 03-03T23:00 03-04T23:00", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260131\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3\r\n"),
    "01-31 02-28 03-31", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260301\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=4\r\n"),
    "03-01 03-15 04-01 04-15", 0 },
  /* The last workday, and the second Tuesday, as office programs write them. */
  { WRAP ("DTSTART;VALUE=DATE:20260130\r\n"
          "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3\r\n"),
    "01-30 02-27 03-31", 0 },
  { WRAP ("DTSTART;VALUE=DATE:20260113\r\nRRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2;COUNT=3\r\n"),
    "01-13 02-10 03-10", 0 },
};

static void
test_times (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      EspIcalTold told;
      g_autofree char *starts = read_starts (times[i].text, &told);

      g_test_message ("%s", times[i].text);
      g_assert_cmpstr (starts, ==, times[i].starts);
      g_assert_cmpuint (told.n_odd, ==, times[i].n_odd);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = { "", "hello", "BEGIN:VCARD\r\nVERSION:3.0\r\n" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const EspIcalFrame frame = { zone, 0, G_MAXINT64 / 4 };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      EspIcalTold told;

      g_assert_null (esp_ical_parse (texts[i], strlen (texts[i]), &frame, &told, &error));
      g_assert_nonnull (strstr (error->message, "calendar"));
    }
}

/* What was left out, and words however they are folded and written. */
static void
test_told (void)
{
  static const char text[] =
    "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:t\r\nEND:VTODO\r\n"
    "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260302T010000Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20010302T010000Z\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:c\r\nDTSTART;TZID=Nowhere:20260302T100000\r\nSUMMARY:\xed\x9a\r\n"
    " \x8c\xec\x9d\x98\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  static const char old[] = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260302T010000Z\n"
                            "SUMMARY:\xc8\xb8\xc0\xc7 \xbd\xc3\xb0\xa3\n"
                            "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:=ED=9A=8C\n"
                            "END:VEVENT\nEND:VCALENDAR\n";
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  const EspIcalFrame frame = { zone, G_GINT64_CONSTANT (1767225600000000),
                               G_GINT64_CONSTANT (1798761600000000) };
  EspIcalTold told;
  g_autoptr (GPtrArray) events = esp_ical_parse (text, strlen (text), &frame, &told, NULL);
  g_autoptr (GPtrArray) others = NULL;

  g_assert_cmpuint (told.n_tasks, ==, 1);
  g_assert_cmpuint (told.n_cancelled, ==, 1);
  g_assert_cmpuint (told.n_outside, ==, 1);
  g_assert_cmpuint (told.n_unknown_zones, ==, 1);
  g_assert_cmpuint (told.n_odd, ==, 0);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (((EspIcalEvent *) events->pdata[0])->title, ==, "회의");
  others = esp_ical_parse (old, strlen (old), &frame, &told, NULL);
  g_assert_cmpuint (others->len, ==, 1);
  g_assert_cmpstr (((EspIcalEvent *) others->pdata[0])->title, ==, "회의 시간");
  g_assert_cmpstr (((EspIcalEvent *) others->pdata[0])->note, ==, "회");
}

/* A thousand rules of every second are bounded, and told. */
static void
test_endless (void)
{
  g_autoptr (GString) text = g_string_new ("BEGIN:VCALENDAR\r\n");
  g_autofree char *starts = NULL;
  EspIcalTold told;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text,
                            "BEGIN:VEVENT\r\nUID:%u\r\nDTSTART:20260302T010000Z\r\n"
                            "RRULE:FREQ=SECONDLY;COUNT=1000000;BYSECOND=7\r\nEND:VEVENT\r\n",
                            i);
  g_string_append (text, "END:VCALENDAR\r\n");
  starts = read_starts (text->str, &told);
  g_assert_cmpuint (told.n_odd, ==, 1000);
}

/* What is written is folded within letters' bounds, escaped, and read back the same. */
static void
test_round (void)
{
  EspPlanEntry entry = { .type = ESP_PLAN_OF_ITEM,
                         .item_kind = ESP_PLAN_OFFLINE,
                         .key = (char *) "item:1",
                         .title = (char *) "전시회, 부스; \\ 아주 긴 이름의 행사가 여러 줄에 걸쳐 "
                                           "이어지고 또 이어져서 칠십오 바이트를 훌쩍 넘어요",
                         .note = (char *) "첫째 줄\n둘째 줄",
                         .state = (char *) "planned",
                         .from_us = G_GINT64_CONSTANT (1773187200000000),
                         .to_us = G_GINT64_CONSTANT (1773190800000000) };
  EspPlan plan = { .entries = g_ptr_array_new (),
                   .zone = g_time_zone_new_identifier ("Asia/Seoul"),
                   .zone_name = (char *) "Asia/Seoul" };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  const EspIcalFrame frame = { plan.zone, 0, G_MAXINT64 / 4 };
  g_auto (GStrv) lines = NULL;
  const EspIcalEvent *event;
  EspIcalTold told;

  g_ptr_array_add (plan.entries, &entry);
  text = esp_ical_write (&plan, 0, G_MAXINT64, ESP_LANG_KO);
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    }
  events = esp_ical_parse (text, strlen (text), &frame, &told, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->title, ==, entry.title);
  g_assert_cmpstr (event->note, ==, entry.note);
  g_assert_cmpint (event->from_us, ==, entry.from_us);
  g_assert_cmpint (event->to_us, ==, entry.to_us);
  g_ptr_array_unref (plan.entries);
  g_time_zone_unref (plan.zone);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/ical/times-and-repeats", test_times);
  g_test_add_func ("/engine/ical/left-out-and-told", test_told);
  g_test_add_func ("/engine/ical/endless", test_endless);
  g_test_add_func ("/engine/ical/no-calendar", test_refused);
  g_test_add_func ("/engine/ical/written-and-read", test_round);
  return g_test_run ();
}
