/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys over a real workspace with a virtual clock: doors, events, rules, effects, limits, trouble. */
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-journey-trouble.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-segments.h"
#include "store/esp-store.h"
#include "store/esp-tags.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"

#include "base/esp-clock.h"

#include "journey-world.h"
#include "test-home.h"

#include <string.h>

/* Everyone who may get it is queued once; who may not is in the ledger with the reason. */
static void
test_sends (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," WAIT (1) "," EXIT);
  journey_world_write (world, journey_world_enter);
  g_assert_cmpint (world->n, ==, N_LEADS);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, N_LEADS * 3 / 4);
  g_assert_cmpint (journey_world_count_ledger (world, "skipped"), ==, N_LEADS / 4);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, N_LEADS * 3 / 4);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS);
  journey_world_pass (world, 2 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
  journey_world_write (world, journey_world_enter);
  g_assert_cmpint (world->n, ==, 0); /* nobody comes twice */
}

/* Who comes round again gets it again: another occasion, another row. */
static void
test_sends_again (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world,
                         BEGIN MANUAL "],\"steps\":[" SEND "," WAIT (
                           1) ",{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"s\",\"times\":2}," EXIT);
  journey_world_write (world, journey_world_enter);
  for (guint i = 0; i < 5; i++)
    journey_world_pass (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 3 * N_LEADS * 3 / 4);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

static const char tagged_segment[] =
  "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[{\"kind\":\"tag\",\"op\":\"has-any\","
  "\"values\":[\"VIP\"]}]}}";

static gboolean
segment_cb (EspTx *tx, gpointer data, GError **error)
{
  EspSegment segment = { .name = (char *) "vip", .rule = (char *) tagged_segment };
  gboolean is_ok = esp_segment_insert (tx, &segment, error);

  g_free (segment.uuid);
  return is_ok;
}

static void
test_segment_door (JourneyWorld *world, gconstpointer data)
{
  journey_world_write (world, segment_cb);
  journey_world_tag (world, 1, "VIP");
  journey_world_publish (world, BEGIN "{\"id\":\"in\",\"kind\":\"enters-segment\",\"segment\":"
                                      "\"vip\"}],\"steps\":[" WAIT (9) "," EXIT);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0); /* was in it before */
  journey_world_tag (world, 2, "VIP");
  journey_world_tag (world, 3, "other");
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
}

static void
test_segment_existing (JourneyWorld *world, gconstpointer data)
{
  journey_world_write (world, segment_cb);
  journey_world_tag (world, 1, "VIP");
  journey_world_publish (world, BEGIN "{\"id\":\"in\",\"kind\":\"enters-segment\",\"segment\":"
                                      "\"vip\",\"existing\":true}"
                                      "],\"steps\":[" WAIT (9) "," EXIT);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
}

static void
test_event_door (JourneyWorld *world, gconstpointer data)
{
  journey_world_happen (world, 4, "signup");
  journey_world_publish (
    world, BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],\"steps\":["
                 "{\"id\":\"w\",\"kind\":\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{"
                 "\"days\":2}}," EXIT);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0); /* happened before */
  journey_world_happen (world, 5, "signup");
  journey_world_happen (world, 6, "signup");
  journey_world_happen (world, 6, "signup");
  g_assert_cmpint (journey_world_count_inside (world), ==, 2);
  journey_world_happen (world, 5, "click");
  g_assert_cmpint (journey_world_count_inside (world), ==, 2);
  journey_world_happen (world, 5, "open");
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  journey_world_pass (world, 3 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

/* A rule that is asked behind an update sees what the update wrote, also for the many. */
static void
test_update_before_rule (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (
    world, BEGIN MANUAL
    "],\"steps\":[{\"id\":\"u\",\"kind\":\"update\",\"changes\":[{\"do\":\"set\","
    "\"field\":\"city\",\"value\":\"대구\"},{\"do\":\"tag\",\"tag\":\"t\"},{\"do\":\"add\","
    "\"field\":\"score\",\"value\":7},{\"do\":\"decay\",\"field\":\"score\",\"value\":50}]},"
    "{\"id\":\"d\",\"kind\":\"split\",\"branches\":[{\"when\":{\"group\":\"all\",\"items\":["
    "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[\"대구\"]},"
    "{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"t\"]},"
    "{\"kind\":\"attribute\",\"field\":\"score\",\"op\":\"is\",\"values\":[4]}]},\"steps\":["
    "{\"id\":\"y\",\"kind\":\"exit\"}]},{\"else\":true,\"steps\":[" WAIT (
      9) ",{\"id\":\"j\",\"kind\":\"join\"}]}]}," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

static void
test_rule_comes_true (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world,
                         BEGIN MANUAL "],\"steps\":[{\"id\":\"w\",\"kind\":\"wait\",\"condition\":{"
                                      "\"kind\":\"tag\",\"op\":\"has-any\","
                                      "\"values\":[\"VIP\"]},\"timeout\":{\"days\":5}}," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS);
  journey_world_tag (world, 7, "VIP");
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS - 1);
  journey_world_pass (world, 6 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

static void
test_goal_by_rule (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world,
                         BEGIN MANUAL "],\"steps\":[" WAIT (
                           5) ",{\"id\":\"g\",\"kind\":\"goal\",\"condition\":{\"kind\":\"tag\","
                              "\"op\":"
                              "\"has-any\","
                              "\"values\":[\"VIP\"]},\"reached\":\"exit\"}," WAIT (6) "," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  journey_world_tag (world, 8, "VIP");
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS - 1);
}

static void
test_limits (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, "{\"version\":1,\"entries\":[" MANUAL
                                "],\"limits\":{\"per_day\":10,\"total\":15},\"steps\":[" WAIT (
                                  9) "," EXIT);
  journey_world_write (world, journey_world_enter);
  g_assert_cmpint (world->n, ==, 10);
  journey_world_write (world, journey_world_enter);
  g_assert_cmpint (world->n, ==, 0);
  esp_clock_advance (world->clock, ESP_USEC_PER_DAY);
  journey_world_write (world, journey_world_enter);
  g_assert_cmpint (world->n, ==, 5);
}

static gboolean
second_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, "Second",
                                   BEGIN "{\"id\":\"in\",\"kind\":\"journey\",\"journey\":\"J\"}],"
                                         "\"steps\":[" WAIT (9) "," EXIT,
                                   &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static void
test_into_another (JourneyWorld *world, gconstpointer data)
{
  gint64 first_id;

  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" EXIT);
  first_id = world->journey_id;
  journey_world_write (world, second_cb);
  g_assert_cmpint (world->journey_id, !=, first_id);
  {
    gint64 second_id = world->journey_id;

    world->journey_id = first_id;
    journey_world_write (world, journey_world_enter);
    journey_world_settle (world);
    g_assert_cmpint (journey_world_count_inside (world), ==, 0);
    world->journey_id = second_id;
  }
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS);
}

