/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores, stages and tasks in a real workspace with a clock of its own: what decays, what is told once, what
 * comes late, and that event by event gives what the whole history gives. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "base/esp-random.h"
#include "engine/score/esp-score-json.h"
#include "store/esp-events.h"
#include "store/esp-journey-log.h"
#include "store/esp-leads.h"
#include "store/esp-score-book.h"
#include "store/esp-scores.h"
#include "store/esp-stages.h"
#include "store/esp-tasks.h"
#include "tests/support/temp-store.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-score-why.h"

#include "test-home.h"

#define N_LEADS 30
/* A Monday, 2026-03-02 00:00 UTC. */
#define START_US G_GINT64_CONSTANT (1772409600000000)

static const char definition[] =
  "{\"version\":1,\"half_life_days\":10,\"max\":200,\"rules\":["
  "{\"id\":\"open\",\"points\":20,\"match\":{\"event\":\"open\"}},"
  "{\"id\":\"first\",\"points\":7,\"match\":{\"event\":\"signup\"},\"count\":\"once\"},"
  "{\"id\":\"often\",\"points\":3,\"match\":{\"event\":\"visit\"},\"count\":\"most\",\"most\":2,"
  "\"per\":\"day\"},"
  "{\"id\":\"seoul\",\"points\":10,\"condition\":{\"kind\":\"attribute\",\"field\":\"city\",\"op\":"
  "\"one-of\",\"values\":[\"서울\"]}}],"
  "\"thresholds\":[{\"id\":\"hot\",\"title\":\"Hot\",\"value\":50,\"slack\":5,\"task\":{\"owner\":"
  "\"지후\",\"due_days\":1,\"alert\":true}},{\"id\":\"cold\",\"value\":20,\"direction\":\"down\"}]"
  "}";

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspJourneyRunner *runner;
  const char *text;
  const char *kind;
  const char *city;
  guint32 lead_id;
  gint64 at_us;
  gint64 score_id;
  gint64 n;
  GHashTable *values; /* lead to value */
} World;

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autofree char *column = NULL;

  g_assert_nonnull (fields);
  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      esp_value_set_text (esp_lead_get_writable (lead, "stage"), "lead");
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  return esp_score_pick_column (tx, "Engagement", &column, error) &&
         esp_score_row_insert (tx, "Engagement", column, definition, &world->score_id, error);
}

static void
must_write (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static void
must_read (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, func, world, NULL, &error);
  g_assert_no_error (error);
}

static void
turn (World *world)
{
  EspJourneyTurnResult result = { 0 };
  guint n = 0;

  do
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_journey_runner_turn (world->runner, &result, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (n++, <, 1000);
    }
  while (result.more);
}

static void
set_up (World *world, gconstpointer data)
{
  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  must_write (world, fill);
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
  world->values = g_hash_table_new (NULL, NULL);
  turn (world);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_hash_table_unref (world->values);
  esp_journey_runner_free (world->runner);
  temp_store_free (world->store);
  g_object_unref (world->clock);
  temp_folder_free (world->folder);
}

static gboolean
event_cb (EspTx *tx, gpointer data, GError **error)
{
  const World *world = data;
  const EspEvent event = { .lead_id = world->lead_id,
                           .kind = (char *) world->kind,
                           .at_us = world->at_us };

  return esp_event_add (tx, &event, NULL, error);
}

static void
happen_at (World *world, guint32 lead_id, const char *kind, double day)
{
  world->lead_id = lead_id;
  world->kind = kind;
  world->at_us = START_US + (gint64) (day * ESP_USEC_PER_DAY);
  must_write (world, event_cb);
}

static void
at_day (World *world, double day)
{
  esp_clock_set (world->clock, START_US + (gint64) (day * ESP_USEC_PER_DAY));
  turn (world);
}

static gboolean
value_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead =
    fields != NULL ? esp_lead_load (tx, fields, world->lead_id, error) : NULL;

  if (lead == NULL)
    return FALSE;
  world->n = lead->values[esp_fields_find (fields, "score")].integer;
  return TRUE;
}

static int
value_of (World *world, guint32 lead_id)
{
  world->lead_id = lead_id;
  must_read (world, value_cb);
  return (int) world->n;
}

static gboolean
count_events_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) events = esp_journey_events_after (tx, 0, 10000, error);

  world->n = 0;
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const EspEvent *event = events->pdata[i];

      world->n += event->lead_id == world->lead_id && g_str_equal (event->kind, world->kind);
    }
  return events != NULL;
}

static int
count_events (World *world, guint32 lead_id, const char *kind)
{
  world->lead_id = lead_id;
  world->kind = kind;
  must_read (world, count_events_cb);
  return (int) world->n;
}

static gboolean
count_tasks_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspTaskQuery query = { .which = ESP_TASKS_ALL, .lead_id = world->lead_id, .limit = 100 };
  g_autoptr (GPtrArray) rows = esp_task_row_list (tx, &query, error);

  world->n = rows != NULL ? (gint64) rows->len : -1;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EspTaskRow *row = rows->pdata[i];

      g_assert_true (row->is_alert);
      g_assert_cmpstr (row->owner, ==, "지후");
      g_assert_cmpstr (row->score, ==, "Engagement");
    }
  return rows != NULL;
}

