/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source of "now": the system's clock, or one that a test or a simulation moves by hand. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-clock.h"

struct _EspClock
{
  GObject parent_instance;

  gboolean is_fake;
  gint64 now_us; /* (atomic) µs UTC, only when fake */
};

G_DEFINE_FINAL_TYPE (EspClock, esp_clock, G_TYPE_OBJECT)

static void
esp_clock_class_init (EspClockClass *klass)
{
}

static void
esp_clock_init (EspClock *self)
{
}

/**
 * esp_clock_new_system:
 *
 * Returns: (transfer full): a clock that tells the computer's time
 */
EspClock *
esp_clock_new_system (void)
{
  return g_object_new (ESP_TYPE_CLOCK, NULL);
}

/**
 * esp_clock_new_fake:
 * @start_us: µs UTC since 1970
 *
 * Returns: (transfer full): a clock that moves only by esp_clock_set() and esp_clock_advance()
 */
EspClock *
esp_clock_new_fake (gint64 start_us)
{
  EspClock *self = g_object_new (ESP_TYPE_CLOCK, NULL);

  self->is_fake = TRUE;
  self->now_us = start_us;
  return self;
}

/**
 * esp_clock_now_us:
 *
 * May be called from any thread.
 *
 * Returns: µs UTC since 1970
 */
gint64
esp_clock_now_us (EspClock *self)
{
  g_return_val_if_fail (ESP_IS_CLOCK (self), 0);

  if (self->is_fake)
    return __atomic_load_n (&self->now_us, __ATOMIC_SEQ_CST);
  return g_get_real_time ();
}

/**
 * esp_clock_is_fake:
 *
 * Returns: whether the clock is moved by hand
 */
gboolean
esp_clock_is_fake (EspClock *self)
{
  g_return_val_if_fail (ESP_IS_CLOCK (self), FALSE);

  return self->is_fake;
}

/**
 * esp_clock_set:
 *
 * Sets a fake clock to @now_us (µs UTC).
 */
void
esp_clock_set (EspClock *self, gint64 now_us)
{
  g_return_if_fail (ESP_IS_CLOCK (self));
  g_return_if_fail (self->is_fake);

  __atomic_store_n (&self->now_us, now_us, __ATOMIC_SEQ_CST);
}

/**
 * esp_clock_advance:
 *
 * Moves a fake clock by @delta_us.
 */
void
esp_clock_advance (EspClock *self, gint64 delta_us)
{
  g_return_if_fail (ESP_IS_CLOCK (self));
  g_return_if_fail (self->is_fake);

  __atomic_add_fetch (&self->now_us, delta_us, __ATOMIC_SEQ_CST);
}

/**
 * esp_day_start_us:
 * @day: a valid date
 *
 * Finds where a day begins in @zone: at midnight, or where clocks go forward at midnight, at the first
 * moment that the day has. Counting from it by dates never drifts, as adding days to a moment would.
 *
 * Returns: the moment (µs UTC)
 */
gint64
esp_day_start_us (const GDate *day, GTimeZone *zone)
{
  g_autoptr (GDateTime) midnight =
    g_date_time_new (zone, g_date_get_year (day), (int) g_date_get_month (day),
                     g_date_get_day (day), 0, 0, 0);

  return midnight != NULL ? g_date_time_to_unix (midnight) * ESP_USEC_PER_SEC : 0;
}
