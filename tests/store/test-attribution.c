/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attribution, cohorts, lifetime value and RFM give the numbers of tables that were solved by hand. */
#include "insight-world.h"

#include "store/esp-consents.h"
#include "store/esp-leads.h"

#include "engine/insight/esp-ltv-forecast.h"
#include "test-home.h"
#include "worker/esp-answer-keeper.h"

#include <math.h>

#define C1 "{\"channel\":\"c1\"}"
#define C2 "{\"channel\":\"c2\"}"
#define C3 "{\"channel\":\"c3\"}"
#define DIRECT "{\"channel\":\"direct\"}"
#define WON(amount) "{\"amount\":" #amount "}"

/* c1 → c2 → c3 → order; c1 → nothing; c2 → c3 → nothing. */
static const WorldEvent chain[] = {
  { 1, "visit", 1, C1 }, { 1, "visit", 2, C2 }, { 1, "visit", 3, C3 }, { 1, "order", 4, WON (900) },
  { 2, "visit", 1, C1 }, { 3, "visit", 1, C2 }, { 3, "visit", 2, C3 },
};

static void
test_markov (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 3);
  insight_world_set_day (&world, 20);
  insight_world_add (&world, chain, G_N_ELEMENTS (chain));
  answer = insight_world_ask (&world, "{\"ask\":\"attribution\",\"from\":\"2025-01-01\"}");
  assert_cell (answer, "c1", "markov", 0.2);
  assert_cell (answer, "c2", "markov", 0.4);
  assert_cell (answer, "c3", "markov", 0.4);
  assert_cell (answer, "c1", "removal_effect", 0.5);
  assert_cell (answer, "c2", "removal_effect", 1);
  assert_cell (answer, "c1", "shapley", 1.0 / 3);
  assert_cell (answer, "c1", "first", 1);
  assert_cell (answer, "c3", "last", 1);
  assert_cell (answer, "c2", "linear", 1.0 / 3);
  assert_cell (answer, "c1", "position", 0.4);
  assert_cell (answer, "c2", "position", 0.2);
  /* Half-life of 7 days; 3, 2 and 1 days before: weights in the ratio 2^(−3/7) : 2^(−2/7) : 2^(−1/7). */
  assert_cell (answer, "c1", "time-decay",
               exp2 (-3 / 7.0) / (exp2 (-3 / 7.0) + exp2 (-2 / 7.0) + exp2 (-1 / 7.0)));
  assert_cell (answer, "c1", "influenced", 1);
  assert_cell (answer, "total", "influenced", 1);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

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

static void
test_shapley (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;
  g_autoptr (EspAnswer) money = NULL;

  insight_world_init (&world, 6);
  insight_world_set_day (&world, 20);
  insight_world_add (&world, coalitions, G_N_ELEMENTS (coalitions));
  answer =
    insight_world_ask (&world, "{\"ask\":\"attribution\",\"from\":\"2025-01-01\",\"window\":10}");
  assert_cell (answer, "c1", "shapley", 1 + 1.0 / 3 + 0.5 + 1.0 / 3);
  assert_cell (answer, "c2", "shapley", 1.0 / 3 + 0.5 + 1.0 / 3);
  assert_cell (answer, "c3", "shapley", 1.0 / 3);
  assert_cell (answer, "direct", "shapley", 1.0 / 3);
  assert_cell (answer, "c1", "last-non-direct", 3);
  assert_cell (answer, "c1", "last", 2);
  assert_cell (answer, "direct", "last", 1);
  assert_cell (answer, "c1", "linear", 1 + 1.0 / 3 + 2.0 / 3 + 1.0 / 3);
  assert_cell (answer, "(no touch)", "influenced", 2);
  assert_cell (answer, "total", "first", 6);
  assert_cell (answer, "c3", "touches", 3); /* the one that lies too far back led to nothing */
  assert_drills (&world, answer);
  money = insight_world_ask (&world, "{\"ask\":\"attribution\",\"from\":\"2025-01-01\","
                                     "\"window\":10,\"value\":\"revenue\"}");
  assert_cell (money, "c1", "shapley", 100 + 200 / 3.0 + 150 + 200);
  assert_cell (money, "total", "first", 1320);
  insight_world_clear (&world);
}

