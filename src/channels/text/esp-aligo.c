/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Aligo: texts that differ in one form, results by the list of a shipment. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-aligo.h"

#include <string.h>

#define MMS_MAX_IMAGE (300 * 1024)
#define MAX_TITLE_BYTES 44
#define LONGEST_PULL_DAYS 30

/**
 * esp_aligo_can_take:
 *
 * Returns: whether the service carries it
 */
gboolean
esp_aligo_can_take (EspGateway *self, const EspGatewayItem *item, GError **error)
{
  const EspTextDoc *doc = item->doc;

  for (guint i = 0; i < doc->files->len; i++)
    if (g_bytes_get_size (((const EspMessageFile *) doc->files->pdata[i])->data) > MMS_MAX_IMAGE)
      {
        g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                             "A picture is larger than 300 kB");
        return FALSE;
      }
  if (esp_text_count_bytes (doc->text.title, NULL, NULL) > MAX_TITLE_BYTES)
    g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                 "The title is longer than %d bytes", MAX_TITLE_BYTES);
  else if (doc->medium == ESP_TEXT_MEDIUM_KAKAO && doc->kakao.product == ESP_KAKAO_BRAND)
    g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                         "Aligo carries Alimtalk here, not Brand Message");
  else
    return TRUE;
  return FALSE;
}

/* One call has one kind, one title and the same pictures. */
static char *
group_of (EspGateway *self, const EspGatewayItem *item)
{
  const EspTextDoc *doc = item->doc;
  g_autoptr (GString) all = g_string_new (NULL);

  g_string_append_printf (all, "%d %s %s\n", doc->text.wish, esp_gateway_get_sender (self, item),
                          doc->text.title);
  for (guint i = 0; i < doc->files->len; i++)
    {
      g_autofree char *key = esp_gateway_file_key (doc->files->pdata[i]);

      g_string_append (all, key);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}

/**
 * esp_aligo_add:
 */
void
esp_aligo_add (GHashTable *form, const char *name, const char *value)
{
  g_hash_table_insert (form, g_strdup (name), g_strdup (value));
}

/**
 * esp_aligo_add_nth:
 * @i: from 0 on
 */
void
esp_aligo_add_nth (GHashTable *form, const char *name, guint i, const char *value)
{
  g_hash_table_insert (form, g_strdup_printf ("%s_%u", name, i + 1), g_strdup (value));
}

/**
 * esp_aligo_form_new:
 *
 * Returns: (transfer full): a form that signs in; %NULL with @error set when a setting is missing
 */
GHashTable *
esp_aligo_form_new (EspGateway *self, GError **error)
{
  gboolean is_kakao = self->service == &esp_aligo_kakao;
  GHashTable *form;
  const char *key;
  const char *user;

  if (!esp_gateway_need (self, "api-key", &key, error) ||
      !esp_gateway_need (self, "user", &user, error))
    return NULL;
  form = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  esp_aligo_add (form, is_kakao ? "apikey" : "key", key);
  esp_aligo_add (form, is_kakao ? "userid" : "user_id", user);
  return form;
}

/* Pictures travel as parts of a form. */
static void
set_form (EspWebRequest *request, GHashTable *form, GPtrArray *files)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  EspWebParts *parts;
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, form);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_ptr_array_add (pairs, name);
      g_ptr_array_add (pairs, value);
    }
  g_ptr_array_add (pairs, NULL);
  if (files == NULL || files->len == 0)
    {
      esp_web_request_set_form (request, (const char *const *) pairs->pdata);
      return;
    }
  parts = esp_web_parts_new ();
  for (guint i = 0; i + 1 < pairs->len; i += 2)
    esp_web_parts_add (parts, pairs->pdata[i], pairs->pdata[i + 1]);
  for (guint i = 0; i < files->len && i < ESP_MMS_MAX_IMAGES; i++)
    {
      const EspMessageFile *file = files->pdata[i];
      g_autofree char *field = g_strdup_printf ("image%u", i + 1);

      esp_web_parts_add_file (parts, field, file->name, file->type, file->data);
    }
  esp_web_request_take_parts (request, parts);
}

