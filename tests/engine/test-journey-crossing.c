/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People who are moved between versions of a journey: by cases, and by random journeys, places and edits. */
#include "engine/journey/esp-journey-crossing.h"
#include "engine/journey/esp-journey-json.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"

#include <string.h>

#define START_US G_GINT64_CONSTANT (1772409600000000)
#define MAX_VERSIONS 6
#define N_PEOPLE 40
#define N_ROUNDS 60

/* ---- a tree that is easily edited ---- */

typedef struct
{
  char id[16];
  char kind; /* u update, w wait, s split, e wait for an event */
  guint days;
  GPtrArray *branches[2]; /* (owned) (nullable) of Node */
} Node;

static void
node_free (gpointer data)
{
  Node *node = data;

  g_clear_pointer (&node->branches[0], g_ptr_array_unref);
  g_clear_pointer (&node->branches[1], g_ptr_array_unref);
  g_free (node);
}

static GPtrArray *
line_new (void)
{
  return g_ptr_array_new_with_free_func (node_free);
}

static void
write_line (const GPtrArray *line, GString *out)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < line->len; i++)
    {
      const Node *node = g_ptr_array_index (line, i);

      g_string_append_printf (out, "%s{\"id\":\"%s\",", i > 0 ? "," : "", node->id);
      if (node->kind == 'u')
        g_string_append_printf (out, "\"kind\":\"task\",\"text\":\"%s\"}", node->id);
      else if (node->kind == 'w')
        g_string_append_printf (out, "\"kind\":\"wait\",\"for\":{\"days\":%u}}", node->days);
      else if (node->kind == 'e')
        g_string_append_printf (out,
                                "\"kind\":\"wait\",\"event\":{\"event\":\"buy\"},\"timeout\":{"
                                "\"days\":%u}}",
                                node->days);
      else
        {
          g_string_append (out, "\"kind\":\"random\",\"branches\":[{\"id\":\"a\",\"share\":1,"
                                "\"steps\":");
          write_line (node->branches[0], out);
          g_string_append (out, "},{\"id\":\"b\",\"share\":1,\"steps\":");
          write_line (node->branches[1], out);
          g_string_append (out, "}]}");
        }
    }
  g_string_append_c (out, ']');
}

static EspJourney *
parse_steps (const char *steps)
{
  g_autofree char *json = g_strdup_printf ("{\"version\":1,\"name\":\"J\",\"entries\":[{\"id\":"
                                           "\"e\",\"kind\":\"manual\"}],\"steps\":%s}",
                                           steps);
  g_autoptr (GError) error = NULL;
  EspJourney *journey = esp_journey_parse_json (json, -1, &error);

  g_assert_no_error (error);
  return journey;
}

static EspJourney *
read_line (const GPtrArray *line)
{
  g_autoptr (GString) text = g_string_new (NULL);

  write_line (line, text);
  return parse_steps (text->str);
}

/* ---- answers ---- */

static EspJourneyAnswer
ask (gpointer data, guint32 lead_id, guint question)
{
  return ESP_ANSWER_NO;
}

static EspVerdict
judge (gpointer data, guint32 lead_id, const EspJourneyStep *send)
{
  return (EspVerdict){ ESP_REASON_NONE, 0 };
}

static GTimeZone *
get_zone (gpointer data, guint32 lead_id)
{
  return data;
}

static gboolean
get_day (gpointer data, guint32 lead_id, const char *field, gint64 *out_day)
{
  return FALSE;
}

/* ---- a world of people in versions ---- */

typedef struct
{
  EspJourneyState state;
  guint version;         /* index */
  GHashTable *done;      /* (owned) ids */
  GHashTable *occasions; /* (owned) of effects */
} Person;

typedef struct
{
  EspRandom random;
  GTimeZone *zone;
  gint64 now_us;
  EspJourney *versions[MAX_VERSIONS];
  guint n_versions;
  Person people[N_PEOPLE];
  guint next_id;
} World;

typedef struct
{
  World *world;
  Person *person;
} Past;

static guint
choose (World *world, guint n)
{
  return n > 0 ? esp_random_below (&world->random, n) : 0;
}

static gboolean
has_done (gpointer data, guint32 step)
{
  Past *past = data;
  const EspJourney *newest = past->world->versions[past->world->n_versions - 1];

  return g_hash_table_contains (past->person->done, esp_journey_get_step (newest, step)->id);
}

