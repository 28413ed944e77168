/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results worked out by hand: each rate with its denominator, several sends, days of 23 hours, programs. */
#include "base/esp-format.h"
#include "draw/esp-campaign-charts.h"
#include "engine/insight/esp-metric.h"
#include "store/esp-campaign-list.h"
#include "store/esp-campaigns.h"
#include "store/esp-event-send.h"
#include "store/esp-leads.h"
#include "store/esp-ledger.h"
#include "store/esp-store.h"

#include "temp-store.h"

#include <glib/gstdio.h>
#include <math.h>

#define T0                                                                                         \
  G_GINT64_CONSTANT (1741482000000000) /* 2025-03-09 01:00 UTC: New York's day of 23 hours */
#define N_LEADS 12

typedef struct
{
  TempFolder folder;
  EspStore *store;
} Fixture;

/* Campaign 1 has two sends. By lead:
 *
 *   lead  first send        second send       counts as
 *   1     delivered         delivered         delivered
 *   2     came back         delivered         delivered
 *   3     delivered         came back         delivered
 *   4     came back         came back         bounced
 *   5     came back         –                 bounced
 *   6     no consent        delivered         delivered
 *   7     no consent        no consent        left out
 *   8     failed            –                 failed
 *   9     delivered         –                 delivered
 *
 * audience 9 = left out 1 + failed 1 + sent 7; sent 7 = bounced 2 + delivered 5. */
static const char *const facts[] = {
  "INSERT INTO campaign (id, uuid, name, created_at, updated_at) VALUES (1, x'00', 'Two', 0, 0),"
  " (2, x'01', 'One', 0, 0), (3, x'02', 'Nobody', 0, 0)",
  "INSERT INTO send (id, uuid, campaign_id, state, created_at, updated_at) VALUES"
  " (1, x'03', 1, 'done', 0, 0), (2, x'04', 1, 'done', 0, 0), (3, x'05', 2, 'sending', 0, 0),"
  " (4, x'06', 3, 'done', 0, 0)",
  "WITH f (send, lead, state, reason, back) AS (VALUES (1, 1, 'sent', NULL, 0),"
  " (1, 2, 'sent', NULL, 1), (1, 3, 'sent', NULL, 0), (1, 4, 'sent', NULL, 1),"
  " (1, 5, 'sent', NULL, 1), (1, 6, 'skipped', 'no-consent', 0), (1, 7, 'skipped', 'no-consent', "
  "0),"
  " (1, 8, 'failed', 'refused', 0), (1, 9, 'sent', NULL, 0), (2, 1, 'sent', NULL, 0),"
  " (2, 2, 'sent', NULL, 0), (2, 3, 'sent', NULL, 1), (2, 4, 'sent', NULL, 1),"
  " (2, 6, 'sent', NULL, 0), (2, 7, 'skipped', 'no-consent', 0), (3, 10, 'sent', NULL, 0),"
  " (3, 11, 'sent', NULL, 0), (3, 12, 'skipped', 'cap', 0), (4, 12, 'skipped', 'cap', 0))"
  " INSERT INTO delivery (send_id, lead_id, state, reason, bounced_at, created_at, updated_at)"
  " SELECT send, lead, state, reason, iif (back, 1741482000000001, NULL), 1741482000000000,"
  " 1741482000000000 FROM f",
};

