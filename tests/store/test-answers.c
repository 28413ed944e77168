/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions are read strictly, and funnels and trends count as tables that were made by hand. */
#include "insight-world.h"
#include "test-home.h"
#include "worker/esp-report-run.h"

#include <math.h>

#define DAY_US ((double) ESP_USEC_PER_DAY)

static void
test_question (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "{\"ask\":\"nothing\"}",
    "{\"ask\":\"funnel\",\"steps\":[\"visit\"]}",
    "{\"ask\":\"funnel\",\"window\":-1}",
    "{\"ask\":\"funnel\",\"from\":\"2025-02-30\"}",
    "{\"ask\":\"funnel\",\"segment\":\"x\"}",
    "{\"ask\":\"funnel\",\"wrong\":1}",
    "{\"ask\":\"trend\",\"metric\":\"beauty\"}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspQuestion) one = esp_question_parse (
    "{\"window\":30,\"steps\":[\"event:visit\",\"event:order\"],\"ask\":\"funnel\"}", -1, &error);
  g_autoptr (EspQuestion) other = esp_question_parse (
    "{\"ask\":\"funnel\",\"from\":\"-28d\",\"steps\":\"event:visit, event:order\"}", -1, &error);
  g_autofree char *json = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_no_error (error);
  json = esp_question_to_json (one);
  g_assert_cmpstr (
    json, ==, "{\"ask\":\"funnel\",\"from\":\"-28d\",\"steps\":[\"event:visit\",\"event:order\"]}");
  first = esp_question_digest (one);
  second = esp_question_digest (other);
  g_assert_cmpstr (first, ==, second);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) wrong = NULL;

      g_assert_null (esp_question_parse (bad[i], -1, &wrong));
      g_assert_nonnull (wrong);
    }
}

static void
assert_span (const char *from, const char *to, double first_day, double end_day)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_identifier ("Asia/Seoul");
  g_autofree char *json =
    g_strdup_printf ("{\"ask\":\"metrics\",\"from\":\"%s\",\"to\":\"%s\"}", from, to);
  g_autoptr (EspQuestion) question = esp_question_parse (json, -1, NULL);
  EspQuestionSpan span;

  /* Wednesday 12 March 2025, 10:00 in Seoul: day 70 of the year. */
  g_assert_true (esp_question_resolve (question,
                                       WORLD_DAY0 + 70 * ESP_USEC_PER_DAY + 10 * ESP_USEC_PER_HOUR,
                                       seoul, &span, NULL));
  g_assert_cmpfloat ((double) (span.from_us - WORLD_DAY0) / DAY_US, ==, first_day);
  g_assert_cmpfloat ((double) (span.to_us - WORLD_DAY0) / DAY_US, ==, end_day);
}

static void
test_days (void)
{
  assert_span ("-28d", "", 43, 71);
  assert_span ("-1w", "", 64, 71);
  assert_span ("-7d", "-1d", 63, 70);
  assert_span ("today", "", 70, 71);
  assert_span ("yesterday", "yesterday", 69, 70);
  assert_span ("week", "", 68, 71);
  assert_span ("last-week", "last-week", 61, 68);
  assert_span ("month", "month", 59, 90);
  assert_span ("last-month", "last-month", 31, 59);
  assert_span ("quarter", "", 0, 71);
  assert_span ("year", "year", 0, 365);
  assert_span ("2025-01-10", "2025-01-10", 9, 10);
  assert_span ("-1m", "", 43, 71);
}

static const WorldEvent shop[] = {
  { 1, "visit", 1, NULL },
  { 1, "cart", 2, NULL },
  { 1, "order", 3, NULL },
  { 2, "visit", 1, NULL },
  { 2, "cart", 5, NULL },
  { 3, "visit", 2, NULL },
  { 3, "order", 3, NULL },
  { 3, "cart", 4, NULL },
  { 4, "cart", 1, NULL },
  { 4, "visit", 2, NULL },
  { 5, "visit", 1, NULL },
  { 5, "cart", 2, NULL },
  { 5, "order", 20, NULL },
  /* The first try of lead 6 runs out, the second gets to the end. */
  { 6, "visit", 1, NULL },
  { 6, "visit", 15, NULL },
  { 6, "cart", 16, NULL },
  { 6, "order", 16, NULL },
  { 7, "order", 1, NULL },
  /* Out of the period. */
  { 8, "visit", 40, NULL },
  { 8, "cart", 41, NULL },
};

#define FUNNEL                                                                                     \
  "{\"ask\":\"funnel\",\"from\":\"2025-01-01\",\"to\":\"2025-01-31\",\"steps\":[\"event:visit\","  \
  "\"event:cart\",\"event:order\"]"

