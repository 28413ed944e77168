/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NHN Cloud: one text for many numbers, advertisements by their own door, Alimtalk with a text behind it. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-text-services.h"

#include "channels/text/esp-kakao-buttons.h"

#include <string.h>

#define MAX_BATCH 1000
#define MMS_MAX_IMAGE (300 * 1024)
#define FIRST_PULL_US (3 * ESP_USEC_PER_DAY)
#define OVERLAP_US (10 * ESP_USEC_PER_MINUTE)
#define SEOUL_S (9 * 3600)
#define DELIVERED 1000

static EspWebRequest *
new_request (EspGateway *self, const char *method, const char *path, GError **error)
{
  g_autofree char *base = esp_gateway_dup_base (self);
  g_autofree char *app = NULL;
  g_autofree char *url = NULL;
  const char *key;
  const char *secret;
  gboolean is_kakao = self->service == &esp_nhn_kakao;
  EspWebRequest *request;

  if (!esp_gateway_need (self, "app-key", &key, error) ||
      !esp_gateway_need (self, "secret-key", &secret, error))
    return NULL;
  app = g_uri_escape_string (key, NULL, FALSE);
  url = g_strconcat (base, is_kakao ? "/alimtalk/v2.3/appkeys/" : "/sms/v3.0/appKeys/", app, path,
                     NULL);
  request = esp_web_request_new (method, url);
  esp_web_request_add_header (request, "X-Secret-Key", secret);
  return request;
}

static void
take_json (EspWebRequest *request, const char *body)
{
  esp_web_request_take_body (request, "application/json;charset=UTF-8",
                             g_bytes_new (body, strlen (body)));
}

static gboolean
is_short (const EspGatewayItem *item)
{
  return item->doc->text.wish == ESP_TEXT_WISH_SMS;
}

/* One call has one text: whoever reads the same goes together. */
static char *
group_of (EspGateway *self, const EspGatewayItem *item)
{
  const EspTextDoc *doc = item->doc;
  g_autoptr (GString) all = g_string_new (NULL);

  g_string_append_printf (all, "%d %d %s\n%s\n%s\n", doc->text.wish, doc->message_class,
                          esp_gateway_get_sender (self, item), doc->text.title, doc->text.body);
  for (guint i = 0; i < doc->files->len; i++)
    {
      g_autofree char *key = esp_gateway_file_key (doc->files->pdata[i]);

      g_string_append (all, key);
    }
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, (gssize) all->len);
}

static gboolean
can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  EspTextMedium wanted =
    self->service == &esp_nhn_kakao ? ESP_TEXT_MEDIUM_KAKAO : ESP_TEXT_MEDIUM_TEXT;

  if (item->doc->medium != wanted)
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "The message is not of the kind that this channel carries");
  else if (wanted == ESP_TEXT_MEDIUM_KAKAO && item->doc->kakao.product != ESP_KAKAO_ALIMTALK)
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "NHN Cloud carries Alimtalk here, not Brand Message");
  else
    return TRUE;
  return FALSE;
}

static EspWebRequest *
make_upload (EspGateway *self,
             const EspGatewayItem *item,
             const EspMessageFile *file,
             GError **error)
{
  gsize size = 0;
  const guchar *data = g_bytes_get_data (file->data, &size);
  g_autofree char *base64 = g_base64_encode (data != NULL ? data : (const guchar *) "", size);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *body = NULL;
  EspWebRequest *request;

  if (size > MMS_MAX_IMAGE)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "The picture “%s” is larger than 300 kB", file->name);
      return NULL;
    }
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "fileName", file->name);
  esp_json_add_text (builder, "createUser", "espalier");
  esp_json_add_text (builder, "fileBody", base64);
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  request = new_request (self, "POST", "/attachfile/binaryUpload", error);
  if (request != NULL)
    take_json (request, body);
  return request;
}

