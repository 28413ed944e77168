/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligo: Alimtalk in one form, with its buttons and its substitute, and what became of it. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-aligo.h"

#include "channels/text/esp-kakao-buttons.h"
#include "engine/content/text/esp-kakao.h"

#include <string.h>

static const EspKakaoButtonNames button_names = { "name",   "linkType", "linkMo",
                                                  "linkPc", "linkAnd",  "linkIos" };

static char *
group_of (EspGateway *self, const EspGatewayItem *item)
{
  return g_strdup_printf ("%s %d", item->doc->kakao.template_code, item->doc->has_substitute);
}

/* What was approved has to come with each message, filled. */
static void
add_buttons (GHashTable *form, guint i, const EspTextDoc *doc)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) filled = g_ptr_array_new_with_free_func (esp_kakao_button_free);
  g_autofree char *json = NULL;

  if (doc->kakao.buttons->len == 0)
    return;
  for (guint j = 0; j < doc->kakao.buttons->len; j++)
    {
      const EspKakaoButton *from = doc->kakao.buttons->pdata[j];
      EspKakaoButton *to = esp_kakao_button_new (from->name, from->type);

      g_free (to->mobile);
      g_free (to->pc);
      g_free (to->android);
      g_free (to->ios);
      to->mobile = esp_kakao_fill_text (doc, from->mobile);
      to->pc = esp_kakao_fill_text (doc, from->pc);
      to->android = esp_kakao_fill_text (doc, from->android);
      to->ios = esp_kakao_fill_text (doc, from->ios);
      g_ptr_array_add (filled, to);
    }
  json_builder_begin_object (builder);
  esp_kakao_buttons_write (builder, "button", filled, &button_names);
  json_builder_end_object (builder);
  json = esp_json_builder_finish (builder);
  esp_aligo_add_nth (form, "button", i, json);
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  const EspGatewayItem *first = items->pdata[0];
  const EspTextDoc *doc = first->doc;
  g_autoptr (GHashTable) form = esp_aligo_form_new (self, error);
  g_autofree char *from = esp_gateway_local_number (esp_gateway_get_sender (self, first));

  if (form == NULL)
    return NULL;
  esp_aligo_add (form, "senderkey",
                 *doc->kakao.profile != '\0' ? doc->kakao.profile
                                             : esp_gateway_get (self, "profile"));
  esp_aligo_add (form, "tpl_code", doc->kakao.template_code);
  esp_aligo_add (form, "sender", from);
  esp_aligo_add (form, "failover", doc->has_substitute ? "Y" : "N");
  for (guint i = 0; i < items->len; i++)
    {
      const EspGatewayItem *item = items->pdata[i];
      g_autofree char *to = esp_gateway_local_number (item->out->to);
      g_autofree char *text = esp_kakao_fill (item->doc);

      esp_aligo_add_nth (form, "receiver", i, to);
      esp_aligo_add_nth (form, "subject", i, item->doc->kakao.template_code);
      esp_aligo_add_nth (form, "message", i, text);
      add_buttons (form, i, item->doc);
      if (!item->doc->has_substitute)
        continue;
      esp_aligo_add_nth (form, "fsubject", i, item->doc->substitute.title);
      esp_aligo_add_nth (form, "fmessage", i, item->doc->substitute.body);
    }
  return esp_aligo_request_new (self, "/akv10/alimtalk/send/", form, NULL);
}

static gboolean
read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonObject *info = esp_json_get_object (object, "info");
  g_autofree char *words = esp_json_dup_text (object, "message");
  g_autofree char *shipment = esp_json_dup_text (info, "mid");
  gint64 code = esp_json_get_number (object, "code", G_MININT64);

  if (reply->status != 200 || code == G_MININT64 || (code == 0 && shipment == NULL))
    return FALSE;
  if (code != 0)
    esp_aligo_refuse_all (items, code, words);
  else
    esp_aligo_settle_all (items, shipment, esp_json_get_number (info, "fcnt", 0), words);
  return TRUE;
}

