/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brevo: transactional mail, versions of one message in a batch, and its list of events. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/email/http/esp-mail-service-channel.h"
#include "channels/email/http/esp-service-merge.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_SIZE 2500
/* Letters of a name; a longer one has the whole mail refused. */
#define MAX_NAME 70
#define FREE_PER_DAY 300
#define DAY_S (24 * 60 * 60)
/* It tells of no longer span. */
#define LONGEST_SPAN_S (89 * DAY_S)

static const EspMailService service;
#define PLACE "{{params."
/* Its templates, which look into values too. */
static const char *const marks[] = { "{{", "{%", "{#", NULL };
static const char *const reserved[] = { NULL };

static EspWebRequest *
new_request (const EspMailAccount *account, const char *method, const char *path)
{
  g_autofree char *url = esp_service_url (&service, account, path);
  EspWebRequest *request = esp_web_request_new (method, url);

  esp_web_request_add_header (request, "accept", "application/json");
  esp_web_request_add_header (request, "api-key", esp_mail_account_get (account, "api-key"));
  return request;
}

static void
add_mailbox (JsonBuilder *builder, const char *address, const char *name)
{
  gboolean is_long = name != NULL && g_utf8_strlen (name, -1) > MAX_NAME;
  g_autofree char *shortened = is_long ? g_utf8_substring (name, 0, MAX_NAME) : NULL;

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "email", address);
  esp_mail_json_add (builder, "name", is_long ? shortened : name);
  json_builder_end_object (builder);
}

static void
add_to (JsonBuilder *builder, const EspServiceMail *mail)
{
  json_builder_set_member_name (builder, "to");
  json_builder_begin_array (builder);
  add_mailbox (builder, mail->to, mail->to_name);
  json_builder_end_array (builder);
}

static void
add_headers (JsonBuilder *builder, const EspServiceMail *mail, const char *key)
{
  json_builder_set_member_name (builder, "headers");
  json_builder_begin_object (builder);
  for (guint i = 0; i < mail->headers->len; i++)
    {
      const EspServiceHeader *header = mail->headers->pdata[i];

      esp_mail_json_add (builder, header->name, header->value);
    }
  esp_mail_json_add (builder, "idempotencyKey", key);
  json_builder_end_object (builder);
}

