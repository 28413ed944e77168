/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all services for texts share: settings, numbers as they want them, results, their JSON. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-gateway.h"

#include <string.h>

#define MAX_REPLY_BYTES 500

/**
 * esp_gateway_new:
 * @secret: (nullable): as the keyring has it
 *
 * Returns: (transfer full): an account
 */
EspGateway *
esp_gateway_new (const EspTextGateway *service,
                 const EspChannelKind *kind,
                 const char *settings,
                 const char *secret)
{
  EspGateway *self = g_new0 (EspGateway, 1);

  self->service = service;
  self->kind = kind;
  self->settings = g_strdup (settings);
  self->secret = g_strdup (secret);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->clock = esp_clock_new_system ();
  esp_random_init_from_system (&self->random);
  return self;
}

/**
 * esp_gateway_free:
 * @self: (nullable): an account
 */
void
esp_gateway_free (EspGateway *self)
{
  if (self == NULL)
    return;
  g_free (self->settings);
  g_free (self->secret);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->files);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * esp_gateway_get:
 * @name: of a setting or a secret
 *
 * Returns: (transfer none): what it says, or what counts while it says nothing; never %NULL
 */
const char *
esp_gateway_get (EspGateway *self, const char *name)
{
  const EspChannelField *field = esp_channel_kind_find_field (self->kind, name);
  char *text = g_hash_table_lookup (self->texts, name);

  if (text != NULL)
    return text;
  if (field != NULL && field->type == ESP_CHANNEL_FIELD_SECRET)
    text = esp_channel_secret_dup (self->kind, self->secret, name);
  else
    text = esp_channel_settings_dup (self->settings, name);
  if ((text == NULL || *text == '\0') && field != NULL && field->fallback != NULL)
    {
      g_free (text);
      text = g_strdup (field->fallback);
    }
  if (text == NULL)
    text = g_strdup ("");
  g_hash_table_insert (self->texts, g_strdup (name), text);
  return text;
}

/**
 * esp_gateway_need:
 * @out: (out): what the setting says
 *
 * Returns: %FALSE with @error set when it says nothing
 */
gboolean
esp_gateway_need (EspGateway *self, const char *name, const char **out, GError **error)
{
  const EspChannelField *field = esp_channel_kind_find_field (self->kind, name);
  gboolean is_secret = field != NULL && field->type == ESP_CHANNEL_FIELD_SECRET;

  *out = esp_gateway_get (self, name);
  if (**out != '\0')
    return TRUE;
  g_set_error (error, ESP_CHANNEL_ERROR,
               is_secret ? ESP_CHANNEL_ERROR_SECRET : ESP_CHANNEL_ERROR_INVALID,
               "“%s” is missing in the settings of the channel",
               field != NULL ? field->label : name);
  return FALSE;
}

/**
 * esp_gateway_dup_base:
 *
 * Returns: (transfer full): the address of the service, without a slash at its end
 */
char *
esp_gateway_dup_base (EspGateway *self)
{
  char *base = g_strdup (esp_gateway_get (self, "base-url"));
  gsize n = strlen (base);

  while (n > 0 && base[n - 1] == '/')
    base[--n] = '\0';
  return base;
}

/**
 * esp_gateway_file_key:
 *
 * Returns: (transfer full): the digest of the picture: the same one is handed over once
 */
char *
esp_gateway_file_key (const EspMessageFile *file)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->data);
}

/**
 * esp_gateway_get_file:
 *
 * Returns: (transfer none) (nullable): what the service calls a picture that it has
 */
const char *
esp_gateway_get_file (EspGateway *self, const EspMessageFile *file)
{
  g_autofree char *key = esp_gateway_file_key (file);

  return g_hash_table_lookup (self->files, key);
}

/**
 * esp_gateway_get_sender:
 *
 * Returns: (transfer none): the number that the message comes from
 */
const char *
esp_gateway_get_sender (EspGateway *self, const EspGatewayItem *item)
{
  return item->out->from != NULL && *item->out->from != '\0' ? item->out->from
                                                             : esp_gateway_get (self, "sender");
}

/**
 * esp_gateway_local_number:
 * @phone: "+821012345678", "010-1234-5678"
 *
 * Returns: (transfer full): as Korean services want it: "01012345678"; of other countries the digits with
 *   the country code
 */
char *
esp_gateway_local_number (const char *phone)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean is_korean;

  for (const char *p = phone; *p != '\0'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
  is_korean = *phone == '+' && g_str_has_prefix (digits->str, "82");
  if (!is_korean)
    return g_strdup (digits->str);
  return g_strconcat (digits->str[2] == '0' ? "" : "0", digits->str + 2, NULL);
}

/**
 * esp_gateway_dup_mark:
 *
 * Returns: (transfer full): what we call the message where the service keeps a mark of ours
 */
char *
esp_gateway_dup_mark (const EspGatewayItem *item)
{
  return item->out->mark != NULL ? g_strdup (item->out->mark)
                                 : g_strdup_printf ("%" G_GINT64_FORMAT, item->out->key);
}

/**
 * esp_gateway_get_text:
 *
 * Returns: (transfer none): what goes to the telephone as text: of a Kakao message its substitute
 */
