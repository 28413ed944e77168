/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resend: batches of whole messages under an idempotency key, and the last event of each message. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/email/http/esp-mail-service-channel.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_SIZE 100
#define FREE_PER_DAY 100
/* Messages change their last event for so long. */
#define WATCHED_S (3 * 24 * 60 * 60)

static const EspMailService service;

static EspWebRequest *
new_request (const EspMailAccount *account, const char *method, const char *path)
{
  g_autofree char *url = esp_service_url (&service, account, path);
  EspWebRequest *request = esp_web_request_new (method, url);

  esp_web_request_add_bearer (request, esp_mail_account_get (account, "api-key"));
  return request;
}

/* Messages with a file whose name ends otherwise than its type says stay in its queue for ever, unsaid. */
static char *
dup_file_name (const EspServiceFile *file)
{
  static const struct
  {
    const char *type;
    const char *ends[3]; /* the first is added */
  } known[] = {
    { "image/png", { ".png", NULL } },           { "image/jpeg", { ".jpg", ".jpeg", NULL } },
    { "image/gif", { ".gif", NULL } },           { "image/webp", { ".webp", NULL } },
    { "image/svg+xml", { ".svg", NULL } },       { "image/bmp", { ".bmp", NULL } },
    { "application/pdf", { ".pdf", NULL } },     { "text/csv", { ".csv", NULL } },
    { "text/plain", { ".txt", ".text", NULL } }, { "text/html", { ".html", ".htm", NULL } },
    { "text/calendar", { ".ics", NULL } },       { "application/zip", { ".zip", NULL } },
  };
  g_autofree char *lower = g_ascii_strdown (file->file_name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (g_ascii_strcasecmp (file->type, known[i].type) != 0)
        continue;
      for (guint e = 0; known[i].ends[e] != NULL; e++)
        if (g_str_has_suffix (lower, known[i].ends[e]))
          return g_strdup (file->file_name);
      return g_strconcat (file->file_name, known[i].ends[0], NULL);
    }
  return g_strdup (file->file_name);
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
      g_autofree char *name = dup_file_name (file);

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "filename", name);
      esp_mail_json_add (builder, "content", data);
      esp_mail_json_add (builder, "content_type", file->type);
      esp_mail_json_add (builder, "content_id", file->is_inline ? file->content_id : NULL);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_message (JsonBuilder *builder, const EspServiceMail *mail)
{
  g_autofree char *from = esp_service_mail_dup_mailbox (mail->from, mail->from_name);

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "from", from);
  json_builder_set_member_name (builder, "to");
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, mail->to);
  json_builder_end_array (builder);
  esp_mail_json_add (builder, "subject", mail->subject);
  esp_mail_json_add (builder, "html", mail->html);
  esp_mail_json_add (builder, "text", mail->text);
  esp_mail_json_add (builder, "reply_to", mail->reply_to);
  json_builder_set_member_name (builder, "headers");
  json_builder_begin_object (builder);
  for (guint i = 0; i < mail->headers->len; i++)
    {
      const EspServiceHeader *header = mail->headers->pdata[i];

      esp_mail_json_add (builder, header->name, header->value);
    }
  if (mail->message_id != NULL)
    {
      g_autofree char *id = g_strdup_printf ("<%s>", mail->message_id);

      esp_mail_json_add (builder, "Message-ID", id);
    }
  json_builder_end_object (builder);
  add_files (builder, mail);
  json_builder_end_object (builder);
}

/* A batch takes no files. */
static gboolean
fits (const EspServiceItem *first, const EspServiceItem *other)
{
  return first->mail->files->len == 0 && other->mail->files->len == 0;
}

static EspWebRequest *
make_send (const EspMailAccount *account,
           GArray *items,
           const char *key,
           gint64 now_us,
           GError **error)
{
  EspWebRequest *request =
    new_request (account, "POST", items->len > 1 ? "/emails/batch" : "/emails");
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (items->len > 1)
    json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_message (builder, g_array_index (items, EspServiceItem, i).mail);
  if (items->len > 1)
    json_builder_end_array (builder);
  esp_web_request_add_header (request, "Idempotency-Key", key);
  esp_web_request_take_json (request, esp_mail_json_print (builder));
  return request;
}

