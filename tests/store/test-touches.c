/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touches one by one: what led to each conversion, what is kept of them while things happen, and what sends caused. */
#include "insight-world.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-conversions.h"
#include "store/esp-events.h"
#include "test-home.h"
#include "worker/esp-answer-keeper.h"

#include <math.h>

#define C1 "{\"channel\":\"c1\"}"
#define C2 "{\"channel\":\"c2\"}"
#define C3 "{\"channel\":\"c3\"}"
#define DIRECT "{\"channel\":\"direct\"}"
#define WON(amount) "{\"amount\":" #amount "}"

/* {c1}: 1 order; {c1, c2}: 2 orders; {c1, c2, c3}: 1 order; nothing: 1 order. */
static const WorldEvent coalitions[] = {
  { 1, "visit", 1, C1 },
  { 1, "order", 2, WON (100) },
  { 2, "visit", 1, C2 },
  { 2, "visit", 1.5, C1 },
  { 2, "visit", 1.6, DIRECT },
  { 2, "order", 2, WON (200) },
  { 3, "visit", 1, C1 },
  { 3, "visit", 1.2, C1 },
  { 3, "visit", 1.5, C2 },
  { 3, "order", 2, WON (300) },
  { 4, "visit", 1, C3 },
  { 4, "visit", 2, C2 },
  { 4, "visit", 3, C1 },
  { 4, "order", 4, WON (600) },
  { 5, "order", 4, WON (50) },
  /* Too long before, and too late. */
  { 6, "visit", 1, C3 },
  { 6, "order", 12, WON (70) },
  { 6, "visit", 13, C3 },
};

static double
add_up (const EspAnswer *answer, const char *place, const char *column)
{
  int number = esp_answer_find_column (answer, column);
  double sum = 0;

  for (guint i = 0; i < answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (answer, i);

      if (g_str_equal (row->key, place))
        sum += row->cells[number].value;
    }
  return sum;
}

/* From a row of attribution to so many conversions. */
static void
assert_asked_as (InsightWorld *world, const char *place, double n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspQuestion) attribution =
    esp_question_parse ("{\"ask\":\"attribution\",\"from\":\"2025-01-01\",\"window\":10,"
                        "\"touches\":[\"visit\",\"click\"]}",
                        -1, &error);
  g_autoptr (EspQuestion) question = esp_conversions_question_new (attribution, place, &error);
  g_autofree char *json = question != NULL ? esp_question_to_json (question) : NULL;
  g_autoptr (EspAnswer) answer = NULL;

  g_assert_no_error (error);
  answer = insight_world_ask (world, json);
  g_assert_cmpfloat (add_up (answer, "converted", "first"), ==, n);
}

