/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-random.h"

G_BEGIN_DECLS

double esp_statistics_median (GArray *values);
double esp_statistics_median_us (GArray *moments);
double esp_statistics_mean (const double *values, gsize n);
void esp_statistics_mean_interval (const double *values,
                                   gsize n,
                                   EspRandom *random,
                                   double *out_low,
                                   double *out_high);

G_END_DECLS
