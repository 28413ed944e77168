/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns as processes: days that holidays move, what blocks a stage, hand-over, forecasts that known tables give,
 * occasions of every year, and advertisements held to what platforms take. */
#include "engine/plan/esp-ad-check.h"
#include "engine/plan/esp-ad-json.h"
#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-forecast.h"
#include "engine/plan/esp-occasions.h"
#include "engine/plan/esp-plan-amount.h"
#include "engine/plan/esp-plan-days.h"
#include "store/esp-campaigns.h"

#include "base/esp-clock.h"
#include "support/temp-store.h"

#include "test-home.h"

#include <math.h>

#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC */

static gint64
day_of (const char *text)
{
  gint64 day = 0;

  g_assert_true (esp_plan_day_parse (text, &day));
  return day;
}

static EspHolidays *
load_holidays (void)
{
  g_autoptr (GError) error = NULL;
  EspHolidays *holidays = esp_holidays_new ("KR", NULL, &error);

  g_assert_no_error (error);
  return holidays;
}

static void
test_days_are_read_and_written (void)
{
  static const char *const wrong[] = { "", "2026-02-30", "2026-2", "2026-02-01x", "1900-01-01" };
  g_autofree char *text = esp_plan_day_format (day_of ("2028-02-29"));
  gint64 day;

  g_assert_cmpstr (text, ==, "2028-02-29");
  g_assert_cmpint (day_of ("1970-01-02"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (esp_plan_day_parse (wrong[i], &day));
}

/* Amounts as people write them; what is no amount of that currency is none, and what was is left alone. */
static void
test_amounts_are_read_and_written (void)
{
  static const struct
  {
    const char *text;
    const char *currency;
    gint64 minor; /* -1: none */
  } cases[] = {
    { "5,000,000", "KRW", 5000000 },
    { " 5000000 ", "KRW", 5000000 },
    { "₩5,000,000", "KRW", 5000000 },
    { "500만 원", "KRW", 5000000 },
    { "1.2억", "KRW", 120000000 },
    { "1억 2천만", "KRW", 120000000 },
    { "", "KRW", 0 },
    { "0", "KRW", 0 },
    { "19.90", "USD", 1990 },
    { "1,234.56", "USD", 123456 },
    { "1.234,56", "EUR", 123456 },
    { "$20", "USD", 2000 },
    { "$20", "KRW", -1 },
    { "19.905", "USD", -1 },
    { "19.90", "KRW", -1 },
    { "-5", "KRW", -1 },
    { "12%", "KRW", -1 },
    { "five", "KRW", -1 },
    { "5 000 x", "KRW", -1 },
    { "nan", "KRW", -1 },
    { "inf", "KRW", -1 },
    { "1e40", "KRW", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 minor = -7;
      gboolean is_read = esp_plan_parse_amount (cases[i].text, cases[i].currency, &minor);

      g_test_message ("%s %s", cases[i].text, cases[i].currency);
      g_assert_cmpint (is_read, ==, cases[i].minor >= 0);
      g_assert_cmpint (minor, ==, is_read ? cases[i].minor : -7);
      if (is_read)
        {
          g_autofree char *text = esp_plan_write_amount (minor, cases[i].currency);

          g_assert_true (esp_plan_parse_amount (text, cases[i].currency, &minor));
          g_assert_cmpint (minor, ==, cases[i].minor);
        }
    }
}

/* Nothing is due on a day off: 2027-02-08 and 09 are days of Seollal with the day that the law gives back. */
static void
test_due_days_are_workdays (void)
{
  g_autoptr (EspHolidays) holidays = load_holidays ();
  const EspProcessDates dates = { .today = day_of ("2026-11-02"),
                                  .first = day_of ("2027-02-12"),
                                  .last = day_of ("2027-02-20") };
  guint n = 0;
  const EspWork *works = esp_process_get_works (ESP_PROCESS_PERFORMANCE, &n);
  gint64 before = 0;

  g_assert_cmpuint (n, ==, 8);
  for (guint i = 0; i < n; i++)
    {
      gint64 due = esp_process_due_day (ESP_PROCESS_PERFORMANCE, works[i], &dates, holidays);
      GDate date;

      esp_plan_day_to_date (due, &date);
      g_assert_cmpint (due, >=, before);
      before = due;
      if (works[i] != ESP_WORK_OPERATION)
        g_assert_true (esp_holidays_is_workday (holidays, &date));
    }
  /* 2027-02-08 is four days before: a day off, as is all until Friday the 5th. */
  g_assert_cmpint (esp_process_due_day (ESP_PROCESS_CRM, ESP_WORK_SETUP, &dates, holidays), ==,
                   day_of ("2027-02-05"));
  g_assert_cmpint (esp_process_due_day (ESP_PROCESS_CRM, ESP_WORK_EXECUTION, &dates, holidays), ==,
                   day_of ("2027-02-20"));
}

/* A week is left instead of four: every stage gets its share, in its order, and none before today. */
static void
test_too_late_is_squeezed (void)
{
  const EspProcessDates dates = { .today = 100, .first = 107, .last = 110 };
  gint64 before = 100;

  for (guint i = ESP_WORK_PLANNING; i < ESP_WORK_EXECUTION; i++)
    {
      gint64 due = esp_process_due_day (ESP_PROCESS_CRM, (EspWork) i, &dates, NULL);

      g_assert_cmpint (due, >=, before);
      g_assert_cmpint (due, <, 107);
      before = due;
    }
}

static GPtrArray *
make_past (const gint64 (*figures)[2], guint n)
{
  GPtrArray *past = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_past_campaign_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (past, esp_past_campaign_new (figures[i][0], figures[i][1]));
  return past;
}

/* Four campaigns that are alike: 5 %, and only chance about it. sqrt (.05 × .95 × (1/40000 + 1/10000)) × 1.638. */
static void
test_forecast_of_equals (void)
{
  static const gint64 figures[][2] = { { 500, 10000 },
                                       { 500, 10000 },
                                       { 500, 10000 },
                                       { 500, 10000 } };
  g_autoptr (GPtrArray) past = make_past (figures, 4);
  g_autoptr (EspForecast) forecast = esp_forecast_compute (past, ESP_METRIC_CLICKED, 10000, NULL);
  double reach = 1.638 * sqrt (0.05 * 0.95 * (1.0 / 40000 + 1.0 / 10000)) * 10000;

  g_assert_cmpfloat_with_epsilon (forecast->expected, 500, 1e-9);
  g_assert_cmpfloat_with_epsilon (forecast->low, 500 - reach, 1e-6);
  g_assert_cmpfloat_with_epsilon (forecast->high, 500 + reach, 1e-6);
  g_assert_false (forecast->is_few);
  g_assert_cmpfloat (forecast->spread, ==, 0);
}

/* Equal sizes, 2 % and 4 %: the mean is 3 %, and what they differ by beyond chance is s² − p(1−p)/n. */
static void
test_forecast_of_different (void)
{
  static const gint64 figures[][2] = { { 200, 10000 }, { 400, 10000 }, { 0, 0 } };
  g_autoptr (GPtrArray) past = make_past (figures, 3);
  g_autoptr (EspForecast) forecast = esp_forecast_compute (past, ESP_METRIC_CLICKED, 1000, NULL);
  double between = 2e-4 - 0.03 * 0.97 / 10000;

  g_assert_cmpuint (forecast->past->len, ==, 2);
  g_assert_true (forecast->is_few);
  g_assert_cmpfloat_with_epsilon (forecast->expected, 30, 1e-9);
  g_assert_cmpfloat_with_epsilon (forecast->spread, sqrt (between), 1e-9);
  g_assert_cmpfloat (forecast->low, >=, 0);
  g_assert_cmpfloat (forecast->high, >, 60);
}

static void
test_forecast_of_nothing (void)
{
  g_autoptr (GPtrArray) past = make_past (NULL, 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_forecast_compute (past, ESP_METRIC_CLICKED, 1000, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_assert_cmpint (esp_forecast_judge (10, 20, 15, 25), ==, ESP_EXPECTED_BELOW);
  g_assert_cmpint (esp_forecast_judge (19, 20, (double) NAN, (double) NAN), ==,
                   ESP_EXPECTED_WITHIN);
  g_assert_cmpint (esp_forecast_judge ((double) NAN, 20, 15, 25), ==, ESP_EXPECTED_UNKNOWN);
}

/* Every occasion is known for years, and leaves time for its stages. */
static void
test_occasions_come_every_year (void)
{
  g_autoptr (EspHolidays) holidays = load_holidays ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) occasions = esp_occasions_load (&error);
  gint64 day = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (occasions->len, ==, 10);
  for (guint i = 0; i < occasions->len; i++)
    for (guint year = 2026; year < 2032; year++)
      {
        const EspOccasion *occasion = g_ptr_array_index (occasions, i);
        g_autofree char *first = g_strdup_printf ("%u-01-01", year);
        EspProcessDates dates;

        g_assert_true (esp_occasion_next_day (occasion, holidays, day_of (first), &day, &error));
        g_assert_cmpint (day - day_of (first), <, 366);
        esp_occasion_get_dates (occasion, day, day_of (first) - 365, &dates);
        g_assert_cmpint (dates.first, <=, day);
        g_assert_cmpint (dates.last, >=, dates.first);
      }
  g_assert_true (esp_occasion_next_day (esp_occasions_find (occasions, "chuseok"), holidays,
                                        day_of ("2026-01-01"), &day, &error));
  g_assert_cmpint (day, ==, day_of ("2026-09-25"));
}

typedef struct
{
  EspStore *store;
  gint64 campaign_id;
} Fixture;

static gboolean
process_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  const EspProcessDates dates = { .today = day_of ("2026-03-02"),
                                  .first = day_of ("2026-05-06"),
                                  .last = day_of ("2026-05-12") };
  g_autoptr (EspStageBook) book = NULL;
  g_autoptr (GError) refused = NULL;

  if (!esp_campaign_insert (tx, "봄", &fixture->campaign_id, error) ||
      !esp_process_begin (tx, fixture->campaign_id, ESP_PROCESS_CRM, &dates, NULL, error))
    return FALSE;
  g_assert_false (esp_process_hand_over (tx, fixture->campaign_id, "민수", NULL, FALSE, &refused));
  g_assert_nonnull (strstr (refused->message, "owner"));
  g_assert_nonnull (strstr (refused->message, "goal,target,channels"));
  g_clear_error (&refused);
  g_assert_false (esp_process_hand_over (tx, fixture->campaign_id, "민수", "", TRUE, &refused));
  g_assert_nonnull (strstr (refused->message, "note"));
  if (!esp_process_hand_over (tx, fixture->campaign_id, "민수", "소재 부탁해요", TRUE, error))
    return FALSE;
  book = esp_stage_book_load (tx, fixture->campaign_id, error);
  g_assert_cmpuint (book->stages->len, ==, 7);
  g_assert_cmpint (esp_process_get_current (book)->work, ==, ESP_WORK_ASSETS);
  g_assert_cmpstr (esp_process_get_current (book)->owner, ==, "민수");
  g_assert_cmpuint (book->handovers->len, ==, 1);
  g_assert_cmpint (esp_work_find ("nonsense", &(EspWork){ 0 }), ==, FALSE);
  return TRUE;
}

static gboolean
performance_cb (EspTx *tx, gpointer data, GError **error)
{
  Fixture *fixture = data;
  const EspProcessDates dates = { .today = day_of ("2026-03-02"),
                                  .first = day_of ("2026-05-06"),
                                  .last = day_of ("2026-05-12") };
  g_autoptr (EspStageBook) book = NULL;
  g_autoptr (GPtrArray) due = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (GBytes) read = NULL;
  g_autofree char *name = NULL;

  if (!esp_process_begin (tx, fixture->campaign_id, ESP_PROCESS_PERFORMANCE, &dates, NULL, error))
    return FALSE;
  if (!esp_stage_file_add (tx, fixture->campaign_id, ESP_WORK_ASSETS, "a.txt", bytes, error))
    return FALSE;
  book = esp_stage_book_load (tx, fixture->campaign_id, error);
  g_assert_cmpuint (book->stages->len, ==, 8);
  g_assert_cmpint (esp_stage_book_find (book, ESP_WORK_PLANNING)->state, ==,
                   ESP_WORK_DONE); /* kept */
  g_assert_cmpstr (esp_stage_book_find (book, ESP_WORK_ASSETS)->owner, ==, "민수");
  read = esp_stage_file_load (tx, ((EspStageFile *) g_ptr_array_index (book->files, 0))->id, &name,
                              error);
  g_assert_true (g_bytes_equal (read, bytes));
  due = esp_work_row_list_due (tx, day_of ("2026-04-01"), day_of ("2026-12-31"), error);
  g_assert_cmpuint (due->len, ==, 7); /* planning is done */
  return TRUE;
}

static void
test_stages_follow_each_other (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (START_US);
  Fixture fixture = { temp_store_new (folder, clock), 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (fixture.store, NULL, process_cb, &fixture, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_write (fixture.store, NULL, performance_cb, &fixture, NULL, &error));
  g_assert_no_error (error);
  temp_store_free (fixture.store);
}

static void
test_brief_says_what_is_wrong (void)
{
  static const char *const wrong[] = { "[]", "{\"gaol\":\"x\"}", "{\"expected\":\"many\"}", "{" };
  g_autoptr (EspBrief) brief = esp_brief_new ();
  g_autoptr (EspBrief) again = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_brief_parse (wrong[i], &error));
      g_assert_nonnull (error);
    }
  g_assert_true (esp_brief_set (brief, "goal", "재구매 500", NULL));
  g_assert_true (esp_brief_set (brief, "expected", "480.5", NULL));
  g_assert_false (esp_brief_set (brief, "expected", "many", NULL));
  g_assert_false (esp_brief_set (brief, "expected", "-3", NULL));
  g_assert_true (esp_brief_set (brief, "audience", "12,500", NULL));
  g_assert_cmpfloat (brief->audience, ==, 12500);
  g_assert_false (esp_brief_set (brief, "shoe", "42", NULL));
  json = esp_brief_to_json (brief);
  again = esp_brief_parse (json, NULL);
  g_assert_cmpstr (again->goal, ==, "재구매 500");
  g_assert_cmpfloat (again->expected, ==, 480.5);
  g_assert_true (again->expects);
}

/* What each platform refuses of these; the codes in the order in which they are found. */
static const struct
{
  const char *json;
  const char *codes;
} ads[] = {
  { "{\"ads\":[{\"platform\":\"myspace\",\"name\":\"a\",\"daily-budget\":1}]}", "unknown-word " },
  { "{\"ads\":[{\"platform\":\"google\",\"name\":\"a\"}]}", "missing missing " },
  { "{\"ads\":[{\"platform\":\"naver\",\"name\":\"a\",\"objective\":\"site\",\"daily-budget\":"
    "50005,"
    "\"groups\":[{\"name\":\"g\",\"bidding\":\"manual-cpc\",\"bid\":75,\"targeting\":{\"moods\":[]}"
    ","
    "\"creatives\":[{\"name\":\"c\",\"format\":\"power-link\",\"content\":{\"headline\":"
    "\"열다섯 글자를 넘는 제목은 안 돼요\",\"description\":\"설명\",\"link\":\"ftp://x\"}}]}]}]}",
    "not-a-step unknown-word not-a-step too-long no-address " },
  { "{\"ads\":[{\"platform\":\"google\",\"name\":\"a\",\"objective\":\"sales\",\"total-budget\":"
    "900000,"
    "\"from\":\"2026-05-01\",\"to\":\"2026-05-31\",\"groups\":[{\"name\":\"g\",\"creatives\":[{"
    "\"name\":\"c\",\"format\":\"search\",\"content\":{\"headline\":[\"봄맞이 최대 반값 할인전\","
    "\"무료 배송\",\"열여섯자짜리제목은넘어갑니다아요\"],\"description\":[\"설명 하나\",\"설명 "
    "둘\"],"
    "\"link\":\"https://shop.example/\"}}]}]}]}",
    "too-long " },
  { "{\"ads\":[{\"platform\":\"kakao\",\"name\":\"a\",\"daily-budget\":50000,\"groups\":[{\"name\":"
    "\"g\","
    "\"creatives\":[{\"name\":\"c\",\"format\":\"bizboard\",\"content\":{\"link\":\"https://"
    "a.example\","
    "\"picture\":{\"type\":\"jpg\",\"width\":1029,\"height\":250,\"bytes\":400000}}}]}]}]}",
    "wrong-type too-large wrong-size " },
};

static void
test_ads_are_held_to_what_platforms_take (void)
{
  g_autoptr (EspAdSpecs) specs = esp_ad_specs_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ads); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = esp_ad_json_parse (1, ads[i].json, 0, &error);
      g_autoptr (GPtrArray) findings = NULL;
      g_autoptr (GString) codes = g_string_new (NULL);
      g_autofree char *written = NULL;
      g_autoptr (GPtrArray) again = NULL;

      g_assert_no_error (error);
      findings = esp_ad_check (specs, g_ptr_array_index (list, 0), "KRW");
      for (guint j = 0; j < findings->len; j++)
        g_string_append_printf (codes, "%s ",
                                ((EspAdFinding *) g_ptr_array_index (findings, j))->code);
      g_assert_cmpstr (codes->str, ==, ads[i].codes);
      written = esp_ad_json_write (list, 0);
      again = esp_ad_json_parse (1, written, 0, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (esp_ad_text_length ("가a", TRUE), ==, 3);
  g_assert_cmpuint (esp_ad_text_length ("가a", FALSE), ==, 2);
}

static void
test_bad_ads_are_refused_by_place (void)
{
  static const char *const wrong[] = {
    "{}x",
    "{\"ads\":{}}",
    "{\"ads\":[1]}",
    "{\"ads\":[{\"platform\":\"naver\"}]}",
    "{\"ads\":[{\"platform\":\"naver\",\"name\":\"a\",\"from\":\"May\"}]}",
    "{\"ads\":[{\"platform\":\"naver\",\"name\":\"a\",\"daily-budget\":-1}]}",
    "{\"ads\":[{\"platform\":\"naver\",\"name\":\"a\",\"groups\":[{\"name\":\"g\",\"shoe\":1}]}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_ad_json_parse (1, wrong[i], 0, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/plan/days/are-read-and-written", test_days_are_read_and_written);
  g_test_add_func ("/plan/amounts/are-read-and-written", test_amounts_are_read_and_written);
  g_test_add_func ("/plan/process/due-days-are-workdays", test_due_days_are_workdays);
  g_test_add_func ("/plan/process/too-late-is-squeezed", test_too_late_is_squeezed);
  g_test_add_func ("/plan/process/stages-follow-each-other", test_stages_follow_each_other);
  g_test_add_func ("/plan/forecast/of-equals", test_forecast_of_equals);
  g_test_add_func ("/plan/forecast/of-different", test_forecast_of_different);
  g_test_add_func ("/plan/forecast/of-nothing", test_forecast_of_nothing);
  g_test_add_func ("/plan/occasions/come-every-year", test_occasions_come_every_year);
  g_test_add_func ("/plan/brief/says-what-is-wrong", test_brief_says_what_is_wrong);
  g_test_add_func ("/plan/ads/are-held-to-what-platforms-take",
                   test_ads_are_held_to_what_platforms_take);
  g_test_add_func ("/plan/ads/bad-ones-are-refused-by-place", test_bad_ads_are_refused_by_place);
  return g_test_run ();
}