/* One by one the conversions say what attribution sums up. */
static void
test_conversions (void)
{
  static const char *const models[] = { "first",      "last",     "last-non-direct", "linear",
                                        "time-decay", "position", "shapley" };
  static const char *const places[] = { "c1", "c2", "c3", "direct" };
  InsightWorld world;
  g_autoptr (EspAnswer) sums = NULL;
  g_autoptr (EspAnswer) all = NULL;
  g_autoptr (EspAnswer) one = NULL;
  g_autoptr (EspAnswer) of_c3 = NULL;
  g_autoptr (EspAnswer) nobody = NULL;

  insight_world_init (&world, 6);
  insight_world_set_day (&world, 20);
  insight_world_add (&world, coalitions, G_N_ELEMENTS (coalitions));
  sums =
    insight_world_ask (&world, "{\"ask\":\"attribution\",\"from\":\"2025-01-01\",\"window\":10,"
                               "\"value\":\"revenue\"}");
  all = insight_world_ask (&world, "{\"ask\":\"conversions\",\"from\":\"2025-01-01\",\"window\":10,"
                                   "\"value\":\"revenue\"}");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (guint j = 0; j < G_N_ELEMENTS (models); j++)
      assert_cell (sums, places[i], models[j], add_up (all, places[i], models[j]));
  g_assert_cmpfloat (add_up (all, "converted", "first"), ==, 1320);
  assert_drills (&world, all);
  /* The latest stands first; touches by time, then the conversion. */
  g_assert_cmpstr (esp_answer_get_row (all, 0)->key, ==, "(no touch)");
  g_assert_cmpstr (esp_answer_get_row (all, 0)->group, ==, "#6 · 2025-01-13 00:00");
  one = insight_world_ask (&world, "{\"ask\":\"conversions\",\"from\":\"2025-01-01\",\"lead\":4}");
  g_assert_cmpuint (one->rows->len, ==, 4);
  g_assert_cmpstr (esp_answer_get_row (one, 0)->key, ==, "c3");
  g_assert_cmpstr (esp_answer_get_row (one, 3)->key, ==, "converted");
  g_assert_cmpfloat (esp_answer_get_cell (one, 1, 2)->value, ==, 2 * (double) ESP_USEC_PER_DAY);
  of_c3 = insight_world_ask (&world, "{\"ask\":\"conversions\",\"from\":\"2025-01-01\","
                                     "\"window\":10,\"place\":\"c3\",\"top\":1}");
  g_assert_cmpuint (of_c3->rows->len, ==, 4);
  nobody = insight_world_ask (&world, "{\"ask\":\"conversions\",\"from\":\"2025-01-01\","
                                      "\"place\":\"elsewhere\"}");
  g_assert_cmpuint (nobody->rows->len, ==, 0);
  assert_asked_as (&world, "", 6);
  assert_asked_as (&world, "c3", 1);
  assert_asked_as (&world, "name:c1", 4);
  assert_asked_as (&world, "(no touch)", 2);
  insight_world_clear (&world);
}

/* Sixty got each of three sends, sixty were held out: the first did harm, the second nothing, the third is too
 * young to tell. */
static const char experiments[] =
  "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (1, x'00', 'Harm', 0, 0),"
  " (2, x'01', 'Nothing', 0, 0), (3, x'02', 'Young', 0, 0);"
  "INSERT INTO send (id, uuid, campaign_id, state, created_at, updated_at) VALUES"
  " (1, x'03', 1, 'done', 0, 0), (2, x'04', 2, 'done', 0, 0), (3, x'05', 3, 'done', 0, 0);"
  "INSERT INTO delivery (send_id, lead_id, state, reason, created_at, updated_at)"
  " SELECT s.id, l.id, iif (l.id <= 60, 'sent', 'skipped'), iif (l.id <= 60, NULL, 'holdout'), 0,"
  " 1735657200000000 + CASE s.id WHEN 1 THEN 1 WHEN 2 THEN 20 ELSE 40 END * 86400000000"
  " FROM send AS s JOIN lead AS l;"
  "INSERT OR IGNORE INTO event_kind (name) VALUES ('order');"
  "INSERT INTO event (lead_id, kind_id, at) SELECT l.id, k.id, 1735657200000000 + 2 * 86400000000"
  " FROM lead AS l JOIN event_kind AS k ON k.name = 'order' WHERE l.id BETWEEN 58 AND 90;"
  "INSERT INTO event (lead_id, kind_id, at) SELECT l.id, k.id, 1735657200000000 + 41 * 86400000000"
  " FROM lead AS l JOIN event_kind AS k ON k.name = 'order' WHERE l.id <= 50;";

static gboolean
says (const GPtrArray *sentences, const char *code, const char *name)
{
  for (guint i = 0; i < sentences->len; i++)
    {
      const EspAnswerSentence *sentence = g_ptr_array_index (sentences, i);

      if (g_str_equal (sentence->code, code) &&
          (name == NULL ||
           g_strcmp0 (g_array_index (sentence->args, EspAnswerArg, 0).text, name) == 0))
        return TRUE;
    }
  return FALSE;
}

