/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of the mail services: their documented contracts are kept, every error has its meaning, and a
 * message that may have arrived is never sent again. */
#define G_LOG_DOMAIN "esp-test"

#include "channels/email/http/esp-mail-service.h"
#include "mail-service-world.h"

#include <string.h>

#define N 5

typedef struct
{
  const char *kind;
  HttpPeerAnswer script[8]; /* status 0: what the service says when all is well */
  guint n_script;
  guint n_calls;
} World;

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
             mail_world_count (esp_mail_json_member (json, "Destination"), "ToAddresses") == 1 &&
             *esp_mail_json_get (raw, "Data") != '\0';
    }
  if (g_str_equal (world->kind, "sendgrid"))
    {
      answer->status = 202;
      answer->header = "X-Message-Id: sg-1";
      answer->body = g_strdup ("");
      return g_str_equal (request->path, "/v3/mail/send") &&
             mail_world_count (json, "personalizations") >= 1 &&
             mail_world_count (json, "content") >= 1 &&
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
      return n <= 100 && *mail_world_header (request, "Idempotency-Key") != '\0' &&
             g_str_equal (request->path, n > 0 ? "/emails/batch" : "/emails");
    }
  answer->status = 201;
  {
    guint n = mail_world_count (json, "messageVersions");

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

  if (!mail_world_is_signed_in (world->kind, request))
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

static EspOutBatch *
submit (EspChannel *channel, guint n)
{
  GArray *messages = esp_out_messages_new (n);

  for (guint i = 1; i <= n; i++)
    {
      EspOutMessage message = { .key = i,
                                .from = g_strdup ("bounce@example.com"),
                                .to = g_strdup_printf ("p%u@example.net", i),
                                .bytes = mail_world_make_message (i, FALSE) };

      g_array_append_val (messages, message);
    }
  return mail_world_submit (channel, messages);
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
      g_autoptr (EspChannel) channel = mail_world_open (kinds[k], peer);
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
  { "ses", 500, "x", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE, ESP_CHANNEL_ERROR_BUSY },
  { "mailgun", 502, "<html>", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE, ESP_CHANNEL_ERROR_BUSY },
  { "brevo", 504, "", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE, ESP_CHANNEL_ERROR_BUSY },
  { "ses", 200, "<html>sign in to the hotel</html>", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE,
    ESP_CHANNEL_ERROR_CUT },
  { "mailgun", 200, " <!doctype html>", ESP_OUTCOME_UNKNOWN, ESP_REFUSAL_NONE,
    ESP_CHANNEL_ERROR_CUT },
  { "sendgrid", 302, "", ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_INVALID },
  { "ses", 400, "{\"__type\":\"BadRequestException\",\"message\":\"Illegal address\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_HARD, -1 },
  { "postmark", 422, "{\"ErrorCode\":300,\"Message\":\"Invalid 'To' address: 'x'.\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_HARD, -1 },
  { "resend", 422, "{\"name\":\"validation_error\",\"message\":\"Invalid `to` field.\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_HARD, -1 },
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
  { "mailgun", 403, "{\"message\":\"not allowed to send: The domain is unverified\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "mailgun", 400, "{\"message\":\"'from' parameter is not a valid address.\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "postmark", 422, "{\"ErrorCode\":300,\"Message\":\"Invalid 'From' address: 'x'.\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
  { "resend", 422, "{\"name\":\"validation_error\",\"message\":\"Invalid `from` field.\"}",
    ESP_OUTCOME_REFUSED, ESP_REFUSAL_ACCOUNT, ESP_CHANNEL_ERROR_SENDER },
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
      g_autoptr (EspChannel) channel = mail_world_open (one->kind, peer);
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
      g_autoptr (EspChannel) channel = mail_world_open (kinds[k], peer);
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
      g_autoptr (EspChannel) channel = mail_world_open (kinds[k], peer);
      g_autoptr (EspOutBatch) batch = submit (channel, 1);
      const EspOutResult *result = &g_array_index (batch->results, EspOutResult, 0);

      g_assert_cmpint (result->outcome, ==,
                       is_repeatable ? ESP_OUTCOME_ACCEPTED : ESP_OUTCOME_UNKNOWN);
      g_assert_cmpuint (http_peer_get_n (peer), ==, is_repeatable ? 2 : 1);
      if (g_str_equal (kinds[k], "resend"))
        g_assert_cmpstr (mail_world_header (http_peer_get (peer, 0), "Idempotency-Key"), ==,
                         mail_world_header (http_peer_get (peer, 1), "Idempotency-Key"));
      http_peer_free (peer);
    }
}

/* Under a key it is asked again; what an earlier try may have brought there stays in doubt, whatever the later
 * ones say. */
static void
test_doubt_stays (void)
{
  static const HttpPeerAnswer seconds[] = {
    { .status = 429, .body = (char *) "{\"name\":\"daily_quota_exceeded\"}" },
    { .status = 409, .body = (char *) "{\"name\":\"concurrent_idempotent_requests\"}" },
    { .status = 401, .body = (char *) "{\"name\":\"missing_api_key\"}" },
    { .status = 503, .body = (char *) "" },
  };

  for (guint s = 0; s < G_N_ELEMENTS (seconds); s++)
    {
      World world = {
        .kind = "resend",
        .script = { { .status = 502, .body = (char *) "" }, seconds[s], seconds[s], seconds[s] },
        .n_script = 4
      };
      HttpPeer *peer = http_peer_new (serve_cb, &world);
      g_autoptr (EspChannel) channel = mail_world_open ("resend", peer);
      g_autoptr (EspOutBatch) batch = submit (channel, 3);

      g_assert_cmpuint (http_peer_get_n (peer), >=, 2);
      for (guint i = 0; i < 3; i++)
        {
          const EspOutResult *result = &g_array_index (batch->results, EspOutResult, i);

          g_assert_cmpint (result->outcome, ==, ESP_OUTCOME_UNKNOWN);
          g_assert_false (result->is_retryable);
        }
      http_peer_free (peer);
    }
}

/* Half an answer: a single message was taken; of a batch nobody knows which. */
static void
test_half (void)
{
  World world = { .kind = "postmark", .script = { { .mode = HTTP_PEER_HALF } }, .n_script = 1 };
  HttpPeer *peer = http_peer_new (serve_cb, &world);
  g_autoptr (EspChannel) channel = mail_world_open ("postmark", peer);
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
  g_autoptr (EspChannel) channel = mail_world_open ("sendgrid", peer);
  g_autoptr (EspOutBatch) batch = submit (channel, 3);
  guint n_accepted = 0;

  for (guint i = 0; i < 3; i++)
    n_accepted +=
      g_array_index (batch->results, EspOutResult, i).outcome == ESP_OUTCOME_ACCEPTED ? 1 : 0;
  g_assert_cmpuint (n_accepted, ==, 2);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 4);
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
  g_test_add_func ("/mail-services/doubt-stays", test_doubt_stays);
  g_test_add_func ("/mail-services/half", test_half);
  g_test_add_func ("/mail-services/split", test_split);
  mail_service_forms_add ();
  return g_test_run ();
}
