/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ESP_USEC_PER_SEC G_GINT64_CONSTANT (1000000)
#define ESP_USEC_PER_MINUTE (60 * ESP_USEC_PER_SEC)
#define ESP_USEC_PER_HOUR (60 * ESP_USEC_PER_MINUTE)
#define ESP_USEC_PER_DAY (24 * ESP_USEC_PER_HOUR)

#define ESP_TYPE_CLOCK (esp_clock_get_type ())
G_DECLARE_FINAL_TYPE (EspClock, esp_clock, ESP, CLOCK, GObject)

EspClock *esp_clock_new_system (void);
EspClock *esp_clock_new_fake (gint64 start_us);
gint64 esp_clock_now_us (EspClock *self);
gboolean esp_clock_is_fake (EspClock *self);
void esp_clock_set (EspClock *self, gint64 now_us);
void esp_clock_advance (EspClock *self, gint64 delta_us);

gint64 esp_day_start_us (const GDate *day, GTimeZone *zone);

G_END_DECLS
