/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys at their place: nothing overlaps, no wire runs through a step, the same always looks the same. */
#include "draw/esp-journey-layout.h"
#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-json.h"

#include "journey-samples.h"

#include <math.h>
#include <string.h>

static const EspJourneyLayoutOptions down = { ESP_JOURNEY_DOWN };
static const EspJourneyLayoutOptions right = { ESP_JOURNEY_RIGHT };

static gboolean
overlap (const EspRect *a, const EspRect *b, double slack)
{
  return a->x + slack < b->x + b->width && b->x + slack < a->x + a->width &&
         a->y + slack < b->y + b->height && b->y + slack < a->y + a->height;
}

static gboolean
holds (const EspRect *outer, const EspRect *inner)
{
  return inner->x >= outer->x - 0.01 && inner->y >= outer->y - 0.01 &&
         inner->x + inner->width <= outer->x + outer->width + 0.01 &&
         inner->y + inner->height <= outer->y + outer->height + 0.01;
}

static const char *
name (const EspJourneyLayout *layout, guint32 node)
{
  const char *id = esp_journey_layout_get_node_id (layout, node);

  return id != NULL ? id : "the entries";
}

static void
assert_nodes_apart (const EspJourneyLayout *layout)
{
  for (guint32 i = 0; i < layout->nodes->len; i++)
    for (guint32 j = i + 1; j < layout->nodes->len; j++)
      if (overlap (&esp_journey_layout_get_node (layout, i)->box,
                   &esp_journey_layout_get_node (layout, j)->box, 0.01))
        g_error ("%s and %s overlap", name (layout, i), name (layout, j));
}

static void
assert_wires_clear (const EspJourneyLayout *layout)
{
  for (guint32 i = 0; i < layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (layout, i);
      const EspJourneyPoint *points = esp_journey_layout_get_points (layout, wire);

      for (guint j = 1; j < wire->n_points; j++)
        {
          const EspRect line = { MIN (points[j - 1].x, points[j].x),
                                 MIN (points[j - 1].y, points[j].y),
                                 fabs (points[j].x - points[j - 1].x),
                                 fabs (points[j].y - points[j - 1].y) };

          g_assert_true (line.width == 0 || line.height == 0);
          for (guint32 k = 0; k < layout->nodes->len; k++)
            if (overlap (&(EspRect){ line.x - 0.5, line.y - 0.5, line.width + 1, line.height + 1 },
                         &esp_journey_layout_get_node (layout, k)->box, 1))
              g_error ("the wire from %s (%d) runs through %s", name (layout, wire->from),
                       wire->branch, name (layout, k));
        }
    }
}

static gboolean
is_inside (const EspJourneyLayout *layout, guint32 step, const EspJourneyFrame *frame)
{
  return step != ESP_JOURNEY_NOWHERE && step >= frame->first_step &&
         step < frame->first_step + frame->n_steps;
}

static void
assert_frames_hold (const EspJourneyLayout *layout)
{
  for (guint i = 0; i < layout->frames->len; i++)
    {
      const EspJourneyFrame *frame = &g_array_index (layout->frames, EspJourneyFrame, i);

      for (guint32 j = 0; j < layout->nodes->len; j++)
        {
          const EspJourneyNode *node = esp_journey_layout_get_node (layout, j);

          if (is_inside (layout, node->step, frame))
            g_assert_true (holds (&frame->box, &node->box));
          else if (overlap (&frame->box, &node->box, 0.01))
            g_error ("%s stands in a group that it is not of", name (layout, j));
          g_assert_false (overlap (&frame->header, &node->box, 0.01));
        }
    }
}

static gboolean
is_open_wire (const EspJourneyWire *wire)
{
  return wire->kind == ESP_JOURNEY_WIRE_OPEN;
}

/* Every spot can be reached by the pointer, and no two are in the same place. */
static void
assert_spots_apart (const EspJourneyLayout *layout)
{
  for (guint32 i = 0; i < layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (layout, i);

      g_assert_true (wire->to != ESP_JOURNEY_NOWHERE || is_open_wire (wire) ||
                     wire->kind != ESP_JOURNEY_WIRE_NEXT);
      if (wire->has_spot)
        g_assert_cmpuint (esp_journey_layout_spot_at (layout, wire->plus.x, wire->plus.y, 10), ==,
                          i);
    }
}