static const struct
{
  gint64 lead_id;
  const char *kind;
  gint64 after_us;
} happened[] = {
  /* 1 opens twice and clicks; 2 opens; 3 clicks with images off; 4 never got it; 9 is a proxy and clicks
   * much later; 6 leaves; 10 opens before it was sent, by a clock that is wrong by decades. */
  { 1, "open", ESP_USEC_PER_HOUR },         { 1, "open", 2 * ESP_USEC_PER_HOUR },
  { 1, "click", 2 * ESP_USEC_PER_HOUR },    { 2, "open", 30 * ESP_USEC_PER_HOUR },
  { 3, "click", 50 * ESP_USEC_PER_HOUR },   { 4, "open", ESP_USEC_PER_HOUR },
  { 9, "machine_open", ESP_USEC_PER_HOUR }, { 9, "machine_click", ESP_USEC_PER_HOUR },
  { 1, "machine_open", ESP_USEC_PER_HOUR }, { 6, "unsubscribe", 9 * ESP_USEC_PER_DAY },
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
      g_assert_true (esp_lead_insert (tx, lead, error));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    g_assert_true (esp_db_exec (esp_tx_get_db (tx), facts[i], error));
  for (gsize i = 0; i < G_N_ELEMENTS (happened); i++)
    {
      EspEvent event = { .lead_id = happened[i].lead_id,
                         .kind = (char *) happened[i].kind,
                         .at_us = T0 + happened[i].after_us,
                         .campaign_id = 1 };

      g_assert_true (esp_event_add_reported (tx, &event, NULL, error));
    }
  return TRUE;
}

static gboolean
settle (EspTx *tx, gpointer data, GError **error)
{
  /* What a send carries once it has ended. */
  return esp_send_set_state (tx, 1, "done", NULL, error) &&
         esp_send_set_state (tx, 2, "done", NULL, error) &&
         esp_send_set_state (tx, 3, "done", NULL, error);
}

static void
write_store (Fixture *self, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_write (self->store, NULL, func, data, NULL, &error));
  g_assert_no_error (error);
}

static void
read_store (Fixture *self, EspStoreFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_store_read (self->store, ESP_READ_LONG, func, data, NULL, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EspClock) clock = esp_clock_new_fake (T0 + 400 * ESP_USEC_PER_DAY);

  self->folder = temp_folder_new ();
  self->store = temp_store_new (self->folder, clock);
  write_store (self, fill, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  temp_store_free (self->store);
  temp_folder_free (self->folder);
}

static gboolean
check_table (EspTx *tx, gpointer data, GError **error)
{
  static const struct
  {
    EspMetricId id;
    gint64 part;
    gint64 whole; /* 0: a number of leads */
    const char *share;
  } table[] = {
    { ESP_METRIC_MATCHED, 9, 0, NULL },
    { ESP_METRIC_SKIPPED, 1, 0, NULL },
    { ESP_METRIC_FAILED, 1, 0, NULL },
    { ESP_METRIC_SENT, 7, 0, NULL },
    { ESP_METRIC_BOUNCED, 2, 0, NULL },
    { ESP_METRIC_DELIVERED, 5, 0, NULL },
    { ESP_METRIC_OPENED, 2, 0, NULL },  /* 1 and 2 */
    { ESP_METRIC_CLICKED, 2, 0, NULL }, /* 1 and 3 */
    { ESP_METRIC_UNSUBSCRIBED, 1, 0, NULL },
    { ESP_METRIC_MACHINE, 1, 0, NULL }, /* 9, not 1, who opened it as well */
    { ESP_METRIC_DELIVERY_RATE, 5, 7, "71.4%" },
    { ESP_METRIC_BOUNCE_RATE, 2, 7, "28.6%" },
    { ESP_METRIC_OPEN_RATE, 2, 5, "40.0%" },
    { ESP_METRIC_CLICK_RATE, 2, 5, "40.0%" },
    { ESP_METRIC_CLICK_TO_OPEN_RATE, 1, 2, "50.0%" },
    { ESP_METRIC_UNSUBSCRIBE_RATE, 1, 7, "14.3%" },
    { ESP_METRIC_COMPLAINT_RATE, 0, 7, "0%" },
  };
  g_autoptr (EspCampaignResults) results = esp_insight_load_results (tx, 1, 0, error);

  g_assert_nonnull (results);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      EspMetricValue value;
      g_autofree char *share = NULL;

      esp_metric_evaluate (table[i].id, results, &value);
      g_assert_cmpint (value.part, ==, table[i].part);
      g_assert_cmpint (value.whole, ==, table[i].whole);
      share = esp_format_share (value.part, value.whole);
      g_assert_cmpstr (table[i].share != NULL ? share : NULL, ==, table[i].share);
    }
  return TRUE;
}

