/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a real workspace: what is on it, what moves and what stays, scenarios, budgets, and taking it back. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-clock.h"
#include "store/esp-budget.h"
#include "store/esp-campaigns.h"
#include "store/esp-reviews.h"
#include "tests/support/temp-store.h"
#include "worker/esp-plan-budget.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-plan-scenario.h"

#include <string.h>

#include "test-home.h"

#define NOW G_GINT64_CONSTANT (1772409600000000)

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  gint64 send_id;
  gint64 item_id;
  char *key;
  gint64 at_us;
  gint64 review_id;
  EspPlanMove move;
  char *json;
} World;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspPlanDraft draft = { .title = "Spring",
                               .at_us = NOW + 3 * ESP_USEC_PER_DAY,
                               .audience = "{\"everyone\":true}" };
  g_autoptr (EspPlanItem) item = esp_plan_item_new (ESP_PLAN_OFFLINE, "Booth");
  EspBudgetLine line = { .medium = (char *) "offline",
                         .from_us = 1772323200000000,
                         .to_us = 1772323200000000 + 31 * ESP_USEC_PER_DAY,
                         .planned = 1000000 };

  item->is_all_day = TRUE;
  item->from_us = 1772582400000000; /* 4 March 2026, midnight UTC */
  item->to_us = item->from_us + 2 * ESP_USEC_PER_DAY;
  item->cost = 1500000;
  item->state = ESP_PLAN_COMMITTED;
  if (!esp_plan_add_send (tx, &draft, &world->send_id, error) ||
      !esp_plan_item_insert (tx, item, error) || !esp_budget_line_insert (tx, &line, error))
    return FALSE;
  world->item_id = item->id;
  return TRUE;
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (NOW);
  world->store = temp_store_new (world->folder, world->clock);
  esp_store_write (world->store, &(EspOperation){ .kind = "plan-add" }, fill, world, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->key);
  g_free (world->json);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
look (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  g_autoptr (EspPlan) plan =
    esp_plan_load (tx, NOW - 7 * ESP_USEC_PER_DAY, NOW + 14 * ESP_USEC_PER_DAY, holidays, error);
  const EspPlanEntry *entry = plan != NULL ? esp_plan_find (plan, world->key) : NULL;

  if (plan == NULL)
    return FALSE;
  world->at_us = entry != NULL ? entry->from_us : 0;
  g_free (world->json);
  world->json = entry != NULL ? g_strdup (entry->state) : NULL;
  return TRUE;
}

static gint64
find (World *world, const char *kind, gint64 id)
{
  g_autoptr (GError) error = NULL;

  g_free (world->key);
  world->key = g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, id);
  esp_store_read (world->store, ESP_READ_LONG, look, world, NULL, &error);
  g_assert_no_error (error);
  return world->at_us;
}

static gboolean
move (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_plan_move (tx, world->key, world->at_us, &world->move, error);
}

static gint64
do_move (World *world, const char *kind, gint64 id, gint64 at_us, GError **error)
{
  gint64 history_id = 0;

  g_free (world->key);
  world->key = g_strdup_printf ("%s:%" G_GINT64_FORMAT, kind, id);
  world->at_us = at_us;
  esp_store_write (world->store, &(EspOperation){ .kind = "plan-move" }, move, world, &history_id,
                   error);
  return history_id;
}

static void
test_move (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 history_id = do_move (world, "send", world->send_id, NOW + 5 * ESP_USEC_PER_DAY, &error);
  EspUndoResult result;

  g_assert_no_error (error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 5 * ESP_USEC_PER_DAY);
  g_assert_true (esp_store_undo (world->store, history_id, &result, NULL, &error));
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
  /* The day of an item is its own, whatever hour it is dropped at. */
  (void) do_move (world, "item", world->item_id, NOW + 6 * ESP_USEC_PER_DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (find (world, "item", world->item_id) % ESP_USEC_PER_DAY, ==,
                   15 * ESP_USEC_PER_HOUR);
}

static void
test_past (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  (void) do_move (world, "send", world->send_id, NOW - 1, &error);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "passed"));
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
}

static gboolean
approve (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspReview review = { .send_id = world->send_id,
                             .asked_by = (char *) "지후",
                             .asked_at_us = NOW,
                             .basis = (char *) "{}",
                             .n_approvers = 1 };

  return esp_review_insert (tx, &review, &world->review_id, error) &&
         esp_review_end (tx, world->review_id, ESP_REVIEW_APPROVED, 0, NULL, error);
}

