/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the pace of domains: who asks for patience gets it, and nobody else waits. */
#include "base/esp-clock.h"
#include "worker/esp-domain-pace.h"

#include "test-home.h"

#define NOW_US G_GINT64_CONSTANT (1790000000000000)

static const EspOutResult accepted = { .outcome = ESP_OUTCOME_ACCEPTED, .code = 250 };

static EspOutResult
make_refusal (int code, const char *enhanced, const char *reply)
{
  EspOutResult result = { .outcome = ESP_OUTCOME_REFUSED,
                          .refusal = ESP_REFUSAL_SOFT,
                          .is_retryable = TRUE,
                          .code = code,
                          .reply = (char *) reply };

  (void) g_strlcpy (result.enhanced, enhanced, sizeof result.enhanced);
  return result;
}

static void
test_tells_patience_apart (void)
{
  static const struct
  {
    int code;
    const char *enhanced;
    const char *reply;
    gboolean is_slow_down;
  } cases[] = {
    { 421, "", "goodbye", TRUE },
    { 451, "4.7.0", "4.7.0 later", TRUE },
    { 450, "4.2.1", "The user is receiving mail too quickly", TRUE },
    { 452, "4.5.3", "Too many messages", TRUE },
    { 451, "4.7.1", "4.7.1 Greylisted, come back", FALSE },
    { 452, "4.2.2", "Mailbox full", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EspOutResult result = make_refusal (cases[i].code, cases[i].enhanced, cases[i].reply);

      g_assert_cmpint (esp_domain_pace_is_slow_down (&result), ==, cases[i].is_slow_down);
    }
  g_assert_false (esp_domain_pace_is_slow_down (&accepted));
}

static void
test_a_domain_rests_and_recovers (void)
{
  g_autoptr (EspDomainPace) pace = esp_domain_pace_new ();
  EspOutResult slow = make_refusal (421, "4.7.0", "slow down");
  gint64 now_us = NOW_US;
  gint64 rest_us;

  for (guint i = 0; i < 8; i++)
    g_assert_true (esp_domain_pace_take (pace, "a@Big.example"));
  esp_domain_pace_settle (pace, "a@big.example", &slow, now_us);
  rest_us = esp_domain_pace_get_rest (pace, "b@big.example", now_us) - now_us;
  g_assert_cmpint (rest_us, >, 0);
  g_assert_cmpint (esp_domain_pace_get_rest (pace, "b@other.example", now_us), ==, 0);
  /* what was under way says the same: it counts once */
  for (guint i = 0; i < 7; i++)
    esp_domain_pace_settle (pace, "a@big.example", &slow, now_us);
  g_assert_cmpint (esp_domain_pace_get_rest (pace, "b@big.example", now_us) - now_us, ==, rest_us);

  /* After the rest half as many at once. */
  now_us += rest_us + 1;
  g_assert_cmpint (esp_domain_pace_get_rest (pace, "b@big.example", now_us), ==, 0);
  for (guint i = 0; i < 4; i++)
    g_assert_true (esp_domain_pace_take (pace, "a@big.example"));
  g_assert_false (esp_domain_pace_take (pace, "a@big.example"));
  g_assert_true (esp_domain_pace_take (pace, "a@other.example"));
  /* The second time it rests longer. */
  esp_domain_pace_settle (pace, "a@big.example", &slow, now_us);
  g_assert_cmpint (esp_domain_pace_get_rest (pace, "b@big.example", now_us) - now_us, ==,
                   2 * rest_us);
  for (guint i = 0; i < 3; i++)
    esp_domain_pace_release (pace, "a@big.example");

  /* One more for every hundred that go well. */
  now_us += ESP_USEC_PER_HOUR;
  for (guint i = 0; i < 100; i++)
    {
      g_assert_true (esp_domain_pace_take (pace, "a@big.example"));
      esp_domain_pace_settle (pace, "a@big.example", &accepted, now_us);
    }
  for (guint i = 0; i < 3; i++)
    g_assert_true (esp_domain_pace_take (pace, "a@big.example"));
  g_assert_false (esp_domain_pace_take (pace, "a@big.example"));
}

static void
test_many_domains_are_the_server (void)
{
  g_autoptr (EspDomainPace) pace = esp_domain_pace_new ();
  EspOutResult slow = make_refusal (421, "4.7.0", "slow down");

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *address = g_strdup_printf ("a@d%u.example", i);

      g_assert_false (esp_domain_pace_is_everywhere (pace));
      g_assert_true (esp_domain_pace_take (pace, address));
      esp_domain_pace_settle (pace, address, &slow, NOW_US);
    }
  g_assert_true (esp_domain_pace_is_everywhere (pace));
  g_assert_true (esp_domain_pace_take (pace, "a@good.example"));
  esp_domain_pace_settle (pace, "a@good.example", &accepted, NOW_US);
  g_assert_false (esp_domain_pace_is_everywhere (pace));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/domain-pace/tells-patience-apart", test_tells_patience_apart);
  g_test_add_func ("/worker/domain-pace/a-domain-rests-and-recovers",
                   test_a_domain_rests_and_recovers);
  g_test_add_func ("/worker/domain-pace/many-domains-are-the-server",
                   test_many_domains_are_the_server);
  return g_test_run ();
}
