/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thousands of random edits, none of which may break a journey or lose what it did not name. */
#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-json.h"

#include "journey-drawing.h"

#define N_ROUNDS 25
#define N_EDITS 100
#define MAX_STEPS 60

static GHashTable *
reach (const EspJourney *journey)
{
  GHashTable *seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) todo = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 first = esp_journey_get_first (journey);

  g_array_append_val (todo, first);
  while (todo->len > 0)
    {
      guint32 index = g_array_index (todo, guint32, todo->len - 1);
      const EspJourneyStep *step;

      g_array_set_size (todo, todo->len - 1);
      if (index == ESP_JOURNEY_NOWHERE)
        continue;
      step = esp_journey_get_step (journey, index);
      if (!g_hash_table_add (seen, step->id))
        continue;
      g_array_append_val (todo, step->next);
      g_array_append_val (todo, step->target);
      for (guint i = 0; i < esp_journey_step_get_n_branches (step); i++)
        {
          guint32 start = esp_journey_get_branch_start (journey, step, i);

          g_array_append_val (todo, start);
        }
    }
  return seen;
}

static const char *
pick_step (GRand *random, const EspJourney *journey)
{
  return esp_journey_get_step (journey,
                               (guint32) g_rand_int_range (random, 0, (int) journey->steps->len))
    ->id;
}

static const EspJourneySpot *
pick_spot (GRand *random, GPtrArray *spots)
{
  return g_ptr_array_index (spots, (guint) g_rand_int_range (random, 0, (int) spots->len));
}

static gboolean
ends_way (EspStepKind kind)
{
  return kind == ESP_STEP_EXIT || kind == ESP_STEP_JOIN;
}

/* A branch of nothing but a join is an empty one; an edit in it may leave it as such. */
static gboolean
has_bare_join (const EspJourney *journey)
{
  for (guint32 i = 0; i < journey->steps->len; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);

      if (step->kind == ESP_STEP_JOIN && step->level > 0 && step->sibling == ESP_JOURNEY_NOWHERE &&
          esp_journey_step_get_branch (esp_journey_get_step (journey, step->parent),
                                       step->parent_branch)
              ->first_step == i)
        return TRUE;
    }
  return FALSE;
}

static EspJourney *
insert_random (GRand *random, const EspJourney *journey, GPtrArray *spots)
{
  EspStepKind kind = (EspStepKind) g_rand_int_range (random, 0, ESP_N_STEP_KINDS);
  g_autofree char *json = esp_journey_new_step_json (kind);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  const EspJourneySpot *spot = pick_spot (random, spots);
  EspJourney *after = esp_journey_edit_insert (journey, spot, json, &id, &error);
  g_autoptr (EspJourney) back = NULL;
  g_autoptr (GHashTable) was = reach (journey);
  g_autoptr (GHashTable) is = NULL;
  GHashTableIter iter;
  gpointer key;

  g_assert_no_error (error);
  back = esp_journey_edit_remove (after, (const char *[]){ id, NULL }, -1, &error);
  g_assert_no_error (error);
  if (!has_bare_join (journey))
    journey_assert_same (back, journey);
  if (ends_way (kind))
    return after;
  is = reach (after);
  g_hash_table_iter_init (&iter, was);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_assert_true (g_hash_table_contains (is, key));
  return after;
}

/* Nothing but the steps that were named may be missing. */
static void
assert_none_lost (const EspJourney *before, const EspJourney *after, const char *gone)
{
  guint32 named = esp_journey_find_step (before, gone);
  guint level = esp_journey_get_step (before, named)->level;
  guint32 end = named + 1;

  while (end < before->steps->len && esp_journey_get_step (before, end)->level > level)
    end++;
  for (guint32 i = 0; i < before->steps->len; i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (before, i);

      if ((i < named || i >= end) && step->kind != ESP_STEP_JOIN)
        g_assert_cmpuint (esp_journey_find_step (after, step->id), !=, ESP_JOURNEY_NOWHERE);
    }
}

static EspJourney *
edit_random (GRand *random, const EspJourney *journey)
{
  g_autoptr (GPtrArray) spots = esp_journey_list_spots (journey);
  g_autoptr (GError) error = NULL;
  EspJourney *after = NULL;
  const char *id;
  int what = g_rand_int_range (random, 0, 12);

  if (journey->steps->len < 3 || (what < 5 && journey->steps->len < MAX_STEPS))
    return insert_random (random, journey, spots);
  id = pick_step (random, journey);
  if (what < 7)
    {
      after = esp_journey_edit_remove (journey, (const char *[]){ id, NULL },
                                       g_rand_int_range (random, -1, 2), &error);
      g_assert_no_error (error);
      assert_none_lost (journey, after, id);
    }
  else if (what < 9)
    after =
      esp_journey_edit_move (journey, (const char *[]){ id, pick_step (random, journey), NULL },
                             pick_spot (random, spots), &error);
  else if (what == 9)
    after =
      esp_journey_edit_group (journey, (const char *[]){ id, pick_step (random, journey), NULL },
                              "G", NULL, &error);
  else if (what == 10 && journey->steps->len < MAX_STEPS)
    after = esp_journey_edit_duplicate (journey, (const char *[]){ id, NULL }, NULL, &error);
  else if (what == 11)
    after = esp_journey_edit_set_off (journey, (const char *[]){ id, NULL },
                                      g_rand_boolean (random), &error);
  return after != NULL ? after : esp_journey_ref ((EspJourney *) journey);
}

static void
test_random (void)
{
  GRand *random = g_rand_new_with_seed (20260101);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (EspJourney) journey = journey_draw ("");

      for (guint i = 0; i < N_EDITS; i++)
        {
          g_autofree char *before = esp_journey_to_json (journey);
          g_autofree char *untouched = NULL;
          EspJourney *after = edit_random (random, journey);

          untouched = esp_journey_to_json (journey);
          g_assert_cmpstr (before, ==, untouched);
          esp_journey_unref (journey);
          journey = after;
          journey_assert_whole (journey);
        }
    }
  g_rand_free (random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey-edits/thousands-at-random", test_random);
  return g_test_run ();
}
