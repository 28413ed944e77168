/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conflicts of hand-made plans: who is met twice, whom the cap holds, and what hours, days and channels say. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-plan-check.h"

#include <string.h>

#include "test-home.h"

/* Monday 2 March 2026 00:00 in Seoul, a day that is given back for the Sunday before. */
#define MONDAY G_GINT64_CONSTANT (1772377200000000)
#define HOURS(n) ((n) *ESP_USEC_PER_HOUR)

typedef struct
{
  EspPlan plan;
  EspPolicy policy;
  EspPlanRules rules;
  GPtrArray *sends;
  GPtrArray *past; /* of EspBitmap: one a message that was sent two days before */
  GPtrArray *found;
} World;

static GPtrArray *
history (gint64 from_us, gint64 to_us, guint n_levels, gpointer data, GError **error)
{
  const World *world = data;
  GPtrArray *levels = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);
  gint64 at_us = MONDAY - 2 * ESP_USEC_PER_DAY;

  for (guint i = 0; i < n_levels; i++)
    g_ptr_array_add (levels, i < world->past->len && at_us >= from_us && at_us < to_us
                               ? esp_bitmap_copy (world->past->pdata[i])
                               : esp_bitmap_new ());
  return levels;
}

static void
set_up (World *world, gconstpointer data)
{
  world->policy = esp_policy_default;
  world->policy.cap_count = 2;
  world->policy.cap_days = 7;
  world->policy.cap_per_day = 0;
  world->policy.quiet = (EspHours){ 22 * 60, 7 * 60 };
  world->policy.night = (EspHours){ 21 * 60, 8 * 60 };
  world->plan.entries = g_ptr_array_new ();
  world->plan.zone_name = g_strdup ("Asia/Seoul");
  world->plan.zone = g_time_zone_new_identifier ("Asia/Seoul");
  world->sends = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_plan_send_free);
  world->past = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);
  world->rules = (EspPlanRules){ .policy = &world->policy,
                                 .plan = &world->plan,
                                 .holidays = esp_holidays_new ("KR", "", NULL),
                                 .now_us = MONDAY,
                                 .approval_us = ESP_USEC_PER_DAY,
                                 .history = history,
                                 .history_data = world };
}

static void
tear_down (World *world, gconstpointer data)
{
  g_ptr_array_unref (world->plan.entries);
  g_time_zone_unref (world->plan.zone);
  g_free (world->plan.zone_name);
  g_ptr_array_unref (world->sends);
  g_ptr_array_unref (world->past);
  g_clear_pointer (&world->found, g_ptr_array_unref);
  esp_holidays_free (world->rules.holidays);
}

static EspPlanSend *
add (World *world, const char *key, gint64 at_us, guint32 first, guint32 last)
{
  EspPlanSend *send = g_new0 (EspPlanSend, 1);

  send->key = g_strdup (key);
  send->title = g_strdup (key);
  send->at_us = at_us;
  send->is_open = TRUE;
  send->is_email = TRUE;
  send->is_marketing = TRUE;
  send->channel_id = 1;
  send->people = esp_bitmap_new_range (first, last);
  g_ptr_array_add (world->sends, send);
  return send;
}

static void
check (World *world)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&world->found, g_ptr_array_unref);
  world->found = esp_plan_check (&world->rules, world->sends, &error);
  g_assert_no_error (error);
}

static const EspConflict *
find (const World *world, const char *key, EspConflictKind kind)
{
  for (guint i = 0; i < world->found->len; i++)
    {
      const EspConflict *one = g_ptr_array_index (world->found, i);

      if (one->kind == kind && g_str_equal (one->key, key))
        return one;
    }
  return NULL;
}

