/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores against tables computed by hand: half-lives, caps, late events, thresholds, the next change; and
 * events one by one against the whole history, in random orders. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/score/esp-score-json.h"
#include "engine/score/esp-score-state.h"
#include "engine/score/esp-score-words.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"

#include "test-home.h"

#include <string.h>

#define DAY ESP_USEC_PER_DAY
/* A Monday, 2026-03-02 00:00 UTC. */
#define START G_GINT64_CONSTANT (1772409600000000)
#define COLUMN "c_engagement"
#define MAX_EVENTS 12

typedef struct
{
  double day;
  const char *kind; /* NULL ends the list */
  const char *props;
} Happening;

typedef struct
{
  const char *name;
  const char *score;
  Happening events[MAX_EVENTS];
  struct
  {
    double day;
    int value;
  } values[6]; /* a day below 0 ends the list */
} Case;

static const Case cases[] = {
  { "one half-life, two, three",
    "{'version':1,'half_life_days':10,'rules':[{'id':'a','points':40,'match':{'event':'open'}}]}",
    { { 0, "open", NULL } },
    { { 0, 40 }, { 10, 20 }, { 20, 10 }, { 30, 5 }, { 5, 28 }, { -1, 0 } } },
  { "without a half-life points stay",
    "{'version':1,'rules':[{'id':'a','points':7,'match':{'event':'open'}}]}",
    { { 0, "open", NULL }, { 3, "open", NULL } },
    { { 3, 14 }, { 900, 14 }, { -1, 0 } } },
  { "old and new points",
    "{'version':1,'half_life_days':10,'rules':[{'id':'a','points':40,'match':{'event':'open'}}]}",
    { { 0, "open", NULL }, { 10, "open", NULL } },
    { { 10, 60 }, { 20, 30 }, { -1, 0 } } },
  { "once",
    "{'version':1,'rules':[{'id':'a','points':5,'match':{'event':'signup'},'count':'once'}]}",
    { { 0, "signup", NULL }, { 1, "signup", NULL } },
    { { 2, 5 }, { -1, 0 } } },
  { "twice a day at most",
    "{'version':1,'rules':[{'id':'a','points':5,'match':{'event':'open'},'count':'most','most':2,"
    "'per':'day'}]}",
    { { 0.1, "open", NULL }, { 0.2, "open", NULL }, { 0.3, "open", NULL }, { 1.1, "open", NULL } },
    { { 0.9, 10 }, { 1.2, 15 }, { -1, 0 } } },
  { "once a week from Monday",
    "{'version':1,'rules':[{'id':'a','points':5,'match':{'event':'open'},'count':'most','most':1,"
    "'per':'week'}]}",
    { { 0, "open", NULL }, { 6.9, "open", NULL }, { 7, "open", NULL } },
    { { 6.95, 5 }, { 7, 10 }, { -1, 0 } } },
  { "once a month",
    "{'version':1,'rules':[{'id':'a','points':5,'match':{'event':'open'},'count':'most','most':1,"
    "'per':'month'}]}",
    { { 0, "open", NULL }, { 29, "open", NULL }, { 30, "open", NULL } },
    { { 29.5, 5 }, { 30, 10 }, { -1, 0 } } },
  { "a cap of a rule holds what it gives now, not what it ever gave",
    "{'version':1,'half_life_days':10,'rules':[{'id':'a','points':20,'match':{'event':'open'},"
    "'cap':30}]}",
    { { 0, "open", NULL }, { 0, "open", NULL }, { 0, "open", NULL } },
    { { 0, 30 }, { 10, 30 }, { 20, 15 }, { -1, 0 } } },
  { "bounds of the score",
    "{'version':1,'min':0,'max':50,'rules':[{'id':'a','points':40,'match':{'event':'open'}},"
    "{'id':'b','points':-30,'match':{'event':'bounce'}}]}",
    { { 0, "bounce", NULL }, { 1, "open", NULL }, { 2, "open", NULL } },
    { { 0, 0 }, { 1, 10 }, { 2, 50 }, { -1, 0 } } },
  { "negative points and a cap below",
    "{'version':1,'rules':[{'id':'b','points':-10,'match':{'event':'bounce'},'cap':-15}]}",
    { { 0, "bounce", NULL }, { 1, "bounce", NULL }, { 2, "bounce", NULL } },
    { { 0, -10 }, { 1, -15 }, { 2, -15 }, { -1, 0 } } },
  { "properties",
    "{'version':1,'rules':[{'id':'a','points':15,'match':{'event':'visit','where':[{'property':"
    "'url','op':'contains','values':['pricing']}]}}]}",
    { { 0, "visit", "{\"url\":\"https://x.kr/pricing\"}" },
      { 1, "visit", "{\"url\":\"https://x.kr/\"}" } },
    { { 1, 15 }, { -1, 0 } } },
  { "two rules of one event",
    "{'version':1,'rules':[{'id':'a','points':1,'match':{'event':'open'}},{'id':'b','points':2,"
    "'match':{'event':'open'}},{'id':'c','off':true,'points':9,'match':{'event':'open'}}]}",
    { { 0, "open", NULL } },
    { { 0, 3 }, { -1, 0 } } },
  { "given by hand, decays; of another score, does nothing",
    "{'version':1,'half_life_days':10,'rules':[]}",
    { { 0, "score_points", "{\"score\":\"c_engagement\",\"add\":40}" },
      { 0, "score_points", "{\"score\":\"c_fit\",\"add\":40}" } },
    { { 0, 40 }, { 10, 20 }, { -1, 0 } } },
  { "set takes the place of what was collected",
    "{'version':1,'rules':[{'id':'a','points':10,'match':{'event':'open'}}]}",
    { { 0, "open", NULL },
      { 1, "score_points", "{\"score\":\"c_engagement\",\"set\":3}" },
      { 2, "open", NULL } },
    { { 1, 3 }, { 2, 13 }, { -1, 0 } } },
  { "scaled by half",
    "{'version':1,'rules':[{'id':'a','points':10,'match':{'event':'open'}}]}",
    { { 0, "open", NULL }, { 1, "score_points", "{\"score\":\"c_engagement\",\"scale\":50}" } },
    { { 1, 5 }, { -1, 0 } } },
};

