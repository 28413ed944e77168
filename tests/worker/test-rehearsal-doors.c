/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doors of a rehearsal: limits in every passage, people who come from another journey, and whom a number counts;
 * and people let in by hand, taken back. */
#include "journey-world.h"

#include "engine/journey/esp-rehearsal-quest.h"
#include "store/esp-history.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-rehearsal-run.h"

#include "test-home.h"

static EspRehearsal *
rehearse (JourneyWorld *world, guint days)
{
  g_autoptr (EspRehearsalOptions) options = esp_rehearsal_options_new (world->journey_id);
  g_autoptr (GError) error = NULL;
  EspRehearsal *rehearsal;

  options->days = days;
  rehearsal = esp_rehearsal_run (world->store, options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return rehearsal;
}

static gint64
count_leads (EspRehearsal *rehearsal, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspBitmap) leads = esp_rehearsal_collect (rehearsal, key, NULL, &error);

  g_assert_no_error (error);
  return (gint64) esp_bitmap_count (leads);
}

static gboolean
create_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;

  return esp_journey_order_create (tx, "next", world->text, &world->journey_id, error);
}

static void
create (JourneyWorld *world, const char *text)
{
  world->text = text;
  journey_world_write (world, create_cb);
}

#define DAILY                                                                                      \
  "{\"id\":\"in\",\"kind\":\"schedule\",\"every\":\"day\",\"on\":\"2026-03-02\",\"at\":\"10:00\"}"

/* Everybody wants in each day, and is out at once: a day takes ten, in every passage and not in the first alone. */
static void
test_limits_hold_in_every_passage (JourneyWorld *world, gconstpointer data)
{
  g_autoptr (EspRehearsal) rehearsal = NULL;

  create (world, "{\"version\":1,\"entries\":[" DAILY "],\"reentry\":{\"rule\":\"always\"},"
                 "\"limits\":{\"per_day\":10},\"steps\":[" WAIT (2) "," EXIT);
  rehearsal = rehearse (world, 9);
  g_assert_cmpint (esp_rehearsal_get_tally (rehearsal)->n_entered, ==, 9 * 10);
  g_assert_cmpint (count_leads (rehearsal, "entered"), ==, 30); /* two days inside: three groups */
  /* Whoever came first comes first again, each time as soon as the two days are over. */
  g_assert_cmpint (count_leads (rehearsal, "refused:day-full"), >=, N_LEADS - 10);
}

static void
test_limit_of_all_counts_every_passage (JourneyWorld *world, gconstpointer data)
{
  g_autoptr (EspRehearsal) rehearsal = NULL;

  create (world, "{\"version\":1,\"entries\":[" DAILY "],\"reentry\":{\"rule\":\"always\"},"
                 "\"limits\":{\"total\":150},\"steps\":[" EXIT);
  rehearsal = rehearse (world, 9);
  g_assert_cmpint (esp_rehearsal_get_tally (rehearsal)->n_entered, ==, 150);
  g_assert_cmpint (count_leads (rehearsal, "refused:full"), ==, N_LEADS);
}

/* Who is in the first now comes when it lets them out, and whom it will let in comes too. */
static void
test_people_come_from_another_journey (JourneyWorld *world, gconstpointer data)
{
  g_autoptr (EspRehearsal) rehearsal = NULL;
  g_autoptr (EspRehearsal) brief = NULL;
  g_autofree char *text = NULL;

  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" WAIT (3) "," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  text = g_strdup_printf (BEGIN "{\"id\":\"in\",\"kind\":\"journey\",\"journey\":"
                                "\"%" G_GINT64_FORMAT "\"}],\"steps\":[" SEND "," EXIT,
                          world->journey_id);
  create (world, text);
  rehearsal = rehearse (world, 5);
  g_assert_cmpint (esp_rehearsal_get_tally (rehearsal)->n_entered, ==, N_LEADS);
  g_assert_cmpint (count_leads (rehearsal, "sent") + count_leads (rehearsal, "held:no-consent"), ==,
                   N_LEADS);
  g_assert_cmpint (count_leads (rehearsal, "sent"), ==,
                   esp_rehearsal_tally_n_sent (esp_rehearsal_get_tally (rehearsal)));
  brief = rehearse (world, 2);
  g_assert_cmpint (esp_rehearsal_get_tally (brief)->n_entered, ==, 0);
}

static void
test_unknown_number_is_refused (JourneyWorld *world, gconstpointer data)
{
  static const char *const keys[] = { "", "held", "held:nonsense", "sent:1", "hour:x", "what:1" };
  g_autoptr (EspRehearsal) rehearsal = NULL;

  create (world, BEGIN DAILY "],\"steps\":[" EXIT);
  rehearsal = rehearse (world, 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_rehearsal_collect (rehearsal, keys[i], NULL, &error));
      g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
    }
}

/* Of the last entry by hand. */
static gint64 history_id;

static gboolean
enter_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  for (guint32 i = 1; i <= 10; i++)
    esp_bitmap_add (leads, i);
  return esp_journey_order_enter (tx, world->engine, world->journey_id, leads, &world->n, error);
}

static gboolean
undo_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  EspUndoResult result = { 0 };
  gboolean is_ok = esp_history_undo (tx, history_id, &result, error);

  world->n = result.n_restored * 1000 + result.n_kept;
  return is_ok;
}

static gboolean
count_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  gint64 n_today = 0;

  return esp_journey_entered_load (tx, world->journey_id, 0, &n_today, &world->n, error);
}

static void
enter (JourneyWorld *world)
{
  const EspOperation operation = { .kind = "journey-enter" };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (world->store, &operation, enter_cb, world, &history_id, &error));
  g_assert_cmpint (world->n, ==, 10);
}

static void
undo (JourneyWorld *world)
{
  const EspOperation operation = { .kind = "undo" };
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (world->store, &operation, undo_cb, world, NULL, &error));
}

/* Whoever was let in and has done nothing was never there: the numbers say so, and the door is open again. */
static void
test_entry_by_hand_is_taken_back (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" WAIT (3) "," EXIT);
  enter (world);
  undo (world);
  g_assert_cmpint (world->n, ==, 10 * 1000);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
  journey_world_write (world, count_cb);
  g_assert_cmpint (world->n, ==, 0);
  enter (world);
  journey_world_settle (world);
  journey_world_pass (world, 4 * ESP_USEC_PER_DAY);
  undo (world);
  g_assert_cmpint (world->n, ==, 10); /* they have gone on: nothing is taken back */
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (JourneyWorld *, gconstpointer);
  } tests[] = {
    { "/worker/rehearsal/limits-hold-in-every-passage", test_limits_hold_in_every_passage },
    { "/worker/rehearsal/limit-of-all-counts-every-passage",
      test_limit_of_all_counts_every_passage },
    { "/worker/rehearsal/people-come-from-another-journey", test_people_come_from_another_journey },
    { "/worker/rehearsal/unknown-number-is-refused", test_unknown_number_is_refused },
    { "/worker/journey/entry-by-hand-is-taken-back", test_entry_by_hand_is_taken_back },
  };

  test_home_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, JourneyWorld, NULL, journey_world_set_up, tests[i].test,
                journey_world_tear_down);
  return g_test_run ();
}