/**
 * esp_aligo_request_new:
 * @files: (nullable) (element-type EspMessageFile)
 *
 * Returns: (transfer full): a call with the form
 */
EspWebRequest *
esp_aligo_request_new (EspGateway *self, const char *path, GHashTable *form, GPtrArray *files)
{
  g_autofree char *base = esp_gateway_dup_base (self);
  g_autofree char *url = g_strconcat (base, path, NULL);
  EspWebRequest *request = esp_web_request_new ("POST", url);

  set_form (request, form, files);
  return request;
}

static EspWebRequest *
make_send (EspGateway *self, GPtrArray *items, GError **error)
{
  static const char *const kinds[] = { "SMS", "SMS", "LMS", "MMS" };
  const EspGatewayItem *first = items->pdata[0];
  g_autoptr (GHashTable) form = esp_aligo_form_new (self, error);
  g_autofree char *from = esp_gateway_local_number (esp_gateway_get_sender (self, first));
  g_autofree char *count = g_strdup_printf ("%u", items->len);

  if (form == NULL)
    return NULL;
  esp_aligo_add (form, "sender", from);
  esp_aligo_add (form, "cnt", count);
  esp_aligo_add (form, "msg_type", kinds[first->doc->text.wish]);
  if (first->doc->text.wish != ESP_TEXT_WISH_SMS && *first->doc->text.title != '\0')
    esp_aligo_add (form, "title", first->doc->text.title);
  for (guint i = 0; i < items->len; i++)
    {
      const EspGatewayItem *item = items->pdata[i];
      g_autofree char *to = esp_gateway_local_number (item->out->to);

      esp_aligo_add_nth (form, "rec", i, to);
      esp_aligo_add_nth (form, "msg", i, item->doc->text.body);
    }
  return esp_aligo_request_new (self, "/send_mass/", form, first->doc->files);
}

/**
 * esp_aligo_settle_all:
 *
 * An answer says how many, not who: with failures among them nobody's fate is known.
 */
void
esp_aligo_settle_all (GPtrArray *items, const char *shipment, gint64 n_failed, const char *words)
{
  for (guint i = 0; i < items->len; i++)
    {
      EspGatewayItem *item = items->pdata[i];
      g_autofree char *to = esp_gateway_local_number (item->out->to);
      g_autofree char *receipt = g_strdup_printf ("%s:%s", shipment, to);

      if (n_failed == 0)
        esp_gateway_accept (item, 1, receipt);
      else if (n_failed >= items->len)
        esp_gateway_refuse (item, esp_gateway_refusal_of (words), 0, words);
      else
        item->result.receipt = g_steal_pointer (&receipt);
    }
}

/**
 * esp_aligo_refuse_all:
 */
void
esp_aligo_refuse_all (GPtrArray *items, gint64 code, const char *words)
{
  EspRefusal refusal = code == -101 ? ESP_REFUSAL_ACCOUNT : esp_gateway_refusal_of (words);

  for (guint i = 0; i < items->len; i++)
    esp_gateway_refuse (items->pdata[i], refusal, (int) code, words);
}

static gboolean
read_send (EspGateway *self, GPtrArray *items, const EspWebReply *reply)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *words = esp_json_dup_text (object, "message");
  g_autofree char *shipment = esp_json_dup_text (object, "msg_id");
  gint64 code = esp_json_get_number (object, "result_code", 0);

  if (reply->status != 200 || code == 0)
    return FALSE;
  if (code < 0)
    esp_aligo_refuse_all (items, code, words);
  else if (shipment != NULL)
    esp_aligo_settle_all (items, shipment, esp_json_get_number (object, "error_cnt", 0), words);
  return shipment != NULL || code < 0;
}

static EspWebRequest *
make_test (EspGateway *self, GError **error)
{
  g_autoptr (GHashTable) form = esp_aligo_form_new (self, error);

  return form != NULL ? esp_aligo_request_new (self, "/remain/", form, NULL) : NULL;
}