static EspScore *
read_score (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  EspScore *score = esp_score_parse_json (json, -1, &error);

  g_assert_no_error (error);
  return score;
}

static gint64
moment (double day)
{
  return START + (gint64) (day * (double) DAY);
}

static EspScoreFold
fold (EspScoreState *state, const EspScore *score, const Happening *event)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (JsonNode) props = event->props != NULL ? json_from_string (event->props, NULL) : NULL;
  const EspJourneyEvent told = { event->kind, moment (event->day),
                                 props != NULL ? json_node_get_object (props) : NULL };

  return esp_score_state_fold (state, score, COLUMN, zone, &told);
}

static void
test_tables (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EspScore) score = read_score (cases[i].score);
      g_auto (EspScoreState) state = { 0 };
      guint next = 0;

      g_test_message ("%s", cases[i].name);
      esp_score_state_init (&state, score);
      for (guint j = 0; cases[i].values[j].day >= 0 && j < 6; j++)
        {
          double day = cases[i].values[j].day;

          if (j > 0 && day < cases[i].values[j - 1].day)
            {
              esp_score_state_reset (&state);
              next = 0;
            }
          while (cases[i].events[next].kind != NULL && cases[i].events[next].day <= day)
            g_assert_cmpint (fold (&state, score, &cases[i].events[next++]), !=, ESP_SCORE_LATE);
          g_assert_cmpint (esp_score_state_value (&state, score, moment (day)), ==,
                           cases[i].values[j].value);
        }
    }
}

