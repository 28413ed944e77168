/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the mail services: what they tell when they are asked is read once, page by page, and never lost. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/email/http/esp-mail-service.h"
#include "mail-service-world.h"

#include <string.h>

typedef struct
{
  const char *kind;
  const char *path; /* of the request that is answered so */
  const char *body;
  EspReportKind expected;
} PullCase;

static const PullCase pull_cases[] = {
  { "ses", "/v2/email/suppression/addresses",
    "{\"SuppressedDestinationSummaries\":[{\"EmailAddress\":\"a@b.c\",\"Reason\":\"BOUNCE\","
    "\"LastUpdateTime\":1793500000.5}]}",
    ESP_REPORT_HARD },
  { "sendgrid", "/v3/suppression/spam_reports", "[{\"created\":1793500000,\"email\":\"a@b.c\"}]",
    ESP_REPORT_COMPLAINED },
  { "mailgun", "/v3/mg.example.com/events",
    "{\"items\":[{\"id\":\"e1\",\"event\":\"clicked\",\"url\":\"https://x\",\"ip\":\"1.2.3.4\","
    "\"timestamp\":1793500000.5,\"recipient\":\"a@b.c\",\"client-info\":{\"user-agent\":\"UA\"},"
    "\"message\":{\"headers\":{\"message-id\":\"mg-1@x\"}}}],\"paging\":{\"next\":\"\"}}",
    ESP_REPORT_CLICKED },
  { "postmark", "/bounces",
    "{\"Bounces\":[{\"ID\":7,\"Type\":\"HardBounce\",\"MessageID\":\"pm-1\",\"Email\":\"a@b.c\","
    "\"BouncedAt\":\"2026-11-01T09:30:00.0000000-05:00\",\"Details\":\"no\"}]}",
    ESP_REPORT_HARD },
  { "brevo", "/smtp/statistics/events",
    "{\"events\":[{\"email\":\"a@b.c\",\"date\":\"2026-11-01T09:30:00.000+09:00\",\"messageId\":"
    "\"<br-1@x>\",\"event\":\"opened\",\"ip\":\"1.2.3.4\"}]}",
    ESP_REPORT_OPENED },
  { "resend", "/emails",
    "{\"has_more\":false,\"data\":[{\"id\":\"re-1\",\"to\":[\"a@b.c\"],\"last_event\":"
    "\"delivered\","
    "\"created_at\":\"2026-11-01 09:30:00.000+00\"}]}",
    ESP_REPORT_DELIVERED },
};

static void
serve_pull_cb (HttpPeer *peer,
               const HttpPeerRequest *request,
               HttpPeerAnswer *answer,
               gpointer data)
{
  const PullCase *one = data;

  if (!mail_world_is_signed_in (one->kind, request))
    answer->status = 401;
  else if (g_str_equal (request->path, one->path))
    answer->body = g_strdup (one->body);
  else
    answer->body = g_strdup (g_str_equal (one->kind, "sendgrid") ? "[]" : "{}");
}

static EspChannelReports *
pull (EspChannel *channel, const char *cursor, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  esp_channel_pull_async (channel, cursor, 1793525400 * (gint64) G_USEC_PER_SEC, NULL,
                          mail_world_keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return esp_channel_pull_finish (channel, result, error);
}

static void
test_pull (void)
{
  for (guint c = 0; c < G_N_ELEMENTS (pull_cases); c++)
    {
      PullCase one = pull_cases[c];
      HttpPeer *peer = http_peer_new (serve_pull_cb, &one);
      g_autoptr (EspChannel) channel = mail_world_open (one.kind, peer);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspChannelReports) first = pull (channel, NULL, &error);
      g_autoptr (EspChannelReports) second = NULL;
      g_autoptr (EspChannelReports) broken = NULL;
      const EspReport *report;

      g_test_message ("%s", one.kind);
      g_assert_no_error (error);
      g_assert_false (first->has_more);
      g_assert_cmpuint (first->reports->len, ==, 1);
      report = &g_array_index (first->reports, EspReport, 0);
      g_assert_cmpint (report->kind, ==, one.expected);
      g_assert_cmpstr (report->address, ==, "a@b.c");
      second = pull (channel, first->cursor, &error);
      g_assert_no_error (error);
      if (second->reports->len > 0) /* told again: under the same key */
        g_assert_cmpstr (g_array_index (second->reports, EspReport, 0).key, ==, report->key);
      one.body = "{\"half\":";
      broken = pull (channel, first->cursor, &error);
      g_assert_null (broken);
      g_assert_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_CUT);
      http_peer_free (peer);
    }
}