static void
assert_sound (EspJourney *journey, const EspJourneyLayoutOptions *options)
{
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, options);

  assert_nodes_apart (layout);
  assert_wires_clear (layout);
  assert_frames_hold (layout);
  assert_spots_apart (layout);
  for (guint32 i = 0; i < layout->nodes->len; i++)
    g_assert_true (holds (&layout->bounds, &esp_journey_layout_get_node (layout, i)->box));
}

static void
test_random_journeys_are_sound (void)
{
  static const char *const collapsed[] = { "g1", "g2", NULL };
  const EspJourneyLayoutOptions variants[] = { { ESP_JOURNEY_DOWN },
                                               { ESP_JOURNEY_RIGHT },
                                               { ESP_JOURNEY_DOWN, TRUE, 2 },
                                               { ESP_JOURNEY_DOWN, FALSE, 1, collapsed },
                                               { ESP_JOURNEY_RIGHT, TRUE, 1, collapsed } };

  for (guint32 seed = 0; seed < 300; seed++)
    {
      g_autoptr (EspJourney) journey = journey_sample_random (seed, 5 + seed % 60, 1 + seed % 5);

      if (g_test_verbose ())
        g_test_message ("seed %u", seed);
      for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
        assert_sound (journey, &variants[i]);
    }
}

static void
test_same_journey_same_picture (void)
{
  for (guint32 seed = 0; seed < 20; seed++)
    {
      g_autoptr (EspJourney) one = journey_sample_random (seed, 80, 4);
      g_autoptr (EspJourney) two = journey_sample_random (seed, 80, 4);
      g_autoptr (EspJourneyLayout) a = esp_journey_layout_new (one, &down);
      g_autoptr (EspJourneyLayout) b = esp_journey_layout_new (two, &down);

      g_assert_cmpmem (a->nodes->data, a->nodes->len * sizeof (EspJourneyNode), b->nodes->data,
                       b->nodes->len * sizeof (EspJourneyNode));
      g_assert_cmpmem (a->points->data, a->points->len * sizeof (EspJourneyPoint), b->points->data,
                       b->points->len * sizeof (EspJourneyPoint));
    }
}

/* Puts a wait behind the first step of that id, whatever is inside it. */
static char *
insert_behind (const char *json, guint number)
{
  g_autofree char *start = g_strdup_printf ("{\"id\":\"s%u\",", number);
  g_autofree char *start_in_group = g_strdup_printf ("{\"id\":\"s%u\"", number);
  const char *at = strstr (json, start);
  int depth = 0;

  if (at == NULL)
    at = strstr (json, start_in_group);
  g_assert_nonnull (at);
  do
    {
      depth += *at == '{';
      depth -= *at == '}';
      at++;
    }
  while (depth > 0);
  return g_strdup_printf ("%.*s,{\"id\":\"new\",\"kind\":\"wait\",\"for\":{\"days\":9}}%s",
                          (int) (at - json), json, at);
}

static void
test_insertion_moves_only_what_is_below (void)
{
  for (guint32 seed = 0; seed < 120; seed++)
    {
      g_autofree char *json = journey_sample_random_json (seed, 40, 4);
      g_autoptr (EspJourney) journey = journey_sample_from_json (json);
      g_autoptr (EspJourneyLayout) before = esp_journey_layout_new (journey, &down);
      guint32 step = seed * 7 % esp_journey_get_n_steps (journey);
      const EspJourneyStep *found = esp_journey_get_step (journey, step);
      g_autofree char *changed_json = NULL;
      g_autoptr (EspJourney) changed = NULL;
      g_autoptr (EspJourneyLayout) after = NULL;
      double limit;

      if (found->kind == ESP_STEP_EXIT || found->kind == ESP_STEP_JOIN ||
          found->kind == ESP_STEP_GO_TO || found->group != NULL ||
          (found->sibling != ESP_JOURNEY_NOWHERE &&
           esp_journey_get_step (journey, found->sibling)->group != NULL))
        continue;
      changed_json = insert_behind (json, (guint) atoi (found->id + 1));
      changed = journey_sample_from_json (changed_json);
      after = esp_journey_layout_new (changed, &down);
      limit = esp_journey_layout_get_node (before, before->node_of_step[step])->box.y;
      for (guint32 i = 0; i < before->nodes->len; i++)
        {
          const EspRect *old = &esp_journey_layout_get_node (before, i)->box;
          const char *id = esp_journey_layout_get_node_id (before, i);
          guint32 other = esp_journey_layout_find_node (after, id);
          const EspRect *now = &esp_journey_layout_get_node (after, other)->box;

          g_assert_cmpfloat_with_epsilon (old->x, now->x, 0.01);
          g_assert_cmpfloat (now->y, >=, old->y - 0.01);
          if (old->y <= limit)
            g_assert_cmpfloat_with_epsilon (old->y, now->y, 0.01);
        }
    }
}