static void
test_next (void)
{
  g_autoptr (EspScore) score = read_score (
    "{'version':1,'half_life_days':10,'min':0,'max':100,'rules':[{'id':'a','points':40,'match':"
    "{'event':'open'}},{'id':'b','points':-5,'match':{'event':'bounce'}},"
    "{'id':'c','points':20,'match':{'event':'click'},'cap':30}]}");
  static const Happening events[] = { { 0, "open", NULL },   { 0, "click", NULL },
                                      { 0, "click", NULL },  { 0, "click", NULL },
                                      { 1, "bounce", NULL }, { 1, "bounce", NULL } };
  g_auto (EspScoreState) state = { 0 };
  gint64 at_us = moment (1);
  int n = 0;

  esp_score_state_init (&state, score);
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    (void) fold (&state, score, &events[i]);
  /* Every change, to the moment: the value before it is the old one, at it another one. */
  while (n < 500)
    {
      int value = esp_score_state_value (&state, score, at_us);
      gint64 next_us = esp_score_state_next_us (&state, score, at_us);

      if (next_us == G_MAXINT64)
        break;
      g_assert_cmpint (next_us, >, at_us);
      g_assert_cmpint (esp_score_state_value (&state, score, next_us), !=, value);
      g_assert_cmpint (ABS (esp_score_state_value (&state, score, next_us) - value), ==, 1);
      g_assert_cmpint (esp_score_state_value (&state, score, (next_us - at_us) / 2 + at_us), ==,
                       value);
      g_assert_cmpint (esp_score_state_value (&state, score,
                                              MAX (next_us - 3 * G_USEC_PER_SEC, at_us)),
                       ==, value);
      at_us = next_us;
      n++;
    }
  g_assert_cmpint (n, >, 50);
  g_assert_cmpint (n, <, 500);
  g_assert_cmpint (esp_score_state_value (&state, score, at_us), ==, 0);
}

static void
test_next_by_hand (void)
{
  g_autoptr (EspScore) score = read_score (
    "{'version':1,'half_life_days':10,'rules':[{'id':'a','points':40,'match':{'event':'open'}}]}");
  static const Happening open = { 0, "open", NULL };
  g_auto (EspScoreState) state = { 0 };
  gint64 next_us;

  esp_score_state_init (&state, score);
  g_assert_cmpint (esp_score_state_next_us (&state, score, START), ==, G_MAXINT64);
  (void) fold (&state, score, &open);
  /* What is left reads 20 until it is below 19.5, at 10 * log2 (40 / 19.5) = 10.3652 days; and 19 until
   * 10 * log2 (40 / 18.5) = 11.1247 days. */
  next_us = esp_score_state_next_us (&state, score, moment (9.9));
  g_assert_cmpint (ABS (next_us - moment (10.3652)), <, moment (0.0002) - START);
  next_us = esp_score_state_next_us (&state, score, next_us);
  g_assert_cmpint (ABS (next_us - moment (11.1247)), <, moment (0.0002) - START);
}

static void
test_thresholds (void)
{
  g_autoptr (EspScore) score =
    read_score ("{'version':1,'rules':[],'thresholds':[{'id':'mql','value':50,'slack':5},"
                "{'id':'cold','value':20,'direction':'down','slack':10}]}");
  /* score, told: bit 0 is the first threshold, bit 1 the second */
  static const int steps[][2] = { { 0, 0 },  { 49, 0 }, { 50, 1 }, { 49, 0 }, { 50, 0 }, { 45, 0 },
                                  { 50, 0 }, { 44, 0 }, { 50, 1 }, { 19, 2 }, { 21, 0 }, { 19, 0 },
                                  { 29, 0 }, { 19, 0 }, { 30, 0 }, { 19, 2 }, { 70, 1 } };
  g_auto (EspScoreState) state = { 0 };

  esp_score_state_init (&state, score);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GArray) crossed = g_array_new (FALSE, FALSE, sizeof (EspScoreCrossing));
      int bits = 0;

      esp_score_state_cross (&state, score, steps[i][0], crossed);
      for (guint j = 0; j < crossed->len; j++)
        bits |= 1 << g_array_index (crossed, EspScoreCrossing, j).threshold;
      g_test_message ("step %u: %d", (guint) i, steps[i][0]);
      g_assert_cmpint (bits, ==, steps[i][1]);
    }
}

