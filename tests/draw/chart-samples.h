/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

#define N_CHART_SAMPLES 13

EspChart *chart_sample_new (guint which, EspLang lang);
const char *chart_sample_get_name (guint which);
EspChart *chart_sample_new_dense (guint n_points);