static void
add_day (GHashTable *form, const char *name, gint64 at_us)
{
  g_autoptr (GDateTime) at =
    g_date_time_new_from_unix_utc (at_us / ESP_USEC_PER_SEC + ESP_ALIGO_ZONE_S);
  g_autofree char *day = at != NULL ? g_date_time_format (at, "%Y%m%d") : NULL;

  if (day != NULL)
    esp_aligo_add (form, name, day);
}

static EspWebRequest *
make_pull (EspGateway *self, const char *text, gint64 now_us, GError **error)
{
  g_autoptr (EspAligoCursor) cursor = esp_aligo_cursor_read (text, now_us);
  g_autoptr (GHashTable) form = esp_aligo_form_new (self, error);
  const char *shipment = esp_aligo_cursor_get_shipment (cursor);
  g_autofree char *page =
    g_strdup_printf ("%u", shipment != NULL ? cursor->page : cursor->list_page);

  if (form == NULL)
    return NULL;
  esp_aligo_add (form, "limit", "500");
  esp_aligo_add (form, "page", page);
  if (shipment != NULL)
    esp_aligo_add (form, "mid", shipment);
  else
    {
      add_day (form, "startdate", cursor->since_us - ESP_ALIGO_SETTLE_DAYS * ESP_USEC_PER_DAY);
      add_day (form, "enddate", cursor->until_us);
    }
  return esp_aligo_request_new (self,
                                shipment != NULL ? "/akv10/history/detail/"
                                                 : "/akv10/history/list/",
                                form, NULL);
}

/* Whether KakaoTalk has an answer, and which. */
static gboolean
find_kind (const char *result, const char *words, gboolean is_substituted, EspReportKind *out_kind)
{
  if (result == NULL || *result == '\0' || g_str_equal (result, "U"))
    return FALSE;
  if (strspn (result, "0") == strlen (result) || g_str_equal (result, "K000"))
    *out_kind = ESP_REPORT_DELIVERED;
  else
    *out_kind = is_substituted ? ESP_REPORT_SUBSTITUTED : esp_gateway_failure_kind (words);
  return TRUE;
}

static void
take_report (const char *shipment, JsonObject *row, EspChannelReports *reports)
{
  g_autofree char *number = esp_json_dup_text (row, "phone");
  g_autofree char *result = esp_json_dup_text (row, "rslt");
  g_autofree char *words = esp_json_dup_text (row, "rslt_message");
  g_autofree char *text_id = esp_json_dup_text (row, "smid");
  g_autofree char *told_at = esp_json_dup_text (row, "rsltdate");
  g_autofree char *to = number != NULL ? esp_gateway_local_number (number) : NULL;
  gboolean is_substituted = text_id != NULL && *text_id != '\0' && !g_str_equal (text_id, "0");
  g_autofree char *key = NULL;
  EspReportKind kind;
  EspReport *report;

  if (to == NULL || !find_kind (result, words, is_substituted, &kind))
    return; /* on its way */
  key = g_strdup_printf ("aligo:%s:%s:%s", shipment, to, result);
  report = esp_report_append (reports->reports, kind, key);
  report->receipt = g_strdup_printf ("%s:%s", shipment, to);
  report->at_us = esp_gateway_parse_time (told_at, ESP_ALIGO_ZONE_S);
  report->code = g_steal_pointer (&result);
  report->text = g_steal_pointer (&words);
}