static gint
compare_happenings (gconstpointer a, gconstpointer b)
{
  const Happening *x = a;
  const Happening *y = b;

  return (x->day > y->day) - (x->day < y->day);
}

static void
fold_whole (EspScoreState *state, const EspScore *score, const Happening *events, guint n)
{
  g_autofree Happening *sorted = g_memdup2 (events, n * sizeof *events);

  g_qsort_with_data (sorted, (int) n, sizeof *sorted, (GCompareDataFunc) compare_happenings, NULL);
  esp_score_state_reset (state);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (fold (state, score, &sorted[i]), !=, ESP_SCORE_LATE);
}

/* In whatever order events come in, one by one gives what the whole history gives, bit by bit; and what is
 * packed and read back goes on in the same way. */
static void
test_any_order (void)
{
  static const char *const kinds[] = {
    "open", "click", "visit", "bounce", "other", "score_points"
  };
  static const char *const given[] = { "{\"score\":\"c_engagement\",\"add\":7}",
                                       "{\"score\":\"c_engagement\",\"set\":12}",
                                       "{\"score\":\"c_engagement\",\"scale\":40}" };
  g_autoptr (EspScore) score = read_score (
    "{'version':1,'half_life_days':9.5,'max':200,'rules':[{'id':'a','points':3,'match':{'event':"
    "'open'},'count':'most','most':2,'per':'day'},{'id':'b','points':11,'match':{'event':'click'},"
    "'cap':40},{'id':'c','points':5,'match':{'event':'visit'},'count':'once'},{'id':'d','points':-"
    "8,"
    "'match':{'event':'bounce'}}]}");
  EspRandom random;

  esp_random_init (&random, 20260302);
  for (guint round = 0; round < 300; round++)
    {
      Happening events[40];
      guint n = 1 + esp_random_below (&random, G_N_ELEMENTS (events));
      g_auto (EspScoreState) one = { 0 };
      g_auto (EspScoreState) whole = { 0 };
      guint n_late = 0;

      esp_score_state_init (&one, score);
      esp_score_state_init (&whole, score);
      for (guint i = 0; i < n; i++)
        {
          events[i] = (Happening){ (double) esp_random_below (&random, 3000) / 100,
                                   kinds[esp_random_below (&random, G_N_ELEMENTS (kinds))], NULL };
          if (g_str_equal (events[i].kind, "score_points"))
            events[i].props = given[esp_random_below (&random, G_N_ELEMENTS (given))];
          if (fold (&one, score, &events[i]) == ESP_SCORE_LATE)
            {
              fold_whole (&one, score, events, i + 1);
              n_late++;
            }
          if (i % 3 == 0)
            {
              g_autoptr (GBytes) packed = esp_score_state_pack (&one);

              esp_score_state_reset (&one);
              g_assert_true (esp_score_state_unpack (&one, g_bytes_get_data (packed, NULL),
                                                     g_bytes_get_size (packed)));
            }
          fold_whole (&whole, score, events, i + 1);
          g_assert_true (one.at_us == whole.at_us);
          g_assert_cmpmem (&one.given, sizeof one.given, &whole.given, sizeof whole.given);
          for (guint j = 0; j < whole.n_cells; j++)
            g_assert_cmpmem (&one.cells[j].sum, sizeof (double), &whole.cells[j].sum,
                             sizeof (double));
          g_assert_cmpint (esp_score_state_value (&one, score, moment (30)), ==,
                           esp_score_state_value (&whole, score, moment (30)));
        }
      g_assert_cmpuint (n_late, <=, n);
    }
}

