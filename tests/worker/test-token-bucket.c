/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the rate limit and of the brakes. */
#include "base/esp-clock.h"
#include "worker/esp-send-brake.h"
#include "worker/esp-token-bucket.h"

#include "test-home.h"

static void
test_rate_is_kept (void)
{
  EspTokenBucket bucket;
  guint n = 0;
  gint64 now_us = 1000;

  esp_token_bucket_init (&bucket, 600, -1, 0, now_us);
  for (guint i = 0; i < 600; i++, now_us += 100000)
    n += esp_token_bucket_take (&bucket, 100, now_us);
  g_assert_cmpuint (n, >=, 598);
  g_assert_cmpuint (n, <=, 602);
}

static void
test_rest_gives_a_small_burst (void)
{
  EspTokenBucket bucket;

  esp_token_bucket_init (&bucket, 600, 0, 0, 0);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 1000, ESP_USEC_PER_DAY), ==, 20);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 1, ESP_USEC_PER_DAY), ==, 0);
  g_assert_cmpint (esp_token_bucket_next_at (&bucket, ESP_USEC_PER_DAY), >, ESP_USEC_PER_DAY);
  esp_token_bucket_give_back (&bucket, 1);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 1, ESP_USEC_PER_DAY), ==, 1);
}

/* A restart does not allow again what was allowed before. */
static void
test_restart_gives_nothing (void)
{
  EspTokenBucket bucket;

  esp_token_bucket_init (&bucket, 60, 0, 5000000, 5000000);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 5, 5000000), ==, 0);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 5, 6000000), ==, 1);
  /* a clock set back neither gives nor takes for ever */
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 5, 1000000), ==, 0);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 5, 2000000), ==, 1);
}

static void
test_no_limit (void)
{
  EspTokenBucket bucket;

  esp_token_bucket_init (&bucket, 0, -1, 0, 0);
  g_assert_cmpuint (esp_token_bucket_take (&bucket, 12345, 0), ==, 12345);
}

static void
count (EspSendBrake *brake, EspRefusal refusal, guint n)
{
  EspOutResult result = { .outcome = refusal == ESP_REFUSAL_NONE ? ESP_OUTCOME_ACCEPTED
                                                                 : ESP_OUTCOME_REFUSED,
                          .refusal = refusal };

  for (guint i = 0; i < n; i++)
    esp_send_brake_count (brake, &result);
}

static void
test_brakes (void)
{
  const EspPolicy *policy = &esp_policy_default;
  EspSendBrake brake = { 0 };

  count (&brake, ESP_REFUSAL_HARD, 10);
  g_assert_null (esp_send_brake_judge (&brake, policy)); /* too few to judge */
  count (&brake, ESP_REFUSAL_NONE, 490);
  g_assert_null (esp_send_brake_judge (&brake, policy)); /* 2 % is not more than 2 % */
  count (&brake, ESP_REFUSAL_HARD, 1);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-hard");
  brake = (EspSendBrake){ 0 };
  count (&brake, ESP_REFUSAL_SOFT, 6);
  count (&brake, ESP_REFUSAL_NONE, 94);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-soft");
  brake = (EspSendBrake){ 0 };
  count (&brake, ESP_REFUSAL_BLOCK, 5);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-block");
  count (&brake, ESP_REFUSAL_ACCOUNT, 1);
  g_assert_cmpstr (esp_send_brake_judge (&brake, policy), ==, "brake-account");
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/token-bucket/rate-is-kept", test_rate_is_kept);
  g_test_add_func ("/worker/token-bucket/rest-gives-a-small-burst", test_rest_gives_a_small_burst);
  g_test_add_func ("/worker/token-bucket/restart-gives-nothing", test_restart_gives_nothing);
  g_test_add_func ("/worker/token-bucket/no-limit", test_no_limit);
  g_test_add_func ("/worker/send-brake/brakes", test_brakes);
  return g_test_run ();
}