static void
test_schedule (JourneyWorld *world, gconstpointer data)
{
  journey_world_write (world, segment_cb);
  journey_world_tag (world, 1, "VIP");
  journey_world_publish (world,
                         BEGIN "{\"id\":\"in\",\"kind\":\"schedule\",\"segment\":\"vip\",\"every\":"
                               "\"day\",\"at\":\"10:00\"}"
                               "],\"steps\":[" WAIT (9) "," EXIT);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
  journey_world_pass (world, ESP_USEC_PER_HOUR);
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  journey_world_tag (world, 2, "VIP");
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  journey_world_pass (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 2);
}

#define WORKDAY_WAIT                                                                               \
  "{\"id\":\"w\",\"kind\":\"wait\",\"until\":{\"at\":\"10:00\",\"skip_holidays\":true}}"

static gboolean
move_to_america (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_COUNTRY, "US", error);
}

static gboolean
move_to_korea (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, ESP_META_COUNTRY, "KR", error);
}

/* The world begins on a holiday of Korea, 2026-03-02, that is none in America. */
static void
test_schedule_skips_holidays (JourneyWorld *world, gconstpointer data)
{
  journey_world_write (world, segment_cb);
  journey_world_tag (world, 1, "VIP");
  journey_world_publish (world,
                         BEGIN "{\"id\":\"in\",\"kind\":\"schedule\",\"segment\":\"vip\",\"every\":"
                               "\"day\",\"at\":\"10:00\",\"skip_holidays\":true}"
                               "],\"steps\":[" WAIT (9) "," EXIT);
  journey_world_settle (world);
  journey_world_pass (world, 2 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
  journey_world_pass (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
}

/* A holiday that is none any more lets people in, and on, at the time of that very day. */
static void
test_other_holidays (JourneyWorld *world, gconstpointer data)
{
  journey_world_write (world, segment_cb);
  journey_world_tag (world, 1, "VIP");
  journey_world_publish (world,
                         BEGIN "{\"id\":\"in\",\"kind\":\"schedule\",\"segment\":\"vip\",\"every\":"
                               "\"day\",\"at\":\"11:00\",\"skip_holidays\":true}"
                               "],\"steps\":[" WORKDAY_WAIT "," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS);
  journey_world_write (world, move_to_america);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS); /* it is 9 o'clock still */
  journey_world_write (world, move_to_korea);
  journey_world_settle (world);
  journey_world_pass (world, ESP_USEC_PER_HOUR);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS); /* a holiday again */
  journey_world_write (world, move_to_america);
  journey_world_settle (world);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

static gboolean
erase_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_erase (tx, 9, error);
}

static void
test_gone (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" WAIT (1) "," WAIT (9) "," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  journey_world_write (world, erase_cb);
  journey_world_pass (world, 2 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS - 1);
}

