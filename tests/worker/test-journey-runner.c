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

#include "test-home.h"

#include <string.h>

#define N_LEADS 100
#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC, 09:00 in Seoul */

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) {{ name "
  "}}님\",\"body\":{\"sections\":[{\"columns\":[{"
  "\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]}}";

typedef struct
{
  EspClock *clock;
  EspStore *store;
  EspSegmentEngine *engine;
  EspJourneyRunner *runner;
  gint64 journey_id;
  const char *text;
  const char *kind;
  guint32 lead_id;
  gint64 n;
} World;

/* What it is called stays with the caller; its UUID is not asked for here. */
static gboolean
insert_segment (EspTx *tx, EspSegment *segment, GError **error)
{
  gboolean is_ok = esp_segment_insert (tx, segment, error);

  g_clear_pointer (&segment->uuid, g_free);
  return is_ok;
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  EspSegment segment = { .name = (char *) "list", .is_static = TRUE };
  gint64 message_id = 0;

  g_assert_nonnull (fields);
  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_set_text (esp_lead_get_writable (lead, "city"), i % 2 ? "서울" : "부산");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (i % 4 != 0 && !esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return insert_segment (tx, &segment, error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error);
}

static void
must_write (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("espalier-journey-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "test.espalier", NULL);

  world->clock = esp_clock_new_fake (START_US);
  world->store = esp_store_open (path, ESP_STORE_CREATE, world->clock, &error);
  g_assert_no_error (error);
  world->engine = esp_segment_engine_new ();
  must_write (world, fill);
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
}

static void
tear_down (World *world, gconstpointer data)
{
  esp_journey_runner_free (world->runner);
  esp_segment_engine_unref (world->engine);
  esp_store_close (world->store);
  g_assert_finalize_object (world->store);
  g_assert_finalize_object (world->clock);
}

static gboolean
publish_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, "J", world->text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static void
publish (World *world, const char *text)
{
  world->text = text;
  must_write (world, publish_cb);
}

/* Turns until nobody is due. */
static void
settle (World *world)
{
  EspJourneyTurnResult result = { 0 };

  do
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_journey_runner_turn (world->runner, &result, &error));
      g_assert_no_error (error);
    }
  while (result.more);
}

static void
pass (World *world, gint64 us)
{
  esp_clock_advance (world->clock, us);
  settle (world);
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspBitmap) inside = esp_journey_leads (tx, world->journey_id, TRUE, error);

  world->n = inside != NULL ? (gint64) esp_bitmap_count (inside) : -1;
  return inside != NULL;
}

static gint64
count_inside (World *world)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, count_cb, world, NULL, &error));
  return world->n;
}

static gboolean
enter_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspBitmap) leads = esp_bitmap_new_range (1, N_LEADS);

  return esp_journey_order_enter (tx, engine, world->journey_id, leads, &world->n, error);
}

static gboolean
event_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspEvent event = { .lead_id = world->lead_id,
                           .kind = (char *) world->kind,
                           .at_us = esp_tx_get_now_us (tx) };

  return esp_event_add (tx, &event, NULL, error);
}

static void
happen (World *world, guint32 lead_id, const char *kind)
{
  world->lead_id = lead_id;
  world->kind = kind;
  must_write (world, event_cb);
  settle (world);
}

static gboolean
tag_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspBitmap) one = esp_bitmap_new ();
  gint64 tag_id;

  esp_bitmap_add (one, world->lead_id);
  return esp_tag_ensure (tx, world->kind, &tag_id, error) &&
         esp_tag_add (tx, tag_id, one, NULL, error);
}

static void
tag (World *world, guint32 lead_id, const char *name)
{
  world->lead_id = lead_id;
  world->kind = name;
  must_write (world, tag_cb);
  settle (world);
}

static gboolean
ledger_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, world->journey_id, error);
  g_autoptr (EspJourneyVersion) version =
    row != NULL ? esp_journey_version_load (tx, row->id, row->version, error) : NULL;
  g_autoptr (GPtrArray) counts =
    version != NULL ? esp_ledger_counts (tx, version->sends[0], error) : NULL;

  world->n = counts != NULL ? esp_ledger_counts_sum (counts, world->kind, NULL) : -1;
  return counts != NULL;
}

static gint64
count_ledger (World *world, const char *state)
{
  g_autoptr (GError) error = NULL;

  world->kind = state;
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, ledger_cb, world, NULL, &error));
  return world->n;
}

