/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Solapi (CoolSMS): SMS, LMS, MMS, Alimtalk and Brand Message by one call, reports by a list. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-services.h"

#include "channels/text/esp-kakao-buttons.h"

#include "engine/content/text/esp-kakao.h"

#include <string.h>

#define MAX_BATCH 500
#define SALT_LENGTH 32
#define MMS_MAX_IMAGE (200 * 1024)
#define PAGE "500"
/* Carriers settle within three days; the list is asked with some minutes of overlap. */
#define FIRST_PULL_US (3 * ESP_USEC_PER_DAY)
#define OVERLAP_US (10 * ESP_USEC_PER_MINUTE)

/**
 * esp_solapi_sign:
 *
 * Returns: (transfer full): the signature of a call, in hexadecimal
 */
char *
esp_solapi_sign (const char *secret, const char *date, const char *salt)
{
  g_autofree char *text = g_strconcat (date, salt, NULL);

  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret),
                                    text, -1);
}

static void
add_auth (EspGateway *self, EspWebRequest *request, const char *key, const char *secret)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  char salt[SALT_LENGTH + 1] = "";
  g_autoptr (GDateTime) now =
    g_date_time_new_from_unix_utc (esp_clock_now_us (self->clock) / ESP_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  g_autofree char *signature = NULL;
  g_autofree char *header = NULL;

  for (guint i = 0; i < SALT_LENGTH; i++)
    salt[i] = letters[esp_random_below (&self->random, sizeof letters - 1)];
  signature = esp_solapi_sign (secret, date, salt);
  header = g_strdup_printf ("HMAC-SHA256 apiKey=%s, date=%s, salt=%s, signature=%s", key, date,
                            salt, signature);
  esp_web_request_add_header (request, "Authorization", header);
  esp_web_request_add_header (request, "Accept", "application/json");
}

static EspWebRequest *
new_request (EspGateway *self, const char *method, const char *path, GError **error)
{
  g_autofree char *base = esp_gateway_dup_base (self);
  g_autofree char *url = g_strconcat (base, path, NULL);
  g_autoptr (EspWebRequest) request = NULL;
  const char *key;
  const char *secret;

  if (!esp_gateway_need (self, "api-key", &key, error) ||
      !esp_gateway_need (self, "api-secret", &secret, error))
    return NULL;
  request = esp_web_request_new (method, url);
  add_auth (self, request, key, secret);
  return g_steal_pointer (&request);
}

static gboolean
can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  const EspTextDoc *doc = item->doc;
  const char *profile =
    *doc->kakao.profile != '\0' ? doc->kakao.profile : esp_gateway_get (self, "profile");

  if (doc->medium == ESP_TEXT_MEDIUM_KAKAO && *profile == '\0')
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "The channel names no KakaoTalk profile (pfId)");
  else if (doc->medium != ESP_TEXT_MEDIUM_KAKAO && doc->medium != ESP_TEXT_MEDIUM_TEXT)
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "Solapi carries text messages and KakaoTalk alone");
  else
    return TRUE;
  return FALSE;
}

static const char *
upload_type (const EspTextDoc *doc)
{
  if (doc->medium == ESP_TEXT_MEDIUM_TEXT)
    return "MMS";
  return doc->kakao.bubble == ESP_BUBBLE_WIDE ? "BMS_WIDE" : "BMS";
}

static EspWebRequest *
make_upload (EspGateway *self,
             const EspGatewayItem *item,
             const EspMessageFile *file,
             GError **error)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (file->data, &size);
  g_autofree char *base64 = NULL;
  g_autofree char *body = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  EspWebRequest *request;

  if (item->doc->medium == ESP_TEXT_MEDIUM_TEXT && size > MMS_MAX_IMAGE)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "The picture “%s” is larger than 200 kB", file->name);
      return NULL;
    }
  base64 = g_base64_encode (data != NULL ? data : (const guchar *) "", size);
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "file", base64);
  esp_json_add_text (builder, "type", upload_type (item->doc));
  esp_json_add_text (builder, "name", file->name);
  esp_json_add_text (builder, "link", item->doc->kakao.image_link);
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  request = new_request (self, "POST", "/storage/v1/files", error);
  if (request != NULL)
    esp_web_request_take_json (request, g_steal_pointer (&body));
  return request;
}