static int
find_trouble (const char *name, const char *words)
{
  static const struct
  {
    const char *name;
    int trouble;
  } known[] = {
    { "missing_api_key", ESP_CHANNEL_ERROR_AUTH },
    { "invalid_api_key", ESP_CHANNEL_ERROR_AUTH },
    { "restricted_api_key", ESP_CHANNEL_ERROR_AUTH },
    { "invalid_access", ESP_CHANNEL_ERROR_AUTH },
    { "invalid_from_address", ESP_CHANNEL_ERROR_SENDER },
    { "daily_quota_exceeded", ESP_CHANNEL_ERROR_QUOTA },
    { "monthly_quota_exceeded", ESP_CHANNEL_ERROR_QUOTA },
    { "application_error", ESP_CHANNEL_ERROR_BUSY },
    { "internal_server_error", ESP_CHANNEL_ERROR_BUSY },
    { "rate_limit_exceeded", ESP_CHANNEL_ERROR_BUSY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (name, known[i].name))
      return known[i].trouble;
  return strstr (words, "domain is not verified") != NULL ||
             strstr (words, "Invalid `from` field") != NULL ||
             strstr (words, "only send testing emails") != NULL
           ? ESP_CHANNEL_ERROR_SENDER
           : -1;
}

static void
read_refusal (GArray *items,
              const EspWebReply *reply,
              JsonNode *root,
              EspServiceVerdict *verdicts,
              EspServiceAnswer *answer)
{
  const char *name = esp_mail_json_get (root, "name");
  const char *words = esp_mail_json_get (root, "message");
  int trouble = find_trouble (name, words);

  esp_service_read_common (items, reply, words, verdicts, answer);
  if (items->len == 1 && strstr (words, "Invalid `to` field") != NULL)
    esp_service_set_verdict (&verdicts[0], ESP_REFUSAL_HARD, FALSE, words);
  if (g_str_has_suffix (name, "_idempotent_request") ||
      g_str_has_suffix (name, "_idempotent_requests"))
    {
      /* The same key came before, with other content or still under way: whether that arrives is not known. */
      for (guint i = 0; i < items->len; i++)
        verdicts[i].outcome = ESP_OUTCOME_UNKNOWN;
      return;
    }
  if (trouble < 0 || reply->status >= 500)
    return;
  for (guint i = 0; i < items->len; i++)
    {
      gboolean is_later = trouble == ESP_CHANNEL_ERROR_BUSY || trouble == ESP_CHANNEL_ERROR_QUOTA;

      esp_service_set_verdict (&verdicts[i], is_later ? ESP_REFUSAL_SOFT : ESP_REFUSAL_ACCOUNT,
                               TRUE, words);
      if (is_later)
        verdicts[i].outcome = ESP_OUTCOME_UNDELIVERED;
    }
  if (answer->trouble != trouble)
    answer->wait_s = trouble == ESP_CHANNEL_ERROR_BUSY ? 0 : -1;
  answer->trouble = trouble;
  g_free (answer->words);
  answer->words = g_strdup (words);
}

static void
read_send (const EspMailAccount *account,
           GArray *items,
           const EspWebReply *reply,
           EspServiceVerdict *verdicts,
           EspServiceAnswer *answer)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  JsonArray *list = esp_mail_json_get_array (root, "data");

  if (reply->status < 200 || reply->status >= 300)
    {
      read_refusal (items, reply, root, verdicts, answer);
      return;
    }
  /* All of a batch is taken, or nothing. */
  esp_service_accept_all (items, verdicts, items->len == 1 ? esp_mail_json_get (root, "id") : NULL);
  for (guint i = 0; items->len > 1 && list != NULL && i < items->len; i++)
    if (i < json_array_get_length (list))
      verdicts[i].receipt = g_strdup (esp_mail_json_get (json_array_get_element (list, i), "id"));
  for (guint i = 0; root == NULL && i < items->len; i++)
    verdicts[i].outcome = ESP_OUTCOME_UNKNOWN; /* asked again under the same key */
}

static EspWebRequest *
make_test (const EspMailAccount *account, gint64 now_us, GError **error)
{
  return new_request (account, "GET", "/domains");
}

static char *
read_test (const EspMailAccount *account, const EspWebReply *reply, int *out_code)
{
  g_autoptr (JsonNode) root = esp_service_parse (reply);
  const char *name = esp_mail_json_get (root, "name");
  JsonArray *list = esp_mail_json_get_array (root, "data");
  guint n_verified = 0;

  /* A key that may only send is refused here, and good all the same. */
  if (g_str_equal (name, "restricted_api_key"))
    return g_strdup ("it may send and nothing else");
  if (reply->status != 200)
    {
      int trouble = find_trouble (name, esp_mail_json_get (root, "message"));

      *out_code = trouble >= 0          ? trouble
                  : reply->status < 429 ? ESP_CHANNEL_ERROR_AUTH
                                        : ESP_CHANNEL_ERROR_BUSY;
      return g_strdup (esp_mail_json_get (root, "message"));
    }
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    n_verified +=
      g_str_equal (esp_mail_json_get (json_array_get_element (list, i), "status"), "verified") ? 1
                                                                                               : 0;
  return g_strdup_printf ("%u verified domains", n_verified);
}