static int
count_tasks (World *world, guint32 lead_id)
{
  world->lead_id = lead_id;
  must_read (world, count_tasks_cb);
  return (int) world->n;
}

static void
test_decays (World *world, gconstpointer data)
{
  happen_at (world, 1, "open", 0);
  happen_at (world, 1, "open", 0);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 40);
  at_day (world, 10);
  g_assert_cmpint (value_of (world, 1), ==, 20);
  at_day (world, 20);
  g_assert_cmpint (value_of (world, 1), ==, 10);
  g_assert_cmpint (value_of (world, 2), ==, 0);
}

static void
test_tells_once (World *world, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    happen_at (world, 1, "open", 0);
  turn (world);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 60);
  g_assert_cmpint (count_events (world, 1, ESP_EVENT_SCORE_THRESHOLD), ==, 1);
  g_assert_cmpint (count_tasks (world, 1), ==, 1);
  /* 60 is below 49.5 at 10 * log2 (60 / 49.5) = 2.775 days, but above 45: a flutter. */
  at_day (world, 3);
  g_assert_cmpint (value_of (world, 1), ==, 49);
  happen_at (world, 1, "signup", 3);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 56);
  g_assert_cmpint (count_tasks (world, 1), ==, 1);
  /* Below 45 it may be told again, and below 20 the other threshold is told, once. */
  at_day (world, 9);
  happen_at (world, 1, "open", 9);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 57);
  g_assert_cmpint (count_tasks (world, 1), ==, 2);
  at_day (world, 60);
  g_assert_cmpint (value_of (world, 1), <, 20);
  g_assert_cmpint (count_events (world, 1, ESP_EVENT_SCORE_THRESHOLD), ==, 3);
  at_day (world, 61);
  g_assert_cmpint (count_events (world, 1, ESP_EVENT_SCORE_THRESHOLD), ==, 3);
}

static void
test_old_events_alert_nobody (World *world, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    happen_at (world, 2, "open", -1);
  turn (world);
  g_assert_cmpint (value_of (world, 2), ==, 93);
  g_assert_cmpint (count_tasks (world, 2), ==, 0);
}

static gboolean
city_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) before =
    fields != NULL ? esp_lead_load (tx, fields, world->lead_id, error) : NULL;
  g_autoptr (EspLead) after = before != NULL ? esp_lead_copy (before) : NULL;
  gboolean changed;

  if (after == NULL)
    return FALSE;
  esp_value_set_text (esp_lead_get_writable (after, world->text), world->city);
  return esp_lead_update (tx, before, after, &changed, error);
}

static void
set_field (World *world, guint32 lead_id, const char *column, const char *text)
{
  world->lead_id = lead_id;
  world->text = column;
  world->city = text;
  must_write (world, city_cb);
  turn (world);
}

static void
test_conditions (World *world, gconstpointer data)
{
  set_field (world, 3, "city", "서울");
  g_assert_cmpint (value_of (world, 3), ==, 10);
  at_day (world, 100);
  g_assert_cmpint (value_of (world, 3), ==, 10);
  set_field (world, 3, "city", "부산");
  g_assert_cmpint (value_of (world, 3), ==, 0);
}

static gboolean
give_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_score_give (tx, world->lead_id, "score", world->text, (double) world->n, "지후",
                         error);
}

static void
test_given (World *world, gconstpointer data)
{
  world->lead_id = 4;
  world->text = "add";
  world->n = 30;
  must_write (world, give_cb);
  turn (world);
  g_assert_cmpint (value_of (world, 4), ==, 30);
  happen_at (world, 4, "open", 0);
  turn (world);
  world->lead_id = 4;
  world->text = "set";
  world->n = 4;
  at_day (world, 0.5);
  must_write (world, give_cb);
  turn (world);
  g_assert_cmpint (value_of (world, 4), ==, 4);
}

static gboolean
change_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_score_row_update (tx, world->score_id, "Engagement", world->text, FALSE, error);
}

static void
test_definition_changes (World *world, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (definition);

  happen_at (world, 1, "open", 0);
  happen_at (world, 5, "visit", 0);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 20);
  g_string_replace (text, "\"points\":20", "\"points\":60", 0);
  world->text = text->str;
  must_write (world, change_cb);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 60);
  g_assert_cmpint (value_of (world, 5), ==, 3);
  /* Nobody did anything: nobody is told. */
  g_assert_cmpint (count_tasks (world, 1), ==, 0);
  world->text = definition;
  must_write (world, change_cb);
  turn (world);
  g_assert_cmpint (value_of (world, 1), ==, 20);
}

static gboolean
keep_values_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  g_hash_table_remove_all (world->values);
  return esp_score_values_of_range (tx, "score", 1, N_LEADS, world->values, error);
}

