/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of a text message, a Kakao message, a chat post or a push. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-text-doc.h"

#include <string.h>

static const char *const medium_names[ESP_N_TEXT_MEDIA] = { "text", "kakao", "chat", "push" };
static const char *const bubble_names[ESP_N_BUBBLES] = { "text", "image", "wide" };
static const char *const state_names[] = { "unknown", "pending", "inspecting", "approved",
                                           "rejected" };

static int
find_name (const char *const *names, gsize n, const char *name)
{
  for (gsize i = 0; name != NULL && i < n; i++)
    if (g_str_equal (names[i], name))
      return (int) i;
  return -1;
}

/**
 * esp_text_medium_name:
 *
 * Returns: "text", "kakao", "chat" or "push"
 */
const char *
esp_text_medium_name (EspTextMedium medium)
{
  return (guint) medium < ESP_N_TEXT_MEDIA ? medium_names[medium] : "";
}

/**
 * esp_text_medium_from_name:
 *
 * Returns: whether @name is one of a medium that is no email
 */
gboolean
esp_text_medium_from_name (const char *name, EspTextMedium *out_medium)
{
  int i = find_name (medium_names, ESP_N_TEXT_MEDIA, name);

  if (i < 0)
    return FALSE;
  *out_medium = (EspTextMedium) i;
  return TRUE;
}

/**
 * esp_text_doc_is_text:
 * @medium: the channel of a stored message
 *
 * Returns: whether its document is an EspTextDoc and not an EspMessageDoc
 */
gboolean
esp_text_doc_is_text (const char *medium)
{
  return find_name (medium_names, ESP_N_TEXT_MEDIA, medium) >= 0;
}

/**
 * esp_bubble_name:
 *
 * Returns: "text", "image" or "wide"
 */
const char *
esp_bubble_name (EspBubble bubble)
{
  return (guint) bubble < ESP_N_BUBBLES ? bubble_names[bubble] : "";
}

/**
 * esp_template_state_name:
 *
 * Returns: the word of the state
 */
const char *
esp_template_state_name (EspTemplateState state)
{
  return (guint) state < G_N_ELEMENTS (state_names) ? state_names[state] : state_names[0];
}

/**
 * esp_template_state_from_name:
 * @name: in any case, as gateways write it too
 */
gboolean
esp_template_state_from_name (const char *name, EspTemplateState *out_state)
{
  g_autofree char *lower = name != NULL ? g_ascii_strdown (name, -1) : NULL;
  int i = find_name (state_names, G_N_ELEMENTS (state_names), lower);

  if (i < 0)
    return FALSE;
  *out_state = (EspTemplateState) i;
  return TRUE;
}

/**
 * esp_kakao_button_new:
 *
 * Returns: (transfer full): a button without addresses
 */
EspKakaoButton *
esp_kakao_button_new (const char *name, const char *type)
{
  EspKakaoButton *self = g_new0 (EspKakaoButton, 1);

  self->name = g_strdup (name);
  self->type = g_strdup (type);
  self->mobile = g_strdup ("");
  self->pc = g_strdup ("");
  self->android = g_strdup ("");
  self->ios = g_strdup ("");
  return self;
}

void
esp_kakao_button_free (gpointer button)
{
  EspKakaoButton *self = button;

  g_free (self->name);
  g_free (self->type);
  g_free (self->mobile);
  g_free (self->pc);
  g_free (self->android);
  g_free (self->ios);
  g_free (self);
}

/**
 * esp_kakao_variable_new:
 * @name: without #{ }
 * @value: may hold tags
 *
 * Returns: (transfer full): a variable of a template
 */
EspKakaoVariable *
esp_kakao_variable_new (const char *name, const char *value)
{
  EspKakaoVariable *self = g_new0 (EspKakaoVariable, 1);

  self->name = g_strdup (name);
  self->value = g_strdup (value);
  return self;
}

