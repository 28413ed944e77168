/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amazon SES through its API version 2: whole messages, signed requests, the list of suppressed addresses. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/email/http/esp-mail-service-channel.h"
#include "channels/email/http/esp-ses-queue.h"
#include "channels/email/http/esp-sigv4.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_SIZE 1000

static const EspMailService service;

static void
sign (const EspMailAccount *account, EspWebRequest *request, gint64 now_us)
{
  const EspSigv4 keys = { .access_key = esp_mail_account_get (account, "access-key"),
                          .secret_key = esp_mail_account_get (account, "secret-key"),
                          .session_token = esp_mail_account_get (account, "session-token"),
                          .region = esp_mail_account_get (account, "region"),
                          .service = "ses" };

  esp_sigv4_sign (&keys, request, now_us);
}

static EspWebRequest *
make_send (const EspMailAccount *account,
           GArray *items,
           const char *key,
           gint64 now_us,
           GError **error)
{
  const EspOutMessage *message = g_array_index (items, EspServiceItem, 0).message;
  const EspServiceMail *mail = g_array_index (items, EspServiceItem, 0).mail;
  g_autofree char *url = esp_service_url (&service, account, "/v2/email/outbound-emails");
  EspWebRequest *request = esp_web_request_new ("POST", url);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *data =
    g_base64_encode (g_bytes_get_data (message->bytes, NULL), g_bytes_get_size (message->bytes));
  const char *set = esp_mail_account_get (account, "configuration-set");

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "FromEmailAddress", mail->from);
  json_builder_set_member_name (builder, "Destination");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ToAddresses");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, message->to);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "Content");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "Raw");
  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "Data", data);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  if (*set != '\0')
    esp_mail_json_add (builder, "ConfigurationSetName", set);
  json_builder_end_object (builder);
  esp_web_request_take_json (request, esp_mail_json_print (builder));
  sign (account, request, now_us);
  return request;
}

/* "MessageRejected" of "MessageRejected:http://internal.amazon.com/…". */
static char *
dup_error_type (const EspWebReply *reply, JsonNode *root)
{
  const char *type = esp_web_reply_get_header (reply, "x-amzn-errortype");
  const char *hash;

  if (type == NULL)
    type = esp_mail_json_get (root, "__type");
  hash = strrchr (type, '#');
  if (hash != NULL)
    type = hash + 1;
  return g_strndup (type, strcspn (type, ":"));
}

static const char *
get_words (JsonNode *root)
{
  const char *words = esp_mail_json_get (root, "message");

  return *words != '\0' ? words : esp_mail_json_get (root, "Message");
}

/* A signature holds for five minutes: the key is not what is wrong when the clock is. */
static char *
dup_told (const char *type, const char *words)
{
  gboolean is_clock = strstr (words, "Signature expired") != NULL ||
                      strstr (words, "Signature not yet current") != NULL;

  return g_strdup_printf ("%s%s: %s",
                          is_clock ? "the clock of this computer is wrong, set it right. " : "",
                          type, words);
}

/* -1: about this message, or what its status says. */
static int
find_trouble (const char *type, const char *words)
{
  static const struct
  {
    const char *type;
    int trouble;
  } known[] = {
    { "MailFromDomainNotVerifiedException", ESP_CHANNEL_ERROR_SENDER },
    { "AccountSuspendedException", ESP_CHANNEL_ERROR_SUSPENDED },
    { "SendingPausedException", ESP_CHANNEL_ERROR_SUSPENDED },
    { "LimitExceededException", ESP_CHANNEL_ERROR_QUOTA },
    { "NotFoundException", ESP_CHANNEL_ERROR_INVALID },
    { "InvalidSignatureException", ESP_CHANNEL_ERROR_AUTH },
    { "SignatureDoesNotMatch", ESP_CHANNEL_ERROR_AUTH },
    { "UnrecognizedClientException", ESP_CHANNEL_ERROR_AUTH },
    { "InvalidClientTokenId", ESP_CHANNEL_ERROR_AUTH },
    { "ExpiredTokenException", ESP_CHANNEL_ERROR_AUTH },
    { "IncompleteSignature", ESP_CHANNEL_ERROR_AUTH },
    { "MissingAuthenticationTokenException", ESP_CHANNEL_ERROR_AUTH },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (type, known[i].type))
      return known[i].trouble;
  if (strstr (words, "not verified") != NULL)
    return ESP_CHANNEL_ERROR_SENDER;
  if (g_str_equal (type, "TooManyRequestsException") && strstr (words, "aily") != NULL)
    return ESP_CHANNEL_ERROR_QUOTA;
  return -1;
}

