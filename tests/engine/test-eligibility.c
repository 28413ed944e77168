/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of the one decision, of the rules it uses, and of counting with it. */
#include "base/esp-clock.h"
#include "base/esp-random.h"
#include "engine/policy/esp-eligibility.h"
#include "engine/policy/esp-waterfall.h"

#include "test-home.h"

#include <string.h>

/* 2026-11-22 12:00 in Seoul, which is 03:00 UTC. */
#define NOON_US (G_GINT64_CONSTANT (1795316400) * ESP_USEC_PER_SEC)

static EspRecipient
make_recipient (void)
{
  return (EspRecipient){ .is_present = TRUE,
                         .is_in_audience = TRUE,
                         .has_address = TRUE,
                         .is_address_valid = TRUE,
                         .consent = ESP_WORD_GRANTED,
                         .lead_id = 7 };
}

static const EspSendRule usual_rule = { .is_channel_ready = TRUE,
                                        .is_email = TRUE,
                                        .is_marketing = TRUE };

static void
assert_reason (const EspSendRule *rule, const EspRecipient *recipient, EspReason reason)
{
  g_assert_cmpstr (esp_reason_name (esp_eligibility_judge (rule, recipient).reason), ==,
                   esp_reason_name (reason));
}

static void
test_each_reason (void)
{
  EspSendRule rule = usual_rule;
  EspRecipient one = make_recipient ();

  assert_reason (&rule, &one, ESP_REASON_NONE);
  one.quiet_until_us = NOON_US;
  assert_reason (&rule, &one, ESP_REASON_QUIET);
  g_assert_cmpint (esp_eligibility_judge (&rule, &one).retry_at_us, ==, NOON_US);
  one.fails_content = TRUE;
  assert_reason (&rule, &one, ESP_REASON_CONTENT);
  rule.holdout_permyriad = 10000;
  assert_reason (&rule, &one, ESP_REASON_HOLDOUT);
  one.is_capped = TRUE;
  assert_reason (&rule, &one, ESP_REASON_CAPPED);
  rule.is_channel_ready = FALSE;
  assert_reason (&rule, &one, ESP_REASON_CHANNEL);
  one.consent = ESP_WORD_NONE;
  assert_reason (&rule, &one, ESP_REASON_NO_CONSENT);
  one.consent = ESP_WORD_REFUSED;
  assert_reason (&rule, &one, ESP_REASON_WITHDRAWN);
  one.is_suppressed = TRUE;
  assert_reason (&rule, &one, ESP_REASON_SUPPRESSED);
  one.is_address_valid = FALSE;
  assert_reason (&rule, &one, ESP_REASON_BAD_ADDRESS);
  one.has_address = FALSE;
  assert_reason (&rule, &one, ESP_REASON_NO_ADDRESS);
  one.is_in_audience = FALSE;
  assert_reason (&rule, &one, ESP_REASON_NOT_IN_AUDIENCE);
  one.is_present = FALSE;
  assert_reason (&rule, &one, ESP_REASON_GONE);
}

static void
test_night_binds_texts_and_not_mail (void)
{
  EspSendRule rule = usual_rule;
  EspRecipient one = make_recipient ();

  one.night_until_us = NOON_US;
  assert_reason (&rule, &one, ESP_REASON_NONE);
  rule.is_email = FALSE;
  assert_reason (&rule, &one, ESP_REASON_NIGHT);
  one.night_consent = ESP_WORD_GRANTED;
  assert_reason (&rule, &one, ESP_REASON_NONE);
}

/* The stricter of the policy and the place; a night that is off stays off. */
static void
test_night_of_each_place (void)
{
  static const struct
  {
    const char *zone;
    guint from_hour;
    guint until_hour;
  } places[] = {
    { NULL, 21, 8 },
    { "Asia/Seoul", 21, 8 },
    { "America/New_York", 20, 9 },
    { "America/Chicago", 20, 9 },
    { "America/Los_Angeles", 21, 8 },
    { "Asia/Kolkata", 21, 10 },
    { "Europe/Berlin", 20, 8 },
    { "Europe/Rome", 20, 9 },
    { "US/Eastern", 20, 9 },
    { "Nowhere/Atall", 21, 8 },
    { "", 21, 8 },
  };
  EspPolicy policy = esp_policy_default;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      EspHours night = esp_policy_get_night (&policy, places[i].zone);

      g_assert_cmpuint (night.from_minute, ==, places[i].from_hour * 60);
      g_assert_cmpuint (night.until_minute, ==, places[i].until_hour * 60);
    }
  policy.night = (EspHours){ 19 * 60, 10 * 60 };
  g_assert_cmpuint (esp_policy_get_night (&policy, "America/New_York").from_minute, ==, 19 * 60);
  g_assert_cmpuint (esp_policy_get_night (&policy, "America/New_York").until_minute, ==, 10 * 60);
  policy.night = (EspHours){ 0 };
  g_assert_cmpuint (esp_policy_get_night (&policy, "America/New_York").from_minute, ==, 0);
}

