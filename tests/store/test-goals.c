/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals: periods by the calendar, leads once, an even pace, and what stands on the overview in its order. */
#include "base/esp-clock.h"
#include "draw/esp-goal-chart.h"
#include "draw/esp-status-page.h"
#include "engine/insight/esp-goal.h"
#include "store/esp-events.h"
#include "store/esp-leads.h"
#include "store/esp-store.h"

#include "temp-store.h"

#include <glib/gstdio.h>

/* 2025-11-03 00:30 in Seoul, a Monday; New York changed its clocks the day before. */
#define NOW G_GINT64_CONSTANT (1762097400000000)

typedef struct
{
  TempFolder folder;
  EspStore *store;
} Fixture;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      g_autofree char *email = g_strdup_printf ("lead%u@example.com", i);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      g_assert_true (esp_lead_insert (tx, lead, error));
    }
  return TRUE;
}

static void
write_store (Fixture *self, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, func, data, NULL, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW);

  self->folder = temp_folder_new ();
  self->store = temp_store_new (self->folder, clock);
  write_store (self, fill, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  temp_folder_free (self->folder);
}

static gboolean
buy (EspTx *tx, gint64 lead_id, gint64 at_us, const char *props, GError **error)
{
  const EspEvent event = { .lead_id = lead_id,
                           .kind = (char *) ESP_EVENT_ORDER,
                           .at_us = at_us,
                           .props = (char *) props };

  return esp_event_add (tx, &event, NULL, error);
}

static gboolean
check_periods (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    EspGoalPeriod period;
    const char *zone;
    const char *from;
    const char *to;
    guint n_days;
    guint n_passed;
  } periods[] = {
    { ESP_GOAL_WEEK, "Asia/Seoul", "2025-11-03T00:00:00+09:00", "2025-11-10T00:00:00+09:00", 7, 1 },
    { ESP_GOAL_MONTH, "Asia/Seoul", "2025-11-01T00:00:00+09:00", "2025-12-01T00:00:00+09:00", 30,
      3 },
    { ESP_GOAL_QUARTER, "Asia/Seoul", "2025-10-01T00:00:00+09:00", "2026-01-01T00:00:00+09:00", 92,
      34 },
    { ESP_GOAL_YEAR, "Asia/Seoul", "2025-01-01T00:00:00+09:00", "2026-01-01T00:00:00+09:00", 365,
      307 },
    /* There it is still Sunday, a day of 25 hours. */
    { ESP_GOAL_WEEK, "America/New_York", "2025-10-27T00:00:00-04:00", "2025-11-03T00:00:00-05:00",
      7, 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (periods); i++)
    {
      const EspGoal goal = { .metric = esp_goal_metric_find ("created"),
                             .target = 10,
                             .period = periods[i].period };
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (periods[i].zone);
      g_autoptr (GDateTime) from = g_date_time_new_from_iso8601 (periods[i].from, NULL);
      g_autoptr (GDateTime) to = g_date_time_new_from_iso8601 (periods[i].to, NULL);
      g_autoptr (EspGoalProgress) progress = esp_goal_load_progress (tx, &goal, zone, error);

      g_assert_nonnull (progress);
      g_assert_cmpint (progress->from_us, ==, g_date_time_to_unix (from) * ESP_USEC_PER_SEC);
      g_assert_cmpint (progress->to_us, ==, g_date_time_to_unix (to) * ESP_USEC_PER_SEC);
      g_assert_cmpuint (progress->n_days, ==, periods[i].n_days);
      g_assert_cmpuint (progress->n_passed, ==, periods[i].n_passed);
      g_assert_cmpfloat (progress->value, ==, 3);
      g_assert_cmpint (progress->starts[progress->n_days], ==, progress->to_us);
    }
  return TRUE;
}