void
esp_kakao_variable_free (gpointer variable)
{
  EspKakaoVariable *self = variable;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static void
init_kakao (EspKakaoPart *self)
{
  self->profile = g_strdup ("");
  self->template_code = g_strdup ("");
  self->template_text = g_strdup ("");
  self->variables = g_ptr_array_new_with_free_func (esp_kakao_variable_free);
  self->targeting = g_strdup ("I");
  self->image_link = g_strdup ("");
  self->coupon_title = g_strdup ("");
  self->coupon_text = g_strdup ("");
  self->coupon_link = g_strdup ("");
  self->buttons = g_ptr_array_new_with_free_func (esp_kakao_button_free);
}

/**
 * esp_text_doc_new:
 *
 * Returns: (transfer full): an empty message of the medium
 */
EspTextDoc *
esp_text_doc_new (EspTextMedium medium)
{
  EspTextDoc *self = g_new0 (EspTextDoc, 1);

  self->medium = medium;
  self->message_class = medium == ESP_TEXT_MEDIUM_CHAT || medium == ESP_TEXT_MEDIUM_KAKAO
                          ? ESP_MESSAGE_CLASS_TRANSACTIONAL
                          : ESP_MESSAGE_CLASS_AD;
  self->language = g_strdup ("ko");
  self->fallbacks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->text.title = g_strdup ("");
  self->text.body = g_strdup ("");
  self->substitute.title = g_strdup ("");
  self->substitute.body = g_strdup ("");
  self->link = g_strdup ("");
  self->icon = g_strdup ("");
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_message_file_free);
  init_kakao (&self->kakao);
  return self;
}

static void
clear_kakao (EspKakaoPart *self)
{
  g_free (self->profile);
  g_free (self->template_code);
  g_free (self->template_text);
  g_ptr_array_unref (self->variables);
  g_free (self->targeting);
  g_free (self->image_link);
  g_free (self->coupon_title);
  g_free (self->coupon_text);
  g_free (self->coupon_link);
  g_ptr_array_unref (self->buttons);
}

/**
 * esp_text_doc_free:
 * @self: (nullable): a message
 */
void
esp_text_doc_free (EspTextDoc *self)
{
  if (self == NULL)
    return;
  clear_kakao (&self->kakao);
  g_free (self->language);
  g_hash_table_unref (self->fallbacks);
  g_free (self->text.title);
  g_free (self->text.body);
  g_free (self->substitute.title);
  g_free (self->substitute.body);
  g_free (self->link);
  g_free (self->icon);
  g_ptr_array_unref (self->files);
  g_free (self);
}

static void
copy_kakao (EspKakaoPart *self, const EspKakaoPart *other)
{
  self->product = other->product;
  self->state = other->state;
  self->bubble = other->bubble;
  esp_message_doc_set (&self->profile, other->profile);
  esp_message_doc_set (&self->template_code, other->template_code);
  esp_message_doc_set (&self->template_text, other->template_text);
  esp_message_doc_set (&self->targeting, other->targeting);
  esp_message_doc_set (&self->image_link, other->image_link);
  esp_message_doc_set (&self->coupon_title, other->coupon_title);
  esp_message_doc_set (&self->coupon_text, other->coupon_text);
  esp_message_doc_set (&self->coupon_link, other->coupon_link);
  for (guint i = 0; i < other->variables->len; i++)
    {
      const EspKakaoVariable *variable = other->variables->pdata[i];

      g_ptr_array_add (self->variables, esp_kakao_variable_new (variable->name, variable->value));
    }
  for (guint i = 0; i < other->buttons->len; i++)
    {
      const EspKakaoButton *from = other->buttons->pdata[i];
      EspKakaoButton *button = esp_kakao_button_new (from->name, from->type);

      esp_message_doc_set (&button->mobile, from->mobile);
      esp_message_doc_set (&button->pc, from->pc);
      esp_message_doc_set (&button->android, from->android);
      esp_message_doc_set (&button->ios, from->ios);
      g_ptr_array_add (self->buttons, button);
    }
}

