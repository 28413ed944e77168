/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys that are changed while people are in them: published, rolled back, paused, ended. */
#include "engine/journey/esp-journey-path.h"
#include "store/esp-campaign-list.h"
#include "store/esp-campaigns.h"
#include "store/esp-consents.h"
#include "store/esp-journey-moves.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "store/esp-tasks.h"
#include "worker/esp-journey-acts.h"
#include "worker/esp-journey-moves.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-publish.h"
#include "worker/esp-journey-runner.h"

#include "base/esp-clock.h"
#include "support/temp-store.h"

#include <string.h>

#define START_US G_GINT64_CONSTANT (1772409600000000) /* 2026-03-02 00:00 UTC, 09:00 in Seoul */
#define FEW 10
#define MANY (ESP_JOURNEY_MOVE_BATCH + 2000)

static const char document[] =
  "{\"version\":1,\"class\":\"ad\",\"language\":\"ko\",\"sender\":{\"name\":\"한빛\",\"address\":"
  "\"news@brand.example\"},\"subject\":\"(광고) {{ name }}님\",\"body\":{\"sections\":[{"
  "\"columns\":[{\"blocks\":[{\"type\":\"text\",\"paragraphs\":[{\"runs\":[\"안녕하세요\"]}]}]}]}]"
  "}}";

typedef struct
{
  TempFolder folder;
  EspClock *clock;
  EspStore *store;
  EspSegmentEngine *engine;
  EspJourneyRunner *runner;
  gint64 journey_id;
  const char *text;
  guint n_leads;
  GHashTable *choices; /* (nullable) */
  guint source;
  const char *token;
  EspPublishPreview *preview; /* (owned) (nullable) */
  EspJourneyAct act;
  GArray *places; /* (owned) (nullable) */
  EspJourneyRow *row;
  gint64 n;
} World;

static void
must_write (World *world, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_write (world->store, NULL, func, world, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  gint64 message_id = 0;

  g_assert_nonnull (fields);
  for (guint i = 1; i <= world->n_leads; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      EspConsent consent = { .channel = (char *) "email",
                             .purpose = (char *) "marketing",
                             .state = (char *) "granted" };

      esp_value_take_text (esp_lead_get_writable (lead, "email"),
                           g_strdup_printf ("p%u@x.example", i));
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
      consent.lead_id = lead->id;
      if (world->n_leads <= FEW && !esp_consent_add (tx, &consent, error))
        return FALSE;
    }
  return esp_meta_set_text (tx, ESP_META_SENDER_COMPANY, "한빛", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_ADDRESS, "서울특별시 중구 보기로 1", error) &&
         esp_meta_set_text (tx, ESP_META_SENDER_PHONE, "02-000-0000", error) &&
         esp_message_insert (tx, "Hello", "email", document, &message_id, error);
}

static gboolean
begin_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  for (guint i = 1; i <= world->n_leads; i++)
    esp_bitmap_add (leads, i);
  return esp_journey_order_create (tx, "J", world->text, &world->journey_id, error) &&
         esp_journey_order_publish (tx, world->engine, world->journey_id, TRUE, error) &&
         esp_journey_order_enter (tx, world->engine, world->journey_id, leads, &world->n, error);
}

static gboolean
publish_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspPublishOrder order = { .id = world->journey_id,
                                  .source = world->source,
                                  .choices = world->choices,
                                  .token = world->token,
                                  .accepts_warnings = TRUE };

  if (world->text != NULL && !esp_journey_order_edit (tx, world->journey_id, world->text, error))
    return FALSE;
  g_clear_pointer (&world->preview, esp_publish_preview_free);
  return esp_journey_publish (tx, world->engine, &order, &world->preview, error);
}

static gboolean
act_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_journey_act (tx, world->engine, world->journey_id, world->act, error);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  g_clear_pointer (&world->places, g_array_unref);
  g_clear_pointer (&world->row, esp_journey_row_free);
  world->places = esp_journey_count_places (tx, world->journey_id, error);
  world->row = esp_journey_row_load (tx, world->journey_id, error);
  return world->places != NULL && world->row != NULL;
}

static void
look (World *world)
{
  g_autoptr (GError) error = NULL;

  (void) esp_store_read (world->store, ESP_READ_LONG, look_cb, world, NULL, &error);
  g_assert_no_error (error);
}