static void
test_funnel (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) strict = NULL;
  g_autoptr (EspAnswer) any = NULL;
  g_autoptr (EspAnswer) open = NULL;

  insight_world_init (&world, 8);
  insight_world_set_day (&world, 60);
  insight_world_add (&world, shop, G_N_ELEMENTS (shop));

  strict = insight_world_ask (&world, FUNNEL ",\"window\":7}");
  assert_cell (strict, "event:visit", "leads", 6); /* 1 2 3 4 5 6 */
  assert_cell (strict, "event:cart", "leads", 5);  /* not 4 */
  assert_cell (strict, "event:order", "leads", 2); /* 1 6 */
  assert_cell (strict, "event:cart", "of_previous", 5.0 / 6);
  assert_cell (strict, "event:order", "of_previous", 2.0 / 5);
  assert_cell (strict, "event:order", "of_first", 2.0 / 6);
  assert_cell (strict, "event:cart", "lost", 3);
  assert_cell (strict, "event:cart", "median_time", DAY_US); /* 1 4 2 1 1 */
  assert_cell (strict, "event:order", "median_time", DAY_US / 2);
  assert_cell (strict, "event:order", "lost", NAN);
  assert_drills (&world, strict);

  any = insight_world_ask (&world, FUNNEL ",\"window\":7,\"order\":\"any\"}");
  assert_cell (any, "event:visit", "leads", 6);
  assert_cell (any, "event:cart", "leads", 6);
  assert_cell (any, "event:order", "leads", 3); /* 1 3 6 */
  assert_drills (&world, any);

  open = insight_world_ask (&world, FUNNEL ",\"window\":0}");
  assert_cell (open, "event:order", "leads", 3); /* 1 5 6 */
  insight_world_clear (&world);
}

/* A try begins with the first of its own steps: an order in the period brings nobody in whose visit, with which
 * the try begins, is after it. */
static void
test_funnel_begins_with_its_steps (void)
{
  static const WorldEvent late[] = {
    { 1, "order", 30, NULL }, { 1, "visit", 35, NULL }, /* no */
    { 2, "cart", 30, NULL },  { 2, "visit", 35, NULL }, /* cart and visit */
    { 3, "order", 29, NULL }, { 3, "visit", 30, NULL }, { 3, "cart", 36, NULL }, /* all three */
    { 4, "visit", 30, NULL }, { 4, "order", 31, NULL },                          /* the visit */
  };
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 4);
  insight_world_set_day (&world, 60);
  insight_world_add (&world, late, G_N_ELEMENTS (late));
  answer = insight_world_ask (&world, FUNNEL ",\"window\":10,\"order\":\"any\"}");
  assert_cell (answer, "event:visit", "leads", 3);
  assert_cell (answer, "event:cart", "leads", 2);
  assert_cell (answer, "event:order", "leads", 1);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