static void
test_periods (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, check_periods, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Lead 1 buys on two days, lead 2 on the second, lead 3 before the period and after now. */
static gboolean
check_burn_up (EspTx *tx, gpointer data, GError **error)
{
  EspGoal goal = { .metric = esp_goal_metric_find ("ordered"), .target = 4 };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  g_autoptr (EspGoalProgress) leads = NULL;
  g_autoptr (EspGoalProgress) money = NULL;
  g_autoptr (EspBitmap) set = NULL;

  goal.period = ESP_GOAL_SPAN;
  g_assert_true (esp_goal_parse_date ("2025-11-01", &goal.from));
  g_assert_true (esp_goal_parse_date ("2025-11-04", &goal.to));
  g_assert_true (buy (tx, 1, NOW - 2 * ESP_USEC_PER_DAY, "{\"amount\":1000}", error));
  g_assert_true (buy (tx, 1, NOW - ESP_USEC_PER_DAY, "{\"amount\":500}", error));
  g_assert_true (buy (tx, 2, NOW - ESP_USEC_PER_DAY, NULL, error));
  g_assert_true (buy (tx, 3, NOW - 3 * ESP_USEC_PER_DAY, "{\"amount\":7}", error));
  g_assert_true (buy (tx, 3, NOW + ESP_USEC_PER_HOUR, "{\"amount\":9}", error));
  leads = esp_goal_load_progress (tx, &goal, zone, error);
  g_assert_nonnull (leads);
  g_assert_cmpuint (leads->n_passed, ==, 3);
  g_assert_cmpfloat (leads->reached[0], ==, 1);
  g_assert_cmpfloat (leads->reached[1], ==, 2); /* not 3: lead 1 counts once */
  g_assert_cmpfloat (leads->reached[2], ==, 2);
  g_assert_cmpfloat_with_epsilon (leads->expected, 2.0208, 0.001); /* 48.5 of 96 hours */
  set = esp_lead_set_load (tx, &leads->set, error);
  g_assert_cmpuint (esp_bitmap_count (set), ==, 2);
  goal.metric = esp_goal_metric_find ("revenue");
  money = esp_goal_load_progress (tx, &goal, zone, error);
  g_assert_nonnull (money);
  g_assert_cmpfloat (money->reached[0], ==, 1000);
  g_assert_cmpfloat (money->value, ==, 1500);
  /* A span that has not begun has reached nothing, and is no error. */
  g_assert_true (esp_goal_parse_date ("2026-01-01", &goal.from));
  g_assert_true (esp_goal_parse_date ("2026-01-02", &goal.to));
  g_clear_pointer (&money, esp_goal_progress_free);
  money = esp_goal_load_progress (tx, &goal, zone, error);
  g_assert_nonnull (money);
  g_assert_cmpuint (money->n_passed, ==, 0);
  g_assert_cmpfloat (money->value, ==, 0);
  g_assert_cmpfloat (money->expected, ==, 0);
  return TRUE;
}

static void
test_burn_up (Fixture *self, gconstpointer data)
{
  write_store (self, check_burn_up, NULL);
}

static char *
order_of (EspTx *tx, GError **error)
{
  g_autoptr (GPtrArray) items = esp_overview_items_load (tx, ESP_OVERVIEW_GOAL, error);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    g_string_append (text, ((const EspOverviewItem *) items->pdata[i])->content);
  return g_string_free (text, FALSE);
}

static void
assert_order (EspTx *tx, const char *wanted, GError **error)
{
  g_autofree char *order = order_of (tx, error);

  g_assert_cmpstr (order, ==, wanted);
}

static gboolean
check_order (EspTx *tx, gpointer data, GError **error)
{
  gint64 ids[4];
  static const char *const names[] = { "a", "b", "c", "d" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (esp_overview_item_add (tx, ESP_OVERVIEW_GOAL, names[i], &ids[i], error));
  g_assert_true (esp_overview_item_add (tx, ESP_OVERVIEW_PIN, "pin", NULL, error));
  g_assert_true (esp_overview_item_step (tx, ids[0], 1, error));
  assert_order (tx, "bacd", error);
  g_assert_true (esp_overview_item_step (tx, ids[3], 1, error));
  assert_order (tx, "bacd", error);
  g_assert_true (esp_overview_item_step (tx, ids[3], -1, error));
  assert_order (tx, "badc", error);
  g_assert_true (esp_overview_item_step (tx, ids[1], -1, error));
  assert_order (tx, "badc", error);
  g_assert_true (esp_overview_item_move (tx, ids[2], ids[1], error));
  assert_order (tx, "cbad", error);
  g_assert_true (esp_overview_item_move (tx, ids[1], 0, error));
  assert_order (tx, "cadb", error);
  g_assert_true (esp_overview_item_move (tx, ids[0], ids[0], error));
  assert_order (tx, "cadb", error);
  g_assert_true (esp_overview_item_remove (tx, ids[0], error));
  assert_order (tx, "cdb", error);
  g_assert_false (esp_overview_item_remove (tx, ids[0], NULL));
  return TRUE;
}

static void
test_order (Fixture *self, gconstpointer data)
{
  write_store (self, check_order, NULL);
}

/* Every mark of the burn-up opens as many leads as it shows; money is shown in minor units. */
static gboolean
check_chart (EspTx *tx, gpointer data, GError **error)
{
  const EspGoal goal = { .metric = esp_goal_metric_find ("created"),
                         .target = 4,
                         .period = ESP_GOAL_WEEK };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/New_York");
  g_autoptr (EspGoalProgress) progress = esp_goal_load_progress (tx, &goal, zone, error);
  const EspChartVoice voice = { ESP_LANG_EN, zone, NOW, NULL, NULL };
  g_autoptr (EspChart) chart = esp_goal_chart_draw (&goal, progress, "KRW", &voice);
  const EspSeries *reached = esp_chart_get_series (chart, 0);

  g_assert_cmpstr (esp_chart_get_answer (chart), ==,
                   "3 of 4 (75.0%). An even pace would be at 3 now.");
  g_assert_cmpuint (esp_series_get_n_points (reached), ==, 7);
  g_assert_cmpuint (esp_series_get_n_points (esp_chart_get_series (chart, 1)), ==, 7);
  for (guint i = 0; i < 7; i++)
    {
      const EspPoint *point = esp_series_get_point (reached, i);
      g_auto (EspLeadSet) set = { 0 };
      g_autoptr (EspBitmap) leads = NULL;

      g_assert_true (esp_lead_set_parse (point->key, &set, error));
      leads = esp_lead_set_load (tx, &set, error);
      g_assert_cmpfloat ((double) esp_bitmap_count (leads), ==, point->value);
    }
  return TRUE;
}

static void
test_chart (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, check_chart, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* One sheet, however much there is to say. */
static void
test_page (Fixture *self, gconstpointer data)
{
  g_autoptr (EspStatusPage) page = esp_status_page_new ("새봄상점", "개요");
  g_autofree char *path = g_build_filename (self->folder, "page.pdf", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "no", "page.pdf", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    {
      esp_status_page_add_heading (page, "제목");
      esp_status_page_add_line (page, "아주 긴 줄 <&> 이메일", "설명", "1,234");
      esp_status_page_add_bar (page, "목표", NULL, 7);
    }
  g_assert_true (esp_status_page_export (page, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "%PDF"));
  g_assert_false (esp_status_page_export (page, nowhere, &error));
  g_assert_nonnull (error);
}

static void
test_words (void)
{
  const char *backwards = "{\"metric\":\"created\",\"target\":5,\"period\":\"span\","
                          "\"from\":\"2025-02-01\",\"to\":\"2025-01-01\"}";
  const char *const bad[] = { "",
                              "{",
                              "[]",
                              "{}",
                              "{\"metric\":\"created\",\"target\":0,\"period\":\"week\"}",
                              "{\"metric\":\"created\",\"target\":5,\"period\":\"eon\"}",
                              "{\"metric\":\"none\",\"target\":5,\"period\":\"week\"}",
                              "{\"metric\":\"created\",\"target\":5,\"period\":\"span\"}",
                              backwards };
  static const char *const no_days[] = { "",  "2025-02-30", "2025-2-1x",
                                         "x", "2025-13-01", "0000-01-01" };
  GDate day;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const EspOverviewItem item = { .id = 1, .content = (char *) bad[i] };
      EspGoal goal;

      g_assert_false (esp_goal_parse (&item, &goal, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (no_days); i++)
    g_assert_false (esp_goal_parse_date (no_days[i], &day));
  g_assert_true (esp_goal_parse_date ("2024-02-29", &day));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/goals/periods", Fixture, NULL, set_up, test_periods, tear_down);
  g_test_add ("/store/goals/burn-up", Fixture, NULL, set_up, test_burn_up, tear_down);
  g_test_add ("/store/goals/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/store/goals/chart", Fixture, NULL, set_up, test_chart, tear_down);
  g_test_add ("/draw/status-page", Fixture, NULL, set_up, test_page, tear_down);
  g_test_add_func ("/store/goals/words", test_words);
  return g_test_run ();
}