static char *
read_upload (EspGateway *self, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);

  if (reply->status >= 300 || root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  return esp_json_dup_text (json_node_get_object (root), "fileId");
}

static const EspKakaoButtonNames brand_names = { "name",   "linkType",    "linkMobile",
                                                 "linkPc", "linkAndroid", "linkIos" };
static const EspKakaoButtonNames template_names = { "buttonName", "buttonType", "linkMo",
                                                    "linkPc",     "linkAnd",    "linkIos" };

static void
add_bubble (EspGateway *self, JsonBuilder *builder, const EspTextDoc *doc)
{
  const EspKakaoPart *kakao = &doc->kakao;

  json_builder_set_member_name (builder, "bms");
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "targeting", kakao->targeting);
  esp_json_add_text (builder, "chatBubbleType", esp_bubble_gateway_name (kakao->bubble));
  esp_json_add_text (builder, "content", doc->text.body);
  if (doc->files->len > 0)
    esp_json_add_text (builder, "imageId", esp_gateway_get_file (self, doc->files->pdata[0]));
  esp_json_add_text (builder, "imageLink", kakao->image_link);
  esp_kakao_buttons_write (builder, "buttons", kakao->buttons, &brand_names);
  if (*kakao->coupon_title != '\0')
    {
      json_builder_set_member_name (builder, "coupon");
      json_builder_begin_object (builder);
      esp_json_add_text (builder, "title", kakao->coupon_title);
      esp_json_add_text (builder, "description", kakao->coupon_text);
      esp_json_add_text (builder, "linkMobile", kakao->coupon_link);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_variables (JsonBuilder *builder, const EspKakaoPart *kakao)
{
  json_builder_set_member_name (builder, "variables");
  json_builder_begin_object (builder);
  for (guint i = 0; i < kakao->variables->len; i++)
    {
      const EspKakaoVariable *variable = kakao->variables->pdata[i];
      g_autofree char *name = g_strdup_printf ("#{%s}", variable->name);

      json_builder_set_member_name (builder, name);
      json_builder_add_string_value (builder, variable->value);
    }
  json_builder_end_object (builder);
}

static void
add_kakao (EspGateway *self, JsonBuilder *builder, const EspTextDoc *doc)
{
  const EspKakaoPart *kakao = &doc->kakao;
  gboolean is_brand = kakao->product == ESP_KAKAO_BRAND;

  json_builder_set_member_name (builder, "kakaoOptions");
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "pfId",
                     *kakao->profile != '\0' ? kakao->profile : esp_gateway_get (self, "profile"));
  json_builder_set_member_name (builder, "disableSms");
  json_builder_add_boolean_value (builder, !doc->has_substitute);
  if (is_brand)
    {
      json_builder_set_member_name (builder, "adFlag");
      json_builder_add_boolean_value (builder, doc->message_class == ESP_MESSAGE_CLASS_AD);
      add_bubble (self, builder, doc);
    }
  else
    {
      esp_json_add_text (builder, "templateId", kakao->template_code);
      add_variables (builder, kakao);
      esp_kakao_buttons_write (builder, "buttons", kakao->buttons, &template_names);
    }
  json_builder_end_object (builder);
}

static const char *
type_of (const EspTextDoc *doc)
{
  static const char *const text_types[] = { "SMS", "SMS", "LMS", "MMS" };

  if (doc->medium == ESP_TEXT_MEDIUM_TEXT)
    return text_types[doc->text.wish];
  return doc->kakao.product == ESP_KAKAO_BRAND ? "BMS_FREE" : "ATA";
}