static Node *
make_node (World *world, guint depth)
{
  static const char kinds[] = "uuwwes";
  Node *node = g_new0 (Node, 1);

  g_snprintf (node->id, sizeof node->id, "n%u", world->next_id++);
  node->kind = kinds[choose (world, depth < 2 ? 6 : 5)];
  node->days = 1 + choose (world, 5);
  for (guint i = 0; node->kind == 's' && i < 2; i++)
    {
      guint n = choose (world, 3);

      node->branches[i] = line_new ();
      for (guint j = 0; j < n; j++)
        g_ptr_array_add (node->branches[i], make_node (world, depth + 1));
    }
  return node;
}

static void
list_lines (GPtrArray *line, GPtrArray *out)
{
  g_ptr_array_add (out, line);
  for (guint i = 0; i < line->len; i++)
    {
      Node *node = g_ptr_array_index (line, i);

      for (guint j = 0; node->kind == 's' && j < 2; j++)
        list_lines (node->branches[j], out);
    }
}

static GPtrArray *
choose_line (World *world, GPtrArray *root, gboolean with_steps)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  guint first;

  list_lines (root, lines);
  first = choose (world, lines->len);
  for (guint i = 0; i < lines->len; i++)
    {
      GPtrArray *line = g_ptr_array_index (lines, (first + i) % lines->len);

      if (!with_steps || line->len > 0)
        return line;
    }
  return root;
}

static void
edit (World *world, GPtrArray *root)
{
  GPtrArray *line = choose_line (world, root, TRUE);
  guint at = choose (world, line->len);
  Node *node;

  switch (line->len > 0 ? choose (world, 5) : 0)
    {
    case 0: /* insert */
      line = choose_line (world, root, FALSE);
      g_ptr_array_insert (line, (int) choose (world, line->len + 1), make_node (world, 1));
      break;
    case 1: /* remove, with everything in it */
      g_ptr_array_remove_index (line, at);
      break;
    case 2: /* remove, and a branch goes on */
      node = g_ptr_array_steal_index (line, at);
      for (guint i = 0; node->kind == 's' && node->branches[0]->len > 0; i++)
        g_ptr_array_insert (line, (int) (at + i), g_ptr_array_steal_index (node->branches[0], 0));
      node_free (node);
      break;
    case 3: /* move */
      node = g_ptr_array_steal_index (line, at);
      line = choose_line (world, root, FALSE);
      g_ptr_array_insert (line, (int) choose (world, line->len + 1), node);
      break;
    default: /* change */
      node = g_ptr_array_index (line, at);
      node->days = 1 + choose (world, 5);
      if (node->kind == 'w' || node->kind == 'e')
        node->kind = choose (world, 4) == 0 ? (node->kind == 'w' ? 'e' : 'w') : node->kind;
      break;
    }
}

static gboolean
is_doing (const EspJourneyMark *mark)
{
  return mark->outcome != ESP_OUTCOME_MOVED && mark->outcome != ESP_OUTCOME_LEFT &&
         mark->outcome != ESP_OUTCOME_OFF;
}

static void
note (World *world, Person *person, const GArray *marks, const GArray *effects)
{
  const EspJourney *journey = world->versions[person->version];

  for (guint i = 0; i < marks->len; i++)
    {
      const EspJourneyMark *mark = &g_array_index (marks, EspJourneyMark, i);
      const char *id;

      g_assert_cmpuint (mark->step, <, esp_journey_get_n_steps (journey));
      id = esp_journey_get_step (journey, mark->step)->id;
      if (!is_doing (mark))
        continue;
      if (!g_hash_table_add (person->done, g_strdup (id)))
        g_error ("%s was done twice", id);
    }
  for (guint i = 0; i < effects->len; i++)
    g_assert_true (g_hash_table_add (person->occasions,
                                     GUINT_TO_POINTER (
                                       g_array_index (effects, EspJourneyEffect, i).occasion + 1)));
}

