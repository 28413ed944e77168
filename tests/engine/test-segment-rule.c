/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of segments are read from both of their forms exactly, or refused with a place and a reason. */
#include "engine/segment/esp-leaf.h"
#include "engine/segment/esp-rule-eval.h"
#include "engine/segment/esp-rule-check.h"
#include "engine/segment/esp-rule-complete.h"
#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-rule-names.h"
#include "engine/segment/esp-rule-text.h"
#include "engine/segment/esp-rule-time.h"

#include "base/esp-clock.h"

#include <string.h>

static const char *const good_texts[] = {
  "all()",
  "all(city = \"서울\")",
  "any(city != \"a \\\"quoted\\\" \\\\ one\", `odd field` contains \"x\")",
  "all(city in [\"서울\", \"경기\"] or unknown, name not contains \"test\", email ends \".kr\")",
  "none(score < 3, score <= 2.5, score > -1, score between 1 and 5, score in [1, 2])",
  "all(vip = true, city is known, phone is unknown, name starts \"김\", city not in [\"부산\"])",
  ("all(created_at in last 30 days, created_at not in last 2 weeks, birthday between 1990-01-01 "
   "and "
   "1999-12-31)"),
  "all(created_at since 2026-01-01T09:30, created_at on 2026-02-03, created_at this month)",
  "all(tag = \"VIP\", tag != \"old\", tag in [\"a\", \"b\"], tag not in [\"c\", \"d\"])",
  "all(tag has all [\"a\", \"b\"])",
  "all(consent(\"email\", \"marketing\") = \"granted\", consent(\"sms\", \"night\") != \"denied\")",
  "all(not suppressed(\"email\"), suppressed)",
  "all(event(\"open\") count>=2 in last 30 days, not event(\"order\") today)",
  "all(event(\"order\") where (amount >= 30000, item contains \"x\", color is known) count=3)",
  "all(first event(\"order\") this year, last event(\"visit\") before 2026-05-01)",
  "all(message(\"opened\", \"Spring\") in last 7 days, not message(\"clicked\") count<=2)",
  "all(segment(\"S1\"), not segment(\"S2\"))",
  "all(anniversary(birthday) in next 7 days, random(12.5%), random(10%, \"b\"))",
  "all(off city = \"x\", off any(score > 1, none(score > 2)), any())",
};

static void
test_text_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good_texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRule) rule = esp_rule_parse_text (good_texts[i], NULL, NULL, &error);
      g_autoptr (EspRule) again = NULL;
      g_autofree char *json = NULL;
      g_autofree char *json_again = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      json = esp_rule_to_json (rule);
      again = esp_rule_parse_json (json, -1, &error);
      g_assert_no_error (error);
      json_again = esp_rule_to_json (again);
      g_assert_cmpstr (json, ==, json_again);
      text = esp_rule_to_text (again, NULL);
      if (strchr (text, '\n') == NULL)
        g_assert_cmpstr (text, ==, good_texts[i]);
      g_clear_pointer (&again, esp_rule_unref);
      again = esp_rule_parse_text (text, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (esp_rule_node_equal (rule->root, again->root));
    }
}

