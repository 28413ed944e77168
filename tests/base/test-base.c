/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the clock, the random numbers and the threads. */
#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "base/esp-thread.h"

static void
test_fake_clock_moves_by_hand (void)
{
  g_autoptr (EspClock) clock = esp_clock_new_fake (5);

  g_assert_cmpint (esp_clock_now_us (clock), ==, 5);
  esp_clock_advance (clock, 10);
  g_assert_cmpint (esp_clock_now_us (clock), ==, 15);
}

static void
test_random_repeats (void)
{
  EspRandom a, b;

  esp_random_init (&a, 42);
  esp_random_init (&b, 42);
  for (int i = 0; i < 1000; i++)
    {
      g_assert_cmpuint (esp_random_next (&a), ==, esp_random_next (&b));
      g_assert_cmpuint (esp_random_below (&a, 7), <, 7);
      (void) esp_random_next (&b); /* keeps the two in step */
    }
}

static void
append_cb (gpointer data)
{
  int *value = data;

  *value += 1;
}

static void
test_thread_runs_in_order_and_ends (void)
{
  EspThread *thread = esp_thread_new ("test");
  int value = 0;

  esp_thread_post (thread, append_cb, &value);
  esp_thread_run (thread, append_cb, &value);
  g_assert_cmpint (value, ==, 2);
  esp_thread_join (thread);
  g_assert_finalize_object (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clock/fake-moves-by-hand", test_fake_clock_moves_by_hand);
  g_test_add_func ("/base/random/repeats", test_random_repeats);
  g_test_add_func ("/base/thread/runs-in-order-and-ends", test_thread_runs_in_order_and_ends);
  return g_test_run ();
}
