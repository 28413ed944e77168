/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service says of its plan becomes the limit of its channel, unless there is one of our own. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "../channels/http-peer.h"
#include "channels/esp-channel-kinds.h"
#include "engine/policy/esp-send-limits.h"
#include "store/esp-channels.h"
#include "worker/esp-channel-quota.h"

#include "temp-store.h"
#include "test-home.h"

#define NOW_US G_GINT64_CONSTANT (1794800000000000)
#define ACCOUNT                                                                                    \
  "{\"SendingEnabled\":true,\"ProductionAccessEnabled\":true,\"SendQuota\":{\"Max24HourSend\":"    \
  "%d,\"MaxSendRate\":14,\"SentLast24Hours\":7}}"

static void
answer_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  g_assert_cmpstr (request->path, ==, "/v2/email/account");
  answer->status = 200;
  answer->body = g_strdup_printf (ACCOUNT, *(const int *) data);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  EspChannelReport **report = user_data;

  *report = esp_channel_test_finish (ESP_CHANNEL (source), result, NULL);
  g_assert_nonnull (*report);
}

static EspChannelReport *
ask (const char *kind, HttpPeerFunc func, gpointer data)
{
  HttpPeer *peer = http_peer_new (func, data);
  g_autofree char *settings =
    g_strdup_printf ("{\"region\":\"ap-northeast-2\",\"access-key\":\"AK\",\"base-url\":\"%s\"}",
                     http_peer_get_url (peer));
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannel) channel = esp_channel_kind_find (kind)->open (settings, "s3cret", &error);
  EspChannelReport *report = NULL;

  g_assert_no_error (error);
  esp_channel_test_async (channel, NULL, tested_cb, &report);
  while (report == NULL)
    g_main_context_iteration (NULL, TRUE);
  esp_channel_close (channel);
  http_peer_free (peer);
  return report;
}

static EspChannelReport *
ask_ses (int per_day)
{
  return ask ("ses", answer_cb, &per_day);
}

static void
answer_plan_cb (HttpPeer *peer,
                const HttpPeerRequest *request,
                HttpPeerAnswer *answer,
                gpointer data)
{
  const HttpPeerAnswer *plan = data;

  answer->status = 200;
  answer->body = g_strdup (plan->body);
  answer->header = plan->header;
}

/* Plans that end each day say so; those by the month do not. */
static void
test_free_plans (void)
{
  static const struct
  {
    const char *kind;
    const char *body;
    const char *header;
    guint per_day;
  } cases[] = {
    { "brevo",
      "{\"email\":\"a@b.c\",\"plan\":[{\"type\":\"free\",\"creditsType\":\"sendLimit\","
      "\"credits\":12}]}",
      NULL, 300 },
    { "brevo", "{\"email\":\"a@b.c\",\"plan\":[{\"type\":\"subscription\",\"credits\":20000}]}",
      NULL, 0 },
    { "resend", "{\"data\":[]}", "x-resend-daily-quota: 3", 100 },
    { "resend", "{\"data\":[]}", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HttpPeerAnswer plan = { .body = (char *) cases[i].body, .header = cases[i].header };
      g_autoptr (EspChannelReport) report = ask (cases[i].kind, answer_plan_cb, &plan);

      g_assert_cmpuint (report->per_day, ==, cases[i].per_day);
    }
}

typedef struct
{
  EspChannelRecord *record; /* (owned) */
  EspChannelReport *report;
} Case;

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  Case *one = data;

  return esp_channel_insert (tx, one->record, error);
}

static gboolean
adopt_cb (EspTx *tx, gpointer data, GError **error)
{
  Case *one = data;

  if (!esp_channel_quota_adopt (tx, one->record->id, one->report, error))
    return FALSE;
  esp_channel_record_free (g_steal_pointer (&one->record));
  one->record = esp_channel_load (tx, 1, error);
  return one->record != NULL;
}

static void
test_adopted (void)
{
  g_auto (TempFolder) folder = temp_folder_new ();
  g_autoptr (EspClock) clock = esp_clock_new_fake (NOW_US);
  EspStore *store = temp_store_new (folder, clock);
  g_autoptr (EspChannelReport) report = ask_ses (50000);
  Case one = { .record = esp_channel_record_new ("SES", "ses", "{\"region\":\"x\"}"),
               .report = report };
  g_autoptr (GError) error = NULL;
  EspSendLimits limits;

  g_assert_cmpuint (report->per_day, ==, 50000);
  g_assert_cmpuint (report->per_minute, ==, 14 * 60);
  g_assert_true (esp_channel_quota_says_more (one.record->settings, report));
  g_assert_true (esp_store_write (store, NULL, add_cb, &one, NULL, &error));
  g_assert_true (esp_store_write (store, NULL, adopt_cb, &one, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (esp_send_limits_from_settings (one.record->settings, &limits, &error));
  g_assert_cmpuint (limits.per_day, ==, 50000);
  g_assert_cmpint (esp_channel_settings_get_number (one.record->settings, "rate-per-minute", 0), ==,
                   840);
  g_assert_false (esp_channel_quota_says_more (one.record->settings, report));
  esp_channel_record_free (one.record);
  temp_store_free (store);
}

static void
test_own_stays (void)
{
  g_autoptr (EspChannelReport) unlimited = ask_ses (-1);
  g_autoptr (EspChannelReport) report = ask_ses (200);

  g_assert_cmpuint (unlimited->per_day, ==, 0);
  g_assert_false (esp_channel_quota_says_more ("{\"per-day\":100,\"rate-per-minute\":60}", report));
  g_assert_true (esp_channel_quota_says_more ("{\"per-day\":100}", report));
  g_assert_false (esp_channel_quota_says_more ("{\"rate-per-minute\":60}", unlimited));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channel-quota/free-plans", test_free_plans);
  g_test_add_func ("/channel-quota/adopted", test_adopted);
  g_test_add_func ("/channel-quota/own-stays", test_own_stays);
  return g_test_run ();
}