static const struct
{
  const char *text;
  const char *message;
} bad_texts[] = {
  { "all(city in [\"서울\", 경기])", "Line 1, column 20: a value is expected; put texts in" },
  { "all(city =", "Line 1, column 11: a value is expected, but the rule ends." },
  { "all(\n  city = \"x\",\n  score >> 3)", "Line 3, column 10: a value is expected, not “>”." },
  { "all(city = \"x)", "Line 1, column 12: the quotation mark is not closed." },
  { "all(city = \"x\"", "Line 1, column 15: “)” is expected, but the rule ends." },
  { "city = \"x\" city", "Line 1, column 12: the end of the rule is expected, not “city”." },
  { "created_at before 2026-02-30", "“2026-02-30” is no date" },
  { "created_at between 2026-02-03 and 2026-02-01", "the window ends before it begins" },
  { "event(\"open\") in next 3 days", "cannot lie in the future" },
  { "event(\"open\") count>=1.5", "a whole number" },
  { "city = \"x\" and score > 3", "Line 1, column 12: conditions that must all hold go into all(" },
  { "all(city = \"x\"\n or score > 3)", "Line 2, column 5: “unknown” is expected here" },
  { "any(tag = \"x\" or tag = \"y\")", "Line 1, column 15: conditions of which one is enough" },
  { "city is not full", "“known”, “unknown” or “empty”" },
  { "random(120%)", "from 0 to 100 percent" },
  { "city ? \"x\"", "this sign has no meaning here" },
  { "all(all(all(all(all(all(all(city = \"x\")))))))", "groups nest deeper than 6" },
  { "tag > \"x\"", "tags are compared with" },
  { "city is known or unknown", "does not go with" },
  { "first city = \"x\"", "“event” or “message” after" },
  { "score = 1e999", "this is no number" },
  { "created_at in [2026-01-01]", "compare dates with" },
  { "anniversary(birthday) in last 400 days", "at most 366 days" },
  { "event(\"a\") within 3 days event(\"b\")", "“after” is expected" },
  { "event(\"a\") within 3 days after tag = \"b\"", "“event” or “message” is expected" },
  { "event(\"a\") within 0 days after event(\"b\")", "must be from 1 to 100000" },
};

static void
test_text_errors_name_place (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_texts); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize offset = 0;
      EspRule *rule = esp_rule_parse_text (bad_texts[i].text, NULL, &offset, &error);

      g_assert_null (rule);
      g_assert_nonnull (error);
      g_assert_cmpuint (offset, <=, strlen (bad_texts[i].text));
      if (strstr (error->message, bad_texts[i].message) == NULL)
        g_error ("“%s” gives “%s”, not “%s”", bad_texts[i].text, error->message,
                 bad_texts[i].message);
    }
}

/* People write in more ways than the program does. */
static void
test_text_takes_other_ways (void)
{
  static const char *const same[][2] = {
    { "city is empty", "city is unknown" },
    { "city is not empty", "city is known" },
    { "not city = \"x\"", "none(city = \"x\")" },
    { "not event(\"open\")", "all(not event(\"open\"))" },
    { "not any(tag = \"x\", score > 3)", "none(tag = \"x\", score > 3)" },
    { "not all(tag = \"x\", score > 3)", "none(all(tag = \"x\", score > 3))" },
    { "not consent(\"sms\", \"night\") = \"granted\"",
      "consent(\"sms\", \"night\") != \"granted\"" },
    { "tag has \"x\"", "tag = \"x\"" },
    { "created_at >= 2026-01-31", "created_at since 2026-01-31" },
    { "created_at > 2026-01-31", "created_at after 2026-01-31" },
    { "created_at < 2026-01-31", "created_at before 2026-01-31" },
    { "created_at <= 2026-01-31", "created_at not after 2026-01-31" },
    { "created_at = 2026-01-31", "created_at on 2026-01-31" },
    { "city = \"x\" or empty", "city = \"x\" or unknown" },
    { "city = \"\xe1\x84\x89\xe1\x85\xa5\"", "city = \"서\"" },
    { "score = 59.989999999999995", "score = 59.99" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspRule) loose = esp_rule_parse_text (same[i][0], NULL, NULL, &error);
      g_autoptr (EspRule) strict = NULL;

      g_assert_no_error (error);
      strict = esp_rule_parse_text (same[i][1], NULL, NULL, &error);
      g_assert_no_error (error);
      if (!esp_rule_node_equal (loose->root, strict->root))
        g_error ("“%s” is not “%s”", same[i][0], same[i][1]);
    }
}

#define DOC(inner) "{\"version\":1,\"rule\":" inner "}"
#define LEAF(inner) DOC ("{\"group\":\"all\",\"items\":[{" inner "}]}")