static void
add_message (EspGateway *self, JsonBuilder *builder, const EspGatewayItem *item)
{
  const EspTextDoc *doc = item->doc;
  const EspTextBody *text = esp_gateway_get_text (item);
  g_autofree char *to = esp_gateway_local_number (item->out->to);
  g_autofree char *from = esp_gateway_local_number (esp_gateway_get_sender (self, item));
  g_autofree char *rid = esp_gateway_dup_mark (item);
  gboolean is_text = doc->medium == ESP_TEXT_MEDIUM_TEXT;

  json_builder_begin_object (builder);
  esp_json_add_text (builder, "to", to);
  esp_json_add_text (builder, "from", from);
  esp_json_add_text (builder, "type", type_of (doc));
  if (is_text || doc->has_substitute)
    {
      esp_json_add_text (builder, "text", text->body);
      if (text->wish != ESP_TEXT_WISH_SMS)
        esp_json_add_text (builder, "subject", text->title);
    }
  if (is_text && doc->files->len > 0)
    esp_json_add_text (builder, "imageId", esp_gateway_get_file (self, doc->files->pdata[0]));
  json_builder_set_member_name (builder, "autoTypeDetect");
  json_builder_add_boolean_value (builder, FALSE);
  if (!is_text)
    add_kakao (self, builder, doc);
  json_builder_set_member_name (builder, "customFields");
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "rid", rid);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  EspWebRequest *request = new_request (self, "POST", "/messages/v4/send-many/detail", error);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *body = NULL;

  if (request == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_message (self, builder, items->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "allowDuplicates");
  json_builder_add_boolean_value (builder, FALSE);
  json_builder_set_member_name (builder, "showMessageList");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  esp_web_request_take_json (request, g_steal_pointer (&body));
  return request;
}

/* By our own mark; else by the number. */
static EspGatewayItem *
find_item (GPtrArray *items, JsonObject *message)
{
  g_autofree char *rid = esp_json_dup_text (esp_json_get_object (message, "customFields"), "rid");
  g_autofree char *to = esp_json_dup_text (message, "to");

  for (guint i = 0; i < items->len; i++)
    {
      EspGatewayItem *item = items->pdata[i];
      g_autofree char *key = esp_gateway_dup_mark (item);
      g_autofree char *number = esp_gateway_local_number (item->out->to);

      if (rid != NULL ? g_str_equal (rid, key) : g_strcmp0 (to, number) == 0)
        return item;
    }
  return NULL;
}

static void
take_message (GPtrArray *items, JsonNode *node, gboolean is_failed)
{
  JsonObject *message = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  EspGatewayItem *item = message != NULL ? find_item (items, message) : NULL;
  g_autofree char *words = NULL;
  g_autofree char *id = NULL;
  int code;

  if (item == NULL || item->is_settled)
    return;
  code = (int) esp_json_get_number (message, "statusCode", 0);
  id = esp_json_dup_text (message, "messageId");
  words = esp_json_dup_text (message, "statusMessage");
  if (is_failed || (code >= 1000 && code < 2000))
    esp_gateway_refuse (item, esp_gateway_refusal_of (words), code, words);
  else
    esp_gateway_accept (item, code, id);
}

static void
take_messages (GPtrArray *items, JsonObject *root, const char *name, gboolean is_failed)
{
  JsonArray *array = esp_json_get_array (root, name);
  JsonObject *map = esp_json_get_object (root, name);
  g_autoptr (GList) members = map != NULL ? json_object_get_values (map) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    take_message (items, json_array_get_element (array, i), is_failed);
  for (GList *l = members; l != NULL; l = l->next)
    take_message (items, l->data, is_failed);
}

/* Without a list of messages the counts tell that the others were taken. */
static void
take_rest (GPtrArray *items, JsonObject *root)
{
  JsonObject *group = esp_json_get_object (root, "groupInfo");
  JsonObject *count = esp_json_get_object (group, "count");
  JsonArray *failed = esp_json_get_array (root, "failedMessageList");
  gint64 n_failed = failed != NULL ? json_array_get_length (failed) : 0;

  if (count == NULL || json_object_has_member (root, "messageList") ||
      esp_json_get_number (count, "registeredFailed", -1) != n_failed)
    return;
  for (guint i = 0; i < items->len; i++)
    {
      EspGatewayItem *item = items->pdata[i];

      if (!item->is_settled)
        esp_gateway_accept (item, 2000, NULL);
    }
}