/* Returns: (nullable): the object of the answer when its header says that all went well. */
static JsonObject *
get_success (JsonNode *root, char **out_words)
{
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *header = esp_json_get_object (object, "header");
  JsonNode *success = header != NULL ? json_object_get_member (header, "isSuccessful") : NULL;

  *out_words = esp_json_dup_text (header, "resultMessage");
  if (success == NULL || !JSON_NODE_HOLDS_VALUE (success) || !json_node_get_boolean (success))
    return NULL;
  return object;
}

static char *
read_upload (EspGateway *self, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *body = esp_json_get_object (get_success (root, &words), "body");

  return esp_json_dup_text (esp_json_get_object (body, "data"), "fileId");
}

static void
add_recipients (JsonBuilder *builder, GPtrArray *items)
{
  json_builder_set_member_name (builder, "recipientList");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    {
      const EspGatewayItem *item = items->pdata[i];
      g_autofree char *to = esp_gateway_local_number (item->out->to);
      g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, item->out->key);

      json_builder_begin_object (builder);
      esp_json_add_text (builder, "recipientNo", to);
      esp_json_add_text (builder, "countryCode", "82");
      esp_json_add_text (builder, "recipientGroupingKey", key);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  static const char *const paths[2][2] = { { "/sender/mms", "/sender/ad-mms" },
                                           { "/sender/sms", "/sender/ad-sms" } };
  const EspGatewayItem *first = items->pdata[0];
  const EspTextDoc *doc = first->doc;
  gboolean is_ad = doc->message_class == ESP_MESSAGE_CLASS_AD;
  EspWebRequest *request = new_request (self, "POST", paths[is_short (first)][is_ad], error);
  g_autofree char *from = esp_gateway_local_number (esp_gateway_get_sender (self, first));
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *body = NULL;

  if (request == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  if (!is_short (first))
    {
      json_builder_set_member_name (builder, "title");
      json_builder_add_string_value (builder, doc->text.title);
    }
  esp_json_add_text (builder, "body", doc->text.body);
  esp_json_add_text (builder, "sendNo", from);
  if (doc->files->len > 0)
    {
      json_builder_set_member_name (builder, "attachFileIdList");
      json_builder_begin_array (builder);
      for (guint i = 0; i < doc->files->len; i++)
        {
          const char *id = esp_gateway_get_file (self, doc->files->pdata[i]);

          json_builder_add_int_value (builder, id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0);
        }
      json_builder_end_array (builder);
    }
  add_recipients (builder, items);
  esp_json_add_text (builder, "userId", "espalier");
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  take_json (request, body);
  return request;
}

static EspGatewayItem *
find_item (GPtrArray *items, JsonObject *result)
{
  g_autofree char *key = esp_json_dup_text (result, "recipientGroupingKey");
  g_autofree char *to = esp_json_dup_text (result, "recipientNo");

  for (guint i = 0; i < items->len; i++)
    {
      EspGatewayItem *item = items->pdata[i];
      g_autofree char *own = g_strdup_printf ("%" G_GINT64_FORMAT, item->out->key);
      g_autofree char *number = esp_gateway_local_number (item->out->to);

      if (!item->is_settled &&
          (key != NULL && *key != '\0' ? g_str_equal (key, own) : g_strcmp0 (to, number) == 0))
        return item;
    }
  return NULL;
}

static void
take_results (GPtrArray *items, JsonArray *results, const char *request_id)
{
  for (guint i = 0; results != NULL && i < json_array_get_length (results); i++)
    {
      JsonNode *node = json_array_get_element (results, i);
      JsonObject *result = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      EspGatewayItem *item = result != NULL ? find_item (items, result) : NULL;
      g_autofree char *words = esp_json_dup_text (result, "resultMessage");
      int code = (int) esp_json_get_number (result, "resultCode", -1);
      g_autofree char *receipt = g_strdup_printf ("%s:%" G_GINT64_FORMAT, request_id,
                                                  esp_json_get_number (result, "recipientSeq", 1));

      if (item == NULL)
        continue;
      if (code == 0)
        esp_gateway_accept (item, 0, receipt);
      else
        esp_gateway_refuse (item, esp_gateway_refusal_of (words), code, words);
    }
}

static gboolean
read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *object = get_success (root, &words);
  JsonObject *data = esp_json_get_object (esp_json_get_object (object, "body"), "data");
  JsonObject *message = esp_json_get_object (object, "message");
  g_autofree char *request_id = NULL;

  if (reply->status != 200)
    return FALSE;
  if (object == NULL && words != NULL)
    {
      for (guint i = 0; i < items->len; i++)
        {
          EspGatewayItem *item = items->pdata[i];

          if (!item->is_settled)
            esp_gateway_refuse (item, esp_gateway_refusal_of (words), 200, words);
        }
      return TRUE;
    }
  request_id = esp_json_dup_text (data != NULL ? data : message, "requestId");
  if (request_id == NULL)
    return FALSE;
  take_results (items, esp_json_get_array (data, "sendResultList"), request_id);
  take_results (items, esp_json_get_array (message, "sendResults"), request_id);
  return TRUE;
}