/* It counts the day of free accounts alone, and says so with every answer. */
static void
read_quota (const EspWebReply *reply, EspChannelReport *report)
{
  if (esp_web_reply_get_header (reply, "x-resend-daily-quota") != NULL)
    report->per_day = FREE_PER_DAY;
}

static EspWebRequest *
make_pull (const EspMailAccount *account, JsonObject *cursor, gint64 now_us, GError **error)
{
  const char *next = esp_pull_get_text (cursor, "next");
  EspWebRequest *request;

  (void) esp_pull_begin (cursor, now_us);
  if (esp_pull_get (cursor, "list") > 0)
    {
      esp_pull_end (cursor, WATCHED_S);
      return NULL;
    }
  request = new_request (account, "GET", "/emails");
  esp_web_request_add_query_int (request, "limit", PAGE_SIZE);
  if (*next != '\0')
    esp_web_request_add_query (request, "after", next);
  return request;
}

/* What is under way says only that the service has it. */
static void
add_event (GArray *reports, JsonNode *item, gint64 made_us)
{
  static const struct
  {
    const char *event;
    EspReportKind kind;
  } known[] = {
    { "delivered", ESP_REPORT_DELIVERED },
    { "opened", ESP_REPORT_OPENED },
    { "clicked", ESP_REPORT_CLICKED },
    { "bounced", ESP_REPORT_HARD },
    { "complained", ESP_REPORT_COMPLAINED },
    { "failed", ESP_REPORT_FAILED },
    { "suppressed", ESP_REPORT_FAILED },
    { "canceled", ESP_REPORT_FAILED },
    { "queued", ESP_REPORT_TAKEN },
    { "scheduled", ESP_REPORT_TAKEN },
    { "sent", ESP_REPORT_TAKEN },
    { "delivery_delayed", ESP_REPORT_TAKEN },
  };
  const char *event = esp_mail_json_get (item, "last_event");
  const char *id = esp_mail_json_get (item, "id");
  JsonArray *to = esp_mail_json_get_array (item, "to");

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (event, known[i].event))
      {
        EspReport *report = esp_pull_add (reports, known[i].kind, "resend", id, event, NULL);
        JsonNode *first =
          to != NULL && json_array_get_length (to) > 0 ? json_array_get_element (to, 0) : NULL;

        report->receipt = g_strdup (id);
        report->code = g_strdup (event);
        report->taken_us = made_us;
        if (first != NULL && JSON_NODE_HOLDS_VALUE (first))
          report->address = g_strdup (json_node_get_string (first));
      }
}

static gboolean
read_pull (const EspMailAccount *account,
           JsonObject *cursor,
           JsonNode *root,
           GArray *reports,
           GError **error)
{
  JsonArray *list = esp_mail_json_get_array (root, "data");
  JsonNode *more = esp_mail_json_member (root, "has_more");
  gboolean goes_on = more != NULL && JSON_NODE_HOLDS_VALUE (more) && json_node_get_boolean (more);
  guint n = list != NULL ? json_array_get_length (list) : 0;
  const char *last;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      gint64 made_us = esp_service_read_time (esp_mail_json_get (item, "created_at"));

      if (made_us != 0 && made_us < esp_pull_get (cursor, "since") * ESP_USEC_PER_SEC)
        goes_on = FALSE; /* the newest come first */
      else
        add_event (reports, item, made_us);
    }
  last = n > 0 ? esp_mail_json_get (json_array_get_element (list, n - 1), "id") : "";
  /* A page that ends where the one before did leads nowhere. */
  if (!goes_on || *last == '\0' || g_str_equal (last, esp_pull_get_text (cursor, "next")))
    esp_pull_next_list (cursor);
  else
    json_object_set_string_member (cursor, "next", last);
  return TRUE;
}

static const EspMailService service = {
  .kind = "resend",
  .title = "Resend",
  .base_url = "https://api.resend.com",
  .max_batch = 100,
  .max_bytes = 28 * 1024 * 1024,
  .n_parallel = 2,
  .wants_pieces = TRUE,
  .repeatable_from = 1,
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
  return esp_mail_service_channel_open (&service, &esp_resend_kind, settings, secret, error);
}

const EspChannelKind esp_resend_kind = {
  .id = "resend",
  .title = N_ ("Resend"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = fields,
  .help = N_ ("A verified sender domain, and an API key. With full access it can also tell what "
              "became of messages."),
  .check = esp_mail_service_check,
  .open = open_channel,
  .can_pull = TRUE,
};