/* 1–100 on Tuesday at 10, 71–170 at 14: thirty people meet both. */
static void
test_overlap (World *world, gconstpointer data)
{
  const EspConflict *one;

  (void) add (world, "a", MONDAY + HOURS (34), 1, 100);
  (void) add (world, "b", MONDAY + HOURS (38), 71, 170);
  (void) add (world, "c", MONDAY + HOURS (58), 1, 100); /* on Wednesday */
  check (world);
  one = find (world, "b", ESP_CONFLICT_OVERLAP);
  g_assert_nonnull (one);
  g_assert_cmpuint (one->n, ==, 30);
  g_assert_cmpuint (one->whole, ==, 100);
  g_assert_cmpuint (one->n_held, ==, 0);
  g_assert_cmpuint (esp_bitmap_count (one->people), ==, 30);
  g_assert_cmpstr (one->other_key, ==, "a");
  one = find (world, "a", ESP_CONFLICT_OVERLAP);
  g_assert_cmpstr (one->other_key, ==, "b");
  /* The cap of two a week holds on Wednesday those who had both. */
  g_assert_null (find (world, "c", ESP_CONFLICT_OVERLAP));
  g_assert_cmpuint (find (world, "c", ESP_CONFLICT_CAP)->n, ==, 30);
}

/* Who had one message on Saturday already is held at the second of Tuesday. */
static void
test_history (World *world, gconstpointer data)
{
  const EspConflict *one;

  g_ptr_array_add (world->past, esp_bitmap_new_range (91, 95));
  (void) add (world, "a", MONDAY + HOURS (34), 1, 100);
  (void) add (world, "b", MONDAY + HOURS (38), 71, 170);
  check (world);
  one = find (world, "b", ESP_CONFLICT_OVERLAP);
  g_assert_cmpuint (one->n, ==, 30);
  g_assert_cmpuint (one->n_held, ==, 5);
  g_assert_cmpuint (find (world, "b", ESP_CONFLICT_CAP)->n, ==, 5);
  /* A week after that Saturday nobody is held any more: those who were held on Tuesday got nothing then. */
  ((EspPlanSend *) world->sends->pdata[1])->at_us = MONDAY + HOURS (24 * 6 + 12);
  check (world);
  g_assert_null (find (world, "b", ESP_CONFLICT_CAP));
}

static void
test_hours (World *world, gconstpointer data)
{
  EspPlanSend *text;
  EspComputerHours computer;

  g_assert_true (
    esp_computer_hours_parse ("{\"from\":\"09:00\",\"until\":\"19:00\",\"days\":[1,2,3,4,5]}",
                              &computer, NULL));
  world->rules.computer = computer;
  (void) add (world, "late", MONDAY + HOURS (24 + 23), 1, 10);
  text = add (world, "text", MONDAY + HOURS (48 + 21), 101, 110);
  text->is_email = FALSE;
  text->night_ok = esp_bitmap_new_range (101, 104);
  check (world);
  g_assert_cmpint (find (world, "late", ESP_CONFLICT_QUIET)->until_us, ==, MONDAY + HOURS (48 + 7));
  g_assert_cmpint (find (world, "late", ESP_CONFLICT_COMPUTER)->until_us, ==,
                   MONDAY + HOURS (48 + 9));
  g_assert_null (find (world, "late", ESP_CONFLICT_NIGHT));
  g_assert_null (find (world, "text", ESP_CONFLICT_QUIET));
  g_assert_cmpuint (find (world, "text", ESP_CONFLICT_NIGHT)->n, ==, 6);
  /* Friday evening: on Monday again. */
  g_assert_cmpint (esp_computer_hours_get_on (&computer, world->plan.zone,
                                              MONDAY + HOURS (24 * 4 + 20)),
                   ==, MONDAY + HOURS (24 * 7 + 9));
}

