/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Postmark: batches of whole messages, each with its own answer; bounces, opens and clicks by page. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-events.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/email/http/esp-mail-service-channel.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_SIZE 500
#define MAX_OFFSET 10000
/* Its times without a zone are those of the east of America. */
#define EASTERN_S (5 * 60 * 60)
#define EASTERN "America/New_York"
/* What it may still list after the moment up to which was asked. */
#define LATE_S 120

static const EspMailService service;
static const char *const platforms[] = { "WebMail", "Desktop", "Mobile", "Unknown" };

static EspWebRequest *
new_request (const EspMailAccount *account, const char *method, const char *path)
{
  g_autofree char *url = esp_service_url (&service, account, path);
  EspWebRequest *request = esp_web_request_new (method, url);

  esp_web_request_add_header (request, "Accept", "application/json");
  esp_web_request_add_header (request, "X-Postmark-Server-Token",
                              esp_mail_account_get (account, "token"));
  return request;
}

static void
add_headers (JsonBuilder *builder, const EspServiceMail *mail)
{
  json_builder_set_member_name (builder, "Headers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mail->headers->len; i++)
    {
      const EspServiceHeader *header = mail->headers->pdata[i];

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "Name", header->name);
      esp_mail_json_add (builder, "Value", header->value);
      json_builder_end_object (builder);
    }
  if (mail->message_id != NULL)
    {
      g_autofree char *id = g_strdup_printf ("<%s>", mail->message_id);

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "Name", "Message-ID");
      esp_mail_json_add (builder, "Value", id);
      json_builder_end_object (builder);
      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "Name", "X-PM-KeepID");
      esp_mail_json_add (builder, "Value", "true");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_files (JsonBuilder *builder, const EspServiceMail *mail)
{
  if (mail->files->len == 0)
    return;
  json_builder_set_member_name (builder, "Attachments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mail->files->len; i++)
    {
      const EspServiceFile *file = mail->files->pdata[i];
      g_autofree char *data =
        g_base64_encode (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "Name", file->file_name);
      esp_mail_json_add (builder, "Content", data);
      esp_mail_json_add (builder, "ContentType", file->type);
      if (file->is_inline)
        {
          g_autofree char *id = g_strconcat ("cid:", file->content_id, NULL);

          esp_mail_json_add (builder, "ContentID", id);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_message (JsonBuilder *builder, const EspMailAccount *account, const EspServiceMail *mail)
{
  g_autofree char *from = esp_service_mail_dup_mailbox (mail->from, mail->from_name);
  g_autofree char *to = esp_service_mail_dup_mailbox (mail->to, mail->to_name);

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "From", from);
  esp_mail_json_add (builder, "To", to);
  esp_mail_json_add (builder, "Subject", mail->subject);
  esp_mail_json_add (builder, "HtmlBody", mail->html);
  esp_mail_json_add (builder, "TextBody", mail->text);
  esp_mail_json_add (builder, "ReplyTo", mail->reply_to);
  esp_mail_json_add (builder, "MessageStream", esp_mail_account_get (account, "stream"));
  if (*esp_mail_account_get (account, "track") != '\0')
    {
      json_builder_set_member_name (builder, "TrackOpens");
      json_builder_add_boolean_value (builder, TRUE);
      esp_mail_json_add (builder, "TrackLinks", "HtmlOnly");
    }
  add_headers (builder, mail);
  add_files (builder, mail);
  json_builder_end_object (builder);
}

static EspWebRequest *
make_send (const EspMailAccount *account,
           GArray *items,
           const char *key,
           gint64 now_us,
           GError **error)
{
  EspWebRequest *request =
    new_request (account, "POST", items->len > 1 ? "/email/batch" : "/email");
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (items->len > 1)
    json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_message (builder, account, g_array_index (items, EspServiceItem, i).mail);
  if (items->len > 1)
    json_builder_end_array (builder);
  esp_web_request_take_json (request, esp_mail_json_print (builder));
  return request;
}

/* What an error code is about, when it is about the account; else -1. */
static int
find_trouble (gint64 code)
{
  switch (code)
    {
    case 10: /* no or a bad token */
      return ESP_CHANNEL_ERROR_AUTH;
    case 400: /* the sender's signature is not known, or not confirmed */
    case 401:
      return ESP_CHANNEL_ERROR_SENDER;
    case 405: /* no credit; inactive or pending account */
    case 412:
    case 413:
      return ESP_CHANNEL_ERROR_SUSPENDED;
    case 100: /* maintenance */
    case 429:
      return ESP_CHANNEL_ERROR_BUSY;
    case 1226: /* the stream does not exist, or is archived, or is not for sending */
    case 1235:
    case 1236:
      return ESP_CHANNEL_ERROR_INVALID;
    default:
      return -1;
    }
}

/* "Invalid 'To' address: …", "Error parsing 'To': Illegal email address …". */
static gboolean
is_about_recipient (const char *words)
{
  return strstr (words, "'To'") != NULL && strstr (words, "address") != NULL;
}

static void
read_one (JsonNode *item, EspServiceVerdict *verdict, EspServiceAnswer *answer)
{
  gint64 code = esp_mail_json_get_int (item, "ErrorCode", -1);
  const char *words = esp_mail_json_get (item, "Message");
  int trouble = code == 300 && strstr (words, "'From'") != NULL ? ESP_CHANNEL_ERROR_SENDER
                                                                : find_trouble (code);

  if (code == 0)
    {
      const char *id = esp_mail_json_get (item, "MessageID");

      verdict->outcome = ESP_OUTCOME_ACCEPTED;
      verdict->receipt = *id != '\0' ? g_strdup (id) : NULL;
    }
  else if (code < 0)
    verdict->outcome = ESP_OUTCOME_UNKNOWN;
  else if (trouble >= 0)
    {
      esp_service_set_verdict (verdict,
                               trouble == ESP_CHANNEL_ERROR_BUSY ? ESP_REFUSAL_SOFT
                                                                 : ESP_REFUSAL_ACCOUNT,
                               TRUE, words);
      answer->trouble = trouble;
      g_free (answer->words);
      answer->words = g_strdup (words);
    }
  else if (code == 406 || (code == 300 && is_about_recipient (words)))
    /* 406: bounced hard or complained before, Postmark does not deliver there */
    esp_service_set_verdict (verdict, ESP_REFUSAL_HARD, FALSE, words);
  else
    esp_service_set_verdict (verdict, ESP_REFUSAL_CONTENT, FALSE, words);
}

static void
read_send (const EspMailAccount *account,
           GArray *items,
           const EspWebReply *reply,
           EspServiceVerdict *verdicts,
           EspServiceAnswer *answer)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonArray *list = esp_mail_json_get_array (root, NULL);

  if (reply->status != 200)
    {
      esp_service_read_common (items, reply, esp_mail_json_get (root, "Message"), verdicts, answer);
      for (guint i = 0; reply->status == 422 && root != NULL && i < items->len; i++)
        read_one (root, &verdicts[i], answer);
      return;
    }
  if (items->len == 1 && list == NULL)
    {
      if (root == NULL)
        esp_service_accept_all (items, verdicts, NULL); /* 200 says it was taken */
      else
        read_one (root, &verdicts[0], answer);
      return;
    }
  for (guint i = 0; i < items->len; i++)
    read_one (list != NULL && i < json_array_get_length (list) ? json_array_get_element (list, i)
                                                               : NULL,
              &verdicts[i], answer);
}

static EspWebRequest *
make_test (const EspMailAccount *account, gint64 now_us, GError **error)
{
  EspWebRequest *request = new_request (account, "GET", "/message-streams");

  esp_web_request_add_path (request, esp_mail_account_get (account, "stream"));
  return request;
}

static char *
read_test (const EspMailAccount *account, const EspWebReply *reply, int *out_code)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  const char *words = esp_mail_json_get (root, "Message");

  if (reply->status != 200 || root == NULL)
    {
      int trouble = find_trouble (esp_mail_json_get_int (root, "ErrorCode", -1));

      *out_code = trouble >= 0                                   ? trouble
                  : reply->status == 401 || reply->status == 403 ? ESP_CHANNEL_ERROR_AUTH
                  : reply->status == 404 || reply->status == 422 ? ESP_CHANNEL_ERROR_INVALID
                                                                 : ESP_CHANNEL_ERROR_BUSY;
      return g_strdup (words);
    }
  return g_strdup_printf ("stream “%s” (%s)", esp_mail_json_get (root, "Name"),
                          esp_mail_json_get (root, "MessageStreamType"));
}

static char *
format_eastern (gint64 at_s)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (EASTERN);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_s);
  g_autoptr (GDateTime) there = zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (there == NULL) /* no zones here: an hour too much in winter */
    there = g_date_time_add_seconds (utc, -(EASTERN_S - 3600));
  return g_date_time_format (there, "%Y-%m-%dT%H:%M:%S");
}