#define QUEUE_PATH "/123456789012/mail-events"

typedef struct
{
  guint n_received;
  guint n_deleted;
} Queue;

static char *
make_notification (const char *event)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "Type", "Notification");
  esp_mail_json_add (builder, "Message", event);
  json_builder_end_object (builder);
  return esp_mail_json_print (builder);
}

static char *
make_messages (void)
{
  static const char *const events[] = {
    "{\"eventType\":\"Bounce\",\"mail\":{\"messageId\":\"m1\",\"destination\":[\"a@b.c\"]},"
    "\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":\"General\",\"timestamp\":"
    "\"2026-11-01T09:30:00.000Z\",\"bouncedRecipients\":[{\"emailAddress\":\"a@b.c\",\"status\":"
    "\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]}}",
    "{\"eventType\":\"Click\",\"mail\":{\"messageId\":\"m2\",\"destination\":[\"d@b.c\"]},"
    "\"click\":{\"timestamp\":\"2026-11-01T09:31:00.000Z\",\"link\":\"https://x/\","
    "\"userAgent\":\"UA\",\"ipAddress\":\"192.0.2.1\"}}",
    "{\"eventType\":\"DeliveryDelay\",\"mail\":{\"messageId\":\"m3\"},\"deliveryDelay\":{}}",
    "{\"hello\":\"of somebody else\"}",
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "Messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autofree char *body = i == 1 ? g_strdup (events[i]) : make_notification (events[i]);
      g_autofree char *handle = g_strdup_printf ("handle-%u", i);

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "ReceiptHandle", handle);
      esp_mail_json_add (builder, "Body", body);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return esp_mail_json_print (builder);
}

static void
serve_queue_cb (HttpPeer *peer,
                const HttpPeerRequest *request,
                HttpPeerAnswer *answer,
                gpointer data)
{
  Queue *queue = data;
  const char *target = mail_world_header (request, "X-Amz-Target");

  if (g_str_equal (request->path, "/v2/email/suppression/addresses"))
    return;
  g_assert_cmpstr (request->path, ==, "/");
  g_assert_cmpstr (mail_world_header (request, "Content-Type"), ==, "application/x-amz-json-1.0");
  g_assert_nonnull (strstr (mail_world_header (request, "Authorization"),
                            "/sqs/aws4_request, "
                            "SignedHeaders=content-type;"
                            "host;x-amz-date;x-amz-target"));
  g_assert_true (g_str_has_suffix (esp_mail_json_get (request->json, "QueueUrl"), QUEUE_PATH));
  if (g_str_equal (target, "AmazonSQS.ReceiveMessage"))
    answer->body = queue->n_received++ == 0 ? make_messages () : g_strdup ("{}");
  else
    {
      g_assert_cmpstr (target, ==, "AmazonSQS.DeleteMessageBatch");
      queue->n_deleted += mail_world_count (request->json, "Entries");
    }
}

/* Events of a queue are deleted there only when what they say has been handed over and kept. */
static void
test_queue (void)
{
  Queue queue = { 0 };
  HttpPeer *peer = http_peer_new (serve_queue_cb, &queue);
  const EspChannelKind *kind = esp_channel_kind_find ("ses");
  g_autofree char *settings =
    g_strdup_printf ("{\"base-url\":\"%s\",\"queue-url\":\"%s" QUEUE_PATH
                     "\",\"region\":\"ap-northeast-2\",\"access-key\":\"AKIDEXAMPLE\"}",
                     http_peer_get_url (peer), http_peer_get_url (peer));
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannel) channel = kind->open (settings, "s3cret", &error);
  g_autoptr (EspChannelReports) first = NULL;
  g_autoptr (EspChannelReports) second = NULL;
  const EspReport *report;

  g_assert_no_error (error);
  first = pull (channel, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->reports->len, ==, 2);
  report = &g_array_index (first->reports, EspReport, 0);
  g_assert_cmpint (report->kind, ==, ESP_REPORT_HARD);
  g_assert_cmpstr (report->receipt, ==, "m1");
  report = &g_array_index (first->reports, EspReport, 1);
  g_assert_cmpint (report->kind, ==, ESP_REPORT_CLICKED);
  g_assert_cmpstr (report->user_agent, ==, "UA");
  g_assert_true (first->has_more);
  g_assert_cmpuint (queue.n_deleted, ==, 0);
  second = pull (channel, first->cursor, &error);
  g_assert_no_error (error);
  g_assert_false (second->has_more);
  g_assert_cmpuint (second->reports->len, ==, 0);
  g_assert_cmpuint (queue.n_deleted, ==, 3); /* somebody else's stays */
  http_peer_free (peer);
}