static gint64
count_at (World *world, guint version, guint32 step)
{
  gint64 n = 0;

  look (world);
  for (guint i = 0; i < world->places->len; i++)
    {
      const EspJourneyPlaceCount *place = &g_array_index (world->places, EspJourneyPlaceCount, i);

      if ((version == 0 || place->version == version) &&
          (step == ESP_JOURNEY_NOWHERE || place->step == step))
        n += place->n;
    }
  return n;
}

static gboolean
tasks_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  const EspTaskQuery query = { .which = ESP_TASKS_OPEN, .limit = 100000 };
  g_autoptr (GPtrArray) tasks = esp_task_row_list (tx, &query, error);

  world->n = 0;
  for (guint i = 0; tasks != NULL && i < tasks->len; i++)
    world->n += g_str_equal (((EspTaskRow *) g_ptr_array_index (tasks, i))->title, world->text);
  return tasks != NULL;
}

static gint64
count_tasks (World *world, const char *title)
{
  g_autoptr (GError) error = NULL;

  world->text = title;
  (void) esp_store_read (world->store, ESP_READ_LONG, tasks_cb, world, NULL, &error);
  g_assert_no_error (error);
  return world->n;
}

static void
settle (World *world)
{
  EspJourneyTurnResult result = { 0 };

  do
    {
      g_autoptr (GError) error = NULL;

      (void) esp_journey_runner_turn (world->runner, &result, &error);
      g_assert_no_error (error);
      esp_journey_turn_result_clear (&result);
    }
  while (result.more);
}

static void
pass (World *world, guint days)
{
  for (guint i = 0; i < days * 4; i++)
    {
      esp_clock_advance (world->clock, 6 * ESP_USEC_PER_HOUR);
      settle (world);
    }
}

static void
open_world (World *world, guint n_leads, const char *steps)
{
  g_autofree char *text = g_strdup_printf ("{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":"
                                           "\"e\",\"kind\":\"manual\"}],\"steps\":%.*s,{\"id\":"
                                           "\"x\",\"kind\":\"exit\"}]}",
                                           (int) strlen (steps) - 1, steps);

  world->folder = temp_folder_new ();
  world->clock = esp_clock_new_fake (START_US);
  world->store = temp_store_new (world->folder, world->clock);
  world->engine = esp_segment_engine_new ();
  world->n_leads = n_leads;
  must_write (world, fill);
  world->runner = esp_journey_runner_new (world->store, NULL, NULL);
  world->text = text;
  must_write (world, begin_cb);
  world->text = NULL;
  settle (world);
}

static void
close_world (World *world)
{
  g_clear_pointer (&world->preview, esp_publish_preview_free);
  g_clear_pointer (&world->places, g_array_unref);
  g_clear_pointer (&world->row, esp_journey_row_free);
  g_clear_pointer (&world->choices, g_hash_table_unref);
  esp_journey_runner_free (world->runner);
  esp_segment_engine_unref (world->engine);
  temp_store_free (world->store);
  g_assert_finalize_object (world->clock);
  temp_folder_free (world->folder);
}

static void
publish (World *world, const char *steps, const char *step, EspCrossingChoice choice)
{
  g_autofree char *text = g_strdup_printf ("{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":"
                                           "\"e\",\"kind\":\"manual\"}],\"steps\":%.*s,{\"id\":"
                                           "\"x\",\"kind\":\"exit\"}]}",
                                           (int) strlen (steps) - 1, steps);

  g_clear_pointer (&world->choices, g_hash_table_unref);
  world->choices = g_hash_table_new (g_str_hash, g_str_equal);
  if (step != NULL)
    g_hash_table_insert (world->choices, (gpointer) step, GUINT_TO_POINTER (choice));
  world->text = text;
  must_write (world, publish_cb);
  world->text = NULL;
}

static void
act (World *world, EspJourneyAct what)
{
  world->act = what;
  must_write (world, act_cb);
}

#define T(id) "{\"id\":\"" id "\",\"kind\":\"task\",\"text\":\"" id "\"}"
#define W(id, days) "{\"id\":\"" id "\",\"kind\":\"wait\",\"for\":{\"days\":" days "}}"