static void
test_stages (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;
  static const WorldEvent moves[] = {
    { 1, "stage_change", 2, "{\"from\":\"lead\",\"to\":\"mql\"}" },
    { 1, "stage_change", 5, "{\"from\":\"mql\",\"to\":\"customer\"}" },
    { 2, "stage_change", 3, "{\"from\":\"lead\",\"to\":\"opportunity\"}" },
  };

  insight_world_init (&world, 4);
  insight_world_run (&world, "UPDATE lead SET stage = CASE id WHEN 1 THEN 'customer' WHEN 2 THEN"
                             " 'opportunity' WHEN 3 THEN 'lead' END");
  insight_world_set_day (&world, 20);
  insight_world_add (&world, moves, G_N_ELEMENTS (moves));
  answer = insight_world_ask (&world, "{\"ask\":\"funnel\",\"from\":\"2025-01-01\",\"steps\":["
                                      "\"stage:lead\",\"stage:mql\","
                                      "\"stage:sql\",\"stage:customer\"]}");
  assert_cell (answer, "stage:lead", "leads", 3);
  assert_cell (answer, "stage:mql", "leads", 2);
  assert_cell (answer, "stage:sql", "leads", 2);
  assert_cell (answer, "stage:customer", "leads", 1);
  assert_cell (answer, "stage:mql", "median_time", 2.5 * DAY_US);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

static void
test_trend (void)
{
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;
  static const WorldEvent clicks[] = {
    { 1, "click", 0.5, NULL }, { 1, "click", 0.6, NULL }, { 1, "click", 1.5, NULL },
    { 2, "click", 1.9, NULL }, { 3, "click", 2.1, NULL },
  };

  insight_world_init (&world, 3);
  insight_world_set_day (&world, 2.5);
  insight_world_add (&world, clicks, G_N_ELEMENTS (clicks));
  answer = insight_world_ask (&world, "{\"ask\":\"trend\",\"metric\":\"clicked\",\"from\":\"-2d\","
                                      "\"compare\":\"previous\"}");
  assert_cell (answer, "2025-01-02", "value", 2);
  assert_cell (answer, "2025-01-03", "value", 1);
  assert_cell (answer, "2025-01-03", "before", 1);
  assert_cell (answer, "total", "value", 3);
  g_assert_true ((esp_answer_find_row (answer, "2025-01-03", NULL)->flags & ESP_CELL_PARTIAL) != 0);
  assert_drills (&world, answer);
  insight_world_clear (&world);
}

/* What was sent on the first and on the second day, by lead: arrived, arrived; back, arrived; arrived, back;
 * back, back; back, nothing. Bounced are the last two, of five. */
static const char bounces[] =
  "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (1, x'00', 'Two', 0, 0);"
  "INSERT INTO send (id, uuid, campaign_id, state, created_at, updated_at) VALUES"
  " (1, x'03', 1, 'done', 0, 0), (2, x'04', 1, 'done', 0, 0);"
  "WITH f (send, lead, back) AS (VALUES (1, 1, 0), (1, 2, 1), (1, 3, 0), (1, 4, 1), (1, 5, 1),"
  " (2, 1, 0), (2, 2, 0), (2, 3, 1), (2, 4, 1))"
  " INSERT INTO delivery (send_id, lead_id, state, bounced_at, created_at, updated_at)"
  " SELECT send, lead, 'sent', iif (back, 1735743600000000, NULL), 0,"
  " 1735657200000000 + 86400000000 * (send - 1) + 3600000000 FROM f;"
  "INSERT INTO event_kind (name) VALUES ('bounce'), ('open');"
  "INSERT INTO event (lead_id, kind_id, at, send_id) SELECT lead_id,"
  " (SELECT id FROM event_kind WHERE name = 'bounce'), bounced_at, send_id FROM delivery"
  " WHERE bounced_at IS NOT NULL;"
  /* On the day after it came. */
  "INSERT INTO event (lead_id, kind_id, at, send_id) SELECT lead.id, k.id, 1735743700000000, 1"
  " FROM event_kind AS k, lead WHERE k.name = 'open' AND lead.id IN (1, 3);";

/* Of a pipeline that nobody went through long enough ago nothing is claimed, not even that it is worth nothing. */
static void
test_pipeline_without_history (void)
{
  static const WorldEvent orders[] = { { 1, "order", 69, "{\"amount\":1000}" } };
  InsightWorld world;
  g_autoptr (EspAnswer) young = NULL;

  insight_world_init (&world, 4);
  insight_world_set_day (&world, 70);
  insight_world_add (&world, orders, G_N_ELEMENTS (orders));
  insight_world_run (&world, "UPDATE lead SET stage = 'lead'");
  young = insight_world_ask (&world, "{\"ask\":\"pipeline\",\"from\":\"-60d\"}");
  assert_cell (young, "total", "expected", NAN);
  g_assert_cmpstr (((EspAnswerSentence *) g_ptr_array_index (young->says, 0))->code, ==,
                   "pipeline-no-history");
  insight_world_clear (&world);
}

/* Two of the twenty who were in a stage are in it, the others bought: what it is worth lies within what it
 * may be worth, and is never less than nothing. */
static void
test_pipeline_interval (void)
{
  static const WorldEvent orders[] = { { 1, "order", 9, "{\"amount\":1}" },
                                       { 2, "order", 9, "{\"amount\":100000}" } };
  static const char moves[] =
    "INSERT INTO event_kind (name) VALUES ('stage_change');"
    "INSERT INTO event (lead_id, kind_id, at, props) SELECT id, (SELECT id FROM event_kind"
    " WHERE name = 'stage_change'), 1736434800000000,"
    " '{\"from\":\"lead\",\"to\":\"opportunity\"}' FROM lead;"
    "INSERT INTO event (lead_id, kind_id, at, props) SELECT id, (SELECT id FROM event_kind"
    " WHERE name = 'stage_change'), 1736521200000000,"
    " '{\"from\":\"opportunity\",\"to\":\"customer\"}' FROM lead WHERE id <= 18;";
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;
  const EspAnswerCell *cell;

  insight_world_init (&world, 20);
  insight_world_set_day (&world, 10);
  insight_world_run (&world, moves);
  insight_world_set_day (&world, 200);
  insight_world_add (&world, orders, G_N_ELEMENTS (orders));
  answer = insight_world_ask (&world, "{\"ask\":\"pipeline\",\"from\":\"2025-01-01\"}");
  cell = world_cell (answer, "total", NULL, "expected");
  assert_cell (answer, "total", "expected", 2 * 0.9 * 50000.5);
  g_assert_cmpfloat (cell->low, >=, 0);
  g_assert_cmpfloat (cell->low, <=, cell->value);
  g_assert_cmpfloat (cell->high, >=, cell->value);
  insight_world_clear (&world);
}

/* However one asks, a bounce rate is the same: those to whom something was sent and nothing arrived. */
static void
test_bounces (void)
{
  static const char from[] = "\"from\":\"2025-01-01\",\"to\":\"2025-01-02\"";
  static const struct
  {
    const char *options;
    const char *row;
    const char *column;
    double value;
  } cases[] = {
    { "{\"ask\":\"metrics\",%s}", "value", "bounced", 2 },
    { "{\"ask\":\"metrics\",%s}", "value", "delivered", 3 },
    { "{\"ask\":\"metrics\",%s}", "value", "sent", 5 },
    { "{\"ask\":\"metrics\",%s}", "value", "bounce_rate", 0.4 },
    { "{\"ask\":\"metrics\",%s}", "value", "delivery_rate", 0.6 },
    { "{\"ask\":\"sends\",%s}", "total", "bounce_rate", 0.4 },
    { "{\"ask\":\"sends\",%s}", "send:1", "bounce_rate", 0.6 },
    { "{\"ask\":\"campaigns\",%s}", "campaign:1", "bounce_rate", 0.4 },
    { "{\"ask\":\"providers\",%s}", "total", "bounce_rate", 0.4 },
    { "{\"ask\":\"growth\",\"unit\":\"day\",%s}", "total", "bounced", 2 },
    { "{\"ask\":\"growth\",\"unit\":\"day\",%s}", "2025-01-01", "bounced", 3 },
    { "{\"ask\":\"growth\",\"unit\":\"day\",%s}", "2025-01-02", "bounced", 2 },
    { "{\"ask\":\"trend\",\"metric\":\"bounce_rate\",\"unit\":\"week\",%s}", "total", "value",
      0.4 },
    { "{\"ask\":\"trend\",\"metric\":\"bounce_rate\",%s}", "total", "value", 0.4 },
    { "{\"ask\":\"trend\",\"metric\":\"delivery_rate\",%s}", "total", "value", 0.6 },
    { "{\"ask\":\"trend\",\"metric\":\"open_rate\",%s}", "total", "value", 2.0 / 3 },
    { "{\"ask\":\"trend\",\"metric\":\"open_rate\",%s}", "2025-01-01", "value", 1 },
    { "{\"ask\":\"trend\",\"metric\":\"open_rate\",%s}", "2025-01-02", "value", 0 },
    { "{\"ask\":\"metrics\",%s}", "value", "open_rate", 2.0 / 3 },
    { "{\"ask\":\"sends\",%s}", "total", "open_rate", 2.0 / 3 },
    /* 1 opened then what had come the day before. */
    { "{\"ask\":\"metrics\",\"from\":\"2025-01-02\",\"to\":\"2025-01-02\"}", "value", "open_rate",
      0 },
    { "{\"ask\":\"sends\",\"from\":\"2025-01-02\",\"to\":\"2025-01-02\"}", "total", "open_rate",
      0 },
    { "{\"ask\":\"trend\",\"metric\":\"bounced\",%s}", "2025-01-02", "value", 2 },
  };
  InsightWorld world;

  insight_world_init (&world, 5);
  insight_world_set_day (&world, 9);
  insight_world_run (&world, bounces);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) json = g_string_new (cases[i].options);
      g_autoptr (EspAnswer) answer = NULL;

      g_string_replace (json, "%s", from, 1);
      answer = insight_world_ask (&world, json->str);
      assert_cell (answer, cases[i].row, cases[i].column, cases[i].value);
      assert_drills (&world, answer);
    }
  insight_world_clear (&world);
}