static gboolean
refuse_call (GPtrArray *items, const EspWebReply *reply, JsonObject *root)
{
  g_autofree char *code = esp_json_dup_text (root, "errorCode");
  g_autofree char *words = esp_json_dup_text (root, "errorMessage");
  g_autofree char *all = NULL;

  if (code == NULL || reply->status < 400 || reply->status >= 500 || reply->status == 401 ||
      reply->status == 403)
    return FALSE;
  all = g_strdup_printf ("%s: %s", code, words != NULL ? words : "");
  for (guint i = 0; i < items->len; i++)
    {
      EspGatewayItem *item = items->pdata[i];

      if (!item->is_settled)
        esp_gateway_refuse (item, esp_gateway_refusal_of (all), (int) reply->status, all);
    }
  return TRUE;
}

static gboolean
read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  object = json_node_get_object (root);
  if (reply->status >= 300)
    return refuse_call (items, reply, object);
  take_messages (items, object, "failedMessageList", TRUE);
  take_messages (items, object, "messageList", FALSE);
  take_rest (items, object);
  return TRUE;
}

static EspWebRequest *
make_test (EspGateway *self, GError **error)
{
  return new_request (self, "GET", "/cash/v1/balance", error);
}

static char *
read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *balance = object != NULL ? json_object_get_member (object, "balance") : NULL;

  if (reply->status == 200 && balance != NULL && JSON_NODE_HOLDS_VALUE (balance))
    return g_strdup_printf ("Solapi answers. ₩%.0f are left.", json_node_get_double (balance));
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
               "Solapi does not tell the balance (%u)", reply->status);
  return NULL;
}

/* The cursor: "FROM UNTIL KEY" in µs; without a key all of that span is read. */
static void
read_cursor (const char *cursor, gint64 now_us, gint64 *out_from, gint64 *out_until, char **out_key)
{
  g_auto (GStrv) parts = g_strsplit (cursor, " ", 3);
  guint n = g_strv_length (parts);

  *out_from = n > 0 ? g_ascii_strtoll (parts[0], NULL, 10) : 0;
  if (*out_from <= 0)
    *out_from = now_us - FIRST_PULL_US;
  *out_until = n == 3 ? g_ascii_strtoll (parts[1], NULL, 10) : now_us;
  *out_key = n == 3 ? g_strdup (parts[2]) : NULL;
}

static char *
iso_time (gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);

  return at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

static EspWebRequest *
make_pull (EspGateway *self, const char *cursor, gint64 now_us, GError **error)
{
  gint64 from_us;
  gint64 until_us;
  g_autofree char *key = NULL;
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;
  g_autofree char *path = NULL;
  g_autofree char *start = NULL;

  read_cursor (cursor, now_us, &from_us, &until_us, &key);
  from = iso_time (from_us);
  until = iso_time (until_us);
  start = key != NULL ? g_uri_escape_string (key, NULL, FALSE) : NULL;
  path =
    g_strdup_printf ("/messages/v4/list?limit=" PAGE
                     "&dateType=UPDATED&startDate=%s&endDate=%s%s%s",
                     from, until, start != NULL ? "&startKey=" : "", start != NULL ? start : "");
  return new_request (self, "GET", path, error);
}

/**
 * esp_solapi_report_read:
 * @message: as the list has it and as it is told
 */