static void
test_choices (void)
{
  World world = { 0 };

  open_world (&world, FEW, "[" T ("a") "," W ("w", "4") "," T ("b") "]");
  g_assert_cmpint (count_at (&world, 1, 1), ==, FEW);
  publish (&world, "[" T ("a") "," W ("w", "6") "," T ("n") "," T ("b") "]", "w", ESP_CHOICE_NEW);
  g_assert_cmpint (esp_publish_preview_count (world.preview, ESP_CHOICE_NEW), ==, FEW);
  g_assert_cmpint (world.preview->n_asked, ==, FEW);
  g_assert_cmpint (count_at (&world, 2, 1), ==, FEW);
  pass (&world, 5);
  g_assert_cmpint (count_tasks (&world, "b"), ==, 0);
  pass (&world, 1);
  g_assert_cmpint (count_tasks (&world, "a"), ==, FEW);
  g_assert_cmpint (count_tasks (&world, "n"), ==, FEW);
  g_assert_cmpint (count_tasks (&world, "b"), ==, FEW);
  g_assert_cmpint (count_at (&world, 0, ESP_JOURNEY_NOWHERE), ==, 0);
  close_world (&world);
}

/* They stay in the old version until they have done the step, then go on in the new one. */
static void
test_finish (void)
{
  World world = { 0 };

  open_world (&world, FEW, "[" T ("a") "," W ("w", "4") "," T ("b") "]");
  publish (&world, "[" T ("a") "," T ("n") "," T ("b") "," T ("c") "]", "w", ESP_CHOICE_FINISH);
  settle (&world);
  g_assert_cmpint (count_at (&world, 1, 1), ==, FEW);
  pass (&world, 3);
  g_assert_cmpint (count_at (&world, 1, 1), ==, FEW);
  pass (&world, 2);
  g_assert_cmpint (count_tasks (&world, "a"), ==, FEW);
  g_assert_cmpint (count_tasks (&world, "n"), ==, FEW);
  g_assert_cmpint (count_tasks (&world, "b"), ==, FEW);
  g_assert_cmpint (count_tasks (&world, "c"), ==, FEW);
  g_assert_cmpint (count_at (&world, 0, ESP_JOURNEY_NOWHERE), ==, 0);
  close_world (&world);
}

/* A crash comes after the first batch and the publication were written, before the second. */
static void
test_crash_between_batches (void)
{
  World world = { 0 };

  open_world (&world, MANY, "[" T ("a") "," W ("w", "4") "," T ("b") "," W ("v", "4") "]");
  publish (&world, "[" T ("a") "," W ("v", "4") "," T ("n") "]", NULL, ESP_CHOICE_DEFAULT);
  g_assert_cmpint (world.preview->n_asked, ==, MANY);
  g_assert_cmpint (count_at (&world, 1, 1), >, 0);
  g_assert_cmpint (count_at (&world, 2, 1), >, 0);
  esp_journey_runner_free (world.runner);
  world.runner = esp_journey_runner_new (world.store, NULL, NULL);
  settle (&world);
  g_assert_cmpint (count_at (&world, 1, ESP_JOURNEY_NOWHERE), ==, 0);
  g_assert_cmpint (count_at (&world, 2, 1), ==, MANY);
  esp_clock_advance (world.clock, 5 * ESP_USEC_PER_DAY);
  settle (&world);
  g_assert_cmpint (count_tasks (&world, "a"), ==, MANY);
  g_assert_cmpint (count_tasks (&world, "b"), ==, 0);
  g_assert_cmpint (count_tasks (&world, "n"), ==, MANY);
  close_world (&world);
}

static void
test_roll_back (void)
{
  World world = { 0 };
  g_autoptr (GError) error = NULL;

  open_world (&world, FEW, "[" T ("a") "," W ("w", "4") "," T ("b") "]");
  publish (&world, "[" T ("a") "," W ("w", "4") "," T ("c") "]", NULL, ESP_CHOICE_DEFAULT);
  world.source = 1;
  must_write (&world, publish_cb);
  g_assert_cmpuint (world.preview->to, ==, 3);
  look (&world);
  g_assert_nonnull (strstr (world.row->draft, "\"b\"")); /* nothing else was in work */
  world.token = "2:other";
  g_assert_false (esp_store_write (world.store, NULL, publish_cb, &world, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED);
  pass (&world, 5);
  g_assert_cmpint (count_tasks (&world, "b"), ==, FEW);
  g_assert_cmpint (count_tasks (&world, "c"), ==, 0);
  close_world (&world);
}

static gboolean
create_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;

  return esp_journey_order_create (tx, "Other", "{\"version\":1}", &world->journey_id, error);
}

