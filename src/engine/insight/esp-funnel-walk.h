/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-insight-facts.h"

G_BEGIN_DECLS

#define ESP_FUNNEL_MAX_STEPS 40

typedef struct
{
  guint n_steps;
  guint16 kinds[ESP_FUNNEL_MAX_STEPS]; /* which kind of event takes each step; may repeat */
  gboolean is_strict;
  gint64 window_us; /* 0: none */
  gint64 from_us;   /* the first step, or in any order the first event, is in [from, to) */
  gint64 to_us;
} EspFunnelRule;

guint esp_funnel_walk (const EspFunnelRule *rule,
                       const EspInsightEvent *events,
                       guint n_events,
                       gint64 *out_times);

G_END_DECLS
