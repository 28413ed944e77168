/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems by a table: what makes each, and that what is mended by itself is not wrong any more. */
#include "engine/journey/esp-journey-check.h"
#include "engine/journey/esp-journey-json.h"

#include "base/esp-clock.h"

#define EXIT "{\"id\":\"x\",\"kind\":\"exit\"}"
#define WAIT "{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"days\":1}}"
#define NO_RULE "{\"group\":\"all\",\"items\":[]}"
#define VIP                                                                                        \
  "{\"group\":\"all\",\"items\":[{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"VIP\"]}]}"

static int
look_up (gpointer data, EspJourneyNameKind kind, const char *name)
{
  return 1;
}

static char **
list_bare_fields (gpointer data, const char *message)
{
  return g_str_equal (message, "bare") ? g_strsplit ("company city", " ", -1) : NULL;
}

static char *
find_other_sender (gpointer data, const char *message)
{
  return g_str_equal (message, "shared") ? g_strdup ("환영") : NULL;
}

static gint64
count_rule (gpointer data, const EspRule *rule, gint64 *out_of)
{
  *out_of = 38214;
  return 0;
}

static gint64
count_segment (gpointer data, const char *segment, gint64 *out_of)
{
  *out_of = 38214;
  return g_str_equal (segment, "empty") ? 0 : 10;
}

static EspJourneyWorld
make_world (void)
{
  EspJourneyWorld world = { NULL, look_up };

  world.now_us = G_GINT64_CONSTANT (1790000000) * ESP_USEC_PER_SEC;
  world.policy = esp_policy_default;
  world.list_bare_fields = list_bare_fields;
  world.find_other_sender = find_other_sender;
  world.count_rule = count_rule;
  world.count_segment = count_segment;
  return world;
}

typedef struct
{
  const char *id;       /* of the problem that it has */
  const char *sentence; /* (nullable) */
  EspJourneyFix fix;
  const char *steps;
} Case;

