/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of texts: what leads from one to the other and back, whatever they say. */
#include "store/esp-document-steps.h"

static char *
make_text (GRand *random)
{
  static const char *const pieces[] = { "가", "각", "걱", "a", "b", "é", "\n", "😀", "😁", "" };
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (random, 0, 12);

  for (int i = 0; i < n; i++)
    g_string_append (text, pieces[g_rand_int_range (random, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static void
test_back_and_forth (void)
{
  GRand *random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *before = make_text (random);
      g_autofree char *after = make_text (random);
      g_autoptr (EspDocumentStep) step = esp_document_step_new (before, after, "", 0);
      g_autofree char *forth = esp_document_step_apply (step, before);
      g_autofree char *back = esp_document_step_revert (step, after);

      g_assert_cmpstr (forth, ==, after);
      g_assert_cmpstr (back, ==, before);
      g_assert_true (g_utf8_validate (step->removed, -1, NULL));
      g_assert_true (g_utf8_validate (step->inserted, -1, NULL));
    }
  g_rand_free (random);
}

static void
test_is_small_and_fits_nothing_else (void)
{
  g_autoptr (EspDocumentStep) step =
    esp_document_step_new ("abcdefgh", "abcXefgh", "one letter", 1);

  g_assert_cmpuint (step->start, ==, 3);
  g_assert_cmpstr (step->removed, ==, "d");
  g_assert_cmpstr (step->inserted, ==, "X");
  g_assert_null (esp_document_step_apply (step, "abcXefgh"));
  g_assert_null (esp_document_step_apply (step, "ab"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document-steps/back-and-forth", test_back_and_forth);
  g_test_add_func ("/document-steps/is-small-and-fits-nothing-else",
                   test_is_small_and_fits_nothing_else);
  return g_test_run ();
}