static char *
format_time (gint64 at_us)
{
  g_autoptr (GTimeZone) seoul = g_time_zone_new_offset (SEOUL_S);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC);
  g_autoptr (GDateTime) at = utc != NULL ? g_date_time_to_timezone (utc, seoul) : NULL;
  g_autofree char *text = at != NULL ? g_date_time_format (at, "%Y-%m-%d %H:%M:%S") : NULL;

  return g_uri_escape_string (text != NULL ? text : "", NULL, FALSE);
}

/* The cursor: "FROM UNTIL TYPE PAGE"; SMS first, then MMS, which LMS is one of. */
typedef struct
{
  gint64 from_us;
  gint64 until_us;
  gboolean is_mms;
  guint page;
} Cursor;

/* Of KakaoTalk there is one list; it counts as the second. */
static Cursor
read_cursor (EspGateway *self, const char *text, gint64 now_us)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", 4);
  guint n = g_strv_length (parts);
  Cursor cursor = { now_us - FIRST_PULL_US, now_us, self->service == &esp_nhn_kakao, 1 };

  if (n >= 1 && g_ascii_strtoll (parts[0], NULL, 10) > 0)
    cursor.from_us = g_ascii_strtoll (parts[0], NULL, 10);
  if (n == 4)
    {
      cursor.until_us = g_ascii_strtoll (parts[1], NULL, 10);
      cursor.is_mms = g_str_equal (parts[2], "MMS");
      cursor.page = (guint) MAX (1, g_ascii_strtoll (parts[3], NULL, 10));
    }
  return cursor;
}

static EspWebRequest *
make_pull (EspGateway *self, const char *text, gint64 now_us, GError **error)
{
  Cursor cursor = read_cursor (self, text, now_us);
  const char *type = self->service == &esp_nhn_kakao ? ""
                     : cursor.is_mms                 ? "&messageType=MMS"
                                                     : "&messageType=SMS";
  g_autofree char *from = format_time (cursor.from_us);
  g_autofree char *until = format_time (cursor.until_us);
  g_autofree char *path = g_strdup_printf ("/message-results?startUpdateDate=%s&endUpdateDate=%s%s&"
                                           "pageNum=%u&pageSize=%d",
                                           from, until, type, cursor.page, MAX_BATCH);

  return new_request (self, "GET", path, error);
}

/* KakaoTalk did not reach the person: what became of the text behind it. */
static EspReportKind
kind_of_substitute (const char *resend, EspReportKind own)
{
  return g_strcmp0 (resend, "RSC04") == 0 ? ESP_REPORT_SUBSTITUTED : own;
}

