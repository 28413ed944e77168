/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what services tell by calling us: each in its own words, with the same keys as when it is asked. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/door/esp-door-events.h"

#include "base/esp-clock.h"
#include "channels/door/esp-door-sns.h"
#include "channels/email/http/esp-mail-events.h"
#include "channels/email/http/esp-ses-queue.h"
#include "channels/text/esp-text-services.h"

#include <string.h>

#define MAX_EVENTS 10000

typedef struct
{
  const char *event;
  EspReportKind kind;
} Known;

static gboolean
find_known (const Known *known, gsize n, const char *event, EspReportKind *out_kind)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (event, known[i].event))
      {
        *out_kind = known[i].kind;
        return TRUE;
      }
  return FALSE;
}

static char *
dup_or_null (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

static void
take_sendgrid (JsonNode *item, GArray *reports)
{
  static const Known known[] = {
    { "delivered", ESP_REPORT_DELIVERED },
    { "open", ESP_REPORT_OPENED },
    { "click", ESP_REPORT_CLICKED },
    { "bounce", ESP_REPORT_HARD },
    { "blocked", ESP_REPORT_BLOCK },
    { "dropped", ESP_REPORT_FAILED },
    { "spamreport", ESP_REPORT_COMPLAINED },
    { "unsubscribe", ESP_REPORT_UNSUBSCRIBED },
    { "group_unsubscribe", ESP_REPORT_UNSUBSCRIBED },
  };
  const char *event = esp_mail_json_get (item, "event");
  const char *id = esp_mail_json_get (item, "sg_message_id");
  const char *status = esp_mail_json_get (item, "status");
  const char *reason = esp_mail_json_get (item, "reason");
  EspReportKind kind;
  EspReport *report;

  if (!find_known (known, G_N_ELEMENTS (known), event, &kind))
    return;
  if (kind == ESP_REPORT_HARD)
    kind = g_str_equal (esp_mail_json_get (item, "type"), "blocked")
             ? ESP_REPORT_BLOCK
             : esp_pull_judge_bounce (status, reason, TRUE);
  report =
    esp_pull_add (reports, kind, "sendgrid-event", esp_mail_json_get (item, "sg_event_id"), NULL);
  report->receipt = *id != '\0' ? g_strndup (id, strcspn (id, ".")) : NULL;
  report->address = dup_or_null (esp_mail_json_get (item, "email"));
  report->at_us = esp_mail_json_get_int (item, "timestamp", 0) * ESP_USEC_PER_SEC;
  report->url = dup_or_null (esp_mail_json_get (item, "url"));
  report->user_agent = dup_or_null (esp_mail_json_get (item, "useragent"));
  report->ip = dup_or_null (esp_mail_json_get (item, "ip"));
  report->code = dup_or_null (*status != '\0' ? status : event);
  report->text = dup_or_null (reason);
  report->is_for_good = g_str_equal (event, "bounce") && kind != ESP_REPORT_BLOCK;
}

static void
take_view (JsonNode *item, EspReportKind kind, const char *at_name, GArray *reports)
{
  const char *id = esp_mail_json_get (item, "MessageID");
  const char *at = esp_mail_json_get (item, at_name);
  const char *url = esp_mail_json_get (item, "OriginalLink");
  const char *address = esp_mail_json_get (item, "Recipient");
  const char *word = kind == ESP_REPORT_CLICKED  ? "click"
                     : kind == ESP_REPORT_OPENED ? "open"
                                                 : "delivered";
  EspReport *report = esp_pull_add (reports, kind, "postmark", word, id, at,
                                    kind == ESP_REPORT_CLICKED ? url : "", NULL);

  report->receipt = dup_or_null (id);
  report->address = dup_or_null (address);
  report->at_us = esp_service_read_time (at);
  report->user_agent = dup_or_null (esp_mail_json_get (item, "UserAgent"));
  report->ip = dup_or_null (esp_mail_json_get (esp_mail_json_member (item, "Geo"), "IP"));
  report->url = kind == ESP_REPORT_CLICKED ? dup_or_null (url) : NULL;
}

static void
take_postmark (JsonNode *item, GArray *reports)
{
  const char *type = esp_mail_json_get (item, "RecordType");
  JsonNode *sending = esp_mail_json_member (item, "SuppressSending");
  EspReport *report;

  if (g_str_equal (type, "Bounce") || g_str_equal (type, "SpamComplaint"))
    esp_postmark_bounce_read (item, reports);
  else if (g_str_equal (type, "Open"))
    take_view (item, ESP_REPORT_OPENED, "ReceivedAt", reports);
  else if (g_str_equal (type, "Click"))
    take_view (item, ESP_REPORT_CLICKED, "ReceivedAt", reports);
  else if (g_str_equal (type, "Delivery"))
    take_view (item, ESP_REPORT_DELIVERED, "DeliveredAt", reports);
  else if (g_str_equal (type, "SubscriptionChange") && sending != NULL &&
           JSON_NODE_HOLDS_VALUE (sending) && json_node_get_boolean (sending) &&
           g_str_equal (esp_mail_json_get (item, "SuppressionReason"), "ManualSuppression") &&
           g_str_equal (esp_mail_json_get (item, "Origin"), "Recipient"))
    {
      const char *address = esp_mail_json_get (item, "Recipient");
      const char *at = esp_mail_json_get (item, "ChangedAt");

      report = esp_pull_add (reports, ESP_REPORT_UNSUBSCRIBED, "postmark", "suppression", address,
                             at, NULL);
      report->receipt = dup_or_null (esp_mail_json_get (item, "MessageID"));
      report->address = dup_or_null (address);
      report->at_us = esp_service_read_time (at);
    }
}

/* What is deferred or delayed is tried again, and its end is told. */
static void
take_brevo (JsonNode *item, GArray *reports)
{
  static const Known known[] = {
    { "delivered", ESP_REPORT_DELIVERED },
    { "opened", ESP_REPORT_OPENED },
    { "unique_opened", ESP_REPORT_OPENED },
    { "proxy_open", ESP_REPORT_OPENED },
    { "unique_proxy_open", ESP_REPORT_OPENED },
    { "click", ESP_REPORT_CLICKED },
    { "hard_bounce", ESP_REPORT_HARD },
    { "invalid_email", ESP_REPORT_HARD },
    { "soft_bounce", ESP_REPORT_SOFT },
    { "spam", ESP_REPORT_COMPLAINED },
    { "unsubscribed", ESP_REPORT_UNSUBSCRIBED },
    { "blocked", ESP_REPORT_BLOCK },
    { "error", ESP_REPORT_FAILED },
  };
  const char *event = esp_mail_json_get (item, "event");
  const char *id = esp_mail_json_get (item, "message-id");
  const char *address = esp_mail_json_get (item, "email");
  gint64 at_s = esp_mail_json_get_int (item, "ts_event", 0);
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, at_s);
  const char *link = esp_mail_json_get (item, "link");
  EspReportKind kind;
  EspReport *report;

  if (!find_known (known, G_N_ELEMENTS (known), event, &kind))
    return;
  report = esp_pull_add (reports, kind, "brevo-event", event, id, address, at, link, NULL);
  report->receipt = dup_or_null (id);
  report->message_id = dup_or_null (id);
  report->address = dup_or_null (address);
  report->at_us = at_s * ESP_USEC_PER_SEC;
  report->url = kind == ESP_REPORT_CLICKED ? dup_or_null (link) : NULL;
  report->user_agent = dup_or_null (esp_mail_json_get (item, "user_agent"));
  report->ip = dup_or_null (esp_mail_json_get (item, "ip"));
  report->code = g_strdup (event);
  report->text = dup_or_null (esp_mail_json_get (item, "reason"));
  report->is_for_good = g_str_equal (event, "hard_bounce");
  if (report->is_for_good)
    report->kind = esp_pull_judge_hard (esp_mail_json_get (item, "reason"));
}