/* No list goes on behind its ten thousandth entry: what is older is asked for by its end, or by what it was read on
 * where a list does not know of ends. */
static void
add_slice (EspWebRequest *request, JsonObject *cursor)
{
  gint64 before = esp_pull_get (cursor, "before");
  gint64 platform = esp_pull_get (cursor, "platform");

  if (platform > 0 && platform <= (gint64) G_N_ELEMENTS (platforms))
    esp_web_request_add_query (request, "platform", platforms[platform - 1]);
  if (before > 0)
    {
      g_autofree char *to = format_eastern (before);

      esp_web_request_add_query (request, "todate", to);
    }
}

static EspWebRequest *
make_pull (const EspMailAccount *account, JsonObject *cursor, gint64 now_us, GError **error)
{
  static const char *const lists[] = { "/bounces", "/messages/outbound/opens",
                                       "/messages/outbound/clicks", "/message-streams" };
  gint64 since = esp_pull_begin (cursor, now_us);
  gint64 list = esp_pull_get (cursor, "list");
  EspWebRequest *request;

  if (list < 0 || list >= (gint64) G_N_ELEMENTS (lists))
    {
      esp_pull_end (cursor, 10 * 60);
      return NULL;
    }
  request = new_request (account, "GET", lists[list]);
  if (list == 3)
    {
      esp_web_request_add_path (request, esp_mail_account_get (account, "stream"));
      g_string_append (request->url, "/suppressions/dump");
      esp_web_request_add_query (request, "SuppressionReason", "ManualSuppression");
      return request;
    }
  esp_web_request_add_query_int (request, "count", PAGE_SIZE);
  esp_web_request_add_query_int (request, "offset", esp_pull_get (cursor, "offset"));
  esp_web_request_add_query (request, "messagestream", esp_mail_account_get (account, "stream"));
  add_slice (request, cursor);
  if (list == 0)
    {
      g_autofree char *from =
        esp_service_format_time ((since - EASTERN_S) * ESP_USEC_PER_SEC, "%Y-%m-%dT%H:%M:%S");

      esp_web_request_add_query (request, "fromdate", from);
    }
  return request;
}

