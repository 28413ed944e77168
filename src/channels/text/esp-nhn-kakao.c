/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NHN Cloud: Alimtalk with a text behind it, and the templates of the account. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-nhn.h"

#include "channels/text/esp-kakao-buttons.h"

static char *
group_of (EspGateway *self, const EspGatewayItem *item)
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
  g_autofree char *key = esp_gateway_dup_mark (item);
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
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *first = items->pdata[0];
  const EspKakaoPart *kakao = &first->doc->kakao;
  EspWebRequest *request = esp_nhn_request_new (self, "POST", "/messages", error);
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
  esp_nhn_take_json (request, body);
  return request;
}

static guint
read_page (const char *cursor)
{
  return (guint) CLAMP (g_ascii_strtoll (cursor, NULL, 10), 1, G_MAXINT);
}

/* The cursor: the number of the page. */
static EspWebRequest *
make_templates (EspGateway *self, const char *cursor, GError **error)
{
  g_autofree char *key = g_uri_escape_string (esp_gateway_get (self, "profile"), NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/senders/%s/templates?pageNum=%u&pageSize=%d", key,
                                           read_page (cursor), ESP_NHN_PAGE);

  return esp_nhn_request_new (self, "GET", path, error);
}

static const EspKakaoButtonNames button_names = { "name",   "type",          "linkMo",
                                                  "linkPc", "schemeAndroid", "schemeIos" };

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
read_templates (EspGateway *self,
                const char *cursor,
                const EspWebReply *reply,
                char **out_cursor,
                GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = NULL;
  JsonObject *object = esp_nhn_get_success (root, &words);
  JsonObject *found = esp_json_get_object (object, "templateListResponse");
  JsonArray *list = esp_json_get_array (found, "templates");
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
  if (templates->len > 0 && (gint64) (read_page (cursor) - 1) * ESP_NHN_PAGE + templates->len <
                              esp_json_get_number (found, "totalCount", 0))
    *out_cursor = g_strdup_printf ("%u", read_page (cursor) + 1);
  return templates;
}

const EspTextGateway esp_nhn_kakao = {
  .kind = "nhn-kakao",
  .max_batch = ESP_NHN_PAGE,
  .is_domestic = TRUE,
  .can_take = esp_nhn_can_take,
  .group_of = group_of,
  .make_send = make_send,
  .read_send = esp_nhn_read_send,
  .make_test = esp_nhn_make_test,
  .read_test = esp_nhn_read_test,
  .make_pull = esp_nhn_make_pull,
  .read_pull = esp_nhn_read_pull,
  .make_templates = make_templates,
  .read_templates = read_templates,
};