static EspJourneyRun
make_run (World *world, guint version, EspJourneyFacts *facts, GArray *marks, GArray *effects)
{
  *facts = (EspJourneyFacts){ world->zone, ask, judge, get_zone, get_day };
  return (EspJourneyRun){ .journey = world->versions[version],
                          .facts = facts,
                          .seed = 7,
                          .now_us = world->now_us,
                          .marks = marks,
                          .effects = effects,
                          .is_old = version + 1 < world->n_versions };
}

static void
cross (World *world, guint index, guint32 finished, GHashTable *choices)
{
  Person *person = &world->people[index];
  guint newest = world->n_versions - 1;
  g_autoptr (EspJourneyCrossing) crossing =
    esp_journey_crossing_new (world->versions[person->version], person->version,
                              world->versions[newest], choices);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  g_autoptr (GArray) effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
  EspJourneyFacts facts;
  EspJourneyRun run = make_run (world, newest, &facts, marks, effects);
  Past past = { world, person };
  EspCrossed crossed =
    finished != ESP_JOURNEY_NOWHERE
      ? esp_journey_cross_behind (crossing, &run, &person->state, index, finished, has_done, &past)
      : esp_journey_cross (crossing, &run, &person->state, index, has_done, &past);

  note (world, person, marks, effects);
  if (crossed == ESP_CROSSED)
    {
      person->version = newest;
      g_assert_cmpint (person->state.status, ==, ESP_STATE_INSIDE);
      g_assert_cmpuint (person->state.step, <, esp_journey_get_n_steps (world->versions[newest]));
    }
  else if (crossed == ESP_CROSSED_LEAVES)
    g_assert_cmpint (person->state.status, !=, ESP_STATE_INSIDE);
  else
    g_assert_cmpuint (finished, ==, ESP_JOURNEY_NOWHERE);
}

static void
lead (World *world, guint index)
{
  Person *person = &world->people[index];
  EspMove move;

  do
    {
      g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
      g_autoptr (GArray) effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
      EspJourneyFacts facts;
      EspJourneyRun run = make_run (world, person->version, &facts, marks, effects);

      move = esp_journey_step (&run, &person->state, index, NULL);
      note (world, person, marks, effects);
      if (move == ESP_MOVE_CROSSES)
        cross (world, index, g_array_index (marks, EspJourneyMark, marks->len - 1).step, NULL);
    }
  while (move != ESP_MOVE_RESTS && person->state.status == ESP_STATE_INSIDE);
  /* Whoever is still inside has something that wakes them. */
  if (person->state.status == ESP_STATE_INSIDE)
    g_assert_cmpint (person->state.due_us, >, world->now_us);
}

static void
lead_all (World *world, guint days)
{
  for (guint day = 0; day < days; day++)
    {
      for (guint i = 0; i < N_PEOPLE; i++)
        if (world->people[i].state.status == ESP_STATE_INSIDE)
          lead (world, i);
      world->now_us += ESP_USEC_PER_DAY;
    }
}

static void
publish (World *world, GPtrArray *root)
{
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  const EspJourney *before = world->versions[world->n_versions - 1];

  for (guint32 i = 0; i < esp_journey_get_n_steps (before); i++)
    g_hash_table_insert (choices, esp_journey_get_step (before, i)->id,
                         GUINT_TO_POINTER (choose (world, ESP_N_CHOICES)));
  world->versions[world->n_versions++] = read_line (root);
  for (guint i = 0; i < N_PEOPLE; i++)
    if (world->people[i].state.status == ESP_STATE_INSIDE)
      cross (world, i, ESP_JOURNEY_NOWHERE, choices);
}

static void
let_in (World *world)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      Person *person = &world->people[i];
      EspJourneyFacts facts;
      EspJourneyRun run = make_run (world, 0, &facts, NULL, NULL);

      person->done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      person->occasions = g_hash_table_new (NULL, NULL);
      person->version = 0;
      world->now_us += (gint64) choose (world, 12) * ESP_USEC_PER_HOUR;
      run.now_us = world->now_us;
      esp_journey_state_init (&person->state, &run, i);
    }
}