static gboolean
restart_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_score_row_restart (tx, world->score_id, error);
}

/* In whatever order events come in, and however the clock runs between, the leads end with what computing
 * the whole history gives them. */
static void
test_any_order (World *world, gconstpointer data)
{
  static const char *const kinds[] = { "open", "signup", "visit", "other" };
  EspRandom random;

  esp_random_init (&random, 7);
  for (guint i = 0; i < 150; i++)
    {
      happen_at (world, 1 + esp_random_below (&random, 6),
                 kinds[esp_random_below (&random, G_N_ELEMENTS (kinds))],
                 (double) esp_random_below (&random, 3200) / 100);
      if (esp_random_below (&random, 3) == 0)
        at_day (world, (double) i / 5);
    }
  at_day (world, 33);
  must_read (world, keep_values_cb);
  must_write (world, restart_cb);
  turn (world);
  for (guint i = 1; i <= N_LEADS; i++)
    g_assert_cmpint (value_of (world, i), ==,
                     GPOINTER_TO_INT (g_hash_table_lookup (world->values, GUINT_TO_POINTER (i))));
  g_assert_cmpuint (g_hash_table_size (world->values), >, 3);
}

static gboolean
why_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();
  g_autoptr (EspScoreWhy) why =
    esp_score_why_load (tx, engine, world->score_id, world->lead_id, error);

  if (why == NULL)
    return FALSE;
  g_assert_cmpint (why->value, ==, 30);
  g_assert_cmpint (why->kept, ==, 30);
  g_assert_cmpuint (why->parts->len, ==, 2);
  g_assert_cmpint (g_array_index (why->parts, EspScorePart, 0).rule, ==, 0);
  g_assert_cmpuint (g_array_index (why->parts, EspScorePart, 0).n, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (why->parts, EspScorePart, 0).now, 20, 1e-9);
  g_assert_cmpint (g_array_index (why->parts, EspScorePart, 1).rule, ==, 3);
  return TRUE;
}

static void
test_why (World *world, gconstpointer data)
{
  happen_at (world, 6, "open", 0);
  happen_at (world, 6, "open", 0);
  set_field (world, 6, "city", "서울");
  at_day (world, 10);
  world->lead_id = 6;
  must_read (world, why_cb);
}

static gboolean
stages_cb (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) stages = esp_stage_list (tx, FALSE, error);

  if (stages == NULL)
    return FALSE;
  for (guint i = 0; i < stages->len; i++)
    {
      EspStageRow *row = stages->pdata[i];

      if (g_str_equal (row->key, "mql"))
        row->rule = g_strdup ("{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[{\"kind\":"
                              "\"attribute\",\"field\":\"score\",\"op\":\"at-least\",\"values\":"
                              "[40]}]}}");
      if (g_str_equal (row->key, "customer"))
        row->rule = g_strdup ("{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[{\"kind\":"
                              "\"event\",\"event\":\"order\"}]}}");
    }
  return esp_stage_save (tx, stages, error);
}

static gboolean
stage_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead =
    fields != NULL ? esp_lead_load (tx, fields, world->lead_id, error) : NULL;

  if (lead == NULL)
    return FALSE;
  g_assert_cmpstr (lead->values[esp_fields_find (fields, "stage")].text, ==, world->text);
  return TRUE;
}

static void
must_be_in (World *world, guint32 lead_id, const char *stage)
{
  world->lead_id = lead_id;
  world->text = stage;
  must_read (world, stage_cb);
}

static void
test_stages (World *world, gconstpointer data)
{
  must_write (world, stages_cb);
  happen_at (world, 1, "open", 0);
  happen_at (world, 1, "open", 0);
  turn (world);
  must_be_in (world, 1, "mql");
  must_be_in (world, 2, "lead");
  g_assert_cmpint (count_events (world, 1, ESP_EVENT_STAGE), ==, 1);
  /* Forward only: the score falls, the stage stays; the farthest stage of several is taken. */
  at_day (world, 30);
  must_be_in (world, 1, "mql");
  happen_at (world, 2, "order", 30);
  turn (world);
  must_be_in (world, 2, "customer");
  /* By hand it goes anywhere, and that stands among the events too. */
  set_field (world, 2, "stage", "lead");
  g_assert_cmpint (count_events (world, 2, ESP_EVENT_STAGE), >=, 2);
}

#define ADD(path, func) g_test_add ("/worker/scores/" path, World, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  test_home_init (&argc, &argv);
  ADD ("decays-by-halves", test_decays);
  ADD ("tells-each-crossing-once", test_tells_once);
  ADD ("old-events-alert-nobody", test_old_events_alert_nobody);
  ADD ("conditions-come-and-go", test_conditions);
  ADD ("points-by-hand", test_given);
  ADD ("another-definition-computes-anew-and-back", test_definition_changes);
  ADD ("any-order-equals-whole-history", test_any_order);
  ADD ("why-names-the-parts", test_why);
  ADD ("stages-move-forward-with-a-reason", test_stages);
  return g_test_run ();
}