static void
test_table (Fixture *self, gconstpointer data)
{
  read_store (self, check_table, NULL);
}

/* Nobody was sent to: no rate exists, and none is shown as nought or as an error. */
static gboolean
check_nobody (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (EspCampaignReport) report = esp_campaign_report_load (tx, 3, 0, error);
  EspChartVoice voice = { ESP_LANG_KO, NULL, T0, NULL, NULL };

  g_assert_nonnull (report);
  for (guint i = 0; i < ESP_N_CAMPAIGN_METRICS; i++)
    {
      EspMetricValue value;
      g_autofree char *share = NULL;

      esp_metric_evaluate ((EspMetricId) i, report->results, &value);
      if (esp_metric_get ((EspMetricId) i)->unit != ESP_METRIC_RATE)
        continue;
      share = esp_format_share (value.part, value.whole);
      g_assert_true (isnan (esp_metric_value_get_ratio (&value)));
      g_assert_true (isnan (value.low));
      g_assert_cmpstr (share, ==, "–");
    }
  for (guint i = 0; i < ESP_N_CAMPAIGN_CHARTS; i++)
    {
      g_autoptr (EspChart) chart = esp_campaign_report_draw (report, (EspCampaignChart) i, &voice);

      g_assert_nonnull (esp_chart_get_answer (chart));
    }
  return TRUE;
}

static void
test_nobody (Fixture *self, gconstpointer data)
{
  read_store (self, check_nobody, NULL);
}

/* The list of campaigns and their results count the same. */
static gboolean
check_list (EspTx *tx, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) lines = esp_campaign_lines_load (tx, NULL, ESP_CAMPAIGN_SORT_OLDEST, error);
  const gint64 *wanted = data; /* audience and sent of each */

  g_assert_nonnull (lines);
  g_assert_cmpuint (lines->len, ==, 3);
  for (guint i = 0; i < lines->len; i++)
    {
      const EspCampaignLine *line = lines->pdata[i];
      g_autoptr (EspCampaignResults) results = esp_insight_load_results (tx, line->id, 0, error);

      g_assert_nonnull (results);
      g_assert_cmpint (line->n_audience, ==, wanted[2 * i]);
      g_assert_cmpint (line->n_sent, ==, wanted[2 * i + 1]);
      g_assert_cmpint (line->n_audience, ==,
                       esp_campaign_results_count (results, ESP_LEAD_SET_MATCHED));
      g_assert_cmpint (line->n_sent, ==, esp_campaign_results_count (results, ESP_LEAD_SET_SENT));
    }
  return TRUE;
}

static gboolean
erase_two (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_erase (tx, 1, error) && esp_lead_erase (tx, 11, error);
}

static void
test_list (Fixture *self, gconstpointer data)
{
  static gint64 before[] = { 9, 7, 3, 2, 1, 0 };
  static gint64 after[] = { 8, 6, 2, 1, 1, 0 };

  read_store (self, check_list, before);
  write_store (self, settle, NULL);
  read_store (self, check_list, before);
  write_store (self, erase_two, NULL);
  read_store (self, check_list, after);
}

typedef struct
{
  const char *zone;
  guint n_periods; /* at most */
} Span;

/* Every point of the chart over time opens as many leads as it shows, and together they are all. */
static gboolean
check_times (EspTx *tx, gpointer data, GError **error)
{
  const Span *span = data;
  g_autoptr (EspCampaignReport) report = esp_campaign_report_load (tx, 1, 0, error);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (span->zone);
  EspChartVoice voice = { ESP_LANG_EN, zone, T0, NULL, NULL };
  g_autoptr (EspChart) chart = NULL;
  gint64 sums[3] = { 0 };

  g_assert_nonnull (zone);
  g_assert_nonnull (report);
  chart = esp_campaign_report_draw (report, ESP_CAMPAIGN_CHART_RESPONSES, &voice);
  g_assert_cmpuint (esp_chart_get_n_series (chart), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const EspSeries *series = esp_chart_get_series (chart, i);

      g_assert_cmpuint (esp_series_get_n_points (series), <=, span->n_periods);
      for (guint j = 0; j < esp_series_get_n_points (series); j++)
        {
          const EspPoint *point = esp_series_get_point (series, j);
          g_auto (EspLeadSet) set = { 0 };
          g_autoptr (EspBitmap) leads = NULL;

          g_assert_true (esp_lead_set_parse (point->key, &set, error));
          leads = esp_lead_set_load (tx, &set, error);
          g_assert_cmpint ((gint64) esp_bitmap_count (leads), ==, (gint64) point->value);
          sums[i] += (gint64) point->value;
        }
    }
  g_assert_cmpint (sums[0], ==, 2);
  g_assert_cmpint (sums[1], ==, 2);
  g_assert_cmpint (sums[2], ==, 1);
  return TRUE;
}

