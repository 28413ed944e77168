/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SendGrid: personalised batches, its lists of suppressed addresses, and the paid log of messages. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/email/http/esp-mail-service-channel.h"
#include "channels/email/http/esp-service-merge.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_SIZE 500
#define BEFORE "-esp-"
#define AFTER "-pse-"
/* What one recipient's values may take. */
#define MAX_VALUES 10000

static const EspMailService service;
static const char *const reserved[] = { BEFORE, AFTER, NULL };

static EspWebRequest *
new_request (const EspMailAccount *account, const char *method, const char *path)
{
  g_autofree char *url = esp_service_url (&service, account, path);
  EspWebRequest *request = esp_web_request_new (method, url);

  esp_web_request_add_bearer (request, esp_mail_account_get (account, "api-key"));
  return request;
}

static gboolean
is_forbidden (const char *name)
{
  static const char *const forbidden[] = { "x-sg-id",
                                           "x-sg-eid",
                                           "received",
                                           "dkim-signature",
                                           "content-type",
                                           "content-transfer-encoding",
                                           "to",
                                           "from",
                                           "subject",
                                           "reply-to",
                                           "cc",
                                           "bcc",
                                           NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_strv_contains (forbidden, lower);
}

static void
add_mailbox (JsonBuilder *builder, const char *address, const char *name)
{
  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "email", address);
  esp_mail_json_add (builder, "name", name);
  json_builder_end_object (builder);
}

static void
add_headers (JsonBuilder *builder, const EspServiceMail *mail)
{
  json_builder_set_member_name (builder, "headers");
  json_builder_begin_object (builder);
  for (guint i = 0; i < mail->headers->len; i++)
    {
      const EspServiceHeader *header = mail->headers->pdata[i];

      if (!is_forbidden (header->name))
        esp_mail_json_add (builder, header->name, header->value);
    }
  json_builder_end_object (builder);
}