#define BEGIN "{\"version\":1,\"entries\":["
#define MANUAL "{\"id\":\"in\",\"kind\":\"manual\"}"
#define WAIT(n) "{\"id\":\"w" #n "\",\"kind\":\"wait\",\"for\":{\"days\":" #n "}}"
#define SEND "{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Hello\"}"
#define EXIT "{\"id\":\"x\",\"kind\":\"exit\"}]}"

/* Everyone who may get it is queued once; who may not is in the ledger with the reason. */
static void
test_sends (World *world, gconstpointer data)
{
  publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," WAIT (1) "," EXIT);
  must_write (world, enter_cb);
  g_assert_cmpint (world->n, ==, N_LEADS);
  settle (world);
  g_assert_cmpint (count_ledger (world, "queued"), ==, N_LEADS * 3 / 4);
  g_assert_cmpint (count_ledger (world, "skipped"), ==, N_LEADS / 4);
  settle (world);
  g_assert_cmpint (count_ledger (world, "queued"), ==, N_LEADS * 3 / 4);
  g_assert_cmpint (count_inside (world), ==, N_LEADS);
  pass (world, 2 * ESP_USEC_PER_DAY);
  g_assert_cmpint (count_inside (world), ==, 0);
  must_write (world, enter_cb);
  g_assert_cmpint (world->n, ==, 0); /* nobody comes twice */
}

/* Who comes round again gets it again: another occasion, another row. */
static void
test_sends_again (World *world, gconstpointer data)
{
  publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," WAIT (
                    1) ",{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"s\",\"times\":2}," EXIT);
  must_write (world, enter_cb);
  for (guint i = 0; i < 5; i++)
    pass (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (count_ledger (world, "queued"), ==, 3 * N_LEADS * 3 / 4);
  g_assert_cmpint (count_inside (world), ==, 0);
}

static const char tagged_segment[] =
  "{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[{\"kind\":\"tag\",\"op\":\"has-any\","
  "\"values\":[\"VIP\"]}]}}";

static gboolean
segment_cb (EspTx *tx, gpointer data, GError **error)
{
  EspSegment segment = { .name = (char *) "vip", .rule = (char *) tagged_segment };

  return insert_segment (tx, &segment, error);
}

static void
test_segment_door (World *world, gconstpointer data)
{
  must_write (world, segment_cb);
  tag (world, 1, "VIP");
  publish (world, BEGIN
           "{\"id\":\"in\",\"kind\":\"enters-segment\",\"segment\":\"vip\"}],\"steps\":[" WAIT (
             9) "," EXIT);
  settle (world);
  g_assert_cmpint (count_inside (world), ==, 0); /* was in it before */
  tag (world, 2, "VIP");
  tag (world, 3, "other");
  g_assert_cmpint (count_inside (world), ==, 1);
}

static void
test_segment_existing (World *world, gconstpointer data)
{
  must_write (world, segment_cb);
  tag (world, 1, "VIP");
  publish (world,
           BEGIN "{\"id\":\"in\",\"kind\":\"enters-segment\",\"segment\":\"vip\",\"existing\":true}"
                 "],\"steps\":[" WAIT (9) "," EXIT);
  settle (world);
  g_assert_cmpint (count_inside (world), ==, 1);
}

static void
test_event_door (World *world, gconstpointer data)
{
  happen (world, 4, "signup");
  publish (world,
           BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],\"steps\":["
                 "{\"id\":\"w\",\"kind\":\"wait\",\"event\":{\"event\":\"open\"},\"timeout\":{"
                 "\"days\":2}}," EXIT);
  settle (world);
  g_assert_cmpint (count_inside (world), ==, 0); /* happened before */
  happen (world, 5, "signup");
  happen (world, 6, "signup");
  happen (world, 6, "signup");
  g_assert_cmpint (count_inside (world), ==, 2);
  happen (world, 5, "click");
  g_assert_cmpint (count_inside (world), ==, 2);
  happen (world, 5, "open");
  g_assert_cmpint (count_inside (world), ==, 1);
  pass (world, 3 * ESP_USEC_PER_DAY);
  g_assert_cmpint (count_inside (world), ==, 0);
}

/* A rule that is asked behind an update sees what the update wrote, also for the many. */
static void
test_update_before_rule (World *world, gconstpointer data)
{
  publish (world, BEGIN MANUAL
           "],\"steps\":[{\"id\":\"u\",\"kind\":\"update\",\"changes\":[{\"do\":\"set\","
           "\"field\":\"city\",\"value\":\"대구\"},{\"do\":\"tag\",\"tag\":\"t\"},{\"do\":\"add\","
           "\"field\":\"score\",\"value\":7},{\"do\":\"decay\",\"field\":\"score\",\"value\":50}]},"
           "{\"id\":\"d\",\"kind\":\"split\",\"branches\":[{\"when\":{\"group\":\"all\",\"items\":["
           "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[\"대구\"]},"
           "{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"t\"]},"
           "{\"kind\":\"attribute\",\"field\":\"score\",\"op\":\"is\",\"values\":[4]}]},\"steps\":["
           "{\"id\":\"y\",\"kind\":\"exit\"}]},{\"else\":true,\"steps\":[" WAIT (
             9) ",{\"id\":\"j\",\"kind\":\"join\"}]}]}," EXIT);
  must_write (world, enter_cb);
  settle (world);
  g_assert_cmpint (count_inside (world), ==, 0);
}

