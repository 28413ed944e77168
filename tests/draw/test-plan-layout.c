/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of a plan's entries: nothing covers anything, nothing leaves its day, and what has no place is counted. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "draw/esp-plan-layout.h"

#include "test-home.h"

/* Monday 2 March 2026 00:00 in Seoul. */
#define MONDAY G_GINT64_CONSTANT (1772377200000000)
#define N_ENTRIES 10000

static void
fill_entries (EspPlanEntry *all, guint n, GPtrArray *entries)
{
  for (guint i = 0; i < n; i++)
    {
      all[i].type = i % 3 == 0 ? ESP_PLAN_OF_SEND : ESP_PLAN_OF_ITEM;
      all[i].key = (char *) "item:1";
      all[i].title = (char *) "x";
      all[i].state = (char *) "planned";
      all[i].from_us = MONDAY + (gint64) i * 28 * ESP_USEC_PER_DAY / n;
      all[i].is_all_day = i % 7 == 0;
      all[i].to_us = all[i].from_us + (all[i].is_all_day ? (i % 5 + 1) * ESP_USEC_PER_DAY : 0);
      g_ptr_array_add (entries, &all[i]);
    }
}

static gboolean
overlap (const EspPlanBox *a, const EspPlanBox *b)
{
  return a->x + 0.5 < b->x + b->width && b->x + 0.5 < a->x + a->width &&
         a->y + 0.5 < b->y + b->height && b->y + 0.5 < a->y + a->height;
}

static void
check (EspPlanMode mode, guint n_days, guint n)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autofree EspPlanEntry *all = g_new0 (EspPlanEntry, n);
  EspPlanAsk ask = { .mode = mode, .n_days = n_days, .width = 1000, .height = 700, .line = 20 };
  g_autoptr (EspPlanLayout) layout = NULL;
  guint n_seen = 0;

  fill_entries (all, n, entries);
  g_date_clear (&ask.first, 1);
  g_date_set_dmy (&ask.first, 2, G_DATE_MARCH, 2026);
  layout = esp_plan_layout_new (&ask, entries, zone);
  g_assert_cmpuint (layout->boxes->len, >, 0);
  g_assert_cmpuint (layout->boxes->len, <, 2000);
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const EspPlanBox *box = &g_array_index (layout->boxes, EspPlanBox, i);

      g_assert_cmpfloat (box->x, >=, 0);
      g_assert_cmpfloat (box->x + box->width, <=, ask.width + 1);
      g_assert_cmpfloat (box->y + box->height, <=, layout->height + 1);
      n_seen += box->entry == NULL ? box->n_more : 1;
      for (guint k = 0; mode == ESP_PLAN_MONTH && k < i; k++)
        g_assert_false (overlap (box, &g_array_index (layout->boxes, EspPlanBox, k)));
    }
  g_assert_cmpuint (n_seen, >=, mode == ESP_PLAN_MONTH ? n : 1);
}

static void
test_places (void)
{
  check (ESP_PLAN_MONTH, 28, 60);
  check (ESP_PLAN_WEEK, 7, 60);
  check (ESP_PLAN_TIMELINE, 28, 60);
}

/* As many buttons as there is place for, however many entries there are. */
static void
test_many (void)
{
  check (ESP_PLAN_MONTH, 28, N_ENTRIES);
  check (ESP_PLAN_WEEK, 7, N_ENTRIES);
}

static void
test_time (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Seoul");
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  EspPlanAsk ask = { .mode = ESP_PLAN_WEEK, .n_days = 7, .width = 1000, .height = 700, .line = 20 };
  g_autoptr (EspPlanLayout) layout = NULL;
  gboolean has_hour = FALSE;
  gint64 at_us = 0;

  g_date_clear (&ask.first, 1);
  g_date_set_dmy (&ask.first, 2, G_DATE_MARCH, 2026);
  layout = esp_plan_layout_new (&ask, entries, zone);
  g_assert_true (esp_plan_layout_find_time (layout, layout->left + layout->column * 2.5,
                                            layout->top + layout->row * 10.5, zone, &at_us,
                                            &has_hour));
  g_assert_true (has_hour);
  g_assert_cmpint (at_us, ==, MONDAY + 58 * ESP_USEC_PER_HOUR + 30 * ESP_USEC_PER_MINUTE);
  g_assert_false (esp_plan_layout_find_time (layout, 2, 300, zone, &at_us, &has_hour));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/draw/plan/places", test_places);
  g_test_add_func ("/draw/plan/many", test_many);
  g_test_add_func ("/draw/plan/time-of-a-place", test_time);
  return g_test_run ();
}
