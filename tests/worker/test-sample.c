/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample workspace is made once, opens again, and is the same for equal seeds. */
#include "engine/plan/esp-forecast.h"
#include "store/esp-campaigns.h"
#include "store/esp-consents.h"
#include "store/esp-db.h"
#include "worker/esp-sample.h"

#include "store/esp-leads.h"
#include "store/esp-meta.h"

#include "temp-store.h"
#include "test-home.h"

#define NOW_US G_GINT64_CONSTANT (1790000000000000)

typedef struct
{
  gint64 n_leads;
  gint64 n_events;
  char *name; /* (owned) of lead 42 */
} Facts;

static gboolean
read_facts (EspTx *tx, gpointer data, GError **error)
{
  Facts *facts = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = esp_lead_load (tx, fields, 42, error);
  gint64 is_sample;

  g_assert_no_error (*error);
  facts->name = g_strdup (esp_lead_get_text (lead, "name"));
  g_assert_true (esp_meta_get_int64 (tx, ESP_META_IS_SAMPLE, 0, &is_sample, error));
  g_assert_cmpint (is_sample, ==, 1);
  return esp_lead_count (tx, &facts->n_leads, error) &&
         esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count(*) FROM event", &facts->n_events,
                             error);
}

static void
make (const char *folder, const char *name, guint64 seed, Facts *facts)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_CREATE, clock, &error);

  g_assert_no_error (error);
  g_assert_true (esp_sample_fill (store, 500, seed, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_read (store, ESP_READ_PAGE, read_facts, facts, NULL, &error));
  esp_store_close (store);
}

static void
test_equal_seeds (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  Facts a = { 0 }, b = { 0 }, c = { 0 };

  make (folder, "a.espalier", 7, &a);
  make (folder, "b.espalier", 7, &b);
  make (folder, "c.espalier", 8, &c);
  g_assert_cmpint (a.n_leads, ==, 500);
  g_assert_cmpint (a.n_events, ==, b.n_events);
  g_assert_cmpstr (a.name, ==, b.name);
  g_assert_cmpint (a.n_events, !=, c.n_events);
  g_free (a.name);
  g_free (b.name);
  g_free (c.name);
}

/* Rows that went in by the shortest way are as the schema wants them, and so are the figures beside them. */
static gboolean
check_rows (EspTx *tx, gpointer data, GError **error)
{
  static const char *const wrong[] = {
    "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    "SELECT count(*) FROM pragma_foreign_key_check",
    "SELECT abs ((SELECT count(*) FROM consent_state)"
    "  - (SELECT count(*) FROM (SELECT DISTINCT lead_id, channel, purpose FROM consent)))",
    "SELECT count(*) FROM consent_state JOIN consent ON consent.id = consent_id"
    " WHERE consent.state <> consent_state.state OR consent.at <> consent_state.at"
    "  OR EXISTS (SELECT 1 FROM consent AS later WHERE later.lead_id = consent.lead_id"
    "    AND later.channel = consent.channel AND later.at > consent.at)",
    "SELECT count(*) FROM lead LEFT JOIN lead_stat ON lead_id = id WHERE"
    " coalesce (n_sent, 0) <> (SELECT count(*) FROM delivery WHERE lead_id = lead.id AND state = "
    "'sent')"
    " OR last_sent_at IS NOT (SELECT max (updated_at) FROM delivery WHERE lead_id = lead.id"
    "   AND state = 'sent')"
    " OR coalesce (n_opened, 0) <> (SELECT count(*) FROM event JOIN event_kind"
    "   ON event_kind.id = kind_id WHERE lead_id = lead.id AND name = 'open')"
    " OR last_click_at IS NOT (SELECT max (at) FROM event JOIN event_kind"
    "   ON event_kind.id = kind_id WHERE lead_id = lead.id AND name = 'click')"
    " OR last_event_at IS NOT (SELECT max (at) FROM event WHERE lead_id = lead.id)",
    /* Every area has something to look at. */
    "SELECT NOT EXISTS (SELECT 1 FROM score)",
    "SELECT NOT EXISTS (SELECT 1 FROM library_item WHERE kind = 'brand' AND is_default)",
    "SELECT NOT EXISTS (SELECT 1 FROM task)",
    "SELECT NOT EXISTS (SELECT 1 FROM delivery WHERE state = 'skipped' AND reason = 'holdout')",
    "SELECT NOT EXISTS (SELECT 1 FROM overview_item WHERE kind = 'goal')",
    "SELECT NOT EXISTS (SELECT 1 FROM review JOIN review_comment ON review_id = review.id"
    " WHERE state = 'asked')",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gint64 n = -1;

      if (!esp_db_query_int64 (esp_tx_get_db (tx), wrong[i], &n, error))
        return FALSE;
      g_test_message ("%s: %d", wrong[i], (int) n);
      g_assert_cmpint (n, ==, 0);
    }
  return TRUE;
}