/* What SES says of a recipient that no mail can be sent to, as it is written. */
static gboolean
is_about_recipient (const char *words)
{
  static const char *const known[] = {
    "Illegal address",        "Missing final '@domain'", "Missing final '@'",
    "Local address contains", "Domain contains",         "Domain starts with",
    "Domain ends with",       "Invalid domain name",     NULL
  };

  for (guint i = 0; known[i] != NULL; i++)
    if (strstr (words, known[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
read_send (const EspMailAccount *account,
           GArray *items,
           const EspWebReply *reply,
           EspServiceVerdict *verdicts,
           EspServiceAnswer *answer)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  g_autofree char *type = dup_error_type (reply, root);
  const char *words = get_words (root);
  int trouble = -1;

  if (reply->status == 200)
    {
      esp_service_accept_all (items, verdicts, esp_mail_json_get (root, "MessageId"));
      return;
    }
  esp_service_read_common (items, reply, words, verdicts, answer);
  trouble = find_trouble (type, words);
  if (trouble < 0 && reply->status == 400 && is_about_recipient (words))
    esp_service_set_verdict (&verdicts[0], ESP_REFUSAL_HARD, FALSE, words);
  if (trouble < 0 || reply->status >= 500)
    return;
  esp_service_set_verdict (&verdicts[0], ESP_REFUSAL_ACCOUNT, TRUE, words);
  answer->trouble = trouble;
  answer->wait_s = -1;
  g_free (answer->words);
  answer->words = dup_told (type, words);
}

static EspWebRequest *
make_test (const EspMailAccount *account, gint64 now_us, GError **error)
{
  g_autofree char *url = esp_service_url (&service, account, "/v2/email/account");
  EspWebRequest *request = esp_web_request_new ("GET", url);

  sign (account, request, now_us);
  return request;
}

static char *
read_test (const EspMailAccount *account, const EspWebReply *reply, int *out_code)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonNode *quota = esp_mail_json_member (root, "SendQuota");
  JsonNode *enabled = esp_mail_json_member (root, "SendingEnabled");
  JsonNode *production = esp_mail_json_member (root, "ProductionAccessEnabled");

  if (reply->status != 200 || quota == NULL)
    {
      g_autofree char *type = dup_error_type (reply, root);
      int trouble = find_trouble (type, get_words (root));

      *out_code = trouble >= 0                                   ? trouble
                  : reply->status == 401 || reply->status == 403 ? ESP_CHANNEL_ERROR_AUTH
                  : reply->status == 429 || reply->status >= 500 ? ESP_CHANNEL_ERROR_BUSY
                                                                 : ESP_CHANNEL_ERROR_FAILED;
      return dup_told (type, get_words (root));
    }
  if (enabled != NULL && !json_node_get_boolean (enabled))
    {
      *out_code = ESP_CHANNEL_ERROR_SUSPENDED;
      return g_strdup_printf ("sending is switched off (%s)",
                              esp_mail_json_get (root, "EnforcementStatus"));
    }
  return g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                          " a day sent, %" G_GINT64_FORMAT " a second%s",
                          esp_mail_json_get_int (quota, "SentLast24Hours", 0),
                          esp_mail_json_get_int (quota, "Max24HourSend", 0),
                          esp_mail_json_get_int (quota, "MaxSendRate", 0),
                          production != NULL && !json_node_get_boolean (production)
                            ? "; in the sandbox: only verified addresses get mail"
                            : "");
}

/* -1 a day is without limit. */
static void
read_quota (const EspWebReply *reply, EspChannelReport *report)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonNode *quota = esp_mail_json_member (root, "SendQuota");
  gint64 per_day = esp_mail_json_get_int (quota, "Max24HourSend", 0);
  gint64 per_second = esp_mail_json_get_int (quota, "MaxSendRate", 0);

  report->per_day = (guint) CLAMP (per_day, 0, G_MAXINT);
  report->per_minute = (guint) (CLAMP (per_second, 0, G_MAXINT / 60) * 60);
}

static EspWebRequest *
make_pull (const EspMailAccount *account, JsonObject *cursor, gint64 now_us, GError **error)
{
  g_autofree char *url = esp_service_url (&service, account, "/v2/email/suppression/addresses");
  gint64 since = esp_pull_begin (cursor, now_us);
  const char *next = esp_pull_get_text (cursor, "next");
  g_autofree char *start = NULL;
  EspWebRequest *request;

  if (esp_pull_get (cursor, "list") == 1 && *esp_mail_account_get (account, "queue-url") != '\0')
    {
      request = esp_ses_queue_make (account, cursor, now_us);
      if (request != NULL)
        return request;
    }
  if (esp_pull_get (cursor, "list") > 0)
    {
      esp_pull_end (cursor, 60 * 60);
      return NULL;
    }
  start = esp_service_format_time (since * ESP_USEC_PER_SEC, "%Y-%m-%dT%H:%M:%SZ");
  request = esp_web_request_new ("GET", url);
  if (*next != '\0')
    esp_web_request_add_query (request, "NextToken", next);
  esp_web_request_add_query_int (request, "PageSize", PAGE_SIZE);
  esp_web_request_add_query (request, "StartDate", start);
  sign (account, request, now_us);
  return request;
}