/* National domains of a provider are its own; what only begins like them is somebody else's. */
static void
test_providers (void)
{
  static const char addresses[] =
    "UPDATE lead SET email = CASE id WHEN 1 THEN 'a@live.example.com' WHEN 2 THEN 'b@live.co.kr'"
    " WHEN 3 THEN 'c@hotmail.com' WHEN 4 THEN 'd@yahoo.co.jp' ELSE 'e@rocketmail.com' END";
  InsightWorld world;
  g_autoptr (EspAnswer) answer = NULL;

  insight_world_init (&world, 5);
  insight_world_set_day (&world, 9);
  insight_world_run (&world, bounces);
  insight_world_run (&world, addresses);
  answer =
    insight_world_ask (&world,
                       "{\"ask\":\"providers\",\"from\":\"2025-01-01\",\"to\":\"2025-01-02\"}");
  assert_cell (answer, "live.example.com", "sent", 1);
  assert_cell (answer, "Microsoft", "sent", 2);
  assert_cell (answer, "Yahoo", "sent", 2);
  assert_cell (answer, "total", "sent", 5);
  insight_world_clear (&world);
}

/* Who was archived is no new lead any more, but did buy. */
static void
test_archived (void)
{
  static const WorldEvent orders[] = { { 1, "order", 5, "{\"amount\":1000}" },
                                       { 2, "order", 6, "{\"amount\":500}" } };
  InsightWorld world;
  g_autoptr (EspAnswer) before = NULL;
  g_autoptr (EspAnswer) after = NULL;
  double n_new;

  insight_world_init (&world, 4);
  insight_world_set_day (&world, 9);
  insight_world_add (&world, orders, G_N_ELEMENTS (orders));
  before = insight_world_ask (&world, "{\"ask\":\"metrics\",\"from\":\"2020-01-01\"}");
  n_new = world_cell (before, "value", NULL, "created")->value;
  insight_world_run (&world, "UPDATE lead SET archived_at = 1 WHERE id = 1");
  after =
    insight_world_ask (&world, "{\"ask\":\"metrics\",\"from\":\"2020-01-01\",\"to\":\"today\"}");
  assert_cell (after, "value", "created", n_new - 1);
  assert_cell (after, "value", "ordered", 2);
  assert_cell (after, "value", "orders", 2);
  insight_world_clear (&world);
}