static gboolean
add_late (EspTx *tx, gpointer data, GError **error)
{
  EspEvent late = { .lead_id = 9, .kind = (char *) "bounce", .at_us = T0 + 390 * ESP_USEC_PER_DAY };
  EspEvent early = { .lead_id = 2, .kind = (char *) "open", .at_us = 1000000 };

  late.campaign_id = early.campaign_id = 1;
  return esp_event_add_reported (tx, &early, NULL, error) &&
         esp_event_add_reported (tx, &late, NULL, error);
}

static void
test_times (Fixture *self, gconstpointer data)
{
  /* Clocks go forward in the span: New York at two, Cairo and Santiago at midnight in their spring. */
  static Span days[] = { { "Asia/Seoul", 11 },
                         { "America/New_York", 11 },
                         { "Africa/Cairo", 11 },
                         { "Asia/Kathmandu", 11 } };
  static Span year[] = { { "Asia/Seoul", 60 }, { "Africa/Cairo", 60 }, { "America/Santiago", 60 } };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    read_store (self, check_times, &days[i]);
  /* More than a year, and an event of 1970 that must not stretch it. */
  write_store (self, add_late, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (year); i++)
    read_store (self, check_times, &year[i]);
}

static void
test_days_begin (void)
{
  static const struct
  {
    const char *zone;
    const char *first; /* the first moment of the day in UTC */
  } days[] = {
    { "Asia/Seoul", "2025-04-24T15:00:00Z" },
    { "Africa/Cairo", "2025-04-24T22:00:00Z" }, /* its midnight does not exist */
    { "America/New_York", "2025-04-25T04:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (days[i].zone);
      g_autoptr (GDateTime) first = g_date_time_new_from_iso8601 (days[i].first, NULL);
      GDate day;

      g_date_clear (&day, 1);
      g_date_set_dmy (&day, 25, G_DATE_APRIL, 2025);
      g_assert_cmpint (esp_day_start_us (&day, zone), ==,
                       g_date_time_to_unix (first) * ESP_USEC_PER_SEC);
    }
}

static void
test_rounding (void)
{
  static const struct
  {
    gint64 part;
    gint64 whole;
    const char *text;
  } shares[] = {
    { 0, 0, "–" },
    { 0, 7, "0%" },
    { 7, 7, "100%" },
    { 1, 3, "33.3%" },
    { 2, 3, "66.7%" },
    { 1, 8, "12.5%" },
    { 1, 10000, "<0.1%" },
    { 5, 10000, "0.1%" },
    { 9999, 10000, ">99.9%" },
    { 9990, 10000, "99.9%" },
    { 1, 2, "50.0%" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autofree char *text = esp_format_share (shares[i].part, shares[i].whole);

      g_assert_cmpstr (text, ==, shares[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/store/results/by-hand", Fixture, NULL, set_up, test_table, tear_down);
  g_test_add ("/store/results/nobody", Fixture, NULL, set_up, test_nobody, tear_down);
  g_test_add ("/store/results/the-list-agrees", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/store/results/days-of-23-hours", Fixture, NULL, set_up, test_times, tear_down);
  g_test_add_func ("/base/clock/days-begin", test_days_begin);
  g_test_add_func ("/base/format/shares", test_rounding);
  return g_test_run ();
}
