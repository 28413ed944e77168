/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a campaign add up, and each opens exactly the leads it counts. */
#include "draw/esp-campaign-charts.h"
#include "store/esp-event-send.h"
#include "store/esp-leads.h"
#include "store/esp-store.h"

#include "temp-store.h"

#include <math.h>
#include <string.h>

#define T0 G_GINT64_CONSTANT (1742259600000000) /* 2025-03-18 10:00 in Seoul */
#define N_LEADS 20

typedef struct
{
  char *folder;
  char *path;
  EspClock *clock;
  EspStore *store;
} Fixture;

static const char *const ledger[] = {
  "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (3, x'00', '3월 뉴스레터', "
  "0, 0)",
  "INSERT INTO send (id, uuid, campaign_id, created_at, updated_at) VALUES (7, x'01', 3, 0, 0)",
  "INSERT INTO send (id, uuid, campaign_id, created_at, updated_at) VALUES (8, x'02', 3, 0, 0)",
  /* 1–12 sent, 13–15 no consent, 16 suppressed, 17 failed, 18 in doubt, 19 queued, 99 erased. */
  "INSERT INTO delivery (send_id, lead_id, state, reason, created_at, updated_at)"
  " SELECT 7, id, CASE WHEN id <= 12 THEN 'sent' WHEN id <= 16 THEN 'skipped' WHEN id = 17 THEN "
  "'failed'"
  " WHEN id = 18 THEN 'unknown' ELSE 'queued' END,"
  " CASE WHEN id BETWEEN 13 AND 15 THEN 'no-consent' WHEN id = 16 THEN 'suppressed' END,"
  " 1742259600000000, 1742259600000000 + id FROM lead WHERE id <= 19",
  "INSERT INTO delivery (send_id, lead_id, state, created_at, updated_at)"
  " VALUES (7, 99, 'sent', 1742259600000000, 1742259600000000)",
  /* The second send reaches 13 after all, and skips 1. */
  "INSERT INTO delivery (send_id, lead_id, state, reason, created_at, updated_at)"
  " VALUES (8, 13, 'sent', NULL, 1742259700000000, 1742259700000000),"
  " (8, 1, 'skipped', 'cap', 1742259700000000, 1742259700000000)",
};

