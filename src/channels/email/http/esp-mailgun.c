/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mailgun: single messages as they are, batches with recipient variables, and its log of events. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-events.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/email/http/esp-mail-service-channel.h"
#include "channels/email/http/esp-service-merge.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_SIZE "300"
/* Its log is complete only after a while. */
#define OVERLAP_S (30 * 60)

static const EspMailService service;
static const char *const reserved[] = { "%recipient", "%unsubscribe", "%mailing_list", NULL };

static EspWebRequest *
new_request (const EspMailAccount *account, const char *method, const char *version)
{
  g_autofree char *url = esp_service_url (&service, account, version);
  EspWebRequest *request = esp_web_request_new (method, url);

  esp_web_request_add_basic (request, "api", esp_mail_account_get (account, "api-key"));
  return request;
}

static void
add_options (EspWebParts *parts, const EspMailAccount *account)
{
  if (*esp_mail_account_get (account, "track") != '\0')
    {
      esp_web_parts_add (parts, "o:tracking-opens", "yes");
      esp_web_parts_add (parts, "o:tracking-clicks", "htmlonly");
    }
  if (*esp_mail_account_get (account, "tag") != '\0')
    esp_web_parts_add (parts, "o:tag", esp_mail_account_get (account, "tag"));
}

static char *
make_variables (GArray *items, const EspServiceMerge *merged)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < items->len; i++)
    {
      const GPtrArray *values = merged->values->pdata[i];

      json_builder_set_member_name (builder, g_array_index (items, EspServiceItem, i).mail->to);
      json_builder_begin_object (builder);
      for (guint v = 0; v < merged->names->len; v++)
        esp_mail_json_add (builder, merged->names->pdata[v], values->pdata[v]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  return esp_mail_json_print (builder);
}

/* Without variables everybody would see all addresses, so they are always there. */
static EspWebParts *
make_batch (GArray *items)
{
  g_autoptr (EspServiceMerge) merged = esp_service_merge_new (items, TRUE, "%recipient.", "%");
  const EspServiceMail *first = g_array_index (items, EspServiceItem, 0).mail;
  g_autofree char *from = esp_service_mail_dup_mailbox (first->from, first->from_name);
  g_autofree char *variables = make_variables (items, merged);
  EspWebParts *parts = esp_web_parts_new ();

  esp_web_parts_add (parts, "from", from);
  for (guint i = 0; i < items->len; i++)
    esp_web_parts_add (parts, "to", g_array_index (items, EspServiceItem, i).mail->to);
  esp_web_parts_add (parts, "subject", merged->subject);
  if (merged->text != NULL)
    esp_web_parts_add (parts, "text", merged->text);
  if (merged->html != NULL)
    esp_web_parts_add (parts, "html", merged->html);
  if (first->reply_to != NULL)
    esp_web_parts_add (parts, "h:Reply-To", first->reply_to);
  for (guint i = 0; i < merged->headers->len; i++)
    {
      const EspServiceHeader *header = merged->headers->pdata[i];
      g_autofree char *name = g_strconcat ("h:", header->name, NULL);

      esp_web_parts_add (parts, name, header->value);
    }
  esp_web_parts_add (parts, "recipient-variables", variables);
  return parts;
}

static gboolean
fits (const EspServiceItem *first, const EspServiceItem *other)
{
  return esp_service_merge_fits (first, other, TRUE, reserved);
}

static EspWebRequest *
make_send (const EspMailAccount *account,
           GArray *items,
           const char *key,
           gint64 now_us,
           GError **error)
{
  EspWebRequest *request = new_request (account, "POST", "/v3");
  EspWebParts *parts;

  esp_web_request_add_path (request, esp_mail_account_get (account, "domain"));
  if (items->len > 1)
    {
      esp_web_request_add_path (request, "messages");
      parts = make_batch (items);
    }
  else
    {
      const EspOutMessage *message = g_array_index (items, EspServiceItem, 0).message;

      esp_web_request_add_path (request, "messages.mime");
      parts = esp_web_parts_new ();
      esp_web_parts_add (parts, "to", message->to);
      esp_web_parts_add_file (parts, "message", "message.mime", "message/rfc822", message->bytes);
    }
  add_options (parts, account);
  esp_web_request_take_parts (request, parts);
  return request;
}

/* Their ids are written with and without <>; the log has them without. */
static char *
dup_id (const char *id)
{
  gsize n;

  if (*id == '<')
    id++;
  n = strcspn (id, ">");
  return n > 0 ? g_strndup (id, n) : NULL;
}

static void
read_send (const EspMailAccount *account,
           GArray *items,
           const EspWebReply *reply,
           EspServiceVerdict *verdicts,
           EspServiceAnswer *answer)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  const char *words = esp_mail_json_get (root, "message");
  g_autofree char *id = dup_id (esp_mail_json_get (root, "id"));
  gboolean is_unknown;
  gboolean is_sender;

  if (reply->status == 200)
    {
      esp_service_accept_all (items, verdicts, id);
      return;
    }
  if (*words == '\0')
    words = root == NULL ? reply->body : words;
  esp_service_read_common (items, reply, words, verdicts, answer);
  is_unknown = reply->status == 400 && strstr (words, "'from' parameter is not a valid") != NULL;
  is_sender = is_unknown || reply->status == 403 ||
              (reply->status == 400 && strstr (words, "not allowed to send") != NULL);
  if (is_sender)
    {
      for (guint i = 0; i < items->len; i++)
        esp_service_set_verdict (&verdicts[i], ESP_REFUSAL_ACCOUNT, TRUE, words);
      answer->trouble = is_unknown || strstr (words, "unverified") != NULL
                          ? ESP_CHANNEL_ERROR_SENDER
                          : ESP_CHANNEL_ERROR_SUSPENDED;
      g_free (answer->words);
      answer->words = g_strdup (words);
    }
  else if (reply->status == 400 && items->len == 1 &&
           strstr (words, "'to' parameter is not a valid address") != NULL)
    esp_service_set_verdict (&verdicts[0], ESP_REFUSAL_HARD, FALSE, words);
}

