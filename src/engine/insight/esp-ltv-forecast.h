/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sum of a cohort that is still to come; NAN where nothing can be said. */
typedef struct
{
  double value;
  double low;
  double high;
} EspLtvForecast;

EspLtvForecast *esp_ltv_forecast (const double *sums, guint n_cohorts, guint n_periods);

G_END_DECLS
