/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"

G_BEGIN_DECLS

/* A stretch of numbers between two round ones. */
typedef struct
{
  double low;
  double high;
  double step; /* between ticks */
} EspScale;

typedef enum
{
  ESP_SCALE_FROM_ZERO = 1 << 0, /* bars: their length is the value */
  ESP_SCALE_WHOLE = 1 << 1,     /* counts: no tick between whole numbers */
} EspScaleFlags;

void esp_scale_init (EspScale *self, double min, double max, guint n_steps, EspScaleFlags flags);
guint esp_scale_get_n_ticks (const EspScale *self);
double esp_scale_get_tick (const EspScale *self, guint position);
double esp_scale_place (const EspScale *self, double value);

/* A moment worth a label on a time axis. */
typedef struct
{
  gint64 time_us;
  char *label; /* (owned) */
} EspTimeTick;

GArray *esp_time_ticks_new (gint64 low_us,
                            gint64 high_us,
                            GTimeZone *zone,
                            guint n_wanted,
                            gint64 min_step_us,
                            EspLang lang);

G_END_DECLS