static EspWebRequest *
make_test (const EspMailAccount *account, gint64 now_us, GError **error)
{
  EspWebRequest *request = new_request (account, "GET", "/v4/domains");

  esp_web_request_add_path (request, esp_mail_account_get (account, "domain"));
  return request;
}

static char *
read_test (const EspMailAccount *account, const EspWebReply *reply, int *out_code)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  const char *state = esp_mail_json_get (esp_mail_json_member (root, "domain"), "state");

  if (reply->status != 200)
    {
      *out_code = reply->status == 401 || reply->status == 403   ? ESP_CHANNEL_ERROR_AUTH
                  : reply->status == 404                         ? ESP_CHANNEL_ERROR_INVALID
                  : reply->status == 429 || reply->status >= 500 ? ESP_CHANNEL_ERROR_BUSY
                                                                 : ESP_CHANNEL_ERROR_FAILED;
      return g_strdup (esp_mail_json_get (root, "message"));
    }
  if (g_str_equal (state, "disabled"))
    {
      *out_code = ESP_CHANNEL_ERROR_SUSPENDED;
      return g_strdup ("the domain is disabled");
    }
  return g_strdup_printf ("domain %s is %s", esp_mail_account_get (account, "domain"),
                          *state != '\0' ? state : "there");
}

static EspWebRequest *
make_pull (const EspMailAccount *account, JsonObject *cursor, gint64 now_us, GError **error)
{
  gint64 since = esp_pull_begin (cursor, now_us);
  const char *next = esp_pull_get_text (cursor, "next");
  EspWebRequest *request;

  if (esp_pull_get (cursor, "list") > 0)
    {
      esp_pull_end (cursor, OVERLAP_S);
      return NULL;
    }
  if (*next != '\0')
    return new_request (account, "GET", next);
  request = new_request (account, "GET", "/v3");
  esp_web_request_add_path (request, esp_mail_account_get (account, "domain"));
  esp_web_request_add_path (request, "events");
  esp_web_request_add_query_int (request, "begin", since);
  esp_web_request_add_query (request, "ascending", "yes");
  esp_web_request_add_query (request, "limit", PAGE_SIZE);
  return request;
}