static void
test_refuses_bad (JourneyWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->text =
    BEGIN MANUAL "],\"steps\":[{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Nobody\"}," EXIT;
  g_assert_false (
    esp_store_write (world->store, NULL, journey_world_publish_cb, world, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Nobody"));
}

static gboolean
other_door_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, "Other", world->text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static gboolean
run_sql_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, world->text, error);

  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return stmt != NULL && esp_stmt_run (stmt, error);
}

static void
run_sql (JourneyWorld *world, const char *sql)
{
  world->text = sql;
  journey_world_write (world, run_sql_cb);
}

static gboolean
troubles_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (GPtrArray) list = esp_journey_trouble_list (tx, error);

  world->n = list != NULL ? (gint64) list->len : -1;
  return list != NULL;
}

/* What the window shows of journeys that cannot be led on. */
static gint64
count_troubles (JourneyWorld *world)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, troubles_cb, world, NULL, &error));
  return world->n;
}

/* Two journeys with the same door; the first to be told of an event cannot be led on. */
static void
test_trouble_of_one (JourneyWorld *world, gconstpointer data)
{
  const char *text =
    BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],\"steps\":[" WAIT (
      9) "," EXIT;
  EspJourneyTurnResult result = { 0 };
  g_autofree char *trigger = NULL;
  gint64 well_id;
  gint64 ill_id;

  journey_world_publish (world, text);
  well_id = world->journey_id;
  journey_world_write (world, other_door_cb);
  ill_id = world->journey_id;
  journey_world_settle (world);
  trigger =
    g_strdup_printf ("CREATE TRIGGER ill BEFORE INSERT ON journey_member WHEN NEW.journey_id = "
                     "%" G_GINT64_FORMAT " BEGIN SELECT RAISE (ABORT, 'ill'); END",
                     ill_id);
  run_sql (world, trigger);
  world->lead_id = 5;
  world->kind = "signup";
  journey_world_write (world, journey_world_event_cb);
  g_assert_false (esp_journey_runner_turn (world->runner, &result, NULL));
  g_assert_cmpint (result.journey_id, ==, ill_id);
  g_assert_nonnull (strstr (result.trouble, "ill"));
  esp_journey_turn_result_clear (&result);
  g_assert_cmpint (count_troubles (world), ==, 1);
  journey_world_settle (world);
  g_assert_cmpint (count_troubles (world), ==, 1);
  world->journey_id = well_id;
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  world->journey_id = ill_id;
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);

  /* Mended, it sees what it has missed, and the other does not see it again. */
  run_sql (world, "DROP TRIGGER ill");
  journey_world_pass (world, ESP_USEC_PER_HOUR);
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  g_assert_cmpint (count_troubles (world), ==, 0);
  world->journey_id = well_id;
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
}

/* A version that cannot be read is left out; the others go on. */
static void
test_unreadable (JourneyWorld *world, gconstpointer data)
{
  const char *text =
    BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],\"steps\":[" WAIT (
      9) "," EXIT;
  g_autofree char *mend = NULL;
  g_autofree char *spoil = NULL;
  gint64 well_id;
  gint64 ill_id;

  journey_world_publish (world, text);
  well_id = world->journey_id;
  journey_world_write (world, other_door_cb);
  ill_id = world->journey_id;
  spoil = g_strdup_printf ("UPDATE journey_version SET definition = '{' || definition"
                           " WHERE journey_id = %" G_GINT64_FORMAT,
                           ill_id);
  mend = g_strdup_printf ("UPDATE journey_version SET definition = substr (definition, 2)"
                          " WHERE journey_id = %" G_GINT64_FORMAT,
                          ill_id);
  run_sql (world, spoil);
  journey_world_happen (world, 5, "signup");
  world->journey_id = well_id;
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  run_sql (world, mend);
  journey_world_settle (world);
  world->journey_id = ill_id;
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (JourneyWorld *world, gconstpointer data);
  } tests[] = {
    { "sends", test_sends },
    { "sends-again", test_sends_again },
    { "segment-door", test_segment_door },
    { "segment-existing", test_segment_existing },
    { "event-door", test_event_door },
    { "update-before-rule", test_update_before_rule },
    { "rule-comes-true", test_rule_comes_true },
    { "goal-by-rule", test_goal_by_rule },
    { "limits", test_limits },
    { "into-another", test_into_another },
    { "schedule", test_schedule },
    { "schedule-skips-holidays", test_schedule_skips_holidays },
    { "other-holidays", test_other_holidays },
    { "gone", test_gone },
    { "trouble-of-one", test_trouble_of_one },
    { "unreadable", test_unreadable },
    { "refuses-bad", test_refuses_bad },
  };

  test_home_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/worker/journey/%s", tests[i].name);

      g_test_add (path, JourneyWorld, NULL, journey_world_set_up, tests[i].func,
                  journey_world_tear_down);
    }
  return g_test_run ();
}