static void
test_journeys_of_all_shapes (void)
{
  for (guint depth = 1; depth <= ESP_JOURNEY_MAX_DEPTH; depth += 13)
    {
      g_autoptr (EspJourney) deep = journey_sample_deep (depth);

      assert_sound (deep, &down);
      assert_sound (deep, &right);
    }
}

static void
test_empty_journey_has_a_place_to_begin (void)
{
  g_autoptr (EspJourney) journey = journey_sample_from_json ("{\"version\":1}");
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &down);

  g_assert_cmpuint (layout->nodes->len, ==, 1);
  g_assert_cmpuint (layout->wires->len, ==, 1);
  g_assert_true (esp_journey_layout_get_wire (layout, 0)->has_spot);
  g_assert_cmpuint (esp_journey_layout_get_wire (layout, 0)->step, ==, ESP_JOURNEY_NOWHERE);
}

/* In two splits that come together, no wire crosses another, and both meet above what comes behind. */
static void
test_ways_meet (void)
{
  g_autoptr (EspJourney) journey = journey_sample_from_json (
    "{\"version\":1,\"steps\":[{\"id\":\"a\",\"kind\":\"random\",\"branches\":["
    "{\"share\":1,\"steps\":[{\"id\":\"b\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
    "{\"id\":\"c\",\"kind\":\"join\"}]},"
    "{\"share\":1,\"steps\":[]}]},{\"id\":\"d\",\"kind\":\"exit\"}]}");
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &down);
  const EspJourneyNode *behind =
    esp_journey_layout_get_node (layout, esp_journey_layout_find_node (layout, "d"));
  const EspJourneyNode *split =
    esp_journey_layout_get_node (layout, esp_journey_layout_find_node (layout, "a"));
  guint n = 0;

  g_assert_cmpfloat_with_epsilon (behind->box.x + behind->box.width / 2,
                                  split->box.x + split->box.width / 2, 0.01);
  for (guint32 i = 0; i < layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (layout, i);

      n += wire->to == esp_journey_layout_find_node (layout, "d");
    }
  /* That of the join, that of the empty branch, and the one that they go on in. */
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (esp_journey_layout_find_wire (layout, "a", 1), !=, ESP_JOURNEY_NOWHERE);
  g_assert_cmpuint (esp_journey_layout_find_wire (layout, "a", -1), !=, ESP_JOURNEY_NOWHERE);
  g_assert_cmpuint (esp_journey_layout_find_wire (layout, "c", -1), ==, ESP_JOURNEY_NOWHERE);
}

/* A way that ends at the side does not hold up the main way. */
static void
test_short_ways_end_beside_the_main_way (void)
{
  g_autoptr (EspJourney) journey = journey_sample_from_json (
    "{\"version\":1,\"steps\":[{\"id\":\"a\",\"kind\":\"send\",\"message\":\"m\",\"blocked\":"
    "\"branch\","
    "\"branches\":[{\"steps\":[{\"id\":\"w\",\"kind\":\"wait\",\"for\":{\"days\":1}},"
    "{\"id\":\"x\",\"kind\":\"wait\",\"for\":{\"days\":1}},{\"id\":\"y\",\"kind\":\"exit\"}]}]},"
    "{\"id\":\"b\",\"kind\":\"wait\",\"for\":{\"days\":1}},{\"id\":\"c\",\"kind\":\"exit\"}]}");
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &down);
  const EspRect *a =
    &esp_journey_layout_get_node (layout, esp_journey_layout_find_node (layout, "a"))->box;
  const EspRect *b =
    &esp_journey_layout_get_node (layout, esp_journey_layout_find_node (layout, "b"))->box;
  const EspRect *y =
    &esp_journey_layout_get_node (layout, esp_journey_layout_find_node (layout, "y"))->box;

  g_assert_cmpfloat_with_epsilon (b->y, a->y + a->height + layout->metrics.level_gap, 0.01);
  g_assert_cmpfloat (y->y, >, b->y);
  g_assert_cmpfloat (y->x, >, b->x + b->width);
}