static gboolean
find_kind (JsonNode *item, EspReportKind *out_kind, gboolean *out_is_for_good)
{
  const char *event = esp_mail_json_get (item, "event");
  const char *reason = esp_mail_json_get (item, "reason");
  JsonNode *status = esp_mail_json_member (item, "delivery-status");
  gboolean is_temporary = g_str_equal (esp_mail_json_get (item, "severity"), "temporary");
  g_autofree char *code =
    g_strdup_printf ("%" G_GINT64_FORMAT " %s", esp_mail_json_get_int (status, "code", 0),
                     esp_mail_json_get (status, "enhanced-code"));

  *out_is_for_good = FALSE;
  if (g_str_equal (event, "delivered"))
    *out_kind = ESP_REPORT_DELIVERED;
  else if (g_str_equal (event, "opened"))
    *out_kind = ESP_REPORT_OPENED;
  else if (g_str_equal (event, "clicked"))
    *out_kind = ESP_REPORT_CLICKED;
  else if (g_str_equal (event, "unsubscribed"))
    *out_kind = ESP_REPORT_UNSUBSCRIBED;
  else if (g_str_equal (event, "complained"))
    *out_kind = ESP_REPORT_COMPLAINED;
  else if (g_str_equal (event, "rejected"))
    *out_kind = ESP_REPORT_FAILED;
  else if (g_str_equal (event, "failed") && g_str_equal (reason, "suppress-complaint"))
    *out_kind = ESP_REPORT_COMPLAINED;
  else if (g_str_equal (event, "failed") && g_str_equal (reason, "suppress-unsubscribe"))
    *out_kind = ESP_REPORT_UNSUBSCRIBED;
  else if (g_str_equal (event, "failed") && g_str_equal (reason, "suppress-bounce"))
    *out_kind = ESP_REPORT_HARD;
  else if (g_str_equal (event, "failed") && g_str_equal (reason, "old"))
    *out_kind = ESP_REPORT_SOFT; /* it gave up, with either severity */
  else if (g_str_equal (event, "failed") && is_temporary)
    return FALSE; /* it tries again */
  else if (g_str_equal (event, "failed") && g_str_equal (reason, "espblock"))
    *out_kind = ESP_REPORT_BLOCK;
  else if (g_str_equal (event, "failed"))
    {
      *out_kind = esp_pull_judge_bounce (code, esp_mail_json_get (status, "message"), TRUE);
      *out_is_for_good = TRUE;
    }
  else
    return FALSE;
  return TRUE;
}

/**
 * esp_mailgun_event_read:
 * @item: an event, as the log has it and as it is told
 */
void
esp_mailgun_event_read (JsonNode *item, GArray *reports)
{
  JsonNode *status = esp_mail_json_member (item, "delivery-status");
  JsonNode *headers = esp_mail_json_member (esp_mail_json_member (item, "message"), "headers");
  JsonNode *at = esp_mail_json_member (item, "timestamp");
  const char *words = esp_mail_json_get (status, "message");
  const char *enhanced = esp_mail_json_get (status, "enhanced-code");
  gboolean is_for_good;
  EspReportKind kind;
  EspReport *report;

  if (!find_kind (item, &kind, &is_for_good))
    return;
  report = esp_pull_add (reports, kind, "mailgun", esp_mail_json_get (item, "id"), NULL);
  report->receipt = dup_id (esp_mail_json_get (headers, "message-id"));
  report->message_id = g_strdup (report->receipt);
  report->address = g_strdup (esp_mail_json_get (item, "recipient"));
  if (at != NULL && JSON_NODE_HOLDS_VALUE (at))
    report->at_us = (gint64) (CLAMP (json_node_get_double (at), 0, 9e9) * ESP_USEC_PER_SEC);
  report->url = g_strdup (esp_mail_json_get (item, "url"));
  report->ip = g_strdup (esp_mail_json_get (item, "ip"));
  report->user_agent =
    g_strdup (esp_mail_json_get (esp_mail_json_member (item, "client-info"), "user-agent"));
  report->is_for_good = is_for_good;
  report->code =
    *enhanced != '\0' ? g_strdup (enhanced)
    : esp_mail_json_get_int (status, "code", 0) > 0
      ? g_strdup_printf ("%" G_GINT64_FORMAT, esp_mail_json_get_int (status, "code", 0))
      : NULL;
  report->text = g_strdup (*words != '\0' ? words : esp_mail_json_get (status, "description"));
}

