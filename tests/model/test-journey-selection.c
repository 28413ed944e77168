/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chosen steps of a journey: one, several, back again, and what is left after an edit. */
#include "model/esp-journey-selection.h"

static void
count (EspJourneySelection *selection, guint *n)
{
  (*n)++;
}

static void
assert_chosen (EspJourneySelection *selection, const char *current, const char *ids)
{
  g_autofree char *joined = g_strjoinv (" ", (char **) esp_journey_selection_get_ids (selection));

  g_assert_cmpstr (esp_journey_selection_get_current (selection), ==, current);
  g_assert_cmpstr (joined, ==, ids);
}

static gboolean
is_known (gpointer data, const char *id)
{
  return g_strv_contains (data, id);
}

static void
test_choose (void)
{
  g_autoptr (EspJourneySelection) selection = esp_journey_selection_new ();
  static const char *const known[] = { "b", "d", NULL };
  guint n = 0;

  g_signal_connect (selection, "changed", G_CALLBACK (count), &n);
  assert_chosen (selection, NULL, "");
  esp_journey_selection_set (selection, NULL, FALSE);
  g_assert_cmpuint (n, ==, 0);
  esp_journey_selection_set (selection, "a", FALSE);
  esp_journey_selection_set (selection, "a", FALSE);
  g_assert_cmpuint (n, ==, 1);
  esp_journey_selection_set (selection, "b", TRUE);
  esp_journey_selection_set (selection, "c", TRUE);
  assert_chosen (selection, "c", "a b c");
  g_assert_cmpuint (esp_journey_selection_get_n (selection), ==, 3);
  esp_journey_selection_set (selection, "b", TRUE);
  assert_chosen (selection, "b", "a b");
  esp_journey_selection_toggle (selection, "d");
  assert_chosen (selection, "d", "a b d");
  esp_journey_selection_toggle (selection, "a");
  assert_chosen (selection, "d", "b d");
  esp_journey_selection_toggle (selection, "d");
  assert_chosen (selection, "b", "b");
  esp_journey_selection_set_ids (selection, "d", (const char *[]){ "c", "d", NULL });
  assert_chosen (selection, "d", "c d");
  n = 0;
  esp_journey_selection_keep (selection, is_known, (gpointer) known);
  assert_chosen (selection, "d", "d");
  esp_journey_selection_keep (selection, is_known, (gpointer) known);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (esp_journey_selection_contains (selection, "d"));
  /* Its own text may be given back to it. */
  esp_journey_selection_set (selection, esp_journey_selection_get_current (selection), TRUE);
  esp_journey_selection_set_ids (selection, esp_journey_selection_get_current (selection),
                                 esp_journey_selection_get_ids (selection));
  assert_chosen (selection, "d", "d");
}

static void
test_branches (void)
{
  g_autoptr (EspJourneySelection) selection = esp_journey_selection_new ();

  g_assert_cmpint (esp_journey_selection_get_branch (selection, "s"), ==, -1);
  esp_journey_selection_note_branch (selection, "s", 2);
  esp_journey_selection_note_branch (selection, "s", 0);
  g_assert_cmpint (esp_journey_selection_get_branch (selection, "s"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey-selection/choose", test_choose);
  g_test_add_func ("/journey-selection/branches", test_branches);
  return g_test_run ();
}