static gboolean
fill (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  for (guint i = 1; i <= N_LEADS; i++)
    {
      g_autoptr (EspLead) lead = esp_lead_new (fields);
      g_autofree char *email = g_strdup_printf ("lead%u@example.com", i);

      esp_value_set_text (esp_lead_get_writable (lead, "email"), email);
      if (!esp_lead_insert (tx, lead, error))
        return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (ledger); i++)
    if (!esp_db_exec (esp_tx_get_db (tx), ledger[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
report (EspTx *tx,
        gint64 lead_id,
        const char *kind,
        gint64 at_us,
        const char *props,
        GError **error)
{
  EspEvent event = { .lead_id = lead_id, .kind = (char *) kind, .at_us = at_us };

  event.campaign_id = 3;
  event.props = (char *) props;
  return esp_event_add_reported (tx, &event, NULL, error);
}

static gboolean
add_events (EspTx *tx, gpointer data, GError **error)
{
  const gint64 hour_us = ESP_USEC_PER_HOUR;
  const char *a = "{\"url\":\"https://example.com/a\"}";
  const char *b = "{\"url\":\"https://example.com/b?x=1;y\"}";

  /* 1–5 open, 5 twice; 12 opens but bounced; 14 never got it; 1, 2 and 6 click. */
  for (gint64 i = 1; i <= 5; i++)
    g_assert_true (report (tx, i, "open", T0 + i * hour_us, NULL, error));
  g_assert_true (report (tx, 5, "open", T0 + 50 * hour_us, NULL, error));
  g_assert_true (report (tx, 12, "bounce", T0 + hour_us, "{\"class\":\"hard\"}", error));
  g_assert_true (report (tx, 12, "open", T0 + hour_us, NULL, error));
  g_assert_true (report (tx, 14, "open", T0 + hour_us, NULL, error));
  g_assert_true (report (tx, 13, "open", T0 + 2 * hour_us, NULL, error));
  g_assert_true (report (tx, 1, "click", T0 + 2 * hour_us, a, error));
  g_assert_true (report (tx, 1, "click", T0 + 3 * hour_us, a, error));
  g_assert_true (report (tx, 1, "click", T0 + 4 * hour_us, b, error));
  g_assert_true (report (tx, 2, "click", T0 + 4 * hour_us, a, error));
  g_assert_true (report (tx, 6, "click", T0 + 5 * hour_us, NULL, error));
  g_assert_true (report (tx, 3, "unsubscribe", T0 + 6 * hour_us, NULL, error));
  return TRUE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = temp_folder_new ();
  self->path = g_build_filename (self->folder, "test.espalier", NULL);
  self->clock = esp_clock_new_fake (T0 + 3 * ESP_USEC_PER_DAY);
  self->store = temp_store_new (self->folder, self->clock);
  g_assert_true (esp_store_write (self->store, NULL, fill, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_store_write (self->store, NULL, add_events, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  g_clear_object (&self->clock);
  temp_folder_free (self->folder);
  g_free (self->path);
}

static void
read_store (Fixture *self, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, func, NULL, NULL, &error));
  g_assert_no_error (error);
}

static gint64
count (const EspCampaignResults *results, EspLeadSetKind kind)
{
  return esp_campaign_results_count (results, kind);
}

static gboolean
check_sums (EspTx *tx, gpointer data, GError **error)
{
  for (gint64 send_id = 0; send_id <= 8; send_id = send_id == 0 ? 7 : send_id + 1)
    {
      g_autoptr (EspCampaignResults) r = esp_insight_load_results (tx, 3, send_id, error);
      gint64 n_reasons = 0;

      g_assert_nonnull (r);
      for (guint i = 0; i < r->reasons->len; i++)
        n_reasons += (gint64) esp_bitmap_count (((EspSkipReason *) r->reasons->pdata[i])->leads);
      g_assert_cmpint (n_reasons, ==, count (r, ESP_LEAD_SET_SKIPPED));
      g_assert_cmpint (count (r, ESP_LEAD_SET_MATCHED), ==,
                       count (r, ESP_LEAD_SET_SKIPPED) + count (r, ESP_LEAD_SET_CANCELLED) +
                         count (r, ESP_LEAD_SET_WAITING) + count (r, ESP_LEAD_SET_FAILED) +
                         count (r, ESP_LEAD_SET_UNKNOWN) + count (r, ESP_LEAD_SET_SENT));
      g_assert_cmpint (count (r, ESP_LEAD_SET_SENT), ==,
                       count (r, ESP_LEAD_SET_BOUNCED) + count (r, ESP_LEAD_SET_DELIVERED));
    }
  return TRUE;
}

static gboolean
check_numbers (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspCampaignResults) r = esp_insight_load_results (tx, 3, 0, error);
  EspMetricValue rate;

  g_assert_nonnull (r);
  g_assert_cmpstr (r->campaign_name, ==, "3월 뉴스레터");
  g_assert_cmpint (count (r, ESP_LEAD_SET_MATCHED), ==, 19);
  g_assert_cmpint (count (r, ESP_LEAD_SET_SENT), ==, 13);
  g_assert_cmpint (count (r, ESP_LEAD_SET_BOUNCED), ==, 1);
  g_assert_cmpint (count (r, ESP_LEAD_SET_OPENED), ==, 6); /* 1–5 and 13; not 12, not 14 */
  g_assert_cmpint (count (r, ESP_LEAD_SET_CLICKED), ==, 3);
  g_assert_cmpint (count (r, ESP_LEAD_SET_UNSUBSCRIBED), ==, 1);
  g_assert_cmpint (count (r, ESP_LEAD_SET_SKIPPED), ==, 3); /* 13 got it in the second send */
  g_assert_cmpint (r->n_erased, ==, 1);
  g_assert_cmpstr (((EspSkipReason *) r->reasons->pdata[0])->name, ==, "no-consent");
  esp_metric_evaluate (ESP_METRIC_CLICK_TO_OPEN_RATE, r, &rate);
  g_assert_cmpint (rate.part, ==, 2); /* 6 clicked with images off */
  g_assert_cmpint (rate.whole, ==, 6);
  g_assert_true (rate.is_few);
  return TRUE;
}

/* Every mark of every picture opens as many leads as it shows. */
static gboolean
check_drill (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspCampaignReport) campaign = esp_campaign_report_load (tx, 3, 0, error);
  EspChartVoice voice = { ESP_LANG_EN, NULL, T0 + ESP_USEC_PER_DAY, NULL, NULL };

  g_assert_nonnull (campaign);
  for (guint which = 0; which < ESP_N_CAMPAIGN_CHARTS; which++)
    {
      g_autoptr (EspChart) chart =
        esp_campaign_report_draw (campaign, (EspCampaignChart) which, &voice);
      guint n_marks = 0;

      g_assert_nonnull (esp_chart_get_answer (chart));
      g_assert_null (strchr (esp_chart_get_answer (chart), '{'));
      for (guint i = 0; i < esp_chart_get_n_series (chart); i++)
        {
          const EspSeries *series = esp_chart_get_series (chart, i);

          for (guint j = 0; j < esp_series_get_n_points (series); j++)
            {
              const EspPoint *point = esp_series_get_point (series, j);
              g_auto (EspLeadSet) set = { 0 };
              g_autoptr (EspBitmap) leads = NULL;

              g_assert_true (esp_lead_set_parse (point->key, &set, error));
              leads = esp_lead_set_load (tx, &set, error);
              g_assert_nonnull (leads);
              g_assert_cmpint ((gint64) esp_bitmap_count (leads), ==, (gint64) fabs (point->value));
              n_marks++;
            }
        }
      g_assert_cmpuint (n_marks, >, 2);
    }
  return TRUE;
}

static gboolean
check_moments (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspCampaignReport) campaign = esp_campaign_report_load (tx, 3, 0, error);
  const EspLinkClicks *first;

  g_assert_nonnull (campaign);
  g_assert_cmpuint (campaign->opened->len, ==, 6);
  g_assert_cmpint (g_array_index (campaign->opened, EspMoment, 0).at_us, ==,
                   T0 + ESP_USEC_PER_HOUR);
  g_assert_cmpuint (campaign->links->len, ==, 3);
  first = campaign->links->pdata[0];
  g_assert_cmpstr (first->url, ==, "https://example.com/a");
  g_assert_cmpint (first->n_leads, ==, 2);
  g_assert_cmpint (first->n_clicks, ==, 3);
  return TRUE;
}

static gboolean
check_unknown_campaign (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GError) missing = NULL;
  gint64 id = 0;

  g_assert_null (esp_insight_load_results (tx, 44, 0, &missing));
  g_assert_error (missing, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND);
  g_assert_true (esp_insight_find_campaign (tx, "3월 뉴스레터", &id, error));
  g_assert_cmpint (id, ==, 3);
  g_clear_error (&missing);
  g_assert_false (esp_insight_find_campaign (tx, "nothing", &id, &missing));
  return TRUE;
}

static void
test_sums (Fixture *self, gconstpointer data)
{
  read_store (self, check_sums);
}

static void
test_numbers (Fixture *self, gconstpointer data)
{
  read_store (self, check_numbers);
}

static void
test_drill (Fixture *self, gconstpointer data)
{
  read_store (self, check_drill);
}

static void
test_moments (Fixture *self, gconstpointer data)
{
  read_store (self, check_moments);
}

static void
test_unknown (Fixture *self, gconstpointer data)
{
  read_store (self, check_unknown_campaign);
}

static void
test_keys (void)
{
  static const char *const bad[] = { "",
                                     "opened",
                                     "opened;campaign=0",
                                     "opened;campaign=x",
                                     "opened;campaign=1;who=2",
                                     "nothing;campaign=1",
                                     "opened;campaign=1;of=%zz",
                                     "opened;campaign=1;from=9;to=2" };
  EspLeadSet set = { ESP_LEAD_SET_CLICKED, 12, 5, -7, 99, (char *) "https://예.kr/?a=1;b=%" };
  g_auto (EspLeadSet) read = { 0 };
  g_autofree char *key = esp_lead_set_to_key (&set);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_lead_set_parse (key, &read, &error));
  g_assert_cmpint (read.kind, ==, set.kind);
  g_assert_cmpint (read.campaign_id, ==, 12);
  g_assert_cmpint (read.send_id, ==, 5);
  g_assert_cmpint (read.from_us, ==, -7);
  g_assert_cmpint (read.to_us, ==, 99);
  g_assert_cmpstr (read.detail, ==, set.detail);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (EspLeadSet) none = { 0 };
      g_autoptr (GError) wrong = NULL;

      g_assert_false (esp_lead_set_parse (bad[i], &none, &wrong));
      g_assert_error (wrong, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
    }
}