void
esp_solapi_report_read (JsonObject *message, EspChannelReports *reports)
{
  gint64 code = esp_json_get_number (message, "statusCode", 0);
  g_autofree char *id = esp_json_dup_text (message, "messageId");
  g_autofree char *updated = esp_json_dup_text (message, "dateUpdated");
  g_autofree char *reported = esp_json_dup_text (message, "dateReported");
  g_autofree char *words = esp_json_dup_text (message, "statusMessage");
  g_autofree char *reason = esp_json_dup_text (message, "reason");
  g_autofree char *to = esp_json_dup_text (message, "to");
  g_autofree char *key = NULL;
  JsonNode *replaced = json_object_get_member (message, "replacement");
  EspReportKind kind;
  EspReport *report;

  if (id == NULL || code == 0 || code == 2000 || code == 3000)
    return; /* on its way */
  if (words == NULL)
    words = g_steal_pointer (&reason);
  kind = code == 4000 ? ESP_REPORT_DELIVERED : esp_gateway_failure_kind (words);
  if (code == 4000 && replaced != NULL && JSON_NODE_HOLDS_VALUE (replaced) &&
      json_node_get_boolean (replaced))
    kind = ESP_REPORT_SUBSTITUTED;
  key = g_strdup_printf ("solapi:%s:%" G_GINT64_FORMAT, id, code);
  report = esp_report_append (reports->reports, kind, key);
  report->receipt = g_steal_pointer (&id);
  report->message_id = esp_json_dup_text (esp_json_get_object (message, "customFields"), "rid");
  report->at_us = esp_gateway_parse_time (reported != NULL ? reported : updated, 9 * 3600);
  report->code = g_strdup_printf ("%" G_GINT64_FORMAT, code);
  report->text = g_steal_pointer (&words);
  if (to != NULL && *to == '0')
    report->address = g_strconcat ("+82", to + 1, NULL);
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
  JsonObject *list = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                       ? esp_json_get_object (json_node_get_object (root), "messageList")
                       : NULL;
  g_autoptr (GList) members = list != NULL ? json_object_get_values (list) : NULL;
  g_autofree char *next = NULL;
  g_autofree char *key = NULL;
  gint64 from_us;
  gint64 until_us;

  if (reply->status != 200 || list == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "Solapi gave no list of messages (%u)", reply->status);
      return FALSE;
    }
  for (GList *l = members; l != NULL; l = l->next)
    if (JSON_NODE_HOLDS_OBJECT ((JsonNode *) l->data))
      esp_solapi_report_read (json_node_get_object (l->data), reports);
  read_cursor (cursor, now_us, &from_us, &until_us, &key);
  next = esp_json_dup_text (json_node_get_object (root), "nextKey");
  reports->has_more = next != NULL && *next != '\0' && g_strcmp0 (next, key) != 0;
  g_free (reports->cursor);
  reports->cursor =
    reports->has_more
      ? g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", from_us, until_us, next)
      : g_strdup_printf ("%" G_GINT64_FORMAT, until_us - OVERLAP_US);
  return TRUE;
}

/* The cursor: the key from which on to list. */
static EspWebRequest *
make_templates (EspGateway *self, const char *cursor, GError **error)
{
  g_autofree char *start = g_uri_escape_string (cursor, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/kakao/v2/templates?limit=" PAGE,
                                       *start != '\0' ? "&startKey=" : "", start, NULL);

  return new_request (self, "GET", path, error);
}

static EspKakaoTemplate *
read_template (JsonObject *object)
{
  g_autofree char *code = esp_json_dup_text (object, "templateId");
  g_autofree char *name = esp_json_dup_text (object, "name");
  g_autofree char *text = esp_json_dup_text (object, "content");
  g_autofree char *state = esp_json_dup_text (object, "status");
  EspKakaoTemplate *template = esp_kakao_template_new (code, name, text);

  (void) esp_template_state_from_name (state, &template->state); /* else not known */
  esp_kakao_buttons_read (object, "buttons", &template_names, template->buttons);
  return template;
}

static GPtrArray *
read_templates (EspGateway *self,
                const char *cursor,
                const EspWebReply *reply,
                char **out_cursor,
                GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonArray *list = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                      ? esp_json_get_array (json_node_get_object (root), "templateList")
                      : NULL;
  GPtrArray *templates;

  if (reply->status != 200 || list == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "Solapi gave no list of templates (%u)", reply->status);
      return NULL;
    }
  templates = g_ptr_array_new_with_free_func (esp_kakao_template_free);
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, i)))
      g_ptr_array_add (templates, read_template (json_array_get_object_element (list, i)));
  *out_cursor = esp_json_dup_text (json_node_get_object (root), "nextKey");
  return templates;
}

const EspTextGateway esp_solapi_text = {
  .kind = "solapi",
  .max_batch = MAX_BATCH,
  .is_domestic = TRUE,
  .can_take = can_take,
  .make_upload = make_upload,
  .read_upload = read_upload,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .make_pull = make_pull,
  .read_pull = read_pull,
  .make_templates = make_templates,
  .read_templates = read_templates,
};