static const struct
{
  const char *json;
  int code;
  const char *message;
} bad_jsons[] = {
  { "[", ESP_RULE_ERROR_SYNTAX, "not JSON" },
  { "[]", ESP_RULE_ERROR_SYNTAX, "must be an object" },
  { "{\"version\":2,\"rule\":{}}", ESP_RULE_ERROR_VERSION, "version 2 is not known here" },
  { "{\"rule\":{}}", ESP_RULE_ERROR_SYNTAX, "“version” must be" },
  { DOC ("{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"x\"]}"), ESP_RULE_ERROR_SYNTAX,
    "must be a group" },
  { DOC ("{\"group\":\"some\",\"items\":[]}"), ESP_RULE_ERROR_UNKNOWN, "does not know “some”" },
  { LEAF ("\"kind\":\"horoscope\""), ESP_RULE_ERROR_UNKNOWN,
    "rule.items[0]: “kind” does not know “horoscope”; it is one of attribute, tag," },
  { LEAF (
      "\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[\"x\"],\"colour\":1"),
    ESP_RULE_ERROR_UNKNOWN, "no member “colour”" },
  { LEAF ("\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":[{}]"),
    ESP_RULE_ERROR_SYNTAX, "rule.items[0].values: a value must be" },
  { LEAF ("\"kind\":\"event\",\"event\":\"x\",\"count\":{\"op\":\"at-least\",\"n\":-1}"),
    ESP_RULE_ERROR_LIMIT, "rule.items[0].count: “n” must be from 0" },
  { LEAF ("\"kind\":\"event\",\"event\":\"x\",\"window\":{\"kind\":\"last\"}"),
    ESP_RULE_ERROR_SYNTAX, "rule.items[0].window: a window of “last” needs a number" },
  { LEAF ("\"kind\":\"segment\""), ESP_RULE_ERROR_SYNTAX, "“segment” is missing" },
  { LEAF ("\"kind\":\"random\",\"percent\":\"x\""), ESP_RULE_ERROR_SYNTAX, "must be a number" },
};

static void
test_json_errors_name_place (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_jsons); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_rule_parse_json (bad_jsons[i].json, -1, &error));
      g_assert_error (error, ESP_RULE_ERROR, bad_jsons[i].code);
      if (strstr (error->message, bad_jsons[i].message) == NULL)
        g_error ("“%s” gives “%s”", bad_jsons[i].json, error->message);
    }
}

static void
test_json_survives_abuse (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide =
    g_string_new ("{\"version\":1,\"rule\":{\"group\":\"all\",\"items\":[");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "[");
  g_assert_null (esp_rule_parse_json (deep->str, -1, &error));
  g_assert_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT);
  g_clear_error (&error);
  for (guint i = 0; i < 600; i++)
    g_string_append_printf (wide, "%s{\"kind\":\"suppression\"}", i > 0 ? "," : "");
  g_string_append (wide, "]}}");
  g_assert_null (esp_rule_parse_json (wide->str, -1, &error));
  g_assert_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (esp_rule_parse_json ("{\"version\":1\0}", 14, &error));
  g_assert_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_SYNTAX);
}

static EspRule *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  EspRule *rule = esp_rule_parse_text (text, NULL, NULL, &error);

  g_assert_no_error (error);
  return rule;
}

static char *
key_of (const char *text, gboolean *complement)
{
  g_autoptr (EspRule) rule = parse (text);
  g_autoptr (EspCondition) normal =
    esp_leaf_normalise (esp_rule_node_child (rule->root, 0)->condition, complement);

  return esp_leaf_dup_key (normal);
}

static const struct
{
  const char *a;
  const char *b;
  gboolean same;
  gboolean contrary;
} leaf_pairs[] = {
  { "city = \"Seoul\"", "city in [\"seoul\", \"SEOUL\"]", TRUE, FALSE },
  { "city in [\"a\", \"b\"]", "city in [\"b\", \"a\"]", TRUE, FALSE },
  { "city = \"a\"", "city = \"a\" or unknown", FALSE, FALSE },
  { "event(\"x\") in last 7 days", "not event(\"x\") in last 7 days", TRUE, TRUE },
  { "event(\"x\") count<=2", "event(\"x\") count>=3", TRUE, TRUE },
  { "event(\"x\") count=0", "event(\"x\")", TRUE, TRUE },
  { "event(\"x\") where (a = 1, b = 2)", "event(\"x\") where (b = 2, a = 1)", TRUE, FALSE },
  { "tag in [\"a\", \"b\"]", "tag not in [\"b\", \"a\"]", TRUE, TRUE },
  { "tag = \"a\"", "tag = \"A\"", FALSE, FALSE },
  { "event(\"x\") in last 7 days", "event(\"x\") in last 8 days", FALSE, FALSE },
};