/* The pages of Mailgun are asked for at our address, whatever host they name. */
/* What a service says of one mail, and what that is; -1: nothing that lasts. */
static const struct
{
  const char *kind;
  const char *said;
  int expected;
} meanings[] = {
  { "mailgun",
    "\"severity\":\"temporary\",\"reason\":\"generic\",\"delivery-status\":{\"code\":421}", -1 },
  { "mailgun", "\"severity\":\"temporary\",\"reason\":\"old\",\"delivery-status\":{\"code\":498}",
    ESP_REPORT_SOFT },
  { "mailgun",
    "\"severity\":\"permanent\",\"reason\":\"old\",\"delivery-status\":{\"code\":602,\"message\":"
    "\"Too old\"}",
    ESP_REPORT_SOFT },
  { "mailgun",
    "\"severity\":\"permanent\",\"reason\":\"bounce\",\"delivery-status\":{\"code\":550,"
    "\"message\":"
    "\"5.1.1 no such user\"}",
    ESP_REPORT_HARD },
  { "mailgun",
    "\"severity\":\"permanent\",\"reason\":\"bounce\",\"delivery-status\":{\"code\":550,"
    "\"enhanced-code\":\"5.7.1\",\"message\":\"No thanks\"}",
    ESP_REPORT_BLOCK },
  { "mailgun", "\"severity\":\"permanent\",\"reason\":\"espblock\"", ESP_REPORT_BLOCK },
  { "mailgun",
    "\"severity\":\"permanent\",\"reason\":\"suppress-bounce\",\"delivery-status\":{\"code\":605}",
    ESP_REPORT_HARD },
  { "brevo", "\"event\":\"deferred\",\"reason\":\"421 later\"", -1 },
  { "brevo", "\"event\":\"softBounces\",\"reason\":\"452 full\"", ESP_REPORT_SOFT },
  { "brevo", "\"event\":\"hardBounces\",\"reason\":\"550 5.1.1 unknown\"", ESP_REPORT_HARD },
  { "brevo", "\"event\":\"hardBounces\"", ESP_REPORT_HARD },
  { "brevo", "\"event\":\"hardBounces\",\"reason\":\"554 5.7.1 listed by a blocklist\"",
    ESP_REPORT_BLOCK },
  { "resend", "\"last_event\":\"delivery_delayed\"", ESP_REPORT_TAKEN },
  { "resend", "\"last_event\":\"who_knows\"", -1 },
  { "resend", "\"last_event\":\"bounced\"", ESP_REPORT_HARD },
};

static void
test_meanings (void)
{
  for (guint m = 0; m < G_N_ELEMENTS (meanings); m++)
    {
      const char *kind = meanings[m].kind;
      gboolean is_mailgun = g_str_equal (kind, "mailgun");
      gboolean is_brevo = g_str_equal (kind, "brevo");
      g_autofree char *body =
        g_strdup_printf (is_mailgun ? "{\"items\":[{\"id\":\"e1\",\"event\":\"failed\","
                                      "\"timestamp\":1793500000.5,%s}]}"
                         : is_brevo ? "{\"events\":[{\"email\":\"a@b.c\",%s}]}"
                                    : "{\"data\":[{\"id\":\"re-1\",%s}]}",
                         meanings[m].said);
      PullCase one = { kind,
                       is_mailgun ? "/v3/mg.example.com/events"
                       : is_brevo ? "/smtp/statistics/events"
                                  : "/emails",
                       body, ESP_REPORT_HARD };
      HttpPeer *peer = http_peer_new (serve_pull_cb, &one);
      g_autoptr (EspChannel) channel = mail_world_open (kind, peer);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspChannelReports) reports = pull (channel, NULL, &error);

      g_test_message ("%s %s", kind, meanings[m].said);
      g_assert_no_error (error);
      g_assert_cmpuint (reports->reports->len, ==, meanings[m].expected >= 0 ? 1 : 0);
      if (meanings[m].expected >= 0)
        g_assert_cmpint (g_array_index (reports->reports, EspReport, 0).kind, ==,
                         meanings[m].expected);
      http_peer_free (peer);
    }
}

