/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plan/esp-ical.h"

G_BEGIN_DECLS

/* What reading another calendar did. */
typedef struct
{
  guint n_new;
  guint n_changed;
  gint64 n_gone;
  EspIcalTold told; /* what was left out, and why */
} EspPlanExchange;

gboolean esp_plan_import_ical (EspTx *tx,
                               const char *source,
                               GBytes *bytes,
                               EspPlanExchange *out_done,
                               GError **error);

G_END_DECLS
