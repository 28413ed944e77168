/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the mail services: their documented contracts are kept, every error has its meaning, and a
 * message that may have arrived is never sent again. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/email/http/esp-mail-service.h"
#include "channels/email/http/esp-service-merge.h"
#include "channels/email/http/esp-sigv4.h"
#include "http-peer.h"

#include <string.h>

#define N 5

typedef struct
{
  const char *kind;
  HttpPeerAnswer script[8]; /* status 0: what the service says when all is well */
  guint n_script;
  guint n_calls;
} World;

static const char *
get_header (const HttpPeerRequest *request, const char *name)
{
  const char *value = http_peer_header (request, name);

  return value != NULL ? value : "";
}

/* The signature is made again from what arrived. */
static gboolean
is_signed (const HttpPeerRequest *request)
{
  const EspSigv4 keys = { .access_key = "AKIDEXAMPLE",
                          .secret_key = "s3cret",
                          .region = "ap-northeast-2",
                          .service = "ses" };
  g_autofree char *url = g_strdup_printf ("http://%s%s%s%s", get_header (request, "Host"),
                                          request->path, request->query != NULL ? "?" : "",
                                          request->query != NULL ? request->query : "");
  g_autoptr (EspWebRequest) again = esp_web_request_new (request->method, url);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (get_header (request, "X-Amz-Date"), utc);

  if (at == NULL)
    return FALSE;
  if (request->json != NULL)
    esp_web_request_take_body (again, "application/json", g_bytes_ref (request->body));
  esp_sigv4_sign (&keys, again, g_date_time_to_unix (at) * G_USEC_PER_SEC);
  return g_str_equal (esp_web_request_get_header (again, "Authorization"),
                      get_header (request, "Authorization"));
}

static gboolean
is_signed_in (const World *world, const HttpPeerRequest *request)
{
  static const struct
  {
    const char *kind, *header, *value;
  } ways[] = {
    { "sendgrid", "Authorization", "Bearer s3cret" },
    { "resend", "Authorization", "Bearer s3cret" },
    { "mailgun", "Authorization", "Basic YXBpOnMzY3JldA==" },
    { "postmark", "X-Postmark-Server-Token", "s3cret" },
    { "brevo", "api-key", "s3cret" },
  };

  if (g_str_equal (world->kind, "ses"))
    return is_signed (request);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_str_equal (world->kind, ways[i].kind))
      return g_str_equal (get_header (request, ways[i].header), ways[i].value);
  return FALSE;
}

static guint
count_array (JsonNode *root, const char *member)
{
  JsonArray *array = esp_mail_json_get_array (root, member);

  return array != NULL ? json_array_get_length (array) : 0;
}

static char *
list_ids (guint n, const char *before, const char *format, const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GString) one = g_string_new (format);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);

      g_string_replace (one, "#", number, 0);
      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", one->str);
    }
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

