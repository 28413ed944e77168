/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of significance behind “What changed”: shares, counts by day, and many questions at once. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-change-test.h"

#include <math.h>

/* Below this an expected count is too small for the normal curve (Cochran 1954). */
#define MIN_EXPECTED 5.0
/* Tables as likely as the one seen, but for rounding, count as extreme too. */
#define SAME_PROBABILITY 1e-7
/* Days on each side below which the spread from day to day cannot be told. */
#define MIN_DAYS 3

static double
log_factorial (gint64 n)
{
  int sign;

  return lgamma_r ((double) n + 1, &sign);
}

static double
log_choose (gint64 n, gint64 k)
{
  return log_factorial (n) - log_factorial (k) - log_factorial (n - k);
}

/* Fisher's exact test (Fisher 1922): given the margins, the first cell is hypergeometric; adds up the
 * tables that are no likelier than the one seen. Called for small expected counts only, so that one of
 * the margins is small and the loop short. */
static double
test_exactly (gint64 part_a, gint64 whole_a, gint64 part_b, gint64 whole_b)
{
  gint64 parts = part_a + part_b;
  gint64 first = MAX (0, parts - whole_b);
  gint64 last = MIN (parts, whole_a);
  double base = log_choose (whole_a + whole_b, parts);
  double seen = log_choose (whole_a, part_a) + log_choose (whole_b, part_b) - base;
  double p = 0;

  for (gint64 k = first; k <= last; k++)
    {
      double one = log_choose (whole_a, k) + log_choose (whole_b, parts - k) - base;

      if (one <= seen + SAME_PROBABILITY)
        p += exp (one);
    }
  return MIN (p, 1);
}

/**
 * esp_change_test_shares:
 * @part_a: of the first group of @whole_a, those with the property
 *
 * Tests whether two shares differ: the two-proportion z test with the pooled share, which is Pearson's
 * chi-squared test of a 2×2 table (Pearson 1900),
 *
 *   z = (a/A − b/B) / √(p (1−p) (1/A + 1/B)),  p = (a+b) / (A+B),
 *
 * and Fisher's exact test where an expected count is below 5.
 *
 * Returns: the two-sided p; %NAN when a group is empty
 */
double
esp_change_test_shares (gint64 part_a, gint64 whole_a, gint64 part_b, gint64 whole_b)
{
  double n_a = (double) whole_a;
  double n_b = (double) whole_b;
  double pooled, expected, z;

  if (whole_a <= 0 || whole_b <= 0 || part_a < 0 || part_b < 0 || part_a > whole_a ||
      part_b > whole_b)
    return NAN;
  pooled = (double) (part_a + part_b) / (n_a + n_b);
  if (pooled <= 0 || pooled >= 1)
    return 1;
  expected = MIN (pooled, 1 - pooled) * MIN (n_a, n_b);
  if (expected < MIN_EXPECTED)
    return test_exactly (part_a, whole_a, part_b, whole_b);
  z = ((double) part_a / n_a - (double) part_b / n_b) /
      sqrt (pooled * (1 - pooled) * (1 / n_a + 1 / n_b));
  return erfc (fabs (z) / G_SQRT2);
}

/* Student's t with an even number of degrees of freedom, both tails (Abramowitz and Stegun 1964, 26.7.4):
 * 1 − sin θ (1 + 1/2 cos² θ + 1·3/(2·4) cos⁴ θ + …), θ = atan (t / √ν). */
static double
tails_of_t (double t, guint n_free)
{
  double theta = atan (fabs (t) / sqrt ((double) n_free));
  double cos2 = cos (theta) * cos (theta);
  double term = 1;
  double sum = 1;

  g_assert (n_free % 2 == 0);

  for (guint k = 2; k < n_free; k += 2)
    {
      term *= cos2 * (double) (k - 1) / (double) k;
      sum += term;
    }
  return MAX (1 - sin (theta) * sum, 0);
}

static double
add_up (const gint64 *days, guint n_days)
{
  double sum = 0;

  for (guint i = 0; i < n_days; i++)
    sum += (double) days[i];
  return sum;
}

/* Pearson's chi-squared of the days around their mean. */
static double
spread (const gint64 *days, guint n_days, double sum)
{
  double mean = sum / n_days;
  double chi2 = 0;

  for (guint i = 0; mean > 0 && i < n_days; i++)
    chi2 += ((double) days[i] - mean) * ((double) days[i] - mean) / mean;
  return chi2;
}

/**
 * esp_change_test_counts:
 * @days_a: counts of one period by day
 * @days_b: counts of the other, as many days
 *
 * Tests whether two periods of equal length differ in how often something happens. Days differ by more
 * than chance alone (weekends, campaigns), so the variance of a Poisson count is multiplied with a
 * dispersion estimated from the days themselves (quasi-likelihood: Wedderburn 1974; McCullagh and Nelder
 * 1989, §4.5), never below 1:
 *
 *   φ = max (1, χ² / (2n − 2)),  t = (A − B) / √(φ (A + B)),  2n − 2 degrees of freedom.
 *
 * Returns: the two-sided p; %NAN with fewer than 3 days or when nothing happened
 */
double
esp_change_test_counts (const gint64 *days_a, const gint64 *days_b, guint n_days)
{
  double sum_a, sum_b, dispersion;
  guint n_free;

  if (n_days < MIN_DAYS)
    return NAN;
  sum_a = add_up (days_a, n_days);
  sum_b = add_up (days_b, n_days);
  if (sum_a + sum_b <= 0)
    return NAN;
  n_free = 2 * n_days - 2;
  dispersion = (spread (days_a, n_days, sum_a) + spread (days_b, n_days, sum_b)) / n_free;
  return tails_of_t ((sum_a - sum_b) / sqrt (MAX (dispersion, 1) * (sum_a + sum_b)), n_free);
}

/**
 * esp_change_control:
 * @p_values: (array length=n_values): %NAN is a question without an answer
 * @rate: of what is reported, the share that may be chance
 * @out_is_found: (array length=n_values): which to report
 *
 * Asks many questions at once without being fooled by the luck of one: the false discovery rate of
 * Benjamini and Hochberg (1995). With the p sorted, reports the first k, k the largest with
 * p(k) ≤ rate · k / m; m counts the questions that have an answer.
 */
void
esp_change_control (const double *p_values, guint n_values, double rate, gboolean *out_is_found)
{
  double limit = -1;
  guint n_asked = 0;

  for (guint i = 0; i < n_values; i++)
    n_asked += !isnan (p_values[i]);
  for (guint i = 0; i < n_values; i++)
    {
      guint rank = 0;

      if (isnan (p_values[i]))
        continue;
      for (guint j = 0; j < n_values; j++)
        rank += !isnan (p_values[j]) && p_values[j] <= p_values[i];
      if (p_values[i] <= rate * rank / n_asked)
        limit = MAX (limit, p_values[i]);
    }
  for (guint i = 0; i < n_values; i++)
    out_is_found[i] = !isnan (p_values[i]) && p_values[i] <= limit;
}
