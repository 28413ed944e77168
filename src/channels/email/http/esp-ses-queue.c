/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receives the events of Amazon SES from a queue (SQS), and deletes them there only when they are kept here. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-ses-queue.h"

#include "base/esp-clock.h"
#include "channels/email/http/esp-sigv4.h"

#include <string.h>

/* What one call takes; Amazon's limit. */
#define AT_ONCE 10
/* Calls of one turn: what they bring is kept together, and deleted in the next. */
#define CALLS_OF_TURN 12
/* So long nobody else sees what was received. */
#define HIDDEN_S 600

/**
 * esp_ses_queue_check:
 *
 * Returns: whether @url is the address of a queue: https, with the account and the name in its path
 */
gboolean
esp_ses_queue_check (const char *url, GError **error)
{
  g_autofree char *host = esp_web_dup_host (url, error);
  g_autoptr (GUri) uri = host != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;

  if (host == NULL)
    return FALSE;
  if (uri != NULL && strlen (g_uri_get_path (uri)) > 1)
    return TRUE;
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
               "“%.80s” is no queue: write its whole address, such as "
               "https://sqs.ap-northeast-2.amazonaws.com/123456789012/mail-events",
               url);
  return FALSE;
}

/* Owned: of "sqs.REGION.amazonaws.com"; elsewhere the account's. */
static char *
dup_region (const char *host, const EspMailAccount *account)
{
  const char *start = host + strlen ("sqs.");
  const char *end = strstr (host, ".amazonaws.com");

  if (g_str_has_prefix (host, "sqs.") && end != NULL && end > start)
    return g_strndup (start, (gsize) (end - start));
  return g_strdup (esp_mail_account_get (account, "region"));
}

static EspWebRequest *
new_request (const EspMailAccount *account, const char *action, JsonBuilder *builder, gint64 now_us)
{
  g_autoptr (GUri) uri =
    g_uri_parse (esp_mail_account_get (account, "queue-url"), G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *url = g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL,
                                     g_uri_get_host (uri), g_uri_get_port (uri), "/", NULL, NULL);
  g_autofree char *target = g_strconcat ("AmazonSQS.", action, NULL);
  g_autofree char *region = dup_region (g_uri_get_host (uri), account);
  const EspSigv4 keys = { .access_key = esp_mail_account_get (account, "access-key"),
                          .secret_key = esp_mail_account_get (account, "secret-key"),
                          .session_token = esp_mail_account_get (account, "session-token"),
                          .region = region,
                          .service = "sqs" };
  EspWebRequest *request = esp_web_request_new ("POST", url);
  char *json = esp_mail_json_print (builder);

  esp_web_request_take_body (request, "application/x-amz-json-1.0",
                             g_bytes_new_take (json, strlen (json)));
  esp_web_request_add_header (request, "X-Amz-Target", target);
  esp_sigv4_sign (&keys, request, now_us);
  return request;
}