static gboolean
read_pull (const EspMailAccount *account,
           JsonObject *cursor,
           JsonNode *root,
           GArray *reports,
           GError **error)
{
  JsonArray *list = esp_mail_json_get_array (root, "SuppressedDestinationSummaries");
  const char *next = esp_mail_json_get (root, "NextToken");

  if (esp_pull_get (cursor, "list") > 0)
    {
      esp_ses_queue_read (cursor, root, reports);
      return TRUE;
    }
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      gboolean is_complaint = g_str_equal (esp_mail_json_get (item, "Reason"), "COMPLAINT");
      gint64 at = esp_mail_json_get_int (item, "LastUpdateTime", 0);
      g_autofree char *at_text = g_strdup_printf ("%" G_GINT64_FORMAT, at);
      EspReport *report =
        esp_pull_add (reports, is_complaint ? ESP_REPORT_COMPLAINED : ESP_REPORT_HARD, "ses",
                      esp_mail_json_get (item, "EmailAddress"), esp_mail_json_get (item, "Reason"),
                      at_text, NULL);

      report->address = g_strdup (esp_mail_json_get (item, "EmailAddress"));
      report->at_us = at * ESP_USEC_PER_SEC;
      report->code = g_strdup (esp_mail_json_get (item, "Reason"));
    }
  if (*next != '\0')
    json_object_set_string_member (cursor, "next", next);
  else
    esp_pull_next_list (cursor);
  return TRUE;
}

static const EspMailService service = {
  .kind = "ses",
  .title = "Amazon SES",
  .base_url = "https://email.%s.amazonaws.com",
  .max_batch = 1, /* whole messages go one by one; the bulk call takes templates only */
  .max_bytes = 28 * 1024 * 1024,
  .n_parallel = 10,
  .wants_pieces = TRUE, /* of which only the sender is said again */
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .read_quota = read_quota,
  .make_pull = make_pull,
  .read_pull = read_pull,
};

static const EspChannelField fields[] = {
  { .name = "region",
    .label = N_ ("Region"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .fallback = "ap-northeast-2",
    .hint = N_ ("ap-northeast-2 is Seoul.") },
  { .name = "access-key",
    .label = N_ ("Access key ID"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .hint = N_ ("Of an IAM user that may do ses:SendRawEmail, ses:SendEmail, ses:GetAccount and "
                "ses:ListSuppressedDestinations.") },
  { .name = "secret-key",
    .label = N_ ("Secret access key"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE },
  { .name = "session-token",
    .label = N_ ("Session token"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_hidden = TRUE },
  { .name = "configuration-set",
    .label = N_ ("Configuration set"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("Optional: with it SES counts opens and clicks.") },
  { .name = "queue-url",
    .label = N_ ("Queue of events"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .hint = N_ ("Optional: the address of an SQS queue to which SES or SNS sends the events of the "
                "configuration set. The user needs sqs:ReceiveMessage and sqs:DeleteMessage.") },
  ESP_SERVICE_BASE_URL_FIELD,
  { .name = NULL },
};

static gboolean
check (const char *settings, GError **error)
{
  g_autofree char *region = esp_channel_settings_dup (settings, "region");
  g_autofree char *queue = esp_channel_settings_dup (settings, "queue-url");

  if (region != NULL &&
      (strspn (region, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (region)))
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "“%.40s” is no region of Amazon SES: write one such as ap-northeast-2", region);
      return FALSE;
    }
  if (queue != NULL && !esp_ses_queue_check (queue, error))
    return FALSE;
  return esp_mail_service_check (settings, error);
}

static EspChannel *
open_channel (const char *settings, const char *secret, GError **error)
{
  return esp_mail_service_channel_open (&service, &esp_ses_kind, settings, secret, error);
}

const EspChannelKind esp_ses_kind = {
  .id = "ses",
  .title = N_ ("Amazon SES"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help =
    N_ ("A verified sender domain, and an access key of an IAM user that may send. What "
        "comes back is the list of suppressed addresses; with a queue also deliveries, opens, "
        "clicks and bounces."),
  .check = check,
  .open = open_channel,
  .can_pull = TRUE,
};
