/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls is proven with the vectors that services publish, and with keys made elsewhere; what is told is
 * read in each one's own words. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/door/esp-door-events.h"
#include "channels/door/esp-door-proof.h"
#include "channels/door/esp-door-sns.h"
#include "test-home.h"

#include <string.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

static EspDoorCall *
make_call (const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  return esp_door_call_new ("token", bytes);
}

static gboolean
prove (const char *kind, const char *key, const char *url, const EspDoorCall *call, gint64 now_s)
{
  g_autoptr (GError) error = NULL;
  gboolean is_proven = esp_door_prove (kind, key, url, call, now_s * SECOND, &error);

  g_assert_true (is_proven == (error == NULL));
  return is_proven;
}

static void
test_mailgun (void)
{
  static const char form[] = "{\"signature\":{\"timestamp\":\"1793500000\",\"token\":"
                             "\"abcdef0123456789\",\"signature\":\"%s\"},\"event-data\":{}}";
  static const char signature[] =
    "8d9ec379ddabdb94a248f6356170b3a7df407ff739a483a2c02a7312d40e3d99";
  g_autofree char *good = g_strdup_printf (form, signature);
  g_autofree char *bad = g_strdup_printf (form, "8d9e");
  g_autoptr (EspDoorCall) call = make_call (good);
  g_autoptr (EspDoorCall) forged = make_call (bad);
  g_autoptr (EspDoorCall) odd = make_call ("{\"signature\":[1]}");

  g_assert_true (prove ("mailgun", "key-example", "", call, 1793500010));
  g_assert_false (prove ("mailgun", "another", "", call, 1793500010));
  g_assert_false (prove ("mailgun", "key-example", "", call, 1793500000 + 301));
  g_assert_false (prove ("mailgun", "key-example", "", forged, 1793500010));
  g_assert_false (prove ("mailgun", "key-example", "", odd, 1793500010));
  g_assert_false (prove ("mailgun", NULL, "", call, 1793500010));
}

static void
test_twilio (void)
{
  g_autoptr (EspDoorCall) call = make_call ("MessageSid=SM1&From=%2B821012345678&Body=STOP");

  g_assert_false (prove ("twilio", "AUTHTOKEN", "https://example.com/hook", call, 0));
  esp_door_call_set (call, "X-Twilio-Signature", "a4tqVi1mz3JuyuVFgD527ePkJ2c=");
  g_assert_true (prove ("twilio", "AUTHTOKEN", "https://example.com/hook", call, 0));
  g_assert_false (prove ("twilio", "AUTHTOKEN", "https://example.com/other", call, 0));
  g_assert_false (prove ("twilio", "AUTHTOKEN", "", call, 0));
}

/* "whsec_" and the base64 of 24 letters k; computed elsewhere */
static void
test_resend (void)
{
  static const char key[] = "whsec_a2tra2tra2tra2tra2tra2tra2tra2tr";
  g_autoptr (EspDoorCall) call = make_call ("{\"a\":1}");
  g_autofree guchar *bytes = NULL;
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[32];
  gsize n = sizeof digest;
  g_autofree char *coded = NULL;
  g_autofree char *header = NULL;

  bytes = g_base64_decode (key + strlen ("whsec_"), &n);
  g_assert_cmpuint (n, ==, 24);
  hmac = g_hmac_new (G_CHECKSUM_SHA256, bytes, n);
  g_hmac_update (hmac, (const guchar *) "msg_1.1793500000.{\"a\":1}", -1);
  n = sizeof digest;
  g_hmac_get_digest (hmac, digest, &n);
  coded = g_base64_encode (digest, n);
  header = g_strconcat ("v1,AAAA v1,", coded, NULL);
  esp_door_call_set (call, "Svix-Id", "msg_1");
  esp_door_call_set (call, "Svix-Timestamp", "1793500000");
  esp_door_call_set (call, "Svix-Signature", header);
  g_assert_true (prove ("resend", key, "", call, 1793500000));
  g_assert_false (prove ("resend", key, "", call, 1793509999));
  esp_door_call_set (call, "Svix-Id", "msg_2");
  g_assert_false (prove ("resend", key, "", call, 1793500000));
}

static void
test_own (void)
{
  g_autoptr (EspDoorCall) call = make_call ("{}");

  g_assert_false (prove ("postmark", "u:p", "", call, 0));
  esp_door_call_set (call, "Authorization", "Basic dTpw");
  g_assert_true (prove ("postmark", "u:p", "", call, 0));
  g_assert_false (prove ("postmark", "u:q", "", call, 0));
  esp_door_call_set (call, "Authorization", "Bearer u:p");
  g_assert_true (prove ("brevo", "u:p", "", call, 0));
  g_assert_true (prove ("solapi", NULL, "", call, 0));
  g_assert_false (prove ("smtp", "x", "", call, 0));
}

