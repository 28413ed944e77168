/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NHN Cloud: one text for many numbers, advertisements by their own door. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-nhn.h"

#include "engine/content/text/esp-text-count.h"

#include <string.h>

#define MMS_MAX_IMAGE (300 * 1024)
/* Texts that differ go one a call: what is taken and not called for when the program dies is in doubt. */
#define MAX_PARALLEL 100
/* An unknown key, one that has ended, a project or an address (IP) without permission. */
#define FIRST_ACCOUNT_CODE (-1000)
#define LAST_ACCOUNT_CODE (-1009)
/* Something broke on their side, and whether before or after it was sent nobody says. */
#define SYSTEM_ERROR (-9999)

/**
 * esp_nhn_request_new:
 * @path: behind the key of the application
 *
 * Returns: (transfer full): a call of the text or the KakaoTalk service; %NULL with @error set when a setting is
 *   missing
 */
EspWebRequest *
esp_nhn_request_new (EspGateway *self, const char *method, const char *path, GError **error)
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

/**
 * esp_nhn_take_json:
 */
void
esp_nhn_take_json (EspWebRequest *request, const char *body)
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

/**
 * esp_nhn_can_take:
 *
 * Returns: whether the service carries it
 */
gboolean
esp_nhn_can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
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
  request = esp_nhn_request_new (self, "POST", "/attachfile/binaryUpload", error);
  if (request != NULL)
    esp_nhn_take_json (request, body);
  return request;
}

/**
 * esp_nhn_get_success:
 * @root: (nullable): an answer
 * @out_words: (out) (nullable): what its header says
 *
 * Returns: (transfer none) (nullable): the object of the answer when its header says that all went well
 */
JsonObject *
esp_nhn_get_success (JsonNode *root, char **out_words)
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
  JsonObject *body = esp_json_get_object (esp_nhn_get_success (root, &words), "body");

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
      g_autofree char *key = esp_gateway_dup_mark (item);

      json_builder_begin_object (builder);
      esp_json_add_text (builder, "recipientNo", to);
      esp_json_add_text (builder, "countryCode", "82");
      esp_json_add_text (builder, "recipientGroupingKey", key);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* The service takes no long text without a title: without one the text's own beginning is it. */
static char *
dup_title (const EspTextBody *text)
{
  const char *start = text->body + strspn (text->body, " \n");
  g_autofree char *line = g_strndup (start, strcspn (start, "\n"));

  if (*text->title != '\0')
    return g_strdup (text->title);
  while (esp_text_count_bytes (line, NULL, NULL) > ESP_LMS_MAX_SUBJECT_BYTES)
    *g_utf8_find_prev_char (line, line + strlen (line)) = '\0';
  return g_steal_pointer (&line);
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  static const char *const paths[2][2] = { { "/sender/mms", "/sender/ad-mms" },
                                           { "/sender/sms", "/sender/ad-sms" } };
  const EspGatewayItem *first = items->pdata[0];
  const EspTextDoc *doc = first->doc;
  gboolean is_ad = doc->message_class == ESP_MESSAGE_CLASS_AD;
  EspWebRequest *request =
    esp_nhn_request_new (self, "POST", paths[is_short (first)][is_ad], error);
  g_autofree char *from = esp_gateway_local_number (esp_gateway_get_sender (self, first));
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *body = NULL;

  if (request == NULL)
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  if (!is_short (first))
    {
      g_autofree char *title = dup_title (&doc->text);

      esp_json_add_text (builder, "title", title);
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
  esp_nhn_take_json (request, body);
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
      g_autofree char *own = esp_gateway_dup_mark (item);
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
      g_autofree char *code_text = esp_json_dup_text (result, "resultCode");
      int code = (int) esp_json_get_number (result, "resultCode", -1);
      g_autofree char *receipt = g_strdup_printf ("%s:%" G_GINT64_FORMAT, request_id,
                                                  esp_json_get_number (result, "recipientSeq", 1));

      if (item == NULL || code_text == NULL)
        continue; /* without a code nothing is said of the person */
      if (code == 0)
        esp_gateway_accept (item, 0, receipt);
      else
        esp_gateway_refuse (item, esp_gateway_refusal_of (words), code, words);
    }
}

/* The whole call was refused. Returns: whether it is certain that nothing was done. */
static gboolean
refuse_all (GPtrArray *items, JsonNode *root, const char *words)
{
  JsonObject *header = esp_json_get_object (json_node_get_object (root), "header");
  gint64 code = esp_json_get_number (header, "resultCode", 0);
  gboolean is_account = code <= FIRST_ACCOUNT_CODE && code >= LAST_ACCOUNT_CODE;

  if (code == SYSTEM_ERROR)
    return FALSE;
  for (guint i = 0; i < items->len; i++)
    {
      EspGatewayItem *item = items->pdata[i];

      if (!item->is_settled)
        esp_gateway_refuse (item, is_account ? ESP_REFUSAL_ACCOUNT : esp_gateway_refusal_of (words),
                            (int) code, words);
    }
  return TRUE;
}

/**
 * esp_nhn_read_send:
 *
 * Settles the items of which the answer tells, by our own mark or by the number.
 */
gboolean
esp_nhn_read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *object = esp_nhn_get_success (root, &words);
  JsonObject *data = esp_json_get_object (esp_json_get_object (object, "body"), "data");
  JsonObject *message = esp_json_get_object (object, "message");
  g_autofree char *request_id = NULL;

  if (reply->status != 200)
    return FALSE;
  if (object == NULL && words != NULL)
    return refuse_all (items, root, words);
  request_id = esp_json_dup_text (data != NULL ? data : message, "requestId");
  if (request_id == NULL)
    return FALSE;
  take_results (items, esp_json_get_array (data, "sendResultList"), request_id);
  take_results (items, esp_json_get_array (message, "sendResults"), request_id);
  return TRUE;
}

const EspTextGateway esp_nhn_text = {
  .kind = "nhn",
  .max_batch = ESP_NHN_PAGE,
  .max_parallel = MAX_PARALLEL,
  .is_domestic = TRUE,
  .can_take = esp_nhn_can_take,
  .group_of = group_of,
  .make_upload = make_upload,
  .read_upload = read_upload,
  .make_send = make_send,
  .read_send = esp_nhn_read_send,
  .make_test = esp_nhn_make_test,
  .read_test = esp_nhn_read_test,
  .make_pull = esp_nhn_make_pull,
  .read_pull = esp_nhn_read_pull,
};