static void
add_person (JsonBuilder *builder,
            const EspServiceMail *mail,
            const EspServiceMerge *merged,
            guint i)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "to");
  json_builder_begin_array (builder);
  add_mailbox (builder, mail->to, mail->to_name);
  json_builder_end_array (builder);
  add_headers (builder, mail);
  if (mail->message_id != NULL)
    {
      json_builder_set_member_name (builder, "custom_args");
      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "message_id", mail->message_id);
      json_builder_end_object (builder);
    }
  if (merged != NULL && merged->names->len > 0)
    {
      const GPtrArray *values = merged->values->pdata[i];

      json_builder_set_member_name (builder, "substitutions");
      json_builder_begin_object (builder);
      for (guint v = 0; v < merged->names->len; v++)
        {
          g_autofree char *place =
            g_strconcat (BEFORE, (const char *) merged->names->pdata[v], AFTER, NULL);

          esp_mail_json_add (builder, place, values->pdata[v]);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_content (JsonBuilder *builder, const char *text, const char *html)
{
  json_builder_set_member_name (builder, "content");
  json_builder_begin_array (builder);
  if ((text != NULL && *text != '\0') || html == NULL || *html == '\0')
    {
      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "type", "text/plain");
      esp_mail_json_add (builder, "value", text != NULL && *text != '\0' ? text : " ");
      json_builder_end_object (builder);
    }
  if (html != NULL && *html != '\0')
    {
      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "type", "text/html");
      esp_mail_json_add (builder, "value", html);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_files (JsonBuilder *builder, const EspServiceMail *mail)
{
  if (mail->files->len == 0)
    return;
  json_builder_set_member_name (builder, "attachments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mail->files->len; i++)
    {
      const EspServiceFile *file = mail->files->pdata[i];
      g_autofree char *data =
        g_base64_encode (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "content", data);
      esp_mail_json_add (builder, "type", file->type);
      esp_mail_json_add (builder, "filename", file->file_name);
      esp_mail_json_add (builder, "disposition", file->is_inline ? "inline" : "attachment");
      esp_mail_json_add (builder, "content_id", file->is_inline ? file->content_id : NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_tracking (JsonBuilder *builder, const EspMailAccount *account)
{
  static const char *const kinds[] = { "click_tracking", "open_tracking" };

  if (*esp_mail_account_get (account, "track") == '\0')
    return;
  json_builder_set_member_name (builder, "tracking_settings");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      json_builder_set_member_name (builder, kinds[i]);
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "enable");
      json_builder_add_boolean_value (builder, TRUE);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static gboolean
is_too_personal (const EspServiceMerge *merged)
{
  for (guint i = 0; i < merged->values->len; i++)
    {
      const GPtrArray *values = merged->values->pdata[i];
      gsize n = 0;

      for (guint v = 0; v < values->len; v++)
        n += strlen (values->pdata[v]) + sizeof (BEFORE AFTER) + 12;
      if (n > MAX_VALUES)
        return TRUE;
    }
  return FALSE;
}

static gboolean
fits (const EspServiceItem *first, const EspServiceItem *other)
{
  return esp_service_merge_fits (first, other, FALSE, reserved);
}

static EspWebRequest *
make_send (const EspMailAccount *account,
           GArray *items,
           const char *key,
           gint64 now_us,
           GError **error)
{
  const EspServiceMail *first = g_array_index (items, EspServiceItem, 0).mail;
  g_autoptr (EspServiceMerge) merged =
    items->len > 1 ? esp_service_merge_new (items, FALSE, BEFORE, AFTER) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EspWebRequest *request;

  if (merged != NULL && is_too_personal (merged))
    {
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                           "The messages differ in more than a batch can hold");
      return NULL;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "personalizations");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_person (builder, g_array_index (items, EspServiceItem, i).mail, merged, i);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "from");
  add_mailbox (builder, first->from, first->from_name);
  if (first->reply_to != NULL)
    {
      json_builder_set_member_name (builder, "reply_to");
      add_mailbox (builder, first->reply_to, NULL);
    }
  esp_mail_json_add (builder, "subject", merged != NULL ? merged->subject : first->subject);
  add_content (builder, merged != NULL ? merged->text : first->text,
               merged != NULL ? merged->html : first->html);
  add_files (builder, first);
  add_tracking (builder, account);
  json_builder_end_object (builder);
  request = new_request (account, "POST", "/v3/mail/send");
  esp_web_request_take_json (request, esp_mail_json_print (builder));
  return request;
}

/* "message (field)" of the first error. */
static char *
dup_words (JsonNode *root)
{
  JsonArray *errors = esp_mail_json_get_array (root, "errors");
  JsonNode *first = errors != NULL && json_array_get_length (errors) > 0
                      ? json_array_get_element (errors, 0)
                      : NULL;
  const char *field = esp_mail_json_get (first, "field");

  if (first == NULL)
    return g_strdup (esp_mail_json_get (root, "message"));
  return *field != '\0' ? g_strdup_printf ("%s (%s)", esp_mail_json_get (first, "message"), field)
                        : g_strdup (esp_mail_json_get (first, "message"));
}

static gint64
find_reset (const EspWebReply *reply)
{
  const char *reset = esp_web_reply_get_header (reply, "x-ratelimit-reset");
  gint64 at = 0;

  if (reply->retry_after_s >= 0)
    return reply->retry_after_s;
  if (reset == NULL || !g_ascii_string_to_signed (reset, 10, 0, G_MAXINT64, &at, NULL))
    return 0;
  at -= g_get_real_time () / ESP_USEC_PER_SEC;
  return CLAMP (at, 0, 60 * 60);
}

static void
read_send (const EspMailAccount *account,
           GArray *items,
           const EspWebReply *reply,
           EspServiceVerdict *verdicts,
           EspServiceAnswer *answer)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *words = NULL;

  if (reply->status == 202 || reply->status == 200)
    {
      esp_service_accept_all (items, verdicts, esp_web_reply_get_header (reply, "x-message-id"));
      return;
    }
  root = esp_service_parse (reply);
  words = dup_words (root);
  esp_service_read_common (items, reply, words, verdicts, answer);
  if (reply->status == 429)
    answer->wait_s = find_reset (reply);
  if (reply->status == 403 && strstr (words, "verified Sender Identity") != NULL)
    answer->trouble = ESP_CHANNEL_ERROR_SENDER;
  if (reply->status == 401 && strstr (words, "Maximum credits exceeded") != NULL)
    answer->trouble = ESP_CHANNEL_ERROR_QUOTA;
  if (reply->status == 400 && items->len == 1 && strstr (words, "personalizations.0.to") != NULL &&
      strstr (words, "valid address") != NULL)
    esp_service_set_verdict (&verdicts[0], ESP_REFUSAL_HARD, FALSE, words);
}

static EspWebRequest *
make_test (const EspMailAccount *account, gint64 now_us, GError **error)
{
  return new_request (account, "GET", "/v3/scopes");
}

static char *
read_test (const EspMailAccount *account, const EspWebReply *reply, int *out_code)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonArray *scopes = esp_mail_json_get_array (root, "scopes");

  if (reply->status != 200)
    {
      *out_code = reply->status == 401 || reply->status == 403   ? ESP_CHANNEL_ERROR_AUTH
                  : reply->status == 429 || reply->status >= 500 ? ESP_CHANNEL_ERROR_BUSY
                                                                 : ESP_CHANNEL_ERROR_FAILED;
      return dup_words (root);
    }
  for (guint i = 0; scopes != NULL && i < json_array_get_length (scopes); i++)
    if (g_strcmp0 (json_array_get_string_element (scopes, i), "mail.send") == 0)
      return g_strdup ("it may send");
  *out_code = ESP_CHANNEL_ERROR_AUTH;
  return g_strdup ("the key may not send: it needs the permission “Mail Send”");
}

static const struct
{
  const char *path;
  const char *word;
  EspReportKind kind;
} lists[] = {
  { "/v3/suppression/bounces", "bounce", ESP_REPORT_HARD },
  { "/v3/suppression/blocks", "block", ESP_REPORT_BLOCK },
  { "/v3/suppression/invalid_emails", "invalid", ESP_REPORT_HARD },
  { "/v3/suppression/spam_reports", "spam", ESP_REPORT_COMPLAINED },
  { "/v3/suppression/unsubscribes", "unsubscribe", ESP_REPORT_UNSUBSCRIBED },
};

static EspWebRequest *
make_activity (const EspMailAccount *account, gint64 since, gint64 until)
{
  EspWebRequest *request = new_request (account, "GET", "/v3/messages");
  g_autofree char *from = esp_service_format_time (since * ESP_USEC_PER_SEC, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *to = esp_service_format_time (until * ESP_USEC_PER_SEC, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *query =
    g_strdup_printf ("last_event_time BETWEEN TIMESTAMP \"%s\" AND TIMESTAMP \"%s\"", from, to);

  esp_web_request_add_query (request, "query", query);
  esp_web_request_add_query_int (request, "limit", 1000);
  return request;
}

static EspWebRequest *
make_pull (const EspMailAccount *account, JsonObject *cursor, gint64 now_us, GError **error)
{
  gint64 since = esp_pull_begin (cursor, now_us);
  gint64 list = esp_pull_get (cursor, "list");
  EspWebRequest *request;

  if (list == (gint64) G_N_ELEMENTS (lists) && *esp_mail_account_get (account, "activity") != '\0')
    return make_activity (account, since, esp_pull_get (cursor, "start"));
  if (list < 0 || list >= (gint64) G_N_ELEMENTS (lists))
    {
      esp_pull_end (cursor, 10 * 60);
      return NULL;
    }
  request = new_request (account, "GET", lists[list].path);
  esp_web_request_add_query_int (request, "start_time", since);
  esp_web_request_add_query_int (request, "end_time", esp_pull_get (cursor, "start"));
  esp_web_request_add_query_int (request, "limit", PAGE_SIZE);
  esp_web_request_add_query_int (request, "offset", esp_pull_get (cursor, "offset"));
  return request;
}

static EspReport *
add_activity (GArray *reports, JsonNode *item, EspReportKind kind)
{
  const char *id = esp_mail_json_get (item, "msg_id");
  EspReport *report =
    esp_pull_add (reports, kind, "sendgrid", esp_report_kind_name (kind), id, NULL);

  report->receipt = g_strndup (id, strcspn (id, "."));
  report->address = g_strdup (esp_mail_json_get (item, "to_email"));
  report->at_us = esp_service_read_time (esp_mail_json_get (item, "last_event_time"));
  return report;
}

static void
read_activity (JsonObject *cursor, JsonNode *root, GArray *reports)
{
  JsonArray *list = esp_mail_json_get_array (root, "messages");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);

      if (g_str_equal (esp_mail_json_get (item, "status"), "delivered"))
        (void) add_activity (reports, item, ESP_REPORT_DELIVERED);
      if (esp_mail_json_get_int (item, "opens_count", 0) > 0)
        (void) add_activity (reports, item, ESP_REPORT_OPENED);
      if (esp_mail_json_get_int (item, "clicks_count", 0) > 0)
        (void) add_activity (reports, item, ESP_REPORT_CLICKED);
    }
  esp_pull_next_list (cursor);
}

static gboolean
read_pull (const EspMailAccount *account,
           JsonObject *cursor,
           JsonNode *root,
           GArray *reports,
           GError **error)
{
  gint64 at_list = esp_pull_get (cursor, "list");
  JsonArray *list = esp_mail_json_get_array (root, NULL);
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (at_list < 0 || at_list >= (gint64) G_N_ELEMENTS (lists))
    {
      read_activity (cursor, root, reports);
      return TRUE;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      const char *email = esp_mail_json_get (item, "email");
      const char *status = esp_mail_json_get (item, "status");
      const char *reason = esp_mail_json_get (item, "reason");
      gint64 at = esp_mail_json_get_int (item, "created", 0);
      g_autofree char *at_text = g_strdup_printf ("%" G_GINT64_FORMAT, at);
      EspReportKind kind = lists[at_list].kind;
      EspReport *report;

      if (at_list == 0)
        kind = esp_pull_judge_bounce (status, reason, TRUE);
      report = esp_pull_add (reports, kind, "sendgrid", lists[at_list].word, email, at_text, NULL);
      report->address = g_strdup (email);
      report->at_us = at * ESP_USEC_PER_SEC;
      report->code = g_strdup (*status != '\0' ? status : lists[at_list].word);
      report->text = g_strdup (reason);
      report->is_for_good = at_list == 0;
    }
  if (n >= PAGE_SIZE)
    esp_pull_set (cursor, "offset", esp_pull_get (cursor, "offset") + PAGE_SIZE);
  else
    esp_pull_next_list (cursor);
  return TRUE;
}

static const EspMailService service = {
  .kind = "sendgrid",
  .title = "SendGrid",
  .base_url = "https://api.sendgrid.com",
  .base_url_eu = "https://api.eu.sendgrid.com",
  .max_batch = 1000,
  .max_bytes = 20 * 1024 * 1024,
  .n_parallel = 8,
  .wants_pieces = TRUE,
  .fits = fits,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .make_pull = make_pull,
  .read_pull = read_pull,
};

static const char *const regions[] = { "global", "eu", NULL };
static const char *const region_labels[] = { N_ ("Worldwide"), N_ ("European Union"), NULL };

static const EspChannelField fields[] = {
  { .name = "api-key",
    .label = N_ ("API key"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE },
  { .name = "region",
    .label = N_ ("Region"),
    .type = ESP_CHANNEL_FIELD_CHOICE,
    .fallback = "global",
    .choices = regions,
    .choice_labels = region_labels },
  { .name = "track", .label = N_ ("Count opens and clicks"), .type = ESP_CHANNEL_FIELD_SWITCH },
  { .name = "activity",
    .label = N_ ("Read the Email Activity"),
    .type = ESP_CHANNEL_FIELD_SWITCH,
    .hint = N_ ("A paid extra of SendGrid: with it deliveries, opens and clicks come back.") },
  ESP_SERVICE_BASE_URL_FIELD,
  { .name = NULL },
};

static EspChannel *
open_channel (const char *settings, const char *secret, GError **error)
{
  return esp_mail_service_channel_open (&service, &esp_sendgrid_kind, settings, secret, error);
}

const EspChannelKind esp_sendgrid_kind = {
  .id = "sendgrid",
  .title = N_ ("SendGrid"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help = N_ ("A verified sender, and an API key with the permissions “Mail Send” and, for what "
              "comes back, “Suppressions”."),
  .check = esp_mail_service_check,
  .open = open_channel,
  .can_pull = TRUE,
};