static void
test_experiments (void)
{
  static const char question[] = "{\"ask\":\"experiments\",\"from\":\"2025-01-01\"}";
  InsightWorld world;
  g_autoptr (EspAnswer) early = NULL;
  g_autoptr (EspAnswer) late = NULL;

  insight_world_init (&world, 120);
  insight_world_set_day (&world, 45);
  insight_world_run (&world, experiments);
  early = insight_world_ask (&world, question);
  assert_cell (early, "send:1", "treated_rate", 3 / 60.0);
  assert_cell (early, "send:1", "held_out_rate", 30 / 60.0);
  assert_cell (early, "send:1", "incremental", -27);
  g_assert_true (says (early->says, "experiment-harm", "Harm"));
  g_assert_cmpuint (early->says->len, ==, 1);
  g_assert_true (says (early->notes, "experiments-still-open", NULL));
  insight_world_set_day (&world, 60);
  late = insight_world_ask (&world, question);
  g_assert_true (says (late->says, "experiment-sure", "Young"));
  g_assert_cmpuint (late->notes->len, ==, 0);
  insight_world_clear (&world);
}

/* Models that agree but for their rounding do not disagree; and a channel is one however it is written. */
static void
test_models_agree (void)
{
  static const WorldEvent alone[] = {
    { 1, "visit", 1, "{\"channel\":\"Email\"}" },   { 1, "visit", 1.1, "{\"channel\":\"email\"}" },
    { 1, "visit", 1.2, "{\"channel\":\"EMAIL\"}" }, { 1, "order", 2, WON (100) },
    { 2, "visit", 1, "{\"channel\":\"fb\"}" },      { 2, "visit", 1.5, "{\"channel\":\"fb\"}" },
    { 2, "visit", 1.7, "{\"channel\":\"fb\"}" },    { 2, "order", 2, WON (100) },
  };
  InsightWorld world;
  g_autoptr (EspAnswer) nothing = NULL;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 2);
  insight_world_set_day (&world, 20);
  nothing = insight_world_ask (&world, "{\"ask\":\"attribution\",\"from\":\"2025-01-01\"}");
  g_assert_true (says (nothing->says, "attribution-nothing", NULL));
  insight_world_add (&world, alone, G_N_ELEMENTS (alone));
  answer = insight_world_ask (&world, "{\"ask\":\"attribution\",\"from\":\"2025-01-01\"}");
  assert_cell (answer, "email", "touches", 3);
  assert_cell (answer, "fb", "touches", 3);
  g_assert_false (says (answer->says, "attribution-spread", NULL));
  insight_world_clear (&world);
}

static const char *const touch_questions[] = {
  "{\"ask\":\"attribution\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"attribution\",\"from\":\"2025-01-10\",\"by\":\"campaign\",\"conversion\":\"click\"}",
  "{\"ask\":\"attribution\",\"from\":\"2025-01-05\",\"to\":\"2025-02-10\",\"by\":\"source\"}",
  "{\"ask\":\"paths\",\"from\":\"2025-01-01\",\"by\":\"channel\"}",
};

/* As the window does after an answer: the days that it had to read are kept. */
static void
keep_days (InsightWorld *world, const char *json)
{
  g_autoptr (EspQuestion) question = esp_question_parse (json, -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspAnswer) answer = esp_answer_ask (world->store, question, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

static gboolean
rename_campaign (EspTx *tx, gpointer data, GError **error)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
  return esp_db_exec (esp_tx_get_db (tx), data, error);
}

static gboolean
change_events (EspTx *tx, gpointer data, GError **error)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_EVENT);
  return esp_db_exec (esp_tx_get_db (tx), data, error);
}

