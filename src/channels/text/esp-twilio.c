/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Twilio: text messages of the world, one a call, reports by the list of messages. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-services.h"

#include <curl/curl.h>
#include <string.h>

#define MAX_CHARS 1600
/* Carriers settle within three days: so far before the last list messages are asked for again. */
#define SETTLE_US (3 * ESP_USEC_PER_DAY)

/* What their numbers say about the person. */
typedef struct
{
  int code;
  EspRefusal refusal;
  EspReportKind kind;
} Meaning;

static const Meaning meanings[] = {
  { 21211, ESP_REFUSAL_HARD, ESP_REPORT_HARD },
  { 21214, ESP_REFUSAL_HARD, ESP_REPORT_HARD },
  { 21217, ESP_REFUSAL_HARD, ESP_REPORT_HARD },
  { 21614, ESP_REFUSAL_HARD, ESP_REPORT_HARD },
  { 21610, ESP_REFUSAL_OPTED_OUT, ESP_REPORT_UNSUBSCRIBED },
  { 21408, ESP_REFUSAL_ACCOUNT, ESP_REPORT_FAILED },
  { 21606, ESP_REFUSAL_ACCOUNT, ESP_REPORT_FAILED },
  { 21612, ESP_REFUSAL_SOFT, ESP_REPORT_SOFT },
  { 20003, ESP_REFUSAL_ACCOUNT, ESP_REPORT_FAILED },
  { 30003, ESP_REFUSAL_SOFT, ESP_REPORT_SOFT },
  { 30004, ESP_REFUSAL_SOFT, ESP_REPORT_SOFT },
  { 30005, ESP_REFUSAL_HARD, ESP_REPORT_HARD },
  { 30006, ESP_REFUSAL_HARD, ESP_REPORT_HARD },
  { 30007, ESP_REFUSAL_BLOCK, ESP_REPORT_BLOCK },
  { 30008, ESP_REFUSAL_SOFT, ESP_REPORT_SOFT },
  { 30034, ESP_REFUSAL_ACCOUNT, ESP_REPORT_FAILED },
};

static const Meaning *
find_meaning (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (meanings[i].code == code)
      return &meanings[i];
  return NULL;
}

static EspWebRequest *
new_request (EspGateway *self, const char *method, const char *path, GError **error)
{
  g_autofree char *base = esp_gateway_dup_base (self);
  g_autofree char *url = g_strconcat (base, path, NULL);
  g_autofree char *pair = NULL;
  g_autofree char *base64 = NULL;
  g_autofree char *header = NULL;
  const char *account;
  const char *token;
  const char *key = esp_gateway_get (self, "api-key");
  EspWebRequest *request;

  if (!esp_gateway_need (self, "account", &account, error) ||
      !esp_gateway_need (self, "token", &token, error))
    return NULL;
  pair = g_strdup_printf ("%s:%s", *key != '\0' ? key : account, token);
  base64 = g_base64_encode ((const guchar *) pair, strlen (pair));
  header = g_strconcat ("Basic ", base64, NULL);
  request = esp_web_request_new (method, url);
  esp_web_request_add_header (request, "Authorization", header);
  esp_web_request_add_header (request, "Accept", "application/json");
  return request;
}

static char *
make_path (EspGateway *self, const char *rest)
{
  g_autofree char *account = g_uri_escape_string (esp_gateway_get (self, "account"), NULL, FALSE);

  return g_strdup_printf ("/2010-04-01/Accounts/%s%s", account, rest);
}