static gboolean
judge_bounce (const char *type, const char *details, EspReportKind *out_kind)
{
  static const struct
  {
    const char *type;
    EspReportKind kind;
  } known[] = {
    { "HardBounce", ESP_REPORT_HARD },
    { "BadEmailAddress", ESP_REPORT_HARD },
    { "ManuallyDeactivated", ESP_REPORT_HARD },
    { "SpamComplaint", ESP_REPORT_COMPLAINED },
    { "Unsubscribe", ESP_REPORT_UNSUBSCRIBED },
    { "AutoResponder", ESP_REPORT_AUTO_REPLIED },
    { "Blocked", ESP_REPORT_BLOCK },
    { "SpamNotification", ESP_REPORT_BLOCK },
    { "DMARCPolicy", ESP_REPORT_BLOCK },
    { "VirusNotification", ESP_REPORT_BLOCK },
    { "SoftBounce", ESP_REPORT_SOFT },
    { "Transient", ESP_REPORT_SOFT },
    { "DnsError", ESP_REPORT_SOFT },
    { "AddressChange", ESP_REPORT_HARD },
    { "SMTPApiError", ESP_REPORT_FAILED },
    { "InboundError", ESP_REPORT_FAILED },
    { "TemplateRenderingFailed", ESP_REPORT_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (type, known[i].type))
      {
        *out_kind =
          g_str_equal (type, "HardBounce") ? esp_pull_judge_hard (details) : known[i].kind;
        return TRUE;
      }
  *out_kind = ESP_REPORT_SOFT;
  /* Says nothing about a message that was lost. */
  return !g_str_equal (type, "Subscribe") && !g_str_equal (type, "OpenRelayTest") &&
         !g_str_equal (type, "ChallengeVerification");
}

/**
 * esp_postmark_bounce_read:
 * @item: a bounce, as the list has it and as it is told
 */
void
esp_postmark_bounce_read (JsonNode *item, GArray *reports)
{
  EspReportKind kind;
  const char *details = esp_mail_json_get (item, "Details");
  g_autofree char *id =
    g_strdup_printf ("%" G_GINT64_FORMAT, esp_mail_json_get_int (item, "ID", 0));
  EspReport *report;

  if (!judge_bounce (esp_mail_json_get (item, "Type"), details, &kind))
    return;
  report = esp_pull_add (reports, kind, "postmark", "bounce", id, NULL);
  report->receipt = g_strdup (esp_mail_json_get (item, "MessageID"));
  report->address = g_strdup (esp_mail_json_get (item, "Email"));
  report->at_us = esp_service_read_time (esp_mail_json_get (item, "BouncedAt"));
  report->code = g_strdup (esp_mail_json_get (item, "Type"));
  report->text = g_strdup (*details != '\0' ? details : esp_mail_json_get (item, "Description"));
  /* Its own description of a type is no server's word. */
  report->is_for_good = *details != '\0' && g_str_equal (report->code, "HardBounce");
}

/* Returns whether it is of this round: the lists begin with the newest. */
static gboolean
add_view (GArray *reports, JsonNode *item, gboolean is_click, gint64 since)
{
  const char *at = esp_mail_json_get (item, "ReceivedAt");
  const char *id = esp_mail_json_get (item, "MessageID");
  gint64 at_us = esp_service_read_time (at);
  const char *url = esp_mail_json_get (item, "OriginalLink");
  EspReport *report;

  if (at_us != 0 && at_us < since * ESP_USEC_PER_SEC)
    return FALSE;
  report = esp_pull_add (reports, is_click ? ESP_REPORT_CLICKED : ESP_REPORT_OPENED, "postmark",
                         is_click ? "click" : "open", id, at, is_click ? url : "", NULL);
  report->receipt = g_strdup (id);
  report->address = g_strdup (esp_mail_json_get (item, "Recipient"));
  report->at_us = at_us;
  report->user_agent = g_strdup (esp_mail_json_get (item, "UserAgent"));
  report->ip = g_strdup (esp_mail_json_get (esp_mail_json_member (item, "Geo"), "IP"));
  report->url = is_click ? g_strdup (url) : NULL;
  return TRUE;
}

/* Who left by the link in the message: the others of the list are told as bounces and complaints. */
static void
add_opt_out (GArray *reports, JsonNode *item, gint64 since)
{
  const char *address = esp_mail_json_get (item, "EmailAddress");
  const char *at = esp_mail_json_get (item, "CreatedAt");
  gint64 at_us = esp_service_read_time (at);
  EspReport *report;

  if (!g_str_equal (esp_mail_json_get (item, "SuppressionReason"), "ManualSuppression") ||
      !g_str_equal (esp_mail_json_get (item, "Origin"), "Recipient") ||
      (at_us != 0 && at_us < since * ESP_USEC_PER_SEC))
    return;
  report =
    esp_pull_add (reports, ESP_REPORT_UNSUBSCRIBED, "postmark", "suppression", address, at, NULL);
  report->address = g_strdup (address);
  report->at_us = at_us;
  report->code = g_strdup ("ManualSuppression");
}

static void
leave_list (JsonObject *cursor)
{
  json_object_remove_member (cursor, "before");
  json_object_remove_member (cursor, "platform");
  esp_pull_next_list (cursor);
}

/* The next slice of a list that was divided, or the next list. */
static void
leave_slice (JsonObject *cursor)
{
  gint64 platform = esp_pull_get (cursor, "platform");

  json_object_remove_member (cursor, "before");
  json_object_remove_member (cursor, "offset");
  if (platform > 0 && platform < (gint64) G_N_ELEMENTS (platforms))
    esp_pull_set (cursor, "platform", platform + 1);
  else
    leave_list (cursor);
}

static gint64
read_moment (JsonArray *array, guint at, gboolean is_bounce)
{
  JsonNode *item = json_array_get_element (array, at);

  return esp_service_read_time (esp_mail_json_get (item, is_bounce ? "BouncedAt" : "ReceivedAt")) /
         ESP_USEC_PER_SEC;
}

/* The page before was the last that has a number: on with what is older than its end. */
static void
begin_older (JsonObject *cursor, gint64 oldest_s)
{
  gint64 before = esp_pull_get (cursor, "before");

  if (oldest_s <= 0 || (before > 0 && oldest_s + 1 >= before))
    {
      leave_slice (cursor);
      return;
    }
  esp_pull_set (cursor, "before", oldest_s + 1);
  json_object_remove_member (cursor, "offset");
}

/* Opens and clicks came that are newer than what was asked for: that list knows of no ends. */
static gboolean
is_deaf (JsonObject *cursor, JsonArray *array, gint64 list)
{
  gint64 before = esp_pull_get (cursor, "before");

  return (list == 1 || list == 2) && before > 0 && json_array_get_length (array) > 0 &&
         read_moment (array, 0, FALSE) > before + LATE_S;
}

static gboolean
read_pull (const EspMailAccount *account,
           JsonObject *cursor,
           JsonNode *root,
           GArray *reports,
           GError **error)
{
  static const char *const members[] = { "Bounces", "Opens", "Clicks", "Suppressions" };
  gint64 list = CLAMP (esp_pull_get (cursor, "list"), 0, 3);
  JsonArray *array = esp_mail_json_get_array (root, members[list]);
  guint n = array != NULL ? json_array_get_length (array) : 0;
  gint64 offset = esp_pull_get (cursor, "offset") + PAGE_SIZE;
  gboolean goes_on = list < 3 && n >= PAGE_SIZE;

  if (n > 0 && is_deaf (cursor, array, list))
    {
      if (esp_pull_get (cursor, "platform") == 0)
        {
          json_object_remove_member (cursor, "before");
          json_object_remove_member (cursor, "offset");
          esp_pull_set (cursor, "platform", 1);
        }
      else
        leave_slice (cursor);
      return TRUE;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (list == 0)
        esp_postmark_bounce_read (item, reports);
      else if (list == 3)
        add_opt_out (reports, item, esp_pull_get (cursor, "since"));
      else if (!add_view (reports, item, list == 2, esp_pull_get (cursor, "since")))
        goes_on = FALSE;
    }
  if (goes_on && offset < MAX_OFFSET)
    esp_pull_set (cursor, "offset", offset);
  else if (goes_on)
    begin_older (cursor, read_moment (array, n - 1, list == 0));
  else
    leave_slice (cursor);
  return TRUE;
}

static const EspMailService service = {
  .kind = "postmark",
  .title = "Postmark",
  .base_url = "https://api.postmarkapp.com",
  .max_batch = 500,
  .max_bytes = 9 * 1024 * 1024,
  .n_parallel = 4,
  .wants_pieces = TRUE,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .make_pull = make_pull,
  .read_pull = read_pull,
};

static const EspChannelField fields[] = {
  { .name = "token",
    .label = N_ ("Server API token"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE },
  { .name = "stream",
    .label = N_ ("Message stream"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE,
    .fallback = "broadcast",
    .hint = N_ ("Marketing goes through a broadcast stream, never through “outbound”.") },
  { .name = "track", .label = N_ ("Count opens and clicks"), .type = ESP_CHANNEL_FIELD_SWITCH },
  ESP_SERVICE_BASE_URL_FIELD,
  { .name = NULL },
};

static EspChannel *
open_channel (const char *settings, const char *secret, GError **error)
{
  return esp_mail_service_channel_open (&service, &esp_postmark_kind, settings, secret, error);
}

const EspChannelKind esp_postmark_kind = {
  .id = "postmark",
  .title = N_ ("Postmark"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help = N_ ("A confirmed sender, and the server API token of the server that the stream is in."),
  .check = esp_mail_service_check,
  .open = open_channel,
  .can_pull = TRUE,
};
