/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any answer of a mail service, to a request that sends, tests or pulls, and any event: every message gets exactly one
 * meaning, and nothing that is read runs over. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/http/esp-mail-service-channel.h"
#include "channels/email/http/esp-ses-queue.h"
#include "channels/esp-channel-kinds.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define N_ITEMS 3

static EspMailServiceChannel *
get_channel (guint index)
{
  static const char *const kinds[] = {
    "ses", "sendgrid", "mailgun", "postmark", "brevo", "resend"
  };
  static EspChannel *channels[G_N_ELEMENTS (kinds)]; /* kept for good */
  guint i = index % G_N_ELEMENTS (kinds);

  if (channels[i] == NULL)
    channels[i] = esp_channel_kind_find (kinds[i])->open (
      "{\"domain\":\"mg.example.com\",\"stream\":\"broadcast\",\"access-key\":\"A\",\"region\":"
      "\"us\",\"activity\":true,\"queue-url\":\"https://sqs.us-east-1.amazonaws.com/1/q\"}",
      "s3cret", NULL);
  g_assert_nonnull (channels[i]);
  return ESP_MAIL_SERVICE_CHANNEL (channels[i]);
}

static void
read_send (EspMailServiceChannel *channel, const EspWebReply *reply)
{
  const EspMailService *service = esp_mail_service_channel_get_service (channel);
  EspOutMessage messages[N_ITEMS] = { { .to = (char *) "a@b.c" },
                                      { .to = (char *) "d@b.c" },
                                      { 0 } };
  EspServiceVerdict verdicts[N_ITEMS] = { { 0 } };
  EspServiceAnswer answer = { .trouble = -1, .wait_s = -1 };
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (EspServiceItem));
  guint n = service->max_batch > 1 ? 1 + (guint) (reply->n_body % N_ITEMS) : 1;

  for (guint i = 0; i < n; i++)
    {
      EspServiceItem item = { &messages[i], NULL };

      g_array_append_val (items, item);
    }
  service->read_send (esp_mail_service_channel_get_account (channel), items, reply, verdicts,
                      &answer);
  for (guint i = 0; i < N_ITEMS; i++)
    {
      g_assert_cmpint (verdicts[i].outcome, <=, ESP_OUTCOME_UNDELIVERED);
      g_assert_true (verdicts[i].reply == NULL || g_utf8_validate (verdicts[i].reply, -1, NULL));
      g_free (verdicts[i].reply);
      g_free (verdicts[i].receipt);
    }
  g_free (answer.words);
}

static void
read_pull (EspMailServiceChannel *channel, const EspWebReply *reply, gboolean is_second_list)
{
  const EspMailService *service = esp_mail_service_channel_get_service (channel);
  const EspMailAccount *account = esp_mail_service_channel_get_account (channel);
  g_autoptr (JsonObject) cursor = json_object_new ();
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  g_autoptr (GArray) reports = esp_reports_new (4);
  EspWebRequest *request = service->make_pull (account, cursor, G_USEC_PER_SEC, NULL);

  esp_web_request_free (request);
  if (is_second_list)
    esp_pull_next_list (cursor);
  if (root == NULL || !service->read_pull (account, cursor, root, reports, NULL))
    return;
  for (guint i = 0; i < reports->len; i++)
    g_assert_nonnull (g_array_index (reports, EspReport, i).key);
  request = service->make_pull (account, cursor, G_USEC_PER_SEC, NULL);
  esp_web_request_free (request);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *body = NULL;
  g_autoptr (EspWebReply) reply = NULL;
  g_autoptr (GArray) reports = esp_reports_new (4);
  EspMailServiceChannel *channel;
  g_autofree char *words = NULL;
  int code = -1;

  if (size < 2)
    return 0;
  body = g_strndup ((const char *) data + 2, size - 2);
  channel = get_channel ((guint) data[0] - 'a');
  reply = esp_web_reply_new (data[1] >= 'a' ? 400 + data[1] % 130 : 200, body);
  read_send (channel, reply);
  words = esp_mail_service_channel_get_service (channel)
            ->read_test (esp_mail_service_channel_get_account (channel), reply, &code);
  read_pull (channel, reply, data[1] == 'Q');
  (void) esp_ses_event_read (body, reports); /* an event or none */
  return 0;
}