static gboolean
can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  const EspTextDoc *doc = item->doc;

  if (doc->medium != ESP_TEXT_MEDIUM_TEXT)
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "Twilio carries text messages alone here");
  else if (doc->files->len > 0)
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "Twilio takes pictures from a public address alone: leave them out");
  else if (g_utf8_strlen (doc->text.body, -1) > MAX_CHARS)
    g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                 "The text is longer than %d characters", MAX_CHARS);
  else if (*item->out->to != '+')
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "The number does not begin with + and the code of its country");
  else
    return TRUE;
  return FALSE;
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *item = items->pdata[0];
  g_autofree char *path = make_path (self, "/Messages.json");
  EspWebRequest *request = new_request (self, "POST", path, error);
  const char *service = esp_gateway_get (self, "service");
  const char *sender = esp_gateway_get_sender (self, item);

  if (request == NULL)
    return NULL;
  esp_web_request_set_form (request, (const char *const[]){ "To", item->out->to,
                                                            *service != '\0' ? "MessagingServiceSid"
                                                                             : "From",
                                                            *service != '\0' ? service : sender,
                                                            "Body", item->doc->text.body, NULL });
  return request;
}

static gboolean
read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  EspGatewayItem *item = items->pdata[0];
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *sid = esp_json_dup_text (object, "sid");
  g_autofree char *words = esp_json_dup_text (object, "message");
  const Meaning *meaning;
  int code;

  if (object == NULL || reply->status == 401 || reply->status >= 500)
    return FALSE;
  if (reply->status < 300)
    {
      if (sid != NULL)
        esp_gateway_accept (item, (int) reply->status, sid);
      return sid != NULL;
    }
  code = (int) esp_json_get_number (object, "code", 0);
  meaning = find_meaning (code);
  if (meaning == NULL && (reply->status == 403 || reply->status == 404))
    return FALSE; /* the account's matter, whatever the number */
  esp_gateway_refuse (item, meaning != NULL ? meaning->refusal : ESP_REFUSAL_CONTENT, code, words);
  return TRUE;
}

static EspWebRequest *
make_test (EspGateway *self, GError **error)
{
  g_autofree char *path = make_path (self, ".json");

  return new_request (self, "GET", path, error);
}

static char *
read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *name = esp_json_dup_text (object, "friendly_name");
  g_autofree char *status = esp_json_dup_text (object, "status");

  if (reply->status == 200 && g_strcmp0 (status, "active") == 0)
    return g_strdup_printf ("Twilio answers for the account “%s”.", name != NULL ? name : "");
  g_set_error (error, ESP_CHANNEL_ERROR,
               reply->status == 404 ? ESP_CHANNEL_ERROR_AUTH : ESP_CHANNEL_ERROR_FAILED,
               status != NULL ? "The Twilio account is not active (%u)"
                              : "Twilio does not know the account (%u)",
               reply->status);
  return NULL;
}

/* The cursor: "SINCE", when the last list was asked for in µs, and while one is read "SINCE UNTIL PATH". */
static void
read_cursor (const char *text, gint64 now_us, gint64 *out_since, gint64 *out_until, char **out_path)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 3);
  guint n = g_strv_length (parts);

  *out_since = n > 0 ? g_ascii_strtoll (parts[0], NULL, 10) : 0;
  if (*out_since <= 0 || *out_since > now_us) /* the clock may have been set back */
    *out_since = now_us;
  *out_until = n == 3 ? g_ascii_strtoll (parts[1], NULL, 10) : now_us;
  *out_path = n == 3 && *parts[2] == '/' ? g_strdup (parts[2]) : NULL;
}

/* Not by the day of sending: a message that failed before it was sent has none and would never be told. */
static EspWebRequest *
make_pull (EspGateway *self, const char *cursor, gint64 now_us, GError **error)
{
  gint64 since_us;
  gint64 until_us;
  g_autofree char *path = NULL;

  read_cursor (cursor, now_us, &since_us, &until_us, &path);
  if (path == NULL)
    path = make_path (self, "/Messages.json?PageSize=1000");
  return new_request (self, "GET", path, error);
}

