/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places of a plan's entries: nothing covers anything, nothing leaves its day, and what has no place is counted. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "draw/esp-paper.h"
#include "draw/esp-plan-paper.h"

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

static guint
count_ink (cairo_surface_t *page)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 596, 842);
  cairo_t *cr = cairo_create (image);
  guint n = 0;

  cairo_set_source_surface (cr, page, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  for (int y = 0; y < 842; y++)
    for (int x = 0; x < 596; x++)
      n += cairo_image_surface_get_data (
             image)[y * cairo_image_surface_get_stride (image) + x * 4 + 3] != 0;
  cairo_surface_destroy (image);
  return n;
}

static char *
dup_title (const EspPlanEntry *entry, gpointer data)
{
  return g_strdup (entry->title);
}

/* A printer gets the same pages that the file has, each with its own words. */
static void
test_pages (void)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autofree EspPlanEntry *all = g_new0 (EspPlanEntry, 150);
  EspPlan plan = { .entries = entries, .zone = g_time_zone_new_identifier ("Asia/Seoul") };
  const EspPlanPaperWords words = { .title = "Plan",
                                    .subtitle = "2026",
                                    .weekdays = { "a", "b", "c", "d", "e", "f", "g" },
                                    .name = dup_title,
                                    .detail = dup_title,
                                    .lang = ESP_LANG_KO };
  g_autoptr (EspPaper) paper = esp_paper_new ("t", "f");
  g_autoptr (GPtrArray) agenda = NULL;
  g_autoptr (GPtrArray) same = NULL;
  g_autoptr (GPtrArray) month = NULL;
  g_autoptr (GBytes) pdf = NULL;
  GDate first;
  guint n_pages = 0;

  for (guint i = 0; i < 200; i++)
    esp_paper_add_item (paper, "1", "a line", "another");
  pdf = esp_paper_finish (paper, &n_pages, NULL);
  same = esp_paper_finish_pages (paper);
  g_assert_cmpuint (n_pages, >, 2);
  g_assert_cmpuint (same->len, ==, n_pages);
  fill_entries (all, 150, entries);
  agenda = esp_plan_paper_agenda_pages (&plan, entries, &words);
  g_assert_cmpuint (agenda->len, >, 1);
  for (guint i = 0; i < agenda->len; i++)
    g_assert_cmpuint (count_ink (agenda->pdata[i]), >, 300);
  g_assert_cmpuint (count_ink (agenda->pdata[0]), <, 596 * 842 / 2);
  g_date_clear (&first, 1);
  g_date_set_dmy (&first, 2, G_DATE_MARCH, 2026);
  month = esp_plan_paper_month_pages (&plan, entries, &first, 28, &words);
  g_assert_cmpuint (month->len, ==, 1);
  g_assert_cmpuint (count_ink (month->pdata[0]), >, 300);
  g_time_zone_unref (plan.zone);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/draw/plan/places", test_places);
  g_test_add_func ("/draw/plan/many", test_many);
  g_test_add_func ("/draw/plan/time-of-a-place", test_time);
  g_test_add_func ("/draw/plan/pages-for-a-printer", test_pages);
  return g_test_run ();
}
