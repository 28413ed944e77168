/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The promises of an import about consent: asked for, never widened, counted before it is written. */
#include "import-world.h"

#include "store/esp-suppressions.h"

#include "test-home.h"

static void
test_consent_by_columns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = import_text (fixture,
                                                    "이메일,메일수신동의,SMS수신동의,동의일\n"
                                                    "yes@example.com,Y,거부,2026-01-02\n"
                                                    "undated@example.com,동의,,\n"
                                                    "silent@example.com,,,2026-01-02\n"
                                                    "what@example.com,아마도,,2026-01-02\n",
                                                    by_columns);
  g_autoptr (EspImportReport) denied = NULL;
  g_autoptr (EspImportReport) declared = NULL;

  assert_outcomes (report, 3, 0, 0, 0, 1);
  assert_consent (fixture, "yes@example.com", "email", "granted");
  assert_consent (fixture, "yes@example.com", "sms", "denied");
  assert_consent (fixture, "undated@example.com", "email", "unknown");
  assert_consent (fixture, "silent@example.com", "email", NULL);
  g_assert_cmpuint (report->counts.n_consents_undated, ==, 1);
  /* A later refusal wins although it has no date; a declaration for all never undoes it. */
  denied = import_text (fixture, "이메일,메일수신동의\nyes@example.com,N\n", by_columns);
  assert_consent (fixture, "yes@example.com", "email", "denied");
  declared = import_text (fixture, "이메일\nyes@example.com\nsilent@example.com\n", declare);
  assert_consent (fixture, "yes@example.com", "email", "denied");
  assert_consent (fixture, "silent@example.com", "email", "granted");
  g_assert_cmpuint (declared->counts.n_consents_kept, ==, 1);
}

static gboolean
suppress (EspTx *tx, gpointer data, GError **error)
{
  return esp_suppress_address (tx, "email", data, "unsubscribed", NULL, error);
}

static void
test_suppressed_stay_suppressed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  Look look = { .reference = "gone@example.com", .channel = "email" };
  char address[] = "gone@example.com";

  esp_store_write (fixture->store, NULL, suppress, address, NULL, &error);
  g_assert_no_error (error);
  report = import_text (fixture, "이메일\nGONE@example.com\nhere@example.com\n", declare);
  assert_outcomes (report, 2, 0, 0, 0, 0);
  g_assert_cmpuint (report->counts.n_suppressed, ==, 1);
  do_look (fixture, &look);
  g_assert_cmpstr (look.reason, ==, "unsubscribed");
  look_clear (&look);
}

static void
test_consent_has_to_be_answered (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = put_bytes (fixture, "list.csv", first_list, -1);
  g_autoptr (EspImportPlan) plan = plan_of (path);
  g_autoptr (EspImportJob) job = NULL;
  g_autoptr (GError) error = NULL;

  plan->consent = ESP_IMPORT_CONSENT_UNANSWERED;
  job = esp_import_job_new (fixture->store, path, plan);
  g_assert_null (esp_import_job_run_sync (job, TRUE, NULL, &error));
  g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_CONSENT);
  plan->consent = ESP_IMPORT_CONSENT_BY_COLUMNS;
  plan->consent_at_us = ESP_IMPORT_DAY_UNREAD;
  g_clear_error (&error);
  g_assert_false (esp_import_plan_check (plan, &error));
  g_assert_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_CONSENT);
}

/* One day for all rows that tell none. */
static void
day_for_columns (EspImportPlan *plan)
{
  by_columns (plan);
  plan->consent_at_us = START_US - ESP_USEC_PER_DAY;
}

static void
test_day_for_undated_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) undated =
    import_text (fixture, "이메일,메일수신동의\none@example.com,Y\n", by_columns);
  g_autoptr (EspImportReport) dated =
    import_text (fixture, "이메일,메일수신동의\none@example.com,Y\n", day_for_columns);

  g_assert_cmpuint (undated->counts.n_consents_undated, ==, 1);
  g_assert_cmpuint (dated->counts.n_consents, ==, 1);
  g_assert_cmpuint (dated->counts.n_consents_undated, ==, 0);
  assert_consent (fixture, "one@example.com", "email", "granted");
}

static void
declare_push (EspImportPlan *plan)
{
  declare (plan);
  plan->consent_channels[ESP_IMPORT_CHANNEL_PUSH] = TRUE;
}