static void
test_leaves_that_ask_the_same_share_a_key (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (leaf_pairs); i++)
    {
      gboolean complement_a, complement_b;
      g_autofree char *a = key_of (leaf_pairs[i].a, &complement_a);
      g_autofree char *b = key_of (leaf_pairs[i].b, &complement_b);

      g_test_message ("%s | %s", leaf_pairs[i].a, leaf_pairs[i].b);
      g_assert_true (g_str_equal (a, b) == leaf_pairs[i].same);
      g_assert_true ((complement_a != complement_b) == leaf_pairs[i].contrary);
    }
}

static void
test_check_finds_problems (void)
{
  static const char *const uses[] = { "me", NULL };
  static const struct
  {
    const char *text;
    int code; /* -1: nothing */
  } cases[] = {
    { "all(city = \"a\", score > 2)", -1 },
    { "town = \"a\"", ESP_RULE_PROBLEM_UNKNOWN_FIELD },
    { "off town = \"a\"", -1 },
    { "city > 3", ESP_RULE_PROBLEM_WRONG_OPERATOR },
    { "score = \"x\"", ESP_RULE_PROBLEM_WRONG_OPERATOR },
    { "anniversary(city) today", ESP_RULE_PROBLEM_WRONG_OPERATOR },
    { "segment(\"gone\")", ESP_RULE_PROBLEM_UNKNOWN_SEGMENT },
    { "segment(\"other\")", ESP_RULE_PROBLEM_CYCLE },
    { "segment(\"me\")", ESP_RULE_PROBLEM_CYCLE },
    { "segment(\"free\")", -1 },
    { "all(city = \"a\", city = \"b\")", ESP_RULE_PROBLEM_CONTRADICTION },
    { "any(city = \"a\", city = \"b\")", -1 },
    { "all(city = \"a\", city in [\"b\", \"A\"])", -1 },
    { "all(score > 5, score <= 5)", ESP_RULE_PROBLEM_CONTRADICTION },
    { "all(score >= 5, score <= 5)", -1 },
    { "all(city is unknown, city = \"a\")", ESP_RULE_PROBLEM_CONTRADICTION },
    { "all(event(\"x\"), not event(\"x\"))", ESP_RULE_PROBLEM_CONTRADICTION },
    { "any(city = \"a\", city in [\"a\"])", ESP_RULE_PROBLEM_DUPLICATE },
    { "all(city = \"a\", any())", ESP_RULE_PROBLEM_EMPTY_GROUP },
    { "message(\"opened\", \"gone\")", ESP_RULE_PROBLEM_UNKNOWN_CAMPAIGN },
  };
  g_autoptr (EspRuleCatalog) catalog = esp_rule_catalog_new ();

  esp_rule_catalog_add_field (catalog, "city", "City", ESP_RULE_TYPE_TEXT);
  esp_rule_catalog_add_field (catalog, "score", "Score", ESP_RULE_TYPE_NUMBER);
  esp_rule_catalog_add_segment (catalog, "me", "Me", NULL);
  esp_rule_catalog_add_segment (catalog, "other", "Other", uses);
  esp_rule_catalog_add_segment (catalog, "free", "Free", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspRule) rule = parse (cases[i].text);
      g_autoptr (GArray) problems = esp_rule_check (rule, catalog, "me");

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (problems->len, ==, cases[i].code >= 0 ? 1 : 0);
      if (problems->len > 0)
        g_assert_cmpint (g_array_index (problems, EspRuleProblem, 0).code, ==, cases[i].code);
    }
}

static gint64
moment (GTimeZone *zone, int year, int month, int day, int hour)
{
  g_autoptr (GDateTime) at = g_date_time_new (zone, year, month, day, hour, 0, 0);

  return g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
}