static void
take_report (JsonObject *result, EspChannelReports *reports)
{
  g_autofree char *resend = esp_json_dup_text (result, "resendStatus");
  g_autofree char *id = esp_json_dup_text (result, "requestId");
  g_autofree char *code = esp_json_dup_text (result, "resultCode");
  g_autofree char *words = esp_json_dup_text (result, "resultCodeName");
  g_autofree char *resulted = esp_json_dup_text (result, "resultDate");
  g_autofree char *received = esp_json_dup_text (result, "receiveDate");
  g_autofree char *updated = esp_json_dup_text (result, "updateDate");
  g_autofree char *receipt = NULL;
  g_autofree char *key = NULL;
  EspReport *report;

  if (id == NULL || code == NULL || *code == '\0' || g_strcmp0 (resend, "RSC03") == 0)
    return; /* on its way */
  receipt =
    g_strdup_printf ("%s:%" G_GINT64_FORMAT, id, esp_json_get_number (result, "recipientSeq", 1));
  key = g_strdup_printf ("nhn:%s:%s", receipt, code);
  report = esp_report_append (reports->reports,
                              g_ascii_strtoll (code, NULL, 10) == DELIVERED
                                ? ESP_REPORT_DELIVERED
                                : kind_of_substitute (resend, esp_gateway_failure_kind (words)),
                              key);
  report->receipt = g_steal_pointer (&receipt);
  report->at_us = esp_gateway_parse_time (resulted != NULL   ? resulted
                                          : received != NULL ? received
                                                             : updated,
                                          SEOUL_S);
  report->code = g_steal_pointer (&code);
  report->text = g_steal_pointer (&words);
}

static gboolean
read_pull (EspGateway *self,
           const char *text,
           gint64 now_us,
           const EspWebReply *reply,
           EspChannelReports *reports,
           GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *object = get_success (root, &words);
  JsonObject *body = esp_json_get_object (object, "body");
  JsonObject *found = esp_json_get_object (object, "messageSearchResultResponse");
  JsonArray *list =
    found != NULL ? esp_json_get_array (found, "messages") : esp_json_get_array (body, "data");
  Cursor cursor = read_cursor (self, text, now_us);
  guint n = list != NULL ? json_array_get_length (list) : 0;

  if (object == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "NHN Cloud gave no results: %s", words != NULL ? words : "");
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, i)))
      take_report (json_array_get_object_element (list, i), reports);
  reports->has_more = n == MAX_BATCH || !cursor.is_mms;
  g_free (reports->cursor);
  if (reports->has_more)
    reports->cursor =
      g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %u", cursor.from_us,
                       cursor.until_us, cursor.is_mms || n < MAX_BATCH ? "MMS" : "SMS",
                       n == MAX_BATCH ? cursor.page + 1 : 1);
  else
    reports->cursor = g_strdup_printf ("%" G_GINT64_FORMAT, cursor.until_us - OVERLAP_US);
  return TRUE;
}

static char *
kakao_group_of (EspGateway *self, const EspGatewayItem *item)
{
  return g_strdup_printf ("%s %s", item->doc->kakao.profile, item->doc->kakao.template_code);
}

static void
add_resend (EspGateway *self, JsonBuilder *builder, const EspGatewayItem *item)
{
  const EspTextDoc *doc = item->doc;
  g_autofree char *from = esp_gateway_local_number (esp_gateway_get_sender (self, item));

  json_builder_set_member_name (builder, "resendParameter");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "isResend");
  json_builder_add_boolean_value (builder, doc->has_substitute);
  if (doc->has_substitute)
    {
      esp_json_add_text (builder, "resendType",
                         doc->substitute.wish == ESP_TEXT_WISH_SMS ? "SMS" : "LMS");
      esp_json_add_text (builder, "resendTitle", doc->substitute.title);
      esp_json_add_text (builder, "resendContent", doc->substitute.body);
      esp_json_add_text (builder, "resendSendNo", from);
    }
  json_builder_end_object (builder);
}

