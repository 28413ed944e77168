/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a new sender's volume grows day by day; from data/rules/warm-up.json. */
typedef struct
{
  const char *id;
  const gint64 *days; /* the most on each day */
  guint n_days;
} EspWarmUpPlan;

guint esp_warm_up_get_n (void);
const EspWarmUpPlan *esp_warm_up_get (guint index);
const EspWarmUpPlan *esp_warm_up_find (const char *id);

G_END_DECLS