/* Key and signature were made by another program. */
static void
test_sendgrid (void)
{
  static const char key[] =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEhvD14oSTAXPjE+MWqH3RhTz0wKHy0bdpoySQ4FqkNMqaadpFe3g1s/"
    "DOxhO+idrPvgkauWAEK2by8LyLmAGATg==";
  g_autoptr (EspDoorCall) call = make_call ("[{\"event\":\"open\"}]");
  g_autoptr (EspDoorCall) other = make_call ("[{\"event\":\"close\"}]");

  esp_door_call_set (call, "X-Twilio-Email-Event-Webhook-Timestamp", "1793500000");
  esp_door_call_set (call, "X-Twilio-Email-Event-Webhook-Signature",
                     "MEYCIQCRCMj8w8QT5c5Hvszfg1wmhxyH/qVpcwLqlUYNM+UvwAIhAIh/"
                     "sCY2siMbBgj033FYLqHlojgBkE1keZZE/ULveXYb");
  esp_door_call_set (other, "X-Twilio-Email-Event-Webhook-Timestamp", "1793500000");
  esp_door_call_set (other, "X-Twilio-Email-Event-Webhook-Signature",
                     "MEYCIQCRCMj8w8QT5c5Hvszfg1wmhxyH/qVpcwLqlUYNM+UvwAIhAIh/"
                     "sCY2siMbBgj033FYLqHlojgBkE1keZZE/ULveXYb");
  g_assert_true (prove ("sendgrid", key, "", call, 0));
  g_assert_false (prove ("sendgrid", key, "", other, 0));
  g_assert_false (prove ("sendgrid", "AAAA", "", call, 0));
  esp_door_call_set (call, "X-Twilio-Email-Event-Webhook-Signature", "MAYCAQECAQE=");
  g_assert_false (prove ("sendgrid", key, "", call, 0));
  esp_door_call_set (call, "X-Twilio-Email-Event-Webhook-Signature", "MP8=");
  g_assert_false (prove ("sendgrid", key, "", call, 0));
}

#define CERTIFICATE                                                                                \
  "-----BEGIN CERTIFICATE-----\n"                                                                  \
  "MIICBDCCAW2gAwIBAgIUKXqd2jbFiuRXyBrdkFBAGeOBfN0wDQYJKoZIhvcNAQEL\n"                             \
  "BQAwEzERMA8GA1UEAwwIc25zLnRlc3QwIBcNMjYxMTIyMjI1MjAwWhgPMjEyNjEw\n"                             \
  "MjkyMjUyMDBaMBMxETAPBgNVBAMMCHNucy50ZXN0MIGfMA0GCSqGSIb3DQEBAQUA\n"                             \
  "A4GNADCBiQKBgQD03h6IU0gIKWns22iuNuE+UCISg4X7BTSOokTOepRvbNpVjX8Y\n"                             \
  "3dc4GwSWW23Q59wjhBOMeKfqhGKCYsNHgzqhTIw1+egWOiVKcCykpADLpBA2STj7\n"                             \
  "7DGvfxqMw5I3XTmpt4YBXKJ5k3a8p1oa0E5xZw18+xCb/JG6db9ejrSf+QIDAQAB\n"                             \
  "o1MwUTAdBgNVHQ4EFgQUd7bI1sW1RwGt2jXi4QRyuv/SXekwHwYDVR0jBBgwFoAU\n"                             \
  "d7bI1sW1RwGt2jXi4QRyuv/SXekwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0B\n"                             \
  "AQsFAAOBgQCHtZM8veEMiJxSqtekRBm73jwp44Q2Vl/o3bOGa1JO4pOYERGs1h7O\n"                             \
  "LufBlVYeeJc92K5o4jWgF75mm1mpfvIfjGBEEJuF6n3OUVWuAS9tna31x2z27Rew\n"                             \
  "7lQ8v08VGu2bHYyOUaqFzwo7+cl1vcd5ygzjhI9ldnFdMQWy1QxOuw==\n"                                     \
  "-----END CERTIFICATE-----\n"