static void
test_property (void)
{
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      World world = { .zone = g_time_zone_new_utc (), .now_us = START_US };
      g_autoptr (GPtrArray) root = line_new ();
      guint n;

      esp_random_init (&world.random, round + 1);
      n = 2 + choose (&world, 6);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (root, make_node (&world, 0));
      world.versions[world.n_versions++] = read_line (root);
      let_in (&world);
      while (world.n_versions < MAX_VERSIONS)
        {
          guint n_edits = 1 + choose (&world, 3);

          lead_all (&world, 1 + choose (&world, 4));
          for (guint i = 0; i < n_edits; i++)
            edit (&world, root);
          publish (&world, root);
        }
      lead_all (&world, 200);
      for (guint i = 0; i < N_PEOPLE; i++)
        {
          g_assert_cmpint (world.people[i].state.status, !=, ESP_STATE_INSIDE);
          esp_journey_state_clear (&world.people[i].state);
          g_hash_table_unref (world.people[i].done);
          g_hash_table_unref (world.people[i].occasions);
        }
      for (guint i = 0; i < world.n_versions; i++)
        esp_journey_unref (world.versions[i]);
      g_time_zone_unref (world.zone);
    }
}

/* ---- cases ---- */

#define U(id) "{\"id\":\"" id "\",\"kind\":\"task\",\"text\":\"" id "\"}"
#define W(id, days) "{\"id\":\"" id "\",\"kind\":\"wait\",\"for\":{\"days\":" days "}}"
#define E(id, days)                                                                                \
  "{\"id\":\"" id "\",\"kind\":\"wait\",\"event\":{\"event\":\"buy\"},\"timeout\":{\"days\":" days \
  "}}"
#define S(id, a, b)                                                                                \
  "{\"id\":\"" id "\",\"kind\":\"random\",\"branches\":[{\"id\":\"a\",\"share\":1,\"steps\":[" a   \
  "]},{\"id\":\"b\",\"share\":1,\"steps\":[" b "]}]}"
#define C ","

typedef struct
{
  const char *name;
  const char *before;
  const char *at;
  EspJourneyPhase phase;
  const char *after;
  const char *choice; /* (nullable) */
  EspCrossed crossed;
  const char *expected; /* (nullable) id of the step afterwards; NULL: left */
  int days;             /* due so many days after the beginning of the wait; -1: not compared */
  const char *skips;    /* (nullable) ids */
} Case;