static void
test_windows_follow_the_zone (void)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_identifier ("Asia/Seoul");
  EspRuleTime time = { moment (seoul, 2026, 3, 15, 14), seoul }; /* a Sunday */
  static const struct
  {
    const char *text;
    int from[4], until[4]; /* year 0: open */
  } cases[] = {
    { "x today", { 2026, 3, 15, 0 }, { 2026, 3, 16, 0 } },
    { "x this week", { 2026, 3, 9, 0 }, { 2026, 3, 16, 0 } },
    { "x this month", { 2026, 3, 1, 0 }, { 2026, 4, 1, 0 } },
    { "x this year", { 2026, 1, 1, 0 }, { 2027, 1, 1, 0 } },
    { "x since 2026-02-03", { 2026, 2, 3, 0 }, { 0 } },
    { "x after 2026-02-03", { 2026, 2, 4, 0 }, { 0 } },
    { "x after 2026-02-03T05:00", { 2026, 2, 3, 5 }, { 0 } },
    { "x before 2026-02-03", { 0 }, { 2026, 2, 3, 0 } },
    { "x on 2026-02-28", { 2026, 2, 28, 0 }, { 2026, 3, 1, 0 } },
    { "x between 2026-02-03 and 2026-02-04", { 2026, 2, 3, 0 }, { 2026, 2, 5, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspRule) rule = parse (cases[i].text);
      const int *f = cases[i].from;
      const int *u = cases[i].until;
      EspBounds bounds;

      g_test_message ("%s", cases[i].text);
      esp_time_window_resolve (&esp_rule_node_child (rule->root, 0)->condition->window, &time,
                               &bounds);
      g_assert_cmpint (bounds.from_us, ==,
                       f[0] != 0 ? moment (seoul, f[0], f[1], f[2], f[3]) : G_MININT64);
      g_assert_cmpint (bounds.until_us, ==,
                       u[0] != 0 ? moment (seoul, u[0], u[1], u[2], u[3]) : G_MAXINT64);
    }
}

static void
test_rolling_window_is_exact (void)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_identifier ("Asia/Seoul");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  EspRuleTime time = { moment (seoul, 2026, 3, 15, 14), seoul };
  g_autoptr (EspRule) rule = parse ("x in last 30 days");
  const EspTimeWindow *window = &esp_rule_node_child (rule->root, 0)->condition->window;
  g_autofree char *shown = NULL;
  EspBounds bounds;

  esp_time_window_resolve (window, &time, &bounds);
  g_assert_true (esp_bounds_contain (&bounds, time.now_us));
  g_assert_false (esp_bounds_contain (&bounds, time.now_us + 1));
  g_assert_false (esp_bounds_contain (&bounds, time.now_us - 30 * ESP_USEC_PER_DAY));
  g_assert_true (esp_bounds_contain (&bounds, time.now_us - 30 * ESP_USEC_PER_DAY + 1));
  shown = esp_bounds_format (&bounds, seoul);
  g_assert_cmpstr (shown, ==, "2026-02-13 14:00 – 2026-03-15 14:00 KST");
  /* Calendar days know no zone: the 15th in Seoul is kept as the 15th in UTC. */
  esp_time_window_resolve_days (window, &time, &bounds);
  g_assert_cmpint (bounds.from_us, ==, moment (utc, 2026, 2, 14, 0));
  g_assert_cmpint (bounds.until_us, ==, moment (utc, 2026, 3, 16, 0));
}

static void
test_anniversaries_know_leap_days (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  EspRuleTime plain = { moment (utc, 2026, 2, 27, 10), utc };
  EspRuleTime leap = { moment (utc, 2028, 2, 27, 10), utc };
  g_autoptr (EspRule) rule = parse ("anniversary(x) in next 2 days");
  const EspTimeWindow *window = &esp_rule_node_child (rule->root, 0)->condition->window;
  EspYearDays days;

  esp_time_window_resolve_year_days (window, &plain, &days);
  g_assert_true (esp_year_days_contain (&days, moment (utc, 1990, 2, 27, 0), utc));
  g_assert_true (esp_year_days_contain (&days, moment (utc, 1992, 2, 29, 0), utc));
  g_assert_false (esp_year_days_contain (&days, moment (utc, 1992, 3, 1, 0), utc));
  esp_time_window_resolve_year_days (window, &leap, &days);
  g_assert_true (esp_year_days_contain (&days, moment (utc, 1990, 2, 28, 0), utc));
  g_assert_false (esp_year_days_contain (&days, moment (utc, 1992, 2, 29, 0), utc));
}