static void
test_catalogue (void)
{
  double low, high;

  for (guint i = 0; i < ESP_N_METRICS; i++)
    {
      const EspMetric *metric = esp_metric_get ((EspMetricId) i);
      EspMetricId found;

      g_assert_nonnull (metric->key);
      g_assert_cmpuint (strlen (metric->definition), >, 10);
      g_assert_true (esp_metric_find (metric->key, &found));
      g_assert_cmpuint (found, ==, i);
    }
  /* 10 of 100: 5.5 %–17.4 % by Wilson's formula. */
  esp_metric_wilson (10, 100, &low, &high);
  g_assert_cmpfloat_with_epsilon (low, 0.0552, 0.0001);
  g_assert_cmpfloat_with_epsilon (high, 0.1744, 0.0001);
  esp_metric_wilson (0, 0, &low, &high);
  g_assert_true (isnan (low) && isnan (high));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/insight/sums", Fixture, NULL, set_up, test_sums, tear_down);
  g_test_add ("/store/insight/numbers", Fixture, NULL, set_up, test_numbers, tear_down);
  g_test_add ("/store/insight/every-mark-opens-its-leads", Fixture, NULL, set_up, test_drill,
              tear_down);
  g_test_add ("/store/insight/moments-and-links", Fixture, NULL, set_up, test_moments, tear_down);
  g_test_add ("/store/insight/unknown-campaign", Fixture, NULL, set_up, test_unknown, tear_down);
  g_test_add_func ("/store/lead-set/keys", test_keys);
  g_test_add_func ("/engine/metric/catalogue", test_catalogue);
  return g_test_run ();
}
