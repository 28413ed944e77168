/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two leads of a journey become one, and two again: the person goes on, and gets nothing twice. */
#include "journey-world.h"

#include "store/esp-journey-members.h"
#include "store/esp-leads.h"
#include "store/esp-merge.h"

#include "test-home.h"

#define SECOND "{\"id\":\"s2\",\"kind\":\"send\",\"message\":\"Hello\"}"
#define EVENT                                                                                      \
  "{\"id\":\"e\",\"kind\":\"wait\",\"event\":{\"event\":\"go\"},\"timeout\":{\"days\":5}}"

static gboolean
merge_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) after = esp_lead_load (tx, fields, world->n, error);

  return after != NULL && esp_merge_leads (tx, world->lead_id, after, NULL, error);
}

static gint64
merge (JourneyWorld *world, guint32 lead_id, gint64 kept_id)
{
  const EspOperation operation = { .kind = "merge" };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  world->lead_id = lead_id;
  world->n = kept_id;
  (void) esp_store_write (world->store, &operation, merge_cb, world, &history_id, &error);
  g_assert_no_error (error);
  journey_world_settle (world);
  return history_id;
}

static void
undo (JourneyWorld *world, gint64 history_id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_undo (world->store, history_id, NULL, NULL, &error));
  g_assert_no_error (error);
  journey_world_settle (world);
}

static gboolean
where_cb (EspTx *tx, gpointer data, GError **error)
{
  JourneyWorld *world = data;
  g_autoptr (EspJourneyMembers) members = esp_journey_members_new ();

  if (!esp_journey_members_load_leads (tx, world->journey_id, &world->lead_id, 1, members, error))
    return FALSE;
  g_assert_cmpuint (members->rows->len, <=, 1);
  world->n =
    members->rows->len > 0 ? (gint64) g_array_index (members->rows, EspJourneyMember, 0).step : -1;
  return TRUE;
}

/* Returns: at which step the lead is; -1: not inside */
static gint64
where (JourneyWorld *world, guint32 lead_id)
{
  g_autoptr (GError) error = NULL;

  world->lead_id = lead_id;
  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, where_cb, world, NULL, &error));
  g_assert_no_error (error);
  return world->n;
}

/* Only one of them is inside: who stays goes on where who went was, also when that one is let in again. */
static void
test_follows (JourneyWorld *world, gconstpointer data)
{
  gint64 history_id;

  journey_world_publish (world,
                         BEGIN "{\"id\":\"in\",\"kind\":\"event\",\"match\":{\"event\":\"come\"}}"
                               "],\"steps\":[" WAIT (2) "," SEND "," WAIT (9) "," EXIT);
  journey_world_settle (world);
  journey_world_happen (world, 1, "come");
  g_assert_cmpint (where (world, 1), ==, 0);
  history_id = merge (world, 1, 2);
  g_assert_cmpint (where (world, 1), ==, -1);
  g_assert_cmpint (where (world, 2), ==, 0);
  journey_world_happen (world, 2, "come");
  g_assert_cmpint (journey_world_count_inside (world), ==, 1);
  undo (world, history_id);
  g_assert_cmpint (where (world, 1), ==, 0);
  g_assert_cmpint (where (world, 2), ==, -1);
  merge (world, 1, 2);
  journey_world_pass (world, 3 * ESP_USEC_PER_DAY);
  g_assert_cmpint (where (world, 2), ==, 2);
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 1);
}

/* Both are inside: who has come further goes on, and an undo finds both where they were. */
static void
test_both (JourneyWorld *world, gconstpointer data)
{
  gboolean is_kept_further = GPOINTER_TO_INT (data);
  gint64 history_id;

  journey_world_publish (world, BEGIN MANUAL "],\"steps\":[" SEND "," EVENT "," SECOND
                                             "," WAIT (9) "," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  journey_world_happen (world, is_kept_further ? 2 : 1, "go");
  g_assert_cmpint (where (world, is_kept_further ? 2 : 1), ==, 3);
  history_id = merge (world, 1, 2);
  g_assert_cmpint (where (world, 1), ==, -1);
  g_assert_cmpint (where (world, 2), ==, 3);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS - 1);
  undo (world, history_id);
  g_assert_cmpint (where (world, 1), ==, is_kept_further ? 1 : 3);
  g_assert_cmpint (where (world, 2), ==, is_kept_further ? 3 : 1);
  g_assert_cmpint (journey_world_count_inside (world), ==, N_LEADS);
  merge (world, 1, 2);
  journey_world_pass (world, 10 * ESP_USEC_PER_DAY);
  journey_world_pass (world, 10 * ESP_USEC_PER_DAY);
  g_assert_cmpint (journey_world_count_inside (world), ==, 0);
}

/* What one of them got in another branch, the other one does not get again. */
static void
test_nothing_twice (JourneyWorld *world, gconstpointer data)
{
  journey_world_publish (world, BEGIN MANUAL
                         "],\"steps\":[" EVENT
                         ",{\"id\":\"t\",\"kind\":\"wait\",\"event\":{\"event\":"
                         "\"more\"},\"timeout\":{\"days\":5}}," SEND "," WAIT (9) "," EXIT);
  journey_world_write (world, journey_world_enter);
  journey_world_settle (world);
  journey_world_happen (world, 1, "go");
  journey_world_happen (world, 1, "more");
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 1);
  merge (world, 1, 2);
  journey_world_happen (world, 2, "go");
  journey_world_happen (world, 2, "more");
  g_assert_cmpint (journey_world_count_ledger (world, "queued"), ==, 1);
  g_assert_cmpint (where (world, 2), ==, 3);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add ("/worker/journey-merge/follows", JourneyWorld, NULL, journey_world_set_up,
              test_follows, journey_world_tear_down);
  g_test_add ("/worker/journey-merge/kept-is-further", JourneyWorld, GINT_TO_POINTER (TRUE),
              journey_world_set_up, test_both, journey_world_tear_down);
  g_test_add ("/worker/journey-merge/other-is-further", JourneyWorld, GINT_TO_POINTER (FALSE),
              journey_world_set_up, test_both, journey_world_tear_down);
  g_test_add ("/worker/journey-merge/nothing-twice", JourneyWorld, NULL, journey_world_set_up,
              test_nothing_twice, journey_world_tear_down);
  return g_test_run ();
}