/* One of the things that befall events, with invented people, days and names. */
static char *
make_change (GRand *random)
{
  static const char *const kinds[] = { "visit", "click", "order", "ad_click" };
  int event = g_rand_int_range (random, 1, 60);
  int lead = g_rand_int_range (random, 1, 7);
  gint64 at_us = WORLD_DAY0 + g_rand_int_range (random, 0, 80 * 24) * ESP_USEC_PER_HOUR;
  const char *kind = kinds[g_rand_int_range (random, 0, 4)];
  int name = g_rand_int_range (random, 0, 9);

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
      return g_strdup_printf ("DELETE FROM event WHERE id = %d", event);
    case 1:
      return g_strdup_printf ("UPDATE event SET lead_id = %d WHERE id = %d", lead, event);
    case 2:
      return g_strdup_printf ("UPDATE event SET at = %" G_GINT64_FORMAT " WHERE id = %d", at_us,
                              event);
    case 3:
      return g_strdup_printf ("UPDATE event SET props = '{\"channel\":\"c%d\"}' WHERE id = %d",
                              name, event);
    default:
      return g_strdup_printf ("INSERT INTO event (lead_id, kind_id, at, campaign_id, props) SELECT "
                              "%d,"
                              " id, %" G_GINT64_FORMAT ", iif (%d < 4, 1 + %d %% 2, NULL),"
                              " '{\"channel\":\"c%d\"}' FROM event_kind WHERE name = '%s'",
                              lead, at_us, name, name, name, kind);
    }
}

/* Whatever happens to events, what is kept of touches and brought up to date is what a fresh look finds. */
static void
test_touches_follow (void)
{
  static const char campaigns[] =
    "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (1, x'00', 'News', 0, 0),"
    " (2, x'01', 'Sale', 0, 0);"
    "INSERT OR IGNORE INTO event_kind (name) VALUES ('visit'), ('click'), ('order'), ('ad_click')";
  static const char renamed[] = "UPDATE campaign SET name = name || 'x' WHERE id = 1";
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  InsightWorld world;

  insight_world_init (&world, 6);
  insight_world_set_day (&world, 79.4);
  insight_world_run (&world, campaigns);
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *sql = make_change (random);
      g_autoptr (GError) error = NULL;

      if (i % 40 == 39)
        g_assert_true (
          esp_store_write (world.store, NULL, rename_campaign, (gpointer) renamed, NULL, &error));
      else
        g_assert_true (esp_store_write (world.store, NULL, change_events, sql, NULL, &error));
      g_assert_no_error (error);
      if (i % 60 == 59)
        insight_world_set_day (&world, 79.4 + i / 60.0);
      insight_world_assert_same (&world, touch_questions[i % G_N_ELEMENTS (touch_questions)]);
      if (i % 3 == 0)
        keep_days (&world, touch_questions[(i / 3) % G_N_ELEMENTS (touch_questions)]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (touch_questions); i++)
    insight_world_assert_same (&world, touch_questions[i]);
  insight_world_clear (&world);
}

/* So many that the file is gone through in its own order, which is not that of time. */
static void
test_many_touches (void)
{
  static const char visits[] =
    "INSERT OR IGNORE INTO event_kind (name) VALUES ('visit');"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)"
    " INSERT INTO event (lead_id, kind_id, at, props) SELECT 1 + i % 4,"
    " (SELECT id FROM event_kind WHERE name = 'visit'),"
    " 1735657200000000 + i * 7919 % 6000000 * 1000000,"
    " iif (i % 5 = 4, 'no json', '{\"channel\":\"c' || (i % 5) || '\"}') FROM n";
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 4);
  insight_world_set_day (&world, 75);
  insight_world_run (&world, visits);
  answer = insight_world_ask (&world, touch_questions[0]);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);

      assert_cell (answer, name, "touches", 5000);
    }
  assert_cell (answer, "direct", "touches", 5000);
  assert_cell (answer, "total", "touches", 25000);
  insight_world_assert_same (&world, touch_questions[0]);
  insight_world_clear (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/insight/conversions/add-up-to-attribution", test_conversions);
  g_test_add_func ("/insight/experiments/claim-what-is-sure", test_experiments);
  g_test_add_func ("/insight/attribution/models-agree", test_models_agree);
  g_test_add_func ("/insight/touches/follow-what-happens", test_touches_follow);
  g_test_add_func ("/insight/touches/many-in-no-order", test_many_touches);
  return g_test_run ();
}
