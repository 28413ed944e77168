/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"

G_BEGIN_DECLS

/* Conversions that would not have been without the sends. */
typedef struct
{
  double value;
  double below; /* squares of how far the 95 % interval reaches down, */
  double above; /* and up */
} EspIncremental;

GHashTable *esp_experiments_sum_incremental (EspAnalysis *self,
                                             const char *conversion,
                                             gint64 window_us,
                                             gboolean by_channel,
                                             GError **error);

G_END_DECLS