static gboolean
hold (EspTx *tx, gpointer data, GError **error)
{
  return esp_send_set_state (tx, ((const World *) data)->send_id, "hold", NULL, error);
}

static void
test_approved (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EspUndoResult result;
  gint64 history_id;

  esp_store_write (world->store, NULL, approve, world, NULL, &error);
  g_assert_no_error (error);
  (void) find (world, "send", world->send_id);
  g_assert_cmpstr (world->json, ==, "approved");
  history_id = do_move (world, "send", world->send_id, NOW + 4 * ESP_USEC_PER_DAY, &error);
  g_assert_no_error (error);
  g_assert_true (world->move.returns_to_review);
  (void) find (world, "send", world->send_id);
  g_assert_cmpstr (world->json, ==, "review");
  /* Taking it back brings the time back, and the approval that was for it. */
  g_assert_true (esp_store_undo (world->store, history_id, &result, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
  g_assert_cmpstr (world->json, ==, "approved");
  (void) do_move (world, "send", world->send_id, NOW + 4 * ESP_USEC_PER_DAY, &error);
  g_assert_no_error (error);
  /* In its hold nothing moves it any more. */
  esp_store_write (world->store, NULL, hold, world, NULL, &error);
  g_assert_no_error (error);
  (void) do_move (world, "send", world->send_id, NOW + 5 * ESP_USEC_PER_DAY, &error);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "about to leave"));
}

static gboolean
what_if (EspTx *tx, gpointer data, GError **error)
{
  const World *world = data;
  g_autoptr (GPtrArray) changes = esp_plan_changes_parse (world->json, error);
  g_autofree char *again = changes != NULL ? esp_plan_changes_to_json (changes) : NULL;
  guint n = 0;

  g_assert_cmpstr (again, ==, world->json);
  return changes != NULL && esp_plan_changes_apply (tx, changes, &n, error);
}

/* All changes of a scenario are made, or none. */
static void
test_scenario (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_free (world->json);
  world->json =
    g_strdup_printf ("{\"changes\":[{\"key\":\"send:%" G_GINT64_FORMAT "\",\"at\":%" G_GINT64_FORMAT
                     "},{\"key\":\"holiday:x\",\"at\":5}]}",
                     world->send_id, NOW + 9 * ESP_USEC_PER_DAY);
  esp_store_write (world->store, NULL, what_if, world, NULL, &error);
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 3 * ESP_USEC_PER_DAY);
  g_free (world->json);
  world->json = g_strdup_printf ("{\"changes\":[{\"key\":\"send:%" G_GINT64_FORMAT
                                 "\",\"at\":%" G_GINT64_FORMAT "}]}",
                                 world->send_id, NOW + 9 * ESP_USEC_PER_DAY);
  esp_store_write (world->store, NULL, what_if, world, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (find (world, "send", world->send_id), ==, NOW + 9 * ESP_USEC_PER_DAY);
}

static gboolean
count_money (EspTx *tx, gpointer data, GError **error)
{
  const gint64 from_us = NOW - 2 * ESP_USEC_PER_DAY, to_us = NOW + 20 * ESP_USEC_PER_DAY;
  g_autoptr (EspPlanStudy) study = esp_plan_study_new (tx, from_us, to_us, NULL, NULL, error);
  g_autoptr (EspPlanBudget) budget =
    study != NULL ? esp_plan_budget_new (tx, study, from_us, to_us, error) : NULL;

  if (budget == NULL)
    return FALSE;
  g_assert_cmpuint (budget->rows->len, ==, 1);
  g_assert_cmpint (budget->planned, ==, 1000000);
  g_assert_cmpint (budget->committed, ==, 1500000);
  g_assert_cmpint (budget->spent, ==, 0);
  return TRUE;
}

static void
test_budget (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  esp_store_read (world->store, ESP_READ_LONG, count_money, world, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
#define ADD(name, func) g_test_add ("/worker/plan/" name, World, NULL, set_up, func, tear_down)
  ADD ("moves-and-is-taken-back", test_move);
  ADD ("the-past-is-refused", test_past);
  ADD ("approved-goes-back-to-review", test_approved);
  ADD ("scenario-is-all-or-nothing", test_scenario);
  ADD ("budget", test_budget);
#undef ADD
  return g_test_run ();
}
