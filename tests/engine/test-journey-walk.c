/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrow keys on a journey: along the path, between branches, to the ends; numbers and finding. */
#include "engine/journey/esp-journey-edits.h"
#include "engine/journey/esp-journey-walk.h"

#include "journey-drawing.h"

typedef struct
{
  const char *split;
  int branch;
} Trail;

static int
get_branch (gpointer data, const char *step)
{
  const Trail *trail = data;

  return g_strcmp0 (trail->split, step) == 0 ? trail->branch : -1;
}

static void
test_strides (void)
{
  static const struct
  {
    const char *from; /* NULL: the entries */
    EspJourneyStride stride;
    Trail trail;
    const char *to; /* "-": no further; NULL: the entries */
  } cases[] = {
    { NULL, ESP_STRIDE_NEXT, { NULL, 0 }, "a" },
    { NULL, ESP_STRIDE_PREVIOUS, { NULL, 0 }, "-" },
    { NULL, ESP_STRIDE_END, { NULL, 0 }, "x4" },
    { NULL, ESP_STRIDE_LAST, { NULL, 0 }, "x4" },
    { "a", ESP_STRIDE_PREVIOUS, { NULL, 0 }, NULL },
    { "a", ESP_STRIDE_HOME, { NULL, 0 }, NULL },
    { "a", ESP_STRIDE_NEXT, { NULL, 0 }, "s" },
    { "a", ESP_STRIDE_LEFT, { NULL, 0 }, "-" },
    { "s", ESP_STRIDE_NEXT, { NULL, 0 }, "b" },
    { "s", ESP_STRIDE_NEXT, { "s", 1 }, "e" },
    { "s", ESP_STRIDE_NEXT, { "s", 2 }, "d" },
    { "s", ESP_STRIDE_NEXT, { "s", 9 }, "b" },
    { "s", ESP_STRIDE_RIGHT, { NULL, 0 }, "e" },
    { "s", ESP_STRIDE_LEFT, { NULL, 0 }, "-" },
    { "b", ESP_STRIDE_PREVIOUS, { NULL, 0 }, "s" },
    { "b", ESP_STRIDE_RIGHT, { NULL, 0 }, "e" },
    { "c", ESP_STRIDE_RIGHT, { NULL, 0 }, "t" },
    { "e", ESP_STRIDE_LEFT, { NULL, 0 }, "b" },
    { "e", ESP_STRIDE_RIGHT, { NULL, 0 }, "-" },
    { "c", ESP_STRIDE_HOME, { NULL, 0 }, "b" },
    { "b", ESP_STRIDE_HOME, { NULL, 0 }, "-" },
    { "b", ESP_STRIDE_END, { NULL, 0 }, "j1" },
    { "j1", ESP_STRIDE_NEXT, { NULL, 0 }, "d" },
    { "j1", ESP_STRIDE_END, { NULL, 0 }, "-" },
    { "d", ESP_STRIDE_PREVIOUS, { NULL, 0 }, "j1" },
    { "d", ESP_STRIDE_PREVIOUS, { "s", 1 }, "t" },
    { "d", ESP_STRIDE_PREVIOUS, { "s", 2 }, "s" },
    { "f", ESP_STRIDE_RIGHT, { NULL, 0 }, "g" },
    { "g", ESP_STRIDE_LEFT, { NULL, 0 }, "f" },
    { "f", ESP_STRIDE_LEFT, { NULL, 0 }, "c" },
    { "x4", ESP_STRIDE_NEXT, { NULL, 0 }, "-" },
    { "x4", ESP_STRIDE_FIRST, { NULL, 0 }, "a" },
    { "gone", ESP_STRIDE_NEXT, { NULL, 0 }, "a" },
  };
  g_autoptr (EspJourney) journey = journey_draw ("a s[b c j|e t[f x|g x]|] d x");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspJourneyTrail trail = { get_branch, (gpointer) &cases[i].trail };
      const char *to = "?";
      gboolean goes = esp_journey_walk (journey, cases[i].from, cases[i].stride, &trail, &to);

      g_test_message ("%s %d", cases[i].from, (int) cases[i].stride);
      g_assert_cmpstr (goes ? to : "-", ==, cases[i].to);
    }
}

static void
note (gpointer data, const char *step, int branch)
{
  g_string_append_printf (data, "%s:%d ", step, branch);
}

static void
test_numbers_and_around (void)
{
  g_autoptr (EspJourney) journey = journey_draw ("a s[b c j|e t[f x|g x]|] d x");
  g_autoptr (GString) around = g_string_new (NULL);

  g_assert_cmpuint (esp_journey_walk_number (journey, "b"), ==, 3);
  g_assert_cmpuint (esp_journey_walk_number (journey, "zz"), ==, 0);
  g_assert_cmpstr (esp_journey_walk_by_number (journey, 3), ==, "b");
  g_assert_null (esp_journey_walk_by_number (journey, 0));
  g_assert_null (esp_journey_walk_by_number (journey, 99));
  esp_journey_walk_around (journey, "g", note, around);
  g_assert_cmpstr (around->str, ==, "t:1 s:1 ");
}

static char *
tell (gpointer data, const EspJourney *journey, guint32 step)
{
  return g_strdup (esp_journey_get_step (journey, step)->kind == ESP_STEP_EXIT ? "나가기" : "");
}

static void
test_find (void)
{
  g_autoptr (EspJourney) journey = journey_draw ("a b x");
  g_autoptr (EspJourney) named = esp_journey_edit_rename (journey, "b", "환영 Welcome", NULL);
  g_autoptr (GPtrArray) both = esp_journey_walk_find (named, " welCOME ", tell, NULL);
  g_autoptr (GPtrArray) exits = esp_journey_walk_find (named, "나가", tell, NULL);
  g_autoptr (GPtrArray) none = esp_journey_walk_find (named, "  ", tell, NULL);

  g_assert_cmpuint (both->len, ==, 1);
  g_assert_cmpstr (both->pdata[0], ==, "b");
  g_assert_cmpuint (exits->len, ==, 1);
  g_assert_cmpstr (exits->pdata[0], ==, "x1");
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/journey-walk/strides", test_strides);
  g_test_add_func ("/journey-walk/numbers-and-around", test_numbers_and_around);
  g_test_add_func ("/journey-walk/find", test_find);
  return g_test_run ();
}