static void
take_shipment (const char *shipment, JsonArray *list, EspChannelReports *reports)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, i)))
      take_report (shipment, json_array_get_object_element (list, i), reports);
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
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *words = esp_json_dup_text (object, "message");
  JsonArray *list = esp_json_get_array (object, "list");
  g_autoptr (EspAligoCursor) cursor = esp_aligo_cursor_read (text, now_us);
  const char *shipment = esp_aligo_cursor_get_shipment (cursor);
  gboolean has_more =
    esp_json_get_number (object, "currentPage", 1) < esp_json_get_number (object, "totalPage", 1) &&
    list != NULL && json_array_get_length (list) > 0;

  if (reply->status != 200 || esp_json_get_number (object, "code", G_MININT64) != 0)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED, "Aligo gave no results: %s",
                   words != NULL ? words : "");
      return FALSE;
    }
  if (shipment != NULL)
    {
      take_shipment (shipment, list, reports);
      esp_aligo_cursor_take_page (cursor, has_more);
    }
  else
    esp_aligo_cursor_take_list (cursor, list, has_more);
  esp_aligo_cursor_write (cursor, reports);
  return TRUE;
}

static EspWebRequest *
make_templates (EspGateway *self, const char *cursor, GError **error)
{
  g_autoptr (GHashTable) form = esp_aligo_form_new (self, error);

  if (form == NULL)
    return NULL;
  esp_aligo_add (form, "senderkey", esp_gateway_get (self, "profile"));
  return esp_aligo_request_new (self, "/akv10/template/list/", form, NULL);
}

static EspTemplateState
state_of (const char *status)
{
  if (g_strcmp0 (status, "APR") == 0)
    return ESP_TEMPLATE_APPROVED;
  if (g_strcmp0 (status, "REJ") == 0)
    return ESP_TEMPLATE_REJECTED;
  return g_strcmp0 (status, "REQ") == 0 ? ESP_TEMPLATE_INSPECTING : ESP_TEMPLATE_PENDING;
}

static GPtrArray *
read_templates (EspGateway *self,
                const char *cursor,
                const EspWebReply *reply,
                char **out_cursor,
                GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *words = esp_json_dup_text (object, "message");
  JsonArray *list = esp_json_get_array (object, "list");
  GPtrArray *templates;

  if (list == NULL)
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_FAILED,
                   "Aligo gave no list of templates: %s", words != NULL ? words : "");
      return NULL;
    }
  templates = g_ptr_array_new_with_free_func (esp_kakao_template_free);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *one = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *code = esp_json_dup_text (one, "templtCode");
      g_autofree char *name = esp_json_dup_text (one, "templtName");
      g_autofree char *text = esp_json_dup_text (one, "templtContent");
      g_autofree char *status = esp_json_dup_text (one, "inspStatus");
      EspKakaoTemplate *template = esp_kakao_template_new (code, name, text);

      template->state = state_of (status);
      esp_kakao_buttons_read (one, "buttons", &button_names, template->buttons);
      g_ptr_array_add (templates, template);
    }
  return templates;
}

/* The list of templates wants all keys, and changes nothing. */
static EspWebRequest *
make_test (EspGateway *self, GError **error)
{
  return make_templates (self, "", error);
}

static char *
read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) templates = read_templates (self, "", reply, &next, NULL);
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  g_autofree char *words = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                             ? esp_json_dup_text (json_node_get_object (root), "message")
                             : NULL;

  if (templates != NULL)
    return g_strdup_printf ("Aligo answers and knows %u KakaoTalk templates.", templates->len);
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH,
               "Aligo refuses: %s. It answers only to addresses (IP) that are registered with it; "
               "yours may have changed.",
               words != NULL ? words : "");
  return NULL;
}

const EspTextGateway esp_aligo_kakao = {
  .kind = "aligo-kakao",
  .max_batch = ESP_ALIGO_MAX_BATCH,
  .is_domestic = TRUE,
  .can_take = esp_aligo_can_take,
  .group_of = group_of,
  .make_send = make_send,
  .read_send = read_send,
  .make_test = make_test,
  .read_test = read_test,
  .make_pull = make_pull,
  .read_pull = read_pull,
  .make_templates = make_templates,
  .read_templates = read_templates,
};