static void
test_offset_moves_a_branch_aside (void)
{
  g_autoptr (EspJourney) journey = journey_sample_from_json (
    "{\"version\":1,\"steps\":[{\"id\":\"a\",\"kind\":\"wait\",\"event\":{\"event\":\"open\"},"
    "\"timeout\":{\"days\":2},\"branches\":[{\"on\":\"late\",\"offset\":90,\"steps\":[{\"id\":"
    "\"y\","
    "\"kind\":\"exit\"}]}]},{\"id\":\"c\",\"kind\":\"exit\"}]}");
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &down);
  const EspRect *y =
    &esp_journey_layout_get_node (layout, esp_journey_layout_find_node (layout, "y"))->box;

  g_assert_cmpfloat_with_epsilon (y->x + y->width / 2, 220 + 40 + 90, 0.01);
}

static void
test_offsets_are_edited_and_tidied (void)
{
  g_autoptr (EspJourney) journey = journey_sample_deep (3);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) aside = esp_journey_edit_offset (journey, "r1", 1, 120, &error);
  g_autoptr (EspJourney) tidy = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (esp_journey_step_get_branch (
                      esp_journey_get_step (aside, esp_journey_find_step (aside, "r1")), 1)
                      ->offset,
                    ==, 120);
  assert_sound (aside, &down);
  assert_sound (aside, &right);
  tidy = esp_journey_edit_tidy (aside, &error);
  g_assert_no_error (error);
  before = esp_journey_to_json (journey);
  after = esp_journey_to_json (tidy);
  g_assert_cmpstr (before, ==, after);
}

/* Fast enough to be done at every key: the goal is a few ms; the test allows for a busy machine. */
static void
test_large_journeys_take_no_time (void)
{
  EspJourney *journeys[] = { journey_sample_row (5000), journey_sample_branches (5000),
                             journey_sample_random (7, 3000, 6) };

  for (gsize i = 0; i < G_N_ELEMENTS (journeys); i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journeys[i], &down);
      gint64 took = g_get_monotonic_time () - start;

      g_test_message ("%u steps: %" G_GINT64_FORMAT " µs", esp_journey_get_n_steps (journeys[i]),
                      took);
      g_assert_cmpuint (layout->nodes->len, ==, esp_journey_get_n_steps (journeys[i]) + 1);
      g_assert_cmpint (took, <, 400 * 1000);
      esp_journey_unref (journeys[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/journey-layout/random-journeys-are-sound",
                   test_random_journeys_are_sound);
  g_test_add_func ("/draw/journey-layout/same-journey-same-picture",
                   test_same_journey_same_picture);
  g_test_add_func ("/draw/journey-layout/insertion-moves-only-what-is-below",
                   test_insertion_moves_only_what_is_below);
  g_test_add_func ("/draw/journey-layout/journeys-of-all-shapes", test_journeys_of_all_shapes);
  g_test_add_func ("/draw/journey-layout/empty-journey-has-a-place-to-begin",
                   test_empty_journey_has_a_place_to_begin);
  g_test_add_func ("/draw/journey-layout/ways-meet", test_ways_meet);
  g_test_add_func ("/draw/journey-layout/short-ways-end-beside-the-main-way",
                   test_short_ways_end_beside_the_main_way);
  g_test_add_func ("/draw/journey-layout/offset-moves-a-branch-aside",
                   test_offset_moves_a_branch_aside);
  g_test_add_func ("/draw/journey-layout/offsets-are-edited-and-tidied",
                   test_offsets_are_edited_and_tidied);
  g_test_add_func ("/draw/journey-layout/large-journeys-take-no-time",
                   test_large_journeys_take_no_time);
  return g_test_run ();
}