#define SIGNATURE_1                                                                                \
  "RPoperw/Um+/wJEl0gXXHX0r/1Xf8OL3YaOkyZFYM5weO5WvrfSywuKsQHTcxnJ+AGCRLV"                         \
  "612IspjhDBBHU7Hm2gt8GbJklA1CBK9SIMYmOxet3jhkPpararsOvj+3SVk8G+sECB0K1v"                         \
  "P7jxaUi0Z+Ej/ziXIppdA7skEFp/bxk="
#define SIGNATURE_2                                                                                \
  "oanyMwHfmhMZHxncskVqMrd39ASpSAMlHK4y6h3MLWqemNp/U4mCNGhuD47HxeNMQN/CoX"                         \
  "IdZnMOi/0mWRHHbMK0DFdxvloRceXwLTyhW4VWyAqyygCk/NFOTYjL9MKVf3dOETR2iDSm"                         \
  "aEg9CmmaROVW+eHKFMGmQAo1e3i+3Jc="

static EspSnsNote *
make_note (const char *version, const char *signature, const char *certificate, const char *subject)
{
  g_autofree char *body = g_strdup_printf (
    "{\"Type\":\"Notification\",\"MessageId\":\"id-1\",\"TopicArn\":\"arn:aws:sns:us-east-1:1:t\","
    "%s\"Message\":\"{\\\"eventType\\\":\\\"Delivery\\\",\\\"mail\\\":{\\\"messageId\\\":\\\"m-1"
    "\\\",\\\"destination\\\":[\\\"a@b.example\\\"]},\\\"delivery\\\":{\\\"timestamp\\\":"
    "\\\"2026-11-22T10:00:00Z\\\",\\\"recipients\\\":[\\\"a@b.example\\\"]}}\","
    "\"Timestamp\":\"2026-11-22T10:00:01.000Z\",\"SignatureVersion\":\"%s\",\"Signature\":\"%s\","
    "\"SigningCertURL\":\"%s\"}",
    subject, version, signature, certificate);
  g_autoptr (EspDoorCall) call = make_call (body);
  g_autoptr (GArray) reports = esp_reports_new (1);
  g_autoptr (GError) error = NULL;

  g_assert_true (esp_door_read ("ses", call, reports, &error));
  g_assert_cmpuint (reports->len, ==, 1);
  g_assert_cmpstr (g_array_index (reports, EspReport, 0).receipt, ==, "m-1");
  return esp_sns_note_parse (call, &error);
}