static const Case cases[] = {
  { "dangling:w", NULL, ESP_JOURNEY_FIX_ADD_EXIT, WAIT },
  { "dangling:s:1", NULL, ESP_JOURNEY_FIX_ADD_EXIT,
    "{\"id\":\"s\",\"kind\":\"split\",\"branches\":[{\"when\":" VIP ",\"steps\":[" EXIT
    "]},{\"else\":true}]}" },
  { "behind-exit:x", NULL, ESP_JOURNEY_FIX_REMOVE_REST,
    EXIT "," WAIT ",{\"id\":\"y\",\"kind\":"
         "\"exit\"}" },
  { "else-not-last:s:0", NULL, ESP_JOURNEY_FIX_MOVE_ELSE,
    "{\"id\":\"s\",\"kind\":\"split\",\"branches\":[{\"else\":true},{\"when\":" VIP
    ",\"steps\":[" WAIT ",{\"id\":\"j\",\"kind\":\"join\"}]}]}," EXIT },
  { "endless:g", NULL, ESP_JOURNEY_FIX_LIMIT_LOOP,
    WAIT ",{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"w\"}" },
  { "no-wait-in-loop:g", NULL, ESP_JOURNEY_FIX_ADD_WAIT,
    "{\"id\":\"a\",\"kind\":\"send\",\"message\":\"m\"},{\"id\":\"g\",\"kind\":\"go-to\",\"to\":"
    "\"a\",\"times\":2}" },
  { "join-outside:j", NULL, ESP_JOURNEY_FIX_REMOVE_STEP, WAIT ",{\"id\":\"j\",\"kind\":\"join\"}" },
  { "join-outside:j", NULL, ESP_JOURNEY_FIX_JOIN_NEAREST,
    "{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":1,\"steps\":[" WAIT
    ",{\"id\":\"j\",\"kind\":\"join\",\"after\":\"zz\"}]},{\"share\":1}]}," EXIT },
  { "join-nowhere:j", NULL, ESP_JOURNEY_FIX_END_HERE,
    "{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":1,\"steps\":[" WAIT
    ",{\"id\":\"j\",\"kind\":\"join\"}]},{\"share\":1,\"steps\":[" EXIT "]}]}" },
  { "no-unsent:a", NULL, ESP_JOURNEY_FIX_ADD_UNSENT,
    "{\"id\":\"a\",\"kind\":\"send\",\"message\":\"m\",\"blocked\":\"branch\"}," EXIT },
  { "unknown-group:w", NULL, ESP_JOURNEY_FIX_LEAVE_GROUP,
    "{\"id\":\"w\",\"kind\":\"wait\",\"group\":\"g9\",\"for\":{\"days\":1}}," EXIT },
  { "no-timeout:w", NULL, ESP_JOURNEY_FIX_ADD_TIMEOUT,
    "{\"id\":\"w\",\"kind\":\"wait\",\"event\":{\"event\":\"click\"}}," EXIT },
  { "no-branches:r", NULL, ESP_JOURNEY_FIX_ADD_BRANCHES,
    "{\"id\":\"r\",\"kind\":\"random\",\"branches\":[]}," EXIT },
  { "no-shares:r", NULL, ESP_JOURNEY_FIX_EVEN_SHARES,
    "{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":0,\"steps\":[" WAIT
    ",{\"id\":\"j\",\"kind\":\"join\"}]},{\"share\":0}]}," EXIT },
  { "double-branch:w:1", NULL, ESP_JOURNEY_FIX_REMOVE_BRANCH,
    "{\"id\":\"w\",\"kind\":\"wait\",\"event\":{\"event\":\"click\"},\"timeout\":{\"days\":1},"
    "\"branches\":[{\"on\":\"met\"},{\"on\":\"met\"}]}," EXIT },
  { "same-branches:r", NULL, ESP_JOURNEY_FIX_REMOVE_STEP,
    "{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":1},{\"share\":1}]}," EXIT },
  { "same-branches:r", NULL, ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"r\",\"kind\":\"random\",\"branches\":[{\"share\":1,\"steps\":[{\"id\":\"a\","
    "\"kind\":\"task\",\"text\":\"t\"},{\"id\":\"j\",\"kind\":\"join\"}]},{\"share\":1,\"steps\":"
    "[{\"id\":\"b\",\"kind\":\"task\",\"text\":\"t\"},{\"id\":\"k\",\"kind\":\"join\"}]}]}," EXIT },
  { "asks-nothing:s:0", NULL, ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"s\",\"kind\":\"split\",\"branches\":[{\"when\":" NO_RULE ",\"steps\":[" WAIT
    ",{\"id\":\"j\",\"kind\":\"join\"}]},{\"else\":true}]}," EXIT },
  { "asks-nothing:g", NULL, ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"g\",\"kind\":\"goal\",\"condition\":" NO_RULE "}," EXIT },
  { "long-wait:w", NULL, ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"months\":25}},{\"id\":\"a\",\"kind\":\"send\","
    "\"message\":\"m\"}," EXIT },
  { "no-window:a",
    "All its hours lie in the quiet hours of the workspace, so nothing can ever be sent: "
    "“22:00–07:00”",
    ESP_JOURNEY_FIX_CLEAR_HOURS,
    "{\"id\":\"a\",\"kind\":\"send\",\"message\":\"m\",\"hours\":{\"from\":\"23:00\",\"until\":"
    "\"06:00\"}}," EXIT },
  { "no-fallback:a",
    "The message names a field that not everyone has, without saying what stands there instead: "
    "“company, city”",
    ESP_JOURNEY_FIX_NONE, "{\"id\":\"a\",\"kind\":\"send\",\"message\":\"bare\"}," EXIT },
  { "sent-elsewhere:a", "Another journey that runs sends the same message: “환영”",
    ESP_JOURNEY_FIX_NONE, "{\"id\":\"a\",\"kind\":\"send\",\"message\":\"shared\"}," EXIT },
  { "nobody:s:0", "As things are, nobody would come this way (0 of 38214)", ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"s\",\"kind\":\"split\",\"branches\":[{\"when\":" VIP ",\"steps\":[" WAIT
    ",{\"id\":\"j\",\"kind\":\"join\"}]},{\"else\":true}]}," EXIT },
  { "no-changes:u", "Nothing says what is to be changed", ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"u\",\"kind\":\"update\",\"changes\":[]}," EXIT },
  { "no-address:h", "No address says which program to call", ESP_JOURNEY_FIX_NONE,
    "{\"id\":\"h\",\"kind\":\"webhook\",\"url\":\"\"}," EXIT },
};