static void
copy_body (EspTextBody *self, const EspTextBody *other)
{
  self->wish = other->wish;
  esp_message_doc_set (&self->title, other->title);
  esp_message_doc_set (&self->body, other->body);
}

/**
 * esp_text_doc_copy:
 *
 * Returns: (transfer full): a copy; pictures are shared
 */
EspTextDoc *
esp_text_doc_copy (const EspTextDoc *self)
{
  EspTextDoc *copy = esp_text_doc_new (self->medium);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  copy->message_class = self->message_class;
  copy->missing = self->missing;
  copy->has_substitute = self->has_substitute;
  esp_message_doc_set (&copy->language, self->language);
  esp_message_doc_set (&copy->link, self->link);
  esp_message_doc_set (&copy->icon, self->icon);
  copy_body (&copy->text, &self->text);
  copy_body (&copy->substitute, &self->substitute);
  copy_kakao (&copy->kakao, &self->kakao);
  g_hash_table_iter_init (&iter, self->fallbacks);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->fallbacks, g_strdup (key), g_strdup (value));
  for (guint i = 0; i < self->files->len; i++)
    {
      const EspMessageFile *file = self->files->pdata[i];

      g_ptr_array_add (copy->files, esp_message_file_new (file->id, file->name, file->type,
                                                          file->is_inline, file->data));
    }
  return copy;
}

/**
 * esp_text_doc_get_variable:
 * @name: without #{ }
 *
 * Returns: (transfer none) (nullable): what fills it; %NULL when nothing is said
 */
const char *
esp_text_doc_get_variable (const EspTextDoc *self, const char *name)
{
  for (guint i = 0; i < self->kakao.variables->len; i++)
    {
      const EspKakaoVariable *variable = self->kakao.variables->pdata[i];

      if (g_str_equal (variable->name, name))
        return variable->value;
    }
  return NULL;
}

static void
visit_button (EspKakaoButton *button, guint i, EspTextPlaceFunc func, gpointer user_data)
{
  g_autofree char *place = g_strdup_printf ("kakao.buttons[%u]", i);

  func (place, &button->name, user_data);
  func (place, &button->mobile, user_data);
  func (place, &button->pc, user_data);
  func (place, &button->android, user_data);
  func (place, &button->ios, user_data);
}

static void
visit_kakao (EspKakaoPart *kakao, EspTextPlaceFunc func, gpointer user_data)
{
  for (guint i = 0; i < kakao->variables->len; i++)
    {
      EspKakaoVariable *variable = kakao->variables->pdata[i];
      g_autofree char *place = g_strdup_printf ("kakao.variables.%s", variable->name);

      func (place, &variable->value, user_data);
    }
  for (guint i = 0; i < kakao->buttons->len; i++)
    visit_button (kakao->buttons->pdata[i], i, func, user_data);
  func ("kakao.image_link", &kakao->image_link, user_data);
  func ("kakao.coupon", &kakao->coupon_text, user_data);
  func ("kakao.coupon", &kakao->coupon_link, user_data);
}

/**
 * esp_text_doc_foreach_text:
 *
 * Visits every text that is personalised, always in the same order.
 */
void
esp_text_doc_foreach_text (EspTextDoc *self, EspTextPlaceFunc func, gpointer user_data)
{
  func ("title", &self->text.title, user_data);
  func ("body", &self->text.body, user_data);
  if (self->medium == ESP_TEXT_MEDIUM_KAKAO)
    visit_kakao (&self->kakao, func, user_data);
  if (self->has_substitute)
    {
      func ("substitute.title", &self->substitute.title, user_data);
      func ("substitute.body", &self->substitute.body, user_data);
    }
  func ("link", &self->link, user_data);
}