/* January: 1, 2, 3; February: 4, 5. Now it is 10 April. */
static const WorldEvent orders[] = {
  { 1, "order", 5, WON (100) },
  { 2, "order", 10, WON (200) },
  { 3, "order", 30.9, WON (300) },
  { 4, "order", 32, WON (400) },
  { 5, "order", 50, WON (500) },
  /* February of January's, March of both, April of both. */
  { 1, "order", 35, WON (50) },
  { 2, "order", 40, WON (60) },
  { 2, "refund", 41, WON (10) },
  { 1, "order", 60, WON (70) },
  { 4, "order", 62, WON (80) },
  { 5, "order", 91, WON (90) },
  /* In another currency: left out. */
  { 6, "order", 5, "{\"amount\":10,\"currency\":\"USD\"}" },
};

static void
add_orders (InsightWorld *world)
{
  insight_world_init (world, 6);
  insight_world_set_day (world, 99.5);
  insight_world_add (world, orders, G_N_ELEMENTS (orders));
}

#define FROM_YEAR "\"from\":\"2025-01-01\",\"periods\":3"

static void
test_cohorts (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) share = NULL;
  g_autoptr (EspAnswer) money = NULL;
  g_autoptr (EspAnswer) value = NULL;

  add_orders (&world);
  insight_world_run (&world, "DELETE FROM event WHERE lead_id = 6");
  share = insight_world_ask (&world, "{\"ask\":\"cohort\"," FROM_YEAR
                                     ",\"start\":\"order\",\"back\":[\"order\"]}");
  assert_cell (share, "2025-01", "size", 3);
  assert_cell (share, "2025-01", "p0", 1);
  assert_cell (share, "2025-01", "p1", 2.0 / 3);
  assert_cell (share, "2025-01", "p2", 1.0 / 3);
  assert_cell (share, "2025-01", "p3", 0);
  assert_cell (share, "2025-02", "p1", 1.0 / 2);
  assert_cell (share, "2025-02", "p2", 1.0 / 2);
  assert_cell (share, "2025-02", "p3", NAN);
  g_assert_true ((world_cell (share, "2025-02", NULL, "p2")->flags & ESP_CELL_PARTIAL) != 0);
  assert_cell (share, "average", "p1", 3.0 / 5);
  assert_cell (share, "average", "p2", 1.0 / 3); /* of those whose period is over */
  assert_drills (&world, share);
  money = insight_world_ask (&world, "{\"ask\":\"cohort\"," FROM_YEAR
                                     ",\"start\":\"order\",\"value\":\"revenue\"}");
  assert_cell (money, "2025-01", "p1", 100);
  assert_cell (money, "total", "p1", 180);
  value = insight_world_ask (&world, "{\"ask\":\"cohort\"," FROM_YEAR
                                     ",\"start\":\"order\",\"value\":\"ltv\"}");
  assert_cell (value, "2025-01", "p1", 700 / 3.0);
  assert_cell (value, "total", "p1", (700 + 980) / 5.0);
  insight_world_clear (&world);
}

/* What came before the day that put a lead into its cohort is no coming back, and nothing that it paid since. */
static void
test_cohorts_begin_with_their_first (void)
{
  static const WorldEvent events[] = {
    { 1, "order", 5, WON (100) },  { 1, "visit", 10, "{}" },  { 1, "order", 40, WON (20) },
    { 2, "order", 3.1, WON (30) }, { 2, "visit", 3.5, "{}" }, /* of one day: files say no more */
  };
  InsightWorld world;
  g_autoptr (EspAnswer) share = NULL;
  g_autoptr (EspAnswer) value = NULL;

  insight_world_init (&world, 2);
  insight_world_set_day (&world, 99.5);
  insight_world_add (&world, events, G_N_ELEMENTS (events));
  share = insight_world_ask (&world, "{\"ask\":\"cohort\"," FROM_YEAR
                                     ",\"start\":\"visit\",\"back\":[\"order\"]}");
  assert_cell (share, "2025-01", "p0", 0.5);
  assert_cell (share, "2025-01", "p1", 0.5);
  value = insight_world_ask (&world, "{\"ask\":\"cohort\"," FROM_YEAR
                                     ",\"start\":\"visit\",\"value\":\"ltv\"}");
  assert_cell (value, "2025-01", "p0", 15);
  assert_cell (value, "2025-01", "p1", 25);
  insight_world_clear (&world);
}