static gboolean
add_bad_consent (EspTx *tx, gpointer data, GError **error)
{
  EspConsent consent = { .lead_id = 1,
                         .channel = (char *) "smoke",
                         .purpose = (char *) "marketing",
                         .state = (char *) "granted" };

  return esp_consent_add (tx, &consent, error);
}

static void
test_rows_are_right (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  EspStore *store = temp_store_new (folder, clock);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_sample_fill (store, 2000, 3, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_read (store, ESP_READ_LONG, check_rows, NULL, NULL, &error));
  g_assert_no_error (error);
  /* From now on the lists of the schema hold again, and it cannot be filled twice. */
  g_assert_false (esp_store_write (store, NULL, add_bad_consent, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (esp_sample_fill (store, 10, 3, &error));
  g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (esp_store_write (store, NULL, add_bad_consent, NULL, NULL, &error));
  temp_store_free (store);
}

/* One journey leads people: they are on their way, got its mail, and some reached its goal; nobody answered later than now. */
static gboolean
check_life (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    const char *sql;
    gint64 least;
    gint64 most;
  } checks[] = {
    { "SELECT count(*) FROM journey WHERE state = 'live'", 1, 1 },
    { "SELECT count(*) FROM journey_member", 100, 100000 },
    { "SELECT count(DISTINCT step) FROM journey_member", 3, 100 },
    { "SELECT count(*) FROM event AS e JOIN event_kind AS k ON k.id = e.kind_id"
      " JOIN journey AS j ON j.campaign_id = e.campaign_id"
      " WHERE k.name = 'click' AND e.send_id > 0 AND e.message_id > 0",
      100, 100000 },
    { "SELECT count(*) FROM event WHERE at > ?1", 0, 0 },
    { "SELECT count(*) FROM pragma_foreign_key_check", 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, checks[i].sql, error);

      if (stmt == NULL)
        return FALSE;
      if (strstr (checks[i].sql, "?1") != NULL)
        esp_stmt_bind_int64 (stmt, 1, NOW_US);
      g_assert_cmpint (esp_stmt_step (stmt, error), ==, ESP_STEP_ROW);
      g_test_message ("%s: %d", checks[i].sql, (int) esp_stmt_int64 (stmt, 0));
      g_assert_cmpint (esp_stmt_int64 (stmt, 0), >=, checks[i].least);
      g_assert_cmpint (esp_stmt_int64 (stmt, 0), <=, checks[i].most);
    }
  {
    g_autoptr (EspForecast) forecast = NULL;
    gint64 campaign_id = 0;

    if (!esp_campaign_resolve (tx, "이달의 뉴스레터", &campaign_id, error))
      return FALSE;
    forecast = esp_forecast_load (tx, campaign_id, ESP_METRIC_CLICKED, 1000, error);
    g_assert_nonnull (forecast);
    for (guint i = 0; i < forecast->past->len; i++)
      g_assert_cmpstr (((EspPastCampaign *) forecast->past->pdata[i])->name, !=, "환영 시리즈");
  }
  return TRUE;
}

static void
test_made_once (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = g_build_filename (folder, "deep", "sample.espalier", NULL);
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < 2; i++)
    {
      Facts facts = { 0 };
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (EspStore) store = esp_sample_open (path, clock, &error);

      g_assert_no_error (error);
      g_test_message ("opened in %.2f s", (double) (g_get_monotonic_time () - start_us) / 1e6);
      g_assert_true (esp_store_read (store, ESP_READ_PAGE, read_facts, &facts, NULL, &error));
      g_assert_cmpint (facts.n_leads, ==, ESP_SAMPLE_LEADS);
      (void) esp_store_read (store, ESP_READ_LONG, check_life, NULL, NULL, &error);
      g_assert_no_error (error);
      g_free (facts.name);
    }
  g_assert_true (esp_sample_remove (path, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/worker/sample/equal-seeds-are-equal", test_equal_seeds);
  g_test_add_func ("/worker/sample/rows-are-right", test_rows_are_right);
  g_test_add_func ("/worker/sample/made-once", test_made_once);
  return g_test_run ();
}