static void
serve_days_cb (HttpPeer *peer,
               const HttpPeerRequest *request,
               HttpPeerAnswer *answer,
               gpointer data)
{
  char **query = data;

  g_free (*query);
  *query = g_strdup (request->query);
  answer->body = g_strdup ("{\"events\":[]}");
}

/* Brevo names days, which begin elsewhere at another hour, and tells of 90 at most. */
static void
test_days (void)
{
  g_autofree char *query = NULL;
  HttpPeer *peer = http_peer_new (serve_days_cb, &query);
  g_autoptr (EspChannel) channel = mail_world_open ("brevo", peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannelReports) first = pull (channel, NULL, &error);
  g_autoptr (EspChannelReports) second = pull (channel, first->cursor, &error);
  g_autoptr (EspChannelReports) late = NULL;

  g_assert_nonnull (second);
  /* It is 2026-11-01 09:30 in UTC. */
  g_assert_nonnull (strstr (query, "startDate=2026-10-31"));
  g_assert_nonnull (strstr (query, "endDate=2026-11-01"));
  late = pull (channel, "{\"since\":1700000000}", &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (query, "startDate=2026-08-04"));
  http_peer_free (peer);
}

/* A list of Postmark with more entries than it gives numbers to, the newest first, one a second. */
typedef struct
{
  gint64 newest_s;
  guint n;
  gboolean knows_ends; /* else it is divided by platforms */
} LongList;

static guint
get_query_number (const HttpPeerRequest *request, const char *name)
{
  g_autoptr (GHashTable) query = g_uri_parse_params (request->query, -1, "&", 0, NULL);
  const char *text = g_hash_table_lookup (query, name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
}

static void
serve_long_cb (HttpPeer *peer,
               const HttpPeerRequest *request,
               HttpPeerAnswer *answer,
               gpointer data)
{
  static const char *const platforms[] = { "WebMail", "Desktop", "Mobile", "Unknown" };
  const LongList *list = data;
  g_autoptr (GHashTable) query =
    g_uri_parse_params (request->query != NULL ? request->query : "", -1, "&", 0, NULL);
  const char *end = g_hash_table_lookup (query, "todate");
  const char *platform = g_hash_table_lookup (query, "platform");
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/New_York");
  g_autoptr (GDateTime) to = end != NULL ? g_date_time_new_from_iso8601 (end, zone) : NULL;
  guint offset = get_query_number (request, "offset");
  GString *body = g_string_new ("{\"Opens\":[");
  guint at = 0;

  g_assert_cmpuint (offset + get_query_number (request, "count"), <=, 10000);
  for (guint i = 0; g_str_has_suffix (request->path, "/opens") && i < list->n; i++)
    {
      gint64 at_s = list->newest_s - i;
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at_s);
      g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

      if ((list->knows_ends && to != NULL && at_s > g_date_time_to_unix (to)) ||
          (platform != NULL && !g_str_equal (platforms[i % 4], platform)) || at++ < offset ||
          at > offset + 500)
        continue;
      g_string_append_printf (body, "%s{\"MessageID\":\"m%u\",\"ReceivedAt\":\"%s\"}",
                              at > offset + 1 ? "," : "", i, text);
    }
  g_string_append (body, "]}");
  answer->body = g_string_free (body, FALSE);
}

/* What stands behind the ten thousandth place is asked for by its date, or by what it was read on. */
static void
test_long_list (void)
{
  for (guint knows = 0; knows < 2; knows++)
    {
      LongList list = { 1793525400 - 60, 21000, knows };
      HttpPeer *peer = http_peer_new (serve_long_cb, &list);
      g_autoptr (EspChannel) channel = mail_world_open ("postmark", peer);
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autofree char *cursor = NULL;
      gboolean goes_on = TRUE;

      for (guint turn = 0; goes_on; turn++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (EspChannelReports) reports = pull (channel, cursor, &error);

          g_assert_no_error (error);
          g_assert_cmpuint (turn, <, 12);
          for (guint i = 0; i < reports->reports->len; i++)
            (void) g_hash_table_add (seen,
                                     g_strdup (
                                       g_array_index (reports->reports, EspReport, i).receipt));
          g_free (cursor);
          cursor = g_strdup (reports->cursor);
          goes_on = reports->has_more;
        }
      g_assert_cmpuint (g_hash_table_size (seen), ==, list.n);
      http_peer_free (peer);
    }
}