static void
test_wrong (void)
{
  static const char *const wrong[][2] = {
    { "[]", "object" },
    { "{'version':2,'rules':[]}", "version" },
    { "{'version':1,'half_life_days':-1}", "half_life_days" },
    { "{'version':1,'half_life_days':0.0001}", "half_life_days" },
    { "{'version':1,'min':5,'max':5}", "max" },
    { "{'version':1,'rules':[{'points':1,'match':{'event':'open'}}]}", "rules[0].id" },
    { "{'version':1,'rules':[{'id':'a','points':0,'match':{'event':'open'}}]}", "points" },
    { "{'version':1,'rules':[{'id':'a','points':1.5,'match':{'event':'open'}}]}", "whole" },
    { "{'version':1,'rules':[{'id':'a','points':1}]}", "match" },
    { "{'version':1,'rules':[{'id':'a','points':1,'match':{'event':'open'},'count':'most'}]}",
      "most" },
    { "{'version':1,'rules':[{'id':'a','points':1,'match':{'event':'open'},'cap':-3}]}", "cap" },
    { "{'version':1,'rules':[{'id':'a','points':1,'match':{'event':'open'}},{'id':'a','points':1,"
      "'match':{'event':'open'}}]}",
      "already" },
    { "{'version':1,'thresholds':[{'id':'a'}]}", "value" },
    { "{'version':1,'surprise':1}", "surprise" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *json = g_strdelimit (g_strdup (wrong[i][0]), "'", '"');
      g_autoptr (GError) error = NULL;

      g_assert_null (esp_score_parse_json (json, -1, &error));
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, wrong[i][1]));
    }
}

static void
test_words (void)
{
  g_autoptr (EspScore) score = read_score (
    "{'version':1,'half_life_days':30,'max':100,'rules':[{'id':'a','points':5,'match':{'event':"
    "'open'},'count':'most','most':3,'per':'day','cap':20},{'id':'b','points':-10,'title':'Gone',"
    "'condition':{'kind':'attribute','field':'city','op':'one-of','values':['서울']}}],'thresholds'"
    ":"
    "[{'id':'t','title':'MQL','value':50,'task':{'owner':'지후','alert':true}}]}");
  const EspScoreTongue en = { NULL, "KRW", ESP_LANG_EN };
  const EspScoreTongue ko = { NULL, "KRW", ESP_LANG_KO };
  g_autofree char *english = esp_score_dup_words (score, &en);
  g_autofree char *korean = esp_score_dup_words (score, &ko);
  g_autofree char *json = esp_score_to_json (score);
  g_autoptr (EspScore) again = read_score (json);
  g_autofree char *twice = esp_score_to_json (again);

  g_test_message ("%s%s", english, korean);
  g_assert_nonnull (strstr (english, "at most 3 × a day"));
  g_assert_nonnull (strstr (english, "-10 · Gone · while it is true"));
  g_assert_nonnull (strstr (korean, "하루 최대 3회"));
  g_assert_nonnull (strstr (korean, "50점에 이를 때 · 영업 알림 → 지후"));
  g_assert_cmpstr (json, ==, twice);
}

int
main (int argc, char *argv[])
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/score/tables-computed-by-hand", test_tables);
  g_test_add_func ("/engine/score/tells-each-change-to-the-moment", test_next);
  g_test_add_func ("/engine/score/next-change-by-hand", test_next_by_hand);
  g_test_add_func ("/engine/score/crossings-once-with-slack", test_thresholds);
  g_test_add_func ("/engine/score/any-order-equals-whole-history", test_any_order);
  g_test_add_func ("/engine/score/refuses-with-the-place", test_wrong);
  g_test_add_func ("/engine/score/words", test_words);
  return g_test_run ();
}