static void
test_rule_comes_true (World *world, gconstpointer data)
{
  publish (world, BEGIN MANUAL "],\"steps\":[{\"id\":\"w\",\"kind\":\"wait\",\"condition\":{"
                               "\"kind\":\"tag\",\"op\":\"has-any\","
                               "\"values\":[\"VIP\"]},\"timeout\":{\"days\":5}}," EXIT);
  must_write (world, enter_cb);
  settle (world);
  g_assert_cmpint (count_inside (world), ==, N_LEADS);
  tag (world, 7, "VIP");
  g_assert_cmpint (count_inside (world), ==, N_LEADS - 1);
  pass (world, 6 * ESP_USEC_PER_DAY);
  g_assert_cmpint (count_inside (world), ==, 0);
}

static void
test_goal_by_rule (World *world, gconstpointer data)
{
  publish (world, BEGIN MANUAL "],\"steps\":[" WAIT (
                    5) ",{\"id\":\"g\",\"kind\":\"goal\",\"condition\":{\"kind\":\"tag\",\"op\":"
                       "\"has-any\","
                       "\"values\":[\"VIP\"]},\"reached\":\"exit\"}," WAIT (6) "," EXIT);
  must_write (world, enter_cb);
  settle (world);
  tag (world, 8, "VIP");
  g_assert_cmpint (count_inside (world), ==, N_LEADS - 1);
}

static void
test_limits (World *world, gconstpointer data)
{
  publish (world, "{\"version\":1,\"entries\":[" MANUAL
                  "],\"limits\":{\"per_day\":10,\"total\":15},\"steps\":[" WAIT (9) "," EXIT);
  must_write (world, enter_cb);
  g_assert_cmpint (world->n, ==, 10);
  must_write (world, enter_cb);
  g_assert_cmpint (world->n, ==, 0);
  esp_clock_advance (world->clock, ESP_USEC_PER_DAY);
  must_write (world, enter_cb);
  g_assert_cmpint (world->n, ==, 5);
}

static gboolean
second_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, "Second",
                                   BEGIN "{\"id\":\"in\",\"kind\":\"journey\",\"journey\":\"J\"}],"
                                         "\"steps\":[" WAIT (9) "," EXIT,
                                   &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static void
test_into_another (World *world, gconstpointer data)
{
  gint64 first_id;

  publish (world, BEGIN MANUAL "],\"steps\":[" EXIT);
  first_id = world->journey_id;
  must_write (world, second_cb);
  g_assert_cmpint (world->journey_id, !=, first_id);
  {
    gint64 second_id = world->journey_id;

    world->journey_id = first_id;
    must_write (world, enter_cb);
    settle (world);
    g_assert_cmpint (count_inside (world), ==, 0);
    world->journey_id = second_id;
  }
  g_assert_cmpint (count_inside (world), ==, N_LEADS);
}

static void
test_schedule (World *world, gconstpointer data)
{
  must_write (world, segment_cb);
  tag (world, 1, "VIP");
  publish (world, BEGIN "{\"id\":\"in\",\"kind\":\"schedule\",\"segment\":\"vip\",\"every\":"
                        "\"day\",\"at\":\"10:00\"}"
                        "],\"steps\":[" WAIT (9) "," EXIT);
  settle (world);
  g_assert_cmpint (count_inside (world), ==, 0);
  pass (world, ESP_USEC_PER_HOUR);
  g_assert_cmpint (count_inside (world), ==, 1);
  tag (world, 2, "VIP");
  g_assert_cmpint (count_inside (world), ==, 1);
  pass (world, ESP_USEC_PER_DAY);
  g_assert_cmpint (count_inside (world), ==, 2);
}

static gboolean
erase_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_erase (tx, 9, error);
}

static void
test_gone (World *world, gconstpointer data)
{
  publish (world, BEGIN MANUAL "],\"steps\":[" WAIT (1) "," WAIT (9) "," EXIT);
  must_write (world, enter_cb);
  settle (world);
  must_write (world, erase_cb);
  pass (world, 2 * ESP_USEC_PER_DAY);
  g_assert_cmpint (count_inside (world), ==, N_LEADS - 1);
}

