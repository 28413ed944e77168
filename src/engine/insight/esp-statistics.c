/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medians, means and how sure they are. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-statistics.h"

#include <math.h>
#include <stdlib.h>

/* With more values the mean is normal enough, and drawing them again and again would take long. */
#define MAX_DRAWN 200
#define N_DRAWS 1000
#define Z_95 1.959963984540054

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

/**
 * esp_statistics_median:
 * @values: (element-type double): gets sorted
 *
 * Returns: the median: of an even number the middle between the two; %NAN of none
 */
double
esp_statistics_median (GArray *values)
{
  guint half = values->len / 2;

  if (values->len == 0)
    return NAN;
  g_array_sort (values, compare_doubles);
  if (values->len % 2 == 1)
    return g_array_index (values, double, half);
  return (g_array_index (values, double, half - 1) + g_array_index (values, double, half)) / 2;
}

/**
 * esp_statistics_median_us:
 * @moments: (element-type gint64)
 *
 * Returns: their median
 */
double
esp_statistics_median_us (GArray *moments)
{
  g_autoptr (GArray) values = g_array_sized_new (FALSE, FALSE, sizeof (double), moments->len);

  for (guint i = 0; i < moments->len; i++)
    {
      double value = (double) g_array_index (moments, gint64, i);

      g_array_append_val (values, value);
    }
  return esp_statistics_median (values);
}

/**
 * esp_statistics_mean:
 *
 * Returns: the mean; %NAN of none
 */
double
esp_statistics_mean (const double *values, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return n > 0 ? sum / (double) n : NAN;
}

static void
normal_interval (const double *values, gsize n, double *out_low, double *out_high)
{
  double mean = esp_statistics_mean (values, n);
  double squares = 0;

  for (gsize i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  squares = Z_95 * sqrt (squares / (double) (n - 1) / (double) n);
  *out_low = mean - squares;
  *out_high = mean + squares;
}

/**
 * esp_statistics_mean_interval:
 * @random: (inout): draws
 *
 * Computes the 95 % interval of a mean: by the bootstrap, that is the middle of the means of 1,000 draws
 * with replacement (Efron 1979); of more than 200 values by the normal curve. %NAN for fewer than two.
 */
void
esp_statistics_mean_interval (const double *values,
                              gsize n,
                              EspRandom *random,
                              double *out_low,
                              double *out_high)
{
  g_autofree double *means = NULL;

  *out_low = *out_high = NAN;
  if (n < 2)
    return;
  if (n > MAX_DRAWN)
    {
      normal_interval (values, n, out_low, out_high);
      return;
    }
  means = g_new0 (double, N_DRAWS);
  for (guint draw = 0; draw < N_DRAWS; draw++)
    {
      for (gsize i = 0; i < n; i++)
        means[draw] += values[esp_random_below (random, (guint32) n)];
      means[draw] /= (double) n;
    }
  qsort (means, N_DRAWS, sizeof *means, compare_doubles);
  *out_low = means[(guint) (0.025 * N_DRAWS)];
  *out_high = means[(guint) (0.975 * N_DRAWS) - 1];
}