/* What the documented contract asks of a request that sends, and what it answers. */
static gboolean
serve_send (const World *world, const HttpPeerRequest *request, HttpPeerAnswer *answer)
{
  JsonNode *json = request->json;

  if (g_str_equal (world->kind, "ses"))
    {
      JsonNode *raw = esp_mail_json_member (esp_mail_json_member (json, "Content"), "Raw");

      answer->body = g_strdup ("{\"MessageId\":\"ses-1\"}");
      return g_str_equal (request->path, "/v2/email/outbound-emails") &&
             count_array (esp_mail_json_member (json, "Destination"), "ToAddresses") == 1 &&
             *esp_mail_json_get (raw, "Data") != '\0';
    }
  if (g_str_equal (world->kind, "sendgrid"))
    {
      answer->status = 202;
      answer->header = "X-Message-Id: sg-1";
      answer->body = g_strdup ("");
      return g_str_equal (request->path, "/v3/mail/send") &&
             count_array (json, "personalizations") >= 1 && count_array (json, "content") >= 1 &&
             *esp_mail_json_get (json, "subject") != '\0' &&
             *esp_mail_json_get (esp_mail_json_member (json, "from"), "email") != '\0';
    }
  if (g_str_equal (world->kind, "mailgun"))
    {
      g_autofree char *body =
        g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
      gboolean is_mime = g_str_equal (request->path, "/v3/mg.example.com/messages.mime");

      answer->body = g_strdup ("{\"id\":\"<mg-1@mg.example.com>\",\"message\":\"Queued.\"}");
      return (is_mime && strstr (body, "filename=\"message.mime\"") != NULL) ||
             (g_str_equal (request->path, "/v3/mg.example.com/messages") &&
              strstr (body, "name=\"recipient-variables\"") != NULL);
    }
  if (g_str_equal (world->kind, "postmark"))
    {
      JsonArray *list = esp_mail_json_get_array (json, NULL);
      guint n = list != NULL ? json_array_get_length (list) : 0;
      JsonNode *first = n > 0 ? json_array_get_element (list, 0) : json;

      answer->body = n > 0 ? list_ids (n, "[", "{\"ErrorCode\":0,\"MessageID\":\"pm-#\"}", "]")
                           : g_strdup ("{\"ErrorCode\":0,\"MessageID\":\"pm-1\"}");
      return g_str_equal (request->path, n > 0 ? "/email/batch" : "/email") &&
             g_str_equal (esp_mail_json_get (first, "MessageStream"), "broadcast") &&
             *esp_mail_json_get (first, "From") != '\0' && *esp_mail_json_get (first, "To") != '\0';
    }
  if (g_str_equal (world->kind, "resend"))
    {
      JsonArray *list = esp_mail_json_get_array (json, NULL);
      guint n = list != NULL ? json_array_get_length (list) : 0;

      answer->body = n > 0 ? list_ids (n, "{\"data\":[", "{\"id\":\"re-#\"}", "]}")
                           : g_strdup ("{\"id\":\"re-1\"}");
      return n <= 100 && *get_header (request, "Idempotency-Key") != '\0' &&
             g_str_equal (request->path, n > 0 ? "/emails/batch" : "/emails");
    }
  answer->status = 201;
  {
    guint n = count_array (json, "messageVersions");

    answer->body = n > 0 ? list_ids (n, "{\"messageIds\":[", "\"<br-#@x>\"", "]}")
                         : g_strdup ("{\"messageId\":\"<br-1@x>\"}");
    return g_str_equal (request->path, "/smtp/email") &&
           *esp_mail_json_get (esp_mail_json_member (json, "sender"), "email") != '\0' &&
           *esp_mail_json_get (json, "htmlContent") != '\0';
  }
}

static void
serve_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  World *world = data;
  guint index = world->n_calls++;

  if (!is_signed_in (world, request))
    {
      answer->status = 401;
      return;
    }
  if (!serve_send (world, request, answer))
    {
      g_test_message ("%s %s does not keep the contract", request->method, request->path);
      g_free (answer->body);
      answer->body = g_strdup ("{\"message\":\"contract\"}");
      answer->status = 400;
    }
  else if (index < world->n_script &&
           (world->script[index].status != 0 || world->script[index].mode != HTTP_PEER_ANSWER))
    {
      char *usual = g_steal_pointer (&answer->body);

      *answer = world->script[index];
      answer->body = answer->body != NULL ? g_strdup (answer->body) : g_strdup (usual);
      if (answer->status == 0)
        answer->status = 200;
      g_free (usual);
    }
}

static EspChannel *
open_channel (const char *kind_id, HttpPeer *peer)
{
  const EspChannelKind *kind = esp_channel_kind_find (kind_id);
  g_autofree char *settings =
    g_strdup_printf ("{\"base-url\":\"%s\",\"access-key\":\"AKIDEXAMPLE\",\"domain\":"
                     "\"mg.example.com\",\"region\":\"%s\",\"stream\":\"broadcast\"}",
                     http_peer_get_url (peer),
                     g_str_equal (kind_id, "ses")        ? "ap-northeast-2"
                     : g_str_equal (kind_id, "sendgrid") ? "global"
                                                         : "us");
  g_autoptr (GError) error = NULL;
  EspChannel *channel;

  g_assert_true (esp_channel_kind_check (kind, settings, &error));
  channel = kind->open (settings, "s3cret", &error);
  g_assert_no_error (error);
  return channel;
}