static void
take_resend (JsonNode *item, const char *delivery, GArray *reports)
{
  static const Known known[] = {
    { "email.delivered", ESP_REPORT_DELIVERED },   { "email.opened", ESP_REPORT_OPENED },
    { "email.clicked", ESP_REPORT_CLICKED },       { "email.bounced", ESP_REPORT_HARD },
    { "email.complained", ESP_REPORT_COMPLAINED }, { "email.failed", ESP_REPORT_FAILED },
    { "email.suppressed", ESP_REPORT_FAILED },
  };
  const char *type = esp_mail_json_get (item, "type");
  JsonNode *data = esp_mail_json_member (item, "data");
  JsonNode *bounce = esp_mail_json_member (data, "bounce");
  JsonNode *click = esp_mail_json_member (data, "click");
  JsonArray *to = esp_mail_json_get_array (data, "to");
  const char *id = esp_mail_json_get (data, "email_id");
  gboolean is_for_good;
  EspReportKind kind;
  EspReport *report;

  if (!find_known (known, G_N_ELEMENTS (known), type, &kind))
    return;
  is_for_good =
    kind == ESP_REPORT_HARD && !g_str_equal (esp_mail_json_get (bounce, "type"), "Transient");
  if (kind == ESP_REPORT_HARD && !is_for_good)
    kind = ESP_REPORT_SOFT;
  else if (is_for_good)
    kind = esp_pull_judge_bounce ("", esp_mail_json_get (bounce, "message"), TRUE);
  /* Asking gives each last event once; only what may happen often has a key of its own. */
  if (kind == ESP_REPORT_OPENED || kind == ESP_REPORT_CLICKED)
    report = esp_pull_add (reports, kind, "resend", id, type + strlen ("email."), delivery, NULL);
  else
    report = esp_pull_add (reports, kind, "resend", id, type + strlen ("email."), NULL);
  report->receipt = dup_or_null (id);
  if (to != NULL && json_array_get_length (to) > 0 &&
      JSON_NODE_HOLDS_VALUE (json_array_get_element (to, 0)))
    report->address = g_strdup (json_node_get_string (json_array_get_element (to, 0)));
  report->at_us = esp_service_read_time (esp_mail_json_get (item, "created_at"));
  report->url = dup_or_null (esp_mail_json_get (click, "link"));
  report->user_agent = dup_or_null (esp_mail_json_get (click, "userAgent"));
  report->ip = dup_or_null (esp_mail_json_get (click, "ipAddress"));
  report->code = g_strdup (type + strlen ("email."));
  report->text = dup_or_null (esp_mail_json_get (bounce, "message"));
  report->is_for_good = is_for_good;
}