static void
add_person (EspGateway *self, JsonBuilder *builder, const EspGatewayItem *item)
{
  g_autofree char *to = esp_gateway_local_number (item->out->to);
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT, item->out->key);
  const GPtrArray *variables = item->doc->kakao.variables;

  json_builder_begin_object (builder);
  esp_json_add_text (builder, "recipientNo", to);
  esp_json_add_text (builder, "recipientGroupingKey", key);
  json_builder_set_member_name (builder, "templateParameter");
  json_builder_begin_object (builder);
  for (guint i = 0; i < variables->len; i++)
    {
      const EspKakaoVariable *variable = variables->pdata[i];

      json_builder_set_member_name (builder, variable->name);
      json_builder_add_string_value (builder, variable->value);
    }
  json_builder_end_object (builder);
  add_resend (self, builder, item);
  json_builder_end_object (builder);
}

static EspWebRequest *
kakao_make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *first = items->pdata[0];
  const EspKakaoPart *kakao = &first->doc->kakao;
  EspWebRequest *request = new_request (self, "POST", "/messages", error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *body = NULL;

  if (request == NULL)
    return NULL;
  json_builder_begin_object (builder);
  esp_json_add_text (builder, "senderKey",
                     *kakao->profile != '\0' ? kakao->profile : esp_gateway_get (self, "profile"));
  esp_json_add_text (builder, "templateCode", kakao->template_code);
  json_builder_set_member_name (builder, "recipientList");
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    add_person (self, builder, items->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  body = esp_json_builder_finish (builder);
  take_json (request, body);
  return request;
}

static EspWebRequest *
make_templates (EspGateway *self, GError **error)
{
  g_autofree char *key = g_uri_escape_string (esp_gateway_get (self, "profile"), NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/senders/%s/templates?pageSize=1000", key);

  return new_request (self, "GET", path, error);
}

static const EspKakaoButtonNames button_names = { "name",   "type",    "linkMo",
                                                  "linkPc", "linkAnd", "linkIos" };

static EspTemplateState
state_of (const char *status)
{
  if (g_strcmp0 (status, "TSC03") == 0)
    return ESP_TEMPLATE_APPROVED;
  if (g_strcmp0 (status, "TSC02") == 0)
    return ESP_TEMPLATE_INSPECTING;
  return g_strcmp0 (status, "TSC04") == 0 ? ESP_TEMPLATE_REJECTED : ESP_TEMPLATE_PENDING;
}

static GPtrArray *
read_templates (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *object = get_success (root, &words);
  JsonArray *list =
    esp_json_get_array (esp_json_get_object (object, "templateListResponse"), "templates");
  GPtrArray *templates;

  if (list == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "NHN Cloud gave no list of templates: %s", words != NULL ? words : "");
      return NULL;
    }
  templates = g_ptr_array_new_with_free_func (esp_kakao_template_free);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *code = esp_json_dup_text (one, "templateCode");
      g_autofree char *name = esp_json_dup_text (one, "templateName");
      g_autofree char *text = esp_json_dup_text (one, "templateContent");
      g_autofree char *status = esp_json_dup_text (one, "status");
      EspKakaoTemplate *template = esp_kakao_template_new (code, name, text);

      template->state = state_of (status);
      esp_kakao_buttons_read (one, "buttons", &button_names, template->buttons);
      g_ptr_array_add (templates, template);
    }
  return templates;
}

const EspTextGateway esp_nhn_text = {
  .kind = "nhn",
  .max_batch = MAX_BATCH,
  .is_domestic = TRUE,
  .can_take = can_take,
  .group_of = group_of,
  .make_upload = make_upload,
  .read_upload = read_upload,
  .make_send = make_send,
  .read_send = read_send,
  .make_pull = make_pull,
  .read_pull = read_pull,
};

const EspTextGateway esp_nhn_kakao = {
  .kind = "nhn-kakao",
  .max_batch = MAX_BATCH,
  .is_domestic = TRUE,
  .can_take = can_take,
  .group_of = kakao_group_of,
  .make_send = kakao_make_send,
  .read_send = read_send,
  .make_pull = make_pull,
  .read_pull = read_pull,
  .make_templates = make_templates,
  .read_templates = read_templates,
};