static GBytes *
make_message (guint i, gboolean has_same_headers)
{
  char *text = g_strdup_printf (
    "From: =?utf-8?b?7ZWc67mb?= <news@example.com>\r\n"
    "To: Person %u <p%u@example.net>\r\n"
    "Subject: Hello person %u\r\n"
    "Message-ID: <m%u@example.com>\r\n"
    "List-Unsubscribe: <https://example.com/u/%u>\r\n"
    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear person-%u, good news.\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    "<p>Dear <b>person-%u</b>, good news.</p><a href=\"https://example.com/c/%u\">Open</a>\r\n"
    "--b--\r\n",
    i, i, i, i, has_same_headers ? 0 : i, i, i, i);

  return g_bytes_new_take (text, strlen (text));
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static EspOutBatch *
submit (EspChannel *channel, guint n)
{
  GArray *messages = esp_out_messages_new (n);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  EspOutBatch *batch;

  for (guint i = 1; i <= n; i++)
    {
      EspOutMessage message = { .key = i,
                                .from = g_strdup ("bounce@example.com"),
                                .to = g_strdup_printf ("p%u@example.net", i),
                                .bytes = make_message (i, FALSE) };

      g_array_append_val (messages, message);
    }
  esp_channel_submit_async (channel, messages, NULL, submitted_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  batch = esp_channel_submit_finish (channel, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batch->results->len, ==, n);
  return batch;
}

static const char *const kinds[] = { "ses", "sendgrid", "mailgun", "postmark", "brevo", "resend" };

/* Everyone gets theirs once, and batches are made where the service has them. */
static void
test_accepted (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      World world = { .kind = kinds[k] };
      HttpPeer *peer = http_peer_new (serve_cb, &world);
      g_autoptr (EspChannel) channel = open_channel (kinds[k], peer);
      g_autoptr (EspOutBatch) batch = submit (channel, N);
      gboolean is_single = g_str_equal (kinds[k], "ses") || g_str_equal (kinds[k], "brevo");

      g_assert_no_error (batch->trouble);
      for (guint i = 0; i < N; i++)
        {
          const EspOutResult *result = &g_array_index (batch->results, EspOutResult, i);

          g_assert_cmpint (result->outcome, ==, ESP_OUTCOME_ACCEPTED);
          g_assert_nonnull (result->receipt);
        }
      g_assert_cmpuint (http_peer_get_n (peer), ==, is_single ? N : 1);
      http_peer_free (peer);
    }
}

typedef struct
{
  const char *kind;
  guint status;
  const char *body;
  EspOutcome outcome;
  EspRefusal refusal;
  int trouble; /* -1: none */
} ErrorCase;

static const ErrorCase error_cases[] = {
  { "ses", 400, "{\"message\":\"Email address is not verified.\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "ses", 400, "{\"__type\":\"MessageRejected\",\"message\":\"bad\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_CONTENT, -1 },
  { "ses", 400, "{\"__type\":\"x#SendingPausedException\",\"message\":\"no\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SUSPENDED },
  { "ses", 403, "{\"message\":\"signature\"}", ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT,
    ESP_CHANNEL_ERROR_AUTH },
  { "ses", 500, "x", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, ESP_CHANNEL_ERROR_BUSY },
  { "sendgrid", 400, "{\"errors\":[{\"message\":\"bad\",\"field\":\"from\"}]}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_CONTENT, -1 },
  { "sendgrid", 403,
    "{\"errors\":[{\"message\":\"The from address does not match a verified Sender "
    "Identity.\"}]}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "sendgrid", 413, "", ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, -1 },
  { "mailgun", 400,
    "{\"message\":\"'to' parameter is not a valid address. please check "
    "documentation\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_HARD, -1 },
  { "mailgun", 400, "", ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, -1 },
  { "ses", 403, "", ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_AUTH },
  { "brevo", 503, "", ESP_OUTCOME_REFUSED, ESP_REFUSAL_SOFT, ESP_CHANNEL_ERROR_BUSY },
  { "resend", 400, "", ESP_OUTCOME_REFUSED, ESP_REFUSAL_CONTENT, -1 },
  { "mailgun", 401, "Forbidden", ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_AUTH },
  { "mailgun", 404, "{\"message\":\"Domain not found\"}", ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT,
    ESP_CHANNEL_ERROR_INVALID },
  { "postmark", 422, "{\"ErrorCode\":406,\"Message\":\"inactive\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_HARD, -1 },
  { "postmark", 422, "{\"ErrorCode\":400,\"Message\":\"signature\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "postmark", 422, "{\"ErrorCode\":405,\"Message\":\"credit\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SUSPENDED },
  { "postmark", 422, "{\"ErrorCode\":300,\"Message\":\"bad\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_CONTENT, -1 },
  { "brevo", 402, "{\"code\":\"not_enough_credits\",\"message\":\"credit\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SUSPENDED },
  { "brevo", 400, "{\"code\":\"invalid_parameter\",\"message\":\"email is not valid in to\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_HARD, -1 },
  { "resend", 422, "{\"name\":\"missing_required_field\",\"message\":\"x\"}", ESP_OUTCOME_REFUSED,
    ESP_REFUSAL_CONTENT, -1 },
  { "resend", 403, "{\"name\":\"validation_error\",\"message\":\"The domain is not verified.\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "resend", 429, "{\"name\":\"daily_quota_exceeded\",\"message\":\"x\"}", ESP_OUTCOME_UNDELIVERED,
    ESP_REFUSAL_SOFT, ESP_CHANNEL_ERROR_QUOTA },
};

static void
test_errors (void)
{
  for (guint c = 0; c < G_N_ELEMENTS (error_cases); c++)
    {
      const ErrorCase *one = &error_cases[c];
      World world = { .kind = one->kind, .n_script = 1 };
      HttpPeer *peer = http_peer_new (serve_cb, &world);
      g_autoptr (EspChannel) channel = open_channel (one->kind, peer);
      g_autoptr (EspOutBatch) batch = NULL;
      const EspOutResult *result;

      world.script[0] = (HttpPeerAnswer){ .status = one->status, .body = (char *) one->body };
      batch = submit (channel, 1);
      result = &g_array_index (batch->results, EspOutResult, 0);
      g_test_message ("%s %u %s", one->kind, one->status, one->body);
      g_assert_cmpint (result->outcome, ==, one->outcome);
      g_assert_cmpint (result->refusal, ==, one->refusal);
      g_assert_cmpint (batch->trouble != NULL ? batch->trouble->code : -1, ==, one->trouble);
      g_assert_cmpint (result->is_suppressing, ==, one->refusal == ESP_REFUSAL_HARD);
      http_peer_free (peer);
    }
}

/* 429 is waited for shortly; a long wait is the sender's to make. */
static void
test_too_many (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      World world = {
        .kind = kinds[k],
        .script = { { .status = 429, .body = (char *) "{}", .header = "Retry-After: 0" } },
        .n_script = 1
      };
      HttpPeer *peer = http_peer_new (serve_cb, &world);
      g_autoptr (EspChannel) channel = open_channel (kinds[k], peer);
      g_autoptr (EspOutBatch) batch = submit (channel, 1);
      g_autoptr (EspOutBatch) later = NULL;
      g_autoptr (EspOutBatch) resting = NULL;

      g_assert_cmpint (g_array_index (batch->results, EspOutResult, 0).outcome, ==,
                       ESP_OUTCOME_ACCEPTED);
      g_assert_cmpuint (http_peer_get_n (peer), ==, 2);
      world.n_calls = 0;
      world.script[0].header = "Retry-After: 3600";
      later = submit (channel, 1);
      g_assert_cmpint (g_array_index (later->results, EspOutResult, 0).outcome, ==,
                       ESP_OUTCOME_UNDELIVERED);
      g_assert_false (g_array_index (later->results, EspOutResult, 0).is_attempted);
      g_assert_error (later->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY);
      resting = submit (channel, 1);
      g_assert_error (resting->trouble, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_BUSY);
      g_assert_cmpuint (http_peer_get_n (peer), ==, 3);
      http_peer_free (peer);
    }
}

/* No answer after all was sent: again only where the same key makes it count once. Brevo promises that of
 * batches only. */
static void
test_doubt (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      gboolean is_repeatable = g_str_equal (kinds[k], "resend");
      World world = { .kind = kinds[k], .script = { { .mode = HTTP_PEER_CUT } }, .n_script = 1 };
      HttpPeer *peer = http_peer_new (serve_cb, &world);
      g_autoptr (EspChannel) channel = open_channel (kinds[k], peer);
      g_autoptr (EspOutBatch) batch = submit (channel, 1);
      const EspOutResult *result = &g_array_index (batch->results, EspOutResult, 0);

      g_assert_cmpint (result->outcome, ==,
                       is_repeatable ? ESP_OUTCOME_ACCEPTED : ESP_OUTCOME_UNKNOWN);
      g_assert_cmpuint (http_peer_get_n (peer), ==, is_repeatable ? 2 : 1);
      if (g_str_equal (kinds[k], "resend"))
        g_assert_cmpstr (get_header (http_peer_get (peer, 0), "Idempotency-Key"), ==,
                         get_header (http_peer_get (peer, 1), "Idempotency-Key"));
      http_peer_free (peer);
    }
}

/* Half an answer: a single message was taken; of a batch nobody knows which. */
static void
test_half (void)
{
  World world = { .kind = "postmark", .script = { { .mode = HTTP_PEER_HALF } }, .n_script = 1 };
  HttpPeer *peer = http_peer_new (serve_cb, &world);
  g_autoptr (EspChannel) channel = open_channel ("postmark", peer);
  g_autoptr (EspOutBatch) batch = submit (channel, 3);
  g_autoptr (EspOutBatch) single = NULL;

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (g_array_index (batch->results, EspOutResult, i).outcome, ==,
                     ESP_OUTCOME_UNKNOWN);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 1);
  world.n_calls = 0;
  single = submit (channel, 1);
  g_assert_cmpint (g_array_index (single->results, EspOutResult, 0).outcome, ==,
                   ESP_OUTCOME_ACCEPTED);
  http_peer_free (peer);
}

/* One message that spoils a batch does not take the others with it. */
static void
test_split (void)
{
  World world = {
    .kind = "sendgrid",
    .script = { { .status = 400, .body = (char *) "{\"errors\":[{\"message\":\"x\"}]}" },
                { 0 },
                { .status = 400, .body = (char *) "{\"errors\":[{\"message\":\"x\"}]}" } },
    .n_script = 3
  };
  HttpPeer *peer = http_peer_new (serve_cb, &world);
  g_autoptr (EspChannel) channel = open_channel ("sendgrid", peer);
  g_autoptr (EspOutBatch) batch = submit (channel, 3);
  guint n_accepted = 0;

  for (guint i = 0; i < 3; i++)
    n_accepted +=
      g_array_index (batch->results, EspOutResult, i).outcome == ESP_OUTCOME_ACCEPTED ? 1 : 0;
  g_assert_cmpuint (n_accepted, ==, 2);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 4);
  http_peer_free (peer);
}

/* Values put into their places give back what was written for each. */
static void
test_merge (void)
{
  g_autoptr (GArray) items = g_array_new (FALSE, TRUE, sizeof (EspServiceItem));
  g_autoptr (EspServiceMerge) merged = NULL;
  EspOutMessage messages[N] = { 0 };

  for (guint i = 0; i < N; i++)
    {
      EspServiceItem item = { &messages[i], NULL };
      g_autoptr (GError) error = NULL;

      messages[i].to = g_strdup_printf ("p%u@example.net", i);
      messages[i].bytes = make_message (i, FALSE);
      item.mail = esp_service_mail_new (&messages[i], &error);
      g_assert_no_error (error);
      g_assert_cmpstr (item.mail->from_name, ==, "한빛");
      g_array_append_val (items, item);
    }
  merged = esp_service_merge_new (items, TRUE, "[[", "]]");
  g_assert_cmpuint (merged->names->len, >, 0);
  for (guint i = 0; i < N; i++)
    {
      EspServiceMail *mail = g_array_index (items, EspServiceItem, i).mail;
      g_autoptr (GString) html = g_string_new (merged->html);
      g_autoptr (GString) subject = g_string_new (merged->subject);
      const EspServiceHeader *header = merged->headers->pdata[0];
      g_autoptr (GString) value = g_string_new (header->value);

      for (guint v = 0; v < merged->names->len; v++)
        {
          g_autofree char *place = g_strdup_printf ("[[%s]]", (char *) merged->names->pdata[v]);
          const char *own = ((GPtrArray *) merged->values->pdata[i])->pdata[v];

          g_string_replace (html, place, own, 0);
          g_string_replace (subject, place, own, 0);
          g_string_replace (value, place, own, 0);
        }
      g_assert_cmpstr (html->str, ==, mail->html);
      g_assert_cmpstr (subject->str, ==, mail->subject);
      g_assert_cmpstr (value->str, ==, ((EspServiceHeader *) mail->headers->pdata[0])->value);
      esp_service_mail_free (mail);
      g_free (messages[i].to);
      g_bytes_unref (messages[i].bytes);
    }
}

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
  const World world = { .kind = one->kind };

  if (!is_signed_in (&world, request))
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

  esp_channel_pull_async (channel, cursor, 1793525400 * (gint64) G_USEC_PER_SEC, NULL, submitted_cb,
                          &result);
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
      g_autoptr (EspChannel) channel = open_channel (one.kind, peer);
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
  const char *target = get_header (request, "X-Amz-Target");

  if (g_str_equal (request->path, "/v2/email/suppression/addresses"))
    return;
  g_assert_cmpstr (request->path, ==, "/");
  g_assert_cmpstr (get_header (request, "Content-Type"), ==, "application/x-amz-json-1.0");
  g_assert_nonnull (strstr (get_header (request, "Authorization"), "/sqs/aws4_request, "
                                                                   "SignedHeaders=content-type;"
                                                                   "host;x-amz-date;x-amz-target"));
  g_assert_true (g_str_has_suffix (esp_mail_json_get (request->json, "QueueUrl"), QUEUE_PATH));
  if (g_str_equal (target, "AmazonSQS.ReceiveMessage"))
    answer->body = queue->n_received++ == 0 ? make_messages () : g_strdup ("{}");
  else
    {
      g_assert_cmpstr (target, ==, "AmazonSQS.DeleteMessageBatch");
      queue->n_deleted += count_array (request->json, "Entries");
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
  g_autoptr (EspChannel) channel = open_channel ("mailgun", peer);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspChannelReports) reports = pull (channel, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reports->reports->len, ==, 1);
  g_assert_cmpuint (n_pages, ==, 2);
  http_peer_free (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-services/accepted", test_accepted);
  g_test_add_func ("/mail-services/errors", test_errors);
  g_test_add_func ("/mail-services/too-many", test_too_many);
  g_test_add_func ("/mail-services/doubt", test_doubt);
  g_test_add_func ("/mail-services/half", test_half);
  g_test_add_func ("/mail-services/split", test_split);
  g_test_add_func ("/mail-services/merge", test_merge);
  g_test_add_func ("/mail-services/pull", test_pull);
  g_test_add_func ("/mail-services/queue", test_queue);
  g_test_add_func ("/mail-services/pages", test_pages);
  return g_test_run ();
}