/* Lead 1 clicks on the fifth of January: what is given back of the order before is not of the message. */
static void
test_sends_give_back_their_own (void)
{
  static const WorldEvent events[] = {
    { 1, "order", 3, WON (900) },  { 1, "refund", 6, WON (900) }, { 1, "order", 7, WON (100) },
    { 1, "refund", 8, WON (40) },  { 1, "refund", 9, WON (500) }, { 2, "order", 6, WON (70) },
    { 2, "refund", 40, WON (70) },
  };
  static const char sent[] =
    "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (3, x'00', 'News', 0, 0);"
    "INSERT INTO send (id, uuid, campaign_id, created_at, updated_at) VALUES (7, x'01', 3, 0, 0);"
    "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
    " SELECT 7, id, 'sent', 0, 1735657200000000 + 345600000000 FROM lead;"
    "INSERT INTO event_kind (name) VALUES ('click');"
    "INSERT INTO event (lead_id, kind_id, at, send_id) SELECT lead_id, (SELECT id FROM event_kind"
    " WHERE name = 'click'), updated_at + 86400000000, 7 FROM delivery;";
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 2);
  insight_world_set_day (&world, 60);
  insight_world_add (&world, events, G_N_ELEMENTS (events));
  insight_world_run (&world, sent);
  answer = insight_world_ask (&world, "{\"ask\":\"sends\",\"from\":\"2025-01-01\",\"window\":10}");
  assert_cell (answer, "send:7", "revenue", 0 + 100 - 40 - 60 + 70);
  assert_cell (answer, "send:7", "buyers", 2);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