/* Every person has been at the place for a day, and everything before it is done. */
static const Case cases[] = {
  { "unchanged", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C W ("w", "3") C U ("b"), NULL, ESP_CROSSED, "w", 3, NULL },
  { "wait-keeps-by-default", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C W ("w", "5") C U ("b"), NULL, ESP_CROSSED, "w", 3, NULL },
  { "wait-new", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C W ("w", "5") C U ("b"), "new", ESP_CROSSED, "w", 5, NULL },
  { "wait-new-is-over", U ("a") C W ("w", "9") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C W ("w", "1") C U ("b"), "new", ESP_CROSSED, "w", 1, NULL },
  { "wait-of-another-kind-keeps-in-the-old", W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    E ("w", "3") C U ("b"), "keep", ESP_CROSSED_LATER, "w", 3, NULL },
  { "wait-of-another-kind-new", W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    E ("w", "4") C U ("b"), "new", ESP_CROSSED, "w", 4, NULL },
  { "event-timeout-keeps", E ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING, E ("w", "6") C U ("b"),
    "keep", ESP_CROSSED, "w", 3, NULL },
  { "removed-continues", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C U ("b"), NULL, ESP_CROSSED, "b", -1, NULL },
  { "removed-first-continues", W ("w", "30") C U ("b"), "w", ESP_PHASE_WAITING, U ("b"), NULL,
    ESP_CROSSED, "b", 1, NULL },
  { "removed-exits", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING, U ("a") C U ("b"),
    "exit", ESP_CROSSED_LEAVES, NULL, -1, NULL },
  { "removed-finishes", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING, U ("a") C U ("b"),
    "finish", ESP_CROSSED_LATER, "w", 3, NULL },
  { "removed-last-ends", U ("a") C W ("w", "3"), "w", ESP_PHASE_WAITING, U ("a"), NULL,
    ESP_CROSSED_LEAVES, NULL, -1, NULL },
  { "replaced-at-the-end", U ("a") C W ("w", "3"), "w", ESP_PHASE_WAITING, U ("a") C U ("n"), NULL,
    ESP_CROSSED, "n", -1, NULL },
  { "replaced-in-the-middle", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C U ("n") C U ("b"), NULL, ESP_CROSSED, "n", -1, NULL },
  { "two-removed", U ("a") C W ("w", "3") C U ("x") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C U ("b"), NULL, ESP_CROSSED, "b", -1, NULL },
  { "removed-at-the-end-of-a-branch", S ("s", W ("w", "3"), "") C U ("b"), "w", ESP_PHASE_WAITING,
    S ("s", "", "") C U ("b"), NULL, ESP_CROSSED, "b", -1, NULL },
  { "removed-with-its-split", S ("s", W ("w", "3") C U ("x"), U ("y")) C U ("b"), "w",
    ESP_PHASE_WAITING, U ("b"), NULL, ESP_CROSSED, "b", -1, NULL },
  { "split-removed-branch-kept", S ("s", W ("w", "3") C U ("x"), U ("y")) C U ("b"), "w",
    ESP_PHASE_WAITING, W ("w", "3") C U ("x") C U ("b"), NULL, ESP_CROSSED, "w", 3, NULL },
  { "removed-before-a-split-that-went", W ("w", "3") C S ("s", U ("x"), U ("y")) C U ("b"), "w",
    ESP_PHASE_WAITING, U ("y") C U ("b"), NULL, ESP_CROSSED, "y", -1, NULL },
  { "moved-stays-at-it", U ("a") C W ("w", "3") C U ("b") C U ("c"), "w", ESP_PHASE_WAITING,
    U ("a") C U ("b") C U ("c") C W ("w", "3"), NULL, ESP_CROSSED, "w", 3, NULL },
  { "moved-behind-is-not-done-again", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    W ("w", "3") C U ("a") C U ("b"), NULL, ESP_CROSSED, "w", 3, "a" },
  { "added-ahead-is-done", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("a") C W ("w", "3") C U ("n") C U ("b"), NULL, ESP_CROSSED, "w", 3, NULL },
  { "wrapped-into-a-split", U ("a") C W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    S ("s", U ("a") C W ("w", "3"), "") C U ("b"), NULL, ESP_CROSSED, "w", 3, NULL },
  { "another-kind-is-another-step", W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    U ("w") C U ("b"), NULL, ESP_CROSSED, "w", -1, NULL },
  { "titles-change-nothing", W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    "{\"id\":\"w\",\"kind\":\"wait\",\"title\":\"T\",\"for\":{\"days\":3}}" C U ("b"), NULL,
    ESP_CROSSED, "w", 3, NULL },
  { "switched-off-new", W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING,
    "{\"id\":\"w\",\"kind\":\"wait\",\"off\":true,\"for\":{\"days\":3}}" C U ("b"), "new",
    ESP_CROSSED, "w", 1, NULL },
  { "everything-replaced", W ("w", "3") C U ("b"), "w", ESP_PHASE_WAITING, U ("n") C U ("m"), NULL,
    ESP_CROSSED, "n", -1, NULL },
};

