/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tests of significance give what was computed by hand, and say nothing where nothing can be said. */
#include "engine/insight/esp-change-test.h"

#include "test-home.h"

#include <math.h>

#define NEAR(value, wanted) g_assert_cmpfloat_with_epsilon (value, wanted, 5e-5)

static void
test_shares_by_hand (void)
{
  /* 60/1000 and 40/1000: pooled 0.05, z = 0.02 / √(0.05·0.95·0.002) = 2.05196, p = 0.04017. */
  NEAR (esp_change_test_shares (60, 1000, 40, 1000), 0.04017);
  NEAR (esp_change_test_shares (40, 1000, 60, 1000), 0.04017);
  NEAR (esp_change_test_shares (50, 1000, 50, 1000), 1);
  /* 112/12102 and 48/12000: z = 5.0124, p = 5.4e-7. */
  g_assert_cmpfloat (esp_change_test_shares (112, 12102, 48, 12000), <, 1e-6);
}

static void
test_small_shares_are_exact (void)
{
  /* The lady tasting tea (Fisher 1935): 3 of 4 against 1 of 4, p = 34/70. */
  NEAR (esp_change_test_shares (3, 4, 1, 4), 34.0 / 70);
  /* 8/10 against 1/10: tables 8,9 and their mirrors: (450 + 10) · 2 of 167,960. */
  NEAR (esp_change_test_shares (8, 10, 1, 10), 920.0 / 167960);
  /* A large group beside a tiny one stays quick. */
  g_assert_cmpfloat (esp_change_test_shares (500000, 1000000, 2, 4), >, 0.9);
}

static void
test_shares_of_nothing (void)
{
  g_assert_true (isnan (esp_change_test_shares (0, 0, 1, 10)));
  g_assert_true (isnan (esp_change_test_shares (11, 10, 1, 10)));
  NEAR (esp_change_test_shares (0, 10, 0, 10), 1);
  NEAR (esp_change_test_shares (10, 10, 10, 10), 1);
}

static void
test_counts_by_hand (void)
{
  const gint64 even[] = { 10, 10, 10, 10, 10, 10, 10 };
  const gint64 more[] = { 20, 20, 20, 20, 20, 20, 20 };
  /* The same sums, spread as days are: the dispersion widens the verdict. */
  const gint64 wild[] = { 2, 18, 2, 18, 2, 18, 10 };
  const gint64 wilder[] = { 4, 36, 4, 36, 4, 36, 20 };

  /* φ = 1, t = 70 / √210 = 4.83046 with 12 degrees: p = 0.00041. */
  NEAR (esp_change_test_counts (more, even, 7), 0.00041);
  NEAR (esp_change_test_counts (even, even, 7), 1);
  /* χ² = 6·64/10 + 6·256/20 = 115.2, φ = 9.6, t = 70 / √(9.6·210) = 1.55902, p = 0.14496. */
  NEAR (esp_change_test_counts (wilder, wild, 7), 0.14496);
}

static void
test_counts_of_nothing (void)
{
  const gint64 none[] = { 0, 0, 0, 0 };

  g_assert_true (isnan (esp_change_test_counts (none, none, 4)));
  g_assert_true (isnan (esp_change_test_counts (none, none, 2)));
}

static void
test_many_questions (void)
{
  /* The example of Benjamini and Hochberg 1995, §3.2: fifteen p, four are reported at 5 %. */
  const double p[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                       0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000 };
  const double mixed[] = { NAN, 0.04, NAN, 0.9 };
  gboolean is_found[G_N_ELEMENTS (p)];

  esp_change_control (p, G_N_ELEMENTS (p), 0.05, is_found);
  for (guint i = 0; i < G_N_ELEMENTS (p); i++)
    g_assert_cmpint (is_found[i], ==, i < 4);
  /* One of two asked: 0.04 is above 0.05 / 2. */
  esp_change_control (mixed, G_N_ELEMENTS (mixed), 0.05, is_found);
  for (guint i = 0; i < G_N_ELEMENTS (mixed); i++)
    g_assert_false (is_found[i]);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/change/shares-by-hand", test_shares_by_hand);
  g_test_add_func ("/engine/change/small-shares-are-exact", test_small_shares_are_exact);
  g_test_add_func ("/engine/change/shares-of-nothing-say-nothing", test_shares_of_nothing);
  g_test_add_func ("/engine/change/counts-by-hand", test_counts_by_hand);
  g_test_add_func ("/engine/change/counts-of-nothing-say-nothing", test_counts_of_nothing);
  g_test_add_func ("/engine/change/many-questions-one-rate", test_many_questions);
  return g_test_run ();
}