/* New York 20:00 to 09:00, Honolulu 21:00 to 08:00: with both, from 13:00 or 14:00 to 20:00 in New York. */
static void
test_night_of_several_zones (void)
{
  static const struct
  {
    const char *zone;
    const char *at;
    const char *until; /* (nullable) no night */
  } moments[] = {
    { "US", "2026-11-23T18:30:00Z", NULL },                   /* 13:30 EST, 08:30 HST */
    { "US", "2026-11-23T14:30:00Z", "2026-11-23T18:00:00Z" }, /* 09:30 EST, 04:30 HST */
    { "US", "2026-11-24T01:00:00Z", "2026-11-24T18:00:00Z" }, /* 20:00 EST: until Hawaii wakes */
    { "RU", "2026-11-23T05:30:00Z", "2026-11-23T06:00:00Z" }, /* 08:30 Moscow, 07:30 Kaliningrad */
    { "RU", "2026-11-23T08:30:00Z", NULL },
    { "RU", "2026-11-23T09:00:00Z", "2026-11-24T06:00:00Z" }, /* 21:00 in Kamchatka */
    { "AU", "2026-11-23T08:59:00Z", NULL },                   /* 19:59 in Sydney, 16:59 in Perth */
    { "AU", "2026-11-23T09:00:00Z", "2026-11-24T01:00:00Z" },
    { "America/Los_Angeles", "2026-11-24T01:00:00Z", NULL },
    { NULL, "2026-11-23T21:00:00Z", "2026-11-24T08:00:00Z" },
  };
  EspPolicy policy = esp_policy_default;

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (moments[i].at, NULL);
      g_autoptr (GDateTime) until =
        moments[i].until != NULL ? g_date_time_new_from_iso8601 (moments[i].until, NULL) : NULL;
      gint64 end_us = esp_policy_get_night_end (&policy, moments[i].zone,
                                                g_date_time_to_unix (at) * ESP_USEC_PER_SEC);

      g_test_message ("%s %s", moments[i].zone, moments[i].at);
      g_assert_cmpint (end_us, ==,
                       until != NULL ? g_date_time_to_unix (until) * ESP_USEC_PER_SEC : 0);
    }
  /* A night that leaves no hour common to all: that of most people, not for ever. */
  policy.night = (EspHours){ 12 * 60, 11 * 60 };
  g_assert_cmpint (esp_policy_get_night_end (&policy, "RU", NOON_US), <,
                   NOON_US + 2 * ESP_USEC_PER_DAY);
  policy.night = (EspHours){ 0 };
  g_assert_cmpint (esp_policy_get_night_end (&policy, "RU", NOON_US), ==, 0);
}

/* What does not bind a send is not shown as speaking against it. */
static void
test_what_does_not_bind (void)
{
  static const EspReason asked[] = { ESP_REASON_WITHDRAWN, ESP_REASON_CAPPED, ESP_REASON_NIGHT,
                                     ESP_REASON_QUIET };
  EspSendRule rule = usual_rule;
  EspRecipient one = make_recipient ();

  one.consent = ESP_WORD_REFUSED;
  one.is_capped = TRUE;
  one.night_until_us = one.quiet_until_us = NOON_US;
  rule.is_marketing = TRUE;
  rule.ignores_hours = rule.is_email = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    g_assert_true (esp_eligibility_is_against (&rule, &one, asked[i]));
  rule.is_email = TRUE;
  g_assert_false (esp_eligibility_is_against (&rule, &one, ESP_REASON_NIGHT));
  rule.ignores_hours = TRUE;
  g_assert_false (esp_eligibility_is_against (&rule, &one, ESP_REASON_QUIET));
  rule.is_marketing = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    g_assert_false (esp_eligibility_is_against (&rule, &one, asked[i]));
  g_assert_false (esp_eligibility_is_against (&rule, &one, ESP_REASON_NONE));
}

static void
test_transactional_asks_no_consent_but_obeys_suppression (void)
{
  EspSendRule rule = usual_rule;
  EspRecipient one = make_recipient ();

  rule.is_marketing = FALSE;
  one.consent = ESP_WORD_REFUSED;
  one.is_capped = TRUE;
  one.quiet_until_us = NOON_US;
  assert_reason (&rule, &one, ESP_REASON_NONE);
  one.is_suppressed = TRUE;
  assert_reason (&rule, &one, ESP_REASON_SUPPRESSED);
}