static void
test_amazon (void)
{
  static const char good[] = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem";
  static const char *const elsewhere[] = {
    "http://sns.us-east-1.amazonaws.com/a.pem",
    "https://sns.us-east-1.amazonaws.com.evil.example/a",
    "https://evil.example/sns.us-east-1.amazonaws.com",
    "https://sns.us-east-1.amazonaws.com:444/a",
    "https://u@sns.us-east-1.amazonaws.com/a",
    "https://snsx.us-east-1.amazonaws.com/a",
    "file:///etc/passwd",
    "",
  };
  g_autoptr (EspSnsNote) first = make_note ("1", SIGNATURE_1, good, "");
  g_autoptr (EspSnsNote) second = make_note ("2", SIGNATURE_2, good, "");
  g_autoptr (EspSnsNote) swapped = make_note ("1", SIGNATURE_2, good, "");
  g_autoptr (EspSnsNote) added = make_note ("1", SIGNATURE_1, good, "\"Subject\":\"x\",");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (first->certificate, ==, good);
  g_assert_true (esp_sns_prove (first, CERTIFICATE, &error));
  g_assert_true (esp_sns_prove (second, CERTIFICATE, &error));
  g_assert_false (esp_sns_prove (swapped, CERTIFICATE, NULL));
  g_assert_false (esp_sns_prove (added, CERTIFICATE, NULL));
  g_assert_false (esp_sns_prove (first, "-----BEGIN CERTIFICATE-----\nAAAA\n", NULL));
  g_assert_false (
    esp_sns_prove (first, "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (elsewhere); i++)
    {
      g_autoptr (EspSnsNote) note = make_note ("1", SIGNATURE_1, elsewhere[i], "");

      g_assert_cmpstr (note->certificate, ==, "");
    }
}

typedef struct
{
  const char *kind;
  const char *body;
  const char *wanted; /* kind:receipt:address … */
} Told;

static const Told told[] = {
  { "sendgrid",
    "[{\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.1.1\",\"email\":\"a@b.c\","
    "\"sg_event_id\":\"1\",\"sg_message_id\":\"M.f\",\"timestamp\":1793500000},"
    "{\"event\":\"bounce\",\"type\":\"blocked\",\"email\":\"d@b.c\",\"sg_event_id\":\"2\"},"
    "{\"event\":\"processed\"},{\"event\":7},8,null,"
    "{\"event\":\"open\",\"email\":\"a@b.c\",\"sg_event_id\":\"3\",\"sg_message_id\":\"M.f\"}]",
    "hard:M:a@b.c block::d@b.c opened:M:a@b.c" },
  { "mailgun",
    "{\"event-data\":{\"event\":\"complained\",\"id\":\"x\",\"recipient\":\"a@b.c\",\"message\":"
    "{\"headers\":{\"message-id\":\"m@x\"}}}}",
    "complained:m@x:a@b.c" },
  { "mailgun", "{\"event-data\":3}", "" },
  { "postmark",
    "{\"RecordType\":\"Bounce\",\"Type\":\"HardBounce\",\"ID\":1,\"MessageID\":\"P\",\"Email\":"
    "\"a@b.c\"}",
    "hard:P:a@b.c" },
  { "postmark",
    "{\"RecordType\":\"SubscriptionChange\",\"SuppressSending\":true,\"SuppressionReason\":"
    "\"ManualSuppression\",\"Origin\":\"Recipient\",\"Recipient\":\"a@b.c\",\"MessageID\":\"P\"}",
    "unsubscribed:P:a@b.c" },
  { "postmark",
    "{\"RecordType\":\"SubscriptionChange\",\"SuppressSending\":false,\"Recipient\":\"a@b.c\"}",
    "" },
  { "postmark",
    "{\"RecordType\":\"Click\",\"MessageID\":\"P\",\"Recipient\":\"a@b.c\",\"OriginalLink\":"
    "\"https://x.example\"}",
    "clicked:P:a@b.c" },
  { "brevo",
    "{\"event\":\"soft_bounce\",\"email\":\"a@b.c\",\"message-id\":\"<m>\",\"ts_event\":1}",
    "soft:<m>:a@b.c" },
  { "resend",
    "{\"type\":\"email.bounced\",\"data\":{\"email_id\":\"R\",\"to\":[\"a@b.c\"],\"bounce\":{"
    "\"type\":\"Permanent\",\"message\":\"550 5.1.1 no such user\"}}}",
    "hard:R:a@b.c" },
  { "resend", "{\"type\":\"email.sent\",\"data\":{}}", "" },
  { "twilio", "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30005&To=%2B8210",
    "hard:SM1:+8210" },
  { "twilio", "MessageSid=SM1&MessageStatus=sent", "" },
  { "solapi", "[{\"messageId\":\"S\",\"statusCode\":\"4000\",\"to\":\"01011112222\"}]",
    "delivered:S:+821011112222" },
  { "solapi", "[[[]],{}]", "" },
};

static void
test_told (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autoptr (EspDoorCall) call = make_call (told[i].body);
      g_autoptr (GArray) reports = esp_reports_new (1);
      g_autoptr (GString) found = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (esp_door_read (told[i].kind, call, reports, &error));
      for (guint j = 0; j < reports->len; j++)
        {
          const EspReport *report = &g_array_index (reports, EspReport, j);

          g_string_append_printf (found, "%s%s:%s:%s", j > 0 ? " " : "",
                                  esp_report_kind_name (report->kind),
                                  report->receipt != NULL ? report->receipt : "",
                                  report->address != NULL ? report->address : "");
        }
      g_assert_cmpstr (found->str, ==, told[i].wanted);
    }
}

static void
test_rubbish (void)
{
  static const char *const kinds[] = {
    "sendgrid", "mailgun", "postmark", "brevo", "resend", "ses"
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (EspDoorCall) call = make_call ("{\"half");
      g_autoptr (EspDoorCall) empty = make_call ("");
      g_autoptr (GArray) reports = esp_reports_new (1);

      g_assert_false (esp_door_read (kinds[i], call, reports, NULL));
      g_assert_false (esp_door_read (kinds[i], empty, reports, NULL));
      g_assert_cmpuint (reports->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/channels/door/mailgun-vector", test_mailgun);
  g_test_add_func ("/channels/door/twilio-vector", test_twilio);
  g_test_add_func ("/channels/door/resend", test_resend);
  g_test_add_func ("/channels/door/own-password", test_own);
  g_test_add_func ("/channels/door/sendgrid", test_sendgrid);
  g_test_add_func ("/channels/door/amazon", test_amazon);
  g_test_add_func ("/channels/door/told", test_told);
  g_test_add_func ("/channels/door/rubbish", test_rubbish);
  return g_test_run ();
}