static gboolean
find_kind (const char *status, int code, EspReportKind *out_kind)
{
  const Meaning *meaning = find_meaning (code);

  if (g_strcmp0 (status, "delivered") == 0 || g_strcmp0 (status, "read") == 0)
    *out_kind = ESP_REPORT_DELIVERED;
  else if (g_strcmp0 (status, "undelivered") == 0 || g_strcmp0 (status, "failed") == 0)
    *out_kind = meaning != NULL ? meaning->kind : ESP_REPORT_SOFT;
  else if (g_strcmp0 (status, "canceled") == 0)
    *out_kind = ESP_REPORT_FAILED;
  else
    return FALSE;
  return TRUE;
}

static gint64
parse_rfc2822 (const char *text)
{
  time_t at = text != NULL ? curl_getdate (text, NULL) : -1;

  return at > 0 ? (gint64) at * ESP_USEC_PER_SEC : 0;
}

/**
 * esp_twilio_report_read:
 * @message: as the list has it
 */
void
esp_twilio_report_read (JsonObject *message, EspChannelReports *reports)
{
  g_autofree char *sid = esp_json_dup_text (message, "sid");
  g_autofree char *status = esp_json_dup_text (message, "status");
  g_autofree char *updated = esp_json_dup_text (message, "date_updated");
  g_autofree char *direction = esp_json_dup_text (message, "direction");
  int code = (int) esp_json_get_number (message, "error_code", 0);
  g_autofree char *key = NULL;
  EspReportKind kind;
  EspReport *report;

  if (sid == NULL || g_strcmp0 (direction, "inbound") == 0 || !find_kind (status, code, &kind))
    return;
  /* "delivered" and then "read" is one arrival. */
  key = g_strdup_printf ("twilio:%s:%s", sid, esp_report_kind_name (kind));
  report = esp_report_append (reports->reports, kind, key);
  report->receipt = g_steal_pointer (&sid);
  report->address = esp_json_dup_text (message, "to");
  report->at_us = parse_rfc2822 (updated);
  report->code = code != 0 ? g_strdup_printf ("%d", code) : g_steal_pointer (&status);
  report->text = esp_json_dup_text (message, "error_message");
}

/* Returns: whether it was made after @from_us, or does not say when. */
static gboolean
is_recent (JsonObject *message, gint64 from_us)
{
  g_autofree char *created = esp_json_dup_text (message, "date_created");
  gint64 created_us = parse_rfc2822 (created);

  return created_us == 0 || created_us >= from_us;
}

/* Returns: how many of the page are recent enough to ask for the next. */
static guint
take_page (JsonArray *list, gint64 from_us, EspChannelReports *reports)
{
  guint n_recent = 0;

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *message = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

      if (message == NULL || !is_recent (message, from_us))
        continue;
      n_recent++;
      esp_twilio_report_read (message, reports);
    }
  return n_recent;
}

static gboolean
read_pull (EspGateway *self,
           const char *cursor,
           gint64 now_us,
           const EspWebReply *reply,
           EspChannelReports *reports,
           GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonArray *list = esp_json_get_array (object, "messages");
  g_autofree char *next = esp_json_dup_text (object, "next_page_uri");
  g_autofree char *path = NULL;
  gint64 since_us;
  gint64 until_us;
  guint n_recent;

  if (reply->status != 200 || list == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "Twilio gave no list of messages (%u)", reply->status);
      return FALSE;
    }
  read_cursor (cursor, now_us, &since_us, &until_us, &path);
  n_recent = take_page (list, since_us - SETTLE_US, reports);
  reports->has_more = n_recent > 0 && next != NULL && *next == '/' && g_strcmp0 (next, path) != 0;
  g_free (reports->cursor);
  reports->cursor =
    reports->has_more
      ? g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", since_us, until_us, next)
      : g_strdup_printf ("%" G_GINT64_FORMAT, until_us);
  return TRUE;
}

const EspTextGateway esp_twilio_text = {
  .kind = "twilio",
  .max_batch = 1,
  .can_take = can_take,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .make_pull = make_pull,
  .read_pull = read_pull,
};