static gboolean
run_report (EspTx *tx, gpointer data, GError **error)
{
  EspReportResult **result = data;
  g_autoptr (EspReportDesign) design = esp_report_design_parse (
    "{\"name\":\"R\",\"from\":\"2025-02-01\",\"to\":\"2025-02-28\",\"cards\":["
    "{\"question\":{\"ask\":\"trend\",\"from\":\"2025-01-01\",\"to\":\"2025-01-02\"}},"
    "{\"question\":{\"ask\":\"trend\",\"from\":\"2001-01-01\"}}]}",
    -1, error);

  *result =
    design != NULL ? esp_report_run (tx, design, esp_tx_get_now_us (tx), NULL, NULL, error) : NULL;
  return *result != NULL;
}

static const char *
as_it_is (const char *english)
{
  return english;
}

/* The head tells the days of the report, not of its first card; a card with too many says what to do. */
static void
test_report_days (void)
{
  InsightWorld world;
  g_autoptr (GError) error = NULL;
  EspReportResult *result = NULL;
  EspAnswerVoice voice = { ESP_LANG_EN, NULL, as_it_is };
  g_autofree char *head = NULL;
  g_autofree char *problem = NULL;

  insight_world_init (&world, 1);
  insight_world_set_day (&world, 80);
  g_assert_true (esp_store_read (world.store, ESP_READ_LONG, run_report, &result, NULL, &error));
  g_assert_no_error (error);
  voice.zone = result->zone;
  head = esp_report_result_dup_subtitle (result, &voice);
  g_assert_cmpstr (head, ==, "Sat 1 Feb 2025 – Fri 28 Feb 2025");
  problem = esp_report_part_dup_problem (g_ptr_array_index (result->parts, 1), &voice);
  g_assert_nonnull (strstr (problem, "by week or month"));
  esp_report_result_unref (result);
  insight_world_clear (&world);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/insight/question/reads-strictly", test_question);
  g_test_add_func ("/insight/question/names-days", test_days);
  g_test_add_func ("/insight/funnel/counts-by-hand", test_funnel);
  g_test_add_func ("/insight/funnel/begins-with-its-steps", test_funnel_begins_with_its_steps);
  g_test_add_func ("/insight/funnel/follows-stages", test_stages);
  g_test_add_func ("/insight/trend/counts-each-once", test_trend);
  g_test_add_func ("/insight/bounces/mean-one-thing", test_bounces);
  g_test_add_func ("/insight/providers/own-domains", test_providers);
  g_test_add_func ("/insight/archived/bought", test_archived);
  g_test_add_func ("/insight/pipeline/claims-nothing-without-history",
                   test_pipeline_without_history);
  g_test_add_func ("/insight/pipeline/is-worth-something", test_pipeline_interval);
  g_test_add_func ("/insight/report/tells-its-days", test_report_days);
  return g_test_run ();
}