static void
test_channel (World *world, gconstpointer data)
{
  EspPlanSend *big = add (world, "big", MONDAY + HOURS (24 + 22), 1, 3000);
  EspPlanSend *small = add (world, "small", MONDAY + HOURS (24 + 22) + 1, 5001, 5010);
  const EspConflict *one;

  big->per_minute = 10;
  small->per_minute = 10;
  check (world);
  one = find (world, "big", ESP_CONFLICT_CAPACITY);
  g_assert_cmpuint (one->n, ==, 1800); /* two hours carry 1,200 */
  g_assert_cmpint (one->until_us, ==, MONDAY + HOURS (24 + 22 + 5));
  g_assert_cmpstr (find (world, "small", ESP_CONFLICT_CHANNEL)->other_key, ==, "big");
}

static void
test_days (World *world, gconstpointer data)
{
  EspPlanEntry blackout = { .type = ESP_PLAN_OF_ITEM,
                            .item_kind = ESP_PLAN_BLACKOUT,
                            .key = (char *) "item:1",
                            .title = (char *) "Move of the office",
                            .state = (char *) "planned",
                            .from_us = MONDAY + HOURS (72),
                            .to_us = MONDAY + HOURS (96) };
  EspPlanSend *soon;

  g_ptr_array_add (world->plan.entries, &blackout);
  soon = add (world, "soon", MONDAY + HOURS (10), 1, 10);
  soon->needs_approval = TRUE;
  (void) add (world, "past", MONDAY - 1, 101, 110);
  (void) add (world, "black", MONDAY + HOURS (82), 201, 210);
  (void) add (world, "after", MONDAY + HOURS (96), 301, 310);
  check (world);
  g_assert_cmpstr (find (world, "soon", ESP_CONFLICT_HOLIDAY)->other_ko, ==, "대체공휴일(삼일절)");
  g_assert_nonnull (find (world, "soon", ESP_CONFLICT_APPROVAL));
  g_assert_nonnull (find (world, "past", ESP_CONFLICT_PAST));
  g_assert_cmpstr (find (world, "black", ESP_CONFLICT_BLACKOUT)->other, ==, "Move of the office");
  g_assert_null (find (world, "after", ESP_CONFLICT_BLACKOUT));
  for (guint i = 0; i < world->found->len; i++)
    for (guint lang = 0; lang < 2; lang++)
      {
        g_autofree char *sentence =
          esp_conflict_to_sentence (world->found->pdata[i], world->plan.zone, (EspLang) lang);

        g_assert_cmpuint (strlen (sentence), >, 10);
      }
}

/* Weeks count each person: one of a hundred gets three messages, where two are allowed. */
static void
test_pressure (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) weeks = NULL;
  const EspPressure *week;

  (void) add (world, "a", MONDAY + HOURS (34), 1, 100);
  (void) add (world, "b", MONDAY + HOURS (58), 100, 120);
  (void) add (world, "c", MONDAY + HOURS (82), 100, 100);
  (void) add (world, "d", MONDAY + HOURS (24 * 8), 1, 5);
  weeks =
    esp_plan_get_pressure (&world->rules, world->sends, MONDAY, MONDAY + HOURS (24 * 14), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (weeks->len, ==, 2);
  week = &g_array_index (weeks, EspPressure, 0);
  g_assert_cmpuint (week->n_people, ==, 120);
  g_assert_cmpuint (week->n_messages, ==, 122);
  g_assert_cmpuint (week->most, ==, 3);
  g_assert_cmpuint (week->n_over, ==, 1);
  g_assert_true (esp_bitmap_contains (week->over, 100));
  g_assert_cmpuint (g_array_index (weeks, EspPressure, 1).n_messages, ==, 5);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/engine/plan/" name, World, NULL, set_up, func, tear_down)
  ADD ("who-is-met-twice", test_overlap);
  ADD ("what-was-sent-counts", test_history);
  ADD ("hours", test_hours);
  ADD ("rate-and-time", test_channel);
  ADD ("days-and-approval", test_days);
  ADD ("pressure-of-a-week", test_pressure);
#undef ADD
  return g_test_run ();
}