static void
test_ltv (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;
  const EspAnswerCell *cell;

  add_orders (&world);
  answer = insight_world_ask (&world, "{\"ask\":\"ltv\"," FROM_YEAR ",\"margin\":50,\"cost\":110}");
  assert_cell (answer, "2025-01", "buyers", 3);
  assert_cell (answer, "2025-01", "p0", 100);
  assert_cell (answer, "2025-01", "p1", 350 / 3.0);
  assert_cell (answer, "2025-01", "p2", 385 / 3.0);
  assert_cell (answer, "2025-01", "payback", 1);
  assert_cell (answer, "2025-02", "p0", 225);
  assert_cell (answer, "2025-02", "p2", 267.5);
  assert_cell (answer, "2025-02", "payback", 0);
  assert_cell (answer, "total", "p0", 150);
  assert_cell (answer, "total", "p1", (350 + 490) / 5.0);
  assert_cell (answer, "total", "p2", 385 / 3.0);
  cell = world_cell (answer, "2025-01", NULL, "p0");
  g_assert_true (cell->low < cell->value && cell->value < cell->high && cell->low >= 50);
  g_assert_cmpuint (answer->notes->len, ==, 1); /* the order in dollars */
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

/* The cost of a cohort is what its month spent; each value of a field has a curve of its own. */
static void
test_ltv_groups (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  add_orders (&world);
  insight_world_run (&world,
                     "INSERT INTO spend (platform, day, currency, cost) VALUES"
                     " ('meta', 20089, 'KRW', 300), ('meta', 20090, 'KRW', 300)," /* 1, 2 Jan */
                     " ('meta', 20120, 'KRW', 900)");                             /* 1 February */
  insight_world_run (&world, "UPDATE lead SET city = iif (id IN (1, 4), '서울', '부산')");
  answer =
    insight_world_ask (&world, "{\"ask\":\"ltv\"," FROM_YEAR ",\"by\":\"city\",\"margin\":50}");
  assert_cell (answer, "2025-01", "cost", 200);
  assert_cell (answer, "2025-01", "p2", 385 / 3.0);
  g_assert_true (isnan (world_cell (answer, "2025-01", NULL, "payback")->value));
  assert_cell (answer, "2025-02", "cost", 450);
  assert_cell (answer, "total", "cost", 300);
  g_assert_cmpfloat (world_cell (answer, "total", "서울", "p0")->value, ==, (50 + 200) / 2.0);
  g_assert_cmpfloat (world_cell (answer, "total", "부산", "buyers")->value, ==, 3);
  g_assert_true (isnan (world_cell (answer, "total", "부산", "cost")->value));
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

/* A campaign that is gone and a period without anything are told, not shown as noughts alone. */
static void
test_nothing (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) gone = NULL;
  const EspAnswerSentence *note, *sentence;

  insight_world_init (&world, 1);
  gone = insight_world_ask (&world, "{\"ask\":\"sends\",\"campaign\":999}");
  g_assert_cmpuint (gone->notes->len, ==, 1);
  note = g_ptr_array_index (gone->notes, 0);
  sentence = g_ptr_array_index (gone->says, 0);
  g_assert_cmpstr (note->code, ==, "campaign-gone");
  g_assert_cmpstr (sentence->code, ==, "nothing-there");
  insight_world_clear (&world);
}

/* A triangle solved by hand: f = (150 + 280) / (100 + 200), σ² = 100 (1.5 − f)² + 200 (1.4 − f)², Mack's error of
 * the third cohort σ² / f² (1 / 120 + 1 / 300); of the next factor only one cohort tells. */
static void
test_forecast (void)
{
  const double sums[] = { 100, 150, 165, 200, 280, NAN, 120, NAN, NAN };
  g_autofree EspLtvForecast *forecast = esp_ltv_forecast (sums, 3, 3);

  g_assert_true (isnan (forecast[0].value) && isnan (forecast[5].value));
  g_assert_cmpfloat_with_epsilon (forecast[7].value, 172, 1e-9);
  g_assert_cmpfloat_with_epsilon (forecast[7].low, 152.48, 0.01);
  g_assert_cmpfloat_with_epsilon (forecast[7].high, 194.02, 0.01);
  g_assert_true (isnan (forecast[8].value));
}

static void
test_rfm (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  add_orders (&world);
  insight_world_run (&world, "DELETE FROM event WHERE lead_id = 6");
  answer = insight_world_ask (&world, "{\"ask\":\"rfm\",\"from\":\"2025-01-01\"}");
  /* Last: 3 (30.9) 2 (40) 1 (60) 4 (62) 5 (91). Often: 3 is 1; 2 4 5 are 2; 1 is 3. */
  assert_cell (answer, "r5", "f2", 1);
  assert_cell (answer, "r4", "f2", 1);
  assert_cell (answer, "r3", "f5", 1);
  assert_cell (answer, "r2", "f2", 1);
  assert_cell (answer, "r1", "f1", 1);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

static void
test_figures (void)
{
  static const WorldEvent early[] = { { 6, "order", 1.5, WON (0) } };
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  add_orders (&world);
  insight_world_add (&world, early, G_N_ELEMENTS (early));
  insight_world_run (&world,
                     "INSERT INTO spend (platform, day, currency, cost, impressions, clicks,"
                     " conversions, value) VALUES ('meta', 20123, 'KRW', 300, 10000, 50, 2, 900),"
                     " ('meta', 20124, 'USD', 300, 10000, 50, 2, 900)");
  answer =
    insight_world_ask (&world, "{\"ask\":\"metrics\",\"from\":\"2025-02-01\",\"to\":\"2025-02-28\","
                               "\"compare\":\"previous\"}");
  assert_cell (answer, "value", "ordered", 4); /* 1 2 4 5 */
  assert_cell (answer, "value", "orders", 4);
  /* January, all of its 31 days: 1, 2, 3 and 6, who bought on the second. */
  assert_cell (answer, "value", "retention_rate", 2.0 / 4);
  assert_cell (answer, "value", "churn_rate", 2.0 / 4);
  assert_cell (answer, "value", "revenue", 1000);
  assert_cell (answer, "before", "revenue", 600);
  assert_cell (answer, "value", "average_order_value", 250);
  assert_cell (answer, "value", "spend", 300);
  assert_cell (answer, "value", "cost_per_acquisition", 150);
  assert_cell (answer, "value", "roas", 1000 / 300.0);
  assert_cell (answer, "value", "roi", 700 / 300.0);
  assert_cell (answer, "value", "cost_per_mille", 30);
  assert_cell (answer, "value", "ltv", (400 + 80 + 500 + 90) / 2.0);
  assert_cell (answer, "value", "payback", 0); /* 900 in February for 300 */
  g_assert_true (isnan (world_cell (answer, "before", NULL, "payback")->value));
  g_assert_true (isnan (world_cell (answer, "value", NULL, "list_growth_rate")->value));
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

static void
test_paths (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 3);
  insight_world_set_day (&world, 20);
  insight_world_add (&world, chain, G_N_ELEMENTS (chain));
  answer = insight_world_ask (&world, "{\"ask\":\"paths\",\"from\":\"2025-01-01\",\"by\":"
                                      "\"channel\",\"kinds\":[\"visit\"]}");
  g_assert_cmpfloat (world_cell (answer, "c1", "1", "leads")->value, ==, 2);
  g_assert_cmpfloat (world_cell (answer, "c1>c2", "1>2", "leads")->value, ==, 1);
  g_assert_cmpfloat (world_cell (answer, "c1>(end)", "1>2", "leads")->value, ==, 1);
  g_assert_cmpfloat (world_cell (answer, "c3", "2", "leads")->value, ==, 1);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

/* A source may have the name of one of our channels or platforms, and keeps it. */
static void
test_sources_keep_their_names (void)
{
  static const WorldEvent touches[] = {
    { 1, "visit", 10, "{\"source\":\"email\"}" },
    { 1, "order", 11, WON (1000) },
    { 2, "visit", 10, "{\"channel\":\"google\"}" },
    { 2, "visit", 11, "{\"channel\":\"email\"}" },
    { 2, "order", 12, WON (1000) },
    { 3, "visit", 9, "{\"source\":\"naver\"}" },
    { 3, "visit", 10, "{\"source\":\"direct\"}" },
    { 3, "visit", 11, "{\"source\":\"Direct\"}" },
    { 3, "order", 12, WON (1000) },
  };
  InsightWorld world;
  g_autoptr (EspAnswer) sources = NULL;
  g_autoptr (EspAnswer) channels = NULL;
  g_autoptr (EspAnswer) ways = NULL;

  insight_world_init (&world, 3);
  insight_world_set_day (&world, 20);
  insight_world_add (&world, touches, G_N_ELEMENTS (touches));
  sources = insight_world_ask (&world, "{\"ask\":\"attribution\",\"by\":\"source\"}");
  g_assert_cmpfloat (world_cell (sources, "name:email", NULL, "touches")->value, ==, 2);
  g_assert_cmpfloat (world_cell (sources, "direct", NULL, "touches")->value, ==, 2);
  g_assert_cmpfloat (world_cell (sources, "name:naver", NULL, "last-non-direct")->value, ==, 1);
  assert_drills (&world, sources);
  channels = insight_world_ask (&world, "{\"ask\":\"attribution\"}");
  g_assert_cmpfloat (world_cell (channels, "email", NULL, "touches")->value, ==, 2);
  g_assert_cmpfloat (world_cell (channels, "name:google", NULL, "touches")->value, ==, 1);
  assert_drills (&world, channels);
  ways = insight_world_ask (&world, "{\"ask\":\"paths\",\"by\":\"channel\",\"kinds\":[\"visit\"]}");
  g_assert_cmpfloat (world_cell (ways, "name:google>email", "1>2", "leads")->value, ==, 1);
  assert_drills (&world, ways);
  insight_world_clear (&world);
}

/* What was kept is answered as long as nothing changed, and never after. */
static void
test_kept (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) first = NULL;
  g_autoptr (EspAnswer) second = NULL;
  g_autoptr (EspAnswer) third = NULL;
  static const WorldEvent more[] = { { 3, "order", 98, WON (1) } };
  const char *question = "{\"ask\":\"rfm\",\"from\":\"2025-01-01\"}";

  add_orders (&world);
  first = insight_world_ask (&world, question);
  g_assert_nonnull (first->digest);
  first->taken_us = ESP_USEC_PER_SEC; /* long enough to be kept */
  esp_answer_keep (world.store, first);
  insight_world_run (&world, "SELECT 1");
  second = insight_world_ask (&world, question);
  g_assert_null (second->digest);
  g_assert_cmpuint (second->rows->len, ==, first->rows->len);
  insight_world_add (&world, more, G_N_ELEMENTS (more));
  third = insight_world_ask (&world, question);
  g_assert_nonnull (third->digest);
  insight_world_clear (&world);
}

static const char *const shared_questions[] = {
  "{\"ask\":\"sends\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"experiments\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"metrics\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"growth\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"consent\"}",
  "{\"ask\":\"pipeline\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"cohort\",\"start\":\"created\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"attribution\",\"from\":\"2025-01-01\"}",
  "{\"ask\":\"attribution\",\"from\":\"2025-01-01\",\"value\":\"revenue\"}",
};

static void
assert_shared (InsightWorld *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (shared_questions); i++)
    insight_world_assert_same (world, shared_questions[i]);
}

static gboolean
say (EspTx *tx, gpointer data, GError **error)
{
  const EspConsent consent = { .lead_id = 1,
                               .purpose = (char *) "marketing",
                               .channel = (char *) "email",
                               .state = data,
                               .at_us = esp_tx_get_now_us (tx) };

  return esp_consent_add (tx, &consent, error);
}

static gboolean
erase (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_erase (tx, GPOINTER_TO_UINT (data), error);
}

static gboolean
deliver (EspTx *tx, gpointer data, GError **error)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_LEDGER | ESP_CHANGE_CAMPAIGN);
  return esp_db_exec (esp_tx_get_db (tx), data, error);
}