static void
test_refuses_bad (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->text =
    BEGIN MANUAL "],\"steps\":[{\"id\":\"s\",\"kind\":\"send\",\"message\":\"Nobody\"}," EXIT;
  g_assert_false (esp_store_write (world->store, NULL, publish_cb, world, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Nobody"));
}

static gboolean
other_door_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  return esp_journey_order_create (tx, "Other", world->text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, engine, world->journey_id, TRUE, error);
}

static gboolean
run_sql_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, world->text, error);

  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_JOURNEY);
  return stmt != NULL && esp_stmt_run (stmt, error);
}

static void
run_sql (World *world, const char *sql)
{
  world->text = sql;
  must_write (world, run_sql_cb);
}

static gboolean
troubles_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) list = esp_journey_trouble_list (tx, error);

  world->n = list != NULL ? (gint64) list->len : -1;
  return list != NULL;
}

/* What the window shows of journeys that cannot be led on. */
static gint64
count_troubles (World *world)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, troubles_cb, world, NULL, &error));
  return world->n;
}

/* Two journeys with the same door; the first to be told of an event cannot be led on. */
static void
test_trouble_of_one (World *world, gconstpointer data)
{
  const char *text =
    BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],\"steps\":[" WAIT (
      9) "," EXIT;
  EspJourneyTurnResult result = { 0 };
  g_autofree char *trigger = NULL;
  gint64 well_id;
  gint64 ill_id;

  publish (world, text);
  well_id = world->journey_id;
  must_write (world, other_door_cb);
  ill_id = world->journey_id;
  settle (world);
  trigger =
    g_strdup_printf ("CREATE TRIGGER ill BEFORE INSERT ON journey_member WHEN NEW.journey_id = "
                     "%" G_GINT64_FORMAT " BEGIN SELECT RAISE (ABORT, 'ill'); END",
                     ill_id);
  run_sql (world, trigger);
  world->lead_id = 5;
  world->kind = "signup";
  must_write (world, event_cb);
  g_assert_false (esp_journey_runner_turn (world->runner, &result, NULL));
  g_assert_cmpint (result.journey_id, ==, ill_id);
  g_assert_nonnull (strstr (result.trouble, "ill"));
  esp_journey_turn_result_clear (&result);
  g_assert_cmpint (count_troubles (world), ==, 1);
  settle (world);
  g_assert_cmpint (count_troubles (world), ==, 1);
  world->journey_id = well_id;
  g_assert_cmpint (count_inside (world), ==, 1);
  world->journey_id = ill_id;
  g_assert_cmpint (count_inside (world), ==, 0);

  /* Mended, it sees what it has missed, and the other does not see it again. */
  run_sql (world, "DROP TRIGGER ill");
  pass (world, ESP_USEC_PER_HOUR);
  g_assert_cmpint (count_inside (world), ==, 1);
  g_assert_cmpint (count_troubles (world), ==, 0);
  world->journey_id = well_id;
  g_assert_cmpint (count_inside (world), ==, 1);
}

/* A version that cannot be read is left out; the others go on. */
static void
test_unreadable (World *world, gconstpointer data)
{
  const char *text =
    BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}}],\"steps\":[" WAIT (
      9) "," EXIT;
  g_autofree char *mend = NULL;
  g_autofree char *spoil = NULL;
  gint64 well_id;
  gint64 ill_id;

  publish (world, text);
  well_id = world->journey_id;
  must_write (world, other_door_cb);
  ill_id = world->journey_id;
  spoil = g_strdup_printf ("UPDATE journey_version SET definition = '{' || definition"
                           " WHERE journey_id = %" G_GINT64_FORMAT,
                           ill_id);
  mend = g_strdup_printf ("UPDATE journey_version SET definition = substr (definition, 2)"
                          " WHERE journey_id = %" G_GINT64_FORMAT,
                          ill_id);
  run_sql (world, spoil);
  happen (world, 5, "signup");
  world->journey_id = well_id;
  g_assert_cmpint (count_inside (world), ==, 1);
  run_sql (world, mend);
  settle (world);
  world->journey_id = ill_id;
  g_assert_cmpint (count_inside (world), ==, 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (World *world, gconstpointer data);
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
    { "gone", test_gone },
    { "trouble-of-one", test_trouble_of_one },
    { "unreadable", test_unreadable },
    { "refuses-bad", test_refuses_bad },
  };

  test_home_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/worker/journey/%s", tests[i].name);

      g_test_add (path, World, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
