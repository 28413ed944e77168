/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forecasts what cohorts will have paid: by how the older ones grew from period to period (chain ladder). */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-ltv-forecast.h"

#include <math.h>

#define QUANTILE_95 1.959964
#define LEAST_COHORTS 2 /* of one alone nothing is known about how they differ */

/* How cohorts grow from one period to the next. */
typedef struct
{
  double factor;   /* NAN: not known */
  double variance; /* Mack's σ² */
  double base;     /* what the factor was found from: the sum of the earlier period */
} Growth;

static Growth
find_growth (const double *sums, guint n_cohorts, guint n_periods, guint period)
{
  Growth growth = { NAN, 0, 0 };
  double later = 0;
  guint n = 0;

  for (guint i = 0; i < n_cohorts; i++)
    {
      const double *cohort = sums + (gsize) i * n_periods;

      if (isnan (cohort[period + 1]) || !(cohort[period] > 0))
        continue;
      growth.base += cohort[period];
      later += cohort[period + 1];
      n++;
    }
  if (n < LEAST_COHORTS)
    return growth;
  growth.factor = later / growth.base;
  for (guint i = 0; i < n_cohorts; i++)
    {
      const double *cohort = sums + (gsize) i * n_periods;
      double off;

      if (isnan (cohort[period + 1]) || !(cohort[period] > 0))
        continue;
      off = cohort[period + 1] / cohort[period] - growth.factor;
      growth.variance += cohort[period] * off * off / (n - 1);
    }
  return growth;
}

/* Goes on from the last sum that is known. Its interval is that of a logarithmic normal distribution with
 * Mack's error. */
static void
go_on (const double *cohort, const Growth *growths, guint n_periods, EspLtvForecast *out)
{
  guint period = n_periods;
  double value, error = 0;

  while (period > 0 && isnan (cohort[period - 1]))
    period--;
  if (period == 0 || !(cohort[period - 1] > 0))
    return;
  value = cohort[period - 1];
  for (; period < n_periods; period++)
    {
      const Growth *growth = &growths[period - 1];
      double spread;

      if (isnan (growth->factor) || !(growth->factor > 0))
        return;
      error +=
        growth->variance / (growth->factor * growth->factor) * (1 / value + 1 / growth->base);
      value *= growth->factor;
      spread = sqrt (log1p (error));
      out[period] = (EspLtvForecast){ value, value * exp (-QUANTILE_95 * spread),
                                      value * exp (QUANTILE_95 * spread) };
    }
}

/**
 * esp_ltv_forecast:
 * @sums: (array): by cohort and period what it has paid up to its end; NAN from the period that is not over
 * @n_periods: of each cohort
 *
 * Multiplies the last sum of each cohort with the factors by which the older cohorts grew, all of them
 * together, as long as at least two of them tell it. Intervals of 95 % are those of Mack (1993): they hold
 * that cohorts differ from each other, and that a factor is known the worse the less it was found from. They
 * do not hold that times change.
 *
 * Returns: (transfer full): by cohort and period; NAN where it is known or cannot be said
 */
EspLtvForecast *
esp_ltv_forecast (const double *sums, guint n_cohorts, guint n_periods)
{
  EspLtvForecast *out = g_new (EspLtvForecast, (gsize) n_cohorts * n_periods + 1);
  g_autofree Growth *growths = g_new0 (Growth, n_periods + 1);

  for (gsize i = 0; i < (gsize) n_cohorts * n_periods; i++)
    out[i] = (EspLtvForecast){ NAN, NAN, NAN };
  for (guint period = 0; period + 1 < n_periods; period++)
    growths[period] = find_growth (sums, n_cohorts, n_periods, period);
  for (guint i = 0; i < n_cohorts; i++)
    go_on (sums + (gsize) i * n_periods, growths, n_periods, out + (gsize) i * n_periods);
  return out;
}