static void
test_names_resolve_and_suggest (void)
{
  g_autoptr (EspRuleCatalog) catalog = esp_rule_catalog_new ();
  g_autoptr (EspRule) rule = NULL;
  g_autoptr (EspRule) wrong = parse ("all(city is known,\n  ciyt = \"x\")");
  g_autoptr (GArray) problems = NULL;
  g_autofree char *sentence = NULL;

  esp_rule_catalog_add_field (catalog, "city", "City", ESP_RULE_TYPE_TEXT);
  esp_rule_catalog_add_field (catalog, "c_amount", "최근 구매액", ESP_RULE_TYPE_NUMBER);
  esp_rule_catalog_add_segment (catalog, "0123", "단골", NULL);
  rule = parse ("all(도시 = \"x\", `최근 구매액` > 3, segment(\"단골\"), CITY is known)");
  esp_rule_names_resolve (rule, catalog);
  g_assert_cmpstr (esp_rule_node_child (rule->root, 0)->condition->subject, ==, "city");
  g_assert_cmpstr (esp_rule_node_child (rule->root, 1)->condition->subject, ==, "c_amount");
  g_assert_cmpstr (esp_rule_node_child (rule->root, 2)->condition->subject, ==, "0123");
  g_assert_cmpstr (esp_rule_node_child (rule->root, 3)->condition->subject, ==, "city");
  esp_rule_names_resolve (wrong, catalog);
  problems = esp_rule_check (wrong, catalog, NULL);
  g_assert_cmpuint (problems->len, ==, 1);
  sentence = esp_rule_problem_dup_sentence (&g_array_index (problems, EspRuleProblem, 0));
  g_assert_cmpstr (sentence, ==, "Line 2, column 3: There is no field “ciyt”. Is “city” meant?");
}

static void
test_completion_knows_the_place (void)
{
  static const struct
  {
    const char *text;
    EspRuleNextKind kind;
    const char *typed;
    const char *subject; /* or a word that is offered */
    const char *detail;
  } cases[] = {
    { "", ESP_RULE_NEXT_CONDITION, "", "all(" },
    { "ci", ESP_RULE_NEXT_CONDITION, "ci", "event(\"" },
    { "all(", ESP_RULE_NEXT_CONDITION, "", "any(" },
    { "all(city = \"x\", sc", ESP_RULE_NEXT_CONDITION, "sc", "tag" },
    { "city ", ESP_RULE_NEXT_WORDS, "", "contains \"" },
    { "born ", ESP_RULE_NEXT_WORDS, "", "in last" },
    { "born in last 30 ", ESP_RULE_NEXT_WORDS, "", "days" },
    { "city = \"서", ESP_RULE_NEXT_VALUES, "서", "city" },
    { "city in [\"a\", \"b", ESP_RULE_NEXT_VALUES, "b", "city" },
    { "all(score > 3, tag has any [\"V", ESP_RULE_NEXT_TAGS, "V", NULL },
    { "event(\"o", ESP_RULE_NEXT_EVENTS, "o", NULL },
    { "event(\"order\") ", ESP_RULE_NEXT_WORDS, "", "where (" },
    { "event(\"order\") where (am", ESP_RULE_NEXT_PROPERTIES, "am", "order" },
    { "event(\"order\") where (item = \"모", ESP_RULE_NEXT_PROPERTY, "모", "order", "item" },
    { "event(\"order\") where (a > 3, item = \"", ESP_RULE_NEXT_PROPERTY, "", "order", "item" },
    { "not segment(\"", ESP_RULE_NEXT_SEGMENTS, "", NULL },
    { "message(\"opened\", \"", ESP_RULE_NEXT_CAMPAIGNS, "", NULL },
    { "consent(\"email\", \"", ESP_RULE_NEXT_WORDS, "", "marketing" },
    { "consent(\"email\", \"marketing\") = \"gr", ESP_RULE_NEXT_WORDS, "gr", "granted" },
    { "city is ", ESP_RULE_NEXT_WORDS, "", "unknown" },
  };
  g_autoptr (EspRuleCatalog) catalog = esp_rule_catalog_new ();

  esp_rule_catalog_add_field (catalog, "city", "City", ESP_RULE_TYPE_TEXT);
  esp_rule_catalog_add_field (catalog, "born", "Born", ESP_RULE_TYPE_DATE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspRuleNext) next = esp_rule_complete (cases[i].text, catalog);
      gboolean offered = FALSE;

      for (guint j = 0; j < next->words->len; j++)
        offered |= g_strcmp0 (g_ptr_array_index (next->words, j), cases[i].subject) == 0;
      if (next->kind != cases[i].kind || g_strcmp0 (next->typed, cases[i].typed) != 0 ||
          (next->words->len > 0 ? !offered : g_strcmp0 (next->subject, cases[i].subject) != 0) ||
          g_strcmp0 (next->detail, cases[i].detail) != 0)
        g_error ("“%s”: %d “%s” %s %s, %u words", cases[i].text, next->kind, next->typed,
                 next->subject, next->detail, next->words->len);
    }
}