static gboolean
was_before (gpointer data, guint32 step)
{
  const gpointer *pair = data;
  const char *id = esp_journey_get_step (pair[0], step)->id;

  return g_hash_table_contains (pair[1], id);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *old_steps = g_strdup_printf ("[%s]", test->before);
  g_autofree char *new_steps = g_strdup_printf ("[%s]", test->after);
  g_autoptr (EspJourney) before = parse_steps (old_steps);
  g_autoptr (EspJourney) after = parse_steps (new_steps);
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (EspJourneyCrossing) crossing = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  g_autoptr (GArray) effects = g_array_new (FALSE, FALSE, sizeof (EspJourneyEffect));
  const EspJourneyFacts facts = { zone, ask, judge, get_zone, get_day };
  EspJourneyRun run = { .journey = after,
                        .facts = &facts,
                        .now_us = START_US + ESP_USEC_PER_DAY,
                        .marks = marks,
                        .effects = effects };
  EspJourneyState state = { .phase = test->phase,
                            .step = esp_journey_find_step (before, test->at),
                            .n_steps = 3,
                            .entered_us = START_US,
                            .since_us = START_US,
                            .due_us = START_US + 3 * ESP_USEC_PER_DAY };
  gpointer pair[2] = { after, done };
  EspCrossingChoice choice = ESP_CHOICE_DEFAULT;

  if (state.step == 0 && test->phase == ESP_PHASE_WAITING)
    state.n_steps = 0; /* waiting leaves no mark until it is over */
  for (guint32 i = 0; i < state.step; i++)
    g_hash_table_add (done, esp_journey_get_step (before, i)->id);
  if (test->choice != NULL)
    {
      g_assert_true (esp_crossing_choice_from_name (test->choice, &choice));
      g_hash_table_insert (choices, (gpointer) test->at, GUINT_TO_POINTER (choice));
    }
  crossing = esp_journey_crossing_new (before, 4, after, choices);
  g_assert_cmpint (esp_journey_cross (crossing, &run, &state, 1, was_before, pair), ==,
                   test->crossed);
  if (test->crossed == ESP_CROSSED)
    {
      g_assert_cmpstr (esp_journey_get_step (after, state.step)->id, ==, test->expected);
      g_assert_cmpuint (marks->len, ==, 1);
      g_assert_cmpint (g_array_index (marks, EspJourneyMark, 0).outcome, ==, ESP_OUTCOME_MOVED);
      g_assert_cmpuint (g_array_index (marks, EspJourneyMark, 0).detail, ==, 4);
    }
  if (test->days >= 0)
    g_assert_cmpint (state.due_us, ==, START_US + test->days * ESP_USEC_PER_DAY);
  g_assert_cmpuint (state.n_skips, ==, test->skips != NULL ? 1 : 0);
  if (test->skips != NULL)
    g_assert_cmpstr (esp_journey_get_step (after, state.skips[0])->id, ==, test->skips);
  esp_journey_state_clear (&state);
}

static void
test_counters (void)
{
  g_autoptr (EspJourney) before = parse_steps (
    "[" U ("a") C W ("w", "1") C "{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"a\",\"times\":3}]");
  g_autoptr (EspJourney) after =
    parse_steps ("[{\"id\":\"h\",\"kind\":\"go-to\",\"to\":\"a\",\"times\":1}," U ("a")
                   C W ("w", "1") C "{\"id\":\"g\",\"kind\":\"go-to\",\"to\":\"a\",\"times\":3}]");
  g_autoptr (EspJourneyCrossing) crossing = esp_journey_crossing_new (before, 1, after, NULL);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EspJourneyMark));
  const EspJourneyRun run = { .journey = after, .marks = marks };
  EspJourneyState state = { .phase = ESP_PHASE_WAITING, .step = 1, .n_steps = 9 };

  state.counters = g_new0 (guint16, 1);
  state.counters[0] = 2;
  g_assert_cmpint (esp_journey_cross (crossing, &run, &state, 1, NULL, NULL), ==, ESP_CROSSED);
  g_assert_cmpuint (state.counters[esp_journey_get_step (after, 3)->counter], ==, 2);
  g_assert_cmpuint (state.counters[esp_journey_get_step (after, 0)->counter], ==, 0);
  esp_journey_state_clear (&state);
}

static void
test_diff (void)
{
  g_autoptr (EspJourney) before =
    parse_steps ("[" U ("a") C W ("w", "2") C S ("s", U ("x"), U ("y")) C U ("b") C U ("c") "]");
  g_autoptr (EspJourney) after = parse_steps ("[" U ("c") C U ("a") C W ("w", "3") C U ("n")
                                                C S ("s", "", U ("y")) C U ("b") "]");
  g_autoptr (EspJourneyDiff) diff = esp_journey_diff_new (before, after);
  g_autoptr (EspJourneyDiff) same = esp_journey_diff_new (before, before);
  g_autofree char *text = esp_journey_diff_to_text (diff);

  g_assert_cmpstr (text, ==,
                   "> task c, first\n"
                   "~ wait w: for {\"days\":2} -> {\"days\":3}\n"
                   "+ task n, after w\n"
                   "- task x, which stood first in branch 1 of s\n");
  g_assert_true (esp_journey_diff_is_empty (same));
  g_assert_nonnull (esp_journey_diff_find (diff, ESP_DIFFERENCE_ADDED, "n"));
  g_assert_null (esp_journey_diff_find (diff, ESP_DIFFERENCE_ADDED, "x"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey/crossing/diff", test_diff);
  g_test_add_func ("/journey/crossing/counters", test_counters);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/journey/crossing/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/journey/crossing/property", test_property);
  return g_test_run ();
}