/* Owned: the path of a page's address, below ours: the key goes nowhere else, whatever host it names. */
static char *
dup_page (const char *next)
{
  const char *host = strstr (next, "://");
  const char *path = host != NULL ? strchr (host + 3, '/') : next;
  const char *version = path != NULL ? strstr (path, "/v3/") : NULL;

  return g_strdup (version != NULL ? version : "");
}

static gboolean
read_pull (const EspMailAccount *account,
           JsonObject *cursor,
           JsonNode *root,
           GArray *reports,
           GError **error)
{
  JsonArray *list = esp_mail_json_get_array (root, "items");
  g_autofree char *next =
    dup_page (esp_mail_json_get (esp_mail_json_member (root, "paging"), "next"));
  guint n = list != NULL ? json_array_get_length (list) : 0;

  for (guint i = 0; i < n; i++)
    esp_mailgun_event_read (json_array_get_element (list, i), reports);
  /* The log is read to its end when a page is empty. */
  if (n == 0 || *next == '\0' || g_str_equal (next, esp_pull_get_text (cursor, "next")))
    esp_pull_next_list (cursor);
  else
    json_object_set_string_member (cursor, "next", next);
  return TRUE;
}

static const EspMailService service = {
  .kind = "mailgun",
  .title = "Mailgun",
  .base_url = "https://api.mailgun.net",
  .base_url_eu = "https://api.eu.mailgun.net",
  .max_batch = 1000,
  .max_bytes = 24 * 1024 * 1024,
  .n_parallel = 4,
  .wants_pieces = TRUE,
  .fits = fits,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .make_pull = make_pull,
  .read_pull = read_pull,
};

static const char *const regions[] = { "us", "eu", NULL };
static const char *const region_labels[] = { N_ ("United States"), N_ ("European Union"), NULL };

static const EspChannelField fields[] = {
  { .name = "domain",
    .label = N_ ("Sending domain"),
    .type = ESP_CHANNEL_FIELD_TEXT,
    .is_required = TRUE },
  { .name = "region",
    .label = N_ ("Region"),
    .type = ESP_CHANNEL_FIELD_CHOICE,
    .fallback = "us",
    .choices = regions,
    .choice_labels = region_labels },
  { .name = "api-key",
    .label = N_ ("API key"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE },
  { .name = "track", .label = N_ ("Count opens and clicks"), .type = ESP_CHANNEL_FIELD_SWITCH },
  { .name = "tag", .label = N_ ("Tag"), .type = ESP_CHANNEL_FIELD_TEXT, .is_hidden = TRUE },
  ESP_SERVICE_BASE_URL_FIELD,
  { .name = NULL },
};

static EspChannel *
open_channel (const char *settings, const char *secret, GError **error)
{
  return esp_mail_service_channel_open (&service, &esp_mailgun_kind, settings, secret, error);
}

const EspChannelKind esp_mailgun_kind = {
  .id = "mailgun",
  .title = N_ ("Mailgun"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help = N_ ("A verified sending domain, the region that it is in, and an API key."),
  .check = esp_mail_service_check,
  .open = open_channel,
  .can_pull = TRUE,
};