static void
change (InsightWorld *world, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (world->store, NULL, func, data, NULL, &error));
  g_assert_no_error (error);
  assert_shared (world);
}

/* What reads share is used as long as it is true. */
static void
test_shared (void)
{
  static const WorldEvent more[] = {
    { 3, "order", 90, WON (1) },
    { 2, "click", 91, "{\"channel\":\"sms\"}" },
    { 2, "stage_change", 91, "{\"from\":\"lead\",\"to\":\"customer\"}" },
  };
  static const char sql_sent[] =
    "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (3, x'00', 'News', 0, 0);"
    "INSERT INTO send (id, uuid, campaign_id, created_at, updated_at) VALUES (7, x'01', 3, 0, 0);"
    "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
    " VALUES (7, 1, 'sent', 0, 1739000000000000), (7, 2, 'sent', 0, 1739000000000000)";
  InsightWorld world;

  add_orders (&world);
  assert_shared (&world);
  change (&world, deliver, (gpointer) sql_sent);
  insight_world_add (&world, more, G_N_ELEMENTS (more));
  assert_shared (&world);
  change (&world, say, (gpointer) "granted");
  change (&world, say, (gpointer) "withdrawn");
  change (&world, erase, GUINT_TO_POINTER (2));
  insight_world_clear (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/insight/attribution/markov-by-hand", test_markov);
  g_test_add_func ("/insight/attribution/shapley-by-hand", test_shapley);
  g_test_add_func ("/insight/attribution/sources-keep-their-names", test_sources_keep_their_names);
  g_test_add_func ("/insight/cohort/by-hand", test_cohorts);
  g_test_add_func ("/insight/cohort/begins-with-its-first", test_cohorts_begin_with_their_first);
  g_test_add_func ("/insight/sends/give-back-their-own", test_sends_give_back_their_own);
  g_test_add_func ("/insight/ltv/by-hand", test_ltv);
  g_test_add_func ("/insight/nothing-there", test_nothing);
  g_test_add_func ("/insight/ltv/groups", test_ltv_groups);
  g_test_add_func ("/insight/ltv/forecast", test_forecast);
  g_test_add_func ("/insight/rfm/by-hand", test_rfm);
  g_test_add_func ("/insight/metrics/by-hand", test_figures);
  g_test_add_func ("/insight/kept/until-something-changes", test_kept);
  g_test_add_func ("/insight/shared/never-old", test_shared);
  g_test_add_func ("/insight/paths/each-goes-one-way", test_paths);
  return g_test_run ();
}