static char *
read_test (EspGateway *self, const EspWebReply *reply, GError **error)
{
  g_autoptr (JsonNode) root = esp_gateway_parse (reply);
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  g_autofree char *words = esp_json_dup_text (object, "message");

  if (esp_json_get_number (object, "result_code", 0) == 1)
    return g_strdup_printf ("Aligo answers. %" G_GINT64_FORMAT " SMS or %" G_GINT64_FORMAT
                            " LMS are left.",
                            esp_json_get_number (object, "SMS_CNT", 0),
                            esp_json_get_number (object, "LMS_CNT", 0));
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_AUTH,
               "Aligo refuses: %s. It answers only to addresses (IP) that are registered with it; "
               "yours may have changed.",
               words != NULL ? words : "");
  return NULL;
}

/* So many days back: those since the last reading, and as many as carriers take to settle. */
static gint64
count_days (const EspAligoCursor *cursor)
{
  gint64 since_us = cursor->until_us - cursor->since_us;

  return CLAMP (ESP_ALIGO_SETTLE_DAYS + (since_us + ESP_USEC_PER_DAY - 1) / ESP_USEC_PER_DAY,
                ESP_ALIGO_SETTLE_DAYS, LONGEST_PULL_DAYS);
}

static EspWebRequest *
make_pull (EspGateway *self, const char *text, gint64 now_us, GError **error)
{
  g_autoptr (EspAligoCursor) cursor = esp_aligo_cursor_read (text, now_us);
  g_autoptr (GHashTable) form = esp_aligo_form_new (self, error);
  const char *shipment = esp_aligo_cursor_get_shipment (cursor);
  g_autofree char *days = g_strdup_printf ("%" G_GINT64_FORMAT, count_days (cursor));
  g_autofree char *page =
    g_strdup_printf ("%u", shipment != NULL ? cursor->page : cursor->list_page);

  if (form == NULL)
    return NULL;
  esp_aligo_add (form, "page_size", "500");
  esp_aligo_add (form, "page", page);
  esp_aligo_add (form, shipment != NULL ? "mid" : "limit_day", shipment != NULL ? shipment : days);
  return esp_aligo_request_new (self, shipment != NULL ? "/sms_list/" : "/list/", form, NULL);
}

static void
take_report (const char *shipment, JsonObject *row, EspChannelReports *reports)
{
  g_autofree char *state = esp_json_dup_text (row, "sms_state");
  g_autofree char *number = esp_json_dup_text (row, "receiver");
  g_autofree char *at = esp_json_dup_text (row, "send_date");
  g_autofree char *to = number != NULL ? esp_gateway_local_number (number) : NULL;
  g_autofree char *key = NULL;
  EspReportKind kind;
  EspReport *report;

  if (state == NULL || to == NULL || strstr (state, "중") != NULL || strstr (state, "대기") != NULL)
    return; /* on its way */
  kind = strstr (state, "완료") != NULL || strstr (state, "성공") != NULL
           ? ESP_REPORT_DELIVERED
           : esp_gateway_failure_kind (state);
  key = g_strdup_printf ("aligo:%s:%s:%s", shipment, to, esp_report_kind_name (kind));
  report = esp_report_append (reports->reports, kind, key);
  report->receipt = g_strdup_printf ("%s:%s", shipment, to);
  report->at_us = esp_gateway_parse_time (at, ESP_ALIGO_ZONE_S);
  report->text = g_steal_pointer (&state);
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
  g_autofree char *more = esp_json_dup_text (object, "next_yn");
  JsonArray *list = esp_json_get_array (object, "list");
  g_autoptr (EspAligoCursor) cursor = esp_aligo_cursor_read (text, now_us);
  const char *shipment = esp_aligo_cursor_get_shipment (cursor);
  gboolean has_more =
    g_strcmp0 (more, "Y") == 0 && list != NULL && json_array_get_length (list) > 0;

  if (esp_json_get_number (object, "result_code", 0) != 1)
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

const EspTextGateway esp_aligo_text = {
  .kind = "aligo",
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
};