static void
take_twilio (const EspDoorCall *call, GArray *reports)
{
  gsize n = 0;
  const char *data = g_bytes_get_data (call->body, &n);
  g_autofree char *body = n > 0 ? g_strndup (data, n) : g_strdup ("");
  g_autoptr (GHashTable) form = g_uri_parse_params (body, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  static const char *const names[][2] = { { "MessageSid", "sid" },
                                          { "MessageStatus", "status" },
                                          { "ErrorCode", "error_code" },
                                          { "To", "to" } };
  g_autoptr (JsonObject) message = json_object_new ();
  EspChannelReports told = { .reports = reports };

  for (guint i = 0; form != NULL && i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_hash_table_lookup (form, names[i][0]);

      if (value != NULL && g_utf8_validate (value, -1, NULL))
        json_object_set_string_member (message, names[i][1], value);
    }
  esp_twilio_report_read (message, &told);
}

static void
take_one (const char *kind, const EspDoorCall *call, JsonNode *item, GArray *reports)
{
  const char *delivery = esp_door_call_get (call, "svix-id");
  EspChannelReports told = { .reports = reports };

  if (g_str_equal (kind, "sendgrid"))
    take_sendgrid (item, reports);
  else if (g_str_equal (kind, "mailgun"))
    esp_mailgun_event_read (esp_mail_json_member (item, "event-data"), reports);
  else if (g_str_equal (kind, "postmark"))
    take_postmark (item, reports);
  else if (g_str_equal (kind, "brevo"))
    take_brevo (item, reports);
  else if (g_str_equal (kind, "resend"))
    take_resend (item, delivery != NULL ? delivery : "", reports);
  else if (g_str_has_prefix (kind, "solapi") && JSON_NODE_HOLDS_OBJECT (item))
    esp_solapi_report_read (json_node_get_object (item), &told);
}

/**
 * esp_door_read:
 * @kind: of the channel
 * @call: proven
 * @reports: (element-type EspReport): what is told of messages is added
 *
 * Returns: whether it could be read; what says nothing of a message is read as well
 */
gboolean
esp_door_read (const char *kind, const EspDoorCall *call, GArray *reports, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize n = 0;
  const char *data = g_bytes_get_data (call->body, &n);
  JsonNode *root;
  JsonArray *list;

  if (g_str_equal (kind, "twilio"))
    {
      take_twilio (call, reports);
      return TRUE;
    }
  if (g_str_equal (kind, "ses"))
    {
      g_autoptr (EspSnsNote) note = esp_sns_note_parse (call, error);

      if (note != NULL && g_str_equal (note->type, "Notification"))
        (void) esp_ses_event_read (note->message, reports); /* others may use the topic as well */
      return note != NULL;
    }
  if (n == 0 || !json_parser_load_from_data (parser, data, (gssize) n, NULL) ||
      (root = json_parser_get_root (parser)) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "What was told is no JSON");
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_ARRAY (root))
    {
      take_one (kind, call, root, reports);
      return TRUE;
    }
  list = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (list) && i < MAX_EVENTS; i++)
    take_one (kind, call, json_array_get_element (list, i), reports);
  return TRUE;
}
