/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a text message as JSON: always the same bytes for the same message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-doc.h"

#include <json-glib/json-glib.h>

static const char *const wish_names[] = { "auto", "sms", "lms", "mms" };

static void
write_text (JsonBuilder *builder, const char *member, const char *text)
{
  if (*text == '\0')
    return;
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
write_word (JsonBuilder *builder, const char *member, const char *word)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, word);
}

static void
write_body (JsonBuilder *builder, const EspTextBody *body)
{
  if (body->wish != ESP_TEXT_WISH_AUTO)
    write_word (builder, "kind", wish_names[body->wish]);
  write_text (builder, "title", body->title);
  write_text (builder, "body", body->body);
}

static void
write_fallbacks (JsonBuilder *builder, GHashTable *fallbacks)
{
  g_autoptr (GList) names = g_hash_table_get_keys (fallbacks);

  if (names == NULL)
    return;
  names = g_list_sort (names, (GCompareFunc) g_strcmp0);
  json_builder_set_member_name (builder, "fallbacks");
  json_builder_begin_object (builder);
  for (GList *l = names; l != NULL; l = l->next)
    write_word (builder, l->data, g_hash_table_lookup (fallbacks, l->data));
  json_builder_end_object (builder);
}

static void
write_variables (JsonBuilder *builder, const EspKakaoPart *kakao)
{
  if (kakao->variables->len == 0)
    return;
  json_builder_set_member_name (builder, "variables");
  json_builder_begin_object (builder);
  for (guint i = 0; i < kakao->variables->len; i++)
    {
      const EspKakaoVariable *variable = kakao->variables->pdata[i];

      write_word (builder, variable->name, variable->value);
    }
  json_builder_end_object (builder);
}

static void
write_buttons (JsonBuilder *builder, const EspKakaoPart *kakao)
{
  if (kakao->buttons->len == 0)
    return;
  json_builder_set_member_name (builder, "buttons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < kakao->buttons->len; i++)
    {
      const EspKakaoButton *button = kakao->buttons->pdata[i];

      json_builder_begin_object (builder);
      write_word (builder, "name", button->name);
      write_word (builder, "type", button->type);
      write_text (builder, "mobile", button->mobile);
      write_text (builder, "pc", button->pc);
      write_text (builder, "android", button->android);
      write_text (builder, "ios", button->ios);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
write_coupon (JsonBuilder *builder, const EspKakaoPart *kakao)
{
  if (*kakao->coupon_title == '\0' && *kakao->coupon_text == '\0' && *kakao->coupon_link == '\0')
    return;
  json_builder_set_member_name (builder, "coupon");
  json_builder_begin_object (builder);
  write_text (builder, "title", kakao->coupon_title);
  write_text (builder, "text", kakao->coupon_text);
  write_text (builder, "link", kakao->coupon_link);
  json_builder_end_object (builder);
}

static void
write_kakao (JsonBuilder *builder, const EspKakaoPart *kakao)
{
  gboolean is_brand = kakao->product == ESP_KAKAO_BRAND;

  json_builder_set_member_name (builder, "kakao");
  json_builder_begin_object (builder);
  write_word (builder, "product", is_brand ? "brand" : "alimtalk");
  write_text (builder, "profile", kakao->profile);
  write_text (builder, "template", kakao->template_code);
  write_text (builder, "text", kakao->template_text);
  if (kakao->state != ESP_TEMPLATE_UNKNOWN)
    write_word (builder, "state", esp_template_state_name (kakao->state));
  write_variables (builder, kakao);
  if (is_brand || kakao->bubble != ESP_BUBBLE_TEXT)
    write_word (builder, "bubble", esp_bubble_name (kakao->bubble));
  if (is_brand)
    write_word (builder, "targeting", kakao->targeting);
  write_text (builder, "image_link", kakao->image_link);
  write_buttons (builder, kakao);
  write_coupon (builder, kakao);
  json_builder_end_object (builder);
}

static void
write_files (JsonBuilder *builder, GPtrArray *files)
{
  if (files->len == 0)
    return;
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (guint i = 0; i < files->len; i++)
    {
      const EspMessageFile *file = files->pdata[i];
      gsize size = 0;
      const guchar *data = g_bytes_get_data (file->data, &size);
      g_autofree char *base64 = g_base64_encode (data != NULL ? data : (const guchar *) "", size);

      json_builder_begin_object (builder);
      write_word (builder, "id", file->id);
      write_word (builder, "name", file->name);
      write_word (builder, "type", file->type);
      write_word (builder, "data", base64);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * esp_text_doc_to_json:
 *
 * Returns: (transfer full): the message as esp_text_doc_parse() reads it
 */
char *
esp_text_doc_to_json (const EspTextDoc *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, ESP_TEXT_DOC_VERSION);
  write_word (builder, "medium", esp_text_medium_name (self->medium));
  write_word (builder, "class",
              self->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional");
  write_text (builder, "language", self->language);
  if (self->missing == ESP_MISSING_SKIP)
    write_word (builder, "missing", "skip");
  write_fallbacks (builder, self->fallbacks);
  write_body (builder, &self->text);
  write_text (builder, "link", self->link);
  write_text (builder, "icon", self->icon);
  if (self->medium == ESP_TEXT_MEDIUM_KAKAO)
    write_kakao (builder, &self->kakao);
  if (self->has_substitute)
    {
      json_builder_set_member_name (builder, "substitute");
      json_builder_begin_object (builder);
      write_body (builder, &self->substitute);
      json_builder_end_object (builder);
    }
  write_files (builder, self->files);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