const EspTextBody *
esp_gateway_get_text (const EspGatewayItem *item)
{
  return item->doc->medium == ESP_TEXT_MEDIUM_KAKAO ? &item->doc->substitute : &item->doc->text;
}

static char *
dup_words (const char *reply)
{
  g_autofree char *valid = reply != NULL ? g_utf8_make_valid (reply, -1) : NULL;
  const char *end;

  if (valid == NULL || strlen (valid) <= MAX_REPLY_BYTES)
    return g_steal_pointer (&valid);
  end = g_utf8_find_prev_char (valid, valid + MAX_REPLY_BYTES);
  return g_strndup (valid, end != NULL ? (gsize) (end - valid) : 0);
}

/**
 * esp_gateway_accept:
 * @receipt: (nullable): what the service calls the message
 */
void
esp_gateway_accept (EspGatewayItem *item, int code, const char *receipt)
{
  item->is_settled = TRUE;
  item->result.outcome = ESP_OUTCOME_ACCEPTED;
  item->result.is_attempted = TRUE;
  item->result.code = code;
  item->result.receipt = receipt != NULL && *receipt != '\0' ? g_strdup (receipt) : NULL;
}

/**
 * esp_gateway_refuse:
 * @reply: (nullable): the words of the service
 */
void
esp_gateway_refuse (EspGatewayItem *item, EspRefusal refusal, int code, const char *reply)
{
  item->is_settled = TRUE;
  item->result.outcome = ESP_OUTCOME_REFUSED;
  item->result.refusal = refusal;
  item->result.is_attempted = TRUE;
  item->result.is_retryable = refusal == ESP_REFUSAL_SOFT;
  item->result.is_suppressing = refusal == ESP_REFUSAL_HARD || refusal == ESP_REFUSAL_OPTED_OUT;
  item->result.code = code;
  item->result.reply = dup_words (reply);
}

void
esp_gateway_item_free (gpointer data)
{
  EspGatewayItem *item = data;

  esp_text_doc_free (item->doc);
  esp_out_result_clear (&item->result);
  g_free (item);
}

/**
 * esp_kakao_template_new:
 *
 * Returns: (transfer full): a template of which no more is known
 */
EspKakaoTemplate *
esp_kakao_template_new (const char *code, const char *name, const char *text)
{
  EspKakaoTemplate *self = g_new0 (EspKakaoTemplate, 1);

  self->code = g_strdup (code != NULL ? code : "");
  self->name = g_strdup (name != NULL ? name : "");
  self->text = g_strdup (text != NULL ? text : "");
  self->buttons = g_ptr_array_new_with_free_func (esp_kakao_button_free);
  return self;
}

void
esp_kakao_template_free (gpointer data)
{
  EspKakaoTemplate *self = data;

  g_free (self->code);
  g_free (self->name);
  g_free (self->text);
  g_ptr_array_unref (self->buttons);
  g_free (self);
}

/**
 * esp_gateway_parse:
 *
 * Returns: (transfer full) (nullable): the answer as JSON; %NULL when it is none, or not all of it came
 */
JsonNode *
esp_gateway_parse (const EspWebReply *reply)
{
  return reply->body != NULL ? json_from_string (reply->body, NULL) : NULL;
}

/**
 * esp_json_get_object:
 * @object: (nullable): where to look
 *
 * Returns: (transfer none) (nullable): the member, when it is an object
 */
JsonObject *
esp_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * esp_json_get_array:
 * @object: (nullable): where to look
 *
 * Returns: (transfer none) (nullable): the member, when it is an array
 */
JsonArray *
esp_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * esp_json_dup_text:
 * @object: (nullable): where to look
 *
 * Returns: (transfer full) (nullable): the member as text; a number too
 */
char *
esp_json_dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  return NULL;
}

/**
 * esp_json_get_number:
 * @object: (nullable): where to look
 *
 * Returns: the member as a whole number, also when it is written as text
 */
gint64
esp_json_get_number (JsonObject *object, const char *name, gint64 fallback)
{
  g_autofree char *text = esp_json_dup_text (object, name);
  gint64 number;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return fallback;
  return number;
}

/**
 * esp_json_builder_finish:
 *
 * Returns: (transfer full): what was built as text
 */
char *
esp_json_builder_finish (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/**
 * esp_json_add_text:
 * @text: (nullable): nothing is added without
 */
void
esp_json_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

/**
 * esp_gateway_parse_time:
 * @iso: (nullable): "2026-11-22T10:00:00Z" or "2026-11-22 10:00:00"
 * @zone_offset_s: of a time that names no zone
 *
 * Returns: µs UTC; 0 when it cannot be read
 */
gint64
esp_gateway_parse_time (const char *iso, gint64 zone_offset_s)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset ((gint32) zone_offset_s);
  g_autofree char *text = iso != NULL ? g_strdup (iso) : NULL;
  g_autoptr (GDateTime) at = NULL;

  if (text == NULL || strlen (text) < strlen ("2026-11-22T10:00"))
    return 0;
  if (text[10] == ' ')
    text[10] = 'T';
  at = g_date_time_new_from_iso8601 (text, zone);
  return at != NULL ? g_date_time_to_unix (at) * ESP_USEC_PER_SEC + g_date_time_get_microsecond (at)
                    : 0;
}