/* Consent to push is of those alone whose browser is in the file, in whatever column. */
static void
test_push_is_of_browsers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) report =
    import_text (fixture,
                 "이메일,회사\none@example.com,\"{\"\"endpoint\"\":\"\"https://p.example/1\"\"}\"\n"
                 "two@example.com,한빛\n",
                 declare_push);
  Look look = { .reference = "two@example.com", .channel = "push" };

  g_assert_cmpuint (report->counts.n_consents, ==, 3);
  assert_consent (fixture, "one@example.com", "push", "granted");
  do_look (fixture, &look);
  g_assert_cmpstr (look.state, ==, NULL);
  look_clear (&look);
}

/* The address that keeps a person suppressed may not be in the file that updates them. */
static void
test_updates_leave_suppressions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspImportReport) first = NULL;
  g_autoptr (EspImportReport) second = NULL;
  g_autoptr (GError) error = NULL;
  Look look = { .reference = "gone@example.com", .channel = "email" };
  char address[] = "gone@example.com";

  esp_store_write (fixture->store, NULL, suppress, address, NULL, &error);
  g_assert_no_error (error);
  first = import_text (fixture, "이메일,고객번호,회사\ngone@example.com,K-1,한빛\n", NULL);
  assert_outcomes (first, 1, 0, 0, 0, 0);
  second = import_text (fixture, "고객번호,회사,휴대폰\nK-1,달빛,010-1234-5678\n", set_replace);
  assert_outcomes (second, 0, 1, 0, 0, 0);
  do_look (fixture, &look);
  g_assert_cmpstr (look.reason, ==, "unsubscribed");
  look_clear (&look);
}

static gboolean
suppress_many (EspTx *tx, gpointer data, GError **error)
{
  for (guint i = 0; i < 200; i += 7)
    {
      g_autofree char *address = g_strdup_printf ("p%u@example.com", i);

      if (!esp_suppress_address (tx, "email", address, "unsubscribed", NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* People who stand in the file twice and say one thing here, another there. */
static char *
make_talk (guint32 seed, guint n_rows)
{
  static const char *const words[] = { "Y", "N", "", "동의", "거부" };
  GString *text = g_string_new ("이메일,휴대폰,메일수신동의,SMS수신동의,동의일,회사\n");
  EspRandom random;

  esp_random_init (&random, seed);
  for (guint i = 0; i < n_rows; i++)
    {
      guint person = esp_random_below (&random, 200);

      g_string_append_printf (text, "p%u@example.com,010-%04u-1111,%s,%s,", person, 1000 + person,
                              words[esp_random_below (&random, 5)],
                              words[esp_random_below (&random, 5)]);
      if (esp_random_below (&random, 3) > 0)
        g_string_append_printf (text, "2026-0%u-01", 1 + esp_random_below (&random, 6));
      g_string_append_printf (text, ",회사%u\n", esp_random_below (&random, 3));
    }
  return g_string_free (text, FALSE);
}

/* import_text() compares every count of the dry run with the real one. */
static void
test_dry_run_counts_consent (Fixture *fixture, gconstpointer data)
{
  static void (*const adjusts[]) (EspImportPlan *) = { by_columns, declare, NULL };
  g_autoptr (GError) error = NULL;
  guint64 n_consents = 0;
  guint64 n_suppressed = 0;

  esp_store_write (fixture->store, NULL, suppress_many, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *list = make_talk (i, 150);
      g_autoptr (EspImportReport) report =
        import_text (fixture, list, adjusts[i % G_N_ELEMENTS (adjusts)]);

      n_consents += report->counts.n_consents;
      n_suppressed += report->counts.n_suppressed;
      esp_clock_advance (fixture->clock, ESP_USEC_PER_HOUR);
    }
  g_assert_cmpuint (n_consents, >, 100);
  g_assert_cmpuint (n_suppressed, >, 5);
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  ADD ("/worker/import/consent-by-columns", test_consent_by_columns);
  ADD ("/worker/import/suppressed-stay-suppressed", test_suppressed_stay_suppressed);
  ADD ("/worker/import/consent-has-to-be-answered", test_consent_has_to_be_answered);
  ADD ("/worker/import/day-for-undated-rows", test_day_for_undated_rows);
  ADD ("/worker/import/push-is-of-browsers", test_push_is_of_browsers);
  ADD ("/worker/import/updates-leave-suppressions", test_updates_leave_suppressions);
  ADD ("/worker/import/dry-run-counts-consent", test_dry_run_counts_consent);
  return g_test_run ();
}