static void
test_holdout_is_stable_and_fair (void)
{
  EspSendRule rule = usual_rule;
  EspRecipient one = make_recipient ();
  guint n_held = 0;

  rule.holdout_permyriad = 500;
  rule.holdout_seed = 42;
  for (guint i = 1; i <= 100000; i++)
    {
      one.lead_id = i;
      if (esp_eligibility_judge (&rule, &one).reason == ESP_REASON_HOLDOUT)
        n_held++;
      g_assert_cmpint (esp_eligibility_judge (&rule, &one).reason, ==,
                       esp_eligibility_judge (&rule, &one).reason);
    }
  g_assert_cmpuint (n_held, >, 4700);
  g_assert_cmpuint (n_held, <, 5300);
}

static void
test_hours_end_in_the_right_zone (void)
{
  const EspHours quiet = { 22 * 60, 7 * 60 };
  const EspHours lunch = { 12 * 60, 13 * 60 };
  const EspHours never = { 0, 0 };

  g_assert_cmpint (esp_hours_end (&quiet, "Asia/Seoul", NOON_US), ==, 0);
  g_assert_cmpint (esp_hours_end (&never, "Asia/Seoul", NOON_US), ==, 0);
  g_assert_cmpint (esp_hours_end (&lunch, "Asia/Seoul", NOON_US), ==, NOON_US + ESP_USEC_PER_HOUR);
  /* 22:00 on the day before in New York, until 07:00 */
  g_assert_cmpint (esp_hours_end (&quiet, "America/New_York", NOON_US), ==,
                   NOON_US + 9 * ESP_USEC_PER_HOUR);
  /* 23:00 in Seoul, until the next morning; 03:00, until the same morning */
  g_assert_cmpint (esp_hours_end (&quiet, "Asia/Seoul", NOON_US + 11 * ESP_USEC_PER_HOUR), ==,
                   NOON_US + 19 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (esp_hours_end (&quiet, "Asia/Seoul", NOON_US + 15 * ESP_USEC_PER_HOUR), ==,
                   NOON_US + 19 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (esp_hours_end (&quiet, "Nowhere/Land", NOON_US), ==,
                   NOON_US + 4 * ESP_USEC_PER_HOUR);
}

static void
test_retries_follow_the_schedule (void)
{
  const EspPolicy *policy = &esp_policy_default;

  g_assert_cmpint (esp_policy_retry_at (policy, 1, NOON_US, NOON_US, 0.5), ==,
                   NOON_US + 5 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (esp_policy_retry_at (policy, 1, NOON_US, NOON_US, 0), ==,
                   NOON_US + 4 * ESP_USEC_PER_MINUTE);
  g_assert_cmpint (esp_policy_retry_at (policy, 7, NOON_US, NOON_US, 0.5), ==,
                   NOON_US + 8 * ESP_USEC_PER_HOUR);
  g_assert_cmpint (esp_policy_retry_at (policy, 8, NOON_US, NOON_US, 0.5), ==, 0);
  g_assert_cmpint (esp_policy_retry_at (policy, 2, NOON_US - ESP_USEC_PER_DAY, NOON_US, 0.5), ==,
                   0);
}

static void
test_policy_survives_json (void)
{
  EspPolicy policy = esp_policy_default;
  EspPolicy copy;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;

  policy.cap_count = 0;
  policy.quiet = (EspHours){ 0, 0 };
  policy.brake_hard = 0.5;
  json = esp_policy_to_json (&policy);
  g_assert_true (esp_policy_from_json (json, &copy, &error));
  again = esp_policy_to_json (&copy);
  g_assert_cmpstr (json, ==, again);
  g_assert_false (esp_policy_from_json ("{\"quiet\":[\"25:00\",\"07:00\"]}", &copy, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_false (esp_policy_from_json ("{\"brake-hard\":2}", &copy, NULL));
  g_assert_false (esp_policy_from_json ("[]", &copy, NULL));
  g_assert_true (esp_policy_from_json (NULL, &copy, NULL));
}

static void
fill_some (EspBitmap *leads, EspRandom *random, guint n, double share)
{
  for (guint32 id = 1; id <= n; id++)
    if (esp_random_unit (random) < share)
      esp_bitmap_add (leads, id);
}

static EspFacts *
make_facts (EspRandom *random, guint n)
{
  EspFacts *facts = g_new0 (EspFacts, 1);
  EspBitmap **const sets[] = { &facts->present,       &facts->addressed, &facts->valid,
                               &facts->suppressed,    &facts->granted,   &facts->refused,
                               &facts->night_granted, &facts->capped };
  const double shares[] = { 0.95, 0.9, 0.9, 0.05, 0.8, 0.1, 0.1, 0.1 };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      *sets[i] = esp_bitmap_new ();
      fill_some (*sets[i], random, n, shares[i]);
    }
  facts->zone_names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (facts->zone_names, NULL);
  g_ptr_array_add (facts->zone_names, g_strdup ("America/New_York"));
  facts->zone_of = g_array_new (FALSE, TRUE, sizeof (guint16));
  g_array_set_size (facts->zone_of, n + 1);
  for (guint i = 1; i <= n; i++)
    g_array_index (facts->zone_of, guint16, i) = (guint16) esp_random_below (random, 2);
  return facts;
}

/* The same of one lead; borrows. */
static EspLeadFacts
read_one (const EspFacts *facts, guint32 id)
{
  EspLeadFacts lead = {
    .is_present = esp_bitmap_contains (facts->present, id),
    .is_address_valid = esp_bitmap_contains (facts->valid, id),
    .is_suppressed = esp_bitmap_contains (facts->suppressed, id),
    .is_capped = esp_bitmap_contains (facts->capped, id),
    .address = esp_bitmap_contains (facts->addressed, id) ? (char *) "a@x.example" : NULL,
    .zone = g_ptr_array_index (facts->zone_names, esp_facts_get_zone_index (facts, id)),
  };

  if (esp_bitmap_contains (facts->granted, id))
    strcpy (lead.consent, "granted");
  else if (esp_bitmap_contains (facts->refused, id))
    strcpy (lead.consent, "withdrawn");
  if (esp_bitmap_contains (facts->night_granted, id))
    strcpy (lead.night_consent, "granted");
  return lead;
}

/* Counting a crowd and asking about one person are the same decision. */
static void
test_counts_agree_with_explanations (void)
{
  const guint n = 20000;
  EspSendRule rule = usual_rule;
  EspWaterfallInput input = { .rule = &rule,
                              .policy = &esp_policy_default,
                              .default_zone = "Asia/Seoul",
                              .now_us = NOON_US };
  EspRandom random;
  g_autoptr (EspFacts) facts = NULL;
  g_autoptr (EspBitmap) audience = esp_bitmap_new ();
  g_autoptr (EspWaterfall) waterfall = NULL;
  guint64 n_all = 0;

  esp_random_init (&random, 7);
  rule.holdout_permyriad = 1000;
  facts = make_facts (&random, n);
  fill_some (audience, &random, n, 0.5);
  waterfall = esp_waterfall_new (&input, facts, audience);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    n_all += esp_waterfall_count (waterfall, (EspReason) i);
  g_assert_cmpuint (n_all, ==, esp_bitmap_count (audience));
  g_assert_cmpuint (waterfall->n_matching, ==, n_all);
  for (guint32 id = 1; id <= n; id++)
    {
      EspLeadFacts lead;
      EspVerdict verdict;

      if (!esp_bitmap_contains (audience, id))
        continue;
      lead = read_one (facts, id);
      verdict = esp_waterfall_judge_one (&input, &lead, TRUE, id, NULL);
      g_assert_true (esp_bitmap_contains (waterfall->leads[verdict.reason], id));
    }
  g_assert_cmpuint (esp_waterfall_count (waterfall, ESP_REASON_QUIET), >, 0);
  g_assert_cmpint (waterfall->waits_until_us, ==, NOON_US + 9 * ESP_USEC_PER_HOUR);
}

static void
test_names_of_reasons_are_stable (void)
{
  for (guint i = 0; i < ESP_N_REASONS; i++)
    {
      EspReason reason = ESP_REASON_NONE;

      g_assert_true (esp_reason_from_name (esp_reason_name ((EspReason) i), &reason));
      g_assert_cmpint (reason, ==, i);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/engine/eligibility/each-reason", test_each_reason);
  g_test_add_func ("/engine/eligibility/night-binds-texts", test_night_binds_texts_and_not_mail);
  g_test_add_func ("/engine/policy/night-of-each-place", test_night_of_each_place);
  g_test_add_func ("/engine/policy/night-of-several-zones", test_night_of_several_zones);
  g_test_add_func ("/engine/eligibility/what-does-not-bind", test_what_does_not_bind);
  g_test_add_func ("/engine/eligibility/transactional",
                   test_transactional_asks_no_consent_but_obeys_suppression);
  g_test_add_func ("/engine/eligibility/holdout-is-fair", test_holdout_is_stable_and_fair);
  g_test_add_func ("/engine/policy/hours-end-in-the-right-zone", test_hours_end_in_the_right_zone);
  g_test_add_func ("/engine/policy/retries-follow-the-schedule", test_retries_follow_the_schedule);
  g_test_add_func ("/engine/policy/survives-json", test_policy_survives_json);
  g_test_add_func ("/engine/waterfall/agrees-with-explanations",
                   test_counts_agree_with_explanations);
  g_test_add_func ("/engine/eligibility/names-are-stable", test_names_of_reasons_are_stable);
  return g_test_run ();
}