static void
test_case (gconstpointer data)
{
  const Case *item = data;
  const EspJourneyWorld world = make_world ();
  g_autofree char *text = g_strdup_printf ("{\"version\":1,\"entries\":[{\"id\":\"in\",\"kind\":"
                                           "\"manual\"}],\"steps\":[%s]}",
                                           item->steps);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) before = esp_journey_parse_json (text, -1, &error);
  g_autoptr (EspJourney) after = NULL;
  g_autoptr (GArray) problems = NULL;
  g_autoptr (GArray) left = NULL;
  const EspJourneyProblem *problem;

  g_assert_no_error (error);
  problems = esp_journey_check (before, &world);
  problem = esp_journey_problems_find (problems, item->id);
  g_assert_nonnull (problem);
  g_assert_cmpint (problem->fix, ==, item->fix);
  if (item->sentence != NULL)
    {
      g_autofree char *sentence = esp_journey_problem_dup_sentence (problem);

      g_assert_cmpstr (sentence, ==, item->sentence);
    }
  after = esp_journey_fix_apply (before, problem, &error);
  if (item->fix == ESP_JOURNEY_FIX_NONE)
    {
      g_assert_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX);
      return;
    }
  g_assert_no_error (error);
  left = esp_journey_check (after, &world);
  g_assert_null (esp_journey_problems_find (left, item->id));
}

static void
test_entries (void)
{
  const EspJourneyWorld world = make_world ();
  g_autoptr (EspJourney) none =
    esp_journey_parse_json ("{\"version\":1,\"steps\":[" EXIT "]}", -1, NULL);
  g_autoptr (EspJourney) empty = esp_journey_parse_json (
    "{\"version\":1,\"entries\":[{\"id\":\"in\",\"kind\":\"enters-segment\",\"segment\":\"empty\","
    "\"existing\":true},{\"id\":\"later\",\"kind\":\"enters-segment\",\"segment\":\"empty\"}],"
    "\"steps\":[" EXIT "]}",
    -1, NULL);
  g_autoptr (GArray) problems = esp_journey_check (none, &world);
  g_autoptr (GArray) others = esp_journey_check (empty, &world);
  g_autoptr (EspJourney) mended =
    esp_journey_fix_apply (none, esp_journey_problems_find (problems, "no-entry:journey"), NULL);

  g_assert_cmpuint (mended->entries->len, ==, 1);
  g_assert_nonnull (esp_journey_problems_find (others, "nobody:in"));
  g_assert_null (esp_journey_problems_find (others, "nobody:later"));
}

/* A problem of a journey that has changed since. */
static void
test_gone (void)
{
  const EspJourneyWorld world = make_world ();
  g_autoptr (EspJourney) before =
    esp_journey_parse_json ("{\"version\":1,\"steps\":[" WAIT "]}", -1, NULL);
  g_autoptr (EspJourney) after = esp_journey_parse_json ("{\"version\":1,\"steps\":[]}", -1, NULL);
  g_autoptr (GArray) problems = esp_journey_check (before, &world);
  g_autoptr (GError) error = NULL;

  g_assert_null (
    esp_journey_fix_apply (after, esp_journey_problems_find (problems, "dangling:w"), &error));
  g_assert_error (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/journey-fix/%02u/%s", (guint) i, cases[i].id);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/journey-fix/entries", test_entries);
  g_test_add_func ("/journey-fix/gone", test_gone);
  return g_test_run ();
}
