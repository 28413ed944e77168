/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

#define N_CHART_SAMPLES 18

EspChart *chart_sample_new (guint which, EspLang lang);
const char *chart_sample_get_name (guint which);
EspChart *chart_sample_new_table (EspLang lang);
EspChart *chart_sample_new_paths (EspLang lang);
EspChart *chart_sample_new_cohort (EspLang lang);
EspChart *chart_sample_new_panes (EspLang lang);
EspChart *chart_sample_new_groups (EspLang lang);
EspChart *chart_sample_new_dense (guint n_points);