static void
add_files (JsonBuilder *builder, const EspServiceMail *mail)
{
  if (mail->files->len == 0)
    return;
  json_builder_set_member_name (builder, "attachment");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mail->files->len; i++)
    {
      const EspServiceFile *file = mail->files->pdata[i];
      g_autofree char *data =
        g_base64_encode (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "name", file->file_name);
      esp_mail_json_add (builder, "content", data);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* Each recipient gets a version of the one message: its own values, and its own subject. */
static void
add_versions (JsonBuilder *builder, GArray *items, const EspServiceMerge *merged)
{
  json_builder_set_member_name (builder, "messageVersions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      const GPtrArray *values = merged->values->pdata[i];

      json_builder_begin_object (builder);
      add_to (builder, g_array_index (items, EspServiceItem, i).mail);
      esp_mail_json_add (builder, "subject",
                         g_array_index (items, EspServiceItem, i).mail->subject);
      if (merged->names->len > 0)
        {
          json_builder_set_member_name (builder, "params");
          json_builder_begin_object (builder);
          for (guint v = 0; v < merged->names->len; v++)
            esp_mail_json_add (builder, merged->names->pdata[v], values->pdata[v]);
          json_builder_end_object (builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* The headers of a batch are those of all. */
static gboolean
fits (const EspServiceItem *first, const EspServiceItem *other)
{
  return esp_service_merge_fits (first, other, FALSE, reserved) &&
         esp_service_merge_has_same_headers (first, other);
}

/* Values are parts of the text as it stands: without being told so Brevo writes each "<" and "&" of them as a letter. */
static char *
dup_body (const char *text)
{
  if (text == NULL || strstr (text, PLACE) == NULL)
    return g_strdup (text);
  return g_strconcat ("{% autoescape off %}", text, "{% endautoescape %}", NULL);
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
    items->len > 1 ? esp_service_merge_new (items, FALSE, PLACE, "}}") : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *html = dup_body (merged != NULL ? merged->html : first->html);
  g_autofree char *text = dup_body (merged != NULL ? merged->text : first->text);
  EspWebRequest *request;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "sender");
  add_mailbox (builder, first->from, first->from_name);
  if (merged == NULL)
    add_to (builder, first);
  if (first->reply_to != NULL)
    {
      json_builder_set_member_name (builder, "replyTo");
      add_mailbox (builder, first->reply_to, NULL);
    }
  esp_mail_json_add (builder, "subject", first->subject); /* of versions: each has its own */
  esp_mail_json_add (builder, "htmlContent", html);
  esp_mail_json_add (builder, "textContent", text);
  add_headers (builder, first, key);
  add_files (builder, first);
  if (merged != NULL)
    add_versions (builder, items, merged);
  json_builder_end_object (builder);
  request = new_request (account, "POST", "/smtp/email");
  esp_web_request_take_json (request, esp_mail_json_print (builder));
  return request;
}

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
read_accepted (GArray *items, JsonNode *root, EspServiceVerdict *verdicts)
{
  JsonArray *ids = esp_mail_json_get_array (root, "messageIds");
  g_autofree char *id = dup_id (esp_mail_json_get (root, "messageId"));

  esp_service_accept_all (items, verdicts, items->len == 1 ? id : NULL);
  for (guint i = 0; ids != NULL && i < MIN (items->len, json_array_get_length (ids)); i++)
    {
      JsonNode *node = json_array_get_element (ids, i);

      g_free (verdicts[i].receipt);
      verdicts[i].receipt =
        JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          ? dup_id (json_node_get_string (node))
          : NULL;
    }
}

/* -1: what the status says. */
static int
find_trouble (const char *code, const char *words)
{
  static const struct
  {
    const char *code;
    int trouble;
  } known[] = {
    { "unauthorized", ESP_CHANNEL_ERROR_AUTH },
    { "permission_denied", ESP_CHANNEL_ERROR_AUTH },
    { "not_enough_credits", ESP_CHANNEL_ERROR_SUSPENDED },
    { "account_under_validation", ESP_CHANNEL_ERROR_SUSPENDED },
    { "too_many_requests", ESP_CHANNEL_ERROR_BUSY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (code, known[i].code))
      return known[i].trouble;
  return strstr (words, "ender") != NULL && strstr (words, "valid") != NULL
           ? ESP_CHANNEL_ERROR_SENDER
           : -1;
}

static gint64
find_wait (const EspWebReply *reply)
{
  const char *reset = esp_web_reply_get_header (reply, "x-sib-ratelimit-reset");
  gint64 seconds = 0;

  if (reply->retry_after_s >= 0)
    return reply->retry_after_s;
  if (reset == NULL || !g_ascii_string_to_signed (reset, 10, 0, DAY_S, &seconds, NULL))
    return 0;
  return seconds;
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
  int trouble;

  if (reply->status == 201 || reply->status == 202 || reply->status == 200)
    {
      read_accepted (items, root, verdicts);
      return;
    }
  esp_service_read_common (items, reply, words, verdicts, answer);
  if (reply->status == 429)
    answer->wait_s = find_wait (reply);
  trouble = find_trouble (esp_mail_json_get (root, "code"), words);
  if (reply->status == 400 &&
      g_str_equal (esp_mail_json_get (root, "code"), "duplicate_parameter") &&
      strstr (words, "dempotency") != NULL)
    esp_service_accept_all (items, verdicts, NULL); /* it came before, and was taken then */
  else if (reply->status < 429 && trouble >= 0)
    {
      for (guint i = 0; i < items->len; i++)
        esp_service_set_verdict (&verdicts[i], ESP_REFUSAL_ACCOUNT, TRUE, words);
      answer->trouble = trouble;
      g_free (answer->words);
      answer->words = g_strdup (words);
    }
  else if (reply->status == 400 && items->len == 1 &&
           strstr (words, "email is not valid in to") != NULL)
    esp_service_set_verdict (&verdicts[0], ESP_REFUSAL_HARD, FALSE, words);
}

static EspWebRequest *
make_test (const EspMailAccount *account, gint64 now_us, GError **error)
{
  return new_request (account, "GET", "/account");
}

static char *
read_test (const EspMailAccount *account, const EspWebReply *reply, int *out_code)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);

  if (reply->status != 200)
    {
      *out_code = reply->status == 401 || reply->status == 403   ? ESP_CHANNEL_ERROR_AUTH
                  : reply->status == 429 || reply->status >= 500 ? ESP_CHANNEL_ERROR_BUSY
                                                                 : ESP_CHANNEL_ERROR_FAILED;
      return g_strdup (esp_mail_json_get (root, "message"));
    }
  return g_strdup (esp_mail_json_get (root, "email"));
}

/* Only the free plan ends each day: at three hundred, or what is left of them when more were given. */
static void
read_quota (const EspWebReply *reply, EspChannelReport *report)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonArray *plans = esp_mail_json_get_array (root, "plan");

  for (guint i = 0; plans != NULL && i < json_array_get_length (plans); i++)
    {
      JsonNode *plan = json_array_get_element (plans, i);
      gint64 left = esp_mail_json_get_int (plan, "credits", 0);

      if (g_str_equal (esp_mail_json_get (plan, "type"), "free"))
        report->per_day = (guint) CLAMP (left, FREE_PER_DAY, G_MAXINT);
    }
}

static EspWebRequest *
make_pull (const EspMailAccount *account, JsonObject *cursor, gint64 now_us, GError **error)
{
  gint64 since = esp_pull_begin (cursor, now_us);
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;
  EspWebRequest *request;

  if (esp_pull_get (cursor, "list") > 0)
    {
      /* Its days may be those of another zone than ours: one more, wherever it is. */
      esp_pull_end (cursor, DAY_S);
      return NULL;
    }
  since = MAX (since, esp_pull_get (cursor, "start") - LONGEST_SPAN_S);
  start = esp_service_format_time (since * ESP_USEC_PER_SEC, "%Y-%m-%d");
  end = esp_service_format_time (esp_pull_get (cursor, "start") * ESP_USEC_PER_SEC, "%Y-%m-%d");
  request = new_request (account, "GET", "/smtp/statistics/events");
  esp_web_request_add_query_int (request, "limit", PAGE_SIZE);
  esp_web_request_add_query_int (request, "offset", esp_pull_get (cursor, "offset"));
  esp_web_request_add_query (request, "startDate", start);
  esp_web_request_add_query (request, "endDate", end);
  esp_web_request_add_query (request, "sort", "asc");
  return request;
}

/* "deferred" says that it tries again. */
static void
add_event (GArray *reports, JsonNode *item)
{
  static const struct
  {
    const char *event;
    EspReportKind kind;
  } known[] = {
    { "delivered", ESP_REPORT_DELIVERED },  { "opened", ESP_REPORT_OPENED },
    { "loadedByProxy", ESP_REPORT_OPENED }, { "clicks", ESP_REPORT_CLICKED },
    { "clicked", ESP_REPORT_CLICKED },      { "hardBounces", ESP_REPORT_HARD },
    { "invalid", ESP_REPORT_HARD },         { "softBounces", ESP_REPORT_SOFT },
    { "spam", ESP_REPORT_COMPLAINED },      { "unsubscribed", ESP_REPORT_UNSUBSCRIBED },
    { "blocked", ESP_REPORT_BLOCK },        { "error", ESP_REPORT_FAILED },
  };
  const char *event = esp_mail_json_get (item, "event");
  const char *id = esp_mail_json_get (item, "messageId");
  const char *at = esp_mail_json_get (item, "date");
  const char *link = esp_mail_json_get (item, "link");

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (event, known[i].event))
      {
        EspReport *report = esp_pull_add (reports, known[i].kind, "brevo", event, id,
                                          esp_mail_json_get (item, "email"), at, link, NULL);

        report->receipt = dup_id (id);
        report->message_id = g_strdup (report->receipt);
        report->address = g_strdup (esp_mail_json_get (item, "email"));
        report->at_us = esp_service_read_time (at);
        report->url = *link != '\0' ? g_strdup (link) : NULL;
        report->ip = g_strdup (esp_mail_json_get (item, "ip"));
        report->user_agent = g_strdup (g_str_equal (event, "loadedByProxy") ? "Mozilla/5.0" : NULL);
        report->code = g_strdup (event);
        report->text = g_strdup (esp_mail_json_get (item, "reason"));
        report->is_for_good = report->kind == ESP_REPORT_HARD;
        if (report->is_for_good)
          report->kind = esp_pull_judge_hard (report->text);
        return;
      }
}

static gboolean
read_pull (const EspMailAccount *account,
           JsonObject *cursor,
           JsonNode *root,
           GArray *reports,
           GError **error)
{
  JsonArray *list = esp_mail_json_get_array (root, "events");
  guint n = list != NULL ? json_array_get_length (list) : 0;

  for (guint i = 0; i < n; i++)
    add_event (reports, json_array_get_element (list, i));
  if (n >= PAGE_SIZE)
    esp_pull_set (cursor, "offset", esp_pull_get (cursor, "offset") + PAGE_SIZE);
  else
    esp_pull_next_list (cursor);
  return TRUE;
}

static const EspMailService service = {
  .kind = "brevo",
  .title = "Brevo",
  .base_url = "https://api.brevo.com/v3",
  .max_batch = 1000,
  .max_bytes = 15 * 1024 * 1024,
  .n_parallel = 8,
  .wants_pieces = TRUE,
  .marks = marks,
  .repeatable_from = 2 /* the key is promised for batches */,
  .n_key_max = 64,
  .fits = fits,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .read_quota = read_quota,
  .make_pull = make_pull,
  .read_pull = read_pull,
};

static const EspChannelField fields[] = {
  { .name = "api-key",
    .label = N_ ("API key"),
    .type = ESP_CHANNEL_FIELD_SECRET,
    .is_required = TRUE },
  ESP_SERVICE_BASE_URL_FIELD,
  { .name = NULL },
};

static EspChannel *
open_channel (const char *settings, const char *secret, GError **error)
{
  return esp_mail_service_channel_open (&service, &esp_brevo_kind, settings, secret, error);
}

const EspChannelKind esp_brevo_kind = {
  .id = "brevo",
  .title = N_ ("Brevo"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help = N_ ("A verified sender, and an API key of version 3."),
  .check = esp_mail_service_check,
  .open = open_channel,
  .can_pull = TRUE,
  .drops_pictures = TRUE, /* its files have no names that a text could call (Content-ID) */
};