/* A share is what it says, always the same, larger shares hold smaller ones, and seeds draw anew. */
static void
test_shares_are_stable_and_independent (void)
{
  enum
  {
    N = 100000
  };
  guint n_third = 0, n_seeded = 0, n_both = 0;

  for (guint32 id = 1; id <= N; id++)
    {
      gboolean third = esp_random_share_contains (id, 30, NULL);
      gboolean seeded = esp_random_share_contains (id, 30, "b");

      g_assert_true (third == esp_random_share_contains (id, 30, NULL));
      g_assert_true (!third || esp_random_share_contains (id, 50, NULL));
      g_assert_false (esp_random_share_contains (id, 0, NULL));
      g_assert_true (esp_random_share_contains (id, 100, "b"));
      n_third += third ? 1 : 0;
      n_seeded += seeded ? 1 : 0;
      n_both += third && seeded ? 1 : 0;
    }
  /* Five standard deviations of a draw of so many. */
  g_assert_cmpuint (ABS ((int) n_third - N * 3 / 10), <, 725);
  g_assert_cmpuint (ABS ((int) n_seeded - N * 3 / 10), <, 725);
  g_assert_cmpuint (ABS ((int) n_both - N * 9 / 100), <, 455);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/segment/text/round-trip", test_text_round_trip);
  g_test_add_func ("/engine/segment/text/errors-name-place", test_text_errors_name_place);
  g_test_add_func ("/engine/segment/text/takes-other-ways", test_text_takes_other_ways);
  g_test_add_func ("/engine/segment/complete/knows-the-place", test_completion_knows_the_place);
  g_test_add_func ("/engine/segment/names/resolve-and-suggest", test_names_resolve_and_suggest);
  g_test_add_func ("/engine/segment/json/errors-name-place", test_json_errors_name_place);
  g_test_add_func ("/engine/segment/json/survives-abuse", test_json_survives_abuse);
  g_test_add_func ("/engine/segment/leaf/same-question-same-key",
                   test_leaves_that_ask_the_same_share_a_key);
  g_test_add_func ("/engine/segment/check/finds-problems", test_check_finds_problems);
  g_test_add_func ("/engine/segment/window/follows-the-zone", test_windows_follow_the_zone);
  g_test_add_func ("/engine/segment/window/rolling-is-exact", test_rolling_window_is_exact);
  g_test_add_func ("/engine/segment/random/shares-are-stable-and-independent",
                   test_shares_are_stable_and_independent);
  g_test_add_func ("/engine/segment/anniversary/knows-leap-days",
                   test_anniversaries_know_leap_days);
  return g_test_run ();
}
