/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ticks are round, cover the data and are never too many. */
#include "draw/esp-scale.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"

#include <math.h>

static void
test_round (void)
{
  EspScale scale;

  esp_scale_init (&scale, 3, 9811, 5, ESP_SCALE_WHOLE);
  g_assert_cmpfloat (scale.low, ==, 0);
  g_assert_cmpfloat (scale.high, ==, 10000);
  g_assert_cmpfloat (scale.step, ==, 2000);
  esp_scale_init (&scale, 0, 2, 6, ESP_SCALE_WHOLE);
  g_assert_cmpfloat (scale.step, ==, 1);
  /* A line high up is drawn closer, a bar never. */
  esp_scale_init (&scale, 90, 100, 5, 0);
  g_assert_cmpfloat (scale.low, ==, 90);
  esp_scale_init (&scale, 90, 100, 5, ESP_SCALE_FROM_ZERO);
  g_assert_cmpfloat (scale.low, ==, 0);
  esp_scale_init (&scale, 0, 0, 5, ESP_SCALE_FROM_ZERO);
  g_assert_cmpfloat (scale.high, >, scale.low);
  esp_scale_init (&scale, NAN, INFINITY, 5, 0);
  g_assert_cmpuint (esp_scale_get_n_ticks (&scale), >=, 2);
}

static void
test_any_range (void)
{
  EspRandom random;

  esp_random_init (&random, 11);
  for (guint i = 0; i < 20000; i++)
    {
      double magnitude = pow (10, (double) esp_random_below (&random, 24) - 6);
      double a = ((double) esp_random_below (&random, 2000001) - 1000000) * magnitude / 1e6;
      double b = ((double) esp_random_below (&random, 2000001) - 1000000) * magnitude / 1e6;
      guint n = 1 + (guint) esp_random_below (&random, 8);
      EspScale scale;

      esp_scale_init (&scale, MIN (a, b), MAX (a, b), n,
                      (EspScaleFlags) esp_random_below (&random, 4));
      g_assert_cmpfloat (scale.low, <=, MIN (a, b) + scale.step * 1e-6);
      g_assert_cmpfloat (scale.high, >=, MAX (a, b) - scale.step * 1e-6);
      g_assert_cmpuint (esp_scale_get_n_ticks (&scale), >=, 2);
      g_assert_cmpuint (esp_scale_get_n_ticks (&scale), <=, n + 3);
    }
}

static void
test_time (void)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_offset (9 * 3600);
  gint64 start = G_GINT64_CONSTANT (1741532400) * ESP_USEC_PER_SEC; /* Mon 2025-03-10, Seoul */
  g_autoptr (GArray) weeks =
    esp_time_ticks_new (start, start + 21 * ESP_USEC_PER_DAY, seoul, 4, 0, ESP_LANG_KO);
  g_autoptr (GArray) hours =
    esp_time_ticks_new (start, start + ESP_USEC_PER_DAY, seoul, 5, 0, ESP_LANG_EN);
  g_autoptr (GArray) years = esp_time_ticks_new (0, start, seoul, 6, 0, ESP_LANG_EN);
  g_autoptr (GArray) none = esp_time_ticks_new (5, 1, seoul, 6, 0, ESP_LANG_EN);

  g_assert_cmpuint (weeks->len, ==, 4);
  g_assert_cmpstr (g_array_index (weeks, EspTimeTick, 1).label, ==, "3월 17일");
  g_assert_cmpuint (hours->len, ==, 5);
  g_assert_cmpstr (g_array_index (hours, EspTimeTick, 1).label, ==, "06:00");
  g_assert_cmpstr (g_array_index (hours, EspTimeTick, 4).label, ==, "11 Mar");
  g_assert_cmpuint (years->len, >, 2);
  g_assert_cmpstr (g_array_index (years, EspTimeTick, 0).label, ==, "1980");
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/scale/round", test_round);
  g_test_add_func ("/draw/scale/any-range", test_any_range);
  g_test_add_func ("/draw/scale/time", test_time);
  return g_test_run ();
}