static JsonArray *
get_handles (JsonObject *cursor, const char *name)
{
  JsonNode *node = json_object_get_member (cursor, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
has_handles (JsonObject *cursor, const char *name)
{
  JsonArray *handles = get_handles (cursor, name);

  return handles != NULL && json_array_get_length (handles) > 0;
}

static EspWebRequest *
make_delete (const EspMailAccount *account, JsonObject *cursor, gint64 now_us)
{
  JsonArray *handles = get_handles (cursor, "kept");
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "QueueUrl", esp_mail_account_get (account, "queue-url"));
  json_builder_set_member_name (builder, "Entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < MIN (AT_ONCE, json_array_get_length (handles)); i++)
    {
      JsonNode *node = json_array_get_element (handles, i);
      g_autofree char *id = g_strdup_printf ("m%u", i);

      json_builder_begin_object (builder);
      esp_mail_json_add (builder, "Id", id);
      esp_mail_json_add (builder, "ReceiptHandle",
                         JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : "");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return new_request (account, "DeleteMessageBatch", builder, now_us);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static EspWebRequest *
make_receive (const EspMailAccount *account, gint64 now_us)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_mail_json_add (builder, "QueueUrl", esp_mail_account_get (account, "queue-url"));
  add_number (builder, "MaxNumberOfMessages", AT_ONCE);
  add_number (builder, "VisibilityTimeout", HIDDEN_S);
  add_number (builder, "WaitTimeSeconds", 0);
  json_builder_end_object (builder);
  return new_request (account, "ReceiveMessage", builder, now_us);
}

/**
 * esp_ses_queue_make:
 *
 * Returns: (transfer full) (nullable): the next call; %NULL when the queue is empty and everything that was kept
 *   is deleted there
 */
EspWebRequest *
esp_ses_queue_make (const EspMailAccount *account, JsonObject *cursor, gint64 now_us)
{
  if (has_handles (cursor, "kept"))
    return make_delete (account, cursor, now_us);
  if (esp_pull_get (cursor, "empty") != 0)
    {
      json_object_remove_member (cursor, "empty");
      return NULL;
    }
  return make_receive (account, now_us);
}

/* Once per person that it names; @list holds objects or plain addresses. */
static void
add_reports (GArray *reports,
             EspReportKind kind,
             const char *event,
             JsonNode *mail,
             JsonNode *detail,
             JsonArray *list)
{
  const char *id = esp_mail_json_get (mail, "messageId");
  const char *at = esp_mail_json_get (detail, "timestamp");
  const char *link = esp_mail_json_get (detail, "link");
  guint n = list != NULL ? json_array_get_length (list) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *one = json_array_get_element (list, i);
      gboolean is_text =
        JSON_NODE_HOLDS_VALUE (one) && json_node_get_value_type (one) == G_TYPE_STRING;
      const char *address =
        is_text ? json_node_get_string (one) : esp_mail_json_get (one, "emailAddress");
      EspReport *report = esp_pull_add (reports, kind, "ses", event, id, address, at, link, NULL);

      report->receipt = g_strdup (id);
      report->address = g_strdup (address);
      report->at_us =
        esp_service_read_time (*at != '\0' ? at : esp_mail_json_get (mail, "timestamp"));
      report->code = g_strdup (esp_mail_json_get (one, "status"));
      report->text = g_strdup (esp_mail_json_get (one, "diagnosticCode"));
      report->url = *link != '\0' ? g_strdup (link) : NULL;
      report->ip = g_strdup (esp_mail_json_get (detail, "ipAddress"));
      report->user_agent = g_strdup (esp_mail_json_get (detail, "userAgent"));
    }
}

static EspReportKind
judge_bounce (JsonNode *bounce, JsonNode *one, gboolean *out_is_for_good)
{
  const char *type = esp_mail_json_get (bounce, "bounceType");
  const char *sub = esp_mail_json_get (bounce, "bounceSubType");
  static const char *const contents[] = { "MessageTooLarge", "ContentRejected",
                                          "AttachmentRejected", NULL };
  static const char *const dead[] = { "NoEmail", "Suppressed", "OnAccountSuppressionList", NULL };

  *out_is_for_good = FALSE;
  if (g_strv_contains (contents, sub))
    return ESP_REPORT_FAILED;
  if (!g_str_equal (type, "Permanent"))
    return ESP_REPORT_SOFT;
  if (g_strv_contains (dead, sub))
    return ESP_REPORT_HARD;
  *out_is_for_good = TRUE;
  return esp_pull_judge_bounce (esp_mail_json_get (one, "status"),
                                esp_mail_json_get (one, "diagnosticCode"), TRUE);
}

static void
read_bounce (JsonNode *mail, JsonNode *bounce, GArray *reports)
{
  JsonArray *list = esp_mail_json_get_array (bounce, "bouncedRecipients");

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *one = json_array_get_element (list, i);
      g_autoptr (JsonArray) alone = json_array_new ();
      gboolean is_for_good;
      EspReportKind kind = judge_bounce (bounce, one, &is_for_good);

      json_array_add_element (alone, json_node_copy (one));
      add_reports (reports, kind, "bounce", mail, bounce, alone);
      g_array_index (reports, EspReport, reports->len - 1).is_for_good = is_for_good;
    }
}

static gboolean
is_opt_out (JsonNode *subscription)
{
  JsonNode *wish = esp_mail_json_member (subscription, "newTopicPreferences");
  JsonNode *all = esp_mail_json_member (wish, "unsubscribeAll");
  JsonArray *topics = esp_mail_json_get_array (wish, "topicSubscriptionStatus");

  if (all != NULL && JSON_NODE_HOLDS_VALUE (all) &&
      json_node_get_value_type (all) == G_TYPE_BOOLEAN && json_node_get_boolean (all))
    return TRUE;
  for (guint i = 0; topics != NULL && i < json_array_get_length (topics); i++)
    if (g_ascii_strcasecmp (esp_mail_json_get (json_array_get_element (topics, i),
                                               "subscriptionStatus"),
                            "OptOut") == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_event (JsonNode *event, GArray *reports)
{
  JsonNode *mail = esp_mail_json_member (event, "mail");
  JsonArray *to = esp_mail_json_get_array (mail, "destination");
  const char *type = esp_mail_json_get (event, "eventType");
  JsonNode *detail;

  if (*type == '\0')
    type = esp_mail_json_get (event, "notificationType");
  if (mail == NULL || *type == '\0')
    return FALSE;
  if (g_str_equal (type, "Bounce"))
    read_bounce (mail, esp_mail_json_member (event, "bounce"), reports);
  else if (g_str_equal (type, "Complaint"))
    {
      detail = esp_mail_json_member (event, "complaint");
      if (!g_str_equal (esp_mail_json_get (detail, "complaintFeedbackType"), "not-spam"))
        add_reports (reports, ESP_REPORT_COMPLAINED, "complaint", mail, detail,
                     esp_mail_json_get_array (detail, "complainedRecipients"));
    }
  else if (g_str_equal (type, "Delivery"))
    {
      detail = esp_mail_json_member (event, "delivery");
      add_reports (reports, ESP_REPORT_DELIVERED, "delivery", mail, detail,
                   esp_mail_json_get_array (detail, "recipients"));
    }
  else if (g_str_equal (type, "Open"))
    add_reports (reports, ESP_REPORT_OPENED, "open", mail, esp_mail_json_member (event, "open"),
                 to);
  else if (g_str_equal (type, "Click"))
    add_reports (reports, ESP_REPORT_CLICKED, "click", mail, esp_mail_json_member (event, "click"),
                 to);
  else if (g_str_equal (type, "Reject") || g_str_equal (type, "Rendering Failure"))
    add_reports (reports, ESP_REPORT_FAILED, "reject", mail, NULL, to);
  else if (g_str_equal (type, "Subscription") &&
           is_opt_out (esp_mail_json_member (event, "subscription")))
    add_reports (reports, ESP_REPORT_UNSUBSCRIBED, "subscription", mail,
                 esp_mail_json_member (event, "subscription"), to);
  return TRUE; /* "Send" and "DeliveryDelay" say nothing that lasts */
}

static JsonNode *
parse_text (const char *text)
{
  const EspWebReply reply = { .is_whole = TRUE,
                              .body = (char *) (gpointer) text,
                              .n_body = strlen (text) };

  return esp_service_parse (&reply);
}

/**
 * esp_ses_event_read:
 * @text: as it came: an event, or one inside a notification of SNS or an event of EventBridge
 *
 * Returns: whether it is an event of SES; what it says of messages is added to @reports
 */
gboolean
esp_ses_event_read (const char *text, GArray *reports)
{
  g_autoptr (JsonNode) root = parse_text (text);
  g_autoptr (JsonNode) inner = NULL;
  const char *message = esp_mail_json_get (root, "Message");
  JsonNode *detail = esp_mail_json_member (root, "detail");

  if (*message != '\0')
    {
      inner = parse_text (message);
      return inner != NULL && read_event (inner, reports);
    }
  return read_event (detail != NULL ? detail : root, reports);
}

static void
drop_deleted (JsonObject *cursor)
{
  JsonArray *handles = get_handles (cursor, "kept");
  g_autoptr (JsonArray) rest = json_array_new ();

  for (guint i = AT_ONCE; i < json_array_get_length (handles); i++)
    json_array_add_element (rest, json_node_copy (json_array_get_element (handles, i)));
  json_object_set_array_member (cursor, "kept", g_steal_pointer (&rest));
}

static void
add_fresh (JsonObject *cursor, const char *handle)
{
  if (get_handles (cursor, "fresh") == NULL)
    json_object_set_array_member (cursor, "fresh", json_array_new ());
  json_array_add_string_element (get_handles (cursor, "fresh"), handle);
}

/* What was received counts as kept when this turn has been written. */
static void
end_turn (JsonObject *cursor)
{
  json_object_remove_member (cursor, "calls");
  if (!has_handles (cursor, "fresh"))
    return;
  json_object_set_member (cursor, "kept", json_object_dup_member (cursor, "fresh"));
  json_object_remove_member (cursor, "fresh");
  json_object_set_boolean_member (cursor, ESP_PULL_TURN_OVER, TRUE);
}

/**
 * esp_ses_queue_read:
 *
 * Reads the answer to what esp_ses_queue_make() asked. What is no event of SES stays in the queue.
 */
void
esp_ses_queue_read (JsonObject *cursor, JsonNode *root, GArray *reports)
{
  JsonArray *list = esp_mail_json_get_array (root, "Messages");
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (has_handles (cursor, "kept"))
    {
      drop_deleted (cursor);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *message = json_array_get_element (list, i);
      const char *handle = esp_mail_json_get (message, "ReceiptHandle");

      if (esp_ses_event_read (esp_mail_json_get (message, "Body"), reports) && *handle != '\0')
        add_fresh (cursor, handle);
    }
  esp_pull_set (cursor, "calls", esp_pull_get (cursor, "calls") + 1);
  if (n == 0)
    esp_pull_set (cursor, "empty", 1);
  if (n == 0 || esp_pull_get (cursor, "calls") >= CALLS_OF_TURN)
    end_turn (cursor);
}