static void
serve_pages_cb (HttpPeer *peer,
                const HttpPeerRequest *request,
                HttpPeerAnswer *answer,
                gpointer data)
{
  guint *n_pages = data;

  if (g_str_equal (request->path, "/v3/mg.example.com/events/next"))
    answer->body = g_strdup ("{\"items\":[],\"paging\":{\"next\":\"\"}}");
  else
    answer->body = g_strdup ("{\"items\":[{\"id\":\"e1\",\"event\":\"delivered\",\"recipient\":"
                             "\"a@b.c\",\"timestamp\":1793500000.5}],\"paging\":{\"next\":"
                             "\"https://api.mailgun.net/v3/mg.example.com/events/next\"}}");
  ++*n_pages;
}

static void
test_pages (void)
{
  guint n_pages = 0;
  HttpPeer *peer = http_peer_new (serve_pages_cb, &n_pages);
  g_autoptr (EspChannel) channel = mail_world_open ("mailgun", peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannelReports) reports = pull (channel, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reports->reports->len, ==, 1);
  g_assert_cmpuint (n_pages, ==, 2);
  http_peer_free (peer);
}

static void
serve_circle_cb (HttpPeer *peer,
                 const HttpPeerRequest *request,
                 HttpPeerAnswer *answer,
                 gpointer data)
{
  answer->body = g_strdup ("{\"has_more\":true,\"data\":[{\"id\":\"re-1\",\"to\":[\"a@b.c\"],"
                           "\"last_event\":\"delivered\"}]}");
}

/* A service that says that there is more, and has only the same again, is not asked for ever. */
static void
test_circle (void)
{
  HttpPeer *peer = http_peer_new (serve_circle_cb, NULL);
  g_autoptr (EspChannel) channel = mail_world_open ("resend", peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannelReports) reports = pull (channel, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (reports->has_more);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 2);
  http_peer_free (peer);
}

static void
serve_words_cb (HttpPeer *peer,
                const HttpPeerRequest *request,
                HttpPeerAnswer *answer,
                gpointer data)
{
  const HttpPeerAnswer *script = data;

  *answer = *script;
  answer->body = g_strdup (script->body);
}

/* What a service says is told in its words, not as it is written for programs or browsers. */
static void
test_words (void)
{
  static const struct
  {
    guint status;
    const char *body;
    const char *told;
    const char *hidden;
  } cases[] = {
    { 401, "{\"message\":\"the key has ended\"}", "It said: the key has ended", "{" },
    { 401, "{\"Message\":\"no token\"}", "It said: no token", "{" },
    { 403, "{\"errors\":[{\"message\":\"forbidden here\"}]}", "It said: forbidden here", "{" },
    { 403, "<html>a wall</html>", "It said: HTTP 403", "<" },
    { 401, "Forbidden", "It said: Forbidden", "<" },
    { 200, "<html>sign in to the hotel</html>", "cannot be read", "<" },
    { 200, "\"hello\"", "cannot be read", "hello" },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      HttpPeerAnswer script = { .status = cases[c].status, .body = (char *) cases[c].body };
      HttpPeer *peer = http_peer_new (serve_words_cb, &script);
      g_autoptr (EspChannel) channel = mail_world_open ("brevo", peer);
      g_autoptr (GError) error = NULL;
      g_autoptr (EspChannelReports) reports = pull (channel, NULL, &error);

      g_test_message ("%s", cases[c].body);
      g_assert_null (reports);
      g_assert_nonnull (strstr (error->message, cases[c].told));
      g_assert_null (strstr (error->message, cases[c].hidden));
      http_peer_free (peer);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-services/pull", test_pull);
  g_test_add_func ("/mail-services/queue", test_queue);
  g_test_add_func ("/mail-services/pages", test_pages);
  g_test_add_func ("/mail-services/long-list", test_long_list);
  g_test_add_func ("/mail-services/meanings", test_meanings);
  g_test_add_func ("/mail-services/days", test_days);
  g_test_add_func ("/mail-services/circle", test_circle);
  g_test_add_func ("/mail-services/words", test_words);
  return g_test_run ();
}
