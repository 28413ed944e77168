/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises about those who get it, and about the settings that the checks read. */
#include "send-check-world.h"

#include "store/esp-channel-volume.h"
#include "store/esp-channels.h"
#include "store/esp-consents.h"
#include "store/esp-events.h"
#include "store/esp-messages.h"
#include "worker/esp-channel-dns.h"
#include "worker/esp-message-fix.h"
#include "worker/esp-workspace-setting.h"

#include <string.h>

static gboolean
change_settings (EspTx *tx, gpointer data, GError **error)
{
  return esp_setting_store (tx, esp_setting_find ("phone"), "02-111-1111", error) &&
         esp_setting_store (tx, esp_setting_find ("frequency-cap"), " 5/30 ", error) &&
         esp_setting_store (tx, esp_setting_find ("quiet-hours"), "off", error);
}

static gboolean
read_settings (EspTx *tx, gpointer data, GError **error)
{
  char **texts = data;
  static const char *const names[] = { "phone", "frequency-cap", "quiet-hours", "hold" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    texts[i] = esp_setting_load (tx, esp_setting_find (names[i]), error);
  return TRUE;
}

static void
assert_settings (CheckWorld *world, const char *expected)
{
  char *texts[5] = { NULL };
  g_autofree char *joined = NULL;

  g_assert_true (esp_store_read (world->store, ESP_READ_PAGE, read_settings, texts, NULL, NULL));
  joined = g_strjoinv ("|", texts);
  g_assert_cmpstr (joined, ==, expected);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

static void
test_settings (void)
{
  const EspOperation operation = { .kind = "settings" };
  g_auto (CheckWorld) world = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  check_world_init (&world, check_koreans, check_ad, "{}");
  check_world_write (&world, check_world_set_sender);
  assert_settings (&world, "02-000-0000|3/7|22:00-07:00|60");
  g_assert_true (
    esp_store_write (world.store, &operation, change_settings, NULL, &history_id, &error));
  assert_settings (&world, "02-111-1111|5/30|off|60");
  g_assert_true (esp_store_undo (world.store, history_id, NULL, NULL, &error));
  g_assert_no_error (error);
  assert_settings (&world, "02-000-0000|3/7|22:00-07:00|60");
}

static void
test_settings_refuse (void)
{
  static const char *const wrong[][2] = {
    { "sender-email", "nobody" }, { "time-zone", "Mars/Phobos" },
    { "country", "Korea" },       { "frequency-cap", "0/7" },
    { "frequency-cap", "3" },     { "quiet-hours", "25:00-07:00" },
    { "quiet-hours", "22-7" },    { "hold", "-1" },
    { "hold", "9999" },           { "holdout", "80" },
    { "holdout", "nan" },         { "unsubscribe-url", "http://x" },
    { "company", "two\nlines" },  { "currency", "won" },
    { "phone", "a\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text =
        esp_setting_normalize (esp_setting_find (wrong[i][0]), wrong[i][1], &error);

      if (text != NULL)
        g_error ("%s took “%s”", wrong[i][0], wrong[i][1]);
      g_assert_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
    }
  g_assert_null (esp_setting_find ("password"));
}
static const Person neighbours[] = { { "a@shop.kr", "김하나", "KR" },
                                     { "b@laden.de", "Eva", "DE" },
                                     { "c@laden.de", "Jan", "DE" },
                                     { 0 } };

static gboolean
confirm_one (EspTx *tx, gpointer data, GError **error)
{
  const EspConsent consent = { .lead_id = 2,
                               .channel = (char *) "email",
                               .purpose = (char *) "marketing",
                               .state = (char *) "granted",
                               .source = (char *) "double opt-in",
                               .wording = (char *) "v1",
                               .at_us = esp_tx_get_now_us (tx) };

  return esp_consent_add (tx, &consent, error);
}

/* What is asked of the people themselves: told in time, twice agreed, alive. */
static void
test_people (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, neighbours, check_ad, "{}");
  g_assert_cmpint (check_world_severity (&world, "KR-AD-12"), ==, ESP_SEVERITY_FINE);
  g_assert_cmpint (check_world_severity (&world, "AUD-OLD"), ==, ESP_SEVERITY_FINE);
  g_assert_cmpint (check_world_severity (&world, "DE-01"), ==, ESP_SEVERITY_APPROVE);
  g_assert_cmpstr (check_world_find (&world, "DE-01")->args[0], ==, "2");
  check_world_write (&world, confirm_one);
  g_assert_cmpstr (check_world_find (&world, "DE-01")->args[0], ==, "1");
  g_assert_true (esp_bitmap_contains (g_hash_table_lookup (world.check->leads, "DE-01"), 3));

  esp_clock_advance (world.clock, 20 * 24 * HOUR_US);
  g_assert_cmpint (check_world_severity (&world, "KR-AD-12"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (check_world_find (&world, "KR-AD-12")->args[0], ==, "1");

  esp_clock_advance (world.clock, 800 * 24 * HOUR_US);
  g_assert_cmpint (check_world_severity (&world, "KR-AD-12"), ==,
                   ESP_SEVERITY_FINE); /* too long ago to mend */
  g_assert_cmpint (check_world_severity (&world, "AUD-OLD"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (check_world_find (&world, "AUD-OLD")->args[0], ==, "3");
  check_world_write (&world, confirm_one);
  g_assert_cmpstr (check_world_find (&world, "AUD-OLD")->args[0], ==, "2");
}

static const Person offices[] = { { "info@firma.example", "A", "KR" },
                                  { "INFO+shop@firma.example", "B", "KR" },
                                  { "information@firma.example", "C", "KR" },
                                  { "x@mailinator.com", "D", "KR" },
                                  { "x@a.mailinator.com", "E", "KR" },
                                  { "x@notmailinator.com", "F", "KR" },
                                  { 0 } };

static void
test_addresses (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, offices, check_ad, "{}");
  g_assert_cmpint (check_world_severity (&world, "AUD-ROLE"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (check_world_find (&world, "AUD-ROLE")->args[0], ==, "2");
  g_assert_cmpint (check_world_severity (&world, "AUD-DISPOSABLE"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (check_world_find (&world, "AUD-DISPOSABLE")->args[0], ==, "2");
}

/* A thousand went out by a real way, and some complained. */
static gboolean
complain_cb (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);
  const EspEvent event = { .lead_id = 1,
                           .kind = (char *) ESP_EVENT_COMPLAINT,
                           .at_us = esp_tx_get_now_us (tx),
                           .send_id = world->send_id,
                           .campaign_id = send->campaign_id };

  if (!esp_channel_volume_add (tx, send->channel_id, 500, error))
    return FALSE;
  return esp_event_add (tx, &event, NULL, error);
}

static void
test_complaints (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  g_assert_null (check_world_find (&world, "DLV-COMPLAINTS")); /* nothing was sent */
  check_world_write (&world, complain_cb);
  g_assert_cmpint (check_world_severity (&world, "DLV-COMPLAINTS"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpstr (check_world_find (&world, "DLV-COMPLAINTS")->args[0], ==, "0.2 %");
  check_world_write (&world, complain_cb);
  check_world_write (&world, complain_cb);
  g_assert_cmpstr (check_world_find (&world, "DLV-COMPLAINTS")->args[0], ==, "0.2 %");
  esp_clock_advance (world.clock, 31 * 24 * HOUR_US);
  g_assert_null (check_world_find (&world, "DLV-COMPLAINTS")); /* long ago */
}

/* An English message is shown with an English name, in its checks as everywhere. */
static void
test_sample_of_language (void)
{
  g_auto (CheckWorld) world = { 0 };
  g_autoptr (GString) abroad = g_string_new (NULL);

  check_world_init (&world, check_koreans, check_ad, "{}");
  (void) check_world_find (&world, "AUD-ROLE");
  g_assert_nonnull (strstr (world.check->subject, "봄 소식"));
  check_world_clear (&world);
  g_string_assign (abroad, DOCUMENT ("ad", "News for {{ name }}", ""));
  g_string_replace (abroad, "\"language\":\"ko\"", "\"language\":\"en\"", 1);
  check_world_init (&world, check_koreans, abroad->str, "{}");
  (void) check_world_find (&world, "AUD-ROLE");
  g_assert_cmpstr (world.check->subject, ==, "News for Emma Wilson");
}

static gboolean
real_channel_cb (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);
  g_autoptr (EspChannelRecord) channel =
    esp_channel_record_new ("Mail", "smtp", "{\"host\":\"mail.shop.kr\"}");

  if (send == NULL || !esp_channel_insert (tx, channel, error))
    return FALSE;
  send->channel_id = channel->id;
  return esp_send_update (tx, send, error);
}

static EspDnsAnswer *
lookup_nothing (const char *name, EspDnsType type, gpointer user_data)
{
  return esp_dns_answer_new (ESP_DNS_NO_NAME);
}

static gboolean
look_at_dns_cb (EspTx *tx, gpointer data, GError **error)
{
  CheckWorld *world = data;
  g_autoptr (EspSend) send = esp_send_load (tx, world->send_id, error);
  g_autoptr (EspChannelDns) dns =
    send != NULL ? esp_channel_dns_new (tx, send->channel_id, "shop.kr", NULL, error) : NULL;

  if (dns == NULL)
    return FALSE;
  (void) esp_channel_dns_run (dns, esp_tx_get_now_us (tx), lookup_nothing, NULL);
  return esp_channel_dns_save (tx, dns, error);
}

/* That nobody ever looked is another sentence than when somebody did. */
static void
test_dns_age (void)
{
  g_auto (CheckWorld) world = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  check_world_write (&world, real_channel_cb);
  g_assert_cmpint (check_world_severity (&world, "DLV-DNS-NEVER"), ==, ESP_SEVERITY_WARN);
  g_assert_null (check_world_find (&world, "DLV-DNS-OLD"));
  check_world_write (&world, look_at_dns_cb);
  g_assert_null (check_world_find (&world, "DLV-DNS-NEVER"));
  g_assert_cmpint (check_world_severity (&world, "DLV-DNS-OLD"), ==, ESP_SEVERITY_FINE);
  esp_clock_advance (world.clock, 31 * 24 * HOUR_US);
  g_assert_cmpint (check_world_severity (&world, "DLV-DNS-OLD"), ==, ESP_SEVERITY_WARN);
  g_assert_cmpuint (strlen (check_world_find (&world, "DLV-DNS-OLD")->args[0]), ==,
                    strlen ("2026-03-18"));
}

typedef struct
{
  gint64 message_id;
  guint n_fixed;
  char *document;
} TextFix;

static gboolean
fix_text_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char text[] =
    "{\"version\":1,\"medium\":\"text\",\"class\":\"ad\",\"language\":\"ko\","
    "\"body\":\"[광고] 봄 소식 😀\"}";
  TextFix *fix = data;
  g_autoptr (EspMessageRow) row = NULL;

  if (!esp_message_insert (tx, "t", "text", text, &fix->message_id, error) ||
      !esp_message_fix (tx, fix->message_id, NULL, NULL, &fix->n_fixed, error))
    return FALSE;
  row = esp_message_load (tx, fix->message_id, error);
  fix->document = g_strdup (row->document);
  return TRUE;
}

/* Texts are mended like emails, and what cannot be mended stays as it is. */
static void
test_text_fix (void)
{
  g_auto (CheckWorld) world = { 0 };
  g_autoptr (GError) error = NULL;
  TextFix fix = { 0 };

  check_world_init (&world, check_koreans, check_ad, "{}");
  (void) esp_store_write (world.store, NULL, fix_text_cb, &fix, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fix.n_fixed, >=, 1);
  g_assert_null (strstr (fix.document, "[광고]"));
  g_assert_nonnull (strstr (fix.document, "봄 소식"));
  g_free (fix.document);
}
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gate/people", test_people);
  g_test_add_func ("/gate/addresses", test_addresses);
  g_test_add_func ("/gate/complaints", test_complaints);
  g_test_add_func ("/gate/dns-age", test_dns_age);
  g_test_add_func ("/gate/sample-of-language", test_sample_of_language);
  g_test_add_func ("/gate/text-fix", test_text_fix);
  g_test_add_func ("/settings/store-and-undo", test_settings);
  g_test_add_func ("/settings/refuse", test_settings_refuse);
  return g_test_run ();
}