static void
test_wrong_choice (void)
{
  World world = { 0 };
  g_autoptr (GError) error = NULL;

  open_world (&world, FEW, "[" T ("a") "," W ("w", "4") "]");
  world.choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (world.choices, (gpointer) "w", GUINT_TO_POINTER (ESP_CHOICE_EXIT));
  g_assert_false (esp_store_write (world.store, NULL, publish_cb, &world, NULL, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_assert_cmpint (count_at (&world, 1, 1), ==, FEW);
  g_clear_error (&error);
  must_write (&world, create_cb); /* nobody was ever in that one */
  g_assert_false (esp_store_write (world.store, NULL, publish_cb, &world, NULL, &error));
  g_assert_nonnull (strstr (error->message, "Nobody is in this journey yet"));
  close_world (&world);
}

static void
test_pause (gconstpointer data)
{
  gboolean freezes = GPOINTER_TO_INT (data);
  World world = { 0 };

  open_world (&world, FEW, "[" W ("w", "4") "," T ("b") "]");
  act (&world, freezes ? ESP_JOURNEY_ACT_FREEZE : ESP_JOURNEY_ACT_PAUSE);
  pass (&world, 3);
  act (&world, ESP_JOURNEY_ACT_RESUME);
  pass (&world, 2);
  g_assert_cmpint (count_tasks (&world, "b"), ==, freezes ? 0 : FEW);
  pass (&world, 2);
  g_assert_cmpint (count_tasks (&world, "b"), ==, FEW);
  close_world (&world);
}

static gboolean
sends_cb (EspTx *tx, gpointer data, GError **error)
{
  World *world = data;
  g_autoptr (GPtrArray) sends = esp_send_list (tx, world->row->campaign_id, error);

  world->n = 0;
  for (guint i = 0; sends != NULL && i < sends->len; i++)
    world->n += g_str_equal (((EspSend *) g_ptr_array_index (sends, i))->state, world->text);
  return sends != NULL;
}

static gint64
count_sends (World *world, const char *state)
{
  g_autoptr (GError) error = NULL;

  look (world);
  world->text = state;
  (void) esp_store_read (world->store, ESP_READ_LONG, sends_cb, world, NULL, &error);
  g_assert_no_error (error);
  world->text = NULL;
  return world->n;
}

/* What lies in the ledger waits with the people, and is taken back at the end. */
static void
test_ledger (void)
{
  World world = { 0 };

  open_world (&world, FEW,
              "[{\"id\":\"m\",\"kind\":\"send\",\"message\":\"Hello\"}," W ("w", "4") "]");
  g_assert_cmpint (count_sends (&world, "sending"), ==, 1);
  act (&world, ESP_JOURNEY_ACT_PAUSE);
  g_assert_cmpint (count_sends (&world, "paused"), ==, 1);
  act (&world, ESP_JOURNEY_ACT_RESUME);
  g_assert_cmpint (count_sends (&world, "sending"), ==, 1);
  act (&world, ESP_JOURNEY_ACT_END_NOW);
  settle (&world);
  g_assert_cmpint (count_sends (&world, "stopped"), ==, 1);
  g_assert_cmpint (count_at (&world, 0, ESP_JOURNEY_NOWHERE), ==, 0);
  g_assert_cmpstr (world.row->state, ==, "ended");
  close_world (&world);
}

static void
test_end (void)
{
  World world = { 0 };

  open_world (&world, FEW, "[" W ("w", "2") "," T ("b") "]");
  act (&world, ESP_JOURNEY_ACT_END);
  pass (&world, 1);
  look (&world);
  g_assert_cmpstr (world.row->state, ==, "ending");
  act (&world, ESP_JOURNEY_ACT_OPEN);
  look (&world);
  g_assert_cmpstr (world.row->state, ==, "live");
  act (&world, ESP_JOURNEY_ACT_END);
  pass (&world, 2);
  look (&world);
  g_assert_cmpstr (world.row->state, ==, "ended");
  g_assert_cmpint (count_tasks (&world, "b"), ==, FEW);
  close_world (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey/live/choices", test_choices);
  g_test_add_func ("/journey/live/finish", test_finish);
  g_test_add_func ("/journey/live/crash-between-batches", test_crash_between_batches);
  g_test_add_func ("/journey/live/roll-back", test_roll_back);
  g_test_add_func ("/journey/live/wrong-choice", test_wrong_choice);
  g_test_add_data_func ("/journey/live/pause", GINT_TO_POINTER (FALSE), test_pause);
  g_test_add_data_func ("/journey/live/freeze", GINT_TO_POINTER (TRUE), test_pause);
  g_test_add_func ("/journey/live/ledger", test_ledger);
  g_test_add_func ("/journey/live/end", test_end);
  return g_test_run ();
}
